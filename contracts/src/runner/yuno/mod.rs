//! Yuno's cases: how each documented example is arranged and sent.
//!
//! Which examples there are is told by [`table`], where the documents contradict each other by [`differences`].

mod differences;
mod table;

use reqwest::Method;
use sandpay_fixtures::Fixture;
use sandpay_fixtures::Substitutions;
use sandpay_fixtures::fixture;
use serde_json::Value;
use serde_json::json;

use super::edit;
use super::fresh::Fresh;
use super::plan::Plan;
use super::stage::Answer;
use super::stage::Ask;
use super::stage::By;
use super::stage::Header;
use super::stage::Stage;
use super::stage::Stop;
use super::target::Run;
use super::target::YunoKeys;
use crate::yuno::webhooks::API_KEY;
use crate::yuno::webhooks::SIGNATURE;
use crate::yuno::webhooks::Verifier;

pub(super) use differences::DIFFERENCES;
pub(super) use table::Mistake;
pub(super) use table::PLANS;
pub(super) use table::Play;

/// A customer that every documented world holds.
const CUSTOMER: &str = "967ecd18-d898-4b88-9400-dd5b01b18edc";
/// A payment with all that the others are made of.
const WHOLE: &str = "yuno/create-payment/card-with-authorization";
const CAPTURE: &str = "yuno/capture-payment/full-capture";
const GUIDE: &str = "yuno/create-payment/manual-capture";
const FULL_CUSTOMER: &str = "yuno/create-customer/full-data";
const NOBODY: &str = "22222222-2222-4222-8222-222222222222";

/// What an endpoint is made of that belongs to a run.
#[derive(Debug)]
pub(super) struct Hook {
    pub(super) url: String,
    pub(super) hmac_client_secret: String,
    pub(super) api_key: String,
    pub(super) secret: String,
}

impl Hook {
    /// The endpoint of a run at a receiver's address.
    pub(super) fn new(run: &Run, receiver: &str) -> Self {
        let mut fresh = Fresh::new(run, "yuno endpoint");
        Self {
            url: format!("{receiver}/{}", fresh.token()),
            hmac_client_secret: fresh.token(),
            api_key: fresh.token(),
            secret: fresh.token(),
        }
    }

    /// As the control plane takes it.
    pub(super) fn to_json(&self) -> Value {
        json!({
            "url": self.url,
            "hmac_client_secret": self.hmac_client_secret,
            "api_key": self.api_key,
            "secret": self.secret,
        })
    }
}

/// Plays a case.
pub(super) async fn play(
    plan: &'static Plan<Play>,
    keys: &YunoKeys,
    stage: &mut Stage,
) -> Result<(), Stop> {
    let mut cast = Cast { keys, stage };
    match plan.play {
        Play::Create => cast.create(plan).await,
        Play::CreateLike { state } => cast.create_like(plan, state).await,
        Play::Fragment { whole, state } => cast.fragment(plan, whole, state).await,
        Play::Follow { like } => cast.follow(plan, like).await,
        Play::Read { of } => cast.read(plan, of).await,
        Play::List { of } => cast.list(plan, of).await,
        Play::Customer => cast.customer(plan).await,
        Play::ReadCustomer => cast.read_customer(plan).await,
        Play::Refused(mistake) => cast.refused(plan, mistake).await,
        Play::Purchase => cast.purchase(plan).await,
    }
}

struct Cast<'a> {
    keys: &'a YunoKeys,
    stage: &'a mut Stage,
}

/// A payment that was made.
struct Made {
    body: Value,
    id: String,
    order: String,
}

