//! Payment intents (<https://wooshpay.com/docs/alipay>, direct API; <https://docs.guanglian.co/44100767e0.md> for
//! confirming, <https://docs.wooshpay.com/api-42631218> for creating).
//!
//! The guides create and confirm in one call; the reference knows the two apart. What of it may be left out is what other
//! samples of the same object leave out.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Method;
use super::Money;
use crate::wooshpay::CustomerId;

/// A payment, created and confirmed in one call.
///
/// A method is kept for a customer, so keeping it for nobody cannot be written down (E0063):
///
/// ```compile_fail,E0063
/// # use sandpay_contracts::wooshpay::{FutureUsage, OfCustomer};
/// let whose = OfCustomer { setup_future_usage: Some(FutureUsage::OnSession) };
/// ```
#[derive(Clone, Debug)]
pub struct CreateConfirmedIntent {
    /// What is charged.
    pub amount: Money,
    /// How it is paid.
    pub method: Method,
    /// Whose payment it is.
    pub customer: Option<OfCustomer>,
    /// Where the payer comes back to.
    pub return_url: String,
    /// The merchant's order: what leads from an event back to it.
    pub merchant_order_id: Option<String>,
    /// A description.
    pub description: Option<String>,
    /// The merchant's own pairs.
    pub metadata: BTreeMap<String, String>,
}

impl CreateConfirmedIntent {
    /// A payment with nothing else said.
    #[must_use]
    pub fn new(amount: Money, method: impl Into<Method>, return_url: impl Into<String>) -> Self {
        Self {
            amount,
            method: method.into(),
            customer: None,
            return_url: return_url.into(),
            merchant_order_id: None,
            description: None,
            metadata: BTreeMap::new(),
        }
    }
}

/// Whose payment it is, and whether its method is kept (<https://docs.wooshpay.com/7227990m0>).
#[derive(Clone, Debug, Serialize)]
pub struct OfCustomer {
    /// The customer.
    #[serde(rename = "customer")]
    pub id: CustomerId,
    /// For which payments to come the method is kept; nothing said means for none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub setup_future_usage: Option<FutureUsage>,
}

/// For which payments to come a method is kept.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FutureUsage {
    /// Those that the customer makes.
    OnSession,
    /// Those that the merchant makes without the customer as well.
    OffSession,
}

/// A payment that is created now and confirmed later; only the amount is required.
#[derive(Clone, Debug)]
pub struct CreateIntent {
    /// What is charged.
    pub amount: Money,
    /// How it will be paid, if that is known by now.
    pub method: Option<Method>,
    /// Where the payer comes back to.
    pub return_url: Option<String>,
    /// The merchant's order.
    pub merchant_order_id: Option<String>,
    /// A description.
    pub description: Option<String>,
    /// The merchant's own pairs.
    pub metadata: BTreeMap<String, String>,
}

impl CreateIntent {
    /// A payment of which nothing but the amount is said.
    #[must_use]
    pub fn new(amount: Money) -> Self {
        Self {
            amount,
            method: None,
            return_url: None,
            merchant_order_id: None,
            description: None,
            metadata: BTreeMap::new(),
        }
    }
}

/// The confirmation of a payment that was created before.
#[derive(Clone, Debug, Default)]
pub struct ConfirmIntent {
    /// How it is paid; nothing if that was said when it was created.
    pub method: Option<Method>,
    /// Where the payer comes back to; nothing if that was said when it was created.
    pub return_url: Option<String>,
}
