//! The JSON of a payment and of a verification: which member stands where. How they are paid is in [`super::way`].
//!
//! It only arranges; what may be said is decided by the types it borrows from.

use serde::Serialize;
use serde::Serializer;

use super::AdditionalData;
use super::Amount;
use super::AmountValue;
use super::CreatePayment;
use super::CustomerPayer;
use super::Metadata;
use super::Split;
use super::VerifyCard;
use super::way::WayBody;
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
    #[serde(skip_serializing_if = "Option::is_none")]
    additional_data: Option<&'a AdditionalData>,
    amount: &'a Amount,
    #[serde(skip_serializing_if = "Option::is_none")]
    customer_payer: Option<&'a CustomerPayer>,
    #[serde(flatten)]
    way: WayBody<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    callback_url: Option<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    split_marketplace: &'a [Split],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    metadata: &'a [Metadata],
}

impl Serialize for CreatePayment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        PaymentBody {
            description: &self.description,
            account_id: &self.account_id,
            merchant_order_id: &self.merchant_order_id,
            country: &self.country,
            merchant_reference: self.merchant_reference.as_deref(),
            additional_data: self.additional_data.as_ref(),
            amount: &self.amount,
            customer_payer: self.customer_payer.as_ref(),
            way: WayBody::from(&self.method),
            callback_url: self.callback_url.as_deref(),
            split_marketplace: &self.split_marketplace,
            metadata: &self.metadata,
        }
        .serialize(serializer)
    }
}

impl Serialize for VerifyCard {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        PaymentBody {
            description: &self.description,
            account_id: &self.account_id,
            merchant_order_id: &self.merchant_order_id,
            country: &self.country,
            merchant_reference: self.merchant_reference.as_deref(),
            additional_data: None,
            amount: &Amount {
                currency: self.currency.clone(),
                value: AmountValue::Number(0.into()),
            },
            customer_payer: self.customer_payer.as_ref(),
            way: WayBody::verifying(self),
            callback_url: None,
            split_marketplace: &[],
            metadata: &[],
        }
        .serialize(serializer)
    }
}
