//! What can happen to a payment, and where it leads. No JSON, no money, no time.
//!
//! The states are the pairs of status and sub-status of
//! <https://docs.y.uno/reference/payments/status-and-response-codes/payment>, as far as card payments
//! without 3DS, disputes and fraud checks of their own can lead to them; the transitions follow the two
//! diagrams of that page, and for operations that Yuno tries again
//! <https://docs.y.uno/docs/payment-features/transaction-retries>.
//!
//! Undocumented: `PENDING/IN_REVIEW` and `PENDING/PENDING_REVIEW`. Transactions have these response codes, and
//! the sub-status of a payment that waits is elsewhere spelled like the code of its transaction.

mod edges;

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
    /// The card was looked at; no money was meant to move.
    Verified(Verification),
    /// Paid, in one step or in two, and no refund is on its way.
    Paid(Paid),
    /// A capture failed, and Yuno will try it again.
    CaptureRetryInProcess,
    /// A refund is asked for, and the provider has not confirmed it. Holds what the payment goes back
    /// to if the provider declines.
    RefundPending(Paid),
    /// A refund failed, and Yuno will try it again. Holds what the payment was before.
    RefundRetryInProcess(Paid),
    /// All that was paid is given back.
    Refunded,
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

/// How a payment was paid: its sub-status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Paid {
    /// In one step.
    Approved,
    /// In two steps, all that was authorized.
    Captured,
    /// In two steps, a part of what was authorized.
    PartiallyCaptured,
    /// Yuno has tried a capture as often as it does. What was captured before that, if anything, stays.
    CaptureRetryProcessFailed,
    /// A part of what was paid is given back.
    PartiallyRefunded,
}

/// How a successful verification is spelled: the table of payment statuses has VERIFIED/VERIFIED, the
/// answers of <https://docs.y.uno/docs/security-and-compliance/card-verification> SUCCEEDED/VERIFIED.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verification {
    /// SUCCEEDED/VERIFIED.
    #[default]
    Succeeded,
    /// VERIFIED/VERIFIED.
    Verified,
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
    /// The card is good.
    Verified(Verification),
    /// The decision was put off.
    Held(Hold),
    /// All of the reserved money is taken now.
    Captured,
    /// A part of the reserved money is taken, and a part is left.
    PartiallyCaptured,
    /// A capture failed; it will be tried again.
    CapturePostponed,
    /// A capture failed for the last time.
    CaptureAbandoned,
    /// The reservation is to be released; the provider has not confirmed it.
    CancelSubmitted,
    /// The reservation is released.
    Canceled,
    /// The provider refused to release the reservation.
    CancelDeclined,
    /// Money is to be given back; the provider has not confirmed it.
    RefundSubmitted,
    /// All that was paid is given back now.
    Refunded,
    /// A part of what was paid is given back, and a part is left.
    PartiallyRefunded,
    /// A refund failed and nobody tries it again.
    RefundDeclined,
    /// A refund failed; it will be tried again.
    RefundPostponed,
    /// A refund failed for the last time.
    RefundAbandoned,
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

pub(super) use edges::edges;

