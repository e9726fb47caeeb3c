//! Creating and reading payments.

use std::sync::Arc;

use super::Answer;
use super::Listing;
use super::Yuno;
use super::call::Create;
use super::call::List;
use super::call::Retrieve;
use super::create::NewPayment;
use super::errors::Code;
use super::errors::Error;
use super::gateway;
use super::gateway::Operation;
use super::gateway::TransactionStatus;
use super::lifecycle::Status;
use super::lifecycle::Transition;
use super::provider_calls;
use super::response_codes::ResponseCode;
use super::schedule;
use super::settings::ReadShape;
use super::state::Payment;
use super::state::PaymentId;
use super::state::Terms;
use super::state::Transaction;
use super::state::TransactionId;
use super::state::Version;
use super::stored::Customer;
use super::vault;
use super::webhooks;
use crate::kernel::tx::Tx;

/// Creates a payment. A decline is no refusal: the payment exists and says so.
///
/// # Errors
///
/// What is wrong with the body; an account that is not the caller's; a customer that nobody stored.
pub(super) fn create(yuno: &Yuno, call: &Create, tx: &mut Tx<'_, Yuno>) -> Result<Answer, Error> {
    let new = call.body.as_ref().map_err(Clone::clone)?;
    // A placeholder that was left in place (`<account_id>`) is an account like any other wrong one.
    if *new.account_id != *yuno.account_text {
        return Err(Code::InvalidAccountId.into());
    }
    let customer = customer(yuno, new)?;
    let charged = vault::charged(yuno, new, customer.as_deref())?;
    let asked = &charged.asked;
    schedule::check(asked.delays.as_deref(), tx.at())?;
    let (operation, success) = match (asked.verify, asked.capture) {
        (true, _) => (Operation::Verify, Transition::Verified(tx.settings().verified_status)),
        (false, true) => (Operation::Purchase, Transition::Purchased),
        (false, false) => (Operation::Authorize, Transition::Authorized),
    };
    let verdict = vault::inconstant(new, &charged, tx).or(charged.verdict);
    let code = gateway::decision(tx.forced_outcome(), verdict, &asked.order.description);
    let (ended, transition) = gateway::result(operation, success, code);
    let transition = transition.expect("the first transaction always decides");
    let status_after =
        Status::Created.after(transition).expect("a payment begins as it is decided");
    let id = PaymentId(tx.uuid("payment"));
    let transaction = transaction((operation, code, ended), asked.amount.minor, tx);
    let stored = vault::stored(new, &charged, (customer.as_deref(), ended), tx);
    let mut payment = Payment {
        id,
        terms: Arc::new(Terms {
            account_id: yuno.account,
            created_at: tx.at(),
            authorization_code: tx.digits("authorization code", 6).parse().unwrap_or_default(),
            customer,
            stored,
            asked: charged.asked,
        }),
        status: status_after,
        captured: 0,
        refunded: 0,
        updated_at: tx.at(),
        transactions: [transaction].into(),
        about: 0,
        capture: None,
        cancel: None,
        retry: None,
        hold: None,
    };
    if status_after == Status::Authorized {
        schedule::authorized(&mut payment, tx);
    }
    let payment = Arc::new(payment);
    provider_calls::note(&payment, tx);
    commit(&payment, webhooks::event_of(operation), tx);
    Ok(Answer::Created(payment))
}

/// Reads a payment.
///
/// # Errors
///
/// `PAYMENT_NOT_FOUND`, with status 400 as in the catalogue of codes.
pub(super) fn retrieve(yuno: &Yuno, call: &Retrieve, tx: &Tx<'_, Yuno>) -> Result<Answer, Error> {
    let payment = call.id.and_then(|id| yuno.payments.get(id)).ok_or(Code::PaymentNotFound)?;
    Ok(Answer::Read {
        payment: Arc::clone(payment),
        wrapped: tx.settings().payment_read_shape == ReadShape::Wrapped,
        history: call.history,
    })
}

/// Reads the payments of an order. Several may share it.
///
/// Undocumented: an order that nobody knows has none, and the oldest comes first.
pub(super) fn list(yuno: &Yuno, call: &List) -> Answer {
    let payments = yuno.payments.of_order(&call.merchant_order_id);
    Answer::Listed(Arc::new(Listing(payments.into())))
}

/// Takes a new version in and tells the merchant's endpoints.
pub(super) fn commit(payment: &Arc<Payment>, event: &'static str, tx: &mut Tx<'_, Yuno>) {
    tx.put(Version::Payment(Arc::clone(payment)), payment.id, payment.status.name());
    if let Some(stored) = &payment.terms.stored {
        vault::learn(payment, stored, tx);
    }
    let told = webhooks::told(event, payment, tx);
    tx.emit(told);
}

/// A transaction that is made now: what it does, why it ended so, and how.
pub(super) fn transaction(
    (operation, code, status): (Operation, ResponseCode, TransactionStatus),
    amount: i64,
    tx: &mut Tx<'_, Yuno>,
) -> Transaction {
    Transaction {
        id: TransactionId(tx.uuid("transaction")),
        operation,
        status,
        code,
        amount,
        created_at: tx.at(),
        updated_at: tx.at(),
        request: None,
    }
}

/// The stored customer that a request names.
fn customer(yuno: &Yuno, new: &NewPayment) -> Result<Option<Arc<Customer>>, Error> {
    let Some(id) = &new.customer_id else { return Ok(None) };
    // Undocumented for this operation; the code is that of the others that name a customer.
    Ok(Some(Arc::clone(yuno.customers.named(id)?)))
}
