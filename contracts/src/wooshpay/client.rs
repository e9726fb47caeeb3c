//! The calls to WooshPay: which request each is, and how its answer is read.
//!
//! It repeats nothing by itself.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::Method;
use reqwest::header::AUTHORIZATION;
use reqwest::header::HeaderMap;
use reqwest::header::HeaderValue;

use super::PaymentIntentId;
use super::errors::Refusal;
use super::requests::CreateAlipayIntent;
use super::responses::PaymentIntent;
use crate::error::CallError;
use crate::error::Unreadable;
use crate::secret::Secret;
use crate::transport::Outgoing;
use crate::transport::Received;
use crate::transport::Reply;
use crate::transport::Transport;

/// A client of one WooshPay account; its key is not shown by `Debug`.
///
/// ```
/// use sandpay_contracts::{Transport, wooshpay::Client};
///
/// let transport = Transport::new("http://127.0.0.1:7250/wooshpay")?;
/// let client = Client::new(transport, &"sk_test_secret".into())?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Client {
    transport: Transport,
    authorization: HeaderValue,
}

/// A text that is no secret key.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("a secret key begins with sk_")]
pub struct NotKey;

impl Client {
    /// A client that speaks with this secret key: HTTP Basic, the key as user name, an empty password
    /// (<http://docs.wooshpay.com/apidoc/project-1296482/doc-1763752>).
    ///
    /// # Errors
    ///
    /// When the text does not begin with `sk_`: a publishable key, say, which may not make these calls.
    pub fn new(transport: Transport, secret_key: &Secret) -> Result<Self, NotKey> {
        if !secret_key.expose().starts_with("sk_") {
            return Err(NotKey);
        }
        let credentials = STANDARD.encode(format!("{}:", secret_key.expose()));
        let mut authorization = HeaderValue::from_str(&format!("Basic {credentials}"))
            .expect("base64 may stand in a header");
        authorization.set_sensitive(true);
        Ok(Self { transport, authorization })
    }

    /// Creates and confirms an Alipay payment; the payer goes on at [`PaymentIntent::redirect_url`]
    /// (<https://wooshpay.com/docs/alipay>).
    ///
    /// # Errors
    ///
    /// [`CallError`]; `Refused` holds WooshPay's error.
    pub async fn create_payment_intent(
        &self,
        intent: &CreateAlipayIntent,
    ) -> Result<Reply<PaymentIntent>, CallError<Refusal>> {
        let body = serde_json::to_string(intent).expect("a request has text keys only");
        self.call(Method::POST, &["v1", "payment_intents"], Some(body)).await
    }

    /// Reads a payment intent.
    ///
    /// # Errors
    ///
    /// [`CallError`]; `Refused` holds WooshPay's error.
    pub async fn payment_intent(
        &self,
        id: &PaymentIntentId,
    ) -> Result<Reply<PaymentIntent>, CallError<Refusal>> {
        self.call(Method::GET, &["v1", "payment_intents", id.as_str()], None).await
    }

    async fn call(
        &self,
        method: Method,
        path: &[&str],
        body: Option<String>,
    ) -> Result<Reply<PaymentIntent>, CallError<Refusal>> {
        let headers = HeaderMap::from_iter([(AUTHORIZATION, self.authorization.clone())]);
        let repeatable = body.is_none();
        let outgoing = Outgoing { method, path, query: &[], headers, body, repeatable };
        read(self.transport.send(outgoing).await?)
    }
}

fn read(received: Received) -> Result<Reply<PaymentIntent>, CallError<Refusal>> {
    if !received.is_success() {
        return Err(Refusal::read(received).map_or_else(CallError::from, CallError::Refused));
    }
    match serde_json::from_slice(received.body.bytes()) {
        Ok(value) => Ok(Reply { value, received }),
        Err(reason) => Err(Unreadable::new(received, reason).into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neither_the_key_nor_its_base64_is_in_debug_output() {
        let transport = Transport::new("http://127.0.0.1:1").unwrap();

        let shown = format!("{:?}", Client::new(transport, &"sk_test_private".into()).unwrap());

        assert!(!shown.contains("private") && !shown.contains("Basic"), "{shown}");
    }

    #[test]
    fn a_publishable_key_makes_no_client() {
        let transport = Transport::new("http://127.0.0.1:1").unwrap();

        assert_eq!(Client::new(transport, &"pk_test_1".into()).unwrap_err(), NotKey);
    }
}
