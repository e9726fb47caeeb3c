//! One file a section of figures, and what several of them do.

pub(crate) mod build;
pub(crate) mod crates;
pub(crate) mod create;
pub(crate) mod library;
pub(crate) mod million;
pub(crate) mod start;
pub(crate) mod webhooks;

use std::io;
use std::net::SocketAddr;

use crate::case::Caller;
use crate::case::Case;
use crate::client::Connection;
use crate::client::broken;

/// Connections over which a sandbox is filled.
const CONNECTIONS: usize = 4;
/// Requests on the wire of each before its answers are read.
const PIPELINED: usize = 32;

/// Creates orders with the numbers below `count`, many at a time.
fn fill(address: SocketAddr, (case, caller): (&Case, &Caller), count: usize) -> io::Result<()> {
    let connections = (0..CONNECTIONS).map(|_| Connection::open(address));
    let mut connections = connections.collect::<io::Result<Vec<_>>>()?;
    let mut numbers = 0..count as u64;
    while !numbers.is_empty() {
        let mut sent = [0; CONNECTIONS];
        for (connection, sent) in connections.iter_mut().zip(&mut sent) {
            let batch: Vec<_> = numbers.by_ref().take(PIPELINED).collect();
            *sent = batch.len();
            let orders = batch.into_iter().map(|number| (case.order)(caller, number).bytes());
            connection.send(&orders.collect::<Vec<_>>().concat())?;
        }
        for (connection, sent) in connections.iter_mut().zip(sent) {
            for _ in 0..sent {
                case.check(&connection.receive()?)?;
            }
        }
    }
    Ok(())
}

/// Nanoseconds that a turn of the clock took, when all was quiet after it.
fn turned(reply: &io::Result<String>) -> io::Result<u64> {
    let reply = reply.as_ref().map_err(|error| broken(error.to_string()))?;
    let time = reply.strip_suffix(" true").and_then(|text| text.parse().ok());
    time.ok_or_else(|| broken(format!("the clock was not turned to the end: {reply}")))
}
