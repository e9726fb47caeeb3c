//! Building blocks of a provider. Nothing here knows a provider, a clock or a socket.

pub mod access;
pub mod advice;
mod cards;
pub mod catalogue;
pub mod diagram;
pub mod duration;
pub mod endpoints;
mod idempotency;
pub mod ids;
pub mod kept;
pub mod ledger;
mod lost;
pub mod mac;
pub mod machine;
pub mod message;
pub mod money;
pub(crate) mod numbered;
pub mod page;
pub mod provider;
pub mod rendering;
pub mod route;
pub mod scrub;
pub mod settings;
pub mod step;
pub mod tx;
pub mod web;
pub mod webhook;
