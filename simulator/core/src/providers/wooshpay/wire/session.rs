//! Checkout sessions as the documents print them.
//!
//! Sources: the Alipay guide <https://wooshpay.com/docs/alipay>, "Hosted checkout" (request, answer), and
//! for where members stand that it does not print: the checkout guide of 2022
//! <https://docs.wooshpay.com/doc-1722914> (`client_reference_id`, `customer_email`, the description of a
//! product) and the guide to saved cards <https://docs.wooshpay.com/7197331m0> (`metadata`).

use serde::Deserialize;
use serde::Serialize;

use crate::providers::wooshpay::lifecycle::session::Status;
use crate::providers::wooshpay::state::MethodKind;
use crate::providers::wooshpay::wire::Sent;
use crate::providers::wooshpay::wire::StringMap;

/// The body of `POST /v1/checkout/sessions`; what it names beside these members is ignored.
#[derive(Debug, Deserialize)]
pub(crate) struct CreateSession {
    /// String.
    pub(crate) cancel_url: Sent,
    /// String.
    pub(crate) mode: Sent,
    /// String, required.
    pub(crate) success_url: Sent,
    /// Array of strings.
    pub(crate) payment_method_types: Sent,
    /// Array of [`SentLine`], required.
    pub(crate) line_items: Sent,
    /// String.
    pub(crate) customer: Sent,
    /// Object of strings.
    pub(crate) metadata: Sent,
    /// String.
    pub(crate) client_reference_id: Sent,
    /// String.
    pub(crate) customer_email: Sent,
    /// String.
    pub(crate) billing_address_collection: Sent,
    /// Object.
    pub(crate) payment_method_options: Sent,
    /// Integer.
    pub(crate) expires_at: Sent,
    /// Object.
    pub(crate) payment_intent_data: Sent,
    /// Object.
    pub(crate) shipping_address_collection: Sent,
}

/// One of `line_items`.
#[derive(Debug, Deserialize)]
pub(crate) struct SentLine {
    /// String: the id of a price made before.
    pub(crate) price: Sent,
    /// [`SentPrice`].
    pub(crate) price_data: Sent,
    /// Integer, required.
    pub(crate) quantity: Sent,
}

/// `price_data` of a line.
#[derive(Debug, Deserialize)]
pub(crate) struct SentPrice {
    /// String, required.
    pub(crate) currency: Sent,
    /// Integer, required.
    pub(crate) unit_amount: Sent,
    /// Boolean.
    pub(crate) active: Sent,
    /// String: the id of a product made before.
    pub(crate) product: Sent,
    /// [`SentProduct`].
    pub(crate) product_data: Sent,
    /// String.
    pub(crate) billing_scheme: Sent,
    /// String.
    pub(crate) lookup_key: Sent,
    /// Object.
    pub(crate) recurring: Sent,
}

/// `product_data` of a price.
#[derive(Debug, Deserialize)]
pub(crate) struct SentProduct {
    /// String, required.
    pub(crate) name: Sent,
    /// String.
    pub(crate) description: Sent,
    /// Boolean.
    pub(crate) active: Sent,
}

/// A checkout session.
#[derive(Debug, Serialize)]
pub(crate) struct Session<'a> {
    pub(crate) id: String,
    pub(crate) object: &'static str,
    /// Milliseconds, a whole second.
    pub(crate) created: i64,
    pub(crate) currency: &'static str,
    pub(crate) customer: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) metadata: Option<StringMap<'a>>,
    pub(crate) mode: &'static str,
    pub(crate) livemode: bool,
    pub(crate) status: Status,
    pub(crate) url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cancel_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) client_reference_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) customer_email: Option<&'a str>,
    pub(crate) line_items: List<Line<'a>>,
    pub(crate) payment_intent: String,
    pub(crate) payment_method_types: &'a [MethodKind],
    pub(crate) payment_status: &'static str,
    pub(crate) success_url: &'a str,
    /// Minor units.
    pub(crate) amount_subtotal: i64,
    /// Minor units.
    pub(crate) amount_total: i64,
    pub(crate) billing_address_collection: &'static str,
    /// Milliseconds, not rounded.
    pub(crate) expires_at: i64,
    pub(crate) payment_link: &'static str,
    /// That of the payment intent.
    pub(crate) client_secret: &'a str,
}

/// A list inside of an object.
#[derive(Debug, Serialize)]
pub(crate) struct List<T> {
    pub(crate) object: &'static str,
    pub(crate) data: Vec<T>,
}

/// A line of a session.
#[derive(Debug, Serialize)]
pub(crate) struct Line<'a> {
    pub(crate) id: String,
    pub(crate) object: &'static str,
    pub(crate) currency: &'static str,
    pub(crate) description: &'a str,
    pub(crate) price: Price<'a>,
    pub(crate) quantity: i64,
    /// Minor units.
    pub(crate) amount_subtotal: i64,
    /// Minor units.
    pub(crate) amount_total: i64,
}

/// The price of a line.
#[derive(Debug, Serialize)]
pub(crate) struct Price<'a> {
    pub(crate) id: String,
    pub(crate) object: &'static str,
    /// Milliseconds, a whole second.
    pub(crate) created: i64,
    pub(crate) active: bool,
    pub(crate) currency: &'static str,
    pub(crate) product: Product<'a>,
    #[serde(rename = "type")]
    pub(crate) kind: &'static str,
    pub(crate) livemode: bool,
    /// Minor units.
    pub(crate) unit_amount: i64,
    pub(crate) billing_scheme: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) lookup_key: Option<&'a str>,
}

/// What a line sells.
#[derive(Debug, Serialize)]
pub(crate) struct Product<'a> {
    pub(crate) id: String,
    pub(crate) object: &'static str,
    /// Milliseconds, a whole second.
    pub(crate) created: i64,
    pub(crate) active: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<&'a str>,
    pub(crate) name: &'a str,
    pub(crate) livemode: bool,
    /// Milliseconds, a whole second.
    pub(crate) updated: i64,
}
