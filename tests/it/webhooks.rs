//! Webhooks over real HTTP: order, retries, receivers that act, receivers that are not there.

use std::sync::Arc;
use std::sync::Mutex;

use rstest::rstest;
use sandpay::Endpoint;
use sandpay::Simulator;
use serde_json::json;

use crate::support::Receiver;
use crate::support::World;
use crate::support::http;

const BASIC: &str = "Basic c2tfdGVzdF9zYW5kcGF5Og==";

/// Creates an Alipay intent; answers its id.
async fn intent(base: &str) -> String {
    let body = json!({
        "amount": 20, "currency": "CNY", "confirm": true,
        "payment_method_options": {"alipay": {"terminal_type": "WEB"}},
        "payment_method_data": {"type": "alipay"}, "return_url": "https://wooshpay.com",
    });
    let headers = [("authorization", BASIC), ("content-type", "application/json")];
    let answer =
        http::send("POST", &format!("{base}/v1/payment_intents"), &headers, body.to_string())
            .await
            .unwrap();
    answer.json()["id"].as_str().unwrap_or_else(|| panic!("{answer:?}")).to_owned()
}

fn endpoint(url: String, events: &[&str]) -> Endpoint {
    let events = Some(events.iter().map(|kind| (*kind).to_owned()).collect());
    Endpoint { url, events, secrets: Vec::new() }
}

#[rstest]
#[case::fresh(false)]
#[case::emptied_before(true)]
#[tokio::test]
async fn a_receiver_that_never_acknowledges_gets_every_documented_try_and_no_more(
    #[case] emptied: bool,
) {
    let world = World::new();
    if emptied {
        world.sandbox.reset();
    }
    let url = world.receiver.url("/hook");
    world
        .sandbox
        .webhooks()
        .set_endpoints("wooshpay", vec![endpoint(url, &["payment_intent.created"])])
        .await
        .unwrap();
    world.receiver.answer_next([500; 18]);

    intent(&world.simulator.base_url("wooshpay")).await;
    let advanced = world.sandbox.clock().advance("P10D").await.unwrap();

    assert!(advanced.quiet);
    assert_eq!(world.receiver.received().len(), 18);
    let delivery = &world.sandbox.webhooks().deliveries()[0];
    let start: jiff::Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
    let minutes: Vec<i64> = delivery
        .attempts
        .iter()
        .map(|tried| tried.attempt.at.duration_since(start).as_mins())
        .collect();
    let doubling = [0, 1, 3, 7, 15, 31, 63, 127, 255, 511];
    let every_seven_hours = (1..=8).map(|times| 511 + times * 420);
    assert_eq!(minutes, doubling.into_iter().chain(every_seven_hours).collect::<Vec<_>>());
    assert_eq!(serde_json::to_value(delivery.outcome).unwrap(), "exhausted");
}

#[tokio::test]
async fn a_receiver_that_reads_the_payment_from_inside_of_its_handler_gets_its_answer() {
    let world = World::new();
    world.register("wooshpay", "/hook", &[]).await;
    let base = world.simulator.base_url("wooshpay");
    let seen = Arc::new(Mutex::new(Vec::new()));
    let (reading, noted) = (base.clone(), Arc::clone(&seen));
    world.receiver.answer_with(move |received| {
        let event: serde_json::Value = serde_json::from_slice(&received.body).unwrap();
        let id = event["data"]["object"]["id"].as_str().unwrap();
        let url = format!("{reading}/v1/payment_intents/{id}");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let answer =
            runtime.block_on(http::send("GET", &url, &[("authorization", BASIC)], "")).unwrap();
        noted.lock().unwrap().push(answer.json()["status"].as_str().unwrap().to_owned());
        (200, String::new())
    });

    intent(&base).await;
    world.sandbox.settle().await.unwrap();
    world.sandbox.clock().advance("PT2H").await.unwrap();

    assert_eq!(
        *seen.lock().unwrap(),
        ["requires_action", "requires_action", "requires_payment_method"]
    );
}

#[tokio::test]
async fn a_receiver_that_turns_the_clock_from_inside_of_its_handler_is_refused() {
    let world = World::new();
    world.register("wooshpay", "/hook", &[]).await;
    let sandbox = world.sandbox.clone();
    let refusals = Arc::new(Mutex::new(Vec::new()));
    let noted = Arc::clone(&refusals);
    intent(&world.simulator.base_url("wooshpay")).await;
    world.sandbox.settle().await.unwrap();
    world.receiver.answer_with(move |_| {
        let refused = sandbox.clock().advance("PT1H").wait().unwrap_err();
        noted.lock().unwrap().push((refused.status.as_u16(), refused.code));
        (200, String::new())
    });

    let advanced = world.sandbox.clock().advance("PT2H").await.unwrap();

    assert!(advanced.quiet);
    assert_eq!(*refusals.lock().unwrap(), [(409, "clock_busy")]);
}

#[tokio::test]
async fn what_is_refused_because_of_a_handlers_call_is_told_by_the_turn_of_the_clock() {
    let world = World::new();
    let away = vec![endpoint("https://shop.example/hook".to_owned(), &["payment_intent.created"])];
    world.sandbox.webhooks().set_endpoints("wooshpay", away).await.unwrap();
    intent(&world.simulator.base_url("wooshpay")).await;
    let refused = world.sandbox.webhooks().deliveries().remove(0).id;
    let here = vec![endpoint(world.receiver.url("/hook"), &["payment_intent.payment_failed"])];
    world.sandbox.webhooks().set_endpoints("wooshpay", here).await.unwrap();
    let sandbox = world.sandbox.clone();
    world.receiver.answer_with(move |_| {
        drop(sandbox.webhooks().redeliver(&refused).wait().unwrap());
        (200, String::new())
    });

    let advanced = world.sandbox.clock().advance("PT2H").await.unwrap();

    let told: Vec<_> = advanced.happened.iter().map(|row| row.what.as_str()).collect();
    assert!(told.iter().any(|what| what.contains("created #2 refused")), "{told:?}");
}

