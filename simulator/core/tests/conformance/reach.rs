//! Every state, event and refusal that Yuno's profile names is reached: by what a merchant does, what the
//! clock does, and what the documented magic values make the gateway say.
//!
//! Refusals for reasons that are not simulated come from a fault alone. They are listed here, so that a
//! refusal which nothing can cause, or which a rule has come to cause, does not stay unseen.

use std::collections::BTreeSet;

use http::Method;
use http::StatusCode;
use jiff::Timestamp;
use sandpay_core::engine::delivery::Outcome;
use sandpay_core::engine::delivery::Report;
use sandpay_core::engine::input::Reply;
use sandpay_core::kernel::message::Request;
use sandpay_core::kernel::provider::Profile;
use sandpay_core::kernel::webhook::DeliveryAnswer;
use sandpay_fixtures::Fixture;
use sandpay_fixtures::fixture;
use serde_json::Value;
use serde_json::json;

use crate::world::World;
use crate::world::credentialed;
use crate::world::provider;
use crate::world::text;
use crate::world::with_header;

/// Refusals that nothing a caller does can lead to, since their reasons are not simulated: who may use
/// which API and from where, tokens, checkout sessions, installments, routing, disputes, limits, stored
/// payment methods, and failures of the server.
const ONLY_BY_FAULT: &[&str] = &[
    "ACCESS_DENIED",
    "AUTHORIZATION_REQUIRED",
    "BAD_REQUEST",
    "CHARGEBACK_IN_PROCESS",
    "CHECKOUT_SESSION_EXISTS",
    "CHECKOUT_SESSION_NOT_FOUND",
    "COUNTRY_NOT_SUPPORTED",
    "CURRENCY_NOT_ALLOWED",
    "EXPIRED_CREDENTIALS",
    "EXPIRED_TIME_CHECKOUT_SESSION",
    "GATEWAY_TIMEOUT",
    "ILLEGAL_ARGUMENT",
    "INCORRECT_PAYMENT_METHOD_TYPE",
    "INTERNAL_ERROR",
    "INTERNAL_SERVER_ERROR",
    "INVALID_ACCOUNT_CODE",
    "INVALID_CHECKOUT_SESSION",
    "INVALID_CUSTOMER_FOR_THE_VAULTED_TOKEN",
    "INVALID_CUSTOMER_FOR_TOKEN",
    "INVALID_TOKEN",
    "INVALID_TRANSACTION",
    "MISSING_PARAMETERS",
    "NOT_FOUND",
    "NO_INSTALLMENT_PLAN_AVAILABLE",
    "NO_ROUTING_PROVIDERS_AVAILABLE",
    "NULL_HEADER",
    "PAYMENT_METHOD_IS_MISSING_INFO",
    "PAYMENT_METHOD_NOT_AVAILABLE",
    "PAYMENT_METHOD_NOT_FOUND",
    "PAYMENT_METHOD_STATUS_INVALID",
    "REQUESTS_LIMIT_REACHED",
    "REQUEST_TIMEOUT",
    "SECURITY_CODE_REQUIRED",
    "SERVICE_UNAVAILABLE",
    "SETUP_THREE_D_SECURE_FAILED",
    "TOKEN_IN_USE",
    "UNEXPECTED_RESPONSE",
    "UNKNOWN_IP_ADDRESS",
    "VALIDATION_ERROR",
];

const NOBODY: &str = "d3b07384-d9a0-4c9b-8f3e-0123456789ab";

fn profile() -> &'static Profile {
    provider("yuno").profile()
}

/// An authorization of the guide on capture and cancel flows.
fn guide() -> &'static Fixture {
    fixture("yuno/create-payment/manual-capture")
}

/// A merchant, and what was seen of its payments.
struct Merchant {
    world: World,
    states: BTreeSet<String>,
    events: BTreeSet<String>,
    refusals: BTreeSet<String>,
}

impl Merchant {
    fn new() -> Self {
        let (states, events, refusals) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        Self { world: World::new(), states, events, refusals }
    }

    /// Sends a request, and looks at the payment that it is about.
    fn send(&mut self, request: Request) -> Value {
        let reply = self.world.send("yuno", request);
        let answer = answered(&reply);
        if reply.response.status.is_success() {
            let of = answer.get("payment").unwrap_or(&answer);
            self.look(of["id"].as_str().unwrap());
        } else if let Some(code) = answer["code"].as_str() {
            self.refusals.insert(code.to_owned());
        }
        answer
    }

    /// Reads a payment.
    fn read(&mut self, id: &str) -> Value {
        let request = credentialed("yuno", Method::GET, &format!("/v1/payments/{id}"));
        answered(&self.world.send("yuno", request))
    }

