//! The calls to WooshPay: which request each is, and how its answer is read.
//!
//! An operation may be repeated when its caller gives it a key ([`Client::with`]).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::Method;
use reqwest::header::AUTHORIZATION;
use reqwest::header::HeaderMap;
use reqwest::header::HeaderName;
use reqwest::header::HeaderValue;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::CheckoutSessionId;
use super::EventId;
use super::PaymentIntentId;
use super::RefundId;
use super::WebhookEndpointId;
use super::errors::Refusal;
use super::requests::ConfirmIntent;
use super::requests::CreateCheckoutSession;
use super::requests::CreateConfirmedIntent;
use super::requests::CreateIntent;
use super::requests::CreateRefund;
use super::requests::CreateSetupSession;
use super::requests::CreateSubscriptionSession;
use super::requests::CreateWebhookEndpoint;
use super::requests::UpdateWebhookEndpoint;
use super::responses::CheckoutSession;
use super::responses::Deleted;
use super::responses::PaymentIntent;
use super::responses::Refund;
use super::responses::WebhookEndpoint;
use super::responses::WebhookEndpointList;
use super::webhooks::Event;
use crate::error::CallError;
use crate::error::Unreadable;
use crate::retry::Retry;
use crate::secret::Secret;
use crate::transport::Outgoing;
use crate::transport::Received;
use crate::transport::Reply;
use crate::transport::Transport;

/// The header of the idempotency key (<http://docs.wooshpay.com/apidoc/project-1296482/doc-1763752>).
pub const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// What a call gives: a decoded answer, or why there is none.
pub type Answer<T> = Result<Reply<T>, CallError<Refusal>>;

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
    retry: Retry,
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
        Ok(Self { transport, authorization, retry: Retry::Once })
    }

    /// The same client for one operation: under this key, or under none, which is what a client does by itself.
    ///
    /// A key names one operation. Sent again with the same body it gives the first answer; with another body, or to
    /// another address, it is refused (<http://docs.wooshpay.com/apidoc/project-1296482/doc-1763752>).
    ///
    /// ```
    /// # use sandpay_contracts::{Transport, wooshpay::{Client, IdempotencyKey, Retry}};
    /// # let client = Client::new(Transport::new("http://127.0.0.1:1")?, &"sk_test_secret".into())?;
    /// let refunding = client.with(Retry::Idempotent(IdempotencyKey::new("refund-of-order-17")?));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with(&self, retry: Retry) -> Self {
        Self { retry, ..self.clone() }
    }
}

/// Payments.
impl Client {
    /// Creates and confirms a payment; the payer goes on at [`PaymentIntent::redirect_url`], if anywhere
    /// (<https://wooshpay.com/docs/alipay>, <https://docs.wooshpay.com/doc-2895670>).
    ///
    /// # Errors
    ///
    /// [`CallError`]; `Refused` holds WooshPay's error.
    pub async fn create_payment_intent(
        &self,
        intent: &CreateConfirmedIntent,
    ) -> Answer<PaymentIntent> {
        self.post(&["v1", "payment_intents"], intent).await
    }

    /// Creates a payment that is confirmed later (<https://docs.wooshpay.com/api-42631218>).
    ///
    /// # Errors
    ///
    /// As [`Client::create_payment_intent`].
    pub async fn create_unconfirmed_intent(&self, intent: &CreateIntent) -> Answer<PaymentIntent> {
        self.post(&["v1", "payment_intents"], intent).await
    }

    /// Confirms a payment; the payer goes on at [`PaymentIntent::redirect_url`]
    /// (<https://docs.guanglian.co/44100767e0.md>).
    ///
    /// # Errors
    ///
    /// As [`Client::create_payment_intent`].
    pub async fn confirm_payment_intent(
        &self,
        id: &PaymentIntentId,
        confirm: &ConfirmIntent,
    ) -> Answer<PaymentIntent> {
        self.post(&["v1", "payment_intents", id.as_str(), "confirm"], confirm).await
    }

    /// Reads a payment intent.
    ///
    /// # Errors
    ///
    /// As [`Client::create_payment_intent`].
    pub async fn payment_intent(&self, id: &PaymentIntentId) -> Answer<PaymentIntent> {
        self.get(&["v1", "payment_intents", id.as_str()]).await
    }

    /// Gives a payment up. Undocumented: the path, which follows that of the other calls, and a reason, so none is sent.
    ///
    /// # Errors
    ///
    /// As [`Client::create_payment_intent`].
    pub async fn cancel_payment_intent(&self, id: &PaymentIntentId) -> Answer<PaymentIntent> {
        self.post(&["v1", "payment_intents", id.as_str(), "cancel"], &NoMembers {}).await
    }

    /// Makes a page on which a payer pays; the payer goes on at [`CheckoutSession::url`]
    /// (<https://wooshpay.com/docs/alipay>).
    ///
    /// # Errors
    ///
    /// As [`Client::create_payment_intent`].
    pub async fn create_checkout_session(
        &self,
        session: &CreateCheckoutSession,
    ) -> Answer<CheckoutSession> {
        self.post(&["v1", "checkout", "sessions"], session).await
    }

