//! How time moves: due things happen one by one, each at its own instant.

use std::borrow::Cow;
use std::sync::Arc;

use bytes::Bytes;
use jiff::Timestamp;
use serde::Serialize;

use crate::engine::Engine;
use crate::engine::advice::Advice;
use crate::engine::delivery::Announcement;
use crate::engine::delivery::Delivery;
use crate::engine::delivery::DeliveryId;
use crate::engine::delivery::Outcome;
use crate::engine::delivery::Report;
use crate::engine::delivery::Status;
use crate::engine::faults::Candidate;
use crate::engine::faults::Effect;
use crate::engine::faults::Mishap;
use crate::engine::input::Input;
use crate::engine::input::Record;
use crate::engine::journal::Entry;
use crate::engine::journal::Kind;
use crate::engine::mishap;
use crate::engine::outbox::Evicted;
use crate::kernel::endpoints::EndpointEntry;
use crate::kernel::machine::Announced;
use crate::kernel::machine::Around;
use crate::kernel::machine::Due;
use crate::kernel::machine::Step;
use crate::kernel::provider::Subject;
use crate::kernel::tx::Note;
use crate::kernel::tx::NoteKind;
use crate::kernel::tx::TimerId;
use crate::kernel::webhook::Attempt;
use crate::kernel::webhook::Endpoint;
use crate::kernel::webhook::Target;

/// Rows of [`Ran::happened`] at most; the journal has all.
pub const MOST_ROWS: usize = 1_000;

/// What [`Engine::run_until`] did.
#[derive(Debug, Default)]
pub struct Ran {
    /// How many due things happened.
    pub fired: u64,
    /// Whether nothing more is due up to the target, and no webhook waits to be delivered.
    pub caught_up: bool,
    /// What happened, one row each, as far as rows were wanted.
    pub happened: Vec<Happened>,
    /// Whether more happened than the rows tell.
    pub truncated: bool,
    /// How many rows are wanted.
    rows: usize,
}

impl Ran {
    fn tell(&mut self, at: Timestamp, provider: &'static str, due: &Due) {
        if self.happened.len() >= self.rows {
            self.truncated = true;
            return;
        }
        let (subject, what) = (due.subject.clone(), due.name.to_owned());
        self.happened.push(Happened { at, kind: "timer", provider, subject, what });
    }
}

/// One thing that happened while time moved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Happened {
    /// The virtual instant.
    pub at: Timestamp,
    /// `timer` or `delivery`.
    pub kind: &'static str,
    /// The provider.
    pub provider: &'static str,
    /// What it is about.
    pub subject: Subject,
    /// The timer's name, or what became of the delivery.
    pub what: String,
}

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

/// What is due next. Deliveries come before timers of the same instant.
#[derive(Clone, Copy)]
enum Next {
    Delivery,
    Timer(usize),
}

impl Engine {
    /// The instant at which something is due next.
    #[must_use]
    pub fn next_due(&self) -> Option<Timestamp> {
        self.next().map(|(at, _)| at)
    }

    fn next(&self) -> Option<(Timestamp, Next)> {
        let timer = self
            .machines
            .iter()
            .enumerate()
            .filter_map(|(position, machine)| Some((machine.next_due()?, position)))
            .min_by_key(|(id, _): &(TimerId, usize)| *id);
        match (self.outbox.next_due(), timer) {
            (Some(at), Some((timer, _))) if at <= timer.at => Some((at, Next::Delivery)),
            (Some(at), None) => Some((at, Next::Delivery)),
            (_, Some((timer, position))) => Some((timer.at, Next::Timer(position))),
            (None, None) => None,
        }
    }

    /// Whether a webhook waits to be taken by [`take_ready`](Self::take_ready).
    #[must_use]
    pub fn has_ready(&self) -> bool {
        self.outbox.has_ready()
    }

    /// Lets time pass up to `to`. Stops early when a webhook is ready, or after `most` due things.
    pub fn run_until(&mut self, to: Timestamp, most: u64) -> Ran {
        self.run_until_telling(to, most, MOST_ROWS)
    }

    /// As [`run_until`](Self::run_until), with so many rows of what happened: a million of them would be
    /// made for nobody.
    pub fn run_until_telling(&mut self, to: Timestamp, most: u64, rows: usize) -> Ran {
        let mut ran = Ran { rows, ..Ran::default() };
        let before = self.now;
        while ran.fired < most && !self.outbox.has_ready() {
            let Some((at, next)) = self.next().filter(|(at, _)| *at <= to) else {
                ran.caught_up = true;
                self.now = self.now.max(to);
                break;
            };
            self.fire(at, next, &mut ran);
            ran.fired += 1;
        }
        if ran.fired > 0 || self.now > before {
            self.record(Input::Tick { fired: ran.fired });
        }
        ran
    }

