//! The JSON of how a payment is paid: checkout, workflow and payment method.
//!
//! It only arranges; what may be said is decided by the types it borrows from.

use serde::Serialize;

use super::BankScheme;
use super::BankTransfer;
use super::Capture;
use super::CardData;
use super::CardDetails;
use super::CardSource;
use super::CardToVerify;
use super::CheckoutMethod;
use super::Delayed;
use super::EnrolledNuPay;
use super::Method;
use super::NuPayCard;
use super::RedirectMethod;
use super::StoredCredentials;
use super::VerifyCard;
use super::Wallet;
use super::WalletCard;
use crate::Secret;
use crate::yuno::CheckoutSessionId;
use crate::yuno::ThreeDSecureSetupId;
use crate::yuno::VaultedToken;

const DIRECT: Option<&str> = Some("DIRECT");
const REDIRECT: Option<&str> = Some("REDIRECT");

/// The members that tell how it is paid.
#[derive(Serialize)]
pub(super) struct WayBody<'a> {
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
    Word(&'static str),
    Wallet(Wallet),
    Bank(BankScheme),
    Redirect(RedirectMethod),
}

#[derive(Default, Serialize)]
struct DetailBody<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    card: Option<CardBody<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    wallet: Option<WalletBody<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bank_transfer: Option<&'a BankTransfer>,
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

#[derive(Default, Serialize)]
struct WalletBody<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    merchant_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    payment_token: Option<&'a Secret>,
    #[serde(skip_serializing_if = "Option::is_none")]
    card_data: Option<NuPayBody>,
    #[serde(skip_serializing_if = "Option::is_none")]
    capture: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    verify: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stored_credentials: Option<&'a StoredCredentials>,
}

#[derive(Serialize)]
struct NuPayBody {
    card_type: NuPayCard,
}

impl<'a> From<&'a Method> for WayBody<'a> {
    fn from(method: &'a Method) -> Self {
        match method {
            Method::Card(card) => Self::direct(card.into()),
            Method::Wallet { card, capture } => {
                let detail = WalletBody { capture: *capture, ..card.into() };
                Self::direct(MethodBody::of_wallet(Kind::Wallet(card.wallet), detail))
            }
            Method::BankTransfer(transfer) => {
                let detail = DetailBody { bank_transfer: Some(transfer), ..DetailBody::default() };
                let kind = Some(Kind::Bank(transfer.scheme));
                Self::direct(MethodBody {
                    r#type: kind,
                    detail: Some(detail),
                    ..MethodBody::default()
                })
            }
            Method::EnrolledNuPay(enrolled) => Self {
                checkout: enrolled.session.as_ref().map(|session| CheckoutBody { session }),
                ..Self::direct(enrolled.into())
            },
            Method::Redirect(redirect) => Self {
                checkout: redirect.session.as_ref().map(|session| CheckoutBody { session }),
                workflow: REDIRECT,
                payment_method: MethodBody {
                    r#type: Some(Kind::Redirect(redirect.method)),
                    ..MethodBody::default()
                },
            },
            Method::Checkout(checkout) => {
                let payment_method = match &checkout.method {
                    CheckoutMethod::OneTime { token, capture, vault_on_success } => MethodBody {
                        vault_on_success: *vault_on_success,
                        ..MethodBody::of_token(token, *capture)
                    },
                    CheckoutMethod::Card(card) => card.as_ref().into(),
                };
                Self::at(&checkout.session, payment_method)
            }
        }
    }
}

impl<'a> WayBody<'a> {
    fn direct(payment_method: MethodBody<'a>) -> Self {
        Self { checkout: None, workflow: DIRECT, payment_method }
    }

    fn at(session: &'a CheckoutSessionId, payment_method: MethodBody<'a>) -> Self {
        Self { checkout: Some(CheckoutBody { session }), workflow: None, payment_method }
    }

    pub(super) fn verifying(question: &'a VerifyCard) -> Self {
        let stored_credentials = question.stored_credentials.as_ref();
        let said = CardBody { verify: Some(true), stored_credentials, ..CardBody::default() };
        match &question.card {
            CardToVerify::Known(source) => Self::direct(MethodBody::of_card(source, said)),
            CardToVerify::AtCheckout { session, token } => {
                let detail = DetailBody { card: Some(said), ..DetailBody::default() };
                let payment_method =
                    MethodBody { detail: Some(detail), ..MethodBody::of_token(token, None) };
                Self::at(session, payment_method)
            }
            CardToVerify::InWallet(card) => {
                let (capture, verify) = (Some(false), Some(true));
                let detail = WalletBody { capture, verify, stored_credentials, ..card.into() };
                let payment_method = MethodBody::of_wallet(Kind::Wallet(card.wallet), detail);
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
        let said = (!card.is_empty()).then_some(card);
        let detail = said.map(|card| DetailBody { card: Some(card), ..DetailBody::default() });
        Self { r#type: Some(Kind::Word("CARD")), vaulted_token, token, vault_on_success, detail }
    }

    fn of_wallet(kind: Kind, said: WalletBody<'a>) -> Self {
        let detail = DetailBody { wallet: Some(said), ..DetailBody::default() };
        Self { r#type: Some(kind), detail: Some(detail), ..Self::default() }
    }

    fn of_token(token: &'a Secret, capture: Option<bool>) -> Self {
        let detail = capture.is_some().then(|| DetailBody {
            card: Some(CardBody { capture, ..CardBody::default() }),
            wallet: Some(WalletBody { capture, ..WalletBody::default() }),
            bank_transfer: None,
        });
        Self { token: Some(token), detail, ..Self::default() }
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
            payment_token: Some(&card.payment_token),
            ..Self::default()
        }
    }
}

impl<'a> From<&'a EnrolledNuPay> for MethodBody<'a> {
    fn from(enrolled: &'a EnrolledNuPay) -> Self {
        let card_data = Some(NuPayBody { card_type: enrolled.card });
        let said = WalletBody { card_data, ..WalletBody::default() };
        Self {
            vaulted_token: Some(&enrolled.token),
            ..Self::of_wallet(Kind::Word("NU_PAY_ENROLLMENT"), said)
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
