//! Requests about a payment that must be there: it is made like the one that the printed answer shows.

use sandpay_fixtures::Fixture;
use sandpay_fixtures::fixture;
use serde_json::json;

use super::super::edit;
use super::super::plan::Plan;
use super::super::stage::Stop;
use super::Cast;
use super::Made;
use super::Play;
use super::WHOLE;

const CAPTURE: &str = "yuno/capture-payment/full-capture";
const CAPTURED_AT: &str = "/v1/payments/{id}/transactions/{transaction_id}/capture";

/// What a refund's transaction shows of the request that made it.
const ECHOED: [(&str, &str); 2] = [
    ("/description", "/transactions/description"),
    ("/merchant_reference", "/transactions/merchant_reference"),
];

impl Cast<'_> {
    /// A request about a payment like the one that its answer shows.
    pub(super) async fn follow(
        &mut self,
        plan: &'static Plan<Play>,
        like: Option<&str>,
    ) -> Result<(), Stop> {
        let example = plan.fixture();
        let mut request = self.body(example);
        let (body, order) = self.payment_for(example, &request);
        let made = self.made(body, order).await?;
        let mut transaction =
            self.stage.text_at("create payment", &made.body, "/transactions/id")?;
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
            for (sent, shown) in ECHOED {
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
        let path = path(CAPTURED_AT, &made.id, transaction);
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
}

fn path(template: &str, payment: &str, transaction: &str) -> String {
    let payment_in = |path: String, name: &str| path.replace(name, payment);
    let path = payment_in(template.to_owned(), "{payment_id}");
    payment_in(path, "{id}").replace("{transaction_id}", transaction)
}
