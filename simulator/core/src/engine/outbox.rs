//! Webhooks on their way: who is told what, every try, and when the next one is due.
//!
//! An event becomes one delivery an endpoint. A delivery is *scheduled* until its instant comes, then
//! *ready* until the shell takes it, then *under way* until its outcome is fed back. The outbox holds no
//! bodies: they are rendered from the event's version whenever they are needed.

use std::collections::BTreeSet;
use std::collections::VecDeque;

use jiff::SignedDuration;
use jiff::Timestamp;
use serde::Deserialize;
use serde::Serialize;

use crate::engine::delivery::Announcement;
use crate::engine::delivery::Delivery;
use crate::engine::delivery::DeliveryId;
use crate::engine::delivery::Outcome;
use crate::engine::delivery::Report;
use crate::engine::delivery::Status;
use crate::engine::delivery::Tried;
use crate::engine::faults::Mishap;
use crate::kernel::numbered::Numbered;
use crate::kernel::webhook::Attempt;

/// Finished events that are kept for listing and sending again.
pub const MOST_FINISHED: usize = 10_000;
/// Events that nobody wanted, which are kept for listing alone. Fewer, since without an endpoint every
/// event is one: a turn of the clock past a million timers then stays within the processor's cache.
pub const MOST_UNWANTED: usize = 1_000;

/// The outbox of a sandbox.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Outbox {
    announcements: Numbered<Announcement>,
    /// Tries in the order in which they fall due: instant, then the event's number.
    scheduled: BTreeSet<(Timestamp, DeliveryId)>,
    /// Tries whose instant has come and which the shell has not taken yet.
    ready: VecDeque<DeliveryId>,
    /// Events without anything pending, oldest first.
    finished: VecDeque<u64>,
    /// Scheduled tries that go out right after the next event's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    overtaken: Vec<DeliveryId>,
    /// Events that nobody wanted, oldest first.
    #[serde(default)]
    unwanted: VecDeque<u64>,
}

impl Outbox {
    /// Takes an event in; first tries are ready at once, in the order of events. Answers the event that had
    /// to make room.
    pub fn announce(&mut self, number: u64, mut announcement: Announcement) -> Option<Evicted> {
        let mut pending = false;
        let overtaken = std::mem::take(&mut self.overtaken);
        for (index, delivery) in (0..).zip(&mut announcement.deliveries) {
            if delivery.status != Status::Pending {
                continue;
            }
            pending = true;
            let id = DeliveryId { event: number, index };
            if delivery.mishap == Some(Mishap::Reorder) {
                if overtaken.is_empty() {
                    self.overtaken.push(id);
                } else {
                    // It overtakes another already.
                    delivery.next = None;
                }
            }
            match delivery.next {
                Some(next) => drop(self.scheduled.insert((next, id))),
                None => self.ready.push_back(id),
            }
        }
        let wanted = !announcement.deliveries.is_empty();
        self.announcements.push(number, announcement);
        if pending {
            self.follow(overtaken);
            None
        } else {
            self.overtaken = overtaken;
            self.finish(number, wanted)
        }
    }

    /// Lets tries go out that were to be overtaken and are.
    fn follow(&mut self, overtaken: Vec<DeliveryId>) {
        for id in overtaken {
            let next = self.delivery_mut(id).and_then(|delivery| delivery.next.take());
            if next.is_some_and(|next| self.scheduled.remove(&(next, id))) {
                self.ready.push_back(id);
            }
        }
    }

    /// The instant of the next scheduled try.
    #[must_use]
    pub fn next_due(&self) -> Option<Timestamp> {
        self.scheduled.first().map(|(at, _)| *at)
    }

    /// Makes the next scheduled try ready.
    pub fn fire(&mut self) -> Option<DeliveryId> {
        let (_, id) = self.scheduled.pop_first()?;
        self.ready.push_back(id);
        Some(id)
    }

    /// How many tries wait for the shell.
    #[must_use]
    pub fn ready(&self) -> usize {
        self.ready.len()
    }

    /// The try that waits behind so many others.
    #[must_use]
    pub fn ready_at(&self, place: usize) -> Option<DeliveryId> {
        self.ready.get(place).copied()
    }

    /// Takes the next ready try.
    pub fn take(
        &mut self,
        now: Timestamp,
        wall: Option<Timestamp>,
    ) -> Option<(DeliveryId, Attempt)> {
        self.take_at(0, now, wall)
    }

    /// Takes the ready try that waits behind so many others.
    pub fn take_at(
        &mut self,
        place: usize,
        now: Timestamp,
        wall: Option<Timestamp>,
    ) -> Option<(DeliveryId, Attempt)> {
        let id = self.ready.remove(place)?;
        let delivery = self.delivery_mut(id)?;
        let attempt = delivery.begin(now, wall);
        Some((id, attempt))
    }

    /// One event and its deliveries.
    #[must_use]
    pub fn announcement(&self, event: u64) -> Option<&Announcement> {
        self.announcements.find(event)
    }

    /// Every event that is known, oldest first.
    pub fn announcements(&self) -> impl DoubleEndedIterator<Item = (u64, &Announcement)> {
        self.announcements.iter()
    }

