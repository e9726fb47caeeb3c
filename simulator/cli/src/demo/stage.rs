//! Where a story takes place: a sandbox of its own in the demo's simulator, and a shop that calls it as any
//! client would, over plain HTTP. Everything that happens is told to the audience at once.

use std::time::Duration;
use std::time::SystemTime;

use sandpay::NewSandbox;
use sandpay::Sandbox;
use sandpay::Simulator;
use serde_json::Value;
use serde_json::json;

use crate::client::Answer;
use crate::client::Ask;
use crate::client::Server;
use crate::client::encoded;
use crate::demo::merchant::Merchant;
use crate::demo::merchant::Provider;
use crate::demo::receiver::Received;
use crate::demo::scene::Audience;
use crate::demo::scene::Call;
use crate::demo::scene::Scene;
use crate::demo::scene::Shopper;
use crate::demo::scene::Turn;
use crate::demo::scene::Visit;
use crate::demo::scene::Webhook;
use crate::demo::shown;
use crate::failure::Failure;

/// How long the simulator may keep silent.
const PATIENCE: Duration = Duration::from_secs(90);

/// What the shop asks a provider.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Question<'a> {
    /// What it is for.
    pub(crate) says: &'static str,
    pub(crate) method: &'static str,
    /// Below the provider's base URL.
    pub(crate) path: &'a str,
    /// The key under which it takes effect once at most, where the provider has such.
    pub(crate) key: Option<&'static str>,
    /// With names such as `<account_id>` in it.
    pub(crate) body: Option<&'a str>,
    /// JSON pointers to what matters in the answer.
    pub(crate) shows: &'static [&'static str],
    /// JSON pointers to what matters in the webhooks that follow.
    pub(crate) told: &'static [&'static str],
}

/// A sandbox, a shop, and who looks on.
pub(crate) struct Stage<'a> {
    sandbox: Sandbox,
    server: Server,
    origin: String,
    merchant: Merchant,
    audience: &'a mut dyn Audience,
    scenes: usize,
}

impl<'a> Stage<'a> {
    /// An empty stage: the documented world, the clock at the fixed epoch.
    pub(crate) fn new(
        simulator: &Simulator,
        provider: Provider,
        audience: &'a mut dyn Audience,
    ) -> Result<Self, Failure> {
        let new = NewSandbox { seed: Some(0), ..NewSandbox::default() };
        let sandbox = simulator
            .new_sandbox(new)
            .map_err(|error| Failure::internal(format!("no sandbox: {}", error.message)))?;
        let merchant = Merchant::open(provider, &sandbox)?;
        let origin = simulator.url().to_owned();
        let server = Server::parse(&origin).map_err(Failure::internal)?;
        Ok(Self { sandbox, server, origin, merchant, audience, scenes: 0 })
    }

