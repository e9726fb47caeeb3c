//! What the control plane and the library show of a sandbox: plain values, written as JSON.

mod advice;
mod ledger;
mod verify;

use std::collections::BTreeMap;

use jiff::Timestamp;
use sandpay_core::engine::Engine;
use sandpay_core::engine::clock::Mode;
use sandpay_core::engine::delivery;
use sandpay_core::engine::delivery::DeliveryId;
use sandpay_core::engine::delivery::Outcome;
use sandpay_core::engine::journal::Entry;
use sandpay_core::engine::journal::Filter;
use sandpay_core::engine::log;
use sandpay_core::kernel::access::Credential;
use sandpay_core::kernel::access::Identity;
use sandpay_core::kernel::message;
use sandpay_core::kernel::provider::SubjectView;
use sandpay_core::kernel::provider::World;
use sandpay_core::kernel::settings;
use sandpay_core::kernel::webhook::Attempt;
use serde::Serialize;
use serde_json::Value;

use crate::error::ControlError;
use crate::server::recovery;
use crate::server::sandbox::Sandbox;

pub use advice::Advice;
pub use advice::AdviceTotal;
pub use advice::Rule;
pub(crate) use advice::Totals;
pub(crate) use advice::advice;
pub use ledger::Balance;
pub use ledger::Ledger;
pub use ledger::LedgerEntry;
pub use ledger::Posting;
pub(crate) use ledger::ledger;
pub use verify::Undelivered;
pub use verify::Unverified;
pub(crate) use verify::verify;

/// One entry of the journal.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct JournalEntry {
    /// Where it stands: epoch and number.
    pub cursor: String,
    /// The virtual instant.
    pub at: Timestamp,
    /// What sort of thing: `request`, `timer`, `changed`, `event`, `delivery`, `command`, `advice`, `fault`, `panic`.
    pub kind: &'static str,
    /// The provider concerned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<&'static str>,
    /// The operation, for requests.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operation: Option<&'static str>,
    /// What it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// In words.
    pub what: String,
    /// The rule that was broken, for advice.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub advice: Option<Rule>,
    /// The request, without its secrets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<Message>,
    /// The provider's answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response: Option<Message>,
}

/// A request or an answer, as text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Message {
    /// `POST /v1/payments` or the status.
    pub line: String,
    /// Header fields.
    pub headers: Vec<(String, String)>,
    /// Body; bytes that are no text are replaced.
    pub body: String,
}

/// Entries of the journal that pass a filter.
pub(crate) fn journal(engine: &Engine, filter: &Filter) -> Vec<JournalEntry> {
    let epoch = engine.setup().epoch;
    engine.journal().entries(filter).map(|entry| journal_entry(epoch, entry)).collect()
}

fn journal_entry(epoch: u64, entry: &Entry) -> JournalEntry {
    let exchange = entry.exchange.as_ref();
    JournalEntry {
        cursor: format!("{epoch}-{}", entry.number),
        at: entry.at,
        kind: entry.kind.word(),
        provider: entry.provider,
        operation: entry.operation,
        subject: entry.subject.as_ref().map(ToString::to_string),
        what: match entry.rule {
            Some(rule) => format!("{}: {}", rule.code, entry.what),
            None => entry.what.clone().into_owned(),
        },
        advice: entry.rule.map(|rule| Rule::new(rule, &entry.what)),
        request: exchange.map(|exchange| request(&exchange.request.unpacked())),
        response: exchange.map(|exchange| response(&exchange.answer.response())),
    }
}

fn request(request: &message::Request) -> Message {
    let query =
        if request.query.is_empty() { String::new() } else { format!("?{}", request.query) };
    let text = |value: &http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    Message {
        line: format!("{} {}{query}", request.method, request.path),
        headers: request
            .headers
            .iter()
            .map(|(name, value)| (name.to_string(), text(value)))
            .collect(),
        body: String::from_utf8_lossy(&request.body).into_owned(),
    }
}

fn response(response: &message::Response) -> Message {
    Message {
        line: response.status.to_string(),
        headers: response
            .headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.to_string()))
            .collect(),
        body: String::from_utf8_lossy(&response.body).into_owned(),
    }
}

