//! What can be done from outside of the API: the buttons of a payment's pages, their headless twins, the
//! clock, and what becomes of a pending refund. One table serves all of them.

use std::fmt;

use jiff::Timestamp;
use serde::Serialize;

use crate::kernel::provider::Act;
use crate::kernel::provider::Action;
use crate::kernel::provider::Actor;
use crate::kernel::provider::Refused;
use crate::kernel::tx::Tx;
use crate::providers::wooshpay::WooshPay;
use crate::providers::wooshpay::checkout_sessions;
use crate::providers::wooshpay::lifecycle::Failure;
use crate::providers::wooshpay::lifecycle::Status;
use crate::providers::wooshpay::lifecycle::Transition;
use crate::providers::wooshpay::lifecycle::refund;
use crate::providers::wooshpay::lifecycle::session;
use crate::providers::wooshpay::payment_intents;
use crate::providers::wooshpay::refunds;
use crate::providers::wooshpay::state::Intent;
use crate::providers::wooshpay::state::Refund;
use crate::providers::wooshpay::state::Session;
use crate::providers::wooshpay::state::Store;
use crate::providers::wooshpay::state::Timer;

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

    fn action(self, leads_to: &'static str, ends_at: Timestamp) -> Action {
        let at = (self == Self::Expire).then_some(ends_at);
        Action { name: self.name(), by: self.actor(), leads_to, at }
    }
}

/// What a provider can do to a refund.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum RefundTrigger {
    Settle,
    Fail,
}

impl RefundTrigger {
    const ALL: [Self; 2] = [Self::Settle, Self::Fail];

    const fn name(self) -> &'static str {
        match self {
            Self::Settle => "settle",
            Self::Fail => "fail",
        }
    }

    const fn transition(self) -> refund::Transition {
        match self {
            Self::Settle => refund::Transition::Settled,
            Self::Fail => refund::Transition::Failed,
        }
    }
}

/// Something that is waited for: what decides it, with what belongs to it.
pub(crate) enum Waiting<'a> {
    Intent(&'a Intent),
    Session(&'a Session, &'a Intent),
    Refund(&'a Refund),
}

impl Waiting<'_> {
    /// What can happen to it now.
    pub(crate) fn next(&self) -> Vec<Action> {
        match self {
            Self::Intent(intent) => of_intent(intent),
            Self::Session(session, _) => of_session(session),
            Self::Refund(refund) => of_refund(refund),
        }
    }

    /// Does what [`next`](Self::next) offers. A page without inputs ignores all fields.
    pub(crate) fn act(&self, act: &Act<'_>, tx: &mut Tx<'_, WooshPay>) -> Result<(), Refused> {
        match self {
            Self::Intent(intent) => decide(intent, trigger(act.action)?, tx),
            Self::Session(session, intent) => {
                check_out((session, intent), trigger(act.action)?, tx)
            }
            Self::Refund(refund) => settle(refund, act.action, tx),
        }
    }
}

fn of_intent(intent: &Intent) -> Vec<Action> {
    let Some(redirect) = intent.redirect.as_ref().filter(|_| is_waiting(intent)) else {
        return Vec::new();
    };
    let action = |trigger: Trigger| {
        let leads_to = match trigger.transition() {
            Some(transition) => intent.status.after(transition).ok()?,
            None => intent.status,
        };
        Some(trigger.action(leads_to.name(), redirect.expires_at))
    };
    Trigger::ALL.into_iter().filter_map(action).collect()
}

fn is_waiting(intent: &Intent) -> bool {
    intent.status == Status::RequiresAction
}

fn of_session(session: &Session) -> Vec<Action> {
    if session.status != session::Status::Open {
        return Vec::new();
    }
    let action = |trigger: Trigger| {
        let leads_to = match trigger {
            Trigger::Approve => session::Status::Complete,
            Trigger::Decline | Trigger::Abandon => session::Status::Open,
            Trigger::Expire => session::Status::Expired,
        };
        trigger.action(leads_to.name(), session.expires_at)
    };
    Trigger::ALL.map(action).into()
}

