//! The whole table, and what it says aloud.

use super::edges::STATUSES;
use super::edges::TRANSITIONS;
use super::*;

/// A row a state: what can happen to it, and where that leads. What is not there cannot happen.
const TABLE: &str = "\
Created CREATED/CREATED
    Purchased -> Paid(Approved)
    Authorized -> Authorized
    Verified(Succeeded) -> Verified(Succeeded)
    Verified(Verified) -> Verified(Verified)
    Held(InProcess) -> Pending(InProcess)
    Held(WaitingAdditionalStep) -> Pending(WaitingAdditionalStep)
    Held(InReview) -> Pending(InReview)
    Held(PendingFraudReview) -> Pending(PendingFraudReview)
    Held(PendingProviderConfirmation) -> Pending(PendingProviderConfirmation)
    Held(PendingReview) -> Pending(PendingReview)
    Declined -> Declined
    Rejected -> Rejected
    Failed -> Failed
    Expired -> Expired
Authorized PENDING/AUTHORIZED
    Captured -> Paid(Captured)
    PartiallyCaptured -> Paid(PartiallyCaptured)
    CapturePostponed -> CaptureRetryInProcess
    CancelSubmitted -> CancelPending
    Canceled -> Canceled
    Declined -> Declined
    Rejected -> Rejected
    Failed -> Failed
    Expired -> Expired
Pending(InProcess) PENDING/IN_PROCESS
    Purchased -> Paid(Approved)
    Authorized -> Authorized
    Verified(Succeeded) -> Verified(Succeeded)
    Verified(Verified) -> Verified(Verified)
    Declined -> Declined
    Rejected -> Rejected
    Failed -> Failed
    Expired -> Expired
Pending(WaitingAdditionalStep) PENDING/WAITING_ADDITIONAL_STEP
    Purchased -> Paid(Approved)
    Authorized -> Authorized
    Verified(Succeeded) -> Verified(Succeeded)
    Verified(Verified) -> Verified(Verified)
    Declined -> Declined
    Rejected -> Rejected
    Failed -> Failed
    Expired -> Expired
Pending(InReview) PENDING/IN_REVIEW
    Purchased -> Paid(Approved)
    Authorized -> Authorized
    Verified(Succeeded) -> Verified(Succeeded)
    Verified(Verified) -> Verified(Verified)
    Declined -> Declined
    Rejected -> Rejected
    Failed -> Failed
    Expired -> Expired
Pending(PendingFraudReview) PENDING/PENDING_FRAUD_REVIEW
    Purchased -> Paid(Approved)
    Authorized -> Authorized
    Verified(Succeeded) -> Verified(Succeeded)
    Verified(Verified) -> Verified(Verified)
    Declined -> Declined
    Rejected -> Rejected
    Failed -> Failed
    Expired -> Expired
Pending(PendingProviderConfirmation) PENDING/PENDING_PROVIDER_CONFIRMATION
    Purchased -> Paid(Approved)
    Authorized -> Authorized
    Verified(Succeeded) -> Verified(Succeeded)
    Verified(Verified) -> Verified(Verified)
    Declined -> Declined
    Rejected -> Rejected
    Failed -> Failed
    Expired -> Expired
Pending(PendingReview) PENDING/PENDING_REVIEW
    Purchased -> Paid(Approved)
    Authorized -> Authorized
    Verified(Succeeded) -> Verified(Succeeded)
    Verified(Verified) -> Verified(Verified)
    Declined -> Declined
    Rejected -> Rejected
    Failed -> Failed
    Expired -> Expired
Verified(Succeeded) SUCCEEDED/VERIFIED
Verified(Verified) VERIFIED/VERIFIED
Paid(Approved) SUCCEEDED/APPROVED
    RefundSubmitted -> RefundPending(Approved)
    Refunded -> Refunded
    PartiallyRefunded -> Paid(PartiallyRefunded)
    RefundDeclined -> Paid(Approved)
    RefundPostponed -> RefundRetryInProcess(Approved)
