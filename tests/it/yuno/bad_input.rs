//! Bad input: each refusal in its documented words, the payment as it was, and nobody told.
//!
//! Source: <https://docs.y.uno/reference/getting-started/response-codes> for codes and texts; which code
//! stands for which mistake is undocumented.

use rstest::rstest;
use sandpay_contracts::yuno::PaymentId;
use sandpay_contracts::yuno::Target;
use serde_json::Value;
use serde_json::json;

use super::shop::ORDER;
use super::shop::Shop;
use crate::support::story::story;

const NOBODY: &str = "d3b07384-d9a0-4c9b-8f3e-0123456789ab";

const TYPE: (u16, &str, &str) =
    (400, "INVALID_TRANSACTION_TYPE", "Invalid transaction type for the request.");
const STATE: (u16, &str, &str) = (400, "INVALID_STATUS", "Invalid transaction status.");
const AMOUNT: (u16, &str, &str) = (400, "INVALID_AMOUNT", "Invalid amount for the payment method.");
const CURRENCY: (u16, &str, &str) =
    (400, "INVALID_PARAMETERS", "The field 'amount.currency' must be that of the payment, USD.");
const NO_PAYMENT: (u16, &str, &str) = (400, "PAYMENT_NOT_FOUND", "Payment not found.");
const NO_TRANSACTION: (u16, &str, &str) =
    (400, "TRANSACTION_NOT_FOUND", "Transaction of a payment not found.");
const REFERENCE: (u16, &str, &str) =
    (400, "INVALID_PARAMETERS", "The field 'merchant_reference' is required.");
const UNREADABLE: (u16, &str, &str) = (400, "INVALID_REQUEST", "Invalid request");

/// A payment of 20000 USD: its first transaction, and its latest.
async fn brought(shop: &Shop, how: &str) -> (Target, Target) {
    let first =
        if how.contains("purchased") { shop.purchased().await } else { shop.authorized().await };
    let mut latest = first.clone();
    match how {
        "authorized" | "purchased" => {}
        "captured" => latest = shop.capture(&first, None).await.target(),
        "captured in part" => latest = shop.capture(&first, Some("5000")).await.target(),
        "cancelled" => latest = shop.cancel(&first).await.target(),
        "captured, refunded" => {
            let captured = shop.capture(&first, None).await.target();
            shop.refund(&captured, None).await;
            latest = captured;
        }
        "captured, refunded in part" => {
            let captured = shop.capture(&first, None).await.target();
            shop.refund(&captured, Some("1")).await;
            latest = captured;
        }
        "purchased, refunded" => drop(shop.refund(&first, None).await),
        other => panic!("{other}"),
    }
    (first, latest)
}

/// The body of an operation: with so many USD, with more members, or `raw`.
fn body(members: &Value) -> String {
    let mut body = json!({"merchant_reference": "AAB01-432245", "reason": "REQUESTED_BY_CUSTOMER"});
    if let Some(raw) = members["raw"].as_str() {
        return raw.to_owned();
    }
    match members.as_object() {
        Some(more) => body.as_object_mut().unwrap().extend(more.clone()),
        None if members.is_null() => {}
        None => body["amount"] = json!({"currency": "USD", "value": members}),
    }
    body.to_string()
}

/// Everything that a refusal must not change: the bytes of the payment as it is read, what the journal knows
/// beside calls and what the documents warn of, where the money is, and what the merchant was told.
async fn seen(shop: &Shop, payment: &PaymentId) -> (String, usize, Vec<String>) {
    let journal = shop.world.sandbox.journal();
    let changes =
        journal.iter().filter(|entry| !["request", "advice"].contains(&entry.kind)).count();
    let ledger = serde_json::to_string(&shop.world.sandbox.ledger()).unwrap();
    (shop.bytes(payment).await, changes, vec![ledger, shop.told().join(", ")])
}

/// What an answer must be.
fn refusal((status, code, message): (u16, &str, &str)) -> (u16, Value) {
    (status, json!({"code": code, "messages": [message]}))
}

