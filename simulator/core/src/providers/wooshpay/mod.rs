//! WooshPay: payment intents and checkout sessions that are paid with Alipay on hosted pages, refunds, and
//! signed events.
//!
//! Served: creating, confirming, reading and canceling an intent; creating, reading and expiring
//! a checkout session; refunding; webhook endpoints; the pages and the events of all of them. Not served: everything else
//! that the documents name; it is refused, never answered by halves.
//!
//! | here | elsewhere in sandpay |
//! | --- | --- |
//! | payment intent | payment |
//! | `requires_action` | waiting for the shopper on a hosted page |
//! | payer | shopper |
//! | `payment_intent.payment_failed` | a decline; never an error |
//! | cancel | void |
//! | webhook endpoint, event | the same |
#![doc = include_str!("lifecycle.md")]

mod advice;
mod auth;
mod call;
mod cart;
mod checkout_sessions;
mod errors;
mod fidelity;
mod ids;
mod json;
mod lifecycle;
mod movements;
mod order;
mod pages;
mod paging;
mod payment_intents;
mod profile;
mod refunds;
mod return_url;
mod settings;
mod shown;
mod signature;
mod specimens;
mod state;
mod subjects;
#[cfg(test)]
mod tests;
mod triggers;
mod unknown;
mod webhook_endpoints;
mod webhooks;
mod wire;

use std::borrow::Cow;
use std::sync::Arc;

use http::StatusCode;
use jiff::SignedDuration;
use serde::Deserialize;
use serde::Serialize;

use crate::kernel::access::Caller;
use crate::kernel::access::Credential;
use crate::kernel::access::Identity;
use crate::kernel::access::Keyring;
use crate::kernel::access::Secret;
use crate::kernel::access::Verdict;
use crate::kernel::advice::AdviceRule;
use crate::kernel::ids::Seed;
use crate::kernel::ledger::Movement;
use crate::kernel::message::Request;
use crate::kernel::message::Response;
use crate::kernel::page::Page;
use crate::kernel::provider::Act;
use crate::kernel::provider::Conflict;
use crate::kernel::provider::IdempotencyKey;
use crate::kernel::provider::Profile;
use crate::kernel::provider::Provider;
use crate::kernel::provider::Refused;
use crate::kernel::provider::Subject;
use crate::kernel::provider::SubjectView;
use crate::kernel::provider::World;
use crate::kernel::tx::Tx;
use crate::kernel::webhook::Attempt;
use crate::kernel::webhook::Delivering;
use crate::kernel::webhook::DeliveryAnswer;
use crate::kernel::webhook::Event;
use crate::kernel::webhook::Sealed;
use crate::providers::wooshpay::call::Asked;
use crate::providers::wooshpay::call::Call;
use crate::providers::wooshpay::call::OnEndpoint;
use crate::providers::wooshpay::errors::Error;
use crate::providers::wooshpay::ids::EndpointId;
use crate::providers::wooshpay::ids::RequestId;
use crate::providers::wooshpay::profile::REDIRECT_EXPIRES;
use crate::providers::wooshpay::profile::SESSION_EXPIRES;
use crate::providers::wooshpay::settings::Settings;
use crate::providers::wooshpay::state::ApiRequest;
use crate::providers::wooshpay::state::Intent;
use crate::providers::wooshpay::state::PageOf;
use crate::providers::wooshpay::state::Refund;
use crate::providers::wooshpay::state::Session;
use crate::providers::wooshpay::state::Store;
use crate::providers::wooshpay::state::Timer;
use crate::providers::wooshpay::state::Version;

/// What a payment service provider of this name would know of one account.
#[derive(Debug)]
pub(crate) struct WooshPay {
    /// The account's key for browsers, which the address of a checkout page carries.
    publishable_key: String,
    store: Store,
}

/// What a call is answered with.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Answer {
    Intent(Arc<Intent>),
    Session(Arc<Session>),
    Refund(Arc<Refund>),
    Endpoint(Box<webhook_endpoints::Shown>),
    Endpoints(Vec<webhook_endpoints::Shown>, bool),
    EndpointDeleted(EndpointId),
}

impl Answer {
    /// The object that it shows; a list has none.
    fn subject(&self) -> Option<Subject> {
        match self {
            Self::Intent(intent) => Some(payment_intents::subject(intent.id)),
            Self::Session(session) => Some(checkout_sessions::subject(session.id)),
            Self::Refund(refund) => Some(refunds::subject(refund.id)),
            Self::Endpoint(endpoint) => Some(endpoint.subject()),
            Self::EndpointDeleted(_) | Self::Endpoints(..) => None,
        }
    }
}

