//! Refunds: Alipay takes one for a payment, full or partial.

use serde_json::Value;
use serde_json::json;

use super::calls::call;
use super::calls::intent;
use crate::support::World;
use crate::support::story::story;

async fn refund(world: &World, intent: &str, amount: Value) -> (u16, Value) {
    let body =
        json!({"payment_intent": intent, "amount": amount, "reason": "requested_by_customer"});
    let answer = call(world, "POST", "/v1/refunds", &body).await;
    (answer.status, answer.json())
}

#[tokio::test]
async fn a_second_partial_refund_is_refused_and_the_first_is_told_of() {
    let world = World::new();
    world.register("wooshpay", "/hook", &[]).await;
    let intent = intent(&world, "WEB").await;
    let id = intent["id"].as_str().unwrap();

    world.sandbox.settle().await.unwrap();
    let too_early = refund(&world, id, json!(5)).await;
    world.sandbox.act(id, "approve").await.unwrap();
    world.sandbox.settle().await.unwrap();
    let too_much = refund(&world, id, json!(21)).await;
    let first = refund(&world, id, json!("5")).await;
    world.sandbox.settle().await.unwrap();
    let second = refund(&world, id, json!(5)).await;

    let code = |(status, body): &(u16, Value)| {
        (*status, body["error"]["code"].as_str().map(str::to_owned))
    };
    let refused = |code: &str| (400, Some(code.to_owned()));
    assert_eq!(code(&too_early), refused("payment_intent_unexpected_state"));
    assert_eq!(code(&too_much), refused("amount_too_large"));
    assert_eq!(
        (first.0, &first.1["amount"], &first.1["status"]),
        (200, &json!(5), &json!("succeeded"))
    );
    assert_eq!(code(&second), refused("charge_already_refunded"));
    let last = world.receiver.received().pop().unwrap();
    let event: Value = serde_json::from_slice(&last.body).unwrap();
    assert_eq!(
        (&event["type"], &event["data"]["object"]),
        (&json!("charge.refund.updated"), &first.1)
    );
    let path = format!("/v1/refunds/{}", first.1["id"].as_str().unwrap());
    assert_eq!(call(&world, "GET", &path, &Value::Null).await.json(), first.1);
    insta::assert_snapshot!("refund", story(&world.sandbox));
}
