//! The states of a refund and how it gets from one to another.
//!
//! Source: <https://docs.yabandpay.com/api/en/payments/refund/queryrefund.html>, table of states. A seventh
//! state exists there whose name cannot be read; it is missing here.

use serde::Deserialize;
use serde::Serialize;
use thiserror::Error;

/// The state of a refund.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundStatus {
    /// 20: waits for an administrator of the merchant.
    ToBeApproved,
    /// 21: the merchant's balance is too low; it goes on by itself.
    Pending,
    /// 22: under way.
    Processing,
    /// 23: the payer has the money back.
    Refunded,
    /// 24: failed; the merchant may try again.
    Failed,
    /// 25: failed in a way that the provider's support has to look at.
    Error,
}

/// What can happen to a refund once it exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RefundTransition {
    /// An administrator agreed.
    Approved,
    /// There is money enough now.
    Funded,
    /// The money has arrived.
    Settled,
    /// It did not arrive.
    Failed,
    /// Nobody knows where it is.
    Lost,
}

/// A transition that a refund's state does not allow.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("a refund in the state `{}` cannot do that", from.name())]
pub(super) struct IllegalRefund {
    from: RefundStatus,
}

impl RefundTransition {
    pub(super) const ALL: [Self; 5] =
        [Self::Approved, Self::Funded, Self::Settled, Self::Failed, Self::Lost];
}

impl RefundStatus {
    pub(super) const ALL: [Self; 6] = [
        Self::ToBeApproved,
        Self::Pending,
        Self::Processing,
        Self::Refunded,
        Self::Failed,
        Self::Error,
    ];

    /// The state after something has happened.
    ///
    /// Undocumented: the steps, read out of what the states mean.
    pub(super) const fn after(self, transition: RefundTransition) -> Result<Self, IllegalRefund> {
        match (self, transition) {
            (Self::ToBeApproved, RefundTransition::Approved)
            | (Self::Pending, RefundTransition::Funded) => Ok(Self::Processing),
            (Self::Processing, RefundTransition::Settled) => Ok(Self::Refunded),
            (Self::Processing, RefundTransition::Failed) => Ok(Self::Failed),
            (Self::Processing, RefundTransition::Lost) => Ok(Self::Error),
            (
                Self::ToBeApproved
                | Self::Pending
                | Self::Processing
                | Self::Refunded
                | Self::Failed
                | Self::Error,
                RefundTransition::Approved
                | RefundTransition::Funded
                | RefundTransition::Settled
                | RefundTransition::Failed
                | RefundTransition::Lost,
            ) => Err(IllegalRefund { from: self }),
        }
    }

    /// Whether its amount counts against what can still be refunded.
    ///
    /// Undocumented: a failed one does not, since it may be tried again. One in the state of an error
    /// does, until the provider's support has said what became of it.
    pub(super) const fn counts(self) -> bool {
        match self {
            Self::ToBeApproved
            | Self::Pending
            | Self::Processing
            | Self::Refunded
            | Self::Error => true,
            Self::Failed => false,
        }
    }

    /// The word on the wire.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::ToBeApproved => "to-be-approval",
            Self::Pending => "refund pending",
            Self::Processing => "refund processing",
            Self::Refunded => "refunded",
            Self::Failed => "refund failed",
            Self::Error => "refund error",
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    /// One row a state, one column a transition, in the order of `RefundTransition::ALL`.
    #[rstest]
    #[case(RefundStatus::ToBeApproved, "refund processing, -, -, -, -")]
    #[case(RefundStatus::Pending, "-, refund processing, -, -, -")]
    #[case(RefundStatus::Processing, "-, -, refunded, refund failed, refund error")]
    #[case(RefundStatus::Refunded, "-, -, -, -, -")]
    #[case(RefundStatus::Failed, "-, -, -, -, -")]
    #[case(RefundStatus::Error, "-, -, -, -, -")]
    fn every_state_allows_what_the_table_says(#[case] from: RefundStatus, #[case] row: &str) {
        let after = RefundTransition::ALL
            .map(|transition| from.after(transition).map_or("-", RefundStatus::name));

        assert_eq!(after.join(", "), row);
    }

    #[test]
    fn only_a_failed_refund_frees_its_amount() {
        let counting = RefundStatus::ALL.into_iter().filter(|status| status.counts());

        assert!(
            counting.eq(RefundStatus::ALL.into_iter().filter(|one| *one != RefundStatus::Failed))
        );
    }
}
