//! WooshPay's refusals: an HTTP error with an object of four documented types
//! (<http://docs.wooshpay.com/apidoc/project-1296482/doc-1763752>).
//!
//! Undocumented: whether that object stands alone or as the member `error`, and most of its members and codes. Both
//! forms are read, and codes are plain text.

use std::fmt;

use serde::Deserialize;

use crate::error::Unreadable;
use crate::open::Open;
use crate::transport::Received;

/// A call that WooshPay refused.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// What WooshPay said.
    pub error: Box<ErrorObject>,
    /// The HTTP answer as it came.
    pub received: Box<Received>,
}

answer! {
    /// The error object.
    ErrorObject
    required {
        /// The family of the error.
        r#type: Open<ErrorType>,
    }
    optional {
        /// The error, in one word.
        code: String,
        /// For people.
        message: String,
        /// The member at fault.
        param: String,
        /// The issuer's reason, of card errors.
        decline_code: String,
    }
}

impl Refusal {
    pub(crate) fn read(received: Received) -> Result<Self, Unreadable> {
        #[derive(Deserialize)]
        struct Wrapped {
            error: Box<ErrorObject>,
        }

        let bytes = received.body.bytes();
        let error = serde_json::from_slice(bytes)
            .map(|Wrapped { error }| error)
            .or_else(|_| serde_json::from_slice(bytes));
        match error {
            Ok(error) => Ok(Self { error, received: Box::new(received) }),
            Err(reason) => Err(Unreadable::new(received, reason)),
        }
    }

    /// The family of the error, if it is a documented one.
    #[must_use]
    pub fn kind(&self) -> Option<ErrorType> {
        self.error.r#type.known()
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ErrorObject { r#type, code, message, .. } = &*self.error;
        write!(f, "{type} (HTTP {})", self.received.status)?;
        for text in [code, message].into_iter().filter_map(|member| member.value()) {
            write!(f, ": {text}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Refusal {}

words! {
    /// The documented families of errors.
    ErrorType {
        Api = "api_error",
        Card = "card_error",
        Idempotency = "idempotency_error",
        InvalidRequest = "invalid_request_error",
    }
}
