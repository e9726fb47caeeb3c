//! What the provider behind Yuno is called for: each transaction once, in the journal as it is made and in the
//! state of its payment ever after, and nothing besides.

use rstest::rstest;
use serde_json::json;

use super::stored_credentials::TOKEN;
use super::stored_credentials::charge;
use super::*;
use crate::kernel::tx::NoteKind;

const START: &str = "2026-01-15T12:00:00Z";
const LATE: &str = "2027-01-01T00:00:00Z";

/// The calls that the journal tells of. Those in the payment's state are the same ones, in the same order.
pub(super) fn told(sandbox: &Sandbox, payment: &Value) -> Vec<String> {
    let id = payment["id"].as_str().unwrap();
    let notes = sandbox.steps.iter().flat_map(|step| &step.notes);
    let calls = notes.filter(|note| note.kind == NoteKind::ProviderCall);
    let calls = calls.filter(|note| note.subject.to_string() == id);
    let told: Vec<String> = calls.map(|note| note.what.to_string()).collect();
    let subject = sandbox.machine.subject(id).unwrap();
    let state = &subject.provider_calls;
    let operation = |call: &String| call.split(' ').next().unwrap().to_owned();
    let operations: Vec<_> = state.iter().map(|call| call["type"].as_str().unwrap()).collect();
    assert_eq!(told.iter().map(operation).collect::<Vec<_>>(), operations);
    told
}

/// The calls in the state of a payment.
pub(super) fn state_of(sandbox: &Sandbox, payment: &Value) -> Vec<Value> {
    sandbox.machine.subject(payment["id"].as_str().unwrap()).unwrap().provider_calls
}

fn half(value: i64) -> Value {
    wish(json!({"amount": amount(value)}))
}

#[rstest]
#[case::confirmed("confirm", "SUCCEEDED")]
#[case::refused("refuse", "DECLINED")]
fn a_result_that_comes_late_changes_the_call_that_it_is_of(
    #[case] action: &str,
    #[case] status: &str,
) {
    let mut sandbox = Sandbox::new(START);
    let mut body = guide("real-time");
    body["description"] = json!("PENDING_PROVIDER_CONFIRMATION");
    let payment = sandbox.created(&body);

    sandbox.act(&payment, action).unwrap();

    assert_eq!(
        told(&sandbox, &payment),
        ["PURCHASE PENDING (PENDING_PROVIDER_CONFIRMATION)"],
        "said when it was made, and once"
    );
    assert_eq!(state_of(&sandbox, &payment)[0]["status"], status);
}

#[test]
fn a_call_is_told_with_its_transaction_its_amount_and_what_became_of_it() {
    let mut sandbox = Sandbox::new(START);
    let payment = sandbox.created(&guide("manual"));
    let part =
        wish(json!({"amount": amount(5000), "description": "PENDING_PROVIDER_CONFIRMATION"}));

    let made = sandbox.changed(&payment, (0, "capture"), &part);
    let before = state_of(&sandbox, &payment);
    sandbox.act(&payment, "confirm").unwrap();

    assert_eq!(
        told(&sandbox, &payment),
        ["AUTHORIZE SUCCEEDED", "CAPTURE of 5000 USD PENDING (PENDING_PROVIDER_CONFIRMATION)"]
    );
    let mut call = json!({
        "transaction": made["id"], "type": "CAPTURE", "amount": "5000 USD", "at": START,
        "status": "PENDING", "response_code": "PENDING_PROVIDER_CONFIRMATION",
        "initiator": null, "reason": null, "usage": null, "subscription_agreement_id": null,
        "network_transaction_id": null, "origin": "none"
    });
    assert_eq!(before[1], call);
    call["status"] = json!("SUCCEEDED");
    call["response_code"] = json!("SUCCEEDED");
    assert_eq!(
        state_of(&sandbox, &payment)[1],
        call,
        "a result that comes late is no further call"
    );
}

#[rstest]
#[case::purchase("real-time", &[], &["PURCHASE SUCCEEDED"])]
#[case::refunds("real-time", &[("refund", Some(5000)), ("refund", None)], &[
    "PURCHASE SUCCEEDED", "REFUND of 5000 USD SUCCEEDED", "REFUND of 15000 USD SUCCEEDED"])]
