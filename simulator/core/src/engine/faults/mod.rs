//! What can be made to go wrong on purpose: criteria, effect, and how often.
//!
//! Faults are armed by commands and decided inside of the engine, so that a replay meets the same ones.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use serde::Deserialize;
use serde::Serialize;
use serde_json::Map;
use serde_json::Value;

use crate::kernel::provider::Profile;
use crate::kernel::scrub::ScrubRules;
use crate::kernel::scrub::scrubbed_members;
use crate::kernel::settings::nearest;

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

/// What a fault does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// The call is refused with this documented error.
    Error(String),
    /// The call or the scheduled operation ends with this documented result.
    Outcome(String),
    /// The provider never sees the request.
    BeforeCommit(Disturbance),
    /// The provider does what was asked, and the caller does not learn it.
    AfterCommit(Disturbance),
    /// The answer is held back for some real time.
    Latency(Latency),
}

/// What happens to a caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Disturbance {
    /// It gets this HTTP status, without a body.
    Status(u16),
    /// It gets 429.
    RateLimited {
        /// Seconds, for `Retry-After`.
        retry_after: u32,
    },
    /// It waits until it gives up.
    Hang,
    /// Its connection is closed without an answer.
    Disconnect,
}

/// How long an answer is held back, in real time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub enum Latency {
    /// Always as long.
    Fixed(SignedDuration),
    /// Drawn from the seed.
    Between {
        /// At least.
        min: SignedDuration,
        /// At most.
        max: SignedDuration,
    },
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

