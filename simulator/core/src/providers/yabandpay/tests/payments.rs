//! What a token payment answers and leaves behind.

use rstest::rstest;
use serde_json::json;

use super::super::tokens;
use super::*;
use crate::kernel::ledger::Movement;
use crate::kernel::provider::Actor;
use crate::kernel::webhook::Target;

#[test]
fn the_documented_sale_is_paid_at_once_as_documented() {
    // Computed apart from this code, under the published key of the default sandbox.
    let sign = "a91aa0407414a6cd11b5ba556ee33fdd131294c3ecfb428cf854c475f9c502b3";
    let mut sandbox = Sandbox::new();

    let answered = sandbox.post(sale().body_with(sign));

    let answer = String::from_utf8(answered.response.body.to_vec()).unwrap();
    let parsed = json(&answered);
    let trade_id = parsed["data"]["trade_id"].as_str().unwrap();
    let response_id = parsed["response_id"].as_str().unwrap();
    assert_eq!(
        answer,
        format!(
            r#"{{"status":true,"code":"200","data":{{"order_id":"1725875543","trade_id":"{trade_id}","amount":"1.00","currency":"EUR","state":"paid"}},"message":"","response_id":"{response_id}"}}"#
        )
    );
    assert!(response_id.starts_with("20240909175224") && response_id.len() == 24);
    assert!(response_id.bytes().all(|byte| byte.is_ascii_digit()));
    assert_eq!(trade_id.split('-').map(str::len).collect::<Vec<_>>(), [8, 4, 4, 4, 12]);
    assert_eq!(advice(&answered.step), Vec::<&str>::new());
    assert_eq!(answered.step.events[0].to, Target::Url("https://www.yabandpay.com/notify".into()));
}

