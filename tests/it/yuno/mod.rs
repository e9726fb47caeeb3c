//! Yuno: direct card payments, captured and cancelled at once, by hand, and after a delay.

mod delayed_capture;
mod early;
mod idempotency;
mod retries;
