//! Typed reference clients of Yuno, YabandPay and WooshPay, written from their documents alone.
//!
//! Each provider has a folder of the same names: `client` (the calls), `requests`, `responses`, `errors`, `webhooks`, and
//! `signature` where the provider signs requests. What all share is here: [`transport`] (one HTTP exchange), [`error`],
//! [`open`] (a known word or whatever was sent), [`member`] (absent, null or there), [`decimal`] (amounts without
//! floats), [`retry`] (what may be sent twice) and [`secret`].
//!
//! Three habits run through the crate. *Requests are strict*: what a document requires, a type requires. *Answers are
//! tolerant*: unknown members and words are no errors, and what a document prints survives decoding and encoding without
//! loss. *The outside is handed in*: the instant of a request and the `now` of a verification are arguments.
//!
//! This crate knows nothing of the simulator and never will: if both misread a document, they must not do so together.
//! The [`runner`] of contract cases stands beside the clients: it sends the documented bytes themselves and uses of this
//! crate the signatures alone.

#[macro_use]
mod macros;

pub mod card;
pub mod decimal;
pub mod error;
pub mod member;
pub mod open;
pub mod retry;
pub mod runner;
pub mod secret;
pub mod transport;

pub mod wooshpay;
pub mod yabandpay;
pub mod yuno;

pub use card::CardNumber;
pub use card::SecurityCode;
pub use decimal::Decimal;
pub use decimal::DecimalText;
pub use error::CallError;
pub use error::Unreadable;
pub use member::Member;
pub use open::Open;
pub use retry::IdempotencyKey;
pub use retry::Retry;
pub use secret::RawJson;
pub use secret::Secret;
pub use transport::Body;
pub use transport::Received;
pub use transport::Reply;
pub use transport::Transport;

ids! {
    /// An ISO 4217 currency code, as `EUR`.
    Currency
}
