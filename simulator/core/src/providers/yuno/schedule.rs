//! When Yuno acts by itself: scheduled captures and cancels, further tries, and the end of an
//! authorization.
//!
//! Source: <https://docs.y.uno/docs/payment-features/Cancel-and-capture-flow>. A delayed capture takes
//! the whole authorized amount, a delayed cancel releases all of it. Both at once are discouraged but
//! accepted there; its example has a capture after P20D and a cancel after P40D. What comes of a try is
//! `attempt`.
//!
//! Undocumented, decided here:
//!
//! * The delays count from the successful authorization; nothing is scheduled for one that failed.
//! * Each scheduled operation is an ordinary transaction, with the payment's own reference, no reason and
//!   no idempotency key, and tells the merchant as one: `payment.capture` or `payment.cancel`, whatever
//!   the outcome. So is each further try.
//! * An authorization stays until it is captured or cancelled, unless the setting `authorization_hold`
//!   says how long. Then it ends as EXPIRED/EXPIRED with `payment.authorize`, and what would fall due
//!   later is removed. A partial capture ends the watch. While something is with the provider, the end
//!   waits for it.
//! * At one instant the capture comes first, then the cancel, then the end of the authorization.

use std::sync::Arc;

use jiff::Timestamp;

use super::Yuno;
use super::attempt;
use super::attempt::Attempt;
use super::create::NO_DURATION;
use super::errors::Error;
use super::gateway::Operation;
use super::gateway::TransactionStatus;
use super::lifecycle::Transition;
use super::payments;
use super::plan::Delayed;
use super::plan::Delays;
use super::plan::Scheduled;
use super::response_codes::ResponseCode;
use super::state::Decided;
use super::state::Payment;
use super::state::PaymentId;
use super::state::Timer;
use super::webhooks;
use crate::kernel::tx::TimerId;
use crate::kernel::tx::Tx;

/// When what a merchant asks for later falls due, if the authorization succeeds now.
///
/// # Errors
///
/// `INVALID_PARAMETERS` for an instant beyond the calendar.
pub(super) fn check(delays: Option<&Delays>, at: Timestamp) -> Result<(), Error> {
    let Some(delays) = delays else { return Ok(()) };
    let named =
        [("delayed_capture_settings", delays.capture), ("delayed_cancel_settings", delays.cancel)];
    for (name, delayed) in named {
        if delayed.is_some_and(|delayed| delayed.delay.after(at).is_err()) {
            let path = format!("payment_method.detail.card.{name}.delay");
            return Err(Error::invalid(vec![format!(
                "The field '{path}' must {NO_DURATION} and end before the year 10000."
            )]));
        }
    }
    Ok(())
}

/// Schedules what follows an authorization that succeeds now. The order of the timers is that in which
/// they fire at one instant.
pub(super) fn authorized(payment: &mut Payment, tx: &mut Tx<'_, Yuno>) {
    let id = payment.id;
    if let Some(Delays { capture, cancel }) = payment.terms.asked.delays.as_deref().copied() {
        payment.capture = set(capture, Timer::CaptureDue(id), tx);
        payment.cancel = set(cancel, Timer::CancelDue(id), tx);
    }
    let ends = tx.settings().authorization_hold.ends(tx.at());
    payment.hold = ends.map(|at| tx.schedule(at, Timer::HoldEnds(id)));
}

fn set(delayed: Option<Delayed>, timer: Timer, tx: &mut Tx<'_, Yuno>) -> Option<Scheduled> {
    let Delayed { delay, simplified_mode } = delayed?;
    // A confirmation that comes centuries later can lead beyond the calendar; nothing falls due there.
    let at = delay.after(tx.at()).ok()?;
    Some(Scheduled { timer: tx.schedule(at, timer), simplified_mode, failed: 0 })
}

/// Does the scheduled capture of a payment, or the next try of one.
pub(super) fn capture_due(yuno: &Yuno, id: PaymentId, tx: &mut Tx<'_, Yuno>) {
    let Some(payment) = yuno.payments.get(id) else { return };
    if payment.retry.is_some() {
        return try_again(payment, tx);
    }
    let Some(Scheduled { simplified_mode, failed, .. }) = payment.capture else { return };
    let amount = payment.left_to_capture();
    run(payment, &scheduled(Operation::Capture, amount, (simplified_mode, failed)), tx);
}

/// Does the scheduled cancel of a payment.
pub(super) fn cancel_due(yuno: &Yuno, id: PaymentId, tx: &mut Tx<'_, Yuno>) {
    let Some(payment) = yuno.payments.get(id) else { return };
    let Some(Scheduled { simplified_mode, failed, .. }) = payment.cancel else { return };
    let amount = payment.left_to_capture();
    run(payment, &scheduled(Operation::Cancel, amount, (simplified_mode, failed)), tx);
}

/// Does the next try of a refund.
pub(super) fn refund_due(yuno: &Yuno, id: PaymentId, tx: &mut Tx<'_, Yuno>) {
    if let Some(payment) = yuno.payments.get(id) {
        try_again(payment, tx);
    }
}

