//! What faults do to a request, and what is left of it.

use jiff::SignedDuration;
use rstest::rstest;
use sandpay_core::engine::input::Command;
use sandpay_core::engine::input::Fate;
use serde_json::Value;
use serde_json::json;

use crate::bench::Bench;

const BODY: &str = r#"{"name":"jar","wait":"PT1H"}"#;

fn arm(bench: &mut Bench, fault: Value) {
    let command = Command::AddFault(serde_json::from_value(fault).unwrap());
    bench.engine.command(bench.at(), command).unwrap();
}

fn jars(bench: &Bench) -> usize {
    bench.journal().iter().filter(|line| line.ends_with("Changed closed")).count()
}

#[rstest]
#[case::status(json!({"before_commit": {"status": 503}}), Fate::Answered, 503, 0)]
#[case::rate_limited(json!({"before_commit": {"rate_limited": {"retry_after": 3}}}), Fate::Answered, 429, 0)]
#[case::disconnected(json!({"before_commit": "disconnect"}), Fate::Disconnected, 504, 0)]
#[case::lost_status(json!({"after_commit": {"status": 502}}), Fate::Answered, 502, 1)]
#[case::lost_reply(json!({"after_commit": "disconnect"}), Fate::Disconnected, 504, 1)]
#[case::refused(json!({"error": "BROKEN"}), Fate::Answered, 400, 0)]
fn a_fault_strikes_before_or_after_the_work(
    #[case] effect: Value,
    #[case] fate: Fate,
    #[case] status: u16,
    #[case] done: usize,
) {
    let mut bench = Bench::new();
    arm(&mut bench, json!({"on": {"provider": "toy", "operation": "fill_jar"}, "do": effect}));

    let reply = bench.post("/jars", &[], BODY);

    assert_eq!((reply.fate, reply.response.status.as_u16()), (fate, status));
    assert_eq!(jars(&bench), done);
    assert_eq!(bench.post("/jars", &[], BODY).response.status, 201);
}

#[test]
fn a_reply_lost_after_the_work_is_found_again_under_the_same_key() {
    let mut bench = Bench::new();
    let key = [("idempotency-key", "k")];
    let with_fault = [("idempotency-key", "k"), ("sandpay-fault", "after_commit=disconnect")];

    let lost = bench.post("/jars", &with_fault, BODY);
    let retried = bench.post("/jars", &key, BODY);

    assert_eq!((lost.fate, retried.response.status.as_u16()), (Fate::Disconnected, 201));
    assert_eq!(jars(&bench), 1);
}

#[test]
fn a_key_is_in_process_while_its_answer_is_held_back() {
    let mut bench = Bench::new();
    let key = [("idempotency-key", "k")];
    let slow = [("idempotency-key", "k"), ("sandpay-fault", "latency=PT2S")];

    let held = bench.post("/jars", &slow, BODY);
    let Fate::Delayed(wait, id) = held.fate else { panic!("{held:?}") };
    let meanwhile = bench.post("/jars", &key, BODY);
    bench.engine.released(bench.at(), id);
    let afterwards = bench.post("/jars", &key, BODY);

    assert_eq!(wait, SignedDuration::from_secs(2));
    assert_eq!((meanwhile.response.status.as_u16(), afterwards.response), (409, held.response));
}

#[test]
fn a_failure_on_the_servers_side_burns_the_key_and_a_refusal_does_not() {
    let mut bench = Bench::new();

    bench.post("/jars", &[("idempotency-key", "a"), ("sandpay-fault", "error=OVERLOADED")], BODY);
    bench.post("/jars", &[("idempotency-key", "b"), ("sandpay-fault", "error=BROKEN")], BODY);

    assert_eq!(bench.post("/jars", &[("idempotency-key", "a")], BODY).response.status, 409);
    assert_eq!(bench.post("/jars", &[("idempotency-key", "b")], BODY).response.status, 201);
}

#[test]
fn a_scheduled_operation_can_be_made_to_end_otherwise() {
    let mut bench = Bench::new();
    arm(
        &mut bench,
        json!({"on": {"provider": "toy", "operation": "jar_opens", "nth": 2}, "do": {"outcome": "spilled"}}),
    );
    (0..3).for_each(|_| drop(bench.fill("jar", "PT1H")));

    bench.advance("2026-01-01T02:00:00Z".parse().unwrap(), |_| false);

    assert_eq!(
        bench.state().to_string().matches("\"opened\":\"spilled\"").count(),
        1 + 1,
        "the version, and the event that holds it"
    );
}

#[rstest]
#[case(json!({"on": {"provider": "toi"}, "do": {"error": "BROKEN"}}), "providers are toy")]
#[case(json!({"on": {"provider": "toy", "operation": "fill_jars"}, "do": {"error": "BROKEN"}}), "did you mean `fill_jar`?")]
#[case(json!({"on": {"provider": "toy"}, "do": {"error": "BROKN"}}), "did you mean `BROKEN`?")]
#[case(json!({"on": {"provider": "toy"}, "do": {"outcome": "split"}}), "spilled")]
#[case(json!({"on": {"provider": "toy"}, "do": {"latency": "PT2M"}}), "PT2S, say")]
#[case(json!({"on": {"provider": "toy"}, "do": {"before_commit": {"status": 42}}}), "200 to 599")]
#[case(json!({"on": {"provider": "toy"}, "do": {"error": "BROKEN"}, "times": 0}), "leave them out for the first match, once")]
#[case(json!({"on": {"provider": "toy", "operation": "jar_opens"}, "do": {"latency": "PT1S"}}), "a scheduled operation has no caller: use {\"outcome\": CODE} or \"webhook\"")]
fn a_fault_that_can_never_strike_is_refused_with_a_hint(#[case] fault: Value, #[case] hint: &str) {
    let mut bench = Bench::new();
    let command = Command::AddFault(serde_json::from_value(fault).unwrap());

    let refused = bench.engine.command(bench.at(), command).unwrap_err();

    assert_eq!((refused.code, refused.hint.as_str()), ("bad_fault", hint));
}

#[test]
fn a_fault_header_that_is_not_understood_is_refused_and_nothing_happens() {
    let mut bench = Bench::new();

    let reply = bench.post("/jars", &[("sandpay-fault", "after_commit=explode")], BODY);

    assert_eq!((reply.response.status.as_u16(), jars(&bench)), (400, 0));
}

#[test]
fn a_card_number_in_a_criterion_reaches_no_log_and_still_strikes() {
    let card = concat!("45391488", "03436467");
    let mut bench = Bench::new();
    let on = json!({"provider": "toy", "match": {"/number": card}});
    arm(&mut bench, json!({"on": on, "do": {"error": "BROKEN"}}));

    let reply =
        bench.post("/jars", &[], &format!(r#"{{"name":"jar","wait":"PT1H","number":"{card}"}}"#));

    assert_eq!(reply.response.status, 400);
    assert!(!serde_json::to_string(&bench.records()).unwrap().contains(card));
}

#[test]
fn a_long_wrong_name_is_refused_at_once_and_not_repeated() {
    let mut bench = Bench::new();
    let long = "a".repeat(900_000);
    let fault = json!({"on": {"provider": "toy"}, "do": {"error": long}});

    let refused = bench
        .engine
        .command(bench.at(), Command::AddFault(serde_json::from_value(fault).unwrap()))
        .unwrap_err();

    assert!(refused.message.len() < 200, "{}", refused.message.len());
}
