//! Text from servers made fit to be read: nothing steers a terminal or turns the direction of writing, nothing is
//! endless.

use std::time::Duration;

/// Characters of one text that are told.
const MOST: usize = 400;

/// A text in one line, cut where it is very long.
pub(super) fn line(text: &str) -> String {
    let mut line = String::new();
    for (index, character) in text.chars().enumerate() {
        if index == MOST {
            let left = text.chars().count() - MOST;
            line += &format!("… ({left} more characters)");
            break;
        }
        push_visible(&mut line, character);
    }
    line
}

/// As [`line`], with line breaks kept and nothing cut.
pub(super) fn lines(text: &str) -> String {
    let mut lines = String::with_capacity(text.len());
    for character in text.chars() {
        if character == '\n' { lines.push('\n') } else { push_visible(&mut lines, character) }
    }
    lines
}

/// A JSON text whose strings keep every character, spelled out where it would not be seen.
pub(super) fn json(text: &str) -> String {
    let mut json = String::with_capacity(text.len());
    for character in text.chars() {
        if is_unseen(character) && character != '\n' {
            // Only characters of one UTF-16 unit are unseen.
            json += &format!("\\u{:04x}", u32::from(character));
        } else {
            json.push(character);
        }
    }
    json
}

fn push_visible(text: &mut String, character: char) {
    if is_unseen(character) {
        text.extend(character.escape_unicode());
    } else {
        text.push(character);
    }
}

/// Whether a character steers a terminal, turns the direction of writing, or cannot be seen or stand in XML.
fn is_unseen(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}'
                | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}'
        )
}

/// A number and its noun, which takes an `s`.
pub(super) fn counted(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

/// A time in seconds and tenths.
pub(super) fn seconds(time: Duration) -> String {
    let tenths = (time.as_millis() + 50) / 100;
    format!("{}.{} s", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_steers_a_terminal() {
        assert_eq!(line("a\u{1b}[31m\r\nb\u{202e}c"), "a\\u{1b}[31m\\u{d}\\u{a}b\\u{202e}c");
        assert_eq!(lines("a\nb\u{7}"), "a\nb\\u{7}");
    }

    #[test]
    fn json_keeps_what_it_means() {
        let text = "a\u{9b}31m \u{202e}é\u{ffff}";

        let told = json(&serde_json::to_string(text).unwrap());

        assert_eq!(told, "\"a\\u009b31m \\u202eé\\uffff\"");
        assert_eq!(serde_json::from_str::<String>(&told).unwrap(), text);
    }

    #[test]
    fn what_is_endless_is_cut_by_characters() {
        let cut = line(&"é".repeat(1000));

        assert_eq!(cut, format!("{}… (600 more characters)", "é".repeat(400)));
    }

    #[test]
    fn times_are_rounded_to_tenths() {
        assert_eq!(seconds(Duration::from_millis(49)), "0.0 s");
        assert_eq!(seconds(Duration::from_millis(950)), "1.0 s");
        assert_eq!(seconds(Duration::from_millis(12_340)), "12.3 s");
    }

    #[test]
    fn nouns_follow_their_number() {
        assert_eq!([counted(1, "case"), counted(0, "case")], ["1 case", "0 cases"]);
    }
}
