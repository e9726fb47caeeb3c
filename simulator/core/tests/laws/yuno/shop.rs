//! A merchant with a sandbox: plays histories in the simulator, and holds what it answers against the
//! books.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::HeaderMap;
use http::HeaderValue;
use http::Method;
use jiff::SignedDuration;
use jiff::Timestamp;
use sandpay_core::engine::Catalogue;
use sandpay_core::engine::Engine;
use sandpay_core::engine::Setup;
use sandpay_core::engine::delivery::Outcome;
use sandpay_core::engine::delivery::Report;
use sandpay_core::engine::input::Command;
use sandpay_core::engine::input::Fate;
use sandpay_core::engine::input::HeldId;
use sandpay_core::engine::input::Record;
use sandpay_core::engine::input::Reply;
use sandpay_core::kernel::access::Identity;
use sandpay_core::kernel::access::Keyring;
use sandpay_core::kernel::message::Request;
use sandpay_core::kernel::message::Response;
use sandpay_core::kernel::webhook::DeliveryAnswer;
use sandpay_core::kernel::webhook::Endpoint;
use sandpay_core::providers;
use serde_json::Map;
use serde_json::Value;
use serde_json::json;

use super::books::Books;
use super::books::Came;
use super::paper::Cents;
use super::paper::Kind;
use super::paper::Says;
use super::paper::Switches;
use super::steps::Fault;
use super::steps::Order;
use super::steps::Step;
use super::steps::Verb;
use crate::bench::Bench;
use crate::bench::json_of;
use crate::bench::setup;

/// The position of the provider in the catalogue.
const YUNO: usize = 0;

/// Yuno alone.
fn catalogue() -> Catalogue {
    &providers::all()[..=YUNO]
}

/// An id that nothing has.
const NOBODY: &str = "00000000-0000-4000-8000-000000000000";

/// What a webhook said first: event, type and status of the transaction, state of the payment.
pub(crate) type Told = (String, String, String, String);

/// A merchant with a sandbox.
pub(crate) struct Shop {
    pub(crate) bench: Bench,
    /// Ids of payments, in the order of the books.
    pub(crate) ids: Vec<String>,
    /// The payments that a call has made.
    made: BTreeMap<usize, Vec<String>>,
    /// What each call was answered, once it was heard.
    answers: BTreeMap<usize, Response>,
    held: Vec<HeldId>,
    pub(crate) told: BTreeMap<String, Vec<Told>>,
    /// The log before the last restart.
    before: Vec<Record>,
    setup: Setup,
}

impl Shop {
    pub(crate) fn new(switches: Switches) -> Self {
        let mut setup = setup("default");
        let hold = switches.hold.map_or("none".to_owned(), |minutes| format!("PT{minutes}M"));
        let basis = if switches.from_first { "first" } else { "previous" };
        let settings = [("authorization_hold", hold.as_str()), ("operation_retry_basis", basis)];
        let settings = settings.map(|(name, value)| (name.to_owned(), Value::from(value)));
        setup.settings.insert("yuno".to_owned(), Map::from_iter(settings));
        let mut engine = Engine::new(setup.clone(), catalogue()).unwrap();
        let url = "http://127.0.0.1/hook".into();
        let endpoint = Endpoint { url, events: None, secrets: Vec::new() };
        engine.set_endpoints(engine.now(), YUNO, vec![endpoint]).unwrap();
        Self {
            bench: Bench { engine },
            ids: Vec::new(),
            made: BTreeMap::new(),
            answers: BTreeMap::new(),
            held: Vec::new(),
            told: BTreeMap::new(),
            before: Vec::new(),
            setup,
        }
    }

    /// Plays a step. The books have taken it in already.
    pub(crate) fn play(&mut self, step: &Step, books: &Books) {
        match step {
            Step::Create { fault, .. } | Step::Change { fault, .. } => self.call(*fault, books),
            Step::Repeat(_) | Step::Again(_) => self.call(Fault::None, books),
            Step::Act { paper, action } => self.act(*paper, action, books),
            Step::Weather(says) => self.weather(*says),
            Step::Advance(minutes) => {
                let to = self.bench.at() + SignedDuration::from_mins(*minutes);
                self.advance(to);
            }
            Step::Release => self.release(),
            Step::Restart { from_log } => self.restart(*from_log),
        }
        self.deliver();
    }