#[rstest]
// Captures.
#[case::captured_twice("captured", "first/capture", json!(null), STATE)]
#[case::captured_above("authorized", "first/capture", json!("20000.01"), AMOUNT)]
#[case::captured_above_the_rest("captured in part", "first/capture", json!("15000.01"), AMOUNT)]
#[case::captured_nothing("authorized", "first/capture", json!(0), AMOUNT)]
#[case::captured_in_another_currency("authorized", "first/capture", json!({"amount": {"currency": "EUR", "value": 1}}), CURRENCY)]
#[case::captured_a_purchase("purchased", "first/capture", json!(null), TYPE)]
#[case::captured_a_capture("captured in part", "latest/capture", json!(null), TYPE)]
#[case::captured_a_cancelled("cancelled", "first/capture", json!(null), STATE)]
#[case::captured_a_refunded("captured, refunded", "first/capture", json!(null), STATE)]
#[case::captured_unnamed("authorized", "first/capture", json!({"merchant_reference": null}), REFERENCE)]
#[case::captured_nonsense("authorized", "first/capture", json!({"raw": "{\"amount\":"}), UNREADABLE)]
// Cancels.
#[case::cancelled_twice("cancelled", "first/cancel", json!(null), STATE)]
#[case::cancelled_after_a_capture("captured", "first/cancel", json!(null), STATE)]
#[case::cancelled_the_rest("captured in part", "first/cancel", json!(null), STATE)]
#[case::cancelled_a_capture("captured", "latest/cancel", json!(null), TYPE)]
#[case::cancelled_a_purchase("purchased", "first/cancel", json!(null), TYPE)]
#[case::cancelled_unnamed("authorized", "first/cancel", json!({"merchant_reference": null}), REFERENCE)]
#[case::cancelled_nonsense("authorized", "first/cancel", json!({"raw": "[]"}), UNREADABLE)]
// Refunds.
#[case::refunded_above("purchased", "first/refund", json!("20000.01"), AMOUNT)]
#[case::refunded_above_the_rest("captured, refunded in part", "latest/refund", json!("19999.01"), AMOUNT)]
#[case::refunded_above_what_was_captured("captured in part", "latest/refund", json!("5000.01"), AMOUNT)]
#[case::refunded_nothing("purchased", "first/refund", json!(0), AMOUNT)]
#[case::refunded_in_another_currency("purchased", "first/refund", json!({"amount": {"currency": "EUR", "value": 1}}), CURRENCY)]
#[case::refunded_twice("purchased, refunded", "first/refund", json!(null), STATE)]
#[case::refunded_an_authorization("authorized", "first/refund", json!(null), STATE)]
#[case::refunded_a_captured_authorization("captured", "first/refund", json!(null), TYPE)]
#[case::refunded_a_cancelled("cancelled", "first/refund", json!(null), STATE)]
#[case::refunded_unnamed("purchased", "first/refund", json!({"merchant_reference": null}), REFERENCE)]
#[case::refunded_nonsense("purchased", "first/refund", json!({"raw": "refund"}), UNREADABLE)]
// Cancel or refund.
#[case::reversed_twice("cancelled", "payment/cancel-or-refund", json!(null), STATE)]
#[case::reversed_a_refunded("purchased, refunded", "first/cancel-or-refund", json!(null), STATE)]
#[case::reversed_a_part_of_an_authorization("authorized", "first/cancel-or-refund", json!(1), AMOUNT)]
#[case::reversed_a_part_of_an_authorized_payment("authorized", "payment/cancel-or-refund", json!(1), AMOUNT)]
#[case::reversed_above("captured", "payment/cancel-or-refund", json!("20000.01"), AMOUNT)]
#[case::reversed_in_another_currency("captured", "payment/cancel-or-refund", json!({"amount": {"currency": "EUR", "value": 1}}), CURRENCY)]
#[case::reversed_nonsense("captured", "payment/cancel-or-refund", json!({"raw": "{"}), UNREADABLE)]
#[tokio::test]
async fn what_a_payment_does_not_allow_is_refused_and_nothing_happens(
    #[case] how: &str,
    #[case] to: &str,
    #[case] members: Value,
    #[case] expected: (u16, &str, &str),
) {
    let shop = Shop::open().await;
    let (first, latest) = brought(&shop, how).await;
    let payment = &first.payment;
    let before = seen(&shop, payment).await;
    let (at, verb) = to.split_once('/').unwrap();
    let at = match at {
        "payment" => String::new(),
        "first" => format!("/transactions/{}", first.transaction),
        _ => format!("/transactions/{}", latest.transaction),
    };

    let path = format!("/v1/payments/{payment}{at}/{verb}");
    let answer = shop.post(&path, "a-new-key", body(&members)).await;
    shop.settle().await;

    assert_eq!((answer.status, answer.json()), refusal(expected));
    assert_eq!(answer.headers["content-type"], "application/json");
    assert_eq!(seen(&shop, payment).await, before);
}

