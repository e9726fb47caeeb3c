//! A thousand callers with one idempotency key at once.
//!
//! One round with every `cargo test`. Fifty rounds of each:
//!
//! ```text
//! SANDPAY_ROUNDS=50 cargo test -p sandpay-tests --test it yuno::crowd
//! ```

use std::collections::BTreeSet;

use rstest::rstest;
use sandpay_contracts::yuno::Capture;
use sandpay_contracts::yuno::ErrorCode;
use serde_json::json;

use crate::support::World;
use crate::support::world::payment;

const CALLERS: usize = 1_000;

fn rounds() -> usize {
    std::env::var("SANDPAY_ROUNDS").map_or(1, |rounds| rounds.parse().unwrap())
}

#[rstest]
#[case::answered_at_once(None)]
#[case::with_the_first_answer_held_back(Some(json!({"latency": "PT1S"})))]
#[tokio::test]
async fn a_thousand_callers_with_one_key_make_one_payment_and_one_chain_of_webhooks(
    #[case] fault: Option<serde_json::Value>,
) {
    let world = World::new();
    for round in 0..rounds() {
        world.sandbox.reset();
        world.register("yuno", &format!("/{round}"), &[]).await;
        if let Some(effect) = &fault {
            let fault = json!({"on": {"provider": "yuno", "operation": "create_payment"},
                               "do": effect});
            world.sandbox.faults().arm(serde_json::from_value(fault).unwrap()).await.unwrap();
        }

        let (ids, refused) = crowd(&world).await;

        assert_eq!(ids.len(), 1, "round {round}");
        assert!(fault.is_none() || refused > 0, "round {round}: nobody met the held answer");
        let listed = world.yuno().payments_of_order("000025").await.unwrap().value;
        let listed: Vec<String> = listed.iter().map(|payment| payment.id.to_string()).collect();
        assert_eq!(listed, ids.into_iter().collect::<Vec<_>>(), "round {round}");
        world.sandbox.settle().await.unwrap();
        let told = world.receiver.received();
        let told = told.iter().filter(|webhook| webhook.path == format!("/{round}")).count();
        let ledger = world.sandbox.ledger();
        assert_eq!((told, ledger.entries.len()), (1, 1), "round {round}");
    }
}

/// Everybody calls at once. The ids that were answered, and how many callers were told that the first
/// call is still in process.
async fn crowd(world: &World) -> (BTreeSet<String>, usize) {
    let client = world.yuno();
    let (key, body) = (world.key("one"), payment(world, Capture::Immediate));
    let mut calls = tokio::task::JoinSet::new();
    for _ in 0..CALLERS {
        let (client, key, body) = (client.clone(), key.clone(), body.clone());
        calls.spawn(async move { client.create_payment(&key, &body).await });
    }
    let (mut ids, mut refused) = (BTreeSet::new(), 0);
    while let Some(call) = calls.join_next().await {
        match call.unwrap() {
            Ok(reply) => drop(ids.insert(reply.value.id.to_string())),
            Err(error) => {
                let refusal = error.refusal().unwrap_or_else(|| panic!("{error}"));
                assert_eq!(refusal.code(), Some(ErrorCode::RequestInProcess));
                refused += 1;
            }
        }
    }
    (ids, refused)
}
