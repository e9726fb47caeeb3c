//! Webhooks that leave: which are ready, the bytes of each try, and what becomes of it. When a try is due
//! is the [outbox](super::outbox)'s business.

use std::borrow::Cow;
use std::sync::Arc;

use bytes::Bytes;
use jiff::Timestamp;

use crate::engine::Engine;
use crate::engine::Happened;
use crate::engine::delivery::DeliveryId;
use crate::engine::delivery::Outcome;
use crate::engine::delivery::Report;
use crate::engine::delivery::Status;
use crate::engine::faults::Mishap;
use crate::engine::input::Input;
use crate::engine::journal::Entry;
use crate::engine::journal::Kind;
use crate::engine::mishap;
use crate::kernel::endpoints::EndpointEntry;
use crate::kernel::webhook::Attempt;
use crate::kernel::webhook::Endpoint;

/// One try of a webhook delivery, ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// Names the delivery when its outcome is fed back.
    pub id: DeliveryId,
    /// Which try this is.
    pub attempt: Attempt,
    /// The provider in whose name it is sent.
    pub provider: &'static str,
    /// The event's documented name.
    pub kind: Cow<'static, str>,
    /// Where it goes.
    pub url: Arc<str>,
    /// Header fields, signature included.
    pub headers: Vec<(&'static str, String)>,
    /// Body.
    pub body: Bytes,
}

/// What a try sent, until its outcome is known: it is part of the digest.
#[derive(Debug)]
pub(super) struct Sent {
    attempt: Attempt,
    url: Arc<str>,
    body: Bytes,
}

impl Engine {
    /// Whether a webhook waits to be taken by [`take_ready`](Self::take_ready).
    #[must_use]
    pub fn has_ready(&self) -> bool {
        self.ready() > 0
    }

    /// How many webhooks wait to be taken.
    #[must_use]
    pub fn ready(&self) -> usize {
        self.outbox.ready()
    }

    /// Concludes those of the ready webhooks, from the `first` of them on, to whose address nothing is ever
    /// sent: `reason` says why. None of them is written; whoever lists them has them written then. `wall` is
    /// the real instant, where it differs. Answers rows for people.
    pub fn refuse_ready(
        &mut self,
        first: usize,
        wall: Option<Timestamp>,
        reason: impl Fn(&str) -> Option<Cow<'static, str>>,
    ) -> Vec<Happened> {
        let (mut rows, mut place) = (Vec::new(), first);
        while let Some(delivery) = self.outbox.ready_at(place) {
            let Some(why) = self.address(delivery).and_then(|address| reason(&address)) else {
                place += 1;
                continue;
            };
            if let Some((delivery, attempt)) = self.outbox.take_at(place, self.now, wall) {
                let outcome = Outcome::Refused(why);
                let report = Report { delivery, attempt, outcome, far: false };
                rows.extend(self.delivered(self.now, report));
            }
        }
        rows
    }

    /// Takes the next webhook that is ready. `wall` is the real instant, where it differs.
    pub fn take_ready(&mut self, wall: Option<Timestamp>) -> Option<Outgoing> {
        loop {
            let (delivery, attempt) = self.outbox.take(self.now, wall)?;
            if let Some(outgoing) = self.outgoing(delivery, attempt) {
                let (url, body) = (Arc::clone(&outgoing.url), outgoing.body.clone());
                self.sent.insert(delivery, Sent { attempt, url, body });
                return Some(outgoing);
            }
            let outcome = Outcome::Failed("the simulator could not write it".into());
            self.delivered(self.now, Report { delivery, attempt, outcome, far: false });
        }
    }

    /// The bytes of one try of a delivery, rendered under today's settings, secrets and rewrites.
    #[must_use]
    pub fn outgoing(&self, id: DeliveryId, attempt: Attempt) -> Option<Outgoing> {
        let announcement = self.outbox.announcement(id.event)?;
        let delivery = self.outbox.delivery(id)?;
        let endpoint = self.revealed(&delivery.endpoint);
        let machine = &self.machines[announcement.provider];
        let seems = mishap::seeming(attempt, delivery.mishap);
        let sealed = machine.seal(id.event, &endpoint, &seems)?;
        let sealed = if delivery.mishap == Some(Mishap::BadSignature) {
            machine.forged(sealed)
        } else {
            sealed
        };
        let provider = self.provider_name(announcement.provider);
        let kind = announcement.kind.clone();
        Some(Outgoing {
            id,
            attempt,
            provider,
            kind,
            url: self.address(id)?,
            headers: sealed.headers,
            body: sealed.body.into(),
        })
    }

