//! The states of a payment and how it gets from one to another.
//!
//! Not here: amounts, ids, JSON. Source of the states:
//! <https://docs.yabandpay.com/api/en/payments/others/notify.html>, table of states.

use serde::Deserialize;
use serde::Serialize;
use thiserror::Error;

/// What a card is wanted for.
///
/// Sources: <https://docs.yabandpay.com/api/cn/payments/cards/token.html> and
/// <https://docs.yabandpay.com/api/cn/payments/cards/gettoken.html>, `operation`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    /// 10: the card is stored, and no money moves.
    Storage,
    /// 1 or 11: the money is taken at once.
    Sale,
    /// 2 or 12: the money is held, to be captured later.
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
    pub(super) const ALL: [Self; 3] = [Self::Approved, Self::Declined, Self::Failed];

    /// What happened, in a word.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Declined => "declined",
            Self::Failed => "failed",
        }
    }
}

/// The state of a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// 00: the payment succeeded.
    Paid,
    /// 01: the authorization succeeded.
    Authorized,
    /// 02: initiated.
    Pending,
    /// 03: the payer was there and has not paid yet.
    Processing,
    /// 04: the payer has paid, and the payment is under risk review.
    Verify,
    /// 05: declined.
    Declined,
    /// 06: failed.
    Failed,
    /// 07: not paid, or not captured, within the allowed time.
    Expired,
    /// 08: cancelled.
    Cancelled,
}

/// What can happen to a payment once it exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Transition {
    /// The payer came to the page and left it without deciding.
    Visited,
    /// The payer has paid, and somebody looks at it first.
    HeldForReview,
    /// The money was taken.
    Paid,
    /// The money is held.
    Authorized,
    /// The payer or the issuer said no.
    Declined,
    /// The channel failed, or the review ended badly.
    Failed,
    /// The time is over: for paying, or for capturing.
    Expired,
    /// The merchant took what was held.
    Captured,
    /// The merchant called it off.
    Cancelled,
}

/// A transition that a state does not allow.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("a payment that is {} cannot do that", from.name())]
pub(super) struct Illegal {
    from: Status,
}

impl Operation {
    pub(super) const ALL: [Self; 3] = [Self::Storage, Self::Sale, Self::Authorization];

    /// What the issuer's yes does.
    ///
    /// Undocumented: how a run ends that only stores a card. It is `paid`, whose meaning in the table of
    /// states is success; an authorization could be captured, and there is nothing to capture.
    pub(super) const fn granted(self) -> Transition {
        match self {
            Self::Storage | Self::Sale => Transition::Paid,
            Self::Authorization => Transition::Authorized,
        }
    }
}

impl Transition {
    pub(super) const ALL: [Self; 9] = [
        Self::Visited,
        Self::HeldForReview,
        Self::Paid,
        Self::Authorized,
        Self::Declined,
        Self::Failed,
        Self::Expired,
        Self::Captured,
        Self::Cancelled,
    ];

    /// What happened, in a word.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Visited => "visited",
            Self::HeldForReview => "held for review",
            Self::Paid => "paid",
            Self::Authorized => "authorized",
            Self::Declined => "declined",
            Self::Failed => "failed",
            Self::Expired => "expired",
            Self::Captured => "captured",
            Self::Cancelled => "cancelled",
        }
    }
}

impl Status {
    pub(super) const ALL: [Self; 9] = [
        Self::Paid,
        Self::Authorized,
        Self::Pending,
        Self::Processing,
        Self::Verify,
        Self::Declined,
        Self::Failed,
        Self::Expired,
        Self::Cancelled,
    ];

    /// The state in which a token payment is answered: it is final for a sale, at once.
    ///
    /// Source: <https://docs.yabandpay.com/api/cn/payments/cards/token.html>, response `state`.
    /// Undocumented: a refusal of the issuer. It is a state of the order and not a return code, because
    /// the table of codes has none for it and the table of states has two.
    pub(super) const fn opened(operation: Operation, outcome: Outcome) -> Self {
        match (operation, outcome) {
            (Operation::Sale | Operation::Storage, Outcome::Approved) => Self::Paid,
            (Operation::Authorization, Outcome::Approved) => Self::Authorized,
            (
                Operation::Sale | Operation::Storage | Operation::Authorization,
                Outcome::Declined,
            ) => Self::Declined,
            (Operation::Sale | Operation::Storage | Operation::Authorization, Outcome::Failed) => {
                Self::Failed
            }
        }
    }

