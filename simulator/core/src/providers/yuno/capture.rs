//! Capturing what is authorized: all of it, a part, or parts one after the other.
//!
//! Source: <https://docs.y.uno/reference/payments/capture-authorization> and its guide
//! <https://docs.y.uno/docs/direct-integration-use-cases/capture-payments>. The code of each refusal is
//! undocumented; the catalogue only lists them.

use super::Answer;
use super::Yuno;
use super::call::Change;
use super::change;
use super::change::Plan;
use super::errors::Code;
use super::errors::Error;
use super::gateway::Operation;
use super::lifecycle::Paid;
use super::lifecycle::Status;
use super::state::Payment;
use super::state::Transaction;
use crate::kernel::money::Money;
use crate::kernel::tx::Tx;

/// Captures.
///
/// # Errors
///
/// What is wrong with the body; an unknown payment or transaction; what [`plan`] refuses.
pub(super) fn capture(yuno: &Yuno, call: &Change, tx: &mut Tx<'_, Yuno>) -> Result<Answer, Error> {
    let (payment, wish) = change::target(yuno, call, tx)?;
    let plan = plan(payment, change::transaction(payment, call)?, wish.amount)?;
    Ok(Answer::Captured(change::carry_out(payment, plan, (call, wish), tx)))
}

/// A capture of so much, or of all that is left.
///
/// Undocumented: the page allows captures of pending payments only, and speaks of several captures of
/// one payment. So a payment that is captured in part can be captured further until all that was
/// authorized is taken, and no other can.
///
/// # Errors
///
/// When this cannot be captured now.
pub(super) fn plan(
    payment: &Payment,
    authorization: &Transaction,
    amount: Option<Money>,
) -> Result<Plan, Error> {
    change::idle(payment, Operation::Capture)?;
    if authorization.operation != Operation::Authorize {
        return Err(Code::InvalidTransactionType.into());
    }
    if !matches!(payment.status, Status::Authorized | Status::Paid(Paid::PartiallyCaptured)) {
        return Err(Code::InvalidStatus.into());
    }
    let amount = change::part(payment, amount, payment.left_to_capture())?;
    Ok(Plan { operation: Operation::Capture, parent: authorization.id, amount })
}
