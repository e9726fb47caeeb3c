//! WooshPay's signed events: who sent them, when, and what they say (<https://docs.wooshpay.com/doc-2653815>).
//!
//! The header `Wooshpay-Signature: t=<time>,v1=<signature>` signs the time as printed, a dot, and the raw body, with the
//! endpoint's secret as it stands. `now` is an argument: nothing here reads a clock.

use std::time::Duration;
use std::time::SystemTime;

use hmac::Hmac;
use hmac::KeyInit as _;
use hmac::Mac as _;
use reqwest::header::HeaderMap;
use sha2::Sha256;

use super::EventId;
use crate::open::Open;
use crate::secret::RawJson;
use crate::secret::Secret;

/// The header of the signature.
pub const SIGNATURE: &str = "wooshpay-signature";
/// A usual tolerance. Undocumented: the guide compares times without naming a limit.
pub const TOLERANCE: Duration = Duration::from_secs(5 * 60);

/// Checks that an event comes from WooshPay, and if asked to, that it is fresh.
#[derive(Clone, Debug)]
pub struct Verifier {
    secret: Secret,
    tolerance: Option<Duration>,
}

/// Why an event is not to be believed.
#[derive(Debug, thiserror::Error)]
pub enum WebhookError {
    /// The signature's header is not there.
    #[error("no header {0}")]
    MissingHeader(&'static str),
    /// The header is not readable text.
    #[error("the header {0} is not text")]
    MalformedHeader(&'static str),
    /// The header has no element of this name.
    #[error("the signature header has no element {0}")]
    MissingElement(&'static str),
    /// The time is not a number of 10 or 13 digits.
    #[error("the time of the signature is neither seconds nor milliseconds")]
    MalformedTimestamp,
    /// The signature is not hex of 32 bytes.
    #[error("the signature is not hex of 32 bytes")]
    MalformedSignature,
    /// The signature is of another body or time, or by another secret.
    #[error("the signature does not fit the body")]
    Mismatch,
    /// The signature was made longer ago than the tolerance.
    #[error("the signature is {0:?} old")]
    TimestampTooOld(Duration),
    /// The signature lies further in the future than the tolerance.
    #[error("the signature is {0:?} ahead")]
    TimestampTooNew(Duration),
    /// The sender is right, the body is no event.
    #[error("not an event")]
    Unreadable(#[from] serde_json::Error),
}

impl Verifier {
    /// Checks by the endpoint's secret, whatever the age of the signature.
    #[must_use]
    pub fn new(secret: Secret) -> Self {
        Self { secret, tolerance: None }
    }

    /// Refuses signatures further from `now` than this. Mind retries, which seem to keep their first signature.
    #[must_use]
    pub fn with_tolerance(mut self, tolerance: Duration) -> Self {
        self.tolerance = Some(tolerance);
        self
    }

    /// Checks the sender of a body, which must be the raw bytes of the request. Returns the time of the signature.
    ///
    /// # Errors
    ///
    /// The first check that fails; never [`WebhookError::Unreadable`].
    pub fn verify(
        &self,
        headers: &HeaderMap,
        body: &[u8],
        now: SystemTime,
    ) -> Result<SystemTime, WebhookError> {
        let header = headers.get(SIGNATURE).ok_or(WebhookError::MissingHeader(SIGNATURE))?;
        let header = header.to_str().map_err(|_| WebhookError::MalformedHeader(SIGNATURE))?;
        let printed = element(header, "t")?;
        let signature = unhex(element(header, "v1")?).ok_or(WebhookError::MalformedSignature)?;

        let mut mac = Hmac::<Sha256>::new_from_slice(self.secret.expose().as_bytes())
            .expect("an HMAC key may have any length");
        mac.update(printed.as_bytes());
        mac.update(b".");
        mac.update(body);
        mac.verify_slice(&signature).map_err(|_| WebhookError::Mismatch)?;

        let signed_at = time(printed)?;
        match self.tolerance {
            Some(tolerance) => fresh(signed_at, now, tolerance).map(|()| signed_at),
            None => Ok(signed_at),
        }
    }

    /// Checks the sender and reads the event.
    ///
    /// # Errors
    ///
    /// As [`Verifier::verify`], and [`WebhookError::Unreadable`] for what is no event.
    pub fn event(
        &self,
        headers: &HeaderMap,
        body: &[u8],
        now: SystemTime,
    ) -> Result<Event, WebhookError> {
        self.verify(headers, body, now)?;
        Ok(serde_json::from_slice(body)?)
    }
}

/// The value of an element of the header: split at commas, then at the first equals sign; others are ignored.
fn element<'a>(header: &'a str, name: &'static str) -> Result<&'a str, WebhookError> {
    header
        .split(',')
        .filter_map(|element| element.trim().split_once('='))
        .find_map(|(found, value)| (found == name).then_some(value))
        .ok_or(WebhookError::MissingElement(name))
}

/// Reads seconds (10 digits), as the guide prints, or milliseconds (13), as a client of the live service had to accept.
fn time(printed: &str) -> Result<SystemTime, WebhookError> {
    if !printed.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(WebhookError::MalformedTimestamp);
    }
    let number: u64 = printed.parse().map_err(|_| WebhookError::MalformedTimestamp)?;
    let since = match printed.len() {
        10 => Duration::from_secs(number),
        13 => Duration::from_millis(number),
        _ => return Err(WebhookError::MalformedTimestamp),
    };
    Ok(SystemTime::UNIX_EPOCH + since)
}

fn fresh(signed_at: SystemTime, now: SystemTime, tolerance: Duration) -> Result<(), WebhookError> {
    match now.duration_since(signed_at) {
        Ok(age) if age > tolerance => Err(WebhookError::TimestampTooOld(age)),
        Err(ahead) if ahead.duration() > tolerance => {
            Err(WebhookError::TimestampTooNew(ahead.duration()))
        }
        Ok(_) | Err(_) => Ok(()),
    }
}

/// Reads 32 bytes of hex, in either case.
fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if pairs.len() != 32 || !rest.is_empty() {
        return None;
    }
    pairs.iter().map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?)).collect()
}