#[rstest]
#[tokio::test]
async fn ids_that_do_not_fit_are_refused_and_nothing_happens(
    #[values("capture", "cancel", "refund", "cancel-or-refund")] verb: &str,
) {
    let shop = Shop::open().await;
    let (first, _) = brought(&shop, "authorized").await;
    let (other, _) = brought(&shop, "purchased").await;
    let (payment, transaction) = (first.payment.to_string(), first.transaction.to_string());
    let foreign = other.transaction.to_string();
    let before = (seen(&shop, &first.payment).await, seen(&shop, &other.payment).await);

    for (payment, transaction, expected) in [
        (NOBODY, transaction.as_str(), NO_PAYMENT),
        ("no-id", &transaction, NO_PAYMENT),
        (&payment.to_uppercase(), &transaction, NO_PAYMENT),
        (&payment, NOBODY, NO_TRANSACTION),
        (&payment, "no-id", NO_TRANSACTION),
        (&payment, &foreign, NO_TRANSACTION),
        (&payment, &payment, NO_TRANSACTION),
    ] {
        let path = format!("/v1/payments/{payment}/transactions/{transaction}/{verb}");
        let answer = shop.post(&path, "a-new-key", body(&Value::Null)).await;

        assert_eq!((answer.status, answer.json()), refusal(expected), "{path}");
    }
    shop.settle().await;
    let after = (seen(&shop, &first.payment).await, seen(&shop, &other.payment).await);
    assert_eq!(after, before);
}

#[tokio::test]
async fn a_payment_that_nobody_knows_cannot_be_read_nor_reversed() {
    let shop = Shop::open().await;

    let read = shop.send(("GET", &format!("/v1/payments/{NOBODY}")), &[], "").await;
    let path = format!("/v1/payments/{NOBODY}/cancel-or-refund");
    let reversed = shop.post(&path, "a-new-key", "{}").await;

    assert_eq!((read.status, read.json()), refusal(NO_PAYMENT));
    assert_eq!((reversed.status, reversed.json()), refusal(NO_PAYMENT));
}

/// A request to create a payment with one member replaced; a pointer to nothing replaces the whole body.
fn creation(shop: &Shop, at: &str, value: &Value) -> String {
    let mut body = shop.create_body();
    if let Value::String(raw) = value
        && at.is_empty()
    {
        return raw.clone();
    }
    let (parent, name) = at.rsplit_once('/').unwrap();
    body.pointer_mut(parent).unwrap()[name] = value.clone();
    body.to_string()
}

const CARD: &str = "/payment_method/detail/card";

