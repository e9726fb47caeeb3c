//! Stored cards: which one a payment charges, what goes to the network with it, and what is remembered of
//! it afterwards. What the provider is told of it is `provider_calls`.
//!
//! Source: <https://docs.y.uno/docs/payment-features/stored-credentials>.
//!
//! Undocumented, decided here:
//!
//! * A card is stored when its payment becomes SUCCEEDED
//!   (<https://docs.y.uno/reference/payments/the-payment-object>): an authorization stores it when it is
//!   captured, not before. A partial capture is enough.
//! * The network's id of a first use is remembered as soon as that use is approved, authorized or paid; for
//!   a card that is stored by it, as soon as it is stored. The latest first use counts.
//! * A vaulted token without `customer_payer.id` is charged all the same.
//! * A card of its own beside a vaulted token is not looked at, as a one-time token is not.
//! * A vaulted token that nobody knows is `PAYMENT_METHOD_NOT_FOUND`.
//! * "The wallet type is also accepted with a `vaulted_token`": that of the wallet which the token came of;
//!   another is `INVALID_PARAMETERS`. Either way the answer shows a `CARD`.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Yuno;
use super::call;
use super::create::Asking;
use super::create::Means;
use super::create::NewPayment;
use super::credentials;
use super::credentials::Origin;
use super::credentials::Reason;
use super::credentials::Usage;
use super::errors::Code;
use super::errors::Error;
use super::gateway::Operation;
use super::gateway::TransactionStatus;
use super::response_codes::ResponseCode;
use super::settings::ReasonChange;
use super::state::Asked;
use super::state::Brand;
use super::state::Payment;
use super::state::Transaction;
use super::state::Version;
use super::stored::Credentials;
use super::stored::Customer;
use super::stored::First;
use super::stored::Stored;
use super::stored::Token;
use super::stored::TokenId;
use super::stored::Vaulted;
use super::stored::Wallet;
use crate::kernel::tx::Tx;

/// The state of a stored card: there is but one.
pub(super) const ENROLLED: &str = "ENROLLED";

/// Stored cards by their vaulted tokens.
#[derive(Debug, Default)]
pub(super) struct Vault(BTreeMap<TokenId, Arc<Token>>);

impl Vault {
    /// A stored card by the text of its vaulted token.
    #[must_use]
    pub(super) fn named(&self, token: &str) -> Option<&Arc<Token>> {
        call::canonical(token).and_then(|id| self.0.get(&TokenId(id)))
    }

    /// Takes a version in.
    pub(super) fn put(&mut self, token: Arc<Token>) {
        self.0.insert(token.id, token);
    }

    /// All of them, in the order of their ids.
    pub(super) fn all(&self) -> impl Iterator<Item = &Arc<Token>> {
        self.0.values()
    }
}

/// What a new payment is charged to.
#[derive(Debug)]
pub(super) struct Charged {
    /// What the merchant asked for, the card included.
    pub asked: Arc<Asked>,
    /// What the number of the card decides at the test gateway.
    pub verdict: Option<ResponseCode>,
    /// The stored card, when it is one.
    pub token: Option<Arc<Token>>,
}

/// The card of a new payment: its own, or the stored one that it names.
///
/// # Errors
///
/// A vaulted token that nobody knows; one of another customer; one that did not come of the wallet that
/// the request names.
pub(super) fn charged(
    yuno: &Yuno,
    new: &NewPayment,
    customer: Option<&Customer>,
) -> Result<Charged, Error> {
    let (token, wallet, (asking, charging)) = match &new.means {
        Means::Card { asked, verdict } => {
            return Ok(Charged { asked: Arc::clone(asked), verdict: *verdict, token: None });
        }
        Means::Stored { token, wallet, asking, charging } => (token, *wallet, (asking, charging)),
    };
    let token = yuno.vault.named(token).ok_or(Code::PaymentMethodNotFound)?;
    if customer.is_some_and(|customer| customer.id != token.customer) {
        return Err(Code::InvalidCustomerForVaultedToken.into());
    }
    if let Some(wallet) = wallet.filter(|wallet| token.wallet != Some(*wallet)) {
        return Err(not_of(wallet));
    }
    let asked = Arc::new(Asking::clone(asking).of(token.card.charged(charging.clone())));
    Ok(Charged { asked, verdict: token.verdict, token: Some(Arc::clone(token)) })
}