Paid(Captured) SUCCEEDED/CAPTURED
    RefundSubmitted -> RefundPending(Captured)
    Refunded -> Refunded
    PartiallyRefunded -> Paid(PartiallyRefunded)
    RefundDeclined -> Paid(Captured)
    RefundPostponed -> RefundRetryInProcess(Captured)
Paid(PartiallyCaptured) SUCCEEDED/PARTIALLY_CAPTURED
    Captured -> Paid(Captured)
    PartiallyCaptured -> Paid(PartiallyCaptured)
    CapturePostponed -> CaptureRetryInProcess
    RefundSubmitted -> RefundPending(PartiallyCaptured)
    Refunded -> Refunded
    PartiallyRefunded -> Paid(PartiallyRefunded)
    RefundDeclined -> Paid(PartiallyCaptured)
    RefundPostponed -> RefundRetryInProcess(PartiallyCaptured)
    Declined -> Paid(PartiallyCaptured)
    Rejected -> Paid(PartiallyCaptured)
    Failed -> Paid(PartiallyCaptured)
Paid(CaptureRetryProcessFailed) SUCCEEDED/CAPTURE_RETRY_PROCESS_FAILED
    CancelSubmitted -> CancelPending
    Canceled -> Canceled
    RefundSubmitted -> RefundPending(CaptureRetryProcessFailed)
    Refunded -> Refunded
    PartiallyRefunded -> Paid(PartiallyRefunded)
    RefundDeclined -> Paid(CaptureRetryProcessFailed)
    RefundPostponed -> RefundRetryInProcess(CaptureRetryProcessFailed)
    Expired -> Expired
Paid(PartiallyRefunded) SUCCEEDED/PARTIALLY_REFUNDED
    RefundSubmitted -> RefundPending(PartiallyRefunded)
    Refunded -> Refunded
    PartiallyRefunded -> Paid(PartiallyRefunded)
    RefundDeclined -> Paid(PartiallyRefunded)
    RefundPostponed -> RefundRetryInProcess(PartiallyRefunded)
CaptureRetryInProcess SUCCEEDED/CAPTURE_RETRY_IN_PROCESS
    Captured -> Paid(Captured)
    PartiallyCaptured -> Paid(PartiallyCaptured)
    CapturePostponed -> CaptureRetryInProcess
    CaptureAbandoned -> Paid(CaptureRetryProcessFailed)
    Expired -> Expired
RefundPending(Approved) REFUNDED/PENDING_PROVIDER_CONFIRMATION
    Refunded -> Refunded
    PartiallyRefunded -> Paid(PartiallyRefunded)
    RefundDeclined -> Paid(Approved)
    RefundPostponed -> RefundRetryInProcess(Approved)
RefundPending(Captured) REFUNDED/PENDING_PROVIDER_CONFIRMATION
    Refunded -> Refunded
    PartiallyRefunded -> Paid(PartiallyRefunded)
    RefundDeclined -> Paid(Captured)
    RefundPostponed -> RefundRetryInProcess(Captured)
RefundPending(PartiallyCaptured) REFUNDED/PENDING_PROVIDER_CONFIRMATION
    Refunded -> Refunded
    PartiallyRefunded -> Paid(PartiallyRefunded)
    RefundDeclined -> Paid(PartiallyCaptured)
    RefundPostponed -> RefundRetryInProcess(PartiallyCaptured)
RefundPending(CaptureRetryProcessFailed) REFUNDED/PENDING_PROVIDER_CONFIRMATION
    Refunded -> Refunded
    PartiallyRefunded -> Paid(PartiallyRefunded)
    RefundDeclined -> Paid(CaptureRetryProcessFailed)
    RefundPostponed -> RefundRetryInProcess(CaptureRetryProcessFailed)