/// One webhook to one endpoint, and every try of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Delivery {
    /// Names it, for sending it once more.
    pub id: String,
    /// The provider.
    pub provider: &'static str,
    /// The event's documented name.
    pub event: String,
    /// What it is about.
    pub subject: String,
    /// When the event happened.
    pub at: Timestamp,
    /// `pending`, `delivered`, `exhausted`, `no_endpoint` or `refused`.
    pub outcome: delivery::Status,
    /// What would help, when it did not arrive.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// Where it goes; empty when nobody wanted it.
    pub url: String,
    /// Every try, oldest first; the one that would be made when there was none.
    pub attempts: Vec<DeliveryAttempt>,
    /// When the next try is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<Timestamp>,
}

/// One try of a delivery.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct DeliveryAttempt {
    /// Which try, and when.
    #[serde(flatten)]
    pub attempt: Attempt,
    /// Header fields, signature included.
    pub headers: Vec<(&'static str, String)>,
    /// Body.
    pub body: String,
    /// What became of it; absent while it is under way, and when it was never made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
}

/// The last `limit` events' deliveries, oldest first.
pub(crate) fn deliveries(engine: &Engine, limit: usize) -> Vec<Delivery> {
    let mut newest: Vec<_> = engine.outbox().announcements().rev().take(limit).collect();
    newest.reverse();
    let of_event = |(number, announcement): (u64, &delivery::Announcement)| -> Vec<Delivery> {
        let ids = (0..).zip(announcement.shown());
        ids.map(|(index, one)| {
            delivery(engine, DeliveryId { event: number, index }, (announcement, one))
        })
        .collect()
    };
    newest.into_iter().flat_map(of_event).collect()
}

/// The id of a delivery, read.
pub(crate) fn delivery_id(text: &str) -> Result<DeliveryId, ControlError> {
    text.parse().map_err(|why| {
        ControlError::bad("bad_id", format!("`{text}` is not the id of a delivery"), why)
    })
}

/// One delivery.
pub(crate) fn delivery_by_id(engine: &Engine, id: DeliveryId) -> Option<Delivery> {
    let announcement = engine.outbox().announcement(id.event)?;
    Some(delivery(engine, id, (announcement, engine.outbox().delivery(id)?)))
}

fn delivery(
    engine: &Engine,
    id: DeliveryId,
    (announcement, one): (&delivery::Announcement, &delivery::Delivery),
) -> Delivery {
    let tried: Vec<(Attempt, Option<Outcome>)> = if one.tried.is_empty() {
        vec![(one.upcoming(announcement.at, None), None)]
    } else {
        one.tried.iter().map(|tried| (tried.attempt, tried.outcome.clone())).collect()
    };
    let attempts = tried.into_iter().map(|(attempt, outcome)| {
        let (headers, body) =
            engine.outgoing(id, attempt).map(|sent| (sent.headers, sent.body)).unwrap_or_default();
        DeliveryAttempt {
            attempt,
            headers,
            body: String::from_utf8_lossy(&body).into_owned(),
            outcome,
        }
    });
    Delivery {
        id: id.to_string(),
        provider: engine.provider_name(announcement.provider),
        event: announcement.kind.clone().into_owned(),
        subject: announcement.subject.to_string(),
        at: announcement.at,
        outcome: one.status,
        hint: hint(engine.provider_name(announcement.provider), one),
        url: one.endpoint.url.to_string(),
        attempts: attempts.collect(),
        next: one.next,
    }
}

fn hint(provider: &str, delivery: &delivery::Delivery) -> Option<String> {
    match delivery.status {
        delivery::Status::NoEndpoint => {
            Some(format!("PUT /_sim/webhooks/endpoints/{provider} sets where events go"))
        }
        delivery::Status::Refused => {
            match delivery.tried.last().and_then(|tried| tried.outcome.as_ref()) {
                Some(Outcome::Refused(why)) => Some(why.to_string()),
                Some(Outcome::Answered(_) | Outcome::Failed(_)) | None => None,
            }
        }
        delivery::Status::Exhausted | delivery::Status::Dropped => {
            Some("POST /_sim/webhooks/deliveries/{id}/redeliver sends it once more".to_owned())
        }
        delivery::Status::Pending | delivery::Status::Delivered => None,
    }
}

/// An entity of a provider, and what can happen to it now.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Subject {
    /// The provider.
    pub provider: &'static str,
    /// The entity.
    #[serde(flatten)]
    pub view: SubjectView,
}

