//! Events: when merchants are told, what a delivery looks like, and when it is tried again.
//!
//! Sources: the guide <https://docs.wooshpay.com/project-1296482/doc-2517709> (kinds, acknowledgement,
//! "18 deliveries within 72 hours"), the event object <https://docs.wooshpay.com/api-49996644>, the
//! signature <https://docs.wooshpay.com/doc-2653815>.

use std::borrow::Cow;
use std::sync::Arc;

use jiff::SignedDuration;
use jiff::Timestamp;

use crate::kernel::access::Secret;
use crate::kernel::advice::AdviceRule;
use crate::kernel::fidelity::Origin;
use crate::kernel::ids::Seed;
use crate::kernel::provider::Subject;
use crate::kernel::tx::EmittedEvent;
use crate::kernel::tx::Tx;
use crate::kernel::webhook::Attempt;
use crate::kernel::webhook::Delivering;
use crate::kernel::webhook::Event;
use crate::kernel::webhook::Sealed;
use crate::kernel::webhook::Target;
use crate::providers::wooshpay::WooshPay;
use crate::providers::wooshpay::advice::CLOCK_SKEW;
use crate::providers::wooshpay::checkout_sessions;
use crate::providers::wooshpay::ids::EventId;
use crate::providers::wooshpay::lifecycle::Status;
use crate::providers::wooshpay::payment_intents;
use crate::providers::wooshpay::refunds;
use crate::providers::wooshpay::settings::RetrySignature;
use crate::providers::wooshpay::settings::Settings;
use crate::providers::wooshpay::settings::SignatureTime;
use crate::providers::wooshpay::settings::TimeUnit;
use crate::providers::wooshpay::shown;
use crate::providers::wooshpay::signature;
use crate::providers::wooshpay::state::ApiRequest;
use crate::providers::wooshpay::state::Intent;
use crate::providers::wooshpay::state::Refund;
use crate::providers::wooshpay::state::Session;
use crate::providers::wooshpay::state::Version;
use crate::providers::wooshpay::wire;

/// How far the instant of a signature may be from now.
const TOLERANCE: SignedDuration = SignedDuration::from_mins(5);

/// Every kind of event that is sent.
pub(crate) const KINDS: &[&str] = &[
    "payment_intent.created",
    "payment_intent.requires_action",
    "payment_intent.succeeded",
    "payment_intent.payment_failed",
    "payment_intent.canceled",
    "charge.refund.updated",
    "checkout.session.completed",
    "checkout.session.expired",
];

/// Where the name of a kind comes from. Undocumented: the two of checkout sessions, which receivers' public
/// code alone names.
pub(crate) fn origin(kind: &str) -> Origin {
    if kind.starts_with("checkout.session.") {
        Origin::inferred("public code of receivers")
    } else {
        Origin::documented("https://docs.wooshpay.com/project-1296482/doc-2517709")
    }
}

/// The secret of an endpoint, by its name in the endpoint book.
pub(crate) const SECRET: &str = "secret";
/// What endpoint secrets begin with (<https://docs.wooshpay.com/doc-2653815>).
const SECRET_PREFIX: &str = "whsec_";
/// Letters and digits after the prefix. Undocumented: how many.
pub(crate) const SECRET_LENGTH: usize = 32;
/// Undocumented: which version an event carries. That of the guide's webhook endpoint
/// (<https://docs.wooshpay.com/project-1296482/doc-2517709>) is taken.
pub(crate) const API_VERSION: &str = "1.0.1";

/// The event that tells of a status; of an intent that waits for its confirmation, the first one told.
pub(crate) const fn kind_of(status: Status) -> &'static str {
    match status {
        Status::RequiresAction => "payment_intent.requires_action",
        Status::Succeeded => "payment_intent.succeeded",
        Status::RequiresPaymentMethod => "payment_intent.payment_failed",
        Status::RequiresConfirmation => "payment_intent.created",
        Status::Canceled => "payment_intent.canceled",
    }
}

/// Tells the merchant's endpoints of an intent as it is in this version.
///
/// Undocumented: which state `payment_intent.created` shows when one call creates and confirms; it is
/// the one that the call answers.
pub(crate) fn announce_intent(kind: &'static str, intent: &Arc<Intent>, tx: &mut Tx<'_, WooshPay>) {
    let subject = payment_intents::subject(intent.id);
    announce(kind, (subject, Version::Intent(Arc::clone(intent))), tx);
}

/// As [`announce_intent`], of a checkout session.
pub(crate) fn announce_session(
    kind: &'static str,
    session: &Arc<Session>,
    tx: &mut Tx<'_, WooshPay>,
) {
    let subject = checkout_sessions::subject(session.id);
    announce(kind, (subject, Version::Session(Arc::clone(session))), tx);
}

