//! Nobody can wait seven days in CI: authorizations that Yuno captures or cancels by itself.

use rstest::rstest;
use sandpay::Fault;
use sandpay_contracts::yuno::Capture;
use sandpay_contracts::yuno::Delay;
use sandpay_contracts::yuno::Delayed;
use sandpay_contracts::yuno::EventType;
use sandpay_contracts::yuno::Status;
use sandpay_contracts::yuno::SubStatus;
use sandpay_contracts::yuno::Verifier;
use serde_json::json;

use crate::support::World;
use crate::support::story::story;
use crate::support::world::payment;

const SECRET: &str = "a-secret-of-the-merchant";

fn after(delay: &str) -> Option<Delayed> {
    Some(Delayed { delay: Delay::new(delay).unwrap(), simplified_mode: None })
}

fn later(capture: Option<&str>, cancel: Option<&str>) -> Capture {
    Capture::Later {
        delayed_capture: capture.and_then(after),
        delayed_cancel: cancel.and_then(after),
    }
}

#[tokio::test]
async fn a_payment_is_captured_at_the_instant_that_was_asked_for_and_the_merchant_is_told() {
    let world = World::new();
    world.register("yuno", "/hook", &[("hmac_client_secret", SECRET)]).await;
    let client = world.yuno();

    let created = client
        .create_payment(&world.key("one"), &payment(&world, later(Some("P7D"), None)))
        .await
        .unwrap()
        .value;
    world.sandbox.settle().await.unwrap();
    let before = world.sandbox.clock().advance("P6DT23H").await.unwrap();
    let held = client.payment(&created.id).await.unwrap().value;
    let after = world.sandbox.clock().advance("PT1H").await.unwrap();
    let captured = client.payment(&created.id).await.unwrap().value;

    assert!(before.happened.is_empty() && held.sub_status == SubStatus::Authorized);
    assert!(captured.status == Status::Succeeded && captured.sub_status == SubStatus::Captured);
    let due: jiff::Timestamp = "2026-01-08T00:00:00Z".parse().unwrap();
    let happened: Vec<_> = after.happened.iter().map(|row| (row.at, row.kind)).collect();
    assert_eq!(happened, [(due, "timer"), (due, "delivery")]);
    let verifier = Verifier::by_signature(SECRET.into());
    let told: Vec<_> = world
        .receiver
        .received()
        .iter()
        .map(|one| verifier.event(&one.headers, &one.body).unwrap().type_event)
        .collect();
    assert!(
        told.len() == 2 && told[0] == EventType::Authorize && told[1] == EventType::Capture,
        "{told:?}"
    );
    insta::assert_snapshot!("delayed_capture", story(&world.sandbox));
}

#[rstest]
#[case::hours(later(Some("PT3H"), None), "2026-01-01T03:00:00Z", "payment.capture")]
#[case::weeks(later(Some("P7D"), None), "2026-01-08T00:00:00Z", "payment.capture")]
#[case::thirty_days(later(Some("P30D"), None), "2026-01-31T00:00:00Z", "payment.capture")]
#[case::month(later(Some("P1M"), None), "2026-02-01T00:00:00Z", "payment.capture")]
#[case::cancel(later(None, Some("P7D")), "2026-01-08T00:00:00Z", "payment.cancel")]
#[case::the_capture_comes_first(
    later(Some("P20D"), Some("P40D")),
    "2026-01-21T00:00:00Z",
    "payment.capture"
)]
#[case::the_cancel_comes_first(
    later(Some("P40D"), Some("P20D")),
    "2026-01-21T00:00:00Z",
    "payment.cancel"
)]
#[tokio::test]
async fn a_delay_ends_at_its_instant_and_only_once(
    #[case] capture: Capture,
    #[case] due: &str,
    #[case] event: &str,
) {
    let world = World::new();

    world.yuno().create_payment(&world.key("one"), &payment(&world, capture)).await.unwrap();
    let advanced = world.sandbox.clock().advance("P90D").await.unwrap();

    let timers: Vec<_> = advanced.happened.iter().map(|row| row.at.to_string()).collect();
    assert_eq!(timers, [due]);
    let events: Vec<_> = world
        .sandbox
        .journal()
        .into_iter()
        .filter(|entry| entry.kind == "event")
        .map(|entry| entry.what)
        .collect();
    assert_eq!(events, ["payment.authorize", event]);
}

#[tokio::test]
async fn a_month_after_the_end_of_january_is_the_end_of_february() {
    let world = World::new();
    world.sandbox.clock().advance_to("2026-01-31T10:00:00Z".parse().unwrap()).await.unwrap();
    let capture = later(Some("P1M"), None);

    world.yuno().create_payment(&world.key("one"), &payment(&world, capture)).await.unwrap();
    world.sandbox.clock().advance("P90D").await.unwrap();

    insta::assert_snapshot!("a_month_from_the_end_of_january", story(&world.sandbox));
}

#[tokio::test]
async fn a_scheduled_capture_that_fails_leaves_the_hold_to_the_pending_cancel() {
    let world = World::new();
    let fault = json!({"on": {"provider": "yuno", "operation": "capture_due"}, "do": {"outcome": "DECLINED_BY_BANK"}});
    world.sandbox.faults().arm(serde_json::from_value::<Fault>(fault).unwrap()).await.unwrap();
    let client = world.yuno();

    let created = client
        .create_payment(&world.key("one"), &payment(&world, later(Some("P20D"), Some("P40D"))))
        .await
        .unwrap()
        .value;
    world.sandbox.clock().advance("P20D").await.unwrap();
    let held = client.payment(&created.id).await.unwrap().value;
    world.sandbox.clock().advance("P20D").await.unwrap();
    let released = client.payment(&created.id).await.unwrap().value;

    assert!(held.sub_status == SubStatus::Authorized, "{held:?}");
    assert!(released.status == Status::Canceled, "{released:?}");
    insta::assert_snapshot!("failed_capture_then_cancel", story(&world.sandbox));
}

#[tokio::test]
async fn a_receiver_that_fails_six_times_gets_seven_deliveries_at_the_documented_instants() {
    let world = World::new();
    world.register("yuno", "/hook", &[("hmac_client_secret", SECRET)]).await;
    world.receiver.answer_next([500, 503, 404, 301, 204, 500]);

    world
        .yuno()
        .create_payment(&world.key("one"), &payment(&world, Capture::Immediate))
        .await
        .unwrap();
    world.sandbox.clock().advance("P30D").await.unwrap();

    let delivery = &world.sandbox.webhooks().deliveries()[0];
    let start: jiff::Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
    let minutes: Vec<i64> = delivery
        .attempts
        .iter()
        .map(|tried| tried.attempt.at.duration_since(start).as_mins())
        .collect();
    assert_eq!(minutes, [0, 5, 55, 6 * 60 + 55, 30 * 60 + 55, 78 * 60 + 55, 174 * 60 + 55]);
    assert_eq!(serde_json::to_value(delivery.outcome).unwrap(), "delivered");
    let retries: Vec<_> = world
        .receiver
        .received()
        .iter()
        .map(|one| {
            serde_json::from_slice::<serde_json::Value>(&one.body).unwrap()["retry"]
                .as_u64()
                .unwrap()
        })
        .collect();
    assert_eq!(retries, [0, 1, 2, 3, 4, 5, 6]);
    insta::assert_snapshot!("seven_deliveries", story(&world.sandbox));
}