#[rstest]
#[case::sale("11", tokens::DOCUMENTED_TOKEN, None, "paid")]
#[case::authorization("12", tokens::DOCUMENTED_TOKEN, None, "authorized")]
#[case::declined_sale("11", tokens::DECLINING_TOKEN, None, "declined")]
#[case::declined_authorization("12", tokens::DECLINING_TOKEN, None, "declined")]
#[case::forced_decline("11", tokens::DOCUMENTED_TOKEN, Some("declined"), "declined")]
#[case::forced_failure("12", tokens::DOCUMENTED_TOKEN, Some("failed"), "failed")]
#[case::forced_success("11", tokens::DECLINING_TOKEN, Some("paid"), "paid")]
#[case::outcome_of_another_operation("12", tokens::DOCUMENTED_TOKEN, Some("paid"), "authorized")]
#[case::outcome_of_nothing("11", tokens::DOCUMENTED_TOKEN, Some("pending"), "paid")]
fn the_answer_has_the_state_and_the_notification_follows(
    #[case] operation: &str,
    #[case] token: &str,
    #[case] outcome: Option<&'static str>,
    #[case] expected: &str,
) {
    let mut sandbox = Sandbox::new();
    sandbox.outcome = outcome;

    let answered = sandbox.post(
        sale()
            .with("operation", &format!("\"{operation}\""))
            .with("payment_token_object", &format!("\"{token}\""))
            .body(),
    );

    assert_eq!(state(&answered), expected);
    let notification = sandbox.notification(answered.step.events[0].number);
    assert!(notification.contains(&format!(r#""state":"{expected}""#)));
    assert_eq!(sandbox.machine.next_due().is_some(), expected == "authorized");
}

#[rstest]
#[case("1", "1.00")]
#[case("0.1", "0.10")]
#[case("100.01", "100.01")]
#[case("1.0", "1.00")]
#[case("\"24.99\"", "24.99")]
#[case("\"1000000000\"", "1000000000.00")]
fn an_amount_is_answered_with_two_decimals(#[case] sent: &str, #[case] answered: &str) {
    let answer = json(&Sandbox::new().post(sale().with("amount", sent).body()));

    assert_eq!(answer["data"]["amount"], answered);
}

#[rstest]
#[case("\"A-1\"", "A-1")]
#[case("1725875543", "1725875543")]
#[case("20240524100500801159280000000000000000001", "20240524100500801159280000000000000000001")]
#[case(concat!("\"45391488", "03436467\""), concat!("45391488", "03436467"))]
fn an_order_id_is_answered_as_its_own_text(#[case] sent: &str, #[case] answered: &str) {
    let answer = json(&Sandbox::new().post(sale().with("order_id", sent).body()));

    assert_eq!(answer["data"]["order_id"], answered);
}

#[rstest]
#[case::empty("timeout", r#""""#)]
#[case::longest("timeout", r#""1440""#)]
#[case::without_3ds("3ds_initiate", r#""01""#)]
#[case::empty_redirect("redirect_url", r#""""#)]
#[case::case_of_the_channel("sub_pay_method", r#""TOKEN""#)]
#[case::no_demo("demo", "null")]
#[case::demo_number("demo", "7")]
#[case::no_minor_unit("currency", r#""JPY""#)]
#[case::unknown_nested_member("cardinfo", concat!(r#"{ "card_number": "45391488"#, r#"03436467" }"#))]
fn a_tolerated_member_does_not_stand_in_the_way(#[case] name: &'static str, #[case] text: &str) {
    assert_eq!(state(&Sandbox::new().post(sale().with(name, text).body())), "paid");
}

#[test]
fn an_authorization_expires_after_thirty_days_and_is_notified() {
    let mut sandbox = Sandbox::new();
    let answered = sandbox.post(sale().with("operation", r#""12""#).body());
    let trade_id = json(&answered)["data"]["trade_id"].as_str().unwrap().to_owned();
    let view = sandbox.machine.subject(&trade_id).unwrap();
    assert_eq!((view.kind, view.state.as_str()), ("payment", "authorized"));
    let names: Vec<_> = view.next.iter().map(|action| (action.name, action.by)).collect();
    let merchants = [("capture", Actor::Merchant), ("cancel", Actor::Merchant)];
    assert_eq!(names, [&[("expire", Actor::Time)], &merchants[..]].concat());
    assert_eq!(view.next[0].at, Some("2024-10-09T09:52:24Z".parse().unwrap()));
    assert_eq!(view.next[0].leads_to, "expired");
    assert_eq!(sandbox.machine.peek().unwrap().name, "authorization_expires");

    let step = sandbox.fire();

    assert_eq!(sandbox.at, "2024-10-09T09:52:24Z".parse().unwrap());
    assert_eq!(sandbox.machine.subject(&trade_id).unwrap().state, "expired");
    assert!(sandbox.machine.subject(&trade_id).unwrap().next.is_empty());
    assert!(sandbox.notification(step.events[0].number).contains(r#""state":"expired""#));
    assert_eq!(sandbox.machine.next_due(), None);
}

#[test]
fn a_paid_order_is_shown_and_offers_what_a_merchant_can_do() {
    let mut sandbox = Sandbox::new();
    let answer = json(&sandbox.post(sale().body()));
    let trade_id = answer["data"]["trade_id"].as_str().unwrap();
    let view = sandbox.machine.subject(trade_id).unwrap();
    let names: Vec<_> = view.next.iter().map(|action| action.name).collect();

    assert_eq!(view.object["order_id"], answer["data"]["order_id"]);
    assert_eq!((view.state.as_str(), names), ("paid", vec!["cancel", "refund"]));
    let refused =
        |sandbox: &mut Sandbox, subject| sandbox.act(subject, "expire", &json!({})).unwrap_err();
    assert_eq!(refused(&mut sandbox, trade_id), "`expire` cannot happen to an order that is paid");
    assert_eq!(refused(&mut sandbox, "x"), "there is no order, refund or token x");
    assert_eq!(sandbox.machine.subject(&trade_id.replace('-', "")), None);
    assert_eq!(sandbox.machine.page(trade_id), None);
}

#[test]
fn a_restored_snapshot_behaves_as_the_original() {
    let mut sandbox = Sandbox::new();
    sandbox.set("strict_signature", json!(true));
    sandbox.post(sale().with("operation", r#""12""#).with("demo", r#""x""#).body());
    let snapshot = sandbox.machine.snapshot();
    assert!(!snapshot.to_string().contains(auth::SECRET_KEY));
    let mut restored = Sandbox::new();
    restored.counter = sandbox.counter;

    restored.machine.restore(snapshot.clone()).unwrap();

    assert_eq!(restored.machine.snapshot(), snapshot);
    assert_eq!(code(&restored.post(sale().body())), "-4118");
    let next = sale().with("request_id", r#""another request id of length""#).body();
    assert_eq!(restored.post(&next).response, sandbox.post(&next).response);
    let (fired, original) = (restored.fire(), sandbox.fire());
    assert_eq!(
        restored.notification(fired.events[0].number),
        sandbox.notification(original.events[0].number)
    );
}

#[test]
fn an_order_id_may_repeat_with_advice_and_a_request_id_may_not() {
    let mut sandbox = Sandbox::new();
    let first = json(&sandbox.post(sale().body()));

    let again = sandbox.post(sale().with("order_id", r#""other""#).body());
    let second =
        sandbox.post(sale().with("request_id", r#""a second request of the user""#).body());

    assert_eq!(code(&again), "-4118");
    assert_eq!(advice(&again.step), ["spent_request_id"]);
    assert_eq!(
        again.step.notes[0].subject.to_string(),
        first["data"]["trade_id"].as_str().unwrap()
    );
    assert_eq!(state(&second), "paid");
    assert_eq!(advice(&second.step), ["possible_double_charge"]);
}

#[test]
fn an_order_id_is_free_again_once_its_order_took_no_money() {
    let mut sandbox = Sandbox::new();
    sandbox.outcome = Some("declined");
    sandbox.post(sale().body());
    sandbox.outcome = None;

    let again = sandbox.post(sale().with("request_id", r#""another request id of length""#).body());

    assert_eq!(advice(&again.step), Vec::<&str>::new());
    sandbox.act(&trade_id(&again), "cancel", &json!({})).unwrap();
    let third = sandbox.post(sale().with("request_id", r#""a third request id of length""#).body());
    assert_eq!(advice(&third.step), Vec::<&str>::new());
    let fourth = sandbox.post(sale().with("request_id", r#""fourth request id of length""#).body());
    assert_eq!(advice(&fourth.step), ["possible_double_charge"]);
}

#[test]
fn only_a_call_that_made_an_order_uses_its_request_id_up() {
    let mut sandbox = Sandbox::new();
    let bad = sale().with("payment_token_object", r#""nobody's""#);

    assert_eq!(code(&sandbox.post(bad.body())), "-4119");
    assert_eq!(code(&sandbox.post(sale().with("amount", r#""0""#).body())), "-3001");
    assert_eq!(
        code(&sandbox.post(
            sale().with("payment_token_object", &format!("\"{}\"", tokens::DECLINING_TOKEN)).body()
        )),
        "200"
    );
    assert_eq!(code(&sandbox.post(sale().body())), "-4118");
}

#[rstest]
#[case::short_request_id("request_id", r#""12345678901234567890123""#, "short_request_id")]
#[case::plain_http("notify_url", r#""http://shop.example/notify""#, "plain_notify_url")]
fn what_the_documents_advise_against_is_accepted_with_advice(
    #[case] name: &'static str,
    #[case] text: &str,
    #[case] expected: &str,
) {
    let answered = Sandbox::new().post(sale().with(name, text).body());

    assert_eq!(state(&answered), "paid");
    assert_eq!(advice(&answered.step), [expected]);
}

#[test]
fn another_sandbox_answers_to_its_own_user_and_key() {
    let mut sandbox = Sandbox::open("sb-7", World::Documented);
    let mut sale = sale().signed_by("016683-sb-7");
    assert_eq!(code(&sandbox.post(sale.body())), "-403");
    sale.secret = sandbox.keys.reveal("secret_key").to_owned();

    let answered = sandbox.post(sale.body());

    assert_eq!(state(&answered), "paid");
    assert_eq!(code(&sandbox.post(super::sale().body())), "-2001");
}

#[test]
fn an_empty_world_knows_no_token() {
    let mut sandbox = Sandbox::open("default", World::Empty);

    assert_eq!(code(&sandbox.post(sale().body())), "-4119");
}

#[rstest]
#[case::sale("11", None, &["2024-09-09T09:52:24Z paid Available Merchant"])]
#[case::authorization("12", None, &["2024-09-09T09:52:24Z authorized Available Held"])]
#[case::declined("11", Some("declined"), &[])]
fn an_order_moves_what_its_state_says(
    #[case] operation: &str,
    #[case] outcome: Option<&'static str>,
    #[case] moved: &[&str],
) {
    let mut sandbox = Sandbox::new();
    sandbox.outcome = outcome;
    sandbox.post(sale().with("operation", &format!("\"{operation}\"")).body());

    assert_eq!(movements(&sandbox), moved);
}

#[test]
fn an_expired_authorization_gives_the_money_back_at_that_instant() {
    let mut sandbox = Sandbox::new();
    let order = json(&sandbox.post(sale().with("operation", r#""12""#).body()));
    sandbox.fire();

    let moved = sandbox.machine.movements();
    assert_eq!(moved[1].subject.to_string(), order["data"]["trade_id"].as_str().unwrap());
    assert_eq!(moved[1].amount.fixed(), order["data"]["amount"].as_str().unwrap());
    assert_eq!(
        movements(&sandbox),
        [
            "2024-09-09T09:52:24Z authorized Available Held",
            "2024-10-09T09:52:24Z expired Held Available"
        ]
    );
}

fn movements(sandbox: &Sandbox) -> Vec<String> {
    let shown = |movement: &Movement| {
        let Movement { at, what, from, to, .. } = movement;
        format!("{at} {what} {from:?} {to:?}")
    };
    sandbox.machine.movements().iter().map(shown).collect()
}
