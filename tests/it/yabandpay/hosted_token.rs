//! A payer stores a card on the hosted page; the merchant charges it later, asks, and gives money back.

use rstest::rstest;
use sandpay_contracts::yabandpay::CreateRefund;
use sandpay_contracts::yabandpay::HostedCreated;
use sandpay_contracts::yabandpay::HostedOperation;
use sandpay_contracts::yabandpay::Kind;
use sandpay_contracts::yabandpay::Operation;
use sandpay_contracts::yabandpay::RefundState;
use sandpay_contracts::yabandpay::State;
use serde_json::Map;
use serde_json::Value;
use serde_json::json;

use super::shop::AT;
use super::shop::Shop;
use crate::support::http;
use crate::support::story::story;

fn page_of(created: &HostedCreated) -> &str {
    created.url.rsplit('/').next().unwrap()
}

fn fields(fields: &Value) -> Map<String, Value> {
    fields.as_object().unwrap().clone()
}

#[tokio::test]
async fn a_card_is_stored_with_consent_charged_looked_up_and_refunded() {
    let shop = Shop::open();
    let sandbox = &shop.world.sandbox;

    let hosted = shop.hosted(1, HostedOperation::Sale);
    let opened = shop.client.create_hosted_payment(&hosted, AT).await.unwrap().value;
    sandbox.page(page_of(&opened), "approve", Map::new()).await.unwrap();
    sandbox.settle().await.unwrap();
    let token = shop.told()[0].payment_token_object.value().unwrap().expose().to_owned();
    let charge = shop.by_token(2, &token, Operation::Sale);
    let paid = shop.client.create_card_payment(&charge, AT).await.unwrap().value;
    sandbox.settle().await.unwrap();
    let found = shop.client.query_order(&paid.trade_id, AT).await.unwrap().value.transaction_info;
    let refund = CreateRefund {
        trade_id: paid.trade_id.clone(),
        m_refund_id: Some("20240304094405131317".into()),
        refund_amount: "0.4".parse().unwrap(),
        refund_currency: "EUR".into(),
        refund_description: "test".into(),
        notify_url: Some(shop.world.receiver.url("/refunded")),
    };
    let refund = shop.client.create_refund(&refund, AT).await.unwrap().value;
    sandbox.settle().await.unwrap();
    let refunded = shop.client.query_refund(&refund.refund_id, AT).await.unwrap().value;

    assert!(opened.state.value().is_some_and(|state| *state == State::Pending));
    assert!(paid.state == State::Paid && found.state == State::Paid);
    assert_eq!(found.time_out.value().unwrap(), "1440");
    assert!(refund.state.value().is_some_and(|state| *state == RefundState::Processing));
    assert!(refunded.state == RefundState::Refunded);
    assert_eq!(refunded.refund_amount.as_str(), "0.40");
    let told = shop.told();
    assert!(told[2].r#type == Kind::Refund);
    assert_eq!(told[2].m_refund_id.value().unwrap(), "20240304094405131317");
    assert_eq!(shop.told_states(), ["paid", "paid", "refunded"]);
    insta::assert_snapshot!("hosted_token", story(sandbox));
}

#[tokio::test]
async fn the_browser_goes_back_where_the_merchant_said() {
    let shop = Shop::open();
    let hosted = shop.hosted(1, HostedOperation::Authorization);
    let opened = shop.client.create_hosted_payment(&hosted, AT).await.unwrap().value;
    let drawn = http::send("GET", &opened.url, &[], "").await.unwrap();

    let left = http::send("POST", &format!("{}/abandon", opened.url), &[], "").await.unwrap();
    shop.world.sandbox.settle().await.unwrap();
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let url = format!("{}/approve", opened.url);
    let paid = http::send("POST", &url, &form, "consent=false&consent=true").await.unwrap();
    let late = http::send("POST", &url, &form, "").await.unwrap();
    shop.world.sandbox.settle().await.unwrap();

    assert_eq!(drawn.status, 200);
    assert!(drawn.text.contains("Store this card for later payments"), "{}", drawn.text);
    assert!(drawn.text.contains("1.00 EUR") && drawn.text.contains("type=\"checkbox\""));
    let goes = |answer: &http::Answer| {
        (answer.status, answer.headers["location"].to_str().unwrap().to_owned())
    };
    let back = (303, "https://shop.example/back?order=1".to_owned());
    assert_eq!((goes(&left), goes(&paid)), (back.clone(), back));
    assert_eq!(goes(&late), (303, format!("/pay/{}", page_of(&opened))));
    assert_eq!(shop.told_states(), ["processing", "authorized"]);
    assert!(shop.told()[1].payment_token_object.value().is_some());
    insta::assert_snapshot!("hosted_token_in_a_browser", story(&shop.world.sandbox));
}

#[rstest]
#[case::declined("decline", json!({}), "declined", &["declined"])]
#[case::expired("expire", json!({}), "expired", &["expired"])]
#[case::abandoned("abandon", json!({}), "processing", &["processing"])]
#[case::without_consent("approve", json!({"consent": false}), "paid", &["paid"])]
#[tokio::test]
async fn there_is_no_token_without_payment_and_consent(
    #[case] action: &str,
    #[case] entered: Value,
    #[case] state: &str,
    #[case] told: &[&str],
) {
    let shop = Shop::open();
    let hosted = shop.hosted(1, HostedOperation::Sale);
    let opened = shop.client.create_hosted_payment(&hosted, AT).await.unwrap().value;

    shop.world.sandbox.page(page_of(&opened), action, fields(&entered)).await.unwrap();
    shop.world.sandbox.settle().await.unwrap();

    let found = shop.client.query_order(&opened.trade_id, AT).await.unwrap().value;
    assert_eq!(found.transaction_info.state.to_string(), state);
    assert_eq!(shop.told_states(), told);
    assert!(shop.told().iter().all(|one| one.payment_token_object.value().is_none()));
    insta::assert_snapshot!(format!("hosted_token_{action}"), story(&shop.world.sandbox));
}

#[tokio::test]
async fn a_page_expires_by_the_virtual_clock_and_cannot_be_used_any_more() {
    let shop = Shop::open();
    let hosted = shop.hosted(1, HostedOperation::Sale);
    let opened = shop.client.create_hosted_payment(&hosted, AT).await.unwrap().value;
    let clock = shop.world.sandbox.clock();

    let before = clock.advance("PT23H59M").await.unwrap();
    let after = clock.advance("PT1M").await.unwrap();

    assert!(before.happened.is_empty(), "{before:#?}");
    let happened: Vec<_> = after.happened.iter().map(|row| row.kind).collect();
    assert_eq!(happened, ["timer", "delivery"]);
    let late = shop.world.sandbox.page(page_of(&opened), "approve", Map::new()).await.unwrap_err();
    assert_eq!(late.code, "not_now");
    assert_eq!(shop.told_states(), ["expired"]);
    insta::assert_snapshot!("hosted_token_expires", story(&shop.world.sandbox));
}

#[tokio::test]
async fn a_notification_is_sent_again_until_the_shop_says_ok() {
    let shop = Shop::open();
    shop.world.receiver.answer_next([500, 500]);
    let hosted = shop.hosted(1, HostedOperation::Sale);
    let opened = shop.client.create_hosted_payment(&hosted, AT).await.unwrap().value;
    shop.world.sandbox.page(page_of(&opened), "approve", Map::new()).await.unwrap();

    shop.world.sandbox.clock().advance("P2D").await.unwrap();

    let told = shop.told();
    assert_eq!(told.len(), 3);
    let tokens: Vec<_> =
        told.iter().map(|one| one.payment_token_object.value().unwrap().expose()).collect();
    assert!(tokens.iter().all(|token| *token == tokens[0]));
    insta::assert_snapshot!("hosted_token_retries", story(&shop.world.sandbox));
}
