//! WooshPay: payment intents that are paid with Alipay on a hosted page, and signed events.
//!
//! Served: creating, confirming, reading and canceling an intent, its pages, its events. Not served:
//! everything else that the documents name; it is refused, never answered by halves.
//!
//! | here | elsewhere in sandpay |
//! | --- | --- |
//! | payment intent | payment |
//! | `requires_action` | waiting for the shopper on a hosted page |
//! | payer | shopper |
//! | `payment_intent.payment_failed` | a decline; never an error |
//! | cancel | void |
//! | webhook endpoint, event | the same |

mod auth;
mod call;
mod errors;
mod ids;
mod json;
mod lifecycle;
mod movements;
mod order;
mod pages;
mod payment_intents;
mod profile;
mod return_url;
mod settings;
mod shown;
mod signature;
mod state;
#[cfg(test)]
mod tests;
mod triggers;
mod webhooks;
mod wire;

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
use crate::kernel::webhook::Delivering;
use crate::kernel::webhook::DeliveryAnswer;
use crate::kernel::webhook::Event;
use crate::kernel::webhook::Sealed;
use crate::providers::wooshpay::call::Asked;
use crate::providers::wooshpay::call::Call;
use crate::providers::wooshpay::errors::Error;
use crate::providers::wooshpay::ids::RequestId;
use crate::providers::wooshpay::lifecycle::Failure;
use crate::providers::wooshpay::lifecycle::Transition;
use crate::providers::wooshpay::profile::REDIRECT_EXPIRES;
use crate::providers::wooshpay::settings::Settings;
use crate::providers::wooshpay::state::ApiRequest;
use crate::providers::wooshpay::state::Intent;
use crate::providers::wooshpay::state::Store;
use crate::providers::wooshpay::state::Timer;
use crate::providers::wooshpay::state::Version;

/// What a payment service provider of this name would know of one account.
#[derive(Debug, Default)]
pub(crate) struct WooshPay {
    store: Store,
}

/// What a call is answered with.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Answer {
    Intent(Arc<Intent>),
}

impl WooshPay {
    fn intent(&self, id: &str) -> Result<&Arc<Intent>, Error> {
        self.store.named(id).ok_or_else(|| Error::Unknown("payment intent", "id", id.to_owned()))
    }
}

impl Provider for WooshPay {
    const PROFILE: &'static Profile = &profile::PROFILE;
    type Settings = Settings;
    type Call = Call;
    type Answer = Answer;
    type Version = Version;
    type Timer = Timer;
    type Error = Error;

    fn credentials(sandbox: &Identity<'_>) -> Vec<Credential> {
        auth::credentials(sandbox)
    }

    /// The documents' examples refer to nothing that would have to be there, so both worlds are empty.
    fn open(_sandbox: &Identity<'_>, _world: World) -> Self {
        Self::default()
    }

    fn identify(raw: &Request) -> Caller<'_> {
        auth::identify(raw)
    }

    fn verify(raw: &Request, keys: &Keyring) -> Verdict {
        auth::verify(raw, keys)
    }

    fn parse(request: &Request, verdict: &Verdict) -> Result<Call, Error> {
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
        let caused_by = |tx: &mut Tx<'_, Self>| ApiRequest {
            id: RequestId::next(tx),
            idempotency_key: call.key.as_ref().map(|key| key.text.clone()),
        };
        match &call.asked {
            Asked::CreateIntent(new) => {
                let caused_by = caused_by(tx);
                Ok(Answer::Intent(payment_intents::create(new, caused_by, tx)))
            }
            Asked::RetrieveIntent(id) => Ok(Answer::Intent(Arc::clone(self.intent(id)?))),
            Asked::ConfirmIntent(id, confirmation) => {
                let caused_by = caused_by(tx);
                let intent = self.intent(id)?;
                let after = payment_intents::confirm(intent, confirmation, (caused_by, tx))?;
                Ok(Answer::Intent(after))
            }
            Asked::CancelIntent(id, reason) => {
                let caused_by = caused_by(tx);
                let intent = self.intent(id)?;
                let after = payment_intents::cancel(intent, *reason, (Some(caused_by), tx))?;
                Ok(Answer::Intent(after))
            }
        }
    }

    fn answer(answer: &Answer) -> Response {
        match answer {
            Answer::Intent(intent) => Response::json(StatusCode::OK, &shown::intent(intent)),
        }
    }

    fn timer(timer: &Timer) -> (&'static str, Subject) {
        let Timer::RedirectExpires(id) = timer;
        (REDIRECT_EXPIRES, payment_intents::subject(*id))
    }

    fn due(&self, timer: &Timer, tx: &mut Tx<'_, Self>) {
        let Timer::RedirectExpires(id) = timer;
        let transition =
            payment_intents::forced(tx).unwrap_or(Transition::Failed(Failure::Expired));
        if let Some(intent) = self.store.intent(*id) {
            // Whatever decides an intent takes its timer back; one that is decided stays as it is.
            let _late = payment_intents::conclude(intent, transition, tx);
        }
    }

    fn put(&mut self, version: Version) {
        self.store.put(version);
    }

    fn versions(&self) -> Vec<Version> {
        self.store.versions()
    }

    fn subject(&self, id: &str, _settings: &Settings) -> Option<SubjectView> {
        let intent = self.store.named(id)?;
        Some(SubjectView {
            id: intent.id.to_string(),
            kind: "payment_intent",
            state: intent.status.name().to_owned(),
            object: serde_json::to_value(shown::intent(intent))
                .expect("wire types have string keys and no failing serializer"),
            next: triggers::next(intent),
        })
    }

    fn act(&self, act: &Act<'_>, tx: &mut Tx<'_, Self>) -> Result<(), Refused> {
        let intent = self.store.named(act.subject).ok_or_else(|| Refused {
            message: format!("there is no payment intent {}", act.subject),
        })?;
        triggers::act(intent, act, tx)
    }

    fn page(&self, id: &str) -> Option<Page> {
        pages::page(self.store.of_page(id)?, id)
    }

    fn movements(&self) -> Vec<Movement> {
        self.store.intents().filter_map(|intent| movements::of_intent(intent)).collect()
    }

    fn seal(&self, event: &Event<Self>, delivering: &Delivering<'_, Self>) -> Sealed {
        webhooks::seal(event, delivering)
    }

    /// "Any 2xx" (<https://docs.wooshpay.com/project-1296482/doc-2517709>).
    fn acknowledged(answer: &DeliveryAnswer) -> bool {
        (200..300).contains(&answer.status)
    }

    fn retries(settings: &Settings) -> Vec<SignedDuration> {
        settings.retry_waits.as_slice().to_vec()
    }

    fn endpoint_secret(seed: &Seed, count: u64) -> Option<Secret> {
        Some(webhooks::endpoint_secret(seed, count))
    }
}
