//! sandpay stands in for payment providers on your own machine.
//!
//! A [`Simulator`] serves Yuno, YabandPay and WooshPay over HTTP, with state, signed webhooks, hosted
//! pages and a clock that you can turn. Point your client's base URL at [`Simulator::base_url`], make a
//! payment, turn the clock, and look at what happened:
//!
//! ```
//! use sandpay::Simulator;
//!
//! let simulator = Simulator::start();
//! let sandbox = simulator.sandbox();
//! println!("Yuno is at {}", simulator.base_url("yuno"));
//! let advanced = sandbox.clock().advance("P7D").wait().expect("seven days are a duration");
//! assert!(advanced.quiet);
//! ```
//!
//! The server runs on a thread of its own, so that a blocking client inside of a single-threaded test
//! works. Dropping the simulator closes it at once; [`Simulator::shutdown`] finishes what is under way.

mod control;
mod error;
mod handle;
mod import;
mod server;
mod simulator;
pub mod views;

pub use error::ControlError;
pub use error::LogLineError;
pub use error::StartError;
pub use handle::Clock;
pub use handle::Faults;
pub use handle::Sandbox;
pub use handle::Webhooks;
pub use sandpay_core::engine::Happened;
pub use sandpay_core::engine::clock::Mode;
pub use sandpay_core::engine::delivery::Rewrite;
pub use sandpay_core::engine::faults::Armed;
pub use sandpay_core::engine::faults::Fault;
pub use sandpay_core::engine::verify::Expectation;
pub use sandpay_core::engine::verify::Verification;
pub use sandpay_core::kernel::access::Secret;
pub use sandpay_core::kernel::ledger::Account;
pub use sandpay_core::kernel::page::Page;
pub use sandpay_core::kernel::provider::World;
pub use sandpay_core::kernel::webhook::Endpoint;
pub use server::driver::Advanced;
pub use server::reply::Reply;
pub use simulator::Builder;
pub use simulator::NewSandbox;
pub use simulator::Simulator;
