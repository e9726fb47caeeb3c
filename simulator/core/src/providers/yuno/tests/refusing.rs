//! What operations on a payment are refused for. Every refusal changes nothing, as `refused` asserts.

use rstest::rstest;
use serde_json::json;

use super::*;

const NOON: &str = "2026-01-15T12:00:00Z";
const VERBS: [&str; 4] = ["capture", "cancel", "refund", "cancel-or-refund"];
const NOBODY: &str = "d3b07384-d9a0-4c9b-8f3e-0123456789ab";

/// A payment, made and brought about step by step: how it begins, then operations on its transactions.
fn brought(sandbox: &mut Sandbox, story: &str) -> Value {
    let mut steps = story.split(", ");
    let first = steps.next().unwrap();
    let (example, description) = first.split_once(' ').unwrap_or((first, ""));
    let mut body = guide("manual");
    match example {
        "authorized" => {}
        "purchased" => body = guide("real-time"),
        "verified" => {
            body = guide("real-time");
            body["amount"]["value"] = json!(0);
            body["payment_method"]["detail"]["card"]["verify"] = json!(true);
        }
        other => panic!("{other}"),
    }
    if !description.is_empty() {
        body["description"] = json!(description);
    }
    let payment = sandbox.created(&body);
    for step in steps {
        let words: Vec<&str> = step.split(' ').collect();
        let [verb, at, value, description, simplified] = words[..] else { panic!("{step}") };
        let mut more =
            json!({"description": description, "simplified_mode": simplified == "again"});
        if value != "all" {
            more["amount"] = amount(value);
        }
        sandbox.changed(&payment, (at.parse().unwrap(), verb), &wish(more));
    }
    payment
}

#[rstest]
#[case::of_a_purchase("purchased", 0, "INVALID_TRANSACTION_TYPE")]
#[case::of_a_verification("verified", 0, "INVALID_TRANSACTION_TYPE")]
#[case::of_a_capture("authorized, capture 0 1 free no", 1, "INVALID_TRANSACTION_TYPE")]
#[case::twice("authorized, capture 0 all free no", 0, "INVALID_STATUS")]
#[case::after_a_cancel("authorized, cancel 0 all free no", 0, "INVALID_STATUS")]
#[case::of_a_decline("authorized DO_NOT_HONOR", 0, "INVALID_STATUS")]
#[case::of_a_challenge("authorized CHALLENGE_REQUIRED", 0, "INVALID_STATUS")]
#[case::after_a_decline("authorized, capture 0 all DO_NOT_HONOR no", 0, "INVALID_STATUS")]
#[case::while_retried("authorized, capture 0 all DO_NOT_HONOR again", 0, "INVALID_STATUS")]
#[case::after_a_refund("authorized, capture 0 9 free no, refund 1 1 free no", 0, "INVALID_STATUS")]
#[case::unconfirmed("authorized, capture 0 1 PENDING_REVIEW no", 0, "OPERATION_IN_PROCESS")]
#[case::unreleased("authorized, cancel 0 all PENDING_REVIEW no", 0, "OPERATION_IN_PROCESS")]
fn a_capture_is_refused(#[case] story: &str, #[case] at: usize, #[case] expected: &str) {
    let mut sandbox = Sandbox::new(NOON);
    let payment = brought(&mut sandbox, story);

    assert_eq!(sandbox.refused(&payment, (at, "capture"), &wish(json!({}))), expected);
}

#[rstest]
#[case::of_a_purchase("purchased", 0, "INVALID_TRANSACTION_TYPE")]
#[case::of_a_verification("verified", 0, "INVALID_TRANSACTION_TYPE")]
#[case::of_a_capture("authorized, capture 0 all free no", 1, "INVALID_TRANSACTION_TYPE")]
#[case::after_a_capture("authorized, capture 0 all free no", 0, "INVALID_STATUS")]
#[case::of_the_rest("authorized, capture 0 1 free no", 0, "INVALID_STATUS")]
#[case::twice("authorized, cancel 0 all free no", 0, "INVALID_STATUS")]
#[case::of_a_challenge("authorized CHALLENGE_REQUIRED", 0, "INVALID_STATUS")]
#[case::while_retried("authorized, capture 0 all DO_NOT_HONOR again", 0, "INVALID_STATUS")]
#[case::unconfirmed("authorized, capture 0 1 PENDING_REVIEW no", 0, "OPERATION_IN_PROCESS")]
fn a_cancel_is_refused(#[case] story: &str, #[case] at: usize, #[case] expected: &str) {
    let mut sandbox = Sandbox::new(NOON);
    let payment = brought(&mut sandbox, story);

    assert_eq!(sandbox.refused(&payment, (at, "cancel"), &wish(json!({}))), expected);
}

