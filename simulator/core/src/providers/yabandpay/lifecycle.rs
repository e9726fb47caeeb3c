//! The states of a payment and how it gets from one to another.
//!
//! Not here: amounts, ids, JSON. Source of the states:
//! <https://docs.yabandpay.com/api/en/payments/others/notify.html>, table of states.

use serde::Deserialize;
use serde::Serialize;
use thiserror::Error;

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

/// A transition that a state does not allow.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("a payment that is {} cannot do that", from.name())]
pub(super) struct Illegal {
    from: Status,
}

impl Status {
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

/// The words of all states, for the profile.
pub(super) const NAMES: &[&str] = &["paid", "authorized", "declined", "failed", "expired"];

/// The words of the states in which a token payment can be answered, for the profile.
pub(super) const OUTCOMES: &[&str] = &["paid", "authorized", "declined", "failed"];

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const ALL: [Status; 5] =
        [Status::Paid, Status::Authorized, Status::Declined, Status::Failed, Status::Expired];

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
        let after = ALL.map(|status| status.after(Transition::AuthorizationExpired).ok());

        assert_eq!(after, [None, Some(Status::Expired), None, None, None]);
    }

    #[test]
    fn the_profile_lists_every_state() {
        assert_eq!(ALL.map(Status::name), NAMES);
    }

    #[rstest]
    fn the_profile_lists_every_state_that_opens_a_payment(
        #[values(Operation::Sale, Operation::Authorization)] operation: Operation,
        #[values(Outcome::Approved, Outcome::Declined, Outcome::Failed)] outcome: Outcome,
    ) {
        assert!(OUTCOMES.contains(&Status::opened(operation, outcome).name()));
    }
}
