//! The payment as <https://docs.y.uno/reference/payments/create-payment> answers it.
//!
//! Modelled on the newest complete examples of a direct card payment, "Card - With card details" and
//! "Card - With authorization" (payments of June 2025): names and order of the members are theirs.

use serde::Serialize;
use uuid::Uuid;

use crate::kernel::json_text::Rendered;
use crate::kernel::json_text::Verbatim;
use crate::providers::yuno::credentials::Reason;
use crate::providers::yuno::credentials::Usage;
use crate::providers::yuno::echo::Echo;
use crate::providers::yuno::gateway::Operation;
use crate::providers::yuno::gateway::TransactionStatus;
use crate::providers::yuno::state::Brand;
use crate::providers::yuno::state::Funding;
use crate::providers::yuno::written::Decimal;
use crate::providers::yuno::written::Digits;
use crate::providers::yuno::written::Instant;
use crate::providers::yuno::written::Token;

/// A member that these operations always answer with null.
pub(crate) type Null = ();

/// The payment. `T` is one transaction where it was created and a list where it is read.
#[derive(Serialize)]
pub(crate) struct Payment<'a, T> {
    pub(crate) id: Uuid,
    pub(crate) account_id: Uuid,
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
    pub(crate) transactions: T,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) transactions_history: Option<&'a [Rendered<Transaction<'a>>]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) callback_url: Option<&'a str>,
    pub(crate) workflow: &'static str,
    pub(crate) metadata: Verbatim<'a>,
    pub(crate) fraud_screening: Null,
    pub(crate) payment_link_id: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) payment_link_code: Option<&'static str>,
    pub(crate) subscription_code: Null,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) account_code: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) idempotency_key: Option<&'a str>,
    pub(crate) routing_rules: RoutingRules,
    pub(crate) simplified_mode: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) split_marketplace: Option<[Null; 0]>,
}

/// The wrapped form of a payment that is read.
#[derive(Serialize)]
pub(crate) struct Wrapped<T> {
    pub(crate) payment: T,
}

#[derive(Clone, Copy, Serialize)]
pub(crate) struct Amount {
    pub(crate) captured: Decimal,
    pub(crate) currency: &'static str,
    pub(crate) currency_conversion: Null,
    pub(crate) refunded: Decimal,
    pub(crate) value: Decimal,
}

#[derive(Clone, Copy, Serialize)]
pub(crate) struct Checkout {
    pub(crate) session: &'static str,
    pub(crate) sdk_action_required: bool,
}

#[derive(Clone, Copy, Serialize)]
pub(crate) struct PaymentMethod<'a> {
    pub(crate) vaulted_token: Token,
    pub(crate) r#type: &'static str,
    pub(crate) vault_on_success: bool,
    pub(crate) token: &'static str,
    pub(crate) parent_payment_method_type: Option<&'static str>,
    pub(crate) payment_method_detail: Detail<'a>,
}

#[derive(Clone, Copy, Serialize)]
pub(crate) struct Detail<'a> {
    pub(crate) card: Card<'a>,
}

#[derive(Clone, Copy, Serialize)]
pub(crate) struct Card<'a> {
    pub(crate) verify: bool,
    pub(crate) capture: bool,
    pub(crate) installments: u8,
    pub(crate) installments_plan_id: Null,
    pub(crate) first_installment_deferral: u16,
    pub(crate) installments_type: &'static str,
    pub(crate) installment_amount: Null,
    pub(crate) soft_descriptor: &'a str,
    pub(crate) authorization_code: Digits<6>,
    pub(crate) retrieval_reference_number: &'static str,
    pub(crate) acquirer_reference_number: &'static str,
    pub(crate) voucher: Null,
    pub(crate) card_data: CardData<'a>,
    pub(crate) stored_credentials: StoredCredentials<'a>,
}

