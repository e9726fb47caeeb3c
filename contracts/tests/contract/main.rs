//! The documents against the clients: what is sent equals the documented request, what is documented can be read.
//!
//! A fixture is the contract and equality with it is asserted in code; a snapshot is for a reviewer's eyes and proves
//! nothing. Servers here answer with documented bytes and decide nothing. A module a provider, a case a fixture.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod coverage;
mod exchange;
mod secrets;
mod server;
mod wooshpay;
mod yabandpay;
mod yuno;
