//! Webhooks over HTTP.

use rstest::rstest;
use serde_json::Value;
use serde_json::json;

use crate::support::Receiver;
use crate::support::World;

const ENDPOINTS: &str = "/_sim/webhooks/endpoints/wooshpay";

#[test]
fn endpoints_are_set_in_the_providers_words_and_answer_the_secret_that_was_made() {
    let world = World::new();
    let body = json!([
        {"url": "http://127.0.0.1:9/a", "enabled_events": ["payment_intent.succeeded"]},
        {"url": "http://127.0.0.1:9/b", "secret": "mine"},
    ]);

    let set = world.json(&format!("PUT {ENDPOINTS}"), body).json(200);

    assert_eq!(set[0]["enabled_events"], json!(["payment_intent.succeeded"]));
    assert!(set[0]["secret"].as_str().unwrap().starts_with("whsec_"));
    assert_eq!(set[1], json!({"url": "http://127.0.0.1:9/b", "secret": "mine"}));
    assert_eq!(world.get(ENDPOINTS).json(200), set);
    assert_eq!(world.json(&format!("PUT {ENDPOINTS}"), json!([])).json(200), json!([]));
}

#[test]
fn another_provider_has_words_of_its_own() {
    let world = World::new();
    let endpoint = json!([{
        "url": "http://127.0.0.1:9/yuno",
        "events": ["payment.purchase"],
        "api_key": "key",
        "secret": "secret",
        "hmac_client_secret": "hmac",
    }]);

    let set = world.json("PUT /_sim/webhooks/endpoints/yuno", endpoint.clone()).json(200);

    assert_eq!(set, endpoint);
    assert_eq!(world.get("/_sim/webhooks/endpoints/yuno").json(200), endpoint);
}

#[rstest]
#[case::word(json!([{"url": "http://x.example", "events": []}]), "unknown_member", "did you mean `enabled_events`?")]
#[case::slip(json!([{"urll": "http://x.example"}]), "unknown_member", "did you mean `url`?")]
#[case::missing(json!([{}]), "bad_value", "nothing has happened")]
#[case::scheme(json!([{"url": "ftp://x.example"}]), "bad_value", "nothing has happened")]
#[case::type_of_events(json!([{"url": "http://x.example", "enabled_events": "all"}]), "bad_value", "nothing has happened")]
#[case::event(json!([{"url": "http://x.example", "enabled_events": ["payment_intent.succeded"]}]), "unknown_event", "did you mean `payment_intent.succeeded`?")]
#[case::object(json!({"url": "http://x.example"}), "bad_body", "it begins with `[`")]
#[case::secret(json!([{"url": "http://x.example", "secret": ""}]), "bad_value", "nothing has happened")]
fn endpoints_that_cannot_be_are_refused(
    #[case] body: Value,
    #[case] code: &str,
    #[case] hint: &str,
) {
    let world = World::new();

    let (status, found, said) = world.json(&format!("PUT {ENDPOINTS}"), body).error();

    assert_eq!((status, found.as_str()), (400, code));
    if code != "unknown_member" || hint.contains("url") {
        assert_eq!(said, hint);
    }
    assert_eq!(world.get(ENDPOINTS).json(200), json!([]));
}

#[rstest]
#[case("GET", "yabandpay", 400, "no_endpoints")]
#[case("PUT", "yabandpay", 400, "no_endpoints")]
#[case("GET", "nobody", 404, "unknown_provider")]
fn not_every_provider_has_endpoints(
    #[case] method: &str,
    #[case] provider: &str,
    #[case] status: u16,
    #[case] code: &str,
) {
    let line = format!("{method} /_sim/webhooks/endpoints/{provider}");
    let error = World::new().json(&line, json!([])).error();

    assert_eq!((error.0, error.1.as_str()), (status, code));
}

