//! An authorization that the merchant captures or cancels by hand.
//!
//! Source: <https://docs.y.uno/reference/payments/capture-authorization>,
//! <https://docs.y.uno/reference/payments/cancel-payment>.

use sandpay_contracts::yuno::Status;
use sandpay_contracts::yuno::SubStatus;
use sandpay_contracts::yuno::TransactionStatus;
use sandpay_contracts::yuno::TransactionType;

use super::shop::Shop;
use super::shop::money;
use super::shop::state;
use super::shop::transactions;
use crate::support::story::story;

#[tokio::test]
async fn an_authorization_is_captured_in_full() {
    let shop = Shop::open().await;

    let authorization = shop.authorized().await;
    let captured = shop.capture(&authorization, None).await;
    let payment = shop.read(&authorization.payment).await;

    assert!(captured.r#type == TransactionType::Capture, "{captured:?}");
    assert!(captured.status == TransactionStatus::Succeeded, "{captured:?}");
    assert!(captured.payment.status == Status::Succeeded, "{captured:?}");
    assert!(captured.payment.sub_status == SubStatus::Captured, "{captured:?}");
    assert_eq!(captured.amount.value(), 20000.into());
    assert_eq!(captured.merchant_reference.value().map(String::as_str), Some("capture-1"));
    assert_eq!(state(&payment), "SUCCEEDED/CAPTURED");
    assert_eq!(money(&payment), ["20000", "0"]);
    assert_eq!(transactions(&payment), ["AUTHORIZE SUCCEEDED 20000", "CAPTURE SUCCEEDED 20000"]);
    assert_eq!(
        shop.told(),
        ["payment.authorize PENDING/AUTHORIZED", "payment.capture SUCCEEDED/CAPTURED"]
    );
    insta::assert_snapshot!("captured_in_full", story(&shop.world.sandbox));
}

#[tokio::test]
async fn parts_are_captured_one_after_the_other_until_nothing_is_left() {
    let shop = Shop::open().await;
    let authorization = shop.authorized().await;

    let mut steps = Vec::new();
    for value in [Some("5000"), Some("0.01"), None] {
        let captured = shop.capture(&authorization, value).await;
        let payment = shop.read(&authorization.payment).await;
        steps.push((captured.amount.value().to_string(), state(&payment), money(&payment)));
    }

    let step = |part: &str, state: &str, captured: &str| {
        (part.to_owned(), state.to_owned(), [captured.to_owned(), "0".to_owned()])
    };
    assert_eq!(
        steps,
        [
            step("5000", "SUCCEEDED/PARTIALLY_CAPTURED", "5000"),
            step("0.01", "SUCCEEDED/PARTIALLY_CAPTURED", "5000.01"),
            step("14999.99", "SUCCEEDED/CAPTURED", "20000"),
        ]
    );
    let held = shop.world.sandbox.ledger().balances;
    let shown = serde_json::to_value(&held).unwrap();
    let held = shown.as_array().unwrap().iter().find(|balance| balance["account"] == "held");
    assert!(held.is_some_and(|balance| balance["amount"] == "0"), "{shown}");
    insta::assert_snapshot!("captured_in_parts", story(&shop.world.sandbox));
}

#[tokio::test]
async fn an_authorization_is_cancelled_as_a_whole() {
    let shop = Shop::open().await;

    let authorization = shop.authorized().await;
    let cancelled = shop.cancel(&authorization).await;
    let payment = shop.read(&authorization.payment).await;

    assert!(cancelled.r#type == TransactionType::Cancel, "{cancelled:?}");
    assert!(cancelled.status == TransactionStatus::Succeeded, "{cancelled:?}");
    assert!(cancelled.payment.sub_status == SubStatus::Canceled, "{cancelled:?}");
    assert_eq!(state(&payment), "CANCELED/CANCELED");
    assert_eq!(money(&payment), ["0", "0"]);
    assert_eq!(transactions(&payment), ["AUTHORIZE SUCCEEDED 20000", "CANCEL SUCCEEDED 20000"]);
    assert_eq!(
        shop.told(),
        ["payment.authorize PENDING/AUTHORIZED", "payment.cancel CANCELED/CANCELED"]
    );
    insta::assert_snapshot!("cancelled_by_hand", story(&shop.world.sandbox));
}
