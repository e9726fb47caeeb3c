//! One try of a capture, a cancel or a refund: what comes of it, and what it leaves for later.
//!
//! The same whoever wants it: the merchant through the API or in the dashboard, the schedule, or Yuno
//! after a failed try. Whether it may be tried at all is decided before.
//!
//! Sources: <https://docs.y.uno/docs/payment-features/Cancel-and-capture-flow> for what is scheduled,
//! <https://docs.y.uno/docs/payment-features/transaction-retries> for `simplified_mode`: the first try and
//! six more. The statuses in between are those of that page and of
//! <https://docs.y.uno/reference/payments/status-and-response-codes/payment>.
//!
//! Undocumented, decided here:
//!
//! * Any call that is accepted, and any operation by hand, removes what is scheduled, whatever comes of it.
//! * Of a scheduled capture and a scheduled cancel, the first that succeeds removes the other, and so does
//!   a cancel that only waits for the provider. A capture that failed for good leaves the cancel, which
//!   then releases the authorization. Without `simplified_mode` the payment stays authorized until then.
//! * While a capture is under way (tried again, or with the provider), a cancel that falls due waits; it
//!   follows at once when the capture has failed.
//! * What is tried again are declines and errors. A result that is still open is no failure, and a refusal
//!   that follows it later is final.
//! * A try that the calendar has no instant for is never made: the one before it is the last.

use std::sync::Arc;

use super::Yuno;
use super::gateway;
use super::gateway::Operation;
use super::gateway::TransactionStatus;
use super::lifecycle::Paid;
use super::lifecycle::Status;
use super::lifecycle::Transition;
use super::payments;
use super::plan::Retry;
use super::provider_calls;
use super::schedule;
use super::settings::Settings;
use super::state::Later;
use super::state::Payment;
use super::state::Timer;
use super::state::Transaction;
use crate::kernel::tx::Tx;

/// A try that is made now.
#[derive(Clone, Debug)]
pub(super) struct Attempt {
    /// A capture, a cancel or a refund.
    pub operation: Operation,
    /// How much, in the minor units of the payment's amount.
    pub amount: i64,
    /// What the merchant said of it; nothing when it was scheduled or done by hand.
    pub request: Option<Arc<Later>>,
    /// Whether Yuno tries again when it fails.
    pub simplified_mode: bool,
    /// How many tries have failed before.
    pub failed: u8,
    /// Whether the merchant does it now, rather than Yuno at its time.
    pub by_merchant: bool,
}

/// How a try ended.
enum Ended {
    /// It went through.
    Done,
    /// The provider will say later.
    Open,
    /// It failed, and will be tried again.
    Again,
    /// It failed for good.
    Failed,
}

/// Makes one try: calls the provider. Answers the next version of the payment, which no merchant has been
/// told of yet.
pub(super) fn made(payment: &Payment, attempt: &Attempt, tx: &mut Tx<'_, Yuno>) -> Payment {
    let operation = attempt.operation;
    let request = attempt.request.as_deref();
    let description = request.and_then(|request| request.description.as_deref());
    let code = gateway::decision(tx.forced_outcome(), None, description.unwrap_or_default());
    let success = success(payment, (operation, attempt.amount), tx.settings());
    let (status, transition) = gateway::result(operation, success, code);
    let ended = ended(status, attempt, tx);
    let (status, transition) = match ended {
        Ended::Done | Ended::Open => (status, transition),
        Ended::Again => gateway::postponed(operation),
        Ended::Failed => failed_for_good(payment, attempt, (status, transition)),
    };
    let transaction = Transaction {
        request: attempt.request.clone(),
        ..payments::transaction((operation, code, status), attempt.amount, tx)
    };
    let after = status_after(payment, transition);
    let next = payment.followed_by(transaction, after);
    provider_calls::note(&next, tx);
    plan(next, &ended, attempt, tx)
}

fn ended(status: TransactionStatus, attempt: &Attempt, tx: &Tx<'_, Yuno>) -> Ended {
    match status {
        TransactionStatus::Succeeded => Ended::Done,
        TransactionStatus::Created | TransactionStatus::Pending => Ended::Open,
        TransactionStatus::Declined
        | TransactionStatus::Rejected
        | TransactionStatus::Error
        | TransactionStatus::Expired => {
            let again = attempt.simplified_mode && schedule::next_try(attempt.failed, tx).is_some();
            if again { Ended::Again } else { Ended::Failed }
        }
    }
}

