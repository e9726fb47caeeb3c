//! The theory of the simulation, and the [`Provider`] trait that holds a provider to it.
//!
//! 1. What an API consumer can observe is simulated: responses, webhooks, hosted pages, and when they
//!    happen. Nothing else.
//! 2. A provider is a pure, synchronous, deterministic state machine. Time, identifiers and the outside
//!    world are handed to it. It never waits, spawns, reads a clock, or draws randomness.
//! 3. Everything that happens is an input, logged in order. Same seed and same inputs, same bytes out.
//! 4. One virtual clock moves everything.
//! 5. Providers share mechanisms (money, timers, ids, idempotency, outbox), never meanings.
//! 6. What the documents leave open is decided once, in one place, marked `Undocumented:` there.
//!
//! A handler gets `&self` and a [`Tx`]. It stages new versions of its entities, timers and events; when
//! it returns `Ok`, the [machine](crate::kernel::machine) commits them; when it refuses or panics,
//! nothing has happened.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use http::Method;
use jiff::SignedDuration;
use jiff::Timestamp;
use serde::Deserialize;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Map;
use serde_json::Value;
use uuid::Uuid;

use crate::kernel::access::Caller;
use crate::kernel::access::Credential;
use crate::kernel::access::Identity;
use crate::kernel::access::Keyring;
use crate::kernel::access::Secret;
use crate::kernel::access::Verdict;
use crate::kernel::advice::AdviceRule;
use crate::kernel::advice::OpenEnd;
use crate::kernel::fidelity::Grounds;
use crate::kernel::ids::Seed;
use crate::kernel::ledger::Movement;
use crate::kernel::message::Request;
use crate::kernel::message::Response;
use crate::kernel::page::Page;
use crate::kernel::scrub::ScrubRules;
use crate::kernel::settings::Setting;
use crate::kernel::tx::Tx;
use crate::kernel::webhook::Attempt;
use crate::kernel::webhook::Delivering;
use crate::kernel::webhook::DeliveryAnswer;
use crate::kernel::webhook::EndpointShape;
use crate::kernel::webhook::Event;
use crate::kernel::webhook::Sealed;

