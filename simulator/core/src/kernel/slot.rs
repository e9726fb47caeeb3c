//! A provider and all that it needs within one sandbox: the one implementation of [`Machine`].
//!
//! Timers, identifiers, idempotency, staging and commit are here, so that a provider holds nothing but its
//! own rules.

use std::any::Any;
use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::panic::catch_unwind;
use std::sync::Arc;

use jiff::SignedDuration;
use jiff::Timestamp;
use serde::Deserialize;
use serde::Serialize;
use serde_json::Map;
use serde_json::Value;

use crate::kernel::access::Identity;
use crate::kernel::access::Secret;
use crate::kernel::advice::OpenEnd;
use crate::kernel::endpoints::EndpointBook;
use crate::kernel::endpoints::EndpointEntry;
use crate::kernel::idempotency::Keys;
use crate::kernel::idempotency::Named;
use crate::kernel::ids::Counts;
use crate::kernel::ids::Seed;
use crate::kernel::ledger::Movement;
use crate::kernel::lost::LostAnswers;
use crate::kernel::machine::Machine;
use crate::kernel::message::Response;
use crate::kernel::numbered::Numbered;
use crate::kernel::page::Page;
use crate::kernel::provider::Act;
use crate::kernel::provider::Profile;
use crate::kernel::provider::Provider;
use crate::kernel::provider::Refused;
use crate::kernel::provider::SubjectView;
use crate::kernel::provider::World;
use crate::kernel::rendering;
use crate::kernel::settings::SettingError;
use crate::kernel::settings::patched;
use crate::kernel::step::Announced;
use crate::kernel::step::Answered;
use crate::kernel::step::Around;
use crate::kernel::step::Due;
use crate::kernel::step::KeyName;
use crate::kernel::step::Step;
use crate::kernel::tx::Note;
use crate::kernel::tx::NoteKind;
use crate::kernel::tx::Staged;
use crate::kernel::tx::Surroundings;
use crate::kernel::tx::TimerId;
use crate::kernel::tx::Tx;
use crate::kernel::webhook::Attempt;
use crate::kernel::webhook::Delivering;
use crate::kernel::webhook::DeliveryAnswer;
use crate::kernel::webhook::Endpoint;
use crate::kernel::webhook::Event;
use crate::kernel::webhook::Sealed;

/// How many timers a provider looks at before they fire.
const AHEAD: usize = 16;

struct Slot<P: Provider> {
    provider: P,
    settings: P::Settings,
    sandbox: Arc<str>,
    seed: Seed,
    counts: Counts,
    /// A tree rather than a wheel: any deadline up to the end of the calendar, in a total order.
    timers: BTreeMap<TimerId, P::Timer>,
    keys: Keys<P::Answer>,
    lost: LostAnswers,
    /// Timers that are still to fire before the provider looks ahead once more.
    looked_at: usize,
    /// The lists of the step before, and of what came of it; the next one uses their memory.
    spare: Staged<P>,
    emptied: Step,
    endpoints: EndpointBook,
    /// The content of events that still may be delivered or shown.
    events: Numbered<Event<P>>,
}

/// Opens a provider in a sandbox.
pub(crate) fn open<P: Provider>(sandbox: &Identity<'_>, world: World) -> Box<dyn Machine> {
    Box::new(Slot::<P> {
        provider: P::open(sandbox, world),
        settings: P::Settings::default(),
        sandbox: sandbox.id.into(),
        seed: sandbox.seed.derive(P::PROFILE.name),
        counts: Counts::default(),
        timers: BTreeMap::new(),
        keys: Keys::default(),
        lost: LostAnswers::default(),
        endpoints: EndpointBook::default(),
        looked_at: 0,
        spare: Staged::default(),
        emptied: Step::default(),
        events: Numbered::default(),
    })
}

#[derive(Serialize, Deserialize)]
#[serde(bound = "")]
struct Snapshot<P: Provider> {
    settings: P::Settings,
    counts: Counts,
    versions: Vec<P::Version>,
    timers: Vec<(TimerId, P::Timer)>,
    keys: Keys<P::Answer>,
    #[serde(default)]
    lost: LostAnswers,
    #[serde(default)]
    endpoints: EndpointBook,
    events: Numbered<Event<P>>,
}

