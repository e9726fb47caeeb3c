//! What many cases share, told once: a wrong key breaks every case of a provider in the same way, and sixty times the same
//! sentence hides what else there is.

use crate::runner::Breach;
use crate::runner::CaseReport;
use crate::runner::Contradiction;
use crate::runner::Outcome;
use crate::runner::Provider;
use crate::runner::Report;
use crate::runner::let_pass;

/// The paths of breaches that are of the answer as a whole.
const WHOLE: [&str; 2] = ["HTTP status", "body"];

/// Broken cases of one provider that are broken in the same way.
#[derive(Debug)]
pub(super) struct Cause<'r> {
    /// The first of them, whose breaches stand for all.
    pub(super) first: &'r CaseReport,
    pub(super) breaches: &'r [Breach],
    /// The others.
    pub(super) others: Vec<&'r str>,
}

/// What a check let pass, and in which of the cases that were judged.
#[derive(Debug)]
pub(super) struct Passed<'r> {
    pub(super) provider: Provider,
    pub(super) what: Contradiction,
    pub(super) cases: Vec<&'r str>,
}

/// Names of cases that share a sentence.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Shared {
    pub(super) text: String,
    pub(super) cases: Vec<String>,
}

/// The broken cases, those that are broken in the same way as one.
pub(super) fn broken(report: &Report) -> Vec<Cause<'_>> {
    let mut causes: Vec<Cause<'_>> = Vec::new();
    for case in &report.cases {
        let Outcome::Broken(breaches) = &case.outcome else { continue };
        let same = causes
            .iter_mut()
            .find(|cause| signature(cause.first, cause.breaches) == signature(case, breaches));
        match same {
            Some(cause) => cause.others.push(case.case.name),
            None => causes.push(Cause { first: case, breaches, others: Vec::new() }),
        }
    }
    causes
}

/// What two cases have in common that are broken in the same way.
type Signature<'r> = (Provider, Vec<[&'r str; 3]>, Option<String>);

fn signature<'r>(case: &'r CaseReport, breaches: &'r [Breach]) -> Signature<'r> {
    let provider = case.case.provider;
    match breaches.first() {
        // Another answer altogether, in its own words: what was expected differs from case to case.
        Some(first) if WHOLE.contains(&first.path.as_str()) => {
            // Refusals number themselves.
            let said = first.got.chars().filter(|character| !character.is_ascii_digit()).collect();
            (provider, vec![[first.path.as_str(), "", ""]], Some(said))
        }
        Some(_) | None => {
            let told = breaches.iter().map(|one| [one.path.as_str(), &one.expected, &one.got]);
            (provider, told.collect(), None)
        }
    }
}

/// What was let pass: where documents contradict each other, a server is not held to the one that was printed.
pub(super) fn passed(report: &Report) -> Vec<Passed<'_>> {
    let of = |provider| {
        let_pass(provider, report.sandpay).into_iter().map(move |what| {
            let judged = |one: &&CaseReport| {
                let judged = matches!(one.outcome, Outcome::Held | Outcome::Broken(_));
                judged && what.cases.iter().any(|name| one.case.name.starts_with(name))
            };
            let cases = report.cases.iter().filter(judged).map(|one| one.case.name).collect();
            Passed { provider, what, cases }
        })
    };
    Provider::ALL.into_iter().flat_map(of).filter(|one| !one.cases.is_empty()).collect()
}

/// The cases that were not run, by reason.
pub(super) fn skipped(report: &Report) -> Vec<Shared> {
    shared(report.cases.iter().filter_map(|case| match &case.outcome {
        Outcome::Skipped(reason) => Some((reason.clone(), case.case.name)),
        Outcome::Held | Outcome::Broken(_) | Outcome::Unreachable(_) => None,
    }))
}

/// The cases that nobody answered, by reason.
pub(super) fn unreachable(report: &Report) -> Vec<Shared> {
    shared(report.cases.iter().filter_map(|case| match &case.outcome {
        Outcome::Unreachable(reason) => Some((reason.clone(), case.case.name)),
        Outcome::Held | Outcome::Broken(_) | Outcome::Skipped(_) => None,
    }))
}

/// What was seen beside the documents, and in which cases.
pub(super) fn notes(report: &Report) -> Vec<Shared> {
    shared(report.cases.iter().flat_map(|case| {
        case.notes.iter().map(|note| {
            let provider = case.case.provider;
            (format!("{provider}, {}: {}", note.path, note.text), case.case.name)
        })
    }))
}

fn shared<'r>(told: impl Iterator<Item = (String, &'r str)>) -> Vec<Shared> {
    let mut all: Vec<Shared> = Vec::new();
    for (text, case) in told {
        match all.iter_mut().find(|one| one.text == text) {
            Some(one) if one.cases.last().is_some_and(|last| last == case) => {}
            Some(one) => one.cases.push(case.to_owned()),
            None => all.push(Shared { text, cases: vec![case.to_owned()] }),
        }
    }
    all
}
