//! How each provider says the same things: a refusal, a state, an id. What is asked and answered is read here
//! as any client reads it; nothing of the simulator's own is known.

use std::collections::BTreeMap;

use serde_json::Value;
use serde_json::json;

use crate::demo::merchant::Provider;

/// What answers told of the thing that is walked along with.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known {
    /// Ids, by what requests call them; where a path calls it `id`, by the segment before it.
    pub(crate) ids: BTreeMap<&'static str, String>,
    /// Ids of the transactions of a payment, in their order.
    pub(crate) transactions: Vec<String>,
    /// What a payment is for.
    pub(crate) amount: Option<Value>,
    /// The id by which the simulator knows what was made last.
    pub(crate) subject: Option<String>,
}

impl Known {
    fn learn(&mut self, name: &'static str, id: &Value) -> bool {
        let Some(id) = id.as_str().filter(|id| !id.is_empty()) else { return false };
        self.ids.insert(name, id.to_owned());
        true
    }

    fn make_subject(&mut self, name: &'static str) {
        self.subject = self.ids.get(name).cloned();
    }
}

/// The code of the refusal that an answer is; `None` when it is none.
pub(crate) fn refusal(provider: Provider, status: u16, answer: &Value) -> Option<String> {
    let code = match provider {
        Provider::Yuno => &answer["code"],
        Provider::YabandPay if answer["status"] == true => return None,
        Provider::YabandPay => &answer["code"],
        Provider::WooshPay => &answer["error"]["code"],
    };
    let is_refused = status >= 400 || answer["status"] == false;
    is_refused.then(|| code.as_str().map_or_else(|| format!("HTTP {status}"), str::to_owned))
}

/// The name of the event that a webhook's body tells of.
pub(crate) fn event(provider: Provider, body: &Value) -> Option<&str> {
    match provider {
        Provider::Yuno => &body["type_event"],
        Provider::YabandPay => &body["data"]["type"],
        Provider::WooshPay => &body["type"],
    }
    .as_str()
}

/// Whether a webhook's body is of this provider: Yuno's pages print one of another provider too.
pub(crate) fn is_own_event(provider: Provider, body: &Value) -> bool {
    match provider {
        Provider::Yuno => body.get("data").or(body.get("payment")).is_some(),
        Provider::YabandPay | Provider::WooshPay => true,
    }
}

/// The states of payments that a body shows, wherever they stand in it.
pub(crate) fn states(provider: Provider, body: &Value) -> Vec<String> {
    let mut found = Vec::new();
    objects(body, &mut |object| found.extend(state(provider, object)));
    found
}

fn state(provider: Provider, object: &Value) -> Option<String> {
    let text = |name: &str| object[name].as_str();
    match provider {
        Provider::Yuno => {
            let is_payment = object.get("merchant_order_id").is_some();
            let (status, detail) = (text("status")?, text("sub_status")?);
            is_payment.then(|| format!("{status}/{detail}"))
        }
        Provider::YabandPay => {
            let is_refund = object.get("refund_id").is_some() || text("type") == Some("refund");
            let is_payment = text("trade_id").is_some() && !is_refund;
            text("state").filter(|_| is_payment).map(str::to_owned)
        }
        Provider::WooshPay => {
            let is_payment = text("object") == Some("payment_intent");
            text("status").filter(|_| is_payment).map(str::to_owned)
        }
    }
}

/// Notes what an answer tells of.
pub(crate) fn learn(provider: Provider, answer: &Value, known: &mut Known) {
    objects(answer, &mut |object| match provider {
        Provider::Yuno => learn_of_yuno(object, known),
        Provider::YabandPay => {
            for name in ["trade_id", "refund_id"] {
                if known.learn(name, &object[name]) {
                    known.make_subject(name);
                }
            }
        }
        Provider::WooshPay => learn_of_wooshpay(object, known),
    });
}

fn learn_of_yuno(object: &Value, known: &mut Known) {
    if known.learn("merchant_order_id", &object["merchant_order_id"]) {
        known.learn("payment_id", &object["id"]);
        known.make_subject("payment_id");
        known.amount = Some(object["amount"].clone());
        let transactions = &object["transactions"];
        let one = std::slice::from_ref(transactions);
        let all = transactions.as_array().map_or(one, Vec::as_slice);
        let ids = all.iter().filter_map(|one| one["id"].as_str().map(str::to_owned));
        let ids: Vec<_> = ids.collect();
        if !ids.is_empty() {
            known.transactions = ids;
        }
    } else if object.get("merchant_customer_created_at").is_some() {
        known.learn("merchant_customer_id", &object["merchant_customer_id"]);
        known.learn("customer_id", &object["id"]);
    }
}

fn learn_of_wooshpay(object: &Value, known: &mut Known) {
    let names: &[&str] = match object["object"].as_str() {
        Some("payment_intent") => &["payment_intents", "payment_intent"],
        Some("checkout.session") => &["sessions"],
        Some("refund") => &["refund_id"],
        Some("webhook_endpoint") => &["webhook_endpoints"],
        Some(_) | None => &[],
    };
    for name in names {
        known.learn(name, &object["id"]);
        known.make_subject(name);
    }
}