#[derive(Clone, Copy, Serialize)]
pub(crate) struct CardData<'a> {
    pub(crate) holder_name: &'a str,
    pub(crate) iin: Digits<8>,
    pub(crate) lfd: Digits<4>,
    pub(crate) number_length: u8,
    pub(crate) security_code_length: u8,
    pub(crate) brand: Brand,
    pub(crate) issuer_name: &'static str,
    pub(crate) issuer_code: Null,
    pub(crate) country_code: Option<&'static str>,
    pub(crate) category: Option<&'static str>,
    pub(crate) r#type: Funding,
    pub(crate) three_d_secure: ThreeDSecure,
    pub(crate) fingerprint: Uuid,
    pub(crate) expiration_month: Option<u8>,
    pub(crate) expiration_year: Option<u8>,
}

#[derive(Clone, Copy, Default, Serialize)]
pub(crate) struct ThreeDSecure {
    pub(crate) version: Null,
    pub(crate) electronic_commerce_indicator: Null,
    pub(crate) cryptogram: Null,
    pub(crate) transaction_id: Null,
    pub(crate) directory_server_transaction_id: Null,
    pub(crate) pares_status: Null,
    pub(crate) acs_id: Null,
}

#[derive(Clone, Copy, Default, Serialize)]
pub(crate) struct StoredCredentials<'a> {
    pub(crate) reason: Option<Reason>,
    pub(crate) usage: Option<Usage>,
    pub(crate) subscription_agreement_id: Option<&'a str>,
    pub(crate) network_transaction_id: Option<&'a str>,
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
    /// Only where a decline comes with advice, as in the example "Card - With Merchant Advice Code".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) merchant_advice_code: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) merchant_advice_code_message: Option<&'static str>,
    pub(crate) provider_data: ProviderData,
    pub(crate) connection_data: ConnectionData,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
}

#[derive(Clone, Copy, Serialize)]
pub(crate) struct TransactionMethod<'a> {
    pub(crate) vaulted_token: Token,
    pub(crate) r#type: &'static str,
    pub(crate) vault_on_success: bool,
    pub(crate) token: &'static str,
    pub(crate) parent_payment_method_type: Option<&'static str>,
    pub(crate) detail: Detail<'a>,
}

#[derive(Serialize)]
pub(crate) struct ProviderData {
    pub(crate) id: &'static str,
    pub(crate) transaction_id: Uuid,
    pub(crate) account_id: &'static str,
    pub(crate) status: TransactionStatus,
    pub(crate) sub_status: &'static str,
    pub(crate) status_detail: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) merchant_advice_code: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) merchant_advice_code_message: Option<&'static str>,
    pub(crate) response_message: Option<&'static str>,
    pub(crate) response_code: Option<&'static str>,
    pub(crate) raw_response: RawResponse,
    pub(crate) third_party_transaction_id: &'static str,
    pub(crate) third_party_account_id: Null,
    pub(crate) iso8583_response_code: Null,
    pub(crate) iso8583_response_message: Null,
}

#[derive(Serialize)]
pub(crate) struct RawResponse {
    pub(crate) amount: RawAmount,
    #[serde(rename = "merchantAccount")]
    pub(crate) merchant_account: &'static str,
    pub(crate) reference: &'static str,
    pub(crate) status: &'static str,
}

#[derive(Serialize)]
pub(crate) struct RawAmount {
    pub(crate) currency: &'static str,
    pub(crate) value: u32,
}

#[derive(Serialize)]
pub(crate) struct ConnectionData {
    pub(crate) id: Uuid,
    pub(crate) name: Null,
}

#[derive(Serialize)]
pub(crate) struct RoutingRules {
    pub(crate) smart_routing: bool,
    pub(crate) monitors: bool,
    pub(crate) condition: Condition,
}

#[derive(Serialize)]
pub(crate) struct Condition {
    pub(crate) id: u32,
    pub(crate) name: &'static str,
    pub(crate) description: &'static str,
}
