//! The payment as <https://docs.y.uno/reference/payments/refund-payment> answers it: other members than
//! where it is created, and the provider's data in another order.

use serde::Serialize;
use uuid::Uuid;

use super::outcome::RawMessage;
use super::outcome::RawRequest;
use super::response::Amount;
use super::response::Checkout;
use super::response::Null;
use super::response::PaymentMethod;
use super::response::TransactionMethod;
use crate::kernel::json_text::Rendered;
use crate::kernel::json_text::Verbatim;
use crate::providers::yuno::echo::Echo;
use crate::providers::yuno::gateway::Operation;
use crate::providers::yuno::gateway::TransactionStatus;
use crate::providers::yuno::written::Decimal;
use crate::providers::yuno::written::Instant;

/// The payment.
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
    pub(crate) checkout: Checkout,
    pub(crate) payment_method: PaymentMethod<'a>,
    pub(crate) customer_payer: Echo<'a>,
    pub(crate) additional_data: Echo<'a>,
    pub(crate) transactions: &'a Rendered<Transaction<'a>>,
    /// Null where nobody asked for it.
    pub(crate) transactions_history: Option<&'a [Rendered<Transaction<'a>>]>,
    pub(crate) metadata: Verbatim<'a>,
    pub(crate) fraud_screening: Null,
    pub(crate) payment_link_id: &'static str,
    pub(crate) subscription_code: Null,
    pub(crate) routing_rules: Null,
    pub(crate) simplified_mode: bool,
}

#[derive(Serialize)]
pub(crate) struct Transaction<'a> {
    pub(crate) id: Uuid,
    pub(crate) r#type: Operation,
    pub(crate) status: TransactionStatus,
    pub(crate) category: &'static str,
    pub(crate) amount: Decimal,
    pub(crate) provider_id: &'static str,
    pub(crate) payment_method: TransactionMethod<'a>,
    pub(crate) response_code: &'static str,
    pub(crate) response_message: &'static str,
    pub(crate) reason: Option<&'a str>,
    pub(crate) description: &'a str,
    pub(crate) merchant_reference: &'a str,
    pub(crate) provider_data: ProviderData,
    pub(crate) connection_data: Null,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
}

#[derive(Serialize)]
pub(crate) struct ProviderData {
    pub(crate) id: &'static str,
    pub(crate) transaction_id: Uuid,
    pub(crate) account_id: &'static str,
    pub(crate) status: &'static str,
    pub(crate) sub_status: &'static str,
    pub(crate) status_detail: &'static str,
    pub(crate) response_message: Null,
    pub(crate) response_code: &'static str,
    pub(crate) raw_request: RawRequest,
    pub(crate) raw_response: RawMessage,
    pub(crate) third_party_transaction_id: Null,
    pub(crate) third_party_account_id: Null,
    pub(crate) iso8583_response_code: Null,
    pub(crate) iso8583_response_message: Null,
}
