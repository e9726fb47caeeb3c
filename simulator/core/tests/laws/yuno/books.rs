//! The reference model: a merchant's books of what was asked of Yuno and what must have come of it.
//!
//! Knows keys, faults and refusals, and is written from the documents. What happens to one payment is in
//! `paper`. It never asks the simulator anything.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest_state_machine::ReferenceStateMachine;

use super::paper::AUTHORIZED;
use super::paper::Cents;
use super::paper::Kind;
use super::paper::Minutes;
use super::paper::PAID;
use super::paper::PARTLY_CAPTURED;
use super::paper::Paper;
use super::paper::REFUND_AGAIN;
use super::paper::Says;
use super::paper::Switches;
use super::paper::Try;
use super::steps;
use super::steps::Ask;
use super::steps::Fault;
use super::steps::Order;
use super::steps::Step;
use super::steps::Verb;

/// How long a key answers what it answered first.
const KEY_LIVES: Minutes = 24 * 60;

/// What became of the last step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Came {
    /// Nothing was asked of the provider, or nobody is told.
    Nothing,
    /// A payment was made, or something was done to one, by this call.
    Done { paper: usize },
    /// What this call was answered first.
    Same { call: usize },
    /// A documented error; nothing has changed but keys.
    Refused(&'static str),
    /// It never arrived; nothing has changed.
    NeverArrived,
    /// An action in the dashboard that is not offered.
    NotOffered,
}

/// What a key is known for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Key {
    Held,
    Answered,
    Burnt,
}

/// A request as it was sent, under a key of its own.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) order: Order,
    /// Until when its key is known, for what, and what it did.
    known: Option<(Minutes, Key, Option<usize>)>,
}

/// The books.
#[derive(Clone, Debug)]
pub(crate) struct Books {
    pub(crate) switches: Switches,
    pub(crate) now: Minutes,
    /// What the bank says to whatever falls due.
    weather: Says,
    pub(crate) papers: Vec<Paper>,
    pub(crate) calls: Vec<Call>,
    /// The call of the last step.
    pub(crate) called: Option<usize>,
    pub(crate) came: Came,
    /// The payments that the last step may have touched.
    pub(crate) touched: BTreeSet<usize>,
}

impl ReferenceStateMachine for Books {
    type State = Self;
    type Transition = Step;

    fn init_state() -> BoxedStrategy<Self> {
        let hold = prop::option::of(prop::sample::select(vec![2 * 1440, 9 * 1440]));
        (hold, any::<bool>())
            .prop_map(|(hold, from_first)| Self::new(Switches { hold, from_first }))
            .boxed()
    }

    fn transitions(state: &Self) -> BoxedStrategy<Step> {
        if state.papers.is_empty() { steps::first() } else { steps::next() }
    }

    fn apply(mut state: Self, step: &Step) -> Self {
        state.called = None;
        state.touched.clear();
        state.came = state.take(step);
        state
    }
}

impl Books {
    /// Books without an entry.
    pub(crate) fn new(switches: Switches) -> Self {
        Self {
            switches,
            now: 0,
            weather: Says::Yes,
            papers: Vec::new(),
            calls: Vec::new(),
            called: None,
            came: Came::Nothing,
            touched: BTreeSet::new(),
        }
    }

    fn take(&mut self, step: &Step) -> Came {
        match *step {
            Step::Create { kind, cents, delays, fault } => {
                let cents = if kind == Kind::Verify { 0 } else { cents };
                self.call(Order::Create { kind, cents, delays }, fault)
            }
            Step::Change { paper, line, verb, ask, stubborn, fault } => {
                let order = self.order(paper, line, (verb, ask, stubborn));
                self.call(order, fault)
            }
            Step::Repeat(which) if !self.calls.is_empty() => {
                let call = which % self.calls.len();
                self.called = Some(call);
                self.send(call, Fault::None)
            }
            Step::Again(which) if !self.calls.is_empty() => {
                let order = self.calls[which % self.calls.len()].order.clone();
                self.call(order, Fault::None)
            }
            Step::Act { paper, action } if !self.papers.is_empty() => {
                self.act(paper % self.papers.len(), action)
            }
            Step::Repeat(_) | Step::Again(_) | Step::Act { .. } => Came::Nothing,
            Step::Weather(says) => {
                self.weather = says;
                Came::Nothing
            }
            Step::Advance(minutes) => {
                let to = self.now + minutes;
                for (number, paper) in self.papers.iter_mut().enumerate() {
                    let before = paper.told.len();
                    paper.advance(self.now, to, self.weather);
                    if paper.told.len() > before {
                        self.touched.insert(number);
                    }
                }
                self.now = to;
                Came::Nothing
            }
            Step::Release => {
                self.release();
                Came::Nothing
            }
            // Whoever waited for a held answer has gone.
            Step::Restart { .. } => {
                self.release();
                self.touched.extend(0..self.papers.len());
                Came::Nothing
            }
        }
    }

