//! An engine with a receiver that answers by rule, driven in lock-step as the server does it.

use std::sync::Arc;

use http::HeaderMap;
use http::HeaderValue;
use http::Method;
use jiff::Timestamp;
use sandpay_core::engine::Engine;
use sandpay_core::engine::Setup;
use sandpay_core::engine::clock::Mode;
use sandpay_core::engine::delivery::Outcome;
use sandpay_core::engine::delivery::Report;
use sandpay_core::engine::input::Record;
use sandpay_core::engine::input::Reply;
use sandpay_core::engine::log::Keep;
use sandpay_core::kernel::access::Keyring;
use sandpay_core::kernel::access::Secret;
use sandpay_core::kernel::ids::Seed;
use sandpay_core::kernel::message::Request;
use sandpay_core::kernel::provider::World;
use sandpay_core::kernel::webhook::DeliveryAnswer;
use sandpay_core::kernel::webhook::Endpoint;
use serde_json::Value;

use crate::toy;

pub(crate) const START: &str = "2026-01-01T00:00:00Z";

/// An engine with a receiver that answers by rule.
pub(crate) struct Bench {
    pub(crate) engine: Engine,
}

/// A setup around the toy.
pub(crate) fn setup(sandbox: &str) -> Setup {
    Setup {
        sandbox: sandbox.into(),
        name: None,
        seed: Seed::new(0),
        seed_number: Some(0),
        origin: "http://127.0.0.1:7250".into(),
        start: START.parse().unwrap(),
        clock: Mode::Frozen,
        world: World::Documented,
        settings: std::collections::BTreeMap::new(),
        epoch: 0,
        keep: Keep::default(),
    }
}

impl Bench {
    pub(crate) fn new() -> Self {
        Self::of("default")
    }

    /// A bench around a sandbox with one endpoint.
    pub(crate) fn of(sandbox: &str) -> Self {
        let mut engine = Engine::new(setup(sandbox), toy::catalogue()).unwrap();
        let secrets = vec![("secret".to_owned(), Secret::new("merchant-secret"))];
        let endpoint = Endpoint { url: "http://127.0.0.1/hook".into(), events: None, secrets };
        let now = engine.now();
        engine.set_endpoints(now, 0, vec![endpoint]).unwrap();
        Self { engine }
    }

    pub(crate) fn at(&self) -> Timestamp {
        self.engine.now()
    }

    /// Sends a request as the sandbox's own caller.
    pub(crate) fn post(
        &mut self,
        path: &str,
        headers: &[(&'static str, &str)],
        body: &str,
    ) -> Reply {
        let id = Arc::clone(&self.engine.setup().sandbox);
        let mut map = HeaderMap::new();
        map.insert("x-key", HeaderValue::from_str(&format!("key-{id}")).unwrap());
        for (name, value) in headers {
            map.insert(*name, HeaderValue::from_str(value).unwrap());
        }
        let body = body.to_owned().into();
        let raw = Request {
            method: Method::POST,
            path: path.into(),
            headers: map,
            body,
            ..Request::default()
        };
        let provider = toy::catalogue()[0];
        let seed = self.engine.setup().seed;
        let identity = sandpay_core::kernel::access::Identity { id: &id, seed: &seed };
        let keys = Keyring::new(&provider.credentials(&identity));
        let now = self.engine.now();
        self.engine.request(now, 0, provider.admit(raw, &keys))
    }

    pub(crate) fn fill(&mut self, name: &str, wait: &str) -> Reply {
        self.post("/jars", &[], &format!(r#"{{"name":"{name}","wait":"{wait}"}}"#))
    }

    /// Turns the clock in lock-step; the receiver refuses what `refuses` says.
    pub(crate) fn advance(&mut self, to: Timestamp, refuses: impl Fn(&[u8]) -> bool) {
        loop {
            let ran = self.engine.run_until(to, 3);
            let mut sent = false;
            while let Some(outgoing) = self.engine.take_ready(None) {
                sent = true;
                let status = if refuses(&outgoing.body) { 500 } else { 200 };
                let outcome = Outcome::Answered(DeliveryAnswer { status, body: String::new() });
                let (delivery, attempt) = (outgoing.id, outgoing.attempt);
                let report = Report { delivery, attempt, outcome, far: false };
                self.engine.delivered(self.engine.now(), report);
            }
            if ran.caught_up && !sent {
                return;
            }
        }
    }

    /// All that can be compared of an engine.
    pub(crate) fn state(&self) -> Value {
        let mut snapshot = serde_json::to_value(self.engine.snapshot()).unwrap();
        // How many inputs it took is history, not state.
        snapshot.as_object_mut().unwrap().remove("sequence");
        snapshot
    }

    pub(crate) fn records(&self) -> Vec<Record> {
        self.engine.log().records().to_vec()
    }

    /// The journal, a line an entry.
    pub(crate) fn journal(&self) -> Vec<String> {
        let filter =
            sandpay_core::engine::journal::Filter { limit: usize::MAX, ..Default::default() };
        self.engine
            .journal()
            .entries(&filter)
            .map(|entry| format!("{} {:?} {}", entry.at, entry.kind, entry.what))
            .collect()
    }
}

/// A body, read as `serde_json` itself reads a text: compiled there, optimized even where tests are not.
pub(crate) fn json_of(body: &[u8]) -> Value {
    str::from_utf8(body).unwrap().parse().unwrap()
}
