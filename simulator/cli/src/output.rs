//! Writing to the terminal, to a pipe, or to something that is full. Never panics, unlike `println!`.

use std::env;
use std::io;
use std::io::IsTerminal;
use std::io::Write;

use crate::failure::Failure;

/// Writes a command's result to stdout, with a line break at the end.
///
/// A reader that went away (`sandpay logs | head`) ends the command quietly.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    let line_break = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    print_bytes(format!("{text}{line_break}").as_bytes())
}

/// Writes bytes to stdout as they are.
pub(crate) fn print_bytes(bytes: &[u8]) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(bytes).and_then(|()| stdout.flush()).map_err(|error| {
        if error.kind() == io::ErrorKind::BrokenPipe {
            Failure::silent(0)
        } else {
            Failure::internal(format!("cannot write the output: {error}"))
        }
    })
}

/// Writes a line to stderr. When that fails there is nobody left to tell.
pub(crate) fn note(line: &str) {
    drop(writeln!(io::stderr().lock(), "{line}"));
}

/// Whether what [`note`] writes may steer the colours of a terminal: not where it is none, where it knows
/// none, or where the user wants none (<https://no-color.org>).
pub(crate) fn may_be_coloured() -> bool {
    let says = |name: &str| env::var_os(name).filter(|value| !value.is_empty());
    let is_dumb = says("TERM").is_some_and(|name| name == "dumb");
    io::stderr().is_terminal() && !is_dumb && says("NO_COLOR").is_none()
}

/// Text from elsewhere with its control characters spelled out, so that it cannot steer a terminal.
pub(crate) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_control() {
            plain.extend(character.escape_default());
        } else {
            plain.push(character);
        }
    }
    plain
}

/// Rows with their columns aligned, two blanks between them.
pub(crate) fn aligned(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let width = |column: usize| {
        let widths = rows.iter().filter_map(|row| row.get(column));
        widths.map(|cell| cell.chars().count()).max().unwrap_or_default()
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            line.push_str(cell);
            line.push_str(&" ".repeat(width.saturating_sub(cell.chars().count()) + 2));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// Text in lines of at most a hundred characters, each behind an indent; longer words stay whole.
pub(crate) fn wrapped(text: &str, indent: &str) -> String {
    const WIDTH: usize = 100;
    let mut wrapped = String::new();
    let mut line = indent.to_owned();
    for word in text.split_whitespace() {
        let is_first = line.len() == indent.len();
        if !is_first && line.chars().count() + 1 + word.chars().count() > WIDTH {
            wrapped.push_str(&line);
            wrapped.push('\n');
            line = indent.to_owned();
        } else if !is_first {
            line.push(' ');
        }
        line.push_str(word);
    }
    wrapped + &line + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let row = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();

        let text = aligned(&[row(["a", "bcd", "e"]), row(["längste", "", "x"]), row(["", "", ""])]);

        assert_eq!(text, "a        bcd  e\nlängste       x\n\n");
    }

    #[test]
    fn long_text_is_wrapped_between_words() {
        let word = "x".repeat(60);

        let text = wrapped(&format!("a {word} {word}"), "  ");

        assert_eq!(text, format!("  a {word}\n  {word}\n"));
    }

    #[test]
    fn text_from_elsewhere_cannot_steer_the_terminal() {
        assert_eq!(plain("ok \u{1b}[31mred\u{7}\r\n"), "ok \\u{1b}[31mred\\u{7}\\r\\n");
    }
}
