//! A payment with a stored card token: the answer tells the state, and a notification confirms it.

use sandpay_contracts::yabandpay::Kind;
use sandpay_contracts::yabandpay::Operation;
use sandpay_contracts::yabandpay::OrderNumber;
use sandpay_contracts::yabandpay::RequestId;
use sandpay_contracts::yabandpay::ReturnCode;
use sandpay_contracts::yabandpay::State;
use sandpay_contracts::yabandpay::Timeout;
use sandpay_contracts::yabandpay::TokenPayment;
use sandpay_contracts::yabandpay::Verifier;

use crate::support::World;
use crate::support::story::story;

const AT: i64 = 1_725_875_543;

fn payment(world: &World, operation: Operation) -> TokenPayment {
    TokenPayment {
        operation,
        order_id: OrderNumber::Number(1_725_875_543),
        amount: "1".parse().unwrap(),
        currency: "EUR".into(),
        payment_token_object: "VnXaRabcsedfsSlPFZXavcsdfasdEFDd".into(),
        description: "test".into(),
        demo: None,
        timeout: Timeout::minutes(0).unwrap(),
        notify_url: world.receiver.url("/notify"),
        request_id: RequestId::new("hjf5lv32i40lh7oh86j6az98tnscwv37").unwrap(),
    }
}

#[tokio::test]
async fn a_token_sale_is_paid_at_once_and_notified() {
    let world = World::new();

    let paid = world
        .yabandpay()
        .create_card_payment(&payment(&world, Operation::Sale), AT)
        .await
        .unwrap()
        .value;
    world.sandbox.settle().await.unwrap();

    assert_eq!((paid.state.to_string().as_str(), paid.amount.as_str()), ("paid", "1.00"));
    let verifier = Verifier::new(world.credential("yabandpay", "secret_key").as_str().into());
    let notification = verifier.notification(&world.receiver.only().body).unwrap();
    assert!(notification.r#type == Kind::Payment);
    assert!(notification.state.value().is_some_and(|state| *state == State::Paid));
    insta::assert_snapshot!("token_sale", story(&world.sandbox));
}

#[tokio::test]
async fn a_token_authorisation_that_nobody_captures_expires_after_thirty_days() {
    let world = World::new();

    let held = world
        .yabandpay()
        .create_card_payment(&payment(&world, Operation::Authorization), AT)
        .await
        .unwrap()
        .value;
    let before = world.sandbox.clock().advance("P29DT23H").await.unwrap();
    let after = world.sandbox.clock().advance("PT1H").await.unwrap();

    assert!(held.state == State::Authorized);
    assert!(before.happened.iter().all(|row| row.kind == "delivery"), "{before:#?}");
    assert_eq!(after.happened.len(), 2, "{after:#?}");
    insta::assert_snapshot!("token_authorisation_expires", story(&world.sandbox));
}

#[tokio::test]
async fn a_request_id_is_used_up_by_the_call_that_created_an_order() {
    let world = World::new();
    let client = world.yabandpay();
    client.create_card_payment(&payment(&world, Operation::Sale), AT).await.unwrap();

    let again =
        client.create_card_payment(&payment(&world, Operation::Sale), AT).await.unwrap_err();

    assert_eq!(again.refusal().unwrap().code(), Some(ReturnCode::IncorrectRequestId));
}
