//! Callers who only listen any more: they get what can be answered at once, and nobody waits for them. Not
//! for callers who leave while an answer is held back: those are a matter of faults.

use std::io::Read;
use std::io::Write;
use std::net::Shutdown;
use std::net::TcpStream;
use std::time::Duration;

use crate::support::World;

/// Longer than any answer takes, and shorter than a connection may be silent.
const PATIENCE: Duration = Duration::from_secs(30);

/// What is answered to a caller that says so much and no more.
fn heard(world: &World, said: &str) -> String {
    let mut stream = TcpStream::connect(world.host()).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.write_all(said.as_bytes()).unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    let mut answers = String::new();
    stream.read_to_string(&mut answers).unwrap();
    answers
}

fn get(world: &World, path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nhost: {}\r\n\r\n", world.host())
}

#[test]
fn a_caller_that_has_nothing_more_to_say_gets_its_answers() {
    let world = World::new();
    let request = get(&world, "/yuno/v1/payments/none");

    for requests in 1..=20 {
        let answers = heard(&world, &request.repeat(requests));

        assert_eq!(answers.matches("HTTP/1.1 4").count(), requests, "{answers}");
    }
}

#[test]
fn a_reader_of_events_that_only_listens_is_let_go() {
    let world = World::new();

    let heard = heard(&world, &get(&world, "/_sim/events"));

    assert!(heard.is_empty() || heard.contains(": connected"), "{heard}");
}
