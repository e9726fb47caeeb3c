//! The JSON of a direct card payment and of a verification: which member stands where.
//!
//! It only arranges; what may be said is decided by the types it borrows from.

use serde::Serialize;
use serde::Serializer;

use super::Amount;
use super::AmountValue;
use super::Capture;
use super::CardData;
use super::CardDetails;
use super::CardSource;
use super::CreatePayment;
use super::CustomerPayer;
use super::Delayed;
use super::Metadata;
use super::StoredCredentials;
use super::VerifyCard;
use crate::Secret;
use crate::yuno::AccountId;
use crate::yuno::VaultedToken;

/// The payment as it travels.
#[derive(Serialize)]
struct PaymentBody<'a> {
    description: &'a str,
    account_id: &'a AccountId,
    merchant_order_id: &'a str,
    country: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    merchant_reference: Option<&'a str>,
    amount: &'a Amount,
    #[serde(skip_serializing_if = "Option::is_none")]
    customer_payer: Option<&'a CustomerPayer>,
    workflow: &'static str,
    payment_method: MethodBody<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    callback_url: Option<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    metadata: &'a [Metadata],
}

#[derive(Serialize)]
struct MethodBody<'a> {
    r#type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    vaulted_token: Option<&'a VaultedToken>,
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<&'a Secret>,
    #[serde(skip_serializing_if = "Option::is_none")]
    vault_on_success: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<DetailBody<'a>>,
}

#[derive(Serialize)]
struct DetailBody<'a> {
    card: CardBody<'a>,
}

#[derive(Clone, Copy, Default, Serialize)]
struct CardBody<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    capture: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    delayed_capture_settings: Option<&'a Delayed>,
    #[serde(skip_serializing_if = "Option::is_none")]
    delayed_cancel_settings: Option<&'a Delayed>,
    #[serde(skip_serializing_if = "Option::is_none")]
    card_data: Option<&'a CardData>,
    #[serde(skip_serializing_if = "Option::is_none")]
    verify: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stored_credentials: Option<&'a StoredCredentials>,
}

impl Serialize for CreatePayment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        PaymentBody {
            description: &self.description,
            account_id: &self.account_id,
            merchant_order_id: &self.merchant_order_id,
            country: &self.country,
            merchant_reference: self.merchant_reference.as_deref(),
            amount: &self.amount,
            customer_payer: self.customer_payer.as_ref(),
            workflow: "DIRECT",
            payment_method: MethodBody::new(&self.card.source, CardBody::from(&self.card)),
            callback_url: self.callback_url.as_deref(),
            metadata: &self.metadata,
        }
        .serialize(serializer)
    }
}

impl Serialize for VerifyCard {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let card = CardBody {
            verify: Some(true),
            stored_credentials: self.stored_credentials.as_ref(),
            ..CardBody::default()
        };
        PaymentBody {
            description: &self.description,
            account_id: &self.account_id,
            merchant_order_id: &self.merchant_order_id,
            country: &self.country,
            merchant_reference: self.merchant_reference.as_deref(),
            amount: &Amount {
                currency: self.currency.clone(),
                value: AmountValue::Number(0.into()),
            },
            customer_payer: self.customer_payer.as_ref(),
            workflow: "DIRECT",
            payment_method: MethodBody::new(&self.card, card),
            callback_url: None,
            metadata: &[],
        }
        .serialize(serializer)
    }
}

impl<'a> MethodBody<'a> {
    fn new(source: &'a CardSource, said: CardBody<'a>) -> Self {
        let (vaulted_token, token, vault_on_success, card_data) = match source {
            CardSource::Typed { card, vault_on_success } => {
                (None, None, *vault_on_success, Some(card))
            }
            CardSource::OneTime { token, vault_on_success } => {
                (None, Some(token), *vault_on_success, None)
            }
            CardSource::Vaulted(token) => (Some(token), None, None, None),
        };
        let card = CardBody { card_data, ..said };
        let detail = (!card.is_empty()).then_some(DetailBody { card });
        Self { r#type: "CARD", vaulted_token, token, vault_on_success, detail }
    }
}

impl CardBody<'_> {
    /// Whether nothing is said, as with a stored card that is simply charged.
    fn is_empty(&self) -> bool {
        let Self {
            capture,
            delayed_capture_settings,
            delayed_cancel_settings,
            card_data,
            verify,
            stored_credentials,
        } = self;
        capture.is_none()
            && delayed_capture_settings.is_none()
            && delayed_cancel_settings.is_none()
            && card_data.is_none()
            && verify.is_none()
            && stored_credentials.is_none()
    }
}

impl<'a> From<&'a CardDetails> for CardBody<'a> {
    fn from(details: &'a CardDetails) -> Self {
        let (capture, delayed_capture_settings, delayed_cancel_settings) = match &details.capture {
            Capture::Unsaid => (None, None, None),
            Capture::Immediate => (Some(true), None, None),
            Capture::Later { delayed_capture, delayed_cancel } => {
                (Some(false), delayed_capture.as_ref(), delayed_cancel.as_ref())
            }
        };
        Self {
            capture,
            delayed_capture_settings,
            delayed_cancel_settings,
            card_data: None,
            verify: details.denies_verify.then_some(false),
            stored_credentials: details.stored_credentials.as_ref(),
        }
    }
}
