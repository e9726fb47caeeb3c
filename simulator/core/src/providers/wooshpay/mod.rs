//! WooshPay: payment intents that are paid with Alipay on a hosted page, and signed events.
//!
//! Served: creating and confirming an intent in one call, reading it, its page, its events. Not served:
//! everything else that the documents name; it is refused, never answered by halves.
//!
//! | here | elsewhere in sandpay |
//! | --- | --- |
//! | payment intent | payment |
//! | `requires_action` | waiting for the shopper on a hosted page |
//! | payer | shopper |
//! | `payment_intent.payment_failed` | a decline; never an error |
//! | webhook endpoint, event | the same |

mod auth;
mod create;
mod errors;
mod ids;
mod json;
mod lifecycle;
mod movements;
mod pages;
mod payment_intents;
mod return_url;
mod settings;
mod signature;
mod state;
#[cfg(test)]
mod tests;
mod triggers;
mod webhooks;
mod wire;

use std::sync::Arc;

use http::Method;
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
use crate::kernel::mac;
use crate::kernel::message::Request;
use crate::kernel::message::Response;
use crate::kernel::page::Page;
use crate::kernel::provider::Act;
use crate::kernel::provider::Conflict;
use crate::kernel::provider::IdempotencyKey;
use crate::kernel::provider::OperationInfo;
use crate::kernel::provider::Profile;
use crate::kernel::provider::Provider;
use crate::kernel::provider::Refused;
use crate::kernel::provider::Subject;
use crate::kernel::provider::SubjectView;
use crate::kernel::provider::World;
use crate::kernel::route::Found;
use crate::kernel::route::Routes;
use crate::kernel::scrub::ScrubRules;
use crate::kernel::tx::Tx;
use crate::kernel::webhook::Delivering;
use crate::kernel::webhook::DeliveryAnswer;
use crate::kernel::webhook::EndpointShape;
use crate::kernel::webhook::Event;
use crate::kernel::webhook::Sealed;
use crate::providers::wooshpay::errors::Error;
use crate::providers::wooshpay::lifecycle::Failure;
use crate::providers::wooshpay::lifecycle::Status;
use crate::providers::wooshpay::lifecycle::Transition;
use crate::providers::wooshpay::settings::Settings;
use crate::providers::wooshpay::state::Intent;
use crate::providers::wooshpay::state::Order;
use crate::providers::wooshpay::state::Store;
use crate::providers::wooshpay::state::Timer;
use crate::providers::wooshpay::state::Version;

/// What a payment service provider of this name would know of one account.
#[derive(Debug, Default)]
pub(crate) struct WooshPay {
    store: Store,
}

/// What can be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operation {
    CreatePaymentIntent,
    RetrievePaymentIntent,
}

impl Operation {
    const ALL: [Self; 2] = [Self::CreatePaymentIntent, Self::RetrievePaymentIntent];

    /// Its entry in [`OPERATIONS`].
    const fn info(self) -> &'static OperationInfo {
        match self {
            Self::CreatePaymentIntent => &OPERATIONS[0],
            Self::RetrievePaymentIntent => &OPERATIONS[1],
        }
    }
}

static OPERATIONS: [OperationInfo; 2] = [
    OperationInfo {
        name: "create_payment_intent",
        method: Method::POST,
        path: "/v1/payment_intents",
        source: "https://docs.wooshpay.com/api-42631218",
    },
    OperationInfo {
        name: "retrieve_payment_intent",
        method: Method::GET,
        path: "/v1/payment_intents/{id}",
        source: "https://docs.wooshpay.com/7227990m0",
    },
];

static ROUTES: Routes = Routes::new();

static PROFILE: Profile = Profile {
    name: "wooshpay",
    title: "WooshPay",
    hosts: &["apitest.wooshpay.com", "api.wooshpay.com"],
    edition: "2026-11/1",
    operations: &OPERATIONS,
    events: webhooks::KINDS,
    statuses: &Status::NAMES,
    transitions: lifecycle::edges,
    errors: errors::CODES,
    unreadable: "body_invalid",
    outcomes: payment_intents::OUTCOMES,
    timers: &[REDIRECT_EXPIRES],
    settings: settings::DESCRIBED,
    advice: &[],
    scrub: ScrubRules {
        headers: &[],
        authentication: &[],
        card_numbers: &["number"],
        card_codes: &["cvc"],
        plain: &[
            "id",
            "amount",
            "created",
            "client_secret",
            "merchant_order_id",
            "merchant_user_id",
            "payment_intent",
        ],
        // Printed by <https://docs.wooshpay.com/doc-1722924>; the page of testing cards is not public.
        test_cards: &["4111111111111111"],
    },
    endpoint: Some(EndpointShape {
        events_member: "enabled_events",
        secret_members: &[webhooks::SECRET],
    }),
};