/// A payment provider. See the [module](self) for the theory it follows.
pub trait Provider: Send + Sized + 'static {
    /// What this provider offers; needs no sandbox to be read.
    const PROFILE: &'static Profile;
    /// Switches where documents disagree or are silent.
    type Settings: Clone + Default + Serialize + DeserializeOwned + Send + Sync;
    /// What is read of a body once, for [`identify`](Self::identify), [`verify`](Self::verify) and
    /// [`parse`](Self::parse) alike; `()` where a single one of them looks at it.
    type Body<'a>;
    /// A request, routed and parsed once, outside the sandbox's lock.
    type Call: Send + 'static;
    /// What a call is answered with: a version and how to show it. An idempotent replay renders it again.
    type Answer: Clone + Serialize + DeserializeOwned + Send + Sync;
    /// An immutable version of one of the provider's entities.
    type Version: Clone + Serialize + DeserializeOwned + Send;
    /// What can fall due.
    type Timer: Clone + Serialize + DeserializeOwned + Send;
    /// The documented refusals.
    type Error: Into<Response>;

    /// The credentials of a sandbox: published ones for `default`, derived from the seed for others.
    fn credentials(sandbox: &Identity<'_>) -> Vec<Credential>;
    /// The provider as it is before the first request.
    fn open(sandbox: &Identity<'_>, world: World) -> Self;

    /// Reads a body.
    fn read(body: &[u8]) -> Self::Body<'_>;
    /// Who is calling, as far as the raw request says so.
    fn identify<'r>(raw: &'r Request, body: &'r Self::Body<'_>) -> Caller<'r>;
    /// Whether the caller proved it, judged on the raw bytes.
    fn verify(raw: &Request, body: &Self::Body<'_>, keys: &Keyring) -> Verdict;
    /// The call that a scrubbed request makes. Members at the top of its body that authenticate
    /// ([`ScrubRules::authentication`]) count for the verdict alone: their values may still be there.
    ///
    /// # Errors
    ///
    /// The documented refusal of what cannot be understood, or of a caller without credentials.
    fn parse(
        request: &Request,
        body: Self::Body<'_>,
        verdict: &Verdict,
    ) -> Result<Self::Call, Self::Error>;
    /// The name of the operation that a call asks for; one of the profile's.
    fn operation(call: &Self::Call) -> &'static str;
    /// The key under which a call takes effect once at most, when it carries one.
    fn idempotency(call: &Self::Call) -> Option<IdempotencyKey<'_>>;
    /// The documented refusal of a call whose key is taken.
    fn conflict(conflict: Conflict) -> Self::Error;
    /// A documented refusal by its code, for faults.
    fn refusal(code: &str) -> Option<Self::Error>;
    /// What is answered when the simulator itself fails.
    fn internal_error() -> Response;

    /// A refusal as the sandbox's settings shape it, where a provider has a setting for that.
    fn shaped(refusal: Response, _settings: &Self::Settings) -> Response {
        refusal
    }

    /// Decides a call. Changes are staged in `tx`.
    ///
    /// # Errors
    ///
    /// The documented refusal; nothing has happened then. Advice that was raised is kept.
    fn handle(&self, call: &Self::Call, tx: &mut Tx<'_, Self>)
    -> Result<Self::Answer, Self::Error>;
    /// The bytes of an answer: a pure function, so that a replay equals the first answer.
    fn answer(answer: &Self::Answer) -> Response;
    /// What a call changed that is answered so. While a fault holds the answer back, that is in process:
    /// [`Tx::in_process`].
    fn concerns(_answer: &Self::Answer) -> Option<Subject> {
        None
    }
    /// What a timer is called, and what it is about.
    fn timer(timer: &Self::Timer) -> (&'static str, Subject);
    /// Reads what the timers that fire next are about, and does nothing with it. A million payments lie
    /// outside of the processor's cache; asked for together, they arrive together. Worth it for entities
    /// that many timers concern.
    fn look_ahead(&self, _timers: &mut dyn Iterator<Item = &Self::Timer>) {}
    /// Does what has fallen due.
    fn due(&self, timer: &Self::Timer, tx: &mut Tx<'_, Self>);
    /// Takes a new version in: the only way in which state changes.
    fn put(&mut self, version: Self::Version);
    /// The newest version of every entity, in an order that `put` can take them in again.
    fn versions(&self) -> Vec<Self::Version>;

    /// An entity by the provider's own id: its state, and what can happen to it now.
    fn subject(&self, id: &str, settings: &Self::Settings) -> Option<SubjectView>;
    /// Does one of the actions that [`subject`](Self::subject) offers.
    ///
    /// # Errors
    ///
    /// [`Refused`] when it cannot happen now; nothing has happened then.
    fn act(&self, act: &Act<'_>, tx: &mut Tx<'_, Self>) -> Result<(), Refused>;
    /// The view model of a hosted page.
    fn page(&self, id: &str) -> Option<Page>;

    /// Every movement of money so far, in order: derived from the transactions in the state, never from
    /// the counters that it is there to check.
    fn movements(&self) -> Vec<Movement>;
    /// What the documents warn of that stands open at `at`.
    fn open_ends(&self, _at: Timestamp) -> Vec<OpenEnd> {
        Vec::new()
    }

    /// Bytes, header fields and signature of one webhook delivery: a function of event, circumstances and
    /// what the provider was opened with, whatever has happened since.
    fn seal(&self, event: &Event<Self>, delivering: &Delivering<'_, Self>) -> Sealed;
    /// A delivery whose signature does not fit, for faults. Unless a provider says otherwise, header fields
    /// that are called a signature are spoilt: in their last digit, so that they still look like one.
    fn forged(mut sealed: Sealed) -> Sealed {
        for (name, value) in &mut sealed.headers {
            let last = value.rfind(|char: char| char.is_ascii_alphanumeric());
            if let Some(last) = last.filter(|_| name.contains("signature")) {
                // Hex and Base64 of 32 bytes may end in either of them.
                let other = if value[last..].starts_with('0') { "4" } else { "0" };
                value.replace_range(last..=last, other);
            }
        }
        sealed
    }
    /// Whether a receiver's answer counts as acknowledged.
    fn acknowledged(answer: &DeliveryAnswer) -> bool;
    /// What a delivery that its receiver refused (4xx) gives reason to warn of: a rule, and what was seen. `far`:
    /// the real instant was more than five minutes from the virtual one.
    fn refused_delivery(
        _attempt: &Attempt,
        _far: bool,
        _settings: &Self::Settings,
    ) -> Option<(&'static AdviceRule, Cow<'static, str>)> {
        None
    }
    /// The waits between deliveries, each from the previous try.
    fn retries(settings: &Self::Settings) -> Vec<SignedDuration>;
    /// The id under which the provider's own API knows an endpoint that was set outside of it; `None` where
    /// it has no such API.
    fn enlisted(&self, _tx: &mut Tx<'_, Self>) -> Option<String> {
        None
    }
    /// The signing secrets of endpoints: made here when the merchant gave none and the provider makes them.
    fn endpoint_secret(_seed: &Seed, _count: u64) -> Option<Secret> {
        None
    }
}

/// What a provider offers, as data.
#[derive(Debug)]
pub struct Profile {
    /// Lower-case name: the first segment of the base URL.
    pub name: &'static str,
    /// The name as people write it.
    pub title: &'static str,
    /// Hosts of the real provider, sandbox and production, served as if at the root.
    pub hosts: &'static [&'static str],
    /// Date of the documents and number of the behaviour.
    pub edition: &'static str,
    /// Every operation served.
    pub operations: &'static [OperationInfo],
    /// Every event sent.
    pub events: &'static [&'static str],
    /// Every state of the main entity, as one text each.
    pub statuses: &'static [&'static str],
    /// Every transition of the main entity, made from the lifecycle's own total function.
    pub transitions: fn() -> Vec<Edge>,
    /// Every documented refusal that can be raised or forced: its code.
    pub errors: &'static [&'static str],
    /// The code of the documented refusal of a body that cannot be read: too large, compressed, broken off.
    pub unreadable: &'static str,
    /// Every documented result that a fault can ask for instead of the one that would come about.
    pub outcomes: &'static [&'static str],
    /// Every timer, by name.
    pub timers: &'static [&'static str],
    /// Every switch.
    pub settings: &'static [Setting],
    /// Every warning of the documents that is watched over.
    pub advice: &'static [&'static AdviceRule],
    /// On what grounds all that is emulated.
    pub grounds: Grounds,
    /// What is taken out of a request before anything is logged.
    pub scrub: ScrubRules,
    /// How a merchant describes a webhook endpoint; `None` where each request names its address instead.
    pub endpoint: Option<EndpointShape>,
}

