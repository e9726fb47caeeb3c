//! What WooshPay's documents warn of and no status code shows: the rules, and what breaks them.
//!
//! Undocumented: anything that is to be done with what stands open. An Alipay link ends by itself, and
//! there is no authorization to be captured, so nothing is told of as left open.

use std::sync::Arc;

use crate::kernel::advice::AdviceRule;
use crate::kernel::provider::Subject;
use crate::kernel::tx::Tx;
use crate::providers::wooshpay::Answer;
use crate::providers::wooshpay::WooshPay;
use crate::providers::wooshpay::call::Asked;
use crate::providers::wooshpay::call::Call;
use crate::providers::wooshpay::lifecycle::Status;
use crate::providers::wooshpay::payment_intents;
use crate::providers::wooshpay::state::Intent;
use crate::providers::wooshpay::state::Store;
use crate::providers::wooshpay::unknown::Unknown;

/// An endpoint wants a kind of event that is not documented.
pub(crate) static UNKNOWN_EVENT: AdviceRule = AdviceRule {
    code: "unknown_event",
    says: "An endpoint is told of the kinds of events in its list, so a mistyped one is never told.",
    source: "https://docs.wooshpay.com/project-1296482/doc-2517709",
};

/// A delivery was refused whose signature was not made for about now.
pub(crate) static CLOCK_SKEW: AdviceRule = AdviceRule {
    code: "clock_skew",
    says: "The signature tells when it was made, so that a receiver can refuse what is old; with a clock that \
           was turned, the two disagree. The setting `signature_time` chooses which clock is told.",
    source: "https://docs.wooshpay.com/doc-2653815",
};

static UNKNOWN_MEMBER: AdviceRule = AdviceRule {
    code: "unknown_member",
    says: "The reference lists the members of a request; what is not there is ignored.",
    source: "https://docs.wooshpay.com/api-42631218",
};

static POSSIBLE_DOUBLE_CHARGE: AdviceRule = AdviceRule {
    code: "possible_double_charge",
    says: "merchant_order_id is the merchant's own id of an order, by which payments are found; what \
           a second payment for it means is not said. A call that is sent again under its \
           Idempotency-Key makes no second one.",
    source: "https://docs.wooshpay.com/api-42631218",
};

/// Every rule, for the profile.
pub(crate) const RULES: &[&AdviceRule] =
    &[&UNKNOWN_EVENT, &CLOCK_SKEW, &UNKNOWN_MEMBER, &POSSIBLE_DOUBLE_CHARGE];

/// An order can have any number of payments; these many of the latest are looked at.
const LOOKED_AT: usize = 8;

/// Raises what a call and its answer give reason for; a refused call has no answer.
pub(crate) fn of_call(
    store: &Store,
    (call, answer): (&Call, Option<&Answer>),
    tx: &mut Tx<'_, WooshPay>,
) {
    // What was refused has no id; the operation names the request.
    let subject = answer
        .and_then(Answer::subject)
        .unwrap_or_else(|| Subject::from(call.operation.info().name));
    for Unknown { path, meant } in &call.unknown {
        let seen = match meant {
            Some(meant) => format!("`{path}`; probably meant is `{meant}`"),
            None => format!("`{path}`"),
        };
        tx.advise(subject.clone(), &UNKNOWN_MEMBER, seen);
    }
    match (&call.asked, answer) {
        (Asked::CreateIntent(_), Some(Answer::Intent(intent))) => {
            let order = intent.order.merchant_order_id.as_deref();
            of_order(store, (subject, order), tx);
        }
        (Asked::CreateSession(cart), Some(Answer::Session(_))) => {
            of_order(store, (subject, cart.client_reference_id.as_deref()), tx);
        }
        (
            Asked::CreateIntent(_)
            | Asked::RetrieveIntent(_)
            | Asked::ConfirmIntent(..)
            | Asked::CancelIntent(..)
            | Asked::CreateSession(_)
            | Asked::RetrieveSession(_)
            | Asked::ExpireSession(_)
            | Asked::CreateRefund(_)
            | Asked::RetrieveRefund(_)
            | Asked::OnEndpoint(_),
            _,
        ) => {}
    }
}

/// A second payment for an order whose first has taken money, or still may.
fn of_order(store: &Store, (subject, order): (Subject, Option<&str>), tx: &mut Tx<'_, WooshPay>) {
    let Some(order) = order else { return };
    let mut earlier = store.intents_for(order).take(LOOKED_AT);
    let Some(earlier) = earlier.find(|intent| is_live(intent)) else { return };
    let lost = if tx.answer_lost(&payment_intents::subject(earlier.id)) {
        "; the answer that told of it was lost"
    } else {
        ""
    };
    let order: String = order.chars().take(64).collect();
    let seen = format!(
        "{} is for order {order} as well and is `{}`{lost}",
        earlier.id,
        earlier.status.name()
    );
    tx.advise(subject, &POSSIBLE_DOUBLE_CHARGE, seen);
}

/// Whether an intent was paid or can be paid without its merchant doing anything more, or is meant to be.
/// One whose attempt failed is not: making another is what merchants do then.
fn is_live(intent: &Arc<Intent>) -> bool {
    match intent.status {
        Status::Succeeded | Status::RequiresAction | Status::RequiresConfirmation => true,
        // The page of a checkout session takes another try by itself.
        Status::RequiresPaymentMethod => intent.session.is_some(),
        Status::Canceled => false,
    }
}
