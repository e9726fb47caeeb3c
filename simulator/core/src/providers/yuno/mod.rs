//! Yuno: direct card payments, captured, cancelled and refunded by the merchant or on a schedule, and the
//! customers that make them.
//!
//! `POST /v1/payments` with workflow DIRECT and a card, the calls on a payment that is there already
//! (capture, cancel, refund, cancel-or-refund), the two ways to read payments, what falls due by itself,
//! and the webhooks that tell of it; customers, stored and read. What Yuno does beyond that is refused, never ignored.
//! The documents are those of <https://docs.y.uno> as of August 2026.
//!
//! | Yuno says | elsewhere in sandpay |
//! | --- | --- |
//! | `AUTHORIZE`, PENDING/AUTHORIZED | authorization |
//! | `PURCHASE` | authorization and capture in one |
//! | `CANCEL` | void |
//! | `VERIFY` | authorization of nothing, to see whether the card is good |
//! | DECLINED | decline |
//! | error code | error, refusal |
//! | `merchant_order_id` | the merchant's reference; not unique |
//! | `simplified_mode` | that Yuno retries what failed |
//! | test payment gateway | the provider and bank behind Yuno |
#![doc = include_str!("lifecycle.md")]

use std::sync::Arc;

use http::StatusCode;
use jiff::SignedDuration;
use jiff::Timestamp;
use serde::Deserialize;
use serde::Serialize;
use uuid::Uuid;

use crate::kernel::access::Caller;
use crate::kernel::access::Credential;
use crate::kernel::access::Identity;
use crate::kernel::access::Keyring;
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
use crate::kernel::tx::Tx;
use crate::kernel::webhook::Delivering;
use crate::kernel::webhook::DeliveryAnswer;
use crate::kernel::webhook::Event;
use crate::kernel::webhook::Sealed;

mod act;
mod advice;
mod attempt;
mod auth;
mod call;
mod cancel;
mod cancel_or_refund;
mod capture;
mod card;
mod change;
mod create;
mod credentials;
mod customers;
mod echo;
mod errors;
mod fidelity;
mod fields;
mod gateway;
mod json;
mod later;
mod ledger;
mod lifecycle;
mod movements;
mod outcome;
mod payments;
mod placeholder;
mod plan;
mod profile;
mod provider_calls;
mod refund;
mod response_codes;
mod schedule;
mod settings;
mod shown;
mod signature;
mod specimens;
mod state;
mod stored;
mod storing;
#[cfg(test)]
mod tests;
mod unknown;
mod vault;
mod view;
mod webhooks;
mod wire;
mod world;
mod written;

pub use call::CANCEL_OR_REFUND_PAYMENT;
pub use call::CANCEL_OR_REFUND_TRANSACTION;
pub use call::CANCEL_PAYMENT;
pub use call::CAPTURE_PAYMENT;
pub use call::CREATE_CUSTOMER;
pub use call::CREATE_PAYMENT;
pub use call::Call;
pub use call::LIST_PAYMENTS;
pub use call::REFUND_PAYMENT;
pub use call::RETRIEVE_CUSTOMER;
pub use call::RETRIEVE_CUSTOMER_BY_EXTERNAL_ID;
pub use call::RETRIEVE_PAYMENT;
pub use credentials::Initiator;
pub use credentials::Origin;
pub use credentials::Reason;
pub use credentials::Usage;
pub use errors::Code;
pub use errors::Error;
pub use lifecycle::Hold;
pub use lifecycle::Illegal;
pub use lifecycle::Paid;
pub use lifecycle::Status;
pub use lifecycle::Transition;
pub use lifecycle::Verification;
pub use plan::Delay;
pub use plan::Delayed;
pub use plan::Delays;
pub use plan::Retry;
pub use plan::Scheduled;
pub use profile::CANCEL_DUE;
pub use profile::CAPTURE_DUE;
pub use profile::HOLD_ENDS;
pub use profile::REFUND_DUE;
pub use settings::AuthorizationHold;
pub use settings::ReadShape;
pub use settings::ReasonChange;
pub use settings::RetryBasis;
pub use settings::Settings;
pub use state::Decided;
pub use state::Later;
pub use state::Payment;
pub use state::PaymentId;
pub use state::Timer;
pub use state::Version;
pub use stored::Customer;
pub use stored::CustomerId;
pub use stored::Token;
pub use stored::TokenId;

/// Keys are remembered for 24 hours: <https://docs.y.uno/reference/getting-started/authentication>.
const WINDOW: SignedDuration = SignedDuration::from_hours(24);

