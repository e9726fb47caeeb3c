//! Refunds: what is allowed, what is answered, and how one settles.

use rstest::rstest;
use serde_json::json;

use super::*;

/// A sale of 1.00 EUR.
fn paid(sandbox: &mut Sandbox) -> String {
    trade_id(&sandbox.post(sale().body()))
}

fn refund(trade: &str, amount: &str) -> Sale {
    to(
        "v3.CreateRefund",
        &[
            ("m_refund_id", "20240304094405131317"),
            ("notify_url", "https://www.yabandpay.com"),
            ("refund_amount", amount),
            ("refund_currency", "EUR"),
            ("refund_description", "test"),
            ("trade_id", trade),
        ],
    )
}

fn query(id: &str) -> Sale {
    to("v3.QueryRefundOrder", &[("refund_id", id)])
}

fn refund_id(answered: &Answered) -> String {
    data(answered)["refund_id"].as_str().unwrap().to_owned()
}

#[test]
fn a_refund_is_under_way_and_then_arrives() {
    let mut sandbox = Sandbox::new();
    let trade = paid(&mut sandbox);

    let answered = sandbox.post(refund(&trade, "0.1").body());

    let id = refund_id(&answered);
    assert!(id.starts_with("20240909175224") && id.len() == 20, "{id}");
    assert_eq!(data(&answered)["state"], "refund processing");
    assert_eq!(json(&answered).get("response_id"), None);
    assert!(answered.step.events.is_empty());
    assert_eq!(sandbox.machine.peek().unwrap().name, "refund_settles");
    let settled = sandbox.fire();
    assert_eq!(sandbox.at, START.parse().unwrap());
    assert_eq!(sandbox.state(&trade), "paid", "the order itself stays paid");
    let told = sandbox.notification(settled.events[0].number);
    let told: Value = serde_json::from_str(&told).unwrap();
    let expected = json!({
        "type": "refund",
        "user": "016683",
        "order_id": "1725875543",
        "trade_id": trade,
        "transaction_id": told["data"]["transaction_id"],
        "refund_id": id,
        "m_refund_id": "20240304094405131317",
        "refund_time": "1725875544",
        "state": "refunded",
        "refund_amount": "0.10",
        "refund_currency": "EUR",
        "refund_description": "test",
    });
    assert_eq!(told["data"], expected);
    let shown = data(&sandbox.post(query(&id).body()));
    assert_eq!(
        (&shown["state"], &shown["refund_time"]),
        (&json!("refunded"), &json!("1725875544"))
    );
}

#[rstest]
#[case::above("refund_amount", r#""1.01""#, "-4120")]
#[case::other_currency("refund_currency", r#""USD""#, "-4120")]
#[case::other_order("trade_id", r#""5feb401d-d9a4-776f-211f-882b60f14d9d""#, "-4120")]
#[case::nothing("refund_amount", r#""0""#, "-3001")]
#[case::no_description("refund_description", r#""""#, "-3001")]
#[case::no_address("notify_url", r#""shop""#, "-3001")]
#[case::no_text("m_refund_id", "[]", "-3001")]
#[case::number("refund_amount", "0.5", "200")]
#[case::own_id_as_a_number("m_refund_id", "7", "200")]
#[case::without_own_id("m_refund_id", "null", "200")]
#[case::without_address("notify_url", r#""null""#, "200")]
fn a_refund_is_checked(#[case] name: &'static str, #[case] text: &str, #[case] expected: &str) {
    let mut sandbox = Sandbox::new();
    let trade = paid(&mut sandbox);
    let before = sandbox.machine.snapshot();

    let answered = sandbox.post(refund(&trade, "0.1").with(name, text).body());

    assert_eq!(code(&answered), expected);
    assert_eq!(sandbox.machine.snapshot() == before, expected != "200");
}

#[rstest]
#[case("trade_id")]
#[case("refund_amount")]
#[case("refund_currency")]
#[case("refund_description")]
fn a_required_member_must_be_there(#[case] name: &str) {
    let mut sandbox = Sandbox::new();
    let trade = paid(&mut sandbox);

    assert_eq!(code(&sandbox.post(refund(&trade, "1").without(name).body())), "-3001");
}

#[test]
fn refunds_add_up_to_what_was_paid_and_no_further() {
    let mut sandbox = Sandbox::new();
    let trade = paid(&mut sandbox);

    let codes = ["0.4", "0.6", "0.01"].map(|amount| {
        let answered = sandbox.post(refund(&trade, amount).body());
        code(&answered)
    });

    assert_eq!(codes, ["200", "200", "-4120"]);
    let next = sandbox.machine.subject(&trade).unwrap().next;
    assert!(next.is_empty(), "{next:?}");
}