    /// Repeats a [`Input::Tick`] of a log: exactly so many due things, then the time.
    pub(super) fn repeat_tick(&mut self, at: Timestamp, fired: u64) {
        for _ in 0..fired {
            let Some((due, next)) = self.next() else {
                break;
            };
            self.fire(due, next, &mut Ran::default());
        }
        self.now = self.now.max(at);
        self.record(Input::Tick { fired });
    }

    /// Moves time for an input at `at`: what fell due meanwhile happens first. When time stands, nothing
    /// happens here.
    pub(super) fn move_to(&mut self, at: Timestamp) {
        if at <= self.now {
            return;
        }
        while let Some((due, next)) = self.next().filter(|(due, _)| *due <= at) {
            self.fire(due, next, &mut Ran::default());
        }
        self.now = at;
    }

    fn fire(&mut self, at: Timestamp, next: Next, ran: &mut Ran) {
        self.now = self.now.max(at);
        match next {
            Next::Delivery => drop(self.outbox.fire()),
            Next::Timer(provider) => {
                let Some(due) = self.machines[provider].peek() else {
                    return;
                };
                let name = self.provider_name(provider);
                let (outcome, mishap) = self.strike_timer(name, due.name);
                let mut entry = Entry::new(self.now, Kind::Timer, due.name.into());
                entry.provider = Some(name);
                ran.tell(self.now, name, &due);
                entry.subject = Some(due.subject);
                self.journal.write(entry);
                let around = Around {
                    at: self.now,
                    origin: &self.setup.origin,
                    counter: &mut self.counter,
                    outcome: outcome.as_deref(),
                };
                let step = self.machines[provider].fire(around);
                self.absorb(provider, step, mishap);
            }
        }
    }

    /// What a fault does to a scheduled operation: to its outcome, or to its webhooks.
    fn strike_timer(
        &mut self,
        provider: &'static str,
        timer: &str,
    ) -> (Option<String>, Option<Mishap>) {
        if self.faults.armed().is_empty() {
            return (None, None);
        }
        let candidate = Candidate { provider, operation: Some(timer), scheduled: true, body: &[] };
        let Some((id, effect)) = self.faults.strike(&candidate) else {
            return (None, None);
        };
        self.note_fault(provider, id, &effect);
        match effect {
            Effect::Outcome(code) => (Some(code), None),
            Effect::Webhook(mishap) => (None, Some(mishap)),
            Effect::Error(_)
            | Effect::BeforeCommit(_)
            | Effect::AfterCommit(_)
            | Effect::Latency(_)
            | Effect::Response(_)
            | Effect::Sequence(_) => (None, None),
        }
    }

    /// Takes in what a step caused: journal lines, and events that become deliveries, which a mishap may
    /// befall.
    pub(super) fn absorb(&mut self, provider: usize, step: Step, mishap: Option<Mishap>) {
        let name = self.provider_name(provider);
        let Step { mut notes, mut events, mut secrets, panicked } = step;
        self.told.extend(secrets.iter().map(|(name, _)| name.clone()));
        self.secrets.extend(secrets.drain(..));
        if panicked {
            let what = "the simulator failed; nothing happened, and the panic is on stderr";
            let mut entry = Entry::new(self.now, Kind::Panic, what.into());
            entry.provider = Some(name);
            self.journal.write(entry);
        }
        notes.drain(..).for_each(|note| self.take_note(name, note));
        for event in events.drain(..) {
            self.out.number(event.number);
            self.out.text(&event.kind);
            self.announce(provider, event, mishap);
        }
        self.machines[provider].reuse(Step { notes, events, secrets, panicked: false });
    }

    fn take_note(&mut self, provider: &'static str, note: Note) {
        let Note { kind, subject, what } = note;
        let (kind, rule) = match kind {
            NoteKind::Changed => (Kind::Changed, None),
            NoteKind::ProviderCall => (Kind::ProviderCall, None),
            NoteKind::Advice(rule) => (Kind::Advice, Some(rule)),
        };
        if let Some(rule) = rule {
            self.out.text(rule.code);
            let (at, subject, seen) = (self.now, subject.clone(), what.clone());
            self.raised.raise(Advice { at, provider, subject, rule, seen, standing: false });
        }
        self.out.text(&what);
        let mut entry = Entry::new(self.now, kind, what);
        entry.rule = rule;
        entry.provider = Some(provider);
        entry.subject = Some(subject);
        self.journal.write(entry);
    }

