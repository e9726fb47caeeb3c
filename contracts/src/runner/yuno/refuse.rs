//! Payments that are refused: each by one mistake in an otherwise documented request.

use sandpay_fixtures::fixture;
use serde_json::Value;
use serde_json::json;

use super::super::ask::Header;
use super::super::edit;
use super::super::plan::Plan;
use super::super::stage::Answer;
use super::super::stage::Stop;
use super::Cast;
use super::GUIDE;
use super::Mistake;
use super::Play;

const NOBODY: &str = "22222222-2222-4222-8222-222222222222";

impl Cast<'_> {
    pub(super) async fn refused(
        &mut self,
        plan: &'static Plan<Play>,
        by: Mistake,
    ) -> Result<(), Stop> {
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

    /// Two requests of one key at the same time: whichever comes second is refused, as long as it comes while the other
    /// is held back. On a busy machine it may come later; then both are held back for longer.
    async fn in_process(&mut self, plan: &'static Plan<Play>, body: String) -> Result<(), Stop> {
        let mut refused = self.held(&body, "PT0.3S").await?;
        for hold in ["PT1S", "PT3S"] {
            if refused.status == 201 {
                refused = self.held(&body, hold).await?;
            }
        }
        self.stage.judge(&refused, plan.fixture()).map(drop)
    }

    /// The answer to one of two requests of one key, both held back for so long: the one that is refused, if any is.
    async fn held(&mut self, body: &str, hold: &str) -> Result<Answer, Stop> {
        let mut ask = self.post(fixture(GUIDE), "/v1/payments", body.to_owned());
        ask.headers.push(Header::plain("sandpay-fault", &format!("latency={hold}")));
        let [one, other] = self.stage.send_twice(ask).await?;
        Ok(if one.status == 201 { other } else { one })
    }

    async fn unknown(&mut self, plan: &'static Plan<Play>) -> Result<(), Stop> {
        let query = vec![("merchant_customer_id", self.stage.fresh.token())];
        let mut ask = self.get("retrieve customer", "/v1/customers", query);
        ask.headers.push(Header::plain("sandpay-fault", "error=NOT_FOUND"));
        let answer = self.stage.send(ask).await?;
        self.stage.judge(&answer, plan.fixture()).map(drop)
    }
}

/// A body without one of its outermost members.
fn without(body: &str, name: &str) -> String {
    let mut members: serde_json::Map<String, Value> =
        serde_json::from_str(body).expect("a request is an object");
    members.remove(name);
    Value::Object(members).to_string()
}
