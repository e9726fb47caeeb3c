//! What can happen in a history, and how likely it is.

use proptest::prelude::*;

use super::paper::Cents;
use super::paper::Delay;
use super::paper::Kind;
use super::paper::Minutes;
use super::paper::Says;

/// One thing that happens. Payments, lines and calls are named by a number that is taken modulo how many
/// there are, so that a history stays one when a part of it is left out.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    Create {
        kind: Kind,
        cents: Cents,
        delays: [Option<Delay>; 2],
        fault: Fault,
    },
    Change {
        paper: usize,
        line: usize,
        verb: Verb,
        ask: Ask,
        stubborn: bool,
        fault: Fault,
    },
    /// An earlier call again, with its key.
    Repeat(usize),
    /// An earlier call again, with a new key.
    Again(usize),
    /// A button of the dashboard.
    Act {
        paper: usize,
        action: &'static str,
    },
    /// What the bank says from now on to what falls due.
    Weather(Says),
    Advance(Minutes),
    /// All answers that are held back leave.
    Release,
    /// The simulator starts again, from its log or from a snapshot.
    Restart {
        from_log: bool,
    },
}

/// Something that is asked of a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verb {
    Capture,
    Cancel,
    Refund,
    CancelOrRefund,
    CancelOrRefundLine,
}

/// How much is asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Ask {
    Nothing,
    All,
    Part(Cents),
    TooMuch,
    Zero,
}

/// What goes wrong with a call.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Fault {
    None,
    Outcome(Says),
    Error(&'static str),
    Before(&'static str),
    After(&'static str),
    Latency,
}

/// A request with all that it says.
#[derive(Clone, Debug)]
pub(crate) enum Order {
    Create {
        kind: Kind,
        cents: Cents,
        delays: [Option<Delay>; 2],
    },
    /// A number beyond the last names what does not exist.
    Change {
        paper: usize,
        line: usize,
        verb: Verb,
        cents: Option<Cents>,
        stubborn: bool,
    },
}

fn says() -> impl Strategy<Value = Says> {
    prop_oneof![
        3 => Just(Says::Yes),
        2 => Just(Says::Later),
        2 => Just(Says::No),
        1 => Just(Says::Rejected),
        1 => Just(Says::Broken),
    ]
}

fn fault() -> impl Strategy<Value = Fault> {
    let ways = || prop::sample::select(vec!["disconnect", "status:503", "hang"]);
    prop_oneof![
        9 => Just(Fault::None),
        6 => says().prop_map(Fault::Outcome),
        1 => prop::sample::select(vec!["INTERNAL_ERROR", "INVALID_STATUS"]).prop_map(Fault::Error),
        1 => ways().prop_map(Fault::Before),
        2 => ways().prop_map(Fault::After),
        1 => Just(Fault::Latency),
    ]
}

/// Few different delays, so that things often fall due at one instant.
fn delay() -> impl Strategy<Value = Option<Delay>> {
    let minutes = prop::sample::select(vec![0, 60, 1440, 2880, 14_400]);
    prop::option::of(
        (minutes, any::<bool>()).prop_map(|(minutes, stubborn)| Delay { minutes, stubborn }),
    )
}

fn create() -> impl Strategy<Value = Step> {
    let kind = prop_oneof![
        3 => Just(Kind::Authorize),
        1 => Just(Kind::Purchase),
        1 => Just(Kind::Verify),
    ];
    (kind, 1..100_000_i64, [delay(), delay()], fault()).prop_map(|(kind, cents, delays, fault)| {
        let delays = if kind == Kind::Authorize { delays } else { [None; 2] };
        Step::Create { kind, cents, delays, fault }
    })
}

fn change() -> impl Strategy<Value = Step> {
    let verb = prop::sample::select(vec![
        Verb::Capture,
        Verb::Capture,
        Verb::Cancel,
        Verb::Refund,
        Verb::Refund,
        Verb::CancelOrRefund,
        Verb::CancelOrRefundLine,
    ]);
    let ask = prop_oneof![
        4 => Just(Ask::Nothing),
        2 => Just(Ask::All),
        6 => (1..100_i64).prop_map(Ask::Part),
        1 => Just(Ask::TooMuch),
        1 => Just(Ask::Zero),
    ];
    (0..1000_usize, 0..1000_usize, verb, ask, any::<bool>(), fault()).prop_map(
        |(paper, line, verb, ask, stubborn, fault)| Step::Change {
            paper,
            line,
            verb,
            ask,
            stubborn,
            fault,
        },
    )
}

fn advance() -> impl Strategy<Value = Step> {
    prop_oneof![Just(0), 1..120_i64, Just(1440), 1..20_000_i64].prop_map(Step::Advance)
}

/// How a history begins.
pub(crate) fn first() -> BoxedStrategy<Step> {
    prop_oneof![6 => create(), 1 => says().prop_map(Step::Weather)].boxed()
}

/// How it goes on.
pub(crate) fn next() -> BoxedStrategy<Step> {
    let act = prop::sample::select(vec!["confirm", "refuse", "capture", "cancel"]);
    prop_oneof![
        3 => create(),
        9 => change(),
        2 => (0..1000_usize).prop_map(Step::Repeat),
        1 => (0..1000_usize).prop_map(Step::Again),
        3 => (0..1000_usize, act).prop_map(|(paper, action)| Step::Act { paper, action }),
        2 => says().prop_map(Step::Weather),
        5 => advance(),
        1 => Just(Step::Release),
        1 => any::<bool>().prop_map(|from_log| Step::Restart { from_log }),
    ]
    .boxed()
}
