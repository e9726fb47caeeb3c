//! What a notification holds, and over what it is signed.

use rstest::rstest;
use serde_json::json;

use super::*;

fn sign_of(members: &[(&str, &str)]) -> String {
    let mut members = members.to_vec();
    members.sort_unstable();
    let text: Vec<_> = members.iter().map(|(name, value)| format!("{name}={value}")).collect();
    mac::hex(&mac::hmac_sha256(auth::SECRET_KEY.as_bytes(), &[text.join("&").as_bytes()]))
}

#[test]
fn members_stand_in_documented_order_are_strings_and_are_all_signed() {
    let mut sandbox = Sandbox::new();
    let answered = sandbox.post(sale().with("demo", r#""Größe & Co""#).body());
    let body = sandbox.notification(answered.step.events[0].number);
    let parsed: Value = serde_json::from_str(&body).unwrap();
    let at = |name: &str| parsed["data"][name].as_str().unwrap();
    let members = [
        ("type", "payment"),
        ("user", "016683"),
        ("order_id", "1725875543"),
        ("trade_id", at("trade_id")),
        ("transaction_id", at("transaction_id")),
        ("acquirer_id", at("transaction_id")),
        ("amount", "1.00"),
        ("currency", "EUR"),
        ("description", "test"),
        ("createDate", "1725875544"),
        ("paid_time", "1725875544"),
        ("state", "paid"),
        ("demo", "Größe & Co"),
        ("pay_method", "online"),
        ("sub_pay_method", "Token"),
    ];
    let data: Vec<_> =
        members.iter().map(|(name, value)| format!(r#""{name}":"{value}""#)).collect();

    assert_eq!(
        body,
        format!(r#"{{"sign":"{}","data":{{{}}}}}"#, sign_of(&members), data.join(","))
    );
    assert_eq!(at("transaction_id").len(), 28);
    assert_eq!(answered.step.events[0].kind, "payment");
}

#[test]
fn what_was_declined_has_neither_a_bank_id_nor_a_time_of_payment() {
    let mut sandbox = Sandbox::new();
    sandbox.outcome = Some("declined");
    let answered = sandbox.post(sale().body());
    let body = sandbox.notification(answered.step.events[0].number);

    assert!(body.contains(r#""state":"declined""#));
    for name in ["transaction_id", "acquirer_id", "paid_time", "demo"] {
        assert!(!body.contains(name), "{body}");
    }
}

#[rstest]
#[case("left_out", 14)]
#[case("signed", 27)]
#[case("unsigned", 27)]
fn a_setting_decides_on_members_without_a_value(#[case] value: &str, #[case] sent: usize) {
    let mut sandbox = Sandbox::new();
    sandbox.set("notification_empty_members", json!(value));
    let answered = sandbox.post(sale().body());
    let body = sandbox.notification(answered.step.events[0].number);
    let parsed: Value = serde_json::from_str(&body).unwrap();
    let data = parsed["data"].as_object().unwrap();
    let members: Vec<_> =
        data.iter().map(|(name, value)| (name.as_str(), value.as_str().unwrap())).collect();
    let filled: Vec<_> = members.iter().copied().filter(|(_, value)| !value.is_empty()).collect();

    assert_eq!(data.len(), sent);
    assert_eq!(filled.len(), 14);
    assert_eq!(parsed["sign"], sign_of(if value == "signed" { &members } else { &filled }));
}

#[test]
fn a_notification_shows_the_state_at_its_event_and_not_a_later_one() {
    let mut sandbox = Sandbox::new();
    let answered = sandbox.post(sale().with("operation", r#""12""#).body());
    let before = sandbox.notification(answered.step.events[0].number);
    let expired = sandbox.fire();

    assert_eq!(sandbox.notification(answered.step.events[0].number), before);
    assert!(before.contains(r#""state":"authorized""#) && !before.contains("paid_time"));
    assert_ne!(sandbox.notification(expired.events[0].number), before);
}

#[test]
fn the_waits_between_tries_are_a_setting() {
    let mut sandbox = Sandbox::new();
    assert_eq!(sandbox.machine.retries().len(), 7);

    sandbox.set("notification_retries", json!(["PT10S"]));

    assert_eq!(sandbox.machine.retries(), [jiff::SignedDuration::from_secs(10)]);
}
