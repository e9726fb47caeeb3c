//! What is refused, with which code, in which order; and that a refusal changes nothing.

use rstest::rstest;
use serde_json::json;

use super::super::tokens;
use super::*;
use crate::kernel::provider::Provider;

/// A request that fails one check of each number, from the first to the seventh, in order.
fn failing(checks: &[u8]) -> String {
    let mut sale = sale();
    for check in checks {
        sale = match check {
            2 => sale.signed_by("999999"),
            4 => sale.with("operation", r#""13""#),
            5 => sale.without("description"),
            6 => sale.with("request_id", r#""hjf5lv32i40lh7oh86j6az98tnscwv37""#),
            7 => sale.with("payment_token_object", r#""unknown""#),
            _ => sale,
        };
    }
    let sign = sale.sign(true);
    let body = sale.body_with(if checks.contains(&3) { "00" } else { &sign });
    if checks.contains(&1) { body.replace(r#""time":"#, r#""thyme":"#) } else { body }
}

#[rstest]
#[case(&[1, 2, 3, 4, 5, 6, 7], "-3001", "Required field is missing")]
#[case(&[2, 3, 4, 5, 6, 7], "-2001", "The user not exist")]
#[case(&[3, 4, 5, 6, 7], "-403", "The signature Error")]
#[case(&[4, 5, 6, 7], "-4120", "No operational permissions")]
#[case(&[5, 6, 7], "-3001", "Required field is missing")]
#[case(&[6, 7], "-4118", "Incorrect request ID")]
#[case(&[], "-4118", "Incorrect request ID")]
fn the_first_failing_check_answers_and_nothing_happens(
    #[case] checks: &[u8],
    #[case] expected: &str,
    #[case] message: &str,
) {
    let mut sandbox = Sandbox::new();
    sandbox.post(sale().body());
    let before = sandbox.machine.snapshot();

    let answered = sandbox.post(failing(checks));

    assert_eq!(json(&answered), json!({"status": false, "code": expected, "message": message}));
    assert!(answered.step.events.is_empty());
    assert_eq!(sandbox.machine.snapshot(), before);
}

#[rstest]
#[case(tokens::REVOKED_TOKEN)]
#[case(tokens::EXPIRED_TOKEN)]
#[case("VnXaRabcsedfsSlPFZXavcsdfasdEFDD")]
#[case(concat!("45391488", "03436467"))]
fn a_token_that_cannot_be_used_is_refused(#[case] token: &str) {
    let body = sale().with("payment_token_object", &format!("\"{token}\"")).body();
    let answered = Sandbox::new().post(body);

    assert_eq!(
        json(&answered),
        json!({"status": false, "code": "-4119", "message": "Invalid Token"})
    );
    assert_eq!(advice(&answered.step), ["invalid_token"]);
}

#[rstest]
#[case("description")]
#[case("timeout")]
#[case("pay_method")]
#[case("sub_pay_method")]
#[case("operation")]
#[case("order_id")]
#[case("amount")]
#[case("currency")]
#[case("payment_token_object")]
#[case("notify_url")]
#[case("request_id")]
fn a_required_member_must_be_there_and_be_of_its_type(#[case] name: &'static str) {
    let mut sandbox = Sandbox::new();
    assert_eq!(code(&sandbox.post(sale().without(name).body())), "-3001");
    for text in ["null", "true", "false", "[]", "{}", r#"["1"]"#, r#"{"a":1}"#] {
        let answered = sandbox.post(sale().with(name, text).body());
        assert_eq!(code(&answered), "-3001", "{text}");
    }
    if !["order_id", "amount"].contains(&name) {
        assert_eq!(code(&sandbox.post(sale().with(name, "11").body())), "-3001");
    }
    if name != "timeout" {
        assert_eq!(code(&sandbox.post(sale().with(name, r#""""#).body())), "-3001");
    }
    assert_eq!(code(&sandbox.post(sale().body())), "200");
}

#[rstest]
#[case("amount", "0")]
#[case("amount", "-1")]
#[case("amount", "1e2")]
#[case("amount", "1e400")]
#[case("amount", "0.001")]
#[case("amount", r#""1.000""#)]
#[case("amount", r#""0.00""#)]
#[case("amount", r#""1,5""#)]
#[case("amount", r#"" 1""#)]
#[case("amount", r#""01""#)]
#[case("amount", r#""1.""#)]
#[case("amount", r#""99999999999999999999""#)]
#[case("currency", r#""EURO""#)]
#[case("currency", r#""eur""#)]
#[case("currency", r#""ZZZ""#)]
#[case("currency", r#""€""#)]
#[case("timeout", r#""1441""#)]
#[case("timeout", r#""-1""#)]
#[case("timeout", r#""+5""#)]
#[case("timeout", r#""1.5""#)]
#[case("timeout", r#""99999999999""#)]
#[case("notify_url", r#""/notify""#)]
#[case("notify_url", r#""www.yabandpay.com""#)]
#[case("notify_url", r#""ftp://www.yabandpay.com/""#)]
#[case("notify_url", r#""https://www.yabandpay.com:99999/""#)]
#[case("notify_url", r#""https://""#)]
#[case("notify_url", r#""https://shop@www.yabandpay.com/""#)]
#[case("notify_url", r#""https://shop:secret@www.yabandpay.com/""#)]
#[case("demo", "[1]")]
#[case("demo", "true")]
fn a_value_out_of_range_counts_as_missing(#[case] name: &'static str, #[case] text: &str) {
    assert_eq!(code(&Sandbox::new().post(sale().with(name, text).body())), "-3001");
}

#[rstest]
#[case::other_channel("sub_pay_method", r#""Cards HPP""#)]
#[case::token_creation("operation", r#""10""#)]
#[case::hosted_sale("operation", r#""1""#)]
#[case::in_store("pay_method", r#""offline""#)]
fn a_service_that_is_not_offered_is_not_permitted(#[case] name: &'static str, #[case] text: &str) {
    assert_eq!(code(&Sandbox::new().post(sale().with(name, text).body())), "-4120");
}

#[test]
fn another_method_is_not_permitted() {
    let mut sandbox = Sandbox::new();

    for method in ["v3.CreatePayments", "v3.createcardpayments", ""] {
        assert_eq!(code(&sandbox.post(sale().to(method).body())), "-4120");
    }
}

#[test]
fn the_user_without_the_token_feature_is_not_permitted_whatever_else_is_wrong() {
    let mut sandbox = Sandbox::new();
    let sale = sale().signed_by(auth::USER_WITHOUT_TOKENS);

    assert_eq!(code(&sandbox.post(sale.body())), "-4120");
    assert_eq!(code(&sandbox.post(sale.clone().without("amount").body())), "-4120");
    assert_eq!(code(&sandbox.post(sale.body_with("00"))), "-403");
}

#[test]
fn a_setting_refuses_the_tolerant_reading_before_anything_else_is_looked_at() {
    let mut sandbox = Sandbox::new();
    let lenient = |sale: Sale| {
        let sale = sale.with("demo", r#""""#);
        sale.body_with(&sale.sign(false))
    };
    let refused = sandbox.post(lenient(sale().without("amount")));
    assert_eq!(code(&refused), "-3001");
    assert_eq!(advice(&refused.step), ["signature_without_empty_members"]);
    assert_eq!(code(&sandbox.post(lenient(sale().to("v3.CreatePayments")))), "-4120");
    let accepted = sandbox.post(lenient(sale()));
    assert_eq!(state(&accepted), "paid");
    assert_eq!(advice(&accepted.step), ["signature_without_empty_members"]);

    sandbox.set("strict_signature", json!(true));

    for sale in [sale(), sale().without("amount"), sale().to("v3.CreatePayments")] {
        let answered = sandbox.post(lenient(sale));
        assert_eq!(code(&answered), "-403");
        assert_eq!(advice(&answered.step), Vec::<&str>::new());
    }
}

#[rstest]
#[case("1725875543", "200")]
#[case("1725875543999", "200")]
#[case("\"1725875250\"", "200")]
#[case("1725875844", "200")]
#[case("1725875243", "-403")]
#[case("1725875845", "-403")]
#[case("0", "-403")]
#[case("9223372036854775807", "-403")]
fn a_setting_limits_how_far_time_may_lie_from_the_clock(
    #[case] time: &'static str,
    #[case] expected: &str,
) {
    let mut sandbox = Sandbox::new();
    assert_eq!(code(&sandbox.post(sale().at(time).body())), "200");
    sandbox.set("time_window", json!("PT5M"));

    let sale = sale().at(time).with("request_id", r#""another request id of length""#);

    assert_eq!(code(&sandbox.post(sale.body())), expected);
}

#[rstest]
#[case("discription", Some("`discription`; did you mean `description`?"))]
#[case("colour", Some("`colour`"))]
#[case("3ds_initiate", None)]
#[case("redirect_url", None)]
fn a_member_that_no_page_knows_is_ignored_with_advice(
    #[case] name: &'static str,
    #[case] seen: Option<&str>,
) {
    let answered = Sandbox::new().post(sale().with(name, r#""""#).body());

    assert_eq!(state(&answered), "paid");
    let codes = advice(&answered.step);
    assert_eq!(codes, seen.map_or(vec![], |_| vec!["unknown_member"]));
    let mut notes = answered.step.notes.iter().map(|note| &note.what);
    assert!(seen.is_none_or(|seen| notes.any(|note| note.ends_with(seen))));
}

#[test]
fn a_setting_shapes_every_refusal_wherever_it_was_decided() {
    let mut sandbox = Sandbox::new();
    sandbox.post(sale().body());
    sandbox.set("failure_data", json!("list"));

    for body in
        ["{".to_owned(), "[]".into(), failing(&[2]), failing(&[3]), failing(&[5]), failing(&[6])]
    {
        let answer = json(&sandbox.post(body));
        assert_eq!((&answer["status"], &answer["data"]), (&json!(false), &json!([])));
    }
}

#[test]
fn a_fault_can_raise_every_code_of_the_profile() {
    let mut sandbox = Sandbox::new();
    let call = Kind::<Yabandpay>::new().admit(raw(sale().body()), &sandbox.keys).call.unwrap();

    for code in Yabandpay::PROFILE.errors {
        let response = sandbox.machine.refuse(call.as_ref(), code, sandbox.at).unwrap();
        let answer: Value = serde_json::from_slice(&response.body).unwrap();
        assert_eq!(answer["code"], *code);
    }
    assert_eq!(sandbox.machine.refuse(call.as_ref(), "200", sandbox.at), None);
    assert_eq!(state(&sandbox.post(sale().body())), "paid");
}
