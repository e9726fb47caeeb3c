//! Every refusal: its status, type, code and message.
//!
//! Documented are the statuses and the four types (<https://docs.wooshpay.com/project-1296482/doc-1763752>,
//! "Errors"), and that the object has `type` and `code`.
//! Undocumented: the envelope `{"error":{…}}`, `message`, `param` and every code; they follow the API
//! that WooshPay's is modelled on, and are the simulator's own. A failed attempt to pay is a state of
//! an intent and no refusal; only a fault makes a refusal of it.

use http::StatusCode;

use crate::kernel::message::Response;
use crate::kernel::provider::Conflict;
use crate::providers::wooshpay::lifecycle::Failure;
use crate::providers::wooshpay::lifecycle::Illegal;
use crate::providers::wooshpay::wire;

/// A refusal; nothing has happened then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Error {
    /// 401: no key in the request.
    KeyMissing,
    /// 401: a key that this account does not have, a live key included. Undocumented: which status a
    /// live key gets on the test host.
    KeyUnknown,
    /// 403: a publishable key where a secret one is needed. Undocumented: whether this is 401 or
    /// 403; "the key lacks permission" is how the documents describe 403.
    SecretKeyRequired,
    /// 404: no such method and path.
    UrlUnknown(String),
    /// 404: no such object: what it would be, the parameter that names it, and the id as sent.
    Unknown(&'static str, &'static str, String),
    /// 400: the body is no JSON object that can be read.
    BodyInvalid(String),
    /// 400: a member that must be there is not.
    Missing(&'static str),
    /// 400: an amount or a quantity is no whole number that can be counted.
    IntegerInvalid(&'static str, &'static str),
    /// 400: an amount or a quantity is less than 1
    /// (<https://wooshpay.com/docs/alipay>: minimum 0.01 CNY).
    TooSmall(&'static str),
    /// 400: the payment intent is in no state for this.
    UnexpectedState(String),
    /// 400: the checkout session has ended.
    SessionEnded(String),
    /// 400: nothing of the payment can be refunded any more.
    AlreadyRefunded(&'static str),
    /// 400: more is to be refunded than is left.
    AmountTooLarge(String),
    /// 400: a member has the wrong type or an unknown value.
    Invalid(&'static str, String),
    /// 400: a documented member or value that the simulator does not serve.
    Unserved(&'static str, &'static str),
    /// 409: the idempotency key was used with other parameters
    /// (<https://docs.wooshpay.com/project-1296482/doc-1763752>).
    KeyReused,
    /// 409: the call with this idempotency key is not answered yet.
    KeyInUse,
    /// 402: the attempt to pay failed; only when a fault asks for it.
    AttemptFailed(Failure),
    /// 429: only when a fault asks for it.
    RateLimited,
    /// 500: only when a fault asks for it, or the simulator fails.
    Internal,
}

/// Every code, for the profile.
pub(crate) const CODES: &[&str] = &[
    "api_key_missing",
    "api_key_invalid",
    "secret_key_required",
    "url_unknown",
    "resource_missing",
    "body_invalid",
    "parameter_missing",
    "parameter_invalid_integer",
    "amount_too_small",
    "payment_intent_unexpected_state",
    "checkout_session_not_open",
    "charge_already_refunded",
    "amount_too_large",
    "parameter_invalid",
    "parameter_not_served",
    "idempotency_key_reused",
    "idempotency_key_in_use",
    "payment_intent_payment_attempt_failed",
    "insufficient_funds",
    "payment_intent_payment_attempt_expired",
    "rate_limit",
    "internal_error",
];

impl Error {
    /// The refusal that has a code, for faults.
    pub(crate) fn forced(code: &str) -> Option<Self> {
        let forced = "a fault asked for this refusal";
        let plain = [
            Self::KeyMissing,
            Self::KeyUnknown,
            Self::SecretKeyRequired,
            Self::UrlUnknown(forced.to_owned()),
            Self::Unknown("payment intent", "id", "pi_0000000000000000000".to_owned()),
            Self::BodyInvalid(forced.to_owned()),
            Self::Missing("amount"),
            Self::IntegerInvalid("amount", forced),
            Self::TooSmall("amount"),
            Self::UnexpectedState(forced.to_owned()),
            Self::SessionEnded(forced.to_owned()),
            Self::AlreadyRefunded(forced),
            Self::AmountTooLarge(forced.to_owned()),
            Self::Invalid("currency", forced.to_owned()),
            Self::Unserved("capture_method", forced),
            Self::KeyReused,
            Self::KeyInUse,
            Self::RateLimited,
            Self::Internal,
        ];
        plain
            .into_iter()
            .chain(Failure::ALL.map(Self::AttemptFailed))
            .find(|error| error.code() == code)
    }

    const fn status(&self) -> StatusCode {
        match self {
            Self::KeyMissing | Self::KeyUnknown => StatusCode::UNAUTHORIZED,
            Self::SecretKeyRequired => StatusCode::FORBIDDEN,
            Self::UrlUnknown(_) | Self::Unknown(..) => StatusCode::NOT_FOUND,
            Self::BodyInvalid(_)
            | Self::Missing(_)
            | Self::IntegerInvalid(..)
            | Self::TooSmall(_)
            | Self::UnexpectedState(_)
            | Self::SessionEnded(_)
            | Self::AlreadyRefunded(_)
            | Self::AmountTooLarge(_)
            | Self::Invalid(..)
            | Self::Unserved(..) => StatusCode::BAD_REQUEST,
            Self::KeyReused | Self::KeyInUse => StatusCode::CONFLICT,
            Self::AttemptFailed(_) => StatusCode::PAYMENT_REQUIRED,
            Self::RateLimited => StatusCode::TOO_MANY_REQUESTS,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// One of the four documented types.
    const fn kind(&self) -> &'static str {
        match self {
            Self::KeyMissing
            | Self::KeyUnknown
            | Self::SecretKeyRequired
            | Self::UrlUnknown(_)
            | Self::Unknown(..)
            | Self::BodyInvalid(_)
            | Self::Missing(_)
            | Self::IntegerInvalid(..)
            | Self::TooSmall(_)
            | Self::UnexpectedState(_)
            | Self::SessionEnded(_)
            | Self::AlreadyRefunded(_)
            | Self::AmountTooLarge(_)
            | Self::Invalid(..)
            | Self::Unserved(..)
            | Self::RateLimited => INVALID_REQUEST,
            Self::KeyReused | Self::KeyInUse => "idempotency_error",
            Self::AttemptFailed(_) => Failure::KIND,
            Self::Internal => "api_error",
        }
    }

    const fn code(&self) -> &'static str {
        match self {
            Self::KeyMissing => "api_key_missing",
            Self::KeyUnknown => "api_key_invalid",
            Self::SecretKeyRequired => "secret_key_required",
            Self::UrlUnknown(_) => "url_unknown",
            Self::Unknown(..) => "resource_missing",
            Self::BodyInvalid(_) => "body_invalid",
            Self::Missing(_) => "parameter_missing",
            Self::IntegerInvalid(..) => "parameter_invalid_integer",
            Self::TooSmall(_) => "amount_too_small",
            Self::UnexpectedState(_) => "payment_intent_unexpected_state",
            Self::SessionEnded(_) => "checkout_session_not_open",
            Self::AlreadyRefunded(_) => "charge_already_refunded",
            Self::AmountTooLarge(_) => "amount_too_large",
            Self::Invalid(..) => "parameter_invalid",
            Self::Unserved(..) => "parameter_not_served",
            Self::KeyReused => "idempotency_key_reused",
            Self::KeyInUse => "idempotency_key_in_use",
            Self::AttemptFailed(failure) => failure.code(),
            Self::RateLimited => "rate_limit",
            Self::Internal => "internal_error",
        }
    }

    const fn param(&self) -> Option<&'static str> {
        match self {
            Self::Missing(param)
            | Self::Invalid(param, _)
            | Self::Unserved(param, _)
            | Self::IntegerInvalid(param, _)
            | Self::TooSmall(param)
            | Self::Unknown(_, param, _) => Some(param),
            Self::AmountTooLarge(_) => Some("amount"),
            Self::KeyMissing
            | Self::KeyUnknown
            | Self::SecretKeyRequired
            | Self::UrlUnknown(_)
            | Self::BodyInvalid(_)
            | Self::UnexpectedState(_)
            | Self::SessionEnded(_)
            | Self::AlreadyRefunded(_)
            | Self::KeyReused
            | Self::KeyInUse
            | Self::AttemptFailed(_)
            | Self::RateLimited
            | Self::Internal => None,
        }
    }

    fn message(&self) -> String {
        match self {
            Self::KeyMissing => "No API key: send the secret key as the user name of HTTP Basic \
                                 authentication, with an empty password."
                .to_owned(),
            Self::KeyUnknown => "The API key is not a key of this account.".to_owned(),
            Self::SecretKeyRequired => {
                "This call needs the secret key; a publishable key was sent.".to_owned()
            }
            Self::UrlUnknown(what) => format!("No such call, or none that is served: {what}."),
            Self::Unknown(what, _, id) => format!("No such {what}: {id}."),
            Self::BodyInvalid(why) => format!("The body cannot be read: {why}."),
            Self::Missing(param) => format!("Missing required parameter: {param}."),
            Self::IntegerInvalid(param, why) => {
                format!("`{param}` must be a whole number, of money in its smallest unit: {why}.")
            }
            Self::TooSmall(param) => format!("`{param}` must be at least 1."),
            Self::UnexpectedState(why) | Self::SessionEnded(why) => {
                format!("This cannot happen now: {why}.")
            }
            Self::AlreadyRefunded(why) => format!("This payment cannot be refunded again: {why}."),
            Self::AmountTooLarge(why) => format!("`amount` is too large: {why}."),
            Self::Invalid(param, why) => format!("`{param}` {why}."),
            Self::Unserved(param, why) => format!("`{param}`: {why}."),
            Self::KeyReused => "This Idempotency-Key was used for another endpoint or with other \
                                parameters."
                .to_owned(),
            Self::KeyInUse => {
                "The call with this Idempotency-Key has not been answered yet.".to_owned()
            }
            Self::AttemptFailed(failure) => failure.message().to_owned(),
            Self::RateLimited => "Too many requests: back off and try again.".to_owned(),
            Self::Internal => "The service failed; try again later.".to_owned(),
        }
    }
}

const INVALID_REQUEST: &str = "invalid_request_error";

/// Undocumented: type, code and message of a wallet payment that failed. The codes are the
/// simulator's own; the type is that of the four which claims nothing about a card.
impl Failure {
    /// The type of the error object.
    pub(crate) const KIND: &'static str = INVALID_REQUEST;

    /// The code of the error object.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Declined => "payment_intent_payment_attempt_failed",
            Self::InsufficientFunds => "insufficient_funds",
            Self::Expired => "payment_intent_payment_attempt_expired",
        }
    }

    /// What is said to people.
    pub(crate) const fn message(self) -> &'static str {
        match self {
            Self::Declined => "The payment was declined by the payer or the wallet.",
            Self::InsufficientFunds => "The wallet does not hold enough for this payment.",
            Self::Expired => "The payment was not made before its link expired.",
        }
    }
}

