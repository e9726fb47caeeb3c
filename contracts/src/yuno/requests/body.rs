//! The JSON of a payment and of a verification: which member stands where.
//!
//! It only arranges; what may be said is decided by the types it borrows from.

use serde::Serialize;
use serde::Serializer;

use super::AdditionalData;
use super::Amount;
use super::AmountValue;
use super::BankScheme;
use super::BankTransfer;
use super::Capture;
use super::CardData;
use super::CardDetails;
use super::CardSource;
use super::CardToVerify;
use super::CheckoutMethod;
use super::CreatePayment;
use super::CustomerPayer;
use super::Delayed;
use super::Metadata;
use super::Method;
use super::RedirectMethod;
use super::StoredCredentials;
use super::VerifyCard;
use super::Wallet;
use super::WalletCard;
use crate::Secret;
use crate::yuno::AccountId;
use crate::yuno::CheckoutSessionId;
use crate::yuno::ThreeDSecureSetupId;
use crate::yuno::VaultedToken;

const DIRECT: Option<&str> = Some("DIRECT");
const REDIRECT: Option<&str> = Some("REDIRECT");

/// The payment as it travels.
#[derive(Serialize)]
struct PaymentBody<'a> {
    description: &'a str,
    account_id: &'a AccountId,
    merchant_order_id: &'a str,
    country: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    merchant_reference: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    additional_data: Option<&'a AdditionalData>,
    amount: &'a Amount,
    #[serde(skip_serializing_if = "Option::is_none")]
    customer_payer: Option<&'a CustomerPayer>,
    #[serde(flatten)]
    way: WayBody<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    callback_url: Option<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    metadata: &'a [Metadata],
}

/// The members that tell how it is paid.
#[derive(Serialize)]
struct WayBody<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    checkout: Option<CheckoutBody<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    workflow: Option<&'static str>,
    payment_method: MethodBody<'a>,
}

#[derive(Serialize)]
struct CheckoutBody<'a> {
    session: &'a CheckoutSessionId,
}

#[derive(Default, Serialize)]
struct MethodBody<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    r#type: Option<Kind>,
    #[serde(skip_serializing_if = "Option::is_none")]
    vaulted_token: Option<&'a VaultedToken>,
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<&'a Secret>,
    #[serde(skip_serializing_if = "Option::is_none")]
    vault_on_success: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<DetailBody<'a>>,
}

/// What `type` says, in the words of each way to pay.
#[derive(Serialize)]
#[serde(untagged)]
enum Kind {
    Card(&'static str),
    Wallet(Wallet),
    Bank(BankScheme),
    Redirect(RedirectMethod),
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum DetailBody<'a> {
    Card(CardBody<'a>),
    Wallet(WalletBody<'a>),
    BankTransfer(&'a BankTransfer),
}

#[derive(Clone, Copy, Default, Serialize)]
struct CardBody<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    capture: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    delayed_capture_settings: Option<&'a Delayed>,
    #[serde(skip_serializing_if = "Option::is_none")]
    delayed_cancel_settings: Option<&'a Delayed>,
    #[serde(skip_serializing_if = "Option::is_none")]
    installments: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    card_data: Option<&'a CardData>,
    #[serde(skip_serializing_if = "Option::is_none")]
    three_d_secure: Option<ThreeDSecureBody<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    verify: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stored_credentials: Option<&'a StoredCredentials>,
}

#[derive(Clone, Copy, Serialize)]
struct ThreeDSecureBody<'a> {
    three_d_secure_setup_id: &'a ThreeDSecureSetupId,
}

#[derive(Serialize)]
struct WalletBody<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    merchant_id: Option<&'a str>,
    payment_token: &'a Secret,
    #[serde(skip_serializing_if = "Option::is_none")]
    capture: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    verify: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stored_credentials: Option<&'a StoredCredentials>,
}

impl Serialize for CreatePayment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        PaymentBody {
            description: &self.description,
            account_id: &self.account_id,
            merchant_order_id: &self.merchant_order_id,
            country: &self.country,
            merchant_reference: self.merchant_reference.as_deref(),
            additional_data: self.additional_data.as_ref(),
            amount: &self.amount,
            customer_payer: self.customer_payer.as_ref(),
            way: WayBody::from(&self.method),
            callback_url: self.callback_url.as_deref(),
            metadata: &self.metadata,
        }
        .serialize(serializer)
    }
}

impl Serialize for VerifyCard {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        PaymentBody {
            description: &self.description,
            account_id: &self.account_id,
            merchant_order_id: &self.merchant_order_id,
            country: &self.country,
            merchant_reference: self.merchant_reference.as_deref(),
            additional_data: None,
            amount: &Amount {
                currency: self.currency.clone(),
                value: AmountValue::Number(0.into()),
            },
            customer_payer: self.customer_payer.as_ref(),
            way: WayBody::verifying(self),
            callback_url: None,
            metadata: &[],
        }
        .serialize(serializer)
    }
}

