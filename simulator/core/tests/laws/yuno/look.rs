//! What must be true of a payment, whatever happened: the simulator shows what the books say, its ledger
//! balances, and nothing is scheduled that should not be.

use jiff::SignedDuration;
use jiff::Timestamp;
use sandpay_core::kernel::ledger::Account;
use sandpay_core::kernel::provider::Actor;
use serde_json::Value;

use super::books::Books;
use super::paper::CANCELED;
use super::paper::CAPTURED;
use super::paper::Cents;
use super::paper::DECLINED;
use super::paper::EXPIRED;
use super::paper::Kind;
use super::paper::Paper;
use super::paper::REFUNDED;
use super::shop::Shop;
use super::shop::stands;
use crate::bench::START;

/// States that nothing leaves.
const FINAL: [&str; 4] = [CANCELED, DECLINED, EXPIRED, REFUNDED];

impl Shop {
    /// Holds some payments against the books.
    pub(crate) fn look(&mut self, books: &Books, papers: impl IntoIterator<Item = usize>) {
        let mut papers = papers.into_iter().peekable();
        if papers.peek().is_none() {
            return;
        }
        assert_eq!(self.ids.len(), books.papers.len(), "one effect per key");
        let ledger = self.ledger();
        for number in papers {
            let (id, paper) = (self.ids[number].clone(), &books.papers[number]);
            let seen = self.read(&format!("/v1/payments/{id}"));
            assert_eq!(stands(&seen), paper.stands, "{paper:?}");
            shows(&seen, paper);
            let of = |rows: &[(String, Account, Cents)], account| -> Cents {
                let rows = rows.iter().filter(|row| row.0 == id && row.1 == account);
                rows.map(|row| row.2).sum()
            };
            let [available, held, merchant] = Account::ALL.map(|account| of(&ledger, account));
            assert_eq!((held, merchant), (paper.held(), paper.merchants()), "{paper:?}");
            assert_eq!(available + held + merchant, 0, "money is made or lost: {paper:?}");
            if FINAL.contains(&paper.stands) || paper.stands == CAPTURED {
                assert_eq!(held, 0, "a bank holds money for what is over: {paper:?}");
            }
            let mut due: Vec<(Timestamp, &str)> = paper
                .due
                .iter()
                .filter(|due| !due.waits)
                .map(|due| (instant(due.at), due.what.word()))
                .collect();
            due.sort_unstable();
            assert_eq!(self.awaited(&id), due, "{paper:?}");
            let told: Vec<_> = paper
                .told
                .iter()
                .map(|(kind, ended, stands)| {
                    let word = kind.word();
                    let event = format!("payment.{}", word.to_lowercase());
                    (event, word.to_owned(), (*ended).to_owned(), (*stands).to_owned())
                })
                .collect();
            assert_eq!(self.told.get(&id), Some(&told), "events and transactions match");
            assert_eq!(self.calls(&id), called(paper), "calls and transactions match: {paper:?}");
        }
    }

    /// What the provider behind Yuno was called for, and what became of it.
    fn calls(&self, id: &str) -> Vec<(String, String)> {
        let (_, seen) = self.bench.engine.subject(id).unwrap();
        let of = |call: &Value, name: &str| call[name].as_str().unwrap().to_owned();
        seen.provider_calls.iter().map(|call| (of(call, "type"), of(call, "status"))).collect()
    }

    /// What went into each account, by payment; out of it below zero.
    fn ledger(&self) -> Vec<(String, Account, Cents)> {
        let mut rows = Vec::new();
        for entry in self.bench.engine.ledger() {
            let movement = entry.movement;
            let unit = 10_i64.pow(u32::from(movement.amount.digits));
            assert!(movement.amount.minor > 0);
            let cents = movement.amount.minor * 100 / unit;
            let payment = movement.subject.to_string();
            rows.push((payment.clone(), movement.from, -cents));
            rows.push((payment, movement.to, cents));
        }
        rows
    }

    /// What time will do to a payment, and when.
    fn awaited(&self, id: &str) -> Vec<(Timestamp, &'static str)> {
        let (_, seen) = self.bench.engine.subject(id).unwrap();
        let by_time = seen.next.iter().filter(|action| action.by == Actor::Time);
        let mut awaited: Vec<_> = by_time.map(|action| (action.at.unwrap(), action.name)).collect();
        awaited.sort_unstable();
        awaited
    }

    /// The timers that are set are those that the payments show, and no others.
    pub(crate) fn no_timer_is_lost(&self) {
        let snapshot = serde_json::to_value(self.bench.engine.snapshot()).unwrap();
        let timers = snapshot["machines"][0]["timers"].as_array().unwrap().iter();
        let mut set: Vec<(Timestamp, String, String)> = timers
            .map(|timer| {
                let (name, payment) = timer[1].as_object().unwrap().iter().next().unwrap();
                let at = timer[0]["at"].as_str().unwrap().parse().unwrap();
                (at, name.clone(), payment.as_str().unwrap().to_owned())
            })
            .collect();
        set.sort_unstable();
        let of = |id: &String| {
            let awaited = self.awaited(id).into_iter();
            awaited.map(|(at, name)| (at, name.to_owned(), id.clone())).collect::<Vec<_>>()
        };
        let mut shown: Vec<_> = self.ids.iter().flat_map(of).collect();
        shown.sort_unstable();
        assert_eq!(set, shown);
    }
}

/// What the provider was called for, by the books.
fn called(paper: &Paper) -> Vec<(String, String)> {
    let lines = paper.lines.iter().filter(|line| line.called);
    lines.map(|line| (line.kind.word().to_owned(), line.ended.to_owned())).collect()
}

/// The sums and the transactions that reading a payment shows.
fn shows(seen: &Value, paper: &Paper) {
    let amount = &seen["amount"];
    let [value, captured, refunded] =
        ["value", "captured", "refunded"].map(|name| cents(&amount[name]));
    let sums = [paper.lines[0].cents, paper.sum(Kind::Capture), paper.sum(Kind::Refund)];
    assert_eq!([value, captured, refunded], sums, "{paper:?}");
    assert!((0..=value).contains(&captured), "captured above what was authorized: {seen}");
    let paid = captured + paper.sum(Kind::Purchase);
    assert!((0..=paid).contains(&refunded), "refunded above what was paid: {seen}");
    let lines: Vec<_> =
        paper.lines.iter().map(|line| (line.kind.word(), line.ended, line.cents)).collect();
    let transactions = seen["transactions"].as_array().unwrap().iter();
    let transactions: Vec<_> = transactions
        .map(|one| {
            let of = |name: &str| one[name].as_str().unwrap();
            (of("type"), of("status"), cents(&one["amount"]))
        })
        .collect();
    assert_eq!(transactions, lines);
}

fn instant(minutes: i64) -> Timestamp {
    START.parse::<Timestamp>().unwrap() + SignedDuration::from_mins(minutes)
}

/// A decimal in cents; what is finer is an error.
fn cents(value: &Value) -> Cents {
    let text = value.to_string();
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    assert!(part.len() <= 2, "{text} is finer than a cent");
    whole.parse::<Cents>().unwrap() * 100 + format!("{part:0<2}").parse::<Cents>().unwrap()
}
