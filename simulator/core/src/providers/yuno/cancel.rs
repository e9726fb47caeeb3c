//! Cancelling an authorization: always the whole of it.
//!
//! Source: <https://docs.y.uno/reference/payments/cancel-payment> and its guide
//! <https://docs.y.uno/docs/direct-integration-use-cases/cancel-payments>: only what is pending because it
//! is authorized; what waits for 3DS is not. The code of each refusal is undocumented; the catalogue only
//! lists them.

use super::Answer;
use super::Yuno;
use super::call::Change;
use super::change;
use super::change::Plan;
use super::errors::Code;
use super::errors::Error;
use super::gateway::Operation;
use super::lifecycle::Status;
use super::state::Payment;
use super::state::Transaction;
use crate::kernel::tx::Tx;

/// Cancels.
///
/// # Errors
///
/// What is wrong with the body; an unknown payment or transaction; what [`plan`] refuses.
pub(super) fn cancel(yuno: &Yuno, call: &Change, tx: &mut Tx<'_, Yuno>) -> Result<Answer, Error> {
    let (payment, wish) = change::target(yuno, call, tx)?;
    let plan = plan(payment, change::transaction(payment, call)?)?;
    Ok(Answer::Cancelled(change::carry_out(payment, plan, (call, wish), tx)))
}

/// A cancel of an authorization, asked for as such.
///
/// # Errors
///
/// What [`release`] refuses, and a payment that is not pending any more: "only pending payments".
pub(super) fn plan(payment: &Payment, authorization: &Transaction) -> Result<Plan, Error> {
    let plan = release(payment, authorization)?;
    if payment.status == Status::Authorized { Ok(plan) } else { Err(Code::InvalidStatus.into()) }
}

/// A release of all that an authorization holds, in whatever way it is asked for.
///
/// Undocumented: the rest of an authorization that is captured in part cannot be released. One whose
/// capture Yuno has given up can, by the operation that cancels "what is not captured yet" and by hand: the
/// payment is then SUCCEEDED, so the operation that cancels what is pending is not for it, and without
/// another way the money would be held for ever.
///
/// # Errors
///
/// When there is nothing that could be released now.
pub(super) fn release(payment: &Payment, authorization: &Transaction) -> Result<Plan, Error> {
    change::idle(payment, Operation::Cancel)?;
    if authorization.operation != Operation::Authorize {
        return Err(Code::InvalidTransactionType.into());
    }
    if !is_reserved(payment) {
        return Err(Code::InvalidStatus.into());
    }
    let Transaction { id: parent, amount, .. } = *authorization;
    Ok(Plan { operation: Operation::Cancel, parent, amount })
}

/// Whether money is reserved of which nothing is taken.
pub(super) const fn is_reserved(payment: &Payment) -> bool {
    payment.status.is_reserved() && payment.captured == 0
}
