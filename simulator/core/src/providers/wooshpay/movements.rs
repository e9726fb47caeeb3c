//! The movements of money that intents and refunds stand for: one when the payer has paid, one when
//! a refund has arrived.

use crate::kernel::ledger::Account;
use crate::kernel::ledger::Movement;
use crate::providers::wooshpay::lifecycle::Status;
use crate::providers::wooshpay::lifecycle::refund;
use crate::providers::wooshpay::payment_intents;
use crate::providers::wooshpay::state::Intent;
use crate::providers::wooshpay::state::Refund;
use crate::providers::wooshpay::state::Store;

/// Every movement so far, in order.
pub(crate) fn all(store: &Store) -> Vec<Movement> {
    let paid = store.intents().filter_map(|intent| of_intent(intent));
    let refunded = store.refunds().filter_map(|refund| of_refund(refund));
    let mut movements: Vec<_> = paid.chain(refunded).collect();
    movements.sort_by_key(|movement| movement.at);
    movements
}

/// Undocumented: an id of the transaction; the intent is named instead.
fn of_intent(intent: &Intent) -> Option<Movement> {
    let at = intent.decided_at.filter(|_| intent.status == Status::Succeeded)?;
    Some(Movement {
        at,
        subject: payment_intents::subject(intent.id),
        transaction: intent.id.to_string(),
        what: "paid",
        amount: intent.order.amount,
        from: Account::Available,
        to: Account::Merchant,
    })
}

fn of_refund(refund: &Refund) -> Option<Movement> {
    (refund.status == refund::Status::Succeeded).then(|| Movement {
        at: refund.since,
        subject: payment_intents::subject(refund.intent),
        transaction: refund.id.to_string(),
        what: "refunded",
        amount: refund.amount,
        from: Account::Merchant,
        to: Account::Available,
    })
}
