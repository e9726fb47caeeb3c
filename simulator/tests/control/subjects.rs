//! Subjects over HTTP.

use serde_json::json;

use crate::support::World;

#[test]
fn a_subject_tells_its_state_and_what_can_happen() {
    let world = World::new();
    let intent = world.intent(None);

    let subject = world.get(&format!("/_sim/subjects/{}", intent.id)).json(200);
    let next = world.get(&format!("/_sim/subjects/{}/next", intent.id)).json(200);

    assert_eq!(subject["provider"], "wooshpay");
    assert_eq!(subject["state"], "requires_action");
    assert_eq!(subject["object"]["id"], intent.id);
    assert_eq!(next["next"], subject["next"]);
    let names: Vec<_> = next["next"]
        .as_array()
        .unwrap()
        .iter()
        .map(|action| (action["name"].as_str().unwrap(), action["by"].as_str().unwrap()))
        .collect();
    assert_eq!(
        names,
        [
            ("approve", "shopper"),
            ("decline", "shopper"),
            ("abandon", "shopper"),
            ("expire", "time")
        ]
    );
}

#[test]
fn what_can_happen_is_done_once() {
    let world = World::new();
    let intent = world.intent(None);
    let act = format!("POST /_sim/subjects/{}/act", intent.id);

    let done = world.json(&act, json!({"action": "approve"})).json(200);
    let (status, code, hint) = world.json(&act, json!({"action": "approve"})).error();

    assert_eq!((&done["state"], &done["next"]), (&json!("succeeded"), &json!([])));
    assert_eq!((status, code.as_str()), (409, "not_now"));
    assert_eq!(hint, "nothing can happen to it now");
}

#[test]
fn an_unknown_subject_is_unknown_to_every_call() {
    let world = World::new();

    assert_eq!(world.get("/_sim/subjects/pi_x").error().1, "unknown_subject");
    assert_eq!(world.get("/_sim/subjects/pi_x/next").error().1, "unknown_subject");
    let act = world.json("POST /_sim/subjects/pi_x/act", json!({"action": "approve"}));
    assert_eq!((act.status, act.error().1.as_str()), (404, "unknown_subject"));
}

#[test]
fn an_act_without_an_action_is_refused() {
    let world = World::new();

    let error = world.json("POST /_sim/subjects/pi_x/act", json!({"acton": "approve"})).error();

    assert_eq!((error.0, error.2.as_str()), (400, "did you mean `action`?"));
}
