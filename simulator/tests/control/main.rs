//! The control plane over real HTTP: every route, what it answers, and what it refuses.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod about;
mod clock;
mod connections;
mod events;
mod faults;
mod fidelity;
mod guard;
mod journal;
mod ledger;
mod library;
mod log;
mod pages;
mod refusals;
mod sandboxes;
mod settings;
mod subjects;
mod support;
mod verify;
mod webhooks;
