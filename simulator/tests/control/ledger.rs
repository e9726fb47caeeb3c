//! The ledger over HTTP and in the library.

use serde_json::json;

use crate::support::World;

#[test]
fn a_paid_intent_is_a_balanced_entry() {
    let world = World::new();
    let paid = world.intent(None);
    world.intent(None);
    let empty = world.get("/_sim/ledger").json(200);
    world.post(&format!("/_sim/pages/{}/approve", paid.page)).json(200);

    let ledger = world.get("/_sim/ledger?provider=wooshpay").json(200);

    assert_eq!(empty, json!({"entries": [], "balances": []}));
    assert_eq!(
        ledger,
        json!({
            "entries": [{
                "at": "2026-01-01T00:00:00Z", "provider": "wooshpay", "subject": paid.id,
                "transaction": paid.id, "what": "paid", "currency": "CNY",
                "postings": [
                    {"account": "available", "amount": "-0.2"},
                    {"account": "merchant", "amount": "0.2"},
                ],
            }],
            "balances": [
                {"account": "available", "currency": "CNY", "amount": "-0.2"},
                {"account": "merchant", "currency": "CNY", "amount": "0.2"},
            ],
        })
    );
    assert_eq!(serde_json::to_value(world.simulator.sandbox().ledger()).unwrap(), ledger);
    assert_eq!(world.get("/_sim/ledger?provider=yuno").json(200), empty);
}

#[test]
fn a_ledger_of_nobody_is_refused() {
    let error = World::new().get("/_sim/ledger?provider=yunno").error();

    assert_eq!(error, (400, "bad_parameter".into(), "did you mean `yuno`?".into()));
}
