//! The contract runner against the simulator, as it is and broken: mutation of contracts.
//!
//! Everything that a document prints of an answer is broken, one thing at a time, on its way from the simulator to the
//! runner, which must say so and name the place. All of it:
//!
//! ```text
//! SANDPAY_MUTANTS=all cargo test --release -p sandpay-tests --test it mutation
//! ```

mod bench;
mod breadth;
mod mutant;
mod proxy;
mod surroundings;

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::Arc;

use sandpay::Endpoint;
use sandpay::NewSandbox;
use sandpay::Simulator;
use sandpay_contracts::runner;
use sandpay_contracts::runner::CaseReport;
use sandpay_contracts::runner::Need;
use sandpay_contracts::runner::Outcome;
use sandpay_contracts::runner::Provider;
use sandpay_contracts::runner::Target;
use sandpay_contracts::runner::cases;
use serde_json::json;

use bench::Bench;
use bench::check;
use bench::options;
use mutant::Mutant;
use proxy::Proxy;

/// Without a word in the environment so many of each case, at least.
const SAMPLED: usize = 5;
/// So many benches work at the same time: mostly they wait, for webhooks and for endpoints to be gone.
const BENCHES: usize = 8;

/// What is not as it should be in a report, a line each.
fn complaints(report: &CaseReport) -> Vec<String> {
    let name = report.case.name;
    let outcome = match &report.outcome {
        Outcome::Held | Outcome::Skipped(_) => Vec::new(),
        Outcome::Unreachable(reason) => vec![format!("{name}: {reason}")],
        Outcome::Broken(breaches) => {
            breaches.iter().map(|one| format!("{name}, {}: {one}", one.step)).collect()
        }
    };
    let notes = report.notes.iter().map(|one| format!("{name}: {} {}", one.path, one.text));
    outcome.into_iter().chain(notes).collect()
}

#[tokio::test]
async fn the_simulator_keeps_every_contract_again_and_again_and_nothing_is_unexplained() {
    let simulator = Simulator::start();
    for (run, shape) in [(1, "bare"), (2, "wrapped"), (3, "wrapped")] {
        let change = [("payment_read_shape".to_owned(), json!(shape))].into_iter().collect();
        simulator.sandbox().change_settings("yuno", change).await.unwrap();

        let report = check(simulator.url(), &options(run)).await;

        let complaints: Vec<_> = report.cases.iter().flat_map(complaints).collect();
        assert_eq!(complaints, [""; 0]);
        let skipped = |one: &&CaseReport| matches!(one.outcome, Outcome::Skipped(_));
        let skipped: Vec<_> =
            report.cases.iter().filter(skipped).map(|one| one.case.name).collect();
        let other = |name: &&str| {
            name.contains("get-payment/") && name.contains("/bare-") == (shape == "wrapped")
        };
        assert!(skipped.iter().all(other), "{skipped:?}");
        assert!(report.held() && report.cases.len() - skipped.len() >= 73, "{skipped:?}");
    }
}

#[tokio::test]
async fn two_checks_of_one_server_at_once_do_not_disturb_each_other() {
    let simulator = Simulator::start();
    let (url, runs) = (simulator.url(), [options(1), options(2)]);

    let (one, other) = tokio::join!(check(url, &runs[0]), check(url, &runs[1]));

    let complaints: Vec<_> = one.cases.iter().chain(&other.cases).flat_map(complaints).collect();
    assert_eq!(complaints, [""; 0]);
    assert_eq!(simulator.sandbox().webhooks().endpoints("yuno").len(), 0);
}

#[tokio::test]
async fn another_sandbox_is_checked_by_its_own_credentials_and_left_as_it_was() {
    let simulator = Simulator::start();
    let sandbox = simulator.new_sandbox(NewSandbox::default()).unwrap();
    let endpoint =
        Endpoint { url: "http://127.0.0.1/hook".into(), events: None, secrets: Vec::new() };
    for provider in ["yuno", "wooshpay"] {
        let list = vec![endpoint.clone()];
        sandbox.webhooks().set_endpoints(provider, list).await.unwrap();
    }
    let before = ["yuno", "wooshpay"].map(|provider| sandbox.webhooks().endpoints(provider));
    let target = Target::find(simulator.url(), options(1).time_limit).await.unwrap();

    let report = runner::run(&target, &bench::credentials_of(&sandbox), &options(1), &()).await;

    let complaints: Vec<_> = report.cases.iter().flat_map(complaints).collect();
    assert_eq!(complaints, [""; 0]);
    let after = ["yuno", "wooshpay"].map(|provider| sandbox.webhooks().endpoints(provider));
    assert_eq!(format!("{after:?}"), format!("{before:?}"));
    // A user whom nobody knows is served by `default`, which refuses it.
    let elsewhere: Vec<_> = simulator.sandbox().journal();
    let elsewhere: Vec<_> = elsewhere.iter().map(|entry| entry.what.as_str()).collect();
    assert_eq!(elsewhere, ["POST /Payments -> 200"]);
}

