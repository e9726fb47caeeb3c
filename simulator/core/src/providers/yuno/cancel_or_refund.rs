//! Cancelling what is not captured, refunding what is, whichever it is.
//!
//! Source: <https://docs.y.uno/reference/payments/cancel-or-refund-a-payment> and
//! <https://docs.y.uno/reference/payments/cancel-or-refund-payment-with-transaction>.

use super::Answer;
use super::Yuno;
use super::call::Change;
use super::cancel;
use super::change;
use super::change::Plan;
use super::errors::Code;
use super::errors::Error;
use super::gateway::Operation;
use super::refund;
use super::state::Payment;
use super::state::Transaction;
use crate::kernel::money::Money;
use crate::kernel::tx::Tx;

/// Cancels or refunds a payment.
///
/// # Errors
///
/// What is wrong with the body; an unknown payment; what cannot be cancelled or refunded now.
pub(super) fn payment(yuno: &Yuno, call: &Change, tx: &mut Tx<'_, Yuno>) -> Result<Answer, Error> {
    let (payment, wish) = change::target(yuno, call, tx)?;
    let plan = plan(payment, payment.first(), wish.amount)?;
    Ok(Answer::CancelledOrRefunded(change::carry_out(payment, plan, (call, wish), tx)))
}

/// Cancels or refunds what a transaction did.
///
/// # Errors
///
/// What is wrong with the body; an unknown payment or transaction; what cannot be cancelled or refunded
/// now.
pub(super) fn transaction(
    yuno: &Yuno,
    call: &Change,
    tx: &mut Tx<'_, Yuno>,
) -> Result<Answer, Error> {
    let (payment, wish) = change::target(yuno, call, tx)?;
    let plan = plan(payment, change::transaction(payment, call)?, wish.amount)?;
    Ok(Answer::CancelledOrRefunded(change::carry_out(payment, plan, (call, wish), tx)))
}

/// A cancel of an authorization of which nothing is taken, a refund of everything else.
///
/// Undocumented: an authorization that was captured stands for all of its captures; a part of one that
/// was not cannot be cancelled.
fn plan(payment: &Payment, named: &Transaction, amount: Option<Money>) -> Result<Plan, Error> {
    let authorization = named.operation == Operation::Authorize;
    if authorization && cancel::is_reserved(payment) {
        let plan = cancel::release(payment, named)?;
        let all = change::part(payment, amount, plan.amount)? == plan.amount;
        return if all { Ok(plan) } else { Err(Code::InvalidAmount.into()) };
    }
    if authorization {
        refund::plan_in_all(payment, amount)
    } else {
        refund::plan(payment, named, amount)
    }
}
