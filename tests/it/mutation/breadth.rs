//! As broad as the simulator: what it takes of the documented requests, the runner sends.

use std::collections::BTreeSet;

use sandpay::Simulator;
use sandpay_contracts::runner::Provider;
use sandpay_contracts::runner::cases;
use sandpay_fixtures::Fixture;
use sandpay_fixtures::Kind;
use sandpay_fixtures::Substitutions;

use crate::support::http;

/// The published credentials, in the headers of the two providers that take them there.
const CREDENTIALS: [(&str, &str); 3] = [
    ("public-api-key", "sandbox_sandpay_public"),
    ("private-secret-key", "sandbox_sandpay_secret"),
    ("authorization", "Basic c2tfdGVzdF9zYW5kcGF5Og=="),
];

/// The body of a request that can be sent as it is printed.
fn body(fixture: &Fixture) -> Option<String> {
    let whole = matches!(fixture.example.kind, Kind::Complete | Kind::Derived);
    let alone = fixture.example.call.as_ref().is_some_and(|call| !call.path.contains('{'));
    let values = Substitutions::new()
        .account("11111111-1111-4111-8111-111111111111")
        .customer("967ecd18-d898-4b88-9400-dd5b01b18edc")
        .uuid("0b914bf9-0e86-4713-a908-0ec01d60c486");
    fixture.request_with(&values).ok().filter(|_| whole && alone)
}

#[tokio::test]
async fn every_documented_request_that_the_simulator_takes_is_a_case() {
    let simulator = Simulator::start();
    let cases: Vec<_> = Provider::ALL.into_iter().flat_map(cases).collect();
    let names: BTreeSet<_> = cases.iter().map(|case| case.name).collect();
    let offered: BTreeSet<_> =
        cases.iter().map(|case| (case.provider.name(), case.operation)).collect();
    let others = sandpay_fixtures::all().filter(|one| {
        offered.contains(&(one.provider, one.operation)) && !names.contains(one.name)
    });
    let (mut taken, mut refused) = (Vec::new(), 0);
    for fixture in others {
        let Some(body) = body(fixture) else { continue };
        let call = fixture.example.call.as_ref().unwrap();
        let url = format!("{}{}", simulator.base_url(fixture.provider), call.path);
        let key = ("x-idempotency-key", fixture.name);
        let headers = [&CREDENTIALS[..], &[("content-type", "application/json"), key]].concat();

        let answer = http::send(&call.method, &url, &headers, body).await.unwrap();

        match answer.status {
            400..500 => refused += 1,
            _ => taken.push(fixture.name),
        }
    }

    assert_eq!(taken, [""; 0]);
    assert!(refused >= 15, "{refused}");
}
