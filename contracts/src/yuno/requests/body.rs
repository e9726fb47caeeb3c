//! The JSON of a direct card payment: which member stands where.
//!
//! It only arranges; what may be said is decided by the types it borrows from.

use serde::Serialize;
use serde::Serializer;

use super::Amount;
use super::Capture;
use super::CardDetails;
use super::CardNumber;
use super::CreatePayment;
use super::CustomerPayer;
use super::Delayed;
use super::SecurityCode;
use crate::yuno::AccountId;

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
}

#[derive(Serialize)]
struct MethodBody<'a> {
    r#type: &'static str,
    detail: DetailBody<'a>,
}

#[derive(Serialize)]
struct DetailBody<'a> {
    card: CardBody<'a>,
}

#[derive(Serialize)]
struct CardBody<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    capture: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    delayed_capture_settings: Option<&'a Delayed>,
    #[serde(skip_serializing_if = "Option::is_none")]
    delayed_cancel_settings: Option<&'a Delayed>,
    card_data: CardDataBody<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    verify: Option<bool>,
}

#[derive(Serialize)]
struct CardDataBody<'a> {
    number: &'a CardNumber,
    holder_name: &'a str,
    expiration_month: u8,
    expiration_year: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    security_code: Option<&'a SecurityCode>,
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
            payment_method: MethodBody {
                r#type: "CARD",
                detail: DetailBody { card: CardBody::from(&self.card) },
            },
        }
        .serialize(serializer)
    }
}

impl<'a> From<&'a CardDetails> for CardBody<'a> {
    fn from(card: &'a CardDetails) -> Self {
        let (capture, delayed_capture, delayed_cancel) = match &card.capture {
            Capture::Unsaid => (None, None, None),
            Capture::Immediate => (Some(true), None, None),
            Capture::Later { delayed_capture, delayed_cancel } => {
                (Some(false), delayed_capture.as_ref(), delayed_cancel.as_ref())
            }
        };
        Self {
            capture,
            delayed_capture_settings: delayed_capture,
            delayed_cancel_settings: delayed_cancel,
            card_data: CardDataBody {
                number: &card.number,
                holder_name: &card.holder_name,
                expiration_month: card.expiration_month,
                expiration_year: card.expiration_year,
                security_code: card.security_code.as_ref(),
            },
            verify: card.verify,
        }
    }
}
