//! The payments of an order
//! (<https://docs.y.uno/reference/payments/retrieve-payment-by-merchant-order-id>).

use sandpay_contracts::yuno::Capture;

use super::shop::ORDER;
use super::shop::Shop;
use super::shop::state;
use crate::support::story::story;
use crate::support::world;

#[tokio::test]
async fn an_order_lists_its_payments_as_each_stands_now_and_no_other_payment() {
    let shop = Shop::open().await;
    let first = shop.authorized().await;
    let second = shop.purchased().await;
    let mut elsewhere = world::payment(&shop.world, Capture::Immediate);
    elsewhere.merchant_order_id = "an order with a blank & more".into();
    let other = shop.client.create_payment(&shop.key(), &elsewhere).await.unwrap().value;
    shop.settle().await;
    shop.capture(&first, None).await;

    let listed = shop.client.payments_of_order(ORDER).await.unwrap().value;
    let odd = shop.client.payments_of_order(&elsewhere.merchant_order_id).await.unwrap().value;
    let unknown = shop.client.payments_of_order("nobody's order").await.unwrap();

    let ids: Vec<_> = listed.iter().map(|payment| &payment.id).collect();
    assert_eq!(ids, [&first.payment, &second.payment]);
    let states: Vec<_> = listed.iter().map(state).collect();
    assert_eq!(states, ["SUCCEEDED/CAPTURED", "SUCCEEDED/APPROVED"]);
    assert_eq!(odd.iter().map(|payment| &payment.id).collect::<Vec<_>>(), [&other.id]);
    assert_eq!((unknown.received.body.bytes(), unknown.received.status), (&b"[]"[..], 200));
    insta::assert_snapshot!("payments_of_an_order", story(&shop.world.sandbox));
}

#[tokio::test]
async fn an_order_must_be_named() {
    let shop = Shop::open().await;

    for query in ["", "?merchant_order_id=", "?order=000025"] {
        let answer = shop.send(("GET", &format!("/v1/payments{query}")), &[], "").await;

        assert_eq!(
            (answer.status, answer.json()["code"].as_str()),
            (400, Some("INVALID_PARAMETERS"))
        );
    }
}
