//! YabandPay, API v3: card payments on a hosted page and with a stored token.
//!
//! One address serves every method; the body's `method` says which. The simulator follows the pages
//! under <https://docs.yabandpay.com/api/>, above all `cn/payments/cards/token.html`.
//!
//! | YabandPay says | elsewhere in sandpay |
//! | --- | --- |
//! | order, `trade_id` | payment, its id |
//! | `order_id` | the merchant's reference |
//! | `authorisation`, state `authorized` | authorization |
//! | state `declined` | decline |
//! | return code | error, refusal |
//! | notification | webhook |
//! | hosted payment page, `url` | hosted page |
//! | `redirect_url` | return URL |
//! | cancel | void |
//! | `payment_token_object` | vaulted token |
//! | `request_id` | unique id of a request; no idempotency key, since it is refused the second time |
#![doc = include_str!("lifecycle.md")]

use std::sync::Arc;

use jiff::SignedDuration;
use jiff::Timestamp;
use serde::Deserialize;
use serde::Serialize;

use crate::kernel::access::Caller;
use crate::kernel::access::Credential;
use crate::kernel::access::Identity;
use crate::kernel::access::Keyring;
use crate::kernel::access::Secret;
use crate::kernel::access::Verdict;
use crate::kernel::advice::OpenEnd;
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
use crate::kernel::route::Found;
use crate::kernel::route::Routes;
use crate::kernel::tx::Tx;
use crate::kernel::webhook::Delivering;
use crate::kernel::webhook::DeliveryAnswer;
use crate::kernel::webhook::Event;
use crate::kernel::webhook::Sealed;

mod advice;
pub mod auth;
mod body;
mod cancellation;
mod capture;
mod card_payments;
mod edges;
mod errors;
mod fidelity;
mod fields;
mod hosted_payment;
mod lifecycle;
mod method;
mod movements;
mod orders;
mod pages;
mod plain;
mod profile;
mod refund_lifecycle;
mod refunds;
mod settings;
mod shown;
mod signature;
mod specimens;
mod state;
mod store;
mod subjects;
#[cfg(test)]
mod tests;
mod token_payment;
pub mod tokens;
mod triggers;
mod webhooks;
mod wire;

pub use capture::CaptureRequest;
pub use card_payments::CardPayment;
pub use errors::Error;
pub use lifecycle::Operation;
pub use lifecycle::Status;
pub use refund_lifecycle::RefundStatus;
pub use refunds::RefundRequest;
pub use settings::EmptyMembers;
pub use settings::FailureData;
pub use settings::Period;
pub use settings::Retries;
pub use settings::Settings;
pub use state::Afterwards;
pub use state::Capture;
pub use state::CardToken;
pub use state::Channel;
pub use state::Hosted;
pub use state::MerchantRefundId;
pub use state::Minutes;
pub use state::Order;
pub use state::OrderId;
pub use state::PageId;
pub use state::Refund;
pub use state::RefundId;
pub use state::RequestId;
pub use state::Timer;
pub use state::Token;
pub use state::TradeId;
pub use state::TransactionId;
pub use state::User;
pub use state::Version;

use card_payments::Card;
use method::Method;
use store::Store;

/// YabandPay within one sandbox.
#[derive(Debug)]
pub struct Yabandpay {
    /// Signs notifications. It is derived anew when the sandbox is opened and never written down.
    secret: Secret,
    world: World,
    store: Store,
}

/// A call to `/Payments` whose sender is known.
#[derive(Clone, Debug)]
pub struct Call {
    user: User,
    /// Whether only the more tolerant reading of its signature fits.
    is_lenient: bool,
    /// Its `time`, in Unix seconds.
    sent_at: i64,
    /// For the journal and for faults; the first method stands for one that is not served.
    method: Method,
    /// The first member of `data` that no page of the method knows.
    unknown: Option<Box<str>>,
    /// What it asks for, or why that is refused: told only after the settings have had their say about
    /// the signature.
    asked: Result<Asked, Error>,
}

/// What a call asks for.
#[derive(Clone, Debug)]
enum Asked {
    CardPayment(Box<CardPayment>),
    Capture(CaptureRequest),
    /// By `trade_id`; `None` for what is no id of an order.
    CancelPayment(Option<TradeId>),
    QueryOrder(Option<TradeId>),
    CreateRefund(Box<RefundRequest>),
    /// By `refund_id`.
    QueryRefundOrder(String),
}

/// What a call is answered with.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Answer {
    /// An order that was made or captured.
    Carried {
        /// The order as it is now.
        order: Arc<Order>,
        /// The address of its page, where it was just opened.
        url: Option<String>,
        /// Twenty-four digits.
        response_id: String,
    },
    /// An order that was asked for.
    Queried(Arc<Order>),
    /// An order that was cancelled.
    Cancelled(Arc<Order>),
    /// A refund that was made or asked for, and its order.
    Refund(Arc<Refund>, Arc<Order>),
}

