//! Flows through the whole provider, as the engine drives it: raw request in, answer and events out.

use std::fmt::Write as _;

use http::Method;
use jiff::Timestamp;
use serde_json::Value;

use super::Yabandpay;
use super::auth;
use crate::kernel::access::Identity;
use crate::kernel::access::Keyring;
use crate::kernel::catalogue::Catalogued;
use crate::kernel::catalogue::Kind;
use crate::kernel::ids::Seed;
use crate::kernel::mac;
use crate::kernel::machine::Answered;
use crate::kernel::machine::Around;
use crate::kernel::machine::Machine;
use crate::kernel::machine::Step;
use crate::kernel::message::Request;
use crate::kernel::provider::Act;
use crate::kernel::provider::World;
use crate::kernel::tx::Note;
use crate::kernel::tx::NoteKind;
use crate::kernel::webhook::Attempt;
use crate::kernel::webhook::Endpoint;

mod admission;
mod bad_input;
mod histories;
mod hosted;
mod notifications;
mod operations;
mod payments;
mod refunding;
mod refusals;
mod signing;

/// A sandbox with nothing but YabandPay in it.
struct Sandbox {
    machine: Box<dyn Machine>,
    keys: Keyring,
    at: Timestamp,
    counter: u64,
    outcome: Option<&'static str>,
}

/// The instant of the documented example.
const START: &str = "2024-09-09T09:52:24Z";

impl Sandbox {
    fn new() -> Self {
        Self::open("default", World::Documented)
    }

    fn open(id: &str, world: World) -> Self {
        let seed = Seed::new(0);
        let identity = Identity { id, seed: &seed };
        let kind = Kind::<Yabandpay>::new();
        Self {
            machine: kind.open(&identity, world),
            keys: Keyring::new(&kind.credentials(&identity)),
            at: START.parse().unwrap(),
            counter: 0,
            outcome: None,
        }
    }

    fn send(&mut self, raw: Request) -> Answered {
        let admitted = Kind::<Yabandpay>::new().admit(raw, &self.keys);
        match admitted.call {
            Ok(call) => self.machine.call(
                call.as_ref(),
                Around {
                    at: self.at,
                    origin: "http://127.0.0.1:7250",
                    counter: &mut self.counter,
                    outcome: self.outcome,
                },
            ),
            Err(refusal) => Answered {
                rendering: None,
                response: self.machine.shaped(refusal),
                step: Step::default(),
                replayed: false,
                key: None,
            },
        }
    }

    fn post(&mut self, body: impl AsRef<[u8]>) -> Answered {
        self.send(raw(body))
    }

    /// Does an action; the sentence of the refusal when it cannot happen.
    fn act(&mut self, subject: &str, action: &str, fields: &Value) -> Result<Step, String> {
        let fields = fields.as_object().unwrap().clone();
        let act = Act { subject, action, fields: &fields };
        let around = Around {
            at: self.at,
            origin: "http://127.0.0.1:7250",
            counter: &mut self.counter,
            outcome: None,
        };
        self.machine.act(&act, around).map_err(|refused| refused.message)
    }

    /// The state of an order, a refund or a token.
    fn state(&self, subject: &str) -> String {
        self.machine.subject(subject).unwrap().state
    }

    fn fire(&mut self) -> Step {
        self.at = self.machine.next_due().unwrap().at;
        self.machine.fire(Around {
            at: self.at,
            origin: "http://127.0.0.1:7250",
            counter: &mut self.counter,
            outcome: self.outcome,
        })
    }

    /// The body of a notification.
    fn notification(&self, event: u64) -> String {
        let to = Endpoint { url: "https://www.yabandpay.com/notify".into(), ..Endpoint::default() };
        let attempt =
            Attempt { number: 0, at: self.at, first: self.at, wall: None, first_wall: None };
        let sealed = self.machine.seal(event, &to, &attempt).unwrap();
        assert_eq!(sealed.headers, [("content-type", "application/json".to_owned())]);
        String::from_utf8(sealed.body).unwrap()
    }

    fn set(&mut self, name: &str, value: Value) {
        let changes = [(name.to_owned(), value)].into_iter().collect();
        self.machine.change_settings(&changes).unwrap();
    }
}

fn raw(body: impl AsRef<[u8]>) -> Request {
    Request {
        method: Method::POST,
        path: "/Payments".into(),
        body: body.as_ref().to_vec().into(),
        ..Request::default()
    }
}