/// How the last try is shown, and what it does to the payment.
fn failed_for_good(
    payment: &Payment,
    attempt: &Attempt,
    (status, transition): (TransactionStatus, Option<Transition>),
) -> (TransactionStatus, Option<Transition>) {
    if attempt.simplified_mode && attempt.failed > 0 {
        let (status, _) = gateway::postponed(attempt.operation);
        return (status, gateway::abandoned(attempt.operation));
    }
    let cancel_to_come = payment.cancel.is_some() && !attempt.by_merchant;
    (status, transition.filter(|_| attempt.operation != Operation::Capture || !cancel_to_come))
}

/// What an operation does to a payment when it goes through.
#[must_use]
pub(super) fn success(
    payment: &Payment,
    (operation, amount): (Operation, i64),
    settings: &Settings,
) -> Transition {
    match operation {
        Operation::Purchase => Transition::Purchased,
        Operation::Authorize => Transition::Authorized,
        Operation::Verify => Transition::Verified(settings.verified_status),
        Operation::Capture if amount < payment.left_to_capture() => Transition::PartiallyCaptured,
        Operation::Capture => Transition::Captured,
        Operation::Cancel => Transition::Canceled,
        Operation::Refund if amount < payment.left_to_refund() => Transition::PartiallyRefunded,
        Operation::Refund => Transition::Refunded,
    }
}

/// The status after a transition, or the same when there is none.
pub(super) fn status_after(payment: &Payment, transition: Option<Transition>) -> Status {
    transition.map_or(payment.status, |transition| {
        payment.status.after(transition).expect("what may be tried may end in every way")
    })
}

/// What is left for later after a try.
fn plan(mut next: Payment, ended: &Ended, attempt: &Attempt, tx: &mut Tx<'_, Yuno>) -> Payment {
    if attempt.by_merchant {
        schedule::drop_delays(&mut next, tx);
    } else {
        schedule::has_come(&mut next, attempt.operation);
    }
    match (attempt.operation, ended) {
        (Operation::Capture | Operation::Cancel, Ended::Done) => {
            schedule::drop_all(&mut next, tx);
        }
        (Operation::Capture, Ended::Again) => {
            schedule::hold_back_cancel(&next, tx);
            next.retry = Some(retry(&next, attempt, tx));
            schedule::hold_last(&mut next, tx);
        }
        (Operation::Capture, Ended::Open) => schedule::hold_back(&next, tx),
        (Operation::Cancel, Ended::Open) => {
            schedule::drop_delays(&mut next, tx);
            schedule::hold_back(&next, tx);
        }
        (Operation::Capture, Ended::Failed) => schedule::go_on(&mut next, tx),
        (Operation::Cancel, Ended::Again) => {
            schedule::next_cancel(&mut next, attempt.failed, tx);
            schedule::hold_last(&mut next, tx);
        }
        (Operation::Refund, Ended::Again) => next.retry = Some(retry(&next, attempt, tx)),
        (Operation::Cancel, Ended::Failed)
        | (Operation::Refund, Ended::Done | Ended::Open | Ended::Failed)
        | (Operation::Purchase | Operation::Authorize | Operation::Verify, _) => {}
    }
    // A refund comes after all that; what is planned then is its own next try.
    if attempt.operation != Operation::Refund && is_over(next.status) {
        schedule::drop_all(&mut next, tx);
    }
    next
}

fn retry(next: &Payment, attempt: &Attempt, tx: &mut Tx<'_, Yuno>) -> Arc<Retry> {
    let at = schedule::next_try(attempt.failed, tx)
        .expect("a try is to come, or this one were the last");
    let timer = match attempt.operation {
        Operation::Refund => Timer::RefundDue(next.id),
        Operation::Capture
        | Operation::Cancel
        | Operation::Purchase
        | Operation::Authorize
        | Operation::Verify => Timer::CaptureDue(next.id),
    };
    Arc::new(Retry {
        timer: tx.schedule(at, timer),
        operation: attempt.operation,
        amount: attempt.amount,
        failed: attempt.failed + 1,
        request: attempt.request.clone(),
    })
}

/// Whether nothing is left of the authorization that could be captured, released, or ended by time.
const fn is_over(status: Status) -> bool {
    match status {
        Status::Created
        | Status::Authorized
        | Status::Pending(_)
        | Status::CaptureRetryInProcess
        | Status::CancelPending
        | Status::Paid(Paid::CaptureRetryProcessFailed) => false,
        Status::Verified(_)
        | Status::Paid(
            Paid::Approved | Paid::Captured | Paid::PartiallyCaptured | Paid::PartiallyRefunded,
        )
        | Status::RefundPending(_)
        | Status::RefundRetryInProcess(_)
        | Status::Refunded
        | Status::Canceled
        | Status::Declined
        | Status::Rejected
        | Status::Failed
        | Status::Expired => true,
    }
}