#[case::captures("manual", &[("capture", Some(1)), ("capture", None)], &[
    "AUTHORIZE SUCCEEDED", "CAPTURE of 1 USD SUCCEEDED", "CAPTURE of 19999 USD SUCCEEDED"])]
#[case::cancel("manual", &[("cancel", None)], &["AUTHORIZE SUCCEEDED", "CANCEL SUCCEEDED"])]
#[case::cancel_or_refund_cancels("manual", &[("cancel-or-refund", None)], &[
    "AUTHORIZE SUCCEEDED", "CANCEL SUCCEEDED"])]
#[case::cancel_or_refund_refunds("real-time", &[("cancel-or-refund", None)], &[
    "PURCHASE SUCCEEDED", "REFUND SUCCEEDED"])]
fn everything_that_a_merchant_asks_for_is_a_call(
    #[case] body: &str,
    #[case] then: &[(&str, Option<i64>)],
    #[case] expected: &[&str],
) {
    let mut sandbox = Sandbox::new(START);
    let payment = sandbox.created(&guide(body));

    for (verb, part) in then {
        sandbox.changed(&payment, (0, verb), &part.map_or(wish(json!({})), half));
    }

    assert_eq!(told(&sandbox, &payment), expected);
}

#[test]
fn a_verification_is_a_call() {
    let mut sandbox = Sandbox::new(START);
    let mut body = guide("real-time");
    body["amount"]["value"] = json!(0);
    body["payment_method"]["detail"]["card"]["verify"] = json!(true);

    let payment = sandbox.created(&body);

    assert_eq!(told(&sandbox, &payment), ["VERIFY SUCCEEDED"]);
    assert_eq!(state_of(&sandbox, &payment)[0]["amount"], "0 USD");
}

#[rstest]
#[case::capture("both", "capture", ["AUTHORIZE SUCCEEDED", "CAPTURE SUCCEEDED"])]
#[case::cancel("both", "cancel", ["AUTHORIZE SUCCEEDED", "CANCEL SUCCEEDED"])]
#[case::refund("real-time", "refund", ["PURCHASE SUCCEEDED", "REFUND SUCCEEDED"])]
fn what_is_done_in_the_dashboard_is_a_call(
    #[case] body: &str,
    #[case] action: &str,
    #[case] expected: [&str; 2],
) {
    let mut sandbox = Sandbox::new(START);
    let payment = sandbox.created(&guide(body));

    sandbox.act(&payment, action).unwrap();

    assert_eq!(told(&sandbox, &payment), expected);
}

#[rstest]
#[case::capture(Some("P1D"), None, "CAPTURE SUCCEEDED")]
#[case::cancel(None, Some("P1D"), "CANCEL SUCCEEDED")]
fn what_falls_due_is_a_call(
    #[case] capture: Option<&str>,
    #[case] cancel: Option<&str>,
    #[case] expected: &str,
) {
    let mut sandbox = Sandbox::new(START);
    let payment = sandbox.created(&delayed(capture, cancel));
    assert_eq!(told(&sandbox, &payment), ["AUTHORIZE SUCCEEDED"], "none before its time");

    sandbox.advance(LATE);

    assert_eq!(told(&sandbox, &payment), ["AUTHORIZE SUCCEEDED", expected]);
    assert_eq!(state_of(&sandbox, &payment)[1]["at"], "2026-01-16T12:00:00Z");
}

#[rstest]
#[case::capture("manual", "capture", "CAPTURE")]
#[case::refund("real-time", "refund", "REFUND")]
fn each_try_of_simplified_mode_is_a_call(
    #[case] body: &str,
    #[case] verb: &str,
    #[case] operation: &str,
) {
    let mut sandbox = Sandbox::new(START);
    let payment = sandbox.created(&guide(body));
    sandbox.forced = Some("DO_NOT_HONOR");
    sandbox.changed(&payment, (0, verb), &wish(json!({"simplified_mode": true})));
    (0..2).for_each(|_| drop(sandbox.fire()));
    sandbox.forced = None;
    sandbox.advance(LATE);

    let told = told(&sandbox, &payment);

    let declined = format!("{operation} DECLINED (DO_NOT_HONOR)");
    let succeeded = format!("{operation} SUCCEEDED");
    assert_eq!(told[1..], [declined.clone(), declined.clone(), declined, succeeded]);
    let read = sandbox.read(&payment);
    let ids = |of: &Value| of["id"].clone();
    let made: Vec<Value> = read["transactions"].as_array().unwrap().iter().map(ids).collect();
    let calls: Vec<Value> =
        state_of(&sandbox, &payment).iter().map(|call| call["transaction"].clone()).collect();
    assert_eq!(calls, made);
}

