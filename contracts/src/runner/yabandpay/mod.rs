//! YabandPay's cases: how each documented example is arranged and sent.
//!
//! Which examples there are, and where the documents contradict each other, is told by [`table`].
//!
//! Every request is signed by the documented rule, over the members as they are sent.

mod table;

use std::collections::BTreeMap;
use std::time::SystemTime;
use std::time::UNIX_EPOCH;

use reqwest::Method;
use sandpay_fixtures::Fixture;
use sandpay_fixtures::Substitutions;
use sandpay_fixtures::fixture;
use serde_json::Value;
use serde_json::json;
use serde_json::value::RawValue;

use super::ask::Ask;
use super::ask::Header;
use super::edit;
use super::plan::Plan;
use super::stage::Answer;
use super::stage::By;
use super::stage::Print;
use super::stage::Stage;
use super::stage::Stop;
use super::target::YabandPayKeys;
use crate::yabandpay::Verifier;
use crate::yabandpay::signature;

pub(super) use table::DIFFERENCES;
use table::Mistake;
use table::PAGE;
use table::PARTIAL;
pub(super) use table::PLANS;
pub(super) use table::Play;
use table::REFUNDED;
use table::SALE;

/// Plays a case.
pub(super) async fn play(
    plan: &'static Plan<Play>,
    keys: &YabandPayKeys,
    stage: &mut Stage,
) -> Result<(), Stop> {
    let mut cast = Cast { keys, stage };
    match plan.play {
        Play::Sale | Play::Success => cast.sale(plan).await,
        Play::Page => cast.page(plan).await,
        Play::Capture => cast.capture(plan).await,
        Play::Cancel => cast.cancel(plan).await,
        Play::Query => cast.query(plan).await,
        Play::Refund => cast.refund(plan).await,
        Play::QueryRefund => cast.query_refund(plan).await,
        Play::Refused(mistake) => cast.refused(plan, mistake).await,
        Play::Notified => cast.notified(plan).await,
    }
}

struct Cast<'a> {
    keys: &'a YabandPayKeys,
    stage: &'a mut Stage,
}

/// An order that was made.
struct Order {
    number: String,
    trade: String,
}

