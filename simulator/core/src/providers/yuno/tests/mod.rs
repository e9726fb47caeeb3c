//! Yuno as its callers see it: a sandbox without an engine around it.

mod actions;
mod advice;
mod cancelling;
mod capturing;
mod creating;
mod customers;
mod delays;
mod gateway;
mod holds;
mod listing;
mod movements;
mod outcomes;
mod pinned;
mod provider_calls;
mod refunding;
mod refusals;
mod refusing;
mod retries;
mod shapes;
mod soundness;
mod stored_advice;
mod stored_credentials;
mod telling;
mod verification;
mod wallet_tokens;
mod webhooks;

use bytes::Bytes;
use http::HeaderName;
use http::HeaderValue;
use http::Method;
use http::StatusCode;
use jiff::Timestamp;
use sandpay_fixtures::Substitutions;
use serde_json::Map;
use serde_json::Value;
use serde_json::json;

use super::Yuno;
use crate::kernel::access::DEFAULT_SANDBOX;
use crate::kernel::access::Identity;
use crate::kernel::access::Keyring;
use crate::kernel::catalogue::Catalogued;
use crate::kernel::catalogue::Kind;
use crate::kernel::ids::Seed;
use crate::kernel::machine::Answered;
use crate::kernel::machine::Around;
use crate::kernel::machine::Due;
use crate::kernel::machine::KeyName;
use crate::kernel::machine::Machine;
use crate::kernel::machine::Step;
use crate::kernel::message::Request;
use crate::kernel::message::Response;
use crate::kernel::provider::Act;
use crate::kernel::provider::Action;
use crate::kernel::provider::World;

pub(super) const ACCOUNT: &str = "11111111-1111-4111-8111-111111111111";
pub(super) const CUSTOMER: &str = "967ecd18-d898-4b88-9400-dd5b01b18edc";

/// The complete requests of the guide on capture and cancel flows,
/// <https://docs.y.uno/docs/payment-features/Cancel-and-capture-flow>.
pub(super) const GUIDE: [(&str, &str); 5] = [
    ("real-time", "real-time-capture"),
    ("manual", "manual-capture"),
    ("delayed capture", "delayed-capture"),
    ("delayed cancel", "delayed-cancel"),
    ("both", "delayed-capture-and-cancel"),
];

/// A request of the guide, with the placeholders filled in.
pub(super) fn guide(name: &str) -> Value {
    let (_, example) = GUIDE.iter().find(|(known, _)| *known == name).unwrap();
    documented(example)
}

/// A documented request to create a payment, with the placeholders filled in.
pub(super) fn documented(example: &str) -> Value {
    let values = Substitutions::new().account(ACCOUNT).customer(CUSTOMER);
    let fixture = sandpay_fixtures::fixture(&format!("yuno/create-payment/{example}"));
    serde_json::from_str(&fixture.request_with(&values).unwrap()).unwrap()
}

/// An authorization with delayed objects.
pub(super) fn delayed(capture: Option<&str>, cancel: Option<&str>) -> Value {
    let mut body = guide("manual");
    for (name, delay) in
        [("delayed_capture_settings", capture), ("delayed_cancel_settings", cancel)]
    {
        if let Some(delay) = delay {
            body["payment_method"]["detail"]["card"][name] = json!({ "delay": delay });
        }
    }
    body
}

/// A sandbox with its clock.
pub(super) struct Sandbox {
    pub(super) machine: Box<dyn Machine>,
    pub(super) at: Timestamp,
    pub(super) steps: Vec<Step>,
    pub(super) forced: Option<&'static str>,
    keyring: Keyring,
    counter: u64,
    keys: u32,
}

impl Sandbox {
    pub(super) fn new(at: &str) -> Self {
        let seed = Seed::new(0);
        let identity = Identity { id: DEFAULT_SANDBOX, seed: &seed };
        Self {
            machine: Kind::<Yuno>::new().open(&identity, World::Documented),
            at: at.parse().unwrap(),
            steps: Vec::new(),
            forced: None,
            keyring: Keyring::new(&Kind::<Yuno>::new().credentials(&identity)),
            counter: 0,
            keys: 0,
        }
    }