impl WooshPay {
    fn intent(&self, id: &str, param: &'static str) -> Result<&Arc<Intent>, Error> {
        let unknown = || Error::Unknown("payment intent", param, id.to_owned());
        self.store.intent_named(id).ok_or_else(unknown)
    }

    fn session(&self, id: &str) -> Result<&Arc<Session>, Error> {
        let unknown = || Error::Unknown("checkout session", "id", id.to_owned());
        self.store.session_named(id).ok_or_else(unknown)
    }

    /// The intent that a session has from its first version on.
    fn intent_of(&self, session: &Session) -> Result<&Arc<Intent>, Error> {
        self.intent(&session.intent.to_string(), "id")
    }

    fn carry_out(&self, call: &Call, tx: &mut Tx<'_, Self>) -> Result<Answer, Error> {
        let idempotency_key = call.key.as_ref().map(|key| key.text.clone());
        let caused_by = |tx: &mut Tx<'_, Self>| ApiRequest {
            id: RequestId::next(tx),
            idempotency_key: idempotency_key.clone(),
        };
        match &call.asked {
            Asked::CreateIntent(new) => {
                let caused_by = caused_by(tx);
                Ok(Answer::Intent(payment_intents::create(new, caused_by, tx)))
            }
            Asked::ConfirmIntent(id, confirmation) => {
                let step = (caused_by(tx), tx);
                payment_intents::confirm(self.intent(id, "id")?, confirmation, step)
                    .map(Answer::Intent)
            }
            Asked::CancelIntent(id, reason) => {
                let step = (caused_by(tx), tx);
                payment_intents::canceled(self.intent(id, "id")?, *reason, step).map(Answer::Intent)
            }
            Asked::CreateSession(cart) => {
                let step = (caused_by(tx), tx);
                Ok(Answer::Session(checkout_sessions::create(cart, &self.publishable_key, step)))
            }
            Asked::ExpireSession(id) => {
                let session = self.session(id)?;
                let step = (Some(caused_by(tx)), tx);
                checkout_sessions::expire(session, self.intent_of(session)?, step)
                    .map(Answer::Session)
            }
            Asked::CreateRefund(new) => {
                let intent = self.intent(&new.intent, "payment_intent")?;
                let step = (caused_by(tx), tx);
                refunds::create(new, (intent, self.store.refunds_of(intent.id)), step)
                    .map(Answer::Refund)
            }
            Asked::RetrieveIntent(id) => self.intent(id, "id").cloned().map(Answer::Intent),
            Asked::RetrieveSession(id) => self.session(id).cloned().map(Answer::Session),
            Asked::RetrieveRefund(id) => self
                .store
                .refund_named(id)
                .cloned()
                .map(Answer::Refund)
                .ok_or_else(|| Error::Unknown("refund", "id", id.clone())),
            Asked::OnEndpoint(call) => self.on_endpoint(call, tx),
        }
    }

    fn on_endpoint(&self, call: &OnEndpoint, tx: &mut Tx<'_, Self>) -> Result<Answer, Error> {
        let one = |shown| Answer::Endpoint(Box::new(shown));
        match call {
            OnEndpoint::Create(new) => Ok(one(webhook_endpoints::create(new, tx))),
            OnEndpoint::List(paging) => {
                let list = webhook_endpoints::list(&self.store, paging, tx.endpoints());
                list.map(|(endpoints, more)| Answer::Endpoints(endpoints, more))
            }
            OnEndpoint::Retrieve(id) => {
                webhook_endpoints::retrieve(&self.store, id, tx.endpoints()).map(one)
            }
            OnEndpoint::Update(id, changes) => {
                webhook_endpoints::update(&self.store, (id, changes), tx).map(one)
            }
            OnEndpoint::Delete(id) => {
                webhook_endpoints::delete(id, tx).map(Answer::EndpointDeleted)
            }
        }
    }
}

impl Provider for WooshPay {
    const PROFILE: &'static Profile = &profile::PROFILE;
    type Settings = Settings;
    type Body<'a> = ();
    type Call = Call;
    type Answer = Answer;
    type Version = Version;
    type Timer = Timer;
    type Error = Error;

    fn credentials(sandbox: &Identity<'_>) -> Vec<Credential> {
        auth::credentials(sandbox)
    }

    /// The documents' examples refer to nothing that would have to be there, so both worlds are empty.
    fn open(sandbox: &Identity<'_>, _world: World) -> Self {
        Self { publishable_key: auth::publishable_key(sandbox), store: Store::default() }
    }

    fn read(_body: &[u8]) {}