fn of_refund(refund: &Refund) -> Vec<Action> {
    let action = |trigger: RefundTrigger| {
        let leads_to = refund.status.after(trigger.transition())?.name();
        Some(Action { name: trigger.name(), by: Actor::Provider, leads_to, at: None })
    };
    RefundTrigger::ALL.into_iter().filter_map(action).collect()
}

fn over(id: &impl fmt::Display, status: &str) -> Refused {
    Refused { message: format!("{id} is `{status}`: its payer cannot decide now") }
}

fn trigger(name: &str) -> Result<Trigger, Refused> {
    Trigger::ALL.into_iter().find(|trigger| trigger.name() == name).ok_or_else(|| {
        let names = Trigger::ALL.map(Trigger::name).join(", ");
        Refused { message: format!("a payment knows no `{name}`; it knows {names}") }
    })
}

fn decide(intent: &Intent, trigger: Trigger, tx: &mut Tx<'_, WooshPay>) -> Result<(), Refused> {
    let over = || over(&intent.id, intent.status.name());
    if !is_waiting(intent) {
        return Err(over());
    }
    trigger.transition().map_or(Ok(()), |transition| {
        payment_intents::conclude(intent, transition, tx).map_err(|_| over())
    })
}

fn check_out(
    (session, intent): (&Session, &Intent),
    trigger: Trigger,
    tx: &mut Tx<'_, WooshPay>,
) -> Result<(), Refused> {
    let over = || over(&session.id, session.status.name());
    if session.status != session::Status::Open {
        return Err(over());
    }
    let done = match (trigger, trigger.transition()) {
        (Trigger::Expire, _) => {
            checkout_sessions::expire(session, intent, (None, tx)).map(|_expired| ())
        }
        (Trigger::Approve | Trigger::Decline | Trigger::Abandon, Some(transition)) => {
            checkout_sessions::tried(session, intent, (transition, tx))
        }
        (Trigger::Approve | Trigger::Decline | Trigger::Abandon, None) => Ok(()),
    };
    done.map_err(|_| over())
}

fn settle(refund: &Refund, action: &str, tx: &mut Tx<'_, WooshPay>) -> Result<(), Refused> {
    let trigger = RefundTrigger::ALL.into_iter().find(|trigger| trigger.name() == action);
    let trigger = trigger.ok_or_else(|| {
        let names = RefundTrigger::ALL.map(RefundTrigger::name).join(", ");
        Refused { message: format!("a refund knows no `{action}`; it knows {names}") }
    })?;
    refunds::conclude(refund, trigger.transition(), tx).ok_or_else(|| Refused {
        message: format!("{} is `{}` already", refund.id, refund.status.name()),
    })
}

/// Does what has fallen due: the payer's time is over, unless a fault lets them pay at the last moment.
pub(crate) fn due(store: &Store, timer: &Timer, tx: &mut Tx<'_, WooshPay>) {
    let forced = payment_intents::forced(tx);
    // Whatever decides takes its timer back, so what is decided already stays as it is.
    match timer {
        Timer::RedirectExpires(id) => {
            if let Some(intent) = store.intent(*id) {
                let end = forced.unwrap_or(Transition::Failed(Failure::Expired));
                let _late = payment_intents::conclude(intent, end, tx);
            }
        }
        Timer::SessionExpires(id) => {
            let session = store.session(*id);
            let found = session.and_then(|one| Some((one, store.intent(one.intent)?)));
            if let Some((session, intent)) = found {
                let _late = match forced {
                    Some(Transition::Approved) => {
                        checkout_sessions::tried(session, intent, (Transition::Approved, tx))
                    }
                    Some(Transition::Confirmed | Transition::Failed(_) | Transition::Canceled)
                    | None => checkout_sessions::expire(session, intent, (None, tx)).map(|_| ()),
                };
            }
        }
    }
}
