//! The bodies that are sent to Yuno: direct card payments (<https://docs.y.uno/reference/payments/create-payment>), what
//! is done with them later, and customers.
//!
//! Required members are required fields. What the capture guide forbids cannot be written down: a delayed capture or
//! cancel exists only where the capture is not immediate
//! (<https://docs.y.uno/docs/payment-features/Cancel-and-capture-flow>). Lengths and values stay Yuno's to judge.

mod amount;
mod body;
mod card;
mod credentials;
mod customer;
mod operation;

use serde::Serialize;

use super::AccountId;
use crate::Currency;

pub use amount::Amount;
pub use amount::AmountValue;
pub use amount::MajorUnits;
pub use amount::NotMajorUnits;
pub use card::Capture;
pub use card::CardData;
pub use card::CardDetails;
pub use card::CardNumber;
pub use card::CardSource;
pub use card::Delay;
pub use card::Delayed;
pub use card::NotCardNumber;
pub use card::NotDelay;
pub use card::NotSecurityCode;
pub use card::SecurityCode;
pub use credentials::StoredCredentials;
pub use credentials::StoredReason;
pub use credentials::Usage;
pub use customer::Address;
pub use customer::CreateCustomer;
pub use customer::CustomerPayer;
pub use customer::Document;
pub use customer::Gender;
pub use customer::Phone;
pub use customer::Validations;
pub use operation::CancelOrRefund;
pub use operation::CancelPayment;
pub use operation::CancelReason;
pub use operation::CapturePayment;
pub use operation::CaptureReason;
pub use operation::RefundPayment;
pub use operation::RefundReason;

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
    /// Where the payer comes back to after a challenge, 3 to 526 characters.
    pub callback_url: Option<String>,
    /// The merchant's own pairs, 120 at most.
    pub metadata: Vec<Metadata>,
}

/// A question whether a card is good: a payment of nothing, with the member `verify`
/// (<https://docs.y.uno/docs/security-and-compliance/card-verification>).
///
/// It has no amount, since Yuno refuses any but zero, and no capture, since there is nothing to take (E0560).
///
/// ```compile_fail,E0560
/// # use sandpay_contracts::yuno::{Amount, VerifyCard};
/// # fn with_an_amount(question: VerifyCard, amount: Amount) -> VerifyCard {
/// VerifyCard { amount, ..question }
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct VerifyCard {
    /// The account that asks.
    pub account_id: AccountId,
    /// The merchant's order, 3 to 255 characters.
    pub merchant_order_id: String,
    /// A description, 3 to 255 characters; Yuno's test gateway takes some as commands.
    pub description: String,
    /// The country, ISO 3166-1 alpha-2.
    pub country: String,
    /// The currency of the zero.
    pub currency: Currency,
    /// The merchant's name for the transaction, 3 to 255 characters; Yuno takes the order when there is none.
    pub merchant_reference: Option<String>,
    /// Whose card it is.
    pub customer_payer: Option<CustomerPayer>,
    /// The card.
    pub card: CardSource,
    /// What is agreed about storing it.
    pub stored_credentials: Option<StoredCredentials>,
}

/// A pair of the merchant's own.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Metadata {
    /// 1 to 48 characters.
    pub key: String,
    /// 1 to 512 characters.
    pub value: String,
}