/// Ends an authorization of which nothing was captured.
pub(super) fn hold_ends(yuno: &Yuno, id: PaymentId, tx: &mut Tx<'_, Yuno>) {
    let Some(payment) = yuno.payments.get(id) else { return };
    let Ok(status) = payment.status.after(Transition::Expired) else { return };
    let code = ResponseCode::EXPIRED_BY_PROVIDER;
    let decided = Decided { status: TransactionStatus::Expired, code, at: tx.at() };
    let mut next = payment.decided(0, decided, status);
    next.hold = None;
    drop_delays(&mut next, tx);
    payments::commit(&Arc::new(next), webhooks::event_of(Operation::Authorize), tx);
}

fn scheduled(operation: Operation, amount: i64, (simplified_mode, failed): (bool, u8)) -> Attempt {
    Attempt { operation, amount, request: None, simplified_mode, failed, by_merchant: false }
}

fn try_again(payment: &Payment, tx: &mut Tx<'_, Yuno>) {
    let Some(retry) = payment.retry.as_deref() else { return };
    let again = scheduled(retry.operation, retry.amount, (true, retry.failed));
    run(payment, &Attempt { request: retry.request.clone(), ..again }, tx);
}

fn run(payment: &Payment, attempt: &Attempt, tx: &mut Tx<'_, Yuno>) {
    let next = attempt::made(payment, attempt, tx);
    payments::commit(&Arc::new(next), webhooks::event_of(attempt.operation), tx);
}

/// When Yuno tries again after so many failed tries and one more, which is now; `None` when that was the
/// last, and when the calendar ends before.
#[must_use]
pub(super) fn next_try(failed: u8, tx: &Tx<'_, Yuno>) -> Option<Timestamp> {
    let waits = tx.settings().operation_retry_basis.waits();
    tx.at().checked_add(*waits.get(usize::from(failed))?).ok()
}

/// Schedules the next try of a cancel.
pub(super) fn next_cancel(payment: &mut Payment, failed: u8, tx: &mut Tx<'_, Yuno>) {
    payment.cancel = next_try(failed, tx).map(|at| Scheduled {
        timer: tx.schedule(at, Timer::CancelDue(payment.id)),
        simplified_mode: true,
        failed: failed + 1,
    });
}

/// What falls due now is no longer to come.
pub(super) fn has_come(payment: &mut Payment, operation: Operation) {
    match operation {
        Operation::Capture => {
            payment.capture = None;
            payment.retry = None;
        }
        Operation::Cancel => payment.cancel = None,
        Operation::Refund => payment.retry = None,
        Operation::Purchase | Operation::Authorize | Operation::Verify => {}
    }
}

/// Removes what is scheduled, further tries included.
pub(super) fn drop_delays(payment: &mut Payment, tx: &mut Tx<'_, Yuno>) {
    let scheduled = [payment.capture.take(), payment.cancel.take()];
    let retry = payment.retry.take();
    let timers = scheduled.into_iter().flatten().map(|scheduled| scheduled.timer);
    for timer in timers.chain(retry.map(|retry| retry.timer)) {
        tx.cancel(timer);
    }
}

/// Nothing ends the authorization by itself any more.
pub(super) fn drop_hold(payment: &mut Payment, tx: &mut Tx<'_, Yuno>) {
    if let Some(hold) = payment.hold.take() {
        tx.cancel(hold);
    }
}

/// Nothing happens to the payment by itself any more.
pub(super) fn drop_all(payment: &mut Payment, tx: &mut Tx<'_, Yuno>) {
    drop_delays(payment, tx);
    drop_hold(payment, tx);
}

/// Lets the scheduled cancel wait until [`go_on`].
pub(super) fn hold_back_cancel(payment: &Payment, tx: &mut Tx<'_, Yuno>) {
    if let Some(cancel) = payment.cancel {
        tx.cancel(cancel.timer);
    }
}

/// Lets the scheduled cancel and the end of the authorization wait until [`go_on`].
pub(super) fn hold_back(payment: &Payment, tx: &mut Tx<'_, Yuno>) {
    hold_back_cancel(payment, tx);
    if let Some(hold) = payment.hold {
        tx.cancel(hold);
    }
}

/// Lets what waited follow at its instant, or now when that has passed.
pub(super) fn go_on(payment: &mut Payment, tx: &mut Tx<'_, Yuno>) {
    if let Some(cancel) = &mut payment.cancel {
        cancel.timer = again(cancel.timer, Timer::CancelDue(payment.id), tx);
    }
    hold_last(payment, tx);
}

/// Puts the end of the authorization behind everything else of its instant.
pub(super) fn hold_last(payment: &mut Payment, tx: &mut Tx<'_, Yuno>) {
    if let Some(hold) = &mut payment.hold {
        *hold = again(*hold, Timer::HoldEnds(payment.id), tx);
    }
}

fn again(before: TimerId, timer: Timer, tx: &mut Tx<'_, Yuno>) -> TimerId {
    tx.cancel(before);
    tx.schedule(before.at, timer)
}