    /// Where a delivery goes under today's rewrites.
    fn address(&self, id: DeliveryId) -> Option<Arc<str>> {
        let url = &self.outbox.delivery(id)?.endpoint.url;
        let rewritten = self.rewrites.iter().find_map(|rewrite| rewrite.applied(url));
        Some(rewritten.map_or_else(|| Arc::clone(url), Arc::from))
    }

    pub(super) fn revealed(&self, entry: &EndpointEntry) -> Endpoint {
        let secret = |(member, name): (&String, &String)| {
            Some((member.clone(), self.secrets.get(name)?.clone()))
        };
        Endpoint {
            url: entry.url.to_string(),
            events: entry.events.clone(),
            secrets: entry.secrets.iter().filter_map(secret).collect(),
        }
    }

    /// Feeds back what became of one try. Answers a row for people, unless the delivery is unknown, as
    /// after a reset.
    pub fn delivered(&mut self, at: Timestamp, report: Report) -> Option<Happened> {
        self.move_to(at);
        let Report { delivery: id, attempt, outcome, far } = &report;
        let announcement = self.outbox.announcement(id.event)?;
        let (provider, kind) = (announcement.provider, announcement.kind.clone());
        let (name, subject) = (self.provider_name(provider), announcement.subject.clone());
        self.count_sent(&report);
        let machine = &self.machines[provider];
        let acknowledged =
            matches!(outcome, Outcome::Answered(answer) if machine.acknowledged(answer));
        // A receiver that fails says nothing of what it was sent; one that refuses does.
        let refused =
            matches!(outcome, Outcome::Answered(answer) if (400..500).contains(&answer.status));
        let advice = refused.then(|| machine.refused(id.event, attempt, *far)).flatten();
        let concluded = self.outbox.conclude(&report, acknowledged, || machine.retries())?;
        let what = verdict(&kind, &report, concluded.status);
        self.forget(concluded.evicted);
        self.out.text(&what);
        let mut entry = Entry::new(self.now, Kind::Delivery, what.clone().into());
        entry.provider = Some(name);
        entry.subject = Some(subject.clone());
        self.journal.write(entry);
        if let Some(note) = advice {
            self.take_note(name, note);
        }
        self.record(Input::Delivered(report));
        Some(Happened { at: self.now, kind: "delivery", provider: name, subject, what })
    }

    /// Takes what a try sent into the digest: its address, and its bytes where it may have left.
    fn count_sent(&mut self, report: &Report) {
        let Report { delivery: id, attempt, outcome, .. } = report;
        let sent = self.sent.remove(id);
        if let Outcome::Refused(_) = outcome {
            if let Some(address) = self.address(*id) {
                self.out.text(&address);
            }
            return;
        }
        // A replay has sent nothing, and a command may have changed what would be sent now.
        let sent = sent.filter(|sent| sent.attempt == *attempt).or_else(|| {
            let Outgoing { attempt, url, body, .. } = self.outgoing(*id, *attempt)?;
            Some(Sent { attempt, url, body })
        });
        if let Some(Sent { url, body, .. }) = sent {
            self.out.text(&url);
            self.out.bytes(&body);
        }
    }
}

fn verdict(kind: &str, report: &Report, status: Status) -> String {
    let number = (report.attempt.number + 1).to_string();
    let end = match status {
        Status::Delivered => ", acknowledged",
        Status::Exhausted => ", given up",
        Status::Pending | Status::NoEndpoint | Status::Refused | Status::Dropped => "",
    };
    match &report.outcome {
        Outcome::Answered(answer) => {
            [kind, " #", &number, " answered ", &answer.status.to_string(), end].concat()
        }
        Outcome::Failed(why) => [kind, " #", &number, " failed (", why, ")", end].concat(),
        Outcome::Refused(why) => [kind, " #", &number, " refused (", why, ")", end].concat(),
    }
}
