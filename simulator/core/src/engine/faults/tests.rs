//! How faults are written, and when they strike.

use jiff::SignedDuration;
use rstest::rstest;
use serde_json::json;

use super::*;

fn fault(json: Value) -> Fault {
    serde_json::from_value(json).unwrap()
}

const fn create(body: &[u8]) -> Candidate<'_> {
    Candidate { provider: "yuno", operation: Some("create_payment"), scheduled: false, body }
}

#[rstest]
#[case(json!({"error": "INVALID_TOKEN"}), Effect::Error("INVALID_TOKEN".into()))]
#[case(json!({"before_commit": {"status": 503}}), Effect::BeforeCommit(Disturbance::Status(503)))]
#[case(json!({"before_commit": {"rate_limited": {"retry_after": 30}}}), Effect::BeforeCommit(Disturbance::RateLimited { retry_after: 30 }))]
#[case(json!({"after_commit": "disconnect"}), Effect::AfterCommit(Disturbance::Disconnect))]
#[case(json!({"latency": "PT2S"}), Effect::Latency(Latency::Fixed(SignedDuration::from_secs(2))))]
#[case(json!({"response": "wrong_content_type"}), Effect::Response(Damage::WrongContentType))]
#[case(json!({"webhook": "bad_signature"}), Effect::Webhook(Mishap::BadSignature))]
#[case(json!({"webhook": {"delay": "PT5M"}}), Effect::Webhook(Mishap::Delay(SignedDuration::from_mins(5))))]
#[case(json!({"sequence": [{"error": "X"}, {"webhook": "drop"}]}), Effect::Sequence(vec![Effect::Error("X".into()), Effect::Webhook(Mishap::Drop)]))]
fn the_documented_forms_are_read(#[case] json: Value, #[case] effect: Effect) {
    assert_eq!(serde_json::from_value::<Effect>(json).unwrap(), effect);
}

#[rstest]
#[case("after_commit=disconnect", Some(Effect::AfterCommit(Disturbance::Disconnect)))]
#[case("before_commit=status:503", Some(Effect::BeforeCommit(Disturbance::Status(503))))]
#[case("latency=PT2S", Some(Effect::Latency(Latency::Fixed(SignedDuration::from_secs(2)))))]
#[case("latency=PT1S..PT3S", Some(Effect::Latency(Latency::Between { min: SignedDuration::from_secs(1), max: SignedDuration::from_secs(3) })))]
#[case("response=truncate", Some(Effect::Response(Damage::Truncate)))]
#[case("response=burn", None)]
#[case("webhook=reorder", Some(Effect::Webhook(Mishap::Reorder)))]
#[case("webhook=delay:PT5M", Some(Effect::Webhook(Mishap::Delay(SignedDuration::from_mins(5)))))]
#[case("webhook=delay", None)]
#[case("webhook=drop:PT5M", None)]
#[case("latency=soon", None)]
#[case("explode=now", None)]
#[case("hang", None)]
fn the_one_shot_header_is_read(#[case] text: &str, #[case] effect: Option<Effect>) {
    assert_eq!(from_header(text), effect);
}

#[test]
fn a_fault_strikes_as_often_as_it_says_and_is_gone() {
    let mut faults = Faults::default();
    faults.add(fault(json!({"on": {"provider": "yuno"}, "do": {"error": "X"}, "times": 2})));

    let struck = (0..4).filter(|_| faults.strike(&create(b"{}")).is_some()).count();

    assert_eq!((struck, faults.armed().len()), (2, 0));
}

#[test]
fn a_fault_waits_for_the_nth_match() {
    let mut faults = Faults::default();
    let on = json!({"provider": "yuno", "operation": "create_payment", "match": {"amount.currency": "USD"}, "nth": 2});
    faults.add(fault(json!({"on": on, "do": {"error": "X"}})));
    let bodies: [&[u8]; 5] = [
        br#"{"amount":{"currency":"USD"}}"#,
        br#"{"amount":{"currency":"EUR"}}"#,
        b"not json",
        br#"{"amount":{"currency":"USD"}}"#,
        br#"{"amount":{"currency":"USD"}}"#,
    ];

    let struck: Vec<_> = bodies.iter().map(|body| faults.strike(&create(body)).is_some()).collect();

    assert_eq!(struck, [false, false, false, true, false]);
}

#[test]
fn a_fault_without_an_operation_leaves_scheduled_operations_alone() {
    let mut faults = Faults::default();
    faults.add(fault(json!({"on": {"provider": "yuno"}, "do": {"error": "X"}, "times": "always"})));
    let due =
        Candidate { provider: "yuno", operation: Some("capture_due"), scheduled: true, body: b"" };

    assert!(faults.strike(&due).is_none());
    assert!(faults.strike(&create(b"")).is_some());
}

#[test]
fn a_drawn_latency_stays_within_its_bounds() {
    let (min, max) = (SignedDuration::from_millis(10), SignedDuration::from_millis(12));

    for drawn in [0, 1, 1999, 2000, 2001, u64::MAX] {
        let picked = Latency::Between { min, max }.pick(drawn);
        assert!((min..=max).contains(&picked), "{picked:?}");
    }
}

#[test]
fn a_sequence_strikes_once_each_in_order_and_is_gone() {
    let mut faults = Faults::default();
    let effects = json!({"sequence": [{"error": "A"}, {"error": "B"}]});
    faults.add(fault(json!({"on": {"provider": "yuno"}, "do": effects, "times": 2})));

    let struck: Vec<_> =
        (0..6).map(|_| faults.strike(&create(b"{}")).map(|(_, effect)| effect)).collect();

    let error = |code: &str| Some(Effect::Error(code.into()));
    assert_eq!(struck, [error("A"), error("B"), error("A"), error("B"), None, None]);
}
