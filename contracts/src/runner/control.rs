//! The control plane of a sandpay, as far as a check needs it: to be the shopper, to let time catch up, and to name a
//! webhook endpoint where a provider takes one from its dashboard alone.
//!
//! No contract is checked here. It speaks the documented HTTP interface and shares nothing with the simulator.

use std::time::Duration;

use reqwest::Method;
use serde_json::Value;
use serde_json::json;
use tokio::sync::Mutex;
use tokio::time::sleep;

use super::ask::Ask;
use super::ask::Came;
use super::ask::Header;
use super::ask::exchange;
use super::ask::in_words;
use super::edit::quoted;
use super::target::Credentials;
use crate::transport::Transport;
use crate::transport::TransportError;

/// What others are in the way of is tried so many times again.
const TURNS: u32 = 100;
/// How long they are given.
const TURN: Duration = Duration::from_millis(50);

/// The control plane, for one sandbox.
#[derive(Debug)]
pub(super) struct Control {
    transport: Transport,
    sandbox: String,
    /// Lists of endpoints are read, changed and written back: one at a time.
    endpoints: Mutex<()>,
}

impl Control {
    /// Whether a sandpay answers there.
    pub(super) async fn is_at(transport: &Transport) -> Result<bool, TransportError> {
        let health = ask(Method::GET, "/_sim/health", Vec::new(), None);
        let came = exchange(transport, &health).await?;
        let answer: Value = serde_json::from_str(&came.text).unwrap_or_default();
        Ok(matches!(answer["status"].as_str(), Some("ok" | "draining")))
    }

    /// The control plane of the sandbox that these credentials are of; of `default` when they are of none.
    pub(super) async fn of(
        transport: Transport,
        credentials: &Credentials,
    ) -> Result<Self, String> {
        let mut control =
            Self { transport, sandbox: "default".to_owned(), endpoints: Mutex::new(()) };
        let listed = control.call(Method::GET, "/_sim/sandboxes", None).await?;
        let ids = listed["sandboxes"].as_array().into_iter().flatten();
        for id in ids.filter_map(|one| one["id"].as_str()) {
            let sandbox = std::mem::replace(&mut control.sandbox, id.to_owned());
            let about = control.call(Method::GET, "/_sim", None).await?;
            if is_of(&about["credentials"], credentials) {
                return Ok(control);
            }
            control.sandbox = sandbox;
        }
        control.sandbox = "default".to_owned();
        Ok(control)
    }

    /// Does what somebody else than the merchant does to a payment.
    pub(super) async fn act(&self, subject: &str, action: &str) -> Result<(), String> {
        let path = format!("/_sim/subjects/{subject}/act");
        let body = format!("{{\"action\":{}}}", quoted(action));
        self.call(Method::POST, &path, Some(body)).await.map(drop)
    }

    /// Lets everything happen that is due. While somebody else turns the clock, as another check does, it is asked again.
    pub(super) async fn settle(&self) -> Result<(), String> {
        let mut settled = self.settle_now().await;
        for _ in 0..TURNS {
            if !settled.as_ref().is_err_and(|answer| answer.contains("\"clock_busy\"")) {
                break;
            }
            sleep(TURN).await;
            settled = self.settle_now().await;
        }
        settled
    }

    async fn settle_now(&self) -> Result<(), String> {
        self.call(Method::POST, "/_sim/settle", Some("{}".to_owned())).await.map(drop)
    }

    /// Puts an endpoint on a provider's list, unless it is there. The list is written as a whole: what somebody else
    /// writes at the same time may undo it, which is looked for.
    pub(super) async fn add_endpoint(
        &self,
        provider: &str,
        endpoint: &Value,
    ) -> Result<(), String> {
        for _ in 0..TURNS {
            if self.has_endpoint(provider, &endpoint["url"]).await? {
                return Ok(());
            }
            self.change_endpoints(provider, |list| list.push(endpoint.clone())).await?;
        }
        Err("others change the list of endpoints all the time".to_owned())
    }

    /// Whether an endpoint is on a provider's list.
    pub(super) async fn has_endpoint(&self, provider: &str, url: &Value) -> Result<bool, String> {
        let listed = self.call(Method::GET, &endpoints(provider), None).await?;
        Ok(listed.as_array().is_some_and(|list| list.iter().any(|one| &one["url"] == url)))
    }

    /// Takes an endpoint off a provider's list. It stays off, whoever writes the list at the same time.
    pub(super) async fn remove_endpoint(&self, provider: &str, url: &str) -> Result<(), String> {
        for _ in 0..TURNS {
            self.change_endpoints(provider, |list| list.retain(|one| one["url"] != url)).await?;
            sleep(TURN).await;
            if !self.has_endpoint(provider, &json!(url)).await? {
                break;
            }
        }
        Ok(())
    }

    async fn change_endpoints(
        &self,
        provider: &str,
        change: impl FnOnce(&mut Vec<Value>),
    ) -> Result<(), String> {
        let _alone = self.endpoints.lock().await;
        let path = endpoints(provider);
        let listed = self.call(Method::GET, &path, None).await?;
        let Value::Array(mut list) = listed else {
            return Err(format!("{path} did not answer with a list"));
        };
        change(&mut list);
        self.call(Method::PUT, &path, Some(json!(list).to_string())).await.map(drop)
    }

    async fn call(
        &self,
        method: Method,
        path: &str,
        body: Option<String>,
    ) -> Result<Value, String> {
        let headers = vec![Header::plain("sandpay-sandbox", &self.sandbox)];
        let sent = ask(method, path, headers, body);
        let Came { status, text, .. } =
            exchange(&self.transport, &sent).await.map_err(|error| in_words(&error))?;
        if !(200..300).contains(&status) {
            return Err(format!("{path} answered {status}: {text}"));
        }
        serde_json::from_str(&text).map_err(|_| format!("{path} did not answer with JSON"))
    }
}

fn endpoints(provider: &str) -> String {
    format!("/_sim/webhooks/endpoints/{provider}")
}

fn ask(method: Method, path: &str, headers: Vec<Header>, body: Option<String>) -> Ask {
    let path = path.to_owned();
    Ask { step: "control plane".to_owned(), method, path, query: Vec::new(), headers, body }
}

/// Whether one of these credentials is a sandbox's.
fn is_of(sandbox: &Value, credentials: &Credentials) -> bool {
    let has = |provider: &str, member: &str, ours: &str| sandbox[provider][member] == ours;
    let yuno = credentials.yuno.as_ref();
    let yabandpay = credentials.yabandpay.as_ref();
    let wooshpay = credentials.wooshpay.as_ref();
    yuno.is_some_and(|keys| has("yuno", "private_secret_key", keys.secret_key.expose()))
        || yabandpay.is_some_and(|keys| has("yabandpay", "user", &keys.user))
        || wooshpay.is_some_and(|keys| has("wooshpay", "secret_key", keys.secret_key.expose()))
}
