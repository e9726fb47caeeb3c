//! What WooshPay offers, as data: operations, events, switches, and what is taken out of requests.

use http::Method;

use crate::kernel::provider::OperationInfo;
use crate::kernel::provider::Profile;
use crate::kernel::scrub::ScrubRules;
use crate::kernel::webhook::EndpointShape;
use crate::providers::wooshpay::advice;
use crate::providers::wooshpay::errors;
use crate::providers::wooshpay::fidelity;
use crate::providers::wooshpay::lifecycle;
use crate::providers::wooshpay::lifecycle::Status;
use crate::providers::wooshpay::payment_intents;
use crate::providers::wooshpay::settings;
use crate::providers::wooshpay::webhooks;
use crate::providers::wooshpay::wire::members;

/// What can be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operation {
    CreatePaymentIntent,
    RetrievePaymentIntent,
    ConfirmPaymentIntent,
    CancelPaymentIntent,
    CreateCheckoutSession,
    RetrieveCheckoutSession,
    ExpireCheckoutSession,
    CreateRefund,
    RetrieveRefund,
    CreateWebhookEndpoint,
    ListWebhookEndpoints,
    RetrieveWebhookEndpoint,
    UpdateWebhookEndpoint,
    DeleteWebhookEndpoint,
}

impl Operation {
    pub(crate) const ALL: [Self; OPERATIONS.len()] = [
        Self::CreatePaymentIntent,
        Self::RetrievePaymentIntent,
        Self::ConfirmPaymentIntent,
        Self::CancelPaymentIntent,
        Self::CreateCheckoutSession,
        Self::RetrieveCheckoutSession,
        Self::ExpireCheckoutSession,
        Self::CreateRefund,
        Self::RetrieveRefund,
        Self::CreateWebhookEndpoint,
        Self::ListWebhookEndpoints,
        Self::RetrieveWebhookEndpoint,
        Self::UpdateWebhookEndpoint,
        Self::DeleteWebhookEndpoint,
    ];

    /// Its entry in [`OPERATIONS`].
    pub(crate) const fn info(self) -> &'static OperationInfo {
        &OPERATIONS[self as usize]
    }

    /// Every member of a body that its documents know.
    pub(crate) const fn members(self) -> &'static [&'static str] {
        match self {
            Self::CreatePaymentIntent => members::CREATE_INTENT,
            Self::ConfirmPaymentIntent => members::CONFIRM_INTENT,
            Self::CancelPaymentIntent => members::CANCEL_INTENT,
            Self::CreateCheckoutSession => members::CREATE_SESSION,
            Self::CreateRefund => members::CREATE_REFUND,
            Self::CreateWebhookEndpoint | Self::UpdateWebhookEndpoint => members::ENDPOINT,
            Self::RetrievePaymentIntent
            | Self::RetrieveCheckoutSession
            | Self::ExpireCheckoutSession
            | Self::RetrieveRefund
            | Self::ListWebhookEndpoints
            | Self::RetrieveWebhookEndpoint
            | Self::DeleteWebhookEndpoint => &[],
        }
    }
}

/// In the order of [`Operation`].
pub(crate) static OPERATIONS: [OperationInfo; 14] = [
    OperationInfo {
        name: "create_payment_intent",
        method: Method::POST,
        path: "/v1/payment_intents",
        source: "https://docs.wooshpay.com/api-42631218",
    },
    OperationInfo {
        name: "retrieve_payment_intent",
        method: Method::GET,
        path: "/v1/payment_intents/{id}",
        source: "https://docs.wooshpay.com/7227990m0",
    },
    OperationInfo {
        name: "confirm_payment_intent",
        method: Method::POST,
        path: "/v1/payment_intents/{id}/confirm",
        source: "https://docs.guanglian.co/44100767e0.md",
    },
    // The navigation names the call. Undocumented: its path.
    OperationInfo {
        name: "cancel_payment_intent",
        method: Method::POST,
        path: "/v1/payment_intents/{id}/cancel",
        source: "https://docs.wooshpay.com/55421991e0",
    },
    OperationInfo {
        name: "create_checkout_session",
        method: Method::POST,
        path: "/v1/checkout/sessions",
        source: "https://wooshpay.com/docs/alipay",
    },
    OperationInfo {
        name: "retrieve_checkout_session",
        method: Method::GET,
        path: "/v1/checkout/sessions/{id}",
        source: "https://docs.wooshpay.com/api-42654190",
    },
    // The navigation names the call. Undocumented: its path.
    OperationInfo {
        name: "expire_checkout_session",
        method: Method::POST,
        path: "/v1/checkout/sessions/{id}/expire",
        source: "https://docs.wooshpay.com/55421991e0",
    },
    OperationInfo {
        name: "create_refund",
        method: Method::POST,
        path: "/v1/refunds",
        source: "https://docs.wooshpay.com/api-51369554",
    },
    OperationInfo {
        name: "retrieve_refund",
        method: Method::GET,
        path: "/v1/refunds/{refund_id}",
        source: "https://docs.wooshpay.com/api-52306151",
    },
    OperationInfo {
        name: "create_webhook_endpoint",
        method: Method::POST,
        path: "/v1/webhook_endpoints",
        source: "https://docs.wooshpay.com/42648310e0",
    },
    OperationInfo {
        name: "list_webhook_endpoints",
        method: Method::GET,
        path: "/v1/webhook_endpoints",
        source: "https://docs.wooshpay.com/api-42648473",
    },
    OperationInfo {
        name: "retrieve_webhook_endpoint",
        method: Method::GET,
        path: "/v1/webhook_endpoints/{id}",
        source: "https://docs.wooshpay.com/api-42648337",
    },
    OperationInfo {
        name: "update_webhook_endpoint",
        method: Method::POST,
        path: "/v1/webhook_endpoints/{id}",
        source: "https://docs.wooshpay.com/api-42648393",
    },
    OperationInfo {
        name: "delete_webhook_endpoint",
        method: Method::DELETE,
        path: "/v1/webhook_endpoints/{id}",
        source: "https://docs.wooshpay.com/doc-2517709",
    },
];

/// The timer that ends the pages of an intent.
pub(crate) const REDIRECT_EXPIRES: &str = "redirect_expires";
/// The timer that ends a checkout session.
pub(crate) const SESSION_EXPIRES: &str = "session_expires";

pub(crate) static PROFILE: Profile = Profile {
    name: "wooshpay",
    title: "WooshPay",
    hosts: &["apitest.wooshpay.com", "api.wooshpay.com"],
    edition: "2026-11/2",
    operations: &OPERATIONS,
    events: webhooks::KINDS,
    statuses: &Status::NAMES,
    transitions: lifecycle::edges,
    errors: errors::CODES,
    unreadable: "body_invalid",
    outcomes: payment_intents::OUTCOMES,
    timers: &[REDIRECT_EXPIRES, SESSION_EXPIRES],
    settings: settings::DESCRIBED,
    advice: advice::RULES,
    grounds: fidelity::GROUNDS,
    scrub: ScrubRules {
        headers: &[],
        authentication: &[],
        card_numbers: &["number"],
        card_codes: &["cvc"],
        plain: &[
            "id",
            "amount",
            "unit_amount",
            "created",
            "client_secret",
            "client_reference_id",
            "merchant_order_id",
            "merchant_user_id",
            "payment_intent",
        ],
        // Printed by <https://docs.wooshpay.com/doc-1722924>; the page of testing cards is not public.
        test_cards: &["4111111111111111"],
    },
    endpoint: Some(EndpointShape {
        events_member: "enabled_events",
        secret_members: &[webhooks::SECRET],
    }),
};
