//! What can be done to orders and refunds from outside of the API: the buttons of a page and their headless
//! twins, the merchant's dashboard, and the clock. One table serves all of them.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Map;
use serde_json::Value;

use super::Yabandpay;
use super::capture;
use super::hosted_payment;
use super::lifecycle::Status;
use super::lifecycle::Transition;
use super::orders;
use super::refund_lifecycle::RefundTransition;
use super::refunds;
use super::refunds::Wanted;
use super::state::Capture;
use super::state::Order;
use super::state::Refund;
use super::state::Token;
use super::tokens;
use crate::kernel::provider::Act;
use crate::kernel::provider::Action;
use crate::kernel::provider::Actor;
use crate::kernel::provider::Refused;
use crate::kernel::tx::Tx;

/// The field by which the payer agrees to have the card stored.
pub(super) const CONSENT: &str = "consent";

/// One thing that can happen to an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trigger {
    /// The payer pays.
    Approve,
    /// The payer, or the issuer, refuses.
    Decline,
    /// The payer leaves; the page stays open.
    Abandon,
    /// The time is over.
    Expire,
    /// The risk review ends well.
    Clear,
    /// The risk review ends badly.
    Reject,
    /// The merchant takes all that is held.
    Capture,
    /// The merchant calls the order off.
    Cancel,
    /// The merchant gives back all that is left.
    Refund,
}

impl Trigger {
    const ALL: [Self; 9] = [
        Self::Approve,
        Self::Decline,
        Self::Abandon,
        Self::Expire,
        Self::Clear,
        Self::Reject,
        Self::Capture,
        Self::Cancel,
        Self::Refund,
    ];
    /// What a page offers.
    pub(super) const OF_PAGE: [Self; 4] =
        [Self::Approve, Self::Decline, Self::Abandon, Self::Expire];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Decline => "decline",
            Self::Abandon => "abandon",
            Self::Expire => "expire",
            Self::Clear => "clear",
            Self::Reject => "reject",
            Self::Capture => "capture",
            Self::Cancel => "cancel",
            Self::Refund => "refund",
        }
    }

    /// The text of its button.
    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::Approve => "Pay",
            Self::Decline => "Refuse",
            Self::Abandon => "Leave without deciding",
            Self::Expire => "Let the time pass",
            Self::Clear => "Clear",
            Self::Reject => "Reject",
            Self::Capture => "Capture",
            Self::Cancel => "Cancel",
            Self::Refund => "Refund",
        }
    }

    const fn actor(self) -> Actor {
        match self {
            Self::Approve | Self::Decline | Self::Abandon => Actor::Shopper,
            Self::Expire => Actor::Time,
            Self::Clear | Self::Reject => Actor::Provider,
            Self::Capture | Self::Cancel | Self::Refund => Actor::Merchant,
        }
    }

    /// When it happens by itself.
    fn at(self, order: &Order) -> Option<Timestamp> {
        let is_due = match self {
            Self::Expire => true,
            Self::Clear => order.status == Status::Verify,
            Self::Approve
            | Self::Decline
            | Self::Abandon
            | Self::Reject
            | Self::Capture
            | Self::Cancel
            | Self::Refund => false,
        };
        order.deadline.as_ref().filter(|_| is_due).map(|timer| timer.at)
    }
}

/// What can happen to a refund: its name, by whom, and what it does.
const OF_REFUND: [(&str, Actor, RefundTransition); 5] = [
    ("approve", Actor::Merchant, RefundTransition::Approved),
    ("fund", Actor::Merchant, RefundTransition::Funded),
    ("settle", Actor::Provider, RefundTransition::Settled),
    ("fail", Actor::Provider, RefundTransition::Failed),
    ("lose", Actor::Provider, RefundTransition::Lost),
];

/// What can happen to a refund now.
pub(super) fn next_of_refund(refund: &Refund) -> Vec<Action> {
    let action = |(name, by, transition): (_, _, RefundTransition)| {
        let leads_to = refund.status.after(transition).ok()?.name();
        let settles = transition == RefundTransition::Settled;
        let at = refund.deadline.filter(|_| settles).map(|timer| timer.at);
        Some(Action { name, by, leads_to, at })
    };
    OF_REFUND.into_iter().filter_map(action).collect()
}

/// Does what [`next_of_refund`] offers.
pub(super) fn act_on_refund(
    refund: &Refund,
    action: &str,
    tx: &mut Tx<'_, Yabandpay>,
) -> Result<(), Refused> {
    let known = OF_REFUND.into_iter().find(|(name, ..)| *name == action);
    let moved = known.and_then(|(_, _, done)| refunds::moved(refund, done, tx).ok());
    moved.ok_or_else(|| impossible(action, "refund", refund.status.name()))
}

/// Does what [`tokens::next`] offers.
pub(super) fn act_on_token(
    token: &Token,
    action: &str,
    tx: &mut Tx<'_, Yabandpay>,
) -> Result<(), Refused> {
    let standing = tokens::after(token, action)
        .ok_or_else(|| impossible(action, "token", token.standing.name()))?;
    tokens::put(Token { standing, ..token.clone() }, tx);
    Ok(())
}

