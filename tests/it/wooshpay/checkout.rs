//! A checkout session: its page, paying it, leaving it, and the end of its day.

use std::collections::BTreeMap;

use sandpay_contracts::wooshpay::CheckoutSession;
use sandpay_contracts::wooshpay::CreateCheckoutSession;
use sandpay_contracts::wooshpay::LineItem;
use sandpay_contracts::wooshpay::LineItems;
use sandpay_contracts::wooshpay::MethodType;
use sandpay_contracts::wooshpay::PaymentStatus;
use sandpay_contracts::wooshpay::SessionStatus;

use super::calls::DESKTOP;
use super::calls::TELEPHONE;
use super::calls::page;
use super::calls::press;
use crate::support::World;
use crate::support::qr;
use crate::support::story::story;

async fn create(world: &World) -> CheckoutSession {
    let session = CreateCheckoutSession {
        success_url: "https://shop.example/thanks".into(),
        cancel_url: Some("https://shop.example/basket".into()),
        payment_method_types: vec![MethodType::Alipay],
        currency: "CNY".into(),
        line_items: LineItems::of(LineItem::new("taiwan fengli", 1_000, 2)),
        client_reference_id: Some("order-7".into()),
        metadata: BTreeMap::new(),
    };
    world.wooshpay().create_checkout_session(&session).await.unwrap().value
}

/// What the merchant was told, in order.
fn told(world: &World) -> Vec<String> {
    let kind = |body: &[u8]| {
        let event: serde_json::Value = serde_json::from_slice(body).unwrap();
        event["type"].as_str().unwrap().to_owned()
    };
    world.receiver.received().iter().map(|one| kind(&one.body)).collect()
}

#[tokio::test]
async fn a_payer_leaves_comes_again_pays_and_is_thanked() {
    let world = World::new();
    world.register("wooshpay", "/hook", &[]).await;
    let session = create(&world).await;
    world.sandbox.settle().await.unwrap();

    let left = press(&session.url, "abandon").await;
    let refused = press(&session.url, "decline").await;
    world.sandbox.settle().await.unwrap();
    let paid = press(&session.url, "approve").await;
    world.sandbox.settle().await.unwrap();

    assert_eq!(left, "https://shop.example/basket");
    assert!(session.url.contains(&refused), "a refused payment leaves the page open: {refused}");
    assert_eq!(paid, "https://shop.example/thanks");
    let read = world.wooshpay().checkout_session(&session.id).await.unwrap().value;
    assert!(read.status == SessionStatus::Complete);
    assert!(read.payment_status.value().is_some_and(|status| *status == PaymentStatus::Paid));
    assert_eq!(
        told(&world),
        [
            "payment_intent.created",
            "payment_intent.payment_failed",
            "payment_intent.succeeded",
            "checkout.session.completed",
        ]
    );
    insta::assert_snapshot!("checkout", story(&world.sandbox));
}

#[tokio::test]
async fn the_page_shows_a_code_to_a_desktop_and_a_link_to_a_telephone() {
    let world = World::new();
    let session = create(&world).await;

    let desktop = page(&session.url, DESKTOP).await.text;
    let telephone = page(&session.url, TELEPHONE).await.text;

    let wallet = qr::text_of(&desktop);
    assert!(!desktop.contains("<a class=\"first\""), "{desktop}");
    assert!(!telephone.contains("<svg") && telephone.contains("<a class=\"first\""), "{telephone}");
    press(&wallet, "approve").await;
    let over = page(&format!("{}&seen=open", session.url), DESKTOP).await;
    assert!(over.text.contains("This page is over"), "{}", over.text);
}

#[tokio::test]
async fn a_session_that_nobody_pays_ends_with_its_day() {
    let world = World::new();
    world.register("wooshpay", "/hook", &[]).await;
    let session = create(&world).await;

    world.sandbox.clock().advance("PT23H59M59S").await.unwrap();
    let open = world.sandbox.subject(session.id.as_str()).unwrap().view.state;
    world.sandbox.clock().advance("PT1S").await.unwrap();

    assert_eq!(open, "open");
    let read = world.wooshpay().checkout_session(&session.id).await.unwrap().value;
    assert!(read.status == SessionStatus::Expired);
    assert_eq!(
        told(&world),
        ["payment_intent.created", "payment_intent.canceled", "checkout.session.expired"]
    );
    let over = page(&session.url, DESKTOP).await.text;
    assert!(over.contains("https://shop.example/basket") && !over.contains("<form"), "{over}");
    insta::assert_snapshot!("checkout_expires", story(&world.sandbox));
}
