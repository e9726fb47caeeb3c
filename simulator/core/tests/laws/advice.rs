//! Advice: kept whatever becomes of the call, and aware of answers that nobody got.

use sandpay_core::engine::Engine;
use sandpay_core::engine::journal::Entry;
use sandpay_core::engine::journal::Filter;
use serde_json::Value;

use crate::bench::Bench;
use crate::toy;

const LOST: (&str, &str) = ("sandpay-fault", "after_commit=disconnect");
const KEY: (&str, &str) = ("idempotency-key", "k");
const TEA: &str = r#"{"name":"tea","wait":"PT1H"}"#;

/// Codes and what was seen, of all advice in the journal.
fn advice(bench: &Bench) -> Vec<(&'static str, String)> {
    let filter = Filter { kind: Some("advice".into()), limit: usize::MAX, ..Filter::default() };
    let shown = |entry: &Entry| (entry.rule.unwrap().code, entry.what.to_string());
    bench.engine.journal().entries(&filter).map(shown).collect()
}

#[test]
fn advice_before_a_refusal_is_kept_and_nothing_else() {
    let mut bench = Bench::new();
    let before = bench.engine.snapshot();

    let refused = bench.fill("nothing", "PT1H");

    assert_eq!(refused.response.status, 400);
    assert!(refused.response.headers.contains(&("sandpay-advice", "nameless".into())));
    assert_eq!(advice(&bench), [("nameless", "the name is `nothing`".to_owned())]);
    let machines = |snapshot| serde_json::to_value(snapshot).unwrap()["machines"].clone();
    assert_eq!(machines(&bench.engine.snapshot()), machines(&before));
}

#[test]
fn an_answer_that_a_fault_lost_is_known_to_be_lost() {
    let mut bench = Bench::new();
    bench.post("/jars", &[LOST], TEA);
    assert!(advice(&bench).is_empty());

    bench.post("/jars", &[], TEA);

    assert_eq!(advice(&bench), [("unheard", "nobody was told of this jar".to_owned())]);
}

#[test]
fn an_answer_that_arrived_is_not_lost() {
    let mut bench = Bench::new();
    bench.post("/jars", &[], TEA);
    bench.post("/jars", &[("sandpay-fault", "before_commit=disconnect")], TEA);

    bench.post("/jars", &[], TEA);

    assert!(advice(&bench).is_empty());
}

#[test]
fn an_answer_that_was_asked_for_again_under_its_key_is_lost_no_more() {
    let mut bench = Bench::new();
    bench.post("/jars", &[KEY, LOST], TEA);
    bench.post("/jars", &[KEY, LOST], TEA);
    bench.post("/jars", &[("idempotency-key", "other")], TEA);
    assert_eq!(advice(&bench).len(), 1);

    bench.post("/jars", &[KEY], TEA);
    bench.post("/jars", &[], TEA);

    assert_eq!(advice(&bench).len(), 1);
}

#[test]
fn lost_answers_survive_a_snapshot() {
    let mut bench = Bench::new();
    bench.post("/jars", &[KEY, LOST], TEA);
    let mut restored = Bench::new();
    let snapshot: Value = serde_json::to_value(bench.engine.snapshot()).unwrap();

    restored.engine.restore(serde_json::from_value(snapshot).unwrap()).unwrap();
    restored.post("/jars", &[], TEA);

    assert_eq!(advice(&restored).len(), 1);
}

#[test]
fn raised_advice_outlives_a_snapshot_and_a_replay() {
    let mut bench = Bench::new();
    bench.fill("nothing", "PT1H");
    let raised = bench.engine.advice(bench.at());
    assert_eq!((raised.len(), raised[0].rule.code, raised[0].standing), (1, "nameless", false));
    let snapshot = serde_json::to_value(bench.engine.snapshot()).unwrap();
    let mut restored = Bench::new();

    restored.engine.restore(serde_json::from_value(snapshot).unwrap()).unwrap();
    let replayed = Engine::replay(&bench.engine.head(), bench.records(), toy::catalogue()).unwrap();

    assert_eq!(restored.engine.advice(bench.at()), raised);
    assert_eq!(replayed.engine.advice(bench.at()), raised);
}

#[test]
fn what_stands_open_is_advice_until_it_is_mended() {
    let mut bench = Bench::new();
    let filled = bench.at();
    bench.fill("tea", "P3D");
    assert!(bench.engine.advice(bench.at()).is_empty());

    bench.advance("2026-01-03T00:00:00Z".parse().unwrap(), |_| false);
    let open = bench.engine.advice(bench.at());
    bench.advance("2026-01-05T00:00:00Z".parse().unwrap(), |_| false);

    assert_eq!((open.len(), open[0].rule.code), (1, "left_closed"));
    assert_eq!((open[0].standing, open[0].at), (true, filled));
    assert!(bench.engine.advice(bench.at()).is_empty());
    assert!(advice(&bench).is_empty());
}