/// Yuno within one sandbox.
#[derive(Debug)]
pub struct Yuno {
    account: Uuid,
    account_text: Box<str>,
    customers: customers::Customers,
    vault: vault::Vault,
    payments: ledger::Ledger,
}

/// What a call is answered with.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// The payment as it was created.
    Created(Arc<Payment>),
    /// The payment as it was read.
    Read {
        /// The payment.
        payment: Arc<Payment>,
        /// Whether as `{"payment": …}`.
        wrapped: bool,
        /// Whether with `transactions_history`.
        history: bool,
    },
    /// The payments of an order as they were read.
    Listed(Arc<Listing>),
    /// The payment after its latest transaction, a capture.
    Captured(Arc<Payment>),
    /// The payment after its latest transaction, a cancel.
    Cancelled(Arc<Payment>),
    /// The payment after its latest transaction, a refund.
    Refunded(Arc<Payment>),
    /// The payment after its latest transaction, one of the two.
    CancelledOrRefunded(Arc<Payment>),
    /// The customer as it was stored.
    CustomerCreated(Arc<Customer>),
    /// The customer as it was read.
    CustomerRead(Arc<Customer>),
}

/// The payments of an order, in the order in which they were created.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Listing(pub Box<[Arc<Payment>]>);

impl Yuno {
    fn decide(&self, call: &Call, tx: &mut Tx<'_, Self>) -> Result<Answer, Error> {
        match call {
            Call::CreatePayment(create) => payments::create(self, create, tx),
            Call::RetrievePayment(retrieve) => payments::retrieve(self, retrieve, tx),
            Call::ListPayments(list) => Ok(payments::list(self, list)),
            Call::Capture(change) => capture::capture(self, change, tx),
            Call::Cancel(change) => cancel::cancel(self, change, tx),
            Call::Refund(change) => refund::refund(self, change, tx),
            Call::CancelOrRefundPayment(change) => cancel_or_refund::payment(self, change, tx),
            Call::CancelOrRefundTransaction(change) => {
                cancel_or_refund::transaction(self, change, tx)
            }
            Call::CreateCustomer(new) => customers::create(self, new, tx),
            Call::RetrieveCustomer(find) => customers::retrieve(self, find),
        }
    }
}

impl Provider for Yuno {
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

    fn open(sandbox: &Identity<'_>, world: World) -> Self {
        let account = auth::account(sandbox);
        Self {
            account,
            account_text: account.to_string().into(),
            customers: world::customers(world),
            vault: world::vault(world),
            payments: ledger::Ledger::default(),
        }
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
        match call {
            Call::CreatePayment(_) => CREATE_PAYMENT,
            Call::RetrievePayment(_) => RETRIEVE_PAYMENT,
            Call::ListPayments(_) => LIST_PAYMENTS,
            Call::Capture(_) => CAPTURE_PAYMENT,
            Call::Cancel(_) => CANCEL_PAYMENT,
            Call::Refund(_) => REFUND_PAYMENT,
            Call::CancelOrRefundPayment(_) => CANCEL_OR_REFUND_PAYMENT,
            Call::CancelOrRefundTransaction(_) => CANCEL_OR_REFUND_TRANSACTION,
            Call::CreateCustomer(_) => CREATE_CUSTOMER,
            Call::RetrieveCustomer(call::FindCustomer::ById(_)) => RETRIEVE_CUSTOMER,
            Call::RetrieveCustomer(call::FindCustomer::OfMerchant(_)) => {
                RETRIEVE_CUSTOMER_BY_EXTERNAL_ID
            }
        }
    }