fn objects(value: &Value, visit: &mut dyn FnMut(&Value)) {
    match value {
        Value::Object(members) => {
            visit(value);
            members.values().for_each(|member| objects(member, visit));
        }
        Value::Array(items) => items.iter().for_each(|item| objects(item, visit)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// A body without the wrapping that a switch puts around it.
pub(crate) fn unwrapped(provider: Provider, body: &Value) -> &Value {
    let only = body.as_object().filter(|members| members.len() == 1);
    match provider {
        Provider::Yuno => only.and_then(|members| members.get("payment")).unwrap_or(body),
        Provider::YabandPay | Provider::WooshPay => body,
    }
}

/// The place of a member within the payment that stands in a body; the place itself where none does.
pub(crate) fn within_payment(place: &str) -> &str {
    let within = |wrapping| place.strip_prefix(wrapping);
    within("data.payment.").or_else(|| within("payment.")).unwrap_or(place)
}

/// The members of bodies that name something made before.
const REFERENCES: [&str; 3] = ["trade_id", "refund_id", "payment_intent"];

/// Whether a request is about something that was made before.
pub(crate) fn is_follow_up(path: &str, body: Option<&Value>) -> bool {
    let refers = |body: &Value| {
        let members = body.as_object().into_iter().chain(body["data"].as_object());
        members.flatten().any(|(name, _)| REFERENCES.contains(&name.as_str()))
    };
    path.contains('{') || body.is_some_and(refers)
}

/// A documented request about what is known: its references, and the amount where that is more than there is
/// or in another currency.
pub(crate) fn about(body: &mut Value, known: &Known) {
    for name in REFERENCES {
        let Some(id) = known.ids.get(name) else { continue };
        for place in [format!("/{name}"), format!("/data/{name}")] {
            if let Some(member) = body.pointer_mut(&place) {
                *member = json!(id);
            }
        }
    }
    let (Some(sent), Some(whole)) = (body.get_mut("amount"), &known.amount) else { return };
    if !sent.is_object() {
        return;
    }
    sent["currency"] = whole["currency"].clone();
    let number = |value: &Value| value.to_string().trim_matches('"').parse::<u64>().ok();
    if number(&sent["value"]) > number(&whole["value"]) {
        sent["value"] = whole["value"].clone();
    }
}

/// What a list or a search asks for, by its operation.
pub(crate) fn query(operation: &str, known: &Known) -> Option<String> {
    let name = match operation {
        "list_payments" => "merchant_order_id",
        "retrieve_customer_by_external_id" => "merchant_customer_id",
        _ => return Some(String::new()),
    };
    known.ids.get(name).map(|id| format!("?{name}={}", crate::client::encoded(id)))
}

/// The operation that reads a payment, and a documented request for it where it has a body.
pub(crate) const fn reading(provider: Provider) -> (&'static str, Option<&'static str>) {
    match provider {
        Provider::Yuno => ("retrieve_payment", None),
        Provider::YabandPay => ("query_order", Some("yabandpay/query-order/wechat-paid")),
        Provider::WooshPay => ("retrieve_payment_intent", None),
    }
}

/// What pages describe in words, and no example of a request that is served shows.
pub(crate) const fn variations(provider: Provider) -> &'static [fn(&mut Value)] {
    match provider {
        // <https://docs.y.uno/docs/security-and-compliance/card-verification>
        Provider::Yuno => &[|body| {
            body["amount"]["value"] = json!(0);
            body["payment_method"]["detail"]["card"]["verify"] = json!(true);
        }],
        // <https://docs.yabandpay.com/api/cn/payments/cards/token.html>, `operation`
        Provider::YabandPay => &[|body| {
            let hold = if body["data"]["operation"] == "11" { "12" } else { "2" };
            body["data"]["operation"] = json!(hold);
        }],
        Provider::WooshPay => &[],
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(Provider::Yuno, 400, json!({"code": "X"}), Some("X"))]
    #[case(Provider::Yuno, 404, json!(null), Some("HTTP 404"))]
    #[case(Provider::Yuno, 201, json!({"status": "SUCCEEDED"}), None)]
    #[case(Provider::YabandPay, 200, json!({"status": false, "code": "-403"}), Some("-403"))]
    #[case(Provider::YabandPay, 200, json!({"status": true, "code": "200"}), None)]
    #[case(Provider::WooshPay, 404, json!({"error": {"code": "x"}}), Some("x"))]
    fn a_refusal_is_recognized(
        #[case] provider: Provider,
        #[case] status: u16,
        #[case] answer: Value,
        #[case] code: Option<&str>,
    ) {
        assert_eq!(refusal(provider, status, &answer).as_deref(), code);
    }

    #[rstest]
    #[case(
        Provider::Yuno,
        json!([{"merchant_order_id": "1", "status": "A", "sub_status": "B", "transactions": {"status": "C"}}]),
        &["A/B"]
    )]
    #[case(Provider::Yuno, json!({"status": "ACTIVE", "sub_status": "X"}), &[])]
    #[case(Provider::YabandPay, json!({"data": {"trade_id": "1", "state": "paid"}}), &["paid"])]
    #[case(
        Provider::YabandPay,
        json!({"data": {"trade_id": "1", "refund_id": "2", "state": "refunded"}}),
        &[]
    )]
    #[case(Provider::WooshPay, json!({"object": "refund", "status": "succeeded"}), &[])]
    fn only_the_states_of_payments_are_read(
        #[case] provider: Provider,
        #[case] body: Value,
        #[case] expected: &[&str],
    ) {
        assert_eq!(states(provider, &body), expected);
    }

    #[test]
    fn an_amount_is_never_more_than_there_is() {
        let known =
            Known { amount: Some(json!({"currency": "EUR", "value": "200"})), ..Known::default() };
        let mut body = json!({"amount": {"currency": "USD", "value": 30000}});
        let mut part = json!({"amount": {"currency": "USD", "value": 30}});

        about(&mut body, &known);
        about(&mut part, &known);

        assert_eq!(body, json!({"amount": {"currency": "EUR", "value": "200"}}));
        assert_eq!(part, json!({"amount": {"currency": "EUR", "value": 30}}));
    }
}