/// As [`announce_intent`], of a refund.
pub(crate) fn announce_refund(refund: &Arc<Refund>, tx: &mut Tx<'_, WooshPay>) {
    let subject = refunds::subject(refund.id);
    announce("charge.refund.updated", (subject, Version::Refund(Arc::clone(refund))), tx);
}

fn announce(kind: &'static str, (subject, version): (Subject, Version), tx: &mut Tx<'_, WooshPay>) {
    let id = EventId::next(tx).to_string();
    tx.emit(EmittedEvent { kind, id, subject, version, to: Target::Endpoints });
}

/// The bytes of one delivery: the same body and, unless a setting says otherwise, the same signature
/// however often it is tried. Without a secret there is no signature.
pub(crate) fn seal(event: &Event<WooshPay>, delivering: &Delivering<'_, WooshPay>) -> Sealed {
    let Delivering { to, attempt, settings } = delivering;
    let body = body(event);
    let mut headers = vec![("content-type", "application/json".to_owned())];
    if let Some(secret) = to.secret(SECRET) {
        let time = signature_time(attempt, settings);
        headers.push((signature::HEADER, signature::sign(secret, time, &body)));
    }
    Sealed { headers, body }
}

/// Undocumented: `pending_webhooks`, which the signature guide prints and the reference leaves out, is
/// left out; `request` is left out when no call caused the event.
fn body(event: &Event<WooshPay>) -> Vec<u8> {
    let (object, caused_by) = match &event.version {
        Version::Intent(one) => {
            (wire::Object::Intent(Box::new(shown::intent(one))), &one.caused_by)
        }
        Version::Session(one) => {
            (wire::Object::Session(Box::new(checkout_sessions::shown(one))), &one.caused_by)
        }
        Version::Refund(one) => {
            (wire::Object::Refund(Box::new(refunds::shown(one))), &one.caused_by)
        }
        Version::Endpoint(_) => unreachable!("no event tells of an endpoint"),
    };
    let body = wire::Event {
        id: &event.id,
        object: "event",
        api_version: API_VERSION,
        created: shown::whole_second(event.at),
        data: wire::EventData { object },
        livemode: false,
        request: caused_by.as_ref().map(request),
        kind: &event.kind,
    };
    serde_json::to_vec(&body).expect("wire types have string keys and no failing serializer")
}

fn request(call: &ApiRequest) -> wire::EventRequest<'_> {
    wire::EventRequest { id: call.id.to_string(), idempotency_key: call.idempotency_key.as_deref() }
}

/// What a refused delivery is warned of when its signature was not made for about now.
///
/// Undocumented: any tolerance; five minutes are what receivers usually allow. While time stands, the
/// signature has the virtual instant, and all that is known of the real one is whether it is `far`.
pub(crate) fn clock_skew(
    attempt: &Attempt,
    far: bool,
    settings: &Settings,
) -> Option<(&'static AdviceRule, Cow<'static, str>)> {
    let signed = signed_at(attempt, settings);
    let now = attempt.wall.unwrap_or(attempt.at);
    let seen = if attempt.wall.is_none() && far {
        format!("signed at {signed}, which is not about now by the receiver's own clock")
    } else if now.duration_since(signed).abs() > TOLERANCE {
        format!("signed at {signed}, tried at {now}")
    } else {
        return None;
    };
    Some((&CLOCK_SKEW, seen.into()))
}

fn signature_time(attempt: &Attempt, settings: &Settings) -> i64 {
    let instant = signed_at(attempt, settings);
    match settings.signature_time_unit {
        TimeUnit::Seconds => instant.as_second(),
        TimeUnit::Milliseconds => instant.as_millisecond(),
    }
}

/// The instant that a signature tells.
fn signed_at(attempt: &Attempt, settings: &Settings) -> Timestamp {
    let repeated = attempt.number > 0 && settings.signature_of_retries == RetrySignature::First;
    let (at, wall) =
        if repeated { (attempt.first, attempt.first_wall) } else { (attempt.at, attempt.wall) };
    match settings.signature_time {
        SignatureTime::Automatic => wall.unwrap_or(at),
        SignatureTime::Virtual => at,
    }
}

/// A secret of the documented form for the `count`-th endpoint of the control plane.
pub(crate) fn endpoint_secret(seed: &Seed, count: u64) -> Secret {
    const ALPHABET: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let drawn: [u8; SECRET_LENGTH] = seed.bytes("endpoint_secret", count);
    let text: String = drawn
        .iter()
        .map(|byte| char::from(ALPHABET[usize::from(*byte) % ALPHABET.len()]))
        .collect();
    Secret::new(secret_of(&text))
}

/// The documented form of a secret around letters and digits that were drawn.
pub(crate) fn secret_of(drawn: &str) -> String {
    format!("{SECRET_PREFIX}{drawn}")
}
