//! The contract runner: documented payloads, sent to any server that says it is a provider, and its answers held
//! against the documents path by path.
//!
//! A [`Case`] is a documented example of an operation, and an arrangement: what must be there before, as a payment for a
//! capture. The runner sends the documented bytes, with fresh references, and judges what comes back by what is printed:
//! members, JSON types, fixed values, and the form of what a provider makes up. It draws no conclusions about a whole
//! provider, and it shows nothing: [`Report`] is a value.
//!
//! The typed clients take no part: what a client tolerates must not decide what a contract is.

mod ask;
mod case;
mod compare;
mod control;
mod edit;
mod form;
mod fresh;
mod ground;
mod mask;
mod outcome;
mod plan;
mod published;
mod receiver;
mod repeats;
mod stage;
mod target;

mod wooshpay;
mod yabandpay;
mod yuno;

pub mod drift;
pub mod report;

use std::sync::Arc;
use std::time::Instant;

use tokio::task::JoinSet;

use ground::Ground;
use plan::Planned;

pub use case::Case;
pub use case::Contradiction;
pub use case::Need;
pub use case::Provider;
pub use outcome::Breach;
pub use outcome::CaseReport;
pub use outcome::Exchange;
pub use outcome::Kind;
pub use outcome::Member;
pub use outcome::Note;
pub use outcome::Observer;
pub use outcome::Outcome;
pub use outcome::Report;
pub use outcome::Told;
pub use receiver::Receiver;
pub use target::Credentials;
pub use target::Options;
pub use target::Run;
pub use target::Target;
pub use target::TargetError;
pub use target::WooshPayKeys;
pub use target::YabandPayKeys;
pub use target::YunoKeys;

/// Why a case was not begun.
const INTERRUPTED: &str = "the check was interrupted";

/// So many cases run at the same time.
const AT_ONCE: usize = 8;

/// Every case of a provider, in the order in which they are reported.
#[must_use]
pub fn cases(provider: Provider) -> Vec<Case> {
    Planned::of(provider).into_iter().map(|planned| planned.case()).collect()
}

/// Where a provider's documents contradict each other, and which of them a check does not hold a server to.
#[must_use]
pub fn contradictions(provider: Provider) -> Vec<Contradiction> {
    ground::differences(provider).iter().map(told).collect()
}

/// What a check of such a server lets pass: contradictions, and what another customer than the documented one changes.
fn let_pass(provider: Provider, sandpay: bool) -> Vec<Contradiction> {
    let mut all = contradictions(provider);
    if provider == Provider::Yuno && !sandpay {
        all.push(told(&yuno::OTHER_CUSTOMER));
    }
    all
}

fn told(one: &'static compare::Difference) -> Contradiction {
    Contradiction { cases: one.cases, at: one.at, reason: one.reason }
}

/// Checks a server.
///
/// The first case of each provider runs alone: where it finds nobody, other credentials, or no provider at all, the others
/// are not asked. Then all run, a few at a time, each with references of its own. Once the observer wants an end, no other
/// case is begun; what was changed for the run is put back all the same.
///
/// # Panics
///
/// When a fixture is not what its tests hold it to be.
pub async fn run(
    target: &Target,
    credentials: &Credentials,
    options: &Options,
    observer: &dyn Observer,
) -> Report {
    let started = Instant::now();
    let mut planned = Planned::chosen(options);
    observer.planned(planned.len());
    let ground = Arc::new(Ground::prepare(target, credentials, options, &planned).await);
    let mut reports = Vec::with_capacity(planned.len());
    let mut tell = |report: CaseReport| {
        observer.finished(&report);
        reports.push(report);
    };
    for provider in Provider::ALL {
        let runs = |planned: &Planned| {
            planned.provider() == provider && ground.obstacle(planned).is_none()
        };
        if let Some(first) = planned.iter().position(runs).filter(|_| !observer.interrupts()) {
            let (report, shut) = ground.knock(planned.remove(first)).await;
            tell(report);
            if let Some(outcome) = shut {
                ground.close(provider, outcome);
            }
        }
    }
    let mut running = JoinSet::new();
    for planned in planned {
        if running.len() >= AT_ONCE {
            finished(running.join_next().await, &mut tell);
        }
        if observer.interrupts() {
            ground.close(planned.provider(), Outcome::Skipped(INTERRUPTED.to_owned()));
        }
        let ground = Arc::clone(&ground);
        running.spawn(async move { ground.play(planned).await });
    }
    while !running.is_empty() {
        finished(running.join_next().await, &mut tell);
    }
    ground.leave().await;
    reports.sort_by_key(|report| (report.case.provider, report.case.name));
    let unbegun = Outcome::Skipped(INTERRUPTED.to_owned());
    Report {
        interrupted: reports.iter().any(|report| report.outcome == unbegun),
        target: target.url().to_owned(),
        sandpay: target.is_sandpay(),
        cases: reports,
        took: started.elapsed(),
    }
}

/// Takes in a case that is done; a panic in it is one here.
fn finished(
    done: Option<Result<CaseReport, tokio::task::JoinError>>,
    tell: &mut impl FnMut(CaseReport),
) {
    match done {
        Some(Ok(report)) => tell(report),
        Some(Err(error)) => std::panic::resume_unwind(error.into_panic()),
        None => {}
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_case_is_there_twice_and_each_has_a_source() {
        for provider in Provider::ALL {
            let cases = cases(provider);
            let names: BTreeSet<_> = cases.iter().map(|case| case.name).collect();

            assert_eq!(names.len(), cases.len());
            assert!(cases.iter().all(|case| case.provider == provider));
            assert!(cases.iter().all(|case| case.source.starts_with("https://")));
        }
    }

    #[test]
    fn a_contradiction_is_one_of_a_case_and_has_a_reason() {
        for provider in Provider::ALL {
            let cases = cases(provider);
            for one in contradictions(provider) {
                let known = |name: &&str| cases.iter().any(|case| case.name.starts_with(*name));
                assert!(one.cases.iter().all(known), "{one:?}");
                assert!(!one.reason.is_empty() && !one.at.is_empty(), "{one:?}");
            }
        }
    }
}
