//! The body of a webhook, version 2, as <https://docs.y.uno/docs/webhooks/object-and-examples> shows
//! `payment.purchase`: the payment with other members, and in another order, than in an answer.

use serde::Serialize;
use uuid::Uuid;

use super::response::Checkout;
use super::response::ConnectionData;
use super::response::Null;
use super::response::RawResponse;
use super::response::ThreeDSecure;
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

/// The body.
#[derive(Serialize)]
pub(crate) struct Envelope<'a> {
    pub(crate) r#type: &'static str,
    pub(crate) type_event: &'a str,
    pub(crate) account_id: Uuid,
    pub(crate) retry: u32,
    pub(crate) version: u8,
    pub(crate) data: Data<'a>,
}

#[derive(Serialize)]
pub(crate) struct Data<'a> {
    pub(crate) payment: Payment<'a>,
    pub(crate) idempotency_key: &'a str,
}

#[derive(Serialize)]
pub(crate) struct Payment<'a> {
    pub(crate) id: Uuid,
    pub(crate) account_id: Uuid,
    pub(crate) description: &'a str,
    pub(crate) country: &'a str,
    pub(crate) status: &'static str,
    pub(crate) sub_status: &'static str,
    pub(crate) order_id: &'a str,
    pub(crate) merchant_order_id: &'a str,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
    pub(crate) idempotency_key: &'a str,
    pub(crate) amount: Amount,
    pub(crate) checkout: Checkout,
    pub(crate) customer_payer: Echo<'a>,
    pub(crate) additional_data: Echo<'a>,
    pub(crate) transactions: Transaction<'a>,
    pub(crate) transactions_history: Vec<Transaction<'a>>,
    pub(crate) callback_url: Option<&'a str>,
    pub(crate) workflow: &'static str,
    pub(crate) split: [Null; 0],
    pub(crate) payment_link_code: &'static str,
    pub(crate) subscription_id: Null,
    pub(crate) fraud_screening: Null,
    pub(crate) metadata: Verbatim<'a>,
    pub(crate) routing_rules: RoutingRules,
}

#[derive(Serialize)]
pub(crate) struct Amount {
    pub(crate) currency: &'static str,
    pub(crate) value: Decimal,
    pub(crate) refunded: Decimal,
    pub(crate) captured: Decimal,
}

#[derive(Serialize)]
pub(crate) struct Transaction<'a> {
    pub(crate) id: Uuid,
    pub(crate) r#type: Operation,
    pub(crate) status: TransactionStatus,
    pub(crate) category: &'static str,
    pub(crate) amount: Decimal,
    pub(crate) provider_id: &'static str,
    pub(crate) response_code: &'static str,
    pub(crate) merchant_reference: &'a str,
    pub(crate) response_message: &'static str,
    pub(crate) reason: Option<&'a str>,
    pub(crate) description: &'a str,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
    pub(crate) payment_method: PaymentMethod<'a>,
    pub(crate) provider: Provider,
    pub(crate) provider_data: ProviderData,
    pub(crate) connection_data: ConnectionData,
    pub(crate) simplified_mode: bool,
    pub(crate) third_party_session_id: Null,
}

#[derive(Clone, Copy, Serialize)]
pub(crate) struct PaymentMethod<'a> {
    pub(crate) token: &'static str,
    pub(crate) r#type: &'static str,
    pub(crate) vaulted_token: Token,
    pub(crate) vault_on_success: bool,
    pub(crate) payment_method_detail: Detail<'a>,
}

#[derive(Clone, Copy, Serialize)]
pub(crate) struct Detail<'a> {
    pub(crate) card: Card<'a>,
    pub(crate) wallet: Null,
    pub(crate) bnpl: Null,
    pub(crate) bank_transfer: Null,
    pub(crate) ticket: Null,
    pub(crate) payment_link: Null,
}

#[derive(Clone, Copy, Serialize)]
pub(crate) struct Card<'a> {
    pub(crate) verify: bool,
    pub(crate) capture: bool,
    pub(crate) installments: u8,
    pub(crate) installments_plan_id: Null,
    pub(crate) first_installment_deferral: u16,
    pub(crate) installments_amount: Null,
    pub(crate) installments_type: &'static str,
    pub(crate) soft_descriptor: &'a str,
    pub(crate) authorization_code: Digits<6>,
    pub(crate) retrieval_reference_number: &'static str,
    pub(crate) acquirer_reference_number: &'static str,
    pub(crate) voucher: Null,
    pub(crate) card_data: CardData<'a>,
    pub(crate) stored_credentials: StoredCredentials,
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
    pub(crate) category: Option<&'static str>,
    pub(crate) r#type: Funding,
    pub(crate) three_d_secure: ThreeDSecure,
    pub(crate) network_token: Null,
    pub(crate) fingerprint: Uuid,
}

#[derive(Clone, Copy, Default, Serialize)]
pub(crate) struct StoredCredentials {
    pub(crate) reason: Option<Reason>,
    pub(crate) usage: Option<Usage>,
}

#[derive(Serialize)]
pub(crate) struct Provider {
    pub(crate) provider_transaction_id: Uuid,
}

#[derive(Serialize)]
pub(crate) struct ProviderData {
    pub(crate) raw_response: RawResponse,
    pub(crate) id: &'static str,
    pub(crate) transaction_id: Uuid,
    pub(crate) account_id: &'static str,
    pub(crate) status: TransactionStatus,
    pub(crate) status_detail: &'static str,
    pub(crate) response_message: Option<&'static str>,
    pub(crate) response_code: Option<&'static str>,
    pub(crate) third_party_transaction_id: &'static str,
    pub(crate) third_party_account_id: Null,
}

#[derive(Serialize)]
pub(crate) struct RoutingRules {
    pub(crate) condition: Condition,
}

#[derive(Serialize)]
pub(crate) struct Condition {
    pub(crate) id: u32,
    pub(crate) name: &'static str,
    pub(crate) description: &'static str,
}