/// A request in the making: every value is the JSON text that is sent.
#[derive(Clone, Debug)]
struct Sale {
    user: String,
    method: &'static str,
    time: &'static str,
    data: Vec<(&'static str, String)>,
    secret: String,
}

/// The request of the documents' example.
fn sale() -> Sale {
    let data = [
        ("description", r#""test""#),
        ("timeout", r#""0""#),
        ("pay_method", r#""online""#),
        ("sub_pay_method", r#""Token""#),
        ("operation", r#""11""#),
        ("order_id", "1725875543"),
        ("amount", r#""1""#),
        ("currency", r#""EUR""#),
        ("payment_token_object", r#""VnXaRabcsedfsSlPFZXavcsdfasdEFDd""#),
        ("notify_url", r#""https://www.yabandpay.com/notify""#),
        ("request_id", r#""hjf5lv32i40lh7oh86j6az98tnscwv37""#),
    ];
    Sale {
        user: auth::USER.into(),
        method: "v3.CreateCardPayments",
        time: "1725875543",
        data: data.map(|(name, text)| (name, text.to_owned())).into(),
        secret: auth::SECRET_KEY.into(),
    }
}

/// The request for a hosted page with consent that the token page's signature example implies.
fn hosted() -> Sale {
    sale()
        .without("payment_token_object")
        .with("payment_token_object", r#""""#)
        .with("3ds_initiate", r#""01""#)
        .with("sub_pay_method", r#""Cards HPP Token""#)
        .with("request_id", r#""dxktqiedfpkswnripi631ppg6fl2uoym""#)
}

/// A request to another method.
fn to(method: &'static str, data: &[(&'static str, &str)]) -> Sale {
    let data = data.iter().map(|(name, text)| (*name, format!("\"{text}\""))).collect();
    Sale { data, ..sale().to(method) }
}

impl Sale {
    fn with(mut self, name: &'static str, text: &str) -> Self {
        match self.data.iter_mut().find(|(known, _)| *known == name) {
            Some((_, value)) => *value = text.to_owned(),
            None => self.data.push((name, text.to_owned())),
        }
        self
    }

    fn without(mut self, name: &str) -> Self {
        self.data.retain(|(known, _)| *known != name);
        self
    }

    fn signed_by(self, user: &str) -> Self {
        Self { user: user.into(), ..self }
    }

    fn at(self, time: &'static str) -> Self {
        Self { time, ..self }
    }

    fn to(self, method: &'static str) -> Self {
        Self { method, ..self }
    }

    /// The signature, computed apart from the code under test.
    fn sign(&self, keep_empty: bool) -> String {
        let plain = |text: &str| match text {
            "null" | "false" => String::new(),
            "true" => "1".into(),
            text => serde_json::from_str(text).unwrap_or_else(|_| text.to_owned()),
        };
        let envelope = [
            ("user", self.user.clone()),
            ("method", self.method.into()),
            ("time", plain(self.time)),
        ];
        let data = self.data.iter().map(|(name, text)| (*name, plain(text)));
        let mut members: Vec<_> = envelope.into_iter().chain(data).collect();
        members.sort();
        let text = members
            .iter()
            .filter(|(_, value)| keep_empty || !value.is_empty())
            .map(|(name, value)| format!("{name}={value}"))
            .collect::<Vec<_>>()
            .join("&");
        mac::hex(&mac::hmac_sha256(self.secret.as_bytes(), &[text.as_bytes()]))
    }

    fn body_with(&self, sign: &str) -> String {
        let mut data = String::new();
        for (name, text) in &self.data {
            let comma = if data.is_empty() { "" } else { "," };
            write!(data, r#"{comma}"{name}":{text}"#).unwrap();
        }
        format!(
            r#"{{"user":"{}","sign":"{sign}","method":"{}","time":{},"data":{{{data}}}}}"#,
            self.user, self.method, self.time
        )
    }

    fn body(&self) -> String {
        self.body_with(&self.sign(true))
    }
}

/// The answer as JSON; every answer of the API has 200 and is JSON.
fn json(answered: &Answered) -> Value {
    assert_eq!(answered.response.status, 200);
    assert_eq!(
        answered.response.headers,
        [("content-type", "application/json; charset=utf-8".into())]
    );
    assert!(!answered.step.panicked);
    serde_json::from_slice(&answered.response.body).unwrap()
}

fn code(answered: &Answered) -> String {
    json(answered)["code"].as_str().unwrap().to_owned()
}

/// The `data` of a successful answer.
fn data(answered: &Answered) -> Value {
    let answer = json(answered);
    assert_eq!(answer["status"], true, "{answer}");
    answer["data"].clone()
}

/// The id of the order in a successful answer.
fn trade_id(answered: &Answered) -> String {
    data(answered)["trade_id"].as_str().unwrap().to_owned()
}

/// The state in a successful answer.
fn state(answered: &Answered) -> String {
    let answer = json(answered);
    assert_eq!(answer["status"], true, "{answer}");
    answer["data"]["state"].as_str().unwrap().to_owned()
}

/// The codes of the advice that a step raised.
fn advice(step: &Step) -> Vec<&'static str> {
    let code = |note: &Note| match note.kind {
        NoteKind::Advice(rule) => Some(rule.code),
        NoteKind::Changed | NoteKind::ProviderCall => None,
    };
    step.notes.iter().filter_map(code).collect()
}
