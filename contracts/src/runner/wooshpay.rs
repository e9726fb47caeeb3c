//! WooshPay's cases: which documented examples can be checked, what each needs before it, and where its documents
//! contradict each other.

use std::time::Duration;
use std::time::SystemTime;

use reqwest::Method;
use sandpay_fixtures::fixture;
use serde_json::Value;
use serde_json::json;

use super::ask::Ask;
use super::ask::Header;
use super::case::Need;
use super::compare::Allows;
use super::compare::Difference;
use super::edit;
use super::form::Form;
use super::outcome::Told;
use super::plan::Plan;
use super::receiver::Webhook;
use super::stage::Answer;
use super::stage::By;
use super::stage::Print;
use super::stage::Stage;
use super::stage::Stop;
use super::target::WooshPayKeys;
use crate::wooshpay::Verifier;
use crate::wooshpay::webhooks::SIGNATURE;
use crate::wooshpay::webhooks::TOLERANCE;

/// How an example is played.
#[derive(Debug)]
pub(super) enum Play {
    /// The request is sent as it is printed.
    Create,
    /// A payment intent is made and approved, then given back.
    Refund,
    /// A payment intent is made, approved and given back, then the refund is read.
    ReadRefund,
    /// The endpoint is made, and deleted.
    Endpoint,
    /// An endpoint is made for the receiver, then a payment intent, which it is told of.
    Event,
}

const CHARGE: &[Need] = &[Need::Charge];
const PAID: &[Need] = &[Need::Charge, Need::Shopper];
const TOLD: &[Need] = &[Need::Charge, Need::Receiver];

/// Every case; the first asks whether the server knows the credentials.
pub(super) const PLANS: &[Plan<Play>] = &[
    Plan { name: "wooshpay/create-webhook-endpoint/guide", needs: &[], play: Play::Endpoint },
    Plan { name: "wooshpay/create-checkout-session/alipay", needs: CHARGE, play: Play::Create },
    Plan { name: SESSION_OF_2022, needs: CHARGE, play: Play::Create },
    Plan { name: "wooshpay/create-payment-intent/alipay-app", needs: CHARGE, play: Play::Create },
    Plan { name: WEB, needs: CHARGE, play: Play::Create },
    Plan { name: "wooshpay/create-refund/full", needs: PAID, play: Play::Refund },
    Plan { name: REFUND, needs: PAID, play: Play::ReadRefund },
    Plan { name: EVENT, needs: TOLD, play: Play::Event },
];

const SESSION_OF_2022: &str = "wooshpay/create-checkout-session/basic-gbp";
const WEB: &str = "wooshpay/create-payment-intent/alipay-web";
const REFUND: &str = "wooshpay/retrieve-refund/reference";
const EVENT: &str = "wooshpay/webhooks/product.created/signature-guide";

/// Where a printed answer is not to be taken by its word.
pub(super) static DIFFERENCES: &[Difference] = &[
    Difference {
        cases: &[SESSION_OF_2022],
        at: &[
            "/client_reference_id",
            "/customer_email",
            "/line_items/data/0/price/product/images",
            "/line_items/has_more",
            "/line_items/url",
            "/shipping",
        ],
        allows: Allows::Less,
        reason: "the sample of 2022 prints null for what is not there; the guide leaves it out",
    },
    Difference {
        cases: &["wooshpay/create-refund/full", REFUND, EVENT],
        at: &["/created"],
        allows: Allows::Form(Form::Milliseconds),
        reason: "the reference counts seconds, all answers of the guides count milliseconds",
    },
    Difference {
        cases: &[EVENT],
        at: &["/livemode"],
        allows: Allows::Form(Form::Boolean),
        reason: "the printed event is of a live account",
    },
    Difference {
        cases: &[EVENT],
        at: &["/api_version"],
        allows: Allows::Value,
        reason: "the version is the one that the endpoint was made with",
    },
    Difference {
        cases: &[EVENT],
        at: &["/pending_webhooks"],
        allows: Allows::Less,
        reason: "printed in the signature guide only; the reference of the event leaves it out",
    },
    Difference {
        cases: &[EVENT],
        at: &["/request"],
        allows: Allows::More,
        reason: "the reference of the event has it; the signature guide leaves it out",
    },
];