impl Cast<'_> {
    /// An example's request with our user, fresh names, and some members of `data` changed; not signed yet.
    fn unsigned(&mut self, example: &Fixture, changes: &[(&str, &str)]) -> String {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let seconds = i64::try_from(since.as_secs()).unwrap_or(i64::MAX);
        let values = Substitutions::new().time(seconds).sign("");
        let body = example.request_with(&values).expect("time and signature are all it waits for");
        let mut body = edit::set(&body, "/user", &edit::quoted(&self.keys.user))
            .expect("every request names its user");
        if edit::find(&body, "/data/request_id").is_some() {
            let id = edit::quoted(&self.stage.fresh.token());
            body = edit::set(&body, "/data/request_id", &id).unwrap_or(body);
        }
        for (name, value) in changes {
            body = change(&body, name, &edit::quoted(value));
        }
        body
    }

    fn signed(&self, unsigned: &str) -> String {
        let sign = edit::quoted(&sign(unsigned, &self.keys.secret_key));
        edit::set(unsigned, "/sign", &sign).expect("every request has a signature")
    }

    async fn send(&mut self, example: &Fixture, body: String) -> Result<Answer, Stop> {
        self.send_with(example, body, Vec::new()).await
    }

    async fn send_with(
        &mut self,
        example: &Fixture,
        body: String,
        headers: Vec<Header>,
    ) -> Result<Answer, Stop> {
        let call = example.example.call.as_ref().expect("a request belongs to a call");
        let (step, path) = (example.operation.replace('-', " "), call.path.clone());
        let (method, query, body) = (Method::POST, Vec::new(), Some(body));
        self.stage.send(Ask { step, method, path, query, headers, body }).await
    }

    /// Sends an example's request, signed.
    async fn post(&mut self, example: &Fixture, changes: &[(&str, &str)]) -> Result<Answer, Stop> {
        let body = self.unsigned(example, changes);
        let body = self.signed(&body);
        self.send(example, body).await
    }

    /// Makes an order that the judged request is about.
    async fn order(&mut self, name: &str, changes: &[(&str, &str)]) -> Result<Order, Stop> {
        let number = self.stage.fresh.digits();
        let changes = [changes, &[("order_id", number.as_str())]].concat();
        let answer = self.post(fixture(name), &changes).await?;
        let made = self.done(&answer)?;
        let trade = self.stage.text_at(&answer.step, &made, "/data/trade_id")?;
        Ok(Order { number, trade })
    }

    /// The body of an answer that is no refusal.
    fn done(&mut self, answer: &Answer) -> Result<Value, Stop> {
        let body = self.stage.body(answer, 200)?;
        if body["status"] == true {
            return Ok(body);
        }
        let got = format!("{} ({} {})", body["status"], body["code"], body["message"]);
        Err(self.stage.breach(&answer.step, ("status", "true", &got)))
    }

    /// What every answer that is no refusal begins with.
    fn expect_success(&mut self) {
        let known = [("/status", json!(true)), ("/code", json!("200")), ("/message", json!(""))];
        self.stage.know(known);
    }

    async fn sale(&mut self, plan: &'static Plan<Play>) -> Result<(), Stop> {
        let number = self.stage.fresh.digits();
        let answer = self.post(fixture(SALE), &[("order_id", &number)]).await?;
        self.stage.know([("/data/order_id", json!(number))]);
        self.expect_success();
        self.stage.judge(&answer, plan.fixture()).map(drop)
    }

    async fn page(&mut self, plan: &'static Plan<Play>) -> Result<(), Stop> {
        let number = self.stage.fresh.digits();
        let answer = self.post(plan.fixture(), &[("order_id", &number)]).await?;
        self.stage.know([
            ("/data/order_id", json!(number)),
            ("/data/amount", json!("1.00")),
            ("/data/currency", json!("EUR")),
        ]);
        self.expect_success();
        self.stage.judge(&answer, fixture(SALE)).map(drop)
    }

    async fn capture(&mut self, plan: &'static Plan<Play>) -> Result<(), Stop> {
        let order = self.order(SALE, &[("operation", "12")]).await?;
        let answer = self.post(plan.fixture(), &[("trade_id", &order.trade)]).await?;
        self.expect_success();
        self.stage.know([
            ("/data/order_id", json!(order.number)),
            ("/data/trade_id", json!(order.trade)),
            ("/data/amount", json!("1.00")),
            ("/data/currency", json!("EUR")),
        ]);
        self.stage.judge(&answer, fixture(SALE)).map(drop)
    }

    async fn cancel(&mut self, plan: &'static Plan<Play>) -> Result<(), Stop> {
        let changes = [("amount", "0.1"), ("description", "YabandPay test"), ("demo", "test")];
        let order = self.order(PAGE, &changes).await?;
        let answer = self.post(plan.fixture(), &[("trade_id", &order.trade)]).await?;
        self.stage.know([
            ("/data/order_id", json!(order.number)),
            ("/data/trade_id", json!(order.trade)),
            ("/data/user", json!(self.keys.user)),
        ]);
        self.stage.judge(&answer, plan.fixture()).map(drop)
    }

    async fn query(&mut self, plan: &'static Plan<Play>) -> Result<(), Stop> {
        let order = self.order(SALE, &[]).await?;
        let answer = self.post(plan.fixture(), &[("trade_id", &order.trade)]).await?;
        self.stage.know([
            ("/status", json!(true)),
            ("/code", json!("200")),
            ("/data/transaction_info/order_id", json!(order.number)),
            ("/data/transaction_info/trade_id", json!(order.trade)),
            ("/data/transaction_info/amount", json!("1.00")),
            ("/data/transaction_info/currency", json!("EUR")),
            ("/data/transaction_info/description", json!("test")),
            ("/data/transaction_info/notify_url", json!("https://www.yabandpay.com/notify")),
            ("/data/transaction_info/state", json!("paid")),
        ]);
        self.stage.judge_form(&answer, plan.fixture()).map(drop)
    }

    async fn refund(&mut self, plan: &'static Plan<Play>) -> Result<(), Stop> {
        let order = self.order(SALE, &[]).await?;
        let reference = self.stage.fresh.digits();
        let changes = [("trade_id", order.trade.as_str()), ("m_refund_id", &reference)];
        let answer = self.post(plan.fixture(), &changes).await?;
        self.expect_success();
        self.stage.know([
            ("/data/m_refund_id", json!(reference)),
            ("/data/refund_amount", json!("0.10")),
            ("/data/refund_currency", json!("EUR")),
            ("/data/refund_description", json!("test")),
        ]);
        self.stage.judge(&answer, fixture(REFUNDED)).map(drop)
    }

    async fn query_refund(&mut self, plan: &'static Plan<Play>) -> Result<(), Stop> {
        let order = self.order(SALE, &[]).await?;
        let changes = [
            ("trade_id", order.trade.as_str()),
            ("m_refund_id", &self.stage.fresh.digits()),
            ("refund_amount", "0.01"),
            ("refund_description", "gary"),
        ];
        let answer = self.post(fixture(PARTIAL), &changes).await?;
        let made = self.done(&answer)?;
        let refund = self.stage.text_at(&answer.step, &made, "/data/refund_id")?;
        let control = self.stage.control()?;
        if let Err(answer) = control.settle().await {
            return Err(self.stage.breach("settle", ("HTTP status", "200", &answer)));
        }
        let answer = self.post(plan.fixture(), &[("refund_id", &refund)]).await?;
        self.expect_success();
        self.stage.know([
            ("/data/refund_id", json!(refund)),
            ("/data/m_refund_id", json!(changes[1].1)),
            ("/data/notify_url", json!("https://www.yabandpay.com")),
            ("/data/state", json!("refunded")),
            ("/data/refund_amount", json!("0.01")),
            ("/data/refund_currency", json!("EUR")),
            ("/data/refund_description", json!("gary")),
        ]);
        self.stage.judge(&answer, plan.fixture()).map(drop)
    }

    async fn refused(&mut self, plan: &'static Plan<Play>, by: Mistake) -> Result<(), Stop> {
        let (sale, number) = (fixture(SALE), self.stage.fresh.digits());
        let order = ("order_id", number.as_str());
        let mut headers = Vec::new();
        let body = match by {
            Mistake::Signature => {
                let body = self.unsigned(sale, &[order]);
                change(&self.signed(&body), "amount", "\"2\"")
            }
            Mistake::User => {
                let body = self.unsigned(sale, &[order]);
                let body = edit::set(&body, "/user", "\"016999\"").unwrap_or(body);
                self.signed(&body)
            }
            Mistake::Permission => {
                let body = self.unsigned(sale, &[order]);
                // In every sandbox of a sandpay it is called like the other user but for this digit.
                let user = edit::quoted(&self.keys.user.replacen("016683", "016684", 1));
                let body = edit::set(&body, "/user", &user).unwrap_or(body);
                self.signed(&body)
            }
            Mistake::Missing => {
                let body = self.unsigned(sale, &[order]);
                self.signed(&without(&body, "currency"))
            }
            Mistake::Token => {
                let unknown = format!("{}0", self.stage.fresh.token());
                let body = self.unsigned(sale, &[order, ("payment_token_object", &unknown)]);
                self.signed(&body)
            }
            Mistake::Failure => {
                headers.push(Header::plain("sandpay-fault", "error=-1000"));
                let body = self.unsigned(sale, &[order]);
                self.signed(&body)
            }
            Mistake::Repeated => {
                let body = self.unsigned(sale, &[order]);
                let body = self.signed(&body);
                let first = self.send(sale, body.clone()).await?;
                self.done(&first)?;
                body
            }
        };
        let answer = self.send_with(sale, body, headers).await?;
        self.stage.judge(&answer, plan.fixture()).map(drop)
    }

    async fn notified(&mut self, plan: &'static Plan<Play>) -> Result<(), Stop> {
        let path = format!("/{}", self.stage.fresh.token());
        let url = self.stage.receiver_url(&path)?;
        let order = self.order(SALE, &[("notify_url", &url)]).await?;
        let step = "webhook payment";
        let webhook = self.stage.webhook(step, |webhook| webhook.path.ends_with(&path)).await?;
        if let Err(error) = Verifier::new(self.keys.secret_key.clone()).verify(&webhook.body) {
            let words = "a signature of `data` by the secret key";
            self.stage.breach(step, ("sign", words, &error.to_string()));
        }
        let body = self.stage.event(step, &webhook)?;
        self.stage.know([
            ("/data/type", json!("payment")),
            ("/data/user", json!(self.keys.user)),
            ("/data/order_id", json!(order.number)),
            ("/data/trade_id", json!(order.trade)),
            ("/data/amount", json!("1.00")),
        ]);
        let generated = ["/sign", "/data/transaction_id", "/data/acquirer_id"].map(str::to_owned);
        let text = plan.fixture().event_text();
        let print = Print { text, generated: &generated, by: By::FormCutShort };
        self.stage.compare(step, &print, &body);
        Ok(())
    }
}

