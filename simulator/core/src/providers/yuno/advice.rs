//! What Yuno's documents warn of and no answer shows: the rules, and what breaks them.
//!
//! Every rule looks at facts: a request, and what the sandbox remembers. None changes an answer.

use std::sync::Arc;

use jiff::Timestamp;

use super::Answer;
use super::Yuno;
use super::call::Call;
use super::call::Change;
use super::call::Create;
use super::call::Slips;
use super::cancel;
use super::create::NewPayment;
use super::gateway::Operation;
use super::placeholder::Placeholder;
use super::plan::Delays;
use super::state::Payment;
use super::unknown::Unknown;
use crate::kernel::advice::AdviceRule;
use crate::kernel::advice::OpenEnd;
use crate::kernel::provider::Subject;
use crate::kernel::tx::Tx;

mod stored;

/// Every rule, for the profile.
pub(super) const RULES: &[&AdviceRule] = &[
    &BOTH_DELAYS,
    &DELAY_BEYOND_HOLD,
    &AUTHORIZATION_LEFT_OPEN,
    &UNKNOWN_MEMBER,
    &PLACEHOLDER_LEFT,
    &REFUND_OF_AUTHORIZATION,
    &AMOUNT_TIMES_100,
    &RETRY_WITH_NEW_KEY,
    &stored::USED_WITHOUT_NETWORK_ID,
    &stored::REASON_CHANGED,
    &stored::FIRST_AGAIN,
    &stored::USED_BEFORE_FIRST,
    &stored::AGREEMENT_MISSING,
    &stored::USAGE_MISSING,
    &stored::VAULT_WITHOUT_CUSTOMER,
    &stored::CREDENTIALS_IN_WALLET,
];

const FLOWS: &str = "https://docs.y.uno/docs/payment-features/Cancel-and-capture-flow";

static BOTH_DELAYS: AdviceRule = AdviceRule {
    code: "both_delays",
    says: "A delayed capture and a delayed cancel are better not combined: what happens may surprise.",
    source: FLOWS,
};

static DELAY_BEYOND_HOLD: AdviceRule = AdviceRule {
    code: "delay_beyond_hold",
    says: "Payment providers limit how long an authorization can be captured; a delay must fit into that.",
    source: FLOWS,
};

static AUTHORIZATION_LEFT_OPEN: AdviceRule = AdviceRule {
    code: "authorization_left_open",
    says: "An authorized payment is not paid: it is to be captured, or cancelled, which releases the \
           shopper's money.",
    source: "https://docs.y.uno/docs/direct-integration-use-cases/capture-payments",
};

static UNKNOWN_MEMBER: AdviceRule = AdviceRule {
    code: "unknown_member",
    says: "The reference lists the members of a request; what is not there is ignored.",
    source: "https://docs.y.uno/reference/payments/create-payment",
};

static PLACEHOLDER_LEFT: AdviceRule = AdviceRule {
    code: "placeholder_left",
    says: "Names in angle brackets or double braces stand in the examples for the merchant's own values: \
           GET /_sim tells those of this simulator.",
    source: "https://docs.y.uno/docs/payment-features/stored-credentials",
};

static REFUND_OF_AUTHORIZATION: AdviceRule = AdviceRule {
    code: "refund_of_authorization",
    says: "A refund names the purchase, or the capture of a payment in two steps, never the authorization.",
    source: "https://docs.y.uno/reference/payments/refund-payment",
};

/// Sound only where two amounts of one purchase can be compared: a call asks for exactly a hundred times
/// what the payment is for or has left; a payment is exactly a hundred times its own items, or an earlier
/// payment of the same order. An amount alone proves nothing, whatever the currency.
static AMOUNT_TIMES_100: AdviceRule = AdviceRule {
    code: "amount_times_100",
    says: "Amounts are decimal numbers in major units: 25 is twenty-five dollars, not twenty-five cents.",
    source: "https://docs.y.uno/reference/payments/create-payment",
};

static RETRY_WITH_NEW_KEY: AdviceRule = AdviceRule {
    code: "retry_with_new_key",
    says: "After an unclear failure the request is to be sent again under the same idempotency key; under \
           another one it may charge twice.",
    source: "https://docs.y.uno/reference/getting-started/authentication",
};

