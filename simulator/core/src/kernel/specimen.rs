//! Calls by which a provider shows what it answers: one or more of each operation, as data.
//!
//! They are carried out in a world that is made for this and forgotten, so that the members of answers are
//! told without a sandbox. They are no examples of documents, and nothing is held against them.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::Arc;

use http::HeaderMap;
use http::HeaderValue;
use http::Method;
use jiff::Timestamp;
use serde_json::Map;
use serde_json::Value;

use crate::kernel::access::Identity;
use crate::kernel::access::Verdict;
use crate::kernel::catalogue::Catalogued;
use crate::kernel::ids::Seed;
use crate::kernel::machine::Machine;
use crate::kernel::message::Request;
use crate::kernel::message::Response;
use crate::kernel::places::places;
use crate::kernel::provider::Act;
use crate::kernel::provider::World;
use crate::kernel::step::Around;

/// Something that is done after all before it in the same list. Where texts say `{name}`, what was kept under
/// that name is put in.
#[derive(Clone, Copy, Debug)]
pub enum Specimen {
    /// An operation is called, at its own path.
    Call {
        /// Its name.
        operation: &'static str,
        /// The query string.
        query: &'static str,
        /// The body.
        body: &'static str,
        /// What is kept of the answer: a name, and a JSON pointer.
        keeps: &'static [(&'static str, &'static str)],
    },
    /// One of the actions that a subject offers.
    Act {
        /// The subject's id.
        subject: &'static str,
        /// The action.
        action: &'static str,
    },
}

/// The specimens of a provider.
#[derive(Clone, Copy, Debug)]
pub struct Specimens {
    /// The public name of the credential that the caller has proved to own.
    pub credential: &'static str,
    /// What is done, in this order.
    pub all: &'static [Specimen],
}

impl Specimens {
    /// None.
    pub const NONE: Self = Self { credential: "", all: &[] };
}

/// The places of all members that the answers of a provider's specimens have, by operation. A refusal has
/// none.
#[must_use]
pub fn answers(provider: &dyn Catalogued) -> BTreeMap<&'static str, BTreeSet<String>> {
    let mut bench = Bench::new(provider);
    let mut found: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for specimen in provider.profile().grounds.specimens.all {
        match *specimen {
            Specimen::Act { subject, action } => bench.act(subject, action),
            Specimen::Call { operation, query, body, keeps } => {
                let answer = bench.call(operation, (query, body));
                bench.keep(&answer, keeps);
                found.entry(operation).or_default().extend(places(&answer));
            }
        }
    }
    found
}

struct Bench<'a> {
    provider: &'a dyn Catalogued,
    machine: Box<dyn Machine>,
    kept: BTreeMap<&'static str, String>,
    counter: u64,
    calls: u32,
}

impl<'a> Bench<'a> {
    fn new(provider: &'a dyn Catalogued) -> Self {
        let seed = Seed::new(0);
        let machine = provider.open(&Identity { id: "default", seed: &seed }, World::Documented);
        Self { provider, machine, kept: BTreeMap::new(), counter: 0, calls: 0 }
    }

    fn call(&mut self, operation: &str, (query, body): (&str, &str)) -> Value {
        let profile = self.provider.profile();
        let Some(info) = profile.operations.iter().find(|one| one.name == operation) else {
            return Value::Null;
        };
        self.calls += 1;
        let mut headers = HeaderMap::new();
        if info.method == Method::POST {
            headers.insert("x-idempotency-key", HeaderValue::from(self.calls));
        }
        let request = Request {
            method: info.method.clone(),
            path: self.filled(info.path),
            query: self.filled(query),
            headers,
            body: self.filled(body).into(),
            origin: None,
        };
        let credential = profile.grounds.specimens.credential.to_owned();
        let verdict = Verdict::Accepted { credential, lenient: false };
        let response = match self.provider.readmit(Arc::new(request), verdict).call {
            Ok(call) => {
                let Self { machine, counter, .. } = self;
                machine.call(&*call, around(counter)).response
            }
            Err(refusal) => refusal,
        };
        carried_out(&response)
    }

    fn act(&mut self, subject: &str, action: &str) {
        let subject = self.filled(subject);
        let act = Act { subject: &subject, action, fields: &Map::new() };
        let Self { machine, counter, .. } = self;
        drop(machine.act(&act, around(counter)));
    }

    fn keep(&mut self, answer: &Value, keeps: &[(&'static str, &'static str)]) {
        for (name, pointer) in keeps {
            if let Some(text) = answer.pointer(pointer).and_then(Value::as_str) {
                self.kept.insert(name, text.to_owned());
            }
        }
    }

    fn filled(&self, text: &str) -> String {
        let fill = |text: String, (name, value): (&&str, &String)| {
            text.replace(&format!("{{{name}}}"), value)
        };
        self.kept.iter().fold(text.to_owned(), fill)
    }
}

const fn around(counter: &mut u64) -> Around<'_> {
    Around { at: Timestamp::UNIX_EPOCH, origin: "http://127.0.0.1", counter, outcome: None }
}

/// What an answer says that is no refusal; some say in their body that they are one.
fn carried_out(response: &Response) -> Value {
    let body: Value = serde_json::from_slice(&response.body).unwrap_or_default();
    let is_refusal = !response.status.is_success() || body["status"] == false;
    if is_refusal { Value::Null } else { body }
}
