//! A check as one page that needs nothing else: no script, no address that a browser would load, every text escaped by
//! the template.

use askama::Template;

use super::Findings;
use super::Totals;
use super::causes;
use super::causes::Shared;
use super::text;
use super::word;
use crate::runner::Case;
use crate::runner::CaseReport;
use crate::runner::Exchange;
use crate::runner::Outcome;
use crate::runner::drift::Change;
use crate::runner::drift::Drift;

#[derive(Template)]
#[template(path = "report.html")]
struct Page<'r> {
    style: &'static str,
    target: String,
    sandpay: bool,
    counted: String,
    totals: Totals,
    causes: Vec<Cause<'r>>,
    /// What is told in a sentence and the cases that it is about.
    lists: Vec<List>,
    drift: Option<Changed>,
    cases: Vec<Row<'r>>,
}

struct Row<'r> {
    case: &'r Case,
    word: &'static str,
    /// Why it was not judged.
    reason: Option<String>,
}

struct Changed {
    since: String,
    compared: String,
    /// Case, exchange, path, and what became of it.
    changes: Vec<[String; 4]>,
}

struct Cause<'r> {
    first: &'r CaseReport,
    breaches: Vec<[String; 4]>,
    others: Vec<&'r str>,
    curl: Option<String>,
    exchanges: Vec<Shown>,
}

/// An exchange, fit to be read.
struct Shown {
    step: String,
    head: String,
    request: Option<String>,
    answer: String,
    response: Option<String>,
}

struct List {
    title: &'static str,
    shared: Vec<(String, Vec<String>)>,
}

pub(super) fn told(findings: &Findings<'_>) -> String {
    let report = findings.report;
    let lists = [
        ("No answer", causes::unreachable(report)),
        ("Skipped", causes::skipped(report)),
        ("Seen beside the documents", causes::notes(report)),
        ("Let pass, since documents contradict each other", passed(findings)),
        ("In the baseline and not judged now", drifted(findings, |drift| &drift.unseen)),
        ("Judged now and not in the baseline", drifted(findings, |drift| &drift.new)),
    ];
    let lists =
        lists.into_iter().filter(|(_, shared)| !shared.is_empty()).map(|(title, shared)| {
            let shared = shared.into_iter().map(|one| (text::line(&one.text), one.cases));
            List { title, shared: shared.collect() }
        });
    let page = Page {
        style: include_str!("../../../templates/report.css"),
        target: text::line(&report.target),
        sandpay: report.sandpay,
        counted: findings.counted(),
        totals: Totals::of(report),
        causes: causes::broken(report).into_iter().map(Cause::of).collect(),
        lists: lists.collect(),
        drift: findings.drift.map(Changed::of),
        cases: report.cases.iter().map(Row::of).collect(),
    };
    page.render().expect("the template writes to a text alone") + "\n"
}

impl<'r> Cause<'r> {
    fn of(cause: causes::Cause<'r>) -> Self {
        let causes::Cause { first, breaches, others } = cause;
        let told = breaches.iter().map(|one| {
            [&one.step, &one.path, &one.expected, &one.got].map(|part| text::line(part))
        });
        Self {
            first,
            breaches: told.collect(),
            others,
            curl: first.curl().map(text::lines),
            exchanges: first.exchanges.iter().map(Shown::of).collect(),
        }
    }
}

impl Shown {
    fn of(exchange: &Exchange) -> Self {
        let Exchange { step, method, url, request, status, response, curl: _ } = exchange;
        let answer =
            status.map_or_else(|| "no answer".to_owned(), |status| format!("HTTP {status}"));
        Self {
            step: text::line(step),
            head: text::line(&format!("{method} {url}")),
            request: request.as_deref().map(text::lines),
            answer,
            response: response.as_deref().map(text::lines),
        }
    }
}

impl<'r> Row<'r> {
    fn of(report: &'r CaseReport) -> Self {
        let reason = match &report.outcome {
            Outcome::Held | Outcome::Broken(_) => None,
            Outcome::Skipped(reason) | Outcome::Unreachable(reason) => Some(text::line(reason)),
        };
        Self { case: &report.case, word: word(report), reason }
    }
}

impl Changed {
    fn of(drift: &Drift) -> Self {
        let told = |one: &Change| {
            [&one.case, &one.step, &one.path, &one.what.to_string()].map(|part| text::line(part))
        };
        Self {
            since: text::line(&drift.since),
            compared: text::counted(drift.compared, "case"),
            changes: drift.changes.iter().map(told).collect(),
        }
    }
}

/// What was let pass, as one list.
fn passed(findings: &Findings<'_>) -> Vec<Shared> {
    let told = |causes::Passed { provider, what, cases }: causes::Passed<'_>| Shared {
        text: format!("{provider}: {} ({})", what.reason, what.at.join(", ")),
        cases: cases.into_iter().map(str::to_owned).collect(),
    };
    causes::passed(findings.report).into_iter().map(told).collect()
}

/// Cases that a record and a run do not share, as one list.
fn drifted(findings: &Findings<'_>, cases: impl Fn(&Drift) -> &Vec<String>) -> Vec<Shared> {
    let cases = findings.drift.map(cases).filter(|cases| !cases.is_empty());
    let cases = cases.map(|cases| cases.iter().map(|case| text::line(case)).collect());
    cases.map(|cases| Shared { text: "Not compared".to_owned(), cases }).into_iter().collect()
}