/// An order can have any number of payments; these many of the latest are looked at.
const LOOKED_AT: usize = 8;

/// Raises what a call and its answer give reason for; a refused call has no answer.
pub(super) fn of_call(yuno: &Yuno, call: &Call, answer: Option<&Answer>, tx: &mut Tx<'_, Yuno>) {
    match call {
        Call::CreatePayment(create) => of_create(yuno, create, answer, tx),
        Call::Refund(change) => {
            of_refund(yuno, change, tx);
            of_change(yuno, change, tx);
        }
        Call::Capture(change)
        | Call::Cancel(change)
        | Call::CancelOrRefundPayment(change)
        | Call::CancelOrRefundTransaction(change) => of_change(yuno, change, tx),
        Call::CreateCustomer(new) => {
            // A customer that was refused has no id; the merchant's own names the request.
            let named = new.body.as_ref().map(|draft| &*draft.merchant_customer_id);
            let subject = match answer {
                Some(Answer::CustomerCreated(customer)) => customer.id.into(),
                Some(_) | None => Subject::from(named.unwrap_or("create_customer")),
            };
            of_slips(&new.slips, &subject, tx);
        }
        Call::RetrievePayment(_) | Call::ListPayments(_) | Call::RetrieveCustomer(_) => {}
    }
}

fn of_create(yuno: &Yuno, create: &Create, answer: Option<&Answer>, tx: &mut Tx<'_, Yuno>) {
    let made = match answer {
        Some(Answer::Created(payment)) => Some(payment),
        Some(
            Answer::Read { .. }
            | Answer::Listed(_)
            | Answer::Captured(_)
            | Answer::Cancelled(_)
            | Answer::Refunded(_)
            | Answer::CancelledOrRefunded(_)
            | Answer::CustomerCreated(_)
            | Answer::CustomerRead(_),
        )
        | None => None,
    };
    // A payment that was refused has no id; its key names the request.
    let subject =
        made.map_or_else(|| Subject::from(&*create.once.key), |payment| payment.id.into());
    of_slips(&create.slips, &subject, tx);
    if let (Some(payment), Ok(new)) = (made, &create.body) {
        of_delays(payment, &subject, tx);
        of_items(new, payment, tx);
        stored::of_payment(new, payment, tx);
        let order = &payment.terms.asked.order.merchant_order_id;
        let earlier = yuno.payments.latest_of_order(order);
        for earlier in earlier.take(LOOKED_AT) {
            of_repetition(payment, earlier, tx);
        }
    }
}

fn of_slips(slips: &Slips, subject: &Subject, tx: &mut Tx<'_, Yuno>) {
    let Slips { unknown, placeholders } = slips;
    for Unknown { path, meant } in unknown {
        let seen = match meant {
            Some(meant) => format!("`{path}`; probably meant is `{meant}`"),
            None => format!("`{path}`"),
        };
        tx.advise(subject.clone(), &UNKNOWN_MEMBER, seen);
    }
    for Placeholder { path, name } in placeholders {
        tx.advise(subject.clone(), &PLACEHOLDER_LEFT, format!("`{path}` holds {name}"));
    }
}

fn of_delays(payment: &Payment, subject: &Subject, tx: &mut Tx<'_, Yuno>) {
    let Some(Delays { capture, cancel }) = payment.terms.asked.delays.as_deref().copied() else {
        return;
    };
    if capture.is_some() && cancel.is_some() {
        let seen = "delayed_capture_settings and delayed_cancel_settings in one request";
        tx.advise(subject.clone(), &BOTH_DELAYS, seen);
    }
    let Some(ends) = tx.settings().authorization_hold.ends(tx.at()) else { return };
    for (name, delayed) in [("capture", capture), ("cancel", cancel)] {
        let due = delayed.and_then(|delayed| delayed.delay.after(tx.at()).ok());
        if let Some(due) = due.filter(|due| *due > ends) {
            let seen = format!("the {name} is due at {due}; the authorization ends at {ends}");
            tx.advise(subject.clone(), &DELAY_BEYOND_HOLD, seen);
        }
    }
}

