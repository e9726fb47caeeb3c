//! Faults as a caller meets them on the wire.

use sandpay::Fault;
use serde_json::Value;
use serde_json::json;

use crate::support::World;
use crate::support::http;

const BODY: &str = r#"{"amount":20,"currency":"CNY","confirm":true,"payment_method_options":{"alipay":{"terminal_type":"WEB"}},"payment_method_data":{"type":"alipay"},"return_url":"https://wooshpay.com"}"#;

async fn pay(
    world: &World,
    key: &str,
    extra: &[(&str, &str)],
) -> Result<http::Answer, reqwest::Error> {
    let mut headers =
        vec![("authorization", "Basic c2tfdGVzdF9zYW5kcGF5Og=="), ("idempotency-key", key)];
    headers.extend(extra);
    let url = format!("{}/v1/payment_intents", world.simulator.base_url("wooshpay"));
    http::send("POST", &url, &headers, BODY).await
}

fn fault(json: Value) -> Fault {
    serde_json::from_value(json).unwrap()
}

fn created(world: &World) -> usize {
    world
        .sandbox
        .journal()
        .iter()
        .filter(|entry| entry.kind == "event" && entry.what == "payment_intent.created")
        .count()
}

#[tokio::test]
async fn a_lost_reply_closes_the_connection_and_the_same_key_finds_the_payment() {
    let world = World::new();
    let lost = fault(
        json!({"on": {"provider": "wooshpay", "operation": "create_payment_intent"}, "do": {"after_commit": "disconnect"}}),
    );
    world.sandbox.faults().arm(lost).await.unwrap();

    let lost = pay(&world, "k", &[]).await;
    let retried = pay(&world, "k", &[]).await.unwrap();

    assert!(lost.is_err(), "{lost:?}");
    assert_eq!((retried.status, created(&world)), (200, 1));
}

#[tokio::test]
async fn a_request_that_never_arrived_left_nothing_behind() {
    let world = World::new();

    let lost = pay(&world, "k", &[("sandpay-fault", "before_commit=disconnect")]).await;
    let overloaded =
        pay(&world, "k", &[("sandpay-fault", "before_commit=rate_limited:7")]).await.unwrap();

    assert!(lost.is_err(), "{lost:?}");
    assert_eq!(
        (overloaded.status, overloaded.headers["retry-after"].to_str().unwrap()),
        (429, "7")
    );
    assert_eq!(created(&world), 0);
}

#[tokio::test]
async fn a_slow_answer_keeps_its_key_in_process_until_it_has_left() {
    let world = World::new();

    let slow_headers = [("sandpay-fault", "latency=PT0.3S")];
    let slow = pay(&world, "k", &slow_headers);
    let impatient = async {
        while created(&world) == 0 {
            tokio::task::yield_now().await;
        }
        pay(&world, "k", &[]).await.unwrap()
    };
    let (slow, impatient) = tokio::join!(slow, impatient);
    let afterwards = pay(&world, "k", &[]).await.unwrap();

    assert_eq!(
        (slow.as_ref().unwrap().status, impatient.status, afterwards.status),
        (200, 409, 200)
    );
    assert_eq!(slow.unwrap().text, afterwards.text);
}

#[tokio::test]
async fn a_caller_that_gives_up_on_a_hanging_answer_finds_its_payment_afterwards() {
    let world = World::new();

    let hang = [("sandpay-fault", "after_commit=hang")];
    tokio::select! {
        answer = pay(&world, "k", &hang) => panic!("answered: {answer:?}"),
        () = async { while created(&world) == 0 { tokio::task::yield_now().await } } => {}
    }
    // The server notices the closed connection in its own time; until then the key is in process.
    let found = loop {
        let answer = pay(&world, "k", &[]).await.unwrap();
        if answer.status != 409 {
            break answer;
        }
    };

    assert_eq!((found.status, created(&world)), (200, 1));
}
