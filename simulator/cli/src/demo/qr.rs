//! Draws addresses as codes that a telephone scans, for a page and for a terminal.

use std::fmt::Write as _;

use qrcode::Color;
use qrcode::EcLevel;
use qrcode::QrCode;
use qrcode::render::unicode::Dense1x2;

/// Modules around a code that scanners ask for.
const MARGIN: usize = 4;

/// As an inline image: dark on light, whatever colours the page has. None when no code is large enough.
pub(crate) fn svg(address: &str) -> Option<String> {
    let code = code(address)?;
    let (width, side) = (code.width(), code.width() + 2 * MARGIN);
    let mut path = String::new();
    for (index, color) in code.to_colors().into_iter().enumerate() {
        if color == Color::Dark {
            let (x, y) = (index % width + MARGIN, index / width + MARGIN);
            write!(path, "M{x} {y}h1v1h-1z").expect("a String takes every text");
        }
    }
    Some(format!(
        "<svg class=\"code\" role=\"img\" aria-label=\"QR code\" viewBox=\"0 0 {side} {side}\" \
         shape-rendering=\"crispEdges\"><path fill=\"#ffffff\" d=\"M0 0h{side}v{side}H0z\"/>\
         <path fill=\"#000000\" d=\"{path}\"/></svg>"
    ))
}

/// As lines of half blocks: in black on white by the terminal's own colours, or in no colours at all, and
/// then as a terminal that writes light on dark shows it.
pub(crate) fn text(address: &str, coloured: bool) -> Option<String> {
    let code = code(address)?;
    let mut drawing = code.render::<Dense1x2>();
    let (before, behind) = if coloured {
        ("\u{1b}[38;5;16;48;5;231m", "\u{1b}[0m")
    } else {
        drawing.dark_color(Dense1x2::Light).light_color(Dense1x2::Dark);
        ("", "")
    };
    let drawn = drawing.build();
    Some(drawn.lines().map(|line| format!("   {before}{line}{behind}\n")).collect())
}

fn code(address: &str) -> Option<QrCode> {
    QrCode::with_error_correction_level(address, EcLevel::M).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADDRESS: &str = "http://192.168.1.7:40000/pay/default-dabs0m199aeg6px595aa";

    #[test]
    fn an_image_has_the_modules_of_the_code_within_their_margin() {
        let code = code(ADDRESS).unwrap();
        let dark = code.to_colors().iter().filter(|color| **color == Color::Dark).count();

        let svg = svg(ADDRESS).unwrap();

        assert_eq!(svg.matches("h1v1h-1z").count(), dark);
        // The corner of the first finder pattern.
        assert!(svg.contains("d=\"M4 4h1"), "{svg}");
    }

    #[test]
    fn a_terminal_shows_two_rows_of_modules_a_line_in_colours_of_its_own() {
        let lines = code(ADDRESS).unwrap().width().div_ceil(2) + MARGIN;

        let text = text(ADDRESS, true).unwrap();

        assert_eq!(text.lines().count(), lines);
        assert!(text.lines().all(|line| line.contains("48;5;231") && line.ends_with("[0m")));
    }

    #[test]
    fn without_colours_what_is_light_is_drawn() {
        let [coloured, plain] = [true, false].map(|coloured| text(ADDRESS, coloured).unwrap());

        assert!(!plain.contains('\u{1b}'));
        // The margin is light.
        let margin = plain.lines().next().unwrap().trim();
        assert!(margin.chars().all(|sign| sign == '█'), "{margin}");
        let drawn = |text: &str| text.chars().filter(|sign| *sign == '█').count();
        assert_ne!(drawn(&plain), drawn(&coloured));
    }

    #[test]
    fn what_no_code_can_hold_is_not_drawn() {
        assert_eq!((svg(&"x".repeat(5_000)), text(&"x".repeat(5_000), true)), (None, None));
    }
}
