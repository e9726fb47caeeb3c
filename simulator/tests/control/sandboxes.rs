//! Sandboxes over HTTP.

use rstest::rstest;
use serde_json::Value;
use serde_json::json;

use crate::support::World;

#[test]
fn a_sandbox_is_made_with_credentials_of_its_own_and_deleted() {
    let world = World::new();

    let made = world
        .json(
            "POST /_sim/sandboxes",
            json!({
                "name": "checkout tests",
                "seed": 5,
                "clock": {"mode": "frozen", "at": "2030-01-01T00:00:00Z"},
                "world": "empty",
            }),
        )
        .json(201);
    let id = made["id"].as_str().unwrap();

    let key = made["credentials"]["wooshpay"]["secret_key"].as_str().unwrap();
    assert!(key.starts_with("sk_test_") && key.contains(id), "{key}");
    assert!(made["credentials"]["wooshpay"]["publishable_key"].is_string());
    assert!(made["credentials"]["yabandpay"]["user"].is_string());
    let listed = world.get("/_sim/sandboxes").json(200);
    let names: Vec<_> =
        listed["sandboxes"].as_array().unwrap().iter().map(|one| &one["id"]).collect();
    assert_eq!(names, [&json!("default"), &made["id"]]);
    assert_eq!(
        listed["sandboxes"][1],
        json!({
            "id": id,
            "name": "checkout tests",
            "epoch": 0,
            "world": "empty",
            "clock": {"mode": "frozen", "now": "2030-01-01T00:00:00Z"},
        })
    );
    assert_eq!(world.delete(&format!("/_sim/sandboxes/{id}")).status, 204);
    assert_eq!(world.get(&format!("/_sim/clock?sandbox={id}")).error().0, 404);
}

#[test]
fn sandboxes_do_not_share_a_clock() {
    let world = World::new();
    let id = world.post("/_sim/sandboxes").json(201)["id"].as_str().unwrap().to_owned();
    let headers = [("sandpay-sandbox", id.as_str()), ("content-type", "application/json")];

    world.send("POST /_sim/clock/advance", &headers, "{\"by\":\"P1D\"}").json(200);

    let now = |query: &str| world.get(&format!("/_sim/clock{query}")).json(200)["now"].clone();
    assert_eq!(now(""), "2026-01-01T00:00:00Z");
    assert_eq!(now(&format!("?sandbox={id}")), "2026-01-02T00:00:00Z");
}

#[test]
fn resetting_empties_the_sandbox_and_counts_it() {
    let world = World::new();
    let intent = world.intent(None);

    let reset = world.post("/_sim/reset").json(200);

    assert_eq!((&reset["id"], &reset["epoch"]), (&json!("default"), &json!(1)));
    assert_eq!(world.get(&format!("/_sim/subjects/{}", intent.id)).error().0, 404);
    assert_eq!(world.get("/_sim/journal").json(200)["entries"], json!([]));
}

#[rstest]
#[case(json!({"nam": "x"}), "unknown_member", "did you mean `name`?")]
#[case(json!({"world": "emty"}), "bad_value", "did you mean `empty`?")]
#[case(json!({"clock": {"mode": "frozn"}}), "bad_value", "did you mean `frozen`?")]
#[case(json!({"clock": {"mode": "frozen", "when": 1}}), "unknown_member", "known: mode, at")]
#[case(json!({"seed": -1}), "bad_value", "nothing has happened")]
#[case(json!({"settings": {"nobody": {}}}), "bad_setting", "GET /_sim/settings lists every setting")]
#[case(json!({"settings": {"wooshpay": {"nothing": 1}}}), "bad_setting", "GET /_sim/settings lists every setting")]
fn a_sandbox_that_cannot_be_is_refused(
    #[case] body: Value,
    #[case] code: &str,
    #[case] hint: &str,
) {
    let world = World::new();

    let error = world.json("POST /_sim/sandboxes", body).error();

    assert_eq!((error.0, error.1.as_str(), error.2.as_str()), (400, code, hint));
    assert_eq!(world.get("/_sim/sandboxes").json(200)["sandboxes"].as_array().unwrap().len(), 1);
}

#[rstest]
#[case("default", 409, "default_sandbox")]
#[case("nobody", 404, "unknown_sandbox")]
fn not_every_sandbox_can_be_deleted(#[case] id: &str, #[case] status: u16, #[case] code: &str) {
    let error = World::new().delete(&format!("/_sim/sandboxes/{id}")).error();

    assert_eq!((error.0, error.1.as_str()), (status, code));
}
