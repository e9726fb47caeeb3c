//! The contract runner against the simulator, as it is and broken.

use sandpay::Simulator;
use sandpay_contracts::runner;
use sandpay_contracts::runner::Credentials;
use sandpay_contracts::runner::Options;
use sandpay_contracts::runner::Outcome;
use sandpay_contracts::runner::Report;
use sandpay_contracts::runner::Run;
use sandpay_contracts::runner::Target;
use sandpay_contracts::runner::WooshPayKeys;
use sandpay_contracts::runner::YabandPayKeys;
use sandpay_contracts::runner::YunoKeys;

/// The published credentials.
fn credentials() -> Credentials {
    Credentials {
        yuno: Some(YunoKeys {
            public_key: "sandbox_sandpay_public".into(),
            secret_key: "sandbox_sandpay_secret".into(),
            account_id: "11111111-1111-4111-8111-111111111111".to_owned(),
        }),
        yabandpay: Some(YabandPayKeys {
            user: "016683".to_owned(),
            secret_key: "sandpay_yabandpay_secret".into(),
        }),
        wooshpay: Some(WooshPayKeys { secret_key: "sk_test_sandpay".into() }),
    }
}

async fn check(url: &str, options: &Options) -> Report {
    let target = Target::find(url, options.time_limit).await.unwrap();
    runner::run(&target, &credentials(), options, &()).await
}

#[tokio::test]
async fn the_simulator_keeps_every_contract() {
    let simulator = Simulator::start();
    let report = check(simulator.url(), &Options::new(Run::new(1))).await;

    for case in &report.cases {
        match &case.outcome {
            Outcome::Held => {}
            Outcome::Broken(breaches) => {
                for breach in breaches {
                    println!("B {} | {} | {breach}", case.case.name, breach.step);
                }
            }
            other => println!("O {} {other:?}", case.case.name),
        }
        for note in &case.notes {
            println!("N {} | {} | {}: {}", case.case.name, note.step, note.path, note.text);
        }
    }
    println!("{:?} {}", report.took, report.cases.len());
    assert!(report.held());
}
