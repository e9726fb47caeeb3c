//! The body of <https://docs.y.uno/reference/payments/create-payment>, level by level.
//!
//! Every member is kept as the text that was sent, so that a wrong one can be named and an amount can be
//! read exactly. `null` and absent are the same. Members that are not here are ignored, as Yuno ignores
//! what it does not know.

use serde::Deserialize;
use serde_json::value::RawValue;

/// A member as it was sent.
pub(crate) type Member<'a> = Option<&'a RawValue>;

/// The body.
#[derive(Deserialize)]
pub(crate) struct CreatePayment<'a> {
    #[serde(borrow)]
    pub(crate) account_id: Member<'a>,
    pub(crate) merchant_order_id: Member<'a>,
    pub(crate) description: Member<'a>,
    pub(crate) country: Member<'a>,
    pub(crate) amount: Member<'a>,
    pub(crate) payment_method: Member<'a>,
    pub(crate) workflow: Member<'a>,
    pub(crate) merchant_reference: Member<'a>,
    pub(crate) customer_payer: Member<'a>,
    pub(crate) callback_url: Member<'a>,
    pub(crate) additional_data: Member<'a>,
    pub(crate) metadata: Member<'a>,
    pub(crate) fraud_screening: Member<'a>,
    pub(crate) subscription: Member<'a>,
    pub(crate) split_marketplace: Member<'a>,
    pub(crate) response_additional_data: Member<'a>,
}

/// `amount`.
#[derive(Deserialize)]
pub(crate) struct Amount<'a> {
    #[serde(borrow)]
    pub(crate) currency: Member<'a>,
    pub(crate) value: Member<'a>,
    pub(crate) currency_conversion: Member<'a>,
}

/// `payment_method`.
#[derive(Deserialize)]
pub(crate) struct PaymentMethod<'a> {
    #[serde(borrow)]
    pub(crate) r#type: Member<'a>,
    pub(crate) token: Member<'a>,
    pub(crate) vaulted_token: Member<'a>,
    pub(crate) vault_on_success: Member<'a>,
    pub(crate) otp: Member<'a>,
    pub(crate) detail: Member<'a>,
}

/// `payment_method.otp`.
#[derive(Deserialize)]
pub(crate) struct Otp<'a> {
    #[serde(borrow)]
    pub(crate) is_required: Member<'a>,
}

/// `payment_method.detail`.
#[derive(Deserialize)]
pub(crate) struct Detail<'a> {
    #[serde(borrow)]
    pub(crate) card: Member<'a>,
}

/// `payment_method.detail.card`.
#[derive(Deserialize)]
pub(crate) struct Card<'a> {
    #[serde(borrow)]
    pub(crate) capture: Member<'a>,
    pub(crate) delayed_capture_settings: Member<'a>,
    pub(crate) delayed_cancel_settings: Member<'a>,
    pub(crate) installments: Member<'a>,
    pub(crate) first_installment_deferral: Member<'a>,
    pub(crate) soft_descriptor: Member<'a>,
    pub(crate) card_data: Member<'a>,
    pub(crate) verify: Member<'a>,
    pub(crate) stored_credentials: Member<'a>,
    pub(crate) three_d_secure: Member<'a>,
    pub(crate) network_token: Member<'a>,
    pub(crate) external_providers_data: Member<'a>,
}

/// `payment_method.detail.card.card_data`.
#[derive(Deserialize)]
pub(crate) struct CardData<'a> {
    #[serde(borrow)]
    pub(crate) number: Member<'a>,
    pub(crate) holder_name: Member<'a>,
    pub(crate) expiration_month: Member<'a>,
    pub(crate) expiration_year: Member<'a>,
    pub(crate) security_code: Member<'a>,
    pub(crate) r#type: Member<'a>,
}

/// `delayed_capture_settings` and `delayed_cancel_settings`:
/// <https://docs.y.uno/docs/payment-features/Cancel-and-capture-flow>.
#[derive(Deserialize)]
pub(crate) struct DelayedSettings<'a> {
    #[serde(borrow)]
    pub(crate) delay: Member<'a>,
    pub(crate) simplified_mode: Member<'a>,
}

/// `fraud_screening`.
#[derive(Deserialize)]
pub(crate) struct FraudScreening<'a> {
    #[serde(borrow)]
    pub(crate) stand_alone: Member<'a>,
}

/// An entry of `metadata`.
#[derive(Deserialize)]
pub(crate) struct Metadata<'a> {
    #[serde(borrow)]
    pub(crate) key: Member<'a>,
    pub(crate) value: Member<'a>,
}

/// `response_additional_data`.
#[derive(Deserialize)]
pub(crate) struct ResponseAdditionalData<'a> {
    #[serde(borrow)]
    pub(crate) transactions_history: Member<'a>,
}
