//! The laws of money, over random histories of a real provider: Yuno's payments with both kinds of delay.
//!
//! After every step, and after every timer, every payment is looked at.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use bytes::Bytes;
use http::HeaderMap;
use http::HeaderValue;
use http::Method;
use jiff::SignedDuration;
use jiff::Timestamp;
use proptest::prelude::*;
use sandpay_core::engine::Engine;
use sandpay_core::engine::delivery::Outcome;
use sandpay_core::engine::delivery::Report;
use sandpay_core::engine::input::Command;
use sandpay_core::engine::journal::Filter;
use sandpay_core::engine::journal::Kind;
use sandpay_core::kernel::access::Identity;
use sandpay_core::kernel::access::Keyring;
use sandpay_core::kernel::message::Request;
use sandpay_core::kernel::message::Response;
use sandpay_core::kernel::webhook::DeliveryAnswer;
use sandpay_core::kernel::webhook::Endpoint;
use sandpay_core::providers;
use serde_json::Value;
use serde_json::json;

use crate::bench::Bench;
use crate::bench::json_of;
use crate::bench::setup;

/// The position of the provider in the catalogue.
const YUNO: usize = 0;
/// How long a key answers with what it answered first.
const KEY_LIVES: SignedDuration = SignedDuration::from_hours(24);

/// One thing that happens.
#[derive(Clone, Debug)]
enum Step {
    /// A payment: hours until it is captured and until it is cancelled.
    Create { amount: u32, capture: Option<u8>, cancel: Option<u8> },
    /// A payment that is charged at once, or declined.
    Purchase { amount: u32, declined: bool },
    /// An earlier request again, with its own key.
    Repeat(prop::sample::Index),
    /// A scheduled operation is to end with some documented response code.
    Fault { capture: bool, outcome: prop::sample::Index },
    /// Minutes pass.
    Advance(u16),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let hours = || prop::option::weighted(0.7, 1_u8..96);
    let step = prop_oneof![
        4 => (1_u32..1_000_000, hours(), hours())
            .prop_map(|(amount, capture, cancel)| Step::Create { amount, capture, cancel }),
        1 => (1_u32..1_000_000, any::<bool>())
            .prop_map(|(amount, declined)| Step::Purchase { amount, declined }),
        2 => any::<prop::sample::Index>().prop_map(Step::Repeat),
        2 => (any::<bool>(), any::<prop::sample::Index>())
            .prop_map(|(capture, outcome)| Step::Fault { capture, outcome }),
        4 => (0_u16..4_000).prop_map(Step::Advance),
    ];
    proptest::collection::vec(step, 1..20)
}

/// A request that was sent, and what it was answered.
struct Sent {
    key: String,
    body: String,
    at: Timestamp,
    answer: Response,
}

/// What must stay true of a payment, and what is known of it.
struct Payment {
    currency: Value,
    value: Value,
    /// When each timer is due.
    due: BTreeMap<&'static str, Timestamp>,
    /// As it was read last.
    last: Value,
    /// Every state in which it was seen.
    states: BTreeSet<String>,
}

/// A merchant and a sandbox.
struct Shop {
    bench: Bench,
    sent: Vec<Sent>,
    payments: BTreeMap<String, Payment>,
}

impl Shop {
    fn new() -> Self {
        let mut engine = Engine::new(setup("default"), providers::all()).unwrap();
        let url = "http://127.0.0.1/hook".into();
        let endpoint = Endpoint { url, events: None, secrets: Vec::new() };
        engine.set_endpoints(engine.now(), YUNO, vec![endpoint]).unwrap();
        Self { bench: Bench { engine }, sent: Vec::new(), payments: BTreeMap::new() }
    }

    fn played(steps: &[Step]) -> Self {
        let mut shop = Self::new();
        steps.iter().for_each(|step| shop.play(step));
        shop
    }

