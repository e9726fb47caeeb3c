//! What the documents warn of and no answer shows.

use rstest::rstest;
use serde_json::json;

use super::Bench;
use super::Reply;
use super::altered;
use super::request;
use super::web_request;
use crate::kernel::tx::NoteKind;
use http::Method;

/// Code, subject and what was seen.
fn advice(reply: &Reply) -> Vec<(&'static str, String, String)> {
    let notes = reply.step.notes.iter();
    let advice = notes.filter_map(|note| match note.kind {
        NoteKind::Advice(rule) => {
            Some((rule.code, note.subject.to_string(), note.what.to_string()))
        }
        NoteKind::Changed | NoteKind::ProviderCall => None,
    });
    advice.collect()
}

fn session(order: &str) -> String {
    let fixture = sandpay_fixtures::fixture("wooshpay/create-checkout-session/alipay");
    let mut body: serde_json::Value = serde_json::from_slice(fixture.request.unwrap()).unwrap();
    body["client_reference_id"] = json!(order);
    body.to_string()
}

#[test]
fn a_documented_request_gives_no_reason_for_advice() {
    let mut bench = Bench::new();

    assert_eq!(advice(&bench.create(web_request())), []);
}

#[test]
fn a_member_that_no_document_knows_is_told_with_the_one_that_was_meant() {
    let mut bench = Bench::new();

    let made = bench.create(&altered(&json!({"retrun_url": "https://shop.example"})));

    let seen = "`retrun_url`; probably meant is `return_url`".to_owned();
    assert_eq!(advice(&made), [("unknown_member", made.id(), seen)]);
}

#[test]
fn a_call_that_is_refused_is_told_of_its_members_all_the_same() {
    let mut bench = Bench::new();
    let id = bench.created();

    let refused = bench.on(&id, "confirm", r#"{"colour": "blue"}"#);

    assert_eq!(refused.status, 400);
    let subject = "confirm_payment_intent".to_owned();
    assert_eq!(advice(&refused), [("unknown_member", subject, "`colour`".to_owned())]);
}

#[rstest]
#[case::that_waits_for_its_payer(None, "requires_action")]
#[case::that_was_paid(Some("approve"), "succeeded")]
fn a_second_payment_beside_one(#[case] act: Option<&str>, #[case] status: &str) {
    let mut bench = Bench::new();
    let order = altered(&json!({"merchant_order_id": "order-1"}));
    let first = bench.create(&order).id();
    if let Some(action) = act {
        bench.act(&first, action).unwrap();
    }

    let second = bench.create(&order);

    let seen = format!("{first} is for order order-1 as well and is `{status}`");
    assert_eq!(advice(&second), [("possible_double_charge", second.id(), seen)]);
}

#[test]
fn another_payment_after_one_that_failed_or_for_another_order_is_nothing_to_warn_of() {
    let mut bench = Bench::new();
    let order = altered(&json!({"merchant_order_id": "order-1"}));
    let first = bench.create(&order).id();
    bench.act(&first, "decline").unwrap();

    assert_eq!(advice(&bench.create(&order)), []);
    let other = altered(&json!({"merchant_order_id": "order-2"}));
    assert_eq!(advice(&bench.create(&other)), []);
}

#[test]
fn a_checkout_session_that_is_open_can_be_paid_and_one_that_expired_cannot() {
    let mut bench = Bench::new();
    let post = |bench: &mut Bench| {
        bench.send(request(Method::POST, "/v1/checkout/sessions", &session("order-1")))
    };
    let first = post(&mut bench);
    let intent = first.json()["payment_intent"].as_str().unwrap().to_owned();

    let second = post(&mut bench);

    let seen = format!("{intent} is for order order-1 as well and is `requires_payment_method`");
    assert_eq!(advice(&second), [("possible_double_charge", second.id(), seen)]);
    bench.act(&first.id(), "expire").unwrap();
    bench.act(&second.id(), "expire").unwrap();
    assert_eq!(advice(&post(&mut bench)), []);
}
