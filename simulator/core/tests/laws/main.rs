//! Laws of the engine: they hold for every history, whatever the provider.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod advice;
mod bench;
mod faults;
mod histories;
mod isolation;
mod mishaps;
mod payments;
mod refusals;
mod replay;
mod toy;
mod yuno;
