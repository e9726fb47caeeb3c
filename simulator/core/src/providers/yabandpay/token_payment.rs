//! The token payment: what it asks for, and what it does.
//!
//! Source of everything here unless marked: <https://docs.yabandpay.com/api/cn/payments/cards/token.html>,
//! request parameters. Undocumented: the order of the checks, and one rule for all members: what has
//! another type than documented counts as missing. `order_id` and `amount` may be numbers, since the
//! page's own example sends `order_id` as one and others send `amount` so.

use std::sync::Arc;

use http::Uri;
use jiff::SignedDuration;
use jiff::Timestamp;
use jiff::tz::Offset;
use uuid::Uuid;

use super::Answer;
use super::Yabandpay;
use super::advice;
use super::auth;
use super::body::Members;
use super::body::Value;
use super::errors::Error;
use super::lifecycle::Operation;
use super::lifecycle::Outcome;
use super::lifecycle::Status;
use super::state::Order;
use super::state::OrderId;
use super::state::RequestId;
use super::state::Timer;
use super::state::TradeId;
use super::state::TransactionId;
use super::state::User;
use super::tokens;
use super::tokens::Standing;
use super::webhooks;
use crate::kernel::money::Currency;
use crate::kernel::money::Money;
use crate::kernel::money::Notation;
use crate::kernel::tx::Tx;

/// The value of `method`.
pub(super) const METHOD: &str = "v3.CreateCardPayments";
/// The value of `pay_method`.
pub(super) const PAY_METHOD: &str = "online";
/// The value of `sub_pay_method`.
pub(super) const SUB_PAY_METHOD: &str = "Token";

/// How long an authorization waits for its capture.
///
/// Source: <https://docs.yabandpay.com/api/cn/payments/cards/capture.html>: thirty days.
const AUTHORIZATION_LASTS: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Decimal text with two digits, whatever the currency, and no exponent.
const NOTATION: Notation = Notation { digits: 2, exponent: false };

/// A charge of a stored card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenPayment {
    operation: Operation,
    order_id: OrderId,
    amount: Money,
    token: Arc<str>,
    description: Arc<str>,
    demo: Option<Arc<str>>,
    notify_url: Arc<str>,
    request_id: RequestId,
}

impl TokenPayment {
    /// What `data` asks for, when `user` may ask for it.
    pub(super) fn read(user: &str, data: &Members<'_>) -> Result<Self, Error> {
        check_permission(user, data)?;
        text(data, "pay_method")?;
        text(data, "sub_pay_method")?;
        check_timeout(data)?;
        let operation = text(data, "operation")?;
        Ok(Self {
            operation: served_operation(operation).ok_or(Error::NotPermitted)?,
            order_id: scalar(data, "order_id")?.into(),
            amount: amount(data)?,
            token: text(data, "payment_token_object")?.into(),
            description: text(data, "description")?.into(),
            demo: demo(data)?,
            notify_url: notify_url(data)?.into(),
            request_id: text(data, "request_id")?.into(),
        })
    }
}

/// Undocumented: which causes `-4120` has. Here: a user without the token feature, and values that name
/// a service which is not offered. The values of `pay_method` and `sub_pay_method` are compared without
/// regard to case, since the pages spell them differently.
fn check_permission(user: &str, data: &Members<'_>) -> Result<(), Error> {
    let named = |name| data.find(name).and_then(Value::text).unwrap_or_default();
    let other = |name, served: &str| {
        let value = named(name);
        !value.is_empty() && !value.eq_ignore_ascii_case(served)
    };
    let operation = named("operation");
    let refused = auth::is_without_tokens(user)
        || other("pay_method", PAY_METHOD)
        || other("sub_pay_method", SUB_PAY_METHOD)
        || (!operation.is_empty() && served_operation(operation).is_none());
    if refused { Err(Error::NotPermitted) } else { Ok(()) }
}

fn served_operation(text: &str) -> Option<Operation> {
    match text {
        "11" => Some(Operation::Sale),
        "12" => Some(Operation::Authorization),
        _ => None,
    }
}

/// A string that must be there and not be empty.
fn text<'d>(data: &'d Members<'_>, name: &str) -> Result<&'d str, Error> {
    present(data.find(name).and_then(Value::text))
}

/// A string or number that must be there and not be empty.
fn scalar<'d>(data: &'d Members<'_>, name: &str) -> Result<&'d str, Error> {
    present(data.find(name).and_then(Value::scalar))
}

fn present(text: Option<&str>) -> Result<&str, Error> {
    text.filter(|text| !text.is_empty()).ok_or(Error::MissingField)
}

/// Undocumented: the merchant's own text may be a number too, as its order id may.
fn demo(data: &Members<'_>) -> Result<Option<Arc<str>>, Error> {
    match data.find("demo") {
        None | Some(Value::Null) => Ok(None),
        Some(value) => match value.scalar() {
            Some(text) => Ok(Some(text.into())),
            None => Err(Error::MissingField),
        },
    }
}

/// Minutes from 0 to 1440. A token payment is decided at once, so nothing reads them yet.
///
/// Undocumented: the table requires the member and gives a default for it. Here it must be there, and
/// may be empty; empty and 0 both mean 1440, as the order query shows for 0.
fn check_timeout(data: &Members<'_>) -> Result<(), Error> {
    let text = data.find("timeout").and_then(Value::text);
    let text = text.ok_or(Error::MissingField)?;
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let fits = text.parse::<u16>().is_ok_and(|minutes| minutes <= 1440);
    if text.is_empty() || (digits && fits) { Ok(()) } else { Err(Error::MissingField) }
}

