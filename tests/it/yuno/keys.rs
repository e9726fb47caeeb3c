//! Idempotency keys: what a key that was used before means, by the rules of
//! <https://docs.y.uno/reference/getting-started/authentication>.

use rstest::rstest;
use sandpay::Fault;
use sandpay_contracts::yuno::ErrorCode;
use sandpay_contracts::yuno::Target;
use serde_json::json;

use super::shop::ORDER;
use super::shop::Shop;
use super::shop::capture_of;
use super::shop::money;
use crate::support::http::Answer;
use crate::support::story::story;

const CAPTURE: &str = r#"{"merchant_reference":"AAB01-432245","reason":"PRODUCT_CONFIRMED","amount":{"currency":"USD","value":"5000"}}"#;
const ANYTHING: &str = r#"{"merchant_reference":"AAB01-432245","reason":"REQUESTED_BY_CUSTOMER"}"#;

fn path(target: &Target, verb: &str) -> String {
    format!("/v1/payments/{}/transactions/{}/{verb}", target.payment, target.transaction)
}

/// `status`, `code` and the one message of a refusal.
fn told(answer: &Answer) -> (u16, String, String) {
    let body = answer.json();
    let text = |at: &str| body.pointer(at).and_then(|text| text.as_str()).unwrap_or("-").to_owned();
    (answer.status, text("/code"), text("/messages/0"))
}

fn refusal(code: &str, message: &str) -> (u16, String, String) {
    (400, code.to_owned(), message.to_owned())
}

#[rstest]
#[case::capture("authorized", "capture")]
#[case::cancel("authorized", "cancel")]
#[case::refund("purchased", "refund")]
#[case::cancel_instead("authorized", "cancel-or-refund")]
#[case::refund_instead("purchased", "cancel-or-refund")]
#[tokio::test]
async fn a_key_that_was_used_gets_the_first_answer_whatever_the_body(
    #[case] how: &str,
    #[case] verb: &str,
    #[values(CAPTURE, "{\"amount\":", "")] again: &str,
) {
    let shop = Shop::open().await;
    let target = if how == "authorized" { shop.authorized().await } else { shop.purchased().await };

    let first = shop.post(&path(&target, verb), "one", ANYTHING).await;
    shop.settle().await;
    let replayed = shop.post(&path(&target, verb), "one", again).await;
    shop.settle().await;

    assert!((200..300).contains(&first.status), "{}", first.text);
    assert_eq!((replayed.status, &replayed.text), (first.status, &first.text));
    let payment = shop.read(&target.payment).await;
    assert_eq!(payment.transactions.as_slice().len(), 2);
    assert_eq!(shop.told().len(), 2, "{:?}", shop.told());
}

#[tokio::test]
async fn a_key_names_one_operation_on_one_path() {
    let shop = Shop::open().await;
    let (first, second) = (shop.authorized().await, shop.authorized().await);
    let key = shop.world.key("one");

    let of_first = shop.client.capture(&key, &first, &capture_of(Some("5000"))).await.unwrap();
    shop.settle().await;
    let of_second = shop.client.capture(&key, &second, &capture_of(Some("5000"))).await.unwrap();
    shop.settle().await;
    let refunded = shop.post(&path(&of_first.value.target(), "refund"), "one", CAPTURE).await;
    shop.settle().await;

    assert_ne!(of_first.value.id, of_second.value.id);
    assert_eq!(refunded.status, 200, "{}", refunded.text);
    assert_eq!(money(&shop.read(&first.payment).await), ["5000", "5000"]);
    assert_eq!(money(&shop.read(&second.payment).await), ["5000", "0"]);
    insta::assert_snapshot!("one_key_on_three_paths", story(&shop.world.sandbox));
}

#[tokio::test]
async fn a_key_is_remembered_for_a_day_and_not_a_second_longer() {
    let shop = Shop::open().await;
    let authorization = shop.authorized().await;
    let (key, part) = (shop.world.key("one"), capture_of(Some("5000")));
    let clock = shop.world.sandbox.clock();

    let first = shop.client.capture(&key, &authorization, &part).await.unwrap();
    clock.advance("PT23H59M59S").await.unwrap();
    let last = shop.client.capture(&key, &authorization, &part).await.unwrap();
    clock.advance("PT1S").await.unwrap();
    let next = shop.client.capture(&key, &authorization, &part).await.unwrap();
    clock.advance("PT23H").await.unwrap();
    let replayed = shop.client.capture(&key, &authorization, &part).await.unwrap();

    assert_eq!(last.received.body.bytes(), first.received.body.bytes());
    assert_ne!(next.value.id, first.value.id);
    assert_eq!(replayed.received.body.bytes(), next.received.body.bytes());
    assert_eq!(money(&shop.read(&authorization.payment).await), ["10000", "0"]);
    insta::assert_snapshot!("a_key_for_a_day", story(&shop.world.sandbox));
}

#[tokio::test]
async fn a_body_that_is_refused_does_not_use_up_its_key() {
    let shop = Shop::open().await;
    let authorization = shop.authorized().await;
    let at = path(&authorization, "capture");

    let broken = shop.post(&at, "one", "{").await;
    let above = shop.post(&at, "one", CAPTURE.replace("5000", "50000")).await;
    let made = shop.post(&at, "one", CAPTURE).await;
    let creation = shop.post("/v1/payments", "two", "{}").await;
    let created = shop.post("/v1/payments", "two", shop.create_body().to_string()).await;

    assert_eq!([broken.status, above.status, made.status], [400, 400, 200]);
    assert_eq!([creation.status, created.status], [400, 201]);
    assert_eq!(money(&shop.read(&authorization.payment).await), ["5000", "0"]);
}

