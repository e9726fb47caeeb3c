//! Faults over HTTP.

use rstest::rstest;
use serde_json::Value;
use serde_json::json;

use crate::support::World;

fn declining(times: &Value) -> Value {
    json!({
        "on": {"provider": "wooshpay", "operation": "create_payment_intent"},
        "do": {"before_commit": {"status": 503}},
        "times": times,
    })
}

#[test]
fn a_fault_is_armed_strikes_and_is_gone() {
    let world = World::new();

    let armed = world.json("POST /_sim/faults", declining(&json!(1))).json(201);
    let listed = world.get("/_sim/faults").json(200);
    let struck = world.send("POST /wooshpay/v1/payment_intents", &[], "{}").status;
    let after = world.get("/_sim/faults").json(200);

    assert_eq!(armed["id"], 1);
    assert_eq!(armed["do"], json!({"before_commit": {"status": 503}}));
    assert_eq!(listed, json!({"faults": [armed]}));
    // A caller without credentials is no call of the operation, so nothing is spent on it.
    assert_eq!((struck, after), (401, listed));
}

#[test]
fn a_fault_that_is_spent_is_no_longer_listed() {
    let world = World::new();
    let any = json!({
        "on": {"provider": "wooshpay"},
        "do": {"before_commit": {"status": 503}},
    });
    world.json("POST /_sim/faults", any).json(201);

    let struck = world.send("POST /wooshpay/v1/payment_intents", &[], "{}").status;

    assert_eq!(struck, 503);
    assert_eq!(world.get("/_sim/faults").json(200), json!({"faults": []}));
    assert_eq!(world.get("/_sim/faults/1").error().1, "unknown_fault");
}

#[test]
fn faults_are_disarmed_one_by_one_or_all_at_once() {
    let world = World::new();
    for _ in 0..3 {
        world.json("POST /_sim/faults", declining(&json!("always"))).json(201);
    }

    assert_eq!(world.get("/_sim/faults/2").json(200)["times"], "always");
    assert_eq!(world.delete("/_sim/faults/2").status, 204);
    assert_eq!(world.delete("/_sim/faults/2").error().0, 404);
    assert_eq!(world.get("/_sim/faults").json(200)["faults"].as_array().unwrap().len(), 2);
    assert_eq!(world.delete("/_sim/faults").status, 204);
    assert_eq!(world.get("/_sim/faults").json(200)["faults"], json!([]));
}

#[rstest]
#[case::provider(json!({"on": {"provider": "woosh"}, "do": {"error": "X"}}), "bad_fault", "providers are")]
#[case::operation(json!({"on": {"provider": "wooshpay", "operation": "create_payment_intents"}, "do": {"error": "X"}}), "bad_fault", "did you mean `create_payment_intent`?")]
#[case::effect(json!({"on": {"provider": "wooshpay"}, "do": {"befor_commit": "hang"}}), "bad_value", "did you mean `before_commit`?")]
#[case::member(json!({"on": {"provider": "wooshpay"}, "do": {"error": "X"}, "time": 2}), "unknown_member", "did you mean `times`?")]
#[case::times(json!({"on": {"provider": "wooshpay"}, "do": {"before_commit": "hang"}, "times": "often"}), "bad_value", "nothing has happened")]
#[case::missing(json!({"on": {"provider": "wooshpay"}}), "missing_member", "it has to be there")]
fn a_fault_that_can_never_strike_is_refused(
    #[case] fault: Value,
    #[case] code: &str,
    #[case] hint: &str,
) {
    let world = World::new();

    let (status, found, said) = world.json("POST /_sim/faults", fault).error();

    assert_eq!((status, found.as_str()), (400, code));
    assert!(said.starts_with(hint), "{said}");
    assert_eq!(world.get("/_sim/faults").json(200)["faults"], json!([]));
}

#[test]
fn a_number_is_asked_for_as_a_number() {
    assert_eq!(World::new().delete("/_sim/faults/first").error().1, "bad_id");
}

#[test]
fn half_of_a_truncated_answer_arrives() {
    let world = World::new();
    let send =
        |headers: &[(&str, &str)]| world.send("GET /wooshpay/v1/payment_intents/x", headers, "");
    let whole = send(&[]).text;

    let truncated = send(&[("sandpay-fault", "response=truncate")]);

    assert_eq!(truncated.header("content-length"), Some(whole.len().to_string().as_str()));
    assert_eq!(truncated.text, whole[..whole.len() / 2]);
}
