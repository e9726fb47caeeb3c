//! What somebody can do to a payment now, outside of the API: the merchant in the dashboard, the provider
//! that confirms late, and the clock.
//!
//! Every action is a transition of the lifecycle's table, so an offer and the diagram cannot disagree.
//!
//! Sources: the dashboard captures and cancels by hand, as
//! <https://docs.y.uno/docs/payment-features/Cancel-and-capture-flow> says; what waits for a confirmation
//! is in <https://docs.y.uno/reference/payments/status-and-response-codes/payment>.
//!
//! Undocumented: that the dashboard refunds as well; that it takes, releases or gives back all that is left,
//! and sends neither a key nor a reason. A provider that refuses late says `DECLINED_BY_PROVIDER`; a cancel
//! that it refuses leaves the payment authorized. What was scheduled before is not scheduled again.

use std::sync::Arc;

use super::Yuno;
use super::attempt;
use super::attempt::Attempt;
use super::call;
use super::cancel;
use super::capture;
use super::gateway;
use super::gateway::Operation;
use super::gateway::TransactionStatus;
use super::lifecycle::Hold;
use super::lifecycle::Status;
use super::lifecycle::Transition;
use super::payments;
use super::profile::CANCEL_DUE;
use super::profile::CAPTURE_DUE;
use super::profile::HOLD_ENDS;
use super::profile::REFUND_DUE;
use super::refund;
use super::response_codes::ResponseCode;
use super::schedule;
use super::settings::Settings;
use super::state::Decided;
use super::state::Payment;
use super::webhooks;
use crate::kernel::provider::Act;
use crate::kernel::provider::Action;
use crate::kernel::provider::Actor;
use crate::kernel::provider::Refused;
use crate::kernel::tx::TimerId;
use crate::kernel::tx::Tx;

const CAPTURE: &str = "capture";
const CANCEL: &str = "cancel";
const REFUND: &str = "refund";
const CONFIRM: &str = "confirm";
const REFUSE: &str = "refuse";

/// What the merchant does by hand.
const BY_HAND: [(&str, Operation); 3] =
    [(CAPTURE, Operation::Capture), (CANCEL, Operation::Cancel), (REFUND, Operation::Refund)];

/// What can happen to a payment now, and by whom; what the clock does stands last, in its order.
#[must_use]
pub(super) fn offered(payment: &Payment, settings: &Settings) -> Vec<Action> {
    let by = |name, by, transition: Transition| {
        let leads_to = payment.status.after(transition).ok()?.name();
        Some(Action { name, by, leads_to, at: None })
    };
    let waiting = payment.undecided();
    let by_hand = BY_HAND
        .into_iter()
        .filter(|(_, operation)| is_open_to_merchant(payment, *operation))
        .filter_map(|(name, operation)| {
            let whole = (operation, left(payment, operation));
            by(name, Actor::Merchant, attempt::success(payment, whole, settings))
        });
    let confirmed = waiting.into_iter().flat_map(|position| {
        let open = &payment.transactions[position];
        let success = attempt::success(payment, (open.operation, open.amount), settings);
        let who = who_decides(payment.status);
        [
            by(CONFIRM, who, success),
            refused(payment, position).map_or_else(
                || {
                    Some(Action {
                        name: REFUSE,
                        by: who,
                        leads_to: payment.status.name(),
                        at: None,
                    })
                },
                |transition| by(REFUSE, who, transition),
            ),
        ]
    });
    let mut actions: Vec<Action> = by_hand.chain(confirmed.flatten()).collect();
    actions.extend(by_clock(payment, settings));
    actions
}