/// The refusal of a wallet's name beside a stored card that is none of its.
fn not_of(wallet: Wallet) -> Error {
    let text = "The field 'payment_method.type' must be CARD: the vaulted token did not come of";
    Error::invalid(vec![format!("{text} {}.", wallet.name())])
}

/// What a charge is declined with because its reason is not that of the first use of the token, where the
/// setting says so.
pub(super) fn inconstant(
    new: &NewPayment,
    charged: &Charged,
    tx: &Tx<'_, Yuno>,
) -> Option<ResponseCode> {
    let declines = match tx.settings().stored_reason_change {
        ReasonChange::Decline => true,
        ReasonChange::Accept => false,
    };
    let credentials = new.storing.as_ref()?.credentials.as_ref()?;
    let differs = charged.token.as_ref()?.series_is_broken_by(credentials);
    (declines && differs).then_some(ResponseCode::INVALID_PARAMETERS)
}

/// What a new payment has to do with stored cards, now that it is known how its first transaction ended;
/// nothing for most.
pub(super) fn stored(
    new: &NewPayment,
    charged: &Charged,
    (customer, ended): (Option<&Customer>, TransactionStatus),
    tx: &mut Tx<'_, Yuno>,
) -> Option<Box<Stored>> {
    if new.storing.is_none() && charged.token.is_none() {
        return None;
    }
    let storing = new.storing.as_deref().cloned().unwrap_or_default();
    let vaulted = match (&charged.token, customer) {
        (Some(token), _) => Vaulted::Charged(Arc::clone(token)),
        (None, Some(_)) if storing.on_success => {
            Vaulted::OnSuccess(TokenId(tx.uuid("vaulted token")), charged.verdict)
        }
        (None, _) => Vaulted::Nothing,
    };
    let (network_transaction_id, origin) = match &storing.credentials {
        Some(credentials) => network(credentials, charged, ended, tx),
        None => (None, Origin::None),
    };
    Some(Box::new(Stored { storing, vaulted, network_transaction_id, origin }))
}

/// The network's id that goes with a charge.
///
/// Undocumented: a charge that is not approved, and will not be, has none of its own.
fn network(
    credentials: &Credentials,
    charged: &Charged,
    ended: TransactionStatus,
    tx: &mut Tx<'_, Yuno>,
) -> (Option<Box<str>>, Origin) {
    let first = charged.token.as_ref().and_then(|token| token.first.as_ref());
    let remembered = first.map(|first| first.network_transaction_id.clone());
    let sent = credentials.network_transaction_id.clone();
    let initiator = credentials.reason.map(Reason::initiator);
    let known = (sent.is_some(), remembered.is_some());
    match credentials::origin(credentials.usage, initiator, known) {
        Origin::Request => (sent, Origin::Request),
        Origin::Remembered => (remembered, Origin::Remembered),
        Origin::None => (None, Origin::None),
        Origin::New => match ended {
            TransactionStatus::Succeeded
            | TransactionStatus::Created
            | TransactionStatus::Pending => {
                (Some(new_network_id(charged.asked.card.brand, tx)), Origin::New)
            }
            TransactionStatus::Declined
            | TransactionStatus::Rejected
            | TransactionStatus::Error
            | TransactionStatus::Expired => (None, Origin::None),
        },
    }
}

/// An id that the card network makes.
///
/// Undocumented: its form. The documented one of a Visa card has 15 digits; a Mastercard trace id is taken
/// to be a network code, six more signs and the day.
fn new_network_id(brand: Brand, tx: &mut Tx<'_, Yuno>) -> Box<str> {
    match brand {
        Brand::Mastercard => {
            let day = tx.at().strftime("%m%d").to_string();
            format!("MCC{}{day}", tx.digits("mastercard trace", 6)).into()
        }
        Brand::Visa
        | Brand::Amex
        | Brand::Diners
        | Brand::Jcb
        | Brand::Uatp
        | Brand::Discover
        | Brand::Other => tx.digits("network transaction", 15).into(),
    }
}

