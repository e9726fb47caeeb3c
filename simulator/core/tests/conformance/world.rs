//! The sandbox `default` in the documented world, called with its published credentials.

use std::collections::BTreeMap;

use http::HeaderName;
use http::HeaderValue;
use http::Method;
use jiff::Timestamp;
use sandpay_core::engine::Engine;
use sandpay_core::engine::Setup;
use sandpay_core::engine::clock::Mode;
use sandpay_core::engine::input::Command;
use sandpay_core::engine::input::Reply;
use sandpay_core::engine::log::Keep;
use sandpay_core::kernel::access::Identity;
use sandpay_core::kernel::access::Keyring;
use sandpay_core::kernel::access::Secret;
use sandpay_core::kernel::catalogue::Catalogued;
use sandpay_core::kernel::ids::Seed;
use sandpay_core::kernel::mac;
use sandpay_core::kernel::message::Request;
use sandpay_core::kernel::provider::OperationInfo;
use sandpay_core::kernel::provider::World as Holding;
use sandpay_core::kernel::webhook::Endpoint;
use sandpay_core::providers;
use sandpay_fixtures::Fixture;
use sandpay_fixtures::Substitutions;
use serde_json::Map;
use serde_json::Value;
use serde_json::value::RawValue;

pub(crate) const ACCOUNT: &str = "11111111-1111-4111-8111-111111111111";
pub(crate) const CUSTOMER: &str = "967ecd18-d898-4b88-9400-dd5b01b18edc";
pub(crate) const YABANDPAY_SECRET: &str = "sandpay_yabandpay_secret";
const START: &str = "2026-01-01T00:00:00Z";

/// One sandbox with every provider.
pub(crate) struct World {
    pub(crate) engine: Engine,
    keys: u32,
}

/// A provider by its name.
pub(crate) fn provider(name: &str) -> &'static dyn Catalogued {
    providers::all().iter().copied().find(|one| one.profile().name == name).unwrap()
}

/// The operation that a fixture calls, when its provider serves it. Method and path decide: Yuno's
/// `get-payment` is the operation `retrieve_payment`. Where all calls share one address, the name does:
/// YabandPay's `v3.QueryOrder`, in the folder `query-order`, is the operation `query_order`.
pub(crate) fn served(fixture: &Fixture) -> Option<&'static OperationInfo> {
    let call = fixture.example.call.as_ref()?;
    let mut operations = provider(fixture.provider).profile().operations.iter();
    operations.find(|one| {
        let named = call.name.is_none() || one.name == fixture.operation.replace('-', "_");
        named && one.method.as_str() == call.method && same_path(one.path, &call.path)
    })
}

/// Whether two templates match the same paths: the names of their variable parts mean nothing.
fn same_path(one: &str, other: &str) -> bool {
    let parts = |path: &str| -> Vec<String> {
        let named =
            |part: &str| if part.starts_with('{') { "{}".to_owned() } else { part.to_owned() };
        path.split('/').map(named).collect()
    };
    parts(one) == parts(other)
}

impl World {
    pub(crate) fn new() -> Self {
        let setup = Setup {
            sandbox: "default".into(),
            name: None,
            seed: Seed::new(0),
            seed_number: Some(0),
            origin: "http://127.0.0.1:7250".into(),
            start: START.parse().unwrap(),
            clock: Mode::Frozen,
            world: Holding::Documented,
            settings: BTreeMap::new(),
            epoch: 0,
            keep: Keep::default(),
        };
        let mut engine = Engine::new(setup, providers::all()).unwrap();
        for name in ["yuno", "wooshpay"] {
            let position = engine.provider(name).unwrap();
            let secrets = vec![("secret".to_owned(), Secret::new("merchant-secret"))];
            let endpoint = Endpoint { url: "http://127.0.0.1/hook".into(), events: None, secrets };
            engine.set_endpoints(engine.now(), position, vec![endpoint]).unwrap();
        }
        Self { engine, keys: 0 }
    }

    pub(crate) fn at(&self) -> Timestamp {
        self.engine.now()
    }

    /// Sends a request as it is.
    pub(crate) fn send(&mut self, name: &str, raw: Request) -> Reply {
        let seed = self.engine.setup().seed;
        let identity = Identity { id: "default", seed: &seed };
        let keys = Keyring::new(&provider(name).credentials(&identity));
        let admitted = provider(name).admit(raw, &keys);
        let position = self.engine.provider(name).unwrap();
        self.engine.request(self.at(), position, admitted)
    }

