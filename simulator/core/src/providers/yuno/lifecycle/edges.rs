//! The lifecycle as a list of transitions, made from [`Status::after`]; for diagrams.

use super::Hold;
use super::Paid;
use super::Status;
use super::Transition;
use super::Verification;
use crate::kernel::provider::Actor;
use crate::kernel::provider::Edge;

/// Every state.
pub(super) const STATUSES: [Status; 33] = [
    Status::Created,
    Status::Authorized,
    Status::Pending(Hold::InProcess),
    Status::Pending(Hold::WaitingAdditionalStep),
    Status::Pending(Hold::InReview),
    Status::Pending(Hold::PendingFraudReview),
    Status::Pending(Hold::PendingProviderConfirmation),
    Status::Pending(Hold::PendingReview),
    Status::Verified(Verification::Succeeded),
    Status::Verified(Verification::Verified),
    Status::Paid(Paid::Approved),
    Status::Paid(Paid::Captured),
    Status::Paid(Paid::PartiallyCaptured),
    Status::Paid(Paid::CaptureRetryProcessFailed),
    Status::Paid(Paid::PartiallyRefunded),
    Status::CaptureRetryInProcess,
    Status::RefundPending(Paid::Approved),
    Status::RefundPending(Paid::Captured),
    Status::RefundPending(Paid::PartiallyCaptured),
    Status::RefundPending(Paid::CaptureRetryProcessFailed),
    Status::RefundPending(Paid::PartiallyRefunded),
    Status::RefundRetryInProcess(Paid::Approved),
    Status::RefundRetryInProcess(Paid::Captured),
    Status::RefundRetryInProcess(Paid::PartiallyCaptured),
    Status::RefundRetryInProcess(Paid::CaptureRetryProcessFailed),
    Status::RefundRetryInProcess(Paid::PartiallyRefunded),
    Status::Refunded,
    Status::CancelPending,
    Status::Canceled,
    Status::Declined,
    Status::Rejected,
    Status::Failed,
    Status::Expired,
];

/// Every transition.
pub(super) const TRANSITIONS: [Transition; 27] = [
    Transition::Purchased,
    Transition::Authorized,
    Transition::Verified(Verification::Succeeded),
    Transition::Verified(Verification::Verified),
    Transition::Held(Hold::InProcess),
    Transition::Held(Hold::WaitingAdditionalStep),
    Transition::Held(Hold::InReview),
    Transition::Held(Hold::PendingFraudReview),
    Transition::Held(Hold::PendingProviderConfirmation),
    Transition::Held(Hold::PendingReview),
    Transition::Captured,
    Transition::PartiallyCaptured,
    Transition::CapturePostponed,
    Transition::CaptureAbandoned,
    Transition::CancelSubmitted,
    Transition::Canceled,
    Transition::CancelDeclined,
    Transition::RefundSubmitted,
    Transition::Refunded,
    Transition::PartiallyRefunded,
    Transition::RefundDeclined,
    Transition::RefundPostponed,
    Transition::RefundAbandoned,
    Transition::Declined,
    Transition::Rejected,
    Transition::Failed,
    Transition::Expired,
];

impl Transition {
    const fn name(self) -> &'static str {
        match self {
            Self::Purchased => "purchased",
            Self::Authorized => "authorized",
            Self::Verified(_) => "verified",
            Self::Held(_) => "held",
            Self::Captured => "captured",
            Self::PartiallyCaptured => "partially captured",
            Self::CapturePostponed => "capture postponed",
            Self::CaptureAbandoned => "capture abandoned",
            Self::CancelSubmitted => "cancel submitted",
            Self::Canceled => "canceled",
            Self::CancelDeclined => "cancel declined",
            Self::RefundSubmitted => "refund submitted",
            Self::Refunded => "refunded",
            Self::PartiallyRefunded => "partially refunded",
            Self::RefundDeclined => "refund declined",
            Self::RefundPostponed => "refund postponed",
            Self::RefundAbandoned => "refund abandoned",
            Self::Declined => "declined",
            Self::Rejected => "rejected",
            Self::Failed => "failed",
            Self::Expired => "expired",
        }
    }

    /// Who makes it happen. What happens on a schedule is the merchant's, who asked for it.
    const fn by(self, from: Status) -> Actor {
        match self {
            Self::Captured
            | Self::PartiallyCaptured
            | Self::CancelSubmitted
            | Self::RefundSubmitted => Actor::Merchant,
            Self::Canceled | Self::Refunded | Self::PartiallyRefunded => {
                if matches!(from, Status::CancelPending | Status::RefundPending(_)) {
                    Actor::Provider
                } else {
                    Actor::Merchant
                }
            }
            Self::Expired => Actor::Time,
            Self::Purchased
            | Self::Authorized
            | Self::Verified(_)
            | Self::Held(_)
            | Self::CapturePostponed
            | Self::CaptureAbandoned
            | Self::CancelDeclined
            | Self::RefundDeclined
            | Self::RefundPostponed
            | Self::RefundAbandoned
            | Self::Declined
            | Self::Rejected
            | Self::Failed => Actor::Provider,
        }
    }
}

/// Every transition. The first state is never answered, so it shows as nothing yet; states of one name
/// show as one.
pub(in crate::providers::yuno) fn edges() -> Vec<Edge> {
    let shown =
        |status: Status| if status == Status::Created { Edge::NOTHING } else { status.name() };
    let mut edges = Vec::new();
    for from in STATUSES {
        for transition in TRANSITIONS {
            let Ok(to) = from.after(transition) else { continue };
            let (name, by) = (transition.name(), transition.by(from));
            let edge = Edge { from: shown(from), transition: name, to: to.name(), by };
            if !edges.contains(&edge) {
                edges.push(edge);
            }
        }
    }
    edges
}