/// Undocumented: more than two decimal digits, zero, a negative amount and an exponent are refused; so
/// is a currency that ISO 4217 does not know. Which currencies an account may use is not documented, so
/// all others are taken.
fn amount(data: &Members<'_>) -> Result<Money, Error> {
    let sent = scalar(data, "amount")?;
    let currency = text(data, "currency")?;
    let currency = Currency::from_code(currency).ok_or(Error::MissingField)?;
    let is_finer = |(_, part): (&str, &str)| part.len() > usize::from(NOTATION.digits);
    Money::from_major(sent, currency, NOTATION)
        .ok()
        .filter(|amount| amount.minor > 0 && !sent.split_once('.').is_some_and(is_finer))
        .ok_or(Error::MissingField)
}

/// Undocumented: what is no absolute address of the web is refused. Plain `http` is taken, though the
/// notification page asks for `https`: on a developer's machine there is nothing else.
fn notify_url<'d>(data: &'d Members<'_>) -> Result<&'d str, Error> {
    let address = text(data, "notify_url")?;
    let is_web = |uri: Uri| {
        matches!(uri.scheme_str(), Some("http" | "https"))
            && uri.host().is_some_and(|host| !host.is_empty())
    };
    address.parse().is_ok_and(is_web).then_some(address).ok_or(Error::MissingField)
}

impl Yabandpay {
    /// Charges a token: the state is decided at once, and notified as well.
    pub(super) fn pay_by_token(
        &self,
        user: &User,
        asked: &TokenPayment,
        tx: &mut Tx<'_, Self>,
    ) -> Result<Answer, Error> {
        // Undocumented: a request id that was used is refused rather than answered again, as the words
        // "must be unique" have it; it is used up only by a call that made an order.
        if let Some(made) = self.orders.made_by(user, &asked.request_id) {
            advice::of_spent_request(made, tx);
            return Err(Error::RequestId);
        }
        let outcome = match tokens::standing(self.world, &asked.token) {
            Standing::Unusable => return Err(Error::InvalidToken),
            Standing::Approves => Outcome::Approved,
            Standing::Declines => Outcome::Declined,
        };
        let outcome = forced(asked.operation, tx).unwrap_or(outcome);
        let order = Arc::new(opened(user, asked, outcome, tx));
        if let Some(at) = order.expires_at {
            tx.schedule(at, Timer::AuthorizationExpires(order.trade_id));
        }
        // Undocumented: an order id may be used again. No page forbids it.
        let is_repeated = self.orders.has(user, &order.order_id);
        advice::of_order(&order, is_repeated, tx);
        webhooks::announce(&order, tx);
        Ok(Answer { order, response_id: response_id(tx) })
    }
}

/// The outcome that a fault asks for, where it is one of this operation.
fn forced(operation: Operation, tx: &Tx<'_, Yabandpay>) -> Option<Outcome> {
    let asked = tx.forced_outcome()?;
    Outcome::ALL.into_iter().find(|outcome| Status::opened(operation, *outcome).name() == asked)
}

/// When an authorization of an instant expires.
pub(super) fn expiry(authorized_at: Timestamp) -> Timestamp {
    authorized_at.saturating_add(AUTHORIZATION_LASTS).unwrap_or(Timestamp::MAX)
}

fn opened(
    user: &User,
    asked: &TokenPayment,
    outcome: Outcome,
    tx: &mut Tx<'_, Yabandpay>,
) -> Order {
    let status = Status::opened(asked.operation, outcome);
    let expires_at = (status == Status::Authorized).then(|| expiry(tx.at()));
    Order {
        trade_id: trade_id(tx),
        user: user.clone(),
        order_id: asked.order_id.clone(),
        request_id: asked.request_id.clone(),
        operation: asked.operation,
        amount: asked.amount,
        description: asked.description.clone(),
        demo: asked.demo.clone(),
        notify_url: asked.notify_url.clone(),
        status,
        transaction_id: status.is_successful().then(|| transaction_id(tx)),
        created_at: tx.at(),
        expires_at,
    }
}

/// Undocumented: the examples are UUIDs by their look alone; version and variant vary freely.
fn trade_id(tx: &mut Tx<'_, Yabandpay>) -> TradeId {
    let digits = tx.hex("trade", 32);
    TradeId(Uuid::try_parse(&digits).expect("32 hexadecimal digits are a UUID"))
}

/// Undocumented: no card example shows a bank's id; it has 28 digits as in
/// <https://docs.yabandpay.com/api/en/payments/others/NOTIFY.html>, notification example.
fn transaction_id(tx: &mut Tx<'_, Yabandpay>) -> TransactionId {
    tx.digits("transaction", 28).as_str().into()
}

/// Date and time in UTC+8, then ten digits, as in the response example.
fn response_id(tx: &mut Tx<'_, Yabandpay>) -> String {
    let at = Offset::constant(8).to_datetime(tx.at());
    format!("{}{}", at.strftime("%Y%m%d%H%M%S"), tx.digits("response", 10))
}
