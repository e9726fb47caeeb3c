//! A check in words, for a terminal.

use super::Findings;
use super::causes;
use super::causes::Cause;
use super::causes::Shared;
use super::text;
use crate::runner::drift::Drift;

/// Names of a list that are told before the rest is counted.
const NAMED: usize = 3;

/// The path of a breach that says that the server refuses everything, since it does not know who asks.
const CREDENTIALS: &str = "credentials";

pub(super) fn told(findings: &Findings<'_>) -> String {
    let report = findings.report;
    let sandpay = if report.sandpay { ", a sandpay" } else { "" };
    let mut told = format!("contract check of {}{sandpay}\n", text::line(&report.target));
    for cause in causes::broken(report) {
        told += &broken(&cause);
    }
    for shared in causes::unreachable(report) {
        told += &listed("no answer", &shared);
    }
    for shared in causes::skipped(report) {
        told += &listed("skipped", &shared);
    }
    for shared in causes::notes(report) {
        told += &listed("note", &shared);
    }
    let passed = causes::passed(report).len();
    if passed > 0 {
        let passed = text::counted(passed, "contradiction");
        told += &format!(
            "\nlet pass: {passed} between documents, which the JSON report and the page list\n"
        );
    }
    if let Some(drift) = findings.drift {
        told += &changed(drift);
    }
    told + "\n" + &findings.counted() + "\n"
}

fn broken(cause: &Cause<'_>) -> String {
    let Cause { first, breaches, others } = cause;
    let case = &first.case;
    let mut told = format!("\nbroken: {} ({})\n", case.name, case.title);
    if !others.is_empty() {
        told += &format!("  and in the same way {}\n", names(others));
    }
    for breach in *breaches {
        told += &format!("  {}: {}\n", text::line(&breach.step), text::line(&breach.to_string()));
    }
    if breaches.iter().all(|breach| breach.path == CREDENTIALS) {
        // Nobody looks into a document for the mistake, and it need not be made again.
        return told;
    }
    told += &format!("  document: {} ({})\n", case.source, case.section);
    if let Some(curl) = first.curl() {
        // As it is, without an indent: the body is sent byte for byte.
        told += &format!("  again: {}\n", text::lines(curl));
    }
    told
}

fn listed(what: &str, shared: &Shared) -> String {
    let Shared { text, cases } = shared;
    format!("\n{what}: {}\n  {}\n", text::line(text), names(cases))
}

fn names(names: &[impl AsRef<str>]) -> String {
    let told: Vec<_> = names.iter().take(NAMED).map(AsRef::as_ref).collect();
    match names.len().saturating_sub(NAMED) {
        0 => told.join(", "),
        left => format!("{} and {left} more", told.join(", ")),
    }
}

fn changed(drift: &Drift) -> String {
    let Drift { since, compared, changes, unseen, new } = drift;
    let compared = text::counted(*compared, "case");
    let mut told = format!("\nsince the baseline of {}: {compared} compared\n", text::line(since));
    for change in changes {
        let [case, step, path] =
            [&change.case, &change.step, &change.path].map(|it| text::line(it));
        told += &format!(
            "  changed: {case}: {step}: {path} {}\n",
            text::line(&change.what.to_string())
        );
    }
    for (what, cases) in [("not judged now", unseen), ("not in the baseline", new)] {
        if !cases.is_empty() {
            let cases: Vec<_> = cases.iter().map(|case| text::line(case)).collect();
            told += &format!("  {what}: {}\n", names(&cases));
        }
    }
    told
}
