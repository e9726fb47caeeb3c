//! Logs taken out and brought in.

use rstest::rstest;
use serde_json::json;

use crate::support::Answer;
use crate::support::World;

const LINES: (&str, &str) = ("content-type", "application/x-ndjson");

fn export(world: &World) -> String {
    let answer = world.get("/_sim/export");
    assert_eq!((answer.status, answer.header("content-type")), (200, Some(LINES.1)));
    answer.text
}

fn import(world: &World, lines: &str) -> Answer {
    world.send("POST /_sim/import", &[LINES], lines)
}

/// A world in which something happened.
fn lived() -> (World, String) {
    let world = World::new();
    let endpoint = json!([{"url": "http://127.0.0.1:9/hook", "secret": "whsec_never_to_be_seen"}]);
    world.json("PUT /_sim/webhooks/endpoints/wooshpay", endpoint).json(200);
    let intent = world.intent(None);
    world.post(&format!("/_sim/pages/{}/approve", intent.page)).json(200);
    world.json("POST /_sim/clock/advance", json!({"by": "P7D"})).json(200);
    (world, intent.id)
}

#[test]
fn what_was_exported_lives_on_elsewhere() {
    let (world, intent) = lived();
    let lines = export(&world);
    let other = World::new();

    let made = import(&other, &lines).json(201);

    assert_eq!(made["id"], "default");
    assert_eq!(made["credentials"]["wooshpay"]["secret_key"], "sk_test_sandpay");
    let path = format!("/_sim/subjects/{intent}");
    assert_eq!(other.get(&path).json(200), world.get(&path).json(200));
    assert_eq!(other.get("/_sim/clock").text, world.get("/_sim/clock").text);
    assert_eq!(other.get("/_sim/journal").text, world.get("/_sim/journal").text);
    assert_eq!(export(&other), lines);
    other.json("POST /_sim/clock/advance", json!({"by": "P1D"})).json(200);
}

#[test]
fn a_sandbox_that_is_not_there_is_made_by_an_import() {
    let world = World::new();
    let id = world.post("/_sim/sandboxes").json(201)["id"].as_str().unwrap().to_owned();
    let lines = world.get(&format!("/_sim/export?sandbox={id}")).text;
    let other = World::new();

    assert_eq!(import(&other, &lines).json(201)["id"], id.as_str());

    assert_eq!(other.get(&format!("/_sim/clock?sandbox={id}")).status, 200);
}

#[test]
fn an_export_holds_no_secret() {
    let (world, _) = lived();

    let lines = export(&world);

    for secret in ["whsec_never_to_be_seen", "sk_test_sandpay", "c2tfdGVzdF9zYW5kcGF5Og"] {
        assert!(!lines.contains(secret), "{secret}");
    }
}

#[rstest]
#[case::nothing("", "line 1")]
#[case::no_head("{\"seq\":1}\n", "line 1")]
fn what_is_no_log_is_refused(#[case] lines: &str, #[case] place: &str) {
    let world = World::new();

    let answer = import(&world, lines);

    assert_eq!((answer.status, answer.error().1.as_str()), (400, "bad_log"));
    assert!(answer.text.contains(place), "{}", answer.text);
}

#[test]
fn a_changed_or_missing_line_is_named_and_nothing_is_kept() {
    let (world, _) = lived();
    let lines = export(&world);
    let other = World::new();

    let changed = import(&other, &lines.replace("\"CNY", "\"EUR").replace("CNY", "EUR"));
    let missing: String =
        lines.lines().filter(|line| !line.contains("\"seq\":2,")).collect::<Vec<_>>().join("\n");
    let missing = import(&other, &missing);

    assert_eq!((changed.status, changed.error().1.as_str()), (400, "bad_log"));
    assert!(changed.text.contains("line 3"), "{}", changed.text);
    assert!(missing.text.contains("record 2 is missing"), "{}", missing.text);
    assert_eq!(other.get("/_sim/journal").json(200)["entries"], json!([]));
}

#[test]
fn a_log_of_another_seed_comes_out_differently_and_is_refused() {
    let (world, _) = lived();
    let lines = export(&world);
    let other = sandpay::Simulator::builder().seed(9).start().unwrap();
    let other = World { simulator: other };
    // The head of a sandbox with another seed, the records of this one.
    let head = export(&other).lines().next().unwrap().to_owned();
    let records = lines.split_once('\n').unwrap().1;

    let answer = import(&World::new(), &format!("{head}\n{records}"));

    assert_eq!((answer.status, answer.error().1.as_str()), (409, "log_differs"));
    assert!(answer.text.contains("record 2"), "{}", answer.text);
}

#[test]
fn a_log_is_sent_as_what_it_is() {
    let answer = World::new().send("POST /_sim/import", &[("content-type", "text/plain")], "x");

    assert_eq!((answer.status, answer.error().1.as_str()), (415, "content_type"));
}

#[test]
fn what_was_imported_survives_a_restart_with_a_log_file() {
    let (world, intent) = lived();
    let lines = export(&world);
    let path = std::env::temp_dir().join(format!("sandpay-control-{}.log", std::process::id()));
    let start = || World { simulator: sandpay::Simulator::builder().log(&path).start().unwrap() };

    let logged = start();
    let made = logged.post("/_sim/sandboxes").json(201)["id"].as_str().unwrap().to_owned();
    let kept = logged.post("/_sim/sandboxes").json(201)["id"].as_str().unwrap().to_owned();
    import(&logged, &lines).json(201);
    let exported = export(&logged);
    assert_eq!(logged.delete(&format!("/_sim/sandboxes/{made}")).status, 204);
    drop(logged);
    let again = start();

    let subject = again.get(&format!("/_sim/subjects/{intent}")).json(200);
    let sandboxes = again.get("/_sim/sandboxes").json(200);
    let exported_again = export(&again);
    for suffix in ["", ".keys"] {
        drop(std::fs::remove_file(format!("{}{suffix}", path.display())));
    }
    assert_eq!(subject["state"], "succeeded");
    assert!(exported == lines, "the import was not written as it came");
    // Starting anew adds the rewrites that the server was started with.
    assert!(exported_again.starts_with(&lines), "a restart has changed the log");
    let ids: Vec<_> =
        sandboxes["sandboxes"].as_array().unwrap().iter().map(|one| one["id"].clone()).collect();
    assert_eq!(ids, ["default", kept.as_str()]);
}
