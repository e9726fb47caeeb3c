//! Payment intents: how one comes to be, and what happens to it.
//!
//! Sources: the Alipay guide <https://wooshpay.com/docs/alipay>, "Direct API"; retrieving and what a
//! failed attempt leaves behind <https://docs.wooshpay.com/7227990m0>; confirming
//! <https://docs.guanglian.co/44100767e0.md>; `canceled`
//! <https://docs.wooshpay.com/apidoc/project-1296482/doc-2895670>.

use std::sync::Arc;

use jiff::Timestamp;

use crate::kernel::provider::Subject;
use crate::kernel::tx::Tx;
use crate::providers::wooshpay::WooshPay;
use crate::providers::wooshpay::errors::Error;
use crate::providers::wooshpay::ids::IntentId;
use crate::providers::wooshpay::ids::MethodId;
use crate::providers::wooshpay::lifecycle::Failure;
use crate::providers::wooshpay::lifecycle::Illegal;
use crate::providers::wooshpay::lifecycle::Status;
use crate::providers::wooshpay::lifecycle::Transition;
use crate::providers::wooshpay::lifecycle::refund;
use crate::providers::wooshpay::order::Confirmation;
use crate::providers::wooshpay::order::NewIntent;
use crate::providers::wooshpay::pages;
use crate::providers::wooshpay::state::ApiRequest;
use crate::providers::wooshpay::state::CancellationReason;
use crate::providers::wooshpay::state::Intent;
use crate::providers::wooshpay::state::Order;
use crate::providers::wooshpay::state::Version;
use crate::providers::wooshpay::webhooks;

/// Creates an intent, and confirms it when the call says so.
///
/// Undocumented: that `payment_intent.created` comes before the event that tells of the status, and
/// that an intent which is not confirmed is told of by the first alone.
pub(crate) fn create(
    new: &NewIntent,
    caused_by: ApiRequest,
    tx: &mut Tx<'_, WooshPay>,
) -> Arc<Intent> {
    // In every sample the method's id is a little older than the intent's.
    let method = new.has_method.then(|| MethodId::next(tx));
    let status =
        if new.has_method { Status::RequiresConfirmation } else { Status::RequiresPaymentMethod };
    let blank = blank(new.order.clone(), caused_by, tx);
    let intent = Intent { status, method, ..blank };
    let intent = if new.confirms { confirmed(&intent, tx).unwrap_or(intent) } else { intent };
    let intent = put(intent, tx);
    webhooks::announce_intent("payment_intent.created", &intent, tx);
    if new.confirms {
        tell(&intent, tx);
    }
    intent
}

/// An intent that has nothing to be paid with yet.
pub(crate) fn blank(order: Order, caused_by: ApiRequest, tx: &mut Tx<'_, WooshPay>) -> Intent {
    Intent {
        id: IntentId::next(tx),
        created: tx.at(),
        status: Status::RequiresPaymentMethod,
        secret: tx.alphanumeric("client_secret", 24),
        order,
        method: None,
        redirect: None,
        failure: None,
        decided_at: None,
        cancellation_reason: None,
        session: None,
        caused_by: Some(caused_by),
    }
}

/// Takes in an intent that is paid on the page of a checkout session, and tells of it.
pub(crate) fn opened(intent: Intent, tx: &mut Tx<'_, WooshPay>) -> Arc<Intent> {
    let intent = put(intent, tx);
    webhooks::announce_intent("payment_intent.created", &intent, tx);
    intent
}

/// The payer pays on the page of a checkout session, or tries to, and the end is told.
pub(crate) fn tried_at_checkout(
    intent: &Intent,
    transition: Transition,
    tx: &mut Tx<'_, WooshPay>,
) -> Result<(), Illegal> {
    let status = intent.status.after(Transition::Confirmed)?;
    let method = Some(MethodId::next(tx));
    conclude(&Intent { status, method, ..intent.clone() }, transition, tx)
}

/// Undocumented: that the intent of a checkout session is paid and ended by its session alone.
fn free(intent: &Intent) -> Result<(), Error> {
    intent.session.map_or(Ok(()), |session| {
        let why = format!("{} belongs to {session}, on whose page it is paid", intent.id);
        Err(Error::UnexpectedState(why))
    })
}

