//! The clock over HTTP.

use rstest::rstest;
use serde_json::Value;
use serde_json::json;

use crate::support::Receiver;
use crate::support::World;

#[test]
fn advancing_answers_what_happened_in_order() {
    let world = World::new();
    let receiver = Receiver::start();
    world.json("PUT /_sim/webhooks/endpoints/wooshpay", json!([{"url": receiver.url}])).json(200);
    let intent = world.intent(None);
    world.post("/_sim/settle").json(200);

    let advanced = world.json("POST /_sim/clock/advance", json!({"by": "PT2H"})).json(200);

    assert_eq!(advanced["from"], "2026-01-01T00:00:00Z");
    assert_eq!(advanced["now"], "2026-01-01T02:00:00Z");
    assert_eq!((&advanced["quiet"], &advanced["truncated"]), (&json!(true), &json!(false)));
    let rows = advanced["happened"].as_array().unwrap();
    let told: Vec<_> = rows.iter().map(|row| [&row["at"], &row["kind"], &row["what"]]).collect();
    assert_eq!(
        told,
        [
            [&json!("2026-01-01T01:00:00Z"), &json!("timer"), &json!("redirect_expires")],
            [
                &json!("2026-01-01T01:00:00Z"),
                &json!("delivery"),
                &json!("payment_intent.payment_failed #1 answered 200, acknowledged")
            ],
        ]
    );
    assert!(rows.iter().all(|row| row["subject"] == intent.id && row["provider"] == "wooshpay"));
}

#[test]
fn the_next_due_thing_can_be_waited_for() {
    let world = World::new();
    world.intent(None);

    let advanced = world.json("POST /_sim/clock/advance", json!({"to": "next"})).json(200);

    assert_eq!(advanced["now"], "2026-01-01T01:00:00Z");
    assert_eq!(advanced["happened"][0]["what"], "redirect_expires");
}

#[test]
fn the_clock_stands_and_flows_as_it_is_told() {
    let world = World::new();

    let flowing = world.post("/_sim/clock/flow").json(200);
    let frozen =
        world.json("POST /_sim/clock/freeze", json!({"at": "2027-01-01T00:00:00Z"})).json(200);
    let advanced =
        world.json("POST /_sim/clock/advance", json!({"to": "2027-02-01T00:00:00Z"})).json(200);

    assert_eq!(flowing["mode"], "flowing");
    assert_eq!(frozen, json!({"mode": "frozen", "now": "2027-01-01T00:00:00Z"}));
    assert_eq!(advanced["now"], "2027-02-01T00:00:00Z");
    assert_eq!(
        world.get("/_sim/clock").json(200),
        json!({"mode": "frozen", "now": "2027-02-01T00:00:00Z"})
    );
}

#[test]
fn settling_delivers_what_is_due_and_leaves_the_clock_alone() {
    let world = World::new();
    let receiver = Receiver::start();
    world.json("PUT /_sim/webhooks/endpoints/wooshpay", json!([{"url": receiver.url}])).json(200);
    world.intent(None);

    let settled = world.json("POST /_sim/settle", json!({})).json(200);

    assert_eq!((&settled["now"], &settled["quiet"]), (&settled["from"], &json!(true)));
    assert_eq!(receiver.received().len(), 2);
}

#[rstest]
#[case::neither("advance", json!({}), "by_or_to")]
#[case::both("advance", json!({"by": "P1D", "to": "next"}), "by_or_to")]
#[case::backwards("advance", json!({"to": "2025-01-01T00:00:00Z"}), "clock_backwards")]
#[case::no_instant("advance", json!({"to": "tomorrow"}), "bad_instant")]
#[case::no_duration("advance", json!({"by": "1 month"}), "bad_duration")]
#[case::negative("advance", json!({"by": "-P1D"}), "bad_duration")]
#[case::endless("advance", json!({"by": "P19000Y"}), "bad_duration")]
#[case::number("advance", json!({"by": 7}), "bad_value")]
#[case::unknown("advance", json!({"bye": "P1D"}), "unknown_member")]
#[case::freeze_back("freeze", json!({"at": "2025-01-01T00:00:00Z"}), "clock_backwards")]
#[case::freeze_nowhen("freeze", json!({"at": "noon"}), "bad_instant")]
#[case::flow_with("flow", json!({"at": "2026-01-01T00:00:00Z"}), "unknown_member")]
fn a_turn_that_makes_no_sense_is_refused(
    #[case] call: &str,
    #[case] body: Value,
    #[case] code: &str,
) {
    let world = World::new();

    let (status, found, _) = world.json(&format!("POST /_sim/clock/{call}"), body).error();

    assert_eq!((status, found.as_str()), (400, code));
    assert_eq!(world.get("/_sim/clock").json(200)["now"], "2026-01-01T00:00:00Z");
}
