//! Refunds by the merchant, by transaction or of what was paid in all.

use rstest::rstest;
use serde_json::json;

use super::*;

const NOON: &str = "2026-01-15T12:00:00Z";

/// A payment that was paid in one step or in two, and where the transaction stands that took the money.
fn paid(sandbox: &mut Sandbox, steps: &str) -> (Value, usize) {
    if steps == "one" {
        return (sandbox.created(&guide("real-time")), 0);
    }
    let payment = sandbox.created(&guide("manual"));
    sandbox.changed(&payment, (0, "capture"), &wish(json!({})));
    (payment, 1)
}

#[rstest]
fn a_full_refund_gives_all_back(
    #[values("one", "two")] steps: &str,
    #[values(json!({}), json!({"amount": amount(20000)}))] body: Value,
) {
    let mut sandbox = Sandbox::new(NOON);
    let (payment, at) = paid(&mut sandbox, steps);
    sandbox.at = "2026-01-16T00:00:00Z".parse().unwrap();

    let refunded = sandbox.changed(&payment, (at, "refund"), &wish(body));

    assert_eq!(refunded["id"], payment["id"]);
    assert_eq!(state(&refunded), "REFUNDED/REFUNDED");
    assert_eq!(refunded["amount"]["refunded"], json!(20000));
    assert_eq!(refunded["amount"]["captured"], json!(if steps == "one" { 0 } else { 20000 }));
    let transaction = &refunded["transactions"];
    assert_eq!((&transaction["type"], &transaction["amount"]), (&json!("REFUND"), &json!(20000)));
    assert_eq!(transaction["merchant_reference"], "AAB01-432245");
    assert_eq!(refunded["transactions_history"], json!(null));
    assert_eq!(refunded["updated_at"], "2026-01-16T00:00:00.000000Z");
    assert_eq!(state(&sandbox.read(&payment)), "REFUNDED/REFUNDED");
    assert_eq!(sandbox.events().last().unwrap(), "payment.refund");
    let again = sandbox.refused(&payment, (at, "refund"), &wish(json!({})));
    assert_eq!(again, "INVALID_STATUS");
}

#[test]
fn refunds_in_parts_add_up_until_all_is_given_back() {
    let mut sandbox = Sandbox::new(NOON);
    let (payment, at) = paid(&mut sandbox, "one");
    let part = |value: i64| wish(json!({"amount": amount(value)}));

    let first = sandbox.changed(&payment, (at, "refund"), &part(500));
    let second = sandbox.changed(&payment, (at, "refund"), &part(1500));
    let over = sandbox.refused(&payment, (at, "refund"), &part(18001));
    let rest = sandbox.changed(&payment, (at, "refund"), &wish(json!({})));

    assert_eq!(state(&first), "SUCCEEDED/PARTIALLY_REFUNDED");
    assert_eq!(first["amount"]["refunded"], json!(500));
    assert_eq!(state(&second), "SUCCEEDED/PARTIALLY_REFUNDED");
    assert_eq!(second["amount"]["refunded"], json!(2000));
    assert_eq!(over, "INVALID_AMOUNT");
    assert_eq!(state(&rest), "REFUNDED/REFUNDED");
    assert_eq!(rest["transactions"]["amount"], json!(18000));
}

/// Of 20000, 3000 and 5000 were captured.
fn captured_twice(sandbox: &mut Sandbox) -> Value {
    let payment = sandbox.created(&guide("manual"));
    for value in [3000, 5000] {
        sandbox.changed(&payment, (0, "capture"), &wish(json!({"amount": amount(value)})));
    }
    payment
}

#[test]
fn of_several_captures_each_is_refunded_by_itself() {
    let mut sandbox = Sandbox::new(NOON);
    let payment = captured_twice(&mut sandbox);

    let over = sandbox.refused(&payment, (1, "refund"), &wish(json!({"amount": amount(3001)})));
    let first = sandbox.changed(&payment, (1, "refund"), &wish(json!({})));
    let nothing_left = sandbox.refused(&payment, (1, "refund"), &wish(json!({})));
    let second = sandbox.changed(&payment, (2, "refund"), &wish(json!({})));

    assert_eq!(over, "INVALID_AMOUNT");
    assert_eq!(state(&first), "SUCCEEDED/PARTIALLY_REFUNDED");
    assert_eq!(first["amount"]["refunded"], json!(3000));
    assert_eq!(nothing_left, "INVALID_AMOUNT");
    assert_eq!(state(&second), "REFUNDED/REFUNDED");
    assert_eq!(second["amount"]["refunded"], json!(8000));
}