    fn announce(&mut self, provider: usize, event: Announced, mishap: Option<Mishap>) {
        let Announced { number, kind, subject, to } = event;
        let mut deliveries = self.deliveries(provider, &kind, to);
        if let Some(mishap) = mishap {
            deliveries = mishap::befallen(deliveries, mishap, self.now);
        }
        let mut entry = Entry::new(self.now, Kind::Event, kind.clone());
        entry.provider = Some(self.provider_name(provider));
        entry.subject = Some(subject.clone());
        self.journal.write(entry);
        let announcement = Announcement { provider, kind, subject, at: self.now, deliveries };
        let evicted = self.outbox.announce(number, announcement);
        self.forget(evicted);
    }

    fn deliveries(&self, provider: usize, kind: &str, to: Target) -> Vec<Delivery> {
        let deliveries: Vec<_> = match to {
            Target::Url(url) => {
                vec![Delivery::to(Arc::new(EndpointEntry { url, ..EndpointEntry::default() }))]
            }
            Target::Endpoints => {
                let entries = self.machines[provider].endpoints().iter();
                entries
                    .filter(|entry| entry.wants(kind))
                    .map(|entry| Delivery::to(Arc::clone(entry)))
                    .collect()
            }
        };
        deliveries
    }

    fn forget(&mut self, evicted: Option<Evicted>) {
        if let Some(Evicted { provider, number }) = evicted {
            self.machines[provider].forget(number);
        }
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
        let rewritten = self.rewrites.iter().find_map(|rewrite| rewrite.applied(&endpoint.url));
        let url = rewritten.map_or_else(|| Arc::clone(&delivery.endpoint.url), Arc::from);
        let provider = self.provider_name(announcement.provider);
        let kind = announcement.kind.clone();
        Some(Outgoing {
            id,
            attempt,
            provider,
            kind,
            url,
            headers: sealed.headers,
            body: sealed.body.into(),
        })
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
        let sent = self.sent.remove(id);
        let announcement = self.outbox.announcement(id.event)?;
        let (provider, kind) = (announcement.provider, announcement.kind.clone());
        let (name, subject) = (self.provider_name(provider), announcement.subject.clone());
        // A replay has sent nothing, and a command may have changed what would be sent now.
        let sent = sent.filter(|sent| sent.attempt == *attempt).or_else(|| {
            let Outgoing { attempt, url, body, .. } = self.outgoing(*id, *attempt)?;
            Some(Sent { attempt, url, body })
        });
        if let Some(Sent { url, body, .. }) = sent {
            self.out.text(&url);
            self.out.bytes(&body);
        }
        let machine = &self.machines[provider];
        let acknowledged =
            matches!(outcome, Outcome::Answered(answer) if machine.acknowledged(answer));
        // A receiver that fails says nothing of what it was sent; one that refuses does.
        let refused =
            matches!(outcome, Outcome::Answered(answer) if (400..500).contains(&answer.status));
        let advice = refused.then(|| machine.refused(id.event, attempt, *far)).flatten();
        let concluded = self.outbox.conclude(&report, acknowledged, &machine.retries())?;
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

    pub(super) fn record(&mut self, input: Input) {
        self.sequence += 1;
        self.last_out = self.out.take();
        if !self.log.is_complete() {
            return;
        }
        let weight = weight(&input);
        self.log
            .append(Record { seq: self.sequence, at: self.now, input, out: self.last_out }, weight);
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

/// Roughly the memory that an input takes in the log.
fn weight(input: &Input) -> usize {
    const OVERHEAD: usize = 512;
    match input {
        Input::Request { request, .. } => OVERHEAD + request.weight(),
        Input::Delivered(report) => match &report.outcome {
            Outcome::Answered(answer) => OVERHEAD + answer.body.len(),
            Outcome::Failed(why) | Outcome::Refused(why) => OVERHEAD + why.len(),
        },
        Input::Released { .. } | Input::Tick { .. } => OVERHEAD,
        // Rare, and of every shape.
        Input::Command(command) => {
            OVERHEAD + serde_json::to_string(command).map_or(0, |text| text.len())
        }
    }
}
