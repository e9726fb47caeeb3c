//! The movements of money that an order stands for. What was captured or refunded later is not served yet.

use jiff::Timestamp;

use super::lifecycle::Status;
use super::state::Order;
use super::token_payment::expiry;
use crate::kernel::ledger::Account;
use crate::kernel::ledger::Movement;

/// What an order has moved, in order.
pub(super) fn of_order(order: &Order) -> Vec<Movement> {
    let (available, held) = (Account::Available, Account::Held);
    let step = |what, at, from, to| movement(order, (what, at), (from, to));
    let made = order.created_at;
    match order.status {
        Status::Paid => vec![step("paid", made, available, Account::Merchant)],
        Status::Authorized => vec![step("authorized", made, available, held)],
        Status::Expired => vec![
            step("authorized", made, available, held),
            step("expired", expiry(made), held, available),
        ],
        Status::Declined | Status::Failed => Vec::new(),
    }
}

fn movement(
    order: &Order,
    (what, at): (&'static str, Timestamp),
    (from, to): (Account, Account),
) -> Movement {
    let transaction = order.transaction_id.as_ref().map(ToString::to_string).unwrap_or_default();
    let (subject, amount) = (order.trade_id.into(), order.amount);
    Movement { at, subject, transaction, what, amount, from, to }
}
