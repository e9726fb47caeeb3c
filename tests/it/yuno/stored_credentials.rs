//! A card that is stored by one payment and charged by others, with and without its owner.

use sandpay::Fault;
use sandpay_contracts::yuno::Capture;
use sandpay_contracts::yuno::CardDetails;
use sandpay_contracts::yuno::CardSource;
use sandpay_contracts::yuno::CreateCustomer;
use sandpay_contracts::yuno::CreatePayment;
use sandpay_contracts::yuno::CustomerId;
use sandpay_contracts::yuno::CustomerPayer;
use sandpay_contracts::yuno::ErrorCode;
use sandpay_contracts::yuno::Payment;
use sandpay_contracts::yuno::Status;
use sandpay_contracts::yuno::StoredCredentials;
use sandpay_contracts::yuno::StoredReason;
use sandpay_contracts::yuno::Usage;
use sandpay_contracts::yuno::VaultedToken;
use serde_json::json;

use crate::support::World;
use crate::support::story::story;
use crate::support::world::documented_card;
use crate::support::world::payment;

/// The vaulted token and the network's id of the guide.
const TOKEN: &str = "eb8caa17-6407-457b-960e-125d8d7a90c1";
const REMEMBERED: &str = "583103536844189";

fn payer(id: &CustomerId) -> Option<CustomerPayer> {
    Some(CustomerPayer { id: Some(id.clone()), ..CustomerPayer::default() })
}

/// A payment with a card that is stored, or is to be.
fn charge(
    world: &World,
    card: impl Into<CardSource>,
    (reason, usage): (StoredReason, Usage),
) -> CreatePayment {
    let credentials = StoredCredentials {
        reason: Some(reason),
        usage: Some(usage),
        ..StoredCredentials::default()
    };
    let card = CardDetails {
        stored_credentials: Some(credentials),
        ..CardDetails::new(card, Capture::Immediate)
    };
    CreatePayment { method: card.into(), ..payment(world, Capture::Immediate) }
}

fn stored_on_success() -> CardSource {
    CardSource::Typed { card: documented_card(), vault_on_success: Some(true) }
}

fn network(payment: &Payment) -> Option<String> {
    let card = payment.payment_method.value()?.card()?;
    card.stored_credentials.value()?.network_transaction_id.value().cloned()
}

fn token(payment: &Payment) -> VaultedToken {
    payment.payment_method.value().unwrap().vaulted_token.value().unwrap().clone()
}

fn calls(world: &World) -> Vec<String> {
    let entries = world.sandbox.journal().into_iter();
    entries.filter(|entry| entry.kind == "provider_call").map(|entry| entry.what).collect()
}

#[tokio::test]
async fn a_subscription_is_stored_once_and_charged_without_its_owner() {
    let world = World::new();
    let client = world.yuno();
    let customer = CreateCustomer::new("shopper-1");

    let customer = client.create_customer(&customer).await.unwrap().value;
    let first = CreatePayment {
        customer_payer: payer(&customer.id),
        ..charge(&world, stored_on_success(), (StoredReason::Subscription, Usage::First))
    };
    let first = client.create_payment(&world.key("first"), &first).await.unwrap().value;
    let mut renewals = Vec::new();
    for month in ["second", "third"] {
        world.sandbox.clock().advance("P1M").await.unwrap();
        let series = (StoredReason::Subscription, Usage::Used);
        let renewal = CreatePayment {
            customer_payer: payer(&customer.id),
            ..charge(&world, token(&first), series)
        };
        let made = client.create_payment(&world.key(month), &renewal).await.unwrap();
        renewals.push(made.value);
    }

    let id = network(&first).unwrap();
    assert!(first.status == Status::Succeeded && id.len() == 15);
    assert!(renewals.iter().all(|one| network(one).as_ref() == Some(&id)));
    let read = client.payment(&renewals[0].id).await.unwrap().value;
    assert_eq!(token(&read).expose(), token(&first).expose());
    let renewal = format!("MIT SUBSCRIPTION USED, network transaction {id} (remembered)");
    assert_eq!(
        calls(&world),
        [
            format!("PURCHASE SUCCEEDED: MIT SUBSCRIPTION FIRST, network transaction {id} (new)"),
            format!("PURCHASE SUCCEEDED: {renewal}"),
            format!("PURCHASE SUCCEEDED: {renewal}"),
        ]
    );
    assert!(world.sandbox.advice().is_empty());
    insta::assert_snapshot!("stored_subscription", story(&world.sandbox));
}

