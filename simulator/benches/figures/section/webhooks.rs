//! Deliveries a second while the clock is turned past many things that are due: each is sent over real
//! HTTP to a merchant's server in this process, and its answer awaited.

use std::io;
use std::time::Duration;

use super::fill;
use super::turned;
use crate::case::Caller;
use crate::case::Case;
use crate::case::JARS;
use crate::case::YABANDPAY_AUTHORIZATION;
use crate::case::YUNO_DELAYED_CAPTURE;
use crate::client::broken;
use crate::process::Server;
use crate::receiver::Receiver;
use crate::stats::Figure;
use crate::stats::Unit;
use crate::stats::per_second;
use crate::table::Bar;
use crate::table::Row;

const CASES: [Case; 3] = [YUNO_DELAYED_CAPTURE, YABANDPAY_AUTHORIZATION, JARS];
/// Things that fall due at once, with one webhook each.
const COUNT: usize = 20_000;
const BAR: Bar = Bar::AtLeast(5_000);

pub(crate) fn measure() -> io::Result<Vec<Row>> {
    CASES.iter().map(delivered).collect()
}

fn delivered(case: &Case) -> io::Result<Row> {
    let receiver = Receiver::start()?;
    let mut server = Server::sandpay(case)?;
    let caller = Caller::of(&server.ask("caller")?, receiver.url.clone());
    if case.has_endpoints {
        server.ask(&format!("endpoint {}", receiver.url))?;
    }
    fill(server.address, (case, &caller), COUNT)?;
    turned(&server.ask("settle"))?;
    let before = receiver.received();
    let time = turned(&server.ask(&format!("advance {}", case.due_after)))?;
    let count = receiver.received() - before;
    if count < COUNT {
        return Err(broken(format!("{count} of {COUNT} webhooks arrived")));
    }
    let rate = per_second(count, Duration::from_nanos(time));
    Ok(Row::one(format!("{}: deliveries", case.name), Figure(rate, Unit::PerSecond), BAR))
}
