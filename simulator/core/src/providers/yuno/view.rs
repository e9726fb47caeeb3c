//! Payments, customers and stored cards as a person who looks at the simulator sees them.

use serde_json::Value;

use super::Yuno;
use super::act;
use super::call;
use super::customers;
use super::provider_calls;
use super::settings::ReadShape;
use super::settings::Settings;
use super::shown;
use super::vault;
use crate::kernel::provider::SubjectView;

/// A subject by its id: its state, what reading it answers, and what can happen to it now.
#[must_use]
pub(super) fn subject(yuno: &Yuno, id: &str, settings: &Settings) -> Option<SubjectView> {
    payment(yuno, id, settings).or_else(|| customer(yuno, id)).or_else(|| token(yuno, id))
}

fn customer(yuno: &Yuno, id: &str) -> Option<SubjectView> {
    let customer = yuno.customers.named(id).ok()?;
    Some(SubjectView {
        id: id.to_owned(),
        kind: "customer",
        state: customers::STORED.to_owned(),
        object: object(&shown::customer(customer)),
        provider_calls: Vec::new(),
        next: Vec::new(),
    })
}

fn token(yuno: &Yuno, id: &str) -> Option<SubjectView> {
    let token = yuno.vault.named(id)?;
    Some(SubjectView {
        id: id.to_owned(),
        kind: "payment_method",
        state: vault::described(token),
        object: object(&shown::enrolled(token, yuno.account)),
        provider_calls: Vec::new(),
        next: Vec::new(),
    })
}

fn object(answered: &[u8]) -> Value {
    let text = str::from_utf8(answered).expect("JSON is UTF-8");
    text.parse().expect("an answer is JSON")
}

fn payment(yuno: &Yuno, id: &str, settings: &Settings) -> Option<SubjectView> {
    let payment = call::payment_id(id).and_then(|id| yuno.payments.get(id))?;
    let answered = shown::read(payment, settings.payment_read_shape == ReadShape::Wrapped, false);
    Some(SubjectView {
        id: id.to_owned(),
        kind: "payment",
        state: payment.status.name().to_owned(),
        object: object(&answered),
        provider_calls: provider_calls::all(payment),
        next: act::offered(payment, settings),
    })
}
