//! Every form of a report, told of the same sample.

use insta::assert_snapshot;
use quick_junit::Report as Junit;
use rstest::rstest;
use serde_json::Value;

use super::*;
use crate::runner::drift::Drift;
use sample::HOSTILE;
use sample::breach;
use sample::case;

fn told(format: Format) -> String {
    let (report, drift) = (sample::report(), sample::drift());
    Findings { report: &report, drift: Some(&drift) }.told(format)
}

#[test]
fn a_check_is_told_in_words() {
    assert_snapshot!("human", told(Format::Human));
}

#[test]
fn a_check_is_told_as_json() {
    assert_snapshot!("json", told(Format::Json));
}

#[test]
fn a_check_is_told_as_junit() {
    assert_snapshot!("junit", told(Format::Junit));
}

#[test]
fn a_check_is_told_as_a_page() {
    let page = told(Format::Html);
    let (_, body) = page.split_once("<body>").unwrap();
    assert_snapshot!("html", body);
}

#[test]
fn a_check_that_found_nothing_is_told_in_three_lines() {
    let report = Report { cases: Vec::new(), ..sample::report() };

    let told = Findings { report: &report, drift: None }.told(Format::Human);

    assert_eq!(
        told,
        "contract check of http://sut.test\n\n0 cases: 0 held, 0 broken, 0 skipped; took 1.2 s\n"
    );
}

#[test]
fn what_breaks_every_case_is_told_once() {
    let told = told(Format::Human);

    assert_eq!(told.matches("HTTP status: expected").count(), 1, "{told}");
    assert!(
        told.contains("and in the same way yuno/create-payment/basic, yuno/refund-payment/full")
    );
}

#[test]
fn cases_broken_in_different_ways_are_told_each() {
    let broken = |name, path| {
        case(name, Outcome::Broken(vec![breach(path, "string", "number")]), (200, "{}"))
    };
    let refused = |name, body| {
        case(name, Outcome::Broken(vec![breach("HTTP status", "200", body)]), (400, body))
    };
    let cases = vec![
        broken("yuno/a/a", "a"),
        broken("yuno/a/b", "b"),
        broken("wooshpay/a/a", "a"),
        refused("yuno/a/c", "no currency"),
        refused("yuno/a/d", "no amount"),
    ];
    let report = Report { cases, ..sample::report() };

    assert_eq!(causes::broken(&report).len(), 5);
}

#[rstest]
#[case(Format::Human)]
#[case(Format::Json)]
#[case(Format::Junit)]
#[case(Format::Html)]
fn nothing_hostile_gets_through(#[case] format: Format) {
    let told = told(format);

    let raw = ['\u{1b}', '\u{202e}', '\u{0}', '\u{ffff}'];
    assert!(!told.contains(raw), "{told}");
    assert!(told.contains("alert(1)"), "the text itself is told: {told}");
    assert_eq!(told.contains("<script"), [Format::Human, Format::Json].contains(&format), "{told}");
}

#[test]
fn json_keeps_what_the_server_said() {
    let report: Value = serde_json::from_str(&told(Format::Json)).unwrap();

    assert_eq!(report["cases"][3]["breaches"][1]["got"], HOSTILE);
    assert_eq!(report["cases"][3]["exchanges"][0]["response"], HOSTILE);
}

#[test]
fn what_was_let_pass_is_listed_with_the_cases_that_were_judged() {
    let judged = || case("yuno/create-payment/card", Outcome::Held, (201, "{}"));
    let skipped =
        case("yuno/get-payment/card-with-authorization", Outcome::Skipped("no".into()), (0, ""));
    let listed = |sandpay| {
        let cases = vec![judged(), skipped.clone()];
        let report = Report { sandpay, cases, ..sample::report() };
        let told = Findings { report: &report, drift: None }.told(Format::Json);
        serde_json::from_str::<Value>(&told).unwrap()["contradictions"].clone()
    };

    let elsewhere = listed(false);

    assert_eq!(listed(true), serde_json::json!([]));
    assert_eq!(elsewhere.as_array().unwrap().len(), 1);
    assert_eq!(elsewhere[0]["provider"], "yuno");
    assert_eq!(elsewhere[0]["reason"], "another customer than the documented one");
    assert_eq!(elsewhere[0]["cases"], serde_json::json!(["yuno/create-payment/card"]));
}

#[test]
fn junit_can_be_read_again_and_tells_each_case() {
    let junit = Junit::deserialize_from_str(&told(Format::Junit)).unwrap();

    assert_eq!((junit.tests, junit.failures, junit.errors), (11, 6, 1));
    let names: Vec<_> = junit.test_suites.iter().map(|suite| suite.name.as_str()).collect();
    assert_eq!(names, ["yuno", "yabandpay", "wooshpay", "drift"]);
}

#[test]
fn a_page_loads_nothing() {
    let page = told(Format::Html);

    let links = page.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
    assert!(links.clone().all(|link| link == "https://docs.test/page"));
    assert!(!page.contains("src=") && !page.contains("url(") && !page.contains("@import"));
    assert!(page.contains("default-src 'none'"));
}

#[test]
fn what_a_server_echoes_of_credentials_is_named_and_not_shown() {
    let mut report = sample::report();
    let hush = "hush-4711";
    report.target = format!("http://sut.test/{hush}");
    report.cases[3] = case(
        "yabandpay/query-order/paid",
        Outcome::Broken(vec![breach(hush, hush, hush)]),
        (200, hush),
    );
    report.cases[3].notes = report.cases[0].notes.clone();
    report.cases[3].notes[0].text = format!("key {hush}-longer");
    report.cases[3].exchanges[0].curl = format!("curl -d '{{\"key\":\"{hush}\"}}'");
    report.cases[2].outcome = Outcome::Skipped(hush.to_owned());
    report.cases[4].outcome = Outcome::Unreachable(hush.to_owned());
    report.cases[0].members[0].told = crate::runner::Told::Fixed(hush.to_owned());

    let report = redacted(report, &[("KEY", hush), ("LONGER", "hush-4711-longer"), ("NONE", "")]);

    assert!(!format!("{report:?}").contains(hush));
    assert_eq!(report.cases[3].notes[0].text, "key $LONGER");
    let formats = [Format::Human, Format::Json, Format::Junit, Format::Html];
    for format in formats {
        assert!(!Findings { report: &report, drift: None }.told(format).contains(hush));
    }
    assert_eq!(report.cases[3].exchanges[0].curl, "curl -d '{\"key\":\"'\"$KEY\"'\"}'");
}

#[test]
fn endless_answers_are_cut() {
    let endless = "x".repeat(1 << 20);
    let broken = Outcome::Broken(vec![breach("body", "JSON", &endless)]);
    let report = Report { cases: vec![case("yuno/a/a", broken, (200, "{}"))], ..sample::report() };

    let told = Findings { report: &report, drift: None::<&Drift> }.told(Format::Human);

    assert!(told.len() < 1000, "{}", told.len());
    assert!(told.contains("more characters)"), "{told}");
}
