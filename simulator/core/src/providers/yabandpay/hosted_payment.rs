//! The payment on a hosted page: it waits for its payer, who pays, refuses, leaves, or lets the time pass.
//!
//! Sources: <https://docs.yabandpay.com/api/cn/payments/cards/hpp.html>, and for consent and token
//! <https://docs.yabandpay.com/api/cn/payments/cards/token.html>. What the page shows is in `pages.rs`.

use std::sync::Arc;

use jiff::SignedDuration;

use super::Yabandpay;
use super::card_payments::CardPayment;
use super::card_payments::Page;
use super::lifecycle::Illegal;
use super::lifecycle::Operation;
use super::lifecycle::Outcome;
use super::lifecycle::Status;
use super::lifecycle::Transition;
use super::orders;
use super::settings::Period;
use super::state::CardToken;
use super::state::Channel;
use super::state::Hosted;
use super::state::Order;
use super::state::PageId;
use super::state::Timer;
use super::state::Token;
use super::state::User;
use super::state::Version;
use super::tokens;
use super::tokens::Standing;
use super::webhooks;
use crate::kernel::tx::Tx;

/// Opens a page.
///
/// Undocumented: whether its first state is notified. It is not: the answer tells it, and nothing has
/// changed yet. A result that a fault asks for is that of a payer who decides at once.
pub(super) fn open(
    user: &User,
    (asked, page): (&CardPayment, &Page),
    tx: &mut Tx<'_, Yabandpay>,
) -> Arc<Order> {
    let order = orders::ordered(user, asked, Status::Pending, tx);
    let hosted = Hosted {
        page: PageId::from(tx.page_id().as_str()),
        redirect_url: page.redirect_url.clone(),
        cancel_url: page.cancel_url.clone(),
        consents: false,
        granted_at: None,
        token: None,
    };
    let lasts = SignedDuration::from_mins(i64::from(asked.timeout.0));
    let deadline = orders::scheduled(lasts, Timer::OrderExpires(order.trade_id), tx);
    let order = Arc::new(Order {
        hosted: Some(Arc::new(hosted)),
        deadline: Some(Box::new(deadline)),
        ..order
    });
    tx.put(Version::Order(Arc::clone(&order)), order.trade_id, order.status.name());
    match orders::forced(asked.operation, tx) {
        None => order,
        Some(outcome) => decide(&order, outcome, tx).unwrap_or(order),
    }
}

/// The payer came to the page and left it: the order waits on.
///
/// Undocumented: that this is what tells `processing` from `pending`. A second visit changes nothing.
pub(super) fn leave(order: &Order, tx: &mut Tx<'_, Yabandpay>) {
    if let Ok(status) = order.status.after(Transition::Visited) {
        webhooks::announce(&Arc::new(Order { status, ..order.clone() }), tx);
    }
}

/// The end of a page, as somebody who agrees to have the card stored brings it about.
pub(super) fn decide(
    order: &Order,
    outcome: Outcome,
    tx: &mut Tx<'_, Yabandpay>,
) -> Result<Arc<Order>, Illegal> {
    match outcome {
        Outcome::Approved => approve(order, true, tx),
        Outcome::Declined => conclude(order, Transition::Declined, tx),
        Outcome::Failed => conclude(order, Transition::Failed, tx),
    }
}

/// The payer pays, and agrees or not to have the card stored.
///
/// Undocumented: without consent there is no token; a run that was to do nothing but store the card is
/// `declined` then. Whether a payment is reviewed first is a setting.
pub(super) fn approve(
    order: &Order,
    consents: bool,
    tx: &mut Tx<'_, Yabandpay>,
) -> Result<Arc<Order>, Illegal> {
    if order.operation == Operation::Storage && !consents {
        return conclude(order, Transition::Declined, tx);
    }
    let hosted = order.hosted.as_ref().map(|hosted| {
        let consents = consents && order.channel == Channel::HostedToken;
        Arc::new(Hosted { consents, ..Hosted::clone(hosted) })
    });
    let agreed = Order { hosted, ..order.clone() };
    match tx.settings().risk_review.as_ref().map(Period::length) {
        None => grant(&agreed, tx),
        Some(lasts) => {
            let held = orders::moved(&agreed, Transition::HeldForReview, tx)?;
            let timer = Timer::ReviewEnds(order.trade_id);
            let deadline = Some(Box::new(orders::scheduled(lasts, timer, tx)));
            let held = Arc::new(Order { deadline, ..held });
            webhooks::announce(&held, tx);
            Ok(held)
        }
    }
}

/// The money is taken or held, and the card is stored where the payer agreed.
pub(super) fn grant(order: &Order, tx: &mut Tx<'_, Yabandpay>) -> Result<Arc<Order>, Illegal> {
    let order = orders::moved(order, order.operation.granted(), tx)?;
    let order = orders::granted(order, tx);
    let hosted = order.hosted.as_ref().map(|hosted| match hosted.consents {
        true => Arc::new(Hosted { token: Some(stored(&order, tx)), ..Hosted::clone(hosted) }),
        false => Arc::clone(hosted),
    });
    let order = Arc::new(Order { hosted, ..order });
    webhooks::announce(&order, tx);
    Ok(order)
}

/// A new token. Undocumented: whether a card that was stored before gets its old one; it does not.
fn stored(order: &Order, tx: &mut Tx<'_, Yabandpay>) -> CardToken {
    let text = tokens::drawn(tx);
    let made_by = Some(order.trade_id);
    tokens::put(Token { text: text.clone(), made_by, standing: Standing::Approving }, tx);
    text
}

/// The page is over without a yes.
pub(super) fn conclude(
    order: &Order,
    transition: Transition,
    tx: &mut Tx<'_, Yabandpay>,
) -> Result<Arc<Order>, Illegal> {
    let order = Arc::new(orders::moved(order, transition, tx)?);
    webhooks::announce(&order, tx);
    Ok(order)
}
