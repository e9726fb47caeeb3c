//! One step of a provider, before it is committed.
//!
//! A [`Tx`] hands a handler its time, its identifiers and its settings, and collects what the handler
//! wants to happen. It touches no state: dropping it undoes everything.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;
use serde::Deserialize;
use serde::Serialize;
use uuid::Uuid;

use crate::kernel::access::Secret;
use crate::kernel::advice::AdviceRule;
use crate::kernel::endpoints::EndpointChange;
use crate::kernel::endpoints::EndpointEntry;
use crate::kernel::idempotency::Keys;
use crate::kernel::ids::Alphabet;
use crate::kernel::ids::Counts;
use crate::kernel::ids::Ids;
use crate::kernel::ids::Seed;
use crate::kernel::lost::LostAnswers;
use crate::kernel::provider::Provider;
use crate::kernel::provider::Subject;
use crate::kernel::webhook::Event;
use crate::kernel::webhook::Target;

/// What surrounds a step: when, where, from which seed, under which settings.
pub(crate) struct Surroundings<'a, P: Provider> {
    pub(crate) at: Timestamp,
    pub(crate) sandbox: &'a str,
    pub(crate) origin: &'a str,
    pub(crate) seed: &'a Seed,
    pub(crate) counts: &'a Counts,
    pub(crate) settings: &'a P::Settings,
    /// The documented result that a fault asks for.
    pub(crate) outcome: Option<&'a str>,
    pub(crate) lost: &'a LostAnswers,
    pub(crate) keys: &'a Keys<P::Answer>,
    pub(crate) endpoints: &'a [Arc<EndpointEntry>],
    /// The number of the next timer; timers of one instant fire in this order.
    pub(crate) next_timer: u64,
}

/// A step in the making.
pub struct Tx<'a, P: Provider> {
    around: Surroundings<'a, P>,
    ids: Ids<'a>,
    staged: Staged<P>,
}

/// When a timer falls due, and the order among those of one instant. Names the timer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TimerId {
    /// The virtual instant.
    pub at: Timestamp,
    /// Order within the sandbox.
    pub number: u64,
}

/// What a step wants to happen.
pub(crate) struct Staged<P: Provider> {
    pub(crate) versions: Vec<P::Version>,
    pub(crate) scheduled: Vec<(TimerId, P::Timer)>,
    pub(crate) cancelled: Vec<TimerId>,
    pub(crate) events: Vec<Event<P>>,
    pub(crate) notes: Vec<Note>,
    pub(crate) endpoints: Vec<EndpointChange>,
    pub(crate) drawn: Vec<(&'static str, u64)>,
}

impl<P: Provider> Default for Staged<P> {
    fn default() -> Self {
        Self {
            versions: Vec::new(),
            scheduled: Vec::new(),
            cancelled: Vec::new(),
            events: Vec::new(),
            notes: Vec::new(),
            endpoints: Vec::new(),
            drawn: Vec::new(),
        }
    }
}

impl<P: Provider> Staged<P> {
    /// What is left of a refused step: its warnings, which change nothing.
    pub(crate) fn advice(self) -> Vec<Note> {
        let advice = |note: &Note| matches!(note.kind, NoteKind::Advice(_));
        self.notes.into_iter().filter(advice).collect()
    }
}

/// Characters of what was seen that advice keeps: it may quote a request, which may be a megabyte of text.
const LONGEST_SEEN: usize = 500;

/// A line for the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// What sort of line.
    pub kind: NoteKind,
    /// What it is about.
    pub subject: Subject,
    /// What happened, in the provider's words; for advice, what was seen.
    pub what: Cow<'static, str>,
}

impl Note {
    /// A warning that the documents give.
    #[must_use]
    pub fn advice(
        subject: Subject,
        (rule, seen): (&'static AdviceRule, Cow<'static, str>),
    ) -> Self {
        Self { kind: NoteKind::Advice(rule), subject, what: seen }
    }
}

/// What sort of line a [`Note`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoteKind {
    /// An entity has a new version; the text is its state.
    Changed,
    /// A provider that hands payments on called the one behind it; the text says with what.
    ProviderCall,
    /// A warning that the documents give and no status code shows: the rule that was broken.
    Advice(&'static AdviceRule),
}

impl<'a, P: Provider> Tx<'a, P> {
    /// A step that gathers what it wants in lists that are empty so far.
    pub(crate) fn new(around: Surroundings<'a, P>, mut staged: Staged<P>) -> Self {
        let drawn = std::mem::take(&mut staged.drawn);
        let ids = Ids::new(around.seed, around.counts, drawn);
        Self { around, ids, staged }
    }

    pub(crate) fn into_staged(self) -> Staged<P> {
        Staged { drawn: self.ids.drawn(), ..self.staged }
    }

    /// The virtual instant of this step.
    #[must_use]
    pub const fn at(&self) -> Timestamp {
        self.around.at
    }