/// Takes in what a version of a payment means for stored cards: a card that is stored by it, a first use
/// that is remembered.
pub(super) fn learn(payment: &Payment, stored: &Stored, tx: &mut Tx<'_, Yuno>) {
    let learnt = match &stored.vaulted {
        Vaulted::Charged(token) if payment.is_newly_approved() => {
            first(stored).map(|first| Token { first: Some(first), ..Token::clone(token) })
        }
        Vaulted::OnSuccess(id, verdict) if payment.has_newly_succeeded() => {
            let customer = payment.terms.customer.as_ref().map(|customer| customer.id);
            customer.map(|customer| Token {
                id: *id,
                customer,
                card: payment.terms.asked.card.clone(),
                verdict: *verdict,
                created_at: tx.at(),
                first: first(stored),
                wallet: None,
            })
        }
        Vaulted::Charged(_) | Vaulted::OnSuccess(..) | Vaulted::Nothing => None,
    };
    if let Some(token) = learnt {
        tx.put(Version::Token(Arc::new(token.clone())), token.id, described(&token));
    }
}

/// The state of a stored card, in words.
#[must_use]
pub(super) fn described(token: &Token) -> String {
    let first = token.first.as_ref().map(|first| {
        let reason = first.reason.map_or("no reason", Reason::name);
        format!(", first {reason} as {}", first.network_transaction_id)
    });
    format!("{ENROLLED}{}", first.unwrap_or_default())
}

/// What is remembered of a first use.
fn first(stored: &Stored) -> Option<First> {
    let credentials = stored.storing.credentials.as_ref()?;
    let network_transaction_id = stored.network_transaction_id.clone()?;
    let is_first = credentials.usage == Some(Usage::First);
    is_first.then_some(First { reason: credentials.reason, network_transaction_id })
}

impl Payment {
    /// Whether this version is the one by which it was approved: authorized, paid or verified.
    #[must_use]
    fn is_newly_approved(&self) -> bool {
        self.about == 0 && self.first().status == TransactionStatus::Succeeded
    }

    /// Whether this version is the one by which it became SUCCEEDED.
    #[must_use]
    fn has_newly_succeeded(&self) -> bool {
        let is_capture = |one: &&Transaction| {
            one.operation == Operation::Capture && one.status == TransactionStatus::Succeeded
        };
        match self.latest().operation {
            Operation::Purchase | Operation::Verify => self.is_newly_approved(),
            Operation::Capture => {
                self.latest().status == TransactionStatus::Succeeded
                    && self.transactions.iter().filter(is_capture).count() == 1
            }
            Operation::Authorize | Operation::Cancel | Operation::Refund => false,
        }
    }

    /// The wallet that the stored card came of which is charged.
    #[must_use]
    pub(super) fn wallet(&self) -> Option<Wallet> {
        match &self.terms.stored.as_ref()?.vaulted {
            Vaulted::Charged(token) => token.wallet,
            Vaulted::OnSuccess(..) | Vaulted::Nothing => None,
        }
    }

    /// The vaulted token to show: that of the stored card that is charged, or of the one that was stored.
    #[must_use]
    pub(super) fn vaulted_token(&self) -> Option<TokenId> {
        let succeeded = |operation| match operation {
            Operation::Purchase | Operation::Verify | Operation::Capture => true,
            Operation::Authorize | Operation::Cancel | Operation::Refund => false,
        };
        match &self.terms.stored.as_ref()?.vaulted {
            Vaulted::Nothing => None,
            Vaulted::Charged(token) => Some(token.id),
            Vaulted::OnSuccess(id, _) => self
                .transactions
                .iter()
                .any(|one| succeeded(one.operation) && one.status == TransactionStatus::Succeeded)
                .then_some(*id),
        }
    }
}
