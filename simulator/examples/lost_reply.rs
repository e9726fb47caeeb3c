//! The reply of a payment gets lost after the money has moved. A retry with the same idempotency key
//! finds the payment; a retry with a new key charges the customer twice.
//!
//! `cargo run -p sandpay --example lost_reply`

#![expect(clippy::print_stdout, reason = "an example shows what happened")]

use std::collections::BTreeSet;
use std::error::Error;

use reqwest::Client;
use reqwest::Response;
use sandpay::Simulator;
use serde_json::Value;
use serde_json::json;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let simulator = Simulator::start();
    let shop = Shop {
        client: Client::new(),
        payments: format!("{}/v1/payments", simulator.base_url("yuno")),
    };

    // The fault strikes this request only: Yuno does what was asked, then the connection is closed.
    let lost = shop.charge("key-1", Some("after_commit=disconnect")).await;
    println!("first try: {}", if lost.is_err() { "no reply" } else { "a reply" });

    let same = id(shop.charge("key-1", None).await?).await?;
    println!("retry with the same key: found {same}");

    let other = id(shop.charge("key-2", None).await?).await?;
    println!("retry with a new key: made {other}");

    let charged = BTreeSet::from([same, other]);
    println!("one order, {} payments of 20000 USD", charged.len());
    Ok(())
}

/// A merchant that charges one order.
struct Shop {
    client: Client,
    payments: String,
}

impl Shop {
    async fn charge(&self, key: &str, fault: Option<&str>) -> Result<Response, reqwest::Error> {
        let order = json!({
            "account_id": "11111111-1111-4111-8111-111111111111",
            "merchant_order_id": "order-25",
            "description": "One pair of shoes",
            "country": "US",
            "amount": {"currency": "USD", "value": 20000},
            "workflow": "DIRECT",
            "payment_method": {"type": "CARD", "detail": {"card": {
                "capture": true,
                "card_data": {
                    "number": "4111111111111111", "expiration_month": 11, "expiration_year": 28,
                    "security_code": "123", "holder_name": "John Doe"
                }
            }}}
        });
        let request = self
            .client
            .post(&self.payments)
            .header("public-api-key", "sandbox_sandpay_public")
            .header("private-secret-key", "sandbox_sandpay_secret")
            .header("x-idempotency-key", key)
            .body(order.to_string());
        let request = match fault {
            Some(fault) => request.header("sandpay-fault", fault),
            None => request,
        };
        request.send().await?.error_for_status()
    }
}

/// The id of the payment that an answer holds.
async fn id(response: Response) -> Result<String, Box<dyn Error>> {
    let payment: Value = serde_json::from_slice(&response.bytes().await?)?;
    Ok(payment["id"].as_str().ok_or("an answer without an id")?.to_owned())
}