#[tokio::test]
async fn while_an_answer_is_on_its_way_its_key_and_its_payment_are_in_process() {
    let shop = Shop::open().await;
    let authorization = shop.authorized().await;
    let at = path(&authorization, "capture");
    let slow = [("x-idempotency-key", "one"), ("sandpay-fault", "latency=PT2S")];
    let captured = || {
        let journal = shop.world.sandbox.journal();
        journal.iter().any(|entry| entry.kind == "event" && entry.what == "payment.capture")
    };

    let slow = shop.send(("POST", &at), &slow, CAPTURE);
    let impatient = async {
        while !captured() {
            tokio::task::yield_now().await;
        }
        let again = shop.post(&at, "one", CAPTURE).await;
        let next = shop.post(&at, "two", CAPTURE).await;
        let cancelled = shop.post(&path(&authorization, "cancel"), "three", ANYTHING).await;
        (told(&again), told(&next), told(&cancelled))
    };
    let (slow, (again, next, cancelled)) = tokio::join!(slow, impatient);
    let afterwards = shop.post(&at, "one", CAPTURE).await;
    let later = shop.post(&at, "two", CAPTURE).await;
    shop.settle().await;

    let text =
        "Request with the same idempotency is already in process. Try again in a few seconds.";
    assert_eq!(again, refusal("REQUEST_IN_PROCESS", text));
    let text = "Operation over the same payment is already in process. Try again in a few seconds.";
    assert_eq!(next, refusal("OPERATION_IN_PROCESS", text));
    assert_eq!(cancelled, refusal("OPERATION_IN_PROCESS", text));
    assert_eq!((slow.status, &slow.text), (200, &afterwards.text));
    assert_eq!(later.status, 200, "{}", later.text);
    assert_eq!(money(&shop.read(&authorization.payment).await), ["10000", "0"]);
}

#[rstest]
#[case::create("create_payment")]
#[case::capture("capture_payment")]
#[tokio::test]
async fn a_call_that_fails_on_the_servers_side_burns_its_key(#[case] operation: &str) {
    let shop = Shop::open().await;
    let authorization = shop.authorized().await;
    let (at, body) = match operation {
        "create_payment" => ("/v1/payments".to_owned(), shop.create_body().to_string()),
        _ => (path(&authorization, "capture"), CAPTURE.to_owned()),
    };
    let fault = json!({"on": {"provider": "yuno", "operation": operation},
                       "do": {"sequence": [{"error": "INVALID_PARAMETERS"}, {"error": "INTERNAL_ERROR"}]}});
    let fault: Fault = serde_json::from_value(fault).unwrap();
    shop.world.sandbox.faults().arm(fault).await.unwrap();

    let refused = shop.post(&at, "one", body.as_str()).await;
    let failed = shop.post(&at, "one", body.as_str()).await;
    let burnt = shop.post(&at, "one", body.as_str()).await;
    let listed = shop.client.payments_of_order(ORDER).await.unwrap().value;
    let transactions = shop.read(&authorization.payment).await.transactions.as_slice().len();
    let fresh = shop.post(&at, "two", body.as_str()).await;
    shop.world.sandbox.clock().advance("P1D").await.unwrap();
    let next_day = shop.post(&at, "one", body.as_str()).await;

    // What the caller did wrong spends nothing; what the server did wrong does.
    assert_eq!(told(&refused).1, "INVALID_PARAMETERS");
    assert_eq!(told(&failed), (500, "INTERNAL_ERROR".into(), "Internal error.".into()));
    assert_eq!(told(&burnt), refusal("IDEMPOTENCY_DUPLICATED", "Idempotency is duplicated."));
    assert_eq!((listed.len(), transactions), (1, 1), "none of them had an effect");
    assert!((200..300).contains(&fresh.status), "{}", fresh.text);
    assert!((200..300).contains(&next_day.status), "{}", next_day.text);
}

#[rstest]
#[tokio::test]
async fn without_a_key_a_call_is_refused_before_its_body_is_read(
    #[values("", "/capture", "/cancel", "/refund", "/cancel-or-refund", "payment")] to: &str,
    #[values(&[][..], &[("x-idempotency-key", "")][..])] headers: &[(&str, &str)],
) {
    let shop = Shop::open().await;
    let target = shop.authorized().await;
    let at = match to {
        "" => "/v1/payments".to_owned(),
        "payment" => format!("/v1/payments/{}/cancel-or-refund", target.payment),
        verb => path(&target, verb.trim_start_matches('/')),
    };
    let before = shop.bytes(&target.payment).await;

    let answer = shop.send(("POST", &at), headers, "{").await;

    let text = "Required request header 'X-Idempotency-Key' is not present.";
    assert_eq!(told(&answer), refusal("MISSING_HEADER", text));
    assert_eq!(shop.bytes(&target.payment).await, before);
    assert_eq!(shop.told().len(), 1);
}

#[tokio::test]
async fn the_reference_client_knows_the_refusals_of_keys() {
    let shop = Shop::open().await;
    let authorization = shop.authorized().await;
    let fault = json!({"on": {"provider": "yuno"}, "do": {"error": "SERVICE_UNAVAILABLE"}});
    let fault: Fault = serde_json::from_value(fault).unwrap();
    shop.world.sandbox.faults().arm(fault).await.unwrap();
    let (key, all) = (shop.world.key("one"), capture_of(None));

    let mut codes = Vec::new();
    for _ in 0..2 {
        let error = shop.client.capture(&key, &authorization, &all).await.unwrap_err();
        codes.push(error.refusal().unwrap().code().unwrap());
    }

    assert_eq!(codes, [ErrorCode::ServiceUnavailable, ErrorCode::IdempotencyDuplicated]);
    insta::assert_snapshot!("a_burnt_key", story(&shop.world.sandbox));
}
