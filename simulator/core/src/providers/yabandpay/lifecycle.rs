//! The states of a payment and how it gets from one to another.
//!
//! Not here: amounts, ids, JSON. Source of the states:
//! <https://docs.yabandpay.com/api/en/payments/others/notify.html>, table of states.

use serde::Deserialize;
use serde::Serialize;
use thiserror::Error;

use crate::kernel::provider::Actor;
use crate::kernel::provider::Edge;

/// What a card token is charged for.
///
/// Source: <https://docs.yabandpay.com/api/cn/payments/cards/token.html>, `operation`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    /// 11: the money is taken at once.
    Sale,
    /// 12: the money is held, to be captured later.
    Authorization,
}

/// What came of a charge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The issuer said yes.
    Approved,
    /// The issuer said no.
    Declined,
    /// The channel to the issuer failed.
    Failed,
}

impl Outcome {
    /// All of them.
    pub(super) const ALL: [Self; 3] = [Self::Approved, Self::Declined, Self::Failed];

    const fn name(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Declined => "declined",
            Self::Failed => "failed",
        }
    }
}

/// The state of a payment, as far as token payments reach one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// 00: the payment succeeded.
    Paid,
    /// 01: the authorization succeeded.
    Authorized,
    /// 05: declined.
    Declined,
    /// 06: failed.
    Failed,
    /// 07: not captured within the allowed time.
    Expired,
}

/// What can happen to a payment once it exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Transition {
    /// Thirty days have passed since the authorization.
    AuthorizationExpired,
}

impl Transition {
    const ALL: [Self; 1] = [Self::AuthorizationExpired];

    const fn name(self) -> &'static str {
        match self {
            Self::AuthorizationExpired => "authorization expired",
        }
    }

    const fn by(self) -> Actor {
        match self {
            Self::AuthorizationExpired => Actor::Time,
        }
    }
}

/// A transition that a state does not allow.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("a payment that is {} cannot do that", from.name())]
pub(super) struct Illegal {
    from: Status,
}

impl Status {
    const ALL: [Self; 5] =
        [Self::Paid, Self::Authorized, Self::Declined, Self::Failed, Self::Expired];

    /// The state in which a token payment is answered: it is final for a sale, at once.
    ///
    /// Source: <https://docs.yabandpay.com/api/cn/payments/cards/token.html>, response `state`.
    /// Undocumented: a refusal of the issuer. It is a state of the order and not a return code, because
    /// the table of codes has none for it and the table of states has two.
    pub(super) const fn opened(operation: Operation, outcome: Outcome) -> Self {
        match (operation, outcome) {
            (Operation::Sale, Outcome::Approved) => Self::Paid,
            (Operation::Authorization, Outcome::Approved) => Self::Authorized,
            (Operation::Sale | Operation::Authorization, Outcome::Declined) => Self::Declined,
            (Operation::Sale | Operation::Authorization, Outcome::Failed) => Self::Failed,
        }
    }

    /// The state after something has happened.
    pub(super) const fn after(self, transition: Transition) -> Result<Self, Illegal> {
        match (self, transition) {
            (Self::Authorized, Transition::AuthorizationExpired) => Ok(Self::Expired),
            (
                Self::Paid | Self::Declined | Self::Failed | Self::Expired,
                Transition::AuthorizationExpired,
            ) => Err(Illegal { from: self }),
        }
    }

    /// Whether money was taken or is held.
    pub(super) const fn is_successful(self) -> bool {
        match self {
            Self::Paid | Self::Authorized => true,
            Self::Declined | Self::Failed | Self::Expired => false,
        }
    }

    /// The word on the wire: the examples have it in lower case, the tables capitalise it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Paid => "paid",
            Self::Authorized => "authorized",
            Self::Declined => "declined",
            Self::Failed => "failed",
            Self::Expired => "expired",
        }
    }
}

/// How a payment comes to be, and every transition.
pub(super) fn edges() -> Vec<Edge> {
    let mut edges = Vec::new();
    for outcome in Outcome::ALL {
        for operation in [Operation::Sale, Operation::Authorization] {
            let to = Status::opened(operation, outcome).name();
            let edge =
                Edge { from: Edge::NOTHING, transition: outcome.name(), to, by: Actor::Provider };
            // A refused sale and a refused authorization look alike.
            if !edges.contains(&edge) {
                edges.push(edge);
            }
        }
    }
    for from in Status::ALL {
        edges.extend(Transition::ALL.into_iter().filter_map(|transition| {
            let to = from.after(transition).ok()?.name();
            Some(Edge { from: from.name(), transition: transition.name(), to, by: transition.by() })
        }));
    }
    edges
}

/// The words of all states, for the profile.
pub(super) const NAMES: &[&str] = &["paid", "authorized", "declined", "failed", "expired"];

/// The words of the states in which a token payment can be answered, for the profile.
pub(super) const OUTCOMES: &[&str] = &["paid", "authorized", "declined", "failed"];

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(Operation::Sale, Outcome::Approved, "paid")]
    #[case(Operation::Sale, Outcome::Declined, "declined")]
    #[case(Operation::Sale, Outcome::Failed, "failed")]
    #[case(Operation::Authorization, Outcome::Approved, "authorized")]
    #[case(Operation::Authorization, Outcome::Declined, "declined")]
    #[case(Operation::Authorization, Outcome::Failed, "failed")]
    fn a_token_payment_opens_in_its_answered_state(
        #[case] operation: Operation,
        #[case] outcome: Outcome,
        #[case] state: &str,
    ) {
        assert_eq!(Status::opened(operation, outcome).name(), state);
    }

    #[test]
    fn only_an_authorization_expires_and_everything_else_stays() {
        let after = Status::ALL.map(|status| status.after(Transition::AuthorizationExpired).ok());

        assert_eq!(after, [None, Some(Status::Expired), None, None, None]);
    }

    #[test]
    fn the_profile_lists_every_state() {
        assert_eq!(Status::ALL.map(Status::name), NAMES);
    }

    #[rstest]
    fn the_profile_lists_every_state_that_opens_a_payment(
        #[values(Operation::Sale, Operation::Authorization)] operation: Operation,
        #[values(Outcome::Approved, Outcome::Declined, Outcome::Failed)] outcome: Outcome,
    ) {
        assert!(OUTCOMES.contains(&Status::opened(operation, outcome).name()));
    }
}
