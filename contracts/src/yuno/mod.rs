//! Yuno: payments by card and by other methods, what is done with them later, stored customers and cards, and webhooks.
//!
//! | field term | Yuno's word |
//! | --- | --- |
//! | merchant's account | `account_id` (`account_code` in older payloads) |
//! | authorization | a payment with `capture: false`, `PENDING` / `AUTHORIZED` |
//! | capture | `CAPTURE` transaction; immediate as part of a `PURCHASE` |
//! | void | cancel, `CANCELED` |
//! | decline | `DECLINED`, an ordinary answer |
//! | stored card | `vaulted_token`; `token` is for one use |
//!
//! Documents: <https://docs.y.uno/reference/payments/create-payment>. Amounts are decimals in **major** units.

pub mod client;
pub mod errors;
pub mod requests;
pub mod responses;
mod target;
pub mod webhooks;

use serde::Deserialize;
use serde::Serialize;

use crate::Secret;

pub use crate::card::CardNumber;
pub use crate::card::SecurityCode;
pub use crate::retry::IdempotencyKey;
pub use client::Client;
pub use client::Credentials;
pub use errors::ErrorCode;
pub use errors::Refusal;
pub use requests::AdditionalData;
pub use requests::Amount;
pub use requests::AmountValue;
pub use requests::BankTransfer;
pub use requests::CancelOrRefund;
pub use requests::CancelPayment;
pub use requests::CancelReason;
pub use requests::Capture;
pub use requests::CapturePayment;
pub use requests::CaptureReason;
pub use requests::CardData;
pub use requests::CardDetails;
pub use requests::CardSource;
pub use requests::CardToVerify;
pub use requests::Checkout;
pub use requests::CheckoutMethod;
pub use requests::CreateCustomer;
pub use requests::CreatePayment;
pub use requests::CustomerPayer;
pub use requests::Delay;
pub use requests::Delayed;
pub use requests::MajorUnits;
pub use requests::Method;
pub use requests::Redirect;
pub use requests::RedirectMethod;
pub use requests::RefundPayment;
pub use requests::RefundReason;
pub use requests::StoredCredentials;
pub use requests::StoredReason;
pub use requests::Usage;
pub use requests::Validations;
pub use requests::VerifyCard;
pub use requests::Wallet;
pub use requests::WalletCard;
pub use responses::EnrolledMethod;
pub use responses::Operation;
pub use responses::Payment;
pub use responses::Status;
pub use responses::StoredCustomer;
pub use responses::SubStatus;
pub use responses::Transaction;
pub use responses::TransactionStatus;
pub use responses::TransactionType;
pub use responses::Transactions;
pub use target::Target;
pub use webhooks::Event;
pub use webhooks::EventType;
pub use webhooks::Verifier;
pub use webhooks::WebhookError;

ids! {
    /// A merchant account, a UUID.
    AccountId
    /// A payment, a UUID.
    PaymentId
    /// A transaction of a payment, a UUID.
    TransactionId
    /// A stored customer, a UUID.
    CustomerId
    /// A checkout session, a UUID.
    CheckoutSessionId
    /// A setup of 3-D Secure, a UUID.
    ThreeDSecureSetupId
}

/// A stored payment method, a UUID; whoever has it can charge the card, so `Debug` does not show it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(transparent)]
pub struct VaultedToken(Secret);

impl VaultedToken {
    /// The token itself, for whoever has to send it.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose()
    }
}

impl From<&str> for VaultedToken {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}
