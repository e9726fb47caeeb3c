//! Server CPU of a create call, against the yardstick. Rounds of both servers alternate, so that what the
//! machine does meanwhile falls on both alike.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;
use std::time::Instant;

use http::StatusCode;

use crate::case::Caller;
use crate::case::Case;
use crate::case::Order;
use crate::case::YABANDPAY_SALE;
use crate::case::YUNO_DELAYED_CAPTURE;
use crate::case::hex;
use crate::client::Connection;
use crate::process::Server;
use crate::receiver::Receiver;
use crate::serve::yardstick::Recorded;
use crate::stats::Figure;
use crate::stats::Samples;
use crate::stats::Unit;
use crate::stats::per_second;
use crate::stats::thousandths;
use crate::table::Bar;
use crate::table::Row;

/// Connections at once, one request under way on each.
const CONNECTIONS: [usize; 2] = [1, 8];
/// Rounds that count; one more before them does not. Short ones, so that a machine that is slower for a moment is
/// so for both servers, and many, so that the median stands.
const ROUNDS: usize = 31;
/// Calls a round and server.
const CALLS: usize = 800;
/// Thousandths of the yardstick's CPU time.
const BAR: Bar = Bar::AtMost(1_500);
/// An address to which no webhook is sent, since it wants TLS: announced, refused and listed.
const NOTIFY_URL: &str = "https://shop.example/notify";

pub(crate) fn measure() -> io::Result<Vec<Row>> {
    let mut rows = Vec::new();
    for case in [&YUNO_DELAYED_CAPTURE, &YABANDPAY_SALE] {
        for connections in CONNECTIONS {
            rows.extend(compare(case, connections, None)?);
        }
    }
    let receiver = Receiver::start()?;
    for connections in CONNECTIONS {
        rows.extend(compare(&YABANDPAY_SALE, connections, Some(&receiver))?);
    }
    Ok(rows)
}

/// What one round of one server cost.
#[derive(Clone, Copy, Debug)]
struct Cost {
    cpu: u64,
    wall: Duration,
}

/// Compares the servers; with a receiver, both notify it of every call.
fn compare(case: &Case, connections: usize, told: Option<&Receiver>) -> io::Result<Vec<Row>> {
    let mut sandpay = Server::sandpay(case)?;
    let notify_url = told.map_or(NOTIFY_URL, |receiver| &receiver.url);
    let caller = Caller::of(&sandpay.ask("caller")?, notify_url.into());
    let order = |number: usize| (case.order)(&caller, number as u64);
    let heard = told.map_or(0, Receiver::received);
    let answer = record(sandpay.address, case, &order(0))?.line();
    let notification = match told {
        Some(receiver) => {
            receiver.wait(heard + 1)?;
            format!("{}\t{}", receiver.url, hex(&receiver.last()))
        }
        None => String::new(),
    };
    let yardstick = Server::yardstick(&answer, &notification)?;
    let mut costs = Vec::new();
    for round in 0..=ROUNDS {
        let orders = || (0..CALLS).map(|call| order(1 + round * CALLS + call));
        let ours = orders().map(|order| order.bytes()).collect::<Vec<_>>();
        let theirs = orders().map(|order| order.for_yardstick().bytes()).collect::<Vec<_>>();
        let ours = run(&sandpay, &ours, (case, connections), told)?;
        let theirs = run(&yardstick, &theirs, (case, connections), told)?;
        costs.push((ours, theirs));
    }
    let how = told.map_or("", |_| ", both notify");
    Ok(rows(&format!("{}{how}, {connections} at once", case.name), &costs[1..]))
}

/// The answer that the yardstick is to give.
fn record(address: SocketAddr, case: &Case, order: &Order) -> io::Result<Recorded> {
    let mut connection = Connection::open(address)?;
    connection.send(&order.bytes())?;
    let answer = connection.receive()?;
    case.check(&answer)?;
    Ok(Recorded {
        status: StatusCode::from_u16(answer.status).map_err(io::Error::other)?,
        content_type: answer.header("content-type").unwrap_or_default().to_owned(),
        body: answer.body.to_vec().into(),
    })
}

/// Sends every request, over so many connections, and waits for every answer and every notification.
fn run(
    server: &Server,
    requests: &[Vec<u8>],
    (case, connections): (&Case, usize),
    told: Option<&Receiver>,
) -> io::Result<Cost> {
    let heard = told.map_or(0, Receiver::received);
    let connections = (0..connections).map(|_| Connection::open(server.address));
    let mut connections = connections.collect::<io::Result<Vec<_>>>()?;
    let (cpu, begun) = (server.cpu()?, Instant::now());
    for batch in requests.chunks(connections.len()) {
        for (connection, request) in connections.iter_mut().zip(batch) {
            connection.send(request)?;
        }
        for (connection, _) in connections.iter_mut().zip(batch) {
            case.check(&connection.receive()?)?;
        }
    }
    if let Some(receiver) = told {
        receiver.wait(heard + requests.len())?;
    }
    Ok(Cost { wall: begun.elapsed(), cpu: server.cpu()? - cpu })
}

fn rows(name: &str, costs: &[(Cost, Cost)]) -> Vec<Row> {
    let calls = CALLS as u64;
    let ratio: Samples =
        costs.iter().map(|(ours, theirs)| thousandths(ours.cpu, theirs.cpu)).collect();
    let median = |each: &dyn Fn(&(Cost, Cost)) -> u64, unit| {
        Figure(costs.iter().map(each).collect::<Samples>().median(), unit)
    };
    let cpu = [
        median(&|(ours, _)| ours.cpu / calls, Unit::Nanoseconds),
        median(&|(_, theirs)| theirs.cpu / calls, Unit::Nanoseconds),
    ];
    let rate = [
        median(&|(ours, _)| per_second(CALLS, ours.wall), Unit::PerSecond),
        median(&|(_, theirs)| per_second(CALLS, theirs.wall), Unit::PerSecond),
    ];
    vec![
        Row::held(format!("{name}: CPU"), &ratio, Unit::Thousandths, BAR),
        Row::plain("  CPU a call", format!("{}, yardstick {}", cpu[0], cpu[1])),
        Row::plain("  calls", format!("{}, yardstick {}", rate[0], rate[1])),
    ]
}
