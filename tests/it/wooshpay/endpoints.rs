//! A webhook endpoint that the merchant makes through WooshPay's own API, and what it is told.

use std::collections::BTreeMap;

use sandpay_contracts::wooshpay::CreateWebhookEndpoint;
use sandpay_contracts::wooshpay::EventType;
use sandpay_contracts::wooshpay::Verifier;
use sandpay_contracts::wooshpay::WebhookEndpoint;
use serde_json::Value;
use serde_json::json;

use super::calls::call;
use super::calls::intent;
use crate::support::World;
use crate::support::story::story;

async fn register(world: &World, events: Vec<EventType>) -> WebhookEndpoint {
    let endpoint = CreateWebhookEndpoint {
        url: world.receiver.url("/hook"),
        description: Some("mine".into()),
        enabled_events: events,
        api_version: None,
        metadata: BTreeMap::new(),
    };
    world.wooshpay().create_webhook_endpoint(&endpoint).await.unwrap().value
}

fn secret(endpoint: &WebhookEndpoint) -> String {
    endpoint.secret.value().unwrap().expose().to_owned()
}

#[tokio::test]
async fn an_endpoint_is_told_of_what_it_wants_and_can_verify_it() {
    let world = World::new();
    let endpoint = register(&world, vec![EventType::PaymentIntentSucceeded]).await;
    let intent = intent(&world, "WEB").await;
    let id = intent["id"].as_str().unwrap();

    world.sandbox.act(id, "approve").await.unwrap();
    world.sandbox.settle().await.unwrap();

    let told = world.receiver.only();
    let now = std::time::SystemTime::from(world.sandbox.clock().now());
    let verifier = Verifier::new(secret(&endpoint).as_str().into());
    let event = verifier.event(&told.headers, &told.body, now).unwrap();
    assert!(event.r#type == EventType::PaymentIntentSucceeded);
    let other = Verifier::new("whsec_00000000000000000000000000000000".into());
    assert!(other.event(&told.headers, &told.body, now).is_err());
    insta::assert_snapshot!("endpoint", story(&world.sandbox));
}

#[tokio::test]
async fn the_control_plane_and_the_api_write_in_one_book_and_no_journal_shows_a_secret() {
    let world = World::new();
    world.register("wooshpay", "/dashboard", &[]).await;
    let made = register(&world, vec![EventType::PaymentIntentCreated]).await;

    let listed = world.wooshpay().webhook_endpoints().await.unwrap().value;
    let book = world.sandbox.webhooks().endpoints("wooshpay");

    let urls: Vec<_> = listed.data.iter().rev().map(|one| one.url.as_str()).collect();
    assert_eq!(urls, book.iter().map(|one| one.url.as_str()).collect::<Vec<_>>());
    assert_eq!(book[1].secret("secret"), Some(secret(&made).as_str()));
    let journal = serde_json::to_string(&world.sandbox.journal()).unwrap();
    assert!(journal.contains("[secret]") && !journal.contains(&secret(&made)), "{journal}");
    world.wooshpay().delete_webhook_endpoint(&made.id).await.unwrap();
    assert_eq!(world.sandbox.webhooks().endpoints("wooshpay").len(), 1);
}

#[tokio::test]
async fn an_endpoint_that_is_switched_off_is_told_of_nothing() {
    let world = World::new();
    let endpoint = register(&world, vec![EventType::PaymentIntentCreated]).await;
    let path = format!("/v1/webhook_endpoints/{}", endpoint.id.as_str());

    let off = call(&world, "POST", &path, &json!({"status": "disabled"})).await;
    intent(&world, "WEB").await;
    call(&world, "POST", &path, &json!({"status": "enabled"})).await;
    intent(&world, "WEB").await;
    world.sandbox.settle().await.unwrap();

    assert_eq!((off.status, &off.json()["status"]), (200, &json!("disabled")));
    world.receiver.only();
}

#[tokio::test]
async fn an_event_is_delivered_eighteen_times_within_three_days() {
    let world = World::new();
    register(&world, vec![EventType::PaymentIntentCreated]).await;
    world.receiver.answer_next([500; 40]);
    intent(&world, "WEB").await;

    world.sandbox.clock().advance("PT72H").await.unwrap();

    let received = world.receiver.received();
    assert_eq!(received.len(), 18);
    let signature = |at: usize| received[at].headers["wooshpay-signature"].clone();
    assert!(
        (1..18).all(|at| received[at].body == received[0].body && signature(at) == signature(0))
    );
    insta::assert_snapshot!("eighteen_deliveries", story(&world.sandbox));
}

#[tokio::test]
async fn a_secret_is_in_no_export_and_a_body_is_needed() {
    let world = World::new();
    let endpoint = register(&world, vec![EventType::PaymentIntentCreated]).await;
    let export = world.sandbox.export().unwrap();

    assert!(!export.contains(&secret(&endpoint)), "{export}");
    let bad = call(&world, "POST", "/v1/webhook_endpoints", &Value::Null).await;
    assert_eq!((bad.status, &bad.json()["error"]["code"]), (400, &json!("parameter_missing")));
}