    fn play(&mut self, step: &Step) {
        match step {
            Step::Create { amount, capture, cancel } => {
                let card = card(*capture, *cancel);
                let answer = self.create(*amount, "an order", &card);
                let at = self.bench.at();
                let due = [("capture_due", capture), ("cancel_due", cancel)];
                let due = due.into_iter().filter_map(|(timer, hours)| {
                    Some((timer, at + SignedDuration::from_hours(i64::from((*hours)?))))
                });
                self.note(&answer, due.collect());
            }
            Step::Purchase { amount, declined } => {
                let description = if *declined { "DO_NOT_HONOR" } else { "an order" };
                let answer = self.create(*amount, description, &json!({"capture": true}));
                self.note(&answer, BTreeMap::new());
            }
            Step::Repeat(which) if !self.sent.is_empty() => {
                self.repeat(which.index(self.sent.len()))
            }
            Step::Repeat(_) => {}
            Step::Fault { capture, outcome } => self.arm(*capture, outcome),
            Step::Advance(minutes) => {
                self.advance(self.bench.at() + SignedDuration::from_mins(i64::from(*minutes)));
            }
        }
        self.look();
        self.deliver();
    }

    fn create(&mut self, amount: u32, description: &str, card: &Value) -> Response {
        let key = format!("key {}", self.sent.len());
        let mut body = json!({
            "account_id": "11111111-1111-4111-8111-111111111111",
            "merchant_order_id": "order-7",
            "description": description,
            "country": "US",
            "amount": {"currency": "USD", "value": amount},
            "workflow": "DIRECT",
            "payment_method": {"type": "CARD", "detail": {"card": card}},
        });
        body["payment_method"]["detail"]["card"]["card_data"] = json!({
            "number": "4111111111111111", "expiration_month": 11, "expiration_year": 28,
            "security_code": "123", "holder_name": "John Doe"
        });
        let (body, at) = (body.to_string(), self.bench.at());
        let answer = self.send(&key, &body);
        assert_eq!(answer.status, 201, "{answer:?}");
        self.sent.push(Sent { key, body, at, answer: answer.clone() });
        answer
    }

    /// Within its lifetime a key answers the same bytes; afterwards it makes another payment.
    fn repeat(&mut self, which: usize) {
        let Sent { key, body, at, answer } = &self.sent[which];
        let (key, body, at, first) = (key.clone(), body.clone(), *at, answer.clone());
        let answer = self.send(&key, &body);
        if self.bench.at().duration_since(at) < KEY_LIVES {
            assert_eq!(of_provider(answer), of_provider(first), "{key}");
            return;
        }
        let due: BTreeMap<_, _> = {
            let (old, now) = (&self.payments[&id(&first)].due, self.bench.at());
            old.iter().map(|(timer, due)| (*timer, now + due.duration_since(at))).collect()
        };
        self.sent[which] = Sent { key, body, at: self.bench.at(), answer: answer.clone() };
        self.note(&answer, due);
    }

    fn send(&mut self, key: &str, body: &str) -> Response {
        let mut headers = HeaderMap::new();
        headers.insert("public-api-key", HeaderValue::from_static("sandbox_sandpay_public"));
        headers.insert("private-secret-key", HeaderValue::from_static("sandbox_sandpay_secret"));
        headers.insert("x-idempotency-key", HeaderValue::from_str(key).unwrap());
        let raw = Request {
            method: Method::POST,
            path: "/v1/payments".into(),
            headers,
            body: Bytes::copy_from_slice(body.as_bytes()),
            ..Request::default()
        };
        let engine = &mut self.bench.engine;
        let seed = engine.setup().seed;
        let identity = Identity { id: "default", seed: &seed };
        let yuno = providers::all()[YUNO];
        let keys = Keyring::new(&yuno.credentials(&identity));
        engine.request(engine.now(), YUNO, yuno.admit(raw, &keys)).response
    }