impl<P: Provider> Slot<P> {
    /// Runs one step of the provider; `None` when it panicked.
    fn attempt<R>(
        &mut self,
        around: &Around<'_>,
        step: impl FnOnce(&P, &mut Tx<'_, P>) -> R,
    ) -> Option<(R, Staged<P>)> {
        let spare = std::mem::take(&mut self.spare);
        let surroundings = Surroundings {
            at: around.at,
            sandbox: &self.sandbox,
            origin: around.origin,
            seed: &self.seed,
            counts: &self.counts,
            settings: &self.settings,
            outcome: around.outcome,
            lost: &self.lost,
            keys: &self.keys,
            endpoints: self.endpoints.entries(),
            next_timer: *around.counter,
        };
        // A handler has only `&self`, so a panic leaves no half-changed state behind.
        catch_unwind(AssertUnwindSafe(|| {
            let mut tx = Tx::new(surroundings, spare);
            let result = step(&self.provider, &mut tx);
            (result, tx.into_staged())
        }))
        .ok()
    }

    fn commit(&mut self, mut staged: Staged<P>, counter: &mut u64) -> Step {
        let Staged { versions, scheduled, cancelled, events, notes, endpoints, drawn } =
            &mut staged;
        versions.drain(..).for_each(|version| self.provider.put(version));
        for (shape, count) in drawn.drain(..) {
            self.counts.set(shape, count);
        }
        for timer in cancelled.drain(..) {
            self.timers.remove(&timer);
        }
        for (id, timer) in scheduled.drain(..) {
            *counter = (*counter).max(id.number + 1);
            self.timers.insert(id, timer);
        }
        let mut step = std::mem::take(&mut self.emptied);
        std::mem::swap(&mut step.notes, notes);
        step.events.extend(events.drain(..).map(|event| self.announce(event, counter)));
        let apply = |change| self.endpoints.apply(change, P::PROFILE.name);
        step.secrets.extend(endpoints.drain(..).flat_map(apply));
        self.spare = staged;
        step
    }

    fn announce(&mut self, event: Event<P>, counter: &mut u64) -> Announced {
        let number = *counter;
        *counter += 1;
        let (kind, subject, to) = (event.kind.clone(), event.subject.clone(), event.to.clone());
        self.events.push(number, event);
        Announced { number, kind, subject, to }
    }

    /// Decides a call whose answer its caller hears, or does not.
    fn decide(&mut self, call: &P::Call, around: &mut Around<'_>, heard: bool) -> Answered {
        let key = P::idempotency(call).map(|key| Named::of(&key));
        match key.as_ref().and_then(|key| Some((key, self.keys.find(key, around.at)?))) {
            Some((key, Ok(answer))) => {
                if heard && !self.lost.is_empty() {
                    self.lost.answered(key.id);
                }
                let response = P::answer(&answer);
                let rendering = Some(rendering::of::<P>(answer));
                return Answered { replayed: true, rendering, ..Answered::unchanged(response) };
            }
            Some((_, Err(conflict))) => {
                return Answered::unchanged(self.shaped(P::conflict(conflict).into()));
            }
            None => {}
        }
        let decided = self.attempt(around, |provider, tx| {
            // Rendered here as well, so that an answer that cannot be written changes nothing.
            provider.handle(call, tx).map(|answer| (P::answer(&answer), answer))
        });
        let (response, answer, staged) = match decided {
            None => {
                return Answered::panicked(self.shaped(P::internal_error()));
            }
            Some((Err(refusal), staged)) => {
                let step = Step { notes: staged.advice(), ..Step::default() };
                return Answered { step, ..Answered::unchanged(self.shaped(refusal.into())) };
            }
            Some((Ok((response, answer)), staged)) => (response, answer, staged),
        };
        if let Some(key) = &key {
            self.keys.answered(key, around.at, answer.clone());
        }
        let rendering = Some(rendering::of::<P>(answer));
        let key = key.map(|key| KeyName(key.id));
        if !heard {
            self.lose(&staged.notes, key);
        }
        let step = self.commit(staged, around.counter);
        Answered { response, rendering, step, replayed: false, key }
    }

    /// Remembers what a call makes whose answer is lost, before it is taken in.
    fn lose(&mut self, notes: &[Note], key: Option<KeyName>) {
        for Note { kind, subject, .. } in notes {
            let known = || self.provider.subject(&subject.to_string(), &self.settings).is_some();
            if *kind == NoteKind::Changed && !known() {
                self.lost.note(subject.clone(), key.map(|KeyName(id)| id));
            }
        }
    }

    fn typed(call: &(dyn Any + Send)) -> &P::Call {
        call.downcast_ref().expect("a call goes back to the provider that parsed it")
    }
}

impl<P: Provider> Machine for Slot<P> {
    fn profile(&self) -> &'static Profile {
        P::PROFILE
    }

    fn call(&mut self, call: &(dyn Any + Send), mut around: Around<'_>) -> Answered {
        self.decide(Self::typed(call), &mut around, true)
    }

    fn call_unheard(&mut self, call: &(dyn Any + Send), mut around: Around<'_>) -> Answered {
        self.decide(Self::typed(call), &mut around, false)
    }

    fn refuse(&mut self, call: &(dyn Any + Send), code: &str, at: Timestamp) -> Option<Response> {
        let refusal = P::refusal(code)?;
        let response: Response = refusal.into();
        // A failure on the server's side comes after the work has begun, so the key is spent.
        if response.status.is_server_error()
            && let Some(key) = P::idempotency(Self::typed(call)).map(|key| Named::of(&key))
            && self.keys.find(&key, at).is_none()
        {
            self.keys.burn(&key, at);
        }
        Some(self.shaped(response))
    }

    fn shaped(&self, refusal: Response) -> Response {
        P::shaped(refusal, &self.settings)
    }

    fn hold(&mut self, key: KeyName) {
        self.keys.hold(key.0);
    }

    fn release(&mut self, key: KeyName) {
        self.keys.release(key.0);
    }

