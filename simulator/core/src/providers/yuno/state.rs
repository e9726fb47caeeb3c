//! What Yuno remembers of payments and their transactions.
//!
//! A payment is a chain of immutable versions. What the merchant asked for never changes and is shared
//! by all of them; a version of its own costs a few words. Card numbers and security codes are not part
//! of the state at all.

use std::hash::Hash;
use std::hash::Hasher;
use std::sync::Arc;

use jiff::Timestamp;
use serde::Deserialize;
use serde::Serialize;
use uuid::Uuid;

use super::gateway::Operation;
use super::gateway::TransactionStatus;
use super::lifecycle::Status;
use super::plan::Delays;
use super::plan::Retry;
use super::plan::Scheduled;
use super::response_codes::ResponseCode;
use super::stored::Customer;
use super::stored::Stored;
use super::stored::Token;
use crate::kernel::money::Money;
use crate::kernel::provider::Subject;
use crate::kernel::tx::TimerId;

/// A payment's id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PaymentId(pub Uuid);

/// A transaction's id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TransactionId(pub Uuid);

/// Drawn at random, so any eight of its bytes tell payments apart.
impl Hash for PaymentId {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        let (_, low) = self.0.as_u64_pair();
        hasher.write_u64(low);
    }
}

impl From<PaymentId> for Subject {
    fn from(id: PaymentId) -> Self {
        Self::Uuid(id.0)
    }
}

/// JSON as the merchant wrote it, without white space between its parts. Kept as text: it is echoed,
/// not understood, and the order of its members and the digits of its numbers stay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Text(pub Box<str>);

/// One version of a payment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Payment {
    /// Its id.
    pub id: PaymentId,
    /// What was settled when it was created.
    pub terms: Arc<Terms>,
    /// Where it stands.
    pub status: Status,
    /// Captured so far, in the minor units of the amount. A plain purchase stays at 0, as in the
    /// examples of <https://docs.y.uno/reference/payments/create-payment>.
    pub captured: i64,
    /// Refunded so far, in the minor units of the amount.
    pub refunded: i64,
    /// When this version came about.
    pub updated_at: Timestamp,
    /// Its transactions, in order; never empty.
    pub transactions: Box<[Transaction]>,
    /// Which of them this version came about by.
    pub about: u16,
    /// The scheduled capture that is still to come.
    pub capture: Option<Scheduled>,
    /// The scheduled cancel that is still to come. It waits while a capture is under way.
    pub cancel: Option<Scheduled>,
    /// A capture or a refund that failed and will be tried again.
    pub retry: Option<Arc<Retry>>,
    /// When the authorization ends by itself. It waits while something is with the provider.
    pub hold: Option<TimerId>,
}

impl Payment {
    /// The transaction by which this version came about: the newest, unless an older one was decided
    /// later.
    #[must_use]
    pub fn latest(&self) -> &Transaction {
        &self.transactions[usize::from(self.about)]
    }

    /// The transaction that it was created with.
    #[must_use]
    pub fn first(&self) -> &Transaction {
        self.transactions.first().expect("a payment is created with a transaction")
    }

    /// One of its transactions.
    #[must_use]
    pub fn transaction(&self, id: TransactionId) -> Option<&Transaction> {
        self.transactions.iter().find(|transaction| transaction.id == id)
    }

    /// The next version: a transaction more, which leads to `status`. The counters of what is captured
    /// and refunded grow with it; what is scheduled stays.
    #[must_use]
    pub fn followed_by(&self, transaction: Transaction, status: Status) -> Self {
        // As long as it will be: it is never extended, and there are millions.
        let mut transactions = Vec::with_capacity(self.transactions.len() + 1);
        transactions.extend_from_slice(&self.transactions);
        transactions.push(transaction);
        self.by(transactions, self.transactions.len(), status)
    }

    /// The next version: one of its transactions is decided anew, which leads to `status`.
    #[must_use]
    pub fn decided(&self, position: usize, decided: Decided, status: Status) -> Self {
        let mut transactions = self.transactions.to_vec();
        let transaction = &mut transactions[position];
        transaction.status = decided.status;
        transaction.code = decided.code;
        transaction.updated_at = decided.at;
        self.by(transactions, position, status)
    }