/// What the clock does to a payment, in the order in which it happens.
fn by_clock(payment: &Payment, settings: &Settings) -> Vec<Action> {
    let under_way = payment.undecided().is_some();
    let retried = payment.retry.as_deref();
    let whole = payment.left_to_capture();
    let scheduled = [
        payment.capture.map(|due| (CAPTURE_DUE, due.timer, (Operation::Capture, whole))),
        retried.map(|retry| {
            let name = if retry.operation == Operation::Refund { REFUND_DUE } else { CAPTURE_DUE };
            (name, retry.timer, (retry.operation, retry.amount))
        }),
        payment
            .cancel
            .filter(|_| !under_way && retried.is_none())
            .map(|due| (CANCEL_DUE, due.timer, (Operation::Cancel, whole))),
    ];
    let operations = scheduled.into_iter().flatten().map(|(name, timer, operation)| {
        (name, timer, attempt::success(payment, operation, settings))
    });
    let hold = payment.hold.filter(|_| !under_way);
    let ends = hold.map(|timer| (HOLD_ENDS, timer, Transition::Expired));
    let mut due: Vec<(&'static str, TimerId, Transition)> = operations.chain(ends).collect();
    due.sort_by_key(|(_, timer, _)| *timer);
    let action = |(name, timer, transition): (_, TimerId, _)| {
        let leads_to = payment.status.after(transition).ok()?.name();
        Some(Action { name, by: Actor::Time, leads_to, at: Some(timer.at) })
    };
    due.into_iter().filter_map(action).collect()
}

/// Whether the merchant can capture, cancel or refund now: what one of the operations would allow.
fn is_open_to_merchant(payment: &Payment, operation: Operation) -> bool {
    let authorization = payment.first();
    match operation {
        Operation::Capture => capture::plan(payment, authorization, None).is_ok(),
        Operation::Cancel => cancel::release(payment, authorization).is_ok(),
        Operation::Refund => refund::plan_in_all(payment, None).is_ok(),
        Operation::Purchase | Operation::Authorize | Operation::Verify => false,
    }
}

/// All that is left for an operation, in minor units.
fn left(payment: &Payment, operation: Operation) -> i64 {
    match operation {
        Operation::Refund => payment.left_to_refund(),
        Operation::Purchase
        | Operation::Authorize
        | Operation::Verify
        | Operation::Capture
        | Operation::Cancel => payment.left_to_capture(),
    }
}

/// Does one of the actions.
///
/// # Errors
///
/// [`Refused`] when it cannot happen now, and for what only the clock does.
pub(super) fn act(yuno: &Yuno, act: &Act<'_>, tx: &mut Tx<'_, Yuno>) -> Result<(), Refused> {
    let found = call::payment_id(act.subject).and_then(|id| yuno.payments.get(id));
    let payment = found.ok_or_else(|| refused_because(act, "there is no such payment"))?;
    let offered = offered(payment, tx.settings());
    let action = offered.iter().find(|action| action.name == act.action);
    let action = action.ok_or_else(|| refused_because(act, "nobody can do that to it now"))?;
    match (action.name, payment.undecided()) {
        (CAPTURE, _) => by_hand(payment, Operation::Capture, tx),
        (CANCEL, _) => by_hand(payment, Operation::Cancel, tx),
        (REFUND, _) => by_hand(payment, Operation::Refund, tx),
        (CONFIRM, Some(position)) => confirm(payment, position, tx),
        (REFUSE, Some(position)) => refuse(payment, position, tx),
        (_, _) => {
            let at = action.at.unwrap_or(tx.at());
            return Err(refused_because(act, &format!("the clock does that at {at}: advance it")));
        }
    }
    Ok(())
}

fn refused_because(act: &Act<'_>, why: &str) -> Refused {
    Refused { message: format!("`{}` cannot happen to {} now: {why}.", act.action, act.subject) }
}

/// An operation in the dashboard: all that is left, at once.
fn by_hand(payment: &Payment, operation: Operation, tx: &mut Tx<'_, Yuno>) {
    let attempt = Attempt {
        operation,
        amount: left(payment, operation),
        request: None,
        simplified_mode: false,
        failed: 0,
        by_merchant: true,
    };
    let next = attempt::made(payment, &attempt, tx);
    payments::commit(&Arc::new(next), webhooks::event_of(operation), tx);
}

/// The provider, or the shopper before it, lets an open transaction go through.
fn confirm(payment: &Payment, position: usize, tx: &mut Tx<'_, Yuno>) {
    let open = &payment.transactions[position];
    let operation = open.operation;
    let success = attempt::success(payment, (operation, open.amount), tx.settings());
    let decided = Decided {
        status: TransactionStatus::Succeeded,
        code: ResponseCode::SUCCEEDED,
        at: tx.at(),
    };
    let mut next =
        payment.decided(position, decided, attempt::status_after(payment, Some(success)));
    match operation {
        Operation::Authorize => schedule::authorized(&mut next, tx),
        Operation::Capture | Operation::Cancel => schedule::drop_all(&mut next, tx),
        Operation::Purchase | Operation::Verify | Operation::Refund => {}
    }
    payments::commit(&Arc::new(next), webhooks::event_of(operation), tx);
}

/// The provider, or the shopper before it, lets an open transaction fail.
fn refuse(payment: &Payment, position: usize, tx: &mut Tx<'_, Yuno>) {
    let operation = payment.transactions[position].operation;
    let code = ResponseCode::DECLINED_BY_PROVIDER;
    let decided = Decided { status: TransactionStatus::Declined, code, at: tx.at() };
    let status = attempt::status_after(payment, refused(payment, position));
    let mut next = payment.decided(position, decided, status);
    if status == Status::Declined {
        schedule::drop_all(&mut next, tx);
    } else {
        schedule::go_on(&mut next, tx);
    }
    payments::commit(&Arc::new(next), webhooks::event_of(operation), tx);
}

/// What a late refusal does to a payment: as if the operation had failed at once and for good.
fn refused(payment: &Payment, position: usize) -> Option<Transition> {
    let open = &payment.transactions[position];
    match (open.operation, payment.status) {
        (Operation::Capture, Status::CaptureRetryInProcess) => Some(Transition::CaptureAbandoned),
        (Operation::Capture, _) if payment.cancel.is_some() => None,
        (Operation::Cancel, _) => Some(Transition::CancelDeclined),
        (
            Operation::Purchase
            | Operation::Authorize
            | Operation::Verify
            | Operation::Capture
            | Operation::Refund,
            _,
        ) => {
            // Which success was hoped for does not matter to a refusal.
            gateway::result(
                open.operation,
                Transition::Captured,
                ResponseCode::DECLINED_BY_PROVIDER,
            )
            .1
        }
    }
}

/// For whom an open transaction waits: the shopper while a second factor is asked for, else the provider.
const fn who_decides(status: Status) -> Actor {
    match status {
        Status::Pending(Hold::InProcess | Hold::WaitingAdditionalStep) => Actor::Shopper,
        Status::Pending(
            Hold::InReview
            | Hold::PendingFraudReview
            | Hold::PendingProviderConfirmation
            | Hold::PendingReview,
        )
        | Status::Created
        | Status::Authorized
        | Status::Verified(_)
        | Status::Paid(_)
        | Status::CaptureRetryInProcess
        | Status::RefundPending(_)
        | Status::RefundRetryInProcess(_)
        | Status::Refunded
        | Status::CancelPending
        | Status::Canceled
        | Status::Declined
        | Status::Rejected
        | Status::Failed
        | Status::Expired => Actor::Provider,
    }
}
