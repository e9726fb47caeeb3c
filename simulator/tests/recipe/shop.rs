//! A merchant with a client that asks again when no answer comes, and a server that takes webhooks.
//!
//! It stands for the reader's own code, and breaks the contract when [`NEW_KEYS`] is set.

use std::env;

use axum::Router;
use axum::routing::post;
use reqwest::Client;
use serde_json::Value;
use serde_json::json;
use tokio::net::TcpListener;
use tokio::runtime::Builder;
use tokio::runtime::Runtime;

/// The variable that makes a shop ask again under another key.
pub(crate) const NEW_KEYS: &str = "SHOP_ASKS_AGAIN_UNDER_NEW_KEYS";

/// How often an order is sent at most.
const TRIES: u32 = 3;

pub(crate) struct Shop {
    runtime: Runtime,
    payments: String,
    hook: String,
}

impl Shop {
    /// Opens a shop that is paid through the provider at this address.
    pub(crate) fn open(yuno: &str) -> Self {
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let hook = format!("http://{}/", listener.local_addr().unwrap());
        let routes = Router::new().route("/", post(async || {}));
        runtime.spawn(async { axum::serve(listener, routes).await });
        Self { runtime, payments: format!("{yuno}/v1/payments"), hook }
    }

    /// Where webhooks go.
    pub(crate) fn hook(&self) -> String {
        self.hook.clone()
    }

    /// Has an order paid; the payment.
    pub(crate) fn pay(&self, order: &str) -> Value {
        let forgetful = env::var_os(NEW_KEYS).is_some();
        let key = |again: u32| if forgetful { format!("{order}-{again}") } else { order.into() };
        let answers = (1..=TRIES).map(|again| self.ask(order, &key(again)));
        let bytes = answers.filter_map(Result::ok).next().unwrap();
        serde_json::from_slice(&bytes).unwrap()
    }

    fn ask(&self, order: &str, key: &str) -> Result<Vec<u8>, reqwest::Error> {
        let body = json!({
            "account_id": "11111111-1111-4111-8111-111111111111",
            "merchant_order_id": order,
            "description": "Shoes",
            "country": "US",
            "amount": {"currency": "USD", "value": 25},
            "workflow": "DIRECT",
            "payment_method": {"type": "CARD", "detail": {"card": {"card_data": {
                "number": "4111111111111111", "expiration_month": 11, "expiration_year": 28,
                "security_code": "123", "holder_name": "John Doe"
            }}}}
        });
        let request = Client::new()
            .post(&self.payments)
            .header("public-api-key", "sandbox_sandpay_public")
            .header("private-secret-key", "sandbox_sandpay_secret")
            .header("x-idempotency-key", key)
            .body(body.to_string());
        self.runtime.block_on(async { Ok(request.send().await?.bytes().await?.to_vec()) })
    }
}
