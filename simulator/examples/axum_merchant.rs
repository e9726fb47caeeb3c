//! A merchant's server, written with axum: its webhook endpoint verifies the signature and reads the
//! payment from inside of its handler, while the simulator's clock is being advanced.
//!
//! `cargo run -p sandpay --example axum_merchant`

#![expect(clippy::print_stdout, reason = "an example shows what happened")]

use std::error::Error;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::StatusCode;
use axum::routing::post;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::Hmac;
use hmac::KeyInit;
use hmac::Mac;
use reqwest::Client;
use reqwest::RequestBuilder;
use sandpay::Endpoint;
use sandpay::Secret;
use sandpay::Simulator;
use serde_json::Value;
use serde_json::json;
use sha2::Sha256;
use tokio::net::TcpListener;

/// What merchant and Yuno sign webhooks with; set in Yuno's dashboard.
const WEBHOOK_SECRET: &str = "a-secret-of-the-merchant";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let simulator = Simulator::start();
    let sandbox = simulator.sandbox();
    let merchant = Arc::new(Merchant {
        client: Client::new(),
        payments: format!("{}/v1/payments", simulator.base_url("yuno")),
        told: Mutex::default(),
    });

    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/webhooks/yuno", listener.local_addr()?);
    let routes = Router::new().route("/webhooks/yuno", post(webhook));
    let server = axum::serve(listener, routes.with_state(Arc::clone(&merchant)));
    tokio::spawn(async move { server.await });

    let secrets = vec![("hmac_client_secret".to_owned(), Secret::new(WEBHOOK_SECRET))];
    let endpoint = Endpoint { url, events: None, secrets };
    sandbox.webhooks().set_endpoints("yuno", vec![endpoint]).await?;

    merchant.authorize().await?;
    // Returns when everything that fell due has happened, and every webhook was answered by the handler.
    sandbox.clock().advance("P7D").await?;

    let told = merchant.told.lock().unwrap_or_else(PoisonError::into_inner);
    println!("{}", told.join("\n"));
    Ok(())
}

/// What the merchant's server knows.
struct Merchant {
    client: Client,
    payments: String,
    told: Mutex<Vec<String>>,
}

/// Takes a webhook: 401 for a wrong signature, and 502 when the payment cannot be read, so that Yuno
/// tries again later.
async fn webhook(
    State(merchant): State<Arc<Merchant>>,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    if !is_signed(&headers, &body) {
        return StatusCode::UNAUTHORIZED;
    }
    let Ok(event) = serde_json::from_slice::<Value>(&body) else {
        return StatusCode::BAD_REQUEST;
    };
    // Webhooks may come late or twice: the payment itself says where it stands.
    let id = event["data"]["payment"]["id"].as_str().unwrap_or_default();
    let read = merchant.client.get(format!("{}/{id}", merchant.payments));
    let Ok(payment) = answer(read).await else {
        return StatusCode::BAD_GATEWAY;
    };
    let line = format!("{}: the payment is {}", event["type_event"], payment["sub_status"]);
    let mut told = merchant.told.lock().unwrap_or_else(PoisonError::into_inner);
    told.push(line.replace('"', ""));
    StatusCode::OK
}

/// Yuno signs the bytes of the body: Base64 of HMAC-SHA256. The comparison takes constant time.
fn is_signed(headers: &HeaderMap, body: &[u8]) -> bool {
    let sent = headers.get("x-hmac-signature").and_then(|value| STANDARD.decode(value).ok());
    let mut mac = Hmac::<Sha256>::new_from_slice(WEBHOOK_SECRET.as_bytes())
        .expect("HMAC takes keys of every length");
    mac.update(body);
    sent.is_some_and(|sent| mac.verify_slice(&sent).is_ok())
}

impl Merchant {
    /// Authorizes a card payment that Yuno captures after seven days.
    async fn authorize(&self) -> Result<(), reqwest::Error> {
        let order = json!({
            "account_id": "11111111-1111-4111-8111-111111111111",
            "merchant_order_id": "order-25",
            "description": "Authorization with delayed capture",
            "country": "US",
            "amount": {"currency": "USD", "value": 20000},
            "workflow": "DIRECT",
            "payment_method": {"type": "CARD", "detail": {"card": {
                "capture": false,
                "delayed_capture_settings": {"delay": "P7D"},
                "card_data": {
                    "number": "4111111111111111", "expiration_month": 11, "expiration_year": 28,
                    "security_code": "123", "holder_name": "John Doe"
                }
            }}}
        });
        let create = self.client.post(&self.payments).header("x-idempotency-key", "order-25");
        answer(create.body(order.to_string())).await.map(drop)
    }
}

/// Sends a request with the published keys of the sandbox `default`.
async fn answer(request: RequestBuilder) -> Result<Value, reqwest::Error> {
    let keyed = request
        .header("public-api-key", "sandbox_sandpay_public")
        .header("private-secret-key", "sandbox_sandpay_secret");
    let body = keyed.send().await?.error_for_status()?.bytes().await?;
    Ok(serde_json::from_slice(&body).unwrap_or_default())
}