    /// Looks at a payment, and takes in every webhook.
    fn look(&mut self, id: &str) {
        let payment = self.read(id);
        let half = |name: &str| payment[name].as_str().unwrap().to_owned();
        self.states.insert(format!("{}/{}", half("status"), half("sub_status")));
        let engine = &mut self.world.engine;
        while let Some(sent) = engine.take_ready(None) {
            self.events.insert(sent.kind.into_owned());
            let outcome = Outcome::Answered(DeliveryAnswer { status: 200, body: String::new() });
            let report = Report { delivery: sent.id, attempt: sent.attempt, outcome, far: false };
            engine.delivered(engine.now(), report);
        }
    }

    /// A request to create the guide's payment, changed.
    fn creation(&mut self, change: impl FnOnce(&mut Value)) -> Request {
        let mut body: Value = serde_json::from_str(&self.world.body(guide())).unwrap();
        change(&mut body);
        self.world.request(guide(), &body.to_string())
    }

    /// Creates the guide's payment, changed; answers its id.
    fn create(&mut self, change: impl FnOnce(&mut Value)) -> String {
        let request = self.creation(change);
        let created = self.send(request);
        created["id"].as_str().unwrap_or_else(|| panic!("{created}")).to_owned()
    }

    /// An authorization, or a purchase when `capture` is true, that the gateway takes for this description.
    fn pay(&mut self, capture: bool, description: &str) -> String {
        self.create(|body| {
            body["description"] = json!(description);
            body["payment_method"]["detail"]["card"]["capture"] = json!(capture);
        })
    }

    /// A request about one of a payment's transactions.
    fn operation(&mut self, (id, at): (&str, usize), verb: &str, more: &Value) -> Request {
        let payment = self.read(id);
        let transaction = payment["transactions"][at]["id"].as_str().unwrap_or(NOBODY);
        let mut body = json!({"merchant_reference": "AAB01-432245", "reason": "DUPLICATE"});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let template = self.world.request(guide(), &body.to_string());
        Request { path: format!("/v1/payments/{id}/transactions/{transaction}/{verb}"), ..template }
    }

    /// Does something to one of a payment's transactions.
    fn operate(&mut self, of: (&str, usize), verb: &str, more: &Value) -> Value {
        let request = self.operation(of, verb, more);
        self.send(request)
    }

    /// Turns the clock by one due thing at a time.
    fn advance(&mut self, to: &str) {
        let to: Timestamp = to.parse().unwrap();
        loop {
            let ran = self.world.engine.run_until(to, 1);
            for timer in ran.happened.iter().filter(|happened| happened.kind == "timer") {
                self.look(&timer.subject.to_string());
            }
            if ran.caught_up && !self.world.engine.has_ready() {
                return;
            }
        }
    }
}

/// The body of an answer, if it is JSON.
fn answered(reply: &Reply) -> Value {
    serde_json::from_str(text(reply)).unwrap_or_default()
}

fn amount(value: u32) -> Value {
    json!({"amount": {"currency": "USD", "value": value}})
}

/// A failure that Yuno tries again, as often as it does.
fn again(outcome: &str) -> Value {
    json!({"description": outcome, "simplified_mode": true})
}

/// Everything that can happen to a payment.
fn every_state(merchant: &mut Merchant) {
    for outcome in profile().outcomes {
        merchant.pay(true, outcome);
        merchant.pay(false, outcome);
    }
    for spelled in ["succeeded", "verified"] {
        merchant.world.set("yuno", "verified_status", json!(spelled));
        merchant.create(|body| {
            body["amount"]["value"] = json!(0);
            let card = &mut body["payment_method"]["detail"]["card"];
            card["verify"] = json!(true);
            card["capture"] = json!(true);
        });
    }
    let captured = merchant.pay(false, "an order");
    merchant.operate((&captured, 0), "capture", &amount(5000));
    merchant.operate((&captured, 0), "capture", &json!({}));
    merchant.operate((&captured, 2), "refund", &amount(1));
    merchant.operate((&captured, 0), "cancel-or-refund", &json!({}));
    let cancelled = merchant.pay(false, "an order");
    merchant.operate((&cancelled, 0), "cancel", &json!({}));
    let waiting = json!({"description": "PENDING_PROVIDER_CONFIRMATION"});
    let unreleased = merchant.pay(false, "an order");
    merchant.operate((&unreleased, 0), "cancel", &waiting);
    let unreturned = merchant.pay(true, "an order");
    merchant.operate((&unreturned, 0), "refund", &waiting);
    let uncaptured = merchant.pay(false, "an order");
    merchant.operate((&uncaptured, 0), "capture", &again("DO_NOT_HONOR"));
    let kept = merchant.pay(true, "an order");
    merchant.operate((&kept, 0), "refund", &again("DO_NOT_HONOR"));
    merchant.advance("2026-03-01T00:00:00Z");
}

#[test]
fn every_state_and_every_event_is_reached() {
    let mut merchant = Merchant::new();

    every_state(&mut merchant);

    assert_same(&merchant.states, profile().statuses);
    assert_same(&merchant.events, profile().events);
}

