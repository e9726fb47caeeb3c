//! Settings over HTTP.

use rstest::rstest;
use serde_json::Value;
use serde_json::json;

use crate::support::World;

fn value(settings: &Value, name: &str) -> Value {
    let found = settings.as_array().unwrap().iter().find(|setting| setting["name"] == name);
    found.unwrap()["value"].clone()
}

#[test]
fn every_setting_is_described() {
    let world = World::new();

    let all = world.get("/_sim/settings").json(200);

    for (provider, settings) in all.as_object().unwrap() {
        assert_eq!(&world.get(&format!("/_sim/settings/{provider}")).json(200), settings);
        for setting in settings.as_array().unwrap() {
            for member in ["name", "type", "changes", "source"] {
                assert!(!setting[member].as_str().unwrap().is_empty(), "{setting}");
            }
            assert_eq!(setting["value"], setting["default"], "{setting}");
        }
    }
    assert!(all["wooshpay"].as_array().unwrap().len() > 1);
}

#[test]
fn a_change_shows_and_is_an_input() {
    let world = World::new();

    let changed = world
        .json("PATCH /_sim/settings/wooshpay", json!({"return_parameters": "stripe"}))
        .json(200);

    assert_eq!(value(&changed, "return_parameters"), "stripe");
    let journal = world.get("/_sim/journal?kind=command").json(200);
    assert_eq!(journal["entries"][0]["what"], "wooshpay: settings return_parameters");
}

#[rstest]
#[case("wooshpay", json!({"return_parameter": "none"}), (400, "bad_setting", "did you mean `return_parameters`?"))]
#[case("wooshpay", json!({"return_parameters": 5}), (400, "bad_setting", "GET /_sim/settings lists every setting"))]
#[case("wooshpai", json!({}), (404, "unknown_provider", "did you mean `wooshpay`?"))]
#[case("wooshpay", json!([]), (400, "bad_body", "it begins with `{`"))]
fn a_change_that_does_not_fit_changes_nothing(
    #[case] provider: &str,
    #[case] body: Value,
    #[case] expected: (u16, &str, &str),
) {
    let world = World::new();
    let before = world.get("/_sim/settings").json(200);

    let error = world.json(&format!("PATCH /_sim/settings/{provider}"), body).error();

    assert_eq!((error.0, error.1.as_str(), error.2.as_str()), expected);
    assert_eq!(world.get("/_sim/settings").json(200), before);
}
