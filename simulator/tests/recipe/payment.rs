//! An order is paid over a line that breaks.

use sandpay::Endpoint;
use sandpay::Simulator;
use sandpay::Verification;
use serde_json::json;

use crate::shop::Shop; // your client, and your route for webhooks

#[test]
fn an_order_is_paid_once_although_the_first_answer_is_lost() {
    let simulator = Simulator::start(); // ready, on a free port, frozen, gone when dropped
    let sandbox = simulator.sandbox();
    let shop = Shop::open(&simulator.base_url("yuno"));
    let hook = Endpoint { url: shop.hook(), events: None, secrets: Vec::new() };
    sandbox.webhooks().set_endpoints("yuno", vec![hook]).wait().unwrap();
    let lost = json!({
        "on": {"provider": "yuno", "operation": "create_payment"},
        "do": {"after_commit": "disconnect"}
    });
    sandbox.faults().arm(serde_json::from_value(lost).unwrap()).wait().unwrap();

    let payment = shop.pay("order-1");

    assert_eq!(payment["status"], "SUCCEEDED");
    sandbox.settle().wait().unwrap();
    let calls = Verification::default().expect("create_payment", 2);
    sandbox.verify(calls.no_advice().no_undelivered()).unwrap();
}
