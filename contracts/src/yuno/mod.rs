//! Yuno: direct card payments, reading a payment, and its webhooks.
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
pub mod webhooks;

pub use client::Client;
pub use client::Credentials;
pub use client::IdempotencyKey;
pub use errors::ErrorCode;
pub use errors::Refusal;
pub use requests::Amount;
pub use requests::AmountValue;
pub use requests::Capture;
pub use requests::CardDetails;
pub use requests::CardNumber;
pub use requests::CreatePayment;
pub use requests::CustomerPayer;
pub use requests::Delay;
pub use requests::Delayed;
pub use requests::SecurityCode;
pub use requests::Validations;
pub use responses::Payment;
pub use responses::Status;
pub use responses::SubStatus;
pub use responses::Transaction;
pub use responses::Transactions;
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
}
