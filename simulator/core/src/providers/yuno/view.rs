//! A payment as a person who looks at the simulator sees it.

use super::Yuno;
use super::act;
use super::call;
use super::settings::ReadShape;
use super::settings::Settings;
use super::shown;
use crate::kernel::provider::SubjectView;

/// A payment by its id: its state, what reading it answers, and what can happen to it now.
#[must_use]
pub(super) fn subject(yuno: &Yuno, id: &str, settings: &Settings) -> Option<SubjectView> {
    let payment = call::payment_id(id).and_then(|id| yuno.payments.get(id))?;
    let answered = shown::read(payment, settings.payment_read_shape == ReadShape::Wrapped, false);
    Some(SubjectView {
        id: id.to_owned(),
        kind: "payment",
        state: payment.status.name().to_owned(),
        object: serde_json::from_slice(&answered).expect("an answer is JSON"),
        next: act::offered(payment, settings),
    })
}
