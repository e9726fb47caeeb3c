//! What Yuno keeps of a customer between payments: data, cards, and how charges of them belong together.

use std::sync::Arc;

use jiff::Timestamp;
use serde::Deserialize;
use serde::Serialize;
use uuid::Uuid;

use super::credentials;
use super::credentials::Origin;
use super::credentials::Reason;
use super::credentials::Usage;
use super::json::Document;
use super::response_codes::ResponseCode;
use super::state::Card;
use crate::kernel::provider::Subject;

/// A customer's id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CustomerId(pub Uuid);

impl From<CustomerId> for Subject {
    fn from(id: CustomerId) -> Self {
        Self::Uuid(id.0)
    }
}

/// A vaulted token: what a stored card is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TokenId(pub Uuid);

impl From<TokenId> for Subject {
    fn from(id: TokenId) -> Self {
        Self::Uuid(id.0)
    }
}

/// A customer that the merchant has stored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Customer {
    /// Its id.
    pub id: CustomerId,
    /// The merchant's own id of it; no other customer has the same.
    pub merchant_customer_id: Box<str>,
    /// All that is known of it, in the form of an answer; read once, since many payments show it.
    pub data: Document<'static>,
}

/// A wallet whose payment leaves a stored card behind: it "decrypts to a card network token".
/// <https://docs.y.uno/docs/payment-features/stored-credentials#wallet-originated-tokens-apple-pay-and-google-pay>
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Wallet {
    /// Apple Pay.
    ApplePay,
    /// Google Pay.
    GooglePay,
}

impl Wallet {
    /// Its name, as `payment_method.type` spells it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ApplePay => "APPLE_PAY",
            Self::GooglePay => "GOOGLE_PAY",
        }
    }

    /// The wallet of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::ApplePay, Self::GooglePay].into_iter().find(|wallet| wallet.name() == name)
    }
}

/// A stored card.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Token {
    /// Its id.
    pub id: TokenId,
    /// Whose it is.
    pub customer: CustomerId,
    /// The card, as it was charged when it was stored.
    pub card: Card,
    /// What its number decides at the test gateway.
    pub verdict: Option<ResponseCode>,
    /// When it was stored.
    pub created_at: Timestamp,
    /// The first use that later ones go back to.
    pub first: Option<First>,
    /// The wallet that it came of; nothing for most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wallet: Option<Wallet>,
}

impl Token {
    /// Whether a charge breaks off the series that the first use began.
    ///
    /// Undocumented: that a customer who pays with one click by a card that came of a wallet is outside of
    /// any series. The page lists `CARD_ON_FILE` after a first `SUBSCRIPTION` for such cards, and only for them.
    #[must_use]
    pub(super) fn series_is_broken_by(&self, now: &Credentials) -> bool {
        let first = self.first.as_ref().and_then(|first| first.reason);
        let one_click = self.wallet.is_some() && now.reason == Some(Reason::CardOnFile);
        !one_click && credentials::differs(first, now.reason, now.usage)
    }
}

/// What Yuno remembers of the first use of a vaulted token; the latest first use counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct First {
    /// Its reason.
    pub reason: Option<Reason>,
    /// The network's id of it.
    pub network_transaction_id: Box<str>,
}

/// What a merchant says of storing a card and of charging a stored one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Storing {
    /// Whether the card is to be stored when the payment succeeds.
    pub on_success: bool,
    /// The object `stored_credentials`.
    pub credentials: Option<Credentials>,
}

/// The object `stored_credentials` as it was sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credentials {
    /// Why the card is stored.
    pub reason: Option<Reason>,
    /// Which use it is.
    pub usage: Option<Usage>,
    /// The agreement with the customer, 3 to 255 characters.
    pub subscription_agreement_id: Option<Box<str>>,
    /// The network's id of the first use, 3 to 255 characters.
    pub network_transaction_id: Option<Box<str>>,
}

/// What a payment has to do with stored cards.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stored {
    /// What the merchant said.
    pub storing: Storing,
    /// The stored card that it charges, or the one that may come of it.
    pub vaulted: Vaulted,
    /// The network's id that goes with it.
    pub network_transaction_id: Option<Box<str>>,
    /// Where that comes from.
    pub origin: Origin,
}

/// The stored card of a payment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Vaulted {
    /// None.
    Nothing,
    /// The card that is charged, as it was known when the payment was created.
    Charged(Arc<Token>),
    /// The one that is stored when the payment succeeds, and what its number decides.
    OnSuccess(TokenId, Option<ResponseCode>),
}