    /// Takes a new payment into the books. A declined one has no timers.
    fn note(&mut self, answer: &Response, due: BTreeMap<&'static str, Timestamp>) {
        let created = json_of(&answer.body);
        let authorized = created["sub_status"] == "AUTHORIZED";
        let payment = Payment {
            currency: created["amount"]["currency"].clone(),
            value: created["amount"]["value"].clone(),
            due: if authorized { due } else { BTreeMap::new() },
            last: Value::Null,
            states: BTreeSet::new(),
        };
        assert!(self.payments.insert(id(answer), payment).is_none(), "an id was given twice");
    }

    fn arm(&mut self, capture: bool, outcome: &prop::sample::Index) {
        let outcome = outcome.get(providers::all()[YUNO].profile().outcomes);
        let operation = if capture { "capture_due" } else { "cancel_due" };
        let fault = json!({"on": {"provider": "yuno", "operation": operation},
                           "do": {"outcome": outcome}});
        let command = Command::AddFault(serde_json::from_value(fault).unwrap());
        self.bench.engine.command(self.bench.at(), command).unwrap();
    }

    /// Turns the clock by one due thing at a time.
    fn advance(&mut self, to: Timestamp) {
        loop {
            self.deliver();
            let ran = self.bench.engine.run_until(to, 1);
            // Between two timers there are only tries of deliveries; the next look would notice their harm.
            for timer in ran.happened.iter().filter(|happened| happened.kind == "timer") {
                let payment = &self.payments[&timer.subject.to_string()];
                assert!(!is_over(&payment.last), "{} fired for what is over", timer.what);
                self.look();
            }
            if ran.caught_up && !self.bench.engine.has_ready() {
                return;
            }
        }
    }

    /// Delivers what is ready, to a receiver that fails for some, and holds each body against the states
    /// that were seen.
    fn deliver(&mut self) {
        while let Some(outgoing) = self.bench.engine.take_ready(None) {
            let event = json_of(&outgoing.body);
            let told = &event["data"]["payment"];
            let known = &self.payments[told["id"].as_str().unwrap()].states;
            let state = state(told, &told["transactions"]);
            assert!(known.contains(&state), "{} tells of {state}, not of {known:?}", outgoing.kind);
            let failing = outgoing.body.len() % 3 == 0;
            let answer =
                DeliveryAnswer { status: if failing { 500 } else { 200 }, body: String::new() };
            let (delivery, attempt) = (outgoing.id, outgoing.attempt);
            let outcome = Outcome::Answered(answer);
            let engine = &mut self.bench.engine;
            engine.delivered(engine.now(), Report { delivery, attempt, outcome, far: false });
        }
    }

    /// Holds every payment against the laws.
    fn look(&mut self) {
        for (id, payment) in &mut self.payments {
            let (_, view) = self.bench.engine.subject(id).unwrap();
            let now = view.object;
            let amount = &now["amount"];
            assert_eq!(
                (&amount["currency"], &amount["value"]),
                (&payment.currency, &payment.value)
            );
            let taken = if now["sub_status"] == "CAPTURED" { &payment.value } else { &json!(0) };
            assert_eq!(&amount["captured"], taken, "all or nothing is captured: {now}");
            assert_eq!(amount["refunded"], 0);
            if is_over(&payment.last) {
                assert_eq!(now, payment.last, "what is over stays");
            }
            payment
                .states
                .insert(state(&now, now["transactions"].as_array().unwrap().last().unwrap()));
            payment.last = now;
        }
    }

    /// The timers that fired: when, whose, and which.
    fn fired(&self) -> Vec<(Timestamp, String, String)> {
        let filter = Filter { limit: usize::MAX, ..Filter::default() };
        let entries = self.bench.engine.journal().entries(&filter);
        entries
            .filter(|entry| entry.kind == Kind::Timer)
            .map(|entry| {
                let subject = entry.subject.as_ref().unwrap().to_string();
                (entry.at, subject, entry.what.clone().into_owned())
            })
            .collect()
    }