/// Plays a case.
pub(super) async fn play(
    plan: &'static Plan<Play>,
    keys: &WooshPayKeys,
    stage: &mut Stage,
) -> Result<(), Stop> {
    let mut cast = Cast { keys, stage };
    match plan.play {
        Play::Create => {
            let answer = cast.post(plan.name, &[]).await?;
            cast.stage.judge(&answer, plan.fixture()).map(drop)
        }
        Play::Refund => cast.refund(plan.name).await.map(drop),
        Play::ReadRefund => cast.read_refund(plan).await,
        Play::Endpoint => {
            let answer = cast.post(plan.name, &[]).await?;
            let made = cast.stage.judge(&answer, plan.fixture())?;
            cast.delete_endpoint(&made).await
        }
        Play::Event => cast.event(plan).await,
    }
}

struct Cast<'a> {
    keys: &'a WooshPayKeys,
    stage: &'a mut Stage,
}

impl Cast<'_> {
    /// Sends an example's request with other JSON literals at some pointers.
    async fn post(&mut self, name: &str, changes: &[(&str, &str)]) -> Result<Answer, Stop> {
        let example = fixture(name);
        let body = example.request_with(&sandpay_fixtures::Substitutions::new());
        let mut body = body.expect("the requests of WooshPay have no placeholders");
        for (pointer, literal) in changes {
            body = edit::set(&body, pointer, literal).expect("the member is printed");
        }
        let call = example.example.call.as_ref().expect("a request belongs to a call");
        self.send(&example.operation.replace('-', " "), (Method::POST, &call.path), Some(body))
            .await
    }

    async fn send(
        &mut self,
        step: &str,
        (method, path): (Method, &str),
        body: Option<String>,
    ) -> Result<Answer, Stop> {
        let headers = vec![authorization(self.keys)];
        let (step, path) = (step.to_owned(), path.to_owned());
        self.stage.send(Ask { step, method, path, query: Vec::new(), headers, body }).await
    }

    /// A payment intent that the shopper has approved.
    async fn paid(&mut self) -> Result<String, Stop> {
        let answer = self.post(WEB, &[]).await?;
        let intent = self.stage.body(&answer, 200)?;
        let id = self.stage.text_at(&answer.step, &intent, "/id")?;
        self.stage.approve(&id).await?;
        Ok(id)
    }

    /// Gives a paid intent back; the answer is judged by the refund of the reference, which is another one.
    async fn refund(&mut self, name: &str) -> Result<(String, String), Stop> {
        let intent = self.paid().await?;
        let answer = self.post(name, &[("/payment_intent", &edit::quoted(&intent))]).await?;
        self.expect_refund(&intent);
        let refund = self.stage.judge(&answer, fixture(REFUND))?;
        let id = self.stage.text_at(&answer.step, &refund, "/id")?;
        Ok((intent, id))
    }

    fn expect_refund(&mut self, intent: &str) {
        self.stage.know([
            ("/object", json!("refund")),
            ("/payment_intent", json!(intent)),
            ("/amount", json!(20)),
            ("/currency", json!("CNY")),
            ("/reason", json!("requested_by_customer")),
            ("/status", json!("succeeded")),
        ]);
    }

    async fn read_refund(&mut self, plan: &'static Plan<Play>) -> Result<(), Stop> {
        let intent = self.paid().await?;
        let changes = [("/payment_intent", edit::quoted(&intent))];
        let changes = changes.each_ref().map(|(at, literal)| (*at, literal.as_str()));
        let answer = self.post("wooshpay/create-refund/full", &changes).await?;
        let refund = self.stage.body(&answer, 200)?;
        let id = self.stage.text_at(&answer.step, &refund, "/id")?;
        let path = format!("/v1/refunds/{id}");
        let read = self.send("retrieve refund", (Method::GET, &path), None).await?;
        self.expect_refund(&intent);
        self.stage.know([("/id", json!(id))]);
        self.stage.judge_form(&read, plan.fixture()).map(drop)
    }

    async fn delete_endpoint(&mut self, made: &Value) -> Result<(), Stop> {
        let id = self.stage.text_at("create webhook endpoint", made, "/id")?;
        let path = format!("/v1/webhook_endpoints/{id}");
        self.send("delete webhook endpoint", (Method::DELETE, &path), None).await.map(drop)
    }

    async fn event(&mut self, plan: &'static Plan<Play>) -> Result<(), Stop> {
        let path = format!("/{}", self.stage.fresh.token());
        let url = self.stage.receiver_url(&path)?;
        let url = edit::quoted(&url);
        // One event only, so that the one webhook that comes is the one to judge.
        let events = r#"["payment_intent.created"]"#;
        let changes = [("/url", url.as_str()), ("/enabled_events", events)];
        let answer = self.post("wooshpay/create-webhook-endpoint/guide", &changes).await?;
        let endpoint = self.stage.body(&answer, 200)?;
        let secret = self.stage.text_at(&answer.step, &endpoint, "/secret")?;
        let told = self.told(plan, &path, &secret).await;
        self.delete_endpoint(&endpoint).await?;
        told
    }

    /// The signature is right, and of now: the event was sent at once. A server whose clock is not ours may go by its own.
    fn check_signature(&mut self, (step, secret): (&str, &str), webhook: &Webhook, event: &Value) {
        let now = SystemTime::now();
        let created = event["created"].as_u64().map(Duration::from_millis);
        let created = created.and_then(|since| SystemTime::UNIX_EPOCH.checked_add(since));
        let (expected, got) =
            match Verifier::new(secret.into()).verify(&webhook.headers, &webhook.body, now) {
                Err(error) => ("a signature by the endpoint's secret", error.to_string()),
                Ok(at) if about(at, now) || created.is_some_and(|created| about(at, created)) => {
                    return;
                }
                Ok(_) => ("a time of now", "one long past or far ahead".to_owned()),
            };
        self.stage.breach(step, (&format!("header {SIGNATURE}"), expected, &got));
    }

    /// Makes a payment intent and judges what the endpoint is told of it.
    async fn told(
        &mut self,
        plan: &'static Plan<Play>,
        path: &str,
        secret: &str,
    ) -> Result<(), Stop> {
        let back = edit::quoted(&format!("https://wooshpay.com/{}", self.stage.fresh.token()));
        let answer = self.post(WEB, &[("/return_url", &back)]).await?;
        let intent = self.stage.body(&answer, 200)?;
        // Other cases make intents meanwhile. Either name will do: a wrong one is for the judgement to find.
        let ours = [intent["id"].to_string(), back];
        let step = "webhook payment_intent.created";
        let webhook = self.stage.webhook(step, |webhook| {
            let text = String::from_utf8_lossy(&webhook.body);
            webhook.path.ends_with(path) && ours.iter().any(|name| text.contains(name.as_str()))
        });
        let webhook = webhook.await?;
        let event = self.stage.event(step, &webhook)?;
        self.check_signature((step, secret), &webhook, &event);
        let printed = edit::set(plan.fixture().event_text(), "/data/object", &answer.text);
        let printed = printed.expect("the printed event has an object");
        self.stage.know([("/type", json!("payment_intent.created"))]);
        let generated = ["/id".to_owned(), "/created".to_owned()];
        let print = Print { text: &printed, generated: &generated, by: By::Values };
        self.stage.compare(step, &print, &event);
        for member in &mut self.stage.members {
            let answered = member.step == step && member.path.starts_with("data.object.");
            if answered && matches!(member.told, Told::Fixed(_)) {
                // The value is the printed one here, and another in every run.
                member.told = Told::Form("as answered before".to_owned());
            }
        }
        Ok(())
    }
}

/// Whether two instants are about the same.
fn about(one: SystemTime, other: SystemTime) -> bool {
    let apart = one.duration_since(other).unwrap_or_else(|behind| behind.duration());
    apart <= TOLERANCE
}

fn authorization(keys: &WooshPayKeys) -> Header {
    use base64::Engine as _;
    let plain = format!("{}:", keys.secret_key.expose());
    let encoded = base64::engine::general_purpose::STANDARD.encode(plain);
    Header {
        name: "authorization",
        value: format!("Basic {encoded}"),
        curl: "-u \"$SANDPAY_CHECK_WOOSHPAY_SECRET_KEY:\"".to_owned(),
    }
}
