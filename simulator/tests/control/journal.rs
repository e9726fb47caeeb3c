//! The journal over HTTP.

use rstest::rstest;
use serde_json::json;

use crate::support::World;

#[test]
fn the_journal_is_read_page_by_page() {
    let world = World::new();
    world.intent(None);
    let whole = world.get("/_sim/journal").json(200);

    let mut entries = Vec::new();
    let mut after = "0-0".to_owned();
    loop {
        let page = world.get(&format!("/_sim/journal?limit=2&after={after}")).json(200);
        let found = page["entries"].as_array().unwrap().clone();
        after = page["next"].as_str().unwrap().to_owned();
        if found.is_empty() {
            break;
        }
        entries.extend(found);
    }

    assert!(entries.len() > 2);
    assert_eq!(&entries, whole["entries"].as_array().unwrap());
    assert_eq!((&whole["evicted"], &whole["replayable"]), (&0.into(), &true.into()));
    assert_eq!(after, format!("0-{}", entries.len()));
}

#[test]
fn entries_are_filtered() {
    let world = World::new();
    let intent = world.intent(None);

    let requests = world
        .get("/_sim/journal?provider=wooshpay&operation=create_payment_intent&kind=request")
        .json(200);

    let entries = requests["entries"].as_array().unwrap();
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0]["request"]["line"], "POST /v1/payment_intents");
    assert!(entries[0]["response"]["body"].as_str().unwrap().contains(&intent.id));
    assert!(!requests.to_string().contains("c2tfdGVzdF9zYW5kcGF5Og"));
}

#[test]
fn a_cursor_of_an_earlier_epoch_finds_all_of_this_one() {
    let world = World::new();
    world.intent(None);
    let seen = world.get("/_sim/journal").json(200)["next"].as_str().unwrap().to_owned();
    world.post("/_sim/reset").json(200);
    world.intent(None);

    let page = world.get(&format!("/_sim/journal?after={seen}")).json(200);

    assert_eq!(page["entries"][0]["cursor"], "1-1");
}

#[rstest]
#[case("after=yesterday", "bad_cursor")]
#[case("after=0-99", "bad_cursor")]
#[case("after=7-0", "bad_cursor")]
#[case("limit=0", "bad_parameter")]
#[case("limit=many", "bad_parameter")]
#[case("kind=requests", "bad_parameter")]
#[case("provider=nobody", "bad_parameter")]
#[case("operation=create_payment_intents", "bad_parameter")]
#[case("provider=yabandpay&operation=create_payment_intent", "bad_parameter")]
#[case("kinds=request", "unknown_parameter")]
#[case("kind=request&kind=timer", "bad_parameter")]
fn a_question_that_makes_no_sense_is_refused(#[case] query: &str, #[case] code: &str) {
    let error = World::new().get(&format!("/_sim/journal?{query}")).error();

    assert_eq!((error.0, error.1.as_str()), (400, code));
}

#[test]
fn a_short_secret_of_a_merchant_leaves_repeated_answers_as_they_were() {
    let world = World::new();
    let endpoint = json!([{"url": "http://127.0.0.1:9/hook", "secret": "e"}]);
    assert_eq!(world.json("PUT /_sim/webhooks/endpoints/wooshpay", endpoint).status, 200);
    let headers = [
        // `sk_test_sandpay:` in Base64.
        ("authorization", "Basic c2tfdGVzdF9zYW5kcGF5Og=="),
        ("content-type", "application/json"),
        ("idempotency-key", "one"),
    ];
    let body = r#"{"amount":20,"currency":"CNY","payment_method_types":["alipay"]}"#;
    let create = || world.send("POST /wooshpay/v1/payment_intents", &headers, body);
    let (first, again) = (create(), create());
    assert_eq!((first.status, &first.text), (200, &again.text));

    let page = world.get("/_sim/journal?kind=request").json(200);

    let shown: Vec<_> = page["entries"].as_array().unwrap().iter().collect();
    assert!(shown[1]["what"].as_str().unwrap().ends_with("(replayed)"), "{}", shown[1]["what"]);
    assert_eq!(shown[1]["response"]["body"], again.text.as_str());
}
