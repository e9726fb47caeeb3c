//! Vaulted tokens that came of a wallet: charged as every stored card is, and said to be of the wallet.

use rstest::rstest;
use serde_json::json;

use super::advice::codes;
use super::provider_calls::told;
use super::stored_credentials::TOKEN;
use super::stored_credentials::charge;
use super::stored_credentials::storing;
use super::*;

const NOON: &str = "2026-01-15T12:00:00Z";
const APPLE_PAY_TOKEN: &str = "98c16e23-ebdd-4d0f-85bd-e0ba7d2fedf6";
const APPLE_PAYER: &str = "24e25748-6ab3-4d43-bb8b-eb0204bb0951";
const FIRST: &str = "583103536844190";

/// The renewal of <https://docs.y.uno/docs/wallets/apple-pay/apple-pay-direct-integration>, with the account
/// of the documented world.
fn renewal() -> Value {
    json!({
        "country": "US",
        "amount": {"currency": "USD", "value": 2000},
        "customer_payer": {
            "id": APPLE_PAYER, "email": "customer@example.com", "first_name": "John", "last_name": "Doe"
        },
        "workflow": "DIRECT",
        "payment_method": {
            "vault_on_success": true,
            "vaulted_token": APPLE_PAY_TOKEN,
            "type": "APPLE_PAY",
            "detail": {"card": {
                "soft_descriptor": "TEST",
                "stored_credentials": {"reason": "SUBSCRIPTION", "usage": "USED"}
            }}
        },
        "account_id": ACCOUNT,
        "description": "Apple Pay recurring setup",
        "merchant_order_id": "recurring-setup-123"
    })
}

fn said(reason: &str, usage: &str) -> Value {
    json!({"reason": reason, "usage": usage})
}

/// The renewal with another type of payment method, and with stored credentials at one of the two places.
fn of(method: &str, at: &str, credentials: &Value) -> Value {
    let mut body = renewal();
    body["payment_method"]["type"] = json!(method);
    body["payment_method"]["detail"] = json!({at: {"stored_credentials": credentials}});
    body
}

#[test]
fn the_documented_renewal_of_a_wallets_token_works_with_the_account_of_the_documented_world() {
    let mut sandbox = Sandbox::new(NOON);

    let payment = sandbox.created(&renewal());

    assert_eq!(state(&payment), "SUCCEEDED/APPROVED");
    let call = "PURCHASE SUCCEEDED: MIT SUBSCRIPTION USED, network transaction 583103536844190 (remembered)";
    assert_eq!(told(&sandbox, &payment), [call]);
    assert_eq!(codes(&sandbox), [""; 0]);
    assert_eq!(payment["customer_payer"]["id"], APPLE_PAYER);
    let card = &payment["payment_method"]["payment_method_detail"]["card"];
    assert_eq!(
        (&card["card_data"]["brand"], &card["card_data"]["lfd"]),
        (&json!("VISA"), &json!("3748"))
    );
    assert_eq!(card["soft_descriptor"], "TEST");
}

