//! No fixture without a case: whoever adds a document has to say what the client does with it.

use std::collections::BTreeSet;

use sandpay_fixtures::all;

/// The sources of every case. A case names its fixture as a whole string.
const CASES: [&str; 7] = [
    include_str!("yuno/requests.rs"),
    include_str!("yuno/answers.rs"),
    include_str!("yuno/webhooks.rs"),
    include_str!("yabandpay/calls.rs"),
    include_str!("yabandpay/signatures.rs"),
    include_str!("wooshpay/calls.rs"),
    include_str!("wooshpay/webhooks.rs"),
];

/// Documented operations that the clients do not offer.
const NOT_OFFERED: [&str; 1] = ["wooshpay/create-webhook-endpoint"];

fn has_case(name: &str) -> bool {
    let quoted = format!("\"{name}\"");
    let code = CASES.iter().flat_map(|source| source.lines());
    code.filter(|line| !line.trim_start().starts_with("//")).any(|line| line.contains(&quoted))
}

#[test]
fn every_fixture_of_an_offered_operation_has_a_case() {
    let missing: Vec<_> = all()
        .filter(|fixture| {
            let operation = format!("{}/{}", fixture.provider, fixture.operation);
            !NOT_OFFERED.contains(&operation.as_str())
        })
        .map(|fixture| fixture.name)
        .filter(|name| !has_case(name))
        .collect();

    assert!(missing.is_empty(), "fixtures without a case: {missing:#?}");
}

#[test]
fn what_is_not_offered_has_fixtures_and_no_cases() {
    let operations: BTreeSet<_> =
        all().map(|fixture| format!("{}/{}", fixture.provider, fixture.operation)).collect();

    for operation in NOT_OFFERED {
        assert!(operations.contains(operation), "{operation} has no fixtures");
        let prefix = format!("{operation}/");
        for fixture in all().filter(|fixture| fixture.name.starts_with(&prefix)) {
            assert!(!has_case(fixture.name), "{} has a case: is it offered?", fixture.name);
        }
    }
}
