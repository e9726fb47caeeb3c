//! YabandPay's refusals: the return codes of a token payment
//! (<https://docs.yabandpay.com/api/cn/payments/cards/token.html>, the table of return codes).
//!
//! A payment that the issuer declines is not among them.

use std::fmt;

use super::responses::Answer;
use crate::open::Open;
use crate::transport::Received;

/// A call that YabandPay refused.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// What YabandPay said.
    pub answer: Answer,
    /// The HTTP answer as it came.
    pub received: Box<Received>,
}

impl Refusal {
    /// The return code, if it is a documented one.
    #[must_use]
    pub fn code(&self) -> Option<ReturnCode> {
        self.answer.code.known()
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (code, message): (&Open<_>, _) = (&self.answer.code, self.answer.message.value());
        write!(f, "{code}: {}", message.map_or("", String::as_str))
    }
}

impl std::error::Error for Refusal {}

words! {
    /// The documented return codes.
    ReturnCode {
        /// The call succeeded.
        Success = "200",
        /// "Internal error".
        InternalError = "-1000",
        /// "The signature Error".
        SignatureError = "-403",
        /// "The user not exist".
        UnknownUser = "-2001",
        /// "Required field is missing".
        MissingField = "-3001",
        /// "Incorrect request ID".
        IncorrectRequestId = "-4118",
        /// "Invalid Token": the page advises to have the payer store the card anew.
        InvalidToken = "-4119",
        /// "No operational permissions".
        NoPermission = "-4120",
    }
}
