//! Checks of a running simulator, whose own credentials need not be given.

use std::fs;
use std::process::Stdio;

use rstest::fixture;
use rstest::rstest;
use serde_json::Value;
use serde_json::json;

use super::assert_no_secret;
use super::check;
use super::ran;
use crate::program::Folder;
use crate::program::Ran;
use crate::program::Running;
use crate::program::said;
use crate::program::sandpay;

/// A running simulator.
struct World {
    _running: Running,
    url: String,
}

#[fixture]
fn world() -> World {
    let (running, ready) = Running::serving(&["--seed", "1"]);
    let url = said(&ready, "url").to_owned();
    World { _running: running, url }
}

impl World {
    /// A check without credentials.
    fn check(&self, arguments: &[&str]) -> Ran {
        let base = ["check", "--base-url", &self.url];
        ran(&mut sandpay(base.iter().chain(arguments)))
    }
}

/// A report as JSON, of a check that found nothing.
#[track_caller]
fn json(ran: &Ran) -> Value {
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    let cases = report["cases"].as_array().unwrap();
    let broken: Vec<_> = cases.iter().filter(|case| case["breaches"] != json!([])).collect();
    assert_eq!(ran.code, Some(0), "{broken:#?} {:#}", report["drift"]);
    report
}

#[rstest]
fn every_contract_holds_and_holds_again(world: World) {
    let first = world.check(&[]).done();
    let again = json(&world.check(&["--format", "json"]));

    assert!(first.starts_with("contract check of http://127.0.0.1:"), "{first}");
    assert!(first.contains(", a sandpay\n"), "{first}");
    assert_eq!(again["totals"]["broken"], 0, "{again:#}");
    assert_eq!(again["totals"]["unreachable"], 0, "{again:#}");
    assert!(again["totals"]["held"].as_u64().unwrap() > 50, "{}", again["totals"]);
}

/// Reads lines up to one that contains `text`.
fn tells(running: &mut Running, text: &str) {
    let mut line = running.line();
    while !line.contains(text) {
        assert_ne!(line, "", "it never told {text}");
        line = running.line();
    }
}

#[rstest]
fn an_interrupted_check_leaves_the_server_as_it_was(
    world: World,
    #[values("INT", "TERM")] signal: &str,
) {
    let fault = r#"{"on":{"provider":"yuno","operation":"create_customer"},"do":{"latency":"PT2S"},"times":1}"#;
    ran(&mut sandpay(["fault", "add", fault, "--url", &world.url])).done();
    let mut logs = sandpay(["logs", "--follow", "--url", &world.url]);
    let mut logs = Running::start(logs.stdout(Stdio::piped()));
    let mut check = sandpay(["check", "yuno", "--base-url", &world.url]);
    let check = Running::start(check.stdout(Stdio::piped()));
    tells(&mut logs, "1 webhook endpoints");

    check.signal(signal);

    let (status, told) = check.end();
    assert_eq!(status.code(), Some(130), "{told}");
    assert!(told.contains("skipped: the check was interrupted"), "{told}");
    tells(&mut logs, "0 webhook endpoints");
}

#[rstest]
fn a_provider_is_chosen_by_name_or_by_address(world: World) {
    let named = json(&world.check(&["wooshpay", "--format", "json"]));
    let address = format!("{}/wooshpay/", world.url);
    let addressed = json(&ran(&mut sandpay(["check", "--base-url", &address, "--format", "json"])));

    for report in [&named, &addressed] {
        let cases = report["cases"].as_array().unwrap();
        assert!(!cases.is_empty());
        assert!(cases.iter().all(|case| case["provider"] == "wooshpay"), "{report:#}");
    }
    assert_eq!(named["totals"], addressed["totals"]);
}

#[rstest]
fn an_address_and_a_name_that_contradict_each_other_are_a_mistake(world: World) {
    let address = format!("{}/wooshpay", world.url);

    let said = ran(&mut sandpay(["check", "yuno", "--base-url", &address])).failed(2);

    assert!(said.contains("the address is that of wooshpay, not of yuno"), "{said}");
}

#[rstest]
fn wrong_keys_are_a_broken_contract_told_in_a_line_a_provider(world: World) {
    let ran = ran(&mut check(&["--base-url", &world.url]));

    assert_eq!(ran.code, Some(1), "{ran:?}");
    for provider in ["Yuno", "YabandPay", "WooshPay"] {
        let line =
            format!("credentials: expected {provider} to know the credentials, got a refusal: ");
        assert_eq!(ran.stdout.matches(&line).count(), 1, "{}", ran.stdout);
    }
    assert!(ran.stdout.lines().count() < 20, "{}", ran.stdout);
    assert_no_secret(&ran.stdout);
}

