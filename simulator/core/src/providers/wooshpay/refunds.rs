//! Refunds of Alipay payments: what is read of the call, what it does, and how a refund is shown.
//!
//! Sources: the calls <https://docs.wooshpay.com/api-51369554>, <https://docs.wooshpay.com/api-52306151>;
//! Alipay's rule, full or partial but not several, <https://wooshpay.com/docs/alipay>.
//! Undocumented: that only a succeeded intent can be refunded, never beyond its amount; that a refund is
//! `succeeded` at once, as the only sample is; that a failed one gives its money free again; that
//! `charge.refund.updated` tells of a new refund as well, since no other event is named; that a refund
//! leaves its intent `succeeded`.

use std::sync::Arc;

use crate::kernel::money::Currency;
use crate::kernel::money::Money;
use crate::kernel::provider::Subject;
use crate::kernel::tx::Tx;
use crate::providers::wooshpay::WooshPay;
use crate::providers::wooshpay::errors::Error;
use crate::providers::wooshpay::ids::RefundId;
use crate::providers::wooshpay::json;
use crate::providers::wooshpay::lifecycle::Status;
use crate::providers::wooshpay::lifecycle::refund;
use crate::providers::wooshpay::order;
use crate::providers::wooshpay::settings::AlipayRefunds;
use crate::providers::wooshpay::shown::whole_second;
use crate::providers::wooshpay::state::ApiRequest;
use crate::providers::wooshpay::state::Intent;
use crate::providers::wooshpay::state::Refund;
use crate::providers::wooshpay::state::RefundReason;
use crate::providers::wooshpay::state::Version;
use crate::providers::wooshpay::webhooks;
use crate::providers::wooshpay::wire::Sent;
use crate::providers::wooshpay::wire::StringMap;
use crate::providers::wooshpay::wire::refund as wire;

/// A create call, read.
#[derive(Clone, Debug)]
pub(crate) struct NewRefund {
    /// The id as it was sent.
    pub(crate) intent: String,
    /// The literal, since only the intent knows the currency; without one all that is left is refunded.
    amount: Option<String>,
    reason: Option<RefundReason>,
    metadata: Vec<(String, String)>,
}

const INTENT: &str = "payment_intent";
const AMOUNT: &str = "amount";

/// Reads the body of the call. The reference marks `payment_intent` as optional; nothing else says what is
/// to be refunded.
pub(crate) fn read(body: &[u8]) -> Result<NewRefund, Error> {
    const REASON: &str = "reason";
    let sent: wire::CreateRefund = json::document(body)?;
    let intent = json::text(&sent.payment_intent, INTENT)?.ok_or(Error::Missing(INTENT))?;
    let amount = amount_literal(&sent.amount)?;
    let reason = json::text(&sent.reason, REASON)?
        .map(|text| {
            RefundReason::ALL
                .into_iter()
                .find(|reason| reason.name() == text)
                .ok_or_else(|| order::one_of(REASON, &RefundReason::ALL.map(RefundReason::name)))
        })
        .transpose()?;
    let metadata = json::pairs(&sent.metadata, "metadata")?.unwrap_or_default();
    json::checked(body)?;
    Ok(NewRefund { intent, amount, reason, metadata })
}

/// The reference types the amount as a string and prints an integer: both are taken.
fn amount_literal(sent: &Sent) -> Result<Option<String>, Error> {
    let Some(raw) = sent else { return Ok(None) };
    if raw.get().starts_with('"') {
        return json::text(sent, AMOUNT);
    }
    Ok(Some(raw.get().to_owned()))
}

