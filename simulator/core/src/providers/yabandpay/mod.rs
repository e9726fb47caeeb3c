//! YabandPay, API v3: payments with a stored card token.
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
//! | `payment_token_object` | vaulted token |
//! | `request_id` | unique id of a request; no idempotency key, since it is refused the second time |

use std::sync::Arc;

use http::Method;
use jiff::SignedDuration;
use serde::Deserialize;
use serde::Serialize;

use crate::kernel::access::Caller;
use crate::kernel::access::Credential;
use crate::kernel::access::Identity;
use crate::kernel::access::Keyring;
use crate::kernel::access::Secret;
use crate::kernel::access::Verdict;
use crate::kernel::ledger::Movement;
use crate::kernel::message::Request;
use crate::kernel::message::Response;
use crate::kernel::page::Page;
use crate::kernel::provider::Act;
use crate::kernel::provider::Action;
use crate::kernel::provider::Actor;
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
use crate::kernel::webhook::Event;
use crate::kernel::webhook::Sealed;

mod advice;
pub mod auth;
mod body;
mod errors;
mod lifecycle;
mod movements;
mod settings;
mod signature;
mod state;
#[cfg(test)]
mod tests;
mod token_payment;
pub mod tokens;
mod webhooks;
mod wire;

pub use errors::Error;
pub use lifecycle::Operation;
pub use lifecycle::Status;
pub use settings::EmptyMembers;
pub use settings::FailureData;
pub use settings::Period;
pub use settings::Retries;
pub use settings::Settings;
pub use state::Order;
pub use state::OrderId;
pub use state::RequestId;
pub use state::Timer;
pub use state::TradeId;
pub use state::TransactionId;
pub use state::User;
pub use state::Version;
pub use token_payment::TokenPayment;

/// The one operation served, named after its method.
pub const CREATE_CARD_PAYMENTS: &str = "create_card_payments";

static PROFILE: Profile = Profile {
    name: "yabandpay",
    title: "YabandPay",
    hosts: &["mapi.yabandpay.com"],
    // The date is that of the token page's example.
    edition: "2024-09/1",
    operations: &[OperationInfo {
        name: CREATE_CARD_PAYMENTS,
        method: Method::POST,
        path: "/Payments",
        source: "https://docs.yabandpay.com/api/cn/payments/cards/token.html",
    }],
    events: &[webhooks::PAYMENT],
    statuses: lifecycle::NAMES,
    transitions: lifecycle::edges,
    unreadable: "-1000",
    outcomes: lifecycle::OUTCOMES,
    errors: errors::CODES,
    timers: &[AUTHORIZATION_EXPIRES],
    settings: settings::DESCRIBED,
    advice: advice::RULES,
    scrub: ScrubRules {
        headers: &[],
        authentication: &["sign"],
        card_numbers: &["card_number"],
        card_codes: &["cvc"],
        plain: &[
            "user",
            "time",
            "timeout",
            "order_id",
            "request_id",
            "trade_id",
            "transaction_id",
            "yb_transaction_id",
            "acquirer_id",
            "out_trade_no",
            "refund_id",
            "m_refund_id",
            "auth_code",
            "amount",
            "tip_amount",
            "refund_amount",
        ],
        // No page publishes a test card.
        test_cards: &[],
    },
    endpoint: None,
};

const AUTHORIZATION_EXPIRES: &str = "authorization_expires";

/// YabandPay within one sandbox.
#[derive(Debug)]
pub struct Yabandpay {
    /// Signs notifications. It is derived anew when the sandbox is opened and never written down.
    secret: Secret,
    world: World,
    orders: state::Orders,
}

/// A call to `/Payments` whose sender is known.
#[derive(Clone, Debug)]
pub struct Call {
    user: User,
    /// Whether only the more tolerant reading of its signature fits.
    is_lenient: bool,
    /// Its `time`, in Unix seconds.
    sent_at: i64,
    /// What it asks for, or why that is refused: told only after the settings have had their say about
    /// the signature.
    asked: Result<TokenPayment, Error>,
}

/// What a token payment is answered with.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Answer {
    order: Arc<Order>,
    response_id: String,
}

impl Provider for Yabandpay {
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

    fn open(sandbox: &Identity<'_>, world: World) -> Self {
        Self {
            secret: Secret::new(auth::secret_key(sandbox)),
            world,
            orders: state::Orders::default(),
        }
    }

