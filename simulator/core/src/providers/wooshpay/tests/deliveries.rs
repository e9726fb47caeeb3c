//! What a merchant's server receives.

use jiff::SignedDuration;
use jiff::Timestamp;
use rstest::rstest;
use serde_json::Value;
use serde_json::json;

use super::Bench;
use super::ENDPOINT_SECRET;
use super::first_attempt;
use super::web_request;
use crate::kernel::mac;
use crate::kernel::tx::NoteKind;
use crate::kernel::webhook::Attempt;
use crate::kernel::webhook::DeliveryAnswer;
use crate::kernel::webhook::Endpoint;
use crate::providers::wooshpay::advice::CLOCK_SKEW;

fn signature(headers: &[(&'static str, String)]) -> (String, String) {
    let (_, value) =
        headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("Wooshpay-Signature")).unwrap();
    let (time, signature) = value.split_once(',').unwrap();
    (time.strip_prefix("t=").unwrap().to_owned(), signature.strip_prefix("v1=").unwrap().to_owned())
}

#[test]
fn an_event_has_its_members_in_the_documented_order() {
    let mut bench = Bench::new();
    bench.at = "2026-01-01T00:00:00.600Z".parse().unwrap();
    let reply = bench.create(web_request());
    let intent = &reply.text;

    let body = String::from_utf8(bench.seal(&reply.step.events[0]).body).unwrap();

    let (start, rest) = body.split_once(r#","object":"event""#).unwrap();
    let (middle, request) = rest.split_once(r#""request":{"id":"req_"#).unwrap();
    assert!(start.starts_with(r#"{"id":"evt_"#), "{start}");
    assert_eq!(
        middle,
        format!(
            r#","api_version":"1.0.1","created":1767225601000,"data":{{"object":{intent}}},"livemode":false,"#
        )
    );
    assert!(request.ends_with(r#""},"type":"payment_intent.created"}"#), "{request}");
}

#[test]
fn every_event_has_an_id_of_its_own_that_stays_over_all_tries() {
    let mut bench = Bench::new();
    let reply = bench.create(web_request());
    let [created, requires_action] = &reply.step.events[..] else {
        panic!("two events were expected");
    };

    let first = bench.body(created)["id"].clone();
    bench.pass(SignedDuration::from_hours(7));

    assert_eq!(bench.body(created)["id"], first);
    assert!(first.as_str() < bench.body(requires_action)["id"].as_str());
}

#[test]
fn a_body_shows_the_state_at_the_event_however_late_it_is_sent() {
    let mut bench = Bench::new();
    let reply = bench.create(web_request());
    let before = bench.seal(&reply.step.events[0]).body;

    bench.act(&reply.id(), "approve").unwrap();

    assert_eq!(bench.seal(&reply.step.events[0]).body, before);
}

#[test]
fn a_delivery_is_signed_over_its_time_and_its_bytes() {
    let mut bench = Bench::new();
    let reply = bench.create(web_request());

    let sealed = bench.seal(&reply.step.events[0]);

    let (time, signature) = signature(&sealed.headers);
    let signed = [time.as_bytes(), b".", &sealed.body].concat();
    let expected = mac::hmac_sha256(ENDPOINT_SECRET.as_bytes(), &[&signed]);
    assert_eq!(time, "1767225600");
    assert_eq!(signature, mac::hex(&expected));
    assert!(sealed.headers.contains(&("content-type", "application/json".to_owned())));
}

#[test]
fn without_a_secret_nothing_is_signed() {
    let mut bench = Bench::new();
    let reply = bench.create(web_request());

    let sealed = bench
        .machine
        .seal(reply.step.events[0].number, &Endpoint::default(), &first_attempt(bench.at))
        .unwrap();

    assert_eq!(sealed.headers.len(), 1);
}

/// Virtual seconds 1,000 and 1,060; real seconds 5,000 and 5,003.
fn attempt(number: u32, wall: bool) -> Attempt {
    let second = |second| Timestamp::from_second(second).unwrap();
    let first = number == 0;
    Attempt {
        number,
        at: second(if first { 1000 } else { 1060 }),
        first: second(1000),
        wall: wall.then(|| second(if first { 5000 } else { 5003 })),
        first_wall: wall.then(|| second(5000)),
    }
}

#[rstest]
#[case::first(json!({}), attempt(0, false), "1000")]
#[case::first_with_a_real_clock(json!({}), attempt(0, true), "5000")]
#[case::retry(json!({}), attempt(1, false), "1000")]
#[case::retry_with_a_real_clock(json!({}), attempt(1, true), "5000")]
#[case::own(json!({"signature_of_retries": "own"}), attempt(1, false), "1060")]
#[case::own_with_a_real_clock(json!({"signature_of_retries": "own"}), attempt(1, true), "5003")]
#[case::virtual_(json!({"signature_time": "virtual"}), attempt(0, true), "1000")]
#[case::virtual_retry(json!({"signature_time": "virtual"}), attempt(1, true), "1000")]
#[case::virtual_own(
    json!({"signature_time": "virtual", "signature_of_retries": "own"}),
    attempt(1, true),
    "1060"
)]
#[case::milliseconds(json!({"signature_time_unit": "milliseconds"}), attempt(0, true), "5000000")]
fn the_time_of_a_signature_follows_the_settings(
    #[case] settings: Value,
    #[case] attempt: Attempt,
    #[case] time: &str,
) {
    let mut bench = Bench::with(&settings);
    let reply = bench.create(web_request());

    let sealed = bench.seal_as(&reply.step.events[0], &attempt);

    assert_eq!(signature(&sealed.headers).0, time);
}

#[rstest]
#[case(200, true)]
#[case(204, true)]
#[case(299, true)]
#[case(199, false)]
#[case(301, false)]
#[case(500, false)]
fn any_2xx_acknowledges(#[case] status: u16, #[case] acknowledged: bool) {
    let answer = DeliveryAnswer { status, body: String::new() };

    assert_eq!(Bench::new().machine.acknowledged(&answer), acknowledged);
}

#[test]
fn eighteen_deliveries_end_64_hours_and_31_minutes_after_the_first() {
    let waits = Bench::new().machine.retries();

    let last = waits.iter().fold(SignedDuration::ZERO, |sum, wait| sum + *wait);
    assert_eq!(waits.len() + 1, 18);
    assert_eq!(last, SignedDuration::from_hours(64) + SignedDuration::from_mins(31));
}

#[test]
fn a_secret_is_made_for_every_endpoint_and_stays_the_same() {
    let machine = Bench::new().machine;
    let secret = |count| machine.endpoint_secret(count).unwrap();

    let text = secret(0).reveal().to_owned();
    let random = text.strip_prefix("whsec_").unwrap();
    assert_eq!(random.len(), 32);
    assert!(random.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    assert_eq!(secret(0), secret(0));
    assert_ne!(secret(0), secret(1));
}

#[rstest]
#[case::fresh(json!({}), attempt(0, false), false, None)]
#[case::time_stands_far_away(json!({}), attempt(0, false), true, Some("signed at 1970-01-01T00:16:40Z, which is not about now by the receiver's own clock"))]
#[case::real_clock(json!({}), attempt(0, true), true, None)]
#[case::virtual_(json!({"signature_time": "virtual"}), attempt(0, true), true, Some("signed at 1970-01-01T00:16:40Z, tried at 1970-01-01T01:23:20Z"))]
#[case::soon_again(json!({}), attempt(1, false), false, None)]
#[case::late_again(json!({}), late(), false, Some("signed at 1970-01-01T00:16:40Z, tried at 1970-01-01T00:21:41Z"))]
#[case::late_but_signed_anew(json!({"signature_of_retries": "own"}), late(), false, None)]
fn a_refused_delivery_is_warned_of_when_its_signature_is_not_of_about_now(
    #[case] changes: Value,
    #[case] attempt: Attempt,
    #[case] far: bool,
    #[case] seen: Option<&str>,
) {
    let mut bench = Bench::new();
    bench.machine.change_settings(changes.as_object().unwrap()).unwrap();
    let reply = bench.create(web_request());
    let event = &reply.step.events[0];

    let note = bench.machine.refused(event.number, &attempt, far);

    let told = note.as_ref().map(|note| (note.kind, &note.subject, note.what.as_ref()));
    assert_eq!(told, seen.map(|seen| (NoteKind::Advice(&CLOCK_SKEW), &event.subject, seen)));
}

/// A second try five minutes and a second after the first.
fn late() -> Attempt {
    let at = Timestamp::from_second(1301).unwrap();
    Attempt { at, ..attempt(1, false) }
}