    fn call(&mut self, fault: Fault, books: &Books) {
        let Some(call) = books.called else { return };
        let changes = matches!(books.came, Came::Done { .. });
        let before = (!changes).then(|| self.essence());
        let path = self.path(&books.calls[call].order);
        let body = body(call, &books.calls[call].order);
        let reply = self.post(&path, (&format!("key {call}"), fault), &body);
        if let Fate::Delayed(_, held) | Fate::Hanging(held) = reply.fate {
            self.held.push(held);
        }
        let heard =
            (!matches!(fault, Fault::Before(_) | Fault::After(_))).then_some(reply.response);
        match &books.came {
            Came::Done { paper } => self.done(call, (*paper, heard), books),
            Came::Same { call } => {
                let answer = heard.unwrap();
                let first = self.answers.entry(*call).or_insert_with(|| answer.clone());
                assert_eq!((answer.status, &answer.body), (first.status, &first.body));
            }
            Came::Refused(code) => {
                if let Some(answer) = heard {
                    let said = value(&answer);
                    assert_eq!(said["code"], *code, "{said}");
                }
            }
            Came::NeverArrived => {}
            Came::Nothing | Came::NotOffered => unreachable!("a call was made"),
        }
        if let Some(before) = before {
            assert_eq!(self.essence(), before, "{:?} has changed something", books.came);
        }
    }

    /// Holds the answer to what was done against the books, and finds a new payment's id.
    fn done(&mut self, call: usize, (paper, heard): (usize, Option<Response>), books: &Books) {
        let order = &books.calls[call].order;
        if let Some(answer) = &heard {
            let said = value(answer);
            let (status, payment) = match order {
                Order::Create { .. } => (201, &said),
                Order::Change { verb: Verb::Refund, .. } => (200, &said),
                Order::Change { verb: Verb::Capture | Verb::Cancel, .. } => (200, &said["payment"]),
                Order::Change { .. } => (201, &said["payment"]),
            };
            assert_eq!(answer.status, status, "{said}");
            assert_eq!(stands(payment), books.papers[paper].stands);
            self.answers.insert(call, answer.clone());
        }
        if paper == self.ids.len() {
            let listed = self.read(&format!("/v1/payments?merchant_order_id=order-{call}"));
            let ids = listed.as_array().unwrap().iter();
            let ids: Vec<String> =
                ids.map(|payment| payment["id"].as_str().unwrap().to_owned()).collect();
            let made = self.made.entry(call).or_default();
            assert_eq!(ids[..made.len()], made[..], "the payments of an order stay");
            assert_eq!(ids.len(), made.len() + 1, "one effect per key");
            self.ids.extend(ids.last().cloned());
            *made = ids;
        }
        if let Some(answer) = &heard {
            assert!(String::from_utf8_lossy(&answer.body).contains(&self.ids[paper]));
        }
    }

    fn act(&mut self, paper: usize, action: &str, books: &Books) {
        if self.ids.is_empty() {
            return;
        }
        let offered = books.came != Came::NotOffered;
        let before = (!offered).then(|| self.essence());
        let subject = self.ids[paper % self.ids.len()].clone();
        let command = Command::Act { subject, action: action.to_owned(), fields: Map::new() };
        let done = self.bench.engine.command(self.bench.at(), command);
        assert_eq!(done.is_ok(), offered, "{action}: {done:?}");
        if let Some(before) = before {
            assert_eq!(self.essence(), before, "{action} has changed something");
        }
    }

    fn weather(&mut self, says: Says) {
        let at = self.bench.at();
        self.bench.engine.command(at, Command::ClearFaults).unwrap();
        for operation in ["capture_due", "cancel_due", "refund_due"] {
            let fault = json!({"on": {"provider": "yuno", "operation": operation},
                               "do": {"outcome": says.code()}, "times": "always"});
            let command = Command::AddFault(serde_json::from_value(fault).unwrap());
            self.bench.engine.command(at, command).unwrap();
        }
    }

