//! Intents that are confirmed by a call of their own, tried again, or given up.

use rstest::rstest;
use serde_json::Value;
use serde_json::json;

use super::Bench;
use super::Reply;
use super::altered;
use super::kinds;

const WITH_METHOD: &str = r#"{"payment_method_data":{"type":"alipay"}}"#;

/// The documented request without its confirmation.
fn unconfirmed(bench: &mut Bench, with_method: bool) -> Reply {
    let mut changes = json!({"confirm": false});
    if !with_method {
        changes["payment_method_data"] = Value::Null;
    }
    bench.create(&altered(&changes))
}

#[rstest]
#[case::with_method(true, "requires_confirmation")]
#[case::without(false, "requires_payment_method")]
fn an_intent_that_is_not_confirmed_waits_for_its_merchant(
    #[case] with_method: bool,
    #[case] status: &str,
) {
    let mut bench = Bench::new();

    let reply = unconfirmed(&mut bench, with_method);

    let intent = reply.json();
    assert_eq!((reply.status, &intent["status"]), (200, &json!(status)));
    assert_eq!(intent.get("payment_method").is_some(), with_method);
    assert_eq!(intent.get("next_action"), None);
    assert_eq!(reply.kinds(), ["payment_intent.created"]);
    assert_eq!((bench.machine.next_due(), bench.next(&reply.id())), (None, vec![]));
}

#[rstest]
#[case::with_method(true, "")]
#[case::with_method_and_an_object(true, "{}")]
#[case::method_now(false, WITH_METHOD)]
#[case::other_method(true, WITH_METHOD)]
fn a_confirmation_sends_the_payer_to_the_page(#[case] with_method: bool, #[case] body: &str) {
    let mut bench = Bench::new();
    let created = unconfirmed(&mut bench, with_method).json();
    let id = created["id"].as_str().unwrap();

    let reply = bench.on(id, "confirm", body);

    let intent = reply.json();
    assert_eq!(reply.status, 200, "{}", reply.text);
    assert_eq!(intent["status"], "requires_action");
    assert_eq!(intent["next_action"]["type"], "redirect_to_url");
    assert_eq!(intent["payment_method"] == created["payment_method"], body.len() < 3);
    assert_eq!(reply.kinds(), ["payment_intent.requires_action"]);
    assert_eq!(bench.retrieve(id).text, reply.text);
    bench.act(id, "approve").unwrap();
    assert_eq!(bench.retrieve(id).json()["status"], "succeeded");
}

#[test]
fn a_confirmation_can_change_how_the_payer_pays_and_where_they_return() {
    let mut bench = Bench::new();
    let id = unconfirmed(&mut bench, true).id();

    let body = json!({
        "payment_method_options": {"alipay": {"terminal_type": "APP"}},
        "return_url": "https://shop.example/back",
        "payment_method_types": ["alipay", "alipayplus"],
    });
    let intent = bench.on(&id, "confirm", &body.to_string()).json();

    assert_eq!(intent["payment_method_options"], json!({"alipay": {"terminal_type": "APP"}}));
    assert_eq!(intent["return_url"], "https://shop.example/back");
    assert_eq!(intent["payment_method_types"], json!(["alipay", "alipayplus"]));
    assert!(bench.page_of(&id).wallet.unwrap().open.is_some());
}

#[test]
fn an_intent_whose_attempt_failed_can_be_tried_again_with_a_method() {
    let mut bench = Bench::new();
    let id = bench.created();
    bench.act(&id, "decline").unwrap();

    let bare = bench.on(&id, "confirm", "");
    let again = bench.on(&id, "confirm", WITH_METHOD);

    assert_eq!((bare.status, bare.refusal().2.as_deref()), (400, Some("payment_method_data")));
    assert_eq!(again.json()["status"], "requires_action");
    assert_eq!(again.json().get("last_payment_error"), None);
}