    /// The state after something has happened.
    ///
    /// Source of what can be cancelled: <https://docs.yabandpay.com/api/en/payments/others/cancel.html>;
    /// of capturing and of the thirty days: <https://docs.yabandpay.com/api/cn/payments/cards/capture.html>.
    /// Undocumented: every other step, read out of what the states mean; and that a payment under review
    /// cannot be cancelled, since its money is under way.
    pub(super) const fn after(self, transition: Transition) -> Result<Self, Illegal> {
        let next = match self {
            Self::Pending => match transition {
                Transition::Visited => Some(Self::Processing),
                Transition::HeldForReview
                | Transition::Paid
                | Transition::Authorized
                | Transition::Declined
                | Transition::Failed
                | Transition::Expired
                | Transition::Captured
                | Transition::Cancelled => self.decided(transition),
            },
            Self::Processing => self.decided(transition),
            Self::Verify => match transition {
                Transition::Paid => Some(Self::Paid),
                Transition::Authorized => Some(Self::Authorized),
                Transition::Failed => Some(Self::Failed),
                Transition::Visited
                | Transition::HeldForReview
                | Transition::Declined
                | Transition::Expired
                | Transition::Captured
                | Transition::Cancelled => None,
            },
            Self::Authorized => match transition {
                Transition::Captured => Some(Self::Paid),
                Transition::Expired => Some(Self::Expired),
                Transition::Cancelled => Some(Self::Cancelled),
                Transition::Visited
                | Transition::HeldForReview
                | Transition::Paid
                | Transition::Authorized
                | Transition::Declined
                | Transition::Failed => None,
            },
            Self::Paid => match transition {
                Transition::Cancelled => Some(Self::Cancelled),
                Transition::Visited
                | Transition::HeldForReview
                | Transition::Paid
                | Transition::Authorized
                | Transition::Declined
                | Transition::Failed
                | Transition::Expired
                | Transition::Captured => None,
            },
            Self::Declined | Self::Failed | Self::Expired | Self::Cancelled => None,
        };
        match next {
            Some(next) => Ok(next),
            None => Err(Illegal { from: self }),
        }
    }

    /// The end of a payment that waits for its payer.
    const fn decided(self, transition: Transition) -> Option<Self> {
        match transition {
            Transition::HeldForReview => Some(Self::Verify),
            Transition::Paid => Some(Self::Paid),
            Transition::Authorized => Some(Self::Authorized),
            Transition::Declined => Some(Self::Declined),
            Transition::Failed => Some(Self::Failed),
            Transition::Expired => Some(Self::Expired),
            Transition::Cancelled => Some(Self::Cancelled),
            Transition::Visited | Transition::Captured => None,
        }
    }

    /// Whether the payer is waited for.
    pub(super) const fn is_open(self) -> bool {
        match self {
            Self::Pending | Self::Processing => true,
            Self::Paid
            | Self::Authorized
            | Self::Verify
            | Self::Declined
            | Self::Failed
            | Self::Expired
            | Self::Cancelled => false,
        }
    }

    /// Whether money was taken or is held.
    pub(super) const fn is_successful(self) -> bool {
        match self {
            Self::Paid | Self::Authorized => true,
            Self::Pending
            | Self::Processing
            | Self::Verify
            | Self::Declined
            | Self::Failed
            | Self::Expired
            | Self::Cancelled => false,
        }
    }

    /// Whether money was taken or is held, or still may be.
    pub(super) const fn is_live(self) -> bool {
        match self {
            Self::Paid | Self::Authorized | Self::Pending | Self::Processing | Self::Verify => true,
            Self::Declined | Self::Failed | Self::Expired | Self::Cancelled => false,
        }
    }

    /// The word on the wire: the examples have it in lower case, the tables capitalise it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Paid => "paid",
            Self::Authorized => "authorized",
            Self::Pending => "pending",
            Self::Processing => "processing",
            Self::Verify => "verify",
            Self::Declined => "declined",
            Self::Failed => "failed",
            Self::Expired => "expired",
            Self::Cancelled => "cancelled",
        }
    }
}

/// The words of all states, for the profile.
pub(super) const NAMES: &[&str] = &[
    "paid",
    "authorized",
    "pending",
    "processing",
    "verify",
    "declined",
    "failed",
    "expired",
    "cancelled",
];

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
    #[case(Operation::Storage, Outcome::Approved, "paid")]
    #[case(Operation::Storage, Outcome::Declined, "declined")]
    #[case(Operation::Storage, Outcome::Failed, "failed")]
    fn a_token_payment_opens_in_its_answered_state(
        #[case] operation: Operation,
        #[case] outcome: Outcome,
        #[case] state: &str,
    ) {
        assert_eq!(Status::opened(operation, outcome).name(), state);
    }

    /// One row a state, one column a transition, in the order of `Transition::ALL`.
    #[rstest]
    #[case(
        Status::Pending,
        "processing verify paid authorized declined failed expired - cancelled"
    )]
    #[case(Status::Processing, "- verify paid authorized declined failed expired - cancelled")]
    #[case(Status::Verify, "- - paid authorized - failed - - -")]
    #[case(Status::Authorized, "- - - - - - expired paid cancelled")]
    #[case(Status::Paid, "- - - - - - - - cancelled")]
    #[case(Status::Declined, "- - - - - - - - -")]
    #[case(Status::Failed, "- - - - - - - - -")]
    #[case(Status::Expired, "- - - - - - - - -")]
    #[case(Status::Cancelled, "- - - - - - - - -")]
    fn every_state_allows_what_the_table_says(#[case] from: Status, #[case] row: &str) {
        let after =
            Transition::ALL.map(|transition| from.after(transition).map_or("-", Status::name));

        assert_eq!(after.join(" "), row);
    }

    #[rstest]
    #[case(Operation::Storage, Status::Paid)]
    #[case(Operation::Sale, Status::Paid)]
    #[case(Operation::Authorization, Status::Authorized)]
    fn a_yes_on_the_page_leads_where_a_token_payment_opens(
        #[case] operation: Operation,
        #[case] status: Status,
    ) {
        assert_eq!(Status::Pending.after(operation.granted()), Ok(status));
        assert_eq!(Status::opened(operation, Outcome::Approved), status);
    }

    #[test]
    fn the_profile_lists_every_state() {
        assert_eq!(Status::ALL.map(Status::name), NAMES);
    }
}