impl From<Conflict> for Error {
    fn from(conflict: Conflict) -> Self {
        match conflict {
            Conflict::OtherBody => Self::KeyReused,
            // Undocumented: a key whose first call failed on the server's side stays taken.
            Conflict::InProcess | Conflict::Burnt => Self::KeyInUse,
        }
    }
}

impl From<Illegal> for Error {
    fn from(illegal: Illegal) -> Self {
        Self::UnexpectedState(illegal.to_string())
    }
}

impl From<Error> for Response {
    fn from(error: Error) -> Self {
        let body = wire::ErrorEnvelope {
            error: wire::ErrorObject {
                kind: error.kind(),
                code: error.code(),
                message: &error.message(),
                param: error.param(),
            },
        };
        Self::json(error.status(), &body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_can_be_forced_and_answers_with_itself() {
        for code in CODES {
            let response = Response::from(Error::forced(code).unwrap());
            let body: serde_json::Value = serde_json::from_slice(&response.body).unwrap();

            assert_eq!(body["error"]["code"], *code);
            assert!(response.status.is_client_error() || response.status.is_server_error());
        }
        assert_eq!(Error::forced("no_such_code"), None);
    }

    #[test]
    fn an_error_object_has_its_members_in_the_documented_order() {
        let response = Response::from(Error::Missing("amount"));

        assert_eq!(response.status, StatusCode::BAD_REQUEST);
        assert_eq!(
            String::from_utf8_lossy(&response.body),
            r#"{"error":{"type":"invalid_request_error","code":"parameter_missing","message":"Missing required parameter: amount.","param":"amount"}}"#
        );
    }
}
