//! What an endpoint is told of a payment: who sent it, and what it says.

use sandpay_fixtures::Kind;
use sandpay_fixtures::fixture;
use serde_json::Value;
use serde_json::json;

use super::super::edit;
use super::super::fresh::Fresh;
use super::super::plan::Plan;
use super::super::receiver::Webhook;
use super::super::stage::By;
use super::super::stage::Print;
use super::super::stage::Stage;
use super::super::stage::Stop;
use super::super::target::Run;
use super::Cast;
use super::Play;
use crate::yuno::WebhookError;
use crate::yuno::webhooks::API_KEY;
use crate::yuno::webhooks::SIGNATURE;
use crate::yuno::webhooks::Verifier;

/// What an endpoint is made of that belongs to a run.
#[derive(Debug)]
pub(in super::super) struct Hook {
    pub(in super::super) url: String,
    pub(in super::super) hmac_client_secret: String,
    pub(in super::super) api_key: String,
    pub(in super::super) secret: String,
}

impl Hook {
    /// The endpoint of a run at a receiver's address.
    pub(in super::super) fn new(run: &Run, receiver: &str) -> Self {
        let mut fresh = Fresh::new(run, "yuno endpoint");
        Self {
            url: format!("{receiver}/{}", fresh.token()),
            hmac_client_secret: fresh.token(),
            api_key: fresh.token(),
            secret: fresh.token(),
        }
    }

    /// As the control plane takes it.
    pub(in super::super) fn to_json(&self) -> Value {
        json!({
            "url": self.url,
            "hmac_client_secret": self.hmac_client_secret,
            "api_key": self.api_key,
            "secret": self.secret,
        })
    }
}

impl Cast<'_> {
    /// A purchase, and what the endpoint is told of it.
    pub(super) async fn purchase(&mut self, plan: &'static Plan<Play>) -> Result<(), Stop> {
        let receiver = self.stage.receiver_url("")?;
        let hook = Hook::new(&self.stage.setting.run, &receiver);
        let (body, order) = self.ordered(fixture("yuno/create-payment/real-time-capture"));
        let printed = plan.fixture().event_text();
        let order_items = edit::find(printed, "/data/payment/additional_data/order");
        let mut body =
            edit::put(&body, "response_additional_data", r#"{"transactions_history":true}"#);
        if let Some(literal) = order_items {
            body = edit::put(&body, "additional_data", &format!("{{\"order\":{literal}}}"));
        }
        let control = self.stage.control()?;
        let endpoint = hook.to_json();
        // Others write the list as well.
        if let Err(reason) = control.add_endpoint("yuno", &endpoint).await {
            return Err(Stop::Skipped(reason));
        }
        let made = self.made(body, order).await?;
        let step = "webhook payment.purchase";
        let ours = [&made.id, &made.order].map(|text| format!("\"{text}\""));
        let webhook = self.stage.webhook(step, |webhook| {
            let text = String::from_utf8_lossy(&webhook.body);
            hook.url.ends_with(&webhook.path) && ours.iter().any(|name| text.contains(name))
        });
        let webhook = match webhook.await {
            Err(Stop::Broken)
                if !control.has_endpoint("yuno", &endpoint["url"]).await.unwrap_or(true) =>
            {
                self.stage.breaches.clear();
                let reason = "somebody else took the endpoint off the list meanwhile";
                return Err(Stop::Skipped(reason.to_owned()));
            }
            webhook => webhook?,
        };
        check_sender(self.stage, (step, &hook), &webhook);
        let event = self.stage.event(step, &webhook)?;
        let whole = plan.fixture().example.kind == Kind::Complete;
        let same = ["id", "account_id", "description", "country", "status", "sub_status"];
        for name in same.into_iter().filter(|_| whole) {
            let known = made.body[name].clone();
            self.stage.known.insert(format!("/data/payment/{name}"), known);
        }
        self.stage.know([
            ("/type", json!("payment")),
            ("/type_event", json!("payment.purchase")),
            ("/account_id", json!(self.keys.account_id)),
            ("/version", json!(2)),
            ("/retry", json!(0)),
            ("/data/payment/id", json!(made.id)),
        ]);
        let by = if whole { By::Form } else { By::ValuesCutShort };
        let notes = plan.fixture().example.event.as_ref().expect("an event has notes");
        let print = Print { text: printed, generated: &notes.generated, by };
        self.stage.compare(step, &print, &event);
        Ok(())
    }
}

/// Both ways of knowing the sender: the signature, and the two keys that come along.
fn check_sender(stage: &mut Stage, (step, hook): (&str, &Hook), webhook: &Webhook) {
    let signature = "a signature by the endpoint's secret";
    let (api_key, secret) = (hook.api_key.as_str(), hook.secret.as_str());
    let checks = [
        (SIGNATURE, signature, Verifier::by_signature(hook.hmac_client_secret.as_str().into())),
        (API_KEY, "the endpoint's key", Verifier::by_keys(api_key.into(), secret.into())),
    ];
    for (header, expected, verifier) in checks {
        if let Err(error) = verifier.verify(&webhook.headers, &webhook.body) {
            let name = match &error {
                WebhookError::MissingHeader(name) | WebhookError::WrongKey(name) => name,
                WebhookError::MalformedSignature
                | WebhookError::Mismatch
                | WebhookError::Unreadable(_) => header,
            };
            let path = format!("header {name}");
            stage.breach(step, (&path, expected, &error.to_string()));
        }
    }
}
