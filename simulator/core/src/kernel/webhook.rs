//! Webhooks as a provider sees them: events, endpoints, and the bytes of one delivery. When a delivery is
//! tried is the outbox's business.

use crate::kernel::access::Secret;
use crate::kernel::provider::Provider;
use crate::kernel::provider::Subject;
use jiff::Timestamp;
use serde::Deserialize;
use serde::Serialize;
use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

/// How a merchant describes a webhook endpoint, in the words of the provider's own API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EndpointShape {
    /// The member that lists the kinds of events that are wanted.
    pub events_member: &'static str,
    /// The members that hold secrets: what deliveries are signed with or carry.
    pub secret_members: &'static [&'static str],
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
    Url(Arc<str>),
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