    fn release(&mut self) {
        for call in &mut self.calls {
            if let Some((_, key @ Key::Held, _)) = &mut call.known {
                *key = Key::Answered;
            }
        }
    }

    /// A request about a payment, with the amount that it names as things stand.
    fn order(&self, paper: usize, line: usize, (verb, ask, stubborn): (Verb, Ask, bool)) -> Order {
        let unknown = self.papers.is_empty() || paper % 23 == 22;
        let paper = if unknown { usize::MAX } else { paper % self.papers.len() };
        let known = self.papers.get(paper);
        let lines = known.map_or(0, |paper| paper.lines.len());
        let line = if lines == 0 || line % 13 == 12 { usize::MAX } else { line % lines };
        let left = known.map_or(100, |paper| match verb {
            Verb::Capture | Verb::Cancel => paper.left_to_capture(),
            Verb::Refund if line < lines => paper.left_of(line),
            Verb::Refund => paper.left_to_refund(),
            Verb::CancelOrRefund | Verb::CancelOrRefundLine => {
                if paper.can_be_released() {
                    paper.left_to_capture()
                } else {
                    paper.left_to_refund()
                }
            }
        });
        let cents = match ask {
            Ask::Nothing => None,
            Ask::All => Some(left.max(1)),
            Ask::TooMuch => Some(left + 1),
            Ask::Zero => Some(0),
            Ask::Part(percent) => Some((left * percent / 100).max(1)),
        };
        Order::Change { paper, line, verb, cents, stubborn }
    }

    /// Sends an order under a fresh key.
    fn call(&mut self, order: Order, fault: Fault) -> Came {
        self.calls.push(Call { order, known: None });
        let call = self.calls.len() - 1;
        self.called = Some(call);
        self.send(call, fault)
    }

    fn send(&mut self, call: usize, fault: Fault) -> Came {
        if matches!(fault, Fault::Before(_)) {
            return Came::NeverArrived;
        }
        let until = self.now + KEY_LIVES;
        let known = self.calls[call].known.filter(|known| self.now < known.0);
        if let Fault::Error(code) = fault {
            if code == "INTERNAL_ERROR" && known.is_none() {
                self.calls[call].known = Some((until, Key::Burnt, None));
            }
            return Came::Refused(code);
        }
        match known {
            Some((_, Key::Answered, _)) => return Came::Same { call },
            Some((_, Key::Held, _)) => return Came::Refused("REQUEST_IN_PROCESS"),
            Some((_, Key::Burnt, _)) => return Came::Refused("IDEMPOTENCY_DUPLICATED"),
            None => {}
        }
        let says = if let Fault::Outcome(says) = fault { says } else { Says::Yes };
        match self.carry_out(&self.calls[call].order.clone(), says) {
            Ok(paper) => {
                let held = matches!(fault, Fault::Latency | Fault::After("hang"));
                let key = if held { Key::Held } else { Key::Answered };
                self.calls[call].known = Some((until, key, Some(paper)));
                self.touched.insert(paper);
                Came::Done { paper }
            }
            Err(code) => Came::Refused(code),
        }
    }

    fn carry_out(&mut self, order: &Order, says: Says) -> Result<usize, &'static str> {
        match *order {
            Order::Create { kind, cents, delays } => {
                let since = (self.now, self.switches);
                self.papers.push(Paper::new((kind, cents), says, delays, since));
                Ok(self.papers.len() - 1)
            }
            Order::Change { paper, line, verb, cents, stubborn } => {
                let cents = cents.filter(|_| verb != Verb::Cancel);
                if cents == Some(0) {
                    return Err("INVALID_AMOUNT");
                }
                if self.in_process(paper) {
                    return Err("OPERATION_IN_PROCESS");
                }
                let payment = self.papers.get_mut(paper).ok_or("PAYMENT_NOT_FOUND")?;
                let line = if verb == Verb::CancelOrRefund { 0 } else { line };
                if line >= payment.lines.len() {
                    return Err("TRANSACTION_NOT_FOUND");
                }
                let (kind, of, cents) = allowed(payment, line, (verb, cents))?;
                let stubborn = stubborn && kind != Kind::Cancel;
                let (failed, by_merchant) = (0, true);
                let a_try = Try { kind, cents, of: Some(of), stubborn, failed, by_merchant };
                payment.attempt(a_try, says, self.now);
                Ok(paper)
            }
        }
    }

    /// Whether a call that did something to a payment has not been answered yet.
    fn in_process(&self, paper: usize) -> bool {
        self.calls.iter().any(|call| {
            let Some((until, Key::Held, of)) = call.known else { return false };
            self.now < until && of == Some(paper)
        })
    }

    fn act(&mut self, paper: usize, action: &str) -> Came {
        let payment = &mut self.papers[paper];
        let open = payment.open_line();
        let by_hand =
            |kind| Try { kind, cents: 0, of: None, stubborn: false, failed: 0, by_merchant: true };
        let cents = payment.left_to_capture();
        match (action, open, payment.stands) {
            ("confirm", Some(line), _) => payment.decide(line, true, self.now),
            ("refuse", Some(line), _) => payment.decide(line, false, self.now),
            ("capture", None, AUTHORIZED | PARTLY_CAPTURED) => {
                payment.attempt(Try { cents, ..by_hand(Kind::Capture) }, Says::Yes, self.now);
            }
            ("cancel", None, _) if payment.can_be_released() => {
                payment.attempt(Try { cents, ..by_hand(Kind::Cancel) }, Says::Yes, self.now);
            }
            _ => return Came::NotOffered,
        }
        self.touched.insert(paper);
        Came::Done { paper }
    }
}