fn of_items(new: &NewPayment, payment: &Payment, tx: &mut Tx<'_, Yuno>) {
    let amount = payment.terms.asked.amount;
    let Some(items) = new.items.filter(|items| is_hundredfold(amount.minor, *items)) else {
        return;
    };
    let items = amount.with_minor(items);
    tx.advise(payment.id, &AMOUNT_TIMES_100, format!("{amount} for items of {items}"));
}

fn of_repetition(payment: &Payment, earlier: &Arc<Payment>, tx: &mut Tx<'_, Yuno>) {
    let (asked, before) = (&payment.terms.asked, &earlier.terms.asked);
    if asked.amount == before.amount && tx.answer_lost(&earlier.id.into()) {
        let seen = format!(
            "payment {} of the same order and amount was made under another key, and its answer was lost",
            earlier.id.0
        );
        tx.advise(payment.id, &RETRY_WITH_NEW_KEY, seen);
    }
    let same_currency = asked.amount.currency == before.amount.currency;
    if same_currency && is_hundredfold(asked.amount.minor, before.amount.minor) {
        let seen = format!(
            "{}, where payment {} of the same order is for {}",
            asked.amount, earlier.id.0, before.amount
        );
        tx.advise(payment.id, &AMOUNT_TIMES_100, seen);
    }
}

fn of_change(yuno: &Yuno, change: &Change, tx: &mut Tx<'_, Yuno>) {
    let payment = change.payment.and_then(|id| yuno.payments.get(id));
    let subject = payment
        .map_or_else(|| Subject::from(&*change.once.key), |payment| Subject::from(payment.id));
    of_slips(&change.slips, &subject, tx);
    let amount = change.body.as_ref().ok().and_then(|wish| wish.amount);
    let (Some(payment), Some(amount)) = (payment, amount) else { return };
    let whole = payment.terms.asked.amount;
    let known = [whole.minor, payment.left_to_capture(), payment.left_to_refund()];
    let hundredth = known.into_iter().find(|known| is_hundredfold(amount.minor, *known));
    if let Some(hundredth) = hundredth.filter(|_| amount.currency == whole.currency) {
        let seen = format!("{amount} of {}", whole.with_minor(hundredth));
        tx.advise(payment.id, &AMOUNT_TIMES_100, seen);
    }
}

fn of_refund(yuno: &Yuno, change: &Change, tx: &mut Tx<'_, Yuno>) {
    let payment = change.payment.and_then(|id| yuno.payments.get(id));
    let named = payment.and_then(|payment| payment.transaction(change.transaction?));
    if let (Some(payment), Some(named)) = (payment, named)
        && named.operation == Operation::Authorize
    {
        let capture = payment.transactions.iter().rfind(|one| one.operation == Operation::Capture);
        let seen = match capture {
            Some(capture) => format!(
                "transaction {} is the authorization; the capture is {}",
                named.id.0, capture.id.0
            ),
            None => format!("transaction {} is the authorization; nothing is captured", named.id.0),
        };
        tx.advise(payment.id, &REFUND_OF_AUTHORIZATION, seen);
    }
}

const fn is_hundredfold(amount: i64, of: i64) -> bool {
    match of.checked_mul(100) {
        Some(hundredfold) => of > 0 && amount == hundredfold,
        None => false,
    }
}

/// Authorizations that nobody captures or cancels, and that nothing will.
pub(super) fn open_ends(yuno: &Yuno, _: Timestamp) -> Vec<OpenEnd> {
    yuno.payments.newest().iter().filter(|payment| is_left_open(payment)).map(left_open).collect()
}

fn is_left_open(payment: &Payment) -> bool {
    let to_come = payment.capture.is_some() || payment.cancel.is_some() || payment.retry.is_some();
    cancel::is_reserved(payment) && !to_come && payment.undecided().is_none()
}

fn left_open(payment: &Arc<Payment>) -> OpenEnd {
    let amount = payment.terms.asked.amount;
    let seen = format!("{amount} is authorized; nothing captures or cancels it");
    OpenEnd {
        subject: payment.id.into(),
        rule: &AUTHORIZATION_LEFT_OPEN,
        seen: seen.into(),
        since: payment.updated_at,
    }
}
