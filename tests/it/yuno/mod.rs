//! Yuno: direct card payments, captured and cancelled at once, by hand, and after a delay.

mod authentication;
mod bad_input;
mod capturing;
mod crowd;
mod delayed_capture;
mod early;
mod idempotency;
mod keys;
mod lost_answers;
mod orders;
mod refunding;
mod retries;
mod reversing;
pub(crate) mod shop;
mod stored_credentials;
mod telling;
mod verification;
