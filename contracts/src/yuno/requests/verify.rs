//! The question whether a card is good (<https://docs.y.uno/docs/security-and-compliance/card-verification>).
//!
//! It moves no money; a payment is [`super::CreatePayment`].

use super::CardData;
use super::CardSource;
use super::CustomerPayer;
use super::StoredCredentials;
use super::WalletCard;
use crate::Currency;
use crate::Secret;
use crate::yuno::AccountId;
use crate::yuno::CheckoutSessionId;
use crate::yuno::VaultedToken;

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
    pub card: CardToVerify,
    /// What is agreed about storing it.
    pub stored_credentials: Option<StoredCredentials>,
}

/// Which card is verified.
#[derive(Clone, Debug)]
pub enum CardToVerify {
    /// One that the merchant or Yuno knows: workflow `DIRECT`, method `CARD`.
    Known(CardSource),
    /// One that the payer has typed in Yuno's checkout: workflow `SDK_CHECKOUT`, which is meant when none is said.
    AtCheckout {
        /// The session of the checkout.
        session: CheckoutSessionId,
        /// The token that the checkout gave for the card.
        token: Secret,
    },
    /// One in a wallet. The only example says no workflow, and so does this
    /// (<https://docs.y.uno/reference/payments/payment-examples/wallet>, Apple Pay).
    InWallet(WalletCard),
}

impl From<CardSource> for CardToVerify {
    fn from(card: CardSource) -> Self {
        Self::Known(card)
    }
}

impl From<CardData> for CardToVerify {
    fn from(card: CardData) -> Self {
        Self::Known(card.into())
    }
}

impl From<VaultedToken> for CardToVerify {
    fn from(token: VaultedToken) -> Self {
        Self::Known(token.into())
    }
}

impl From<WalletCard> for CardToVerify {
    fn from(card: WalletCard) -> Self {
        Self::InWallet(card)
    }
}