    /// One delivery.
    #[must_use]
    pub fn delivery(&self, id: DeliveryId) -> Option<&Delivery> {
        self.announcements.find(id.event)?.shown().get(id.index as usize)
    }

    fn delivery_mut(&mut self, id: DeliveryId) -> Option<&mut Delivery> {
        self.announcements.find_mut(id.event)?.deliveries.get_mut(id.index as usize)
    }

    /// Feeds the outcome of a try back. `waits` are asked for when there may be another: those between tries,
    /// each from the previous one.
    /// `None` when no such try is under way, as after a reset.
    pub fn conclude(
        &mut self,
        report: &Report,
        acknowledged: bool,
        waits: impl FnOnce() -> Vec<SignedDuration>,
    ) -> Option<Concluded> {
        let Report { delivery: id, attempt, outcome, .. } = report;
        self.begin_replayed(*id, *attempt)?;
        let delivery = self.delivery_mut(*id)?;
        let under_way = |tried: &&mut Tried| tried.attempt == *attempt && tried.outcome.is_none();
        let tried = delivery.tried.iter_mut().find(under_way)?;
        tried.outcome = Some(outcome.clone());
        let next = || {
            let wait = *waits().get(attempt.number as usize)?;
            attempt.at.checked_add(wait).ok()
        };
        (delivery.status, delivery.next) = match outcome {
            Outcome::Refused(_) => (Status::Refused, None),
            Outcome::Answered(_) | Outcome::Failed(_) if acknowledged => (Status::Delivered, None),
            Outcome::Answered(_) | Outcome::Failed(_) => match next() {
                Some(next) => (Status::Pending, Some(next)),
                None => (Status::Exhausted, None),
            },
        };
        let status = delivery.status;
        if let Some(next) = delivery.next {
            self.scheduled.insert((next, *id));
        }
        let idle = |announcement: &Announcement| {
            announcement.deliveries.iter().all(|one| one.status != Status::Pending)
        };
        let finished = self.announcements.find(id.event).is_some_and(idle);
        let evicted = if finished { self.finish(id.event, true) } else { None };
        Some(Concluded { status, evicted })
    }

    /// A replay feeds outcomes back without having taken the try before.
    fn begin_replayed(&mut self, id: DeliveryId, attempt: Attempt) -> Option<()> {
        let known = self
            .delivery(id)?
            .tried
            .last()
            .is_some_and(|tried| tried.attempt.number >= attempt.number);
        if !known {
            let position = self.ready.iter().position(|ready| *ready == id)?;
            self.ready.remove(position);
            self.delivery_mut(id)?.tried.push(Tried { attempt, outcome: None });
        }
        Some(())
    }

    /// Lets a delivery be tried once more, now. Whether it is known and not under way already.
    pub fn redeliver(&mut self, id: DeliveryId) -> bool {
        let Some(delivery) = self.delivery_mut(id) else {
            return false;
        };
        let under_way = delivery.tried.last().is_some_and(|tried| tried.outcome.is_none());
        if under_way || self.ready.contains(&id) {
            return false;
        }
        let Some(delivery) = self.delivery_mut(id) else {
            return false;
        };
        delivery.status = Status::Pending;
        if let Some(next) = delivery.next.take() {
            self.scheduled.remove(&(next, id));
        }
        self.finished.retain(|event| *event != id.event);
        self.ready.push_back(id);
        true
    }

    fn finish(&mut self, event: u64, wanted: bool) -> Option<Evicted> {
        let (list, most) = if wanted {
            (&mut self.finished, MOST_FINISHED)
        } else {
            (&mut self.unwanted, MOST_UNWANTED)
        };
        list.push_back(event);
        if list.len() <= most {
            return None;
        }
        let number = list.pop_front()?;
        let announcement = self.announcements.remove(number)?;
        Some(Evicted { provider: announcement.provider, number })
    }

    /// After a restart: tries that were under way are ready again, since their outcome is lost.
    pub fn resume(&mut self) {
        let mut ready: Vec<DeliveryId> = Vec::new();
        for (event, announcement) in self.announcements.iter_mut() {
            for (index, delivery) in (0..).zip(&mut announcement.deliveries) {
                let lost = delivery.tried.last().is_some_and(|tried| tried.outcome.is_none());
                if lost {
                    delivery.tried.pop();
                    ready.push(DeliveryId { event, index });
                }
            }
        }
        ready.extend(self.ready.drain(..));
        self.ready = ready.into();
    }
}

/// What the outcome of a try leads to.
#[derive(Debug, PartialEq, Eq)]
pub struct Concluded {
    /// Where the delivery stands now.
    pub status: Status,
    /// The event that had to make room.
    pub evicted: Option<Evicted>,
}

