//! Deliveries: their bodies, header fields and repetitions.

use jiff::SignedDuration;
use rstest::rstest;
use serde_json::json;

use super::*;
use crate::kernel::access::Secret;
use crate::kernel::webhook::Attempt;
use crate::kernel::webhook::DeliveryAnswer;
use crate::kernel::webhook::Endpoint;
use crate::kernel::webhook::Sealed;
use crate::providers::yuno::signature;

const NOON: &str = "2026-01-15T12:00:00Z";

fn sealed(sandbox: &Sandbox, event: usize, to: &Endpoint, number: u32) -> Sealed {
    let events: Vec<_> = sandbox.steps.iter().flat_map(|step| &step.events).collect();
    let attempt =
        Attempt { number, at: sandbox.at, first: sandbox.at, wall: None, first_wall: None };
    sandbox.machine.seal(events[event].number, to, &attempt).unwrap()
}

fn body(sealed: &Sealed) -> Value {
    serde_json::from_slice(&sealed.body).unwrap()
}

#[test]
fn each_event_shows_the_state_that_it_tells_of() {
    let mut sandbox = Sandbox::new(NOON);
    let payment = sandbox.created(&delayed(Some("P7D"), None));
    sandbox.advance("2026-02-01T00:00:00Z");

    let authorize = body(&sealed(&sandbox, 0, &Endpoint::default(), 0));
    let capture = body(&sealed(&sandbox, 1, &Endpoint::default(), 0));

    assert_eq!((&authorize["type"], &authorize["version"]), (&json!("payment"), &json!(2)));
    assert_eq!(authorize["account_id"], ACCOUNT);
    assert_eq!(authorize["type_event"], "payment.authorize");
    assert_eq!(state(&authorize["data"]["payment"]), "PENDING/AUTHORIZED");
    assert_eq!(capture["type_event"], "payment.capture");
    let captured = &capture["data"]["payment"];
    assert_eq!(state(captured), "SUCCEEDED/CAPTURED");
    assert_eq!(captured["id"], payment["id"]);
    assert_eq!(captured["order_id"], "000024");
    assert_eq!(captured["amount"]["captured"], json!(20000));
    assert_eq!(captured["transactions"]["type"], "CAPTURE");
    assert_eq!(captured["transactions_history"], json!([]));
    assert_eq!(captured["idempotency_key"], "key-1");
    assert_eq!(
        captured["transactions"]["payment_method"]["payment_method_detail"]["wallet"],
        json!(null)
    );
}

#[test]
fn an_event_keeps_its_key_over_its_deliveries_and_counts_them() {
    let mut sandbox = Sandbox::new(NOON);
    sandbox.created(&guide("real-time"));
    sandbox.created(&guide("real-time"));
    let key = |event, number| {
        let body = body(&sealed(&sandbox, event, &Endpoint::default(), number));
        assert_eq!(body["retry"], json!(number));
        body["data"]["idempotency_key"].as_str().unwrap().to_owned()
    };

    assert_eq!(key(0, 0), key(0, 6));
    assert_ne!(key(0, 0), key(1, 0));
    assert_eq!(uuid::Uuid::try_parse(&key(0, 0)).unwrap().get_version_num(), 4);
}

#[test]
fn the_history_is_sent_only_when_the_payment_asked_for_it() {
    let mut sandbox = Sandbox::new(NOON);
    let mut asked = delayed(Some("P7D"), None);
    asked["response_additional_data"] = json!({"transactions_history": true});
    sandbox.created(&asked);
    sandbox.advance("2026-02-01T00:00:00Z");

    let capture = body(&sealed(&sandbox, 1, &Endpoint::default(), 0));

    let types: Vec<&Value> = capture["data"]["payment"]["transactions_history"]
        .as_array()
        .unwrap()
        .iter()
        .map(|transaction| &transaction["type"])
        .collect();
    assert_eq!(types, ["AUTHORIZE", "CAPTURE"]);
}

#[test]
fn header_fields_are_those_that_are_configured() {
    let mut sandbox = Sandbox::new(NOON);
    sandbox.created(&guide("real-time"));
    let secrets = [("api_key", "k"), ("secret", "s"), ("hmac_client_secret", "h")]
        .map(|(name, secret)| (name.to_owned(), Secret::new(secret)))
        .to_vec();
    let to = Endpoint { secrets, ..Endpoint::default() };

    let bare = sealed(&sandbox, 0, &Endpoint::default(), 0);
    let first = sealed(&sandbox, 0, &to, 0);
    let second = sealed(&sandbox, 0, &to, 1);

    assert_eq!(bare.headers, [("content-type", "application/json".to_owned())]);
    assert_eq!(
        first.headers[1..],
        [
            ("x-api-key", "k".to_owned()),
            ("x-secret", "s".to_owned()),
            ("x-hmac-signature", signature::sign("h", &first.body)),
        ]
    );
    assert_ne!(first.headers[3], second.headers[3]);
}

#[rstest]
#[case(200, true)]
#[case(201, false)]
#[case(204, false)]
#[case(302, false)]
#[case(500, false)]
fn only_200_acknowledges(#[case] status: u16, #[case] expected: bool) {
    let sandbox = Sandbox::new(NOON);

    let acknowledged =
        sandbox.machine.acknowledged(&DeliveryAnswer { status, body: String::new() });

    assert_eq!(acknowledged, expected);
}

#[test]
fn six_deliveries_follow_the_first() {
    let mut sandbox = Sandbox::new(NOON);
    let previous = sandbox.machine.retries();
    let changes = json!({"webhook_retry_basis": "first"});
    sandbox.machine.change_settings(changes.as_object().unwrap()).unwrap();
    let first = sandbox.machine.retries();

    assert_eq!((previous.len(), first.len()), (6, 6));
    assert_eq!(first.iter().sum::<SignedDuration>(), SignedDuration::from_hours(96));
    assert_eq!(previous[5], SignedDuration::from_hours(96));
}