/// Every state that can be answered, as one text each.
pub(super) const NAMES: &[&str] = &[
    "PENDING/AUTHORIZED",
    "PENDING/IN_PROCESS",
    "PENDING/WAITING_ADDITIONAL_STEP",
    "PENDING/IN_REVIEW",
    "PENDING/PENDING_FRAUD_REVIEW",
    "PENDING/PENDING_PROVIDER_CONFIRMATION",
    "PENDING/PENDING_REVIEW",
    "SUCCEEDED/VERIFIED",
    "VERIFIED/VERIFIED",
    "SUCCEEDED/APPROVED",
    "SUCCEEDED/CAPTURED",
    "SUCCEEDED/PARTIALLY_CAPTURED",
    "SUCCEEDED/CAPTURE_RETRY_PROCESS_FAILED",
    "SUCCEEDED/PARTIALLY_REFUNDED",
    "SUCCEEDED/CAPTURE_RETRY_IN_PROCESS",
    "REFUNDED/PENDING_PROVIDER_CONFIRMATION",
    "SUCCEEDED/REFUND_RETRY_IN_PROCESS",
    "REFUNDED/REFUNDED",
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
    /// stays; chargebacks are no transitions of this table.
    ///
    /// # Errors
    ///
    /// [`Illegal`] when it cannot happen in this state.
    pub const fn after(self, transition: Transition) -> Result<Self, Illegal> {
        let next = match transition {
            Transition::Purchased => self.decided(Self::Paid(Paid::Approved)),
            Transition::Authorized => self.decided(Self::Authorized),
            Transition::Verified(spelled) => self.decided(Self::Verified(spelled)),
            Transition::Held(hold) if matches!(self, Self::Created) => Some(Self::Pending(hold)),
            Transition::Captured => self.captured(Self::Paid(Paid::Captured)),
            Transition::PartiallyCaptured => self.captured(Self::Paid(Paid::PartiallyCaptured)),
            Transition::CapturePostponed => self.captured(Self::CaptureRetryInProcess),
            Transition::CaptureAbandoned if matches!(self, Self::CaptureRetryInProcess) => {
                Some(Self::Paid(Paid::CaptureRetryProcessFailed))
            }
            Transition::CancelSubmitted if self.is_reserved() => Some(Self::CancelPending),
            Transition::Canceled if self.is_reserved() || matches!(self, Self::CancelPending) => {
                Some(Self::Canceled)
            }
            Transition::CancelDeclined if matches!(self, Self::CancelPending) => {
                Some(Self::Authorized)
            }
            Transition::RefundSubmitted
            | Transition::Refunded
            | Transition::PartiallyRefunded
            | Transition::RefundDeclined
            | Transition::RefundPostponed
            | Transition::RefundAbandoned => self.refunded(transition),
            Transition::Declined => self.failed(Self::Declined),
            Transition::Rejected => self.failed(Self::Rejected),
            Transition::Failed if matches!(self, Self::CancelPending) => Some(Self::Failed),
            Transition::Failed => self.failed(Self::Failed),
            Transition::Expired if self.is_undecided() || self.has_time_limit() => {
                Some(Self::Expired)
            }
            Transition::Held(_)
            | Transition::CaptureAbandoned
            | Transition::CancelSubmitted
            | Transition::Canceled
            | Transition::CancelDeclined
            | Transition::Expired => None,
        };
        match next {
            Some(next) => Ok(next),
            None => Err(Illegal { from: self, transition }),
        }
    }

    /// Whether the first transaction has not ended yet.
    const fn is_undecided(self) -> bool {
        matches!(self, Self::Created | Self::Pending(_))
    }

    /// Whether there is a reservation of which nothing is taken.
    ///
    /// Undocumented: one whose capture Yuno has given up can still be released.
    pub(super) const fn is_reserved(self) -> bool {
        matches!(self, Self::Authorized | Self::Paid(Paid::CaptureRetryProcessFailed))
    }

    /// Whether time ends it when nobody captures. Undocumented: a capture that Yuno tries again does not
    /// stop the bank's clock.
    const fn has_time_limit(self) -> bool {
        self.is_reserved() || matches!(self, Self::CaptureRetryInProcess)
    }

    const fn decided(self, next: Self) -> Option<Self> {
        if self.is_undecided() { Some(next) } else { None }
    }

    const fn captured(self, next: Self) -> Option<Self> {
        let possible = matches!(
            self,
            Self::Authorized | Self::Paid(Paid::PartiallyCaptured) | Self::CaptureRetryInProcess
        );
        if possible { Some(next) } else { None }
    }

    /// What a failure ends. Undocumented: a capture of the rest that fails takes nothing back, so the
    /// payment stays partially captured.
    const fn failed(self, end: Self) -> Option<Self> {
        match self {
            Self::Created | Self::Pending(_) | Self::Authorized => Some(end),
            Self::Paid(Paid::PartiallyCaptured) => Some(self),
            Self::Verified(_)
            | Self::Paid(
                Paid::Approved
                | Paid::Captured
                | Paid::CaptureRetryProcessFailed
                | Paid::PartiallyRefunded,
            )
            | Self::CaptureRetryInProcess
            | Self::RefundPending(_)
            | Self::RefundRetryInProcess(_)
            | Self::Refunded
            | Self::CancelPending
            | Self::Canceled
            | Self::Declined
            | Self::Rejected
            | Self::Failed
            | Self::Expired => None,
        }
    }

    /// What a refund leads to. Undocumented: one that fails leaves the payment as it was before, except
    /// that after the last of Yuno's own tries it is SUCCEEDED/APPROVED, as the page on retries says
    /// without a word on captured payments.
    const fn refunded(self, transition: Transition) -> Option<Self> {
        let (Self::Paid(before) | Self::RefundPending(before) | Self::RefundRetryInProcess(before)) =
            self
        else {
            return None;
        };
        let waits = matches!(self, Self::RefundPending(_));
        let retried = matches!(self, Self::RefundRetryInProcess(_));
        match transition {
            Transition::RefundSubmitted if !waits => Some(Self::RefundPending(before)),
            Transition::Refunded => Some(Self::Refunded),
            Transition::PartiallyRefunded => Some(Self::Paid(Paid::PartiallyRefunded)),
            Transition::RefundDeclined if !retried => Some(Self::Paid(before)),
            Transition::RefundPostponed => Some(Self::RefundRetryInProcess(before)),
            Transition::RefundAbandoned if retried => Some(Self::Paid(Paid::Approved)),
            Transition::Purchased
            | Transition::Authorized
            | Transition::Verified(_)
            | Transition::Held(_)
            | Transition::Captured
            | Transition::PartiallyCaptured
            | Transition::CapturePostponed
            | Transition::CaptureAbandoned
            | Transition::CancelSubmitted
            | Transition::Canceled
            | Transition::CancelDeclined
            | Transition::RefundSubmitted
            | Transition::RefundDeclined
            | Transition::RefundAbandoned
            | Transition::Declined
            | Transition::Rejected
            | Transition::Failed
            | Transition::Expired => None,
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
            Self::Verified(Verification::Succeeded) => "SUCCEEDED/VERIFIED",
            Self::Verified(Verification::Verified) => "VERIFIED/VERIFIED",
            Self::Paid(Paid::Approved) => "SUCCEEDED/APPROVED",
            Self::Paid(Paid::Captured) => "SUCCEEDED/CAPTURED",
            Self::Paid(Paid::PartiallyCaptured) => "SUCCEEDED/PARTIALLY_CAPTURED",
            Self::Paid(Paid::CaptureRetryProcessFailed) => "SUCCEEDED/CAPTURE_RETRY_PROCESS_FAILED",
            Self::Paid(Paid::PartiallyRefunded) => "SUCCEEDED/PARTIALLY_REFUNDED",
            Self::CaptureRetryInProcess => "SUCCEEDED/CAPTURE_RETRY_IN_PROCESS",
            Self::RefundPending(_) => "REFUNDED/PENDING_PROVIDER_CONFIRMATION",
            Self::RefundRetryInProcess(_) => "SUCCEEDED/REFUND_RETRY_IN_PROCESS",
            Self::Refunded => "REFUNDED/REFUNDED",
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
mod tests;
