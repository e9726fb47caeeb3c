//! Whether what happened is what was expected: the one call that a test needs at its end.
//!
//! It looks at the journal, at advice and at deliveries, and changes nothing. What it answers is for
//! people: each expectation that does not hold comes with the calls that were nearest to it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Deserialize;
use serde::Serialize;
use serde_json::Value;

use crate::engine::Engine;
use crate::engine::advice::Advice;
use crate::engine::delivery::DeliveryId;
use crate::engine::delivery::Status;
use crate::engine::faults::member;
use crate::engine::journal::Entry;
use crate::engine::journal::Filter;
use crate::engine::journal::Kind;
use crate::kernel::settings::nearest;

/// Near misses that are named for an expectation at most.
const MOST_NEAR: usize = 5;

/// What is expected to have happened in a sandbox since its epoch began.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Verification {
    /// Calls.
    #[serde(default)]
    pub expect: Vec<Expectation>,
    /// Whether there must be no advice.
    #[serde(default)]
    pub no_advice: bool,
    /// Whether every webhook must have been acknowledged.
    #[serde(default)]
    pub no_undelivered: bool,
}

/// How often an operation is expected to have been called.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expectation {
    /// The operation's name.
    pub operation: String,
    /// The provider, where two have an operation of this name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// Members of the request's body, by JSON pointer (`/amount/currency`) or dotted (`amount.currency`).
    #[serde(default, rename = "match", skip_serializing_if = "BTreeMap::is_empty")]
    pub members: BTreeMap<String, Value>,
    /// Exactly how often. Every call counts that arrived and was understood: refused ones too, replays of
    /// an idempotency key, and those whose answer a fault has lost.
    pub times: u64,
}

impl Verification {
    /// Expects an operation to have been called `times` times, with any body.
    #[must_use]
    pub fn expect(self, operation: &str, times: u64) -> Self {
        self.expect_matching(operation, &[], times)
    }

    /// Expects an operation to have been called `times` times with these members in its body.
    #[must_use]
    pub fn expect_matching(
        mut self,
        operation: &str,
        members: &[(&str, Value)],
        times: u64,
    ) -> Self {
        let member = |(path, value): &(&str, Value)| ((*path).to_owned(), value.clone());
        let members = members.iter().map(member).collect();
        self.expect.push(Expectation {
            operation: operation.into(),
            provider: None,
            members,
            times,
        });
        self
    }

    /// Expects that there is no advice.
    #[must_use]
    pub const fn no_advice(mut self) -> Self {
        self.no_advice = true;
        self
    }

    /// Expects that every webhook was acknowledged.
    #[must_use]
    pub const fn no_undelivered(mut self) -> Self {
        self.no_undelivered = true;
        self
    }
}

/// What a verification found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Findings {
    /// Expectations that do not hold.
    pub missed: Vec<Missed>,
    /// Advice, when there must be none.
    pub advice: Vec<Advice>,
    /// Deliveries that did not arrive, when there must be none: which, and where they stand.
    pub undelivered: Vec<(DeliveryId, Status)>,
    /// Entries that had to make room in the journal: what they told is not counted.
    pub evicted: u64,
    /// Whether calls were to be counted that the journal does not tell any more. Then no count holds for
    /// sure: what is missing may have happened, and so may more than what is found.
    pub uncounted: bool,
}

impl Findings {
    /// Whether everything is as expected, for sure.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        let nothing =
            self.missed.is_empty() && self.advice.is_empty() && self.undelivered.is_empty();
        nothing && !self.uncounted
    }
}

/// An expectation that does not hold.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Missed {
    /// What was expected.
    pub expected: Expectation,
    /// How often it happened.
    pub found: u64,
    /// Calls of the operation that do not match, the nearest first.
    pub near: Vec<Near>,
    /// How often each operation was called, when this one never was.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub called: BTreeMap<&'static str, u64>,
}

/// A call that is nearly what was expected.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Near {
    /// Its number in the journal.
    pub number: u64,
    /// When it came.
    pub at: Timestamp,
    /// Method, path and status.
    pub what: String,
    /// Members that differ.
    pub differs: Vec<Difference>,
}

/// A member that differs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Difference {
    /// Which, as it was asked for.
    pub member: String,
    /// What was expected.
    pub expected: Value,
    /// What was found; `null` when it is not there.
    pub found: Value,
}

/// An operation that no provider has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownOperation {
    /// A sentence.
    pub message: String,
    /// What to do about it.
    pub hint: String,
}