const REDIRECT_EXPIRES: &str = "redirect_expires";

/// A request that was understood.
#[derive(Debug)]
pub(crate) enum Call {
    Create(Box<Create>),
    /// The id as it was sent.
    Retrieve(String),
}

/// A create call.
#[derive(Debug)]
pub(crate) struct Create {
    order: Order,
    key: Option<Key>,
}

/// The `Idempotency-Key` of a call.
#[derive(Debug)]
struct Key {
    text: String,
    /// Whose key it is.
    credential: String,
    /// What it was used for: method, path and body.
    used_for: [u8; 16],
}

/// What a call is answered with.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Answer {
    Intent(Arc<Intent>),
}

impl Provider for WooshPay {
    const PROFILE: &'static Profile = &PROFILE;
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

    /// Undocumented: that the key is judged before the path, and that a known path with another method
    /// is answered as an unknown one.
    fn parse(request: &Request, verdict: &Verdict) -> Result<Call, Error> {
        let credential = auth::authorized(verdict)?;
        let unknown = || Error::UrlUnknown(format!("{} {}", request.method, request.path));
        let (operation, id) = match ROUTES.find(&OPERATIONS, &request.method, &request.path) {
            Found::Operation(position, parameters) => {
                let id = parameters.first().map_or("", |(_, value)| value);
                (Operation::ALL[position], id)
            }
            Found::OtherMethod | Found::Nothing => return Err(unknown()),
        };
        match operation {
            Operation::CreatePaymentIntent => Ok(Call::Create(Box::new(Create {
                key: idempotency_key(request, credential)?,
                order: create::order(&request.body)?,
            }))),
            Operation::RetrievePaymentIntent => Ok(Call::Retrieve(id.to_owned())),
        }
    }

    fn operation(call: &Call) -> &'static str {
        let operation = match call {
            Call::Create(_) => Operation::CreatePaymentIntent,
            Call::Retrieve(_) => Operation::RetrievePaymentIntent,
        };
        operation.info().name
    }

    /// Undocumented: that a key lives for 24 hours.
    fn idempotency(call: &Call) -> Option<IdempotencyKey<'_>> {
        let Call::Create(create) = call else {
            return None;
        };
        create.key.as_ref().map(|key| IdempotencyKey {
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
        match call {
            Call::Create(create) => {
                let key = create.key.as_ref().map(|key| key.text.as_str());
                let intent = payment_intents::create(&create.order, key, tx);
                Ok(Answer::Intent(intent))
            }
            Call::Retrieve(id) => self
                .store
                .named(id)
                .map(|intent| Answer::Intent(Arc::clone(intent)))
                .ok_or_else(|| Error::IntentUnknown(id.clone())),
        }
    }

    fn answer(answer: &Answer) -> Response {
        let Answer::Intent(intent) = answer;
        Response::json(StatusCode::OK, &payment_intents::shown(intent))
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
            object: serde_json::to_value(payment_intents::shown(intent))
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
        pages::page(self.store.of_page(id)?)
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

/// The key of a call that is to take effect once at most. Using it again for another endpoint or with
/// other parameters is an error (<https://docs.wooshpay.com/project-1296482/doc-1763752>), so all of
/// them are remembered with it. Undocumented: that bodies are compared byte for byte, and that a key
/// which is empty or cannot be read is refused.
fn idempotency_key(request: &Request, credential: &str) -> Result<Option<Key>, Error> {
    const HEADER: &str = "Idempotency-Key";
    if !request.headers.contains_key(HEADER) {
        return Ok(None);
    }
    let text = request.header(HEADER).filter(|text| !text.is_empty()).ok_or_else(|| {
        let why = "must be printable ASCII text and not empty".to_owned();
        Error::Invalid(HEADER, why)
    })?;
    let method = request.method.as_str().as_bytes();
    let digest = mac::digest(&[method, request.path.as_bytes(), &request.body]);
    Ok(Some(Key {
        text: text.to_owned(),
        credential: credential.to_owned(),
        used_for: std::array::from_fn(|position| digest[position]),
    }))
}
