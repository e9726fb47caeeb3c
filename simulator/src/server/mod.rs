//! The server: sockets, real time and webhooks around the pure engine.

pub(crate) mod accept;
pub(crate) mod directory;
pub(crate) mod driver;
pub(crate) mod front;
pub(crate) mod gateway;
pub(crate) mod lanes;
pub(crate) mod log_file;
pub(crate) mod opening;
pub(crate) mod patience;
pub(crate) mod pieces;
pub(crate) mod policy;
pub(crate) mod recovery;
pub(crate) mod reply;
pub(crate) mod sandbox;
pub(crate) mod sender;
pub(crate) mod shared;
pub(crate) mod turn;
