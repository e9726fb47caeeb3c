//! The movements of money that a payment's transactions stand for. Its counter of what was captured is
//! not asked: the ledger is there to check it.

use super::gateway::Operation;
use super::gateway::TransactionStatus;
use super::lifecycle::Paid;
use super::lifecycle::Status;
use super::state::Payment;
use super::state::Transaction;
use crate::kernel::ledger::Account;
use crate::kernel::ledger::Movement;

/// What a payment has moved, in order.
///
/// Undocumented: what becomes of reserved money that nobody can capture any more, when no cancel has
/// released it. The bank releases it with what ended that: the first refund, or the failed capture.
pub(super) fn of_payment(payment: &Payment) -> Vec<Movement> {
    let mut moved: Vec<Movement> =
        payment.transactions.iter().filter_map(|transaction| of(payment, transaction)).collect();
    let held: i64 = moved.iter().map(change_of_held).sum();
    if held > 0 && holds_nothing(payment.status) {
        let refund = payment.transactions.iter().find(|transaction| {
            transaction.operation == Operation::Refund
                && transaction.status == TransactionStatus::Succeeded
        });
        let ways = ("released", Account::Held, Account::Available);
        moved.push(Movement {
            amount: payment.terms.asked.amount.with_minor(held),
            ..movement(payment, refund.unwrap_or_else(|| payment.latest()), ways)
        });
        moved.sort_by_key(|movement| movement.at);
    }
    moved
}

/// What a transaction moves, once it has succeeded. An authorization that ended later had succeeded.
fn of(payment: &Payment, transaction: &Transaction) -> Option<Movement> {
    let ways = match transaction.operation {
        Operation::Purchase => ("purchased", Account::Available, Account::Merchant),
        Operation::Authorize => ("authorized", Account::Available, Account::Held),
        Operation::Capture => ("captured", Account::Held, Account::Merchant),
        Operation::Cancel => ("canceled", Account::Held, Account::Available),
        Operation::Refund => ("refunded", Account::Merchant, Account::Available),
        Operation::Verify => return None,
    };
    match transaction.status {
        TransactionStatus::Succeeded => Some(movement(payment, transaction, ways)),
        TransactionStatus::Expired if transaction.updated_at > transaction.created_at => {
            let at = transaction.created_at;
            Some(Movement { at, ..movement(payment, transaction, ways) })
        }
        TransactionStatus::Created
        | TransactionStatus::Pending
        | TransactionStatus::Declined
        | TransactionStatus::Rejected
        | TransactionStatus::Error
        | TransactionStatus::Expired => None,
    }
}

fn movement(
    payment: &Payment,
    transaction: &Transaction,
    (what, from, to): (&'static str, Account, Account),
) -> Movement {
    Movement {
        at: transaction.updated_at,
        subject: payment.id.into(),
        transaction: transaction.id.0.to_string(),
        what,
        amount: payment.terms.asked.amount.with_minor(transaction.amount),
        from,
        to,
    }
}

fn change_of_held(movement: &Movement) -> i64 {
    let amount = movement.amount.minor;
    let into = if movement.to == Account::Held { amount } else { 0 };
    let out_of = if movement.from == Account::Held { amount } else { 0 };
    into - out_of
}

/// Whether nothing can be captured or released any more, so that no bank keeps money for the payment.
const fn holds_nothing(status: Status) -> bool {
    match status {
        Status::Created
        | Status::Authorized
        | Status::Pending(_)
        | Status::Paid(Paid::PartiallyCaptured | Paid::CaptureRetryProcessFailed)
        | Status::CaptureRetryInProcess
        | Status::RefundPending(_)
        | Status::RefundRetryInProcess(_)
        | Status::CancelPending => false,
        Status::Verified(_)
        | Status::Paid(Paid::Approved | Paid::Captured | Paid::PartiallyRefunded)
        | Status::Refunded
        | Status::Canceled
        | Status::Declined
        | Status::Rejected
        | Status::Failed
        | Status::Expired => true,
    }
}
