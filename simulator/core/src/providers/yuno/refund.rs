//! Refunding what was purchased or captured: all of it, a part, or parts one after the other.
//!
//! Source: <https://docs.y.uno/reference/payments/refund-payment> and its guide
//! <https://docs.y.uno/docs/direct-integration-use-cases/refund-payments>. The transaction is the purchase
//! or the capture, never the authorization. The code of each refusal is undocumented; the catalogue only
//! lists them.

use super::Answer;
use super::Yuno;
use super::call::Change;
use super::change;
use super::change::Plan;
use super::errors::Code;
use super::errors::Error;
use super::gateway::Operation;
use super::gateway::TransactionStatus;
use super::lifecycle::Status;
use super::state::Payment;
use super::state::Transaction;
use crate::kernel::money::Money;
use crate::kernel::tx::Tx;

/// Refunds.
///
/// # Errors
///
/// What is wrong with the body; an unknown payment or transaction; what [`plan`] refuses.
pub(super) fn refund(yuno: &Yuno, call: &Change, tx: &mut Tx<'_, Yuno>) -> Result<Answer, Error> {
    let (payment, wish) = change::target(yuno, call, tx)?;
    let plan = plan(payment, change::transaction(payment, call)?, wish.amount)?;
    Ok(Answer::Refunded(change::carry_out(payment, plan, (call, wish), tx)))
}

/// A refund of so much of what one transaction took, or of all that is left of it.
///
/// Undocumented: an authorization that is not captured is refused for its state, since it is to be
/// cancelled, and one that is captured for its type.
///
/// # Errors
///
/// When this cannot be refunded now.
pub(super) fn plan(
    payment: &Payment,
    taken: &Transaction,
    amount: Option<Money>,
) -> Result<Plan, Error> {
    refundable(payment)?;
    match taken.operation {
        Operation::Purchase | Operation::Capture => {}
        Operation::Authorize if payment.captured == 0 => {
            return Err(Code::InvalidStatus.into());
        }
        Operation::Authorize | Operation::Verify | Operation::Cancel | Operation::Refund => {
            return Err(Code::InvalidTransactionType.into());
        }
    }
    if taken.status != TransactionStatus::Succeeded || !is_paid(payment) {
        return Err(Code::InvalidStatus.into());
    }
    let left = taken.amount - given_back(payment, taken);
    let left = left.min(payment.left_to_refund());
    Ok(planned(taken, change::part(payment, amount, left)?))
}

/// A refund of so much of what a payment took in all, or of all that is left of it.
///
/// Undocumented: that it is one transaction, also for several captures, and that it goes back to the
/// latest of them.
///
/// # Errors
///
/// When this cannot be refunded now.
pub(super) fn plan_in_all(payment: &Payment, amount: Option<Money>) -> Result<Plan, Error> {
    refundable(payment)?;
    let taken = payment.transactions.iter().rfind(|transaction| takes(transaction));
    let taken = taken.filter(|_| is_paid(payment)).ok_or(Code::InvalidStatus)?;
    Ok(planned(taken, change::part(payment, amount, payment.left_to_refund())?))
}

const fn planned(taken: &Transaction, amount: i64) -> Plan {
    Plan { operation: Operation::Refund, parent: taken.id, amount }
}

/// Whether no refund is under way, be it one that Yuno will try again.
fn refundable(payment: &Payment) -> Result<(), Error> {
    if matches!(payment.status, Status::RefundRetryInProcess(_)) {
        return Err(Code::PendingRefundExists.into());
    }
    change::idle(payment, Operation::Refund)
}

const fn is_paid(payment: &Payment) -> bool {
    matches!(payment.status, Status::Paid(_))
}

/// Whether a transaction took money.
fn takes(transaction: &Transaction) -> bool {
    let succeeded = transaction.status == TransactionStatus::Succeeded;
    succeeded && matches!(transaction.operation, Operation::Purchase | Operation::Capture)
}

/// What refunds gave back of what one transaction took, in minor units.
fn given_back(payment: &Payment, taken: &Transaction) -> i64 {
    let refunds = payment.transactions.iter().filter(|one| {
        let parent = one.request.as_ref().map(|request| request.parent);
        let succeeded = one.status == TransactionStatus::Succeeded;
        succeeded && one.operation == Operation::Refund && parent == Some(taken.id)
    });
    refunds.map(|refund| refund.amount).sum()
}
