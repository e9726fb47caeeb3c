//! Advice as clients and tests meet it: on the answer, in the journal, at the end of a test.

use sandpay::Sandbox;
use sandpay::Simulator;
use sandpay::Verification;
use sandpay_contracts::yabandpay::Operation;
use sandpay_contracts::yabandpay::OrderNumber;
use sandpay_contracts::yabandpay::RequestId;
use sandpay_contracts::yabandpay::Timeout;
use sandpay_contracts::yabandpay::TokenPayment;
use serde_json::Value;

use crate::support::World;
use crate::support::http;
use crate::support::story::story;
use crate::toy;

fn started() -> Simulator {
    Simulator::builder().catalogue(toy::catalogue()).start().unwrap()
}

async fn fill(simulator: &Simulator, name: &str, headers: &[(&str, &str)]) -> http::Answer {
    let headers = [&[("x-key", "key-default")], headers].concat();
    let body = format!(r#"{{"name":"{name}","wait":"P3D"}}"#);
    http::send("POST", &format!("{}/jars", simulator.base_url("toy")), &headers, body)
        .await
        .unwrap()
}

async fn ask(simulator: &Simulator, path: &str) -> http::Answer {
    http::send("GET", &format!("{}{path}", simulator.url()), &[], "").await.unwrap()
}

fn codes(sandbox: &Sandbox) -> Vec<&'static str> {
    sandbox.advice().iter().map(|advice| advice.rule.code).collect()
}

#[tokio::test]
async fn advice_is_named_on_the_answer_that_raised_it_and_on_no_other() {
    let simulator = started();

    let advised = fill(&simulator, "", &[]).await;
    let refused = fill(&simulator, "nothing", &[]).await;
    let plain = fill(&simulator, "tea", &[]).await;

    assert_eq!(
        (advised.status, &advised.headers["sandpay-advice"]),
        (201, &"nameless".parse().unwrap())
    );
    assert_eq!(
        (refused.status, &refused.headers["sandpay-advice"]),
        (400, &"nameless".parse().unwrap())
    );
    assert!(!plain.headers.contains_key("sandpay-advice"));
    let journal = simulator.sandbox().journal();
    let answers = journal.iter().filter_map(|entry| entry.response.as_ref());
    assert!(answers.flat_map(|answer| &answer.headers).all(|(name, _)| name != "sandpay-advice"));
}

#[tokio::test]
async fn advice_is_listed_with_what_was_seen_what_the_documents_say_and_where() {
    let simulator = started();
    fill(&simulator, "", &[]).await;
    fill(&simulator, "tea", &[]).await;
    simulator.sandbox().clock().advance("P2D").await.unwrap();

    let all = ask(&simulator, "/_sim/advice").await.json();
    let standing = ask(&simulator, "/_sim/advice?provider=toy&code=left_closed").await.json();
    let journal = ask(&simulator, "/_sim/journal?kind=advice").await.json();

    let shown = |advice: &Value| {
        ["at", "provider", "standing", "code", "seen", "says", "source"]
            .map(|name| advice[name].to_string().replace('"', ""))
            .join(" | ")
    };
    let lines: Vec<_> = all["advice"].as_array().unwrap().iter().map(shown).collect();
    assert_eq!(
        lines,
        [
            "2026-01-01T00:00:00Z | toy | false | nameless | the name is `` | Jars want a name. | none",
            "2026-01-01T00:00:00Z | toy | true | left_closed | it is closed | Jars want to be opened within a day. | none",
            "2026-01-01T00:00:00Z | toy | true | left_closed | it is closed | Jars want to be opened within a day. | none",
        ]
    );
    assert_eq!(standing["advice"].as_array().unwrap().len(), 2);
    let entry = &journal["entries"][0];
    assert_eq!((&entry["code"], &entry["says"]), (&"nameless".into(), &"Jars want a name.".into()));
    assert_eq!(entry["what"], "nameless: the name is ``");
}

#[tokio::test]
async fn a_code_or_provider_that_nobody_has_is_refused_with_the_nearest() {
    let simulator = started();

    let code = ask(&simulator, "/_sim/advice?code=namless").await;
    let provider = ask(&simulator, "/_sim/advice?provider=toys").await;

    assert_eq!((code.status, provider.status), (400, 400));
    assert_eq!(code.json()["error"]["hint"], "did you mean `nameless`?");
    assert_eq!(provider.json()["error"]["hint"], "did you mean `toy`?");
}

#[tokio::test]
async fn where_advice_is_denied_no_verification_holds() {
    let denying = Simulator::builder().catalogue(toy::catalogue()).deny_advice().start().unwrap();
    denying.sandbox().verify(Verification::default()).unwrap();
    assert_eq!(fill(&denying, "", &[]).await.status, 201);

    let error = denying.sandbox().verify(Verification::default()).unwrap_err();

    assert_eq!(error.advice[0].rule.code, "nameless");
    assert!(error.to_string().contains("advice toy nameless: the name is ``"), "{error}");
}

#[tokio::test]
async fn advice_outlives_an_import_and_is_counted_beyond_a_reset() {
    let simulator = started();
    fill(&simulator, "", &[]).await;
    let lines = simulator.sandbox().export().unwrap();

    simulator.sandbox().reset();
    let emptied = codes(&simulator.sandbox());
    simulator.import(&lines).unwrap();

    assert!(emptied.is_empty());
    assert_eq!(codes(&simulator.sandbox()), ["nameless"]);
    let totals = simulator.shutdown();
    assert_eq!((totals[0].code, totals[0].times, totals.len()), ("nameless", 2, 1));
}

#[tokio::test]
async fn a_second_jar_after_a_lost_answer_is_advised_against() {
    let simulator = started();
    let url = format!("{}/jars", simulator.base_url("toy"));
    let lost = http::send(
        "POST",
        &url,
        &[("x-key", "key-default"), ("sandpay-fault", "after_commit=disconnect")],
        r#"{"name":"tea","wait":"P3D"}"#,
    );
    assert!(lost.await.is_err());

    let again = fill(&simulator, "tea", &[]).await;

    assert_eq!(again.headers["sandpay-advice"], "unheard");
}

#[tokio::test]
async fn a_token_sale_that_the_documents_warn_of_is_paid_and_advised_against() {
    let world = World::new();
    let sale = TokenPayment {
        operation: Operation::Sale,
        order_id: OrderNumber::Number(7),
        amount: "1".parse().unwrap(),
        currency: "EUR".into(),
        payment_token_object: "VnXaRabcsedfsSlPFZXavcsdfasdEFDd".into(),
        description: "tea".into(),
        demo: None,
        timeout: Timeout::minutes(0).unwrap(),
        notify_url: world.receiver.url("/notify"),
        request_id: RequestId::new("short").unwrap(),
    };
    let client = world.yabandpay();

    client.create_card_payment(&sale, 1_725_875_543).await.unwrap();
    world.sandbox.settle().await.unwrap();
    let again = TokenPayment { request_id: RequestId::new("short-2").unwrap(), ..sale };
    client.create_card_payment(&again, 1_725_875_543).await.unwrap();
    world.sandbox.settle().await.unwrap();

    assert_eq!(
        codes(&world.sandbox),
        ["short_request_id", "possible_double_charge", "short_request_id"]
    );
    insta::assert_snapshot!("advice", story(&world.sandbox));
}
