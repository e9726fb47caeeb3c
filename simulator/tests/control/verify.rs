//! Verification at the end of a test, over HTTP and in the library.

use rstest::rstest;
use sandpay::Verification;
use serde_json::Value;
use serde_json::json;

use crate::support::Receiver;
use crate::support::World;

fn verify(world: &World, asked: Value) -> crate::support::Answer {
    world.json("POST /_sim/verify", asked)
}

#[rstest]
#[case::how_often(json!([{"operation": "create_payment_intent", "times": 2}]))]
#[case::never(json!([{"operation": "retrieve_payment_intent", "times": 0}]))]
#[case::body(json!([{"operation": "create_payment_intent", "match": {"/amount": 20, "currency": "CNY"}, "times": 2}]))]
#[case::provider(json!([{"operation": "create_payment_intent", "provider": "wooshpay", "times": 2}]))]
fn what_happened_as_expected_is_verified(#[case] expect: Value) {
    let world = World::new();
    world.intent(None);
    world.intent(None);

    assert_eq!(verify(&world, json!({"expect": expect})).json(200), json!({"verified": true}));
}

#[test]
fn a_call_with_another_body_is_a_near_miss() {
    let world = World::new();
    world.intent(None);
    let members = json!({"/amount": 21, "/currency": "CNY"});
    let expect = json!({"operation": "create_payment_intent", "match": members, "times": 1});

    let answer = verify(&world, json!({"expect": [expect.clone()]})).json(409);

    assert_eq!(answer["error"]["code"], "not_verified");
    let missed = &answer["missed"][0];
    assert_eq!((&missed["expected"], &missed["found"]), (&expect, &json!(0)));
    assert_eq!(missed["near"][0]["what"], "POST /v1/payment_intents -> 200");
    assert_eq!(
        missed["near"][0]["differs"],
        json!([{"member": "/amount", "expected": 21, "found": 20}])
    );
}

#[test]
fn when_an_operation_was_never_called_the_others_are_named() {
    let world = World::new();
    world.intent(None);
    let expect = json!([{"operation": "retrieve_payment_intent", "times": 1}]);

    let answer = verify(&world, json!({"expect": expect})).json(409);

    assert_eq!(answer["missed"][0]["called"], json!({"create_payment_intent": 1}));
}

#[test]
fn webhooks_that_nobody_acknowledged_are_undelivered() {
    let world = World::new();
    world.intent(None);
    let asked = json!({"expect": [], "no_undelivered": true});
    let forgotten = verify(&world, asked.clone()).json(409);
    assert_eq!(forgotten["undelivered"].as_array().unwrap().len(), 2);
    assert_eq!(forgotten["undelivered"][0]["outcome"], "no_endpoint");

    world.post("/_sim/reset").json(200);
    let receiver = Receiver::start();
    let endpoint = json!([{"url": receiver.url, "enabled_events": ["payment_intent.created"]}]);
    world.json("PUT /_sim/webhooks/endpoints/wooshpay", endpoint).json(200);
    world.intent(None);
    world.post("/_sim/settle").json(200);

    assert_eq!(verify(&world, asked).json(200)["verified"], true);
}

#[rstest]
#[case(json!({"expect": [{"operation": "create_payment_intents", "times": 1}]}), "unknown_operation", "did you mean `create_payment_intent`?")]
#[case(json!({"expect": [{"operation": "create_payment_inten", "provider": "wooshpay", "times": 1}]}), "unknown_operation", "did you mean")]
#[case(json!({"expect": [{"operation": "create_payment", "provider": "stripe", "times": 1}]}), "unknown_operation", "providers are yuno")]
#[case(json!({"expect": [{"operation": "create_payment"}]}), "missing_member", "it has to be there")]
#[case(json!({"expected": []}), "unknown_member", "did you mean `expect`?")]
fn what_could_never_hold_is_refused(#[case] asked: Value, #[case] code: &str, #[case] hint: &str) {
    let error = verify(&World::new(), asked).error();

    assert_eq!((error.0, error.1.as_str()), (400, code));
    assert!(error.2.contains(hint), "{}", error.2);
}

#[test]
fn calls_that_the_journal_tells_no_more_are_not_taken_for_none() {
    let world = World::new();
    world.intent(None);
    // The journal keeps 64 MiB of requests and answers.
    let heavy = " ".repeat(1 << 20);
    for _ in 0..64 {
        world.send("POST /wooshpay/v1/refunds", &[], &heavy);
    }
    let never = json!([{"operation": "create_payment_intent", "times": 0}]);

    let answer = verify(&world, json!({"expect": never}));
    let (status, code, hint) = answer.error();

    assert_eq!((status, code.as_str()), (409, "journal_evicted"));
    assert!(hint.contains("reset"), "{hint}");
    assert!(answer.json(409)["evicted"].as_u64() > Some(0));
    assert_eq!(verify(&world, json!({"no_advice": true})).json(200)["verified"], true);
}

#[test]
fn the_library_says_the_same_in_a_text_for_a_panic() {
    let world = World::new();
    world.intent(None);
    let sandbox = world.simulator.sandbox();
    let expected = Verification::default().expect("create_payment_intent", 1);
    sandbox.verify(expected.clone().no_advice()).unwrap();

    let dearer = Verification::default().expect_matching(
        "create_payment_intent",
        &[("amount", json!(21))],
        1,
    );
    let error = sandbox.verify(dearer.no_undelivered()).unwrap_err();

    let text = error.to_string();
    assert!(text.starts_with("1 expectations missed, 2 webhooks not acknowledged"), "{text}");
    assert!(text.contains("create_payment_intent: expected 1, found 0"), "{text}");
    assert!(text.contains("amount is 20, not 21"), "{text}");
    assert!(text.contains("undelivered wooshpay payment_intent.created: NoEndpoint"), "{text}");
}
