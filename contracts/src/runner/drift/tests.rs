//! Records and what has changed since them.

use std::time::Duration;

use rstest::rstest;

use super::*;
use crate::runner::Case;
use crate::runner::CaseReport;
use crate::runner::Member;
use crate::runner::Outcome;
use crate::runner::Provider;
use crate::runner::Report;

fn member(path: &str, kind: Kind, told: Told) -> Member {
    Member { step: "the call".to_owned(), path: path.to_owned(), kind, told }
}

fn fixed(path: &str, value: &str) -> Member {
    member(path, Kind::String, Told::Fixed(format!("{value:?}")))
}

fn case(name: &'static str, outcome: Outcome, members: Vec<Member>) -> CaseReport {
    let case = Case {
        name,
        provider: Provider::Yuno,
        operation: "create-payment",
        title: "",
        source: "",
        section: "",
        needs: &[],
    };
    let (notes, exchanges, took) = (Vec::new(), Vec::new(), Duration::ZERO);
    CaseReport { case, outcome, notes, exchanges, members, took }
}

fn report(cases: Vec<CaseReport>) -> Report {
    Report {
        target: "http://sut.test".to_owned(),
        sandpay: false,
        interrupted: false,
        cases,
        took: Duration::ZERO,
    }
}

/// The shapes of one case with these members.
fn shapes(members: Vec<Member>) -> Shapes {
    Shapes::of(&report(vec![case("a", Outcome::Held, members)]))
}

/// What has changed, a line each.
fn changes(before: Vec<Member>, now: Vec<Member>) -> Vec<String> {
    let drift = shapes(before).drift(&shapes(now));
    drift.changes.iter().map(|change| format!("{} {}", change.path, change.what)).collect()
}

#[test]
fn a_record_is_read_as_it_was_written() {
    let shapes = shapes(vec![
        fixed("status", "SUCCEEDED"),
        member("id", Kind::String, Told::Form("uuid".to_owned())),
        member("more", Kind::Object, Told::Nothing),
    ]);

    let lines = shapes.to_lines();

    assert_eq!(
        lines,
        "{\"sandpay-shapes\":1,\"target\":\"http://sut.test\"}\n\
         {\"case\":\"a\",\"step\":\"the call\",\"path\":\"id\",\"type\":\"string\",\"form\":\"uuid\"}\n\
         {\"case\":\"a\",\"step\":\"the call\",\"path\":\"more\",\"type\":\"object\"}\n\
         {\"case\":\"a\",\"step\":\"the call\",\"path\":\"status\",\"type\":\"string\",\"value\":\"\\\"SUCCEEDED\\\"\"}\n"
    );
    assert_eq!(Shapes::from_lines(&lines).unwrap(), shapes);
    assert!(shapes.drift(&shapes).is_none());
}

#[rstest]
#[case("", "it does not begin")]
#[case("{}", "it does not begin")]
#[case("<html>", "it does not begin")]
#[case("{\"sandpay-shapes\":1}", "it does not begin")]
#[case("{\"sandpay-shapes\":0,\"target\":\"x\"}", "of form 0, and this version reads form 1")]
#[case("{\"sandpay-shapes\":2,\"other\":[]}", "of form 2")]
#[case("HEAD{", "line 2: EOF")]
#[case("HEAD\n", "line 2: ")]
#[case("HEAD{\"case\":\"a\",\"step\":\"s\",\"path\":\"p\"}", "line 2: missing field `type`")]
#[case(
    "HEAD{\"case\":\"a\",\"step\":\"s\",\"path\":\"p\",\"type\":\"text\"}",
    "no JSON type \"text\""
)]
#[case(
    "HEAD{\"case\":\"a\",\"step\":\"s\",\"path\":\"p\",\"type\":\"null\",\"value\":\"1\",\"form\":\"x\"}",
    "not both"
)]
#[case(
    "HEAD{\"case\":\"a\",\"step\":\"s\",\"path\":\"p\",\"type\":\"null\"}\n{\"case\":\"a\",\"step\":\"s\",\"path\":\"p\",\"type\":\"null\"}",
    "line 3: this member stands on an earlier line"
)]
fn what_is_no_record_is_refused(#[case] text: &str, #[case] reason: &str) {
    let text = text.replace("HEAD", "{\"sandpay-shapes\":1,\"target\":\"x\"}\n");

    let refused = Shapes::from_lines(&text).unwrap_err().to_string();

    assert!(refused.contains(reason), "{refused}");
}

#[test]
fn each_kind_of_change_is_told() {
    let form = |name: &str| Told::Form(name.to_owned());
    let changes = changes(
        vec![
            fixed("gone", "a"),
            fixed("typed", "1"),
            fixed("valued", "a"),
            member("formed", Kind::String, form("uuid")),
            fixed("same", "a"),
        ],
        vec![
            member("typed", Kind::Number, Told::Fixed("1".to_owned())),
            fixed("valued", "b"),
            member("formed", Kind::String, form("url")),
            fixed("same", "a"),
            fixed("new", "a"),
        ],
    );

    assert_eq!(
        changes,
        [
            "formed was of the form uuid, is of the form url",
            "gone vanished, was of type string",
            "new appeared, type string",
            "typed was of type string, is of type number",
            "valued was \"a\", is \"b\"",
        ]
    );
}

#[test]
fn a_part_that_comes_or_goes_is_told_once() {
    let part = |path: &str| member(path, Kind::Object, Told::Nothing);
    let both = [fixed("fees", "a"), fixed("fee_more", "a")];

    let came = changes(
        both.to_vec(),
        [&both[..], &[part("fee"), fixed("fee.amount", "1"), part("fee.in[0]")]].concat(),
    );
    let turned = changes(vec![part("fee"), fixed("fee.amount", "1")], vec![fixed("fee", "1")]);

    assert_eq!(came, ["fee appeared, type object"]);
    assert_eq!(turned, ["fee was of type object, is of type string"]);
}

#[test]
fn what_nobody_told_of_has_not_changed() {
    let untold = |path: &str| member(path, Kind::String, Told::Nothing);

    assert_eq!(changes(vec![untold("a")], vec![fixed("a", "x")]), Vec::<String>::new());
}

#[test]
fn only_cases_that_both_runs_judged_are_compared() {
    let one = |name, outcome| case(name, outcome, vec![fixed("a", "x")]);
    let before = Shapes::of(&report(vec![
        one("both", Outcome::Held),
        one("then", Outcome::Broken(Vec::new())),
    ]));
    let now = Shapes::of(&report(vec![
        one("both", Outcome::Held),
        one("now", Outcome::Held),
        one("then", Outcome::Skipped(String::new())),
        one("never", Outcome::Unreachable(String::new())),
        case("empty", Outcome::Held, Vec::new()),
    ]));

    let drift = before.drift(&now);

    assert_eq!((drift.compared, drift.is_none()), (1, true));
    assert_eq!((drift.unseen, drift.new), (vec!["then".to_owned()], vec!["now".to_owned()]));
}
