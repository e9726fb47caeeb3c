//! A check as one JSON object, for programs.
//!
//! The shape is the promise at [`super::Format::Json`]; a snapshot of the whole is beside the tests.

use serde::Serialize;

use super::Findings;
use super::Totals;
use super::causes;
use super::text;
use super::word;
use crate::runner::Breach;
use crate::runner::CaseReport;
use crate::runner::Exchange;
use crate::runner::Outcome;
use crate::runner::Report;
use crate::runner::drift;

#[derive(Serialize)]
struct Whole<'r> {
    format: u8,
    target: &'r str,
    sandpay: bool,
    took_ms: u64,
    totals: Counts,
    cases: Vec<Case<'r>>,
    contradictions: Vec<Passed<'r>>,
    drift: Option<Drift<'r>>,
}

#[derive(Serialize)]
struct Counts {
    cases: usize,
    held: usize,
    broken: usize,
    skipped: usize,
    unreachable: usize,
}

#[derive(Serialize)]
struct Case<'r> {
    name: &'r str,
    provider: &'r str,
    operation: &'r str,
    title: &'r str,
    source: &'r str,
    section: &'r str,
    outcome: &'static str,
    reason: Option<&'r str>,
    breaches: Vec<Broken<'r>>,
    notes: Vec<Note<'r>>,
    exchanges: Vec<Seen<'r>>,
    curl: Option<&'r str>,
    took_ms: u64,
}

#[derive(Serialize)]
struct Broken<'r> {
    step: &'r str,
    path: &'r str,
    expected: &'r str,
    got: &'r str,
}

#[derive(Serialize)]
struct Note<'r> {
    step: &'r str,
    path: &'r str,
    text: &'r str,
}

#[derive(Serialize)]
struct Seen<'r> {
    step: &'r str,
    method: &'r str,
    url: &'r str,
    request: Option<&'r str>,
    status: Option<u16>,
    response: Option<&'r str>,
    curl: &'r str,
}

#[derive(Serialize)]
struct Passed<'r> {
    provider: &'r str,
    at: &'r [&'r str],
    reason: &'r str,
    cases: Vec<&'r str>,
}

#[derive(Serialize)]
struct Drift<'r> {
    since: &'r str,
    compared: usize,
    changes: Vec<Change<'r>>,
    unseen: &'r [String],
    new: &'r [String],
}

#[derive(Serialize)]
struct Change<'r> {
    case: &'r str,
    step: &'r str,
    path: &'r str,
    what: &'static str,
    text: String,
}

pub(super) fn told(findings: &Findings<'_>) -> String {
    let Report { target, sandpay, interrupted: _, cases, took } = findings.report;
    let Totals { held, broken, skipped, unreachable } = Totals::of(findings.report);
    let whole = Whole {
        format: 1,
        target,
        sandpay: *sandpay,
        took_ms: milliseconds(*took),
        totals: Counts { cases: cases.len(), held, broken, skipped, unreachable },
        cases: cases.iter().map(Case::of).collect(),
        contradictions: causes::passed(findings.report).into_iter().map(Passed::of).collect(),
        drift: findings.drift.map(Drift::of),
    };
    let text = serde_json::to_string_pretty(&whole).expect("texts and numbers encode");
    text::json(&text) + "\n"
}

impl<'r> Case<'r> {
    fn of(report: &'r CaseReport) -> Self {
        let case = &report.case;
        let (reason, breaches): (_, &[Breach]) = match &report.outcome {
            Outcome::Held => (None, &[]),
            Outcome::Broken(breaches) => (None, breaches),
            Outcome::Skipped(reason) | Outcome::Unreachable(reason) => (Some(reason.as_str()), &[]),
        };
        let shown: &[Exchange] = if breaches.is_empty() { &[] } else { &report.exchanges };
        let notes = report.notes.iter().map(|one| Note {
            step: &one.step,
            path: &one.path,
            text: &one.text,
        });
        Self {
            name: case.name,
            provider: case.provider.name(),
            operation: case.operation,
            title: case.title,
            source: case.source,
            section: case.section,
            outcome: word(report),
            reason,
            breaches: breaches.iter().map(Broken::of).collect(),
            notes: notes.collect(),
            exchanges: shown.iter().map(Seen::of).collect(),
            curl: if breaches.is_empty() { None } else { report.curl() },
            took_ms: milliseconds(report.took),
        }
    }
}

impl<'r> Broken<'r> {
    fn of(Breach { step, path, expected, got }: &'r Breach) -> Self {
        Self { step, path, expected, got }
    }
}

impl<'r> Seen<'r> {
    fn of(exchange: &'r Exchange) -> Self {
        let Exchange { step, method, url, request, status, response, curl } = exchange;
        let [request, response] = [request, response].map(Option::as_deref);
        Self { step, method, url, request, status: *status, response, curl }
    }
}

impl<'r> Passed<'r> {
    fn of(causes::Passed { provider, what, cases }: causes::Passed<'r>) -> Self {
        Self { provider: provider.name(), at: what.at, reason: what.reason, cases }
    }
}

impl<'r> Drift<'r> {
    fn of(drift: &'r drift::Drift) -> Self {
        let drift::Drift { since, compared, changes, unseen, new } = drift;
        let changes = changes.iter().map(|one| Change {
            case: &one.case,
            step: &one.step,
            path: &one.path,
            what: one.what.name(),
            text: one.what.to_string(),
        });
        Self { since, compared: *compared, changes: changes.collect(), unseen, new }
    }
}

fn milliseconds(time: std::time::Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
