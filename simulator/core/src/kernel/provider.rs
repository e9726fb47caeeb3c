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

use crate::kernel::ids::Seed;
use crate::kernel::message::Request;
use crate::kernel::message::Response;
use crate::kernel::page::Page;
use crate::kernel::scrub::ScrubRules;
use crate::kernel::settings::Setting;
use crate::kernel::tx::Tx;

/// A payment provider. See the [module](self) for the theory it follows.
pub trait Provider: Send + Sized + 'static {
    /// What this provider offers; needs no sandbox to be read.
    const PROFILE: &'static Profile;
    /// Switches where documents disagree or are silent.
    type Settings: Clone + Default + Serialize + DeserializeOwned + Send + Sync;
    /// A request, routed and parsed once, outside the sandbox's lock.
    type Call: Send + 'static;
    /// What a call is answered with: a version and how to show it. An idempotent replay renders it again.
    type Answer: Clone + Serialize + DeserializeOwned + Send;
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

    /// Who is calling, as far as the raw request says so.
    fn identify(raw: &Request) -> Caller<'_>;
    /// Whether the caller proved it, judged on the raw bytes.
    fn verify(raw: &Request, keys: &Keyring) -> Verdict;
    /// The call that a scrubbed request makes.
    ///
    /// # Errors
    ///
    /// The documented refusal of what cannot be understood, or of a caller without credentials.
    fn parse(request: &Request, verdict: &Verdict) -> Result<Self::Call, Self::Error>;
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
    /// What a timer is called, and what it is about.
    fn timer(timer: &Self::Timer) -> (&'static str, Subject);
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

    /// Bytes, header fields and signature of one webhook delivery.
    fn seal(&self, event: &Event<Self>, delivering: &Delivering<'_, Self>) -> Sealed;
    /// Whether a receiver's answer counts as acknowledged.
    fn acknowledged(answer: &DeliveryAnswer) -> bool;
    /// The waits between deliveries, each from the previous try.
    fn retries(settings: &Self::Settings) -> Vec<SignedDuration>;
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
    /// Every documented refusal that can be raised or forced: its code.
    pub errors: &'static [&'static str],
    /// Every documented result that a fault can ask for instead of the one that would come about.
    pub outcomes: &'static [&'static str],
    /// Every timer, by name.
    pub timers: &'static [&'static str],
    /// Every switch.
    pub settings: &'static [Setting],
    /// What is taken out of a request before anything is logged.
    pub scrub: ScrubRules,
    /// How a merchant describes a webhook endpoint; `None` where each request names its address instead.
    pub endpoint: Option<EndpointShape>,
}

/// How a merchant describes a webhook endpoint, in the words of the provider's own API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EndpointShape {
    /// The member that lists the kinds of events that are wanted.
    pub events_member: &'static str,
    /// The members that hold secrets: what deliveries are signed with or carry.
    pub secret_members: &'static [&'static str],
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

/// Which sandbox is meant, where credentials or ids are derived from it.
#[derive(Clone, Copy, Debug)]
pub struct Identity<'a> {
    /// The sandbox's id; `default` is the one that exists from the start.
    pub id: &'a str,
    /// The server's seed, so that a sandbox's credentials differ from server to server.
    pub seed: &'a Seed,
}

impl Identity<'_> {
    /// Whether this is the sandbox with the published credentials.
    #[must_use]
    pub fn is_default(&self) -> bool {
        self.id == DEFAULT_SANDBOX
    }
}

/// The sandbox that exists from the start.
pub const DEFAULT_SANDBOX: &str = "default";

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

/// One credential of a sandbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential {
    /// Its name in the answer of `POST /_sim/sandboxes`.
    pub name: &'static str,
    /// Its value.
    pub value: String,
    /// Whether a request that carries it is meant for this sandbox.
    pub selects: bool,
}

/// A secret text that never shows itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Arc<str>);

impl Secret {
    /// Keeps a text secret.
    pub fn new(text: impl Into<Arc<str>>) -> Self {
        Self(text.into())
    }

