//! Checkout sessions in their three modes: payment (<https://wooshpay.com/docs/alipay>, hosted Checkout;
//! <https://docs.wooshpay.com/doc-1722914>), subscription (<https://docs.wooshpay.com/doc-4426903>), and setup
//! (<https://docs.wooshpay.com/7197331m0>).
//!
//! Alipay's conditions are in the types: one currency for all lines, prices for one time. A subscription goes by prices
//! that were made before.

use std::collections::BTreeMap;

use serde::Serialize;
use serde::Serializer;

use crate::Currency;
use crate::wooshpay::CustomerId;
use crate::wooshpay::PriceId;

/// A page on which a payer pays for some goods.
#[derive(Clone, Debug)]
pub struct CreateCheckoutSession {
    /// Where the payer comes to after paying.
    pub success_url: String,
    /// Where the payer comes to when leaving the page.
    pub cancel_url: Option<String>,
    /// How it may be paid; nothing said means whatever the account offers.
    pub payment_method_types: Vec<MethodType>,
    /// The currency of every line.
    pub currency: Currency,
    /// What is paid for.
    pub line_items: LineItems,
    /// The merchant's reference.
    pub client_reference_id: Option<String>,
    /// The merchant's own pairs.
    pub metadata: BTreeMap<String, String>,
}

/// A way to pay that a session may offer.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum MethodType {
    /// Alipay.
    Alipay,
    /// The family of wallets to which Alipay belongs.
    AlipayPlus,
}

/// What is paid for: one line at least.
///
/// ```
/// # use sandpay_contracts::wooshpay::{LineItem, LineItems};
/// let lines = LineItems::of(LineItem::new("tea", 100, 2)).and(LineItem::new("cake", 250, 1));
/// ```
///
/// A session without a line, or a line in a currency of its own, cannot be written down (E0061, E0560):
///
/// ```compile_fail,E0061
/// # use sandpay_contracts::wooshpay::{LineItem, LineItems};
/// let lines = LineItems::of();
/// ```
///
/// ```compile_fail,E0560
/// # use sandpay_contracts::wooshpay::{LineItem, LineItems};
/// let line = LineItem { currency: "EUR".into(), ..LineItem::new("tea", 100, 2) };
/// ```
#[derive(Clone, Debug)]
pub struct LineItems<T = LineItem> {
    first: T,
    others: Vec<T>,
}

impl<T> LineItems<T> {
    /// One line.
    #[must_use]
    pub fn of(first: T) -> Self {
        Self { first, others: Vec::new() }
    }

    /// One line more.
    #[must_use]
    pub fn and(mut self, item: T) -> Self {
        self.others.push(item);
        self
    }

    fn iter(&self) -> impl Iterator<Item = &T> {
        std::iter::once(&self.first).chain(&self.others)
    }
}

/// So many of one product, for a price that is made with it.
#[derive(Clone, Debug)]
pub struct LineItem {
    /// The price of one, in the currency's smallest unit.
    pub unit_amount: u64,
    /// How many.
    pub quantity: u32,
    /// The product's name.
    pub name: String,
    /// The product's description.
    pub description: Option<String>,
    /// Whether price and product may be used again.
    pub active: Option<bool>,
    /// The scheme of billing; WooshPay answers `per_unit` whatever is sent.
    pub billing_scheme: Option<String>,
    /// The merchant's name for the price.
    pub lookup_key: Option<String>,
}

impl LineItem {
    /// So many of a product, with nothing else said.
    #[must_use]
    pub fn new(name: impl Into<String>, unit_amount: u64, quantity: u32) -> Self {
        Self {
            unit_amount,
            quantity,
            name: name.into(),
            description: None,
            active: None,
            billing_scheme: None,
            lookup_key: None,
        }
    }
}

