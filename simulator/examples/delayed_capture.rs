//! An authorization that Yuno captures by itself after seven days, without waiting for them.
//!
//! The payment is made over plain HTTP, as any client makes it; only the clock is turned by a call.
//! `cargo run -p sandpay --example delayed_capture`

#![expect(clippy::print_stdout, reason = "an example shows what happened")]

use std::error::Error;

use reqwest::Client;
use reqwest::RequestBuilder;
use sandpay::Simulator;
use serde_json::Value;
use serde_json::json;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let simulator = Simulator::start();
    let (sandbox, client) = (simulator.sandbox(), Client::new());
    let payments = format!("{}/v1/payments", simulator.base_url("yuno"));

    let create = client.post(&payments).header("x-idempotency-key", "order-25");
    let created = answer(create.body(authorization("P7D").to_string())).await?;
    let payment = format!("{payments}/{}", text(&created["id"]));
    println!("{} authorized: {}", sandbox.clock().now(), state(&created));

    let early = sandbox.clock().advance("P6DT23H").await?;
    let read = answer(client.get(&payment)).await?;
    println!("{} {} things happened: {}", early.now, early.happened.len(), state(&read));

    let due = sandbox.clock().advance("PT1H").await?;
    let read = answer(client.get(&payment)).await?;
    for happened in &due.happened {
        println!("{} {} {}", happened.at, happened.provider, happened.what);
    }
    let amount = &read["amount"];
    println!("captured {} {}: {}", amount["captured"], text(&amount["currency"]), state(&read));
    Ok(())
}

/// A card payment that is authorized now and captured by Yuno after `delay`.
fn authorization(delay: &str) -> Value {
    json!({
        "account_id": "11111111-1111-4111-8111-111111111111",
        "merchant_order_id": "order-25",
        "description": "Authorization with delayed capture",
        "country": "US",
        "amount": {"currency": "USD", "value": 20000},
        "workflow": "DIRECT",
        "payment_method": {"type": "CARD", "detail": {"card": {
            "capture": false,
            "delayed_capture_settings": {"delay": delay},
            "card_data": {
                "number": "4111111111111111", "expiration_month": 11, "expiration_year": 28,
                "security_code": "123", "holder_name": "John Doe"
            }
        }}}
    })
}

/// Sends a request with the published keys of the sandbox `default`.
async fn answer(request: RequestBuilder) -> Result<Value, Box<dyn Error>> {
    let keyed = request
        .header("public-api-key", "sandbox_sandpay_public")
        .header("private-secret-key", "sandbox_sandpay_secret");
    let response = keyed.send().await?.error_for_status()?;
    Ok(serde_json::from_slice(&response.bytes().await?)?)
}

fn state(payment: &Value) -> String {
    format!("{}/{}", text(&payment["status"]), text(&payment["sub_status"]))
}

fn text(member: &Value) -> &str {
    member.as_str().unwrap_or_default()
}
