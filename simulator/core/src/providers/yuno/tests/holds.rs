//! The setting `authorization_hold`: how long an authorization can be captured.

use rstest::rstest;

use super::*;

const START: &str = "2026-01-15T12:00:00Z";
const END: &str = "2026-01-22T12:00:00Z";

fn held(capture: Option<&str>, cancel: Option<&str>) -> (Sandbox, Value) {
    let mut sandbox = Sandbox::new(START);
    sandbox.set("authorization_hold", "P7D");
    let payment = sandbox.created(&delayed(capture, cancel));
    (sandbox, payment)
}

#[rstest]
#[case::nothing_scheduled(None, None)]
#[case::capture_too_late(Some("P20D"), None)]
#[case::both_too_late(Some("P20D"), Some("P40D"))]
fn an_authorization_ends_when_its_time_is_over_and_nothing_follows(
    #[case] capture: Option<&str>,
    #[case] cancel: Option<&str>,
) {
    let (mut sandbox, payment) = held(capture, cancel);

    let happened = sandbox.advance("2027-01-01T00:00:00Z");

    assert_eq!(happened, [(END.to_owned(), "hold_ends")]);
    let payment = sandbox.read(&payment);
    assert_eq!(state(&payment), "EXPIRED/EXPIRED");
    let transactions = payment["transactions"].as_array().unwrap();
    assert_eq!(transactions.len(), 1);
    assert_eq!(transactions[0]["type"], "AUTHORIZE");
    assert_eq!(transactions[0]["status"], "EXPIRED");
    assert_eq!(transactions[0]["response_code"], "EXPIRED_BY_PROVIDER");
    assert_eq!(transactions[0]["created_at"], "2026-01-15T12:00:00.000000Z");
    assert_eq!(transactions[0]["updated_at"], "2026-01-22T12:00:00.000000Z");
    assert_eq!(sandbox.events(), ["payment.authorize", "payment.authorize"]);
}

#[rstest]
#[case::capture(Some("P7D"), None, "SUCCEEDED/CAPTURED")]
#[case::cancel(None, Some("P7D"), "CANCELED/CANCELED")]
#[case::both(Some("P1W"), Some("P7D"), "SUCCEEDED/CAPTURED")]
fn what_is_due_at_the_very_end_comes_before_it(
    #[case] capture: Option<&str>,
    #[case] cancel: Option<&str>,
    #[case] expected: &str,
) {
    let (mut sandbox, payment) = held(capture, cancel);

    let happened = sandbox.advance("2027-01-01T00:00:00Z");

    assert_eq!(happened.len(), 1);
    assert_eq!(state(&sandbox.read(&payment)), expected);
}

#[test]
fn a_capture_then_a_cancel_then_the_end_at_one_instant() {
    let (mut sandbox, payment) = held(Some("P7D"), Some("P7D"));
    sandbox.forced = Some("DO_NOT_HONOR");

    let happened = sandbox.advance("2027-01-01T00:00:00Z");

    let names: Vec<_> = happened.iter().map(|(_, name)| *name).collect();
    assert_eq!(names, ["capture_due", "cancel_due", "hold_ends"]);
    assert_eq!(state(&sandbox.read(&payment)), "EXPIRED/EXPIRED");
}

#[test]
fn a_capture_that_is_tried_again_comes_before_the_end_at_one_instant() {
    let mut sandbox = Sandbox::new(START);
    sandbox.set("authorization_hold", "P7D");
    let mut body = delayed(Some("P6DT23H55M"), None);
    body["payment_method"]["detail"]["card"]["delayed_capture_settings"]["simplified_mode"] =
        json!(true);
    let payment = sandbox.created(&body);
    sandbox.forced = Some("DO_NOT_HONOR");
    sandbox.advance("2026-01-22T11:59:59Z");
    assert_eq!(state(&sandbox.read(&payment)), "SUCCEEDED/CAPTURE_RETRY_IN_PROCESS");
    sandbox.forced = None;

    let happened = sandbox.advance("2027-01-01T00:00:00Z");

    assert_eq!(happened, [(END.to_owned(), "capture_due")]);
    assert_eq!(state(&sandbox.read(&payment)), "SUCCEEDED/CAPTURED");
}

#[test]
fn the_end_ends_the_tries_too() {
    let mut sandbox = Sandbox::new(START);
    sandbox.set("authorization_hold", "P7D");
    let mut body = delayed(Some("P6D"), Some("P6D"));
    body["payment_method"]["detail"]["card"]["delayed_capture_settings"]["simplified_mode"] =
        json!(true);
    let payment = sandbox.created(&body);
    sandbox.forced = Some("DO_NOT_HONOR");

    let happened = sandbox.advance("2027-01-01T00:00:00Z");

    assert_eq!(happened.last(), Some(&(END.to_owned(), "hold_ends")));
    assert_eq!(state(&sandbox.read(&payment)), "EXPIRED/EXPIRED");
}

#[test]
fn a_purchase_and_a_declined_authorization_have_no_end() {
    let mut sandbox = Sandbox::new(START);
    sandbox.set("authorization_hold", "P7D");
    sandbox.created(&guide("real-time"));
    let mut declined = guide("manual");
    declined["description"] = json!("INSUFFICIENT_FUNDS");
    sandbox.created(&declined);

    assert!(sandbox.machine.next_due().is_none());
}

#[test]
fn a_setting_counts_for_the_authorizations_that_follow() {
    let mut sandbox = Sandbox::new(START);
    let earlier = sandbox.created(&guide("manual"));
    sandbox.set("authorization_hold", "P7D");

    sandbox.advance("2027-01-01T00:00:00Z");

    assert_eq!(state(&sandbox.read(&earlier)), "PENDING/AUTHORIZED");
}
