//! The body of a direct card payment (<https://docs.y.uno/reference/payments/create-payment>).
//!
//! Required members are required fields. What the capture guide forbids cannot be written down: a delayed capture or
//! cancel exists only where the capture is not immediate
//! (<https://docs.y.uno/docs/payment-features/Cancel-and-capture-flow>). Lengths and values stay Yuno's to judge.

mod body;
mod card;

use serde::Serialize;
use serde::Serializer;

use super::AccountId;
use super::CustomerId;
use crate::Currency;
use crate::Decimal;

pub use card::Capture;
pub use card::CardDetails;
pub use card::CardNumber;
pub use card::Delay;
pub use card::Delayed;
pub use card::NotCardNumber;
pub use card::NotDelay;
pub use card::NotSecurityCode;
pub use card::SecurityCode;

/// A payment by card, server to server: workflow `DIRECT`, payment method `CARD`.
#[derive(Clone, Debug)]
pub struct CreatePayment {
    /// The account that is paid.
    pub account_id: AccountId,
    /// The merchant's order, 3 to 255 characters; several payments may share it.
    pub merchant_order_id: String,
    /// A description, 3 to 255 characters; Yuno's test gateway takes some as commands.
    pub description: String,
    /// The country, ISO 3166-1 alpha-2.
    pub country: String,
    /// What is charged.
    pub amount: Amount,
    /// The merchant's name for the transaction, 3 to 255 characters; Yuno takes the order when there is none.
    pub merchant_reference: Option<String>,
    /// Who pays.
    pub customer_payer: Option<CustomerPayer>,
    /// The card and what happens with it.
    pub card: CardDetails,
}

/// A sum of money in major units: 25 is 25.00 USD.
#[derive(Clone, Debug, Serialize)]
pub struct Amount {
    /// The currency.
    pub currency: Currency,
    /// The number.
    pub value: AmountValue,
}

/// The two ways in which documents write an amount in a request; they mean the same.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum AmountValue {
    /// A JSON number, as the reference types it.
    Number(Decimal),
    /// A JSON string, as the capture guide prints it.
    Text(Decimal),
}

impl Serialize for AmountValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Number(value) => value.serialize(serializer),
            Self::Text(value) => serializer.collect_str(value),
        }
    }
}

/// Who pays. Of a stored customer, named by `id`, Yuno uses its stored data.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CustomerPayer {
    /// A customer stored at Yuno.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<CustomerId>,
    /// The merchant's own id of the customer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub merchant_customer_id: Option<String>,
    /// The given name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    /// The family name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    /// The e-mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
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
