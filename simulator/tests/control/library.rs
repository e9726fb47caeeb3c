//! The library's handle makes the same calls as the control plane.

use sandpay::NewSandbox;
use sandpay::Rewrite;
use sandpay::Simulator;
use serde_json::Map;
use serde_json::json;

use crate::support::Receiver;
use crate::support::World;

#[test]
fn a_delivery_is_sent_once_more_to_where_it_is_rewritten() {
    let world = World::new();
    let receiver = Receiver::start();
    let endpoint = json!([{"url": "http://shop.example/hook"}]);
    world.json("PUT /_sim/webhooks/endpoints/wooshpay", endpoint).json(200);
    let sandbox = world.simulator.sandbox();
    let to = receiver.url.trim_end_matches("/hook").to_owned();
    let rewrite = Rewrite { from: "http://shop.example".into(), to };
    sandbox.webhooks().rewrite(vec![rewrite]).wait().unwrap();
    world.intent(None);
    sandbox.settle().wait().unwrap();

    let id = sandbox.webhooks().deliveries()[0].id.clone();
    sandbox.webhooks().redeliver(&id).wait().unwrap();
    sandbox.settle().wait().unwrap();

    assert_eq!(receiver.received().len(), 3);
    assert_eq!(sandbox.webhooks().redeliver("first").wait().unwrap_err().code, "bad_id");
}

#[test]
fn a_page_is_looked_at_and_acted_on() {
    let world = World::new();
    let intent = world.intent(None);
    let sandbox = world.simulator.sandbox();

    let page = sandbox.hosted_page(&intent.page).unwrap();
    sandbox.page(&intent.page, page.actions[0].name, Map::new()).wait().unwrap();

    assert_eq!(sandbox.subject(&intent.id).unwrap().view.state, "succeeded");
    assert_eq!(sandbox.hosted_page("default-x"), None);
}

#[test]
fn faults_are_listed_and_disarmed_one_by_one() {
    let simulator = Simulator::start();
    let faults = json!({"on": {"provider": "wooshpay"}, "do": {"before_commit": "hang"}});
    let sandbox = simulator.sandbox();
    for _ in 0..2 {
        sandbox.faults().arm(serde_json::from_value(faults.clone()).unwrap()).wait().unwrap();
    }

    sandbox.faults().disarm(1).wait().unwrap();

    assert_eq!(sandbox.faults().armed().iter().map(|armed| armed.id).collect::<Vec<_>>(), [2]);
    assert_eq!(sandbox.faults().disarm(1).wait().unwrap_err().code, "unknown_fault");
}

#[test]
fn settings_are_described() {
    let sandbox = Simulator::start().sandbox();

    assert!(sandbox.settings("wooshpay").unwrap().iter().all(|one| one.value == one.default));
    assert_eq!(sandbox.settings("nobody").unwrap_err().code, "unknown_provider");
}

#[test]
fn a_sandbox_is_exported_deleted_and_imported_again() {
    let simulator = Simulator::start();
    let made = simulator.new_sandbox(NewSandbox::default()).unwrap();
    made.clock().freeze_at("2026-02-01T00:00:00Z".parse().unwrap()).wait().unwrap();
    let (id, lines) = (made.id().to_owned(), made.export().unwrap());

    simulator.delete_sandbox(&id).unwrap();
    assert_eq!(simulator.sandboxes().len(), 1);
    let again = simulator.import(&lines).unwrap();

    assert_eq!(again.id(), id);
    assert_eq!(again.clock().now(), "2026-02-01T00:00:00Z".parse().unwrap());
    assert_eq!(simulator.sandboxes().len(), 2);
}
