//! Servers that are not there, are somebody else, or answer with anything but an answer: a clear line, the right exit code, and
//! no credential in any report.

use std::net::TcpListener;
use std::net::TcpStream;

use rstest::rstest;

use super::assert_no_secret;
use super::check;
use super::ran;
use super::server::Behaviour;
use super::server::Server;
use super::server::answer;
use super::server::hold;
use super::server::is_probe;
use super::server::write;

const JSON: (&str, &str) = ("200 OK", "application/json");

fn html(stream: &mut TcpStream, _: &str) {
    answer(stream, ("200 OK", "text/html"), b"<!doctype html><title>Welcome to nginx!</title>");
}

fn unauthorized_html(stream: &mut TcpStream, _: &str) {
    answer(stream, ("401 Unauthorized", "text/html"), b"<h1>Sign in</h1>");
}

fn truncated(stream: &mut TcpStream, _: &str) {
    write(stream, b"HTTP/1.1 200 OK\r\ncontent-length: 4000\r\n\r\n{\"id\":\"18bddbd5");
}

fn short_length(stream: &mut TcpStream, _: &str) {
    write(stream, b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n{\"id\":\"18bddbd5\"}");
}

fn absurd_length(stream: &mut TcpStream, _: &str) {
    write(stream, b"HTTP/1.1 200 OK\r\ncontent-length: 99999999999999999999\r\n\r\n{}");
}

fn not_http(stream: &mut TcpStream, _: &str) {
    write(stream, b"SSH-2.0-OpenSSH_9.6\r\n\x00\xff\xfe");
}

fn binary(stream: &mut TcpStream, _: &str) {
    answer(stream, JSON, &[0x00, 0x1b, b'[', b'3', b'1', b'm', 0xff, 0xfe, 0x9b, 0x07]);
}

fn hangs_up(_: &mut TcpStream, _: &str) {}

fn redirect(stream: &mut TcpStream, _: &str) {
    write(
        stream,
        b"HTTP/1.1 302 Found\r\nlocation: /elsewhere\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
    );
}

fn deep(stream: &mut TcpStream, _: &str) {
    answer(stream, JSON, "[".repeat(200_000).as_bytes());
}

fn megabytes(stream: &mut TcpStream, _: &str) {
    answer(stream, JSON, format!("{{\"id\":\"{}\"}}", "x".repeat(2 << 20)).as_bytes());
}

fn endless(stream: &mut TcpStream, request: &str) {
    use std::io::Write as _;
    if is_probe(stream, request) {
        return;
    }
    write(stream, b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n[");
    while stream.write_all(&[b' '; 1 << 16]).is_ok() {}
}

fn silent(stream: &mut TcpStream, _: &str) {
    hold(stream);
}

fn silent_once_asked(stream: &mut TcpStream, request: &str) {
    if !is_probe(stream, request) {
        hold(stream);
    }
}

/// Says back all that it was sent, credentials included.
fn echo(stream: &mut TcpStream, request: &str) {
    let told = serde_json::json!({
        "code": "ECHO", "messages": [request], "message": request,
        "error": {"message": request, "type": request}, "id": request, "status": request,
        request: request,
    });
    answer(stream, JSON, told.to_string().as_bytes());
}

/// As [`echo`], as a refusal.
fn echoed_refusal(stream: &mut TcpStream, request: &str) {
    let told = serde_json::json!({
        "code": "-403", "messages": [request], "message": request, "error": {"message": request},
    });
    answer(stream, ("401 Unauthorized", "application/json"), told.to_string().as_bytes());
}

/// A null in place of each answer.
fn null(stream: &mut TcpStream, _: &str) {
    answer(stream, JSON, b"null");
}

#[rstest]
#[case::html(html, 1, ": <!doctype html>")]
#[case::a_login_page(unauthorized_html, 1, "got 401: <h1>Sign in</h1>")]
#[case::truncated(truncated, 1, "body: expected a whole answer, got an exchange that broke off")]
#[case::a_length_that_is_too_short(short_length, 1, ": {\"id\"")]
#[case::a_length_that_is_none(absurd_length, 1, "got an exchange that broke off")]
#[case::another_protocol(not_http, 1, "got an exchange that broke off")]
#[case::binary(binary, 1, "[31m")]
#[case::nothing(hangs_up, 1, "got an exchange that broke off")]
#[case::a_redirect(redirect, 1, "got 302")]
#[case::deep(deep, 1, ": [[[[")]
#[case::megabytes(megabytes, 1, "expected")]
#[case::endless(endless, 1, ": [")]
#[case::null(null, 1, "expected")]
#[case::silence(silent, 3, "no answer within the time limit")]
#[case::silence_once_asked(silent_once_asked, 3, "no answer within the time limit")]
#[case::an_echo(echo, 1, "expected")]
#[case::a_refusal_that_echoes(echoed_refusal, 1, "expected")]
fn a_bad_server_is_told_in_a_clear_line(
    #[case] behaviour: Behaviour,
    #[case] code: i32,
    #[case] line: &str,
    #[values("yuno", "yabandpay", "wooshpay")] provider: &str,
) {
    let server = Server::start(behaviour);
    let limit = if code == 3 { "250ms" } else { "20s" };
    let arguments = [provider, "--base-url", &server.url, "--allow-charges", "--time-limit", limit];

    let ran = ran(&mut check(&arguments));

    let all = format!("{}{}", ran.stdout, ran.stderr);
    assert_eq!(ran.code, Some(code), "{all}");
    assert!(all.contains(line), "{all}");
    assert!(!all.contains("panicked"), "{all}");
    assert!(!all.chars().any(|one| one.is_control() && one != '\n'), "{all}");
    assert!(all.len() < 40_000, "{} bytes", all.len());
    assert_no_secret(&all);
}

const NAMED: &str = "whsec_0123456789abcdef0123456789abcdef0123456789";

/// An endpoint with its secret, which a line of a report would cut in the middle.
fn endpoint_made_twice(stream: &mut TcpStream, request: &str) {
    if !is_probe(stream, request) {
        let padding = "d".repeat(60);
        let body = format!(r#"{{"description":"{padding}","secret":"{NAMED}","id":"we_1"}}"#);
        answer(stream, ("201 Created", "application/json"), body.as_bytes());
    }
}

/// An endpoint with its secret that is no JSON at its end.
fn endpoint_that_breaks_off(stream: &mut TcpStream, request: &str) {
    if !is_probe(stream, request) {
        let body = format!(r#"{{"id":"we_1","secret":"{NAMED}","livemode":fal"#);
        answer(stream, JSON, body.as_bytes());
    }
}

#[rstest]
fn no_report_holds_a_secret_that_a_bad_answer_names(
    #[values(endpoint_made_twice, endpoint_that_breaks_off)] behaviour: Behaviour,
    #[values("human", "json", "junit", "html")] format: &str,
) {
    let server = Server::start(behaviour);
    let arguments = ["wooshpay", "--base-url", &server.url, "--format", format];

    let ran = ran(&mut check(&arguments));

    let all = format!("{}{}", ran.stdout, ran.stderr);
    assert_eq!(ran.code, Some(1), "{all}");
    assert!(all.contains("[hidden]") && !all.contains("whsec_0123"), "{all}");
}

#[test]
fn json_that_is_said_to_be_something_else_is_noted() {
    let server = Server::start(|stream, request| {
        if !is_probe(stream, request) {
            answer(stream, ("200 OK", "text/html"), b"{}");
        }
    });

    let told = ran(&mut check(&["yabandpay", "--base-url", &server.url])).stdout;

    let note = "note: YabandPay, header content-type: \"text/html\" where the body is JSON\n";
    assert!(told.contains(note), "{told}");
}

#[rstest]
fn what_breaks_everything_is_told_once_and_the_rest_is_not_asked(
    #[values("yuno", "yabandpay", "wooshpay")] provider: &str,
) {
    let server = Server::start(html);

    let ran = ran(&mut check(&[provider, "--base-url", &server.url, "--allow-charges"]));

    assert_eq!(ran.stdout.matches("broken: ").count(), 1, "{}", ran.stdout);
    assert!(ran.stdout.contains(", 1 broken, "), "{}", ran.stdout);
    let asked = server.requests().into_iter().filter(|line| !line.contains("/_sim/"));
    assert_eq!(asked.count(), 1);
}

#[test]
fn redirects_are_not_followed() {
    let server = Server::start(redirect);

    ran(&mut check(&["wooshpay", "--base-url", &server.url]));

    let requests = server.requests();
    assert!(requests.len() > 1, "{requests:?}");
    assert!(!requests.iter().any(|line| line.contains("elsewhere")), "{requests:?}");
}

#[rstest]
fn no_report_holds_a_credential(
    #[values("human", "json", "junit", "html")] format: &str,
    #[values("yuno", "yabandpay", "wooshpay")] provider: &str,
    #[values(echo, echoed_refusal)] behaviour: Behaviour,
) {
    let server = Server::start(behaviour);
    let arguments = [
        provider,
        "--base-url",
        &server.url,
        "--allow-charges",
        "--format",
        format,
        "--record",
        "/dev/stdout",
        "--time-limit",
        "2s",
    ];

    let ran = ran(&mut check(&arguments));

    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.stdout.contains("/v1/") || ran.stdout.contains("/Payments"), "{}", ran.stdout);
    assert_no_secret(&format!("{}{}", ran.stdout, ran.stderr));
}

#[test]
fn a_server_that_is_not_there_is_unreachable() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();

    for url in [
        format!("http://127.0.0.1:{port}"),
        format!("https://127.0.0.1:{port}/yuno"),
        "http://no-such-name.invalid".to_owned(),
    ] {
        let said = ran(&mut check(&["yuno", "--base-url", &url])).failed(3);
        assert!(said.starts_with(&format!("error: {url} cannot be reached: ")), "{said}");
        assert_eq!(said.lines().count(), 2, "{said}");
    }
}

#[test]
fn a_plain_server_asked_for_tls_is_unreachable() {
    let server = Server::start(html);

    let url = server.url.replace("http://", "https://");
    let said = ran(&mut check(&["yuno", "--base-url", &url])).failed(3);

    assert!(said.contains("cannot be reached: no connection"), "{said}");
}

#[rstest]
#[case("127.0.0.1", "not a URL")]
#[case("ftp://127.0.0.1", "not an http or https URL")]
#[case("http://user:yuno-secret-84013@127.0.0.1", "a scheme, a host")]
#[case("http://127.0.0.1/?key=yuno-secret-84013", "a scheme, a host")]
#[case("http://127.0.0.1/\n", "a scheme, a host")]
fn an_address_that_is_none_is_a_mistake_of_usage(#[case] url: &str, #[case] message: &str) {
    let said = ran(&mut check(&["yuno", "--base-url", url])).failed(2);

    assert!(said.contains(message), "{said}");
    assert_no_secret(&said);
}

#[test]
fn a_server_that_is_no_sandpay_has_to_be_told_whose_it_is() {
    let server = Server::start(html);

    let said = ran(&mut check(&["--base-url", &server.url])).failed(2);

    assert!(said.contains("whose contracts are meant?"), "{said}");
    assert!(said.contains("hint: `sandpay check yuno --base-url "), "{said}");
}
