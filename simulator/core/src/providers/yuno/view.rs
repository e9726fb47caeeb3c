//! A payment as a person who looks at the simulator sees it.

use super::Yuno;
use super::call;
use super::lifecycle::Paid;
use super::lifecycle::Status;
use super::profile::CANCEL_DUE;
use super::profile::CAPTURE_DUE;
use super::settings::ReadShape;
use super::settings::Settings;
use super::shown;
use super::state::Scheduled;
use crate::kernel::provider::Action;
use crate::kernel::provider::Actor;
use crate::kernel::provider::SubjectView;

/// A payment by its id: its state, what reading it answers, and what time will do to it.
#[must_use]
pub(super) fn subject(yuno: &Yuno, id: &str, settings: &Settings) -> Option<SubjectView> {
    let payment = call::payment_id(id).and_then(|id| yuno.payments.get(id))?;
    let answered = shown::read(payment, settings.payment_read_shape == ReadShape::Wrapped, false);
    let by_time = |name, leads_to: Status, scheduled: Option<Scheduled>| {
        let at = scheduled?.timer.at;
        Some(Action { name, by: Actor::Time, leads_to: leads_to.name(), at: Some(at) })
    };
    let mut next: Vec<Action> = [
        by_time(CAPTURE_DUE, Status::Paid(Paid::Captured), payment.capture),
        by_time(CANCEL_DUE, Status::Canceled, payment.cancel),
    ]
    .into_iter()
    .flatten()
    .collect();
    next.sort_by_key(|action| action.at);
    Some(SubjectView {
        id: id.to_owned(),
        kind: "payment",
        state: payment.status.name().to_owned(),
        object: serde_json::from_slice(&answered).expect("an answer is JSON"),
        next,
    })
}
