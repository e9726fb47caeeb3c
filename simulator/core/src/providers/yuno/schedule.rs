//! Delayed captures and cancels: what happens when they fall due.
//!
//! Source: <https://docs.y.uno/docs/payment-features/Cancel-and-capture-flow>. A delayed capture takes
//! the whole authorized amount, a delayed cancel releases all of it. Both at once are discouraged but
//! accepted there; its example has a capture after P20D and a cancel after P40D.
//!
//! Undocumented, decided here:
//!
//! * The first of the two that succeeds removes the other.
//! * A scheduled capture that fails ends the payment as any failed capture does, unless a cancel is
//!   still to come: then the payment stays authorized until that.
//! * A scheduled cancel that fails leaves the payment authorized.
//! * Each is an ordinary transaction, with the payment's own reference, no reason and no idempotency
//!   key, and tells the merchant as one: `payment.capture` or `payment.cancel`, whatever the outcome.
//!
//! `simplified_mode: true` asks Yuno to try again on the ladder of
//! <https://docs.y.uno/docs/payment-features/transaction-retries>. The flag is kept with the payment;
//! the ladder is not climbed yet, so a failed operation ends as without it.

use std::sync::Arc;

use super::Yuno;
use super::gateway;
use super::gateway::Operation;
use super::gateway::TransactionStatus;
use super::lifecycle::Status;
use super::lifecycle::Transition;
use super::payments;
use super::response_codes::ResponseCode;
use super::state::Payment;
use super::state::PaymentId;
use super::state::Scheduled;
use super::webhooks;
use crate::kernel::tx::Tx;

/// Does the scheduled capture of a payment.
pub(super) fn capture_due(yuno: &Yuno, id: PaymentId, tx: &mut Tx<'_, Yuno>) {
    if let Some(payment) = authorized(yuno, id) {
        let left = Left { capture: None, cancel: payment.cancel };
        run(payment, (Operation::Capture, Transition::Captured), left, tx);
    }
}

/// Does the scheduled cancel of a payment.
pub(super) fn cancel_due(yuno: &Yuno, id: PaymentId, tx: &mut Tx<'_, Yuno>) {
    if let Some(payment) = authorized(yuno, id) {
        let left = Left { capture: payment.capture, cancel: None };
        run(payment, (Operation::Cancel, Transition::Canceled), left, tx);
    }
}

/// The payment, while there is something to capture or to cancel.
fn authorized(yuno: &Yuno, id: PaymentId) -> Option<&Payment> {
    let payment = yuno.payments.get(id)?;
    (payment.status == Status::Authorized).then_some(payment)
}

/// What is still to come after the operation that runs now.
#[derive(Clone, Copy)]
struct Left {
    capture: Option<Scheduled>,
    cancel: Option<Scheduled>,
}

fn run(
    payment: &Payment,
    (operation, success): (Operation, Transition),
    left: Left,
    tx: &mut Tx<'_, Yuno>,
) {
    let forced = tx.forced_outcome().and_then(ResponseCode::from_name);
    let code = forced.unwrap_or(ResponseCode::SUCCEEDED);
    let (ended, transition) = gateway::result(operation, success, code);
    // The whole amount, as the authorization has it at hand.
    let amount = payment.first().amount;
    let transaction = payments::transaction((operation, code, ended), amount, tx);
    // A failed capture does not end a payment whose cancel is still to come; that will release it.
    let fails = ended != TransactionStatus::Succeeded;
    let waits_for_cancel = operation == Operation::Capture && fails && left.cancel.is_some();
    let status = match transition {
        Some(transition) if !waits_for_cancel => payment
            .status
            .after(transition)
            .expect("an authorized payment can be captured, cancelled and ended"),
        Some(_) | None => payment.status,
    };
    let over = status != Status::Authorized;
    for scheduled in [left.capture, left.cancel].into_iter().flatten().filter(|_| over) {
        tx.cancel(scheduled.timer);
    }
    let next = Payment {
        capture: left.capture.filter(|_| !over),
        cancel: left.cancel.filter(|_| !over),
        ..payment.followed_by(transaction, status)
    };
    payments::commit(&Arc::new(next), webhooks::event_of(operation), tx);
}
