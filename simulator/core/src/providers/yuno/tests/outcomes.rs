//! What becomes of later operations at the test gateway: every response code, for each of them.

use rstest::rstest;
use serde_json::json;

use super::*;
use crate::providers::yuno::response_codes::Group;
use crate::providers::yuno::response_codes::NAMES;
use crate::providers::yuno::response_codes::ResponseCode;

const NOON: &str = "2026-01-15T12:00:00Z";

/// What an operation with some response code ends as: the transaction, then its payment.
fn expected(verb: &str, code: &str, again: bool) -> &'static str {
    match (verb, ResponseCode::from_name(code).unwrap().group(), again) {
        ("capture", Group::Succeeded, _) => "SUCCEEDED SUCCEEDED/CAPTURED",
        ("capture", Group::Waiting(_), _) => "PENDING PENDING/AUTHORIZED",
        ("capture", _, true) => "DECLINED SUCCEEDED/CAPTURE_RETRY_IN_PROCESS",
        ("capture", Group::Declined | Group::Expired, false) => "DECLINED DECLINED/DECLINED",
        ("capture", Group::Rejected, false) => "ERROR REJECTED/REJECTED",
        ("capture", Group::Failed, false) => "ERROR ERROR/ERROR",
        ("cancel", Group::Succeeded, _) => "SUCCEEDED CANCELED/CANCELED",
        ("cancel", Group::Waiting(_), _) => "PENDING CANCELED/PENDING_PROVIDER_CONFIRMATION",
        ("cancel", Group::Declined | Group::Expired, _) => "DECLINED PENDING/AUTHORIZED",
        ("cancel", Group::Rejected | Group::Failed, _) => "ERROR PENDING/AUTHORIZED",
        ("refund", Group::Succeeded, _) => "SUCCEEDED REFUNDED/REFUNDED",
        ("refund", Group::Waiting(_), _) => "PENDING REFUNDED/PENDING_PROVIDER_CONFIRMATION",
        ("refund", _, true) => "DECLINED SUCCEEDED/REFUND_RETRY_IN_PROCESS",
        ("refund", Group::Declined | Group::Expired, false) => "DECLINED SUCCEEDED/APPROVED",
        ("refund", Group::Rejected | Group::Failed, false) => "ERROR SUCCEEDED/APPROVED",
        (other, ..) => panic!("{other}"),
    }
}

/// The outcome is asked for by the operation's own description, or by a fault.
#[rstest]
fn every_response_code_ends_an_operation_as_its_group_says(
    #[values("capture", "cancel", "refund")] verb: &str,
    #[values(false, true)] forced: bool,
    #[values(false, true)] again: bool,
) {
    for code in NAMES {
        let mut sandbox = Sandbox::new(NOON);
        let example = if verb == "refund" { "real-time" } else { "manual" };
        let payment = sandbox.created(&guide(example));
        let description = if forced { "SUCCEEDED" } else { code };
        sandbox.forced = forced.then_some(code);

        let body = wish(json!({"description": description, "simplified_mode": again}));
        sandbox.changed(&payment, (0, verb), &body);

        let read = sandbox.read(&payment);
        let made = &read["transactions"][1];
        assert_eq!(made["response_code"], code);
        let seen = format!("{} {}", made["status"].as_str().unwrap(), state(&read));
        assert_eq!(seen, expected(verb, code, again), "{verb} {code}");
        let moved = made["status"] == "SUCCEEDED";
        let (captured, refunded) = (verb == "capture" && moved, verb == "refund" && moved);
        let amount = |is: bool| json!(if is { 20000 } else { 0 });
        assert_eq!(read["amount"]["captured"], amount(captured), "{code}");
        assert_eq!(read["amount"]["refunded"], amount(refunded), "{code}");
        assert_eq!(sandbox.events().len(), 2, "told whatever the outcome");
    }
}

#[test]
fn a_free_description_and_the_payments_own_decide_nothing() {
    let mut sandbox = Sandbox::new(NOON);
    let payment = sandbox.created(&guide("manual"));

    let body = wish(json!({"description": "DO_NOT_HONOR "}));
    let capture = sandbox.changed(&payment, (0, "capture"), &body);

    assert_eq!(capture["response_code"], "SUCCEEDED");
}

/// A refund that fails leaves a payment as it was, however it was paid.
#[rstest]
#[case::captured(json!({}), "SUCCEEDED/CAPTURED")]
#[case::in_part(json!({"amount": amount(5000)}), "SUCCEEDED/PARTIALLY_CAPTURED")]
fn a_failed_refund_leaves_the_sub_status(#[case] captured: Value, #[case] expected: &str) {
    let mut sandbox = Sandbox::new(NOON);
    let payment = sandbox.created(&guide("manual"));
    sandbox.changed(&payment, (0, "capture"), &wish(captured));

    let body = wish(json!({"description": "DO_NOT_HONOR"}));
    let refunded = sandbox.changed(&payment, (1, "refund"), &body);

    assert_eq!(refunded["transactions"]["status"], "DECLINED");
    assert_eq!(state(&refunded), expected);
}

/// What a provider says to a failure stands where it says "approved" to a success.
#[test]
fn a_decline_is_told_with_its_codes() {
    let mut sandbox = Sandbox::new(NOON);
    let payment = sandbox.created(&guide("manual"));

    let body = wish(json!({"description": "INSUFFICIENT_FUNDS"}));
    let capture = sandbox.changed(&payment, (0, "capture"), &body);

    let data = &capture["provider_data"];
    assert_eq!(capture["response_message"], "Not sufficient funds");
    assert_eq!(
        (&data["status"], &data["response_code"]),
        (&json!("DECLINED"), &capture["response_code"])
    );
    assert_eq!(data["iso8583_response_code"], "51");
    assert_eq!(data["iso8583_response_message"], "Not sufficient funds");
}
