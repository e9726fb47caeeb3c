//! Objects by their ids, as the control plane sees them: what they are, how they stand, and what can happen
//! to them.

use serde_json::Value;

use crate::kernel::provider::SubjectView;
use crate::providers::wooshpay::checkout_sessions;
use crate::providers::wooshpay::refunds;
use crate::providers::wooshpay::shown;
use crate::providers::wooshpay::state::Store;
use crate::providers::wooshpay::triggers::Waiting;

/// What decides about an object: of an intent that is paid on the page of a checkout session, that session.
pub(crate) fn waiting<'a>(store: &'a Store, id: &str) -> Option<Waiting<'a>> {
    if let Some(intent) = store.intent_named(id) {
        return Some(match intent.session.and_then(|session| store.session(session)) {
            Some(session) => Waiting::Session(session, intent),
            None => Waiting::Intent(intent),
        });
    }
    if let Some(session) = store.session_named(id) {
        return Some(Waiting::Session(session, store.intent(session.intent)?));
    }
    Some(Waiting::Refund(store.refund_named(id)?))
}

/// An object, and what can happen to it.
pub(crate) fn view(store: &Store, id: &str) -> Option<SubjectView> {
    let next = waiting(store, id)?.next();
    let view = |kind, state: &str, object| {
        Some(SubjectView {
            id: id.to_owned(),
            kind,
            state: state.to_owned(),
            object,
            next,
            provider_calls: Vec::new(),
        })
    };
    if let Some(intent) = store.intent_named(id) {
        return view("payment_intent", intent.status.name(), plain(&shown::intent(intent)));
    }
    if let Some(session) = store.session_named(id) {
        let object = plain(&checkout_sessions::shown(session));
        return view("checkout_session", session.status.name(), object);
    }
    let refund = store.refund_named(id)?;
    view("refund", refund.status.name(), plain(&refunds::shown(refund)))
}

fn plain(object: &impl serde::Serialize) -> Value {
    serde_json::to_value(object).expect("wire types have string keys and no failing serializer")
}
