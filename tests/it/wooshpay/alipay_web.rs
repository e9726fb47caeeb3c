//! An Alipay payment on a desktop: the intent waits for the shopper, the page decides, an event tells.

use sandpay_contracts::wooshpay::Alipay;
use sandpay_contracts::wooshpay::CreateConfirmedIntent;
use sandpay_contracts::wooshpay::EventType;
use sandpay_contracts::wooshpay::Money;
use sandpay_contracts::wooshpay::PaymentIntent;
use sandpay_contracts::wooshpay::Status;
use sandpay_contracts::wooshpay::TerminalType;
use sandpay_contracts::wooshpay::Verifier;

use crate::support::World;
use crate::support::http;
use crate::support::story::story;

fn intent() -> CreateConfirmedIntent {
    let sum = Money { minor: 20, currency: "CNY".into() };
    CreateConfirmedIntent::new(sum, Alipay::at(TerminalType::Web), "https://wooshpay.com")
}

fn page_of(intent: &PaymentIntent) -> String {
    intent.redirect_url().unwrap().rsplit('/').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_shopper_approves_and_the_merchant_is_told() {
    let world = World::new();
    world.register("wooshpay", "/hook", &[]).await;
    let secret =
        world.sandbox.webhooks().endpoints("wooshpay")[0].secret("secret").unwrap().to_owned();
    let client = world.wooshpay();

    let created = client.create_payment_intent(&intent()).await.unwrap().value;
    world.sandbox.settle().await.unwrap();
    let page = page_of(&created);
    world.sandbox.page(&page, "approve", serde_json::Map::new()).await.unwrap();
    world.sandbox.settle().await.unwrap();
    let read = client.payment_intent(&created.id).await.unwrap().value;

    assert!(created.status == Status::RequiresAction && read.status == Status::Succeeded);
    let verifier = Verifier::new(secret.as_str().into());
    let told: Vec<_> = world.receiver.received();
    let now = std::time::SystemTime::from(world.sandbox.clock().now());
    let events: Vec<_> = told
        .iter()
        .map(|one| verifier.event(&one.headers, &one.body, now).unwrap().r#type)
        .collect();
    let expected = [
        EventType::PaymentIntentCreated,
        EventType::PaymentIntentRequiresAction,
        EventType::PaymentIntentSucceeded,
    ];
    assert!(
        events.len() == 3 && events.iter().zip(expected).all(|(kind, expected)| *kind == expected),
        "{events:?}"
    );
    insta::assert_snapshot!("alipay_web", story(&world.sandbox));
}

#[tokio::test]
async fn a_page_that_nobody_opens_expires_after_an_hour() {
    let world = World::new();
    let created = world.wooshpay().create_payment_intent(&intent()).await.unwrap().value;

    world.sandbox.clock().advance("PT59M59S").await.unwrap();
    assert_eq!(world.sandbox.subject(created.id.as_str()).unwrap().view.state, "requires_action");
    world.sandbox.clock().advance("PT1S").await.unwrap();

    assert_eq!(
        world.sandbox.subject(created.id.as_str()).unwrap().view.state,
        "requires_payment_method"
    );
    let late = world
        .sandbox
        .page(&page_of(&created), "approve", serde_json::Map::new())
        .await
        .unwrap_err();
    assert_eq!(late.code, "not_now");
}

#[tokio::test]
async fn a_wrong_key_is_refused_and_nothing_happens() {
    let world = World::new();

    let url = format!("{}/v1/payment_intents", world.simulator.base_url("wooshpay"));
    let answer = http::send("POST", &url, &[("authorization", "Basic c2tfdGVzdF93cm9uZzo=")], "{}")
        .await
        .unwrap();

    assert_eq!(
        (answer.status, answer.json()["error"]["type"].as_str()),
        (401, Some("invalid_request_error"))
    );
}

#[tokio::test]
async fn a_signature_of_a_clock_that_stands_is_warned_of_once_it_is_refused() {
    let world = World::new();
    world.register("wooshpay", "/hook", &[]).await;
    let codes = || world.sandbox.advice().iter().map(|one| one.rule.code).collect::<Vec<_>>();
    world.wooshpay().create_payment_intent(&intent()).await.unwrap();
    world.sandbox.settle().await.unwrap();
    assert_eq!(codes(), [""; 0]);

    world.receiver.answer_next([400]);
    world.wooshpay().create_payment_intent(&intent()).await.unwrap();
    world.sandbox.settle().await.unwrap();

    assert_eq!(codes(), ["clock_skew"]);
}
