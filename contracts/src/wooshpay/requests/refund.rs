//! Refunds (<https://docs.wooshpay.com/api-51369554>).
//!
//! Which payment methods can be refunded, and how often, stays WooshPay's to judge.

use std::collections::BTreeMap;

use serde::Serialize;
use serde::Serializer;

use crate::wooshpay::PaymentIntentId;

/// Gives the money of a payment back.
///
/// The reference calls the payment optional, and knows no other member that could name it; so it is required here.
#[derive(Clone, Debug, Serialize)]
pub struct CreateRefund {
    /// How much, in the currency's smallest unit; nothing said means all. The reference types it a string.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "as_text")]
    pub amount: Option<u64>,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<RefundReason>,
    /// The payment.
    pub payment_intent: PaymentIntentId,
    /// The merchant's own pairs.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub metadata: BTreeMap<String, String>,
}

impl CreateRefund {
    /// A full refund, with nothing else said.
    #[must_use]
    pub fn full(payment_intent: PaymentIntentId) -> Self {
        Self { amount: None, reason: None, payment_intent, metadata: BTreeMap::new() }
    }
}

/// Why money is given back.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundReason {
    /// It was taken twice.
    Duplicate,
    /// It was taken from a victim of fraud.
    Fraudulent,
    /// The customer asked for it.
    RequestedByCustomer,
    /// A dispute ended so.
    ResolvedDispute,
}

fn as_text<S: Serializer>(amount: &Option<u64>, serializer: S) -> Result<S::Ok, S::Error> {
    amount.map(|amount| amount.to_string()).serialize(serializer)
}
