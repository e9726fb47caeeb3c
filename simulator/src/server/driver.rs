//! What makes a sandbox move: one task each, which lets time pass, sends webhooks, and turns the clock.

use std::mem;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use std::time::Instant;

use jiff::Timestamp;
use sandpay_core::engine::Happened;
use sandpay_core::engine::MOST_ROWS;
use sandpay_core::engine::Ran;
use serde::Serialize;
use tokio::sync::mpsc;
use tokio::sync::oneshot;

use crate::server::lanes::Concluded;
use crate::server::lanes::Lanes;
use crate::server::lanes::Waiting;
use crate::server::sandbox::Sandbox;
use crate::server::sandbox::State;
use crate::server::sandbox::Turning;

/// Due things that happen under the lock before it is given back, and make one record.
const SLICE: u64 = 128;
/// Slices follow each other for so long before others get their turn. On a slow machine, that is one.
const TURN: Duration = Duration::from_micros(500);
/// After so many deliveries, `advance` gives up the wait.
const MOST_DELIVERIES: usize = 100_000;
/// After so much real time, `advance` gives up the wait.
const LONGEST_ADVANCE: Duration = Duration::from_secs(60);
/// The driver looks at its clock at least so often, since timers of runtimes end somewhere.
const LONGEST_SLEEP: Duration = Duration::from_secs(24 * 60 * 60);

/// What a driver is told to do.
#[derive(Debug)]
pub(crate) enum Order {
    /// Turn the clock.
    Turn(Turn),
    /// The sandbox is no more.
    Stop,
}

/// A turn of the clock.
#[derive(Debug)]
pub(crate) struct Turn {
    /// The instant to turn it to.
    pub(crate) to: Timestamp,
    /// Whoever gave the order has claimed the clock.
    pub(crate) turning: Turning,
    pub(crate) reply: oneshot::Sender<Advanced>,
}

/// What turning the clock did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Advanced {
    /// The instant at which it began.
    pub from: Timestamp,
    /// The instant now.
    pub now: Timestamp,
    /// Whether everything due has happened and every webhook was tried.
    pub quiet: bool,
    /// What happened, in order; the first 1,000 rows.
    pub happened: Vec<Happened>,
    /// Whether more happened than the rows tell; the journal has all.
    pub truncated: bool,
}

/// Runs until the sandbox is dropped from the directory.
pub(crate) async fn drive(sandbox: Arc<Sandbox>, mut orders: mpsc::UnboundedReceiver<Order>) {
    let mut lanes = Lanes::new(Arc::clone(&sandbox.shared));
    loop {
        let wait = pump(&sandbox, &mut lanes).await;
        tokio::select! {
            order = orders.recv() => match order {
                Some(Order::Turn(turn)) => advance(&sandbox, &mut lanes, turn).await,
                Some(Order::Stop) | None => return,
            },
            Some(concluded) = lanes.next(), if !lanes.is_empty() => drop(sandbox.conclude(concluded)),
            () = sandbox.wake.notified() => {}
            // Most of the time nothing is due by itself, and then there is no timer to set.
            () = tokio::time::sleep(wait.unwrap_or_default()), if wait.is_some() => {}
        }
    }
}

/// Lets everything happen that is due by now, and puts webhooks on the wire. Answers how long nothing
/// more will be due; `None` when nothing will be by itself.
async fn pump(sandbox: &Sandbox, lanes: &mut Lanes) -> Option<Duration> {
    loop {
        let (caught_up, wait) = {
            let mut state = sandbox.lock();
            let dropped = lanes.keep(state.world);
            sandbox.under_way.fetch_sub(dropped, Ordering::AcqRel);
            let now = state.now(&sandbox.shared);
            if state.engine.next_due().is_some_and(|due| due <= now) {
                run(sandbox, &mut state, now, 0);
            }
            take_ready(sandbox, &mut state, lanes);
            let due = state.engine.next_due();
            let wait = due.and_then(|due| state.clock.wait(due, sandbox.shared.elapsed()));
            (due.is_none_or(|due| due > now), wait)
        };
        if caught_up {
            return wait.map(|wait| wait.min(LONGEST_SLEEP));
        }
        tokio::task::yield_now().await;
    }
}

/// Lets a slice of what is due up to an instant happen. What is never sent is told at once.
fn run(sandbox: &Sandbox, state: &mut State, to: Timestamp, rows: usize) -> Ran {
    let ready = state.engine.ready();
    let mut ran = state.engine.run_until_telling(to, SLICE, rows);
    ran.happened.extend(state.refuse_ready(ready, &sandbox.shared));
    ran
}

