//! The calls to Yuno: which request each is, and how its answer is read.
//!
//! Every call that moves money has an [`IdempotencyKey`], since Yuno refuses it without one
//! (<https://docs.y.uno/reference/getting-started/authentication>). How often it may be sent is the transport's to say.
//! Without a key such a call does not compile (E0061):
//!
//! ```
//! # use sandpay_contracts::yuno::{CancelOrRefund, Client, IdempotencyKey, PaymentId};
//! # async fn undo(client: Client, payment: PaymentId, key: IdempotencyKey) {
//! let undone = client.cancel_or_refund(&key, &payment, &CancelOrRefund::default()).await;
//! # }
//! ```
//!
//! ```compile_fail,E0061
//! # use sandpay_contracts::yuno::{CancelOrRefund, Client, IdempotencyKey, PaymentId};
//! # async fn undo(client: Client, payment: PaymentId, key: IdempotencyKey) {
//! let undone = client.cancel_or_refund(&payment, &CancelOrRefund::default()).await;
//! # }
//! ```

use reqwest::Method;
use reqwest::header::HeaderMap;
use reqwest::header::HeaderName;
use reqwest::header::HeaderValue;
use serde::Deserialize;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde::de::IgnoredAny;

use super::CustomerId;
use super::PaymentId;
use super::Target;
use super::VaultedToken;
use super::errors::Refusal;
use super::requests::CancelOrRefund;
use super::requests::CancelPayment;
use super::requests::CapturePayment;
use super::requests::CreateCustomer;
use super::requests::CreatePayment;
use super::requests::RefundPayment;
use super::requests::VerifyCard;
use super::responses::EnrolledMethod;
use super::responses::Operation;
use super::responses::Payment;
use super::responses::StoredCustomer;
use crate::error::CallError;
use crate::error::Unreadable;
use crate::retry::IdempotencyKey;
use crate::retry::Retry;
use crate::secret::Secret;
use crate::transport::Outgoing;
use crate::transport::Received;
use crate::transport::Reply;
use crate::transport::Transport;

/// The header of the public half of the key pair
/// (<https://docs.y.uno/reference/getting-started/authentication>, as the other header names here).
pub const PUBLIC_API_KEY: HeaderName = HeaderName::from_static("public-api-key");
/// The header of the private half.
pub const PRIVATE_SECRET_KEY: HeaderName = HeaderName::from_static("private-secret-key");
/// The header of the idempotency key.
pub const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("x-idempotency-key");

/// What a call gives: a decoded answer, or why there is none.
pub type Answer<T> = Result<Reply<T>, CallError<Refusal>>;

/// A key pair of a Yuno account; the private half is not shown by `Debug`.
#[derive(Clone, Debug)]
pub struct Credentials {
    public_api_key: HeaderValue,
    private_secret_key: HeaderValue,
}

/// A text that cannot stand in an HTTP header.
#[derive(Debug, thiserror::Error)]
#[error("the {0} cannot stand in an HTTP header")]
pub struct NotHeader(&'static str);

impl Credentials {
    /// Takes a key pair.
    ///
    /// # Errors
    ///
    /// When a key has characters that no header may have.
    pub fn new(public_api_key: &str, private_secret_key: &Secret) -> Result<Self, NotHeader> {
        let public_api_key =
            HeaderValue::from_str(public_api_key).map_err(|_| NotHeader("public API key"))?;
        let mut private_secret_key = HeaderValue::from_str(private_secret_key.expose())
            .map_err(|_| NotHeader("private secret key"))?;
        private_secret_key.set_sensitive(true);
        Ok(Self { public_api_key, private_secret_key })
    }
}

/// A client of one Yuno account.
///
/// Every call fails with [`CallError`], whose `Refused` holds Yuno's code. After [`CallError::Transport`] an operation may
/// have been carried out all the same: the same call with the same key finds out.
///
/// ```
/// use sandpay_contracts::{Transport, yuno::{Client, Credentials}};
///
/// let transport = Transport::new("http://127.0.0.1:7250/yuno")?;
/// let client = Client::new(transport, Credentials::new("sandbox_public", &"secret".into())?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Client {
    transport: Transport,
    credentials: Credentials,
}

/// Payments.
impl Client {
    /// A client that speaks for this key pair.
    #[must_use]
    pub fn new(transport: Transport, credentials: Credentials) -> Self {
        Self { transport, credentials }
    }

    /// Creates a payment (<https://docs.y.uno/reference/payments/create-payment>): of a card a purchase or an authorization,
    /// of other methods the beginning of one, which the payer ends at
    /// [`redirect_url`](super::responses::PaymentMethod::redirect_url).
    ///
    /// A payment that the issuer declined is an answer, not an error.
    ///
    /// # Errors
    ///
    /// [`CallError`]; `Refused` holds Yuno's code.
    pub async fn create_payment(
        &self,
        key: &IdempotencyKey,
        payment: &CreatePayment,
    ) -> Answer<Payment> {
        self.operate(key, &["v1", "payments"], payment).await
    }