#[test]
fn a_scheduled_cancel_that_is_tried_again_is_a_call_each_time() {
    let mut sandbox = Sandbox::new(START);
    let mut body = delayed(None, Some("P1D"));
    body["payment_method"]["detail"]["card"]["delayed_cancel_settings"]["simplified_mode"] =
        json!(true);
    let payment = sandbox.created(&body);
    sandbox.forced = Some("PROVIDER_TIMEOUT");

    sandbox.advance(LATE);

    let told = told(&sandbox, &payment);
    assert_eq!(told[1..], ["CANCEL DECLINED (PROVIDER_TIMEOUT)"; 7]);
}

#[rstest]
#[case::more_than_there_is((0, "capture"), half(20001), "INVALID_AMOUNT")]
#[case::wrong_body((0, "capture"), json!({}), "INVALID_PARAMETERS")]
#[case::refund_of_an_authorization((0, "refund"), wish(json!({})), "INVALID_STATUS")]
fn a_call_that_yuno_refuses_reaches_no_provider(
    #[case] to: (usize, &str),
    #[case] body: Value,
    #[case] code: &str,
) {
    let mut sandbox = Sandbox::new(START);
    let payment = sandbox.created(&guide("manual"));

    assert_eq!(sandbox.refused(&payment, to, &body), code);

    assert_eq!(told(&sandbox, &payment), ["AUTHORIZE SUCCEEDED"]);
}

#[test]
fn a_payment_that_is_refused_reaches_no_provider() {
    let mut sandbox = Sandbox::new(START);
    let mut body = charge("583103536844189", json!({"reason": "SUBSCRIPTION", "usage": "USED"}));

    let unknown = sandbox.create(&body);
    body["payment_method"]["vaulted_token"] = json!(TOKEN);
    body["account_id"] = json!("22222222-2222-4222-8222-222222222222");
    let foreign = sandbox.create(&body);

    assert!(unknown.status.is_client_error() && foreign.status.is_client_error());
    let mut notes = sandbox.steps.iter().flat_map(|step| &step.notes);
    assert!(notes.all(|note| note.kind != NoteKind::ProviderCall));
}

/// "Rejected by Yuno", "Capture rejection by Yuno".
#[rstest]
#[case::purchase("real-time", "REJECTED/REJECTED", &[])]
#[case::capture("manual", "REJECTED/REJECTED", &["AUTHORIZE SUCCEEDED"])]
fn what_yuno_rejects_reaches_no_provider(
    #[case] name: &str,
    #[case] expected: &str,
    #[case] calls: &[&str],
) {
    let mut sandbox = Sandbox::new(START);
    let mut body = guide(name);
    if calls.is_empty() {
        body["description"] = json!("INTERNAL_ERROR");
    }

    let payment = sandbox.created(&body);
    if !calls.is_empty() {
        let rejected = wish(json!({"description": "INTERNAL_ERROR"}));
        sandbox.changed(&payment, (0, "capture"), &rejected);
    }

    assert_eq!(state(&sandbox.read(&payment)), expected);
    assert_eq!(told(&sandbox, &payment), calls);
}

#[test]
fn a_request_that_is_sent_again_under_its_key_reaches_no_provider_again() {
    let mut sandbox = Sandbox::new(START);
    let body = guide("real-time").to_string();
    let payment = value(&sandbox.send(create("one", &body)));
    let path =
        format!("{}/transactions/{}/refund", path(&payment), sandbox.transaction(&payment, 0));
    let refund = || post("two", &path, &half(1).to_string());
    sandbox.send(refund());

    let again = value(&sandbox.send(create("one", &body)));
    let refunded_again = sandbox.send(refund());

    assert_eq!(again["id"], payment["id"]);
    assert!(refunded_again.status.is_success());
    assert_eq!(told(&sandbox, &payment), ["PURCHASE SUCCEEDED", "REFUND of 1 USD SUCCEEDED"]);
}

