//! A simulator inside of a test: from its start to its first answer, and to its end.

use std::io;
use std::time::Instant;

use sandpay::Simulator;

use crate::client::Connection;
use crate::client::broken;
use crate::stats::Samples;
use crate::stats::Unit;
use crate::stats::nanoseconds;
use crate::table::Bar;
use crate::table::Row;

const ROUNDS: usize = 101;
const HEALTH: &[u8] = b"GET /_sim/health HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n";

pub(crate) fn measure() -> io::Result<Vec<Row>> {
    let rounds = (0..=ROUNDS).map(|_| round()).collect::<io::Result<Vec<_>>>()?;
    // The first one loads pages of the program as well.
    let samples: Samples = rounds[1..].iter().copied().collect();
    let (profile, bar) =
        if cfg!(debug_assertions) { ("debug", 10_000_000) } else { ("release", 1_500_000) };
    let name = format!("start, first answer, drop ({profile})");
    Ok(vec![Row::held(name, &samples, Unit::Nanoseconds, Bar::AtMost(bar))])
}

fn round() -> io::Result<u64> {
    let begun = Instant::now();
    let simulator = Simulator::start();
    health(simulator.url())?;
    drop(simulator);
    Ok(nanoseconds(begun.elapsed()))
}

/// Asks a simulator how it is.
pub(super) fn health(url: &str) -> io::Result<()> {
    let address = url.trim_start_matches("http://").trim_end_matches('/').parse();
    let mut connection = Connection::open(address.map_err(io::Error::other)?)?;
    connection.send(HEALTH)?;
    if connection.receive()?.status == 200 { Ok(()) } else { Err(broken("not healthy")) }
}
