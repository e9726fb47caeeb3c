//! YabandPay's signature vectors, against admission and against this suite's own signing.

use sandpay_core::kernel::access::Credential;
use sandpay_core::kernel::access::Keyring;
use sandpay_core::kernel::access::Verdict;
use sandpay_core::kernel::message::Request;
use sandpay_fixtures::Fixture;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::world::credentialed;
use crate::world::provider;
use crate::world::signature;

#[derive(Deserialize)]
struct Vector<'a> {
    #[serde(borrow)]
    envelope_fields: &'a RawValue,
    #[serde(borrow)]
    data: &'a RawValue,
    secret_key: String,
    signature: String,
}

/// Every signature vector.
pub(crate) fn vectors() -> impl Iterator<Item = &'static Fixture> {
    sandpay_fixtures::all().filter(|fixture| fixture.vector.is_some())
}

fn read(fixture: &Fixture) -> (Vector<'static>, String) {
    let vector: Vector<'static> = serde_json::from_slice(fixture.vector.unwrap()).unwrap();
    let envelope = vector.envelope_fields.get().trim_start_matches('{').trim_end_matches('}');
    let comma = if envelope.trim().is_empty() { "" } else { "," };
    let (sign, data) = (&vector.signature, vector.data.get());
    let body = format!(r#"{{"sign":"{sign}",{envelope}{comma}"data":{data}}}"#);
    (vector, body)
}

#[test]
fn the_suites_own_signing_agrees_with_every_vector() {
    for fixture in vectors() {
        let (vector, body) = read(fixture);

        assert_eq!(signature(&body, &vector.secret_key), vector.signature, "{}", fixture.name);
    }
}

#[test]
fn a_request_signed_as_in_a_vector_is_accepted_and_a_changed_one_is_not() {
    // A notification is signed by the provider, so nobody admits it.
    let requests = vectors().filter(|fixture| !fixture.name.ends_with("/notification"));
    for fixture in requests {
        let (vector, body) = read(fixture);
        let credential = |name, value| Credential { name, value, selects: false };
        let keys = Keyring::new(&[
            credential("user", "016683".to_owned()),
            credential("secret_key", vector.secret_key),
        ]);
        let verdict = |body: String| {
            let post = credentialed("yabandpay", http::Method::POST, "/Payments");
            let request = Request { body: body.into(), ..post };
            provider("yabandpay").admit(request, &keys).verdict
        };

        let changed = body.replace(r#""currency": "EUR""#, r#""currency": "USD""#);
        assert_ne!(changed, body);
        let accepted = Verdict::Accepted { credential: "016683".to_owned(), lenient: false };
        assert_eq!(verdict(body), accepted, "{}", fixture.name);
        assert_eq!(verdict(changed), Verdict::Mismatch, "{}", fixture.name);
    }
}
