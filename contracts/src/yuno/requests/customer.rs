//! Who pays, as a merchant tells it: beside a payment, or to be stored
//! (<https://docs.y.uno/reference/customers/create-customer>, <https://docs.y.uno/reference/payments/create-payment>).
//!
//! What an address, a document or a telephone number must have is a field of it; lengths stay Yuno's to judge.

use serde::Serialize;

use super::BrowserInfo;
use super::DeviceFingerprint;
use super::Metadata;
use crate::yuno::CustomerId;

/// Who pays. Of a stored customer, named by `id`, Yuno uses its stored data.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CustomerPayer {
    /// A customer stored at Yuno.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<CustomerId>,
    /// The merchant's own id of the customer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub merchant_customer_id: Option<String>,
    /// When the merchant first knew the customer; the reference asks for ISO 8601 of 27 characters, the example has 19.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub merchant_customer_created_at: Option<String>,
    /// The given name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    /// The family name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    /// The e-mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The gender.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gender: Option<Gender>,
    /// As `1990-02-28`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_of_birth: Option<String>,
    /// The country of the passport, ISO 3166-1 alpha-2.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nationality: Option<String>,
    /// The country, ISO 3166-1 alpha-2.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// The address of the device.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ip_address: Option<String>,
    /// The device, in the older form, which one example has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device_fingerprint: Option<String>,
    /// The device, as providers of fraud screening know it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub device_fingerprints: Vec<DeviceFingerprint>,
    /// The browser.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub browser_info: Option<BrowserInfo>,
    /// The identity document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<Document>,
    /// The telephone number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<Phone>,
    /// Where invoices go.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub billing_address: Option<Address>,
    /// Where goods go.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shipping_address: Option<Address>,
    /// What the merchant has verified.
    #[serde(rename = "merchant_customer_validations", skip_serializing_if = "Option::is_none")]
    pub validations: Option<Validations>,
}

/// What a merchant has verified about a customer.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Validations {
    /// The account.
    pub account_is_verified: bool,
    /// The e-mail address.
    pub email_is_verified: bool,
    /// The telephone number.
    pub phone_is_verified: bool,
}

/// A customer to be stored.
#[derive(Clone, Debug, Serialize)]
pub struct CreateCustomer {
    /// The merchant's own id, 3 to 255 characters, of one customer only.
    pub merchant_customer_id: String,
    /// When the merchant first knew the customer, ISO 8601 of 27 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub merchant_customer_created_at: Option<String>,
    /// The given name, 3 to 255 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    /// The family name, 3 to 255 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    /// The gender.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gender: Option<Gender>,
    /// As `1990-02-28`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_of_birth: Option<String>,
    /// The e-mail address, 3 to 255 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The country of the passport, ISO 3166-1 alpha-2.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nationality: Option<String>,
    /// The country, ISO 3166-1 alpha-2.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// The identity document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<Document>,
    /// The telephone number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<Phone>,
    /// Where invoices go.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub billing_address: Option<Address>,
    /// Where goods go.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shipping_address: Option<Address>,
    /// The merchant's own pairs, 50 at most.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub metadata: Vec<Metadata>,
}

impl CreateCustomer {
    /// A customer of whom nothing but the merchant's own id is told.
    #[must_use]
    pub fn new(merchant_customer_id: impl Into<String>) -> Self {
        Self {
            merchant_customer_id: merchant_customer_id.into(),
            merchant_customer_created_at: None,
            first_name: None,
            last_name: None,
            gender: None,
            date_of_birth: None,
            email: None,
            nationality: None,
            country: None,
            document: None,
            phone: None,
            billing_address: None,
            shipping_address: None,
            metadata: Vec::new(),
        }
    }
}

/// The gender: the letters of the reference, and the one word of an example.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Gender {
    /// Male.
    M,
    /// Female.
    F,
    /// Non-binary.
    Nb,
    /// Not applicable.
    Na,
    /// Not known.
    Nk,
    /// Unspecified.
    U,
    /// Male, in full: the word of the example with placeholders.
    Male,
}

/// An identity document.
#[derive(Clone, Debug, Serialize)]
pub struct Document {
    /// The kind, 2 to 6 characters.
    pub document_type: String,
    /// The number, 3 to 40 characters.
    pub document_number: String,
}

/// A telephone number.
#[derive(Clone, Debug, Serialize)]
pub struct Phone {
    /// Without the country, 1 to 32 characters.
    pub number: String,
    /// Without a plus sign, 1 to 3 characters.
    pub country_code: String,
}

/// A postal address.
#[derive(Clone, Debug, Serialize)]
pub struct Address {
    /// Street and number.
    pub address_line_1: String,
    /// What else belongs to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address_line_2: Option<String>,
    /// The country, ISO 3166-1 alpha-2.
    pub country: String,
    /// The state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// The city.
    pub city: String,
    /// The postal code, 5 to 10 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zip_code: Option<String>,
    /// The part of the city.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub neighborhood: Option<String>,
}
