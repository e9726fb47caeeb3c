//! Logs: what they hold, what they do not, and how a wrong one is noticed.

use sandpay_core::engine::Engine;
use sandpay_core::engine::ReplayError;
use sandpay_core::engine::input::Input;
use sandpay_core::engine::log;

use crate::bench::Bench;
use crate::toy;

fn history() -> Bench {
    let mut bench = Bench::new();
    bench.post(
        "/jars",
        &[],
        concat!(r#"{"name":"jar","wait":"PT1H","number":"45391488"#, r#"03436467","cvv":"737"}"#),
    );
    bench.advance("2026-01-01T02:00:00Z".parse().unwrap(), |_| false);
    bench
}

#[test]
fn a_log_holds_no_card_number_no_card_code_no_key_and_no_merchants_secret() {
    let bench = history();

    let text: String = bench.records().iter().map(|record| log::line(record) + "\n").collect();

    for secret in [concat!("45391488", "03436467"), "737", "key-default", "merchant-secret"] {
        let line = text.lines().find(|line| {
            line.contains(secret) && !line.contains(&format!("\"credential\":\"{secret}\""))
        });
        assert_eq!(line, None, "{secret}");
    }
}

#[test]
fn a_log_without_the_merchants_secrets_runs_again_to_the_same_digests() {
    let bench = history();

    let replayed = Engine::replay(&bench.engine.head(), bench.records(), toy::catalogue()).unwrap();

    assert!(replayed.engine.secrets().is_empty());
    assert_eq!(replayed.engine.sequence(), bench.engine.sequence());
}

#[test]
fn a_changed_record_is_named() {
    let bench = history();
    let mut records = bench.records();
    let changed =
        records.iter_mut().find(|record| matches!(record.input, Input::Request { .. })).unwrap();
    let seq = changed.seq;
    let text = serde_json::to_string(&changed).unwrap().replace("PT1H", "PT2H");
    *changed = serde_json::from_str(&text).unwrap();

    let error = Engine::replay(&bench.engine.head(), records, toy::catalogue()).unwrap_err();

    assert!(matches!(error, ReplayError::Differs { seq: found, .. } if found == seq), "{error}");
}

#[test]
fn a_missing_record_is_noticed() {
    let bench = history();
    let mut records = bench.records();
    records.remove(1);

    let error = Engine::replay(&bench.engine.head(), records, toy::catalogue()).unwrap_err();

    assert!(matches!(error, ReplayError::Gap { expected: 2, found: 3 }), "{error}");
}

#[test]
fn head_and_records_survive_their_lines() {
    let bench = history();

    let head = log::read_head(&log::line(&bench.engine.head())).unwrap();
    let records: Vec<_> =
        bench.records().iter().map(|record| log::read(&log::line(record)).unwrap()).collect();

    assert_eq!(head, bench.engine.head());
    assert!(Engine::replay(&head, records, toy::catalogue()).is_ok());
}
