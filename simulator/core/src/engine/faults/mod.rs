//! What can be made to go wrong on purpose: criteria, effect, and how often.
//!
//! Faults are armed by commands and decided inside of the engine, so that a replay meets the same ones.

mod effect;

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::Serialize;
use serde_json::Map;
use serde_json::Value;

use crate::kernel::provider::Profile;
use crate::kernel::scrub::ScrubRules;
use crate::kernel::scrub::scrubbed_members;

pub use effect::Damage;
pub use effect::Disturbance;
pub use effect::Effect;
pub use effect::LONGEST_REORDER;
pub use effect::Latency;
pub use effect::Mishap;
pub use effect::STALE_BY;
pub use effect::from_header;
use effect::known;

/// A fault as it is armed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// What it applies to.
    pub on: Criteria,
    /// What it does.
    #[serde(rename = "do")]
    pub effect: Effect,
    /// How often.
    #[serde(default)]
    pub times: Times,
}

/// What a fault applies to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Criteria {
    /// The provider's name.
    pub provider: String,
    /// An operation or a timer; all operations when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// Members of the request's body, by JSON pointer (`/amount/currency`) or dotted (`amount.currency`).
    #[serde(default, rename = "match", skip_serializing_if = "BTreeMap::is_empty")]
    pub members: BTreeMap<String, Value>,
    /// Only the n-th matching one, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nth: Option<u32>,
}

impl Criteria {
    /// Looks for the stand-ins of card numbers, since that is what requests hold once they are scrubbed.
    pub(super) fn scrub(&mut self, rules: &ScrubRules) {
        for (path, value) in &mut self.members {
            let name = path.rsplit(['/', '.']).next().unwrap_or_default().to_owned();
            let member = Map::from_iter([(name.clone(), std::mem::take(value))]);
            *value = scrubbed_members(member, rules).remove(&name).unwrap_or_default();
        }
    }
}

/// How often a fault strikes before it is spent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Times {
    /// So many times.
    Count(u32),
    /// Without end.
    Always(Always),
}

/// The word `always`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Always {
    /// Without end.
    Always,
}

impl Default for Times {
    fn default() -> Self {
        Self::Count(1)
    }
}

impl Fault {
    /// Whether the fault can ever strike, given what the providers offer.
    ///
    /// # Errors
    ///
    /// A sentence that names what is wrong, and a hint.
    pub fn check<'p>(
        &self,
        profiles: impl Iterator<Item = &'p Profile> + Clone,
    ) -> Result<(), (String, String)> {
        let on = &self.on;
        let profile =
            profiles.clone().find(|profile| profile.name == on.provider).ok_or_else(|| {
                let known: Vec<_> = profiles.map(|profile| profile.name).collect();
                (
                    format!("there is no provider `{}`", on.provider),
                    format!("providers are {}", known.join(", ")),
                )
            })?;
        if let Some(operation) = &on.operation {
            let operations = profile.operations.iter().map(|operation| operation.name);
            known(
                operation,
                "operation or timer",
                operations.chain(profile.timers.iter().copied()),
            )?;
        }
        let scheduled = on.operation.as_deref().is_some_and(|name| profile.timers.contains(&name));
        if scheduled && self.effect.needs_caller() {
            let hint =
                "a scheduled operation has no caller: use {\"outcome\": CODE} or \"webhook\""
                    .into();
            return Err(("this effect needs a caller".into(), hint));
        }
        if on.nth == Some(0) || self.times == Times::Count(0) {
            return Err((
                "`nth` and `times` count from 1".into(),
                "leave them out for the first match, once".into(),
            ));
        }
        self.effect.check(profile)
    }
}

/// The armed faults of a sandbox.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Faults {
    armed: Vec<Armed>,
    next: u64,
}

/// A fault that is armed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Armed {
    /// Its number, for removing it.
    pub id: u64,
    /// The fault.
    #[serde(flatten)]
    pub fault: Fault,
    /// How many candidates have matched so far.
    pub seen: u32,
    /// How many it has struck.
    pub struck: u32,
}

/// A request or a scheduled operation that a fault may strike.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'a> {
    /// The provider's name.
    pub provider: &'a str,
    /// The operation or timer, when it is known.
    pub operation: Option<&'a str>,
    /// Whether this is a scheduled operation.
    pub scheduled: bool,
    /// The body of the request.
    pub body: &'a [u8],
}

impl Faults {
    /// Arms a fault; answers its number.
    pub fn add(&mut self, fault: Fault) -> u64 {
        self.next += 1;
        self.armed.push(Armed { id: self.next, fault, seen: 0, struck: 0 });
        self.next
    }

    /// Disarms a fault; whether there was one.
    pub fn remove(&mut self, id: u64) -> bool {
        let before = self.armed.len();
        self.armed.retain(|armed| armed.id != id);
        self.armed.len() < before
    }

    /// Disarms all.
    pub fn clear(&mut self) {
        self.armed.clear();
    }

    /// What is armed.
    #[must_use]
    pub fn armed(&self) -> &[Armed] {
        &self.armed
    }

    /// The first fault that strikes this candidate, and its number. It is counted, and gone once spent.
    pub fn strike(&mut self, candidate: &Candidate<'_>) -> Option<(u64, Effect)> {
        let mut body = None;
        let position =
            self.armed.iter_mut().position(|armed| armed.strikes(candidate, &mut body))?;
        let armed = &self.armed[position];
        let (effect, rounds) = if let Effect::Sequence(effects) = &armed.fault.effect {
            let length = u32::try_from(effects.len()).unwrap_or(u32::MAX);
            let turn = (armed.struck - 1) % length;
            (effects[turn as usize].clone(), armed.struck / length)
        } else {
            (armed.fault.effect.clone(), armed.struck)
        };
        let hit = (armed.id, effect);
        let spent = match armed.fault.times {
            Times::Count(count) => rounds >= count,
            Times::Always(Always::Always) => false,
        };
        if spent {
            self.armed.remove(position);
        }
        Some(hit)
    }
}

impl Armed {
    fn strikes(&mut self, candidate: &Candidate<'_>, body: &mut Option<Value>) -> bool {
        let on = &self.fault.on;
        let operation = match &on.operation {
            Some(operation) => candidate.operation == Some(operation),
            None => !candidate.scheduled,
        };
        if on.provider != candidate.provider || !operation {
            return false;
        }
        if !on.members.is_empty() {
            let body = body
                .get_or_insert_with(|| serde_json::from_slice(candidate.body).unwrap_or_default());
            if !on.members.iter().all(|(path, value)| member(body, path) == Some(value)) {
                return false;
            }
        }
        self.seen += 1;
        let strikes = on.nth.is_none_or(|nth| self.seen >= nth);
        self.struck += u32::from(strikes);
        strikes
    }
}

pub(super) fn member<'v>(body: &'v Value, path: &str) -> Option<&'v Value> {
    if path.starts_with('/') {
        return body.pointer(path);
    }
    path.split('.').try_fold(body, |value, name| match value {
        Value::Array(list) => name.parse::<usize>().ok().and_then(|position| list.get(position)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => {
            value.get(name)
        }
    })
}

#[cfg(test)]
mod tests;
