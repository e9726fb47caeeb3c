//! Documents against providers: every documented payload of a served operation, through admission and
//! engine, as a caller meets them.
//!
//! The expectations are the fixtures themselves; what deliberately differs stands in a table with its
//! reason. A fixture that no test looks at fails `coverage`.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod answers;
mod changes;
mod comparison;
mod coverage;
mod events;
mod fidelity;
mod followups;
mod guides;
mod lifecycles;
mod missing;
mod orders;
mod profiles;
mod reach;
mod reads;
mod refusals;
mod signatures;
mod unserved;
mod world;
