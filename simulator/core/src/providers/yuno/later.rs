//! The bodies of operations on a payment that is there already, read in one place: capture, cancel,
//! refund, and the two that cancel or refund. What is possible for the payment is decided elsewhere.
//!
//! Source: <https://docs.y.uno/reference/payments/capture-authorization>,
//! <https://docs.y.uno/reference/payments/cancel-payment>,
//! <https://docs.y.uno/reference/payments/refund-payment>,
//! <https://docs.y.uno/reference/payments/cancel-or-refund-a-payment>.
//!
//! Undocumented: a body that is no sound JSON object is `INVALID_REQUEST`, a member that does not fit
//! `INVALID_PARAMETERS`. A reason is any text and may be absent: the description of the capture marks it
//! as required, its guide and examples leave it out, and each operation lists other values. The amount
//! may be absent, also for a capture, whose description says otherwise and whose guide does not.

use super::create;
use super::errors::Code;
use super::errors::Error;
use super::fields::Problems;
use super::json::Document;
use super::state::Later;
use super::state::Text;
use super::state::TransactionId;
use super::wire::members;
use super::wire::request;
use super::wire::request::Member;
use crate::kernel::money::Money;

/// What a merchant wants of a payment.
#[derive(Clone, Debug)]
pub struct Wish {
    /// How much; all that is left when absent.
    pub amount: Option<Money>,
    /// The merchant's reference of the transaction.
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

impl Wish {
    /// What is remembered of it.
    #[must_use]
    pub fn remembered(&self, parent: TransactionId, idempotency_key: &str) -> Later {
        Later {
            parent,
            idempotency_key: idempotency_key.into(),
            merchant_reference: self.merchant_reference.clone(),
            reason: self.reason.clone(),
            description: self.description.clone(),
            additional_data: self.additional_data.clone(),
            simplified_mode: self.simplified_mode,
            transactions_history: self.transactions_history,
        }
    }
}

/// Which of the members an operation has. All others are ignored, as Yuno ignores what it does not know.
#[derive(Debug)]
pub(super) struct Members {
    /// Whether `merchant_reference` is required.
    reference: bool,
    /// `amount`, `simplified_mode`.
    money: bool,
    /// `additional_data`.
    additional_data: bool,
    /// `split_marketplace`, `response_additional_data`.
    split: bool,
    /// All that are documented, those included that change nothing here.
    pub documented: members::Members,
}

/// Of a capture.
pub(super) const CAPTURE: Members = Members {
    reference: true,
    money: true,
    additional_data: true,
    split: false,
    documented: members::CAPTURE,
};
/// Of a cancel: always of the whole, and never tried again.
pub(super) const CANCEL: Members = Members {
    reference: true,
    money: false,
    additional_data: false,
    split: false,
    documented: members::CANCEL,
};
/// Of a refund.
pub(super) const REFUND: Members = Members {
    reference: true,
    money: true,
    additional_data: false,
    split: true,
    documented: members::REFUND,
};
/// Of the two that cancel or refund.
pub(super) const CANCEL_OR_REFUND: Members = Members { reference: false, ..REFUND };

/// Reads the body of an operation with these members.
///
/// # Errors
///
/// `INVALID_REQUEST` for what is no sound JSON object, `UNAVAILABLE_PAYMENT_METHOD` for what is not
/// served, `INVALID_PARAMETERS` for everything else.
pub(super) fn read(document: &Document<'_>, members: &Members) -> Result<Wish, Error> {
    let body = request::Operation::from(document.root());
    let mut problems = Problems::default();
    let mut at = ("merchant_reference", body.merchant_reference);
    if members.reference {
        at = problems.required(at);
    }
    let merchant_reference = problems.text(at, 3..=255);
    let reason = problems.text(("reason", body.reason), 1..=255);
    let description = problems.text(("description", body.description), 3..=255);
    let (amount, simplified_mode) = if members.money {
        let mode = problems.flag(("simplified_mode", body.simplified_mode));
        (amount(body.amount, &mut problems)?, mode.unwrap_or(false))
    } else {
        (None, false)
    };
    let sent = body.additional_data.filter(|_| members.additional_data);
    let additional_data = create::additional_data(sent, &mut problems);
    let sent = body.response_additional_data.filter(|_| members.split);
    let transactions_history = create::history(sent, &mut problems);
    if members.split {
        create::refuse_unserved("split payments", body.split_marketplace)?;
    }
    problems.refuse()?;
    Ok(Wish {
        amount,
        merchant_reference: merchant_reference.map(Box::from),
        reason: reason.map(Box::from),
        description: description.map(Box::from),
        additional_data,
        simplified_mode,
        transactions_history,
    })
}

/// The amount, when there is one. Undocumented: nothing cannot be captured or refunded.
fn amount(member: Member<'_>, problems: &mut Problems) -> Result<Option<Money>, Error> {
    if member.is_none() {
        return Ok(None);
    }
    match create::amount(member, problems)? {
        Some(Money { minor: 0, .. }) => Err(Code::InvalidAmount.into()),
        amount => Ok(amount),
    }
}
