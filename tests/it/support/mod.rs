//! What the flows share: a world to act in, a receiver to be told, and a way to tell the story.

pub(crate) mod http;
pub(crate) mod qr;
pub(crate) mod receiver;
pub(crate) mod story;
pub(crate) mod world;

pub(crate) use receiver::Receiver;
pub(crate) use world::World;
