//! Bad surroundings: wrong keys, nobody there, somebody else there. One clear line, and no secret in it.

use std::collections::BTreeMap;
use std::time::Duration;
use std::time::Instant;

use rstest::rstest;
use sandpay::Simulator;
use sandpay_contracts::runner;
use sandpay_contracts::runner::Credentials;
use sandpay_contracts::runner::Outcome;
use sandpay_contracts::runner::Provider;
use sandpay_contracts::runner::Report;
use sandpay_contracts::runner::Target;
use sandpay_contracts::runner::WooshPayKeys;
use sandpay_contracts::runner::YabandPayKeys;
use sandpay_contracts::runner::YunoKeys;
use serde_json::Value;
use serde_json::json;

use super::bench::check;
use super::bench::credentials;
use super::bench::options;
use crate::support::Receiver;
use crate::support::http;

const SECRET: &str = "a-secret-that-nobody-knows";

/// How many cases came to what: broken ones by what is broken, others by their reason.
fn counted(report: &Report) -> BTreeMap<String, usize> {
    let mut counted = BTreeMap::new();
    for case in &report.cases {
        let word = match &case.outcome {
            Outcome::Held => "held".to_owned(),
            Outcome::Broken(breaches) => breaches[0].to_string(),
            Outcome::Skipped(reason) | Outcome::Unreachable(reason) => reason.clone(),
        };
        *counted.entry(word).or_default() += 1;
    }
    counted
}

#[rstest]
#[case(
    Provider::Yuno,
    "credentials: expected Yuno to know the credentials, got a refusal: Invalid Credentials"
)]
#[case(
    Provider::YabandPay,
    "credentials: expected YabandPay to know the credentials, got a refusal: The signature Error"
)]
#[case(
    Provider::WooshPay,
    "credentials: expected WooshPay to know the credentials, got a refusal: "
)]
#[tokio::test]
async fn a_wrong_key_is_one_broken_contract_and_no_report_holds_it(
    #[case] provider: Provider,
    #[case] broken: &str,
) {
    let simulator = Simulator::start();
    let mut options = options(1);
    options.providers = vec![provider];
    let target = Target::find(simulator.url(), options.time_limit).await.unwrap();
    let wrong = Credentials {
        yuno: Some(YunoKeys { secret_key: SECRET.into(), ..credentials().yuno.unwrap() }),
        yabandpay: Some(YabandPayKeys { user: "016683".to_owned(), secret_key: SECRET.into() }),
        wooshpay: Some(WooshPayKeys { secret_key: SECRET.into() }),
    };

    let report = runner::run(&target, &wrong, &options, &()).await;

    let counted = counted(&report);
    let lines: Vec<_> = counted.keys().collect();
    assert_eq!(lines.len(), 2, "{counted:#?}");
    assert!(lines[0].starts_with(broken), "{counted:#?}");
    assert_eq!(counted[lines[0]], 1);
    assert_eq!(lines[1], "not asked, since the server refuses the credentials");
    let shown = format!("{report:?}");
    assert!(!shown.contains(SECRET) && !shown.contains("YS1zZWNyZXQ"), "{shown}");
}

#[tokio::test]
async fn a_server_that_says_something_else_is_asked_once_by_provider() {
    let somebody = Receiver::start();

    let mut options = options(1);
    options.allow_charges = true;

    let report = check(&somebody.url("/"), &options).await;

    assert!(!report.sandpay);
    let counted = counted(&report);
    assert_eq!(counted["HTTP status: expected 201, got 200: ok"], 1, "{counted:#?}");
    for provider in Provider::ALL {
        let reason = format!("not asked, since the server does not answer as {provider} does");
        assert!(counted.contains_key(&reason), "{counted:#?}");
    }
    assert!(somebody.received().len() <= 5, "{:#?}", somebody.received());
}

async fn armed(simulator: &Simulator, fault: &Value) {
    let faults = format!("{}/_sim/faults", simulator.url());
    let kind = [("content-type", "application/json")];
    let added = http::send("POST", &faults, &kind, fault.to_string()).await.unwrap();
    assert!(added.status < 300, "{added:?}");
}

#[tokio::test]
async fn a_webhook_that_was_signed_long_ago_is_a_broken_contract() {
    let simulator = Simulator::start();
    let on = json!({"provider": "wooshpay", "operation": "create_payment_intent"});
    armed(&simulator, &json!({"on": on, "do": {"webhook": "stale"}, "times": 1})).await;
    let mut options = options(1);
    options.only = Some(vec!["wooshpay/webhooks/product.created/signature-guide".to_owned()]);

    let report = check(simulator.url(), &options).await;

    let counted = counted(&report);
    let line = counted.keys().next().unwrap();
    let expected =
        "header wooshpay-signature: expected a time of now, got one long past or far ahead";
    assert_eq!(line, expected, "{counted:#?}");
}

#[rstest]
#[case(json!({"status": 503}))]
#[case(json!({"rate_limited": {"retry_after": 1}}))]
#[tokio::test]
async fn a_bad_moment_of_the_server_costs_one_case(#[case] moment: Value) {
    let simulator = Simulator::start();
    let on = json!({"provider": "yuno", "operation": "create_customer"});
    let fault = json!({"on": on, "do": {"before_commit": moment}, "times": 1});
    armed(&simulator, &fault).await;
    let mut options = options(1);
    options.providers = vec![Provider::Yuno];

    let report = check(simulator.url(), &options).await;

    let broken: Vec<_> =
        report.cases.iter().filter(|one| matches!(one.outcome, Outcome::Broken(_))).collect();
    assert_eq!(broken.len(), 1, "{:#?}", counted(&report));
    let skipped = report.cases.iter().filter(|one| matches!(one.outcome, Outcome::Skipped(_)));
    assert!(skipped.count() < 10, "{:#?}", counted(&report));
}

#[tokio::test]
async fn a_server_that_is_not_there_is_said_once_and_not_waited_for_again() {
    let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let url = format!("http://{gone}");

    let error = Target::find(&url, Duration::from_secs(5)).await.unwrap_err();

    let line = error.to_string();
    assert!(line.starts_with(&format!("{url} cannot be reached: no connection (")), "{line}");
}

#[tokio::test]
async fn a_server_that_goes_away_is_unreachable_for_every_case() {
    let simulator = Simulator::start();
    let target = Target::find(simulator.url(), Duration::from_secs(5)).await.unwrap();
    drop(simulator);

    let report = runner::run(&target, &credentials(), &options(1), &()).await;

    let unreachable = |one: &runner::CaseReport| matches!(one.outcome, Outcome::Unreachable(_));
    let others: Vec<_> = report.cases.iter().filter(|one| !unreachable(one)).collect();
    assert!(others.iter().all(|one| matches!(one.outcome, Outcome::Skipped(_))), "{others:#?}");
    assert!(report.cases.len() - others.len() >= 70 && !report.held());
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_waited_for_once() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", silent.local_addr().unwrap());
    let started = Instant::now();

    let error = Target::find(&url, Duration::from_millis(50)).await.unwrap_err();

    assert!(error.to_string().ends_with("no answer within the time limit"), "{error}");
    assert!(started.elapsed() < Duration::from_secs(5));
}
