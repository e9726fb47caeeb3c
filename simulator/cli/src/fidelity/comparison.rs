//! What documents have and the simulator does not, example by example: operations, members, refusals, events,
//! states. Found by comparing, never listed.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use sandpay_core::kernel::fidelity::Emulated;
use sandpay_core::kernel::fidelity::Stated;
use sandpay_core::kernel::places::is_known;
use sandpay_core::kernel::places::places;
use sandpay_fixtures::Kind;
use serde::Serialize;
use serde_json::Value;

use crate::demo::merchant::Provider;
use crate::fidelity::dialect;
use crate::fidelity::documents::Document;
use crate::fidelity::seen::Seen;

/// A documented call that is not served.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct MissingOperation {
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) call: Option<&'static str>,
    /// The page of the first example.
    pub(crate) source: &'static str,
    pub(crate) examples: Vec<&'static str>,
}

/// A documented member that an operation, or an event, does not have.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct MissingMember {
    /// The operation or the event.
    pub(crate) of: String,
    pub(crate) place: String,
    /// The first example that has it.
    pub(crate) example: &'static str,
}

/// A documented name that is not known: a refusal's code, an event, a state.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct MissingName {
    pub(crate) name: String,
    /// The first example that has it.
    pub(crate) example: &'static str,
}

/// Everything that is missing.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Missing {
    pub(crate) operations: Vec<MissingOperation>,
    pub(crate) request_members: Vec<MissingMember>,
    pub(crate) answer_members: Vec<MissingMember>,
    pub(crate) event_members: Vec<MissingMember>,
    pub(crate) errors: Vec<MissingName>,
    pub(crate) events: Vec<MissingName>,
    pub(crate) statuses: Vec<MissingName>,
}

/// What documents and the simulator both say, and what it alone says: in answers, or in webhooks.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Said {
    /// How many members an example prints.
    pub(crate) printed: usize,
    /// Members that no example prints.
    pub(crate) unprinted: Vec<Unprinted>,
}

/// A member that no example prints.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Unprinted {
    /// The operation or the event.
    pub(crate) of: String,
    pub(crate) place: String,
}

/// The documents of a provider beside what was seen of it.
pub(crate) struct Comparison<'a> {
    pub(crate) provider: Provider,
    pub(crate) documents: &'a [Document],
    pub(crate) emulated: &'a Emulated,
    pub(crate) seen: &'a Seen,
}

/// Where a place or a name is printed first.
type First = BTreeMap<String, &'static str>;

