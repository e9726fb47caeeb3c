//! Captures by the merchant: all, a part, several parts.

use rstest::rstest;
use serde_json::json;

use super::*;

const NOON: &str = "2026-01-15T12:00:00Z";

#[rstest]
#[case::without_an_amount(json!({}))]
#[case::with_all(json!({"amount": amount(20000)}))]
#[case::as_a_text(json!({"amount": amount("20000.0000")}))]
#[case::unknown_members(json!({"amount": amount(20000), "reason": null, "unknown": [1]}))]
fn a_full_capture_takes_all_that_was_authorized(#[case] body: Value) {
    let mut sandbox = Sandbox::new(NOON);
    let payment = sandbox.created(&guide("manual"));
    sandbox.at = "2026-01-16T00:00:00Z".parse().unwrap();

    let capture = sandbox.changed(&payment, (0, "capture"), &wish(body));

    assert_eq!((&capture["type"], &capture["status"]), (&json!("CAPTURE"), &json!("SUCCEEDED")));
    let nothing = json!({"captured": 0, "currency": "USD", "refunded": 0, "value": 20000});
    assert_eq!(capture["amount"], nothing);
    assert_eq!(capture["merchant_reference"], "AAB01-432245");
    assert_eq!(capture["created_at"], "2026-01-16T00:00:00.000000Z");
    let inner = &capture["payment"];
    assert_eq!(state(inner), "SUCCEEDED/CAPTURED");
    assert_eq!((&inner["id"], &inner["account_id"]), (&payment["id"], &json!("")));
    let captured = json!({"captured": 20000, "currency": "USD", "refunded": 0, "value": 20000});
    assert_eq!(inner["amount"], captured);
    assert_eq!(inner["created_at"], payment["created_at"]);
    assert_eq!(inner["updated_at"], capture["created_at"]);
    let read = sandbox.read(&payment);
    assert_eq!(state(&read), "SUCCEEDED/CAPTURED");
    assert_eq!(read["transactions"][1]["id"], capture["id"]);
    assert_eq!(sandbox.events(), ["payment.authorize", "payment.capture"]);
}

#[test]
fn captures_in_parts_add_up_until_nothing_is_left() {
    let mut sandbox = Sandbox::new(NOON);
    let payment = sandbox.created(&guide("manual"));
    let part = |value: Value| wish(json!({"amount": amount(value)}));

    let first = sandbox.changed(&payment, (0, "capture"), &part(json!("0.0001")));
    let second = sandbox.changed(&payment, (0, "capture"), &part(json!(7000)));
    let over = sandbox.refused(&payment, (0, "capture"), &part(json!(13000)));
    let rest = sandbox.changed(&payment, (0, "capture"), &wish(json!({})));
    let again = sandbox.refused(&payment, (0, "capture"), &wish(json!({})));

    assert_eq!(state(&first["payment"]), "SUCCEEDED/PARTIALLY_CAPTURED");
    assert_eq!(first["payment"]["amount"]["captured"], json!(0.0001));
    assert_eq!(second["payment"]["amount"]["captured"], json!(7000.0001));
    assert_eq!(second["amount"]["value"], json!(7000));
    assert_eq!(over, "INVALID_AMOUNT");
    assert_eq!(rest["amount"]["value"], json!(12999.9999));
    assert_eq!(state(&rest["payment"]), "SUCCEEDED/CAPTURED");
    assert_eq!(again, "INVALID_STATUS");
    assert_eq!(sandbox.read(&payment)["transactions"].as_array().unwrap().len(), 4);
    assert_eq!(sandbox.events()[1..], ["payment.capture"; 3]);
}

#[test]
fn a_capture_says_what_the_merchant_said() {
    let mut sandbox = Sandbox::new(NOON);
    let payment = sandbox.created(&guide("manual"));
    let body = wish(json!({
        "reason": "PRODUCT_CONFIRMED", "description": "Confirmed",
        "additional_data": {"order": {"tip_amount": 1.50, "other": "x"}}
    }));

    let capture = sandbox.changed(&payment, (0, "capture"), &body);

    let order = json!({
        "fee_amount": null, "shipping_amount": null, "tip_amount": 1.5, "items": null, "other": "x"
    });
    let data = json!({"airline": null, "order": order, "seller_details": null});
    assert_eq!(capture["payment"]["additional_data"], data);
    let read = sandbox.read(&payment);
    assert_eq!(read["additional_data"], payment["additional_data"]);
    let transaction = &read["transactions"][1];
    assert_eq!(transaction["reason"], "PRODUCT_CONFIRMED");
    assert_eq!(transaction["description"], "Confirmed");
    assert_eq!(transaction["merchant_reference"], "AAB01-432245");
    assert_eq!(read["transactions"][0]["reason"], json!(null));
}

#[rstest]
#[case::all(json!({}))]
#[case::a_part(json!({"amount": amount(1)}))]
#[case::declined(json!({"description": "DO_NOT_HONOR"}))]
fn a_capture_that_is_accepted_removes_what_was_scheduled(#[case] body: Value) {
    let mut sandbox = Sandbox::new(NOON);
    let payment = sandbox.created(&guide("both"));

    sandbox.changed(&payment, (0, "capture"), &wish(body));

    let after = state(&sandbox.read(&payment));
    assert_eq!(sandbox.advance("2027-01-01T00:00:00Z"), []);
    assert_eq!(state(&sandbox.read(&payment)), after);
}

#[test]
fn a_capture_that_is_refused_leaves_what_was_scheduled() {
    let mut sandbox = Sandbox::new(NOON);
    let payment = sandbox.created(&guide("both"));

    let refused =
        sandbox.refused(&payment, (0, "capture"), &wish(json!({"amount": amount(20001)})));

    assert_eq!(refused, "INVALID_AMOUNT");
    let due = ("2026-02-04T12:00:00Z".to_owned(), "capture_due");
    assert_eq!(sandbox.advance("2027-01-01T00:00:00Z"), [due]);
    assert_eq!(state(&sandbox.read(&payment)), "SUCCEEDED/CAPTURED");
}

#[test]
fn a_capture_of_the_rest_that_fails_leaves_what_was_captured() {
    for code in ["DO_NOT_HONOR", "INTERNAL_ERROR", "PROVIDER_TIMEOUT"] {
        let mut sandbox = Sandbox::new(NOON);
        let payment = sandbox.created(&guide("manual"));
        sandbox.changed(&payment, (0, "capture"), &wish(json!({"amount": amount(5000)})));

        let failed = sandbox.changed(&payment, (0, "capture"), &wish(json!({"description": code})));

        assert_eq!(failed["response_code"], code);
        assert_eq!(state(&failed["payment"]), "SUCCEEDED/PARTIALLY_CAPTURED");
        assert_eq!(failed["payment"]["amount"]["captured"], json!(5000));
    }
}