    /// Turns the clock, with deliveries in between. Time never goes back.
    pub(crate) fn advance(&mut self, to: Timestamp) {
        let mut last = self.bench.at();
        loop {
            self.deliver();
            let ran = self.bench.engine.run_until(to, 3);
            for happened in &ran.happened {
                assert!((last..=to).contains(&happened.at), "{happened:?} after {last}");
                last = happened.at;
            }
            if ran.caught_up && !self.bench.engine.has_ready() {
                break;
            }
        }
        assert_eq!(self.bench.at(), to);
    }

    /// Delivers what is ready, to a receiver that fails for some.
    fn deliver(&mut self) {
        while let Some(outgoing) = self.bench.engine.take_ready(None) {
            let event = json_of(&outgoing.body);
            if event["retry"] == 0 {
                self.hear(&event);
            }
            let status = if outgoing.body.len() % 3 == 0 { 500 } else { 200 };
            let outcome = Outcome::Answered(DeliveryAnswer { status, body: String::new() });
            let (delivery, attempt) = (outgoing.id, outgoing.attempt);
            let engine = &mut self.bench.engine;
            engine.delivered(engine.now(), Report { delivery, attempt, outcome, far: false });
        }
    }

    fn hear(&mut self, event: &Value) {
        let payment = &event["data"]["payment"];
        let transaction = &payment["transactions"];
        let told = (
            text(&event["type_event"]),
            text(&transaction["type"]),
            text(&transaction["status"]),
            stands(payment),
        );
        self.told.entry(text(&payment["id"])).or_default().push(told);
    }

    fn release(&mut self) {
        for held in std::mem::take(&mut self.held) {
            self.bench.engine.released(self.bench.at(), held);
        }
    }

    fn restart(&mut self, from_log: bool) {
        self.release();
        let engine = if from_log {
            self.replays()
        } else {
            let snapshot = serde_json::to_string(&self.bench.engine.snapshot()).unwrap();
            let mut engine = Engine::new(self.setup.clone(), catalogue()).unwrap();
            engine.restore(serde_json::from_str(&snapshot).unwrap()).unwrap();
            engine
        };
        let restarted = Bench { engine };
        assert_eq!(restarted.state(), self.bench.state());
        self.before.extend(self.bench.records());
        if !restarted.records().is_empty() {
            self.before.clear();
        }
        self.bench = restarted;
    }

    /// Runs the whole log again: the same bytes, and the same state.
    pub(crate) fn replays(&self) -> Engine {
        let records = self.before.iter().cloned().chain(self.bench.records());
        let head = self.bench.engine.head();
        let replayed = Engine::replay(&head, records, catalogue()).unwrap();
        let replayed = Bench { engine: replayed.engine };
        assert_eq!(replayed.state(), self.bench.state());
        replayed.engine
    }

    fn path(&self, order: &Order) -> String {
        let Order::Change { paper, line, verb, .. } = order else {
            return "/v1/payments".to_owned();
        };
        let payment = self.ids.get(*paper).map_or(NOBODY, String::as_str);
        let verb = match verb {
            Verb::CancelOrRefund => return format!("/v1/payments/{payment}/cancel-or-refund"),
            Verb::CancelOrRefundLine => "cancel-or-refund",
            Verb::Capture => "capture",
            Verb::Cancel => "cancel",
            Verb::Refund => "refund",
        };
        let seen = self.bench.engine.subject(payment);
        let line = seen.and_then(|(_, seen)| {
            Some(seen.object["transactions"].get(*line)?["id"].as_str()?.to_owned())
        });
        let line = line.as_deref().unwrap_or(NOBODY);
        format!("/v1/payments/{payment}/transactions/{line}/{verb}")
    }

