//! What can happen to a payment, and where it leads. No JSON, no money, no time.
//!
//! The states are the pairs of status and sub-status of
//! <https://docs.y.uno/reference/payments/status-and-response-codes/payment>, as far as creating a
//! payment and its two scheduled operations can lead to them; the transitions follow the two diagrams
//! of that page.

use std::fmt;

use serde::Deserialize;
use serde::Serialize;

/// Where a payment stands: status and sub-status together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Inside of the create call; never answered.
    Created,
    /// Authorized, not captured.
    Authorized,
    /// Waits for somebody else.
    Pending(Hold),
    /// Paid in one step.
    Approved,
    /// Paid in two steps.
    Captured,
    /// Cancelled, and the provider has not confirmed it.
    CancelPending,
    /// Cancelled. The documents spell it with one L.
    Canceled,
    /// Refused by the bank or the provider.
    Declined,
    /// Refused by Yuno.
    Rejected,
    /// Ended by an error.
    Failed,
    /// Ended by time.
    Expired,
}

/// For whom a pending payment waits: its sub-status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hold {
    /// The customer is with the provider.
    InProcess,
    /// 3DS or another second factor.
    WaitingAdditionalStep,
    /// A review of documents.
    InReview,
    /// A fraud check.
    PendingFraudReview,
    /// The provider confirms later.
    PendingProviderConfirmation,
    /// A review of a fraud check.
    PendingReview,
}

/// What happened to a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transition {
    /// Authorized and captured in one.
    Purchased,
    /// The money is reserved.
    Authorized,
    /// The decision was put off.
    Held(Hold),
    /// The whole reserved money is taken.
    Captured,
    /// The reservation is to be released; the provider has not confirmed it.
    CancelSubmitted,
    /// The reservation is released.
    Canceled,
    /// The bank or the provider refused.
    Declined,
    /// Yuno refused.
    Rejected,
    /// Something broke.
    Failed,
    /// Time ran out.
    Expired,
}

/// A transition that cannot happen in a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Illegal {
    /// The state that stays.
    pub from: Status,
    /// What cannot happen there.
    pub transition: Transition,
}

/// Every state that can be answered, as one text each.
pub(super) const NAMES: &[&str] = &[
    "PENDING/AUTHORIZED",
    "PENDING/IN_PROCESS",
    "PENDING/WAITING_ADDITIONAL_STEP",
    "PENDING/IN_REVIEW",
    "PENDING/PENDING_FRAUD_REVIEW",
    "PENDING/PENDING_PROVIDER_CONFIRMATION",
    "PENDING/PENDING_REVIEW",
    "SUCCEEDED/APPROVED",
    "SUCCEEDED/CAPTURED",
    "CANCELED/PENDING_PROVIDER_CONFIRMATION",
    "CANCELED/CANCELED",
    "DECLINED/DECLINED",
    "REJECTED/REJECTED",
    "ERROR/ERROR",
    "EXPIRED/EXPIRED",
];

impl Status {
    /// The state after `transition`.
    ///
    /// An error ends every payment that is not over yet ("transversal" in the diagram). What is over
    /// stays; refunds and chargebacks are no transitions of this table yet.
    ///
    /// # Errors
    ///
    /// [`Illegal`] when it cannot happen in this state.
    pub const fn after(self, transition: Transition) -> Result<Self, Illegal> {
        let illegal = Err(Illegal { from: self, transition });
        match self {
            Self::Created => match transition {
                Transition::Purchased => Ok(Self::Approved),
                Transition::Authorized => Ok(Self::Authorized),
                Transition::Held(hold) => Ok(Self::Pending(hold)),
                Transition::Captured | Transition::CancelSubmitted | Transition::Canceled => {
                    illegal
                }
                Transition::Declined => Ok(Self::Declined),
                Transition::Rejected => Ok(Self::Rejected),
                Transition::Failed => Ok(Self::Failed),
                Transition::Expired => Ok(Self::Expired),
            },
            Self::Authorized => match transition {
                Transition::Purchased | Transition::Authorized | Transition::Held(_) => illegal,
                Transition::Captured => Ok(Self::Captured),
                Transition::CancelSubmitted => Ok(Self::CancelPending),
                Transition::Canceled => Ok(Self::Canceled),
                Transition::Declined => Ok(Self::Declined),
                Transition::Rejected => Ok(Self::Rejected),
                Transition::Failed => Ok(Self::Failed),
                Transition::Expired => Ok(Self::Expired),
            },
            Self::Pending(_) => self.after_waiting(transition),
            Self::CancelPending => match transition {
                Transition::Canceled => Ok(Self::Canceled),
                Transition::Failed => Ok(Self::Failed),
                Transition::Purchased
                | Transition::Authorized
                | Transition::Held(_)
                | Transition::Captured
                | Transition::CancelSubmitted
                | Transition::Declined
                | Transition::Rejected
                | Transition::Expired => illegal,
            },
            Self::Approved
            | Self::Captured
            | Self::Canceled
            | Self::Declined
            | Self::Rejected
            | Self::Failed
            | Self::Expired => illegal,
        }
    }

