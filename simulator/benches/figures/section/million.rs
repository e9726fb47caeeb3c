//! A million things that fall due at once: what each occupies, how long it takes to let all of them
//! happen, and how long callers of another sandbox wait meanwhile.

use std::env;
use std::io;
use std::net::SocketAddr;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::Instant;

use super::fill;
use super::turned;
use crate::case::Caller;
use crate::case::Case;
use crate::case::JARS;
use crate::case::YUNO_DELAYED_CAPTURE;
use crate::client::Connection;
use crate::process::Server;
use crate::stats::Figure;
use crate::stats::Samples;
use crate::stats::Unit;
use crate::stats::nanoseconds;
use crate::stats::per_second;
use crate::table::Bar;
use crate::table::Row;

/// Nobody takes webhooks, so that timers alone are measured.
const CASES: [Case; 2] = [YUNO_DELAYED_CAPTURE, JARS];
const COUNT: usize = 1_000_000;
/// Bytes that one payment may occupy, its idempotency key and its timer included.
const OCCUPIES: Bar = Bar::AtMost(2_500);
const TURNS_IN: Bar = Bar::AtMost(2_000_000_000);
const WAITS: Bar = Bar::AtMost(10_000_000);

pub(crate) fn measure() -> io::Result<Vec<Row>> {
    let count = env::var("SANDPAY_BENCH_N").ok().and_then(|text| text.parse().ok());
    let count = count.unwrap_or(COUNT).max(1);
    let mut rows = Vec::new();
    for case in &CASES {
        rows.extend(all_due(case, count)?);
    }
    Ok(rows)
}

fn all_due(case: &Case, count: usize) -> io::Result<Vec<Row>> {
    let mut server = Server::sandpay(case)?;
    let caller = Caller::of(&server.ask("caller")?, String::new());
    let bystander = Caller::of(&server.ask("new")?, String::new());
    let address = server.address;
    let before = server.resident()?;
    let begun = Instant::now();
    fill(address, (case, &caller), count)?;
    let filled_in = begun.elapsed();
    let occupied = server.resident()?.saturating_sub(before);
    let cpu = server.cpu()?;
    let over = AtomicBool::new(false);
    let (turned, waited) = thread::scope(|scope| {
        let watching = scope.spawn(|| watch(address, (case, &bystander), &over));
        let turned = turned(&server.ask(&format!("advance {}", case.due_after)));
        over.store(true, Ordering::Release);
        (turned, watching.join())
    });
    let (turned, waited) = (turned?, waited.map_err(|_| io::Error::other("a panic"))??);
    let cpu = Figure(server.cpu()? - cpu, Unit::Nanoseconds);
    let each = occupied / count as u64;
    Ok(vec![
        Row::plain(format!("{count} of {}: creates", case.name), rate(count, filled_in)),
        Row::one("  occupied by each", Figure(each, Unit::Bytes), OCCUPIES),
        Row::one("  turning the clock past all", Figure(turned, Unit::Nanoseconds), TURNS_IN),
        Row::plain("  server CPU meanwhile", cpu.to_string()),
        Row::one("  another sandbox meanwhile, p99", p99(&waited), WAITS),
        Row::plain("  of its calls", format!("{}, {}", waited.len(), shown(&waited))),
    ])
}

fn rate(count: usize, time: std::time::Duration) -> String {
    Figure(per_second(count, time), Unit::PerSecond).to_string()
}

fn p99(waited: &Samples) -> Figure {
    Figure(waited.below(990), Unit::Nanoseconds)
}

fn shown(waited: &Samples) -> String {
    waited.shown(Unit::Nanoseconds)
}

/// Calls one after the other until it is over: how long each took.
fn watch(
    address: SocketAddr,
    (case, caller): (&Case, &Caller),
    over: &AtomicBool,
) -> io::Result<Samples> {
    let mut connection = Connection::open(address)?;
    let mut waited = Vec::new();
    while !over.load(Ordering::Acquire) {
        let order = (case.order)(caller, waited.len() as u64).bytes();
        let begun = Instant::now();
        connection.send(&order)?;
        case.check(&connection.receive()?)?;
        waited.push(nanoseconds(begun.elapsed()));
    }
    Ok(waited.into_iter().collect())
}