/// The table of <https://docs.y.uno/docs/payment-features/stored-credentials>, and a series that begins anew.
#[rstest]
fn a_wallets_token_is_charged_as_a_card_whichever_type_is_said(
    #[values("CARD", "APPLE_PAY")] method: &str,
    #[values(
        ("SUBSCRIPTION", "FIRST", "MIT", None),
        ("SUBSCRIPTION", "USED", "MIT", Some(FIRST)),
        ("CARD_ON_FILE", "USED", "CIT", Some(FIRST))
    )]
    step: (&str, &str, &str, Option<&str>),
) {
    let (reason, usage, initiator, id) = step;
    let mut sandbox = Sandbox::new(NOON);

    let payment = sandbox.created(&of(method, "card", &said(reason, usage)));

    assert_eq!(state(&payment), "SUCCEEDED/APPROVED");
    let transaction = &payment["transactions"]["payment_method"];
    for shown in
        [&payment["payment_method"], transaction, &sandbox.read(&payment)["payment_method"]]
    {
        assert_eq!(shown["type"], "CARD");
        assert_eq!(shown["parent_payment_method_type"], "APPLE_PAY");
        assert_eq!(shown["vaulted_token"], APPLE_PAY_TOKEN);
    }
    let credentials =
        &payment["payment_method"]["payment_method_detail"]["card"]["stored_credentials"];
    assert_eq!((&credentials["reason"], &credentials["usage"]), (&json!(reason), &json!(usage)));
    let sent = credentials["network_transaction_id"].as_str().unwrap();
    assert!(id.map_or(sent != FIRST, |id| id == sent), "{sent}");
    let begun =
        format!("PURCHASE SUCCEEDED: {initiator} {reason} {usage}, network transaction {sent}");
    assert!(told(&sandbox, &payment)[0].starts_with(&begun));
    let expected: &[&str] = if usage == "FIRST" { &["first_again"] } else { &[] };
    assert_eq!(codes(&sandbox), expected);
}

#[test]
fn a_first_use_of_a_wallets_token_is_remembered_and_the_wallet_is_not_forgotten() {
    let mut sandbox = Sandbox::new(NOON);

    let first = sandbox.created(&of("APPLE_PAY", "card", &said("SUBSCRIPTION", "FIRST")));
    let used = sandbox.created(&of("APPLE_PAY", "card", &said("SUBSCRIPTION", "USED")));

    let id = |payment: &Value| {
        payment["payment_method"]["payment_method_detail"]["card"]["stored_credentials"]
            ["network_transaction_id"]
            .clone()
    };
    assert_eq!(id(&used), id(&first));
    assert_eq!(used["payment_method"]["parent_payment_method_type"], "APPLE_PAY");
}

#[rstest]
#[case::wallets_token("APPLE_PAY")]
#[case::wallets_token_as_a_card("CARD")]
fn stored_credentials_of_a_wallets_token_under_detail_wallet_count_for_nothing_and_are_advised_against(
    #[case] method: &str,
) {
    let mut sandbox = Sandbox::new(NOON);

    let payment = sandbox.created(&of(method, "wallet", &said("SUBSCRIPTION", "USED")));

    assert_eq!(state(&payment), "SUCCEEDED/APPROVED", "advice changes no answer");
    assert_eq!(told(&sandbox, &payment), ["PURCHASE SUCCEEDED"], "a plain purchase, of no series");
    let card = &payment["payment_method"]["payment_method_detail"]["card"];
    assert!(card["stored_credentials"]["network_transaction_id"].is_null());
    assert_eq!(codes(&sandbox), ["credentials_in_wallet"]);
}

#[rstest]
#[case::under_card("card", &[])]
#[case::under_wallet("wallet", &["credentials_in_wallet"])]
fn stored_credentials_of_every_stored_card_stand_under_detail_card(
    #[case] at: &str,
    #[case] expected: &[&str],
) {
    let mut sandbox = Sandbox::new(NOON);
    let mut body = charge(TOKEN, Value::Null);
    body["payment_method"]["detail"] =
        json!({at: {"stored_credentials": said("CARD_ON_FILE", "USED")}});

    sandbox.created(&body);

    assert_eq!(codes(&sandbox), expected);
}

#[test]
fn what_stands_under_both_counts_where_it_stands_under_card() {
    let mut sandbox = Sandbox::new(NOON);
    let mut body = renewal();
    body["payment_method"]["detail"]["wallet"] =
        json!({"stored_credentials": said("CARD_ON_FILE", "FIRST")});

    let payment = sandbox.created(&body);

    assert!(told(&sandbox, &payment)[0].starts_with("PURCHASE SUCCEEDED: MIT SUBSCRIPTION USED"));
    assert_eq!(codes(&sandbox), ["credentials_in_wallet"]);
}