#[rstest]
#[case::nothing("", json!(""), "INVALID_REQUEST")]
#[case::half("", json!("{\"amount\":"), "INVALID_REQUEST")]
#[case::list("", json!("[]"), "INVALID_REQUEST")]
#[case::empty("", json!("{}"), "UNAVAILABLE_PAYMENT_METHOD")]
#[case::only_a_workflow("", json!("{\"workflow\":\"DIRECT\"}"), "INVALID_PARAMETERS")]
#[case::account_of_another_type("/account_id", json!(7), "INVALID_PARAMETERS")]
#[case::account_of_somebody_else("/account_id", json!(NOBODY), "INVALID_ACCOUNT_ID")]
#[case::placeholder("/account_id", json!("<account_id>"), "INVALID_ACCOUNT_ID")]
#[case::order_too_short("/merchant_order_id", json!("ab"), "INVALID_PARAMETERS")]
#[case::amount_without_value("/amount", json!({"currency": "USD"}), "INVALID_PARAMETERS")]
#[case::amount_below_zero("/amount/value", json!(-1), "INVALID_PARAMETERS")]
#[case::amount_that_is_a_word("/amount/value", json!("much"), "INVALID_PARAMETERS")]
#[case::amount_of_nothing("/amount/value", json!(0), "INVALID_AMOUNT")]
#[case::amount_too_fine("/amount/value", json!("0.00001"), "INVALID_PARAMETERS")]
#[case::currency_of_nobody("/amount/currency", json!("XYZ"), "INVALID_PARAMETERS")]
#[case::country_of_nobody("/country", json!("Germany"), "INVALID_PARAMETERS")]
#[case::customer_of_nobody("/customer_payer", json!({"id": NOBODY}), "CUSTOMER_NOT_FOUND")]
#[case::no_card("/payment_method", json!({"type": "CARD"}), "INVALID_PARAMETERS")]
#[case::another_method("/payment_method", json!({"type": "PIX"}), "UNAVAILABLE_PAYMENT_METHOD")]
#[case::half_a_number("/payment_method/detail/card/card_data/number", json!("4111"), "INVALID_PARAMETERS")]
#[case::month_of_no_year("/payment_method/detail/card/card_data/expiration_month", json!(13), "INVALID_PARAMETERS")]
#[case::capture_that_is_a_word("/payment_method/detail/card/capture", json!("false"), "INVALID_PARAMETERS")]
#[case::verification_of_money("/payment_method/detail/card/verify", json!(true), "INVALID_AMOUNT")]
#[case::delay_without_end("/payment_method/detail/card/delayed_capture_settings", json!({"delay": "a week"}), "INVALID_PARAMETERS")]
#[tokio::test]
async fn a_payment_that_does_not_fit_is_not_made(
    #[case] at: &str,
    #[case] value: Value,
    #[case] code: &str,
) {
    let shop = Shop::open().await;

    let answer = shop.post("/v1/payments", "a-new-key", creation(&shop, at, &value)).await;
    shop.settle().await;
    let listed = shop.client.payments_of_order(ORDER).await.unwrap().value;

    assert_eq!((answer.status, answer.json()["code"].as_str()), (400, Some(code)));
    let messages = answer.json()["messages"].clone();
    assert!(messages.as_array().is_some_and(|texts| !texts.is_empty()), "{messages}");
    assert!(listed.is_empty() && shop.told().is_empty());
}

#[tokio::test]
async fn a_delay_beside_an_immediate_capture_is_refused() {
    let shop = Shop::open().await;
    let mut body = shop.create_body();
    body.pointer_mut(CARD).unwrap()["capture"] = json!(true);
    body.pointer_mut(CARD).unwrap()["delayed_cancel_settings"] = json!({"delay": "P7D"});

    let answer = shop.post("/v1/payments", "a-new-key", body.to_string()).await;

    assert_eq!((answer.status, answer.json()["code"].as_str()), (400, Some("INVALID_PARAMETERS")));
    insta::assert_snapshot!("delay_beside_a_capture", story(&shop.world.sandbox));
}

#[rstest]
#[case::no_version("POST", "/payments", 404, "")]
#[case::invented("POST", "/v1/payments/{id}/refund", 404, "")]
#[case::invented_session("POST", "/v1/checkout-sessions", 404, "")]
#[case::method("PUT", "/v1/payments/{id}", 405, "UNSUPPORTED_METHOD")]
#[case::deleted("DELETE", "/v1/payments", 405, "UNSUPPORTED_METHOD")]
#[tokio::test]
async fn a_path_or_method_that_no_document_knows_is_refused(
    #[case] method: &str,
    #[case] path: &str,
    #[case] status: u16,
    #[case] code: &str,
) {
    let shop = Shop::open().await;
    let (first, _) = brought(&shop, "purchased").await;
    let before = seen(&shop, &first.payment).await;

    let path = path.replace("{id}", &first.payment.to_string());
    let answer = shop.send((method, &path), &[("x-idempotency-key", "a-new-key")], "{}").await;

    assert_eq!(answer.status, status, "{}", answer.text);
    if code.is_empty() {
        assert_eq!(answer.text, "", "an unknown path has no body of Yuno's");
    } else {
        assert_eq!(answer.json()["code"], code);
    }
    assert_eq!(seen(&shop, &first.payment).await, before);
}
