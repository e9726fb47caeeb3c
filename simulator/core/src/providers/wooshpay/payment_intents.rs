//! Payment intents: how one comes to be, how it ends, and how it is shown.
//!
//! Sources: the Alipay guide <https://wooshpay.com/docs/alipay>, "Direct API"; retrieving and what a
//! failed attempt leaves behind <https://docs.wooshpay.com/7227990m0>.

use std::sync::Arc;

use jiff::Timestamp;

use crate::kernel::provider::Subject;
use crate::kernel::tx::Tx;
use crate::providers::wooshpay::WooshPay;
use crate::providers::wooshpay::ids::IntentId;
use crate::providers::wooshpay::ids::MethodId;
use crate::providers::wooshpay::ids::RequestId;
use crate::providers::wooshpay::lifecycle::Failure;
use crate::providers::wooshpay::lifecycle::Illegal;
use crate::providers::wooshpay::lifecycle::Status;
use crate::providers::wooshpay::lifecycle::Transition;
use crate::providers::wooshpay::pages;
use crate::providers::wooshpay::state::ApiRequest;
use crate::providers::wooshpay::state::Intent;
use crate::providers::wooshpay::state::Order;
use crate::providers::wooshpay::state::Version;
use crate::providers::wooshpay::webhooks;
use crate::providers::wooshpay::wire;

/// Creates and confirms an intent: the payer must act, unless a fault has decided already.
///
/// Undocumented: that `payment_intent.created` comes before the event that tells of the status, and
/// that an attempt which fails at once is answered with 200 and the intent as it is then.
pub(crate) fn create(
    order: &Order,
    idempotency_key: Option<&str>,
    tx: &mut Tx<'_, WooshPay>,
) -> Arc<Intent> {
    let caused_by =
        ApiRequest { id: RequestId::next(tx), idempotency_key: idempotency_key.map(str::to_owned) };
    // In every sample the method's id is a little older than the intent's.
    let method = MethodId::next(tx);
    let id = IntentId::next(tx);
    let waiting = Intent {
        id,
        created: tx.at(),
        status: Status::RequiresAction,
        secret: tx.alphanumeric("client_secret", 24),
        order: order.clone(),
        method: Some(method),
        redirect: None,
        failure: None,
        decided_at: None,
        caused_by: Some(caused_by),
    };
    let decided = forced(tx).and_then(|transition| ended(&waiting, transition, tx.at()).ok());
    let intent = Arc::new(match decided {
        Some(intent) => intent,
        None => Intent { redirect: Some(pages::open(id, tx)), ..waiting },
    });
    put(&intent, tx);
    webhooks::announce("payment_intent.created", &intent, tx);
    webhooks::announce(webhooks::kind_of(intent.status), &intent, tx);
    intent
}

/// Lets a transition happen to an intent, and tells of it.
pub(crate) fn conclude(
    intent: &Intent,
    transition: Transition,
    tx: &mut Tx<'_, WooshPay>,
) -> Result<(), Illegal> {
    let after = Arc::new(Intent { caused_by: None, ..ended(intent, transition, tx.at())? });
    if let Some(redirect) = &intent.redirect {
        tx.cancel(redirect.timer);
    }
    put(&after, tx);
    webhooks::announce(webhooks::kind_of(after.status), &after, tx);
    Ok(())
}

/// The results that a fault can ask for: a status, or the code of a failed attempt.
pub(crate) const OUTCOMES: &[&str] = &[
    Status::Succeeded.name(),
    Status::RequiresPaymentMethod.name(),
    Failure::Declined.code(),
    Failure::InsufficientFunds.code(),
    Failure::Expired.code(),
];

/// The result that a fault asks for, one of [`OUTCOMES`]. Others change nothing.
pub(crate) fn forced(tx: &Tx<'_, WooshPay>) -> Option<Transition> {
    match tx.forced_outcome()? {
        "succeeded" => Some(Transition::Approved),
        "requires_payment_method" => Some(Transition::Failed(Failure::Declined)),
        code => {
            Failure::ALL.into_iter().find(|failure| failure.code() == code).map(Transition::Failed)
        }
    }
}

