//! What one part does wrong stays with it.

use crate::bench::Bench;

#[test]
fn a_panic_in_a_handler_is_answered_and_changes_nothing() {
    let mut bench = Bench::new();
    bench.fill("before", "PT1H");
    let before = bench.state();

    let reply = bench.post("/panics", &[], "");

    assert_eq!(reply.response.status, 500);
    assert_eq!(bench.state(), before);
    assert_eq!(bench.fill("after", "PT1H").response.status, 201);
}

#[test]
fn a_panic_in_a_timer_harms_no_other_timer() {
    let mut bench = Bench::new();
    bench.fill("first", "PT1H");
    bench.fill("cursed", "PT1H");
    bench.fill("last", "PT1H");

    bench.advance("2026-01-01T02:00:00Z".parse().unwrap(), |_| false);

    let opened = bench.journal().iter().filter(|line| line.ends_with("Changed opened")).count();
    let panics = bench.journal().iter().filter(|line| line.contains(" Panic ")).count();
    assert_eq!((opened, panics), (2, 1));
}

#[test]
fn interleaved_sandboxes_equal_each_alone() {
    let play = |bench: &mut Bench, round: u32| {
        bench.fill(&format!("jar {round}"), "PT90M");
        let to = bench.at().checked_add(jiff::SignedDuration::from_mins(61)).unwrap();
        bench.advance(to, |_| round.is_multiple_of(2));
    };
    let (mut left, mut right) = (Bench::of("left"), Bench::of("right"));
    let (mut left_alone, mut right_alone) = (Bench::of("left"), Bench::of("right"));

    for round in 0..6 {
        play(&mut left, round);
        play(&mut right, round + 1);
    }
    (0..6).for_each(|round| play(&mut left_alone, round));
    (0..6).for_each(|round| play(&mut right_alone, round + 1));

    assert_eq!(left.journal(), left_alone.journal());
    assert_eq!(right.journal(), right_alone.journal());
}

#[test]
fn the_key_of_one_sandbox_is_unknown_in_another() {
    let mut bench = Bench::of("left");

    let reply = bench.post("/jars", &[("x-key", "key-right")], "{}");

    assert_eq!(reply.response.status, 401);
}