    /// Verifies a card with a payment of nothing (<https://docs.y.uno/docs/security-and-compliance/card-verification>).
    ///
    /// # Errors
    ///
    /// As [`Client::create_payment`].
    pub async fn verify_card(&self, key: &IdempotencyKey, card: &VerifyCard) -> Answer<Payment> {
        self.operate(key, &["v1", "payments"], card).await
    }

    /// Reads a payment.
    ///
    /// Two pages document two answers to this call, the payment itself and the payment as the member `payment`; both are
    /// read (<https://docs.y.uno/reference/payments/retrieve-payment-by-id>, `…/retrieve-payment-by-id-v2`).
    ///
    /// # Errors
    ///
    /// As [`Client::create_payment`].
    pub async fn payment(&self, id: &PaymentId) -> Answer<Payment> {
        self.read(&["v1", "payments", id.as_str()], &[], bare_or_wrapped).await
    }

    /// Reads every payment of an order (<https://docs.y.uno/reference/payments/retrieve-payment-by-merchant-order-id>).
    ///
    /// # Errors
    ///
    /// As [`Client::create_payment`].
    pub async fn payments_of_order(&self, merchant_order_id: &str) -> Answer<Vec<Payment>> {
        let query = [("merchant_order_id", merchant_order_id)];
        self.read(&["v1", "payments"], &query, |bytes| serde_json::from_slice(bytes)).await
    }

    /// Captures an authorization, in full or in part (<https://docs.y.uno/reference/payments/capture-authorization>).
    ///
    /// # Errors
    ///
    /// As [`Client::create_payment`].
    pub async fn capture(
        &self,
        key: &IdempotencyKey,
        authorization: &Target,
        capture: &CapturePayment,
    ) -> Answer<Operation> {
        self.operate(key, &authorization.path("capture"), capture).await
    }

    /// Cancels an authorization as a whole (<https://docs.y.uno/reference/payments/cancel-payment>).
    ///
    /// # Errors
    ///
    /// As [`Client::create_payment`].
    pub async fn cancel(
        &self,
        key: &IdempotencyKey,
        authorization: &Target,
        cancel: &CancelPayment,
    ) -> Answer<Operation> {
        self.operate(key, &authorization.path("cancel"), cancel).await
    }

    /// Refunds a purchase or a capture, in full or in part (<https://docs.y.uno/reference/payments/refund-payment>).
    ///
    /// Unlike the other operations it answers the payment, whose `transactions` is the refund.
    ///
    /// # Errors
    ///
    /// As [`Client::create_payment`].
    pub async fn refund(
        &self,
        key: &IdempotencyKey,
        taken: &Target,
        refund: &RefundPayment,
    ) -> Answer<Payment> {
        self.operate(key, &taken.path("refund"), refund).await
    }

    /// Has Yuno cancel or refund a payment, as its state demands
    /// (<https://docs.y.uno/reference/payments/cancel-or-refund-a-payment>).
    ///
    /// # Errors
    ///
    /// As [`Client::create_payment`].
    pub async fn cancel_or_refund(
        &self,
        key: &IdempotencyKey,
        payment: &PaymentId,
        reversal: &CancelOrRefund,
    ) -> Answer<Operation> {
        let path = ["v1", "payments", payment.as_str(), "cancel-or-refund"];
        self.operate(key, &path, reversal).await
    }

    /// Has Yuno cancel or refund one transaction, as its state demands
    /// (<https://docs.y.uno/reference/payments/cancel-or-refund-payment-with-transaction>).
    ///
    /// # Errors
    ///
    /// As [`Client::create_payment`].
    pub async fn cancel_or_refund_transaction(
        &self,
        key: &IdempotencyKey,
        transaction: &Target,
        reversal: &CancelOrRefund,
    ) -> Answer<Operation> {
        self.operate(key, &transaction.path("cancel-or-refund"), reversal).await
    }
}

/// Customers and what they have stored.
impl Client {
    /// Stores a customer (<https://docs.y.uno/reference/customers/create-customer>).
    ///
    /// The page knows no idempotency key; a second customer of the same `merchant_customer_id` is refused.
    ///
    /// # Errors
    ///
    /// As [`Client::create_payment`].
    pub async fn create_customer(&self, customer: &CreateCustomer) -> Answer<StoredCustomer> {
        self.post(&Retry::Once, &["v1", "customers"], customer).await
    }

    /// Reads a customer (<https://docs.y.uno/reference/customers/retrieve-customer>).
    ///
    /// # Errors
    ///
    /// As [`Client::create_payment`].
    pub async fn customer(&self, id: &CustomerId) -> Answer<StoredCustomer> {
        let path = ["v1", "customers", id.as_str()];
        self.read(&path, &[], |bytes| serde_json::from_slice(bytes)).await
    }

