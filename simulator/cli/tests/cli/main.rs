//! The binary as its users meet it: what it prints, how it ends, what it answers over HTTP.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod check;
mod client;
mod demo;
mod fidelity;
mod image;
mod program;
mod recipes;
mod replay;
mod serve;