/// The next version of an intent.
///
/// Undocumented: that a failed attempt takes its method away. The status says that one is required.
fn ended(intent: &Intent, transition: Transition, at: Timestamp) -> Result<Intent, Illegal> {
    let status = intent.status.after(transition)?;
    let failure = match transition {
        Transition::Approved => None,
        Transition::Failed(failure) => Some(failure),
    };
    Ok(Intent {
        status,
        failure,
        decided_at: Some(at),
        method: intent.method.filter(|_| failure.is_none()),
        ..intent.clone()
    })
}

fn put(intent: &Arc<Intent>, tx: &mut Tx<'_, WooshPay>) {
    let version = Version::Intent(Arc::clone(intent));
    tx.put(version, subject(intent.id), intent.status.name());
}

/// The intent as the journal names it.
pub(crate) fn subject(id: IntentId) -> Subject {
    Subject::from(id.to_string().as_str())
}

/// Milliseconds of the nearest whole second: in the documents the `created` of an object is that of
/// the instant in its id, rounded.
pub(crate) fn whole_second(at: Timestamp) -> i64 {
    (at.as_millisecond() + 500).div_euclid(1000) * 1000
}

/// An intent as every call and every event shows it.
pub(crate) fn shown(intent: &Intent) -> wire::PaymentIntent<'_> {
    let order = &intent.order;
    wire::PaymentIntent {
        id: intent.id.to_string(),
        object: "payment_intent",
        created: whole_second(intent.created),
        currency: order.amount.currency.code(),
        amount: order.amount.minor,
        status: intent.status,
        description: order.description.as_deref(),
        metadata: order.metadata.as_deref().map(wire::StringMap),
        // The key decides the mode, and a sandbox has test keys only.
        livemode: false,
        merchant_order_id: order.merchant_order_id.as_deref(),
        client_secret: client_secret(intent),
        last_payment_error: intent.failure.map(last_payment_error),
        next_action: next_action(intent),
        payment_method_types: &order.method_types,
        confirmation_method: "automatic",
        payment_method_options: method_options(order),
        return_url: order.return_url.as_ref().map(|url| url.as_sent()),
        payment_method: intent.method.map(|id| id.to_string()),
        capture_method: "automatic",
        // Undocumented: the member and its place; receivers of `payment_intent.succeeded` read it.
        amount_received: (intent.status == Status::Succeeded).then_some(order.amount.minor),
    }
}

/// The intent's id and 24 letters and digits.
pub(crate) fn client_secret(intent: &Intent) -> String {
    format!("{}_secret_{}", intent.id, intent.secret)
}

const fn last_payment_error(failure: Failure) -> wire::LastPaymentError {
    wire::LastPaymentError { kind: Failure::KIND, code: failure.code(), message: failure.message() }
}

/// The page in place of Alipay's own, as long as the payer is waited for.
fn next_action(intent: &Intent) -> Option<wire::NextAction<'_>> {
    let redirect = intent.redirect.as_ref()?;
    (intent.status == Status::RequiresAction).then(|| wire::NextAction {
        kind: redirect.form.name(),
        alipay_handle_redirect: wire::HandleRedirect { url: &redirect.url },
    })
}

fn method_options(order: &Order) -> Option<wire::MethodOptions<'_>> {
    let alipay = order.alipay_options.as_ref()?;
    Some(wire::MethodOptions {
        alipay: wire::AlipayOptions {
            terminal_type: alipay.terminal_type.map(|terminal| terminal.name()),
            os_type: alipay.os_type.as_deref(),
            client_ip: alipay.client_ip.as_deref(),
        },
    })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::documented(1_686_214_342_060, 1_686_214_342_000)]
    #[case::documented_upwards(1_686_214_979_608, 1_686_214_980_000)]
    #[case::half(500, 1000)]
    #[case::before_1970(-501, -1000)]
    fn created_is_the_nearest_whole_second(#[case] ms: i64, #[case] created: i64) {
        let at = Timestamp::from_millisecond(ms).unwrap();

        assert_eq!(whole_second(at), created);
    }
}
