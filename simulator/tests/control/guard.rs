//! Web pages elsewhere get nothing, whatever they try. Callers who only listen any more get their answer.

use std::io::Read;
use std::io::Write;
use std::net::Shutdown;
use std::net::TcpStream;

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

#[test]
fn a_caller_that_has_nothing_more_to_say_gets_its_answer() {
    let world = World::new();
    let request = format!("GET /yuno/v1/payments/none HTTP/1.1\r\nhost: {}\r\n\r\n", world.host());
    let mut stream = TcpStream::connect(world.host()).unwrap();

    stream.write_all(request.as_bytes()).unwrap();
    stream.shutdown(Shutdown::Write).unwrap();

    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 4"), "{answer}");
}