    /// The sandbox's settings of this provider.
    #[must_use]
    pub const fn settings(&self) -> &'a P::Settings {
        self.around.settings
    }

    /// Where the caller reaches us: URLs given back to it begin with this, without a final slash.
    #[must_use]
    pub const fn origin(&self) -> &'a str {
        self.around.origin
    }

    /// The documented result that a fault asks for, instead of the one that would come about.
    #[must_use]
    pub const fn forced_outcome(&self) -> Option<&'a str> {
        self.around.outcome
    }

    /// A fresh version 4 UUID.
    pub fn uuid(&mut self, shape: &'static str) -> Uuid {
        self.ids.uuid(shape)
    }

    /// `length` decimal digits (at most 64), drawn from the seed.
    pub fn digits(&mut self, shape: &'static str, length: usize) -> String {
        static DIGITS: Alphabet = Alphabet::of(b"0123456789");
        self.ids.text(shape, &DIGITS, length)
    }

    /// `length` letters and digits (at most 64), drawn from the seed.
    pub fn alphanumeric(&mut self, shape: &'static str, length: usize) -> String {
        static BOTH: Alphabet =
            Alphabet::of(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");
        self.ids.text(shape, &BOTH, length)
    }

    /// Lower-case hexadecimal text of `length` digits (at most 64), drawn from the seed.
    pub fn hex(&mut self, shape: &'static str, length: usize) -> String {
        static DIGITS: Alphabet = Alphabet::of(b"0123456789abcdef");
        self.ids.text(shape, &DIGITS, length)
    }

    /// The least number that is at least `floor` and above all that this shape gave before.
    pub fn rising(&mut self, shape: &'static str, floor: u64) -> u64 {
        self.ids.rising(shape, floor)
    }

    /// The id of a new hosted page. It names the sandbox, so that the page's owner is found without a
    /// table.
    pub fn page_id(&mut self) -> String {
        static SMALL: Alphabet = Alphabet::of(b"abcdefghijklmnopqrstuvwxyz0123456789");
        let drawn = self.ids.text("page", &SMALL, 20);
        format!("{}-{drawn}", self.around.sandbox)
    }

    /// Takes in a new version of an entity, whose state the journal shows as `state`.
    pub fn put(
        &mut self,
        version: P::Version,
        subject: impl Into<Subject>,
        state: impl Into<Cow<'static, str>>,
    ) {
        self.staged.versions.push(version);
        self.note(NoteKind::Changed, subject.into(), state.into());
    }

    /// Notes what is said to the payment provider behind this one, which no answer shows.
    pub fn provider_call(
        &mut self,
        subject: impl Into<Subject>,
        said: impl Into<Cow<'static, str>>,
    ) {
        self.note(NoteKind::ProviderCall, subject.into(), said.into());
    }

    /// Raises a warning that the documents give: one of the profile's rules, and what was seen. It is kept
    /// even when the call is refused after it.
    pub fn advise(
        &mut self,
        subject: impl Into<Subject>,
        rule: &'static AdviceRule,
        seen: impl Into<Cow<'static, str>>,
    ) {
        debug_assert!(P::PROFILE.advice.contains(&rule), "{} is in no profile", rule.code);
        let mut seen = seen.into();
        if let Some((end, _)) = seen.char_indices().nth(LONGEST_SEEN) {
            seen = format!("{}…", &seen[..end]).into();
        }
        self.note(NoteKind::Advice(rule), subject.into(), seen);
    }

    /// Whether an answer that concerns `subject` is still held back by a fault, so that the call that it
    /// answers is still in process for everybody else.
    #[must_use]
    pub fn in_process(&self, subject: &Subject) -> bool {
        self.around.keys.held().any(|answer| P::concerns(answer).as_ref() == Some(subject))
    }

    /// Whether the caller who made `subject` never learned of it: the answer was lost by an
    /// `after_commit` fault, and nobody has asked for it again under the same idempotency key since.
    #[must_use]
    pub fn answer_lost(&self, subject: &Subject) -> bool {
        self.around.lost.contains(subject)
    }

    fn note(&mut self, kind: NoteKind, subject: Subject, what: Cow<'static, str>) {
        self.staged.notes.push(Note { kind, subject, what });
    }

    /// The merchant's webhook endpoints as they were before this step, oldest first.
    #[must_use]
    pub const fn endpoints(&self) -> &'a [Arc<EndpointEntry>] {
        self.around.endpoints
    }

    /// Takes in an endpoint that is new or changed, by its id, and secrets that are made for it. One that is
    /// known keeps the secrets that it has.
    pub fn put_endpoint(&mut self, entry: EndpointEntry, secrets: Vec<(&'static str, Secret)>) {
        self.staged.endpoints.push(EndpointChange::Put(entry, secrets));
    }

    /// Forgets the endpoint of an id; deliveries that are under way to it go on.
    pub fn remove_endpoint(&mut self, id: String) {
        self.staged.endpoints.push(EndpointChange::Removed(id));
    }

    /// Lets `timer` fall due at `at`; an instant that has passed counts as now.
    pub fn schedule(&mut self, at: Timestamp, timer: P::Timer) -> TimerId {
        let number = self.around.next_timer;
        self.around.next_timer += 1;
        let id = TimerId { at: at.max(self.around.at), number };
        self.staged.scheduled.push((id, timer));
        id
    }

    /// Takes back a timer; one that has fired already is left alone.
    pub fn cancel(&mut self, timer: TimerId) {
        self.staged.scheduled.retain(|(id, _)| *id != timer);
        self.staged.cancelled.push(timer);
    }

    /// Tells merchants of an event. `version` is the state that its body shows.
    pub fn emit(&mut self, event: EmittedEvent<P>) {
        let EmittedEvent { kind, id, subject, version, to } = event;
        let at = self.around.at;
        self.staged.events.push(Event { kind: kind.into(), id, subject, version, to, at });
    }
}

impl<P: Provider> fmt::Debug for Tx<'_, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a step of {} at {}", P::PROFILE.name, self.around.at)
    }
}

/// An event as a handler tells it; the instant is added.
pub struct EmittedEvent<P: Provider> {
    /// The event's documented name.
    pub kind: &'static str,
    /// The event's own id, where the provider has one.
    pub id: String,
    /// What it is about.
    pub subject: Subject,
    /// The state that its body shows.
    pub version: P::Version,
    /// Who is told.
    pub to: Target,
}

impl<P: Provider> fmt::Debug for EmittedEvent<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {}", self.kind, self.subject)
    }
}
