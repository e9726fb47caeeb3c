//! The transaction that a capture, a cancel or one of the two that cancel or refund made, with its
//! payment inside.
//!
//! Source: the examples of <https://docs.y.uno/reference/payments/capture-authorization>,
//! <https://docs.y.uno/reference/payments/cancel-payment>,
//! <https://docs.y.uno/reference/payments/cancel-or-refund-a-payment> and
//! <https://docs.y.uno/reference/payments/cancel-or-refund-payment-with-transaction>. The cancel has members
//! and an order of its own; the others differ in what they leave out.

use serde::Serialize;
use uuid::Uuid;

use super::response::Null;
use crate::providers::yuno::echo::Echo;
use crate::providers::yuno::gateway::Operation;
use crate::providers::yuno::gateway::TransactionStatus;
use crate::providers::yuno::written::Decimal;
use crate::providers::yuno::written::Instant;

/// The answer to a capture, and to the two that cancel or refund.
#[derive(Serialize)]
pub(crate) struct Transaction<'a> {
    pub(crate) id: Uuid,
    pub(crate) r#type: Operation,
    pub(crate) status: TransactionStatus,
    pub(crate) category: &'static str,
    pub(crate) amount: Amount,
    pub(crate) merchant_reference: &'a str,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
    pub(crate) provider_data: ProviderData,
    pub(crate) response_code: &'static str,
    pub(crate) response_message: &'static str,
    pub(crate) payment: Payment<'a>,
}

/// The answer to a cancel.
#[derive(Serialize)]
pub(crate) struct Cancel<'a> {
    pub(crate) id: Uuid,
    pub(crate) r#type: Operation,
    pub(crate) status: TransactionStatus,
    pub(crate) category: &'static str,
    pub(crate) amount: Amount,
    pub(crate) merchant_reference: &'a str,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
    pub(crate) provider_data: CancelProviderData,
    pub(crate) response_code: &'static str,
    pub(crate) response_message: &'static str,
    pub(crate) payment: Payment<'a>,
    pub(crate) customer_payer: Null,
    pub(crate) simplified_mode: bool,
    pub(crate) receipt: bool,
    pub(crate) receipt_url: Null,
    pub(crate) receipt_language: Null,
}

#[derive(Clone, Copy, Serialize)]
pub(crate) struct Amount {
    pub(crate) captured: Decimal,
    pub(crate) currency: &'static str,
    /// In the answer to a cancel only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) currency_conversion: Option<Null>,
    pub(crate) refunded: Decimal,
    pub(crate) value: Decimal,
}

#[derive(Serialize)]
pub(crate) struct ProviderData {
    pub(crate) id: &'static str,
    /// The provider's id of a capture; an empty text for all else.
    pub(crate) transaction_id: ProviderTransaction,
    pub(crate) account_id: &'static str,
    pub(crate) status: &'static str,
    /// Of a cancel and of a partial refund.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sub_status: Option<&'static str>,
    pub(crate) status_detail: &'static str,
    pub(crate) response_message: Option<&'static str>,
    pub(crate) response_code: &'static str,
    pub(crate) iso8583_response_code: Option<&'static str>,
    pub(crate) iso8583_response_message: Option<&'static str>,
    /// Of a full capture and of a full refund.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) raw_request: Option<RawRequest>,
    pub(crate) raw_response: Null,
    pub(crate) third_party_transaction_id: Null,
    pub(crate) third_party_account_id: Null,
}

#[derive(Serialize)]
pub(crate) struct CancelProviderData {
    pub(crate) id: &'static str,
    pub(crate) transaction_id: &'static str,
    pub(crate) account_id: &'static str,
    pub(crate) status: &'static str,
    pub(crate) sub_status: &'static str,
    pub(crate) status_detail: &'static str,
    pub(crate) response_message: Null,
    pub(crate) response_code: &'static str,
    pub(crate) raw_response: RawMessage,
    pub(crate) third_party_transaction_id: Null,
    pub(crate) third_party_account_id: Null,
    pub(crate) iso8583_response_code: Option<&'static str>,
    pub(crate) iso8583_response_message: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(untagged)]
pub(crate) enum ProviderTransaction {
    Id(Uuid),
    Text(&'static str),
}

#[derive(Serialize)]
pub(crate) struct RawRequest {
    pub(crate) amount: RawAmount,
    pub(crate) reference: &'static str,
}

#[derive(Serialize)]
pub(crate) struct RawAmount {
    pub(crate) currency: &'static str,
    pub(crate) value: u32,
}

#[derive(Serialize)]
pub(crate) struct RawMessage {
    pub(crate) message: &'static str,
}

#[derive(Serialize)]
pub(crate) struct Payment<'a> {
    pub(crate) id: Uuid,
    pub(crate) account_id: &'static str,
    pub(crate) description: &'a str,
    pub(crate) country: &'a str,
    pub(crate) status: &'static str,
    pub(crate) sub_status: &'static str,
    pub(crate) merchant_order_id: &'a str,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
    pub(crate) amount: Amount,
    /// Not of a cancel.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) additional_data: Option<Echo<'a>>,
    /// In the answer to a cancel only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) split_marketplace: Option<[Null; 0]>,
}
