//! What is agreed about storing a card (<https://docs.y.uno/docs/payment-features/stored-credentials>).
//!
//! The page marks no member as required and Yuno checks none: a card network judges by them later. So all may be left out
//! here, and what is sensible stays the merchant's to know.

use serde::Serialize;

/// What is agreed about storing a card, and which use of the agreement a payment is.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize)]
pub struct StoredCredentials {
    /// Why the card is stored.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<StoredReason>,
    /// Whether this payment is the first by the agreement. Without it Yuno remembers nothing and fills nothing in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usage: Option<Usage>,
    /// The agreement with the customer, 3 to 255 characters; mandatory in some markets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subscription_agreement_id: Option<String>,
    /// The network's id of the first payment, 3 to 255 characters; it wins over the one that Yuno remembers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub network_transaction_id: Option<String>,
}

/// Why a card is stored.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum StoredReason {
    /// The customer pays again with one click.
    CardOnFile,
    /// The merchant charges by a schedule, without the customer.
    Subscription,
    /// The merchant charges without a schedule or a fixed amount, without the customer.
    UnscheduledCardOnFile,
}

/// Which use of an agreement a payment is.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Usage {
    /// The first.
    First,
    /// A later one.
    Used,
}