impl Asked {
    /// What `data` asks of a method, when `user` may ask for it.
    fn read(method: Method, user: &str, data: &body::Members<'_>) -> Result<Self, Error> {
        let trade_id = || fields::text(data, "trade_id").map(TradeId::parse);
        Ok(match method {
            Method::CreateCardPayments => {
                Self::CardPayment(Box::new(CardPayment::read(user, data)?))
            }
            Method::Capture => Self::Capture(CaptureRequest::read(data)?),
            Method::CancelPayment => Self::CancelPayment(trade_id()?),
            Method::QueryOrder => Self::QueryOrder(trade_id()?),
            Method::CreateRefund => Self::CreateRefund(Box::new(RefundRequest::read(data)?)),
            Method::QueryRefundOrder => {
                Self::QueryRefundOrder(fields::text(data, "refund_id")?.to_owned())
            }
        })
    }

    /// The id that must be new, of the methods that have one.
    fn request_id(&self) -> Option<&RequestId> {
        match self {
            Self::CardPayment(asked) => Some(&asked.request_id),
            Self::Capture(asked) => Some(&asked.request_id),
            Self::CancelPayment(_)
            | Self::QueryOrder(_)
            | Self::CreateRefund(_)
            | Self::QueryRefundOrder(_) => None,
        }
    }
}

impl Provider for Yabandpay {
    const PROFILE: &'static Profile = &profile::PROFILE;
    type Settings = Settings;
    type Body<'a> = auth::Reading<'a>;
    type Call = Call;
    type Answer = Answer;
    type Version = Version;
    type Timer = Timer;
    type Error = Error;

    fn credentials(sandbox: &Identity<'_>) -> Vec<Credential> {
        auth::credentials(sandbox)
    }

    fn open(sandbox: &Identity<'_>, world: World) -> Self {
        Self { secret: Secret::new(auth::secret_key(sandbox)), world, store: Store::default() }
    }

    fn read(body: &[u8]) -> auth::Reading<'_> {
        auth::Reading::of(body)
    }

    fn identify<'r>(_raw: &'r Request, body: &'r auth::Reading<'_>) -> Caller<'r> {
        body.caller()
    }

    fn verify(_raw: &Request, body: &auth::Reading<'_>, keys: &Keyring) -> Verdict {
        body.verify(keys)
    }

    /// Undocumented: the order of the checks. First the envelope, then the user, on whom the key depends,
    /// then the signature, then the method.
    fn parse(request: &Request, body: auth::Reading<'_>, verdict: &Verdict) -> Result<Call, Error> {
        static ROUTES: Routes = Routes::new();
        match ROUTES.find(&method::OPERATIONS, &request.method, &request.path) {
            Found::Nothing => return Err(Error::NoSuchPath),
            Found::OtherMethod => return Err(Error::NotPost),
            Found::Operation(..) => {}
        }
        let envelope = body.envelope?;
        let (user, is_lenient) = match verdict {
            Verdict::Accepted { credential, lenient } => (credential.as_str(), *lenient),
            // The raw body could not be read, though what was left of it can be.
            Verdict::Missing => return Err(Error::Internal),
            Verdict::Unknown => return Err(Error::UnknownUser),
            Verdict::Mismatch => return Err(Error::Signature),
        };
        let method = Method::named(&envelope.method);
        if method.is_none() && !is_lenient {
            return Err(Error::NotPermitted);
        }
        let asked = method.ok_or(Error::NotPermitted);
        let unknown = |name: &&str| method.is_some_and(|one| !one.members().contains(name));
        Ok(Call {
            user: user.into(),
            is_lenient,
            sent_at: envelope.sent_at,
            method: method.unwrap_or(Method::CreateCardPayments),
            unknown: envelope.data.iter().map(|(name, _)| name).find(unknown).map(Into::into),
            asked: asked.and_then(|method| Asked::read(method, user, &envelope.data)),
        })
    }

    fn operation(call: &Call) -> &'static str {
        call.method.info().name
    }

    fn idempotency(_call: &Call) -> Option<IdempotencyKey<'_>> {
        None
    }

    fn conflict(_conflict: Conflict) -> Error {
        Error::RequestId
    }

    fn refusal(code: &str) -> Option<Error> {
        Error::from_code(code)
    }

    fn internal_error() -> Response {
        Error::Internal.into()
    }

    fn shaped(refusal: Response, settings: &Settings) -> Response {
        errors::shaped(refusal, settings.failure_data)
    }

    fn handle(&self, call: &Call, tx: &mut Tx<'_, Self>) -> Result<Answer, Error> {
        let settings = tx.settings();
        let window = settings.time_window.as_ref().map(Period::length);
        let is_stale = window.is_some_and(|window| auth::is_stale(call.sent_at, tx.at(), window));
        if is_stale || (call.is_lenient && settings.strict_signature) {
            return Err(Error::Signature);
        }
        if call.is_lenient {
            advice::of_signature(&call.user, tx);
        }
        if let Some(name) = &call.unknown {
            advice::of_unknown_member((&call.user, call.method), name, tx);
        }
        let asked = call.asked.as_ref().map_err(|refusal| *refusal)?;
        self.check_request_id(&call.user, asked, tx)?;
        self.carry_out(&call.user, asked, tx)
    }

    fn answer(answer: &Answer) -> Response {
        match answer {
            Answer::Carried { order, url, response_id } => {
                errors::succeeded(shown::order(order, url.as_deref()), Some(response_id))
            }
            Answer::Queried(order) => errors::succeeded(shown::query(order), None),
            Answer::Cancelled(order) => errors::succeeded(shown::cancelled(order), None),
            Answer::Refund(refund, order) => errors::succeeded(shown::refund(refund, order), None),
        }
    }

    fn timer(timer: &Timer) -> (&'static str, Subject) {
        match timer {
            Timer::OrderExpires(id) => (profile::ORDER_EXPIRES, (*id).into()),
            Timer::ReviewEnds(id) => (profile::REVIEW_ENDS, (*id).into()),
            Timer::AuthorizationExpires(id) => (profile::AUTHORIZATION_EXPIRES, (*id).into()),
            Timer::RefundSettles(id) => (profile::REFUND_SETTLES, id.into()),
        }
    }

    fn due(&self, timer: &Timer, tx: &mut Tx<'_, Self>) {
        self.fall_due(timer, tx);
    }

    fn put(&mut self, version: Version) {
        self.store.put(version);
    }

    fn versions(&self) -> Vec<Version> {
        self.store.versions()
    }

    fn subject(&self, id: &str, _settings: &Settings) -> Option<SubjectView> {
        self.viewed(id)
    }

    fn act(&self, act: &Act<'_>, tx: &mut Tx<'_, Self>) -> Result<(), Refused> {
        self.act_on(act, tx)
    }

    fn page(&self, id: &str) -> Option<Page> {
        pages::page(self.store.order_of_page(id)?)
    }

    fn movements(&self) -> Vec<Movement> {
        self.moved()
    }

    fn open_ends(&self, _at: Timestamp) -> Vec<OpenEnd> {
        self.store.orders().filter_map(|order| advice::open_end(order)).collect()
    }

    fn seal(&self, event: &Event<Self>, delivering: &Delivering<'_, Self>) -> Sealed {
        let data = match &event.version {
            Version::Order(order) => webhooks::of_order(order),
            Version::Refund(refund) => {
                let order = self.store.order(refund.trade_id);
                webhooks::of_refund(refund, order.expect("a refund is of an order"))
            }
            Version::Token(_) => unreachable!("nobody is told of a token by itself"),
        };
        let empty = delivering.settings.notification_empty_members;
        webhooks::sealed(data, self.secret.reveal(), empty)
    }

    fn forged(sealed: Sealed) -> Sealed {
        webhooks::forged(sealed)
    }

    fn acknowledged(answer: &DeliveryAnswer) -> bool {
        webhooks::is_acknowledged(answer)
    }

    fn retries(settings: &Settings) -> Vec<SignedDuration> {
        settings.notification_retries.lengths()
    }
}

