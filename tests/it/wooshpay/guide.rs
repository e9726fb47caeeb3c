//! The Alipay guide from one end to the other with the reference client: created, confirmed, approved in the
//! app, given back, and one that is given up.

use std::collections::BTreeMap;

use sandpay_contracts::wooshpay::Alipay;
use sandpay_contracts::wooshpay::ConfirmIntent;
use sandpay_contracts::wooshpay::CreateIntent;
use sandpay_contracts::wooshpay::CreateRefund;
use sandpay_contracts::wooshpay::Money;
use sandpay_contracts::wooshpay::OsType;
use sandpay_contracts::wooshpay::Status;
use sandpay_contracts::wooshpay::TerminalType;
use sandpay_contracts::wooshpay::Verifier;
use serde_json::Map;

use crate::support::World;
use crate::support::story::story;

fn unconfirmed() -> CreateIntent {
    CreateIntent {
        amount: Money { minor: 2000, currency: "CNY".into() },
        method: None,
        return_url: None,
        merchant_order_id: Some("order-1".into()),
        description: None,
        metadata: BTreeMap::new(),
    }
}

#[tokio::test]
async fn a_payment_in_the_app_is_confirmed_approved_and_given_back() {
    let world = World::new();
    world.register("wooshpay", "/hook", &[]).await;
    let client = world.wooshpay();
    let alipay = Alipay {
        terminal_type: TerminalType::App,
        os_type: Some(OsType::Ios),
        client_ip: Some("127.0.0.1".into()),
    };
    let confirm = ConfirmIntent {
        method: Some(alipay.into()),
        return_url: Some("https://shop.example/back".into()),
    };

    // What is told of each step arrives before the next.
    let created = client.create_unconfirmed_intent(&unconfirmed()).await.unwrap().value;
    world.sandbox.settle().await.unwrap();
    let confirmed = client.confirm_payment_intent(&created.id, &confirm).await.unwrap().value;
    world.sandbox.settle().await.unwrap();
    let page = confirmed.redirect_url().unwrap().rsplit('/').next().unwrap().to_owned();
    world.sandbox.page(&page, "approve", Map::new()).await.unwrap();
    world.sandbox.settle().await.unwrap();
    let paid = client.payment_intent(&created.id).await.unwrap().value;
    let wanted = CreateRefund {
        amount: Some(500),
        reason: None,
        payment_intent: created.id.clone(),
        metadata: BTreeMap::new(),
    };
    let refund = client.create_refund(&wanted).await.unwrap().value;
    world.sandbox.settle().await.unwrap();
    let second = client.create_refund(&wanted).await;

    assert!(confirmed.status == Status::RequiresAction && paid.status == Status::Succeeded);
    assert!(client.refund(&refund.id).await.unwrap().value.id == refund.id);
    assert!(second.is_err(), "Alipay gives back once");
    let secret =
        world.sandbox.webhooks().endpoints("wooshpay")[0].secret("secret").unwrap().to_owned();
    let verifier = Verifier::new(secret.as_str().into());
    let now = std::time::SystemTime::from(world.sandbox.clock().now());
    for one in world.receiver.received() {
        verifier.event(&one.headers, &one.body, now).unwrap();
    }
    insta::assert_snapshot!("guide_in_the_app", story(&world.sandbox));
}

#[tokio::test]
async fn a_payment_that_nobody_wants_any_more_is_given_up() {
    let world = World::new();
    let client = world.wooshpay();
    let created = client.create_unconfirmed_intent(&unconfirmed()).await.unwrap().value;

    let canceled = client.cancel_payment_intent(&created.id).await.unwrap().value;

    assert!(canceled.status == Status::Canceled);
    assert!(client.payment_intent(&created.id).await.unwrap().value.status == Status::Canceled);
    insta::assert_snapshot!("guide_given_up", story(&world.sandbox));
}