/// Refunds an intent that was paid. `before` are its refunds so far.
pub(crate) fn create<'a>(
    new: &NewRefund,
    (intent, before): (&Intent, impl Iterator<Item = &'a Arc<Refund>>),
    (caused_by, tx): (ApiRequest, &mut Tx<'_, WooshPay>),
) -> Result<Arc<Refund>, Error> {
    let amount = allowed(new, (intent, before), tx.settings().alipay_refunds)?;
    let refund = Refund {
        id: RefundId::next(tx),
        created: tx.at(),
        status: status(tx),
        since: tx.at(),
        intent: intent.id,
        amount,
        reason: new.reason,
        metadata: new.metadata.clone(),
        caused_by: Some(caused_by),
    };
    Ok(put(refund, tx))
}

/// The amount that may be refunded.
fn allowed<'a>(
    new: &NewRefund,
    (intent, before): (&Intent, impl Iterator<Item = &'a Arc<Refund>>),
    rule: AlipayRefunds,
) -> Result<Money, Error> {
    if intent.status != Status::Succeeded {
        let why = format!("{} is `{}`; nothing was paid", intent.id, intent.status.name());
        return Err(Error::UnexpectedState(why));
    }
    let paid = intent.order.amount;
    let (mut refunded, mut count) = (0, 0);
    for refund in before.filter(|refund| refund.status.counts()) {
        refunded += refund.amount.minor;
        count += 1;
    }
    let left = paid.minor - refunded;
    if left == 0 {
        return Err(Error::AlreadyRefunded("all of it has been refunded"));
    }
    if count > 0 && rule == AlipayRefunds::One {
        return Err(Error::AlreadyRefunded("an Alipay payment takes one refund, full or partial"));
    }
    let asked = match &new.amount {
        Some(literal) => literal_amount(literal, paid.currency)?,
        None => left,
    };
    if asked > left {
        let why = format!("{left} of {} are left in the smallest unit", paid.minor);
        return Err(Error::AmountTooLarge(why));
    }
    Ok(Money { minor: asked, ..paid })
}

fn literal_amount(literal: &str, currency: Currency) -> Result<i64, Error> {
    json::positive(literal, currency, AMOUNT).map(|amount| amount.minor)
}

/// The status that a new refund has: the one that a fault asks for, or `succeeded`.
fn status(tx: &Tx<'_, WooshPay>) -> refund::Status {
    match tx.forced_outcome() {
        Some("pending") => refund::Status::Pending,
        Some("failed") => refund::Status::Failed,
        Some(_) | None => refund::Status::Succeeded,
    }
}

/// Ends a refund that is pending; `None` when it has ended already.
pub(crate) fn conclude(
    refund: &Refund,
    transition: refund::Transition,
    tx: &mut Tx<'_, WooshPay>,
) -> Option<()> {
    let status = refund.status.after(transition)?;
    put(Refund { status, since: tx.at(), caused_by: None, ..refund.clone() }, tx);
    Some(())
}

fn put(refund: Refund, tx: &mut Tx<'_, WooshPay>) -> Arc<Refund> {
    let refund = Arc::new(refund);
    let version = Version::Refund(Arc::clone(&refund));
    tx.put(version, subject(refund.id), refund.status.name());
    webhooks::announce_refund(&refund, tx);
    refund
}

/// The refund as the journal names it.
pub(crate) fn subject(id: RefundId) -> Subject {
    Subject::from(id.to_string().as_str())
}

/// A refund as every call and every event shows it. The sample is in another notation (seconds, small
/// letters); the form of all genuine samples is taken.
pub(crate) fn shown(refund: &Refund) -> wire::Refund<'_> {
    wire::Refund {
        id: refund.id.to_string(),
        object: "refund",
        amount: refund.amount.minor,
        created: whole_second(refund.created),
        currency: refund.amount.currency.code(),
        metadata: StringMap(&refund.metadata),
        payment_intent: refund.intent.to_string(),
        reason: refund.reason.map(RefundReason::name),
        receipt_number: None,
        status: refund.status,
        // One of the documented reasons; the other two are of cards.
        failure_reason: (refund.status == refund::Status::Failed).then_some("unknown"),
    }
}
