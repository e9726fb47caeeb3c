//! The pure half of sandpay: payment providers as deterministic state machines.
//!
//! Nothing in this crate waits, reads a clock, draws randomness or touches a socket. Time, identifiers
//! and the outside world are handed to it; what it decides is handed back. The `sandpay` crate is the
//! shell that gives it a clock, an HTTP server and a webhook sender.
//!
//! * [`kernel`]: the building blocks, and the [`kernel::provider::Provider`] trait; knows no provider.
//! * [`engine`]: one sandbox's world and its rules of motion; knows no provider either.
//! * [`providers`]: Yuno, YabandPay, WooshPay, one folder each.

pub mod engine;
pub mod kernel;
pub mod providers;
