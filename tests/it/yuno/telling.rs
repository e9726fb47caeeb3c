//! What Yuno tells the merchant's server: every event, how it is signed, and how often it is sent.
//!
//! Source: <https://docs.y.uno/docs/webhooks>,
//! <https://docs.y.uno/docs/webhooks/verify-webhook-signatures-hmac>.

use std::collections::BTreeSet;

use sandpay::Endpoint;
use sandpay::Secret;
use sandpay_contracts::yuno::Capture;
use sandpay_contracts::yuno::EventType;
use sandpay_contracts::yuno::Verifier;
use sandpay_contracts::yuno::VerifyCard;
use sandpay_contracts::yuno::WebhookError;
use serde_json::Value;

use super::shop::ORDER;
use super::shop::SECRETS;
use super::shop::Shop;
use super::shop::verifier;
use crate::support::World;
use crate::support::http;
use crate::support::story::story;
use crate::support::world::documented_card;
use crate::support::world::payment;

/// Everything that a merchant can do, once.
async fn everything(shop: &Shop) {
    shop.purchased().await;
    let authorization = shop.authorized().await;
    let captured = shop.capture(&authorization, None).await.target();
    shop.refund(&captured, Some("1")).await;
    let authorization = shop.authorized().await;
    shop.cancel(&authorization).await;
    let card = VerifyCard {
        account_id: shop.world.credential("yuno", "account_id").as_str().into(),
        merchant_order_id: ORDER.into(),
        description: "Is it good?".into(),
        country: "US".into(),
        currency: "USD".into(),
        merchant_reference: None,
        customer_payer: None,
        card: documented_card().into(),
        stored_credentials: None,
    };
    shop.client.verify_card(&shop.key(), &card).await.unwrap();
    shop.settle().await;
}