    /// Reads the customer that has this id of the merchant's; one customer, no list
    /// (<https://docs.y.uno/reference/customers/retrieve-customer-by-external-id>).
    ///
    /// # Errors
    ///
    /// As [`Client::create_payment`].
    pub async fn customer_of_merchant(&self, merchant_customer_id: &str) -> Answer<StoredCustomer> {
        let query = [("merchant_customer_id", merchant_customer_id)];
        self.read(&["v1", "customers"], &query, |bytes| serde_json::from_slice(bytes)).await
    }

    /// Reads the payment methods a customer has stored
    /// (<https://docs.y.uno/reference/payment-methods-direct-workflow/retrieve-enrolled-payment-methods-api>).
    ///
    /// # Errors
    ///
    /// As [`Client::create_payment`].
    pub async fn enrolled_methods(&self, customer: &CustomerId) -> Answer<Vec<EnrolledMethod>> {
        #[derive(Deserialize)]
        struct List {
            payment_methods: Vec<EnrolledMethod>,
        }

        let path = ["v1", "customers", customer.as_str(), "payment-methods"];
        let decode = |bytes: &[u8]| {
            serde_json::from_slice(bytes).map(|List { payment_methods }| payment_methods)
        };
        self.read(&path, &[], decode).await
    }

    /// Reads one stored payment method by its vaulted token, which the page calls its id
    /// (<https://docs.y.uno/reference/payment-methods-direct-workflow/retrieve-enrolled-payment-method-by-id-api>).
    ///
    /// # Errors
    ///
    /// As [`Client::create_payment`].
    pub async fn enrolled_method(
        &self,
        customer: &CustomerId,
        token: &VaultedToken,
    ) -> Answer<EnrolledMethod> {
        let path = ["v1", "customers", customer.as_str(), "payment-methods", token.expose()];
        self.read(&path, &[], |bytes| serde_json::from_slice(bytes)).await
    }
}

/// How calls travel.
impl Client {
    async fn operate<T: DeserializeOwned>(
        &self,
        key: &IdempotencyKey,
        path: &[&str],
        body: &impl Serialize,
    ) -> Answer<T> {
        self.post(&Retry::Idempotent(key.clone()), path, body).await
    }

    async fn post<T: DeserializeOwned>(
        &self,
        retry: &Retry,
        path: &[&str],
        body: &impl Serialize,
    ) -> Answer<T> {
        let mut headers = self.headers();
        let repeatable = retry.sign(IDEMPOTENCY_KEY, &mut headers);
        let body = Some(serde_json::to_string(body).expect("a request has text keys only"));
        let outgoing =
            Outgoing { method: Method::POST, path, query: &[], headers, body, repeatable };
        decoded(self.transport.send(outgoing).await?, |bytes| serde_json::from_slice(bytes))
    }

    async fn read<T>(
        &self,
        path: &[&str],
        query: &[(&str, &str)],
        decode: impl FnOnce(&[u8]) -> serde_json::Result<T>,
    ) -> Answer<T> {
        let (method, headers) = (Method::GET, self.headers());
        let outgoing = Outgoing { method, path, query, headers, body: None, repeatable: true };
        decoded(self.transport.send(outgoing).await?, decode)
    }

    fn headers(&self) -> HeaderMap {
        HeaderMap::from_iter([
            (PUBLIC_API_KEY, self.credentials.public_api_key.clone()),
            (PRIVATE_SECRET_KEY, self.credentials.private_secret_key.clone()),
        ])
    }
}

/// Reads an answer: any 2xx is a success, since Yuno's own guide calls the exact status unreliable.
fn decoded<T>(
    received: Received,
    decode: impl FnOnce(&[u8]) -> serde_json::Result<T>,
) -> Answer<T> {
    if !received.is_success() {
        return Err(Refusal::read(received).map_or_else(CallError::from, CallError::Refused));
    }
    match decode(received.body.bytes()) {
        Ok(value) => Ok(Reply { value, received }),
        Err(reason) => Err(Unreadable::new(received, reason).into()),
    }
}

fn bare_or_wrapped(bytes: &[u8]) -> serde_json::Result<Payment> {
    #[derive(Deserialize)]
    struct Probe {
        payment: Option<IgnoredAny>,
    }
    #[derive(Deserialize)]
    struct Wrapped {
        payment: Payment,
    }

    let probe: Probe = serde_json::from_slice(bytes)?;
    if probe.payment.is_some() {
        serde_json::from_slice(bytes).map(|Wrapped { payment }| payment)
    } else {
        serde_json::from_slice(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_private_key_is_not_in_debug_output() {
        let credentials = Credentials::new("sandbox_public", &"very-private".into()).unwrap();
        let transport = Transport::new("http://127.0.0.1:1").unwrap();

        let shown = format!("{:?}", Client::new(transport, credentials));

        assert!(shown.contains("sandbox_public"));
        assert!(!shown.contains("very-private"));
    }
}