    /// Where the simulator is reached.
    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }

    /// Lets a name in requests stand for something; `shown` is what the audience sees.
    pub(crate) fn learn(&mut self, name: &'static str, sent: &str, shown: &str) {
        self.merchant.learn(name, sent.to_owned(), shown.to_owned());
    }

    /// The shop calls the provider; the answer comes back, and whatever webhooks follow are told.
    pub(crate) fn call(&mut self, question: &Question<'_>) -> Result<Value, Failure> {
        let path = format!("/{}{}", self.merchant.provider().name(), question.path);
        let body = question.body.map(|body| self.merchant.written(body)).transpose()?;
        let fields = self.merchant.fields();
        let key = question.key.map(|key| ("x-idempotency-key", key));
        let mut headers: Vec<_> = fields.iter().map(|one| (one.name, one.sent.as_str())).collect();
        headers.extend(key);
        let ask = Ask {
            method: question.method,
            path: &path,
            headers: &headers,
            body: body.as_ref().map(|(sent, _)| sent.as_bytes()),
            patience: PATIENCE,
        };
        let answer = self.send(&ask)?;
        let payload = payload(&answer.body);
        let shown = fields.iter().map(|one| (one.name, one.shown.clone()));
        let call = Call {
            says: question.says,
            method: question.method,
            path,
            headers: shown.chain(key.map(|(name, key)| (name, key.to_owned()))).collect(),
            body: body.map(|(_, shown)| shown),
            status: answer.status,
            facts: shown::facts(&payload, question.shows),
            whole: laid_out(&answer.body),
        };
        self.happens(&Scene::Call(call))?;
        expect_success(question, &answer, &payload)?;
        self.webhooks(question.told)?;
        Ok(payload)
    }

    /// Turns the clock; what falls due happens, and the webhooks that follow are told.
    pub(crate) fn turn(
        &mut self,
        says: &'static str,
        by: &'static str,
        told: &[&str],
    ) -> Result<(), Failure> {
        let turned = self.control("POST", "/_sim/clock/advance", Some(&json!({"by": by})))?;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let rows = turned["happened"].as_array().into_iter().flatten();
        let timers = rows.filter(|row| row["kind"] == "timer");
        let happened = timers.map(|row| format!("{} {}", text(&row["at"]), text(&row["what"])));
        let turn = Turn {
            says,
            by,
            from: text(&turned["from"]),
            now: text(&turned["now"]),
            happened: happened.collect(),
        };
        self.happens(&Scene::Turn(turn))?;
        self.webhooks(told).map(drop)
    }

    /// A shopper goes to a hosted page and pays there, or somebody on another device does. Answers the
    /// bodies of the webhooks that follow.
    pub(crate) fn visit(
        &mut self,
        says: &'static str,
        url: &str,
        told: &[&str],
    ) -> Result<Vec<Value>, Failure> {
        let page = encoded(url.rsplit('/').next().unwrap_or_default());
        let path = format!("/_sim/pages/{page}");
        let shown = self.control("GET", &path, None)?;
        let scan = shown["wallet"]["scan"].as_str().map(str::to_owned);
        self.happens(&Scene::Visit(Visit { says, url: url.to_owned(), page, scan }))?;
        while self.control("GET", &path, None)?["state"] == "open" {
            if self.audience.waits()? == Shopper::Absent {
                self.control("POST", &format!("{path}/approve"), None)?;
            }
        }
        self.webhooks(told)
    }

    /// Lets webhooks that are due go out, and tells of what has arrived. Answers the bodies.
    fn webhooks(&mut self, pointers: &[&str]) -> Result<Vec<Value>, Failure> {
        self.control("POST", "/_sim/settle", None)?;
        let now = SystemTime::from(self.sandbox.clock().now());
        let mut bodies = Vec::new();
        for received in self.merchant.received() {
            let webhook = self.webhook(&received, now, pointers);
            self.happens(&Scene::Webhook(webhook))?;
            bodies.push(payload(&received.body));
        }
        Ok(bodies)
    }

    fn webhook(&self, received: &Received, now: SystemTime, pointers: &[&str]) -> Webhook {
        let payload = payload(&received.body);
        let named = ["type_event", "type"].iter().find_map(|name| payload[*name].as_str());
        let event = named.or_else(|| payload["data"]["type"].as_str()).unwrap_or("notification");
        Webhook {
            event: event.to_owned(),
            path: received.path.clone(),
            signature: self.merchant.check(received, now),
            facts: shown::facts(&payload, pointers),
            whole: laid_out(&received.body),
        }
    }

    fn happens(&mut self, scene: &Scene) -> Result<(), Failure> {
        self.scenes += 1;
        self.audience.sees(scene, self.scenes)
    }

    /// Asks the simulator itself, about the story's sandbox.
    fn control(&self, method: &str, path: &str, body: Option<&Value>) -> Result<Value, Failure> {
        let body = body.map(Value::to_string);
        let ask = Ask {
            method,
            path,
            headers: &[("sandpay-sandbox", self.sandbox.id())],
            body: body.as_ref().map(String::as_bytes),
            patience: PATIENCE,
        };
        let answer = self.send(&ask)?;
        let payload = payload(&answer.body);
        if answer.status == 200 {
            Ok(payload)
        } else {
            Err(Failure::internal(format!("{method} {path}: {}", payload["error"]["message"])))
        }
    }

    fn send(&self, ask: &Ask<'_>) -> Result<Answer, Failure> {
        self.server.send(ask).map_err(|error| {
            Failure::internal(format!("the demo's simulator does not answer: {error}"))
        })
    }
}

fn payload(body: &[u8]) -> Value {
    serde_json::from_slice(body).unwrap_or_default()
}

fn laid_out(body: &[u8]) -> String {
    shown::laid_out(&String::from_utf8_lossy(body))
}

/// A story goes on only when the provider has done what was asked; YabandPay says so in the body.
fn expect_success(
    question: &Question<'_>,
    answer: &Answer,
    payload: &Value,
) -> Result<(), Failure> {
    let is_done = (200..300).contains(&answer.status) && payload["status"] != json!(false);
    if is_done {
        return Ok(());
    }
    let Question { method, path, .. } = question;
    let said = ["message", "messages"].iter().find(|name| !payload[**name].is_null());
    let said = said.map(|name| payload[*name].to_string()).unwrap_or_default();
    Err(Failure::refused(format!("{method} {path} was answered {}: {said}", answer.status)))
}