/// An event that had to make room for newer ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Evicted {
    /// The provider, by its position in the sandbox.
    pub provider: usize,
    /// The event's number.
    pub number: u64,
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::kernel::endpoints::EndpointEntry;

    const WAITS: [SignedDuration; 2] =
        [SignedDuration::from_mins(5), SignedDuration::from_mins(50)];

    fn at(minutes: i64) -> Timestamp {
        Timestamp::from_second(minutes * 60).unwrap()
    }

    fn announcement(deliveries: Vec<Delivery>) -> Announcement {
        Announcement {
            provider: 0,
            kind: "payment.capture".into(),
            subject: "p1".into(),
            at: at(0),
            deliveries,
        }
    }

    fn endpoint() -> Arc<EndpointEntry> {
        Arc::new(EndpointEntry { url: "http://127.0.0.1/hook".into(), ..EndpointEntry::default() })
    }

    fn report(delivery: DeliveryId, attempt: Attempt) -> Report {
        Report { delivery, attempt, outcome: Outcome::Failed("no answer".into()), far: false }
    }

    fn conclude(outbox: &mut Outbox, id: DeliveryId, attempt: Attempt, acknowledged: bool) {
        outbox.conclude(&report(id, attempt), acknowledged, || WAITS.to_vec());
    }

    #[test]
    fn a_delivery_that_keeps_failing_is_tried_at_every_wait_and_given_up() {
        let mut outbox = Outbox::default();
        outbox.announce(1, announcement(vec![Delivery::to(endpoint())]));
        let mut tried = Vec::new();

        let mut now = at(0);
        while let Some((id, attempt)) = outbox.take(now, None) {
            tried.push(attempt.at);
            conclude(&mut outbox, id, attempt, false);
            let Some(next) = outbox.next_due() else { break };
            now = next;
            outbox.fire();
        }

        assert_eq!(tried, [at(0), at(5), at(55)]);
        assert_eq!(outbox.announcement(1).unwrap().deliveries[0].status, Status::Exhausted);
    }

    #[test]
    fn first_tries_leave_in_the_order_of_their_events_and_a_retry_holds_none_back() {
        let mut outbox = Outbox::default();
        outbox.announce(1, announcement(vec![Delivery::to(endpoint())]));
        let (first, attempt) = outbox.take(at(0), None).unwrap();
        conclude(&mut outbox, first, attempt, false);
        outbox.announce(2, announcement(vec![Delivery::to(endpoint())]));
        outbox.announce(3, announcement(vec![Delivery::to(endpoint())]));

        let taken: Vec<u64> =
            std::iter::from_fn(|| outbox.take(at(1), None)).map(|(id, _)| id.event).collect();

        assert_eq!(taken, [2, 3]);
    }

    #[test]
    fn an_outcome_of_a_forgotten_delivery_is_dropped() {
        let mut outbox = Outbox::default();
        let attempt = Attempt { number: 0, at: at(0), first: at(0), wall: None, first_wall: None };
        let id = DeliveryId { event: 7, index: 0 };

        assert_eq!(outbox.conclude(&report(id, attempt), false, || WAITS.to_vec()), None);
    }

    #[test]
    fn a_try_without_an_outcome_is_made_again_after_a_restart() {
        let mut outbox = Outbox::default();
        outbox.announce(1, announcement(vec![Delivery::to(endpoint())]));
        let (_, lost) = outbox.take(at(0), None).unwrap();

        outbox.resume();

        assert_eq!(outbox.take(at(0), None).unwrap().1, lost);
    }

    #[test]
    fn a_finished_delivery_can_be_sent_once_more_and_a_pending_one_cannot_be_doubled() {
        let mut outbox = Outbox::default();
        outbox.announce(1, announcement(vec![Delivery::to(endpoint())]));
        let (id, attempt) = outbox.take(at(0), None).unwrap();
        assert!(!outbox.redeliver(id));
        conclude(&mut outbox, id, attempt, true);

        assert!(outbox.redeliver(id));
        assert!(!outbox.redeliver(id));
        assert_eq!(outbox.take(at(9), None).unwrap().1.number, 1);
    }

    #[test]
    fn the_oldest_finished_events_make_room() {
        let mut outbox = Outbox::default();
        let evicted: Vec<_> = (0..MOST_FINISHED as u64 + 2)
            .flat_map(|number| {
                outbox.announce(number, announcement(vec![Delivery::to(endpoint())]));
                let (id, attempt) = outbox.take(at(0), None).unwrap();
                outbox.conclude(&report(id, attempt), true, Vec::new).unwrap().evicted
            })
            .collect();

        assert_eq!(evicted.iter().map(|one| one.number).collect::<Vec<_>>(), [0, 1]);
        assert!(outbox.announcement(1).is_none() && outbox.announcement(2).is_some());
    }

    #[test]
    fn the_oldest_events_that_nobody_wanted_make_room_for_their_like_alone() {
        let mut outbox = Outbox::default();
        outbox.announce(0, announcement(vec![Delivery::to(endpoint())]));
        let (id, attempt) = outbox.take(at(0), None).unwrap();
        conclude(&mut outbox, id, attempt, true);

        let evicted: Vec<_> = (1..=MOST_UNWANTED as u64 + 2)
            .flat_map(|number| outbox.announce(number, announcement(Vec::new())))
            .collect();

        assert_eq!(evicted.iter().map(|one| one.number).collect::<Vec<_>>(), [1, 2]);
        assert!(outbox.announcement(0).is_some() && outbox.announcement(2).is_none());
    }
}