    fn by(&self, transactions: Vec<Transaction>, about: usize, status: Status) -> Self {
        let cause = &transactions[about];
        let moved = |operation| {
            let done = cause.status == TransactionStatus::Succeeded;
            if done && cause.operation == operation { cause.amount } else { 0 }
        };
        Self {
            id: self.id,
            terms: Arc::clone(&self.terms),
            status,
            captured: self.captured + moved(Operation::Capture),
            refunded: self.refunded + moved(Operation::Refund),
            updated_at: cause.updated_at,
            about: u16::try_from(about).expect("a payment has fewer than 65,536 transactions"),
            transactions: transactions.into(),
            capture: self.capture,
            cancel: self.cancel,
            retry: self.retry.clone(),
            hold: self.hold,
        }
    }

    /// Where the transaction stands that the provider has not decided, when there is one.
    #[must_use]
    pub fn undecided(&self) -> Option<usize> {
        self.transactions.iter().position(Transaction::is_open)
    }

    /// What was authorized and is not captured, in minor units. Counts no capture that is still open.
    #[must_use]
    pub fn left_to_capture(&self) -> i64 {
        let captures = self.transactions.iter().filter(|one| {
            one.operation == Operation::Capture && one.status == TransactionStatus::Succeeded
        });
        self.first().amount - captures.map(|capture| capture.amount).sum::<i64>()
    }

    /// What was paid and is not given back, in minor units.
    #[must_use]
    pub fn left_to_refund(&self) -> i64 {
        let paid = match self.first().operation {
            Operation::Purchase => self.first().amount,
            Operation::Authorize
            | Operation::Verify
            | Operation::Capture
            | Operation::Cancel
            | Operation::Refund => self.captured,
        };
        paid - self.refunded
    }
}

/// What was settled when a payment was created.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Terms {
    /// The merchant's account.
    pub account_id: Uuid,
    /// When it was created.
    pub created_at: Timestamp,
    /// Six decimal digits. A declined payment has some too, as in the example "Card - With Merchant
    /// Advice Code (MAC)" of <https://docs.y.uno/reference/payments/create-payment>.
    pub authorization_code: u32,
    /// The stored customer that it names.
    pub customer: Option<Arc<Customer>>,
    /// What it has to do with stored cards; nothing for most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stored: Option<Box<Stored>>,
    /// What the merchant asked for.
    pub asked: Arc<Asked>,
}

/// What the merchant asked for, as far as it is shown again or acted on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Asked {
    /// What it is for.
    pub order: Order,
    /// How much.
    pub amount: Money,
    /// Whether the money is taken at once.
    pub capture: bool,
    /// What Yuno is asked to do later.
    pub delays: Option<Box<Delays>>,
    /// Whether the card is only looked at, and no money is meant to move.
    pub verify: bool,
    /// The card and how it is charged.
    pub card: Card,
}

/// What a payment is for, and for whom.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Order {
    /// The idempotency key of the request.
    pub idempotency_key: Box<str>,
    /// The merchant's order; several payments may share it.
    pub merchant_order_id: Box<str>,
    /// The merchant's reference of the transaction, when it is not the order.
    pub merchant_reference: Option<Box<str>>,
    /// The description.
    pub description: Box<str>,
    /// Two capital letters.
    pub country: [u8; 2],
    /// The object `customer_payer`.
    pub customer_payer: Option<Text>,
    /// The object `additional_data`.
    pub additional_data: Option<Text>,
    /// The array `metadata`.
    pub metadata: Option<Text>,
    /// Where the browser goes after a redirection.
    pub callback_url: Option<Box<str>>,
    /// Whether webhooks show the transactions that went before.
    pub transactions_history: bool,
}

/// A card, without its number and its code.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Card {
    /// The holder.
    pub holder_name: Box<str>,
    /// The first eight digits.
    pub iin: u32,
    /// The last four digits.
    pub lfd: u16,
    /// How many digits the number has.
    pub number_length: u8,
    /// How many digits the security code had; 0 when there was none.
    pub security_code_length: u8,
    /// The brand.
    pub brand: Brand,
    /// What the merchant said it is.
    pub funding: Option<Funding>,
    /// Month, 1 to 12.
    pub expiration_month: Option<u8>,
    /// Year, two digits.
    pub expiration_year: Option<u8>,
    /// Tells cards apart without their numbers.
    pub fingerprint: Uuid,
    /// How many instalments, 1 to 50.
    pub installments: u8,
    /// How many months the first instalment waits.
    pub first_installment_deferral: u16,
    /// What the card statement shows.
    pub soft_descriptor: Option<Box<str>>,
}