#[tokio::test]
async fn every_operation_is_told_by_its_event_from_a_sender_that_proves_itself() {
    let shop = Shop::open().await;

    everything(&shop).await;

    let events = shop.events();
    let kinds: Vec<_> = events.iter().map(|event| event.type_event.known().unwrap()).collect();
    assert_eq!(
        kinds,
        [
            EventType::Purchase,
            EventType::Authorize,
            EventType::Capture,
            EventType::Refund,
            EventType::Authorize,
            EventType::Cancel,
            EventType::Verify,
        ]
    );
    let account = shop.world.credential("yuno", "account_id");
    for event in &events {
        assert_eq!((event.r#type.as_str(), event.version, event.retry), ("payment", 2, 0));
        assert_eq!(event.account_id.as_str(), account);
    }
    let ids: BTreeSet<_> =
        events.iter().filter_map(|event| event.data.idempotency_key.value()).collect();
    assert_eq!(ids.len(), events.len(), "each event has an id of its own");
    insta::assert_snapshot!("everything_is_told", story(&shop.world.sandbox));
}

#[tokio::test]
async fn the_header_fields_are_those_that_were_set_and_the_signature_is_of_the_body() {
    let shop = Shop::open().await;

    shop.purchased().await;

    let one = shop.world.receiver.only();
    let field = |name: &str| one.headers[name].to_str().unwrap().to_owned();
    assert_eq!(field("content-type"), "application/json");
    assert_eq!(field("x-api-key"), "a-key-of-the-merchant");
    assert_eq!(field("x-secret"), "a-second-key-of-the-merchant");
    assert!(verifier().verify(&one.headers, &one.body).is_ok());
    let other = Verifier::by_signature("another-secret".into());
    assert!(matches!(other.verify(&one.headers, &one.body), Err(WebhookError::Mismatch)));
    let mut changed = one.body.clone();
    *changed.last_mut().unwrap() = b' ';
    assert!(matches!(verifier().verify(&one.headers, &changed), Err(WebhookError::Mismatch)));
    for (_, secret) in SECRETS {
        assert!(!String::from_utf8_lossy(&one.body).contains(secret));
    }
}

#[tokio::test]
async fn an_endpoint_without_secrets_gets_no_proof_and_only_the_events_it_asked_for() {
    let world = World::new();
    let endpoint = Endpoint {
        url: world.receiver.url("/bare"),
        events: Some(vec!["payment.authorize".into()]),
        secrets: vec![],
    };
    world.sandbox.webhooks().set_endpoints("yuno", vec![endpoint]).await.unwrap();

    for (key, capture) in [("one", Capture::Immediate), ("two", Capture::MANUAL)] {
        let body = payment(&world, capture);
        world.yuno().create_payment(&world.key(key), &body).await.unwrap();
        world.sandbox.settle().await.unwrap();
    }

    let only = world.receiver.only();
    assert!(
        ["x-api-key", "x-secret", "x-hmac-signature"]
            .iter()
            .all(|name| !only.headers.contains_key(*name))
    );
    let event: Value = serde_json::from_slice(&only.body).unwrap();
    assert_eq!(event["type_event"], "payment.authorize");
}

#[tokio::test]
async fn two_endpoints_are_told_each_with_its_own_secret() {
    let world = World::new();
    let endpoint = |path: &str, secret: &str| Endpoint {
        url: world.receiver.url(path),
        events: None,
        secrets: vec![("hmac_client_secret".into(), Secret::new(secret))],
    };
    let endpoints = vec![endpoint("/first", "first-secret"), endpoint("/second", "second-secret")];
    world.sandbox.webhooks().set_endpoints("yuno", endpoints).await.unwrap();

    let body = payment(&world, Capture::Immediate);
    world.yuno().create_payment(&world.key("one"), &body).await.unwrap();
    world.sandbox.settle().await.unwrap();

    let received = world.receiver.received();
    assert_eq!(received.len(), 2);
    for one in received {
        let secret = format!("{}-secret", one.path.trim_start_matches('/'));
        let verifier = Verifier::by_signature(secret.as_str().into());
        assert!(verifier.verify(&one.headers, &one.body).is_ok(), "{}", one.path);
    }
}

/// Minutes after the first delivery at which each is made.
const MINUTES: [i64; 7] = [0, 5, 55, 6 * 60 + 55, 30 * 60 + 55, 78 * 60 + 55, 174 * 60 + 55];

#[tokio::test]
async fn a_receiver_that_answers_201_has_not_acknowledged_and_gets_seven_deliveries() {
    let shop = Shop::open().await;
    shop.world.receiver.answer_next([201; 7]);

    shop.authorized().await;
    shop.world.sandbox.clock().advance("P30D").await.unwrap();
    let delivery = shop.world.sandbox.webhooks().deliveries().remove(0);

    let first = delivery.attempts[0].attempt.at;
    let minutes: Vec<_> = delivery
        .attempts
        .iter()
        .map(|tried| tried.attempt.at.duration_since(first).as_mins())
        .collect();
    assert_eq!(minutes, MINUTES);
    assert_eq!(serde_json::to_value(delivery.outcome).unwrap(), "exhausted");
    assert_eq!(delivery.next, None);
    let events = shop.events();
    assert_eq!(events.iter().map(|event| event.retry).collect::<Vec<_>>(), [0, 1, 2, 3, 4, 5, 6]);
    let ids: BTreeSet<_> =
        events.iter().map(|event| event.data.idempotency_key.value().unwrap()).collect();
    assert_eq!(ids.len(), 1, "it is one event");
    let received = shop.world.receiver.received();
    let signatures: BTreeSet<_> =
        received.iter().map(|one| one.headers["x-hmac-signature"].to_str().unwrap()).collect();
    assert_eq!(signatures.len(), 7, "each delivery is signed anew");
    insta::assert_snapshot!("never_acknowledged", story(&shop.world.sandbox));
}

#[tokio::test]
async fn a_delivery_is_made_once_more_when_the_control_plane_asks_for_it() {
    let shop = Shop::open().await;
    shop.purchased().await;
    let delivered = shop.world.sandbox.webhooks().deliveries().remove(0);
    let url = shop.world.simulator.url();
    let redeliver = format!("{url}/_sim/webhooks/deliveries/{}/redeliver", delivered.id);
    let json = [("content-type", "application/json")];

    let accepted = http::send("POST", &redeliver, &json, "").await.unwrap();
    shop.settle().await;
    let unknown = format!("{url}/_sim/webhooks/deliveries/nobody/redeliver");
    let refused = http::send("POST", &unknown, &json, "").await.unwrap();

    assert!((200..300).contains(&accepted.status), "{}", accepted.text);
    assert!((400..500).contains(&refused.status), "{}", refused.text);
    let events = shop.events();
    let tries: Vec<_> =
        events.iter().map(|event| (event.retry, event.data.idempotency_key.value())).collect();
    assert_eq!(tries.len(), 2);
    assert_eq!((tries[0].0, tries[1].0), (0, 1));
    assert_eq!(tries[0].1, tries[1].1);
    insta::assert_snapshot!("redelivered", story(&shop.world.sandbox));
}
