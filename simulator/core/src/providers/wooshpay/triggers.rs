//! What can be done to an intent from outside of the API: the buttons of its page, their headless
//! twins, and the clock. One table serves all of them.

use serde::Serialize;

use crate::kernel::provider::Act;
use crate::kernel::provider::Action;
use crate::kernel::provider::Actor;
use crate::kernel::provider::Refused;
use crate::kernel::tx::Tx;
use crate::providers::wooshpay::WooshPay;
use crate::providers::wooshpay::lifecycle::Failure;
use crate::providers::wooshpay::lifecycle::Status;
use crate::providers::wooshpay::lifecycle::Transition;
use crate::providers::wooshpay::payment_intents;
use crate::providers::wooshpay::state::Intent;
use crate::providers::wooshpay::state::Redirect;

/// One thing that a page offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(crate) enum Trigger {
    Approve,
    Decline,
    /// The payer leaves; the link stays good.
    Abandon,
    Expire,
}

impl Trigger {
    pub(crate) const ALL: [Self; 4] = [Self::Approve, Self::Decline, Self::Abandon, Self::Expire];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Decline => "decline",
            Self::Abandon => "abandon",
            Self::Expire => "expire",
        }
    }

    /// The text of the button.
    pub(crate) const fn label(self) -> &'static str {
        match self {
            Self::Approve => "Pay",
            Self::Decline => "Refuse",
            Self::Abandon => "Leave without deciding",
            Self::Expire => "Let the link expire",
        }
    }

    const fn actor(self) -> Actor {
        match self {
            Self::Approve | Self::Decline | Self::Abandon => Actor::Shopper,
            Self::Expire => Actor::Time,
        }
    }

    const fn transition(self) -> Option<Transition> {
        match self {
            Self::Approve => Some(Transition::Approved),
            Self::Decline => Some(Transition::Failed(Failure::Declined)),
            Self::Abandon => None,
            Self::Expire => Some(Transition::Failed(Failure::Expired)),
        }
    }

    fn action(self, redirect: &Redirect) -> Option<Action> {
        let leads_to = match self.transition() {
            Some(transition) => Status::RequiresAction.after(transition).ok()?,
            None => Status::RequiresAction,
        };
        Some(Action {
            name: self.name(),
            by: self.actor(),
            leads_to: leads_to.name(),
            at: (self == Self::Expire).then_some(redirect.expires_at),
        })
    }
}

/// What can happen to an intent now.
pub(crate) fn next(intent: &Intent) -> Vec<Action> {
    match &intent.redirect {
        Some(redirect) if intent.status == Status::RequiresAction => {
            Trigger::ALL.into_iter().filter_map(|trigger| trigger.action(redirect)).collect()
        }
        Some(_) | None => Vec::new(),
    }
}

/// Does what [`next`] offers. A page without inputs ignores all fields.
pub(crate) fn act(
    intent: &Intent,
    act: &Act<'_>,
    tx: &mut Tx<'_, WooshPay>,
) -> Result<(), Refused> {
    let trigger = Trigger::ALL
        .into_iter()
        .find(|trigger| trigger.name() == act.action)
        .ok_or_else(|| unknown(act.action))?;
    if intent.status != Status::RequiresAction {
        return Err(over(intent));
    }
    match trigger.transition() {
        Some(transition) => {
            payment_intents::conclude(intent, transition, tx).map_err(|_| over(intent))
        }
        None => Ok(()),
    }
}

fn unknown(action: &str) -> Refused {
    let names = Trigger::ALL.map(Trigger::name).join(", ");
    Refused { message: format!("a payment intent knows no `{action}`; it knows {names}") }
}

fn over(intent: &Intent) -> Refused {
    Refused {
        message: format!(
            "{} is `{}`: its payer cannot decide now",
            intent.id,
            intent.status.name()
        ),
    }
}