    /// Sends a documented request; answers what was sent, and the reply.
    pub(crate) fn call(&mut self, fixture: &Fixture) -> (String, Reply) {
        let body = self.body(fixture);
        let request = self.request(fixture, &body);
        (body, self.send(fixture.provider, request))
    }

    /// The request to a fixture's operation, with credentials and a fresh key.
    pub(crate) fn request(&mut self, fixture: &Fixture, body: &str) -> Request {
        let call = fixture.example.call.as_ref().unwrap();
        let method = call.method.parse().unwrap();
        self.keys += 1;
        let key = format!("key-{}", self.keys);
        let request = credentialed(fixture.provider, method, &call.path);
        with_header(Request { body: body.to_owned().into(), ..request }, "x-idempotency-key", &key)
    }

    /// A documented request body with exactly its listed substitutions.
    pub(crate) fn body(&self, fixture: &Fixture) -> String {
        let values = Substitutions::new()
            .account(ACCOUNT)
            .customer(CUSTOMER)
            .uuid("0b914bf9-0e86-4713-a908-0ec01d60c486")
            .time(self.at().as_second());
        let unsigned = fixture.request_with(&values.clone().sign("")).unwrap();
        if fixture.provider == "yabandpay" {
            let sign = signature(&unsigned, YABANDPAY_SECRET);
            return fixture.request_with(&values.sign(&sign)).unwrap();
        }
        unsigned
    }

    /// Does one of a subject's actions.
    pub(crate) fn act(&mut self, subject: &str, action: &str) {
        let (subject, action) = (subject.to_owned(), action.to_owned());
        let act = Command::Act { subject, action, fields: Map::new() };
        self.engine.command(self.at(), act).unwrap();
    }

    /// Arms a fault.
    pub(crate) fn arm(&mut self, fault: Value) {
        let fault = Command::AddFault(serde_json::from_value(fault).unwrap());
        self.engine.command(self.at(), fault).unwrap();
    }

    /// Changes a setting.
    pub(crate) fn set(&mut self, provider: &str, name: &str, value: Value) {
        let changes = [(name.to_owned(), value)].into_iter().collect();
        let command = Command::Settings { provider: provider.to_owned(), changes };
        self.engine.command(self.at(), command).unwrap();
    }

    /// The bodies of all webhooks that are ready, by their kinds.
    pub(crate) fn webhooks(&mut self) -> Vec<(String, String)> {
        std::iter::from_fn(|| self.engine.take_ready(None))
            .map(|sent| (sent.kind.into_owned(), String::from_utf8(sent.body.into()).unwrap()))
            .collect()
    }
}

/// A request with a provider's published credentials in its header, where they stand there.
pub(crate) fn credentialed(provider: &str, method: Method, path: &str) -> Request {
    let request = Request { method, path: path.into(), ..Request::default() };
    match provider {
        "yuno" => {
            let request = with_header(request, "public-api-key", "sandbox_sandpay_public");
            with_header(request, "private-secret-key", "sandbox_sandpay_secret")
        }
        "wooshpay" => {
            let basic = format!("Basic {}", mac::base64(b"sk_test_sandpay:"));
            with_header(request, "authorization", &basic)
        }
        _ => request,
    }
}

pub(crate) fn with_header(mut request: Request, name: &'static str, value: &str) -> Request {
    let value = HeaderValue::from_str(value).unwrap();
    request.headers.insert(HeaderName::from_static(name), value);
    request
}

pub(crate) fn text(reply: &Reply) -> &str {
    std::str::from_utf8(&reply.response.body).unwrap()
}

/// YabandPay's signature by the documented rule: the members of envelope and `data` but for `sign`,
/// sorted by name, joined as `name=value` with `&`, HMAC-SHA256 in hexadecimal digits.
/// <https://docs.yabandpay.com/api/en/sign.html>
pub(crate) fn signature(body: &str, secret: &str) -> String {
    let envelope: BTreeMap<String, &RawValue> = serde_json::from_str(body).unwrap();
    let data: BTreeMap<String, &RawValue> = serde_json::from_str(envelope["data"].get()).unwrap();
    let signed: BTreeMap<_, _> = envelope
        .iter()
        .filter(|(name, _)| !["sign", "data"].contains(&name.as_str()))
        .chain(&data)
        .map(|(name, raw)| (name, serde_json::from_str(raw.get()).unwrap_or(raw.get().to_owned())))
        .collect();
    let pairs: Vec<_> = signed.iter().map(|(name, value)| format!("{name}={value}")).collect();
    mac::hex(&mac::hmac_sha256(secret.as_bytes(), &[pairs.join("&").as_bytes()]))
}