#[test]
fn a_blocking_client_inside_of_a_single_threaded_test_works() {
    let simulator = Simulator::start();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();

    let id = runtime.block_on(intent(&simulator.base_url("wooshpay")));
    let advanced = simulator.sandbox().clock().advance("PT1H").wait().unwrap();

    assert!(advanced.quiet);
    assert_eq!(simulator.sandbox().subject(&id).unwrap().view.state, "requires_payment_method");
}

#[tokio::test]
async fn events_that_nobody_wants_are_built_and_listed_with_what_would_help() {
    let world = World::new();

    intent(&world.simulator.base_url("wooshpay")).await;

    let deliveries = world.sandbox.webhooks().deliveries();
    let first = serde_json::to_value(&deliveries[0]).unwrap();
    assert_eq!((deliveries.len(), first["outcome"].as_str()), (2, Some("no_endpoint")));
    assert!(first["attempts"][0]["body"].as_str().unwrap().contains("payment_intent.created"));
    assert_eq!(first["hint"], "PUT /_sim/webhooks/endpoints/wooshpay sets where events go");
}

#[tokio::test]
async fn addresses_that_are_not_allowed_are_refused_and_listed_and_never_tried_again() {
    let world = World::new();
    let refused = [
        "http://169.254.169.254/latest",
        "https://shop.example/hook",
        "http://[::ffff:169.254.169.254]/",
        "http://2852039166/",
    ];
    let endpoints = refused
        .iter()
        .map(|url| endpoint((*url).to_owned(), &["payment_intent.created"]))
        .collect();
    world.sandbox.webhooks().set_endpoints("wooshpay", endpoints).await.unwrap();

    intent(&world.simulator.base_url("wooshpay")).await;
    world.sandbox.clock().advance("P4D").await.unwrap();

    let deliveries: Vec<_> = world
        .sandbox
        .webhooks()
        .deliveries()
        .into_iter()
        .filter(|one| !one.url.is_empty())
        .collect();
    assert_eq!(deliveries.len(), refused.len());
    for delivery in deliveries {
        assert_eq!(serde_json::to_value(delivery.outcome).unwrap(), "refused", "{delivery:#?}");
        assert_eq!(delivery.attempts.len(), 1);
    }
}

#[tokio::test]
async fn a_webhook_that_is_never_sent_is_refused_before_the_call_is_answered_and_still_shown() {
    let world = World::new();
    let endpoints =
        vec![endpoint("https://shop.example/hook".to_owned(), &["payment_intent.created"])];
    world.sandbox.webhooks().set_endpoints("wooshpay", endpoints).await.unwrap();

    intent(&world.simulator.base_url("wooshpay")).await;

    let deliveries = serde_json::to_value(world.sandbox.webhooks().deliveries()).unwrap();
    let refused =
        deliveries.as_array().unwrap().iter().find(|one| one["outcome"] == "refused").unwrap();
    assert!(refused["hint"].as_str().unwrap().contains("--deliver"), "{refused:#}");
    let attempt = &refused["attempts"][0];
    assert!(attempt["body"].as_str().unwrap().contains("payment_intent.created"), "{refused:#}");
    assert!(attempt["headers"].to_string().contains("signature"), "{refused:#}");
}

#[tokio::test]
async fn an_endpoint_that_webhooks_could_never_go_to_is_refused() {
    let world = World::new();
    for url in [
        "http://user:secret@127.0.0.1/",
        "http://127.0.0.1:70000/",
        "ftp://127.0.0.1/",
        "/hook",
        "not a url",
    ] {
        let endpoints = vec![endpoint(url.to_owned(), &["payment_intent.created"])];
        let refused =
            world.sandbox.webhooks().set_endpoints("wooshpay", endpoints).await.unwrap_err();
        assert_eq!(refused.code, "bad_url", "{url}");
    }
    assert!(world.sandbox.webhooks().endpoints("wooshpay").is_empty());
}

#[tokio::test]
async fn a_rewritten_origin_reaches_the_local_receiver_with_path_and_signature_unchanged() {
    let receiver = Receiver::start();
    let simulator =
        Simulator::builder().deliver("https://shop.example", receiver.url("")).start().unwrap();
    let world = World { sandbox: simulator.sandbox(), simulator, receiver };
    let url = "https://shop.example/hook?x=1".to_owned();
    world
        .sandbox
        .webhooks()
        .set_endpoints("wooshpay", vec![endpoint(url, &["payment_intent.created"])])
        .await
        .unwrap();

    intent(&world.simulator.base_url("wooshpay")).await;
    world.sandbox.settle().await.unwrap();

    let received = world.receiver.only();
    assert_eq!(received.path, "/hook?x=1");
    assert!(received.headers.contains_key("wooshpay-signature"));
    assert_eq!(world.sandbox.webhooks().deliveries()[0].url, "https://shop.example/hook?x=1");
}

#[tokio::test]
async fn webhooks_to_a_dead_port_do_not_hold_back_those_to_a_living_one() {
    let world = World::new();
    let endpoints = vec![
        endpoint("http://127.0.0.1:9/hook".to_owned(), &["payment_intent.created"]),
        endpoint(world.receiver.url("/hook"), &["payment_intent.created"]),
    ];
    world.sandbox.webhooks().set_endpoints("wooshpay", endpoints).await.unwrap();

    intent(&world.simulator.base_url("wooshpay")).await;
    world.sandbox.settle().await.unwrap();

    assert_eq!(world.receiver.only().path, "/hook");
}
