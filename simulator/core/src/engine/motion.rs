//! How time moves: due things happen one by one, each at its own instant.

use std::sync::Arc;

use jiff::Timestamp;
use serde::Serialize;

use crate::engine::Engine;
use crate::engine::advice::Advice;
use crate::engine::delivery::Announcement;
use crate::engine::delivery::Delivery;
use crate::engine::delivery::Outcome;
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

    /// Lets time pass up to `to`. Stops early when a webhook is ready, or after `most` due things.
    pub fn run_until(&mut self, to: Timestamp, most: u64) -> Ran {
        self.run_until_telling(to, most, MOST_ROWS)
    }

    /// As [`run_until`](Self::run_until), with so many rows of what happened: a million of them would be
    /// made for nobody.
    pub fn run_until_telling(&mut self, to: Timestamp, most: u64, rows: usize) -> Ran {
        let mut ran = Ran { rows, ..Ran::default() };
        let before = self.now;
        while ran.fired < most && !self.has_ready() {
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

    pub(super) fn take_note(&mut self, provider: &'static str, note: Note) {
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

    fn deliveries(&mut self, provider: usize, kind: &str, to: Target) -> Vec<Delivery> {
        match to {
            Target::Url(url) => vec![Delivery::to(self.addressed(url))],
            Target::Endpoints => {
                let entries = self.machines[provider].endpoints().iter();
                entries
                    .filter(|entry| entry.wants(kind))
                    .map(|entry| Delivery::to(Arc::clone(entry)))
                    .collect()
            }
        }
    }

    /// The endpoint that an address alone makes. Merchants name the same one in call after call.
    fn addressed(&mut self, url: Arc<str>) -> Arc<EndpointEntry> {
        if self.addressed.url != url {
            self.addressed = Arc::new(EndpointEntry { url, ..EndpointEntry::default() });
        }
        Arc::clone(&self.addressed)
    }

    pub(super) fn forget(&mut self, evicted: Option<Evicted>) {
        if let Some(Evicted { provider, number }) = evicted {
            self.machines[provider].forget(number);
        }
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
