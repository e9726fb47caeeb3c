//! A payment intent as every call and every event shows it. Nothing is decided here.
//!
//! Sources: the Alipay guide <https://wooshpay.com/docs/alipay>; the members of other samples
//! <https://docs.wooshpay.com/doc-1722924>.

use jiff::Timestamp;

use crate::providers::wooshpay::lifecycle::Failure;
use crate::providers::wooshpay::lifecycle::Status;
use crate::providers::wooshpay::state::CancellationReason;
use crate::providers::wooshpay::state::Intent;
use crate::providers::wooshpay::state::Order;
use crate::providers::wooshpay::state::TerminalType;
use crate::providers::wooshpay::wire;

/// Milliseconds of the nearest whole second: in the documents the `created` of an object is that of
/// the instant in its id, rounded.
pub(crate) fn whole_second(at: Timestamp) -> i64 {
    (at.as_millisecond() + 500).div_euclid(1000) * 1000
}

/// A payment intent.
pub(crate) fn intent(intent: &Intent) -> wire::PaymentIntent<'_> {
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
        cancellation_reason: intent.cancellation_reason.map(CancellationReason::name),
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
fn next_action(intent: &Intent) -> Option<wire::NextAction> {
    let redirect = intent.redirect.as_ref()?;
    (intent.status == Status::RequiresAction).then(|| wire::NextAction {
        kind: redirect.form.name(),
        alipay_handle_redirect: wire::HandleRedirect { url: redirect.address(&redirect.entry) },
    })
}

fn method_options(order: &Order) -> Option<wire::MethodOptions<'_>> {
    let alipay = order.alipay_options.as_ref()?;
    Some(wire::MethodOptions {
        alipay: wire::AlipayOptions {
            terminal_type: alipay.terminal_type.map(TerminalType::name),
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