answer! {
    /// An event.
    Event
    required {
        /// Its id.
        id: EventId,
        /// `event`.
        object: String,
        /// When it happened: milliseconds, although the signature guide's example has seconds.
        created: i64,
        /// What it is about.
        data: EventData,
        /// What happened.
        r#type: Open<EventType>,
    }
    optional {
        /// The version of the format.
        api_version: String,
        /// Whether it happened in live mode.
        livemode: bool,
        /// How many deliveries are due.
        pending_webhooks: i64,
        /// The call that caused it.
        request: RawJson,
    }
}

answer! {
    /// What an event is about.
    EventData
    required {
        /// The whole object, as it was then: read it by the event's type, as `data.object.decode::<PaymentIntent>()`.
        object: RawJson,
    }
}

words! {
    /// What may happen (<https://docs.wooshpay.com/doc-2517709>, <https://docs.wooshpay.com/7197331m0>).
    ///
    /// Undocumented: the events of a checkout session, which no readable page lists; a client of the live service asks for
    /// them, and an endpoint can name none that is not a word here.
    EventType {
        PaymentIntentCreated = "payment_intent.created",
        PaymentIntentRequiresAction = "payment_intent.requires_action",
        PaymentIntentSucceeded = "payment_intent.succeeded",
        PaymentIntentPaymentFailed = "payment_intent.payment_failed",
        PaymentIntentCanceled = "payment_intent.canceled",
        CheckoutSessionCompleted = "checkout.session.completed",
        CheckoutSessionExpired = "checkout.session.expired",
        ChargeRefundUpdated = "charge.refund.updated",
        ChargeDisputeUpdated = "charge.dispute.updated",
        SetupIntentCreated = "setup_intent.created",
        SetupIntentSucceeded = "setup_intent.succeeded",
        ProductCreated = "product.created",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Computed outside this crate: `printf %s "1687845303.BODY" | openssl dgst -sha256 -hmac whsec_sandpay_test`.
    const BODY: &[u8] = br#"{"id":"evt_1","object":"event"}"#;
    const SIGNED: &str =
        "t=1687845303,v1=5baef5a4904fe53a43fcad76668e62e1971942ba3fabbec28fd11db1f24acea5";

    #[test]
    fn a_literal_vector_verifies() {
        let mut headers = HeaderMap::new();
        headers.insert(SIGNATURE, SIGNED.parse().unwrap());

        let signed_at = Verifier::new("whsec_sandpay_test".into())
            .verify(&headers, BODY, SystemTime::UNIX_EPOCH)
            .unwrap();

        assert_eq!(signed_at, SystemTime::UNIX_EPOCH + Duration::from_secs(1_687_845_303));
    }

    #[test]
    fn elements_of_other_names_are_ignored() {
        assert_eq!(element("v0=ab, t=1,x,v1=c=d", "v1").unwrap(), "c=d");
        assert!(matches!(element("v1=ab", "t"), Err(WebhookError::MissingElement("t"))));
    }

    #[test]
    fn a_time_has_ten_or_thirteen_digits() {
        assert_eq!(time("1687845303").unwrap(), time("1687845303000").unwrap());
        for text in ["", "1", "+687845303", "16878453030", "168784530a"] {
            assert!(matches!(time(text), Err(WebhookError::MalformedTimestamp)), "{text}");
        }
    }

    #[test]
    fn the_secret_does_not_show_in_debug_output() {
        assert!(!format!("{:?}", Verifier::new("whsec_hidden".into())).contains("hidden"));
    }
}
