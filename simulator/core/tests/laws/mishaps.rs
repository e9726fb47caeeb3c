//! Webhooks that go wrong on purpose.

use rstest::rstest;
use sandpay_core::engine::Engine;
use sandpay_core::engine::delivery::Status;
use sandpay_core::engine::input::Command;
use sandpay_core::engine::input::CommandRefused;
use serde_json::Value;
use serde_json::json;

use crate::bench::Bench;
use crate::toy;

fn arm(bench: &mut Bench, effect: &Value) -> Result<(), CommandRefused> {
    let on = json!({"provider": "toy", "operation": "jar_opens"});
    let fault = serde_json::from_value(json!({"on": on, "do": effect})).unwrap();
    bench.engine.command(bench.at(), Command::AddFault(fault)).map(drop)
}

/// Three jars open an hour apart, and something befalls the webhooks of the first. What arrives, in order:
/// the instant of each try and the jar's number.
fn played(effect: &Value) -> (Bench, Vec<String>) {
    let mut bench = Bench::new();
    let names = ["PT1H", "PT90M", "PT4H"];
    names.iter().for_each(|wait| drop(bench.fill(wait, wait)));
    arm(&mut bench, effect).unwrap();
    bench.advance("2026-01-02T00:00:00Z".parse().unwrap(), |_| false);
    let tries = bench.journal();
    let order = tries.iter().filter(|line| line.contains(" Delivery "));
    let instants = order.map(|line| line[11..16].to_owned()).collect();
    (bench, instants)
}

#[rstest]
#[case::drop("drop", &["01:30", "04:00"])]
#[case::duplicate("duplicate", &["01:00", "01:00", "01:30", "04:00"])]
#[case::overtaken("reorder", &["01:30", "01:30", "04:00"])]
#[case::stale("stale", &["01:00", "01:30", "04:00"])]
fn webhooks_leave_as_the_mishap_says(#[case] mishap: &str, #[case] instants: &[&str]) {
    let (bench, sent) = played(&json!({"webhook": mishap}));

    assert_eq!(sent, instants);
    let replayed = Engine::replay(&bench.engine.head(), bench.records(), toy::catalogue());
    assert_eq!(replayed.unwrap().engine.sequence(), bench.engine.sequence());
}

#[test]
fn a_delayed_webhook_waits_and_holds_back_no_other() {
    let (_, sent) = played(&json!({"webhook": {"delay": "PT2H"}}));

    assert_eq!(sent, ["01:30", "03:00", "04:00"]);
}

#[test]
fn a_webhook_that_nothing_overtakes_goes_out_at_last() {
    let mut bench = Bench::new();
    bench.fill("tea", "PT1H");
    arm(&mut bench, &json!({"webhook": "reorder"})).unwrap();

    bench.advance("2026-01-01T01:59:00Z".parse().unwrap(), |_| false);
    let early = bench.engine.outbox().announcements().next().unwrap().1.deliveries[0].clone();
    bench.advance("2026-01-01T02:00:00Z".parse().unwrap(), |_| false);

    let late = &bench.engine.outbox().announcements().next().unwrap().1.deliveries[0];
    assert_eq!((early.status, early.tried.len()), (Status::Pending, 0));
    assert_eq!((late.status, late.tried.len()), (Status::Delivered, 1));
}

#[test]
fn a_dropped_webhook_can_be_sent_after_all() {
    let (mut bench, _) = played(&json!({"webhook": "drop"}));
    let (event, announcement) = bench.engine.outbox().announcements().next().unwrap();
    assert_eq!(announcement.deliveries[0].status, Status::Dropped);

    let id = format!("{event}.0").parse().unwrap();
    bench.engine.command(bench.at(), Command::Redeliver(id)).unwrap();
    bench.advance(bench.at(), |_| false);

    assert_eq!(bench.engine.outbox().delivery(id).unwrap().status, Status::Delivered);
}

#[rstest]
#[case(json!({"response": "truncate"}), "this effect needs a caller")]
#[case(json!({"sequence": [{"webhook": "drop"}, {"latency": "PT1S"}]}), "this effect needs a caller")]
#[case(json!({"sequence": []}), "a sequence has 1 to 1000 effects")]
#[case(json!({"sequence": [{"sequence": [{"webhook": "drop"}]}]}), "a sequence holds no other")]
#[case(json!({"webhook": {"delay": "PT721H"}}), "a webhook waits PT0S to PT720H")]
#[case(json!({"webhook": {"delay": "-PT1S"}}), "a webhook waits PT0S to PT720H")]
fn a_fault_that_makes_no_sense_is_refused(#[case] effect: Value, #[case] message: &str) {
    let refused = arm(&mut Bench::new(), &effect).unwrap_err();

    assert_eq!((refused.code, refused.message.as_str()), ("bad_fault", message));
    assert!(!refused.hint.is_empty());
}