    /// Sends a request as it is.
    pub(super) fn send(&mut self, request: Request) -> Response {
        self.exchange(request, true).map_or_else(|refusal| refusal, |answered| answered.response)
    }

    /// Sends a request whose answer gets lost.
    pub(super) fn send_unheard(&mut self, request: Request) -> Response {
        self.exchange(request, false).map_or_else(|refusal| refusal, |answered| answered.response)
    }

    /// Sends a request whose answer is held back, as a fault does; answers its key.
    pub(super) fn hold(&mut self, request: Request) -> KeyName {
        let key = self.exchange(request, true).unwrap().key.unwrap();
        self.machine.hold(key);
        key
    }

    /// What comes of a request; the refusal of one that cannot be understood.
    fn exchange(&mut self, request: Request, heard: bool) -> Result<Answered, Response> {
        let call = Kind::<Yuno>::new().admit(request, &self.keyring).call?;
        let around = Around {
            at: self.at,
            origin: "http://127.0.0.1:7250",
            counter: &mut self.counter,
            outcome: self.forced,
        };
        let mut answered = if heard {
            self.machine.call(call.as_ref(), around)
        } else {
            self.machine.call_unheard(call.as_ref(), around)
        };
        assert!(!answered.step.panicked);
        self.steps.push(std::mem::take(&mut answered.step));
        Ok(answered)
    }

    /// Creates a payment under a fresh key.
    pub(super) fn create(&mut self, body: &Value) -> Response {
        self.keys += 1;
        let key = format!("key-{}", self.keys);
        self.send(create(&key, &body.to_string()))
    }

    /// Creates a payment that is answered with 201, and answers it.
    pub(super) fn created(&mut self, body: &Value) -> Value {
        let response = self.create(body);
        assert_eq!(response.status, StatusCode::CREATED, "{}", text(&response));
        value(&response)
    }

    /// Does something to a payment under a fresh key. `to` is what follows its id in the path.
    pub(super) fn change(&mut self, payment: &Value, to: &str, body: &Value) -> Response {
        self.keys += 1;
        let key = format!("key-{}", self.keys);
        self.send(post(&key, &format!("{}/{to}", path(payment)), &body.to_string()))
    }

    /// Does something to a transaction of a payment, and answers what became of it.
    pub(super) fn changed(&mut self, payment: &Value, to: (usize, &str), body: &Value) -> Value {
        let (at, verb) = to;
        let to = format!("transactions/{}/{verb}", self.transaction(payment, at));
        let response = self.change(payment, &to, body);
        assert!(response.status.is_success(), "{verb}: {}", text(&response));
        value(&response)
    }

    /// Does something to a transaction that is refused. Answers the error code. Nothing changes.
    pub(super) fn refused(&mut self, payment: &Value, to: (usize, &str), body: &Value) -> String {
        let (at, verb) = to;
        let to = format!("transactions/{}/{verb}", self.transaction(payment, at));
        let before = self.machine.snapshot();
        let response = self.change(payment, &to, body);
        assert_eq!(self.machine.snapshot(), before);
        let (code, status) = (value(&response)["code"].clone(), response.status);
        assert_eq!(status, StatusCode::BAD_REQUEST, "{verb}: {}", text(&response));
        code.as_str().unwrap().to_owned()
    }

    /// The id of one of a payment's transactions.
    pub(super) fn transaction(&mut self, payment: &Value, at: usize) -> String {
        self.read(payment)["transactions"][at]["id"].as_str().unwrap().to_owned()
    }

    /// Reads a payment.
    pub(super) fn read(&mut self, payment: &Value) -> Value {
        value(&self.send(request(Method::GET, &path(payment))))
    }

    /// Changes a setting.
    pub(super) fn set(&mut self, name: &str, value: &str) {
        let changes = Map::from_iter([(name.to_owned(), value.into())]);
        self.machine.change_settings(&changes).unwrap();
    }

