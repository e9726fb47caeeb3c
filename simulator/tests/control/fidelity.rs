//! What is emulated, over HTTP.

use serde_json::Value;
use serde_json::json;

use crate::support::World;

fn of<'a>(list: &'a Value, name: &str) -> &'a Value {
    list.as_array().unwrap().iter().find(|one| one["name"] == name).unwrap()
}

#[test]
fn every_provider_tells_what_it_emulates_and_on_what_grounds() {
    let fidelity = World::new().get("/_sim/fidelity").json(200);

    let providers = fidelity["providers"].as_array().unwrap();
    let names: Vec<_> = providers.iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["yuno", "yabandpay", "wooshpay"]);
    for provider in providers {
        for list in ["operations", "errors", "events", "statuses", "settings"] {
            let list = provider[list].as_array().unwrap();
            assert!(!list.is_empty());
            assert!(list.iter().all(|one| one["source"].is_string()), "{list:?}");
        }
    }
}

#[test]
fn an_operation_tells_its_call_and_the_members_that_it_knows() {
    let world = World::new();
    let yabandpay = world.get("/_sim/fidelity?provider=yabandpay").json(200);
    let wooshpay = world.get("/_sim/fidelity?provider=wooshpay").json(200);

    assert_eq!(yabandpay["providers"].as_array().unwrap().len(), 1);
    let operations = |fidelity: &Value| fidelity["providers"][0]["operations"].clone();
    let cancel = of(&operations(&yabandpay), "cancel_payment").clone();
    assert!(cancel["response"].as_array().unwrap().contains(&json!("data.trade_id")), "{cancel}");
    assert_eq!(
        cancel,
        json!({
            "name": "cancel_payment", "method": "POST", "path": "/Payments",
            "call": "v3.CancelPayment", "basis": "documented",
            "source": "https://docs.yabandpay.com/api/en/payments/others/cancel.html",
            "request": ["user", "sign", "method", "time", "data", "data.trade_id"],
            "response": cancel["response"],
        })
    );
    let cancel = of(&operations(&wooshpay), "cancel_payment_intent").clone();
    let reason = json!(["cancellation_reason"]);
    assert_eq!(
        (&cancel["basis"], &cancel["request"], &cancel["inferred"]),
        (&json!("inferred"), &reason, &reason)
    );
}

#[test]
fn what_nobody_emulates_is_refused() {
    let error = World::new().get("/_sim/fidelity?provider=yunno").error();

    assert_eq!(error, (400, "bad_parameter".into(), "did you mean `yuno`?".into()));
}