    fn post(&mut self, path: &str, (key, fault): (&str, Fault), body: &Value) -> Reply {
        let mut headers = HeaderMap::new();
        headers.insert("x-idempotency-key", HeaderValue::from_str(key).unwrap());
        let fault = match fault {
            Fault::None => None,
            Fault::Outcome(says) => Some(format!("outcome={}", says.code())),
            Fault::Error(code) => Some(format!("error={code}")),
            Fault::Before(how) => Some(format!("before_commit={how}")),
            Fault::After(how) => Some(format!("after_commit={how}")),
            Fault::Latency => Some("latency=PT2S".to_owned()),
        };
        if let Some(fault) = fault {
            headers.insert("sandpay-fault", HeaderValue::from_str(&fault).unwrap());
        }
        let body = Bytes::from(body.to_string());
        self.send(Request {
            method: Method::POST,
            path: path.into(),
            headers,
            body,
            ..Request::default()
        })
    }

    /// Reads something that is there.
    pub(crate) fn read(&mut self, path: &str) -> Value {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let request = Request { path: path.into(), query: query.into(), ..Request::default() };
        let reply = self.send(request);
        assert_eq!(reply.response.status, 200, "{path}");
        value(&reply.response)
    }

    fn send(&mut self, mut raw: Request) -> Reply {
        let keys = [
            ("public-api-key", "sandbox_sandpay_public"),
            ("private-secret-key", "sandbox_sandpay_secret"),
        ];
        for (name, key) in keys {
            raw.headers.insert(name, HeaderValue::from_static(key));
        }
        let engine = &mut self.bench.engine;
        let seed = engine.setup().seed;
        let identity = Identity { id: "default", seed: &seed };
        let yuno = catalogue()[YUNO];
        let keys = Keyring::new(&yuno.credentials(&identity));
        engine.request(engine.now(), YUNO, yuno.admit(raw, &keys))
    }

    /// All of the state that a call can change, but for what is known of its key.
    fn essence(&self) -> Value {
        let mut snapshot = serde_json::to_value(self.bench.engine.snapshot()).unwrap();
        let mut machine = snapshot["machines"][YUNO].take();
        let parts = machine.as_object_mut().unwrap();
        parts.retain(|name, _| !["keys", "lost"].contains(&name.as_str()));
        json!([machine, snapshot["outbox"].take(), snapshot["now"].take()])
    }
}

fn body(call: usize, order: &Order) -> Value {
    match order {
        Order::Create { kind, cents, delays } => {
            let mut card = json!({"capture": *kind == Kind::Purchase, "card_data": {
                "number": "4111111111111111", "expiration_month": 11, "expiration_year": 28,
                "security_code": "123", "holder_name": "John Doe"
            }});
            if *kind == Kind::Verify {
                card["verify"] = json!(true);
            }
            let named = ["delayed_capture_settings", "delayed_cancel_settings"];
            for (name, delay) in named.into_iter().zip(delays) {
                if let Some(delay) = delay {
                    let (minutes, stubborn) = (delay.minutes, delay.stubborn);
                    card[name] =
                        json!({"delay": format!("PT{minutes}M"), "simplified_mode": stubborn});
                }
            }
            json!({
                "account_id": "11111111-1111-4111-8111-111111111111",
                "merchant_order_id": format!("order-{call}"),
                "description": "an order",
                "country": "US",
                "amount": amount(*cents),
                "workflow": "DIRECT",
                "payment_method": {"type": "CARD", "detail": {"card": card}},
            })
        }
        Order::Change { cents, stubborn, .. } => {
            let mut body =
                json!({"merchant_reference": "a reference", "simplified_mode": stubborn});
            if let Some(cents) = cents {
                body["amount"] = amount(*cents);
            }
            body
        }
    }
}

fn amount(cents: Cents) -> Value {
    json!({"currency": "USD", "value": format!("{}.{:02}", cents / 100, cents % 100)})
}

pub(crate) fn value(response: &Response) -> Value {
    json_of(&response.body)
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// Status and sub-status of a payment.
pub(crate) fn stands(payment: &Value) -> String {
    format!("{}/{}", text(&payment["status"]), text(&payment["sub_status"]))
}
