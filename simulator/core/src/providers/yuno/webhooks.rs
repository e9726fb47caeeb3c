//! What merchants are told, and how: bodies, header fields, acknowledgement.
//!
//! Source: <https://docs.y.uno/docs/webhooks> and its pages. Version 2 only. The documents disagree on
//! what `idempotency_key` in a body is: the examples have it inside of the payment, where the page on the
//! payment object calls it the key of the create request; the overview puts it into `data` and says that
//! it identifies the event.
//!
//! Undocumented: both are sent, each with its own meaning. That a retry is signed anew, since its
//! `retry` differs. That a scheduled operation is told like one that the merchant asked for.

use std::sync::Arc;

use super::Yuno;
use super::gateway;
use super::gateway::Operation;
use super::shown;
use super::shown::Issuer;
use super::shown::Parts;
use super::signature;
use super::state::Payment;
use super::state::Transaction;
use super::state::Version;
use super::wire::response;
use super::wire::shapes;
use super::wire::webhook;
use super::written::Instant;
use crate::kernel::json_text;
use crate::kernel::tx::EmittedEvent;
use crate::kernel::tx::Tx;
use crate::kernel::webhook::Attempt;
use crate::kernel::webhook::Endpoint;
use crate::kernel::webhook::Event;
use crate::kernel::webhook::Sealed;
use crate::kernel::webhook::Target;

/// Every event of these operations.
pub(super) const EVENTS: &[&str] = &[
    "payment.purchase",
    "payment.authorize",
    "payment.verify",
    "payment.capture",
    "payment.cancel",
    "payment.refund",
];

/// The event that tells of an operation, whatever its outcome.
#[must_use]
pub(super) const fn event_of(operation: Operation) -> &'static str {
    match operation {
        Operation::Purchase => "payment.purchase",
        Operation::Authorize => "payment.authorize",
        Operation::Verify => "payment.verify",
        Operation::Capture => "payment.capture",
        Operation::Cancel => "payment.cancel",
        Operation::Refund => "payment.refund",
    }
}

/// An event of a payment. Its id is the same over all its deliveries.
pub(super) fn told(
    kind: &'static str,
    payment: &Arc<Payment>,
    tx: &mut Tx<'_, Yuno>,
) -> EmittedEvent<Yuno> {
    EmittedEvent {
        kind,
        id: tx.uuid("event").to_string(),
        subject: payment.id.into(),
        version: Version::Payment(Arc::clone(payment)),
        to: Target::Endpoints,
    }
}

/// The bytes of one delivery.
#[must_use]
pub(super) fn seal(event: &Event<Yuno>, to: &Endpoint, attempt: &Attempt) -> Sealed {
    let body = body(event, attempt);
    let mut headers = vec![("content-type", "application/json".to_owned())];
    for (field, secret) in [("x-api-key", "api_key"), ("x-secret", "secret")] {
        headers.extend(to.secret(secret).map(|secret| (field, secret.to_owned())));
    }
    if let Some(secret) = to.secret("hmac_client_secret") {
        headers.push(("x-hmac-signature", signature::sign(secret, &body)));
    }
    Sealed { headers, body }
}

fn body(event: &Event<Yuno>, attempt: &Attempt) -> Vec<u8> {
    let Version::Payment(payment) = &event.version else {
        unreachable!("every event tells of a payment");
    };
    let parts =
        Parts::shaped(payment, &shapes::PAYER_IN_WEBHOOK, &shapes::ADDITIONAL_DATA_IN_WEBHOOK);
    json_text::bytes(&webhook::Envelope {
        r#type: "payment",
        type_event: &event.kind,
        account_id: payment.terms.account_id,
        retry: attempt.number,
        version: 2,
        data: webhook::Data { payment: body_payment(&parts), idempotency_key: &event.id },
    })
}

