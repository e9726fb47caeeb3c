//! A shop that calls one provider of a simulator of its own, over HTTP: what the documents print, with its
//! own credentials, a fresh key and a fresh id each time.

use std::time::Duration;
use std::time::SystemTime;

use sandpay::Simulator;
use sandpay_fixtures::Fixture;
use sandpay_fixtures::RequestError;
use sandpay_fixtures::Substitutions;
use serde_json::Value;
use serde_json::json;

use crate::client::Ask;
use crate::client::Server;
use crate::demo::merchant::Merchant;
use crate::demo::merchant::Provider;
use crate::failure::Failure;

/// How long the simulator may keep silent.
const PATIENCE: Duration = Duration::from_secs(60);
/// The customer that every sandbox of the documented world holds, and the card stored for it.
const CUSTOMER: &str = "967ecd18-d898-4b88-9400-dd5b01b18edc";
const VAULTED_TOKEN: &str = "eb8caa17-6407-457b-960e-125d8d7a90c1";

/// A shop, and the simulator that it calls.
pub(crate) struct Caller {
    pub(crate) provider: Provider,
    simulator: Simulator,
    server: Server,
    merchant: Merchant,
    calls: u64,
}

/// One request to a provider.
#[derive(Clone, Debug)]
pub(crate) struct Call<'a> {
    pub(crate) method: &'a str,
    /// Below the base URL, with its query.
    pub(crate) path: &'a str,
    pub(crate) body: Option<Value>,
    /// What goes wrong on purpose: `error=CODE`, `outcome=CODE`.
    pub(crate) fault: Option<&'a str>,
}

/// What came back.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// `null` where it is no JSON.
    pub(crate) body: Value,
}

impl Caller {
    /// Starts a simulator, and opens a shop in it.
    pub(crate) fn open(provider: Provider) -> Result<Self, Failure> {
        let simulator = Simulator::builder()
            .start()
            .map_err(|error| Failure::internal(format!("no simulator: {error}")))?;
        let merchant = Merchant::open(provider, &simulator.sandbox())?;
        let server = Server::parse(simulator.url()).map_err(Failure::internal)?;
        Ok(Self { provider, simulator, server, merchant, calls: 0 })
    }

    /// The body of a documented request.
    ///
    /// # Errors
    ///
    /// When it has none, or needs a value that only the provider can give out.
    pub(crate) fn documented(&self, fixture: &Fixture) -> Result<Value, RequestError> {
        let sandbox = self.simulator.sandbox();
        let account = sandbox.credential("yuno", "account_id").unwrap_or_default();
        let mut values = Substitutions::new()
            .account(account)
            .customer(CUSTOMER)
            .uuid("0b914bf9-0e86-4713-a908-0ec01d60c486")
            .time(sandbox.clock().now().as_second())
            .sign("");
        let unfilled = fixture.example.request.iter().flat_map(|notes| &notes.unfilled);
        for placeholder in unfilled {
            // As pages spell them, slips of the pen included.
            let thought_of = match placeholder.as_str() {
                name if name.contains("acco") => account,
                name if name.contains("customer_id") => CUSTOMER,
                name if name.contains("vaulted_token") => VAULTED_TOKEN,
                name if name.contains("merchant_order_id") => "000025",
                // What only the provider can give out: checkout sessions, one-time tokens.
                _ => continue,
            };
            values = values.filling(placeholder, thought_of);
        }
        let text = fixture.request_with(&values)?;
        serde_json::from_str(&text).map_err(RequestError::NotAnObject)
    }

    /// Calls the provider.
    pub(crate) fn call(&mut self, call: &Call<'_>) -> Result<Answer, Failure> {
        self.calls += 1;
        let key = format!("fidelity-{}", self.calls);
        let fields = self.merchant.fields();
        let mut headers: Vec<_> = fields.iter().map(|one| (one.name, one.sent.as_str())).collect();
        if self.provider == Provider::Yuno && call.method == "POST" {
            headers.push(("x-idempotency-key", &key));
        }
        headers.extend(call.fault.map(|fault| ("sandpay-fault", fault)));
        let body = call.body.clone().map(|body| self.fresh(body)).transpose()?;
        let path = format!("/{}{}", self.provider.name(), call.path);
        self.send(call.method, &path, (&headers, body.as_deref()))
    }

    /// A body with ids that no call has had, and signed where that is asked for.
    fn fresh(&self, mut body: Value) -> Result<String, Failure> {
        let fresh = format!("fidelity{:032}", self.calls);
        for name in ["merchant_customer_id", "merchant_order_id"] {
            if let Some(id) = body.get_mut(name) {
                *id = json!(fresh);
            }
        }
        if self.provider == Provider::YabandPay {
            for (place, value) in [
                ("/data/request_id", json!(fresh)),
                ("/data/notify_url", json!(self.merchant.hook())),
                ("/time", json!(self.simulator.sandbox().clock().now().as_second())),
            ] {
                if let Some(member) = body.pointer_mut(place) {
                    *member = value;
                }
            }
            body["sign"] = json!(self.merchant.signature(&body.to_string())?);
        }
        Ok(body.to_string())
    }

    /// Asks the simulator itself.
    pub(crate) fn control(
        &self,
        method: &str,
        path: &str,
        body: Option<&Value>,
    ) -> Result<Answer, Failure> {
        let body = body.map(Value::to_string);
        self.send(method, path, (&[], body.as_deref()))
    }

    fn send(
        &self,
        method: &str,
        path: &str,
        (headers, body): (&[(&str, &str)], Option<&str>),
    ) -> Result<Answer, Failure> {
        let body = body.map(str::as_bytes);
        let ask = Ask { method, path, headers, body, patience: PATIENCE };
        let answer = self.server.send(&ask).map_err(|error| {
            Failure::internal(format!("the simulator does not answer {method} {path}: {error}"))
        })?;
        let body = serde_json::from_slice(&answer.body).unwrap_or_default();
        Ok(Answer { status: answer.status, body })
    }

    /// The bodies of all webhooks that arrived since the last time, and whose signature is sound.
    pub(crate) fn told(&self) -> Result<Vec<Value>, Failure> {
        self.control("POST", "/_sim/settle", None)?;
        let now = SystemTime::from(self.simulator.sandbox().clock().now());
        let received = self.merchant.received().into_iter();
        let sound = received.filter(|webhook| self.merchant.check(webhook, now).is_ok());
        Ok(sound.filter_map(|one| serde_json::from_slice(&one.body).ok()).collect())
    }
}