#[tokio::test]
async fn a_server_that_is_no_sandpay_is_charged_only_when_allowed_and_told_what_was_left_out() {
    let simulator = Simulator::start();
    let proxy = Proxy::disguising(simulator.url()).await;
    let (mut held, mut reasons) = (Vec::new(), BTreeSet::new());
    for (run, allow_charges) in [(1, false), (2, true)] {
        let mut count = 0;
        for provider in Provider::ALL {
            let mut options = options(run);
            options.providers = vec![provider];
            options.allow_charges = allow_charges;

            let report = check(&format!("{}/{}", proxy.url, provider.name()), &options).await;

            let complaints: Vec<_> = report.cases.iter().flat_map(complaints).collect();
            assert_eq!(complaints, [""; 0]);
            assert!(!report.sandpay);
            for case in report.cases {
                match case.outcome {
                    Outcome::Skipped(reason) => drop(reasons.insert(reason)),
                    Outcome::Held | Outcome::Broken(_) | Outcome::Unreachable(_) => {
                        assert!(allow_charges || !case.case.needs.contains(&Need::Charge));
                        count += 1;
                    }
                }
            }
        }
        held.push(count);
    }

    assert_eq!(held, [14, 54]);
    assert_eq!(
        reasons.into_iter().collect::<Vec<_>>(),
        [
            "Yuno takes webhook endpoints from its dashboard alone",
            "it moves money, which has to be allowed",
            "it needs a shopper, whom only a sandpay stands in for",
            "only a sandpay can bring it about",
            "this server answers with the payment bare",
        ]
    );
}

#[tokio::test]
#[expect(clippy::print_stdout, reason = "the figures, for whoever asks to see them")]
async fn every_broken_thing_is_caught_and_named() {
    let bench = Bench::start().await;
    let mut all = Vec::new();
    for case in Provider::ALL.into_iter().flat_map(cases) {
        all.extend(bench.mutants(case.name).await);
    }
    let operations: BTreeSet<_> = all.iter().map(|one: &Mutant| one.operation).collect();
    let chosen = sample(all);
    let covered: BTreeSet<_> = chosen.iter().map(|one| one.operation).collect();
    assert_eq!(covered, operations);
    assert!(chosen.len() >= 300, "{}", chosen.len());

    println!("{} mutants of {} operations", chosen.len(), operations.len());

    let survivors = survivors(&chosen).await;

    let caught = chosen.len() - survivors.len();
    println!("{caught} caught and rightly named; survivors: {survivors:#?}");
    assert!(caught * 100 >= chosen.len() * 98, "{caught} of {}: {survivors:#?}", chosen.len());
}

/// Some of each case, by no order that a case could have an eye on; all, when asked for.
fn sample(all: Vec<Mutant>) -> Vec<Mutant> {
    if std::env::var("SANDPAY_MUTANTS").is_ok_and(|word| word == "all") {
        return all;
    }
    let mut by_case: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for mutant in all {
        by_case.entry(mutant.case).or_default().push(mutant);
    }
    let mut chosen = Vec::new();
    for (at, mut mutants) in by_case.into_values().enumerate() {
        let mut number = u64::try_from(at).unwrap();
        for _ in 0..SAMPLED.min(mutants.len()) {
            // Knuth's linear congruential generator: the same choice in every run.
            number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let left = u64::try_from(mutants.len()).unwrap();
            chosen.push(mutants.swap_remove(usize::try_from((number >> 33) % left).unwrap()));
        }
    }
    chosen
}

/// Those that the runner does not catch, or names wrongly: what it says of them.
async fn survivors(chosen: &[Mutant]) -> Vec<String> {
    let chosen = Arc::new(chosen.to_vec());
    let mut benches = tokio::task::JoinSet::new();
    for first in 0..BENCHES {
        let chosen = Arc::clone(&chosen);
        benches.spawn(async move {
            let bench = Bench::start().await;
            let mut survivors = Vec::new();
            for mutant in chosen.iter().skip(first).step_by(BENCHES) {
                survivors.extend(bench.survives(mutant).await);
            }
            survivors
        });
    }
    benches.join_all().await.concat()
}