    /// What can happen to a payment now: name, by whom, where it leads.
    pub(super) fn next(&self, payment: &Value) -> Vec<String> {
        let subject = self.machine.subject(payment["id"].as_str().unwrap()).unwrap();
        let shown = |action: &Action| {
            let at = action.at.map(|at| format!(" at {at}")).unwrap_or_default();
            let by = format!("{:?}", action.by).to_lowercase();
            format!("{} by {by} -> {}{at}", action.name, action.leads_to)
        };
        subject.next.iter().map(shown).collect()
    }

    /// Does one of a payment's actions.
    pub(super) fn act(&mut self, payment: &Value, action: &str) -> Result<(), String> {
        let around = Around {
            at: self.at,
            origin: "http://127.0.0.1:7250",
            counter: &mut self.counter,
            outcome: self.forced,
        };
        let subject = payment["id"].as_str().unwrap();
        let act = Act { subject, action, fields: &Map::new() };
        let step = self.machine.act(&act, around).map_err(|refused| refused.message)?;
        assert!(!step.panicked);
        self.steps.push(step);
        Ok(())
    }

    /// Lets everything up to an instant fall due. Answers what fell due, and when.
    pub(super) fn advance(&mut self, to: &str) -> Vec<(String, &'static str)> {
        let to: Timestamp = to.parse().unwrap();
        let mut happened = Vec::new();
        while self.machine.peek().is_some_and(|due| due.id.at <= to) {
            happened.push(self.fire());
        }
        self.at = to;
        happened
    }

    /// Lets what is due next happen.
    pub(super) fn fire(&mut self) -> (String, &'static str) {
        let Due { id, name, .. } = self.machine.peek().unwrap();
        self.at = id.at;
        let around = Around {
            at: self.at,
            origin: "http://127.0.0.1:7250",
            counter: &mut self.counter,
            outcome: self.forced,
        };
        let step = self.machine.fire(around);
        assert!(!step.panicked);
        self.steps.push(step);
        (id.at.to_string(), name)
    }

    /// The names of all events so far.
    pub(super) fn events(&self) -> Vec<String> {
        let events = self.steps.iter().flat_map(|step| &step.events);
        events.map(|event| event.kind.to_string()).collect()
    }
}

/// A request with the keys of the sandbox `default`.
pub(super) fn request(method: Method, path: &str) -> Request {
    let mut request = Request { method, path: path.into(), ..Request::default() };
    header(&mut request, "public-api-key", "sandbox_sandpay_public");
    header(&mut request, "private-secret-key", "sandbox_sandpay_secret");
    request
}

pub(super) fn header(request: &mut Request, name: &'static str, value: &str) {
    let value = HeaderValue::from_str(value).unwrap();
    request.headers.insert(HeaderName::from_static(name), value);
}

/// A request to create a payment.
pub(super) fn create(key: &str, body: &str) -> Request {
    post(key, "/v1/payments", body)
}

/// A request that changes something.
pub(super) fn post(key: &str, path: &str, body: &str) -> Request {
    let mut request = request(Method::POST, path);
    header(&mut request, "x-idempotency-key", key);
    request.body = Bytes::copy_from_slice(body.as_bytes());
    request
}

/// The least that an operation on a payment asks for, with more.
pub(super) fn wish(more: Value) -> Value {
    let Value::Object(mut body) = more else { panic!("{more}") };
    body.entry("merchant_reference").or_insert(json!("AAB01-432245"));
    Value::Object(body)
}

/// An amount of the guide's payments, 20000 USD each.
pub(super) fn amount(value: impl Into<Value>) -> Value {
    json!({"currency": "USD", "value": value.into()})
}

pub(super) fn path(payment: &Value) -> String {
    format!("/v1/payments/{}", payment["id"].as_str().unwrap())
}

pub(super) fn text(response: &Response) -> String {
    String::from_utf8(response.body.to_vec()).unwrap()
}

pub(super) fn value(response: &Response) -> Value {
    str::from_utf8(&response.body).unwrap().parse().unwrap()
}

/// Status and sub-status.
pub(super) fn state(payment: &Value) -> String {
    format!("{}/{}", payment["status"].as_str().unwrap(), payment["sub_status"].as_str().unwrap())
}
