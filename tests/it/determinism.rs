//! Same seed and same inputs, same bytes out; and what leaves in an export.

use sandpay::Simulator;
use sandpay_core::engine::Engine;
use sandpay_core::engine::input::Record;
use sandpay_core::engine::log;
use serde_json::json;

use crate::support::World;
use crate::support::http;
use crate::support::story::story;

/// Luhn-valid, of a known brand, and nobody's published test number.
const UNPUBLISHED: &str = concat!("45391488", "03436467");

async fn pay(base: &str, note: &str) -> String {
    let body = json!({
        "amount": 20, "currency": "CNY", "confirm": true, "description": note,
        "payment_method_options": {"alipay": {"terminal_type": "WEB"}},
        "payment_method_data": {"type": "alipay", "card": {"number": UNPUBLISHED, "cvc": "737"}},
        "return_url": "https://wooshpay.com",
    });
    let headers = [
        ("authorization", "Basic c2tfdGVzdF9zYW5kcGF5Og=="),
        ("content-type", "application/json"),
        ("x-note", note),
    ];
    http::send("POST", &format!("{base}/v1/payment_intents"), &headers, body.to_string())
        .await
        .unwrap()
        .text
}

async fn history(world: &World) -> String {
    world.register("wooshpay", "/hook", &[("secret", "whsec_the_merchants_own")]).await;
    let answer =
        pay(&world.simulator.base_url("wooshpay"), &format!("with {UNPUBLISHED} in the text"))
            .await;
    world.sandbox.settle().await.unwrap();
    world.sandbox.clock().advance("P1D").await.unwrap();
    answer
}

#[tokio::test]
async fn the_same_run_gives_the_same_answers_and_the_same_webhooks() {
    let (one, other) = (World::new(), World::new());

    let answers = (history(&one).await, history(&other).await);

    let neutral = |world: &World, text: &str| text.replace(world.simulator.url(), "sandpay:");
    assert_eq!(neutral(&one, &answers.0), neutral(&other, &answers.1));
    assert_eq!(story(&one.sandbox), story(&other.sandbox));
    let bodies = |world: &World| -> Vec<String> {
        world
            .receiver
            .received()
            .iter()
            .map(|one| neutral(world, &String::from_utf8_lossy(&one.body)))
            .collect()
    };
    assert_eq!(bodies(&one), bodies(&other));
}

#[tokio::test]
async fn another_seed_gives_other_ids() {
    let (one, other) = (World::new(), World::of(Simulator::builder().seed(1).start().unwrap()));

    let answers = (history(&one).await, history(&other).await);

    assert_ne!(answers.0, answers.1);
}

#[tokio::test]
async fn an_export_holds_no_unpublished_card_no_card_code_and_no_secret_and_runs_again_to_the_same_bytes()
 {
    let world = World::new();
    history(&world).await;

    let export = world.sandbox.export().unwrap();

    for secret in [UNPUBLISHED, "whsec_the_merchants_own", "c2tfdGVzdF9zYW5kcGF5Og=="] {
        assert!(!export.contains(secret), "{secret}");
    }
    // A port or a digest may hold the three digits of the card code; neither is these digits alone.
    assert!(!export.split(|end: char| !end.is_alphanumeric()).any(|word| word == "737"));
    let mut lines = export.lines();
    let head = log::read_head(lines.next().unwrap()).unwrap();
    let records: Vec<Record> = lines.map(|line| log::read(line).unwrap()).collect();
    let replayed = Engine::replay(&head, records, sandpay_core::providers::all()).unwrap();
    assert!(replayed.other_editions.is_empty());
    assert_eq!(replayed.engine.now(), world.sandbox.clock().now());
}

#[tokio::test]
async fn two_sandboxes_do_not_see_each_other() {
    let world = World::new();
    let other = world.simulator.new_sandbox(sandpay::NewSandbox::default()).unwrap();

    let created: serde_json::Value = serde_json::from_str(&history(&world).await).unwrap();
    let id = created["id"].as_str().unwrap();

    let key = other.credential("wooshpay", "secret_key").unwrap();
    let url = format!("{}/v1/payment_intents/{id}", world.simulator.base_url("wooshpay"));
    let client = reqwest::Client::new();
    let read = client.get(&url).basic_auth(key, Some("")).send().await.unwrap();
    assert_eq!(read.status(), 404);
    assert!(other.subject(id).is_none());
    assert_eq!(other.clock().now(), "2026-01-01T00:00:00Z".parse().unwrap());
    assert_eq!(other.journal().len(), 1, "its own refused read, and nothing else");
}

#[tokio::test]
async fn a_reset_begins_again_with_the_same_ids() {
    let world = World::new();
    let first = pay(&world.simulator.base_url("wooshpay"), "x").await;
    world.sandbox.clock().advance("P1D").await.unwrap();

    world.sandbox.reset();

    assert_eq!(pay(&world.simulator.base_url("wooshpay"), "x").await, first);
}
