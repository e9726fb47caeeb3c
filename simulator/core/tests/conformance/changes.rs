//! Documented operations on a payment that is there already: capture, cancel, refund, cancel or refund.
//!
//! The requests are sent as they are printed, each to a payment like the one that its answer shows.

use std::collections::BTreeMap;

use http::Method;
use sandpay_core::kernel::message::Request;
use sandpay_fixtures::Fixture;
use sandpay_fixtures::all;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::comparison::Deliberate;
use crate::comparison::beyond_generated;
use crate::comparison::form;
use crate::comparison::unexplained;
use crate::world::World;
use crate::world::credentialed;
use crate::world::served;
use crate::world::text;
use crate::world::with_header;

/// What differs from the documented answer on purpose.
const DELIBERATE: &[Deliberate] = &[
    Deliberate {
        fixtures: &["yuno/cancel-or-refund-payment/full-refund", CANCEL_OR_REFUND],
        at: &["/status"],
        reason: "a full refund is shown with the status of its payment; that of the partial one, and \
                 the table of transaction statuses, know no such status of a transaction",
    },
    Deliberate {
        fixtures: &["yuno/cancel-or-refund-payment/full-refund", CANCEL_OR_REFUND],
        at: &["/merchant_reference"],
        reason: "the order is shown although the request has a reference; the page says that the order \
                 stands for a reference that is absent",
    },
    Deliberate {
        fixtures: &["yuno/refund-payment/full-refund"],
        at: &[
            "/amount/captured",
            "card/installments_type",
            "card_data/expiration_month",
            "card_data/country_code",
            "card_data/issuer_name",
            "/transactions/description",
            "/transactions/merchant_reference",
        ],
        reason: "the printed answer is not that of the printed request, and tells of another card",
    },
];

const CANCEL_OR_REFUND: &str = "yuno/cancel-or-refund-transaction/full-refund";

/// Requests that are sent to a payment that is there already.
pub(crate) fn sent() -> impl Iterator<Item = &'static Fixture> {
    all().filter(|fixture| is_sent(fixture))
}

/// Whether this part of the suite sends a request.
pub(crate) fn is_sent(fixture: &Fixture) -> bool {
    let of_payment =
        served(fixture).is_some_and(|one| one.method == Method::POST && one.path.contains('{'));
    fixture.provider == "yuno" && of_payment && fixture.request.is_some()
}

/// The members of an object, as they are printed.
type Members = BTreeMap<String, Box<RawValue>>;

/// The request that makes the payment: paid at once where something is refunded, else authorized. What
/// the printed answer repeats of it is taken from there.
fn creation(world: &World, fixture: &Fixture, request: &Value) -> String {
    let whole = sandpay_fixtures::fixture(WHOLE);
    let mut body: Members = serde_json::from_str(&world.body(whole)).unwrap();
    let answer: Members =
        fixture.response.map_or_else(Members::new, |text| serde_json::from_slice(text).unwrap());
    let of_payment: Option<Members> =
        answer.get("payment").map(|raw| serde_json::from_str(raw.get()).unwrap());
    let shown = of_payment.as_ref().unwrap_or(&answer);
    let mut repeated = vec!["description", "country", "merchant_order_id", "additional_data"];
    repeated.extend(shown.contains_key("payment_method").then_some("customer_payer"));
    for name in repeated {
        if let Some(value) = shown.get(name) {
            body.insert(name.to_owned(), value.clone());
        }
    }
    let amount = shown.get("amount").map(|raw| serde_json::from_str::<Value>(raw.get()).unwrap());
    let mut amount = amount.or_else(|| request.get("amount").cloned());
    if let Some(amount) = amount.as_mut() {
        amount.as_object_mut().unwrap().retain(|name, _| ["currency", "value"].contains(&&**name));
        body.insert("amount".to_owned(), raw(&amount.to_string()));
    }
    // The refunded payment of the page on refunds was authorized first, and captured.
    let at_once = fixture.operation.starts_with("cancel-or-refund")
        && answer.get("type").is_none_or(|made| made.get() != "\"CANCEL\"");
    let method = body["payment_method"].get();
    let method = method.replacen("\"capture\": false", &format!("\"capture\": {at_once}"), 1);
    body.insert("payment_method".to_owned(), raw(&method));
    serde_json::to_string(&body).unwrap()
}

const WHOLE: &str = "yuno/create-payment/card-with-authorization";

fn raw(text: &str) -> Box<RawValue> {
    RawValue::from_string(text.to_owned()).unwrap()
}

/// Makes a payment, and sends it the documented request.
fn answered(fixture: &Fixture) -> (u16, String) {
    let mut world = World::new();
    let mut request: Value = serde_json::from_str(&world.body(fixture)).unwrap();
    let body = creation(&world, fixture, &request);
    let create = world.request(sandpay_fixtures::fixture(WHOLE), &body);
    let payment: Value = serde_json::from_str(text(&world.send("yuno", create))).unwrap();
    let mut transaction = payment["transactions"]["id"].clone();
    if fixture.operation.starts_with("refund") {
        let path = path(CAPTURE, &payment, &transaction);
        let (_, captured) = post(&mut world, &path, r#"{"merchant_reference":"captured"}"#);
        transaction = serde_json::from_str::<Value>(&captured).unwrap()["id"].clone();
    }
    // The one example of a partial refund names another currency than its own answer.
    if let Some(amount) = request.get_mut("amount") {
        amount["currency"] = payment["amount"]["currency"].clone();
    }
    let path = path(served(fixture).unwrap().path, &payment, &transaction);
    post(&mut world, &path, &request.to_string())
}

const CAPTURE: &str = "/v1/payments/{payment_id}/transactions/{transaction_id}/capture";

fn path(template: &str, payment: &Value, transaction: &Value) -> String {
    template
        .replace("{payment_id}", payment["id"].as_str().unwrap())
        .replace("{transaction_id}", transaction.as_str().unwrap())
}

fn post(world: &mut World, path: &str, body: &str) -> (u16, String) {
    let request = credentialed("yuno", Method::POST, path);
    let request = with_header(request, "x-idempotency-key", path);
    let request = Request { body: body.to_owned().into(), ..request };
    let reply = world.send("yuno", request);
    (reply.response.status.as_u16(), text(&reply).to_owned())
}

#[test]
fn documented_operations_are_answered_as_documented() {
    let mut found = Vec::new();
    let mut looked = 0;
    for fixture in sent() {
        let (status, answer) = answered(fixture);

        let notes = fixture.example.response.as_ref();
        assert_eq!(status, notes.map_or(200, |notes| notes.status), "{}: {answer}", fixture.name);
        let Some(notes) = notes else { continue };
        let documented = fixture.response_text();
        let lines = if notes.of_another {
            form(documented, &answer)
        } else {
            beyond_generated(documented, &answer, &notes.generated)
        };
        found.extend(lines.into_iter().map(|line| (fixture.name, line)));
        looked += 1;
    }

    assert_eq!(unexplained(&found, DELIBERATE), [""; 0]);
    assert!(looked >= 8, "{looked}");
}
