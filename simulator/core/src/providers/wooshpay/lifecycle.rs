//! What a payment intent can go through: total functions, without JSON, time or ids.
//!
//! | a payment intent that | what happens | becomes |
//! | --- | --- | --- |
//! | requires a payment method, or confirmation | the merchant confirms | requires action |
//! | requires action | the payer approves | succeeded |
//! | requires action | the payer refuses, or the link expires | requires payment method |
//! | requires a payment method, confirmation, or action | the merchant cancels | canceled |
//!
//! Everything else cannot happen. Sources: `requires_action` and the falling back to
//! `requires_payment_method` <https://docs.wooshpay.com/7227990m0>; the create call that answers
//! `requires_action` <https://wooshpay.com/docs/alipay>; confirming
//! <https://docs.guanglian.co/44100767e0.md>; `canceled`
//! <https://docs.wooshpay.com/apidoc/project-1296482/doc-2895670>.
//! Undocumented: `requires_confirmation` before a confirmation, and from where an intent can be canceled.

pub(crate) mod refund;
pub(crate) mod session;

use serde::Deserialize;
use serde::Serialize;
use thiserror::Error;

use crate::kernel::provider::Actor;
use crate::kernel::provider::Edge;

/// The documented status of a payment intent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Status {
    /// Nothing to pay with yet, or the attempt failed; another method may be tried.
    RequiresPaymentMethod,
    /// There is something to pay with, and the merchant has not confirmed yet.
    RequiresConfirmation,
    /// The payer must do what `next_action` says.
    RequiresAction,
    /// The money has been taken.
    Succeeded,
    /// The merchant gave it up.
    Canceled,
}

/// What happens to an intent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Transition {
    /// The merchant wants the payer to pay.
    Confirmed,
    /// The payer paid in the wallet.
    Approved,
    /// The attempt came to nothing.
    Failed(Failure),
    /// The merchant gave it up, or its checkout session ended.
    Canceled,
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
#[error("a payment intent that is `{}` cannot be {}", status.name(), transition.name())]
pub(crate) struct Illegal {
    /// Where the intent stands.
    pub(crate) status: Status,
    /// What was to happen.
    pub(crate) transition: Transition,
}

impl Transition {
    const ALL: [Self; 6] = [
        Self::Confirmed,
        Self::Approved,
        Self::Failed(Failure::Declined),
        Self::Failed(Failure::InsufficientFunds),
        Self::Failed(Failure::Expired),
        Self::Canceled,
    ];

    /// A past participle, for people.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Approved => "approved",
            Self::Failed(Failure::Declined) => "declined",
            Self::Failed(Failure::InsufficientFunds) => "declined for lack of funds",
            Self::Failed(Failure::Expired) => "expired",
            Self::Canceled => "canceled",
        }
    }

    const fn by(self) -> Actor {
        match self {
            Self::Approved | Self::Failed(Failure::Declined) => Actor::Shopper,
            Self::Failed(Failure::InsufficientFunds) => Actor::Provider,
            Self::Failed(Failure::Expired) => Actor::Time,
            Self::Confirmed | Self::Canceled => Actor::Merchant,
        }
    }
}

impl Status {
    pub(crate) const ALL: [Self; 5] = [
        Self::RequiresPaymentMethod,
        Self::RequiresConfirmation,
        Self::RequiresAction,
        Self::Succeeded,
        Self::Canceled,
    ];

    /// Every documented text, for the profile.
    pub(crate) const NAMES: [&'static str; 5] = [
        Self::ALL[0].name(),
        Self::ALL[1].name(),
        Self::ALL[2].name(),
        Self::ALL[3].name(),
        Self::ALL[4].name(),
    ];

    /// The documented text.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::RequiresPaymentMethod => "requires_payment_method",
            Self::RequiresConfirmation => "requires_confirmation",
            Self::RequiresAction => "requires_action",
            Self::Succeeded => "succeeded",
            Self::Canceled => "canceled",
        }
    }

    /// Where a transition leads.
    pub(crate) const fn after(self, transition: Transition) -> Result<Self, Illegal> {
        match (self, transition) {
            (Self::RequiresPaymentMethod | Self::RequiresConfirmation, Transition::Confirmed) => {
                Ok(Self::RequiresAction)
            }
            (Self::RequiresAction, Transition::Approved) => Ok(Self::Succeeded),
            (Self::RequiresAction, Transition::Failed(_)) => Ok(Self::RequiresPaymentMethod),
            (
                Self::RequiresPaymentMethod | Self::RequiresConfirmation | Self::RequiresAction,
                Transition::Canceled,
            ) => Ok(Self::Canceled),
            (
                Self::RequiresPaymentMethod | Self::RequiresConfirmation,
                Transition::Approved | Transition::Failed(_),
            )
            | (Self::RequiresAction, Transition::Confirmed)
            | (Self::Succeeded | Self::Canceled, _) => Err(Illegal { status: self, transition }),
        }
    }
}

/// How an intent comes to be, and every transition. One call can create and confirm.
pub(crate) fn edges() -> Vec<Edge> {
    let made = [
        ("created", Status::RequiresPaymentMethod),
        ("created with a method", Status::RequiresConfirmation),
        ("created and confirmed", Status::RequiresAction),
    ];
    let made = made.into_iter().map(|(transition, to)| Edge {
        from: Edge::NOTHING,
        transition,
        to: to.name(),
        by: Actor::Merchant,
    });
    let allowed = Status::ALL.into_iter().flat_map(|from| {
        Transition::ALL.into_iter().filter_map(move |transition| {
            let to = from.after(transition).ok()?.name();
            Some(Edge { from: from.name(), transition: transition.name(), to, by: transition.by() })
        })
    });
    made.chain(allowed).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_a_payment_intent_is_the_one_at_the_top() {
        let table: Vec<[Option<&str>; 6]> = Status::ALL
            .into_iter()
            .map(|status| Transition::ALL.map(|one| status.after(one).ok().map(Status::name)))
            .collect();

        let (action, canceled) = (Some("requires_action"), Some("canceled"));
        let failed = Some("requires_payment_method");
        assert_eq!(
            table,
            [
                // confirmed, approved, declined, without funds, expired, canceled
                [action, None, None, None, None, canceled],
                [action, None, None, None, None, canceled],
                [None, Some("succeeded"), failed, failed, failed, canceled],
                [None; 6],
                [None; 6],
            ]
        );
    }

    #[test]
    fn a_transition_that_cannot_happen_says_so_in_a_sentence() {
        let illegal = Status::Succeeded.after(Transition::Canceled).unwrap_err();

        assert_eq!(illegal.to_string(), "a payment intent that is `succeeded` cannot be canceled");
    }

    #[test]
    fn the_name_of_a_status_is_the_one_that_is_written() {
        for status in Status::ALL {
            assert_eq!(serde_json::to_string(&status).unwrap(), format!("\"{}\"", status.name()));
        }
    }
}