impl Comparison<'_> {
    /// Everything that is missing.
    pub(crate) fn missing(&self) -> Missing {
        Missing {
            operations: self.operations(),
            request_members: self.request_members(),
            answer_members: lacking(&self.printed_answers(), &self.seen.answers),
            event_members: lacking(&self.printed_events(), &self.seen.events),
            errors: self.names(&self.printed_errors(), &self.emulated.errors),
            events: self.unsent_events(),
            statuses: self.names(&self.printed_statuses(), &self.emulated.statuses),
        }
    }

    /// Members of answers, of operations whose answers are printed; and members of webhooks, of events that
    /// are printed.
    pub(crate) fn said(&self) -> (Said, Said) {
        let (by_operation, by_event) = (self.printed_answers(), self.printed_events());
        let all = by_operation.values().chain(by_event.values()).flat_map(BTreeMap::keys);
        let anywhere: BTreeSet<&str> = all.map(|place| dialect::within_payment(place)).collect();
        let of_each = |printed: &BTreeMap<String, First>, ours: &BTreeMap<_, BTreeSet<String>>| {
            let mut said = Said::default();
            for of in printed.keys() {
                for place in ours.get(of).into_iter().flatten() {
                    if anywhere.contains(dialect::within_payment(place)) {
                        said.printed += 1;
                    } else {
                        said.unprinted.push(Unprinted { of: of.clone(), place: place.clone() });
                    }
                }
            }
            said
        };
        (of_each(&by_operation, &self.seen.answers), of_each(&by_event, &self.seen.events))
    }

    fn operations(&self) -> Vec<MissingOperation> {
        let mut found: Vec<MissingOperation> = Vec::new();
        for Document { fixture, operation } in self.documents {
            let (Some(call), None) = (&fixture.example.call, operation) else { continue };
            let (method, path, call) = (&*call.method, &*call.path, call.name.as_deref());
            let is_same = |one: &&mut MissingOperation| {
                (one.method, one.path, one.call) == (method, path, call)
            };
            if let Some(known) = found.iter_mut().find(is_same) {
                known.examples.push(fixture.name);
                continue;
            }
            let (source, examples) = (&*fixture.example.source.url, vec![fixture.name]);
            found.push(MissingOperation { method, path, call, source, examples });
        }
        found
    }

    fn request_members(&self) -> Vec<MissingMember> {
        let mut printed: BTreeMap<String, First> = BTreeMap::new();
        for Document { fixture, operation } in self.documents {
            let (Some(operation), Some(bytes)) = (operation, fixture.request) else { continue };
            // What shows the state of a payment is an answer, whatever its page calls it.
            let is_answer = !dialect::states(self.provider, &read(bytes)).is_empty();
            if is_answer || fixture.example.kind == Kind::Fragment {
                continue;
            }
            note(printed.entry(operation.name.to_owned()).or_default(), &read(bytes), fixture.name);
        }
        let mut found = Vec::new();
        for operation in &self.emulated.operations {
            let printed = printed.remove(operation.offered.name).unwrap_or_default();
            let unknown = printed
                .into_iter()
                .filter(|(place, _)| !is_known(place, &operation.offered.request));
            let of = operation.offered.name;
            found.extend(unknown.map(|(place, example)| MissingMember {
                of: of.to_owned(),
                place,
                example,
            }));
        }
        found
    }

    /// The members of printed answers that are no refusals, by operation.
    fn printed_answers(&self) -> BTreeMap<String, First> {
        let mut printed: BTreeMap<String, First> = BTreeMap::new();
        for Document { fixture, operation } in self.documents {
            let (Some(operation), Some(bytes)) = (operation, fixture.response) else { continue };
            if fixture.example.kind != Kind::Fragment && self.refusal(fixture).is_none() {
                note(
                    printed.entry(operation.name.to_owned()).or_default(),
                    dialect::unwrapped(self.provider, &read(bytes)),
                    fixture.name,
                );
            }
        }
        printed
    }

    /// The members of printed webhooks, by event.
    fn printed_events(&self) -> BTreeMap<String, First> {
        let mut printed: BTreeMap<String, First> = BTreeMap::new();
        for Document { fixture, .. } in self.documents {
            let Some(bytes) = fixture.event else { continue };
            let event = read(bytes);
            let Some(name) = dialect::event(self.provider, &event) else { continue };
            if self.emulated.events.iter().any(|one| one.name == name) {
                note(printed.entry(name.to_owned()).or_default(), &read(bytes), fixture.name);
            }
        }
        printed
    }

    fn printed_errors(&self) -> First {
        let mut codes = First::new();
        for Document { fixture, .. } in self.documents {
            if let Some(code) = self.refusal(fixture) {
                codes.entry(code).or_insert(fixture.name);
            }
        }
        codes
    }

    /// The code of the refusal that an example prints.
    fn refusal(&self, fixture: &'static sandpay_fixtures::Fixture) -> Option<String> {
        let (notes, bytes) = (fixture.example.response.as_ref()?, fixture.response?);
        dialect::refusal(self.provider, notes.status, &read(bytes))
    }

    fn unsent_events(&self) -> Vec<MissingName> {
        let mut found: Vec<MissingName> = Vec::new();
        for Document { fixture, .. } in self.documents {
            let Some(bytes) = fixture.event else { continue };
            let event = read(bytes);
            if !dialect::is_own_event(self.provider, &event) {
                continue;
            }
            // A body that names no event is known by the folder in which it lies.
            let folder = fixture.operation.rsplit('/').next().unwrap_or_default();
            let name = dialect::event(self.provider, &event).unwrap_or(folder);
            let is_sent = self.emulated.events.iter().any(|one| one.name == name);
            if !is_sent && !found.iter().any(|one| one.name == name) {
                found.push(MissingName { name: name.to_owned(), example: fixture.name });
            }
        }
        found
    }

    fn printed_statuses(&self) -> First {
        let mut states = First::new();
        for Document { fixture, .. } in self.documents {
            for bytes in [fixture.response, fixture.event].into_iter().flatten() {
                for state in dialect::states(self.provider, &read(bytes)) {
                    states.entry(state).or_insert(fixture.name);
                }
            }
        }
        states
    }

    fn names(&self, printed: &First, known: &[Stated]) -> Vec<MissingName> {
        let is_known = |name: &str| known.iter().any(|one| one.name == name);
        let unknown = printed.iter().filter(|(name, _)| !is_known(name));
        unknown.map(|(name, example)| MissingName { name: name.clone(), example }).collect()
    }
}

fn lacking(
    printed: &BTreeMap<String, First>,
    ours: &BTreeMap<String, BTreeSet<String>>,
) -> Vec<MissingMember> {
    let of_each = |(of, printed): (&String, &First)| -> Vec<MissingMember> {
        let has = |place: &str| ours.get(of).is_some_and(|ours| ours.contains(place));
        let lacking = printed.iter().filter(|(place, _)| !has(place));
        lacking
            .map(|(place, example)| MissingMember { of: of.clone(), place: place.clone(), example })
            .collect()
    };
    printed.iter().flat_map(of_each).collect()
}

fn note(first: &mut First, body: &Value, example: &'static str) {
    for place in places(body) {
        first.entry(place).or_insert(example);
    }
}

fn read(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).expect("the tests of the fixtures hold that each is JSON")
}
