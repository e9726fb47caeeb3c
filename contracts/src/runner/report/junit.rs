//! A check as `JUnit` XML: a suite a provider, a test a case, and a suite of what has drifted.
//!
//! A broken contract is a failure; no answer is an error, which continuous integration tells apart from it.

use quick_junit::NonSuccessKind;
use quick_junit::Report as Junit;
use quick_junit::TestCase;
use quick_junit::TestCaseStatus;
use quick_junit::TestSuite;

use super::Findings;
use super::text;
use crate::runner::CaseReport;
use crate::runner::Outcome;
use crate::runner::Provider;
use crate::runner::drift::Change;
use crate::runner::drift::Drift;

pub(super) fn told(findings: &Findings<'_>) -> String {
    let mut junit = Junit::new("sandpay check");
    junit.set_time(findings.report.took);
    for provider in Provider::ALL {
        let cases = findings.report.cases.iter().filter(|one| one.case.provider == provider);
        let tests: Vec<_> = cases.map(test).collect();
        if !tests.is_empty() {
            let mut suite = TestSuite::new(provider.name());
            suite.add_property(("target", text::line(&findings.report.target).as_str()));
            suite.add_test_cases(tests);
            junit.add_test_suite(suite);
        }
    }
    if let Some(drift) = findings.drift {
        junit.add_test_suite(suite_of(drift));
    }
    junit.to_string().expect("every text was made fit for XML") + "\n"
}

fn test(report: &CaseReport) -> TestCase {
    let case = &report.case;
    let mut test = TestCase::new(case.name, status(report));
    test.set_classname(format!("{}.{}", case.provider.name(), case.operation));
    test.set_time(report.took);
    let notes =
        report.notes.iter().map(|note| format!("{}: {}: {}\n", note.step, note.path, note.text));
    let notes: String = notes.collect();
    if !notes.is_empty() {
        test.set_system_out(text::lines(&notes));
    }
    test
}

fn status(report: &CaseReport) -> TestCaseStatus {
    match &report.outcome {
        Outcome::Held => TestCaseStatus::success(),
        Outcome::Skipped(reason) => {
            let mut status = TestCaseStatus::skipped();
            status.set_message(text::line(reason));
            status
        }
        Outcome::Unreachable(reason) => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
            status.set_type("unreachable").set_message(text::line(reason));
            status
        }
        Outcome::Broken(breaches) => {
            let told = breaches.iter().map(|one| format!("{}: {one}", text::line(&one.step)));
            let told: Vec<_> = told.map(|one| text::line(&one)).collect();
            let mut lines = told.join("\n");
            lines += &format!("\ndocument: {} ({})", report.case.source, report.case.section);
            if let Some(curl) = report.curl() {
                lines += &format!("\nagain: {}", text::lines(curl));
            }
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            let first = told.first().map_or("broken", String::as_str);
            status.set_type("broken").set_message(first).set_description(lines);
            status
        }
    }
}

/// A test for all that did not change, and one for each change.
fn suite_of(drift: &Drift) -> TestSuite {
    let mut suite = TestSuite::new("drift");
    suite.add_property(("since", text::line(&drift.since).as_str()));
    let compared = text::counted(drift.compared, "case");
    let mut test = TestCase::new(format!("{compared} compared"), TestCaseStatus::success());
    test.set_classname("drift");
    suite.add_test_case(test);
    suite.add_test_cases(drift.changes.iter().map(changed));
    suite
}

fn changed(change: &Change) -> TestCase {
    let Change { case, step, path, what } = change;
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
    status.set_type("changed").set_message(text::line(&format!("{step}: {path} {what}")));
    let mut test = TestCase::new(text::line(&format!("{case}: {step}: {path}")), status);
    test.set_classname("drift");
    test
}
