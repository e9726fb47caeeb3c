//! The payments of an order.

use rstest::rstest;
use serde_json::json;

use super::*;

const NOON: &str = "2026-01-15T12:00:00Z";

fn list(sandbox: &mut Sandbox, query: &str) -> Value {
    let request = Request { query: query.into(), ..request(Method::GET, "/v1/payments") };
    let response = sandbox.send(request);
    assert_eq!(response.status, StatusCode::OK);
    value(&response)
}

#[test]
fn all_payments_of_an_order_are_read_as_each_of_them() {
    let mut sandbox = Sandbox::new(NOON);
    let mut body = guide("manual");
    body["merchant_order_id"] = json!("order é/7");
    let first = sandbox.created(&body);
    sandbox.created(&guide("manual"));
    let second = sandbox.created(&body);
    sandbox.changed(&first, (0, "capture"), &wish(json!({})));

    let listed = list(&mut sandbox, "merchant_order_id=order+%C3%A9%2F7");

    let read = [sandbox.read(&first), sandbox.read(&second)];
    assert_eq!(listed, json!(read));
    assert_eq!(state(&listed[0]), "SUCCEEDED/CAPTURED");
}

#[rstest]
#[case("merchant_order_id=nobody")]
#[case("merchant_order_id=00002")]
fn an_order_that_nobody_knows_has_no_payments(#[case] query: &str) {
    let mut sandbox = Sandbox::new(NOON);
    sandbox.created(&guide("manual"));

    assert_eq!(list(&mut sandbox, query), json!([]));
}

#[rstest]
#[case("")]
#[case("merchant_order_id=")]
#[case("merchant_order_id=%zz")]
#[case("merchant_reference=000024")]
fn an_order_must_be_named(#[case] query: &str) {
    let mut sandbox = Sandbox::new(NOON);
    let request = Request { query: query.into(), ..request(Method::GET, "/v1/payments") };

    let refused = value(&sandbox.send(request));

    let text = "The field 'merchant_order_id' is required.";
    assert_eq!(refused, json!({"code": "INVALID_PARAMETERS", "messages": [text]}));
}
