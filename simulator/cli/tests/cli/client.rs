//! The commands that talk to a running simulator.

use std::fs;
use std::io::Read;
use std::io::Write;
use std::net::TcpStream;
use std::process::Stdio;

use rstest::fixture;
use rstest::rstest;

use crate::program::Folder;
use crate::program::Ran;
use crate::program::Running;
use crate::program::run;
use crate::program::said;
use crate::program::sandpay;

/// A running simulator with a frozen clock.
struct World {
    running: Running,
    url: String,
}

#[fixture]
fn world() -> World {
    let (running, ready) = Running::serving(&["--clock", "frozen", "--seed", "1"]);
    World { running, url: said(&ready, "url").to_owned() }
}

impl World {
    fn run(&self, arguments: &[&str]) -> Ran {
        run(arguments.iter().chain(&["--url", &self.url]))
    }

    /// Sends a request to a provider; the connection, before its answer is read.
    fn send(&self, head: &str, body: &str) -> TcpStream {
        let host = self.url.trim_start_matches("http://");
        let mut stream = TcpStream::connect(host).unwrap();
        let length = body.len();
        let request = format!(
            "{head}\r\nhost: {host}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
        );
        stream.write_all(request.as_bytes()).unwrap();
        stream
    }

    /// Makes a request that WooshPay refuses; it is in the journal all the same.
    fn call(&self) {
        let mut answer = String::new();
        let mut stream = self.send("POST /wooshpay/v1/payment_intents HTTP/1.1", "{}");
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 4"), "{answer}");
    }
}

#[rstest]
fn the_clock_is_shown_and_turned(world: World) {
    assert_eq!(world.run(&["clock"]).done(), "2026-01-01T00:00:00Z frozen\n");
    assert_eq!(
        world.run(&["clock", "advance", "P7D"]).done(),
        "now 2026-01-08T00:00:00Z, nothing was due\n"
    );
    assert_eq!(
        world.run(&["clock", "advance", "--to", "2026-02-01T00:00:00Z"]).done(),
        "now 2026-02-01T00:00:00Z, nothing was due\n"
    );
    assert_eq!(
        world.run(&["clock", "advance", "--to", "next"]).done(),
        "now 2026-02-01T00:00:00Z, nothing was due\n"
    );
    assert_eq!(
        world.run(&["clock", "freeze", "--at", "2026-03-01T00:00:00Z"]).done(),
        "2026-03-01T00:00:00Z frozen\n"
    );
    assert!(world.run(&["clock", "flow"]).done().ends_with("Z flowing\n"));
    assert!(world.run(&["clock", "freeze"]).done().ends_with("Z frozen\n"));
    assert!(world.run(&["settle"]).done().contains("nothing was due"));
    assert!(world.run(&["clock", "--json"]).done().starts_with("{\"mode\":\"frozen\""));
}

#[rstest]
#[case(&["clock", "advance", "7D"], "error: `7D` cannot be added", "hint: P7D is seven days")]
#[case(&["clock", "advance", "--to", "1999-01-01T00:00:00Z"], "error: the clock turns", "hint: ")]
#[case(&["next", "nobody"], "error: nothing has the id `nobody`", "hint: ")]
#[case(&["logs", "--kind", "delivry"], "`delivry`", "hint: did you mean `delivery`?")]
#[case(&["fault", "add", r#"{"on":{"provider":"nobody"},"do":{"error":"X"}}"#], "`nobody`", "hint: providers are")]
#[case(&["settings", "set", "yabandpay", "nope=1"], "`nope`", "hint: ")]
#[case(&["sandbox", "delete", "nobody"], "`nobody`", "hint: ")]
#[case(&["clock", "--sandbox", "nobody"], "`nobody`", "hint: ")]
fn a_refusal_is_told_with_its_hint(
    world: World,
    #[case] arguments: &[&str],
    #[case] message: &str,
    #[case] hint: &str,
) {
    let said = world.run(arguments).failed(1);

    assert!(said.contains(message), "{said}");
    assert!(said.contains(hint), "{said}");
}

#[rstest]
#[case(&["clock", "advance"])]
#[case(&["clock", "advance", "P1D", "--to", "next"])]
#[case(&["fault", "add", "{"])]
#[case(&["settings", "set", "yuno"])]
#[case(&["settings", "set", "yuno", "name"])]
fn a_call_that_makes_no_sense_is_not_made(#[case] arguments: &[&str]) {
    assert_eq!(run(arguments).code, Some(2));
}

