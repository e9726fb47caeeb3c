//! Web pages elsewhere get nothing, whatever they try.

use rstest::rstest;

use crate::support::World;

#[rstest]
#[case::origin("origin", "https://evil.example")]
#[case::other_port("origin", "http://127.0.0.1:1")]
#[case::opaque("origin", "null")]
#[case::cross_site("sec-fetch-site", "cross-site")]
#[case::same_site("sec-fetch-site", "same-site")]
fn a_foreign_page_is_refused(
    #[case] name: &str,
    #[case] value: &str,
    #[values(
        "GET /_sim",
        "GET /_sim/journal",
        "GET /_sim/nothing",
        "POST /_sim/reset",
        "DELETE /_sim/faults",
        "POST /pay/default-1/approve"
    )]
    line: &str,
) {
    let answer = World::new().send(line, &[(name, value)], "");

    assert_eq!((answer.status, answer.error().1.as_str()), (403, "foreign_origin"), "{line}");
}

#[test]
fn a_page_of_our_own_is_welcome() {
    let world = World::new();
    let headers = [("origin", world.simulator.url()), ("sec-fetch-site", "same-origin")];

    assert_eq!(world.send("POST /_sim/reset", &headers, "").status, 200);
}

#[test]
fn a_merchants_page_may_lead_to_a_hosted_page() {
    let world = World::new();
    let intent = world.intent(None);

    let answer =
        world.send(&format!("GET /pay/{}", intent.page), &[("sec-fetch-site", "cross-site")], "");

    assert_eq!(answer.status, 200);
}

#[test]
fn answers_stay_out_of_caches_and_are_what_they_say() {
    let answer = World::new().get("/_sim/clock");

    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(answer.header("content-type"), Some("application/json"));
}