#[test]
fn a_call_whose_answer_is_held_is_one_and_what_it_keeps_out_is_none() {
    let mut sandbox = Sandbox::new(START);
    let payment = sandbox.created(&guide("manual"));
    let capture =
        format!("{}/transactions/{}/capture", path(&payment), sandbox.transaction(&payment, 0));
    let held = |key: &str| post(key, &capture, &half(1).to_string());

    sandbox.hold(held("held"));
    let same_key = sandbox.send(held("held"));
    let other_key = sandbox.send(held("other"));

    assert_eq!(value(&same_key)["code"], "REQUEST_IN_PROCESS");
    assert_eq!(value(&other_key)["code"], "OPERATION_IN_PROCESS");
    assert_eq!(told(&sandbox, &payment), ["AUTHORIZE SUCCEEDED", "CAPTURE of 1 USD SUCCEEDED"]);
}

#[test]
fn the_end_of_an_authorization_is_said_by_the_provider_and_no_call() {
    let mut sandbox = Sandbox::new(START);
    sandbox.set("authorization_hold", "P7D");
    let payment = sandbox.created(&guide("manual"));

    sandbox.advance(LATE);

    assert_eq!(told(&sandbox, &payment), ["AUTHORIZE SUCCEEDED"]);
    assert_eq!(state_of(&sandbox, &payment)[0]["status"], "EXPIRED");
}

/// The first call of a series, then a later call for the same payment.
#[rstest]
#[case::new(json!({"reason": "SUBSCRIPTION", "usage": "FIRST", "subscription_agreement_id": "AA0001"}),
    "MIT SUBSCRIPTION FIRST, agreement AA0001, network transaction ID", ["new", "remembered"])]
#[case::remembered(json!({"reason": "SUBSCRIPTION", "usage": "USED"}),
    "MIT SUBSCRIPTION USED, network transaction ID", ["remembered", "remembered"])]
#[case::sent(
    json!({"reason": "CARD_ON_FILE", "usage": "USED", "network_transaction_id": "MCC123"}),
    "CIT CARD_ON_FILE USED, network transaction ID", ["request", "request"])]
fn a_later_call_for_a_payment_belongs_to_the_series_of_the_first(
    #[case] credentials: Value,
    #[case] said: &str,
    #[case] origins: [&str; 2],
) {
    let mut sandbox = Sandbox::new(START);
    let mut body = charge(TOKEN, credentials);
    body["payment_method"]["detail"]["card"]["capture"] = json!(false);
    let payment = sandbox.created(&body);
    let shown = &payment["payment_method"]["payment_method_detail"]["card"]["stored_credentials"];
    let said = said.replace("ID", shown["network_transaction_id"].as_str().unwrap());

    let all = wish(json!({}));
    sandbox.changed(&payment, (0, "capture"), &all);
    sandbox.changed(&payment, (1, "refund"), &all);

    let [first, later] = origins;
    assert_eq!(
        told(&sandbox, &payment),
        [
            format!("AUTHORIZE SUCCEEDED: {said} ({first})"),
            format!("CAPTURE SUCCEEDED: {said} ({later})"),
            format!("REFUND SUCCEEDED: {said} ({later})"),
        ]
    );
    let calls = state_of(&sandbox, &payment);
    let origins: Vec<_> = calls.iter().map(|call| call["origin"].as_str().unwrap()).collect();
    assert_eq!(origins, [first, later, later]);
    for call in &calls {
        for member in ["reason", "usage", "subscription_agreement_id", "network_transaction_id"] {
            assert_eq!(call[member], shown[member], "{member}");
        }
        let initiator = if shown["reason"] == "CARD_ON_FILE" { "CIT" } else { "MIT" };
        assert_eq!(call["initiator"], initiator);
    }
}

#[test]
fn the_calls_of_a_payment_outlive_a_snapshot() {
    let mut sandbox = Sandbox::new(START);
    let payment = sandbox.created(&guide("real-time"));
    sandbox.changed(&payment, (0, "refund"), &half(5000));

    let mut other = Sandbox::new(START);
    other.machine.restore(sandbox.machine.snapshot()).unwrap();

    assert_eq!(state_of(&other, &payment), state_of(&sandbox, &payment));
}
