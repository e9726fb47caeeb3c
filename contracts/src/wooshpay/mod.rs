//! WooshPay: Alipay payment intents, reading an intent, and signed events.
//!
//! | field term | WooshPay's word |
//! | --- | --- |
//! | payment | payment intent, `pi_…` |
//! | challenge, redirect | `next_action` |
//! | return URL | `return_url` |
//! | authorization | `requires_capture` |
//! | void | cancel, `canceled` |
//! | decline | falls back to `requires_payment_method` |
//!
//! Documents: <https://wooshpay.com/docs/alipay>. Amounts are whole numbers of the smallest unit, times are milliseconds.

pub mod client;
pub mod embedded;
pub mod errors;
pub mod requests;
pub mod responses;
pub mod webhooks;

pub use client::Client;
pub use client::NotKey;
pub use embedded::Embedded;
pub use errors::ErrorType;
pub use errors::Refusal;
pub use requests::CreateAlipayIntent;
pub use requests::Money;
pub use requests::OsType;
pub use requests::TerminalType;
pub use responses::NextAction;
pub use responses::PaymentIntent;
pub use responses::Status;
pub use webhooks::Event;
pub use webhooks::EventType;
pub use webhooks::Verifier;
pub use webhooks::WebhookError;

ids! {
    /// A payment intent, `pi_` and 19 digits.
    PaymentIntentId
    /// A payment method, `pm_` and 19 digits.
    PaymentMethodId
    /// An event, `evt_` and its number.
    EventId
}