#[test]
fn a_capture_of_less_leaves_less_to_refund() {
    let mut sandbox = Sandbox::new();
    let trade = trade_id(&sandbox.post(sale().with("operation", r#""12""#).body()));
    assert_eq!(code(&sandbox.post(refund(&trade, "0.1").body())), "-4120");
    let capture = [
        ("amount", "0.4"),
        ("currency", "EUR"),
        ("description", "test"),
        ("notify_url", "https://www.yabandpay.com/notify"),
        ("request_id", "ca51f2fas3i0f8uiw7efj6oe4i2w1ghj"),
        ("trade_id", &trade),
    ];
    assert_eq!(code(&sandbox.post(to("v3.Capture", &capture).body())), "200");

    assert_eq!(code(&sandbox.post(refund(&trade, "0.41").body())), "-4120");
    assert_eq!(code(&sandbox.post(refund(&trade, "0.4").body())), "200");
}

#[test]
fn there_are_fewer_than_thirty_refunds_of_an_order() {
    let mut sandbox = Sandbox::new();
    let trade = paid(&mut sandbox);
    for _ in 0..29 {
        assert_eq!(code(&sandbox.post(refund(&trade, "0.01").body())), "200");
    }

    assert_eq!(code(&sandbox.post(refund(&trade, "0.01").body())), "-4120");
}

#[rstest]
#[case("2025-09-09T09:52:24Z", "200")]
#[case("2025-09-09T09:52:25Z", "-4120")]
fn an_order_is_refunded_within_a_year(#[case] at: &str, #[case] expected: &str) {
    let mut sandbox = Sandbox::new();
    let trade = paid(&mut sandbox);
    sandbox.at = at.parse().unwrap();

    assert_eq!(code(&sandbox.post(refund(&trade, "1").body())), expected);
}

#[test]
fn an_order_with_a_refund_cannot_be_cancelled_and_a_cancelled_one_not_refunded() {
    let mut sandbox = Sandbox::new();
    let (one, two) = (paid(&mut sandbox), {
        let request = sale().with("request_id", r#""another request id of length""#);
        trade_id(&sandbox.post(request.body()))
    });
    let cancel = |id: &str| to("v3.CancelPayment", &[("trade_id", id)]).body();
    assert_eq!(code(&sandbox.post(refund(&one, "0.1").body())), "200");
    assert_eq!(code(&sandbox.post(cancel(&two))), "200");

    assert_eq!(code(&sandbox.post(cancel(&one))), "-4120");
    assert_eq!(code(&sandbox.post(refund(&two, "0.1").body())), "-4120");
}

#[test]
fn a_stored_card_has_nothing_to_refund() {
    let mut sandbox = Sandbox::new();
    let trade = trade_id(&sandbox.post(hosted().with("operation", r#""10""#).body()));
    sandbox.act(&trade, "approve", &json!({})).unwrap();

    assert_eq!(code(&sandbox.post(refund(&trade, "0.1").body())), "-4120");
}

#[test]
fn a_refund_that_failed_may_be_tried_again() {
    let mut sandbox = Sandbox::new();
    sandbox.set("refund_settles_after", json!("P1D"));
    let trade = paid(&mut sandbox);
    let id = refund_id(&sandbox.post(refund(&trade, "1").body()));
    assert_eq!(code(&sandbox.post(refund(&trade, "1").body())), "-4120");

    let failed = sandbox.act(&id, "fail", &json!({})).unwrap();

    assert!(sandbox.notification(failed.events[0].number).contains(r#""state":"refund failed""#));
    assert_eq!(sandbox.machine.next_due(), None);
    assert_eq!(code(&sandbox.post(refund(&trade, "1").body())), "200");
    let refused = sandbox.act(&id, "settle", &json!({})).unwrap_err();
    assert_eq!(refused, "`settle` cannot happen to a refund that is refund failed");
}

#[rstest]
#[case("to-be-approval", &["approve"])]
#[case("refund pending", &["fund"])]
#[case("refund processing", &["settle", "fail", "lose"])]
#[case("refunded", &[])]
#[case("refund failed", &[])]
#[case("refund error", &[])]
fn a_fault_makes_a_refund_in_any_state(#[case] outcome: &'static str, #[case] next: &[&str]) {
    let mut sandbox = Sandbox::new();
    let trade = paid(&mut sandbox);
    sandbox.outcome = Some(outcome);

    let answered = sandbox.post(refund(&trade, "1").body());

    assert_eq!(data(&answered)["state"], outcome);
    let view = sandbox.machine.subject(&refund_id(&answered)).unwrap();
    assert_eq!((view.kind, view.state.as_str()), ("refund", outcome));
    assert_eq!(view.next.iter().map(|action| action.name).collect::<Vec<_>>(), next);
    assert_eq!(sandbox.machine.next_due().is_some(), outcome == "refund processing");
}

#[test]
fn a_refund_that_waits_goes_on_when_somebody_helps() {
    for (outcome, action) in [("to-be-approval", "approve"), ("refund pending", "fund")] {
        let mut sandbox = Sandbox::new();
        let trade = paid(&mut sandbox);
        sandbox.outcome = Some(outcome);
        let id = refund_id(&sandbox.post(refund(&trade, "1").body()));
        sandbox.outcome = None;

        sandbox.act(&id, action, &json!({})).unwrap();
        assert_eq!(sandbox.state(&id), "refund processing");
        sandbox.fire();

        assert_eq!(sandbox.state(&id), "refunded");
    }
}

#[rstest]
#[case(None, "refunded")]
#[case(Some("refunded"), "refunded")]
#[case(Some("refund failed"), "refund failed")]
#[case(Some("refund error"), "refund error")]
#[case(Some("paid"), "refunded")]
fn a_fault_ends_a_refund_otherwise(#[case] outcome: Option<&'static str>, #[case] end: &str) {
    let mut sandbox = Sandbox::new();
    let trade = paid(&mut sandbox);
    let id = refund_id(&sandbox.post(refund(&trade, "1").body()));
    sandbox.outcome = outcome;

    sandbox.fire();

    assert_eq!(sandbox.state(&id), end);
}

#[test]
fn a_refund_without_an_address_is_told_to_nobody() {
    let mut sandbox = Sandbox::new();
    let trade = paid(&mut sandbox);
    let id = refund_id(&sandbox.post(refund(&trade, "1").without("notify_url").body()));

    let settled = sandbox.fire();

    assert!(settled.events.is_empty());
    let shown = data(&sandbox.post(query(&id).body()));
    assert_eq!((&shown["notify_url"], &shown["state"]), (&json!("null"), &json!("refunded")));
}

#[test]
fn a_second_refund_under_the_same_own_id_raises_advice() {
    let mut sandbox = Sandbox::new();
    let trade = paid(&mut sandbox);
    let first = sandbox.post(refund(&trade, "0.1").body());
    let anonymous = sandbox.post(refund(&trade, "0.1").without("m_refund_id").body());
    let other = sandbox.post(refund(&trade, "0.1").with("m_refund_id", r#""2""#).body());

    let again = sandbox.post(refund(&trade, "0.1").body());

    for answered in [&first, &anonymous, &other] {
        assert!(advice(&answered.step).is_empty());
    }
    assert_eq!(
        (code(&again).as_str(), advice(&again.step)),
        ("200", vec!["possible_double_refund"])
    );
}

#[test]
fn the_dashboard_refunds_what_is_left() {
    let mut sandbox = Sandbox::new();
    let trade = paid(&mut sandbox);
    sandbox.post(refund(&trade, "0.4").body());

    sandbox.act(&trade, "refund", &json!({})).unwrap();

    let refused = sandbox.act(&trade, "refund", &json!({})).unwrap_err();
    assert_eq!(refused, "`refund` cannot happen to an order that is paid");
    assert_eq!(code(&sandbox.post(refund(&trade, "0.01").body())), "-4120");
}

#[rstest]
#[case("3841510a-4d18-4a61-808d-431a45006de2", "-4120")]
#[case("", "-3001")]
fn a_refund_that_nobody_knows_is_refused(#[case] id: &str, #[case] expected: &str) {
    assert_eq!(code(&Sandbox::new().post(query(id).body())), expected);
}

#[test]
fn a_restored_snapshot_knows_pages_refunds_and_tokens() {
    let mut sandbox = Sandbox::new();
    sandbox.set("refund_settles_after", json!("P1D"));
    let trade = paid(&mut sandbox);
    let id = refund_id(&sandbox.post(refund(&trade, "0.5").body()));
    let opened = sandbox.post(hosted().body());
    let page = data(&opened)["url"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
    sandbox.act(&trade_id(&opened), "approve", &json!({})).unwrap();
    let snapshot = sandbox.machine.snapshot();
    let mut restored = Sandbox::new();
    restored.counter = sandbox.counter;

    restored.machine.restore(snapshot.clone()).unwrap();

    assert_eq!(restored.machine.snapshot(), snapshot);
    assert_eq!(restored.machine.page(&page), sandbox.machine.page(&page));
    for request in [refund(&trade, "0.5"), refund(&trade, "0.01"), query(&id), hosted(), sale()] {
        let (one, other) = (restored.post(request.body()), sandbox.post(request.body()));
        assert_eq!(one.response, other.response);
    }
    assert_eq!(restored.machine.snapshot(), sandbox.machine.snapshot());
}
