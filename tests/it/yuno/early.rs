//! What a merchant does before Yuno's own time comes, and what is left of the schedule then.

use sandpay_contracts::yuno::Amount;
use sandpay_contracts::yuno::AmountValue;
use sandpay_contracts::yuno::CancelPayment;
use sandpay_contracts::yuno::Capture;
use sandpay_contracts::yuno::CapturePayment;
use sandpay_contracts::yuno::CaptureReason;
use sandpay_contracts::yuno::Client;
use sandpay_contracts::yuno::Delay;
use sandpay_contracts::yuno::Delayed;
use sandpay_contracts::yuno::Payment;
use sandpay_contracts::yuno::SubStatus;
use sandpay_contracts::yuno::Target;
use sandpay_contracts::yuno::TransactionType;

use crate::support::World;
use crate::support::story::story;
use crate::support::world::payment;

fn after(delay: &str) -> Option<Delayed> {
    Some(Delayed { delay: Delay::new(delay).unwrap(), simplified_mode: None })
}

/// An authorization of 20000 USD that Yuno captures after 20 days and cancels after 40.
async fn authorized(world: &World) -> (Client, Target) {
    let client = world.yuno();
    let capture = Capture::Later { delayed_capture: after("P20D"), delayed_cancel: after("P40D") };
    let created =
        client.create_payment(&world.key("create"), &payment(world, capture)).await.unwrap().value;
    world.sandbox.clock().advance("P10D").await.unwrap();
    let authorization = created.target(TransactionType::Authorize).unwrap();
    (client, authorization)
}

fn of(value: Option<&str>) -> CapturePayment {
    CapturePayment {
        amount: value.map(|value| Amount {
            currency: "USD".into(),
            value: AmountValue::Text(value.parse().unwrap()),
        }),
        description: None,
        reason: CaptureReason::ProductConfirmed,
        merchant_reference: "AAB01-432245".into(),
        simplified_mode: None,
    }
}

/// The payment long after everything that was scheduled.
async fn a_year_later(world: &World, client: &Client, target: &Target) -> Payment {
    world.sandbox.clock().advance("P365D").await.unwrap();
    client.payment(&target.payment).await.unwrap().value
}

#[tokio::test]
async fn an_early_capture_of_everything_removes_the_schedule() {
    let world = World::new();
    let (client, target) = authorized(&world).await;

    client.capture(&world.key("capture"), &target, &of(None)).await.unwrap();

    let later = a_year_later(&world, &client, &target).await;
    assert!(later.sub_status == SubStatus::Captured, "{later:?}");
    insta::assert_snapshot!("early_capture", story(&world.sandbox));
}

#[tokio::test]
async fn an_early_capture_of_a_part_removes_the_schedule_and_leaves_the_rest() {
    let world = World::new();
    let (client, target) = authorized(&world).await;

    client.capture(&world.key("capture"), &target, &of(Some("5000"))).await.unwrap();

    let later = a_year_later(&world, &client, &target).await;
    assert!(later.sub_status == SubStatus::PartiallyCaptured, "{later:?}");
    insta::assert_snapshot!("early_partial_capture", story(&world.sandbox));
}

#[tokio::test]
async fn an_early_cancel_removes_the_schedule() {
    let world = World::new();
    let (client, target) = authorized(&world).await;
    let cancel = CancelPayment {
        description: None,
        reason: None,
        merchant_reference: "AAB01-432245".into(),
    };

    client.cancel(&world.key("cancel"), &target, &cancel).await.unwrap();

    let later = a_year_later(&world, &client, &target).await;
    assert!(later.sub_status == SubStatus::Canceled, "{later:?}");
    insta::assert_snapshot!("early_cancel", story(&world.sandbox));
}

#[tokio::test]
async fn a_capture_in_the_dashboard_removes_the_schedule() {
    let world = World::new();
    let (client, target) = authorized(&world).await;

    world.sandbox.act(target.payment.as_str(), "capture").await.unwrap();

    let later = a_year_later(&world, &client, &target).await;
    assert!(later.sub_status == SubStatus::Captured, "{later:?}");
    insta::assert_snapshot!("dashboard_capture", story(&world.sandbox));
}

#[tokio::test]
async fn an_early_call_that_is_refused_leaves_the_schedule() {
    let world = World::new();
    let (client, target) = authorized(&world).await;

    client.capture(&world.key("capture"), &target, &of(Some("20001"))).await.unwrap_err();

    let later = a_year_later(&world, &client, &target).await;
    assert!(later.sub_status == SubStatus::Captured, "{later:?}");
    insta::assert_snapshot!("early_refusal", story(&world.sandbox));
}