#[rstest]
#[case::of_an_authorization("authorized", 0, "INVALID_STATUS")]
#[case::by_the_authorization("authorized, capture 0 all free no", 0, "INVALID_TRANSACTION_TYPE")]
#[case::of_a_refund("purchased, refund 0 1 free no", 1, "INVALID_TRANSACTION_TYPE")]
#[case::of_a_verification("verified", 0, "INVALID_TRANSACTION_TYPE")]
#[case::of_a_cancel("authorized, cancel 0 all free no", 1, "INVALID_TRANSACTION_TYPE")]
#[case::of_a_decline("purchased DO_NOT_HONOR", 0, "INVALID_STATUS")]
#[case::of_a_challenge("purchased CHALLENGE_REQUIRED", 0, "INVALID_STATUS")]
#[case::of_a_failed_capture("authorized, capture 0 all DO_NOT_HONOR no", 1, "INVALID_STATUS")]
#[case::twice("purchased, refund 0 all free no", 0, "INVALID_STATUS")]
#[case::while_retried("purchased, refund 0 all DO_NOT_HONOR again", 0, "PENDING_REFUND_EXISTS")]
#[case::unconfirmed("purchased, refund 0 1 PENDING_REVIEW no", 0, "PENDING_REFUND_EXISTS")]
#[case::uncaptured("authorized, capture 0 1 PENDING_REVIEW no", 1, "OPERATION_IN_PROCESS")]
fn a_refund_is_refused(#[case] story: &str, #[case] at: usize, #[case] expected: &str) {
    for verb in ["refund", "cancel-or-refund"] {
        let mut sandbox = Sandbox::new(NOON);
        let payment = brought(&mut sandbox, story);
        let authorization = sandbox.read(&payment)["transactions"][at]["type"] == "AUTHORIZE";
        // By an authorization this one cancels, or refunds what was captured.
        if verb == "refund" || !authorization {
            assert_eq!(sandbox.refused(&payment, (at, verb), &wish(json!({}))), expected, "{verb}");
        }
    }
}

#[rstest]
#[case(json!({"amount": amount(20001)}), "INVALID_AMOUNT")]
#[case(json!({"amount": amount("20000.0001")}), "INVALID_AMOUNT")]
#[case(json!({"amount": amount(0)}), "INVALID_AMOUNT")]
#[case(json!({"amount": {"currency": "EUR", "value": 1}}), "INVALID_PARAMETERS")]
#[case(json!({"amount": {"currency": "XYZ", "value": 1}}), "INVALID_PARAMETERS")]
#[case(json!({"amount": {}}), "INVALID_PARAMETERS")]
#[case(json!({"amount": 1}), "INVALID_PARAMETERS")]
#[case(json!({"amount": amount(-1)}), "INVALID_PARAMETERS")]
#[case(json!({"amount": amount("0.00001")}), "INVALID_PARAMETERS")]
#[case(json!({"merchant_reference": "ab"}), "INVALID_PARAMETERS")]
#[case(json!({"merchant_reference": 7}), "INVALID_PARAMETERS")]
#[case(json!({"description": "ab"}), "INVALID_PARAMETERS")]
#[case(json!({"reason": ["DUPLICATE"]}), "INVALID_PARAMETERS")]
#[case(json!({"simplified_mode": "true"}), "INVALID_PARAMETERS")]
fn an_amount_or_a_member_that_does_not_fit_is_refused(
    #[case] more: Value,
    #[case] expected: &str,
    #[values("capture", "refund", "cancel-or-refund")] verb: &str,
) {
    let mut sandbox = Sandbox::new(NOON);
    let story = if verb == "capture" { "authorized" } else { "purchased" };
    let payment = brought(&mut sandbox, story);

    assert_eq!(sandbox.refused(&payment, (0, verb), &wish(more)), expected);
}

#[test]
fn a_missing_reference_is_refused_but_where_the_order_stands_for_it() {
    let mut sandbox = Sandbox::new(NOON);
    let payment = brought(&mut sandbox, "authorized");
    for verb in ["capture", "cancel", "refund"] {
        let to = format!("transactions/{}/{verb}", sandbox.transaction(&payment, 0));

        let refused = value(&sandbox.change(&payment, &to, &json!({})));

        let text = "The field 'merchant_reference' is required.";
        assert_eq!(refused, json!({"code": "INVALID_PARAMETERS", "messages": [text]}));
    }
    sandbox.changed(&payment, (0, "cancel-or-refund"), &json!({}));
}

#[rstest]
#[case("")]
#[case("[]")]
#[case("{\"merchant_reference\":\"abc\",\"merchant_reference\":\"abd\"}")]
#[case("{")]
fn a_body_that_is_no_sound_object_is_refused(#[case] body: &str) {
    let mut sandbox = Sandbox::new(NOON);
    let payment = brought(&mut sandbox, "authorized");
    for verb in VERBS {
        let path = format!("{}/transactions/{NOBODY}/{verb}", path(&payment));

        let refused = value(&sandbox.send(post("key", &path, body)));

        assert_eq!(refused["code"], "INVALID_REQUEST", "{verb}");
    }
}

