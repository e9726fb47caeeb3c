//! What merchants' servers are told of later operations, and that the profile lists what can happen.

use std::collections::BTreeSet;

use serde_json::json;

use super::*;
use crate::kernel::webhook::Attempt;
use crate::kernel::webhook::Endpoint;
use crate::providers::yuno::Yuno;
use crate::providers::yuno::response_codes::NAMES;

const NOON: &str = "2026-01-15T12:00:00Z";

fn told(sandbox: &Sandbox) -> Vec<Value> {
    let attempt =
        Attempt { number: 0, at: sandbox.at, first: sandbox.at, wall: None, first_wall: None };
    let events = sandbox.steps.iter().flat_map(|step| &step.events);
    let sealed = events.map(|event| {
        sandbox.machine.seal(event.number, &Endpoint::default(), &attempt).unwrap().body
    });
    sealed.map(|body| str::from_utf8(&body).unwrap().parse().unwrap()).collect()
}

#[test]
fn each_operation_is_told_with_its_transaction_and_those_before_it() {
    let mut sandbox = Sandbox::new(NOON);
    let mut body = guide("manual");
    body["response_additional_data"] = json!({"transactions_history": true});
    let payment = sandbox.created(&body);
    let part = wish(json!({
        "amount": amount(5000), "reason": "PRODUCT_CONFIRMED", "simplified_mode": true
    }));
    sandbox.changed(&payment, (0, "capture"), &part);
    sandbox.changed(&payment, (1, "refund"), &wish(json!({"description": "Returned"})));

    let told = told(&sandbox);

    let types: Vec<_> = told.iter().map(|body| body["type_event"].as_str().unwrap()).collect();
    assert_eq!(types, ["payment.authorize", "payment.capture", "payment.refund"]);
    for (position, body) in told.iter().enumerate() {
        assert_eq!((&body["type"], &body["version"]), (&json!("payment"), &json!(2)));
        let payment = &body["data"]["payment"];
        let history = payment["transactions_history"].as_array().unwrap();
        assert_eq!(history.len(), position + 1);
        assert_eq!(history[position], payment["transactions"]);
        assert_eq!(payment["idempotency_key"], "key-1", "the key of the create request");
    }
    let [_, capture, refund] = [0, 1, 2].map(|at| &told[at]["data"]["payment"]);
    assert_eq!(state(capture), "SUCCEEDED/PARTIALLY_CAPTURED");
    let transaction = &capture["transactions"];
    assert_eq!((&transaction["type"], &transaction["amount"]), (&json!("CAPTURE"), &json!(5000)));
    assert_eq!(transaction["reason"], "PRODUCT_CONFIRMED");
    assert_eq!(transaction["merchant_reference"], "AAB01-432245");
    assert_eq!(transaction["simplified_mode"], json!(true));
    assert_eq!(state(refund), "REFUNDED/REFUNDED");
    assert_eq!(refund["transactions"]["description"], "Returned");
    assert_eq!(
        refund["amount"],
        json!({"currency": "USD", "value": 20000, "refunded": 5000, "captured": 5000})
    );
}

/// All that happens when every operation is tried with every outcome, with and without tries to come.
fn reached() -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut states, mut events) = (BTreeSet::new(), BTreeSet::new());
    for (example, verb, at, again) in [
        ("manual", "capture", 0, false),
        ("manual", "capture", 0, true),
        ("manual", "cancel", 0, false),
        ("real-time", "refund", 0, false),
        ("real-time", "refund", 0, true),
    ] {
        for code in NAMES {
            for value in [1, 20000] {
                let mut sandbox = Sandbox::new(NOON);
                let payment = sandbox.created(&guide(example));
                let more = json!({
                    "description": code, "simplified_mode": again, "amount": amount(value)
                });
                sandbox.changed(&payment, (at, verb), &wish(more));
                states.insert(state(&sandbox.read(&payment)));
                events.extend(sandbox.events());
            }
        }
    }
    for code in NAMES {
        for spelled in ["succeeded", "verified"] {
            let mut sandbox = Sandbox::new(NOON);
            let changes = json!({"verified_status": spelled});
            sandbox.machine.change_settings(changes.as_object().unwrap()).unwrap();
            let mut body = guide("real-time");
            body["description"] = json!(code);
            body["amount"]["value"] = json!(0);
            body["payment_method"]["detail"]["card"]["verify"] = json!(true);
            states.insert(state(&sandbox.created(&body)));
            events.extend(sandbox.events());
        }
    }
    (states, events)
}

/// Reached by time alone.
const BY_TIME: [&str; 1] = ["SUCCEEDED/CAPTURE_RETRY_PROCESS_FAILED"];

#[test]
fn everything_that_the_profile_lists_happens_and_nothing_else() {
    let profile = Kind::<Yuno>::new().profile();
    let (states, events) = reached();

    let listed: BTreeSet<String> = profile.events.iter().map(|&event| event.into()).collect();
    assert_eq!(events, listed);
    let listed = profile.statuses.iter().filter(|state| !BY_TIME.contains(state));
    assert_eq!(states, listed.map(|&state| state.into()).collect());
}