/// A page on which a payer begins to pay again and again.
#[derive(Clone, Debug)]
pub struct CreateSubscriptionSession {
    /// Where the payer comes to after paying.
    pub success_url: String,
    /// Where the payer comes to when leaving the page.
    pub cancel_url: Option<String>,
    /// What is paid for.
    pub line_items: LineItems<RecurringItem>,
    /// The merchant's own pairs.
    pub metadata: BTreeMap<String, String>,
}

/// So many of one product, for a recurring price that was made before.
#[derive(Clone, Debug, Serialize)]
pub struct RecurringItem {
    /// The price.
    pub price: PriceId,
    /// How many.
    pub quantity: u32,
}

/// A page on which a customer leaves a card for payments to come, and pays nothing.
#[derive(Clone, Debug)]
pub struct CreateSetupSession {
    /// Where the customer comes to afterwards.
    pub success_url: String,
    /// Where the customer comes to when leaving the page.
    pub cancel_url: String,
    /// Whose card it is; WooshPay makes a customer when none is named.
    pub customer: Option<CustomerId>,
    /// The merchant's own pairs, which events of the card repeat.
    pub metadata: BTreeMap<String, String>,
}

/// The session as it travels.
#[derive(Serialize)]
struct SessionBody<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    cancel_url: Option<&'a str>,
    mode: &'static str,
    success_url: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    payment_method_types: &'a [MethodType],
    line_items: Vec<LineBody<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_reference_id: Option<&'a str>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    metadata: &'a BTreeMap<String, String>,
}

#[derive(Serialize)]
struct LineBody<'a> {
    price_data: PriceBody<'a>,
    quantity: u32,
}

#[derive(Serialize)]
struct PriceBody<'a> {
    currency: &'a Currency,
    unit_amount: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    active: Option<bool>,
    product_data: ProductBody<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    billing_scheme: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lookup_key: Option<&'a str>,
}

#[derive(Serialize)]
struct ProductBody<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
}

#[derive(Serialize)]
struct SubscriptionBody<'a> {
    mode: &'static str,
    success_url: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    cancel_url: Option<&'a str>,
    line_items: Vec<&'a RecurringItem>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    metadata: &'a BTreeMap<String, String>,
}

/// The sample says no mode; having no lines tells it.
#[derive(Serialize)]
struct SetupBody<'a> {
    cancel_url: &'a str,
    success_url: &'a str,
    payment_method_types: [&'static str; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    customer: Option<&'a CustomerId>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    metadata: &'a BTreeMap<String, String>,
}

impl Serialize for CreateSubscriptionSession {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        SubscriptionBody {
            mode: "subscription",
            success_url: &self.success_url,
            cancel_url: self.cancel_url.as_deref(),
            line_items: self.line_items.iter().collect(),
            metadata: &self.metadata,
        }
        .serialize(serializer)
    }
}

impl Serialize for CreateSetupSession {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        SetupBody {
            cancel_url: &self.cancel_url,
            success_url: &self.success_url,
            payment_method_types: ["card"],
            customer: self.customer.as_ref(),
            metadata: &self.metadata,
        }
        .serialize(serializer)
    }
}

impl Serialize for CreateCheckoutSession {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        SessionBody {
            cancel_url: self.cancel_url.as_deref(),
            mode: "payment",
            success_url: &self.success_url,
            payment_method_types: &self.payment_method_types,
            line_items: self.line_items.iter().map(|line| line.body(&self.currency)).collect(),
            client_reference_id: self.client_reference_id.as_deref(),
            metadata: &self.metadata,
        }
        .serialize(serializer)
    }
}

impl LineItem {
    fn body<'a>(&'a self, currency: &'a Currency) -> LineBody<'a> {
        LineBody {
            price_data: PriceBody {
                currency,
                unit_amount: self.unit_amount,
                active: self.active,
                product_data: ProductBody {
                    name: &self.name,
                    description: self.description.as_deref(),
                },
                billing_scheme: self.billing_scheme.as_deref(),
                lookup_key: self.lookup_key.as_deref(),
            },
            quantity: self.quantity,
        }
    }
}