#[rstest]
fn credentials_that_are_given_in_part_are_asked_for(world: World) {
    let mut command = sandpay(["check", "yuno", "--base-url", &world.url]);
    command.env("SANDPAY_CHECK_YUNO_PUBLIC_KEY", "sandbox_sandpay_public");

    let said = ran(&mut command).failed(2);

    assert!(said.contains("error: there are credentials missing for this server"), "{said}");
    assert!(
        said.contains("set SANDPAY_CHECK_YUNO_SECRET_KEY, SANDPAY_CHECK_YUNO_ACCOUNT_ID, or"),
        "{said}"
    );
}

#[rstest]
fn the_environment_wins_over_the_file_name_by_name(world: World) {
    let folder = Folder::new("check-precedence");
    let file = "[wooshpay]\nsecret_key = \"sk_test_wrong-in-the-file\"\n";
    let file = folder.write("keys.toml", file);
    let arguments = ["check", "wooshpay", "--base-url", &world.url, "--credentials", &file];

    let by_file = ran(&mut sandpay(arguments));
    let by_both =
        ran(sandpay(arguments).env("SANDPAY_CHECK_WOOSHPAY_SECRET_KEY", "sk_test_sandpay"));

    assert_eq!(by_file.code, Some(1), "{by_file:?}");
    assert!(!format!("{by_file:?}").contains("wrong-in-the-file"), "{by_file:?}");
    assert!(by_both.done().contains(" 0 broken"));
}

#[rstest]
fn options_come_from_the_environment_as_well(world: World) {
    let mut command = sandpay(["check", "wooshpay"]);
    command.env("SANDPAY_CHECK_BASE_URL", &world.url).env("SANDPAY_CHECK_FORMAT", "json");
    let mut elsewhere = sandpay(["check", "wooshpay", "--format", "json"]);
    elsewhere.env("SANDPAY_URL", &world.url);
    let mut wrong = sandpay(["check"]);
    wrong.env("SANDPAY_CHECK_TIME_LIMIT", "soon");

    assert_eq!(json(&ran(&mut command))["target"], world.url.as_str());
    assert_eq!(json(&ran(&mut elsewhere))["target"], world.url.as_str());
    let said = ran(&mut wrong).failed(2);
    assert!(said.contains("the environment variable SANDPAY_CHECK_TIME_LIMIT"), "{said}");
}

#[rstest]
fn a_record_of_this_run_is_no_change_in_the_next(world: World) {
    let folder = Folder::new("check-record");
    let file = folder.file("shapes.jsonl");

    world.check(&["--record", &file]).done();
    let again = json(&world.check(&["--baseline", &file, "--format", "json"]));
    // The record may be written anew by the run that it is compared with.
    let renewed = world.check(&["--baseline", &file, "--record", &file]).done();

    assert_eq!(again["drift"]["changes"], json!([]));
    assert!(again["drift"]["compared"].as_u64().unwrap() > 50, "{}", again["drift"]);
    assert!(renewed.contains("; 0 changes since the baseline"), "{renewed}");
    let record = fs::read_to_string(&file).unwrap();
    for secret in ["sandbox_sandpay_", "sandpay_yabandpay_secret", "sk_test_sandpay"] {
        assert!(!record.contains(secret), "{secret}");
    }
}

#[rstest]
fn a_shape_that_changed_since_the_record_is_told_and_ends_with_1(world: World) {
    let folder = Folder::new("check-drift");
    let file = folder.file("shapes.jsonl");
    world.check(&["wooshpay", "--record", &file]).done();
    let record = fs::read_to_string(&file).unwrap();
    let mut lines: Vec<String> = record.lines().map(str::to_owned).collect();
    let typed = lines.iter().position(|line| line.contains("\"type\":\"number\"")).unwrap();
    lines[typed] = lines[typed].replace("\"type\":\"number\"", "\"type\":\"boolean\"");
    let path = serde_json::from_str::<Value>(&lines[typed]).unwrap()["path"].clone();
    let path = path.as_str().unwrap();
    fs::write(&file, lines.join("\n")).unwrap();

    let ran = world.check(&["wooshpay", "--baseline", &file]);

    assert_eq!(ran.code, Some(1), "{ran:?}");
    let changed = format!("{path} was of type boolean, is of type number");
    assert!(ran.stdout.contains(&changed), "{}", ran.stdout);
    assert!(ran.stdout.contains("; 1 change since the baseline"), "{}", ran.stdout);
}