#[rstest]
#[case::of_a_card("APPLE_PAY", TOKEN)]
#[case::of_another_wallet("GOOGLE_PAY", APPLE_PAY_TOKEN)]
fn a_wallet_that_a_token_did_not_come_of_is_refused(#[case] method: &str, #[case] token: &str) {
    let mut sandbox = Sandbox::new(NOON);
    let mut body = charge(token, Value::Null);
    body["payment_method"]["type"] = json!(method);
    body["customer_payer"] = Value::Null;

    let refused = value(&sandbox.create(&body));

    let text = format!(
        "The field 'payment_method.type' must be CARD: the vaulted token did not come of {method}."
    );
    assert_eq!(refused, json!({"code": "INVALID_PARAMETERS", "messages": [text]}));
}

#[rstest]
#[case::own_card("APPLE_PAY", None)]
#[case::no_token("GOOGLE_PAY", Some(""))]
#[case::wallet_that_stays_one("PAYPAL", Some(APPLE_PAY_TOKEN))]
fn a_wallet_itself_is_not_served(#[case] method: &str, #[case] token: Option<&str>) {
    let mut sandbox = Sandbox::new(NOON);
    let mut body = guide("real-time");
    body["payment_method"]["type"] = json!(method);
    body["payment_method"]["vaulted_token"] = json!(token);

    let refused = value(&sandbox.create(&body));

    assert_eq!(refused["code"], "UNAVAILABLE_PAYMENT_METHOD");
}

#[test]
fn a_card_that_is_stored_by_a_payment_is_of_no_wallet() {
    let mut sandbox = Sandbox::new(NOON);
    let stored = sandbox.created(&storing(Some(CUSTOMER), Value::Null));
    let token = stored["payment_method"]["vaulted_token"].as_str().unwrap();

    let charged = sandbox.created(&charge(token, Value::Null));

    for payment in [stored.clone(), charged] {
        assert!(payment["payment_method"]["parent_payment_method_type"].is_null());
    }
}

/// One click is outside of the series for which a wallet's token was stored; another reason of the merchant's
/// is not.
#[rstest]
#[case::one_click("CARD_ON_FILE", "SUCCEEDED/APPROVED", &[])]
#[case::in_the_series("SUBSCRIPTION", "SUCCEEDED/APPROVED", &[])]
#[case::another_series("UNSCHEDULED_CARD_ON_FILE", "DECLINED/DECLINED", &["reason_changed"])]
fn one_click_on_a_wallets_token_breaks_no_series(
    #[case] reason: &str,
    #[case] expected: &str,
    #[case] advice: &[&str],
) {
    let mut sandbox = Sandbox::new(NOON);
    sandbox.set("stored_reason_change", "decline");

    let payment = sandbox.created(&of("CARD", "card", &said(reason, "USED")));

    assert_eq!(state(&payment), expected);
    assert_eq!(codes(&sandbox), advice);
}

#[test]
fn one_click_on_another_card_after_a_first_subscription_is_advised_against() {
    let mut sandbox = Sandbox::new(NOON);
    let first = sandbox.created(&storing(Some(CUSTOMER), said("SUBSCRIPTION", "FIRST")));
    let token = first["payment_method"]["vaulted_token"].as_str().unwrap();

    sandbox.created(&charge(token, said("CARD_ON_FILE", "USED")));

    assert_eq!(codes(&sandbox), ["reason_changed"]);
}

#[rstest]
#[case::another_member(json!({"soft_descriptor": "TEST"}))]
#[case::null(json!({"stored_credentials": null}))]
#[case::text(json!("stored_credentials"))]
#[case::list(json!([{"stored_credentials": said("SUBSCRIPTION", "USED")}]))]
fn a_wallet_beside_a_stored_card_that_says_nothing_of_credentials_is_nothing_to_warn_of(
    #[case] wallet: Value,
) {
    let mut sandbox = Sandbox::new(NOON);
    let mut body = renewal();
    body["payment_method"]["detail"]["wallet"] = wallet;

    sandbox.created(&body);

    assert_eq!(codes(&sandbox), [""; 0]);
}
