//! Orders: how one is made, and how one gets from a state to the next.
//!
//! Not here: what decides that it does. That is in the files named after what is done.

use std::sync::Arc;

use jiff::SignedDuration;
use jiff::Timestamp;
use jiff::tz::Offset;
use uuid::Uuid;

use super::Yabandpay;
use super::card_payments::CardPayment;
use super::lifecycle::Illegal;
use super::lifecycle::Outcome;
use super::lifecycle::Status;
use super::lifecycle::Transition;
use super::state::Afterwards;
use super::state::Order;
use super::state::Timer;
use super::state::TradeId;
use super::state::TransactionId;
use super::state::User;
use super::webhooks;
use crate::kernel::tx::TimerId;
use crate::kernel::tx::Tx;

/// How long an authorization waits for its capture.
///
/// Source: <https://docs.yabandpay.com/api/cn/payments/cards/capture.html>: thirty days.
const AUTHORIZATION_LASTS: SignedDuration = SignedDuration::from_hours(30 * 24);

/// A new order; whether the issuer says yes is not known to it yet.
pub(super) fn ordered(
    user: &User,
    asked: &CardPayment,
    status: Status,
    tx: &mut Tx<'_, Yabandpay>,
) -> Order {
    Order {
        trade_id: trade_id(tx),
        user: user.clone(),
        order_id: asked.order_id.clone(),
        request_id: asked.request_id.clone(),
        channel: asked.channel(),
        operation: asked.operation,
        amount: asked.amount,
        description: asked.description.clone(),
        demo: asked.demo.clone(),
        notify_url: asked.notify_url.clone(),
        timeout: asked.timeout,
        status,
        transaction_id: None,
        created_at: tx.at(),
        deadline: None,
        hosted: None,
        afterwards: None,
    }
}

/// The order after the issuer's yes: a bank knows it, and an authorization has its time to be captured.
pub(super) fn granted(order: Order, tx: &mut Tx<'_, Yabandpay>) -> Order {
    let deadline = (order.status == Status::Authorized).then(|| {
        let timer = Timer::AuthorizationExpires(order.trade_id);
        Box::new(scheduled(AUTHORIZATION_LASTS, timer, tx))
    });
    let hosted = order.hosted.as_ref().map(|hosted| {
        let granted_at = Some(tx.at());
        Arc::new(super::state::Hosted { granted_at, ..(**hosted).clone() })
    });
    Order { transaction_id: Some(transaction_id(tx)), deadline, hosted, ..order }
}

/// The order after a transition. What was due is taken back; what is due next is for the caller to say.
pub(super) fn moved(
    order: &Order,
    transition: Transition,
    tx: &mut Tx<'_, Yabandpay>,
) -> Result<Order, Illegal> {
    let status = order.status.after(transition)?;
    if let Some(deadline) = &order.deadline {
        tx.cancel(**deadline);
    }
    Ok(Order { status, deadline: None, ..order.clone() })
}

/// The order after all of its money went back, where any had been taken or held.
pub(super) fn given_back(order: Order, tx: &Tx<'_, Yabandpay>) -> Order {
    if order.transaction_id.is_none() {
        return order;
    }
    let before = order.afterwards.as_deref().cloned().unwrap_or_default();
    let afterwards = Afterwards { given_back: Some(tx.at()), ..before };
    Order { afterwards: Some(Arc::new(afterwards)), ..order }
}

/// An authorization whose thirty days are over, or whose merchant lets it go.
///
/// Source: <https://docs.yabandpay.com/api/en/payments/others/notify.html>, state 07 and "at every
/// change of state".
pub(super) fn expire_authorization(
    order: &Order,
    tx: &mut Tx<'_, Yabandpay>,
) -> Result<(), Illegal> {
    let expired = moved(order, Transition::Expired, tx)?;
    webhooks::announce(&Arc::new(given_back(expired, tx)), tx);
    Ok(())
}

/// The outcome that a fault asks for, where it is one of this operation.
pub(super) fn forced(
    operation: super::lifecycle::Operation,
    tx: &Tx<'_, Yabandpay>,
) -> Option<Outcome> {
    let asked = tx.forced_outcome()?;
    Outcome::ALL.into_iter().find(|outcome| Status::opened(operation, *outcome).name() == asked)
}

/// Lets a timer fall due after some time; never beyond the end of the calendar.
pub(super) fn scheduled(
    after: SignedDuration,
    timer: Timer,
    tx: &mut Tx<'_, Yabandpay>,
) -> TimerId {
    let at = tx.at().saturating_add(after).unwrap_or(Timestamp::MAX);
    tx.schedule(at, timer)
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

/// Date and time in UTC+8, then ten digits, as in the response example of
/// <https://docs.yabandpay.com/api/cn/payments/cards/token.html>.
pub(super) fn response_id(tx: &mut Tx<'_, Yabandpay>) -> String {
    [written_at(tx.at()), tx.digits("response", 10)].concat()
}

/// Date and time in UTC+8 as fourteen digits.
pub(super) fn written_at(at: Timestamp) -> String {
    let local = Offset::constant(8).to_datetime(at);
    let parts = [local.month(), local.day(), local.hour(), local.minute(), local.second()];
    let year = i64::from(local.year());
    let digits = parts.into_iter().fold(year.abs(), |sum, part| sum * 100 + i64::from(part));
    format!("{:014}", if year < 0 { -digits } else { digits })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn an_instant_is_written_with_two_digits_a_part_and_four_for_the_year(
            second in -377_000_000_000_i64..253_000_000_000,
        ) {
            let at = Timestamp::from_second(second).unwrap();

            let printed = Offset::constant(8).to_datetime(at).strftime("%Y%m%d%H%M%S").to_string();
            prop_assert_eq!(written_at(at), printed);
        }
    }
}