#[test]
fn the_payment_as_a_whole_gives_back_what_was_captured_in_all_and_no_more() {
    let mut sandbox = Sandbox::new(NOON);
    let payment = captured_twice(&mut sandbox);

    let part = wish(json!({"amount": amount(6000)}));
    let part = value(&sandbox.change(&payment, "cancel-or-refund", &part));
    let over = sandbox.refused(&payment, (1, "refund"), &wish(json!({"amount": amount(3000)})));
    let rest = value(&sandbox.change(&payment, "cancel-or-refund", &json!({})));

    assert_eq!(part["amount"]["value"], json!(6000));
    assert_eq!(state(&part["payment"]), "SUCCEEDED/PARTIALLY_REFUNDED");
    assert_eq!(over, "INVALID_AMOUNT", "3000 of this capture, and 2000 left in all");
    assert_eq!(rest["amount"]["value"], json!(2000));
    assert_eq!(state(&rest["payment"]), "REFUNDED/REFUNDED");
    assert_eq!(rest["payment"]["amount"]["refunded"], json!(8000));
}

#[rstest]
#[case::asked_when_refunded(false, true)]
#[case::asked_when_created(true, false)]
fn the_history_is_shown_where_it_was_asked_for(#[case] created: bool, #[case] refunded: bool) {
    let mut sandbox = Sandbox::new(NOON);
    let mut body = guide("real-time");
    body["response_additional_data"] = json!({"transactions_history": created});
    let payment = sandbox.created(&body);
    let body = wish(json!({"response_additional_data": {"transactions_history": refunded}}));

    let refunded = sandbox.changed(&payment, (0, "refund"), &body);

    let history = refunded["transactions_history"].as_array().unwrap();
    let types: Vec<_> = history.iter().map(|one| one["type"].as_str().unwrap()).collect();
    assert_eq!(types, ["PURCHASE", "REFUND"]);
    assert_eq!(history[1], refunded["transactions"]);
}

#[rstest]
#[case::cancels("manual", false, None, "CANCEL CANCELED/CANCELED")]
#[case::cancels_by_transaction("manual", true, None, "CANCEL CANCELED/CANCELED")]
#[case::cancels_all("manual", false, Some(20000), "CANCEL CANCELED/CANCELED")]
#[case::refunds("real-time", false, None, "REFUND REFUNDED/REFUNDED")]
#[case::refunds_by_transaction("real-time", true, None, "REFUND REFUNDED/REFUNDED")]
#[case::refunds_a_part("real-time", false, Some(500), "REFUND SUCCEEDED/PARTIALLY_REFUNDED")]
fn what_is_not_captured_is_cancelled_and_what_is_paid_is_refunded(
    #[case] example: &str,
    #[case] by_transaction: bool,
    #[case] value: Option<i64>,
    #[case] expected: &str,
) {
    let mut sandbox = Sandbox::new(NOON);
    let payment = sandbox.created(&guide(example));
    let transaction = sandbox.transaction(&payment, 0);
    let to = match by_transaction {
        true => format!("transactions/{transaction}/cancel-or-refund"),
        false => "cancel-or-refund".to_owned(),
    };
    let body = value.map_or(json!({}), |value| json!({"amount": amount(value)}));

    let response = sandbox.change(&payment, &to, &body);

    assert_eq!(response.status, StatusCode::CREATED, "{}", text(&response));
    let made = super::value(&response);
    let seen = format!("{} {}", made["type"].as_str().unwrap(), state(&made["payment"]));
    assert_eq!(seen, expected);
    assert_eq!(made["status"], "SUCCEEDED");
    let read = sandbox.read(&payment);
    let merchant_order_id = &payment["merchant_order_id"];
    assert_eq!(&read["transactions"][1]["merchant_reference"], merchant_order_id);
}

#[test]
fn an_authorization_that_was_captured_stands_for_its_captures() {
    let mut sandbox = Sandbox::new(NOON);
    let payment = captured_twice(&mut sandbox);

    let made = sandbox.changed(&payment, (0, "cancel-or-refund"), &json!({}));

    assert_eq!((&made["type"], &made["amount"]["value"]), (&json!("REFUND"), &json!(8000)));
    assert_eq!(state(&made["payment"]), "REFUNDED/REFUNDED");
}

#[test]
fn a_part_of_an_authorization_cannot_be_cancelled() {
    let mut sandbox = Sandbox::new(NOON);
    let payment = sandbox.created(&guide("both"));

    let refused =
        sandbox.refused(&payment, (0, "cancel-or-refund"), &json!({"amount": amount(19999)}));

    assert_eq!(refused, "INVALID_AMOUNT");
    assert_eq!(sandbox.advance("2027-01-01T00:00:00Z").len(), 1, "the schedule stays");
}
