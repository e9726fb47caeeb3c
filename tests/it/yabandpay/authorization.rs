//! An authorization with a stored token: captured, or called off.

use sandpay_contracts::yabandpay::Capture;
use sandpay_contracts::yabandpay::Operation;
use sandpay_contracts::yabandpay::ReturnCode;
use sandpay_contracts::yabandpay::State;
use sandpay_contracts::yabandpay::TradeId;

use super::shop::AT;
use super::shop::Shop;
use super::shop::TOKEN;
use super::shop::request_id;
use crate::support::story::story;

async fn authorized(shop: &Shop, number: u64) -> TradeId {
    let held = shop.by_token(number, TOKEN, Operation::Authorization);
    let made = shop.client.create_card_payment(&held, AT).await.unwrap().value;
    shop.world.sandbox.settle().await.unwrap();
    made.trade_id
}

fn capture(shop: &Shop, trade_id: &TradeId, number: u64) -> Capture {
    Capture {
        trade_id: trade_id.clone(),
        amount: "0.6".parse().unwrap(),
        currency: "EUR".into(),
        description: "test".into(),
        notify_url: shop.world.receiver.url("/captured"),
        request_id: request_id(number),
    }
}

#[tokio::test]
async fn an_authorization_is_captured_once_and_in_part() {
    let shop = Shop::open();
    let trade_id = authorized(&shop, 1).await;
    shop.world.sandbox.clock().advance("P29D").await.unwrap();

    let captured = shop.client.capture(&capture(&shop, &trade_id, 2), AT).await.unwrap().value;
    shop.world.sandbox.settle().await.unwrap();
    let again = shop.client.capture(&capture(&shop, &trade_id, 3), AT).await.unwrap_err();
    let later = shop.world.sandbox.clock().advance("P2D").await.unwrap();

    assert!(captured.state.value().is_some_and(|state| *state == State::Paid));
    assert_eq!(captured.amount.value().unwrap().as_str(), "0.60");
    assert_eq!(again.refusal().unwrap().code(), Some(ReturnCode::NoPermission));
    assert!(later.happened.is_empty(), "{later:#?}");
    let found = shop.client.query_order(&trade_id, AT).await.unwrap().value.transaction_info;
    assert!(found.state == State::Paid && found.amount.as_str() == "0.60");
    assert_eq!(shop.told_states(), ["authorized", "paid"]);
    let paths: Vec<_> = shop.world.receiver.received().into_iter().map(|one| one.path).collect();
    assert_eq!(paths, ["/notify", "/captured"]);
    insta::assert_snapshot!("authorization_captured", story(&shop.world.sandbox));
}

#[tokio::test]
async fn an_authorization_is_cancelled_until_the_day_is_over() {
    let shop = Shop::open();
    let trade_id = authorized(&shop, 1).await;

    let cancelled = shop.client.cancel_payment(&trade_id, AT).await.unwrap().value;
    shop.world.sandbox.settle().await.unwrap();
    let second = authorized(&shop, 2).await;
    shop.world.sandbox.clock().advance("P1D").await.unwrap();
    let late = shop.client.cancel_payment(&second, AT).await.unwrap_err();

    assert!(cancelled.state == State::Cancelled);
    assert_eq!(late.refusal().unwrap().code(), Some(ReturnCode::NoPermission));
    assert_eq!(shop.told_states(), ["authorized", "cancelled", "authorized"]);
    insta::assert_snapshot!("authorization_cancelled", story(&shop.world.sandbox));
}
