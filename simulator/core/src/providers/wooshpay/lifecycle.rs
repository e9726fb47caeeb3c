//! What a payment intent can go through: total functions, without JSON, time or ids.
//!
//! | from | what happens | to |
//! | --- | --- | --- |
//! | requires action | the payer approves | succeeded |
//! | requires action | the payer refuses, or the link expires | requires payment method |
//!
//! Everything else cannot happen. Sources: `requires_action` and the falling back to
//! `requires_payment_method` <https://docs.wooshpay.com/7227990m0>; the create call that answers
//! `requires_action` <https://wooshpay.com/docs/alipay>.

use serde::Deserialize;
use serde::Serialize;
use thiserror::Error;

use crate::kernel::provider::Actor;
use crate::kernel::provider::Edge;

/// The documented status of a payment intent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Status {
    /// The payer must do what `next_action` says.
    RequiresAction,
    /// The money has been taken.
    Succeeded,
    /// The attempt failed; another method may be tried.
    RequiresPaymentMethod,
}

/// What happens to an intent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Transition {
    /// The payer paid in the wallet.
    Approved,
    /// The attempt came to nothing.
    Failed(Failure),
}

impl Transition {
    const ALL: [Self; 4] = [
        Self::Approved,
        Self::Failed(Failure::Declined),
        Self::Failed(Failure::InsufficientFunds),
        Self::Failed(Failure::Expired),
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Failed(Failure::Declined) => "declined",
            Self::Failed(Failure::InsufficientFunds) => "declined for insufficient funds",
            Self::Failed(Failure::Expired) => "expired",
        }
    }

    const fn by(self) -> Actor {
        match self {
            Self::Approved | Self::Failed(Failure::Declined) => Actor::Shopper,
            Self::Failed(Failure::InsufficientFunds) => Actor::Provider,
            Self::Failed(Failure::Expired) => Actor::Time,
        }
    }
}

/// Why an attempt came to nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Failure {
    /// The payer, or the wallet, said no.
    Declined,
    /// The wallet held too little.
    InsufficientFunds,
    /// Nobody decided before the link ended.
    Expired,
}

impl Failure {
    pub(crate) const ALL: [Self; 3] = [Self::Declined, Self::InsufficientFunds, Self::Expired];
}

/// A transition that the status does not allow.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("an intent that is `{}` cannot be decided any more", status.name())]
pub(crate) struct Illegal {
    /// Where the intent stands.
    pub(crate) status: Status,
}

impl Status {
    const ALL: [Self; 3] = [Self::RequiresAction, Self::Succeeded, Self::RequiresPaymentMethod];

    /// Every documented text, for the profile.
    pub(crate) const NAMES: [&'static str; 3] =
        [Self::ALL[0].name(), Self::ALL[1].name(), Self::ALL[2].name()];

    /// The documented text.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::RequiresAction => "requires_action",
            Self::Succeeded => "succeeded",
            Self::RequiresPaymentMethod => "requires_payment_method",
        }
    }

    /// Where a transition leads.
    pub(crate) const fn after(self, transition: Transition) -> Result<Self, Illegal> {
        match (self, transition) {
            (Self::RequiresAction, Transition::Approved) => Ok(Self::Succeeded),
            (Self::RequiresAction, Transition::Failed(_)) => Ok(Self::RequiresPaymentMethod),
            (Self::Succeeded | Self::RequiresPaymentMethod, _) => Err(Illegal { status: self }),
        }
    }
}

/// How an intent comes to be, and every transition.
pub(crate) fn edges() -> Vec<Edge> {
    let created = Edge {
        from: Edge::NOTHING,
        transition: "created",
        to: Status::RequiresAction.name(),
        by: Actor::Merchant,
    };
    let allowed = Status::ALL.into_iter().flat_map(|from| {
        Transition::ALL.into_iter().filter_map(move |transition| {
            let to = from.after(transition).ok()?.name();
            Some(Edge { from: from.name(), transition: transition.name(), to, by: transition.by() })
        })
    });
    std::iter::once(created).chain(allowed).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_intent_that_waits_for_its_payer_moves() {
        let table: Vec<_> = Status::ALL
            .into_iter()
            .flat_map(|status| {
                Transition::ALL.into_iter().map(move |transition| (status, transition))
            })
            .map(|(status, transition)| status.after(transition).ok().map(Status::name))
            .collect();

        let failed = Some("requires_payment_method");
        assert_eq!(
            table,
            [[Some("succeeded"), failed, failed, failed], [None; 4], [None; 4]].concat()
        );
    }

    #[test]
    fn the_name_of_a_status_is_the_one_that_is_written() {
        for status in Status::ALL {
            assert_eq!(serde_json::to_string(&status).unwrap(), format!("\"{}\"", status.name()));
        }
    }
}