/// Lets the payer pay an intent that waits for its merchant.
pub(crate) fn confirm(
    intent: &Intent,
    confirmation: &Confirmation,
    (caused_by, tx): (ApiRequest, &mut Tx<'_, WooshPay>),
) -> Result<Arc<Intent>, Error> {
    let Confirmation { has_method, method_types, alipay_options, return_url } = confirmation;
    free(intent)?;
    intent.status.after(Transition::Confirmed)?;
    let method = match (intent.method, has_method) {
        (_, true) => Some(MethodId::next(tx)),
        (Some(known), false) => Some(known),
        (None, false) => return Err(Error::Missing("payment_method_data")),
    };
    let known = &intent.order;
    let order = Order {
        method_types: method_types.as_ref().unwrap_or(&known.method_types).clone(),
        alipay_options: alipay_options.as_ref().or(known.alipay_options.as_ref()).cloned(),
        return_url: return_url.as_ref().or(known.return_url.as_ref()).cloned(),
        ..known.clone()
    };
    let ready = Intent { order, method, caused_by: Some(caused_by), ..intent.clone() };
    let confirmed = put(confirmed(&ready, tx)?, tx);
    tell(&confirmed, tx);
    Ok(confirmed)
}

/// The next version of an intent that is confirmed: the payer must act, unless a fault has decided.
///
/// Undocumented: that an attempt which fails at once is answered with 200 and the intent as it is then.
fn confirmed(intent: &Intent, tx: &mut Tx<'_, WooshPay>) -> Result<Intent, Illegal> {
    let status = intent.status.after(Transition::Confirmed)?;
    let waiting = Intent { status, failure: None, redirect: None, ..intent.clone() };
    Ok(match forced(tx).and_then(|transition| ended(&waiting, transition, tx.at()).ok()) {
        Some(decided) => decided,
        None => Intent { redirect: Some(pages::open(intent, tx)), ..waiting },
    })
}

/// Gives an intent up, as its merchant asks.
pub(crate) fn canceled(
    intent: &Intent,
    reason: Option<CancellationReason>,
    (caused_by, tx): (ApiRequest, &mut Tx<'_, WooshPay>),
) -> Result<Arc<Intent>, Error> {
    free(intent)?;
    Ok(cancel(intent, reason, (Some(caused_by), tx))?)
}

/// Gives an intent up.
pub(crate) fn cancel(
    intent: &Intent,
    reason: Option<CancellationReason>,
    (caused_by, tx): (Option<ApiRequest>, &mut Tx<'_, WooshPay>),
) -> Result<Arc<Intent>, Illegal> {
    let after = ended(intent, Transition::Canceled, tx.at())?;
    Ok(conclude_with(intent, Intent { cancellation_reason: reason, caused_by, ..after }, tx))
}

/// Lets the payer's decision, or time, happen to an intent, and tells of it.
pub(crate) fn conclude(
    intent: &Intent,
    transition: Transition,
    tx: &mut Tx<'_, WooshPay>,
) -> Result<(), Illegal> {
    let after = ended(intent, transition, tx.at())?;
    conclude_with(intent, Intent { caused_by: None, ..after }, tx);
    Ok(())
}

fn conclude_with(before: &Intent, after: Intent, tx: &mut Tx<'_, WooshPay>) -> Arc<Intent> {
    if let Some(redirect) = &before.redirect {
        tx.cancel(redirect.timer);
    }
    let after = put(after, tx);
    tell(&after, tx);
    after
}

/// The results that a fault can ask for: a status, or the code of a failed attempt. The last two are of
/// refunds.
pub(crate) const OUTCOMES: &[&str] = &[
    Status::Succeeded.name(),
    Status::RequiresPaymentMethod.name(),
    Failure::Declined.code(),
    Failure::InsufficientFunds.code(),
    Failure::Expired.code(),
    refund::Status::Pending.name(),
    refund::Status::Failed.name(),
];

/// The result that a fault asks for, one of [`OUTCOMES`]. Those of refunds change nothing.
pub(crate) fn forced(tx: &Tx<'_, WooshPay>) -> Option<Transition> {
    match tx.forced_outcome()? {
        "succeeded" => Some(Transition::Approved),
        "requires_payment_method" => Some(Transition::Failed(Failure::Declined)),
        code => {
            Failure::ALL.into_iter().find(|failure| failure.code() == code).map(Transition::Failed)
        }
    }
}

/// The next version of an intent that is decided.
///
/// Undocumented: that a failed attempt takes its method away. The status says that one is required.
fn ended(intent: &Intent, transition: Transition, at: Timestamp) -> Result<Intent, Illegal> {
    let status = intent.status.after(transition)?;
    let (failure, method) = match transition {
        Transition::Failed(failure) => (Some(failure), None),
        Transition::Confirmed | Transition::Approved => (None, intent.method),
        Transition::Canceled => (intent.failure, intent.method),
    };
    Ok(Intent { status, failure, method, decided_at: Some(at), ..intent.clone() })
}

fn put(intent: Intent, tx: &mut Tx<'_, WooshPay>) -> Arc<Intent> {
    let intent = Arc::new(intent);
    let version = Version::Intent(Arc::clone(&intent));
    tx.put(version, subject(intent.id), intent.status.name());
    intent
}

/// Tells of an intent's status.
fn tell(intent: &Arc<Intent>, tx: &mut Tx<'_, WooshPay>) {
    webhooks::announce_intent(webhooks::kind_of(intent.status), intent, tx);
}

/// The intent as the journal names it.
pub(crate) fn subject(id: IntentId) -> Subject {
    Subject::from(id.to_string().as_str())
}
