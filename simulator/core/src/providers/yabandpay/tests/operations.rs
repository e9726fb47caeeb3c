//! Query, capture and cancellation of orders.

use rstest::rstest;
use serde_json::json;

use super::*;
use crate::kernel::ledger::Movement;

/// An authorization of 1.00 EUR.
fn authorized(sandbox: &mut Sandbox) -> String {
    trade_id(&sandbox.post(sale().with("operation", r#""12""#).body()))
}

fn capture(trade: &str) -> Sale {
    to(
        "v3.Capture",
        &[
            ("amount", "1"),
            ("currency", "EUR"),
            ("description", "test"),
            ("notify_url", "https://www.yabandpay.com/captured"),
            ("request_id", "ca51f2fas3i0f8uiw7efj6oe4i2w1ghj"),
            ("trade_id", trade),
        ],
    )
}

fn cancel(trade: &str) -> Sale {
    to("v3.CancelPayment", &[("trade_id", trade)])
}

fn query(trade: &str) -> Sale {
    to("v3.QueryOrder", &[("trade_id", trade)])
}

/// `transaction_info` of the order query.
fn info(sandbox: &mut Sandbox, trade: &str) -> Value {
    data(&sandbox.post(query(trade).body()))["transaction_info"].clone()
}

#[test]
fn the_query_shows_the_order_in_strings() {
    let mut sandbox = Sandbox::new();
    let trade = trade_id(&sandbox.post(sale().with("demo", r#""mine""#).body()));

    let answered = sandbox.post(query(&trade).body());

    let info = &data(&answered)["transaction_info"];
    let expected = [
        ("trade_id", trade.as_str()),
        ("pay_method", "online"),
        ("sub_pay_method", "Token"),
        ("order_id", "1725875543"),
        ("amount", "1.00"),
        ("currency", "EUR"),
        ("settlement_amount", "1.00"),
        ("settlement_currency", "EUR"),
        ("exchange_rate", "1"),
        ("description", "test"),
        ("redirect_url", ""),
        ("notify_url", "https://www.yabandpay.com/notify"),
        ("state", "paid"),
        ("time_out", "1440"),
        ("user", "016683"),
        ("created_at", "1725875544"),
        ("demo", "mine"),
    ];
    for (name, value) in expected {
        assert_eq!(info[name], value, "{name}");
    }
    assert!(info.as_object().unwrap().values().all(Value::is_string));
    assert_eq!(json(&answered).get("response_id"), None);
    assert_eq!(info["transaction_id"].as_str().unwrap().len(), 28);
}

#[test]
fn every_user_of_the_merchant_may_ask_and_asking_changes_nothing() {
    let mut sandbox = Sandbox::new();
    let trade = trade_id(&sandbox.post(sale().body()));
    let before = sandbox.machine.snapshot();

    let answered = sandbox.post(query(&trade).signed_by(auth::USER_WITHOUT_TOKENS).body());

    assert_eq!(code(&answered), "200");
    assert_eq!(sandbox.machine.snapshot(), before);
}

#[rstest]
#[case::whole("1", "1.00")]
#[case::part("0.4", "0.40")]
fn a_capture_pays_an_authorization(#[case] amount: &str, #[case] taken: &str) {
    let mut sandbox = Sandbox::new();
    let trade = authorized(&mut sandbox);
    sandbox.at += jiff::SignedDuration::from_hours(24);

    let answered = sandbox.post(capture(&trade).with("amount", &format!("\"{amount}\"")).body());

    let answer = data(&answered);
    assert_eq!((&answer["state"], &answer["amount"]), (&json!("paid"), &json!(taken)));
    assert_eq!(json(&answered)["response_id"].as_str().unwrap().len(), 24);
    assert_eq!(sandbox.machine.next_due(), None, "nothing expires any more");
    let event = &answered.step.events[0];
    assert_eq!(
        event.to,
        crate::kernel::webhook::Target::Url("https://www.yabandpay.com/captured".into())
    );
    let told: Value = serde_json::from_str(&sandbox.notification(event.number)).unwrap();
    assert_eq!((&told["data"]["state"], &told["data"]["amount"]), (&json!("paid"), &json!(taken)));
    assert_eq!(told["data"]["paid_time"], "1725961944");
    assert_eq!(info(&mut sandbox, &trade)["amount"], taken);
}

#[rstest]
#[case::above("amount", "1.01", "-4120")]
#[case::other_currency("currency", "USD", "-4120")]
#[case::other_order("trade_id", "160899f3-f6d9-a8d8-ab5b-82eacdab9c5b", "-4120")]
#[case::no_id("trade_id", "16", "-4120")]
#[case::nothing("amount", "0", "-3001")]
#[case::no_amount("amount", "", "-3001")]
#[case::no_description("description", "", "-3001")]
#[case::no_address("notify_url", "", "-3001")]
#[case::no_request_id("request_id", "", "-3001")]
#[case::spent_request_id("request_id", "hjf5lv32i40lh7oh86j6az98tnscwv37", "-4118")]
fn a_capture_of_something_else_is_refused_and_nothing_happens(
    #[case] name: &'static str,
    #[case] text: &str,
    #[case] expected: &str,
) {
    let mut sandbox = Sandbox::new();
    let trade = authorized(&mut sandbox);
    let before = sandbox.machine.snapshot();

    let answered = sandbox.post(capture(&trade).with(name, &format!("\"{text}\"")).body());

    assert_eq!(code(&answered), expected);
    assert_eq!(sandbox.machine.snapshot(), before);
}

#[test]
fn a_capture_happens_once_and_uses_its_request_id_up() {
    let mut sandbox = Sandbox::new();
    let trade = authorized(&mut sandbox);
    assert_eq!(code(&sandbox.post(capture(&trade).body())), "200");

    let same = sandbox.post(capture(&trade).body());
    let other = capture(&trade).with("request_id", r#""another request id of length""#);

    assert_eq!(code(&same), "-4118");
    assert_eq!(code(&sandbox.post(other.body())), "-4120");
    let sale = sale().with("request_id", r#""ca51f2fas3i0f8uiw7efj6oe4i2w1ghj""#);
    assert_eq!(code(&sandbox.post(sale.body())), "-4118");
}

#[test]
fn an_authorization_is_captured_within_thirty_days() {
    let mut sandbox = Sandbox::new();
    let (early, late) = (authorized(&mut sandbox), {
        let request = sale().with("operation", r#""12""#);
        trade_id(&sandbox.post(request.with("request_id", r#""x""#).body()))
    });
    sandbox.at = "2024-10-09T09:52:23Z".parse().unwrap();
    assert_eq!(code(&sandbox.post(capture(&early).body())), "200");

    sandbox.fire();

    let request = capture(&late).with("request_id", r#""another request id of length""#);
    assert_eq!(code(&sandbox.post(request.body())), "-4120");
    assert_eq!(sandbox.state(&late), "expired");
}

#[rstest]
#[case::paid("11", "paid")]
#[case::authorized("12", "authorized")]
fn an_order_is_cancelled_in_full(#[case] operation: &str, #[case] before: &str) {
    let mut sandbox = Sandbox::new();
    let request = sale().with("operation", &format!("\"{operation}\"")).with("demo", r#""mine""#);
    let made = sandbox.post(request.body());
    let trade = trade_id(&made);
    assert_eq!(state(&made), before);

    let answered = sandbox.post(cancel(&trade).body());

    let text = String::from_utf8(answered.response.body.to_vec()).unwrap();
    let transaction = info(&mut sandbox, &trade)["transaction_id"].as_str().unwrap().to_owned();
    assert_eq!(
        text,
        format!(
            r#"{{"status":true,"code":"200","data":{{"type":"payment","user":"016683","amount":"1.00","currency":"EUR","trade_id":"{trade}","description":"test","order_id":"1725875543","createDate":"1725875544","demo":"mine","transaction_id":"{transaction}","state":"cancelled"}},"message":""}}"#
        )
    );
    let told = sandbox.notification(answered.step.events[0].number);
    assert!(told.contains(r#""state":"cancelled""#) && !told.contains("paid_time"));
    assert_eq!(sandbox.machine.next_due(), None);
    assert_eq!(code(&sandbox.post(cancel(&trade).body())), "-4120");
}

#[test]
fn an_order_that_waits_for_its_payer_is_cancelled_too() {
    let mut sandbox = Sandbox::new();
    let trade = trade_id(&sandbox.post(hosted().body()));

    let answered = sandbox.post(cancel(&trade).body());

    assert_eq!(data(&answered)["transaction_id"], "");
    assert_eq!(sandbox.state(&trade), "cancelled");
    assert_eq!(sandbox.machine.next_due(), None);
}

#[rstest]
#[case::just_in_time("2024-09-09T22:29:59Z", "200")]
#[case::too_late("2024-09-09T22:30:00Z", "-4120")]
fn an_order_is_cancelled_until_half_past_midnight(#[case] at: &str, #[case] expected: &str) {
    let mut sandbox = Sandbox::new();
    let trade = trade_id(&sandbox.post(sale().body()));
    sandbox.at = at.parse().unwrap();

    assert_eq!(code(&sandbox.post(cancel(&trade).body())), expected);
}

#[test]
fn a_declined_order_can_neither_be_cancelled_nor_captured() {
    let mut sandbox = Sandbox::new();
    sandbox.outcome = Some("declined");
    let trade = authorized(&mut sandbox);
    sandbox.outcome = None;

    assert_eq!(code(&sandbox.post(cancel(&trade).body())), "-4120");
    assert_eq!(code(&sandbox.post(capture(&trade).body())), "-4120");
}

#[rstest]
#[case("v3.QueryOrder")]
#[case("v3.CancelPayment")]
fn an_order_that_nobody_knows_is_refused(#[case] method: &'static str) {
    let mut sandbox = Sandbox::new();
    for id in ["4a49ffb3-a30f-ba92-9422-1969afb6f121", "x"] {
        assert_eq!(code(&sandbox.post(to(method, &[("trade_id", id)]).body())), "-4120");
    }
    assert_eq!(code(&sandbox.post(to(method, &[("trade_id", "")]).body())), "-3001");
    assert_eq!(code(&sandbox.post(to(method, &[]).body())), "-3001");
    assert_eq!(code(&sandbox.post(to(method, &[]).with("trade_id", "12").body())), "-3001");
}

#[test]
fn a_merchant_captures_cancels_and_lets_go_in_the_dashboard_too() {
    let mut sandbox = Sandbox::new();
    let one = authorized(&mut sandbox);
    let next = |sandbox: &mut Sandbox, id: &str| {
        let request = sale().with("operation", r#""12""#).with("request_id", id);
        trade_id(&sandbox.post(request.body()))
    };
    let (two, three) = (next(&mut sandbox, r#""two""#), next(&mut sandbox, r#""three""#));

    sandbox.act(&one, "capture", &json!({})).unwrap();
    sandbox.act(&two, "cancel", &json!({})).unwrap();
    sandbox.act(&three, "expire", &json!({})).unwrap();

    assert_eq!([&one, &two, &three].map(|id| sandbox.state(id)), ["paid", "cancelled", "expired"]);
    assert_eq!(sandbox.machine.next_due(), None);
}

#[rstest]
#[case::capture_of_all(&[("capture", "1")], &["authorized Available Held 1.00", "captured Held Merchant 1.00"])]
#[case::capture_of_less(
    &[("capture", "0.4")],
    &["authorized Available Held 1.00", "captured Held Merchant 0.40", "released Held Available 0.60"]
)]
#[case::capture_and_cancel(
    &[("capture", "0.4"), ("cancel", "")],
    &[
        "authorized Available Held 1.00",
        "captured Held Merchant 0.40",
        "released Held Available 0.60",
        "cancelled Merchant Available 0.40",
    ]
)]
#[case::cancel(&[("cancel", "")], &["authorized Available Held 1.00", "cancelled Held Available 1.00"])]
fn money_moves_as_the_merchant_says(#[case] steps: &[(&str, &str)], #[case] expected: &[&str]) {
    let mut sandbox = Sandbox::new();
    let trade = authorized(&mut sandbox);

    for (step, amount) in steps {
        let request = match *step {
            "capture" => capture(&trade).with("amount", &format!("\"{amount}\"")),
            _ => cancel(&trade),
        };
        assert_eq!(code(&sandbox.post(request.body())), "200");
    }

    assert_eq!(moved(&sandbox), expected);
}

#[test]
fn money_moves_when_the_payer_pays_and_back_when_a_refund_arrives() {
    let mut sandbox = Sandbox::new();
    let trade = trade_id(&sandbox.post(hosted().body()));
    assert_eq!(moved(&sandbox), [""; 0]);
    sandbox.at += jiff::SignedDuration::from_mins(5);
    sandbox.act(&trade, "approve", &json!({})).unwrap();
    sandbox.act(&trade, "refund", &json!({})).unwrap();
    assert_eq!(moved(&sandbox), ["paid Available Merchant 1.00"]);
    assert_eq!(sandbox.machine.movements()[0].at, sandbox.at);

    sandbox.fire();

    assert_eq!(moved(&sandbox)[1..], ["refunded Merchant Available 1.00"]);
}

#[test]
fn a_card_that_is_only_stored_moves_no_money() {
    let mut sandbox = Sandbox::new();
    let trade = trade_id(&sandbox.post(hosted().with("operation", r#""10""#).body()));

    sandbox.act(&trade, "approve", &json!({})).unwrap();
    sandbox.act(&trade, "cancel", &json!({})).unwrap();

    assert_eq!(moved(&sandbox), [""; 0]);
}

fn moved(sandbox: &Sandbox) -> Vec<String> {
    let shown = |movement: &Movement| {
        let Movement { what, from, to, amount, .. } = movement;
        format!("{what} {from:?} {to:?} {}", amount.fixed())
    };
    sandbox.machine.movements().iter().map(shown).collect()
}

#[test]
fn an_authorization_stands_open_until_it_is_captured() {
    let mut sandbox = Sandbox::new();
    let trade = authorized(&mut sandbox);
    let made = sandbox.at;
    let open = sandbox.machine.open_ends(sandbox.at);
    assert_eq!(open.len(), 1);
    assert_eq!((open[0].rule.code, open[0].since), ("authorization_left_open", made));
    assert_eq!(open[0].subject.to_string(), trade);

    sandbox.post(capture(&trade).body());

    assert!(sandbox.machine.open_ends(sandbox.at).is_empty());
}
