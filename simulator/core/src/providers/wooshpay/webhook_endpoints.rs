//! Webhook endpoints through WooshPay's own API: what is read of the calls, what they do, and how an
//! endpoint is shown. Address, kinds and secret stand in the sandbox's book of endpoints, which the control
//! plane writes as well; only what that book has no room for is kept here.
//!
//! Sources: the guide <https://docs.wooshpay.com/doc-2517709> and the calls
//! <https://docs.wooshpay.com/42648310e0>: an endpoint works from its creation on, two with one address mean
//! two deliveries, and the secret is told at creation only (a sample of the retrieve call prints it all
//! the same).
//! Undocumented: that a kind of event which no document knows is taken, and warned of; that `*` stands for
//! all; that `status` switches an endpoint off and on;
//! what a deletion answers.

use std::sync::Arc;

use serde::Deserialize;
use serde::Serialize;

use crate::kernel::access::Secret;
use crate::kernel::endpoints::EndpointEntry;
use crate::kernel::provider::Subject;
use crate::kernel::tx::Tx;
use crate::kernel::web;
use crate::providers::wooshpay::WooshPay;
use crate::providers::wooshpay::advice;
use crate::providers::wooshpay::errors::Error;
use crate::providers::wooshpay::ids::EndpointId;
use crate::providers::wooshpay::json;
use crate::providers::wooshpay::order;
use crate::providers::wooshpay::paging::Paging;
use crate::providers::wooshpay::shown::whole_second;
use crate::providers::wooshpay::state::Registration;
use crate::providers::wooshpay::state::Store;
use crate::providers::wooshpay::state::Version;
use crate::providers::wooshpay::webhooks;
use crate::providers::wooshpay::wire::Sent;
use crate::providers::wooshpay::wire::StringMap;
use crate::providers::wooshpay::wire::endpoint as wire;

const EVENTS: &str = "enabled_events";
const URL: &str = "url";
/// All kinds of events.
const ALL: &str = "*";

/// What a call says of an endpoint.
#[derive(Clone, Debug)]
pub(crate) struct Described {
    url: Option<String>,
    events: Option<Vec<String>>,
    description: Option<String>,
    metadata: Option<Vec<(String, String)>>,
    api_version: Option<String>,
    disabled: Option<bool>,
}

/// An endpoint as an answer shows it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Shown {
    id: EndpointId,
    entry: Arc<EndpointEntry>,
    registration: Option<Arc<Registration>>,
    /// Of the answer that creates it. It is drawn from the seed, so whoever has that knows it anyway.
    secret: Option<Told>,
}

impl Shown {
    /// The endpoint as the journal names it.
    pub(crate) fn subject(&self) -> Subject {
        Subject::from(self.id.to_string().as_str())
    }
}

/// A secret that is told to its owner.
#[derive(Clone, Serialize, Deserialize)]
struct Told(String);

impl std::fmt::Debug for Told {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[secret]")
    }
}

/// Reads the body of the call that creates an endpoint.
pub(crate) fn new(body: &[u8]) -> Result<Described, Error> {
    let described = changes(body)?;
    if described.url.is_none() {
        return Err(Error::Missing(URL));
    }
    if described.events.is_none() {
        return Err(Error::Missing(EVENTS));
    }
    Ok(described)
}

/// Reads the body of the call that changes an endpoint.
pub(crate) fn changes(body: &[u8]) -> Result<Described, Error> {
    let sent: wire::SentEndpoint = json::optional_document(body)?;
    if sent.disabled.is_some() {
        let why = "send `status` as `disabled` or `enabled`";
        return Err(Error::Unserved("disabled", why));
    }
    let described = Described {
        url: address(&sent.url)?,
        events: events(&sent.enabled_events)?,
        description: json::text(&sent.description, "description")?,
        metadata: json::pairs(&sent.metadata, "metadata")?,
        api_version: json::text(&sent.api_version, "api_version")?,
        disabled: status(&sent.status)?,
    };
    json::checked(body)?;
    Ok(described)
}

