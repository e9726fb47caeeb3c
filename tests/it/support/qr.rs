//! Reads the code of a hosted page as a telephone does: the squares are painted as a picture, and a library
//! that shares nothing with the one that drew them looks for a code in it.

use rqrr::PreparedImage;

/// How many points of the picture a square of the drawing is wide and high.
const POINTS: usize = 8;

/// The text of the only code in a page.
#[track_caller]
pub(crate) fn text_of(html: &str) -> String {
    let drawing = Drawing::of(html);
    let side = drawing.side * POINTS;
    let brightness =
        |x: usize, y: usize| if drawing.is_dark(x / POINTS, y / POINTS) { 0 } else { 255 };
    let mut picture = PreparedImage::prepare_from_greyscale(side, side, brightness);
    let codes = picture.detect_grids();
    assert_eq!(codes.len(), 1, "codes in the page");
    let (_, text) = codes[0].decode().unwrap();
    text
}

/// A square drawing of dark squares on light ground.
struct Drawing {
    side: usize,
    dark: Vec<bool>,
}

impl Drawing {
    fn of(html: &str) -> Self {
        let (_, rest) = html.split_once("viewBox=\"0 0 ").unwrap();
        let side: usize = rest.split(' ').next().unwrap().parse().unwrap();
        let (_, path) = html.split_once("fill=\"#000000\" d=\"").unwrap();
        let path = path.split('"').next().unwrap();
        let mut drawing = Self { side, dark: vec![false; side * side] };
        for square in path.split('M').filter(|square| !square.is_empty()) {
            let (x, y) = square.strip_suffix("h1v1h-1z").unwrap().split_once(' ').unwrap();
            let (x, y): (usize, usize) = (x.parse().unwrap(), y.parse().unwrap());
            drawing.dark[y * side + x] = true;
        }
        drawing
    }

    fn is_dark(&self, x: usize, y: usize) -> bool {
        self.dark[y * self.side + x]
    }
}