fn body_payment<'a>(parts: &'a Parts<'_>) -> webhook::Payment<'a> {
    let (payment, terms) = (parts.payment, &parts.payment.terms);
    let order = &terms.asked.order;
    let shown = |transaction| body_transaction(parts, transaction);
    let history: &[Transaction] =
        if order.transactions_history { &payment.transactions } else { &[] };
    webhook::Payment {
        id: payment.id.0,
        account_id: terms.account_id,
        description: &order.description,
        country: parts.country,
        status: payment.status.status(),
        sub_status: payment.status.sub_status(),
        order_id: &order.merchant_order_id,
        merchant_order_id: &order.merchant_order_id,
        created_at: parts.created_at,
        updated_at: parts.updated_at,
        idempotency_key: &order.idempotency_key,
        amount: webhook::Amount {
            currency: terms.asked.amount.currency.code(),
            value: parts.value,
            refunded: parts.refunded,
            captured: parts.captured,
        },
        checkout: shown::CHECKOUT,
        customer_payer: parts.customer_payer,
        additional_data: parts.additional_data,
        transactions: shown(payment.latest()),
        transactions_history: history.iter().map(shown).collect(),
        callback_url: order.callback_url.as_deref(),
        workflow: shown::WORKFLOW,
        split: [],
        payment_link_code: "",
        subscription_id: (),
        fraud_screening: (),
        metadata: parts.metadata,
        routing_rules: webhook::RoutingRules {
            condition: webhook::Condition {
                id: shown::ROUTE,
                name: shown::ROUTE_NAME,
                description: "",
            },
        },
    }
}

fn body_transaction<'a>(
    parts: &'a Parts<'_>,
    transaction: &'a Transaction,
) -> webhook::Transaction<'a> {
    let said = parts.said(transaction);
    let provider_id = shown::provider_transaction(transaction);
    let answer = shown::provider_answer(transaction);
    webhook::Transaction {
        id: transaction.id.0,
        r#type: transaction.operation,
        status: transaction.status,
        category: shown::CARD,
        amount: shown::decimal(parts.payment, transaction.amount),
        provider_id: gateway::ID,
        response_code: transaction.code.name(),
        merchant_reference: said.merchant_reference,
        response_message: transaction.code.message(),
        reason: said.reason,
        description: said.description,
        created_at: Instant(transaction.created_at),
        updated_at: Instant(transaction.updated_at),
        payment_method: webhook::PaymentMethod {
            token: "",
            r#type: shown::CARD,
            vaulted_token: parts.vaulted_token(),
            vault_on_success: parts.vault_on_success(),
            payment_method_detail: webhook::Detail {
                card: body_card(parts),
                wallet: (),
                bnpl: (),
                bank_transfer: (),
                ticket: (),
                payment_link: (),
            },
        },
        provider: webhook::Provider { provider_transaction_id: provider_id },
        provider_data: webhook::ProviderData {
            raw_response: shown::RAW_RESPONSE,
            id: gateway::ID,
            transaction_id: provider_id,
            account_id: "",
            status: transaction.status,
            status_detail: "",
            response_message: answer.map(|(_, message)| message),
            response_code: answer.map(|(code, _)| code),
            third_party_transaction_id: "",
            third_party_account_id: (),
        },
        connection_data: shown::CONNECTION,
        simplified_mode: said.simplified_mode,
        third_party_session_id: (),
    }
}

fn body_card<'a>(parts: &'a Parts<'_>) -> webhook::Card<'a> {
    let asked = &parts.payment.terms.asked;
    let card = &asked.card;
    let issuer = Issuer::of(card);
    let credentials = parts.stored_credentials();
    webhook::Card {
        verify: asked.verify,
        capture: asked.capture,
        installments: card.installments,
        installments_plan_id: (),
        first_installment_deferral: card.first_installment_deferral,
        installments_amount: (),
        installments_type: "",
        soft_descriptor: card.soft_descriptor.as_deref().unwrap_or_default(),
        authorization_code: parts.authorization_code,
        retrieval_reference_number: "",
        acquirer_reference_number: "",
        voucher: (),
        card_data: webhook::CardData {
            holder_name: &card.holder_name,
            iin: parts.iin,
            lfd: parts.lfd,
            number_length: card.number_length,
            security_code_length: card.security_code_length,
            brand: card.brand,
            issuer_name: issuer.name,
            issuer_code: (),
            category: issuer.category,
            r#type: issuer.funding,
            three_d_secure: response::ThreeDSecure::default(),
            network_token: (),
            fingerprint: card.fingerprint,
        },
        stored_credentials: webhook::StoredCredentials {
            reason: credentials.reason,
            usage: credentials.usage,
        },
    }
}
