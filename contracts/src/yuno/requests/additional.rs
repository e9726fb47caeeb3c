//! What a merchant may add to a payment: the order and the seller
//! (<https://docs.y.uno/reference/payments/create-payment>, `additional_data`). Flights are in [`super::airline`].
//!
//! What an item must have is a field of it. Sums are for information: Yuno charges the payment's amount.

use serde::Serialize;

use super::Airline;
use super::AmountValue;
use super::Document;
use super::MajorUnits;
use super::Phone;

/// What a merchant adds to a payment. The reference calls the seller required; no other example has one.
#[derive(Clone, Debug, Default, Serialize)]
pub struct AdditionalData {
    /// What is bought.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order: Option<Order>,
    /// The flights.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub airline: Option<Airline>,
    /// Who sells, when it is not the merchant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seller_details: Option<SellerDetails>,
}

/// What is bought.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Order {
    /// What of the amount is for shipping.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shipping_amount: Option<MajorUnits>,
    /// What of the amount are fees.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fee_amount: Option<MajorUnits>,
    /// What of the amount is a tip. The reference types it a string, the examples print a number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tip_amount: Option<AmountValue>,
    /// The goods.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<Item>,
}

/// So many of one product.
#[derive(Clone, Debug, Serialize)]
pub struct Item {
    /// The merchant's id of it, 3 to 255 characters.
    pub id: String,
    /// Its name, 3 to 255 characters.
    pub name: String,
    /// How many.
    pub quantity: u32,
    /// The price of one, in major units.
    pub unit_amount: MajorUnits,
    /// What kind of product it is; the examples print words beside those of the reference.
    pub category: String,
    /// The brand, 3 to 255 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub brand: Option<String>,
    /// The stock keeping unit, 3 to 255 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sku_code: Option<String>,
    /// The manufacturer's number of the part.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub manufacture_part_number: Option<String>,
    /// Where its picture is, 3 to 512 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_url: Option<String>,
}

/// Who sells.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SellerDetails {
    /// The legal name, 3 to 255 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The e-mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The merchant's id of the seller, 3 to 255 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// The web site.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub website: Option<String>,
    /// The industry, as `ELECTRONICS`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub industry: Option<String>,
    /// The card networks' code of what is sold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub merchant_category_code: Option<String>,
    /// The country, ISO 3166-1 alpha-2.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// The identity document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<Document>,
    /// The telephone number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<Phone>,
}