    /// The secret itself; only for signing, comparing, and answering its owner.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

/// What a sandbox's callers of one provider must know.
#[derive(Clone, Debug, Default)]
pub struct Keyring(Vec<(&'static str, Secret)>);

impl Keyring {
    /// The keyring of a list of credentials.
    #[must_use]
    pub fn new(credentials: &[Credential]) -> Self {
        Self(credentials.iter().map(|one| (one.name, Secret::new(one.value.as_str()))).collect())
    }

    /// A credential by its name; empty when there is none, which matches no caller.
    #[must_use]
    pub fn reveal(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| *known == name).map_or("", |(_, secret)| secret.reveal())
    }
}

/// Who is calling, before anything is proved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Caller<'a> {
    /// Somebody who names this key or user.
    Key(Cow<'a, str>),
    /// Somebody without a name; the default sandbox refuses it.
    Nobody,
}

/// What verification found. It is kept when the credentials themselves are gone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Proved. The credential's public name scopes idempotency keys.
    Accepted {
        /// The public half of the credential.
        credential: String,
        /// Whether only the more tolerant of two documented readings of a signature fits.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        lenient: bool,
    },
    /// No credentials in the request.
    Missing,
    /// A key or user that this sandbox does not know.
    Unknown,
    /// A known key or user with a wrong secret or signature.
    Mismatch,
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

/// Something that a merchant's server is told.
#[derive(Serialize, Deserialize)]
#[serde(bound = "")]
pub struct Event<P: Provider> {
    /// The event's documented name.
    pub kind: Cow<'static, str>,
    /// The event's own id, where the provider has one.
    pub id: String,
    /// What it is about.
    pub subject: Subject,
    /// The state that really was: the body is rendered from it when it is sent.
    pub version: P::Version,
    /// Who is told.
    pub to: Target,
    /// The virtual instant at which it happened.
    pub at: Timestamp,
}

impl<P: Provider> fmt::Debug for Event<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {} at {}", self.kind, self.subject, self.at)
    }
}

/// Who is told of an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// Every endpoint of the merchant that wants this kind.
    Endpoints,
    /// The address that the request named.
    Url(String),
}

/// A receiver of webhooks, as the merchant set it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Endpoint {
    /// Where deliveries go.
    pub url: String,
    /// Kinds of events that it wants; `None` means all.
    pub events: Option<Vec<String>>,
    /// Named secrets: what deliveries are signed with or carry.
    pub secrets: Vec<(String, Secret)>,
}

impl Endpoint {
    /// One of its secrets.
    #[must_use]
    pub fn secret(&self, name: &str) -> Option<&str> {
        self.secrets.iter().find(|(known, _)| known == name).map(|(_, secret)| secret.reveal())
    }

    /// Whether it wants events of a kind.
    #[must_use]
    pub fn wants(&self, kind: &str) -> bool {
        self.events.as_ref().is_none_or(|kinds| kinds.iter().any(|known| known == kind))
    }
}

/// Which try of a delivery this is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// 0 for the first.
    pub number: u32,
    /// The virtual instant of this try.
    pub at: Timestamp,
    /// The virtual instant of the first try.
    pub first: Timestamp,
    /// The real instant, when the shell's clock flows and differs from the virtual one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wall: Option<Timestamp>,
    /// The real instant of the first try, under the same condition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_wall: Option<Timestamp>,
}

/// The circumstances of one delivery.
pub struct Delivering<'a, P: Provider> {
    /// The receiver.
    pub to: &'a Endpoint,
    /// Which try this is.
    pub attempt: &'a Attempt,
    /// The sandbox's settings of the provider.
    pub settings: &'a P::Settings,
}

impl<P: Provider> fmt::Debug for Delivering<'_, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "try {} to {}", self.attempt.number, self.to.url)
    }
}

/// The bytes of one delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// Header fields, signature included.
    pub headers: Vec<(&'static str, String)>,
    /// Body.
    pub body: Vec<u8>,
}

/// What a receiver answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryAnswer {
    /// HTTP status.
    pub status: u16,
    /// The beginning of the body.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub body: String,
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