#[test]
fn deliveries_are_listed_and_sent_once_more() {
    let world = World::new();
    let receiver = Receiver::start();
    world.json(&format!("PUT {ENDPOINTS}"), json!([{"url": receiver.url}])).json(200);
    world.intent(None);
    world.post("/_sim/settle").json(200);

    let listed = world.get("/_sim/webhooks/deliveries").json(200);
    let id = listed["deliveries"][0]["id"].as_str().unwrap();
    let again = world.post(&format!("/_sim/webhooks/deliveries/{id}/redeliver")).json(200);
    world.post("/_sim/settle").json(200);

    assert_eq!(listed["deliveries"][0]["event"], "payment_intent.created");
    assert_eq!(listed["deliveries"][0]["outcome"], "delivered");
    assert_eq!((&again["id"], again["provider"].as_str()), (&json!(id), Some("wooshpay")));
    let bodies = receiver.received();
    assert_eq!((bodies.len(), &bodies[2]), (3, &bodies[0]));
    let last = world.get("/_sim/webhooks/deliveries?limit=1").json(200);
    assert_eq!(last["deliveries"].as_array().unwrap().len(), 1);
    assert_eq!(last["deliveries"][0]["event"], "payment_intent.requires_action");
}

#[test]
fn what_nobody_wanted_is_listed_with_what_would_help() {
    let world = World::new();
    world.intent(None);

    let listed = world.get("/_sim/webhooks/deliveries").json(200);
    let id = listed["deliveries"][0]["id"].as_str().unwrap();

    assert_eq!(listed["deliveries"][0]["outcome"], "no_endpoint");
    assert!(listed["deliveries"][0]["hint"].as_str().unwrap().contains("endpoints/wooshpay"));
    let error = world.post(&format!("/_sim/webhooks/deliveries/{id}/redeliver")).error();
    assert_eq!((error.0, error.1.as_str()), (409, "not_deliverable"));
}

#[rstest]
#[case("first", 400, "bad_id")]
#[case("99.0", 404, "unknown_delivery")]
fn a_delivery_that_is_none_cannot_be_sent(
    #[case] id: &str,
    #[case] status: u16,
    #[case] code: &str,
) {
    let error = World::new().post(&format!("/_sim/webhooks/deliveries/{id}/redeliver")).error();

    assert_eq!((error.0, error.1.as_str()), (status, code));
}

#[test]
fn webhooks_for_one_origin_go_to_another() {
    let world = World::new();
    let receiver = Receiver::start();
    let to = receiver.url.trim_end_matches("/hook");
    world.json(&format!("PUT {ENDPOINTS}"), json!([{"url": "https://shop.example/hook"}]));

    let set = world
        .json("PUT /_sim/webhooks/rewrites", json!([{"from": "https://shop.example", "to": to}]))
        .json(200);
    world.intent(None);
    world.post("/_sim/settle").json(200);

    assert_eq!(set, json!([{"from": "https://shop.example", "to": to}]));
    assert_eq!(receiver.received().len(), 2);
    let listed = world.get("/_sim/webhooks/deliveries").json(200);
    assert_eq!(listed["deliveries"][0]["url"], "https://shop.example/hook");
}

#[rstest]
#[case(json!([{"from": "https://shop.example/hook", "to": "http://localhost:1"}]), "bad_value")]
#[case(json!([{"from": "https://shop.example", "to": "localhost:1"}]), "bad_value")]
#[case(json!([{"from": "https://shop.example", "into": "http://localhost:1"}]), "unknown_member")]
fn a_rewrite_is_from_origin_to_origin(#[case] body: Value, #[case] code: &str) {
    let error = World::new().json("PUT /_sim/webhooks/rewrites", body).error();

    assert_eq!((error.0, error.1.as_str()), (400, code));
}

#[test]
fn advice_quotes_the_beginning_of_what_was_sent_alone() {
    let world = World::new();
    let headers = [
        // `sk_test_sandpay:` in Base64.
        ("authorization", "Basic c2tfdGVzdF9zYW5kcGF5Og=="),
        ("content-type", "application/json"),
    ];
    let body = json!({"url": "http://127.0.0.1:9/hook", "enabled_events": ["é".repeat(9_000)]});
    let made = world.send("POST /wooshpay/v1/webhook_endpoints", &headers, body.to_string());
    assert_eq!(made.header("sandpay-advice"), Some("unknown_event"), "{}", made.text);

    let advice = world.get("/_sim/advice").json(200);

    let seen = advice["advice"][0]["seen"].as_str().unwrap();
    assert!(seen.starts_with("`éé") && seen.chars().count() <= 501, "{seen}");
}
