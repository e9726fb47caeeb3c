//! Yuno against a reference model: whatever happens to its payments, in whatever order, the merchant's
//! own books say the same.
//!
//! `paper` and `books` are the model, `steps` is what can happen, `shop` drives the simulator and `look`
//! compares. 256 histories run with every `cargo test`. 100,000 of them:
//!
//! ```text
//! PROPTEST_CASES=100000 cargo test --release -p sandpay-core --test laws yuno::the_books
//! ```

mod books;
mod look;
mod paper;
mod shop;
mod steps;

use std::sync::atomic::Ordering;

use jiff::SignedDuration;
use proptest::prelude::*;
use proptest_state_machine::ReferenceStateMachine;
use proptest_state_machine::StateMachineTest;
use proptest_state_machine::prop_state_machine;

use self::books::Books;
use self::paper::Kind;
use self::paper::Says;
use self::paper::Switches;
use self::shop::Shop;
use self::steps::Ask;
use self::steps::Fault;
use self::steps::Step;
use self::steps::Verb;

/// A history, played in the simulator and in the books.
struct Histories;

impl StateMachineTest for Histories {
    type SystemUnderTest = Shop;
    type Reference = Books;

    fn init_test(books: &Books) -> Shop {
        Shop::new(books.switches)
    }

    fn apply(mut shop: Shop, books: &Books, step: Step) -> Shop {
        shop.play(&step, books);
        shop.look(books, books.touched.iter().copied());
        shop
    }

    fn teardown(mut shop: Shop, books: Books) {
        shop.look(&books, 0..books.papers.len());
        shop.no_timer_is_lost();
        shop.replays();
    }
}

prop_state_machine! {
    #[test]
    fn the_books_and_the_simulator_agree_on_every_history(sequential 1..14 => Histories);
}

/// Histories that did not agree once.
fn agree(steps: impl IntoIterator<Item = Step>) {
    let switches = Switches { hold: None, from_first: false };
    let (mut shop, mut books) = (Shop::new(switches), Books::new(switches));
    for step in steps {
        books = Books::apply(books, &step);
        shop = Histories::apply(shop, &books, step);
    }
    Histories::teardown(shop, books);
}

fn purchase() -> Step {
    let (kind, delays) = (Kind::Purchase, [None; 2]);
    Step::Create { kind, cents: 1, delays, fault: Fault::None }
}

#[test]
fn a_refund_that_is_tried_again_waits_for_its_instant() {
    let fault = Fault::Outcome(Says::No);
    let (verb, ask) = (Verb::Refund, Ask::Nothing);
    let refund = Step::Change { paper: 0, line: 0, verb, ask, stubborn: true, fault };
    agree([purchase(), refund, Step::Advance(5)]);
}

#[test]
fn the_payments_of_an_order_keep_their_order_when_the_simulator_starts_again() {
    let day = || [Step::Advance(1440), Step::Repeat(0)];
    let restart = Step::Restart { from_log: false };
    let days = std::iter::repeat_with(day).take(6).flatten();
    agree([purchase()].into_iter().chain(days).chain([restart]).chain(day()));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn two_short_turns_of_the_clock_equal_one_long_turn(
        (start, steps, seen) in Books::sequential_strategy(1..14),
        first in 0..3000_i64,
        second in 0..20_000_i64,
    ) {
        let played = || {
            let mut shop = Shop::new(start.switches);
            let mut books = start.clone();
            for step in &steps {
                books = Books::apply(books, step);
                shop.play(step, &books);
            }
            shop
        };
        // Shrinking leaves out what was not seen, so all of it counts as seen before it is played.
        if let Some(seen) = seen {
            seen.store(steps.len(), Ordering::SeqCst);
        }
        let (mut twice, mut once) = (played(), played());
        let halfway = twice.bench.at() + SignedDuration::from_mins(first);
        let end = halfway + SignedDuration::from_mins(second);

        twice.advance(halfway);
        twice.advance(end);
        once.advance(end);

        prop_assert_eq!(twice.bench.state(), once.bench.state());
        prop_assert_eq!(twice.told, once.told);
    }
}