/// An entity by the provider's own id.
pub(crate) fn subject(engine: &Engine, id: &str) -> Option<Subject> {
    engine.subject(id).map(|(provider, view)| Subject { provider, view })
}

/// The log of a sandbox's present epoch as lines.
pub(crate) fn export(sandbox: &Sandbox) -> Result<String, ControlError> {
    let lines = match &sandbox.shared.log_path {
        Some(path) => recovery::lines_of(path, &sandbox.id).map_err(|error| {
            ControlError::clash("log_not_read", error.to_string(), "is the log file still there?")
        })?,
        None => sandbox.read(|engine| {
            if !engine.log().is_complete() {
                let message = "the log has outgrown the 64 MB that are kept in memory";
                let hint = "start with --log FILE, which has no limit, or reset the sandbox";
                return Err(ControlError::clash("not_replayable", message, hint));
            }
            let head = log::line(&engine.head());
            Ok(std::iter::once(head).chain(engine.log().records().iter().map(log::line)).collect())
        })?,
    };
    Ok(lines.join("\n") + "\n")
}

/// A clock, read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Clock {
    /// Whether virtual time moves by itself.
    pub mode: Mode,
    /// The virtual instant.
    pub now: Timestamp,
}

/// A clock, read.
pub(crate) const fn clock((mode, now): (Mode, Timestamp)) -> Clock {
    Clock { mode, now }
}

/// One sandbox among others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SandboxSummary {
    /// Its id.
    pub id: String,
    /// The name that people gave it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// How often it was emptied.
    pub epoch: u64,
    /// What it held at first.
    pub world: World,
    /// Its clock.
    pub clock: Clock,
}

/// One sandbox among others.
pub(crate) fn summary(sandbox: &Sandbox) -> SandboxSummary {
    let clock = clock(sandbox.clock());
    sandbox.read(|engine| {
        let setup = engine.setup();
        SandboxSummary {
            id: setup.sandbox.as_ref().to_owned(),
            name: setup.name.clone(),
            epoch: setup.epoch,
            world: setup.world,
            clock,
        }
    })
}

/// What callers of each provider must know, by provider and name.
pub type Credentials = BTreeMap<&'static str, BTreeMap<&'static str, String>>;

/// A sandbox's credentials.
pub(crate) fn credentials(sandbox: &Sandbox) -> Credentials {
    let of_provider = |list: &Vec<Credential>| {
        list.iter().map(|credential| (credential.name, credential.value.clone())).collect()
    };
    let names = sandbox.shared.catalogue.iter().map(|provider| provider.profile().name);
    names.zip(sandbox.credentials.iter().map(of_provider)).collect()
}

/// One switch of a provider.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Setting {
    /// Its name.
    pub name: &'static str,
    /// What values it takes, in words.
    #[serde(rename = "type")]
    pub values: &'static str,
    /// Its value now.
    pub value: Value,
    /// Its value in a new sandbox.
    pub default: Value,
    /// What it changes.
    pub changes: &'static str,
    /// The document and section that it comes from, or `Undocumented`.
    pub source: &'static str,
}

/// The switches of the provider at a position.
pub(crate) fn settings(sandbox: &Sandbox, position: usize) -> Vec<Setting> {
    let provider = sandbox.shared.catalogue[position];
    let identity = Identity { id: &sandbox.id, seed: &sandbox.shared.seed };
    let defaults = provider.open(&identity, World::Empty).settings();
    let values = sandbox.read(|engine| engine.settings(position));
    let view = |setting: &settings::Setting| Setting {
        name: setting.name,
        values: setting.values,
        value: values[setting.name].clone(),
        default: defaults[setting.name].clone(),
        changes: setting.changes,
        source: setting.source,
    };
    provider.profile().settings.iter().map(view).collect()
}

/// The position of a provider, by name.
pub(crate) fn position(sandbox: &Sandbox, name: &str) -> Result<usize, ControlError> {
    let known: Vec<_> =
        sandbox.shared.catalogue.iter().map(|provider| provider.profile().name).collect();
    known.iter().position(|known| *known == name).ok_or_else(|| {
        let hint = match settings::nearest(name, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("providers are {}", known.join(", ")),
        };
        ControlError::unknown("unknown_provider", format!("there is no provider `{name}`"), hint)
    })
}
