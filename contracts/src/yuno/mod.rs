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

pub use client::{Client, Credentials, IdempotencyKey};
pub use errors::{ErrorCode, Refusal};
pub use requests::{
    Amount, AmountValue, Capture, CardDetails, CardNumber, CreatePayment, CustomerPayer, Delay,
    Delayed, SecurityCode, Validations,
};
pub use responses::{Payment, Status, SubStatus, Transaction, Transactions};
pub use webhooks::{Event, EventType, Verifier, WebhookError};

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