/// One documented operation.
#[derive(Clone, Debug)]
pub struct OperationInfo {
    /// `verb_noun`.
    pub name: &'static str,
    /// HTTP method.
    pub method: Method,
    /// Path template below the base URL.
    pub path: &'static str,
    /// The page that documents it.
    pub source: &'static str,
}

/// What a sandbox holds before the first request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum World {
    /// What the documents' examples refer to: customers, tokens.
    #[default]
    Documented,
    /// Nothing.
    Empty,
}

/// A key under which a call takes effect once at most.
#[derive(Clone, Copy, Debug)]
pub struct IdempotencyKey<'a> {
    /// The caller's own text.
    pub key: &'a str,
    /// Where the key counts: credential, method, concrete path.
    pub scope: &'a str,
    /// What must be equal when the key is used again; `None` where a provider ignores the body.
    pub body: Option<[u8; 16]>,
    /// How long the key is remembered.
    pub window: SignedDuration,
}

/// Why a key cannot be used now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Conflict {
    /// The first call with this key is not answered yet.
    InProcess,
    /// The first call with this key failed after it had begun.
    Burnt,
    /// The key was used with other content.
    OtherBody,
}

/// What an entry of the journal, an event or a page is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// An entity whose id is a UUID.
    Uuid(Uuid),
    /// Any other id.
    Text(Arc<str>),
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Uuid(id) => id.fmt(f),
            Self::Text(id) => f.write_str(id),
        }
    }
}

impl Serialize for Subject {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Subject {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(from)?;
        // Only the canonical form is taken for a UUID, so that every id prints as it was.
        Ok(match Uuid::try_parse(&text) {
            Ok(id) if id.to_string() == *text => Self::Uuid(id),
            Ok(_) | Err(_) => Self::Text(text.as_ref().into()),
        })
    }
}

impl From<Uuid> for Subject {
    fn from(id: Uuid) -> Self {
        Self::Uuid(id)
    }
}

impl From<&str> for Subject {
    fn from(id: &str) -> Self {
        Self::Text(id.into())
    }
}

/// An entity and what can happen to it now.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SubjectView {
    /// The provider's own id.
    pub id: String,
    /// What it is: `payment`, `payment_intent`.
    pub kind: &'static str,
    /// Its state in one text, as the journal shows it.
    pub state: String,
    /// What the provider would answer if it were read now.
    pub object: Value,
    /// What was said of it to the payment provider behind this one, where there is one and no answer
    /// shows it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub provider_calls: Vec<Value>,
    /// What can happen now, and by whom.
    pub next: Vec<Action>,
}

/// Something that can happen to an entity now.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Action {
    /// Its name, for `act`.
    pub name: &'static str,
    /// Who does it.
    pub by: Actor,
    /// The state that it leads to.
    pub leads_to: &'static str,
    /// When it happens by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
}

/// Who makes things happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// The merchant, through the API or the provider's dashboard.
    Merchant,
    /// The payer, on a hosted page.
    Shopper,
    /// The provider, or a bank behind it.
    Provider,
    /// The clock.
    Time,
}

/// A transition from one state to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Edge {
    /// The state before; [`Edge::NOTHING`] when the entity comes to be.
    pub from: &'static str,
    /// What happens, a past participle.
    pub transition: &'static str,
    /// The state after.
    pub to: &'static str,
    /// Who makes it happen.
    pub by: Actor,
}

impl Edge {
    /// Before there is an entity: Mermaid's name for it.
    pub const NOTHING: &'static str = "[*]";
}

/// A request to do one of a subject's actions.
#[derive(Clone, Copy, Debug)]
pub struct Act<'a> {
    /// The provider's own id.
    pub subject: &'a str,
    /// The action's name.
    pub action: &'a str,
    /// What a page's fields hold.
    pub fields: &'a Map<String, Value>,
}

/// Why an action cannot happen now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// A sentence for people.
    pub message: String,
}
