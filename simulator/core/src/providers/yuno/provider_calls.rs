//! What Yuno says to the payment provider behind it, which no answer shows. Nothing of it is kept: it is told
//! from the transactions that a payment has. What becomes of a call is `gateway`.
//!
//! Sources: who starts a charge, and what goes with it, is
//! <https://docs.y.uno/docs/payment-features/stored-credentials>. That some transactions never reach the
//! provider is <https://docs.y.uno/reference/payments/status-and-response-codes/payment>, where a rejection
//! is Yuno's and a decline the provider's.
//!
//! Undocumented, decided here:
//!
//! * A transaction is one call, and each further try is a transaction. One that Yuno rejects is none. Nor is
//!   the end of an authorization, or a result that comes late: those are said by the provider.
//! * A capture, a cancel or a refund says what the payment's first call said: it concerns the same charge, and
//!   with it the same series. The network's id that was new then is remembered from then on.
//! * Without a `reason` nobody says who starts a charge, so it is not said here either.

use std::borrow::Cow;
use std::fmt;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::Yuno;
use super::credentials::Initiator;
use super::credentials::Origin;
use super::credentials::Reason;
use super::credentials::Usage;
use super::gateway::Operation;
use super::gateway::TransactionStatus;
use super::response_codes::Group;
use super::state::Payment;
use super::state::Transaction;
use super::stored::Stored;
use crate::kernel::tx::Tx;

/// Notes the call that the newest transaction of a payment is, if it is one.
pub(super) fn note(payment: &Payment, tx: &mut Tx<'_, Yuno>) {
    let made = payment.latest();
    if reaches_the_provider(made) {
        tx.provider_call(payment.id, in_words(payment, made));
    }
}

/// All calls of a payment so far, oldest first.
#[must_use]
pub(super) fn all(payment: &Payment) -> Vec<Value> {
    let made = payment.transactions.iter().filter(|one| reaches_the_provider(one));
    let calls = made.map(|one| serde_json::to_value(ProviderCall::of(payment, one)));
    calls.map(|call| call.expect("a call has text keys only")).collect()
}

const fn reaches_the_provider(made: &Transaction) -> bool {
    match made.code.group() {
        Group::Rejected => false,
        Group::Succeeded | Group::Waiting(_) | Group::Declined | Group::Failed | Group::Expired => {
            true
        }
    }
}

/// A call as the state of its payment shows it.
#[derive(Debug, Serialize)]
struct ProviderCall<'a> {
    transaction: Uuid,
    r#type: Operation,
    amount: String,
    at: Timestamp,
    /// What has become of it.
    status: TransactionStatus,
    response_code: &'static str,
    #[serde(flatten)]
    said: Said<'a>,
}

impl<'a> ProviderCall<'a> {
    fn of(payment: &'a Payment, made: &Transaction) -> Self {
        Self {
            transaction: made.id.0,
            r#type: made.operation,
            amount: payment.terms.asked.amount.with_minor(made.amount).to_string(),
            at: made.created_at,
            status: made.status,
            response_code: made.code.name(),
            said: Said::by(payment, made).unwrap_or(Said::NOTHING),
        }
    }
}

/// A call in words: `CAPTURE SUCCEEDED`, `CAPTURE of 5 USD DECLINED (DO_NOT_HONOR)`, with what is said of
/// stored credentials behind a colon. Only a part of the payment's amount is told.
fn in_words(payment: &Payment, made: &Transaction) -> Cow<'static, str> {
    let whole = payment.terms.asked.amount;
    let said = Said::by(payment, made);
    let done = made.status == TransactionStatus::Succeeded;
    if done && made.amount == whole.minor && said.is_none() {
        // Most calls by far, and there are millions: without a text of their own.
        return Cow::Borrowed(succeeded(made.operation));
    }
    let part = whole.with_minor(made.amount);
    let part = if part == whole { String::new() } else { format!(" of {part}") };
    let why = if done { String::new() } else { format!(" ({})", made.code.name()) };
    let said = said.map(|said| format!(": {said}")).unwrap_or_default();
    let (operation, status) = (made.operation.name(), made.status.name());
    Cow::Owned(format!("{operation}{part} {status}{why}{said}"))
}

const fn succeeded(operation: Operation) -> &'static str {
    match operation {
        Operation::Purchase => "PURCHASE SUCCEEDED",
        Operation::Authorize => "AUTHORIZE SUCCEEDED",
        Operation::Verify => "VERIFY SUCCEEDED",
        Operation::Capture => "CAPTURE SUCCEEDED",
        Operation::Cancel => "CANCEL SUCCEEDED",
        Operation::Refund => "REFUND SUCCEEDED",
    }
}

/// What the provider is told of stored credentials.
#[derive(Debug, Serialize)]
struct Said<'a> {
    initiator: Option<Initiator>,
    reason: Option<Reason>,
    usage: Option<Usage>,
    subscription_agreement_id: Option<&'a str>,
    network_transaction_id: Option<&'a str>,
    origin: Origin,
}

impl<'a> Said<'a> {
    const NOTHING: Self = Self {
        initiator: None,
        reason: None,
        usage: None,
        subscription_agreement_id: None,
        network_transaction_id: None,
        origin: Origin::None,
    };

    /// Nothing where the merchant says nothing.
    fn by(payment: &'a Payment, made: &Transaction) -> Option<Self> {
        let Stored { storing, network_transaction_id, origin, .. } =
            payment.terms.stored.as_deref()?;
        let sent = storing.credentials.as_ref()?;
        let is_first = made.id == payment.first().id;
        Some(Self {
            initiator: sent.reason.map(Reason::initiator),
            reason: sent.reason,
            usage: sent.usage,
            subscription_agreement_id: sent.subscription_agreement_id.as_deref(),
            network_transaction_id: network_transaction_id.as_deref(),
            origin: if is_first { *origin } else { origin.afterwards() },
        })
    }
}

/// `MIT SUBSCRIPTION USED, network transaction 583103536844189 (remembered)`.
impl fmt::Display for Said<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = [
            self.initiator.map(Initiator::name),
            self.reason.map(Reason::name),
            self.usage.map(Usage::name),
        ];
        let words: Vec<_> = words.into_iter().flatten().collect();
        let said = if words.is_empty() { "stored credentials".to_owned() } else { words.join(" ") };
        f.write_str(&said)?;
        if let Some(id) = self.subscription_agreement_id {
            write!(f, ", agreement {id}")?;
        }
        match self.network_transaction_id {
            Some(id) => write!(f, ", network transaction {id} ({})", self.origin.name()),
            None => f.write_str(", no network transaction"),
        }
    }
}
