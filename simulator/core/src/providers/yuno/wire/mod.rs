//! The documents as types: what is sent and what is answered, member by member. No behaviour.

pub(super) mod members;
pub(super) mod outcome;
pub(super) mod refund;
pub(super) mod request;
pub(super) mod response;
pub(super) mod shapes;
pub(super) mod stored;
pub(super) mod webhook;