/// Changes a member of `data`, or adds it.
fn change(body: &str, name: &str, literal: &str) -> String {
    let data = edit::find(body, "/data").expect("every request has data");
    let changed = edit::put(data, name, literal);
    edit::set(body, "/data", &changed).expect("every request has data")
}

/// Takes a member out of `data`.
fn without(body: &str, name: &str) -> String {
    let data = edit::find(body, "/data").expect("every request has data");
    let mut members: BTreeMap<&str, &RawValue> =
        serde_json::from_str(data).expect("data is an object");
    members.remove(name);
    let changed = serde_json::to_string(&members).expect("names and literals are JSON");
    edit::set(body, "/data", &changed).expect("every request has data")
}

/// The signature of a request, by its members as they are sent
/// (<https://docs.yabandpay.com/api/en/sign.html>).
fn sign(body: &str, secret: &crate::Secret) -> String {
    let members = |text: &str| -> BTreeMap<String, Box<RawValue>> {
        serde_json::from_str(text).expect("a request is an object")
    };
    let envelope = members(body).into_iter().filter(|(name, _)| name != "sign" && name != "data");
    let data = members(edit::find(body, "/data").expect("every request has data"));
    let text = |raw: &RawValue| {
        serde_json::from_str::<String>(raw.get()).unwrap_or_else(|_| raw.get().to_owned())
    };
    let signed = envelope.chain(data).map(|(name, raw)| (name, text(&raw))).collect();
    signature::sign(secret, &signature::canonical(&signed))
}