#[rstest]
#[case::waiting("", "requires_action")]
#[case::paid("approve", "succeeded")]
fn what_does_not_wait_for_its_merchant_cannot_be_confirmed(
    #[case] action: &str,
    #[case] status: &str,
) {
    let mut bench = Bench::new();
    let id = bench.created();
    if !action.is_empty() {
        bench.act(&id, action).unwrap();
    }
    let before = bench.machine.snapshot();

    let reply = bench.on(&id, "confirm", WITH_METHOD);

    assert_eq!(
        (reply.status, reply.refusal().1.as_str()),
        (400, "payment_intent_unexpected_state")
    );
    assert!(reply.text.contains(status), "{}", reply.text);
    assert_eq!(bench.machine.snapshot(), before);
}

#[rstest]
#[case("succeeded", "succeeded")]
#[case("insufficient_funds", "requires_payment_method")]
fn a_fault_decides_a_confirmation(#[case] outcome: &'static str, #[case] status: &str) {
    let mut bench = Bench::new();
    let id = unconfirmed(&mut bench, true).id();
    bench.outcome = Some(outcome);

    let intent = bench.on(&id, "confirm", "").json();

    assert_eq!(intent["status"], status);
    assert_eq!(bench.machine.next_due(), None);
}

#[rstest]
#[case::without_method(json!({"confirm": false, "payment_method_data": null}))]
#[case::with_method(json!({"confirm": false}))]
#[case::waiting(json!({}))]
fn an_intent_that_is_not_decided_can_be_canceled(#[case] changes: Value) {
    let mut bench = Bench::new();
    let id = bench.create(&altered(&changes)).id();

    let reply = bench.on(&id, "cancel", r#"{"cancellation_reason":"abandoned"}"#);

    let intent = reply.json();
    assert_eq!((reply.status, &intent["status"]), (200, &json!("canceled")));
    assert_eq!(intent["cancellation_reason"], "abandoned");
    assert_eq!(intent.get("next_action"), None);
    assert_eq!(kinds(&reply.step.events), ["payment_intent.canceled"]);
    assert_eq!(bench.machine.next_due(), None);
    let again = bench.on(&id, "cancel", "");
    assert_eq!(
        (again.status, again.refusal().1.as_str()),
        (400, "payment_intent_unexpected_state")
    );
}

#[rstest]
#[case::reason("cancel", r#"{"cancellation_reason":"bored"}"#, "parameter_invalid")]
#[case::reason_type("cancel", r#"{"cancellation_reason":1}"#, "parameter_invalid")]
#[case::list("cancel", "[]", "body_invalid")]
#[case::card("confirm", r#"{"payment_method_data":{"type":"card"}}"#, "parameter_not_served")]
#[case::saved("confirm", r#"{"payment_method":"pm_1"}"#, "parameter_not_served")]
#[case::url("confirm", r#"{"return_url":"javascript:alert(1)"}"#, "parameter_invalid")]
#[case::cut("confirm", "{", "body_invalid")]
#[case::repeated("confirm", r#"{"x":1,"x":2}"#, "body_invalid")]
fn a_body_that_does_not_fit_changes_nothing(
    #[case] operation: &str,
    #[case] body: &str,
    #[case] code: &str,
) {
    let mut bench = Bench::new();
    let id = unconfirmed(&mut bench, true).id();
    let before = bench.machine.snapshot();

    let reply = bench.on(&id, operation, body);

    assert_eq!((reply.status, reply.refusal().1.as_str()), (400, code));
    assert_eq!(bench.machine.snapshot(), before);
}

#[rstest]
#[case("confirm")]
#[case("cancel")]
fn an_unknown_intent_is_a_missing_resource(#[case] operation: &str) {
    let reply = Bench::new().on("pi_1666729870215872512", operation, "");

    assert_eq!((reply.status, reply.refusal().1.as_str()), (404, "resource_missing"));
}
