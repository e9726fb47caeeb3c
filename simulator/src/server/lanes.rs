//! Webhooks on the wire: one lane an address, so that first tries arrive in the order of their events,
//! and a lane of its own for each retry, so that none holds back a later event.

use std::collections::BTreeMap;
use std::collections::VecDeque;
use std::sync::Arc;

use jiff::SignedDuration;
use sandpay_core::engine::Outgoing;
use sandpay_core::engine::delivery::Report;
use tokio::task::JoinSet;

use crate::server::log_file::Ticket;
use crate::server::shared::Shared;
use crate::server::shared::wall;

/// From here on the real and the virtual instant are told apart by those who compare signatures with a clock.
const FAR: SignedDuration = SignedDuration::from_mins(5);

/// A try that waits for its turn.
#[derive(Debug)]
pub(crate) struct Waiting {
    pub(crate) outgoing: Outgoing,
    /// The sandbox's world when it was taken; what belongs to an older one is dropped.
    pub(crate) world: u64,
    /// What must be durable before it leaves.
    pub(crate) ticket: Option<Ticket>,
}

/// A try that is over.
#[derive(Debug)]
pub(crate) struct Concluded {
    pub(crate) report: Report,
    pub(crate) world: u64,
    lane: Option<String>,
}

/// The lanes of one sandbox.
#[derive(Debug)]
pub(crate) struct Lanes {
    shared: Arc<Shared>,
    /// Lanes in use, with the tries that wait behind the one that is under way.
    busy: BTreeMap<String, VecDeque<Waiting>>,
    under_way: JoinSet<Concluded>,
}

impl Lanes {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        Self { shared, busy: BTreeMap::new(), under_way: JoinSet::new() }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.under_way.is_empty()
    }

    pub(crate) fn push(&mut self, waiting: Waiting) {
        if waiting.outgoing.attempt.number > 0 {
            return self.start(waiting, None);
        }
        // Tries of a world that was replaced end by themselves, in lanes of their own.
        let lane = format!("{} {}", waiting.world, waiting.outgoing.url);
        match self.busy.get_mut(&lane) {
            Some(queue) => queue.push_back(waiting),
            None => {
                self.busy.insert(lane.clone(), VecDeque::new());
                self.start(waiting, Some(lane));
            }
        }
    }

    fn start(&mut self, waiting: Waiting, lane: Option<String>) {
        let shared = Arc::clone(&self.shared);
        self.under_way.spawn(async move {
            let Waiting { outgoing, world, ticket } = waiting;
            let outcome = leave(&shared, &outgoing, ticket).await;
            let (delivery, attempt) = (outgoing.id, outgoing.attempt);
            let far = wall().duration_since(attempt.at).abs() > FAR;
            let report = Report { delivery, attempt, outcome, far };
            Concluded { report, world, lane }
        });
    }

    /// The next try that is over; never ready while none is under way.
    pub(crate) async fn next(&mut self) -> Option<Concluded> {
        // A try does nothing that panics; if one ever does, its delivery stays under way.
        let concluded = self.under_way.join_next().await?.ok()?;
        if let Some(lane) = &concluded.lane {
            match self.busy.get_mut(lane).and_then(VecDeque::pop_front) {
                Some(waiting) => self.start(waiting, Some(lane.clone())),
                None => drop(self.busy.remove(lane)),
            }
        }
        Some(concluded)
    }

    /// Drops the tries of other worlds that have not begun; how many.
    pub(crate) fn keep(&mut self, world: u64) -> usize {
        let waiting = |queue: &VecDeque<Waiting>| queue.len();
        let before: usize = self.busy.values().map(waiting).sum();
        for queue in self.busy.values_mut() {
            queue.retain(|one| one.world == world);
        }
        before - self.busy.values().map(waiting).sum::<usize>()
    }
}

async fn leave(
    shared: &Shared,
    outgoing: &Outgoing,
    ticket: Option<Ticket>,
) -> sandpay_core::engine::delivery::Outcome {
    if let (Some(log), Some(ticket)) = (&shared.log, ticket)
        && log.durable(ticket).await.is_err()
    {
        return sandpay_core::engine::delivery::Outcome::Failed(
            "the log file cannot be written".into(),
        );
    }
    shared.sender.send(outgoing).await
}
