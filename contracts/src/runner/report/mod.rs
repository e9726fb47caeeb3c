//! A check told to people and to machines: in words for a terminal, as JSON, as `JUnit` XML, as a page.
//!
//! Functions of a [`Report`], and of the [`Drift`] since an earlier run when there is one; they decide nothing and write
//! nothing. Much of a report is what a server said, which may be hostile: here nothing of it steers a terminal, is markup,
//! or goes on for pages. A form that machines read keeps every case; one for people tells once what many cases share.

mod causes;
mod html;
mod human;
mod json;
mod junit;
mod redact;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;
mod text;

use super::CaseReport;
use super::Outcome;
use super::Report;
use super::drift::Drift;

pub use redact::redacted;

/// How a check is told.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Format {
    /// In words, for a terminal.
    #[default]
    Human,
    /// One JSON object.
    ///
    /// Its shape is a promise: members are added, never changed or taken away, while `format` stays 1.
    ///
    /// ```text
    /// {"format": 1, "target", "sandpay": bool, "took_ms",
    ///  "totals": {"cases", "held", "broken", "skipped", "unreachable"},
    ///  "cases": [{"name", "provider", "operation", "title", "source", "section",
    ///             "outcome": "held" | "broken" | "skipped" | "unreachable",
    ///             "reason": string | null        why it was skipped, or that no answer came
    ///             "breaches": [{"step", "path", "expected", "got"}],
    ///             "notes": [{"step", "path", "text"}],
    ///             "exchanges": [{"step", "method", "url", "request", "status", "response", "curl"}],   of broken cases
    ///             "curl": string | null          repeats what broke
    ///             "took_ms"}],
    ///  "contradictions": [{"provider", "at": [path], "reason", "cases": [name]}],   what was let pass, and in which cases
    ///  "drift": null | {"since", "compared", "changes": [{"case", "step", "path",
    ///             "what": "appeared" | "vanished" | "type" | "value", "text"}], "unseen": [name], "new": [name]}}
    /// ```
    Json,
    /// `JUnit` XML, as continuous integration reads it.
    Junit,
    /// One page that needs nothing else.
    Html,
}

/// What a check found.
#[derive(Clone, Copy, Debug)]
pub struct Findings<'a> {
    /// The check.
    pub report: &'a Report,
    /// What has changed since a record, if there was one to compare with.
    pub drift: Option<&'a Drift>,
}

/// How many cases came to what.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Totals {
    /// The server answered as documented.
    pub held: usize,
    /// It did not.
    pub broken: usize,
    /// Not run.
    pub skipped: usize,
    /// No answer came.
    pub unreachable: usize,
}

impl Totals {
    /// The totals of a check.
    #[must_use]
    pub fn of(report: &Report) -> Self {
        let mut totals = Self::default();
        for case in &report.cases {
            match &case.outcome {
                Outcome::Held => totals.held += 1,
                Outcome::Broken(_) => totals.broken += 1,
                Outcome::Skipped(_) => totals.skipped += 1,
                Outcome::Unreachable(_) => totals.unreachable += 1,
            }
        }
        totals
    }
}

impl Findings<'_> {
    /// The whole in the form that was asked for, with a line break at its end.
    #[must_use]
    pub fn told(&self, format: Format) -> String {
        match format {
            Format::Human => human::told(self),
            Format::Json => json::told(self),
            Format::Junit => junit::told(self),
            Format::Html => html::told(self),
        }
    }

    /// The counts in one sentence, without a line break.
    #[must_use]
    pub fn counted(&self) -> String {
        let Totals { held, broken, skipped, unreachable } = Totals::of(self.report);
        let cases = text::counted(self.report.cases.len(), "case");
        let mut line = format!("{cases}: {held} held, {broken} broken, {skipped} skipped");
        if unreachable > 0 {
            line += &format!(", {unreachable} without an answer");
        }
        if let Some(drift) = self.drift {
            let changes = text::counted(drift.changes.len(), "change");
            line += &format!("; {changes} since the baseline");
        }
        format!("{line}; took {}", text::seconds(self.report.took))
    }
}

/// A word for what came of a case.
fn word(case: &CaseReport) -> &'static str {
    match &case.outcome {
        Outcome::Held => "held",
        Outcome::Broken(_) => "broken",
        Outcome::Skipped(_) => "skipped",
        Outcome::Unreachable(_) => "unreachable",
    }
}
