//! The table that is printed: a figure, what was measured, its bar, and whether the bar is met.

use std::io;
use std::io::Write;

use crate::stats::Figure;
use crate::stats::Samples;
use crate::stats::Unit;

/// What a figure is to be.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Bar {
    /// No more than this.
    AtMost(u64),
    /// No less than this.
    AtLeast(u64),
}

/// One line of the table.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    figure: String,
    measured: String,
    bar: String,
    met: &'static str,
}

impl Row {
    /// A line for information, without a bar.
    pub(crate) fn plain(figure: impl Into<String>, measured: impl Into<String>) -> Self {
        let (figure, measured) = (figure.into(), measured.into());
        Self { figure, measured, bar: String::new(), met: "" }
    }

    /// Measurements whose median is held against a bar.
    pub(crate) fn held(figure: impl Into<String>, samples: &Samples, unit: Unit, bar: Bar) -> Self {
        Self::judged(figure, samples.shown(unit), Figure(samples.median(), unit), bar)
    }

    /// One number that is held against a bar.
    pub(crate) fn one(figure: impl Into<String>, number: Figure, bar: Bar) -> Self {
        Self::judged(figure, number.to_string(), number, bar)
    }

    fn judged(figure: impl Into<String>, measured: String, number: Figure, bar: Bar) -> Self {
        let Figure(number, unit) = number;
        let (bar, met) = match bar {
            Bar::AtMost(most) => (format!("<= {}", Figure(most, unit)), number <= most),
            Bar::AtLeast(least) => (format!(">= {}", Figure(least, unit)), number >= least),
        };
        Self { figure: figure.into(), measured, bar, met: if met { "yes" } else { "NO" } }
    }

    fn cells(&self) -> [&str; 4] {
        [&self.figure, &self.measured, &self.bar, self.met]
    }
}

/// Prints the lines of a section.
pub(crate) fn print(out: &mut impl Write, section: &str, rows: &[Row]) -> io::Result<()> {
    let heads = [section, "measured", "bar", "met"];
    let width = |column: usize| {
        let cells = rows.iter().map(|row| row.cells()[column].chars().count());
        cells.chain([heads[column].chars().count()]).max().unwrap_or_default()
    };
    let widths = [width(0), width(1), width(2), width(3)];
    for cells in [heads].into_iter().chain(rows.iter().map(Row::cells)) {
        let padded = cells.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}"));
        writeln!(out, "{}", padded.collect::<Vec<_>>().join("  ").trim_end())?;
    }
    writeln!(out)
}
