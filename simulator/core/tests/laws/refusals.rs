//! Webhooks to addresses that are never called: concluded where they become ready, in the order of their
//! events, and written for nobody but those who list them.

use std::borrow::Cow;

use jiff::SignedDuration;
use proptest::prelude::*;
use sandpay_core::engine::Engine;
use sandpay_core::engine::delivery::DeliveryId;
use sandpay_core::engine::delivery::Status;
use sandpay_core::engine::input::Command;
use sandpay_core::kernel::webhook::Endpoint;

use crate::bench::Bench;
use crate::toy;

const OPEN: &str = "http://127.0.0.1/hook";
const CLOSED: &str = "https://shop.example/hook";

/// What this law's shell says of an address.
fn reason(address: &str) -> Option<Cow<'static, str>> {
    (!address.starts_with("http:")).then(|| "no TLS".into())
}

/// A bench whose jars are told of at these addresses.
fn telling(addresses: &[&str]) -> Bench {
    let mut bench = Bench::new();
    let endpoint = |url: &&str| Endpoint { url: (*url).to_owned(), ..Endpoint::default() };
    let endpoints = addresses.iter().map(endpoint).collect();
    bench.engine.set_endpoints(bench.at(), 0, endpoints).unwrap();
    bench
}

/// Lets a jar be filled and open, which is told of.
fn open(bench: &mut Bench, name: &str) {
    bench.fill(name, "PT1H");
    let later = bench.at() + SignedDuration::from_hours(1);
    while !bench.engine.run_until(later, 1).caught_up && !bench.engine.has_ready() {}
}

fn statuses(bench: &Bench) -> Vec<Status> {
    let announcements = bench.engine.outbox().announcements();
    announcements.flat_map(|(_, one)| &one.deliveries).map(|one| one.status).collect()
}

#[test]
fn what_is_never_sent_is_told_without_being_taken_and_tried_once() {
    let mut bench = telling(&[CLOSED]);
    open(&mut bench, "jar");

    let rows = bench.engine.refuse_ready(0, None, reason);

    assert_eq!(
        rows.iter().map(|row| row.what.as_str()).collect::<Vec<_>>(),
        ["jar.opened #1 refused (no TLS)"]
    );
    assert_eq!(
        bench.journal().last().unwrap().split_once(' ').unwrap().1,
        "Delivery jar.opened #1 refused (no TLS)"
    );
    assert_eq!(statuses(&bench), [Status::Refused]);
    assert_eq!((bench.engine.take_ready(None), bench.engine.next_due()), (None, None));
}

#[test]
fn what_was_refused_is_written_for_those_who_list_it() {
    let mut bench = telling(&[CLOSED]);
    open(&mut bench, "jar");
    bench.engine.refuse_ready(0, None, reason);

    let (event, announcement) = bench.engine.outbox().announcements().next().unwrap();
    let attempt = announcement.deliveries[0].tried[0].attempt;
    let written = bench.engine.outgoing(DeliveryId { event, index: 0 }, attempt).unwrap();

    assert_eq!(&*written.url, CLOSED);
    assert!(!written.body.is_empty());
}

#[test]
fn a_rewrite_decides_where_a_webhook_goes_and_with_it_whether_it_is_sent() {
    let mut bench = telling(&[CLOSED]);
    let rewrite = serde_json::json!({"from": "https://shop.example", "to": "http://127.0.0.1"});
    let rewrites = vec![serde_json::from_value(rewrite).unwrap()];
    bench.engine.command(bench.at(), Command::Rewrites(rewrites)).unwrap();
    open(&mut bench, "jar");

    assert_eq!(bench.engine.refuse_ready(0, None, reason), []);
    assert_eq!(&*bench.engine.take_ready(None).unwrap().url, OPEN);
}

proptest! {
    #[test]
    fn refusals_leave_what_is_sent_in_its_order_and_run_again_to_the_same_digests(
        addresses in prop::collection::vec(prop::sample::select(vec![OPEN, CLOSED]), 1..6),
        first in 0_usize..4,
    ) {
        let mut bench = telling(&addresses);
        open(&mut bench, "jar");

        let rows = bench.engine.refuse_ready(first, None, reason);

        let closed = |url: &&&str| **url == CLOSED;
        prop_assert_eq!(rows.len(), addresses.iter().skip(first).filter(closed).count());
        let left: Vec<_> = addresses.iter().enumerate()
            .filter(|(place, url)| *place < first || !closed(url)).map(|(_, url)| *url).collect();
        let taken: Vec<_> = std::iter::from_fn(|| bench.engine.take_ready(None))
            .map(|sent| sent.url.to_string()).collect();
        prop_assert_eq!(taken, left);
        let replayed = Engine::replay(&bench.engine.head(), bench.records(), toy::catalogue());
        prop_assert_eq!(replayed.unwrap().engine.sequence(), bench.engine.sequence());
    }
}