/// Undocumented: that credentials in an address are refused. `http` is welcome: the documents allow it on
/// a developer's machine, and this is one.
fn address(sent: &Sent) -> Result<Option<String>, Error> {
    match json::text(sent, URL)? {
        Some(text) if !web::is_address(&text) => {
            Err(Error::Invalid(URL, "must be an http or https URL without credentials".to_owned()))
        }
        url => Ok(url),
    }
}

fn events(sent: &Sent) -> Result<Option<Vec<String>>, Error> {
    let kinds = json::texts(sent, EVENTS)?;
    if kinds.as_ref().is_some_and(Vec::is_empty) {
        return Err(Error::Invalid(EVENTS, "must name at least one kind of event".to_owned()));
    }
    Ok(kinds)
}

fn status(sent: &Sent) -> Result<Option<bool>, Error> {
    const PARAM: &str = "status";
    match json::text(sent, PARAM)?.as_deref() {
        None => Ok(None),
        Some("enabled") => Ok(Some(false)),
        Some("disabled") => Ok(Some(true)),
        Some(_) => Err(order::one_of(PARAM, &["enabled", "disabled"])),
    }
}

/// Takes a new endpoint into the book, with a secret that is told this once.
pub(crate) fn create(described: &Described, tx: &mut Tx<'_, WooshPay>) -> Shown {
    let id = EndpointId::next(tx);
    let secret = webhooks::secret_of(&tx.alphanumeric("webhook_endpoint", webhooks::SECRET_LENGTH));
    let blank = EndpointEntry { id: Some(id.to_string()), ..EndpointEntry::default() };
    let told = Some(Told(secret.clone()));
    let secrets = vec![(webhooks::SECRET, Secret::new(secret))];
    Shown { secret: told, ..put((id, &blank, None), described, (secrets, tx)) }
}

/// Changes an endpoint.
pub(crate) fn update(
    store: &Store,
    (id, described): (&str, &Described),
    tx: &mut Tx<'_, WooshPay>,
) -> Result<Shown, Error> {
    let (id, entry) = find(id, tx.endpoints())?;
    let registration = store.registration(id).map(|known| &**known);
    Ok(put((id, entry, registration), described, (Vec::new(), tx)))
}

