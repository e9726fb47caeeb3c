//! WooshPay as its callers see it: through admission and the machine, never through its own parts.

mod advice;
mod confirming;
mod conformance;
mod deliveries;
mod endpoints;
mod idempotency;
mod intents;
mod pages;
mod refunds;
mod sessions;
mod validation;

use bytes::Bytes;
use http::HeaderName;
use http::HeaderValue;
use http::Method;
use jiff::SignedDuration;
use jiff::Timestamp;
use sandpay_fixtures::Fixture;
use serde_json::Map;
use serde_json::Value;
use serde_json::json;

use super::WooshPay;
use crate::kernel::access::Identity;
use crate::kernel::access::Keyring;
use crate::kernel::access::Secret;
use crate::kernel::catalogue::Catalogued;
use crate::kernel::catalogue::Kind;
use crate::kernel::ids::Seed;
use crate::kernel::mac;
use crate::kernel::machine::Announced;
use crate::kernel::machine::Around;
use crate::kernel::machine::Machine;
use crate::kernel::machine::Step;
use crate::kernel::message::Request;
use crate::kernel::page::Page;
use crate::kernel::provider::Act;
use crate::kernel::provider::Refused;
use crate::kernel::provider::World;
use crate::kernel::webhook::Attempt;
use crate::kernel::webhook::Endpoint;
use crate::kernel::webhook::Sealed;

const INTENTS: &str = "/v1/payment_intents";
const ENDPOINT_SECRET: &str = "whsec_0123456789abcdefghijklmnopqrstuv";

/// One sandbox, its callers and its clock.
struct Bench {
    machine: Box<dyn Machine>,
    keys: Keyring,
    counter: u64,
    at: Timestamp,
    origin: &'static str,
    outcome: Option<&'static str>,
}

/// What a caller got, and what else happened.
struct Reply {
    status: u16,
    text: String,
    step: Step,
    replayed: bool,
}

impl Reply {
    fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }

    fn id(&self) -> String {
        self.json()["id"].as_str().unwrap().to_owned()
    }

    fn kinds(&self) -> Vec<&str> {
        kinds(&self.step.events)
    }

    /// Type, code and member of a refusal; panics on an answer that is none.
    fn refusal(&self) -> (String, String, Option<String>) {
        let error = &self.json()["error"];
        let text = |name: &str| error[name].as_str().map(str::to_owned);
        assert!(!text("message").unwrap().is_empty());
        (text("type").unwrap(), text("code").unwrap(), text("param"))
    }
}

fn kinds(events: &[Announced]) -> Vec<&str> {
    events.iter().map(|event| event.kind.as_ref()).collect()
}

impl Bench {
    fn new() -> Self {
        Self::seeded(0)
    }

    fn seeded(seed: u64) -> Self {
        let seed = Seed::new(seed);
        let sandbox = Identity { id: "default", seed: &seed };
        let kind = Kind::<WooshPay>::new();
        Self {
            machine: kind.open(&sandbox, World::Documented),
            keys: Keyring::new(&kind.credentials(&sandbox)),
            counter: 0,
            at: "2026-01-01T00:00:00Z".parse().unwrap(),
            origin: "http://127.0.0.1:7250",
            outcome: None,
        }
    }

    fn with(settings: &Value) -> Self {
        let mut bench = Self::new();
        bench.change(settings);
        bench
    }

    fn change(&mut self, settings: &Value) {
        self.machine.change_settings(settings.as_object().unwrap()).unwrap();
    }

    fn send(&mut self, request: Request) -> Reply {
        let admitted = Kind::<WooshPay>::new().admit(request, &self.keys);
        let call = match admitted.call {
            Ok(call) => call,
            Err(response) => {
                return Reply {
                    status: response.status.as_u16(),
                    text: String::from_utf8(response.body.to_vec()).unwrap(),
                    step: Step::default(),
                    replayed: false,
                };
            }
        };
        let around = Around {
            at: self.at,
            origin: self.origin,
            counter: &mut self.counter,
            outcome: self.outcome,
        };
        let answered = self.machine.call(&*call, around);
        assert!(!answered.step.panicked);
        Reply {
            status: answered.response.status.as_u16(),
            text: String::from_utf8(answered.response.body.to_vec()).unwrap(),
            step: answered.step,
            replayed: answered.replayed,
        }
    }

