//! The reference clients against the simulator, over real HTTP.
//!
//! Each flow ends with one snapshot of the journal as a story. What a document demands is asserted in
//! code; the snapshot is for review.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod advice;
mod breadth;
mod determinism;
mod faults;
mod forgery;
mod isolation;
mod mutation;
mod recovery;
mod support;
mod tidy;
#[path = "../../simulator/core/tests/laws/toy.rs"]
mod toy;
mod unserved;
mod webhooks;
mod wooshpay;
mod yabandpay;
mod yuno;