    /// Makes a page on which a payer begins a subscription (<https://docs.wooshpay.com/doc-4426903>).
    ///
    /// # Errors
    ///
    /// As [`Client::create_payment_intent`].
    pub async fn create_subscription_session(
        &self,
        session: &CreateSubscriptionSession,
    ) -> Answer<CheckoutSession> {
        self.post(&["v1", "checkout", "sessions"], session).await
    }

    /// Makes a page on which a customer leaves a card (<https://docs.wooshpay.com/7197331m0>).
    ///
    /// # Errors
    ///
    /// As [`Client::create_payment_intent`].
    pub async fn create_setup_session(
        &self,
        session: &CreateSetupSession,
    ) -> Answer<CheckoutSession> {
        self.post(&["v1", "checkout", "sessions"], session).await
    }

    /// Reads a checkout session (<https://docs.wooshpay.com/api-42654190>).
    ///
    /// # Errors
    ///
    /// As [`Client::create_payment_intent`].
    pub async fn checkout_session(&self, id: &CheckoutSessionId) -> Answer<CheckoutSession> {
        self.get(&["v1", "checkout", "sessions", id.as_str()]).await
    }

    /// Ends an open session before its time. Undocumented: the path, which a client of the live service uses.
    ///
    /// # Errors
    ///
    /// As [`Client::create_payment_intent`].
    pub async fn expire_checkout_session(&self, id: &CheckoutSessionId) -> Answer<CheckoutSession> {
        self.post(&["v1", "checkout", "sessions", id.as_str(), "expire"], &NoMembers {}).await
    }

    /// Gives money back, in full or in part (<https://docs.wooshpay.com/api-51369554>).
    ///
    /// # Errors
    ///
    /// As [`Client::create_payment_intent`].
    pub async fn create_refund(&self, refund: &CreateRefund) -> Answer<Refund> {
        self.post(&["v1", "refunds"], refund).await
    }

    /// Reads a refund (<https://docs.wooshpay.com/api-52306151>).
    ///
    /// # Errors
    ///
    /// As [`Client::create_payment_intent`].
    pub async fn refund(&self, id: &RefundId) -> Answer<Refund> {
        self.get(&["v1", "refunds", id.as_str()]).await
    }
}

/// Webhook endpoints (<https://docs.wooshpay.com/42648310e0>) and events (<https://docs.wooshpay.com/api-49996644>).
impl Client {
    /// Makes an endpoint. Its secret is in this answer and, by the reference, in no other.
    ///
    /// # Errors
    ///
    /// As [`Client::create_payment_intent`].
    pub async fn create_webhook_endpoint(
        &self,
        endpoint: &CreateWebhookEndpoint,
    ) -> Answer<WebhookEndpoint> {
        self.post(&["v1", "webhook_endpoints"], endpoint).await
    }

    /// Reads an endpoint.
    ///
    /// # Errors
    ///
    /// As [`Client::create_payment_intent`].
    pub async fn webhook_endpoint(&self, id: &WebhookEndpointId) -> Answer<WebhookEndpoint> {
        self.get(&["v1", "webhook_endpoints", id.as_str()]).await
    }

    /// Reads the endpoints, ten at most.
    ///
    /// # Errors
    ///
    /// As [`Client::create_payment_intent`].
    pub async fn webhook_endpoints(&self) -> Answer<WebhookEndpointList> {
        self.get(&["v1", "webhook_endpoints"]).await
    }

    /// Changes an endpoint.
    ///
    /// # Errors
    ///
    /// As [`Client::create_payment_intent`].
    pub async fn update_webhook_endpoint(
        &self,
        id: &WebhookEndpointId,
        update: &UpdateWebhookEndpoint,
    ) -> Answer<WebhookEndpoint> {
        self.post(&["v1", "webhook_endpoints", id.as_str()], update).await
    }

    /// Takes an endpoint away.
    ///
    /// # Errors
    ///
    /// As [`Client::create_payment_intent`].
    pub async fn delete_webhook_endpoint(&self, id: &WebhookEndpointId) -> Answer<Deleted> {
        self.call(Method::DELETE, &["v1", "webhook_endpoints", id.as_str()], None).await
    }

    /// Reads an event that was told before.
    ///
    /// # Errors
    ///
    /// As [`Client::create_payment_intent`].
    pub async fn event(&self, id: &EventId) -> Answer<Event> {
        self.get(&["v1", "events", id.as_str()]).await
    }
}

/// The body of a call that says nothing.
#[derive(Serialize)]
struct NoMembers {}

/// How calls travel.
impl Client {
    async fn get<T: DeserializeOwned>(&self, path: &[&str]) -> Answer<T> {
        self.call(Method::GET, path, None).await
    }

    async fn post<T: DeserializeOwned>(&self, path: &[&str], body: &impl Serialize) -> Answer<T> {
        let body = serde_json::to_string(body).expect("a request has text keys only");
        self.call(Method::POST, path, Some(body)).await
    }

    async fn call<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &[&str],
        body: Option<String>,
    ) -> Answer<T> {
        let mut headers = HeaderMap::from_iter([(AUTHORIZATION, self.authorization.clone())]);
        let repeatable = method == Method::GET || self.retry.sign(IDEMPOTENCY_KEY, &mut headers);
        let outgoing = Outgoing { method, path, query: &[], headers, body, repeatable };
        read(self.transport.send(outgoing).await?)
    }
}

fn read<T: DeserializeOwned>(received: Received) -> Answer<T> {
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