    fn identify<'r>(raw: &'r Request, (): &()) -> Caller<'r> {
        auth::identify(raw)
    }

    fn verify(raw: &Request, (): &(), keys: &Keyring) -> Verdict {
        auth::verify(raw, keys)
    }

    fn parse(request: &Request, (): (), verdict: &Verdict) -> Result<Call, Error> {
        call::parse(request, verdict)
    }

    fn operation(call: &Call) -> &'static str {
        call.operation.info().name
    }

    /// Undocumented: that a key lives for 24 hours.
    fn idempotency(call: &Call) -> Option<IdempotencyKey<'_>> {
        call.key.as_ref().map(|key| IdempotencyKey {
            key: &key.text,
            scope: &key.credential,
            body: Some(key.used_for),
            window: SignedDuration::from_hours(24),
        })
    }

    fn conflict(conflict: Conflict) -> Error {
        conflict.into()
    }

    fn refusal(code: &str) -> Option<Error> {
        Error::forced(code)
    }

    fn internal_error() -> Response {
        Error::Internal.into()
    }

    fn handle(&self, call: &Call, tx: &mut Tx<'_, Self>) -> Result<Answer, Error> {
        let answer = self.carry_out(call, tx);
        advice::of_call(&self.store, (call, answer.as_ref().ok()), tx);
        answer
    }

    fn answer(answer: &Answer) -> Response {
        match answer {
            Answer::Intent(intent) => Response::json(StatusCode::OK, &shown::intent(intent)),
            Answer::Session(session) => {
                Response::json(StatusCode::OK, &checkout_sessions::shown(session))
            }
            Answer::Refund(refund) => Response::json(StatusCode::OK, &refunds::shown(refund)),
            Answer::Endpoint(endpoint) => {
                Response::json(StatusCode::OK, &webhook_endpoints::shown(endpoint))
            }
            Answer::Endpoints(endpoints, has_more) => {
                let page = webhook_endpoints::listed(endpoints, *has_more);
                Response::json(StatusCode::OK, &page)
            }
            Answer::EndpointDeleted(id) => {
                Response::json(StatusCode::OK, &webhook_endpoints::deleted(*id))
            }
        }
    }

    fn timer(timer: &Timer) -> (&'static str, Subject) {
        match timer {
            Timer::RedirectExpires(id) => (REDIRECT_EXPIRES, payment_intents::subject(*id)),
            Timer::SessionExpires(id) => (SESSION_EXPIRES, checkout_sessions::subject(*id)),
        }
    }

    fn due(&self, timer: &Timer, tx: &mut Tx<'_, Self>) {
        triggers::due(&self.store, timer, tx);
    }

    fn put(&mut self, version: Version) {
        self.store.put(version);
    }

    fn versions(&self) -> Vec<Version> {
        self.store.versions()
    }

    fn subject(&self, id: &str, _settings: &Settings) -> Option<SubjectView> {
        subjects::view(&self.store, id)
    }

    fn act(&self, act: &Act<'_>, tx: &mut Tx<'_, Self>) -> Result<(), Refused> {
        let waiting = subjects::waiting(&self.store, act.subject)
            .ok_or_else(|| Refused { message: format!("there is no {}", act.subject) })?;
        waiting.act(act, tx)
    }

    fn page(&self, id: &str) -> Option<Page> {
        match self.store.page(id)? {
            PageOf::Intent(intent) => pages::page(self.store.intent(intent)?, id),
            PageOf::Session(session) => {
                let session = self.store.session(session)?;
                Some(pages::checkout(session, self.store.intent(session.intent)?, id))
            }
        }
    }

    fn movements(&self) -> Vec<Movement> {
        movements::all(&self.store)
    }

    fn seal(&self, event: &Event<Self>, delivering: &Delivering<'_, Self>) -> Sealed {
        webhooks::seal(event, delivering)
    }

    /// "Any 2xx" (<https://docs.wooshpay.com/project-1296482/doc-2517709>).
    fn acknowledged(answer: &DeliveryAnswer) -> bool {
        (200..300).contains(&answer.status)
    }

    fn refused_delivery(
        attempt: &Attempt,
        far: bool,
        settings: &Settings,
    ) -> Option<(&'static AdviceRule, Cow<'static, str>)> {
        webhooks::clock_skew(attempt, far, settings)
    }

    fn retries(settings: &Settings) -> Vec<SignedDuration> {
        settings.retry_waits.as_slice().to_vec()
    }

    fn enlisted(&self, tx: &mut Tx<'_, Self>) -> Option<String> {
        Some(EndpointId::next(tx).to_string())
    }

    fn endpoint_secret(seed: &Seed, count: u64) -> Option<Secret> {
        Some(webhooks::endpoint_secret(seed, count))
    }
}
