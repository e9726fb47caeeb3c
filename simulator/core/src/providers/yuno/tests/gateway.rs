//! What the test gateway decides, as a caller sees it.

use rstest::rstest;
use serde_json::json;

use super::*;

/// A number that the gateway has no verdict on.
const ANY: &str = "4111111111111111";

fn body(capture: bool, number: &str, description: &str) -> Value {
    let mut body = guide(if capture { "real-time" } else { "manual" });
    body["payment_method"]["detail"]["card"]["card_data"]["number"] = json!(number);
    body["description"] = json!(description);
    body
}

#[rstest]
#[case::card("4507990000000036", "free text", "DO_NOT_HONOR", "DECLINED DECLINED/DECLINED")]
#[case::card_wins("5252440000000002", "ERROR", "SUCCEEDED", "SUCCEEDED SUCCEEDED/APPROVED")]
#[case::card_error("370000000000077", "SUCCEEDED", "ERROR", "ERROR ERROR/ERROR")]
#[case::text(ANY, "EXPIRED_CARD", "EXPIRED_CARD", "DECLINED DECLINED/DECLINED")]
#[case::rejected(ANY, "INVALID_REQUEST", "INVALID_REQUEST", "REJECTED REJECTED/REJECTED")]
#[case::expired(ANY, "EXPIRED_BY_PROVIDER", "EXPIRED_BY_PROVIDER", "EXPIRED EXPIRED/EXPIRED")]
#[case::challenge(
    ANY,
    "CHALLENGE_REQUIRED",
    "CHALLENGE_REQUIRED",
    "PENDING PENDING/WAITING_ADDITIONAL_STEP"
)]
#[case::pending(
    ANY,
    "PENDING_FRAUD_REVIEW",
    "PENDING_FRAUD_REVIEW",
    "PENDING PENDING/PENDING_FRAUD_REVIEW"
)]
#[case::begun(ANY, "ACTION_REQUIRED", "ACTION_REQUIRED", "CREATED PENDING/IN_PROCESS")]
fn the_outcome_of_a_purchase_is_that_of_its_card_or_its_description(
    #[case] number: &str,
    #[case] description: &str,
    #[case] code: &str,
    #[case] expected: &str,
) {
    let mut sandbox = Sandbox::new("2026-01-15T12:00:00Z");

    let payment = sandbox.created(&body(true, number, description));

    let transaction = &payment["transactions"];
    let status = transaction["status"].as_str().unwrap();
    assert_eq!(format!("{status} {}", state(&payment)), expected);
    assert_eq!(transaction["response_code"], code);
    assert_eq!(transaction["provider_data"]["status"], status);
    assert_eq!(sandbox.events(), ["payment.purchase"]);
}

#[test]
fn a_declined_authorization_is_declined_and_says_so_as_an_authorization() {
    let mut sandbox = Sandbox::new("2026-01-15T12:00:00Z");

    let payment = sandbox.created(&body(false, "4507990000000010", "free text"));

    assert_eq!(state(&payment), "DECLINED/DECLINED");
    assert_eq!(payment["transactions"]["type"], "AUTHORIZE");
    assert_eq!(payment["transactions"]["response_message"], "Not sufficient funds");
    assert_eq!(payment["transactions"]["provider_data"]["response_code"], "51");
    assert_eq!(sandbox.events(), ["payment.authorize"]);
}

#[test]
fn a_fault_wins_over_card_and_description() {
    let mut sandbox = Sandbox::new("2026-01-15T12:00:00Z");
    sandbox.forced = Some("REPORTED_LOST");

    let payment = sandbox.created(&body(false, "4507990000000002", "SUCCEEDED"));

    assert_eq!(payment["transactions"]["response_code"], "REPORTED_LOST");
}