#[test]
fn what_nobody_knows_is_refused_in_the_documented_words() {
    let mut sandbox = Sandbox::new(NOON);
    let payment = brought(&mut sandbox, "authorized");
    let other = brought(&mut sandbox, "authorized");
    let foreign = sandbox.transaction(&other, 0);
    let unknown_payment = json!({"id": NOBODY});
    for verb in VERBS {
        for payment in [&unknown_payment, &json!({"id": "no-id"})] {
            let to = format!("transactions/{foreign}/{verb}");
            let refused = value(&sandbox.change(payment, &to, &wish(json!({}))));
            let expected = json!({"code": "PAYMENT_NOT_FOUND", "messages": ["Payment not found."]});
            assert_eq!(refused, expected);
        }
        for transaction in [NOBODY, "no-id", &foreign, &foreign.to_uppercase()] {
            let to = format!("transactions/{transaction}/{verb}");
            let refused = value(&sandbox.change(&payment, &to, &wish(json!({}))));
            let text = "Transaction of a payment not found.";
            assert_eq!(refused, json!({"code": "TRANSACTION_NOT_FOUND", "messages": [text]}));
        }
    }
    let refused = value(&sandbox.change(&unknown_payment, "cancel-or-refund", &json!({})));
    assert_eq!(refused["code"], "PAYMENT_NOT_FOUND");
}

#[test]
fn each_refusal_has_its_documented_text() {
    for (story, at, verb, text) in [
        ("purchased", 0, "capture", "Invalid transaction type for the request."),
        ("authorized", 0, "refund", "Invalid transaction status."),
        (
            "purchased, refund 0 1 PENDING_REVIEW no",
            0,
            "refund",
            "A refund is already in pending status for this transaction. Please wait until it \
             reaches a final status before requesting a new refund.",
        ),
        (
            "authorized, capture 0 1 PENDING_REVIEW no",
            0,
            "capture",
            "Operation over the same payment is already in process. Try again in a few seconds.",
        ),
    ] {
        let mut sandbox = Sandbox::new(NOON);
        let payment = brought(&mut sandbox, story);
        let to = format!("transactions/{}/{verb}", sandbox.transaction(&payment, at));

        let refused = value(&sandbox.change(&payment, &to, &wish(json!({}))));

        assert_eq!(refused["messages"], json!([text]));
    }
}

#[test]
fn a_change_needs_keys_and_counts_once_for_its_path() {
    let mut sandbox = Sandbox::new(NOON);
    let payment = brought(&mut sandbox, "authorized");
    let other = brought(&mut sandbox, "authorized");
    let [first, second] = [&payment, &other].map(|payment| {
        let transaction = sandbox.transaction(payment, 0);
        format!("{}/transactions/{transaction}/capture", path(payment))
    });
    let body = wish(json!({"amount": amount(5000)})).to_string();
    let mut keyless = post("key", &first, &body);
    keyless.headers.remove("x-idempotency-key");

    let refused = value(&sandbox.send(keyless));
    // The create call of the guide's payments had a key of the same text.
    let answer = sandbox.send(post("key-1", &first, &body));
    let replayed = sandbox.send(post("key-1", &first, "{}"));
    let elsewhere = sandbox.send(post("key-1", &second, &body));

    assert_eq!(refused["code"], "MISSING_HEADER");
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(replayed, answer);
    assert_ne!(value(&elsewhere)["id"], value(&answer)["id"]);
    assert_eq!(sandbox.read(&payment)["amount"]["captured"], json!(5000));
}

#[test]
fn a_refused_change_does_not_spend_its_key() {
    let mut sandbox = Sandbox::new(NOON);
    let payment = brought(&mut sandbox, "authorized");
    let transaction = sandbox.transaction(&payment, 0);
    let path = format!("{}/transactions/{transaction}/capture", path(&payment));

    let refused = sandbox.send(post("key", &path, "{}"));
    let accepted = sandbox.send(post("key", &path, &wish(json!({})).to_string()));

    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    assert_eq!(accepted.status, StatusCode::OK);
}

#[test]
fn while_a_call_is_not_answered_yet_others_on_its_payment_are_refused() {
    let mut sandbox = Sandbox::new(NOON);
    let payment = brought(&mut sandbox, "authorized");
    let other = brought(&mut sandbox, "authorized");
    let transaction = sandbox.transaction(&payment, 0);
    let path = format!("{}/transactions/{transaction}/capture", path(&payment));
    let part = wish(json!({"amount": amount(5000)})).to_string();

    let held = sandbox.hold(post("held", &path, &part));
    let meanwhile = value(&sandbox.send(post("next", &path, &part)));
    let again = value(&sandbox.send(post("held", &path, &part)));
    let elsewhere = sandbox.changed(&other, (0, "capture"), &wish(json!({})));
    sandbox.machine.release(held);
    let afterwards = sandbox.send(post("next", &path, &part));

    let text = "Operation over the same payment is already in process. Try again in a few seconds.";
    assert_eq!(meanwhile, json!({"code": "OPERATION_IN_PROCESS", "messages": [text]}));
    assert_eq!(again["code"], "REQUEST_IN_PROCESS");
    assert_eq!(state(&elsewhere["payment"]), "SUCCEEDED/CAPTURED");
    assert_eq!(afterwards.status, StatusCode::OK);
    assert_eq!(sandbox.read(&payment)["amount"]["captured"], json!(10000));
}
