//! What this provider offers, as data.

use super::advice;
use super::call;
use super::errors;
use super::fidelity;
use super::gateway;
use super::lifecycle;
use super::response_codes;
use super::settings;
use super::webhooks;
use crate::kernel::provider::Profile;
use crate::kernel::scrub::ScrubRules;
use crate::kernel::webhook::EndpointShape;

/// The timer of a scheduled capture, and of a capture that is tried again.
pub const CAPTURE_DUE: &str = "capture_due";
/// The timer of a scheduled cancel.
pub const CANCEL_DUE: &str = "cancel_due";
/// The timer of a refund that is tried again.
pub const REFUND_DUE: &str = "refund_due";
/// The timer of the end of an authorization.
pub const HOLD_ENDS: &str = "hold_ends";

/// What this provider offers.
pub(super) static PROFILE: Profile = Profile {
    name: "yuno",
    title: "Yuno",
    hosts: &["api-sandbox.y.uno", "api.y.uno", "api.eu.y.uno"],
    edition: "2026-08/2",
    operations: call::OPERATIONS,
    events: webhooks::EVENTS,
    statuses: lifecycle::NAMES,
    transitions: lifecycle::edges,
    errors: &errors::NAMES,
    unreadable: "INVALID_REQUEST",
    outcomes: &response_codes::NAMES,
    timers: &[CAPTURE_DUE, CANCEL_DUE, REFUND_DUE, HOLD_ENDS],
    settings: settings::DESCRIBED,
    advice: advice::RULES,
    grounds: fidelity::GROUNDS,
    scrub: ScrubRules {
        headers: &["private-secret-key", "public-api-key"],
        authentication: &[],
        // A phone has a `number` too, but of fewer digits than a card.
        card_numbers: &["number"],
        card_codes: &["security_code"],
        plain: &[
            "id",
            "account_id",
            "session",
            "merchant_order_id",
            "merchant_reference",
            "merchant_customer_id",
            "merchant_customer_created_at",
            "document_number",
            "country_code",
            "date_of_birth",
            "network_transaction_id",
            "subscription_agreement_id",
            "acquirer_reference_number",
            "three_d_secure_setup_id",
            "transaction_id",
            "directory_server_transaction_id",
            "recipient_id",
            "ticket_number",
            "loyalty_number",
        ],
        test_cards: gateway::TEST_CARDS,
    },
    endpoint: Some(EndpointShape {
        events_member: "events",
        secret_members: &["api_key", "secret", "hmac_client_secret"],
    }),
};