#[tokio::test]
async fn the_documented_card_is_charged_with_what_is_remembered_of_it() {
    let world = World::new();
    let client = world.yuno();
    let one_click =
        charge(&world, VaultedToken::from(TOKEN), (StoredReason::CardOnFile, Usage::Used));

    let paid = client.create_payment(&world.key("one"), &one_click).await.unwrap().value;

    assert_eq!(network(&paid).as_deref(), Some(REMEMBERED));
    let subject = world.sandbox.subject(paid.id.as_str()).unwrap();
    let subject = serde_json::to_value(subject).unwrap();
    let call = &subject["provider_calls"][0];
    assert_eq!(
        (&call["initiator"], &call["origin"], &call["network_transaction_id"]),
        (&json!("CIT"), &json!("remembered"), &json!(REMEMBERED))
    );
    insta::assert_snapshot!("documented_card", story(&world.sandbox));
}

#[tokio::test]
async fn another_customers_card_is_refused_and_a_second_customer_too() {
    let world = World::new();
    let client = world.yuno();
    let customer = CreateCustomer::new("shopper-1");
    let stored = client.create_customer(&customer).await.unwrap().value;
    let again = client.create_customer(&customer).await.unwrap_err();
    let found = client.customer_of_merchant("shopper-1").await.unwrap().value;
    let mine = client.customer(&stored.id).await.unwrap().value;

    let theirs = CreatePayment {
        customer_payer: payer(&stored.id),
        ..charge(&world, VaultedToken::from(TOKEN), (StoredReason::CardOnFile, Usage::Used))
    };
    let refused = client.create_payment(&world.key("theirs"), &theirs).await.unwrap_err();
    let fault = json!({"on": {"provider": "yuno", "operation": "create_payment"},
                       "do": {"error": "INVALID_CUSTOMER_FOR_TOKEN"}});
    world.sandbox.faults().arm(serde_json::from_value::<Fault>(fault).unwrap()).await.unwrap();
    let one_time = payment(&world, Capture::Immediate);
    let twin = client.create_payment(&world.key("twin"), &one_time).await.unwrap_err();

    assert_eq!(again.refusal().unwrap().code(), Some(ErrorCode::CustomerIdDuplicated));
    assert!(found.id == stored.id && mine.id == stored.id);
    let code = Some(ErrorCode::InvalidCustomerForTheVaultedToken);
    assert_eq!(refused.refusal().unwrap().code(), code);
    assert_eq!(twin.refusal().unwrap().code(), Some(ErrorCode::InvalidCustomerForToken));
    insta::assert_snapshot!("cards_of_others", story(&world.sandbox));
}

#[tokio::test]
async fn a_shopper_who_is_not_stored_pays_and_leaves_no_card_behind() {
    let world = World::new();
    let inline = CustomerPayer { first_name: Some("Ada".into()), ..CustomerPayer::default() };
    let body = CreatePayment {
        customer_payer: Some(inline),
        ..charge(&world, stored_on_success(), (StoredReason::CardOnFile, Usage::First))
    };

    let paid = world.yuno().create_payment(&world.key("one"), &body).await.unwrap().value;

    assert!(paid.status == Status::Succeeded && token(&paid).expose().is_empty());
    let advice: Vec<_> =
        world.sandbox.advice().iter().map(|one| one.rule.code.to_owned()).collect();
    assert_eq!(advice, ["vault_without_customer"]);
    insta::assert_snapshot!("no_card_is_stored", story(&world.sandbox));
}

/// The vaulted token of <https://docs.y.uno/docs/wallets/apple-pay/apple-pay-direct-integration>.
#[tokio::test]
async fn a_card_that_came_of_apple_pay_is_charged_as_every_stored_card() {
    let world = World::new();
    let client = world.yuno();
    let token = || VaultedToken::from("98c16e23-ebdd-4d0f-85bd-e0ba7d2fedf6");
    let mut charged = Vec::new();

    for (key, step) in [
        ("renewal", (StoredReason::Subscription, Usage::Used)),
        ("one-click", (StoredReason::CardOnFile, Usage::Used)),
        ("another-series", (StoredReason::Subscription, Usage::First)),
        ("its-renewal", (StoredReason::Subscription, Usage::Used)),
    ] {
        let body = charge(&world, token(), step);
        charged.push(client.create_payment(&world.key(key), &body).await.unwrap().value);
    }

    for payment in &charged {
        let method = payment.payment_method.value().unwrap();
        assert_eq!(payment.status, Status::Succeeded);
        assert_eq!(method.parent_payment_method_type.value().unwrap(), "APPLE_PAY");
    }
    let [renewal, one_click, another, its_renewal] =
        [0, 1, 2, 3].map(|position| network(&charged[position]).unwrap());
    assert_eq!(renewal, one_click);
    assert_ne!(renewal, another);
    assert_eq!(another, its_renewal);
    let advice: Vec<_> =
        world.sandbox.advice().iter().map(|one| one.rule.code.to_owned()).collect();
    assert_eq!(advice, ["first_again"]);
    insta::assert_snapshot!("apple_pay_card", story(&world.sandbox));
}
