//! A call with an `Idempotency-Key` takes effect once.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use rstest::rstest;

use super::Bench;
use super::Reply;
use super::post;
use super::web_request;
use super::with_amount;
use super::with_header;

fn create(bench: &mut Bench, key: &str, body: &str) -> Reply {
    bench.send(with_header(post(body), "idempotency-key", key))
}

#[test]
fn the_same_key_and_body_get_the_first_answer_again_even_when_the_intent_has_moved_on() {
    let mut bench = Bench::new();
    let first = create(&mut bench, "k", web_request());
    bench.act(&first.id(), "approve").unwrap();

    let second = create(&mut bench, "k", web_request());

    assert!(second.replayed && second.step.events.is_empty());
    assert_eq!((second.status, second.text), (200, first.text));
}

#[test]
fn the_same_key_with_another_body_is_a_clash() {
    let mut bench = Bench::new();
    create(&mut bench, "k", web_request());

    let reply = create(&mut bench, "k", &with_amount("30"));

    assert_eq!(reply.status, 409);
    assert_eq!(
        reply.refusal(),
        ("idempotency_error".to_owned(), "idempotency_key_reused".to_owned(), None)
    );
}

#[test]
fn a_key_whose_answer_is_held_back_is_a_clash_until_it_is_released() {
    let mut bench = Bench::new();
    let raw = with_header(post(web_request()), "idempotency-key", "k");
    let admitted = crate::kernel::catalogue::Catalogued::admit(
        &crate::kernel::catalogue::Kind::<super::WooshPay>::new(),
        raw,
        &bench.keys,
    );
    let around = crate::kernel::machine::Around {
        at: bench.at,
        origin: bench.origin,
        counter: &mut bench.counter,
        outcome: None,
    };
    let key = bench.machine.call(&*admitted.call.unwrap(), around).key.unwrap();

    bench.machine.hold(key);
    let held = create(&mut bench, "k", web_request());
    bench.machine.release(key);
    let released = create(&mut bench, "k", web_request());

    assert_eq!((held.status, held.refusal().1.as_str()), (409, "idempotency_key_in_use"));
    assert_eq!((released.status, released.replayed), (200, true));
}

#[test]
fn a_key_is_forgotten_after_a_day() {
    let mut bench = Bench::new();
    let first = create(&mut bench, "k", web_request());

    bench.pass(SignedDuration::from_hours(24));
    let second = create(&mut bench, "k", web_request());

    assert_ne!(first.id(), second.id());
}

#[test]
fn a_refused_call_leaves_its_key_free() {
    let mut bench = Bench::new();
    create(&mut bench, "k", &with_amount("0"));

    assert_eq!(create(&mut bench, "k", web_request()).status, 200);
}

#[test]
fn other_keys_and_calls_without_one_make_new_intents() {
    let mut bench = Bench::new();

    let mut ids = BTreeSet::from(["a", "b"].map(|key| create(&mut bench, key, web_request()).id()));
    ids.extend([bench.created(), bench.created()]);

    assert_eq!(ids.len(), 4);
}

#[test]
fn an_empty_key_is_refused() {
    let reply = create(&mut Bench::new(), "", web_request());

    assert_eq!((reply.status, reply.refusal().2.as_deref()), (400, Some("Idempotency-Key")));
}

#[rstest]
#[case("k")]
#[case("00000000-0000-4000-8000-000000000000")]
fn events_name_the_call_that_caused_them_and_its_key(#[case] key: &str) {
    let mut bench = Bench::new();
    let reply = create(&mut bench, key, web_request());

    let caused = bench.body(&reply.step.events[0])["request"].clone();
    let step = bench.act(&reply.id(), "approve").unwrap();

    assert_eq!(caused["idempotency_key"], key);
    assert!(caused["id"].as_str().unwrap().starts_with("req_"));
    assert_eq!(bench.body(&step.events[0]).get("request"), None);
}
