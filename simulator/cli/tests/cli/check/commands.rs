//! The commands that a report gives to repeat an exchange: what a shell makes of them is what was sent.

use std::fs;
use std::net::TcpStream;
use std::process::Command;
use std::process::Stdio;

use rstest::rstest;
use serde_json::Value;

use super::SECRETS;
use super::check;
use super::ran;
use super::server::Server;
use super::server::answer;
use super::server::is_probe;
use crate::program::Folder;

/// An id that would like to be a command.
const HOSTILE: &str = "a'b\"; touch pwned; $(touch pwned) `touch pwned` \\ <id> {{id}}";

/// Answers with ids and members that go into later addresses and bodies.
fn hostile(stream: &mut TcpStream, request: &str) {
    if is_probe(stream, request) {
        return;
    }
    let status = if request.contains("yuno-public") { "201 Created" } else { "200 OK" };
    let told = serde_json::json!({
        "status": true, "code": "200", "id": HOSTILE, "secret": "whsec_0123456789",
        "transactions": {"id": HOSTILE}, "merchant_order_id": HOSTILE,
        "data": {"trade_id": HOSTILE, "transaction_info": {"trade_id": HOSTILE}},
    });
    answer(stream, (status, "application/json"), told.to_string().as_bytes());
}

/// The arguments that a shell would give to curl, a line each, with its line breaks as blanks.
fn arguments(folder: &Folder, curl: &str) -> Vec<String> {
    let script = format!("curl() {{ for word; do printf '%s\\0' \"$word\"; done; }}\n{curl}");
    let mut shell = Command::new("sh");
    shell.args(["-c", &script]).envs(SECRETS).current_dir(folder.file("")).stdin(Stdio::null());
    let output = shell.output().unwrap();
    assert!(output.status.success(), "{curl}");
    let text = String::from_utf8(output.stdout).unwrap();
    text.split_terminator('\0').map(str::to_owned).collect()
}

/// A text with the values of the variables that stand in it.
fn filled(text: &str) -> String {
    SECRETS
        .iter()
        .fold(text.to_owned(), |text, (name, value)| text.replace(&format!("${name}"), value))
}

#[rstest]
fn a_command_repeats_the_exchange_whatever_the_server_said(
    #[values("yuno", "yabandpay", "wooshpay")] provider: &str,
) {
    let folder = Folder::new(&format!("check-commands-{provider}"));
    let server = Server::start(hostile);
    let mut check = check(&[provider, "--base-url", &server.url, "--allow-charges"]);
    check.args(["--format", "json", "--time-limit", "1s"]);

    let ran = ran(&mut check);

    assert_eq!(ran.code, Some(1), "{}", ran.stderr);
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    let cases = report["cases"].as_array().unwrap().iter();
    let exchanges: Vec<_> =
        cases.flat_map(|case| case["exchanges"].as_array().unwrap().clone()).collect();
    assert!(!exchanges.is_empty(), "{report:#}");
    for exchange in &exchanges {
        let curl = exchange["curl"].as_str().unwrap();
        let arguments = arguments(&folder, curl);
        let has = |text: &str| arguments.iter().any(|argument| *argument == filled(text));
        assert!(has(exchange["url"].as_str().unwrap()), "{curl} {arguments:#?}");
        assert!(exchange["request"].as_str().is_none_or(has), "{curl} {arguments:#?}");
    }
    assert!(fs::read_dir(folder.file("")).unwrap().next().is_none(), "a command was run");
}
