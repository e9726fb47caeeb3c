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

/// A cancel of an authorization.
///
/// Undocumented: the rest of an authorization that is captured in part cannot be cancelled.
///
/// # Errors
///
/// When this cannot be cancelled now.
pub(super) fn plan(payment: &Payment, authorization: &Transaction) -> Result<Plan, Error> {
    change::idle(payment, Operation::Cancel)?;
    if authorization.operation != Operation::Authorize {
        return Err(Code::InvalidTransactionType.into());
    }
    if payment.status != Status::Authorized {
        return Err(Code::InvalidStatus.into());
    }
    let Transaction { id: parent, amount, .. } = *authorization;
    Ok(Plan { operation: Operation::Cancel, parent, amount })
}
