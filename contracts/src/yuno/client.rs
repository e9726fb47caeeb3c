//! The calls to Yuno: which request each is, and how its answer is read.
//!
//! It repeats nothing by itself: whether a call may be repeated hangs on its [`IdempotencyKey`].

use reqwest::Method;
use reqwest::header::HeaderMap;
use reqwest::header::HeaderName;
use reqwest::header::HeaderValue;
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::PaymentId;
use super::errors::Refusal;
use super::requests::CreatePayment;
use super::responses::Payment;
use crate::error::CallError;
use crate::error::Unreadable;
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

/// The name of one operation: sent again with the same key, it is not carried out again for 24 hours.
///
/// A UUID is recommended, not required (<https://docs.y.uno/reference/getting-started/authentication>).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct IdempotencyKey(HeaderValue);

/// Why a text is no idempotency key.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum IdempotencyKeyError {
    /// It is empty.
    #[error("an idempotency key is not empty")]
    Empty,
    /// It is longer than 255 characters.
    #[error("an idempotency key has at most 255 characters")]
    TooLong,
    /// It has characters other than visible ASCII.
    #[error("an idempotency key is visible ASCII")]
    NotVisible,
}

impl IdempotencyKey {
    /// Takes a key.
    ///
    /// Undocumented: the length and the characters. The limit of 255 visible ASCII characters admits every key that Yuno's
    /// own software sends.
    ///
    /// # Errors
    ///
    /// When the text is empty, too long, or not visible ASCII.
    pub fn new(text: &str) -> Result<Self, IdempotencyKeyError> {
        if text.is_empty() {
            return Err(IdempotencyKeyError::Empty);
        }
        if text.len() > 255 {
            return Err(IdempotencyKeyError::TooLong);
        }
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(IdempotencyKeyError::NotVisible);
        }
        HeaderValue::from_str(text).map(Self).map_err(|_| IdempotencyKeyError::NotVisible)
    }
}

/// A client of one Yuno account.
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

impl Client {
    /// A client that speaks for this key pair.
    #[must_use]
    pub fn new(transport: Transport, credentials: Credentials) -> Self {
        Self { transport, credentials }
    }

    /// Creates a direct card payment: a purchase or an authorization (<https://docs.y.uno/reference/payments/create-payment>).
    ///
    /// A payment that the issuer declined is an answer, not an error. After [`CallError::Transport`] the payment may
    /// exist: the same call with the same key finds out.
    ///
    /// # Errors
    ///
    /// [`CallError`]; `Refused` holds Yuno's code.
    pub async fn create_payment(
        &self,
        key: &IdempotencyKey,
        payment: &CreatePayment,
    ) -> Result<Reply<Payment>, CallError<Refusal>> {
        let mut headers = self.headers();
        headers.insert(IDEMPOTENCY_KEY, key.0.clone());
        let body = serde_json::to_string(payment).expect("a request has text keys only");
        let received = self
            .transport
            .send(Outgoing {
                method: Method::POST,
                path: &["v1", "payments"],
                headers,
                body: Some(body),
            })
            .await?;
        read(received, |bytes| serde_json::from_slice(bytes))
    }

    /// Reads a payment.
    ///
    /// Two pages document two answers to this call, the payment itself and the payment as the member `payment`; both are
    /// read (<https://docs.y.uno/reference/payments/retrieve-payment-by-id>, `…/retrieve-payment-by-id-v2`).
    ///
    /// # Errors
    ///
    /// [`CallError`]; `Refused` holds Yuno's code.
    pub async fn payment(&self, id: &PaymentId) -> Result<Reply<Payment>, CallError<Refusal>> {
        let received = self
            .transport
            .send(Outgoing {
                method: Method::GET,
                path: &["v1", "payments", id.as_str()],
                headers: self.headers(),
                body: None,
            })
            .await?;
        read(received, bare_or_wrapped)
    }

    fn headers(&self) -> HeaderMap {
        HeaderMap::from_iter([
            (PUBLIC_API_KEY, self.credentials.public_api_key.clone()),
            (PRIVATE_SECRET_KEY, self.credentials.private_secret_key.clone()),
        ])
    }
}

/// Reads an answer: any 2xx is a success, since Yuno's own guide calls the exact status unreliable.
fn read<T>(
    received: Received,
    decode: impl FnOnce(&[u8]) -> serde_json::Result<T>,
) -> Result<Reply<T>, CallError<Refusal>> {
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

    #[test]
    fn an_idempotency_key_is_short_visible_text() {
        assert!(IdempotencyKey::new("wc-17-a9f3").is_ok());
        assert!(IdempotencyKey::new(&"k".repeat(255)).is_ok());
        assert_eq!(IdempotencyKey::new(""), Err(IdempotencyKeyError::Empty));
        assert_eq!(IdempotencyKey::new(&"k".repeat(256)), Err(IdempotencyKeyError::TooLong));
        for text in ["a b", "a\n", "ключ"] {
            assert_eq!(IdempotencyKey::new(text), Err(IdempotencyKeyError::NotVisible));
        }
    }
}