    fn next_due(&self) -> Option<TimerId> {
        self.timers.first_key_value().map(|(id, _)| *id)
    }

    fn peek(&self) -> Option<Due> {
        let (id, timer) = self.timers.first_key_value()?;
        let (name, subject) = P::timer(timer);
        Some(Due { id: *id, name, subject })
    }

    fn fire(&mut self, around: Around<'_>) -> Step {
        if self.looked_at == 0 {
            self.looked_at = AHEAD;
            self.provider.look_ahead(&mut self.timers.values().take(AHEAD));
        }
        self.looked_at -= 1;
        let Some((_, timer)) = self.timers.pop_first() else {
            return Step::default();
        };
        match self.attempt(&around, |provider, tx| provider.due(&timer, tx)) {
            None => Step::PANICKED,
            Some(((), staged)) => self.commit(staged, around.counter),
        }
    }

    fn reuse(&mut self, emptied: Step) {
        self.emptied = emptied;
    }

    fn settings(&self) -> Value {
        serde_json::to_value(&self.settings).expect("settings are a plain struct")
    }

    fn change_settings(&mut self, changes: &Map<String, Value>) -> Result<(), SettingError> {
        self.settings = patched(&self.settings, changes, P::PROFILE.settings)?;
        Ok(())
    }

    fn subject(&self, id: &str) -> Option<SubjectView> {
        self.provider.subject(id, &self.settings)
    }

    fn act(&mut self, act: &Act<'_>, around: Around<'_>) -> Result<Step, Refused> {
        match self.attempt(&around, |provider, tx| provider.act(act, tx)) {
            None => Ok(Step::PANICKED),
            Some((Err(refused), _)) => Err(refused),
            Some((Ok(()), staged)) => Ok(self.commit(staged, around.counter)),
        }
    }

    fn page(&self, id: &str) -> Option<Page> {
        self.provider.page(id)
    }

    fn movements(&self) -> Vec<Movement> {
        self.provider.movements()
    }

    fn open_ends(&self, at: Timestamp) -> Vec<OpenEnd> {
        self.provider.open_ends(at)
    }

    fn endpoints(&self) -> &[Arc<EndpointEntry>] {
        self.endpoints.entries()
    }

    fn set_endpoints(&mut self, mut entries: Vec<EndpointEntry>, around: Around<'_>) -> Step {
        let named = self.attempt(&around, |provider, tx| {
            for entry in entries.iter_mut().filter(|entry| entry.id.is_none()) {
                entry.id = provider.enlisted(tx);
            }
            entries
        });
        let Some((entries, staged)) = named else { return Step::PANICKED };
        let step = self.commit(staged, around.counter);
        self.endpoints.replace(entries);
        step
    }

    fn seal(&self, event: u64, to: &Endpoint, attempt: &Attempt) -> Option<Sealed> {
        let delivering = Delivering { to, attempt, settings: &self.settings };
        let event = self.events.find(event)?;
        // A body that cannot be written must not take the driver down with it.
        catch_unwind(AssertUnwindSafe(|| self.provider.seal(event, &delivering))).ok()
    }

    fn forged(&self, sealed: Sealed) -> Sealed {
        P::forged(sealed)
    }

    fn forget(&mut self, event: u64) {
        drop(self.events.remove(event));
    }

    fn acknowledged(&self, answer: &DeliveryAnswer) -> bool {
        P::acknowledged(answer)
    }

    fn refused(&self, event: u64, attempt: &Attempt, far: bool) -> Option<Note> {
        let advice = P::refused_delivery(attempt, far, &self.settings)?;
        Some(Note::advice(self.events.find(event)?.subject.clone(), advice))
    }

    fn retries(&self) -> Vec<SignedDuration> {
        P::retries(&self.settings)
    }

    fn endpoint_secret(&self, count: u64) -> Option<Secret> {
        P::endpoint_secret(&self.seed, count)
    }

    fn snapshot(&self) -> Value {
        let timers: Vec<_> = self.timers.iter().collect();
        let mut snapshot = serde_json::json!({
            "settings": self.settings,
            "counts": self.counts,
            "versions": self.provider.versions(),
            "timers": timers,
            "keys": self.keys,
            "events": self.events,
        });
        if !self.endpoints.entries().is_empty() {
            snapshot["endpoints"] =
                serde_json::to_value(&self.endpoints).expect("endpoints are plain data");
        }
        if !self.lost.is_empty() {
            snapshot["lost"] = serde_json::to_value(&self.lost).expect("ids are plain data");
        }
        snapshot
    }

    fn restore(&mut self, snapshot: Value) -> Result<(), serde_json::Error> {
        let snapshot: Snapshot<P> = serde_json::from_value(snapshot)?;
        snapshot.versions.into_iter().for_each(|version| self.provider.put(version));
        self.settings = snapshot.settings;
        self.counts = snapshot.counts;
        self.timers = snapshot.timers.into_iter().collect();
        self.keys = snapshot.keys;
        self.keys.release_all();
        self.lost = snapshot.lost;
        self.endpoints = snapshot.endpoints;
        self.events = snapshot.events;
        Ok(())
    }
}