    fn identify(raw: &Request) -> Caller<'_> {
        auth::identify(raw)
    }

    fn verify(raw: &Request, keys: &Keyring) -> Verdict {
        auth::verify(raw, keys)
    }

    /// Undocumented: the order of the checks. First the envelope, then the user, on whom the key depends,
    /// then the signature, then the method.
    fn parse(request: &Request, verdict: &Verdict) -> Result<Call, Error> {
        static ROUTES: Routes = Routes::new();
        match ROUTES.find(PROFILE.operations, &request.method, &request.path) {
            Found::Nothing => return Err(Error::NoSuchPath),
            Found::OtherMethod => return Err(Error::NotPost),
            Found::Operation(..) => {}
        }
        let envelope = auth::Envelope::read(&request.body)?;
        let (user, is_lenient) = match verdict {
            Verdict::Accepted { credential, lenient } => (credential.as_str(), *lenient),
            // The raw body could not be read, though what was left of it can be.
            Verdict::Missing => return Err(Error::Internal),
            Verdict::Unknown => return Err(Error::UnknownUser),
            Verdict::Mismatch => return Err(Error::Signature),
        };
        let is_served = envelope.method == token_payment::METHOD;
        if !is_served && !is_lenient {
            return Err(Error::NotPermitted);
        }
        Ok(Call {
            user: user.into(),
            is_lenient,
            sent_at: envelope.sent_at,
            asked: if is_served {
                TokenPayment::read(user, &envelope.data)
            } else {
                Err(Error::NotPermitted)
            },
        })
    }

    fn operation(_call: &Call) -> &'static str {
        CREATE_CARD_PAYMENTS
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
        let asked = call.asked.as_ref().map_err(|refusal| *refusal)?;
        self.pay_by_token(&call.user, asked, tx)
    }

    fn answer(answer: &Answer) -> Response {
        errors::answered(&wire::Success {
            status: true,
            code: "200",
            data: shown(&answer.order),
            message: "",
            response_id: &answer.response_id,
        })
    }

    fn timer(timer: &Timer) -> (&'static str, Subject) {
        match timer {
            Timer::AuthorizationExpires(id) => (AUTHORIZATION_EXPIRES, (*id).into()),
        }
    }

    /// Source: <https://docs.yabandpay.com/api/en/payments/others/notify.html>, state 07 and "at every
    /// change of state".
    fn due(&self, timer: &Timer, tx: &mut Tx<'_, Self>) {
        let Timer::AuthorizationExpires(id) = timer;
        let Some(order) = self.orders.find(*id) else {
            return;
        };
        let Ok(status) = order.status.after(lifecycle::Transition::AuthorizationExpired) else {
            return;
        };
        let expired = Order { status, expires_at: None, ..Order::clone(order) };
        webhooks::announce(&Arc::new(expired), tx);
    }

    fn put(&mut self, version: Version) {
        match version {
            Version::Order(order) => self.orders.put(order),
        }
    }

    fn versions(&self) -> Vec<Version> {
        self.orders.iter().cloned().map(Version::Order).collect()
    }

    fn subject(&self, id: &str, _settings: &Settings) -> Option<SubjectView> {
        let order = self.order_called(id)?;
        let expiry = order.expires_at.map(|at| Action {
            name: "expire",
            by: Actor::Time,
            leads_to: Status::Expired.name(),
            at: Some(at),
        });
        Some(SubjectView {
            id: order.trade_id.to_string(),
            kind: webhooks::PAYMENT,
            state: order.status.name().to_owned(),
            object: serde_json::to_value(shown(order)).expect("strings are written as JSON"),
            next: expiry.into_iter().collect(),
        })
    }

    fn act(&self, act: &Act<'_>, _tx: &mut Tx<'_, Self>) -> Result<(), Refused> {
        let message = match self.order_called(act.subject) {
            None => format!("there is no order with trade_id {}", act.subject),
            Some(order) => match order.expires_at {
                Some(at) if act.action == "expire" => {
                    format!("the authorization expires by itself at {at}; advance the clock to it")
                }
                Some(_) | None => format!(
                    "`{}` cannot happen to an order that is {}",
                    act.action,
                    order.status.name()
                ),
            },
        };
        Err(Refused { message })
    }

    fn page(&self, _id: &str) -> Option<Page> {
        None
    }

    fn movements(&self) -> Vec<Movement> {
        self.orders.iter().flat_map(|order| movements::of_order(order)).collect()
    }

    fn seal(&self, event: &Event<Self>, delivering: &Delivering<'_, Self>) -> Sealed {
        let Version::Order(order) = &event.version;
        let empty = delivering.settings.notification_empty_members;
        webhooks::sealed(order, self.secret.reveal(), empty)
    }

    fn acknowledged(answer: &DeliveryAnswer) -> bool {
        webhooks::is_acknowledged(answer)
    }

    fn retries(settings: &Settings) -> Vec<SignedDuration> {
        settings.notification_retries.lengths()
    }
}

impl Yabandpay {
    fn order_called(&self, id: &str) -> Option<&Arc<Order>> {
        self.orders.find(TradeId::parse(id)?)
    }
}

/// An order as the answers show it.
fn shown(order: &Order) -> wire::OrderData {
    wire::OrderData {
        order_id: order.order_id.to_string(),
        trade_id: order.trade_id.to_string(),
        amount: order.amount.fixed(),
        currency: order.amount.currency.code(),
        state: order.status.name(),
    }
}
