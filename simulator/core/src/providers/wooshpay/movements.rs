//! The movements of money that an intent stands for: one, when its payer has paid.

use crate::kernel::ledger::Account;
use crate::kernel::ledger::Movement;
use crate::providers::wooshpay::lifecycle::Status;
use crate::providers::wooshpay::payment_intents;
use crate::providers::wooshpay::state::Intent;

/// What an intent has moved. Undocumented: an id of the transaction; the intent is named instead.
pub(crate) fn of_intent(intent: &Intent) -> Option<Movement> {
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
