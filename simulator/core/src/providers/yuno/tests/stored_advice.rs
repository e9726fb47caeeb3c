//! Warnings about stored credentials: what breaks each rule, and what does not.

use rstest::rstest;
use serde_json::json;

use super::advice::codes;
use super::stored_credentials::TOKEN;
use super::stored_credentials::charge;
use super::stored_credentials::storing;
use super::*;

const NOON: &str = "2026-01-15T12:00:00Z";

/// A vaulted token that never was FIRST.
fn unused(sandbox: &mut Sandbox) -> String {
    let stored = sandbox.created(&storing(Some(CUSTOMER), Value::Null));
    stored["payment_method"]["vaulted_token"].as_str().unwrap().to_owned()
}

#[rstest]
#[case::nothing("SUBSCRIPTION", None, &["used_without_network_id", "used_before_first"])]
#[case::unscheduled("UNSCHEDULED_CARD_ON_FILE", None, &["used_without_network_id", "used_before_first"])]
#[case::sent("SUBSCRIPTION", Some("583103536844189"), &["used_before_first"])]
#[case::by_the_customer("CARD_ON_FILE", None, &["used_before_first"])]
fn a_charge_by_the_merchant_without_an_id_of_the_network_is_advised_against(
    #[case] reason: &str,
    #[case] id: Option<&str>,
    #[case] expected: &[&str],
) {
    let mut sandbox = Sandbox::new(NOON);
    let token = unused(&mut sandbox);
    let sent = json!({"reason": reason, "usage": "USED", "network_transaction_id": id});

    let payment = sandbox.created(&charge(&token, sent));

    assert_eq!(codes(&sandbox), expected);
    assert_eq!(state(&payment), "SUCCEEDED/APPROVED", "advice changes no answer");
    assert!(payment["subscription_code"].is_null(), "no subscription comes of it");
}

#[rstest]
#[case::used("CARD_ON_FILE", "USED", &[])]
#[case::first_again("CARD_ON_FILE", "FIRST", &["first_again"])]
#[case::reason_changed("SUBSCRIPTION", "USED", &["reason_changed"])]
#[case::reason_changed_too("UNSCHEDULED_CARD_ON_FILE", "USED", &["reason_changed"])]
#[case::another_series("SUBSCRIPTION", "FIRST", &["first_again"])]
fn a_series_has_one_first_use_and_one_reason(
    #[case] reason: &str,
    #[case] usage: &str,
    #[case] expected: &[&str],
) {
    let mut sandbox = Sandbox::new(NOON);

    sandbox.created(&charge(TOKEN, json!({"reason": reason, "usage": usage})));

    assert_eq!(codes(&sandbox), expected);
}

#[rstest]
#[case::first("FIRST", &[])]
#[case::used("USED", &["used_before_first"])]
fn the_first_use_of_a_token_is_first(#[case] usage: &str, #[case] expected: &[&str]) {
    let mut sandbox = Sandbox::new(NOON);
    let token = unused(&mut sandbox);

    sandbox.created(&charge(&token, json!({"reason": "CARD_ON_FILE", "usage": usage})));

    assert_eq!(codes(&sandbox), expected);
}

#[test]
fn a_series_that_begins_with_first_goes_on_without_advice() {
    let mut sandbox = Sandbox::new(NOON);
    let first = json!({"reason": "SUBSCRIPTION", "usage": "FIRST"});
    let first = sandbox.created(&storing(Some(CUSTOMER), first));
    let token = first["payment_method"]["vaulted_token"].as_str().unwrap();
    for _ in 0..2 {
        sandbox.created(&charge(token, json!({"reason": "SUBSCRIPTION", "usage": "USED"})));
    }

    assert_eq!(codes(&sandbox), [""; 0]);
}

#[rstest]
#[case::missing("MX", "SUBSCRIPTION", None, &["agreement_missing"])]
#[case::there("MX", "SUBSCRIPTION", Some("AA0001"), &[])]
#[case::no_subscription("MX", "CARD_ON_FILE", None, &[])]
#[case::elsewhere("DE", "SUBSCRIPTION", None, &[])]
fn a_subscription_in_mexico_needs_an_agreement(
    #[case] country: &str,
    #[case] reason: &str,
    #[case] agreement: Option<&str>,
    #[case] expected: &[&str],
) {
    let mut sandbox = Sandbox::new(NOON);
    let sent = json!({"reason": reason, "usage": "FIRST", "subscription_agreement_id": agreement});
    let mut body = storing(Some(CUSTOMER), sent);
    body["country"] = json!(country);

    sandbox.created(&body);

    assert_eq!(codes(&sandbox), expected);
}

#[rstest]
#[case::without(json!({"reason": "CARD_ON_FILE"}), &["usage_missing"])]
#[case::empty(json!({}), &["usage_missing"])]
#[case::with(json!({"reason": "CARD_ON_FILE", "usage": "USED"}), &[])]
#[case::nothing(Value::Null, &[])]
fn stored_credentials_say_which_use_it_is(#[case] sent: Value, #[case] expected: &[&str]) {
    let mut sandbox = Sandbox::new(NOON);

    sandbox.created(&charge(TOKEN, sent));

    assert_eq!(codes(&sandbox), expected);
}

#[rstest]
#[case::nobody(None, true, &["vault_without_customer"])]
#[case::stored(Some(CUSTOMER), true, &[])]
#[case::not_asked_for(None, false, &[])]
fn storing_a_card_needs_a_stored_customer(
    #[case] customer: Option<&str>,
    #[case] on_success: bool,
    #[case] expected: &[&str],
) {
    let mut sandbox = Sandbox::new(NOON);
    let mut body = storing(customer, Value::Null);
    body["payment_method"]["vault_on_success"] = json!(on_success);

    sandbox.created(&body);

    assert_eq!(codes(&sandbox), expected);
}

#[test]
fn a_stored_card_needs_no_storing() {
    let mut sandbox = Sandbox::new(NOON);
    let mut body = charge(TOKEN, Value::Null);
    body["customer_payer"] = Value::Null;
    body["payment_method"]["vault_on_success"] = json!(true);

    sandbox.created(&body);

    assert_eq!(codes(&sandbox), [""; 0]);
}
