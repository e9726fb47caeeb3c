//! Faults as a caller meets them on the wire.

use std::time::Duration;
use std::time::SystemTime;

use sandpay::Fault;
use sandpay_contracts::wooshpay::Verifier;
use serde_json::Value;
use serde_json::json;
use tokio::time::timeout;

use crate::support::World;
use crate::support::http;

/// Half of the time that an answer hangs at most.
const PATIENCE: Duration = Duration::from_secs(30);
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
    let found = async {
        loop {
            let answer = pay(&world, "k", &[]).await.unwrap();
            if answer.status != 409 {
                break answer;
            }
        }
    };
    let found = timeout(PATIENCE, found).await.expect("nobody waits for the answer");

    assert_eq!((found.status, created(&world)), (200, 1));
}

#[tokio::test]
async fn an_answer_arrives_damaged_and_the_payment_is_made_all_the_same() {
    let world = World::new();

    let whole = pay(&world, "whole", &[]).await.unwrap();
    let truncated = pay(&world, "a", &[("sandpay-fault", "response=truncate")]).await;
    let malformed = pay(&world, "b", &[("sandpay-fault", "response=malformed")]).await.unwrap();
    let html = pay(&world, "c", &[("sandpay-fault", "response=wrong_content_type")]).await.unwrap();
    let dribbled = pay(&world, "d", &[("sandpay-fault", "response=dribble")]).await.unwrap();

    assert!(truncated.is_err(), "{truncated:?}");
    assert_eq!(malformed.status, 200);
    assert!(serde_json::from_str::<Value>(&malformed.text).is_err(), "{malformed:?}");
    assert_eq!(html.headers["content-type"], "text/html; charset=utf-8");
    assert!(html.json()["id"].is_string());
    assert_eq!(dribbled.json()["amount"], whole.json()["amount"]);
    assert_eq!(dribbled.headers["content-length"], dribbled.text.len().to_string().as_str());
    assert_eq!(created(&world), 5);
}

#[tokio::test]
async fn a_sequence_is_one_effect_a_call_and_then_normal_service() {
    let world = World::new();
    let sequence = json!([{"before_commit": {"status": 503}}, {"before_commit": {"rate_limited": {"retry_after": 7}}}]);
    let on = json!({"provider": "wooshpay", "operation": "create_payment_intent"});
    world
        .sandbox
        .faults()
        .arm(fault(json!({"on": on, "do": {"sequence": sequence}})))
        .await
        .unwrap();

    let mut statuses = Vec::new();
    for key in ["a", "a", "a"] {
        statuses.push(pay(&world, key, &[]).await.unwrap().status);
    }

    assert_eq!(statuses, [503, 429, 200]);
    assert!(world.sandbox.faults().armed().is_empty());
}

#[tokio::test]
async fn a_bad_signature_does_not_fit_and_a_stale_one_is_an_hour_old() {
    let world = World::new();
    world.register("wooshpay", "/hook", &[]).await;
    let sent = |world: &World| -> Vec<(String, String)> {
        let deliveries = world.sandbox.webhooks().deliveries();
        let tries = deliveries.iter().flat_map(|delivery| &delivery.attempts);
        tries
            .map(|tried| {
                let header = |part: &str| {
                    let found = tried.headers.iter().find(|(name, _)| name.contains(part));
                    found.map(|(_, value)| value.clone()).unwrap_or_default()
                };
                (header("signature"), tried.body.clone())
            })
            .collect()
    };

    pay(&world, "a", &[]).await.unwrap();
    pay(&world, "b", &[("sandpay-fault", "webhook=stale")]).await.unwrap();
    pay(&world, "c", &[("sandpay-fault", "webhook=bad_signature")]).await.unwrap();
    world.sandbox.settle().await.unwrap();

    let sent = sent(&world);
    let time = |(signature, _): &(String, String)| -> i64 {
        let time = signature.split(',').find_map(|part| part.trim().strip_prefix("t=")).unwrap();
        time.parse().unwrap()
    };
    assert_eq!(sent.len(), 6);
    assert_eq!(time(&sent[0]) - time(&sent[2]), 3_600);
    let secret =
        world.sandbox.webhooks().endpoints("wooshpay")[0].secret("secret").unwrap().to_owned();
    let verifier = Verifier::new(secret.as_str().into());
    let received = world.receiver.received();
    let fits = |index: usize| {
        let one = &received[index];
        verifier.verify(&one.headers, &one.body, SystemTime::UNIX_EPOCH).is_ok()
    };
    assert_eq!((fits(0), fits(4)), (true, false));
}