/// The longest real time for which an answer can be held back: callers wait a minute at most.
const LONGEST_LATENCY: SignedDuration = SignedDuration::from_secs(60);

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
        if scheduled && !matches!(self.effect, Effect::Outcome(_)) {
            let hint = "a scheduled operation has no caller: use {\"outcome\": CODE}".into();
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

impl Effect {
    /// Whether the effect makes sense for a provider.
    ///
    /// # Errors
    ///
    /// A sentence that names what is wrong, and a hint.
    pub fn check(&self, profile: &Profile) -> Result<(), (String, String)> {
        match self {
            Self::Error(code) => known(code, "documented error", profile.errors.iter().copied()),
            Self::Outcome(code) => {
                known(code, "documented outcome", profile.outcomes.iter().copied())
            }
            Self::BeforeCommit(disturbance) | Self::AfterCommit(disturbance) => disturbance.check(),
            Self::Latency(latency) => latency.check(),
        }
    }
}

impl Disturbance {
    fn check(self) -> Result<(), (String, String)> {
        match self {
            Self::Status(status) if !(200..=599).contains(&status) => {
                Err((format!("{status} is no HTTP status of an answer"), "200 to 599".into()))
            }
            Self::Status(_) | Self::RateLimited { .. } | Self::Hang | Self::Disconnect => Ok(()),
        }
    }
}

impl Latency {
    fn check(self) -> Result<(), (String, String)> {
        let (min, max) = self.bounds();
        if min.is_negative() || max < min || max > LONGEST_LATENCY {
            return Err((
                "a latency lies between PT0S and PT60S, `min` not above `max`".into(),
                "PT2S, say".into(),
            ));
        }
        Ok(())
    }

    const fn bounds(self) -> (SignedDuration, SignedDuration) {
        match self {
            Self::Fixed(latency) => (latency, latency),
            Self::Between { min, max } => (min, max),
        }
    }

    /// The wait that `drawn`, a number from the seed, stands for.
    #[must_use]
    pub fn pick(self, drawn: u64) -> SignedDuration {
        let (min, max) = self.bounds();
        let span = u64::try_from((max - min).as_micros()).unwrap_or_default();
        let micros = drawn % (span + 1);
        min + SignedDuration::from_micros(i64::try_from(micros).unwrap_or_default())
    }
}

fn known<'a>(
    name: &str,
    what: &str,
    candidates: impl Iterator<Item = &'a str> + Clone,
) -> Result<(), (String, String)> {
    if candidates.clone().any(|candidate| candidate == name) {
        return Ok(());
    }
    let hint = match nearest(name, candidates.clone()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => candidates.take(40).collect::<Vec<_>>().join(", "),
    };
    let shown: String = name.chars().take(64).collect();
    Err((format!("`{shown}` is no {what} of this provider"), hint))
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
        let hit = (armed.id, armed.fault.effect.clone());
        let spent = match armed.fault.times {
            Times::Count(count) => armed.struck >= count,
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

/// Reads the one-shot form of a request header: `after_commit=disconnect`, `error=CODE`,
/// `before_commit=status:503`, `before_commit=rate_limited:30`, `latency=PT2S`.
#[must_use]
pub fn from_header(text: &str) -> Option<Effect> {
    let (effect, value) = text.split_once('=')?;
    let value = value.trim();
    Some(match effect.trim() {
        "error" => Effect::Error(value.to_owned()),
        "outcome" => Effect::Outcome(value.to_owned()),
        "before_commit" => Effect::BeforeCommit(disturbance(value)?),
        "after_commit" => Effect::AfterCommit(disturbance(value)?),
        "latency" => Effect::Latency(Latency::Fixed(value.parse().ok()?)),
        _ => return None,
    })
}

fn disturbance(text: &str) -> Option<Disturbance> {
    match text.split_once(':') {
        None if text == "hang" => Some(Disturbance::Hang),
        None if text == "disconnect" => Some(Disturbance::Disconnect),
        Some(("status", status)) => status.parse().ok().map(Disturbance::Status),
        Some(("rate_limited", seconds)) => {
            seconds.parse().ok().map(|retry_after| Disturbance::RateLimited { retry_after })
        }
        None | Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::json;

    use super::*;

    fn fault(json: Value) -> Fault {
        serde_json::from_value(json).unwrap()
    }

    const fn create(body: &[u8]) -> Candidate<'_> {
        Candidate { provider: "yuno", operation: Some("create_payment"), scheduled: false, body }
    }

    #[rstest]
    #[case(json!({"error": "INVALID_TOKEN"}), Effect::Error("INVALID_TOKEN".into()))]
    #[case(json!({"before_commit": {"status": 503}}), Effect::BeforeCommit(Disturbance::Status(503)))]
    #[case(json!({"before_commit": {"rate_limited": {"retry_after": 30}}}), Effect::BeforeCommit(Disturbance::RateLimited { retry_after: 30 }))]
    #[case(json!({"after_commit": "disconnect"}), Effect::AfterCommit(Disturbance::Disconnect))]
    #[case(json!({"latency": "PT2S"}), Effect::Latency(Latency::Fixed(SignedDuration::from_secs(2))))]
    fn the_documented_forms_are_read(#[case] json: Value, #[case] effect: Effect) {
        assert_eq!(serde_json::from_value::<Effect>(json).unwrap(), effect);
    }

    #[rstest]
    #[case("after_commit=disconnect", Some(Effect::AfterCommit(Disturbance::Disconnect)))]
    #[case("before_commit=status:503", Some(Effect::BeforeCommit(Disturbance::Status(503))))]
    #[case("latency=PT2S", Some(Effect::Latency(Latency::Fixed(SignedDuration::from_secs(2)))))]
    #[case("latency=soon", None)]
    #[case("explode=now", None)]
    #[case("hang", None)]
    fn the_one_shot_header_is_read(#[case] text: &str, #[case] effect: Option<Effect>) {
        assert_eq!(from_header(text), effect);
    }

    #[test]
    fn a_fault_strikes_as_often_as_it_says_and_is_gone() {
        let mut faults = Faults::default();
        faults.add(fault(json!({"on": {"provider": "yuno"}, "do": {"error": "X"}, "times": 2})));

        let struck = (0..4).filter(|_| faults.strike(&create(b"{}")).is_some()).count();

        assert_eq!((struck, faults.armed().len()), (2, 0));
    }

    #[test]
    fn a_fault_waits_for_the_nth_match() {
        let mut faults = Faults::default();
        let on = json!({"provider": "yuno", "operation": "create_payment", "match": {"amount.currency": "USD"}, "nth": 2});
        faults.add(fault(json!({"on": on, "do": {"error": "X"}})));
        let bodies: [&[u8]; 5] = [
            br#"{"amount":{"currency":"USD"}}"#,
            br#"{"amount":{"currency":"EUR"}}"#,
            b"not json",
            br#"{"amount":{"currency":"USD"}}"#,
            br#"{"amount":{"currency":"USD"}}"#,
        ];

        let struck: Vec<_> =
            bodies.iter().map(|body| faults.strike(&create(body)).is_some()).collect();

        assert_eq!(struck, [false, false, false, true, false]);
    }

    #[test]
    fn a_fault_without_an_operation_leaves_scheduled_operations_alone() {
        let mut faults = Faults::default();
        faults.add(fault(
            json!({"on": {"provider": "yuno"}, "do": {"error": "X"}, "times": "always"}),
        ));
        let due = Candidate {
            provider: "yuno",
            operation: Some("capture_due"),
            scheduled: true,
            body: b"",
        };

        assert!(faults.strike(&due).is_none());
        assert!(faults.strike(&create(b"")).is_some());
    }

    #[test]
    fn a_drawn_latency_stays_within_its_bounds() {
        let (min, max) = (SignedDuration::from_millis(10), SignedDuration::from_millis(12));

        for drawn in [0, 1, 1999, 2000, 2001, u64::MAX] {
            let picked = Latency::Between { min, max }.pick(drawn);
            assert!((min..=max).contains(&picked), "{picked:?}");
        }
    }
}