fn put(
    (id, entry, known): (EndpointId, &EndpointEntry, Option<&Registration>),
    described: &Described,
    (secrets, tx): (Vec<(&'static str, Secret)>, &mut Tx<'_, WooshPay>),
) -> Shown {
    let Described { url, events, description, metadata, api_version, disabled } = described.clone();
    let subject = id.to_string();
    if let Some(unknown) = events.iter().flatten().find(|kind| !is_known(kind)) {
        let seen = format!("`{unknown}` is wanted, which no document names");
        tx.advise(subject.as_str(), &advice::UNKNOWN_EVENT, seen);
    }
    let events = events.map(|kinds| (!kinds.iter().any(|kind| kind == ALL)).then_some(kinds));
    let entry = EndpointEntry {
        url: url.map_or_else(|| Arc::clone(&entry.url), Arc::from),
        events: events.unwrap_or_else(|| entry.events.clone()),
        disabled: disabled.unwrap_or(entry.disabled),
        ..entry.clone()
    };
    let blank = Registration { id, description: None, metadata: None, api_version: None };
    let known = known.unwrap_or(&blank);
    let registration = Arc::new(Registration {
        id,
        description: description.or_else(|| known.description.clone()),
        metadata: metadata.or_else(|| known.metadata.clone()),
        api_version: api_version.or_else(|| known.api_version.clone()),
    });
    tx.put(Version::Endpoint(Arc::clone(&registration)), subject.as_str(), word(entry.disabled));
    tx.put_endpoint(entry.clone(), secrets);
    Shown { id, entry: Arc::new(entry), registration: Some(registration), secret: None }
}

/// Whether a kind of event is sent, or at least documented
/// (<https://docs.wooshpay.com/project-1296482/doc-2517709>, <https://docs.wooshpay.com/7197331m0>,
/// <https://docs.wooshpay.com/doc-2653815>).
fn is_known(kind: &str) -> bool {
    const NOT_SENT: [&str; 4] = [
        "charge.dispute.updated",
        "setup_intent.created",
        "setup_intent.succeeded",
        "product.created",
    ];
    kind == ALL || webhooks::KINDS.contains(&kind) || NOT_SENT.contains(&kind)
}

/// Forgets an endpoint.
pub(crate) fn delete(id: &str, tx: &mut Tx<'_, WooshPay>) -> Result<EndpointId, Error> {
    let (id, _) = find(id, tx.endpoints())?;
    tx.remove_endpoint(id.to_string());
    Ok(id)
}

/// One endpoint.
pub(crate) fn retrieve(
    store: &Store,
    id: &str,
    book: &[Arc<EndpointEntry>],
) -> Result<Shown, Error> {
    let (id, entry) = find(id, book)?;
    Ok(of_book(store, (id, entry)))
}

/// Some endpoints, newest first, and whether there are more.
pub(crate) fn list(
    store: &Store,
    paging: &Paging,
    book: &[Arc<EndpointEntry>],
) -> Result<(Vec<Shown>, bool), Error> {
    let named = |entry: &Arc<EndpointEntry>| {
        Some((EndpointId::parse(entry.id.as_deref()?)?, Arc::clone(entry)))
    };
    let all: Vec<_> = book.iter().rev().filter_map(named).collect();
    let (page, has_more) = paging.page(&all, |(id, _)| id.to_string())?;
    let shown = page.iter().map(|(id, entry)| of_book(store, (*id, entry)));
    Ok((shown.collect(), has_more))
}

fn find<'a>(
    id: &str,
    book: &'a [Arc<EndpointEntry>],
) -> Result<(EndpointId, &'a Arc<EndpointEntry>), Error> {
    let entry = book.iter().find(|entry| entry.id.as_deref() == Some(id));
    let found = entry.and_then(|entry| Some((EndpointId::parse(id)?, entry)));
    found.ok_or_else(|| Error::Unknown("webhook endpoint", "id", id.to_owned()))
}

fn of_book(store: &Store, (id, entry): (EndpointId, &Arc<EndpointEntry>)) -> Shown {
    let registration = store.registration(id).cloned();
    Shown { id, entry: Arc::clone(entry), registration, secret: None }
}

const fn word(disabled: bool) -> &'static str {
    if disabled { "disabled" } else { "enabled" }
}

/// An endpoint as it is answered.
pub(crate) fn shown(shown: &Shown) -> wire::Endpoint<'_> {
    let Shown { id, entry, registration, secret } = shown;
    let registration = registration.as_deref();
    let metadata = registration.and_then(|one| one.metadata.as_deref());
    let events = entry.events.as_ref();
    wire::Endpoint {
        id: id.to_string(),
        object: "webhook_endpoint",
        created: whole_second(id.made_at()),
        description: registration.and_then(|one| one.description.as_deref()),
        metadata: metadata.map(StringMap),
        secret: secret.as_ref().map(|Told(text)| text.as_str()),
        status: word(entry.disabled),
        url: &entry.url,
        livemode: false,
        api_version: registration
            .and_then(|one| one.api_version.as_deref())
            .unwrap_or(webhooks::API_VERSION),
        enabled_events: events
            .map_or_else(|| vec![ALL], |kinds| kinds.iter().map(String::as_str).collect()),
    }
}

/// Endpoints as they are listed.
pub(crate) fn listed(endpoints: &[Shown], has_more: bool) -> wire::Page<'_> {
    wire::Page {
        object: "list",
        url: "/v1/webhook_endpoints",
        has_more,
        data: endpoints.iter().map(shown).collect(),
    }
}

/// What a deletion answers.
pub(crate) fn deleted(id: EndpointId) -> wire::Deleted {
    wire::Deleted { id: id.to_string(), object: "webhook_endpoint", deleted: true }
}