    fn create(&mut self, body: &str) -> Reply {
        self.send(post(body))
    }

    /// The documented intent, created; its id.
    fn created(&mut self) -> String {
        self.create(web_request()).id()
    }

    fn retrieve(&mut self, id: &str) -> Reply {
        self.send(request(Method::GET, &format!("{INTENTS}/{id}"), ""))
    }

    /// Calls an operation on an object, such as `confirm`.
    fn on(&mut self, id: &str, operation: &str, body: &str) -> Reply {
        self.send(request(Method::POST, &format!("{INTENTS}/{id}/{operation}"), body))
    }

    fn act(&mut self, subject: &str, action: &str) -> Result<Step, Refused> {
        let act = Act { subject, action, fields: &Map::new() };
        let around = Around {
            at: self.at,
            origin: self.origin,
            counter: &mut self.counter,
            outcome: self.outcome,
        };
        self.machine.act(&act, around)
    }

    /// Lets all timers fire that are due at the instant of the next one.
    fn fire(&mut self) -> Step {
        self.at = self.machine.next_due().unwrap().at;
        let around = Around {
            at: self.at,
            origin: self.origin,
            counter: &mut self.counter,
            outcome: self.outcome,
        };
        self.machine.fire(around)
    }

    fn pass(&mut self, time: SignedDuration) {
        self.at += time;
    }

    fn next(&self, id: &str) -> Vec<&'static str> {
        let view = self.machine.subject(id).unwrap();
        view.next.iter().map(|action| action.name).collect()
    }

    fn page_of(&mut self, id: &str) -> Page {
        let intent = self.retrieve(id).json();
        let url = &intent["next_action"]["alipay_handle_redirect"]["url"];
        let page = url.as_str().unwrap().rsplit('/').next().unwrap();
        self.machine.page(page).unwrap()
    }

    fn seal(&self, event: &Announced) -> Sealed {
        self.seal_as(event, &first_attempt(self.at))
    }

    fn seal_as(&self, event: &Announced, attempt: &Attempt) -> Sealed {
        let endpoint = Endpoint {
            url: "http://localhost:3000/hook".into(),
            events: None,
            secrets: vec![("secret".into(), Secret::new(ENDPOINT_SECRET))],
        };
        self.machine.seal(event.number, &endpoint, attempt).unwrap()
    }

    fn body(&self, event: &Announced) -> Value {
        serde_json::from_slice(&self.seal(event).body).unwrap()
    }
}

const fn first_attempt(at: Timestamp) -> Attempt {
    Attempt { number: 0, at, first: at, wall: None, first_wall: None }
}

fn request(method: Method, path: &str, body: &str) -> Request {
    let request = Request {
        method,
        path: path.to_owned(),
        body: Bytes::copy_from_slice(body.as_bytes()),
        ..Request::default()
    };
    let key = format!("Basic {}", mac::base64(b"sk_test_sandpay:"));
    with_header(request, "authorization", &key)
}

fn post(body: &str) -> Request {
    request(Method::POST, INTENTS, body)
}

fn with_header(mut request: Request, name: &'static str, value: &str) -> Request {
    request.headers.insert(HeaderName::from_static(name), HeaderValue::from_str(value).unwrap());
    request
}

/// The example of the documents, <https://wooshpay.com/docs/alipay>.
fn web() -> &'static Fixture {
    sandpay_fixtures::fixture("wooshpay/create-payment-intent/alipay-web")
}

/// Its request.
fn web_request() -> &'static str {
    std::str::from_utf8(web().request.unwrap()).unwrap()
}

/// The documented request with some members changed; `null` takes one away.
fn altered(changes: &Value) -> String {
    let mut body: Value = serde_json::from_str(web_request()).unwrap();
    for (name, value) in changes.as_object().unwrap() {
        body[name] = value.clone();
    }
    body.to_string()
}

/// The documented request with another amount, spelled as given.
fn with_amount(literal: &str) -> String {
    altered(&json!({"amount": "AMOUNT"})).replace("\"AMOUNT\"", literal)
}
