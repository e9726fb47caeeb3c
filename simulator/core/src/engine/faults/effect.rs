//! What a fault does: the effects, whether they make sense, and how they are written.

use jiff::SignedDuration;
use serde::Deserialize;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde::de::IntoDeserializer;
use serde::de::value::Error as ValueError;
use serde::de::value::StrDeserializer;

use crate::kernel::message::Response;
use crate::kernel::provider::Profile;
use crate::kernel::settings::nearest;

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
    /// The provider does what was asked, and its answer arrives damaged.
    Response(Damage),
    /// The webhooks that the call or the scheduled operation causes go wrong.
    Webhook(Mishap),
    /// One of these a match, in order; then normal service.
    Sequence(Vec<Self>),
}

/// How an answer is damaged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Damage {
    /// The connection is closed after half of the body.
    Truncate,
    /// The body lacks its last byte, which no JSON can do without.
    Malformed,
    /// The body is said to be HTML.
    WrongContentType,
    /// The body arrives in many small pieces, in about a second.
    Dribble,
}

/// What goes wrong with a webhook. It befalls every try of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mishap {
    /// It is never sent.
    Drop,
    /// It is sent twice.
    Duplicate,
    /// It is sent after the next one, or after [`LONGEST_REORDER`] when there is none.
    Reorder,
    /// Its signature does not fit.
    BadSignature,
    /// It is signed as of [`STALE_BY`] earlier.
    Stale,
    /// Its first try waits for so much virtual time.
    Delay(SignedDuration),
}

/// How old a stale webhook seems: older than any tolerance that a provider documents (five minutes).
pub const STALE_BY: SignedDuration = SignedDuration::from_hours(1);
/// How long, in virtual time, a webhook waits to be overtaken.
pub const LONGEST_REORDER: SignedDuration = SignedDuration::from_hours(1);

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

/// The longest real time for which an answer can be held back: callers wait a minute at most.
const LONGEST_LATENCY: SignedDuration = SignedDuration::from_secs(60);

/// The longest virtual time for which a webhook can wait.
const LONGEST_DELAY: SignedDuration = SignedDuration::from_hours(30 * 24);
/// Effects that a sequence holds at most.
const MOST_IN_SEQUENCE: usize = 1_000;

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
            Self::Response(_) => Ok(()),
            Self::Webhook(mishap) => mishap.check(),
            Self::Sequence(effects) => check_sequence(effects, profile),
        }
    }

    /// Whether the effect makes sense for an operation that nobody calls.
    pub(super) fn needs_caller(&self) -> bool {
        match self {
            Self::Outcome(_) | Self::Webhook(_) => false,
            Self::Error(_)
            | Self::BeforeCommit(_)
            | Self::AfterCommit(_)
            | Self::Latency(_)
            | Self::Response(_) => true,
            Self::Sequence(effects) => effects.iter().any(Self::needs_caller),
        }
    }

    /// Whether the caller cannot know from the answer what has happened.
    #[must_use]
    pub const fn is_unheard(&self) -> bool {
        match self {
            Self::AfterCommit(_) | Self::Response(Damage::Truncate | Damage::Malformed) => true,
            Self::Error(_)
            | Self::Outcome(_)
            | Self::BeforeCommit(_)
            | Self::Latency(_)
            | Self::Response(Damage::WrongContentType | Damage::Dribble)
            | Self::Webhook(_)
            | Self::Sequence(_) => false,
        }
    }
}

fn check_sequence(effects: &[Effect], profile: &Profile) -> Result<(), (String, String)> {
    let hint = "{\"sequence\": [{\"error\": CODE}, {\"after_commit\": \"disconnect\"}]}, say";
    if effects.is_empty() || effects.len() > MOST_IN_SEQUENCE {
        let message = format!("a sequence has 1 to {MOST_IN_SEQUENCE} effects");
        return Err((message, hint.into()));
    }
    for effect in effects {
        if matches!(effect, Effect::Sequence(_)) {
            return Err(("a sequence holds no other".into(), hint.into()));
        }
        effect.check(profile)?;
    }
    Ok(())
}

impl Mishap {
    fn check(self) -> Result<(), (String, String)> {
        match self {
            Self::Delay(wait) if wait.is_negative() || wait > LONGEST_DELAY => {
                Err(("a webhook waits PT0S to PT720H".into(), "PT5M, say".into()))
            }
            Self::Delay(_)
            | Self::Drop
            | Self::Duplicate
            | Self::Reorder
            | Self::BadSignature
            | Self::Stale => Ok(()),
        }
    }
}

impl Damage {
    /// The answer as it arrives, as far as bytes can show the damage.
    #[must_use]
    pub fn done_to(self, mut response: Response) -> Response {
        match self {
            Self::Malformed => {
                let whole = response.body.len();
                response.body = response.body.slice(..whole.saturating_sub(1));
            }
            Self::WrongContentType => {
                response.headers.retain(|(name, _)| *name != "content-type");
                response.headers.push(("content-type", "text/html; charset=utf-8".into()));
            }
            Self::Truncate | Self::Dribble => {}
        }
        response
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

pub(super) fn known<'a>(
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
        "latency" => Effect::Latency(latency(value)?),
        "response" => Effect::Response(word(value)?),
        "webhook" => Effect::Webhook(match value.split_once(':') {
            Some(("delay", wait)) => Mishap::Delay(wait.parse().ok()?),
            Some(_) => return None,
            None => word(value)?,
        }),
        _ => return None,
    })
}

fn latency(text: &str) -> Option<Latency> {
    Some(match text.split_once("..") {
        Some((min, max)) => Latency::Between { min: min.parse().ok()?, max: max.parse().ok()? },
        None => Latency::Fixed(text.parse().ok()?),
    })
}

/// One of the words of an effect, as JSON has it.
fn word<T: DeserializeOwned>(text: &str) -> Option<T> {
    let words: StrDeserializer<'_, ValueError> = text.into_deserializer();
    T::deserialize(words).ok()
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
