//! How a payment is paid: each method with what its page asks for, and nothing of another
//! (<https://docs.wooshpay.com/api-42631218>, `payment_method_data` and `payment_method_options`).
//!
//! Methods of which no sample is printed are not here. Currencies and limits stay WooshPay's to judge.

use serde::Serialize;
use serde::Serializer;

use crate::CardNumber;
use crate::SecurityCode;

/// How a payment is paid.
#[derive(Clone, Debug)]
pub enum Method {
    /// Alipay (<https://wooshpay.com/docs/alipay>).
    Alipay(Alipay),
    /// A card (<https://docs.wooshpay.com/doc-2895670>).
    Card(Card),
    /// `GCash` (<https://docs.wooshpay.com/doc-2886016>).
    Gcash {
        /// Where the payer pays.
        terminal_type: TerminalType,
    },
    /// Pix (<https://docs.wooshpay.com/doc-3568363>).
    Pix {
        /// Who pays.
        billing_details: BillingDetails,
    },
    /// `PromptPay` (<https://docs.wooshpay.com/doc-2539071>).
    Promptpay,
    /// UPI (<https://docs.guanglian.co/5413632m0.md>).
    Upi(Upi),
}

impl From<Alipay> for Method {
    fn from(alipay: Alipay) -> Self {
        Self::Alipay(alipay)
    }
}

impl From<Card> for Method {
    fn from(card: Card) -> Self {
        Self::Card(card)
    }
}

impl From<Upi> for Method {
    fn from(upi: Upi) -> Self {
        Self::Upi(upi)
    }
}

/// How an Alipay payment is made.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Alipay {
    /// Where the payer pays.
    pub terminal_type: TerminalType,
    /// The payer's operating system.
    pub os_type: Option<OsType>,
    /// The payer's address.
    pub client_ip: Option<String>,
}

impl Alipay {
    /// A payment at this place, with nothing else said.
    #[must_use]
    pub fn at(terminal_type: TerminalType) -> Self {
        Self { terminal_type, os_type: None, client_ip: None }
    }
}

/// Where the payer pays.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum TerminalType {
    /// A page on a desktop, with a QR code.
    Web,
    /// The Alipay app on the payer's telephone.
    App,
}

/// The payer's operating system.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum OsType {
    /// The only value that samples show.
    Ios,
    /// Undocumented: assumed beside the other.
    Android,
}

/// A card, and what happens with it; `Debug` shows neither its number nor its security code.
#[derive(Clone, Debug)]
pub struct Card {
    /// The number.
    pub number: CardNumber,
    /// When it expires.
    pub expiry: Expiry,
    /// The security code.
    pub cvc: SecurityCode,
    /// The holder.
    pub name: Option<String>,
    /// Whether the payer is challenged.
    pub request_three_d_secure: Option<RequestThreeDSecure>,
    /// When the money is taken; nothing said means at once.
    pub capture_method: Option<CaptureMethod>,
}

impl Card {
    /// A card that is charged, with nothing else said.
    #[must_use]
    pub fn new(number: CardNumber, expiry: Expiry, cvc: SecurityCode) -> Self {
        Self { number, expiry, cvc, name: None, request_three_d_secure: None, capture_method: None }
    }
}

/// When a card expires. Every sample prints both as strings, though the reference types them integers.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
pub struct Expiry {
    /// 1 to 12.
    #[serde(rename = "exp_month", serialize_with = "two_digits")]
    pub month: u8,
    /// Four digits.
    #[serde(rename = "exp_year", serialize_with = "as_text")]
    pub year: u16,
}

fn two_digits<S: Serializer>(month: &u8, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&format_args!("{month:02}"))
}

fn as_text<S: Serializer>(year: &u16, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(year)
}

/// Whether a payer with a card is challenged by 3-D Secure.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum RequestThreeDSecure {
    /// When the risk asks for it.
    Auto,
    /// Whenever the card can.
    Any,
}

/// When the money of a card is taken.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum CaptureMethod {
    /// At once.
    Automatic,
    /// When the merchant captures.
    Manual,
}

/// A UPI payment, which the payer approves in an app.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Upi {
    /// The app.
    pub app_type: UpiApp,
    /// The payer's e-mail address.
    pub email: String,
}

/// An app in which a UPI payment is approved.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum UpiApp {
    /// Google Pay.
    Googlepay,
    /// `PhonePe`.
    Phonepe,
    /// Paytm.
    Paytm,
    /// Any other.
    Other,
}

/// Who pays. The sample of Pix has the name, the address's country and the e-mail.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize)]
pub struct BillingDetails {
    /// The address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<BillingAddress>,
    /// The e-mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The telephone number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
}

/// Where a payer lives.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize)]
pub struct BillingAddress {
    /// The city.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// The country, ISO 3166-1 alpha-2.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// Street and number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line1: Option<String>,
    /// What else belongs to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line2: Option<String>,
    /// The postal code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
    /// The state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
}