    /// What a payment that waits for somebody turns into: as from the start, but for waiting again.
    /// It holds no authorization, hence nothing to capture or to cancel.
    const fn after_waiting(self, transition: Transition) -> Result<Self, Illegal> {
        match transition {
            Transition::Held(_)
            | Transition::Captured
            | Transition::CancelSubmitted
            | Transition::Canceled => Err(Illegal { from: self, transition }),
            Transition::Purchased
            | Transition::Authorized
            | Transition::Declined
            | Transition::Rejected
            | Transition::Failed
            | Transition::Expired => Self::Created.after(transition),
        }
    }

    /// Status and sub-status as one text, divided by a slash.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Created => "CREATED/CREATED",
            Self::Authorized => "PENDING/AUTHORIZED",
            Self::Pending(Hold::InProcess) => "PENDING/IN_PROCESS",
            Self::Pending(Hold::WaitingAdditionalStep) => "PENDING/WAITING_ADDITIONAL_STEP",
            Self::Pending(Hold::InReview) => "PENDING/IN_REVIEW",
            Self::Pending(Hold::PendingFraudReview) => "PENDING/PENDING_FRAUD_REVIEW",
            Self::Pending(Hold::PendingProviderConfirmation) => {
                "PENDING/PENDING_PROVIDER_CONFIRMATION"
            }
            Self::Pending(Hold::PendingReview) => "PENDING/PENDING_REVIEW",
            Self::Approved => "SUCCEEDED/APPROVED",
            Self::Captured => "SUCCEEDED/CAPTURED",
            Self::CancelPending => "CANCELED/PENDING_PROVIDER_CONFIRMATION",
            Self::Canceled => "CANCELED/CANCELED",
            Self::Declined => "DECLINED/DECLINED",
            Self::Rejected => "REJECTED/REJECTED",
            Self::Failed => "ERROR/ERROR",
            Self::Expired => "EXPIRED/EXPIRED",
        }
    }

    /// The member `status`.
    #[must_use]
    pub fn status(self) -> &'static str {
        self.halves().0
    }

    /// The member `sub_status`.
    #[must_use]
    pub fn sub_status(self) -> &'static str {
        self.halves().1
    }

    fn halves(self) -> (&'static str, &'static str) {
        self.name().split_once('/').expect("every name has a slash")
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STATUSES: [Status; 16] = [
        Status::Created,
        Status::Authorized,
        Status::Pending(Hold::InProcess),
        Status::Pending(Hold::WaitingAdditionalStep),
        Status::Pending(Hold::InReview),
        Status::Pending(Hold::PendingFraudReview),
        Status::Pending(Hold::PendingProviderConfirmation),
        Status::Pending(Hold::PendingReview),
        Status::Approved,
        Status::Captured,
        Status::CancelPending,
        Status::Canceled,
        Status::Declined,
        Status::Rejected,
        Status::Failed,
        Status::Expired,
    ];
    const TRANSITIONS: [Transition; 10] = [
        Transition::Purchased,
        Transition::Authorized,
        Transition::Held(Hold::PendingReview),
        Transition::Captured,
        Transition::CancelSubmitted,
        Transition::Canceled,
        Transition::Declined,
        Transition::Rejected,
        Transition::Failed,
        Transition::Expired,
    ];

    /// A row a state, a column a transition in the order above; a dot where it cannot happen.
    const TABLE: &str = "\
CREATED/CREATED: SUCCEEDED/APPROVED PENDING/AUTHORIZED PENDING/PENDING_REVIEW . . . DECLINED/DECLINED REJECTED/REJECTED ERROR/ERROR EXPIRED/EXPIRED
PENDING/AUTHORIZED: . . . SUCCEEDED/CAPTURED CANCELED/PENDING_PROVIDER_CONFIRMATION CANCELED/CANCELED DECLINED/DECLINED REJECTED/REJECTED ERROR/ERROR EXPIRED/EXPIRED
PENDING/IN_PROCESS: SUCCEEDED/APPROVED PENDING/AUTHORIZED . . . . DECLINED/DECLINED REJECTED/REJECTED ERROR/ERROR EXPIRED/EXPIRED
PENDING/WAITING_ADDITIONAL_STEP: SUCCEEDED/APPROVED PENDING/AUTHORIZED . . . . DECLINED/DECLINED REJECTED/REJECTED ERROR/ERROR EXPIRED/EXPIRED
PENDING/IN_REVIEW: SUCCEEDED/APPROVED PENDING/AUTHORIZED . . . . DECLINED/DECLINED REJECTED/REJECTED ERROR/ERROR EXPIRED/EXPIRED
PENDING/PENDING_FRAUD_REVIEW: SUCCEEDED/APPROVED PENDING/AUTHORIZED . . . . DECLINED/DECLINED REJECTED/REJECTED ERROR/ERROR EXPIRED/EXPIRED
PENDING/PENDING_PROVIDER_CONFIRMATION: SUCCEEDED/APPROVED PENDING/AUTHORIZED . . . . DECLINED/DECLINED REJECTED/REJECTED ERROR/ERROR EXPIRED/EXPIRED
PENDING/PENDING_REVIEW: SUCCEEDED/APPROVED PENDING/AUTHORIZED . . . . DECLINED/DECLINED REJECTED/REJECTED ERROR/ERROR EXPIRED/EXPIRED
SUCCEEDED/APPROVED: . . . . . . . . . .
SUCCEEDED/CAPTURED: . . . . . . . . . .
CANCELED/PENDING_PROVIDER_CONFIRMATION: . . . . . CANCELED/CANCELED . . ERROR/ERROR .
CANCELED/CANCELED: . . . . . . . . . .
DECLINED/DECLINED: . . . . . . . . . .
REJECTED/REJECTED: . . . . . . . . . .
ERROR/ERROR: . . . . . . . . . .
EXPIRED/EXPIRED: . . . . . . . . . .
";

    #[test]
    fn every_state_answers_every_transition_as_in_the_table() {
        let row = |from: Status| {
            let cells: Vec<&str> = TRANSITIONS
                .iter()
                .map(|transition| from.after(*transition).map_or(".", Status::name))
                .collect();
            format!("{from}: {}\n", cells.join(" "))
        };

        let table: String = STATUSES.into_iter().map(row).collect();

        assert_eq!(table, TABLE);
    }

    #[test]
    fn an_illegal_transition_says_what_cannot_happen_where() {
        assert_eq!(
            Status::Captured.after(Transition::Canceled),
            Err(Illegal { from: Status::Captured, transition: Transition::Canceled })
        );
    }

    #[test]
    fn the_list_of_names_is_that_of_the_states_but_for_the_first() {
        let names: Vec<&str> = STATUSES[1..].iter().map(|status| status.name()).collect();

        assert_eq!(names, NAMES);
        assert_eq!(Status::Authorized.status(), "PENDING");
        assert_eq!(Status::Authorized.sub_status(), "AUTHORIZED");
    }
}