impl Yabandpay {
    /// What can happen to an order now. The hours after which a merchant can no longer cancel or refund
    /// are not looked at here; whoever is too late is told so.
    pub(super) fn next_of_order(&self, order: &Order) -> Vec<Action> {
        let action = |trigger: Trigger| {
            Some(Action {
                name: trigger.name(),
                by: trigger.actor(),
                leads_to: self.leads_to(trigger, order)?.name(),
                at: trigger.at(order),
            })
        };
        Trigger::ALL.into_iter().filter_map(action).collect()
    }

    /// The state that a trigger leads an order to; `None` when it cannot happen now.
    fn leads_to(&self, trigger: Trigger, order: &Order) -> Option<Status> {
        let status = order.status;
        let granted = || status.after(order.operation.granted()).ok();
        match trigger {
            Trigger::Approve => status.is_open().then(granted).flatten(),
            Trigger::Decline => status.after(Transition::Declined).ok(),
            Trigger::Abandon => status.is_open().then_some(Status::Processing),
            Trigger::Expire => status.after(Transition::Expired).ok(),
            Trigger::Clear => (status == Status::Verify).then(granted).flatten(),
            Trigger::Reject if status == Status::Verify => status.after(Transition::Failed).ok(),
            Trigger::Reject => None,
            Trigger::Capture => status.after(Transition::Captured).ok(),
            Trigger::Cancel => {
                self.is_cancellable(order, order.created_at).then_some(Status::Cancelled)
            }
            Trigger::Refund => {
                let paid_at = order.paid_at()?;
                (self.refundable(order, paid_at) > 0).then_some(status)
            }
        }
    }

    /// Does what [`next_of_order`](Self::next_of_order) offers.
    pub(super) fn act_on_order(
        &self,
        order: &Order,
        act: &Act<'_>,
        tx: &mut Tx<'_, Self>,
    ) -> Result<(), Refused> {
        let refused = || impossible(act.action, "order", order.status.name());
        let trigger = Trigger::ALL.into_iter().find(|trigger| trigger.name() == act.action);
        let trigger = trigger.filter(|trigger| self.leads_to(*trigger, order).is_some());
        match trigger.ok_or_else(refused)? {
            Trigger::Approve => {
                let consents = consent(act.fields)?;
                hosted_payment::approve(order, consents, tx).map(drop).map_err(|_| refused())
            }
            Trigger::Decline => conclude(order, Transition::Declined, tx).ok_or_else(refused),
            Trigger::Abandon => {
                hosted_payment::leave(order, tx);
                Ok(())
            }
            Trigger::Expire if order.status == Status::Authorized => {
                orders::expire_authorization(order, tx).map_err(|_| refused())
            }
            Trigger::Expire => conclude(order, Transition::Expired, tx).ok_or_else(refused),
            Trigger::Clear => hosted_payment::grant(order, tx).map(drop).map_err(|_| refused()),
            Trigger::Reject => conclude(order, Transition::Failed, tx).ok_or_else(refused),
            Trigger::Capture => capture_all(order, tx).ok_or_else(refused),
            Trigger::Cancel => {
                self.cancel(Some(order.trade_id), tx).map(drop).map_err(|_| too_late("cancelled"))
            }
            Trigger::Refund => self.refund_rest(order, tx),
        }
    }

    fn refund_rest(&self, order: &Order, tx: &mut Tx<'_, Self>) -> Result<(), Refused> {
        let left = self.refundable(order, tx.at());
        if left == 0 {
            return Err(too_late("refunded"));
        }
        let wanted = Wanted {
            m_refund_id: None,
            amount: order.shown_amount().with_minor(left),
            description: Arc::clone(&order.description),
            notify_url: Some(Arc::clone(&order.notify_url)),
        };
        refunds::refund(order.trade_id, &wanted, tx);
        Ok(())
    }
}

fn conclude(order: &Order, transition: Transition, tx: &mut Tx<'_, Yabandpay>) -> Option<()> {
    hosted_payment::conclude(order, transition, tx).ok().map(drop)
}

fn capture_all(order: &Order, tx: &mut Tx<'_, Yabandpay>) -> Option<()> {
    let whole = Capture { amount: order.amount, at: tx.at(), request_id: None };
    capture::captured(order, whole, tx).ok().map(drop)
}

/// Whether the payer agrees to have the card stored: so does whoever says nothing.
fn consent(fields: &Map<String, Value>) -> Result<bool, Refused> {
    match fields.get(CONSENT) {
        None => Ok(true),
        Some(value) => value
            .as_bool()
            .ok_or_else(|| Refused { message: format!("`{CONSENT}` is either true or false") }),
    }
}

fn impossible(action: &str, kind: &str, state: &str) -> Refused {
    let article = if kind.starts_with('o') { "an" } else { "a" };
    Refused { message: format!("`{action}` cannot happen to {article} {kind} that is {state}") }
}

fn too_late(what: &str) -> Refused {
    Refused { message: format!("it is too late for this order to be {what}") }
}