impl Cast<'_> {
    /// An example's request with our account and customer.
    fn body(&mut self, example: &Fixture) -> String {
        let values = Substitutions::new()
            .account(&self.keys.account_id)
            .customer(CUSTOMER)
            .uuid(&self.stage.fresh.uuid());
        example.request_with(&values).expect("the table names examples without other placeholders")
    }

    /// As [`Cast::body`], of an order of its own.
    fn ordered(&mut self, example: &Fixture) -> (String, String) {
        let order = self.stage.fresh.digits();
        let body = edit::put(&self.body(example), "merchant_order_id", &edit::quoted(&order));
        (body, order)
    }

    fn headers(&self) -> Vec<Header> {
        let header = |name: &'static str, value: &str, variable: &str| Header {
            name,
            value: value.to_owned(),
            curl: format!("-H \"{name}: ${variable}\""),
        };
        let public = self.keys.public_key.expose();
        let private = self.keys.secret_key.expose();
        vec![
            header("public-api-key", public, "SANDPAY_CHECK_YUNO_PUBLIC_KEY"),
            header("private-secret-key", private, "SANDPAY_CHECK_YUNO_SECRET_KEY"),
        ]
    }

    /// A request with a fresh idempotency key.
    fn post(&mut self, example: &Fixture, path: &str, body: String) -> Ask {
        let mut headers = self.headers();
        headers.push(Header::plain("x-idempotency-key", &self.stage.fresh.uuid()));
        Ask {
            step: example.operation.replace('-', " "),
            method: Method::POST,
            path: path.to_owned(),
            query: Vec::new(),
            headers,
            body: Some(body),
        }
    }

    fn get(&self, step: &str, path: &str, query: Vec<(&'static str, String)>) -> Ask {
        let (step, path, headers) = (step.to_owned(), path.to_owned(), self.headers());
        Ask { step, method: Method::GET, path, query, headers, body: None }
    }

    /// Sends an example's request of its own path.
    async fn send(&mut self, example: &Fixture, body: String) -> Result<Answer, Stop> {
        let call = example.example.call.as_ref().expect("a request belongs to a call");
        let ask = self.post(example, &call.path, body);
        self.stage.send(ask).await
    }

    /// Makes a payment that the judged request is about.
    async fn made(&mut self, body: String, order: String) -> Result<Made, Stop> {
        let answer = self.send(fixture(WHOLE), body).await?;
        let body = self.stage.body(&answer, 201)?;
        let id = self.stage.text_at(&answer.step, &body, "/id")?;
        Ok(Made { body, id, order })
    }

    /// What an answer repeats of a request for a payment.
    fn expect_echo(&mut self, request: &str, order: &str) {
        self.stage.know([
            ("/account_id", json!(self.keys.account_id)),
            ("/merchant_order_id", json!(order)),
        ]);
        let sent =
            |at: &str| edit::find(request, at).and_then(|raw| serde_json::from_str(raw).ok());
        for at in ["/description", "/country", "/amount/currency"] {
            self.stage.know([(at, sent(at).unwrap_or(Value::Null))]);
        }
        match sent("/customer_payer/id") {
            Some(id) => self.stage.know([("/customer_payer/id", id)]),
            None => {
                if let Some(id) = sent("/customer_payer/merchant_customer_id") {
                    self.stage.know([("/customer_payer/merchant_customer_id", id)]);
                }
            }
        }
        // The order stands for a reference that is absent.
        let reference = sent("/merchant_reference").unwrap_or_else(|| json!(order));
        self.stage.know([("/transactions/merchant_reference", reference.clone())]);
        self.stage.know([("/transactions_history/0/merchant_reference", reference)]);
    }

    async fn create(&mut self, plan: &'static Plan<Play>) -> Result<(), Stop> {
        let (body, order) = self.ordered(plan.fixture());
        self.expect_echo(&body, &order);
        let answer = self.send(plan.fixture(), body).await?;
        self.stage.judge(&answer, plan.fixture()).map(drop)
    }

    /// A payment whose answer is not printed: judged by the form of one that is, and by what the guides say of it.
    async fn create_like(
        &mut self,
        plan: &'static Plan<Play>,
        state: (&str, &str),
    ) -> Result<(), Stop> {
        let (body, order) = self.ordered(plan.fixture());
        self.created(body, &order, state).await
    }

    async fn created(
        &mut self,
        body: String,
        order: &str,
        (status, sub_status): (&str, &str),
    ) -> Result<(), Stop> {
        self.expect_echo(&body, order);
        self.stage.know([("/status", json!(status)), ("/sub_status", json!(sub_status))]);
        let answer = self.send(fixture(WHOLE), body).await?;
        self.stage.judge_form(&answer, fixture(WHOLE)).map(drop)
    }

    /// A few printed members, within the request of the same guide.
    async fn fragment(
        &mut self,
        plan: &'static Plan<Play>,
        whole: &str,
        state: (&str, &str),
    ) -> Result<(), Stop> {
        let (body, order) = self.ordered(fixture(whole));
        let mut body: Value = serde_json::from_str(&body).expect("a request is JSON");
        let printed = plan.fixture().request.expect("a fragment is one of a request");
        merge(&mut body, &serde_json::from_slice(printed).expect("a fixture is JSON"));
        self.created(body.to_string(), &order, state).await
    }

    /// A request about a payment like the one that its answer shows.
    async fn follow(&mut self, plan: &'static Plan<Play>, like: Option<&str>) -> Result<(), Stop> {
        let example = plan.fixture();
        let mut request = self.body(example);
        let (body, order) = self.payment_for(example, &request);
        let made = self.made(body, order).await?;
        let mut transaction = self.stage.text_at(STEP, &made.body, "/transactions/id")?;
        if example.operation == "refund-payment" {
            transaction = self.captured(&made, &transaction).await?;
        }
        // The one example of a partial refund names another currency than its own answer.
        let currency = made.body["amount"]["currency"].to_string();
        request = edit::set(&request, "/amount/currency", &currency).unwrap_or(request);
        let call = example.example.call.as_ref().expect("a request belongs to a call");
        let path = path(&call.path, &made.id, &transaction);
        let ask = self.post(example, &path, request.clone());
        let answer = self.stage.send(ask).await?;
        let judge = like.map_or(example, fixture);
        // Yuno answers a refund of a transaction with the payment, all else with the transaction.
        let payment = if example.operation == "refund-payment" {
            for (sent, shown) in [("/description", DESCRIPTION), ("/merchant_reference", REFERENCE)]
            {
                if let Some(literal) = edit::find(&request, sent) {
                    let value = serde_json::from_str(literal).unwrap_or_default();
                    self.stage.know([(shown, value)]);
                }
            }
            ""
        } else {
            "/payment"
        };
        self.stage.known.insert(format!("{payment}/id"), json!(made.id));
        self.stage.known.insert(format!("{payment}/merchant_order_id"), json!(made.order));
        self.stage.judge(&answer, judge).map(drop)
    }

    async fn captured(&mut self, made: &Made, transaction: &str) -> Result<String, Stop> {
        let path =
            path("/v1/payments/{id}/transactions/{transaction_id}/capture", &made.id, transaction);
        let body = r#"{"merchant_reference":"captured"}"#.to_owned();
        let ask = self.post(fixture(CAPTURE), &path, body);
        let answer = self.stage.send(ask).await?;
        let body = self.stage.body(&answer, 200)?;
        self.stage.text_at(&answer.step, &body, "/id")
    }

    /// The request for the payment that a request is about: what the printed answer repeats of it is taken from there;
    /// it is paid at once where something is given back, else authorized.
    fn payment_for(&mut self, example: &Fixture, request: &str) -> (String, String) {
        let (mut body, order) = self.ordered(fixture(WHOLE));
        let answer = example.response.map_or("{}", |_| example.response_text());
        let shown = edit::find(answer, "/payment").unwrap_or(answer);
        let mut repeated = vec!["description", "country", "additional_data"];
        if edit::find(shown, "/payment_method").is_some() {
            repeated.push("customer_payer");
        }
        for name in repeated {
            if let Some(literal) = edit::find(shown, &format!("/{name}")) {
                body = edit::put(&body, name, literal);
            }
        }
        for text in [request, shown] {
            for at in ["/amount/currency", "/amount/value"] {
                if let Some(literal) = edit::find(text, at) {
                    body = edit::set(&body, at, literal).unwrap_or(body);
                }
            }
        }
        let at_once = example.operation.starts_with("cancel-or-refund")
            && edit::find(answer, "/type").is_none_or(|made| made != "\"CANCEL\"");
        let capture = "/payment_method/detail/card/capture";
        let body = edit::set(&body, capture, &at_once.to_string()).unwrap_or(body);
        (body, order)
    }

    async fn read(&mut self, plan: &'static Plan<Play>, of: &str) -> Result<(), Stop> {
        let (body, order) = self.ordered(fixture(of));
        let made = self.made(body, order).await?;
        let path = format!("/v1/payments/{}", made.id);
        let ask = self.get("retrieve payment", &path, Vec::new());
        let answer = self.stage.send(ask).await?;
        let body = self.stage.body(&answer, 200)?;
        let printed = edit::find(plan.fixture().response_text(), "/payment");
        let (wrapped, answered) = (printed.is_some(), body["payment"].is_object());
        if wrapped != answered && (answered || body["id"].is_string()) {
            let form = if answered { "within `payment`" } else { "bare" };
            return Err(Stop::Skipped(format!("this server answers with the payment {form}")));
        }
        self.expect_made(if wrapped { "/payment" } else { "" }, &made);
        self.stage.judge_form(&answer, plan.fixture()).map(drop)
    }

    async fn list(&mut self, plan: &'static Plan<Play>, of: &str) -> Result<(), Stop> {
        let (body, order) = self.ordered(fixture(of));
        let made = self.made(body, order).await?;
        let query = vec![("merchant_order_id", made.order.clone())];
        let ask = self.get("list payments", "/v1/payments", query);
        let answer = self.stage.send(ask).await?;
        self.expect_made("/0", &made);
        self.stage.judge_form(&answer, plan.fixture()).map(drop)
    }

    /// What is read of a payment is what was answered when it was made.
    fn expect_made(&mut self, at: &str, made: &Made) {
        let same = ["account_id", "description", "country", "status", "sub_status", "workflow"];
        for name in same {
            self.stage.known.insert(format!("{at}/{name}"), made.body[name].clone());
        }
        self.stage.known.insert(format!("{at}/id"), json!(made.id));
        self.stage.known.insert(format!("{at}/merchant_order_id"), json!(made.order));
        let amount = made.body["amount"]["value"].clone();
        self.stage.known.insert(format!("{at}/amount/value"), amount);
    }

    /// A customer of our own; what the answer repeats is printed with the request.
    async fn new_customer(&mut self, example: &Fixture) -> Result<(Answer, String), Stop> {
        let merchants = self.stage.fresh.token();
        let body = self.body(example);
        let body = edit::put(&body, "merchant_customer_id", &edit::quoted(&merchants));
        let request: Value = serde_json::from_str(&body).expect("a request is JSON");
        for name in ["first_name", "last_name", "email", "merchant_customer_id"] {
            self.stage.known.insert(format!("/{name}"), request[name].clone());
        }
        let answer = self.send(example, body).await?;
        Ok((answer, merchants))
    }

    async fn customer(&mut self, plan: &'static Plan<Play>) -> Result<(), Stop> {
        let (answer, _) = self.new_customer(plan.fixture()).await?;
        self.stage.judge(&answer, fixture(FULL_CUSTOMER)).map(drop)
    }

    async fn read_customer(&mut self, plan: &'static Plan<Play>) -> Result<(), Stop> {
        let (answer, _) = self.new_customer(fixture(FULL_CUSTOMER)).await?;
        let made = self.stage.body(&answer, 201)?;
        let id = self.stage.text_at(&answer.step, &made, "/id")?;
        let ask = self.get("retrieve customer", &format!("/v1/customers/{id}"), Vec::new());
        let answer = self.stage.send(ask).await?;
        self.stage.know([("/id", json!(id))]);
        self.stage.judge_form(&answer, plan.fixture()).map(drop)
    }

    async fn refused(&mut self, plan: &'static Plan<Play>, by: Mistake) -> Result<(), Stop> {
        let (body, _) = self.ordered(fixture(GUIDE));
        let body = match by {
            Mistake::Account => edit::put(&body, "account_id", &edit::quoted(NOBODY)),
            Mistake::Customer => {
                edit::set(&body, "/customer_payer/id", &edit::quoted(NOBODY)).unwrap_or(body)
            }
            Mistake::Malformed => "{\"country\":".to_owned(),
            Mistake::Missing => {
                self.stage.know([("/messages/0", json!("The field 'country' is required."))]);
                without(&body, "country")
            }
            Mistake::NoSecret | Mistake::WrongSecret | Mistake::Permission => body,
            Mistake::InProcess => return self.in_process(plan, body).await,
            Mistake::Unknown => return self.unknown(plan).await,
        };
        let mut ask = self.post(fixture(GUIDE), "/v1/payments", body);
        match by {
            Mistake::NoSecret => ask.headers.retain(|one| one.name != "private-secret-key"),
            Mistake::WrongSecret => {
                ask.headers.retain(|one| one.name != "private-secret-key");
                ask.headers.push(Header::plain("private-secret-key", "sandbox_somebody_else"));
            }
            Mistake::Permission => {
                ask.headers.push(Header::plain("sandpay-fault", "error=AUTHORIZATION_REQUIRED"));
            }
            Mistake::Account
            | Mistake::Customer
            | Mistake::Malformed
            | Mistake::Missing
            | Mistake::InProcess
            | Mistake::Unknown => {}
        }
        let answer = self.stage.send(ask).await?;
        self.stage.judge(&answer, plan.fixture()).map(drop)
    }

    /// Two requests of one key at the same time: one of them is held back, the other refused.
    async fn in_process(&mut self, plan: &'static Plan<Play>, body: String) -> Result<(), Stop> {
        let mut ask = self.post(fixture(GUIDE), "/v1/payments", body);
        ask.headers.push(Header::plain("sandpay-fault", "latency=PT0.3S"));
        let [one, other] = self.stage.send_both(ask).await?;
        let refused = if one.status == 201 { other } else { one };
        self.stage.judge(&refused, plan.fixture()).map(drop)
    }

    async fn unknown(&mut self, plan: &'static Plan<Play>) -> Result<(), Stop> {
        let query = vec![("merchant_customer_id", self.stage.fresh.token())];
        let mut ask = self.get("retrieve customer", "/v1/customers", query);
        ask.headers.push(Header::plain("sandpay-fault", "error=NOT_FOUND"));
        let answer = self.stage.send(ask).await?;
        self.stage.judge(&answer, plan.fixture()).map(drop)
    }

    /// A purchase, and what the endpoint is told of it.
    async fn purchase(&mut self, plan: &'static Plan<Play>) -> Result<(), Stop> {
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
        let made = self.made(body, order).await?;
        let step = "webhook payment.purchase";
        let ours = [&made.id, &made.order].map(|text| format!("\"{text}\""));
        let webhook = self.stage.webhook(step, |webhook| {
            let text = String::from_utf8_lossy(&webhook.body);
            hook.url.ends_with(&webhook.path) && ours.iter().any(|name| text.contains(name))
        });
        let webhook = webhook.await?;
        self.check_sender(step, &hook, &webhook);
        let event: Value = serde_json::from_slice(&webhook.body).unwrap_or_default();
        let whole = plan.fixture().example.kind == sandpay_fixtures::Kind::Complete;
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
        self.stage.compare(step, printed, (&notes.generated, by), &event);
        Ok(())
    }

    fn check_sender(&mut self, step: &str, hook: &Hook, webhook: &super::receiver::Webhook) {
        let (api_key, secret) = (hook.api_key.as_str(), hook.secret.as_str());
        let checks = [
            (SIGNATURE, Verifier::by_signature(hook.hmac_client_secret.as_str().into())),
            (API_KEY, Verifier::by_keys(api_key.into(), secret.into())),
        ];
        for (header, verifier) in checks {
            if let Err(error) = verifier.verify(&webhook.headers, &webhook.body) {
                let name = match &error {
                    crate::yuno::WebhookError::MissingHeader(name)
                    | crate::yuno::WebhookError::WrongKey(name) => name,
                    crate::yuno::WebhookError::MalformedSignature
                    | crate::yuno::WebhookError::Mismatch
                    | crate::yuno::WebhookError::Unreadable(_) => header,
                };
                let expected = if header == SIGNATURE {
                    "a signature by the endpoint's secret"
                } else {
                    "the endpoint's key"
                };
                self.stage.breach(step, &format!("header {name}"), expected, &error.to_string());
            }
        }
    }
}

const STEP: &str = "create payment";
const DESCRIPTION: &str = "/transactions/description";
const REFERENCE: &str = "/transactions/merchant_reference";

fn path(template: &str, payment: &str, transaction: &str) -> String {
    let payment_in = |path: String, name: &str| path.replace(name, payment);
    let path = payment_in(template.to_owned(), "{payment_id}");
    payment_in(path, "{id}").replace("{transaction_id}", transaction)
}

fn merge(into: &mut Value, from: &Value) {
    match from {
        Value::Object(members) => {
            for (name, value) in members {
                merge(&mut into[name], value);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            *into = from.clone();
        }
    }
}

/// A body without one of its outermost members.
fn without(body: &str, name: &str) -> String {
    let mut members: serde_json::Map<String, Value> =
        serde_json::from_str(body).expect("a request is an object");
    members.remove(name);
    Value::Object(members).to_string()
}
