//! One key, one payment.

use std::collections::BTreeSet;

use sandpay_contracts::yuno::Capture;
use sandpay_contracts::yuno::ErrorCode;
use sandpay_contracts::yuno::Status;

use crate::support::World;
use crate::support::world::payment;

#[tokio::test]
async fn the_same_key_finds_the_same_payment_whatever_the_body_for_a_day() {
    let world = World::new();
    let client = world.yuno();
    let first = client
        .create_payment(&world.key("one"), &payment(&world, Capture::Immediate))
        .await
        .unwrap();

    let again =
        client.create_payment(&world.key("one"), &payment(&world, Capture::MANUAL)).await.unwrap();
    world.sandbox.clock().advance("P1D").await.unwrap();
    let next_day = client
        .create_payment(&world.key("one"), &payment(&world, Capture::Immediate))
        .await
        .unwrap();

    assert_eq!(again.received.body.bytes(), first.received.body.bytes());
    assert_ne!(next_day.value.id, first.value.id);
}

#[tokio::test]
async fn a_hundred_callers_with_one_key_make_one_payment_and_one_event() {
    let world = World::new();
    let client = world.yuno();
    let (key, body) = (world.key("one"), payment(&world, Capture::Immediate));

    let mut calls = tokio::task::JoinSet::new();
    for _ in 0..100 {
        let (client, key, body) = (client.clone(), key.clone(), body.clone());
        calls.spawn(async move { client.create_payment(&key, &body).await });
    }
    let mut ids = BTreeSet::new();
    while let Some(call) = calls.join_next().await {
        match call.unwrap() {
            Ok(reply) => drop(ids.insert(reply.value.id.to_string())),
            Err(error) => {
                assert_eq!(error.refusal().unwrap().code(), Some(ErrorCode::RequestInProcess))
            }
        }
    }

    assert_eq!(ids.len(), 1);
    let events = world.sandbox.journal().into_iter().filter(|entry| entry.kind == "event").count();
    assert_eq!(events, 1);
}

#[tokio::test]
async fn a_declined_payment_is_an_answer_and_keeps_its_key() {
    let world = World::new();
    let client = world.yuno();
    let mut declined = payment(&world, Capture::Immediate);
    declined.description = "INSUFFICIENT_FUNDS".into();

    let first = client.create_payment(&world.key("one"), &declined).await.unwrap();
    let again = client
        .create_payment(&world.key("one"), &payment(&world, Capture::Immediate))
        .await
        .unwrap();

    assert!(first.value.status == Status::Declined);
    assert_eq!(again.value.id, first.value.id);
}
