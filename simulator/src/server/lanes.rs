//! Webhooks on the wire: one lane an address, so that first tries arrive in the order of their events,
//! and a lane of its own for each retry, so that none holds back a later event.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::VecDeque;
use std::sync::Arc;

use jiff::SignedDuration;
use sandpay_core::engine::Outgoing;
use sandpay_core::engine::delivery::DeliveryId;
use sandpay_core::engine::delivery::Outcome;
use sandpay_core::engine::delivery::Report;
use sandpay_core::kernel::webhook::Attempt;
use tokio::task::JoinSet;

use crate::server::log_file::Ticket;
use crate::server::sender;
use crate::server::sender::Post;
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
    lane: Option<Lane>,
}

/// Names a lane: a world and an address. Tries of a world that was replaced end by themselves.
type Lane = (u64, Arc<str>);

/// A try whose turn comes; or why it cannot be made.
#[derive(Debug)]
struct Sendable {
    delivery: DeliveryId,
    attempt: Attempt,
    post: Result<Box<Post>, Cow<'static, str>>,
    world: u64,
    ticket: Option<Ticket>,
}

/// What there is in a lane.
#[derive(Debug, Default)]
struct Queue {
    /// Whether a try is under way.
    busy: bool,
    /// The tries behind it.
    waiting: VecDeque<Sendable>,
}

/// Lanes without a try that are kept: most addresses are soon told of something else.
const MOST_IDLE: usize = 64;

/// The lanes of one sandbox.
#[derive(Debug)]
pub(crate) struct Lanes {
    shared: Arc<Shared>,
    lanes: BTreeMap<Lane, Queue>,
    under_way: JoinSet<Concluded>,
    /// The world whose tries are kept.
    world: u64,
}

impl Lanes {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        // Sandboxes count their worlds from 0.
        Self { shared, lanes: BTreeMap::new(), under_way: JoinSet::new(), world: 0 }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.under_way.is_empty()
    }

    pub(crate) fn push(&mut self, waiting: Waiting) {
        let Waiting { outgoing, world, ticket } = waiting;
        let (delivery, attempt) = (outgoing.id, outgoing.attempt);
        let url = Arc::clone(&outgoing.url);
        let post = sender::post(outgoing);
        let sendable = Sendable { delivery, attempt, post, world, ticket };
        if attempt.number > 0 {
            return self.start(sendable, None);
        }
        let lane = (world, url);
        if self.lanes.len() > self.under_way.len() + MOST_IDLE {
            self.lanes.retain(|_, queue| queue.busy);
        }
        let queue = self.lanes.entry(lane.clone()).or_default();
        if queue.busy {
            return queue.waiting.push_back(sendable);
        }
        queue.busy = true;
        self.start(sendable, Some(lane));
    }

    fn start(&mut self, sendable: Sendable, lane: Option<Lane>) {
        let shared = Arc::clone(&self.shared);
        // Boxed, since the runtime moves a task about before it runs and when it is over.
        self.under_way.spawn(Box::pin(async move {
            let Sendable { delivery, attempt, post, world, ticket } = sendable;
            let outcome = leave(&shared, post, ticket).await;
            let far = wall().duration_since(attempt.at).abs() > FAR;
            Concluded { report: Report { delivery, attempt, outcome, far }, world, lane }
        }));
    }

    /// The next try that is over; `None` when there is none at all.
    pub(crate) async fn next(&mut self) -> Option<Concluded> {
        // A try does nothing that panics; if one ever does, its delivery stays under way.
        let mut concluded = self.under_way.join_next().await?.ok()?;
        if let Some(lane) = concluded.lane.take()
            && let Some(queue) = self.lanes.get_mut(&lane)
        {
            match queue.waiting.pop_front() {
                Some(sendable) => self.start(sendable, Some(lane)),
                None => queue.busy = false,
            }
        }
        Some(concluded)
    }

    /// Drops the tries of other worlds that have not begun; how many. Asked for at every turn of the driver,
    /// so what waits is looked at only when another world has begun.
    pub(crate) fn keep(&mut self, world: u64) -> usize {
        if self.world == world {
            return 0;
        }
        self.world = world;
        let waiting = |queue: &Queue| queue.waiting.len();
        let before: usize = self.lanes.values().map(waiting).sum();
        for queue in self.lanes.values_mut() {
            queue.waiting.retain(|one| one.world == world);
        }
        before - self.lanes.values().map(waiting).sum::<usize>()
    }
}

async fn leave(
    shared: &Shared,
    post: Result<Box<Post>, Cow<'static, str>>,
    ticket: Option<Ticket>,
) -> Outcome {
    let post = match post {
        Ok(post) => post,
        Err(why) => return Outcome::Refused(why),
    };
    if let (Some(log), Some(ticket)) = (&shared.log, ticket)
        && log.durable(ticket).await.is_err()
    {
        return Outcome::Failed("the log file cannot be written".into());
    }
    shared.sender.send(post).await
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use jiff::Timestamp;
    use rstest::rstest;

    use super::*;
    use crate::server::policy::Policy;
    use crate::server::sender::Sender;

    fn lanes() -> Lanes {
        let sender = Sender::new(Policy::new(Vec::new()));
        Lanes::new(Arc::new(Shared::new(sandpay_core::providers::all(), 0, sender)))
    }

    fn waiting(event: u64, url: &str) -> Waiting {
        let at = Timestamp::UNIX_EPOCH;
        let outgoing = Outgoing {
            id: DeliveryId { event, index: 0 },
            attempt: Attempt { number: 0, at, first: at, wall: None, first_wall: None },
            provider: "toy",
            kind: "filled".into(),
            url: url.into(),
            headers: Vec::new(),
            body: Bytes::new(),
        };
        Waiting { outgoing, world: 0, ticket: None }
    }

    #[rstest]
    #[case::encrypted("https://shop.example/hook")]
    #[case::no_address("http://shop example/")]
    #[tokio::test]
    async fn thousands_of_refused_tries_leave_others_their_turns(#[case] url: &str) {
        let mut lanes = lanes();
        for event in 0..10_000 {
            lanes.push(waiting(event, url));
        }
        let other = tokio::spawn(async {});

        let mut told = 0;
        while !other.is_finished() && lanes.next().await.is_some() {
            told += 1;
        }

        assert!(told < 10_000, "nobody else had a turn");
        let mut rest = Vec::new();
        while let Some(one) = lanes.next().await {
            assert!(matches!(one.report.outcome, Outcome::Refused(_)), "{one:?}");
            rest.push(one.report.delivery.event);
        }
        assert!(rest.into_iter().eq(told..10_000));
        assert!(lanes.is_empty());
    }

    #[tokio::test]
    async fn lanes_that_nothing_is_in_do_not_pile_up() {
        let mut lanes = lanes();

        for event in 0..1_000 {
            lanes.push(waiting(event, &format!("https://shop-{event}.example/hook")));
            assert_eq!(lanes.next().await.unwrap().report.delivery.event, event);
        }

        assert!(lanes.is_empty() && lanes.lanes.len() <= MOST_IDLE + 1, "{}", lanes.lanes.len());
    }
}
