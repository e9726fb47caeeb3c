//! The files of a check: what is wrong with them is said before the first call.

use std::fs;
use std::net::TcpListener;

use rstest::rstest;

use super::check;
use super::ran;
use super::server::Server;
use super::server::answer;
use crate::program::Folder;

fn refusing() -> Server {
    Server::start(|stream, _| answer(stream, ("404 Not Found", "application/json"), b"{}"))
}

#[rstest]
#[case(&["--output", "no/such/folder/x"], "cannot write no/such/folder/x", "--output takes")]
#[case(&["--output", "."], "cannot write .", "--output takes")]
#[case(&["--record", "no/such/folder/x"], "cannot write no/such/folder/x", "--record takes")]
#[case(&["--baseline", "no/such/file"], "cannot read the baseline no/such/file", "--baseline takes")]
#[case(&["--credentials", "no/such/file"], "cannot read the credentials no/such/file", "--credentials takes")]
#[case(&["--output", "both", "--record", "both"], "name the same file", "two files")]
fn a_file_that_cannot_be_used_costs_no_call(
    #[case] flags: &[&str],
    #[case] message: &str,
    #[case] hint: &str,
) {
    let server = refusing();
    let arguments = [&["yuno", "--base-url", &server.url], flags].concat();

    let said = ran(&mut check(&arguments)).failed(2);

    assert!(said.contains(message), "{said}");
    assert!(said.contains(hint), "{said}");
    assert_eq!(server.requests(), Vec::<String>::new());
}

#[rstest]
#[case("", "it does not begin as a record of shapes does")]
#[case("{\"sandpay-shapes\":0,\"target\":\"x\"}\n", "form 0, and this version reads form 1")]
#[case("{\"sandpay-shapes\":1,\"target\":\"x\"}\n<html>\n", "line 2: ")]
fn a_baseline_that_is_none_costs_no_call(#[case] text: &str, #[case] message: &str) {
    let server = refusing();
    let folder = Folder::new(&format!("check-baseline-{}", text.len()));
    let file = folder.write("shapes.jsonl", text);

    let said = ran(&mut check(&["yuno", "--base-url", &server.url, "--baseline", &file])).failed(2);

    assert!(said.contains(message), "{said}");
    assert_eq!(server.requests(), Vec::<String>::new());
}

#[rstest]
#[case("[yunno]\n", "there is no key `yunno`", "did you mean `yuno`?")]
#[case("[yuno]\nsecret = \"yuno-secret-84013\"", "there is no key `secret` in [yuno]", "keys are")]
#[case("[yuno]\nsecret_key = \"yuno-secret-84013", "line 2 is no TOML", "[yuno]")]
fn a_mistake_among_credentials_is_named_and_no_credential_is(
    #[case] text: &str,
    #[case] message: &str,
    #[case] hint: &str,
) {
    let folder = Folder::new(&format!("check-credentials-{}", text.len()));
    let file = folder.write("keys.toml", text);

    let said = ran(&mut check(&["yuno", "--credentials", &file])).failed(2);

    assert!(said.contains(message), "{said}");
    assert!(said.contains(hint), "{said}");
    super::assert_no_secret(&said);
}

#[test]
fn a_report_goes_to_its_file_and_the_counts_to_stderr() {
    let server = refusing();
    let folder = Folder::new("check-output");
    let file = folder.write("report.html", &"an older and longer report\n".repeat(10_000));

    let arguments = ["yuno", "--base-url", &server.url, "--format", "html", "--output", &file];
    let said = ran(&mut check(&arguments)).failed(1);

    assert!(said.contains(" held, ") && said.lines().count() == 1, "{said}");
    let report = fs::read_to_string(&file).unwrap();
    assert!(report.starts_with("<!doctype html>") && report.ends_with("</html>\n"), "{report}");
}

#[test]
fn an_earlier_record_outlives_a_run_that_judged_nothing() {
    let server = refusing();
    let folder = Folder::new("check-kept-record");
    let file = folder.write("shapes.jsonl", "kept");

    ran(&mut check(&["yuno", "--base-url", &server.url, "--record", &file]));

    assert_eq!(fs::read_to_string(&file).unwrap(), "kept");
}

#[rstest]
#[case("", 3)]
#[case("?x", 2)]
fn a_check_without_an_outcome_leaves_no_empty_file(#[case] rest: &str, #[case] code: i32) {
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let folder = Folder::new(&format!("check-no-outcome-{code}"));
    let file = folder.file("contracts.xml");

    let url = format!("http://{nobody}{rest}");
    ran(&mut check(&["yuno", "--base-url", &url, "--output", &file])).failed(code);

    assert!(!fs::exists(&file).unwrap());
}
