//! Customers: stored, read by either id, and used by payments.

use rstest::rstest;
use serde_json::json;

use super::*;

const NOON: &str = "2026-01-15T12:00:00Z";
const CUSTOMERS: &str = "/v1/customers";

fn full() -> Value {
    let fixture = sandpay_fixtures::fixture("yuno/create-customer/full-data");
    serde_json::from_slice(fixture.request.unwrap()).unwrap()
}

fn store(sandbox: &mut Sandbox, body: &Value) -> Response {
    sandbox
        .send(Request { body: Bytes::from(body.to_string()), ..request(Method::POST, CUSTOMERS) })
}

fn by_merchant(sandbox: &mut Sandbox, id: &str) -> Response {
    let query = format!("merchant_customer_id={id}");
    sandbox.send(Request { query, ..request(Method::GET, CUSTOMERS) })
}

#[test]
fn a_stored_customer_is_read_by_either_id_and_pays() {
    let mut sandbox = Sandbox::new(NOON);

    let stored = store(&mut sandbox, &full());
    let id = value(&stored)["id"].as_str().unwrap().to_owned();
    let read = sandbox.send(request(Method::GET, &format!("{CUSTOMERS}/{id}")));
    let found = by_merchant(&mut sandbox, "4321");

    assert_eq!((stored.status, read.status), (StatusCode::CREATED, StatusCode::OK));
    assert_eq!((&read.body, &found.body), (&stored.body, &stored.body));
    let mut body = guide("real-time");
    body["customer_payer"] = json!({"id": id, "first_name": "Somebody", "ip_address": "::1"});
    let payer = sandbox.created(&body)["customer_payer"].clone();
    assert_eq!((&payer["id"], &payer["first_name"]), (&json!(id), &json!("John")));
    assert_eq!((&payer["ip_address"], &payer["gender"]), (&json!("::1"), &json!("M")));
    let subject = sandbox.machine.subject(&id).unwrap();
    assert_eq!((subject.kind, subject.object), ("customer", value(&stored)));
}

#[test]
fn what_was_not_sent_is_null_but_metadata_which_is_missing() {
    let mut sandbox = Sandbox::new(NOON);

    let stored =
        store(&mut sandbox, &json!({"merchant_customer_id": "c-1", "id": "x", "document": null}));

    let stored = value(&stored);
    assert!(stored.get("metadata").is_none());
    assert!(stored["document"].is_null() && stored["first_name"].is_null());
    assert_eq!(stored["created_at"], "2026-01-15T12:00:00.000000Z");
    assert_ne!(stored["id"], "x");
}

#[test]
fn a_merchants_id_names_one_customer_only() {
    let mut sandbox = Sandbox::new(NOON);
    store(&mut sandbox, &full());
    let before = sandbox.machine.snapshot();

    let refused = store(&mut sandbox, &full());

    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    let text = "The customer id for the merchant is duplicated.";
    assert_eq!(value(&refused), json!({"code": "CUSTOMER_ID_DUPLICATED", "messages": [text]}));
    assert_eq!(sandbox.machine.snapshot(), before);
    let mut other = full();
    other["merchant_customer_id"] = json!("4322");
    assert_eq!(store(&mut sandbox, &other).status, StatusCode::CREATED);
}

#[test]
fn the_documented_customer_is_there_from_the_start() {
    let mut sandbox = Sandbox::new(NOON);

    let read = sandbox.send(request(Method::GET, &format!("{CUSTOMERS}/{CUSTOMER}")));

    assert_eq!(value(&read)["merchant_customer_id"], "1749820178");
    assert_eq!(by_merchant(&mut sandbox, "1749820178").body, read.body);
}

#[rstest]
#[case("22222222-2222-4222-8222-222222222222")]
#[case("%3Ccustomer_id%3E")]
#[case("967ECD18-D898-4B88-9400-DD5B01B18EDC")]
#[case("967ecd18d8984b889400dd5b01b18edc")]
fn a_customer_that_nobody_stored_is_not_found(#[case] id: &str) {
    let mut sandbox = Sandbox::new(NOON);

    let read = sandbox.send(request(Method::GET, &format!("{CUSTOMERS}/{id}")));
    let found = by_merchant(&mut sandbox, id);

    for refused in [read, found] {
        assert_eq!(refused.status, StatusCode::BAD_REQUEST);
        assert_eq!(value(&refused)["code"], "CUSTOMER_NOT_FOUND");
    }
}

#[rstest]
#[case::missing(json!({"first_name": "Ada"}), "'merchant_customer_id' is required")]
#[case::short(json!({"merchant_customer_id": "12"}), "'merchant_customer_id' must have 3 to 255")]
#[case::gender(json!({"merchant_customer_id": "123", "gender": "X"}), "'gender' must be one of")]
#[case::country(json!({"merchant_customer_id": "123", "country": "COL"}), "'country' must have 2")]
#[case::document(json!({"merchant_customer_id": "123", "document": {"document_type": "CC"}}),
    "'document.document_number' is required")]
#[case::phone(json!({"merchant_customer_id": "123", "phone": {"number": "1"}}),
    "'phone.country_code' is required")]
#[case::city(json!({"merchant_customer_id": "123",
                    "shipping_address": {"address_line_1": "x", "country": "CO"}}),
    "'shipping_address.city' is required")]
#[case::no_object(json!({"merchant_customer_id": "123", "billing_address": "x"}),
    "'billing_address' must be an object")]
#[case::metadata(json!({"merchant_customer_id": "123", "metadata": {"key": "a"}}),
    "'metadata' must be a list")]
#[case::value(json!({"merchant_customer_id": "123", "metadata": [{"key": "a"}]}),
    "'metadata.value' is required")]
#[case::many(json!({"merchant_customer_id": "123", "metadata": vec![json!({"key": "a", "value": "b"}); 51]}),
    "'metadata' must have 50 entries at most")]
fn a_customer_that_does_not_fit_is_refused(#[case] body: Value, #[case] text: &str) {
    let mut sandbox = Sandbox::new(NOON);

    let refused = store(&mut sandbox, &body);

    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    let refused = value(&refused);
    assert_eq!(refused["code"], "INVALID_PARAMETERS");
    assert!(refused["messages"][0].as_str().unwrap().contains(text), "{refused}");
}

#[rstest]
#[case("")]
#[case("[]")]
#[case("{\"merchant_customer_id\":")]
fn a_body_that_is_no_object_is_refused(#[case] body: &'static str) {
    let mut sandbox = Sandbox::new(NOON);
    let request = Request { body: body.into(), ..request(Method::POST, CUSTOMERS) };

    assert_eq!(value(&sandbox.send(request))["code"], "INVALID_REQUEST");
}

#[test]
fn customers_survive_a_snapshot() {
    let mut sandbox = Sandbox::new(NOON);
    store(&mut sandbox, &full());
    let before = by_merchant(&mut sandbox, "4321").body;

    let snapshot = sandbox.machine.snapshot();
    let mut other = Sandbox::new(NOON);
    other.machine.restore(snapshot).unwrap();

    assert_eq!(by_merchant(&mut other, "4321").body, before);
}