    /// How many payments the journal knows of.
    fn created(&self) -> usize {
        let filter = Filter { limit: usize::MAX, ..Filter::default() };
        let entries = self.bench.engine.journal().entries(&filter);
        entries
            .filter(|entry| entry.kind == Kind::Event)
            .filter(|entry| ["payment.authorize", "payment.purchase"].contains(&&*entry.what))
            .count()
    }
}

fn card(capture: Option<u8>, cancel: Option<u8>) -> Value {
    let mut card = json!({"capture": false});
    for (name, hours) in
        [("delayed_capture_settings", capture), ("delayed_cancel_settings", cancel)]
    {
        if let Some(hours) = hours {
            card[name] = json!({"delay": format!("PT{hours}H")});
        }
    }
    card
}

fn id(answer: &Response) -> String {
    let created = json_of(&answer.body);
    created["id"].as_str().unwrap().to_owned()
}

/// What tells one version of a payment from the others.
fn state(payment: &Value, latest: &Value) -> String {
    let of_payment = ["id", "status", "sub_status", "updated_at"].map(|name| &payment[name]);
    let of_transaction = ["id", "type", "status", "response_code"].map(|name| &latest[name]);
    format!("{of_payment:?} {} {of_transaction:?}", payment["amount"]["captured"])
}

fn is_over(payment: &Value) -> bool {
    let ended = ["SUCCEEDED", "DECLINED", "REJECTED", "ERROR", "EXPIRED"];
    ended.iter().any(|status| payment["status"] == *status) || payment["sub_status"] == "CANCELED"
}

/// Far beyond every delay and every retry.
const END: SignedDuration = SignedDuration::from_hours(24 * 60);

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn money_is_never_made_nor_lost(steps in steps()) {
        let mut shop = Shop::played(&steps);
        shop.advance(shop.bench.at() + END);

        prop_assert_eq!(shop.created(), shop.payments.len(), "one effect per key");
        let fired = shop.fired();
        prop_assert!(fired.is_sorted_by_key(|(at, ..)| *at), "{:#?}", fired);
        let mut once = BTreeSet::new();
        for (at, subject, timer) in &fired {
            prop_assert_eq!(Some(at), shop.payments[subject].due.get(&**timer));
            prop_assert!(once.insert((subject, timer)), "{} fired twice for {}", timer, subject);
        }
        for (id, payment) in &shop.payments {
            // Of two at one instant the capture comes first, since it was scheduled first.
            let first = payment.due.iter().min_by_key(|(timer, at)| (**at, **timer == "cancel_due"));
            let met = first.is_none_or(|(timer, _)| once.contains(&(id, &(*timer).to_owned())));
            prop_assert!(met, "{} missed its first timer", id);
        }
    }

    #[test]
    fn a_log_of_payments_runs_again_to_the_same_bytes(steps in steps()) {
        let shop = Shop::played(&steps);
        let bench = &shop.bench;

        let replayed = Engine::replay(&bench.engine.head(), bench.records(), providers::all());

        let replayed = Bench { engine: replayed.unwrap().engine };
        prop_assert_eq!(replayed.state(), bench.state());
        prop_assert_eq!(replayed.journal(), bench.journal());
    }

    #[test]
    fn restored_payments_go_on_as_if_nothing_had_been(steps in steps(), more in steps()) {
        let mut original = Shop::played(&steps);
        let mut engine = Engine::new(setup("default"), providers::all()).unwrap();
        let snapshot = serde_json::to_string(&original.bench.engine.snapshot()).unwrap();
        engine.restore(serde_json::from_str(&snapshot).unwrap()).unwrap();
        let mut restored = Shop { bench: Bench { engine }, ..Shop::played(&steps) };
        prop_assert_eq!(restored.bench.state(), original.bench.state());

        for step in &more {
            original.play(step);
            restored.play(step);
        }

        prop_assert_eq!(restored.bench.state(), original.bench.state());
    }
}

/// An answer without what the simulator adds to the one that broke a rule, and not to its replays.
fn of_provider(mut answer: Response) -> Response {
    answer.headers.retain(|(name, _)| *name != "sandpay-advice");
    answer
}
