//! Yuno's webhooks: who sent them, and what they say
//! (<https://docs.y.uno/docs/webhooks/verify-webhook-signatures-hmac>, <https://docs.y.uno/docs/webhooks/object-and-examples>).
//!
//! The signature covers the raw body and nothing else: no time, so nothing here can tell a replay. Receivers answer 200
//! and expect every event more than once.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::Hmac;
use hmac::KeyInit as _;
use hmac::Mac as _;
use reqwest::header::HeaderMap;
use sha2::Sha256;
use subtle::ConstantTimeEq as _;

use super::AccountId;
use super::responses::Payment;
use crate::open::Open;
use crate::secret::Secret;

/// The header of the signature.
pub const SIGNATURE: &str = "x-hmac-signature";
/// The header of the first configured key.
pub const API_KEY: &str = "x-api-key";
/// The header of the second configured key.
pub const SECRET: &str = "x-secret";

/// Checks that a webhook comes from Yuno, by what was configured for the endpoint: an HMAC secret, a pair of keys, or
/// both.
#[derive(Clone, Debug)]
pub struct Verifier {
    hmac_client_secret: Option<Secret>,
    keys: Option<Keys>,
}

#[derive(Clone, Debug)]
struct Keys {
    api_key: Secret,
    secret: Secret,
}

/// Why a webhook is not to be believed.
#[derive(Debug, thiserror::Error)]
pub enum WebhookError {
    /// A header that the configuration promises is not there.
    #[error("no header {0}")]
    MissingHeader(&'static str),
    /// The signature is not Base64 of 32 bytes.
    #[error("the signature is not base64 of 32 bytes")]
    MalformedSignature,
    /// The signature is of another body, or by another secret.
    #[error("the signature does not fit the body")]
    Mismatch,
    /// This header has another key than the configured one.
    #[error("the header {0} has another key")]
    WrongKey(&'static str),
    /// The sender is right, the body is no payment event.
    #[error("not a payment event")]
    Unreadable(#[from] serde_json::Error),
}

impl Verifier {
    /// Checks the signature by the endpoint's `hmac_client_secret`.
    #[must_use]
    pub fn by_signature(hmac_client_secret: Secret) -> Self {
        Self { hmac_client_secret: Some(hmac_client_secret), keys: None }
    }

    /// Checks the two keys that Yuno sends along.
    #[must_use]
    pub fn by_keys(api_key: Secret, secret: Secret) -> Self {
        Self { hmac_client_secret: None, keys: Some(Keys { api_key, secret }) }
    }

    /// Checks the two keys as well.
    #[must_use]
    pub fn and_keys(mut self, api_key: Secret, secret: Secret) -> Self {
        self.keys = Some(Keys { api_key, secret });
        self
    }

    /// Checks the sender of a body, which must be the raw bytes of the request.
    ///
    /// # Errors
    ///
    /// The first check that fails; never [`WebhookError::Unreadable`].
    pub fn verify(&self, headers: &HeaderMap, body: &[u8]) -> Result<(), WebhookError> {
        if let Some(secret) = &self.hmac_client_secret {
            verify_signature(secret, header(headers, SIGNATURE)?, body)?;
        }
        if let Some(keys) = &self.keys {
            for (name, expected) in [(API_KEY, &keys.api_key), (SECRET, &keys.secret)] {
                let sent = header(headers, name)?;
                if !bool::from(sent.ct_eq(expected.expose().as_bytes())) {
                    return Err(WebhookError::WrongKey(name));
                }
            }
        }
        Ok(())
    }

    /// Checks the sender and reads the event.
    ///
    /// # Errors
    ///
    /// As [`Verifier::verify`], and [`WebhookError::Unreadable`] for what is no payment event.
    pub fn event(&self, headers: &HeaderMap, body: &[u8]) -> Result<Event, WebhookError> {
        self.verify(headers, body)?;
        Ok(serde_json::from_slice(body)?)
    }
}

fn header<'a>(headers: &'a HeaderMap, name: &'static str) -> Result<&'a [u8], WebhookError> {
    headers.get(name).map(|value| value.as_bytes()).ok_or(WebhookError::MissingHeader(name))
}

/// Base64 of HMAC-SHA256 of the body, keyed with the bytes of the secret; compared in constant time.
fn verify_signature(secret: &Secret, sent: &[u8], body: &[u8]) -> Result<(), WebhookError> {
    let sent = STANDARD.decode(sent).map_err(|_| WebhookError::MalformedSignature)?;
    if sent.len() != 32 {
        return Err(WebhookError::MalformedSignature);
    }
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.expose().as_bytes())
        .expect("an HMAC key may have any length");
    mac.update(body);
    mac.verify_slice(&sent).map_err(|_| WebhookError::Mismatch)
}

answer! {
    /// A webhook about a payment.
    Event
    required {
        /// The family: `payment`.
        r#type: String,
        /// What happened.
        type_event: Open<EventType>,
        /// The account it happened to.
        account_id: AccountId,
        /// 0 for the first delivery, one more for each that follows.
        retry: u32,
        /// The version of the format: 2.
        version: u32,
        /// What it happened to.
        data: EventData,
    }
}

answer! {
    /// What a payment event is about.
    EventData
    required {
        /// The payment as it was then.
        payment: Payment,
    }
    optional {
        /// The same for every delivery of one event. The overview names it here; the examples have the payment's own
        /// `idempotency_key` only.
        idempotency_key: String,
    }
}

words! {
    /// What may happen to a payment (<https://docs.y.uno/docs/webhooks>).
    EventType {
        Purchase = "payment.purchase",
        Authorize = "payment.authorize",
        Capture = "payment.capture",
        Cancel = "payment.cancel",
        Refund = "payment.refund",
        Verify = "payment.verify",
        Chargeback = "payment.chargeback",
        PreChargeback = "payment.pre_chargeback",
        FraudScreening = "payment.fraud_screening",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Computed outside this crate: `printf %s BODY | openssl dgst -sha256 -hmac KEY -binary | base64`.
    const BODY: &[u8] = br#"{"type":"payment","retry":0}"#;
    const KEY: &str = "hmac-client-secret";
    const SIGNED: &str = "5TR2SIDNSyffPyCUUnSADf7BygfKJN3ph5f4j4NcRjg=";

    #[test]
    fn a_literal_vector_verifies() {
        let mut headers = HeaderMap::new();
        headers.insert(SIGNATURE, SIGNED.parse().unwrap());

        let verdict = Verifier::by_signature(KEY.into()).verify(&headers, BODY);

        assert!(verdict.is_ok(), "{verdict:?}");
    }

    #[test]
    fn secrets_do_not_show_in_debug_output() {
        let verifier = Verifier::by_signature("hidden-1".into())
            .and_keys("hidden-2".into(), "hidden-3".into());

        assert!(!format!("{verifier:?}").contains("hidden"));
    }
}
