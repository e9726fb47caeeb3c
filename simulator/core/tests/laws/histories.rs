//! Random histories of requests, clock moves and failing receivers.

use jiff::SignedDuration;
use proptest::prelude::*;
use sandpay_core::engine::Engine;

use crate::bench::Bench;
use crate::bench::setup;
use crate::toy;

/// One thing that happens.
#[derive(Clone, Debug)]
enum Step {
    /// A jar that opens after so many minutes.
    Fill(u32),
    /// The same call twice, under one key.
    FillTwice(u32),
    /// Time passes.
    Advance(u32),
    /// The next timer ends in another way.
    Spill,
    /// A call that is refused.
    Refused,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        4 => (0_u32..600).prop_map(Step::Fill),
        1 => (0_u32..600).prop_map(Step::FillTwice),
        4 => (0_u32..400).prop_map(Step::Advance),
        1 => Just(Step::Spill),
        1 => Just(Step::Refused),
    ];
    proptest::collection::vec(step, 1..25)
}

/// A receiver that fails for about a third of what it gets, always for the same.
fn refuses(body: &[u8]) -> bool {
    body.iter().map(|byte| u32::from(*byte)).sum::<u32>() % 3 == 0
}

fn minutes(bench: &Bench, minutes: u32) -> jiff::Timestamp {
    bench.at().checked_add(SignedDuration::from_mins(i64::from(minutes))).unwrap()
}

fn play(bench: &mut Bench, step: &Step, number: usize) {
    match step {
        Step::Fill(wait) => drop(bench.fill(&format!("jar {number}"), &format!("PT{wait}M"))),
        Step::FillTwice(wait) => {
            let body = format!(r#"{{"name":"twice {number}","wait":"PT{wait}M"}}"#);
            let key = format!("key {number}");
            let first = bench.post("/jars", &[("idempotency-key", &key)], &body);
            let second = bench.post("/jars", &[("idempotency-key", &key)], &body);
            assert_eq!(first.response, second.response);
        }
        Step::Advance(wait) => bench.advance(minutes(bench, *wait), refuses),
        Step::Spill => {
            let fault = serde_json::json!({"on": {"provider": "toy", "operation": "jar_opens"}, "do": {"outcome": "spilled"}});
            let command = sandpay_core::engine::input::Command::AddFault(
                serde_json::from_value(fault).unwrap(),
            );
            bench.engine.command(bench.at(), command).unwrap();
        }
        Step::Refused => drop(bench.fill("never", "P-1D")),
    }
}

fn played(steps: &[Step]) -> Bench {
    let mut bench = Bench::new();
    for (number, step) in steps.iter().enumerate() {
        play(&mut bench, step, number);
    }
    bench
}

proptest! {
    #[test]
    fn two_short_turns_of_the_clock_equal_one_long_turn(steps in steps(), first in 0_u32..500, second in 0_u32..500) {
        let mut twice = played(&steps);
        let mut once = played(&steps);
        let (halfway, end) = (minutes(&twice, first), minutes(&twice, first + second));

        twice.advance(halfway, refuses);
        twice.advance(end, refuses);
        once.advance(end, refuses);

        prop_assert_eq!(twice.state(), once.state());
        prop_assert_eq!(twice.journal(), once.journal());
    }

    #[test]
    fn a_log_runs_again_to_the_same_bytes(steps in steps()) {
        let bench = played(&steps);

        let replayed = Engine::replay(&bench.engine.head(), bench.records(), toy::catalogue());

        let replayed = Bench { engine: replayed.unwrap().engine };
        prop_assert_eq!(replayed.state(), bench.state());
        prop_assert_eq!(replayed.journal(), bench.journal());
    }

    #[test]
    fn a_restored_snapshot_goes_on_as_if_nothing_had_been(steps in steps(), more in steps()) {
        let mut original = played(&steps);
        let mut restored = Bench { engine: Engine::new(setup("default"), toy::catalogue()).unwrap() };
        let snapshot = serde_json::to_string(&original.engine.snapshot()).unwrap();
        restored.engine.restore(serde_json::from_str(&snapshot).unwrap()).unwrap();
        restored.engine.adopt_secrets(original.engine.secrets().clone());
        prop_assert_eq!(restored.state(), original.state());

        for (number, step) in more.iter().enumerate() {
            play(&mut original, step, 100 + number);
            play(&mut restored, step, 100 + number);
        }

        prop_assert_eq!(restored.state(), original.state());
    }

    #[test]
    fn timers_fire_in_order_at_their_instant_and_once(steps in steps()) {
        let mut bench = played(&steps);
        bench.advance(minutes(&bench, 10_000), refuses);

        let fired: Vec<_> = bench.journal().into_iter().filter(|line| line.contains(" Timer ")).collect();
        let opened = bench.journal().iter().filter(|line| line.ends_with("Changed opened")).count();

        prop_assert!(fired.is_sorted(), "{fired:#?}");
        prop_assert_eq!(fired.len(), opened);
        prop_assert_eq!(bench.engine.next_due(), None);
    }
}
