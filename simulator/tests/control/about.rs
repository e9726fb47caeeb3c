//! What the simulator says of itself.

use sandpay::Simulator;
use serde_json::json;

use crate::support::World;

#[test]
fn health_is_a_status_and_a_version() {
    let health = World::new().get("/_sim/health").json(200);

    assert_eq!(health, json!({"status": "ok", "version": env!("CARGO_PKG_VERSION")}));
}

#[test]
fn the_control_plane_says_where_everything_is() {
    let world = World { simulator: Simulator::builder().seed(7).start().unwrap() };

    let about = world.get("/_sim").json(200);

    assert_eq!(about["seed"], 7);
    assert_eq!(about["sandbox"], "default");
    assert_eq!(about["clock"], json!({"mode": "frozen", "now": "2026-01-01T00:00:00Z"}));
    let wooshpay = &about["providers"]["wooshpay"];
    assert_eq!(wooshpay["base_url"], world.simulator.base_url("wooshpay"));
    assert_eq!(wooshpay["operations"][0]["name"], "create_payment_intent");
    assert_eq!(wooshpay["operations"][0]["method"], "POST");
    assert_eq!(about["credentials"]["wooshpay"]["secret_key"], "sk_test_sandpay");
    assert_eq!(about["credentials"]["yabandpay"]["user"], "016683");
}

#[test]
fn base_urls_are_those_under_which_the_caller_reaches_us() {
    let world = World::new();
    let named = format!("GET http://{}/_sim", world.host().replace("127.0.0.1", "localhost"));

    let about = world.send(&named, &[], "").json(200);

    let base = about["providers"]["yabandpay"]["base_url"].as_str().unwrap();
    assert!(base.starts_with("http://localhost:"), "{base}");
}

#[test]
fn the_root_leads_to_the_control_plane() {
    assert_eq!(World::new().get("/").json(200)["control"], "/_sim");
}
