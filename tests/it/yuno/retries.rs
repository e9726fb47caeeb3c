//! `simplified_mode`: Yuno tries a scheduled operation again, as often and as late as documented.

use jiff::Timestamp;
use sandpay::Fault;
use sandpay_contracts::yuno::Capture;
use sandpay_contracts::yuno::Delay;
use sandpay_contracts::yuno::Delayed;
use sandpay_contracts::yuno::Payment;
use serde_json::Value;
use serde_json::json;

use crate::support::World;
use crate::support::story::story;
use crate::support::world::payment;

/// 5 and 50 minutes, 6, 24, 48 and 96 hours, each after the previous try.
const LADDER: [i64; 7] = [0, 5, 55, 6 * 60 + 55, 30 * 60 + 55, 78 * 60 + 55, 174 * 60 + 55];

fn persistent(delay: &str) -> Option<Delayed> {
    Some(Delayed { delay: Delay::new(delay).unwrap(), simplified_mode: Some(true) })
}

/// Lets a scheduled operation fail so many times, and everything fall due within a year. Answers the
/// minutes between the first day's end and each try, and the payment as it is then.
async fn tried(
    world: &World,
    (timer, times): (&str, Value),
    capture: Capture,
) -> (Vec<i64>, Payment) {
    let fault = json!({"on": {"provider": "yuno", "operation": timer},
                       "do": {"outcome": "DECLINED_BY_BANK"}, "times": times});
    world.sandbox.faults().arm(serde_json::from_value::<Fault>(fault).unwrap()).await.unwrap();
    let client = world.yuno();
    let created =
        client.create_payment(&world.key("one"), &payment(world, capture)).await.unwrap().value;

    let advanced = world.sandbox.clock().advance("P365D").await.unwrap();

    let due: Timestamp = "2026-01-02T00:00:00Z".parse().unwrap();
    let tries = advanced.happened.iter().filter(|row| row.what == timer);
    let minutes = tries.map(|row| row.at.duration_since(due).as_mins()).collect();
    (minutes, client.payment(&created.id).await.unwrap().value)
}

/// Status and sub-status as they were sent.
fn state(world: &World, payment: &Payment) -> String {
    world.sandbox.subject(payment.id.as_str()).unwrap().view.state
}

#[tokio::test]
async fn a_capture_that_fails_three_times_succeeds_6_h_55_min_after_it_was_due() {
    let world = World::new();
    let capture = Capture::Later { delayed_capture: persistent("P1D"), delayed_cancel: None };

    let (minutes, payment) = tried(&world, ("capture_due", json!(3)), capture).await;

    assert_eq!(minutes, LADDER[..4]);
    assert_eq!(state(&world, &payment), "SUCCEEDED/CAPTURED");
    insta::assert_snapshot!("capture_at_the_fourth_try", story(&world.sandbox));
}

#[tokio::test]
async fn a_capture_that_always_fails_is_given_up_174_h_55_min_after_it_was_due() {
    let world = World::new();
    let capture = Capture::Later { delayed_capture: persistent("P1D"), delayed_cancel: None };

    let (minutes, payment) = tried(&world, ("capture_due", json!("always")), capture).await;

    assert_eq!(minutes, LADDER);
    assert_eq!(state(&world, &payment), "SUCCEEDED/CAPTURE_RETRY_PROCESS_FAILED");
    insta::assert_snapshot!("capture_given_up", story(&world.sandbox));
}

#[tokio::test]
async fn a_cancel_that_fails_three_times_succeeds_6_h_55_min_after_it_was_due() {
    let world = World::new();
    let capture = Capture::Later { delayed_capture: None, delayed_cancel: persistent("P1D") };

    let (minutes, payment) = tried(&world, ("cancel_due", json!(3)), capture).await;

    assert_eq!(minutes, LADDER[..4]);
    assert_eq!(state(&world, &payment), "CANCELED/CANCELED");
    insta::assert_snapshot!("cancel_at_the_fourth_try", story(&world.sandbox));
}

#[tokio::test]
async fn a_cancel_that_always_fails_leaves_the_payment_authorized() {
    let world = World::new();
    let capture = Capture::Later { delayed_capture: None, delayed_cancel: persistent("P1D") };

    let (minutes, payment) = tried(&world, ("cancel_due", json!("always")), capture).await;

    assert_eq!(minutes, LADDER);
    assert_eq!(state(&world, &payment), "PENDING/AUTHORIZED");
    insta::assert_snapshot!("cancel_given_up", story(&world.sandbox));
}

#[tokio::test]
async fn a_cancel_that_fell_due_meanwhile_releases_the_hold_when_the_capture_is_given_up() {
    let world = World::new();
    let capture =
        Capture::Later { delayed_capture: persistent("P1D"), delayed_cancel: persistent("P2D") };

    let (minutes, payment) = tried(&world, ("capture_due", json!("always")), capture).await;

    assert_eq!(minutes, LADDER);
    assert_eq!(state(&world, &payment), "CANCELED/CANCELED");
    insta::assert_snapshot!("capture_given_up_then_cancel", story(&world.sandbox));
}