/// Moves webhooks that are ready onto the wire; how many there were.
fn take_ready(sandbox: &Sandbox, state: &mut State, lanes: &mut Lanes) -> usize {
    let ticket = state.queue_records(&sandbox.shared);
    let (wall, world) = (state.wall(&sandbox.shared), state.world);
    let mut taken = 0;
    while let Some(outgoing) = state.engine.take_ready(wall) {
        sandbox.under_way.fetch_add(1, Ordering::AcqRel);
        lanes.push(Waiting { outgoing, world, ticket });
        taken += 1;
    }
    taken
}

/// Turns the clock in lock-step: the next due thing, its webhooks over real HTTP, their outcomes in
/// order, then the next due thing.
async fn advance(sandbox: &Sandbox, lanes: &mut Lanes, turn: Turn) {
    let Turn { to, turning, reply } = turn;
    let (from, world) = begin(sandbox);
    let mut progress = Progress {
        from,
        to,
        world,
        happened: Vec::new(),
        truncated: false,
        deliveries: 0,
        begun: Instant::now(),
    };
    let mut turn_begun = progress.begun;
    let quiet = loop {
        let deadline = progress.begun + LONGEST_ADVANCE;
        for concluded in outcomes(sandbox, lanes, (world, deadline)).await {
            progress.note(sandbox.conclude(concluded));
        }
        match step(sandbox, lanes, &mut progress) {
            Step::Quiet => break true,
            Step::GivenUp => break false,
            Step::Delivering => {}
            Step::More if turn_begun.elapsed() < TURN => {}
            Step::More => {
                tokio::task::yield_now().await;
                turn_begun = Instant::now();
            }
        }
    };
    let now = end(sandbox, &progress);
    drop(turning);
    let Progress { happened, truncated, .. } = progress;
    // Whoever asked may have gone away; the work is done all the same.
    drop(reply.send(Advanced { from, now, quiet, happened, truncated }));
}

/// Every try that is under way or waits, in the order of deliveries: all of them, unless the time is up or
/// another world takes the place of this one. What is left then goes on by itself.
async fn outcomes(
    sandbox: &Sandbox,
    lanes: &mut Lanes,
    (world, deadline): (u64, Instant),
) -> Vec<Concluded> {
    let mut concluded = Vec::new();
    while !lanes.is_empty() {
        tokio::select! {
            one = lanes.next() => concluded.extend(one),
            () = tokio::time::sleep_until(deadline.into()) => break,
            () = sandbox.replaced.notified() => {
                // The notice of an earlier replacement waits here when nobody was advancing then.
                if sandbox.lock().world != world {
                    break;
                }
            }
        }
    }
    concluded.sort_by_key(|one| (one.report.delivery, one.report.attempt.number));
    concluded
}

struct Progress {
    from: Timestamp,
    to: Timestamp,
    world: u64,
    happened: Vec<Happened>,
    truncated: bool,
    deliveries: usize,
    begun: Instant,
}

impl Progress {
    fn note(&mut self, rows: impl IntoIterator<Item = Happened>) {
        for row in rows {
            if self.happened.len() < MOST_ROWS {
                self.happened.push(row);
            } else {
                self.truncated = true;
            }
        }
    }
}

enum Step {
    Quiet,
    GivenUp,
    Delivering,
    More,
}

fn begin(sandbox: &Sandbox) -> (Timestamp, u64) {
    let mut state = sandbox.lock();
    let from = state.now(&sandbox.shared);
    // What fell due while time flowed happens below, one by one; from here on time stands.
    state.advancing = Some(from);
    (from, state.world)
}

fn step(sandbox: &Sandbox, lanes: &mut Lanes, progress: &mut Progress) -> Step {
    let mut state = sandbox.lock();
    if state.world != progress.world {
        return Step::GivenUp;
    }
    progress.note(mem::take(&mut state.refused));
    let rows = MOST_ROWS - progress.happened.len();
    let ran = run(sandbox, &mut state, progress.to, rows);
    progress.truncated |= ran.truncated;
    progress.note(ran.happened);
    let taken = take_ready(sandbox, &mut state, lanes);
    drop(state);
    progress.deliveries += taken;
    if ran.caught_up && taken == 0 && lanes.is_empty() {
        Step::Quiet
    } else if progress.deliveries > MOST_DELIVERIES || progress.begun.elapsed() > LONGEST_ADVANCE {
        Step::GivenUp
    } else if taken > 0 {
        Step::Delivering
    } else {
        Step::More
    }
}

fn end(sandbox: &Sandbox, progress: &Progress) -> Timestamp {
    let mut state = sandbox.lock();
    state.advancing = None;
    state.refused.clear();
    if state.world == progress.world {
        let (now, elapsed) = (state.engine.now(), sandbox.shared.elapsed());
        // Time flows on from the target; what passed while it was being turned does not count.
        let mode = state.clock.mode();
        state.clock =
            sandpay_core::engine::clock::Clock::new(mode, now.max(progress.from), elapsed);
    }
    state.now(&sandbox.shared)
}
