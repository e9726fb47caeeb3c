//! The bodies that are sent to Yuno: payments (<https://docs.y.uno/reference/payments/create-payment>), what is done with
//! them later, and customers.
//!
//! Required members are required fields. What the capture guide forbids cannot be written down: a delayed capture or
//! cancel exists only where the capture is not immediate
//! (<https://docs.y.uno/docs/payment-features/Cancel-and-capture-flow>). Lengths and values stay Yuno's to judge.

mod additional;
mod airline;
mod amount;
mod bank;
mod body;
mod card;
mod credentials;
mod customer;
mod device;
mod method;
mod operation;
mod split;
mod verify;
mod way;

use serde::Serialize;

use super::AccountId;

pub use additional::AdditionalData;
pub use additional::Item;
pub use additional::Order;
pub use additional::SellerDetails;
pub use airline::Airline;
pub use airline::BaseFare;
pub use airline::Issue;
pub use airline::Leg;
pub use airline::Passenger;
pub use airline::Ticket;
pub use airline::TravelDocument;
pub use amount::Amount;
pub use amount::AmountValue;
pub use amount::MajorUnits;
pub use amount::NotMajorUnits;
pub use bank::AccountType;
pub use bank::BankAccount;
pub use bank::BankScheme;
pub use bank::BankTransfer;
pub use bank::Mandate;
pub use card::Capture;
pub use card::CardData;
pub use card::CardDetails;
pub use card::CardSource;
pub use card::Delay;
pub use card::Delayed;
pub use card::NotDelay;
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
pub use device::BrowserInfo;
pub use device::DeviceFingerprint;
pub use device::FraudProvider;
pub use device::Platform;
pub use method::Checkout;
pub use method::CheckoutMethod;
pub use method::EnrolledNuPay;
pub use method::Method;
pub use method::NuPayCard;
pub use method::Redirect;
pub use method::RedirectMethod;
pub use method::Wallet;
pub use method::WalletCard;
pub use operation::CancelOrRefund;
pub use operation::CancelPayment;
pub use operation::CancelReason;
pub use operation::CapturePayment;
pub use operation::CaptureReason;
pub use operation::RefundPayment;
pub use operation::RefundReason;
pub use split::RecipientType;
pub use split::Split;
pub use split::SplitType;
pub use verify::CardToVerify;
pub use verify::VerifyCard;

/// A payment.
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
    /// What the merchant adds: the order, the flights, the seller.
    pub additional_data: Option<AdditionalData>,
    /// How it is paid.
    pub method: Method,
    /// Where the payer comes back to after a challenge or another page, 3 to 526 characters.
    pub callback_url: Option<String>,
    /// How the money is shared, when it is.
    pub split_marketplace: Vec<Split>,
    /// The merchant's own pairs, 120 at most.
    pub metadata: Vec<Metadata>,
}

/// A pair of the merchant's own.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Metadata {
    /// 1 to 48 characters.
    pub key: String,
    /// 1 to 512 characters.
    pub value: String,
}
