//! Cancel or refund, whichever the state allows: of a payment, and of one of its transactions.
//!
//! Source: <https://docs.y.uno/reference/payments/cancel-or-refund-a-payment>,
//! <https://docs.y.uno/reference/payments/cancel-or-refund-payment-with-transaction>.

use rstest::rstest;
use sandpay_contracts::yuno::Target;

use super::shop::Shop;
use super::shop::money;
use super::shop::reversal_of;
use super::shop::state;
use crate::support::story::story;

/// A payment, and the transaction that the call by transaction names.
async fn brought(shop: &Shop, how: &str) -> Target {
    match how {
        "authorized" => shop.authorized().await,
        "captured" => {
            let authorization = shop.authorized().await;
            shop.capture(&authorization, None).await.target()
        }
        "captured_by_authorization" => {
            let authorization = shop.authorized().await;
            shop.capture(&authorization, Some("5000")).await;
            shop.capture(&authorization, None).await;
            authorization
        }
        "purchased" => shop.purchased().await,
        other => panic!("{other}"),
    }
}

#[rstest]
#[case::authorized("authorized", "CANCEL", ("CANCELED/CANCELED", ["0", "0"]))]
#[case::captured("captured", "REFUND", ("REFUNDED/REFUNDED", ["20000", "20000"]))]
#[case::captured_twice(
    "captured_by_authorization",
    "REFUND",
    ("REFUNDED/REFUNDED", ["20000", "20000"])
)]
#[case::purchased("purchased", "REFUND", ("REFUNDED/REFUNDED", ["0", "20000"]))]
#[tokio::test]
async fn what_is_not_captured_is_cancelled_and_what_is_paid_is_refunded(
    #[case] how: &str,
    #[case] made: &str,
    #[case] (end, moved): (&str, [&str; 2]),
    #[values("payment", "transaction")] by: &str,
) {
    let shop = Shop::open().await;
    let target = brought(&shop, how).await;
    let (key, all) = (shop.key(), reversal_of(None));

    let answered = match by {
        "payment" => shop.client.cancel_or_refund(&key, &target.payment, &all).await,
        _ => shop.client.cancel_or_refund_transaction(&key, &target, &all).await,
    };
    let answered = answered.unwrap();
    shop.settle().await;
    let payment = shop.read(&target.payment).await;

    assert_eq!(answered.received.status, 201);
    let operation = &answered.value;
    assert_eq!((operation.r#type.text(), operation.status.text()), (made, "SUCCEEDED"));
    assert_eq!(operation.amount.value(), 20000.into());
    // Nothing was said, so the order stands for the merchant's reference; the documented answer that
    // tells of a cancel has none.
    let reference = if made == "REFUND" { "000025" } else { "" };
    assert_eq!(operation.merchant_reference.value().map(String::as_str), Some(reference));
    assert_eq!((state(&payment).as_str(), money(&payment)), (end, moved.map(str::to_owned)));
    let event = format!("payment.{} {end}", made.to_lowercase());
    assert_eq!(shop.told().last(), Some(&event));
    insta::assert_snapshot!(format!("reversed_{how}_by_{by}"), story(&shop.world.sandbox));
}

#[rstest]
#[tokio::test]
async fn a_part_of_what_is_paid_is_refunded(#[values("payment", "transaction")] by: &str) {
    let shop = Shop::open().await;
    let target = brought(&shop, "captured").await;
    let (key, part) = (shop.key(), reversal_of(Some("7500.5")));

    let answered = match by {
        "payment" => shop.client.cancel_or_refund(&key, &target.payment, &part).await,
        _ => shop.client.cancel_or_refund_transaction(&key, &target, &part).await,
    };
    let operation = answered.unwrap().value;
    shop.settle().await;
    let payment = shop.read(&target.payment).await;

    assert_eq!(operation.r#type.text(), "REFUND");
    assert_eq!(operation.amount.value().to_string(), "7500.5");
    assert_eq!(state(&payment), "SUCCEEDED/PARTIALLY_REFUNDED");
    assert_eq!(money(&payment), ["20000", "7500.5"]);
    insta::assert_snapshot!(format!("reversed_part_by_{by}"), story(&shop.world.sandbox));
}
