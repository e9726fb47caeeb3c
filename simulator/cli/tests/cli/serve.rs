//! `sandpay serve`: from its options to its end.

use std::fs;
use std::fs::File;
use std::fs::OpenOptions;
use std::io::Read;
use std::io::Write;
use std::net::TcpListener;
use std::net::TcpStream;
use std::process::Stdio;

use rstest::rstest;

use crate::program::Folder;
use crate::program::Running;
use crate::program::run;
use crate::program::said;
use crate::program::sandpay;

#[test]
fn stdout_holds_the_ready_line_and_nothing_else() {
    let (running, ready) = Running::serving(&["--seed", "7"]);

    assert!(ready.starts_with("ready url=http://127.0.0.1:"), "{ready}");
    assert_eq!(said(&ready, "version"), env!("CARGO_PKG_VERSION"));
    assert_eq!(said(&ready, "seed"), "7");
    assert_eq!(run(["healthcheck", "--url", said(&ready, "url")]).done(), "");
    running.signal("TERM");
    let (status, rest) = running.end();
    assert_eq!((status.code(), rest.as_str()), (Some(0), ""));
}

#[test]
fn serving_needs_no_command_and_ends_by_an_interrupt_too() {
    let mut running = Running::start(sandpay(["--port", "0"]).stdout(Stdio::piped()));

    assert!(running.line().starts_with("ready url="));
    running.signal("INT");
    assert_eq!(running.end().0.code(), Some(0));
}

#[test]
fn the_ready_line_is_a_json_object_when_asked() {
    let (_running, ready) = Running::serving(&["--log-format", "json", "--seed", "7"]);

    let ready: serde_json::Value = serde_json::from_str(&ready).unwrap();

    assert_eq!(ready["event"], "ready");
    assert!(ready["url"].as_str().unwrap().starts_with("http://127.0.0.1:"));
    assert_eq!(ready["seed"], 7);
}

#[test]
fn a_seed_is_drawn_and_said() {
    let (_one, first) = Running::serving(&[]);
    let (_two, second) = Running::serving(&[]);

    assert!(said(&first, "seed").parse::<u32>().is_ok());
    assert_ne!(said(&first, "seed"), said(&second, "seed"));
}

#[test]
fn the_port_file_holds_the_port_once_it_serves() {
    let folder = Folder::new("port-file");
    let path = folder.write("port", "1\n");

    let (_running, ready) = Running::serving(&["--port-file", &path]);

    let port = fs::read_to_string(&path).unwrap();
    assert!(said(&ready, "url").ends_with(&format!(":{}", port.trim_end())));
}

#[rstest]
#[case::file("3", &[], None)]
#[case::environment("2", &[], Some("2"))]
#[case::flag("1", &["--seed", "1"], Some("2"))]
#[case::an_empty_variable("3", &[], Some(""))]
fn the_command_line_wins_over_the_environment_and_that_over_the_file(
    #[case] seed: &str,
    #[case] flags: &[&str],
    #[case] variable: Option<&str>,
) {
    let folder = Folder::new(&format!("precedence-{seed}-{}", variable.is_some()));
    let config = folder.write("sandpay.toml", "port = 0\nseed = 3\n");
    let mut command = sandpay(flags);
    command.env("SANDPAY_CONFIG", &config);
    if let Some(value) = variable {
        command.env("SANDPAY_SEED", value);
    }

    let ready = Running::start(command.stdout(Stdio::piped())).line();

    assert_eq!(said(&ready, "seed"), seed);
}

#[test]
fn the_variable_port_comes_after_the_one_of_our_name_and_before_the_file() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let folder = Folder::new("platform-port");
    let config = folder.write("sandpay.toml", "port = 0\n");

    let by_platform = sandpay(["--config", &config]).env("PORT", &port).output().unwrap();
    let mut own = sandpay(["--config", &config]);
    own.env("PORT", &port).env("SANDPAY_PORT", "0").stdout(Stdio::piped());

    assert_eq!(by_platform.status.code(), Some(2));
    assert!(String::from_utf8(by_platform.stderr).unwrap().contains(&port));
    assert!(Running::start(&mut own).line().starts_with("ready url="));
}

#[rstest]
#[case("prot = 1", "there is no key `prot`", "did you mean `port`?")]
#[case("port = \"x\"", "`port`: invalid type: string \"x\"", "`port`")]
#[case("[yabandpay]\nnope = 1", "yabandpay: there is no setting `nope`", "sandpay settings")]
#[case("port = ", "line 1", "")]
fn a_mistake_in_the_configuration_is_named(
    #[case] text: &str,
    #[case] message: &str,
    #[case] hint: &str,
) {
    let folder = Folder::new(&format!("mistake-{}", text.len()));
    let config = folder.write("sandpay.toml", text);

    let said = run(["serve", "--port", "0", "--config", &config]).failed(2);

    assert!(said.contains(message), "{said}");
    assert!(said.contains(hint), "{said}");
}