/// How a card is charged, besides how much.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Charging {
    /// How many instalments, 1 to 50.
    pub installments: u8,
    /// How many months the first instalment waits.
    pub first_installment_deferral: u16,
    /// What the card statement shows.
    pub soft_descriptor: Option<Box<str>>,
}

impl Card {
    /// The same card, charged another time: without its code, which nobody keeps.
    #[must_use]
    pub fn charged(&self, charging: Charging) -> Self {
        let Charging { installments, first_installment_deferral, soft_descriptor } = charging;
        Self {
            security_code_length: 0,
            installments,
            first_installment_deferral,
            soft_descriptor,
            ..self.clone()
        }
    }
}

/// A card brand.
///
/// Undocumented: the spelling of all but `VISA` and `MASTERCARD`, and how a brand is told from a number
/// outside of the published test cards; the usual ranges.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Brand {
    Visa,
    Mastercard,
    Amex,
    Diners,
    Jcb,
    Uatp,
    Discover,
    /// None of the above; shown as an empty text.
    #[serde(rename = "")]
    Other,
}

impl Brand {
    /// Its name; empty for no known one.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Visa => "VISA",
            Self::Mastercard => "MASTERCARD",
            Self::Amex => "AMEX",
            Self::Diners => "DINERS",
            Self::Jcb => "JCB",
            Self::Uatp => "UATP",
            Self::Discover => "DISCOVER",
            Self::Other => "",
        }
    }
}

/// Whether a card is a credit or a debit card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Funding {
    Credit,
    Debit,
}

/// One step of a payment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Transaction {
    /// Its id.
    pub id: TransactionId,
    /// What it does.
    pub operation: Operation,
    /// How it ended.
    pub status: TransactionStatus,
    /// Why.
    pub code: ResponseCode,
    /// How much, in the minor units of the payment's amount.
    pub amount: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was decided last.
    pub updated_at: Timestamp,
    /// What the merchant said of it; nothing for the first transaction, of which the payment says it,
    /// and for what Yuno does on its schedule. Shared by all versions of the payment.
    pub request: Option<Arc<Later>>,
}

impl Transaction {
    /// Whether it has not ended yet.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        match self.status {
            TransactionStatus::Created | TransactionStatus::Pending => true,
            TransactionStatus::Succeeded
            | TransactionStatus::Declined
            | TransactionStatus::Rejected
            | TransactionStatus::Error
            | TransactionStatus::Expired => false,
        }
    }
}

/// What a merchant said of an operation on a payment that is there already: a capture, a cancel or a
/// refund.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Later {
    /// The transaction that it goes back to: the authorization that is captured or cancelled, the
    /// purchase or the capture that is refunded.
    pub parent: TransactionId,
    /// The idempotency key of the request.
    pub idempotency_key: Box<str>,
    /// The merchant's reference of the transaction; where it may be absent, the order stands for it.
    pub merchant_reference: Option<Box<str>>,
    /// Why.
    pub reason: Option<Box<str>>,
    /// The description of the transaction.
    pub description: Option<Box<str>>,
    /// The object `additional_data`.
    pub additional_data: Option<Text>,
    /// Whether Yuno tries again when it fails.
    pub simplified_mode: bool,
    /// Whether the answer shows the transactions that went before.
    pub transactions_history: bool,
}

/// How a transaction was decided, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decided {
    /// How.
    pub status: TransactionStatus,
    /// Why.
    pub code: ResponseCode,
    /// When.
    pub at: Timestamp,
}

/// A version of something that Yuno remembers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Version {
    /// A payment.
    Payment(Arc<Payment>),
    /// A customer.
    Customer(Arc<Customer>),
    /// A stored card.
    Token(Arc<Token>),
}

/// What can fall due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Timer {
    /// The scheduled capture of a payment, or the next try of a capture.
    CaptureDue(PaymentId),
    /// The scheduled cancel of a payment.
    CancelDue(PaymentId),
    /// The next try of a refund.
    RefundDue(PaymentId),
    /// The end of an authorization.
    HoldEnds(PaymentId),
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A sandbox keeps every version that an answer, an event or a page may still show.
    #[test]
    fn a_version_of_a_payment_is_small() {
        assert!(size_of::<Payment>() <= 192, "{}", size_of::<Payment>());
        assert!(size_of::<Transaction>() <= 80, "{}", size_of::<Transaction>());
        assert!(size_of::<Asked>() + size_of::<Terms>() <= 480, "{}", size_of::<Asked>());
    }
}