/// That what was seen is what the profile names, no less and no more.
fn assert_same(seen: &BTreeSet<String>, named: &[&str]) {
    let seen: BTreeSet<&str> = seen.iter().map(String::as_str).collect();
    let named: BTreeSet<&str> = named.iter().copied().collect();
    let missed: Vec<_> = named.difference(&seen).collect();
    let unknown: Vec<_> = seen.difference(&named).collect();
    assert!(missed.is_empty() && unknown.is_empty(), "missed {missed:?}, unknown {unknown:?}");
}

/// Every mistake that a caller can make.
fn every_mistake(merchant: &mut Merchant) {
    let sound = merchant.creation(|_| {});
    merchant.send(Request { headers: http::HeaderMap::new(), ..sound.clone() });
    merchant.send(with_header(sound.clone(), "private-secret-key", "sandbox_somebody_else"));
    merchant.send(Request { method: Method::PUT, ..sound.clone() });
    merchant.send(Request { body: "{".into(), ..sound.clone() });
    let mut keyless = sound.clone();
    keyless.headers.remove("x-idempotency-key");
    merchant.send(keyless);
    for (member, value) in [
        ("account_id", json!(NOBODY)),
        ("country", json!("Nowhere")),
        ("customer_payer", json!({"id": NOBODY})),
        ("payment_method", json!({"type": "PIX"})),
    ] {
        let wrong = merchant.creation(|body| body[member] = value);
        merchant.send(wrong);
    }
    // The answer is held back until it is released, which nobody does here.
    merchant.send(with_header(sound.clone(), "sandpay-fault", "latency=PT2S"));
    merchant.send(sound);
    let failing = merchant.creation(|_| {});
    merchant
        .world
        .send("yuno", with_header(failing.clone(), "sandpay-fault", "error=INTERNAL_ERROR"));
    merchant.send(failing);
    let customer = fixture("yuno/create-customer/full-data");
    merchant.world.call(customer);
    let (_, duplicated) = merchant.world.call(customer);
    merchant.refusals.extend(answered(&duplicated)["code"].as_str().map(str::to_owned));
    every_mistake_about_a_payment(merchant);
}

fn every_mistake_about_a_payment(merchant: &mut Merchant) {
    let authorized = merchant.pay(false, "an order");
    merchant.operate((NOBODY, 0), "capture", &json!({}));
    merchant.operate((&authorized, 7), "capture", &json!({}));
    merchant.operate((&authorized, 0), "refund", &json!({}));
    merchant.operate((&authorized, 0), "capture", &amount(20001));
    let purchased = merchant.pay(true, "an order");
    merchant.operate((&purchased, 0), "capture", &json!({}));
    let waiting = json!({"description": "PENDING_PROVIDER_CONFIRMATION"});
    merchant.operate((&purchased, 0), "refund", &waiting);
    merchant.operate((&purchased, 0), "refund", &json!({}));
    let slow = merchant.operation((&authorized, 0), "capture", &amount(1));
    merchant.send(with_header(slow, "sandpay-fault", "latency=PT2S"));
    merchant.operate((&authorized, 0), "capture", &amount(1));
}

#[test]
fn every_refusal_is_reached_by_a_mistake_or_listed_as_one_of_faults_alone() {
    let mut merchant = Merchant::new();

    every_mistake(&mut merchant);

    let reached: BTreeSet<&str> = merchant.refusals.iter().map(String::as_str).collect();
    let known: BTreeSet<&str> = profile().errors.iter().copied().collect();
    let missed: Vec<_> = known.difference(&reached).copied().collect();
    assert_eq!(missed, ONLY_BY_FAULT);
    assert!(reached.is_subset(&known), "{reached:?}");
}

#[test]
fn a_fault_can_ask_for_every_refusal_and_nothing_happens() {
    for code in profile().errors {
        let mut merchant = Merchant::new();
        merchant.world.arm(json!({"on": {"provider": "yuno"}, "do": {"error": code}}));
        let mut order = Value::Null;
        let request = merchant.creation(|body| order = body["merchant_order_id"].clone());

        let refused = merchant.world.send("yuno", request);

        let (status, answer) = (refused.response.status, answered(&refused));
        assert!(status.is_client_error() || status.is_server_error(), "{code}: {status}");
        assert_eq!(answer["code"], *code);
        assert!(answer["messages"][0].as_str().is_some_and(|text| !text.is_empty()), "{answer}");
        let list = credentialed("yuno", Method::GET, "/v1/payments");
        let query = format!("merchant_order_id={}", order.as_str().unwrap());
        let list = Request { query, ..list };
        let listed = merchant.world.send("yuno", list);
        assert_eq!((listed.response.status, text(&listed)), (StatusCode::OK, "[]"));
        assert!(merchant.world.webhooks().is_empty(), "{code}");
    }
}