impl Engine {
    /// Compares what happened with what was expected.
    ///
    /// # Errors
    ///
    /// [`UnknownOperation`] when an expectation could never hold.
    pub fn verify(
        &self,
        at: Timestamp,
        asked: &Verification,
    ) -> Result<Findings, UnknownOperation> {
        let evicted = self.journal.evicted();
        let uncounted = evicted > 0 && !asked.expect.is_empty();
        let mut findings = Findings { evicted, uncounted, ..Findings::default() };
        let filter = Filter {
            kind: Some(Kind::Request.word().to_owned()),
            limit: usize::MAX,
            ..Filter::default()
        };
        let requests: Vec<&Entry> = self.journal.entries(&filter).collect();
        for expected in &asked.expect {
            self.check_operation(expected)?;
            findings.missed.extend(missed(&requests, expected));
        }
        if asked.no_advice {
            findings.advice = self.advice(at);
        }
        if asked.no_undelivered {
            findings.undelivered = self.undelivered();
        }
        Ok(findings)
    }

    fn check_operation(&self, expected: &Expectation) -> Result<(), UnknownOperation> {
        let profiles = self.machines.iter().map(|machine| machine.profile());
        if let Some(name) = &expected.provider
            && !profiles.clone().any(|profile| profile.name == name)
        {
            let known: Vec<_> = profiles.map(|profile| profile.name).collect();
            let message = format!("there is no provider `{name}`");
            return Err(UnknownOperation {
                message,
                hint: format!("providers are {}", known.join(", ")),
            });
        }
        let of = |name: &str| expected.provider.as_deref().is_none_or(|asked| asked == name);
        let operations = profiles
            .filter(|profile| of(profile.name))
            .flat_map(|profile| profile.operations)
            .map(|operation| operation.name);
        if operations.clone().any(|name| name == expected.operation) {
            return Ok(());
        }
        let hint = match nearest(&expected.operation, operations.clone()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("operations are {}", operations.collect::<Vec<_>>().join(", ")),
        };
        let message = format!("there is no operation `{}`", expected.operation);
        Err(UnknownOperation { message, hint })
    }

    /// Deliveries that were not acknowledged. An event that nobody wanted counts only where its provider
    /// has endpoints and none is set: then the receiver was forgotten.
    fn undelivered(&self) -> Vec<(DeliveryId, Status)> {
        let mut undelivered = Vec::new();
        for (event, announcement) in self.outbox.announcements() {
            let forgotten = self.machines[announcement.provider].endpoints().is_empty();
            for (index, delivery) in (0..).zip(announcement.shown()) {
                let counts = match delivery.status {
                    Status::Delivered => false,
                    Status::NoEndpoint => forgotten,
                    Status::Pending | Status::Exhausted | Status::Refused | Status::Dropped => true,
                };
                if counts {
                    undelivered.push((DeliveryId { event, index }, delivery.status));
                }
            }
        }
        undelivered
    }
}

/// What is amiss with an expectation, given every request.
fn missed(requests: &[&Entry], expected: &Expectation) -> Option<Missed> {
    let of = |entry: &Entry| {
        expected.provider.as_deref().is_none_or(|name| entry.provider == Some(name))
    };
    let (mut found, mut near, mut called) = (0, Vec::new(), BTreeMap::new());
    for entry in requests.iter().filter(|entry| of(entry)) {
        let Some(operation) = entry.operation else { continue };
        *called.entry(operation).or_default() += 1;
        if operation != expected.operation {
            continue;
        }
        let differs = differences(entry, expected);
        if differs.is_empty() {
            found += 1;
        } else {
            let what = entry.what.clone().into_owned();
            near.push(Near { number: entry.number, at: entry.at, what, differs });
        }
    }
    if found == expected.times {
        return None;
    }
    near.sort_by_key(|one| one.differs.len());
    near.truncate(MOST_NEAR);
    if called.contains_key(expected.operation.as_str()) {
        called.clear();
    }
    Some(Missed { expected: expected.clone(), found, near, called })
}

fn differences(entry: &Entry, expected: &Expectation) -> Vec<Difference> {
    if expected.members.is_empty() {
        return Vec::new();
    }
    let body = entry.exchange.as_ref().map(|exchange| exchange.request.body());
    let body: Value = body.and_then(|body| serde_json::from_slice(body).ok()).unwrap_or_default();
    let differs = |(path, value): (&String, &Value)| {
        let found = member(&body, path);
        (found != Some(value)).then(|| Difference {
            member: path.clone(),
            expected: value.clone(),
            found: found.cloned().unwrap_or_default(),
        })
    };
    expected.members.iter().filter_map(differs).collect()
}