RefundPending(PartiallyRefunded) REFUNDED/PENDING_PROVIDER_CONFIRMATION
    Refunded -> Refunded
    PartiallyRefunded -> Paid(PartiallyRefunded)
    RefundDeclined -> Paid(PartiallyRefunded)
    RefundPostponed -> RefundRetryInProcess(PartiallyRefunded)
RefundRetryInProcess(Approved) SUCCEEDED/REFUND_RETRY_IN_PROCESS
    RefundSubmitted -> RefundPending(Approved)
    Refunded -> Refunded
    PartiallyRefunded -> Paid(PartiallyRefunded)
    RefundPostponed -> RefundRetryInProcess(Approved)
    RefundAbandoned -> Paid(Approved)
RefundRetryInProcess(Captured) SUCCEEDED/REFUND_RETRY_IN_PROCESS
    RefundSubmitted -> RefundPending(Captured)
    Refunded -> Refunded
    PartiallyRefunded -> Paid(PartiallyRefunded)
    RefundPostponed -> RefundRetryInProcess(Captured)
    RefundAbandoned -> Paid(Approved)
RefundRetryInProcess(PartiallyCaptured) SUCCEEDED/REFUND_RETRY_IN_PROCESS
    RefundSubmitted -> RefundPending(PartiallyCaptured)
    Refunded -> Refunded
    PartiallyRefunded -> Paid(PartiallyRefunded)
    RefundPostponed -> RefundRetryInProcess(PartiallyCaptured)
    RefundAbandoned -> Paid(Approved)
RefundRetryInProcess(CaptureRetryProcessFailed) SUCCEEDED/REFUND_RETRY_IN_PROCESS
    RefundSubmitted -> RefundPending(CaptureRetryProcessFailed)
    Refunded -> Refunded
    PartiallyRefunded -> Paid(PartiallyRefunded)
    RefundPostponed -> RefundRetryInProcess(CaptureRetryProcessFailed)
    RefundAbandoned -> Paid(Approved)
RefundRetryInProcess(PartiallyRefunded) SUCCEEDED/REFUND_RETRY_IN_PROCESS
    RefundSubmitted -> RefundPending(PartiallyRefunded)
    Refunded -> Refunded
    PartiallyRefunded -> Paid(PartiallyRefunded)
    RefundPostponed -> RefundRetryInProcess(PartiallyRefunded)
    RefundAbandoned -> Paid(Approved)
Refunded REFUNDED/REFUNDED
CancelPending CANCELED/PENDING_PROVIDER_CONFIRMATION
    Canceled -> Canceled
    CancelDeclined -> Authorized
    Failed -> Failed
Canceled CANCELED/CANCELED
Declined DECLINED/DECLINED
Rejected REJECTED/REJECTED
Failed ERROR/ERROR
Expired EXPIRED/EXPIRED
";

#[test]
fn every_state_answers_every_transition_as_in_the_table() {
    let row = |from: Status| {
        let cells = TRANSITIONS.iter().filter_map(|transition| {
            let next = from.after(*transition).ok()?;
            Some(format!("    {transition:?} -> {next:?}\n"))
        });
        format!("{from:?} {from}\n{}", cells.collect::<String>())
    };

    let table: String = STATUSES.into_iter().map(row).collect();

    assert_eq!(table, TABLE);
}

#[test]
fn an_illegal_transition_says_what_cannot_happen_where() {
    let captured = Status::Paid(Paid::Captured);

    assert_eq!(
        captured.after(Transition::Canceled),
        Err(Illegal { from: captured, transition: Transition::Canceled })
    );
}

#[test]
fn the_list_of_names_is_that_of_the_states_but_for_the_first() {
    let mut names: Vec<&str> = STATUSES[1..].iter().map(|status| status.name()).collect();
    names.dedup();

    assert_eq!(names, NAMES);
    assert_eq!(Status::Authorized.status(), "PENDING");
    assert_eq!(Status::Authorized.sub_status(), "AUTHORIZED");
}
