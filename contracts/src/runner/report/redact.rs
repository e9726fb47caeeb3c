//! The last guard of a report: whatever a server echoed of the credentials is replaced by the names of their variables.
//!
//! The runner takes credentials out of what it sent. What a server makes of them in an answer, nobody can foresee.

use crate::runner::Breach;
use crate::runner::CaseReport;
use crate::runner::Exchange;
use crate::runner::Member;
use crate::runner::Note;
use crate::runner::Outcome;
use crate::runner::Report;
use crate::runner::Told;

/// The same report with each of these texts replaced by its variable: pairs of a variable's name and its value.
///
/// In commands the variable stands outside of the single quotes, so that they go on working.
#[must_use]
pub fn redacted(report: Report, secrets: &[(&str, &str)]) -> Report {
    // The longest first: one text may be a part of another.
    let mut secrets: Vec<_> = secrets.iter().filter(|(_, value)| !value.is_empty()).collect();
    secrets.sort_by_key(|(_, value)| std::cmp::Reverse(value.len()));
    let hide = |text: String| hidden(text, &secrets, |name| format!("${name}"));
    let Report { target, sandpay, interrupted, cases, took } = report;
    let cases = cases.into_iter().map(|case| of_case(case, &secrets)).collect();
    Report { target: hide(target), sandpay, interrupted, cases, took }
}

fn of_case(report: CaseReport, secrets: &[&(&str, &str)]) -> CaseReport {
    let hide = |text: String| hidden(text, secrets, |name| format!("${name}"));
    let quoted = |text: String| hidden(text, secrets, |name| format!("'\"${name}\"'"));
    let outcome = match report.outcome {
        Outcome::Held => Outcome::Held,
        Outcome::Skipped(reason) => Outcome::Skipped(hide(reason)),
        Outcome::Unreachable(reason) => Outcome::Unreachable(hide(reason)),
        Outcome::Broken(breaches) => {
            let breaches = breaches.into_iter().map(|Breach { step, path, expected, got }| {
                Breach { step, path: hide(path), expected: hide(expected), got: hide(got) }
            });
            Outcome::Broken(breaches.collect())
        }
    };
    let notes = report.notes.into_iter().map(|Note { step, path, text }| Note {
        step,
        path: hide(path),
        text: hide(text),
    });
    let exchanges = report.exchanges.into_iter().map(|one| Exchange {
        url: hide(one.url),
        request: one.request.map(hide),
        response: one.response.map(hide),
        curl: quoted(one.curl),
        ..one
    });
    let members = report.members.into_iter().map(|one| Member {
        path: hide(one.path),
        told: match one.told {
            Told::Fixed(value) => Told::Fixed(hide(value)),
            Told::Form(form) => Told::Form(form),
            Told::Nothing => Told::Nothing,
        },
        ..one
    });
    CaseReport {
        outcome,
        notes: notes.collect(),
        exchanges: exchanges.collect(),
        members: members.collect(),
        ..report
    }
}

fn hidden(mut text: String, secrets: &[&(&str, &str)], instead: impl Fn(&str) -> String) -> String {
    for (name, value) in secrets {
        if text.contains(value) {
            text = text.replace(value, &instead(name));
        }
    }
    text
}
