//! The movements of money that orders and refunds stand for: derived from what the bank said, from the
//! capture and from the refunds that arrived.

use jiff::Timestamp;

use super::Yabandpay;
use super::lifecycle::Operation;
use super::lifecycle::Status;
use super::state::Order;
use super::state::Refund;
use crate::kernel::ledger::Account;
use crate::kernel::ledger::Movement;
use crate::kernel::money::Money;

impl Yabandpay {
    /// Every movement so far, in order.
    pub(super) fn moved(&self) -> Vec<Movement> {
        let orders = self.store.orders().flat_map(|order| of_order(order));
        let mut moved: Vec<_> =
            orders.chain(self.store.refunds().filter_map(|refund| of_refund(refund))).collect();
        moved.sort_by_key(|movement| movement.at);
        moved
    }
}

/// What an order has moved, in order.
fn of_order(order: &Order) -> Vec<Movement> {
    let Some(granted_at) = order.granted_at() else {
        return Vec::new();
    };
    let (available, held, merchant) = (Account::Available, Account::Held, Account::Merchant);
    let step = |what, at, amount, path| movement(order, (what, at), (amount, path));
    let whole = order.amount;
    let mut moved = Vec::new();
    // Where what is not given back, or not yet, has gone.
    let mut rest = merchant;
    match order.operation {
        Operation::Storage => return moved,
        Operation::Sale => moved.push(step("paid", granted_at, whole, (available, merchant))),
        Operation::Authorization => {
            moved.push(step("authorized", granted_at, whole, (available, held)));
            rest = held;
        }
    }
    if let Some(capture) = order.capture() {
        moved.push(step("captured", capture.at, capture.amount, (held, merchant)));
        let released = whole.with_minor(whole.minor - capture.amount.minor);
        if released.minor > 0 {
            moved.push(step("released", capture.at, released, (held, available)));
        }
        rest = merchant;
    }
    let given_back = order.afterwards.as_ref().and_then(|afterwards| afterwards.given_back);
    if let Some(at) = given_back {
        let what = if order.status == Status::Expired { "expired" } else { "cancelled" };
        moved.push(step(what, at, order.shown_amount(), (rest, available)));
    }
    moved
}

fn of_refund(refund: &Refund) -> Option<Movement> {
    Some(Movement {
        at: refund.settled_at?,
        subject: refund.trade_id.into(),
        transaction: refund.refund_id.to_string(),
        what: "refunded",
        amount: refund.amount,
        from: Account::Merchant,
        to: Account::Available,
    })
}

fn movement(
    order: &Order,
    (what, at): (&'static str, Timestamp),
    (amount, (from, to)): (Money, (Account, Account)),
) -> Movement {
    let transaction = order.transaction_id.as_ref().map(ToString::to_string).unwrap_or_default();
    Movement { at, subject: order.trade_id.into(), transaction, what, amount, from, to }
}
