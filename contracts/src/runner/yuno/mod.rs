//! Yuno's cases: how each documented example is arranged and sent.
//!
//! Which examples there are is told by [`table`], where the documents contradict each other by [`differences`].

mod differences;
mod follow;
mod refuse;
mod table;
mod told;

use std::collections::BTreeMap;

use reqwest::Method;
use sandpay_fixtures::Fixture;
use sandpay_fixtures::Substitutions;
use sandpay_fixtures::fixture;
use serde_json::Value;
use serde_json::json;

use super::ask::Ask;
use super::ask::Header;
use super::edit;
use super::edit::escaped;
use super::plan::Plan;
use super::stage::Answer;
use super::stage::Stage;
use super::stage::Stop;
use super::target::YunoKeys;

pub(super) use differences::DIFFERENCES;
pub(super) use differences::OTHER_CUSTOMER;
use table::Mistake;
pub(super) use table::PLANS;
pub(super) use table::Play;
pub(super) use told::Hook;

/// A customer that every documented world of a sandpay holds.
const CUSTOMER: &str = "967ecd18-d898-4b88-9400-dd5b01b18edc";
/// A payment with all that the others are made of.
const WHOLE: &str = "yuno/create-payment/card-with-authorization";
const GUIDE: &str = "yuno/create-payment/manual-capture";
const FULL_CUSTOMER: &str = "yuno/create-customer/full-data";

/// Plays a case.
pub(super) async fn play(
    plan: &'static Plan<Play>,
    keys: &YunoKeys,
    stage: &mut Stage,
) -> Result<(), Stop> {
    let mut cast = Cast { keys, stage, customer: CUSTOMER.to_owned() };
    if !cast.stage.setting.sandpay && !matches!(plan.play, Play::Customer | Play::ReadCustomer) {
        cast.customer = cast.own_customer().await?;
    }
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
    /// The stored customer of the payments.
    customer: String,
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
        // They stand between quotation marks; the server's own id could hold one.
        let [account, customer] = [&self.keys.account_id, &self.customer].map(|id| escaped(id));
        let values = Substitutions::new()
            .account(&account)
            .customer(&customer)
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
        let body = self.stage.judge_form(&answer, plan.fixture())?;
        // A list of another length is no breach of the form; one without the payment is.
        self.stage.text_at("list payments", &body, "/0/id").map(drop)
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

    /// A customer to pay with, where nobody knows the documented one.
    async fn own_customer(&mut self) -> Result<String, Stop> {
        let (answer, _) = self.new_customer(fixture(FULL_CUSTOMER)).await?;
        self.stage.known.clear();
        self.stage.other_customer = true;
        let made = self.stage.body(&answer, 201)?;
        self.stage.text_at(&answer.step, &made, "/id")
    }

    /// A customer of our own; what the answer repeats is printed with the request.
    async fn new_customer(&mut self, example: &Fixture) -> Result<(Answer, String), Stop> {
        let merchants = self.stage.fresh.token();
        let body = self.body(example);
        let body = edit::put(&body, "merchant_customer_id", &edit::quoted(&merchants));
        let request: Value = serde_json::from_str(&body).expect("a request is JSON");
        repeated("", &request, &mut self.stage.known);
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
}

/// Every plain value of a request, as what its answer repeats.
fn repeated(at: &str, request: &Value, known: &mut BTreeMap<String, Value>) {
    match request {
        Value::Object(members) => {
            for (name, value) in members {
                repeated(&format!("{at}/{name}"), value, known);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                repeated(&format!("{at}/{index}"), value, known);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            known.insert(at.to_owned(), request.clone());
        }
    }
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