impl Yabandpay {
    /// Undocumented: a request id that was used is refused rather than answered again, as the words "must
    /// be unique" have it; it is used up only by a call that made or captured an order.
    fn check_request_id(
        &self,
        user: &User,
        asked: &Asked,
        tx: &mut Tx<'_, Self>,
    ) -> Result<(), Error> {
        match asked.request_id().and_then(|id| self.store.made_by(user, id)) {
            None => Ok(()),
            Some(made) => {
                advice::of_spent_request(made, tx);
                Err(Error::RequestId)
            }
        }
    }

    fn carry_out(
        &self,
        user: &User,
        asked: &Asked,
        tx: &mut Tx<'_, Self>,
    ) -> Result<Answer, Error> {
        match asked {
            Asked::CardPayment(asked) => {
                // Undocumented: an order id may be used again. No page forbids it.
                let is_repeated = self.store.has_live(user, &asked.order_id);
                let order = match &asked.card {
                    Card::Stored(token) => self.pay_by_token(user, (asked, token), tx)?,
                    Card::OnPage(page) => hosted_payment::open(user, (asked, page), tx),
                };
                advice::of_order(&order, is_repeated, tx);
                let page = order.hosted.as_ref();
                let url = page.map(|hosted| pages::address(tx.origin(), hosted));
                Ok(Answer::Carried { order, url, response_id: orders::response_id(tx) })
            }
            Asked::Capture(asked) => {
                let order = self.capture(asked, tx)?;
                Ok(Answer::Carried { order, url: None, response_id: orders::response_id(tx) })
            }
            Asked::CancelPayment(id) => self.cancel(*id, tx).map(Answer::Cancelled),
            Asked::QueryOrder(id) => {
                let order = id.and_then(|id| self.store.order(id)).ok_or(Error::NotPermitted)?;
                Ok(Answer::Queried(Arc::clone(order)))
            }
            Asked::CreateRefund(asked) => {
                let (refund, order) = self.create_refund(asked, tx)?;
                Ok(Answer::Refund(refund, order))
            }
            Asked::QueryRefundOrder(id) => {
                let (refund, order) = self.query_refund(id)?;
                Ok(Answer::Refund(refund, order))
            }
        }
    }
}
