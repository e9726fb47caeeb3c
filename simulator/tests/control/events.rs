//! The journal as server-sent events.

use std::io::BufRead;
use std::io::BufReader;
use std::io::Write;
use std::net::TcpStream;

use rstest::rstest;
use serde_json::Value;

use crate::support::World;

/// A reader of events.
struct Listener(BufReader<TcpStream>);

impl Listener {
    /// Connects, and returns once the stream has begun.
    fn open(world: &World, query: &str, headers: &str) -> Self {
        let mut stream = TcpStream::connect(world.host()).unwrap();
        let host = world.host();
        write!(stream, "GET /_sim/events{query} HTTP/1.1\r\nhost: {host}\r\n{headers}\r\n")
            .unwrap();
        let mut listener = Self(BufReader::new(stream));
        let status = listener.until(|line| line.starts_with("HTTP/1.1"));
        assert!(status.contains("200"), "{status}");
        listener.until(|line| line == ": connected");
        listener
    }

    fn until(&mut self, is_wanted: impl Fn(&str) -> bool) -> String {
        loop {
            let mut line = String::new();
            assert_ne!(self.0.read_line(&mut line).unwrap(), 0, "the stream has ended");
            if is_wanted(line.trim_end()) {
                return line.trim_end().to_owned();
            }
        }
    }

    /// The next event: its id, its kind and its entry.
    fn next(&mut self) -> (String, String, Value) {
        let id = self.until(|line| line.starts_with("id: "));
        let kind = self.until(|line| line.starts_with("event: "));
        let data = self.until(|line| line.starts_with("data: "));
        let entry = serde_json::from_str(&data[6..]).unwrap();
        (id[4..].to_owned(), kind[7..].to_owned(), entry)
    }
}

#[test]
fn what_happens_from_now_on_is_told_as_it_happens() {
    let world = World::new();
    world.intent(None);
    let before = world.get("/_sim/journal").json(200)["next"].clone();
    let mut listener = Listener::open(&world, "", "");

    world.intent(None);

    let (id, kind, entry) = listener.next();
    let after = before.as_str().unwrap();
    let journal = world.get(&format!("/_sim/journal?after={after}")).json(200);
    assert_eq!((kind.as_str(), &entry), ("request", &journal["entries"][0]));
    assert_eq!(entry["cursor"], id.as_str());
    assert_eq!(listener.next().2, journal["entries"][1]);
}

#[rstest]
#[case::header("", "last-event-id: 0-1\r\n")]
#[case::parameter("?after=0-1", "")]
#[case::header_wins("?after=0-3", "last-event-id: 0-1\r\n")]
fn a_reader_that_connects_again_goes_on_where_it_was(#[case] query: &str, #[case] headers: &str) {
    let world = World::new();
    world.intent(None);

    assert_eq!(Listener::open(&world, query, headers).next().0, "0-2");
}

#[test]
fn events_are_filtered_and_go_on_after_a_reset() {
    let world = World::new();
    let mut listener = Listener::open(&world, "?kind=request&after=0-0", "");
    world.intent(None);
    assert_eq!(listener.next().0, "0-1");

    world.post("/_sim/reset").json(200);
    world.intent(None);

    let (id, kind, _) = listener.next();
    assert_eq!((id.as_str(), kind.as_str()), ("1-1", "request"));
}

#[test]
fn a_listener_does_not_keep_the_simulator_from_stopping() {
    let world = World::new();
    let mut listener = Listener::open(&world, "", "");

    drop(world.simulator.shutdown());

    let mut rest = String::new();
    while listener.0.read_line(&mut rest).is_ok_and(|length| length > 0) {}
    assert!(!rest.contains("data: "), "{rest}");
}

#[test]
fn the_events_of_a_sandbox_end_when_it_is_deleted() {
    let world = World::new();
    let made = world.post("/_sim/sandboxes").json(201);
    let id = made["id"].as_str().unwrap();
    let mut listener = Listener::open(&world, &format!("?sandbox={id}"), "");

    assert_eq!(world.delete(&format!("/_sim/sandboxes/{id}")).status, 204);

    let ended = Some(std::time::Duration::from_secs(10));
    listener.0.get_ref().set_read_timeout(ended).unwrap();
    // The last chunk of a body is empty.
    listener.until(|line| line == "0");
}

#[rstest]
#[case("?after=0-1", "bad_cursor")]
#[case("?after=x", "bad_cursor")]
#[case("?limit=3", "unknown_parameter")]
#[case("?kind=requests", "bad_parameter")]
fn a_question_that_makes_no_sense_is_refused(#[case] query: &str, #[case] code: &str) {
    let error = World::new().get(&format!("/_sim/events{query}")).error();

    assert_eq!((error.0, error.1.as_str()), (400, code));
}
