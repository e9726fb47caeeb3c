//! What a server answered, kept as shapes, and what of it has changed since.
//!
//! A record is a file of JSON lines: a head, then a line for every member of every judged answer, with its JSON type and
//! its value, or the name of its form where the value is another in every run. It holds no generated values and no
//! credentials, so it can be kept beside the code that relies on those answers. It says nothing about documents: that is
//! the check's own outcome.

mod shapes;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::fmt;

use super::Kind;
use super::Told;
use shapes::Members;
use shapes::Shape;

pub use shapes::NotRecord;
pub use shapes::Shapes;

/// What has changed since a record was written.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Drift {
    /// The server that the record is of.
    pub since: String,
    /// How many cases were compared.
    pub compared: usize,
    /// What changed, in the order of cases, exchanges and paths.
    pub changes: Vec<Change>,
    /// The cases of the record that this run did not judge.
    pub unseen: Vec<String>,
    /// The cases of this run that the record does not have.
    pub new: Vec<String>,
}

/// One change.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Change {
    /// The case.
    pub case: String,
    /// The exchange or webhook.
    pub step: String,
    /// The member, as in a breach.
    pub path: String,
    /// What became of it.
    pub what: What,
}

/// What became of a member.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum What {
    /// It was not there before.
    Appeared(Kind),
    /// It is not there any more.
    Vanished(Kind),
    /// It has another JSON type.
    Type {
        /// The type that was recorded.
        before: Kind,
        /// The type now.
        now: Kind,
    },
    /// It has another value, or a value of another form.
    Value {
        /// What was recorded, in words.
        before: String,
        /// What it is now, in words.
        now: String,
    },
}

impl What {
    /// A word for it that does not change: `appeared`, `vanished`, `type` or `value`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Appeared(_) => "appeared",
            Self::Vanished(_) => "vanished",
            Self::Type { .. } => "type",
            Self::Value { .. } => "value",
        }
    }
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Appeared(kind) => write!(f, "appeared, type {kind}"),
            Self::Vanished(kind) => write!(f, "vanished, was of type {kind}"),
            Self::Type { before, now } => write!(f, "was of type {before}, is of type {now}"),
            Self::Value { before, now } => write!(f, "was {before}, is {now}"),
        }
    }
}

impl Shapes {
    /// What has changed from these shapes to those.
    #[must_use]
    pub fn drift(&self, now: &Self) -> Drift {
        let missing_in = |these: &Self, those: &Self| {
            let names = these.cases.keys().filter(|name| !those.cases.contains_key(*name));
            names.cloned().collect::<Vec<_>>()
        };
        let mut drift = Drift {
            since: self.target.clone(),
            compared: 0,
            changes: Vec::new(),
            unseen: missing_in(self, now),
            new: missing_in(now, self),
        };
        for (case, before) in &self.cases {
            let Some(now) = now.cases.get(case) else { continue };
            drift.compared += 1;
            drift.changes.extend(changes(case, before, now));
        }
        drift
    }
}

impl Drift {
    /// Whether nothing that both runs judged has changed.
    #[must_use]
    pub fn is_none(&self) -> bool {
        self.changes.is_empty()
    }
}

fn changes(case: &str, before: &Members, now: &Members) -> Vec<Change> {
    let keys: BTreeSet<_> = before.keys().chain(now.keys()).collect();
    let mut changes: Vec<Change> = Vec::new();
    for key in keys {
        let Some(what) = change(before.get(key), now.get(key)) else { continue };
        let (step, path) = key;
        // What happened to a whole part is told once, not again of each member of it.
        let told = |earlier: &Change| {
            earlier.step == *step && is_part(&earlier.path, path) && of_all(&earlier.what, &what)
        };
        if !changes.iter().any(told) {
            changes.push(Change {
                case: case.to_owned(),
                step: step.clone(),
                path: path.clone(),
                what,
            });
        }
    }
    changes
}

/// Whether a member lies within another.
fn is_part(whole: &str, path: &str) -> bool {
    path.strip_prefix(whole).is_some_and(|rest| rest.starts_with(['.', '[']))
}

/// Whether a change of a whole says the same of its members.
fn of_all(whole: &What, member: &What) -> bool {
    match whole {
        What::Appeared(_) => matches!(member, What::Appeared(_)),
        What::Vanished(_) => matches!(member, What::Vanished(_)),
        What::Type { .. } => matches!(member, What::Appeared(_) | What::Vanished(_)),
        What::Value { .. } => false,
    }
}

fn change(before: Option<&Shape>, now: Option<&Shape>) -> Option<What> {
    let (before, now) = match (before, now) {
        (Some(before), Some(now)) => (before, now),
        (None, Some(now)) => return Some(What::Appeared(now.kind)),
        (Some(before), None) => return Some(What::Vanished(before.kind)),
        (None, None) => return None,
    };
    if before.kind != now.kind {
        return Some(What::Type { before: before.kind, now: now.kind });
    }
    if before.told == now.told {
        return None;
    }
    Some(What::Value { before: words(&before.told)?, now: words(&now.told)? })
}

/// What was told of a value; none when nothing was, since then nobody knows whether it changed.
fn words(told: &Told) -> Option<String> {
    match told {
        Told::Fixed(value) => Some(value.clone()),
        Told::Form(form) => Some(format!("of the form {form}")),
        Told::Nothing => None,
    }
}