#[rstest]
#[case(&["serve", "--clock", "still"], "a clock is")]
#[case(&["serve", "--prot", "1"], "--port")]
#[case(&["serve", "--config", "no/such/file"], "no/such/file")]
#[case(&["serve", "--port", "0", "--port-file", "no/such/folder/port"], "no/such/folder")]
#[case(&["serve", "--host", "no such host"], "no such host")]
#[case(&["dance"], "dance")]
fn a_mistake_on_the_command_line_is_named(#[case] arguments: &[&str], #[case] message: &str) {
    let said = run(arguments).failed(2);

    assert!(said.contains(message), "{said}");
}

#[test]
fn a_mistake_in_a_variable_is_traced_to_it() {
    let ran = sandpay(["serve"]).env("SANDPAY_PORT", "abc").output().unwrap();

    assert_eq!(ran.status.code(), Some(2));
    assert!(String::from_utf8(ran.stderr).unwrap().contains("SANDPAY_PORT"));
}

#[test]
fn a_port_that_is_taken_is_said_to_be() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();

    let said = run(["serve", "--port", &port]).failed(2);

    assert!(said.contains("hint: another sandpay may be running"), "{said}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_stdout_that_is_full_keeps_nobody_from_being_served() {
    let folder = Folder::new("full");
    let port_file = folder.file("port");
    let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut command = sandpay(["serve", "--port", "0", "--port-file", &port_file]);

    let mut running = Running::start(command.stdout(full));
    running.says("cannot write the output");

    let port = fs::read_to_string(&port_file).unwrap();
    let url = format!("http://127.0.0.1:{}", port.trim_end());
    assert_eq!(run(["healthcheck", "--url", &url]).done(), "");
    running.signal("TERM");
    assert_eq!(running.end().0.code(), Some(0));
}

#[test]
fn help_and_version_go_to_stdout() {
    assert_eq!(run(["--version"]).done(), format!("sandpay {}\n", env!("CARGO_PKG_VERSION")));
    assert!(run(["--help"]).done().contains("sandpay clock advance P7D"));
    assert!(run(["serve", "--help"]).done().contains("--port-file <FILE>"));
}

#[test]
fn a_simulator_that_nobody_runs_is_unreachable() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let url = format!("http://127.0.0.1:{port}");

    let said = run(["clock", "--url", &url]).failed(3);

    assert!(said.contains(&format!("error: no simulator answers at {url}")), "{said}");
    assert!(said.contains("hint: "), "{said}");
    assert_eq!(run(["healthcheck", "--url", &url]).failed(1), "");
    assert!(run(["clock", "--url", "https://127.0.0.1"]).failed(2).contains("http://"));
}

#[test]
fn a_log_is_resumed_with_its_own_seed() {
    let folder = Folder::new("resumed");
    let log = folder.file("run.log");
    let (first, ready) = Running::serving(&["--log", &log, "--seed", "7"]);
    assert_eq!(said(&ready, "seed"), "7");
    first.signal("TERM");
    assert_eq!(first.end().0.code(), Some(0));
    assert!(File::open(&log).unwrap().metadata().unwrap().len() > 0);

    let (_other, other) = Running::serving(&["--log", &log, "--seed", "8"]);
    assert_eq!(said(&other, "seed"), "7");
}

/// The documented token sale, signed with the published key of the sandbox `default`.
const TOKEN_SALE: &str = r#"{"user":"016683","sign":"a91aa0407414a6cd11b5ba556ee33fdd131294c3ecfb428cf854c475f9c502b3","method":"v3.CreateCardPayments","time":1725875543,"data":{"description":"test","timeout":"0","pay_method":"online","sub_pay_method":"Token","operation":"11","order_id":1725875543,"amount":"1","currency":"EUR","payment_token_object":"VnXaRabcsedfsSlPFZXavcsdfasdEFDd","notify_url":"https://www.yabandpay.com/notify","request_id":"hjf5lv32i40lh7oh86j6az98tnscwv37"}}"#;

/// Sends the sale as often as said, then ends the simulator; its exit code and what it said on stderr.
fn sold(flags: &[&str], times: usize) -> (Option<i32>, String) {
    let (running, ready) = Running::serving(flags);
    let host = said(&ready, "url").trim_start_matches("http://").to_owned();
    for _ in 0..times {
        let mut stream = TcpStream::connect(&host).unwrap();
        let (length, body) = (TOKEN_SALE.len(), TOKEN_SALE);
        write!(
            stream,
            "POST /yabandpay/Payments HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }
    running.signal("TERM");
    running.end_saying()
}

#[test]
fn advice_ends_the_process_with_a_failure_only_where_it_is_denied() {
    assert_eq!(sold(&["--deny-advice"], 1).0, Some(0));
    assert_eq!(sold(&[], 2).0, Some(0));
    assert_eq!(sold(&["--deny-advice=false"], 2).0, Some(0));

    let (code, said) = sold(&["--deny-advice"], 2);

    assert_eq!(code, Some(1));
    assert!(
        said.contains("yabandpay spent_request_id, 1 times: A request_id must be unique"),
        "{said}"
    );
    assert!(said.contains("https://docs.yabandpay.com/"), "{said}");
}
