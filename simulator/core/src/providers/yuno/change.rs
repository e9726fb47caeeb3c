//! Doing something to a payment that is there already, for a merchant's request: which one is meant, and
//! how much of it. What each operation allows is in a module of its own, what comes of it in `attempt`.
//!
//! Undocumented: the order of refusals. What is wrong with the body comes first, then an unknown payment,
//! a call on it that is not answered yet, an unknown transaction, an operation that the provider has not
//! confirmed, a transaction of another type, the state, the amount. Nothing changes on a refusal.

use std::sync::Arc;

use super::Yuno;
use super::attempt;
use super::attempt::Attempt;
use super::call::Change;
use super::errors::Code;
use super::errors::Error;
use super::gateway::Operation;
use super::later::Wish;
use super::payments;
use super::state::Payment;
use super::state::Transaction;
use super::state::TransactionId;
use super::webhooks;
use crate::kernel::money::Money;
use crate::kernel::tx::Tx;

/// An operation that a payment allows now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Plan {
    /// A capture, a cancel or a refund.
    pub operation: Operation,
    /// The transaction that it goes back to.
    pub parent: TransactionId,
    /// How much, in the minor units of the payment's amount.
    pub amount: i64,
}

/// The payment that a request names, and what it wants of it.
///
/// # Errors
///
/// What is wrong with the body; `PAYMENT_NOT_FOUND`; `OPERATION_IN_PROCESS` while another call on the
/// payment is not answered yet.
pub(super) fn target<'a>(
    yuno: &'a Yuno,
    call: &'a Change,
    tx: &Tx<'_, Yuno>,
) -> Result<(&'a Arc<Payment>, &'a Wish), Error> {
    let wish = call.body.as_ref().map_err(Clone::clone)?;
    let payment = call.payment.and_then(|id| yuno.payments.get(id)).ok_or(Code::PaymentNotFound)?;
    if tx.in_process(&payment.id.into()) {
        return Err(Code::OperationInProcess.into());
    }
    Ok((payment, wish))
}

/// The transaction that a request names.
///
/// # Errors
///
/// `TRANSACTION_NOT_FOUND` for one that does not exist, or that is another payment's.
pub(super) fn transaction<'a>(
    payment: &'a Payment,
    call: &Change,
) -> Result<&'a Transaction, Error> {
    let named = call.transaction.and_then(|id| payment.transaction(id));
    named.ok_or_else(|| Code::TransactionNotFound.into())
}

/// Whether nothing is in process that concerns the payment.
///
/// # Errors
///
/// `PENDING_REFUND_EXISTS` where a refund waits for the provider and another is asked for, else
/// `OPERATION_IN_PROCESS` where a capture, a cancel or a refund waits.
pub(super) fn idle(payment: &Payment, operation: Operation) -> Result<(), Error> {
    // The first transaction that is not decided is the payment's own state.
    let open = payment.transactions.iter().skip(1).find(|transaction| transaction.is_open());
    match (open.map(|transaction| transaction.operation), operation) {
        (None, _) => Ok(()),
        (Some(Operation::Refund), Operation::Refund) => Err(Code::PendingRefundExists.into()),
        (Some(_), _) => Err(Code::OperationInProcess.into()),
    }
}

/// How much of what is `left` is asked for, in minor units: all of it when nothing is said.
///
/// # Errors
///
/// `INVALID_PARAMETERS` for another currency than the payment's; `INVALID_AMOUNT` for more than is left,
/// and for all of nothing.
pub(super) fn part(payment: &Payment, amount: Option<Money>, left: i64) -> Result<i64, Error> {
    let currency = payment.terms.asked.amount.currency;
    let asked = match amount {
        Some(amount) if amount.currency != currency => {
            let text = "The field 'amount.currency' must be that of the payment, ";
            return Err(Error::invalid(vec![format!("{text}{}.", currency.code())]));
        }
        Some(amount) => amount.minor,
        None => left,
    };
    if (1..=left).contains(&asked) { Ok(asked) } else { Err(Code::InvalidAmount.into()) }
}

/// Carries a plan out for a merchant's request. Answers the version that it leads to, whose latest
/// transaction is the one that was made.
///
/// Undocumented: `simplified_mode` of a call that cancels or refunds counts for a refund only. The page on
/// retries, <https://docs.y.uno/docs/payment-features/transaction-retries>, knows no cancels.
pub(super) fn carry_out(
    payment: &Payment,
    plan: Plan,
    (call, wish): (&Change, &Wish),
    tx: &mut Tx<'_, Yuno>,
) -> Arc<Payment> {
    let attempt = Attempt {
        operation: plan.operation,
        amount: plan.amount,
        request: Some(Arc::new(wish.remembered(plan.parent, &call.once.key))),
        simplified_mode: wish.simplified_mode && plan.operation != Operation::Cancel,
        failed: 0,
        by_merchant: true,
    };
    let next = Arc::new(attempt::made(payment, &attempt, tx));
    payments::commit(&next, webhooks::event_of(plan.operation), tx);
    next
}
