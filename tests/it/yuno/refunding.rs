//! Money given back: of a purchase, of a capture, in full and in parts.
//!
//! Source: <https://docs.y.uno/reference/payments/refund-payment>.

use rstest::rstest;
use sandpay_contracts::yuno::Target;
use sandpay_contracts::yuno::TransactionType;

use super::shop::Shop;
use super::shop::money;
use super::shop::state;
use super::shop::transactions;
use crate::support::story::story;

/// A purchase, or an authorization captured in full: the transaction that took the money.
async fn taken(shop: &Shop, how: &str) -> Target {
    match how {
        "purchase" => shop.purchased().await,
        "capture" => {
            let authorization = shop.authorized().await;
            shop.capture(&authorization, None).await.target()
        }
        other => panic!("{other}"),
    }
}

#[rstest]
#[tokio::test]
async fn all_that_was_taken_is_given_back(#[values("purchase", "capture")] how: &str) {
    let shop = Shop::open().await;
    let taken = taken(&shop, how).await;

    let answered = shop.refund(&taken, None).await;
    let payment = shop.read(&taken.payment).await;

    // The answer is the payment, whose one transaction is the refund.
    assert_eq!(transactions(&answered), ["REFUND SUCCEEDED 20000"]);
    assert_eq!(state(&answered), "REFUNDED/REFUNDED");
    assert_eq!(state(&payment), "REFUNDED/REFUNDED");
    let captured = if how == "capture" { "20000" } else { "0" };
    assert_eq!(money(&payment), [captured, "20000"]);
    assert_eq!(shop.told().last().unwrap(), "payment.refund REFUNDED/REFUNDED");
    insta::assert_snapshot!(format!("refunded_{how}"), story(&shop.world.sandbox));
}

#[rstest]
#[tokio::test]
async fn parts_are_given_back_until_nothing_is_left(#[values("purchase", "capture")] how: &str) {
    let shop = Shop::open().await;
    let taken = taken(&shop, how).await;

    let mut steps = Vec::new();
    for value in [Some("0.01"), Some("15000"), None] {
        let answered = shop.refund(&taken, value).await;
        let refunded = answered.amount.refunded.value().unwrap().to_string();
        steps.push(format!("{} {refunded} {}", transactions(&answered)[0], state(&answered)));
    }

    assert_eq!(
        steps,
        [
            "REFUND SUCCEEDED 0.01 0.01 SUCCEEDED/PARTIALLY_REFUNDED",
            "REFUND SUCCEEDED 15000 15000.01 SUCCEEDED/PARTIALLY_REFUNDED",
            "REFUND SUCCEEDED 4999.99 20000 REFUNDED/REFUNDED",
        ]
    );
    assert_eq!(shop.told().iter().filter(|told| told.starts_with("payment.refund")).count(), 3);
    insta::assert_snapshot!(format!("refunded_{how}_in_parts"), story(&shop.world.sandbox));
}

#[tokio::test]
async fn each_of_two_captures_is_refunded_by_itself() {
    let shop = Shop::open().await;
    let authorization = shop.authorized().await;
    let first = shop.capture(&authorization, Some("5000")).await.target();
    let second = shop.capture(&authorization, None).await.target();

    let of_first = shop.refund(&first, None).await;
    let of_second = shop.refund(&second, None).await;
    let payment = shop.read(&authorization.payment).await;

    assert_eq!(transactions(&of_first), ["REFUND SUCCEEDED 5000"]);
    assert_eq!(state(&of_first), "SUCCEEDED/PARTIALLY_REFUNDED");
    assert_eq!(transactions(&of_second), ["REFUND SUCCEEDED 15000"]);
    assert_eq!(state(&of_second), "REFUNDED/REFUNDED");
    assert_eq!(money(&payment), ["20000", "20000"]);
    assert_eq!(
        transactions(&payment),
        [
            "AUTHORIZE SUCCEEDED 20000",
            "CAPTURE SUCCEEDED 5000",
            "CAPTURE SUCCEEDED 15000",
            "REFUND SUCCEEDED 5000",
            "REFUND SUCCEEDED 15000",
        ]
    );
    insta::assert_snapshot!("refunded_captures", story(&shop.world.sandbox));
}

#[tokio::test]
async fn the_part_that_was_captured_is_all_that_a_refund_gives_back() {
    let shop = Shop::open().await;
    let authorization = shop.authorized().await;
    let captured = shop.capture(&authorization, Some("5000")).await.target();

    let refunded = shop.refund(&captured, None).await;
    let payment = shop.read(&authorization.payment).await;

    assert_eq!(transactions(&refunded), ["REFUND SUCCEEDED 5000"]);
    assert_eq!(state(&refunded), "REFUNDED/REFUNDED");
    assert_eq!(money(&payment), ["5000", "5000"]);
    assert_eq!(payment.target(TransactionType::Refund), refunded.target(TransactionType::Refund));
    insta::assert_snapshot!("refunded_part", story(&shop.world.sandbox));
}
