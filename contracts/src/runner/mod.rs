//! The contract runner: documented payloads, sent to any server that says it is a provider, and its answers held
//! against the documents path by path.
//!
//! A [`Case`] is a documented example of an operation, and an arrangement: what must be there before, as a payment for a
//! capture. The runner sends the documented bytes, with fresh references, and judges what comes back by what is printed:
//! members, JSON types, fixed values, and the form of what a provider makes up. It draws no conclusions about a whole
//! provider, and it shows nothing: [`Report`] is a value.
//!
//! The typed clients take no part: what a client tolerates must not decide what a contract is.

mod case;
mod outcome;
mod receiver;
mod target;

pub use case::Case;
pub use case::Need;
pub use case::Provider;
pub use outcome::Breach;
pub use outcome::CaseReport;
pub use outcome::Exchange;
pub use outcome::Kind;
pub use outcome::Member;
pub use outcome::Note;
pub use outcome::Observer;
pub use outcome::Outcome;
pub use outcome::Report;
pub use outcome::Told;
pub use receiver::Receiver;
pub use target::Credentials;
pub use target::Options;
pub use target::Run;
pub use target::WooshPayKeys;
pub use target::YabandPayKeys;
pub use target::YunoKeys;
