//! What does not exist, what is not for a route, and bodies that are none.

use rstest::rstest;

use crate::support::World;

#[rstest]
#[case("/_sim/clok", "did you mean /_sim/clock?")]
#[case("/_sim/pages", "did you mean /_sim/")]
#[case("/_sim/completely/elsewhere/x/y", "GET /_sim names")]
#[case("/anything", "GET /_sim names")]
fn an_unknown_path_names_the_nearest(#[case] path: &str, #[case] hint: &str) {
    let (status, code, said) = World::new().get(path).error();

    assert_eq!((status, code.as_str()), (404, "unknown_route"));
    assert!(said.starts_with(hint), "{said}");
}

#[rstest]
#[case("POST /_sim/health", "GET,HEAD")]
#[case("PUT /_sim/faults", "GET,HEAD,POST,DELETE")]
#[case("GET /_sim/clock/advance", "POST")]
#[case("PATCH /_sim/webhooks/rewrites", "PUT")]
fn another_method_is_told_which_ones_are_right(#[case] line: &str, #[case] allow: &str) {
    let answer = World::new().send(line, &[], "");

    assert_eq!((answer.status, answer.error().1.as_str()), (405, "method_not_allowed"));
    assert_eq!(answer.header("allow"), Some(allow));
}

const JSON: (&str, &str) = ("content-type", "application/json");

#[rstest]
#[case::text(&[("content-type", "text/plain")], "{\"by\":\"P1D\"}", 415, "content_type")]
#[case::form(&[("content-type", "application/x-www-form-urlencoded")], "by=P1D", 415, "content_type")]
#[case::unnamed(&[], "{\"by\":\"P1D\"}", 415, "content_type")]
#[case::compressed(&[JSON, ("content-encoding", "gzip")], "{\"by\":\"P1D\"}", 415, "content_encoding")]
#[case::empty(&[JSON], "", 400, "no_body")]
#[case::malformed(&[JSON], "{\"by\":", 400, "malformed_json")]
#[case::two(&[JSON], "{\"by\":\"P1D\"} {}", 400, "malformed_json")]
#[case::array(&[JSON], "[\"P1D\"]", 400, "bad_body")]
#[case::text_value(&[JSON], "\"P1D\"", 400, "bad_body")]
#[case::twice(&[JSON], "{\"by\":\"P1D\",\"by\":\"P2D\"}", 400, "bad_value")]
fn a_body_that_is_none_is_refused_in_our_words(
    #[case] headers: &[(&str, &str)],
    #[case] body: &str,
    #[case] status: u16,
    #[case] code: &str,
) {
    let answer = World::new().send("POST /_sim/clock/advance", headers, body);

    let (found, said, hint) = answer.error();
    assert_eq!((found, said.as_str(), hint.is_empty()), (status, code, false));
}

#[test]
fn a_charset_beside_the_content_type_is_no_obstacle() {
    let headers = [("content-type", "Application/JSON; charset=utf-8")];

    let answer = World::new().send("POST /_sim/clock/advance", &headers, "{\"by\":\"P1D\"}");

    assert_eq!(answer.status, 200);
}

#[rstest]
#[case("POST /_sim/clock/advance")]
#[case("POST /_sim/sandboxes")]
#[case("PUT /_sim/webhooks/rewrites")]
fn a_body_beyond_a_megabyte_is_refused(#[case] line: &str) {
    let answer = World::new().send(line, &[JSON], vec![b' '; (1 << 20) + 1]);

    assert_eq!((answer.status, answer.error().1.as_str()), (413, "body_too_large"));
}

#[rstest]
#[case::header(&[("sandpay-sandbox", "nobody")], "", 404, "unknown_sandbox")]
#[case::query(&[], "?sandbox=nobody", 404, "unknown_sandbox")]
#[case::different(&[("sandpay-sandbox", "default")], "?sandbox=nobody", 400, "two_sandboxes")]
#[case::twice(&[("sandpay-sandbox", "default"), ("sandpay-sandbox", "default")], "", 400, "two_sandboxes")]
fn a_sandbox_that_cannot_be_meant_is_refused(
    #[case] headers: &[(&str, &str)],
    #[case] query: &str,
    #[case] status: u16,
    #[case] code: &str,
) {
    let answer = World::new().send(&format!("GET /_sim/clock{query}"), headers, "");

    assert_eq!((answer.status, answer.error().1.as_str()), (status, code));
}

#[test]
fn a_path_that_cannot_be_read_is_refused() {
    assert_eq!(World::new().get("/_sim/subjects/%ff").error().1, "bad_path");
}
