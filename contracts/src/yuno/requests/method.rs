//! How a payment is paid: by which workflow, and with what
//! (<https://docs.y.uno/reference/payments/create-payment>, `workflow` and `payment_method`).
//!
//! Each way has what belongs to it and nothing of another: a redirect has no card, a checkout has its session. Which ways
//! an account may use stays Yuno's to judge.

use serde::Serialize;

use super::BankTransfer;
use super::CardDetails;
use crate::Secret;
use crate::yuno::CheckoutSessionId;
use crate::yuno::VaultedToken;

/// How a payment is paid.
///
/// ```
/// # use sandpay_contracts::yuno::{Method, Redirect, RedirectMethod};
/// let later = Method::Redirect(Redirect { method: RedirectMethod::Acuotaz, session: None });
/// ```
///
/// A checkout without its session cannot be written down (E0063), nor can a redirect with a card (E0560):
///
/// ```compile_fail,E0063
/// # use sandpay_contracts::yuno::{Checkout, CheckoutMethod};
/// # fn at_no_checkout(method: CheckoutMethod) -> Checkout {
/// Checkout { method }
/// # }
/// ```
///
/// ```compile_fail,E0560
/// # use sandpay_contracts::yuno::{CardDetails, Redirect, RedirectMethod};
/// # fn with_a_card(card: CardDetails) -> Redirect {
/// Redirect { method: RedirectMethod::Pix, session: None, card }
/// # }
/// ```
#[derive(Clone, Debug)]
pub enum Method {
    /// A card, server to server: workflow `DIRECT`, method `CARD`.
    Card(CardDetails),
    /// A card in a wallet, server to server: workflow `DIRECT`.
    Wallet {
        /// The card, as the wallet tells it.
        card: WalletCard,
        /// Whether the money is taken at once; nothing said is left to Yuno.
        capture: Option<bool>,
    },
    /// An account at a bank, server to server: workflow `DIRECT`.
    BankTransfer(BankTransfer),
    /// A wallet of `NuPay` that is enrolled: workflow `DIRECT`, with a checkout session all the same.
    EnrolledNuPay(EnrolledNuPay),
    /// Cash, a bank, a wallet or a credit, on a page of Yuno's: workflow `REDIRECT`.
    Redirect(Redirect),
    /// Whatever the payer has chosen in Yuno's checkout: workflow `SDK_CHECKOUT`, which is meant when none is said.
    Checkout(Checkout),
}

impl From<CardDetails> for Method {
    fn from(card: CardDetails) -> Self {
        Self::Card(card)
    }
}

/// A card in a wallet; `Debug` does not show what the wallet tells.
#[derive(Clone, Debug)]
pub struct WalletCard {
    /// The wallet.
    pub wallet: Wallet,
    /// The merchant's id at the wallet; in the example of Apple Pay only.
    pub merchant_id: Option<String>,
    /// All that the wallet has answered, as a JSON text.
    pub payment_token: Secret,
}

/// A wallet with cards in it.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Wallet {
    /// Apple Pay.
    ApplePay,
    /// Google Pay.
    GooglePay,
}

/// A wallet of `NuPay` that is enrolled (<https://docs.y.uno/reference/payments/payment-examples/wallet>, `NuPay` Enrollment).
#[derive(Clone, Debug)]
pub struct EnrolledNuPay {
    /// The enrolled wallet.
    pub token: VaultedToken,
    /// Which of its cards is charged.
    pub card: NuPayCard,
    /// The checkout session; the example has one although the workflow needs none.
    pub session: Option<CheckoutSessionId>,
}

/// A card in a wallet of `NuPay`.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum NuPayCard {
    /// The credit card.
    Credit,
    /// The debit card. Undocumented: assumed beside the other, as card types are elsewhere.
    Debit,
}

/// A payment on a page to which Yuno's answer leads
/// ([`redirect_url`](crate::yuno::responses::PaymentMethod::redirect_url)).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Redirect {
    /// What the payer uses there.
    pub method: RedirectMethod,
    /// The checkout session; Yuno makes one when there is none.
    pub session: Option<CheckoutSessionId>,
}

/// What a payer may use after a redirect: those of the pages of examples
/// (<https://docs.y.uno/reference/payments/payment-examples>).
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RedirectMethod {
    /// A ticket: cash, at whatever counter the account has.
    Cash,
    /// A ticket: cash at a counter of Efecty.
    Efecty,
    /// A bank transfer by Bancolombia's button.
    BancolombiaTransfer,
    /// A bank transfer by `CoDi`.
    Codi,
    /// A bank transfer by Daviplata.
    Daviplata,
    /// A bank transfer by `NuPay`.
    NuPay,
    /// A bank transfer by Pix.
    Pix,
    /// A bank transfer by `SafetyPay`.
    Safetypay,
    /// Buy now, pay later: Acuotaz.
    Acuotaz,
    /// Buy now, pay later: Addi.
    Addi,
    /// Buy now, pay later: Wibond.
    Wibond,
    /// The wallet of `AstroPay`.
    Astropay,
}

/// What the payer has chosen in Yuno's checkout.
#[derive(Clone, Debug)]
pub struct Checkout {
    /// The session of the checkout.
    pub session: CheckoutSessionId,
    /// What is charged.
    pub method: CheckoutMethod,
}

/// What is charged through a checkout.
#[derive(Clone, Debug)]
pub enum CheckoutMethod {
    /// What the checkout has collected, of whatever kind.
    OneTime {
        /// The token that the checkout gave for it.
        token: Secret,
        /// Whether the money is taken at once; it is said of a card and of a wallet, since the token may be either.
        capture: Option<bool>,
        /// Whether Yuno stores it when the payment succeeds.
        vault_on_success: Option<bool>,
    },
    /// A card, and what happens with it.
    Card(Box<CardDetails>),
}

impl From<Secret> for CheckoutMethod {
    fn from(token: Secret) -> Self {
        Self::OneTime { token, capture: None, vault_on_success: None }
    }
}

impl From<CardDetails> for CheckoutMethod {
    fn from(card: CardDetails) -> Self {
        Self::Card(Box::new(card))
    }
}