/// What a request about a line leads to: what is done, what it goes back to, and how much of it.
fn allowed(
    paper: &Paper,
    line: usize,
    (verb, cents): (Verb, Option<Cents>),
) -> Result<(Kind, usize, Cents), &'static str> {
    let named = paper.lines[line].kind;
    match verb {
        Verb::Capture => {
            idle(paper, Kind::Capture)?;
            reserved(paper, named, &[AUTHORIZED, PARTLY_CAPTURED])?;
            Ok((Kind::Capture, line, part(cents, paper.left_to_capture())?))
        }
        Verb::Cancel => {
            idle(paper, Kind::Cancel)?;
            reserved(paper, named, &[AUTHORIZED])?;
            Ok((Kind::Cancel, line, paper.lines[line].cents))
        }
        Verb::Refund => refund(paper, line, cents),
        Verb::CancelOrRefund | Verb::CancelOrRefundLine => match named {
            Kind::Authorize if paper.can_be_released() => {
                idle(paper, Kind::Cancel)?;
                let whole = paper.lines[line].cents;
                let whole = cents.is_none_or(|cents| cents == whole).then_some(whole);
                Ok((Kind::Cancel, line, whole.ok_or("INVALID_AMOUNT")?))
            }
            Kind::Authorize => {
                refundable(paper)?;
                let taken = paper.lines.iter().rposition(|one| {
                    one.ended == "SUCCEEDED" && matches!(one.kind, Kind::Purchase | Kind::Capture)
                });
                let taken = taken.filter(|_| PAID.contains(&paper.stands));
                let taken = taken.ok_or("INVALID_STATUS")?;
                Ok((Kind::Refund, taken, part(cents, paper.left_to_refund())?))
            }
            Kind::Purchase | Kind::Verify | Kind::Capture | Kind::Cancel | Kind::Refund => {
                refund(paper, line, cents)
            }
        },
    }
}

fn refund(
    paper: &Paper,
    line: usize,
    cents: Option<Cents>,
) -> Result<(Kind, usize, Cents), &'static str> {
    refundable(paper)?;
    let named = &paper.lines[line];
    match named.kind {
        Kind::Purchase | Kind::Capture => {}
        Kind::Authorize if paper.sum(Kind::Capture) == 0 => return Err("INVALID_STATUS"),
        Kind::Authorize | Kind::Verify | Kind::Cancel | Kind::Refund => {
            return Err("INVALID_TRANSACTION_TYPE");
        }
    }
    if named.ended != "SUCCEEDED" || !PAID.contains(&paper.stands) {
        return Err("INVALID_STATUS");
    }
    Ok((Kind::Refund, line, part(cents, paper.left_of(line))?))
}

fn refundable(paper: &Paper) -> Result<(), &'static str> {
    if paper.stands == REFUND_AGAIN {
        return Err("PENDING_REFUND_EXISTS");
    }
    idle(paper, Kind::Refund)
}

/// Nothing that follows the first line is open.
fn idle(paper: &Paper, kind: Kind) -> Result<(), &'static str> {
    let open = paper.lines.iter().skip(1).find(|line| line.is_open());
    match open.map(|line| (line.kind, kind)) {
        None => Ok(()),
        Some((Kind::Refund, Kind::Refund)) => Err("PENDING_REFUND_EXISTS"),
        Some(_) => Err("OPERATION_IN_PROCESS"),
    }
}

fn reserved(paper: &Paper, named: Kind, stands: &[&str]) -> Result<(), &'static str> {
    if named != Kind::Authorize {
        return Err("INVALID_TRANSACTION_TYPE");
    }
    if stands.contains(&paper.stands) { Ok(()) } else { Err("INVALID_STATUS") }
}

fn part(cents: Option<Cents>, left: Cents) -> Result<Cents, &'static str> {
    let cents = cents.unwrap_or(left);
    if (1..=left).contains(&cents) { Ok(cents) } else { Err("INVALID_AMOUNT") }
}