    fn idempotency(call: &Call) -> Option<IdempotencyKey<'_>> {
        // "The body of the retry is ignored", so it is not compared.
        call.once().map(|once| IdempotencyKey {
            key: &once.key,
            scope: &once.scope,
            body: None,
            window: WINDOW,
        })
    }

    fn conflict(conflict: Conflict) -> Error {
        match conflict {
            Conflict::InProcess => Code::RequestInProcess.into(),
            Conflict::Burnt | Conflict::OtherBody => Code::IdempotencyDuplicated.into(),
        }
    }

    fn refusal(code: &str) -> Option<Error> {
        Code::from_name(code).map(Error::from)
    }

    fn internal_error() -> Response {
        Error::from(Code::InternalError).into()
    }

    fn handle(&self, call: &Call, tx: &mut Tx<'_, Self>) -> Result<Answer, Error> {
        let decided = self.decide(call, tx);
        advice::of_call(self, call, decided.as_ref().ok(), tx);
        decided
    }

    fn answer(answer: &Answer) -> Response {
        let (status, body) = match answer {
            Answer::Created(payment) => (StatusCode::CREATED, shown::created(payment)),
            Answer::Read { payment, wrapped, history } => {
                (StatusCode::OK, shown::read(payment, *wrapped, *history))
            }
            Answer::Listed(listing) => (StatusCode::OK, shown::listed(&listing.0)),
            Answer::Captured(payment) => (StatusCode::OK, outcome::captured(payment)),
            Answer::Cancelled(payment) => (StatusCode::OK, outcome::cancelled(payment)),
            Answer::Refunded(payment) => (StatusCode::OK, outcome::refunded(payment)),
            Answer::CancelledOrRefunded(payment) => {
                (StatusCode::CREATED, outcome::cancelled_or_refunded(payment))
            }
            Answer::CustomerCreated(customer) => (StatusCode::CREATED, shown::customer(customer)),
            Answer::CustomerRead(customer) => (StatusCode::OK, shown::customer(customer)),
        };
        let headers = vec![("content-type", "application/json".into())];
        Response { status, headers, body: body.into() }
    }

    fn concerns(answer: &Answer) -> Option<Subject> {
        match answer {
            Answer::Created(payment)
            | Answer::Captured(payment)
            | Answer::Cancelled(payment)
            | Answer::Refunded(payment)
            | Answer::CancelledOrRefunded(payment) => Some(payment.id.into()),
            Answer::CustomerCreated(customer) => Some(customer.id.into()),
            Answer::Read { .. } | Answer::Listed(_) | Answer::CustomerRead(_) => None,
        }
    }

    fn timer(timer: &Timer) -> (&'static str, Subject) {
        match *timer {
            Timer::CaptureDue(id) => (CAPTURE_DUE, id.into()),
            Timer::CancelDue(id) => (CANCEL_DUE, id.into()),
            Timer::RefundDue(id) => (REFUND_DUE, id.into()),
            Timer::HoldEnds(id) => (HOLD_ENDS, id.into()),
        }
    }

    fn look_ahead(&self, timers: &mut dyn Iterator<Item = &Timer>) {
        self.payments.look_ahead(timers.map(|timer| match *timer {
            Timer::CaptureDue(id)
            | Timer::CancelDue(id)
            | Timer::RefundDue(id)
            | Timer::HoldEnds(id) => id,
        }));
    }

    fn due(&self, timer: &Timer, tx: &mut Tx<'_, Self>) {
        match *timer {
            Timer::CaptureDue(id) => schedule::capture_due(self, id, tx),
            Timer::CancelDue(id) => schedule::cancel_due(self, id, tx),
            Timer::RefundDue(id) => schedule::refund_due(self, id, tx),
            Timer::HoldEnds(id) => schedule::hold_ends(self, id, tx),
        }
    }

    fn put(&mut self, version: Version) {
        match version {
            Version::Payment(payment) => self.payments.put(payment),
            Version::Customer(customer) => self.customers.put(customer),
            Version::Token(token) => self.vault.put(token),
        }
    }

    fn versions(&self) -> Vec<Version> {
        let customers = self.customers.all().cloned().map(Version::Customer);
        let tokens = self.vault.all().cloned().map(Version::Token);
        customers
            .chain(tokens)
            .chain(self.payments.in_order().iter().cloned().map(Version::Payment))
            .collect()
    }

    fn subject(&self, id: &str, settings: &Settings) -> Option<SubjectView> {
        view::subject(self, id, settings)
    }

    fn act(&self, act: &Act<'_>, tx: &mut Tx<'_, Self>) -> Result<(), Refused> {
        act::act(self, act, tx)
    }

    fn page(&self, _: &str) -> Option<Page> {
        None
    }

    fn open_ends(&self, at: Timestamp) -> Vec<OpenEnd> {
        advice::open_ends(self, at)
    }

    fn movements(&self) -> Vec<Movement> {
        let payments = self.payments.newest();
        payments.iter().flat_map(|payment| movements::of_payment(payment)).collect()
    }

    fn seal(&self, event: &Event<Self>, delivering: &Delivering<'_, Self>) -> Sealed {
        webhooks::seal(event, delivering.to, delivering.attempt)
    }

    /// Exactly 200: <https://docs.y.uno/docs/webhooks>.
    fn acknowledged(answer: &DeliveryAnswer) -> bool {
        answer.status == 200
    }

    fn retries(settings: &Settings) -> Vec<SignedDuration> {
        settings.webhook_retry_basis.waits()
    }
}
