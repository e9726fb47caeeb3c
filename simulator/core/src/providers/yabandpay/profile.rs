//! What YabandPay offers, as data.

use super::advice;
use super::edges;
use super::errors;
use super::fidelity;
use super::lifecycle;
use super::method;
use super::settings;
use super::webhooks;
use crate::kernel::provider::Profile;
use crate::kernel::scrub::ScrubRules;

pub(super) const ORDER_EXPIRES: &str = "order_expires";
pub(super) const REVIEW_ENDS: &str = "review_ends";
pub(super) const AUTHORIZATION_EXPIRES: &str = "authorization_expires";
pub(super) const REFUND_SETTLES: &str = "refund_settles";

/// Every result that a fault can ask for: of a payment, then of a refund.
const OUTCOMES: &[&str] = &[
    "paid",
    "authorized",
    "declined",
    "failed",
    "to-be-approval",
    "refund pending",
    "refund processing",
    "refunded",
    "refund failed",
    "refund error",
];

pub(super) static PROFILE: Profile = Profile {
    name: "yabandpay",
    title: "YabandPay",
    hosts: &["mapi.yabandpay.com"],
    // The date is that of the token page's example.
    edition: "2024-09/2",
    operations: &method::OPERATIONS,
    events: &[webhooks::PAYMENT, webhooks::REFUND],
    statuses: lifecycle::NAMES,
    transitions: edges::edges,
    unreadable: "-1000",
    outcomes: OUTCOMES,
    errors: errors::CODES,
    timers: &[ORDER_EXPIRES, REVIEW_ENDS, AUTHORIZATION_EXPIRES, REFUND_SETTLES],
    settings: settings::DESCRIBED,
    advice: advice::RULES,
    grounds: fidelity::GROUNDS,
    scrub: ScrubRules {
        headers: &[],
        authentication: &["sign"],
        card_numbers: &["card_number"],
        card_codes: &["cvc"],
        plain: &[
            "user",
            "time",
            "timeout",
            "order_id",
            "request_id",
            "trade_id",
            "transaction_id",
            "yb_transaction_id",
            "acquirer_id",
            "out_trade_no",
            "refund_id",
            "m_refund_id",
            "auth_code",
            "amount",
            "tip_amount",
            "refund_amount",
        ],
        // No page publishes a test card.
        test_cards: &[],
    },
    endpoint: None,
};

#[cfg(test)]
mod tests {
    use super::super::lifecycle::Operation;
    use super::super::lifecycle::Outcome;
    use super::super::lifecycle::Status;
    use super::super::refund_lifecycle::RefundStatus;
    use super::*;

    #[test]
    fn the_profile_lists_every_result_that_a_fault_can_ask_for() {
        let mut known: Vec<_> = RefundStatus::ALL.map(RefundStatus::name).into();
        for operation in Operation::ALL {
            known.extend(Outcome::ALL.map(|outcome| Status::opened(operation, outcome).name()));
        }

        assert!(known.iter().all(|name| OUTCOMES.contains(name)));
        assert!(OUTCOMES.iter().all(|name| known.contains(name)));
    }
}