impl<'a> From<&'a Method> for WayBody<'a> {
    fn from(method: &'a Method) -> Self {
        match method {
            Method::Card(card) => Self::direct(card.into()),
            Method::Wallet { card, capture } => {
                let detail = WalletBody { capture: *capture, ..card.into() };
                Self::direct(MethodBody::of_wallet(card.wallet, detail))
            }
            Method::BankTransfer(transfer) => Self::direct(MethodBody {
                r#type: Some(Kind::Bank(transfer.scheme)),
                detail: Some(DetailBody::BankTransfer(transfer)),
                ..MethodBody::default()
            }),
            Method::Redirect(redirect) => Self {
                checkout: redirect.session.as_ref().map(|session| CheckoutBody { session }),
                workflow: REDIRECT,
                payment_method: MethodBody {
                    r#type: Some(Kind::Redirect(redirect.method)),
                    ..MethodBody::default()
                },
            },
            Method::Checkout(checkout) => Self {
                checkout: Some(CheckoutBody { session: &checkout.session }),
                workflow: None,
                payment_method: match &checkout.method {
                    CheckoutMethod::OneTime(token) => {
                        MethodBody { token: Some(token), ..MethodBody::default() }
                    }
                    CheckoutMethod::Card(card) => card.as_ref().into(),
                },
            },
        }
    }
}

impl<'a> WayBody<'a> {
    fn direct(payment_method: MethodBody<'a>) -> Self {
        Self { checkout: None, workflow: DIRECT, payment_method }
    }

    fn verifying(question: &'a VerifyCard) -> Self {
        let stored_credentials = question.stored_credentials.as_ref();
        match &question.card {
            CardToVerify::Known(source) => {
                let said =
                    CardBody { verify: Some(true), stored_credentials, ..CardBody::default() };
                Self::direct(MethodBody::of_card(source, said))
            }
            CardToVerify::InWallet(card) => {
                let (capture, verify) = (Some(false), Some(true));
                let detail = WalletBody { capture, verify, stored_credentials, ..card.into() };
                let payment_method = MethodBody::of_wallet(card.wallet, detail);
                Self { checkout: None, workflow: None, payment_method }
            }
        }
    }
}

impl<'a> MethodBody<'a> {
    fn of_card(source: &'a CardSource, said: CardBody<'a>) -> Self {
        let (vaulted_token, token, vault_on_success, card_data) = match source {
            CardSource::Typed { card, vault_on_success } => {
                (None, None, *vault_on_success, Some(card))
            }
            CardSource::OneTime { token, vault_on_success } => {
                (None, Some(token), *vault_on_success, None)
            }
            CardSource::Vaulted(token) => (Some(token), None, None, None),
        };
        let card = CardBody { card_data, ..said };
        let detail = (!card.is_empty()).then_some(DetailBody::Card(card));
        Self { r#type: Some(Kind::Card("CARD")), vaulted_token, token, vault_on_success, detail }
    }

    fn of_wallet(wallet: Wallet, detail: WalletBody<'a>) -> Self {
        Self {
            r#type: Some(Kind::Wallet(wallet)),
            detail: Some(DetailBody::Wallet(detail)),
            ..Self::default()
        }
    }
}

impl<'a> From<&'a CardDetails> for MethodBody<'a> {
    fn from(card: &'a CardDetails) -> Self {
        Self::of_card(&card.source, card.into())
    }
}

impl<'a> From<&'a WalletCard> for WalletBody<'a> {
    fn from(card: &'a WalletCard) -> Self {
        Self {
            merchant_id: card.merchant_id.as_deref(),
            payment_token: &card.payment_token,
            capture: None,
            verify: None,
            stored_credentials: None,
        }
    }
}

impl CardBody<'_> {
    /// Whether nothing is said, as with a stored card that is simply charged.
    fn is_empty(&self) -> bool {
        let Self {
            capture,
            delayed_capture_settings,
            delayed_cancel_settings,
            installments,
            card_data,
            three_d_secure,
            verify,
            stored_credentials,
        } = self;
        capture.is_none()
            && delayed_capture_settings.is_none()
            && delayed_cancel_settings.is_none()
            && installments.is_none()
            && card_data.is_none()
            && three_d_secure.is_none()
            && verify.is_none()
            && stored_credentials.is_none()
    }
}

impl<'a> From<&'a CardDetails> for CardBody<'a> {
    fn from(details: &'a CardDetails) -> Self {
        let (capture, delayed_capture_settings, delayed_cancel_settings) = match &details.capture {
            Capture::Unsaid => (None, None, None),
            Capture::Immediate => (Some(true), None, None),
            Capture::Later { delayed_capture, delayed_cancel } => {
                (Some(false), delayed_capture.as_ref(), delayed_cancel.as_ref())
            }
        };
        let setup = details.three_d_secure_setup.as_ref();
        Self {
            capture,
            delayed_capture_settings,
            delayed_cancel_settings,
            installments: details.installments,
            card_data: None,
            three_d_secure: setup.map(|id| ThreeDSecureBody { three_d_secure_setup_id: id }),
            verify: details.denies_verify.then_some(false),
            stored_credentials: details.stored_credentials.as_ref(),
        }
    }
}