#[rstest]
fn the_journal_is_told_line_by_line(world: World) {
    world.call();
    world.run(&["fault", "clear"]).done();

    assert_eq!(
        world.run(&["logs", "--provider", "wooshpay", "--kind", "request"]).done(),
        "2026-01-01T00:00:00Z      request   wooshpay   POST /v1/payment_intents -> 401\n"
    );
    assert_eq!(world.run(&["logs"]).done().lines().count(), 2);
    for line in world.run(&["logs", "--json"]).done().lines() {
        let entry: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(entry["cursor"].is_string(), "{entry}");
    }
}

#[rstest]
fn the_journal_is_followed_over_a_reset(world: World) {
    world.call();
    let mut following =
        Running::start(sandpay(["logs", "--follow", "--url", &world.url]).stdout(Stdio::piped()));

    assert!(following.line().contains("POST /v1/payment_intents"));
    world.run(&["fault", "clear"]).done();
    assert!(following.line().contains("faults disarmed"));
    world.run(&["reset"]).done();
    world.call();
    assert!(following.line().contains("POST /v1/payment_intents"));
}

#[rstest]
fn faults_are_armed_shown_and_disarmed(world: World) {
    let fault =
        r#"{"on":{"provider":"wooshpay"},"do":{"before_commit":{"status":503}},"times":"always"}"#;

    assert_eq!(world.run(&["fault", "add", fault]).done(), "fault 1 is armed\n");
    assert_eq!(world.run(&["fault", "add", fault]).done(), "fault 2 is armed\n");
    assert_eq!(world.run(&["fault", "remove", "1"]).done(), "fault 1 is disarmed\n");
    let listed = world.run(&["fault", "list"]).done();
    assert!(listed.contains("\n2   0       always  "), "{listed}");
    world.run(&["fault", "clear"]).done();
    assert_eq!(world.run(&["fault", "list"]).done(), "no fault is armed\n");
}

#[rstest]
fn settings_are_shown_and_changed(world: World) {
    let before = world.run(&["settings"]).done();
    let changed = world
        .run(&["settings", "set", "wooshpay", "next_action_type=alipay_handle_redirect"])
        .done();

    assert!(before.contains("next_action_type = redirect_to_url\n"), "{before}");
    assert!(changed.contains("next_action_type = alipay_handle_redirect\n"), "{changed}");
    assert_eq!(world.run(&["settings", "wooshpay"]).done(), changed);
}

#[rstest]
fn a_sandbox_is_made_used_and_deleted(world: World) {
    let made = world.run(&[
        "sandbox",
        "create",
        "--name",
        "mine",
        "--clock",
        "frozen@2030-01-01T00:00:00Z",
    ]);
    let made = made.done();
    let id = made.lines().next().unwrap().strip_prefix("sandbox ").unwrap();

    assert!(made.contains("publishable_key"), "{made}");
    assert_eq!(world.run(&["clock", "--sandbox", id]).done(), "2030-01-01T00:00:00Z frozen\n");
    let by_variable = sandpay(["clock"])
        .env("SANDPAY_URL", &world.url)
        .env("SANDPAY_SANDBOX", id)
        .output()
        .unwrap();
    assert_eq!(by_variable.stdout, b"2030-01-01T00:00:00Z frozen\n");
    assert!(world.run(&["sandbox", "list"]).done().contains(" mine "));
    world.run(&["sandbox", "delete", id]).done();
    assert!(!world.run(&["sandbox", "list"]).done().contains(id));
}

#[rstest]
fn an_export_of_a_running_simulator_replays(world: World) {
    let folder = Folder::new("export");
    let path = folder.file("run.jsonl");
    world.call();
    world.run(&["clock", "advance", "P7D"]).done();

    assert_eq!(world.run(&["export", "--output", &path]).done(), "");
    let exported = fs::read_to_string(&path).unwrap();

    assert_eq!(world.run(&["export"]).done(), exported);
    assert!(run(["replay", &path]).done().ends_with(" came out the same\n"));
    assert_eq!(world.run(&["webhooks", "list"]).done(), "no event has happened yet\n");
}

#[rstest]
fn a_second_signal_ends_at_once(mut world: World) {
    let mut following = Running::start(
        sandpay(["logs", "--follow", "--kind", "request", "--url", &world.url])
            .stdout(Stdio::piped()),
    );
    let head = "POST /wooshpay/v1/payment_intents HTTP/1.1\r\nsandpay-fault: before_commit=hang";
    let _hanging = world.send(head, "{}");
    assert!(following.line().contains("-> 504"));

    world.running.signal("TERM");
    world.running.says("a second signal stops at once");
    world.running.signal("TERM");

    assert_eq!(world.running.end().0.code(), Some(130));
}
