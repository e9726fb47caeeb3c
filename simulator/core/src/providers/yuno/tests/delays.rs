//! Delayed captures and cancels: when they happen, and what they leave behind.

use proptest::prelude::*;
use rstest::rstest;
use serde_json::json;

use super::*;
use crate::providers::yuno::Yuno;

#[rstest]
#[case::capture_after_7_days("2026-01-15T12:00:00Z", Some("P7D"), None, "2026-01-22T12:00:00Z")]
#[case::capture_after_3_hours("2026-01-15T12:00:00Z", Some("PT3H"), None, "2026-01-15T15:00:00Z")]
#[case::capture_after_a_month("2026-01-31T10:00:00Z", Some("P1M"), None, "2026-02-28T10:00:00Z")]
#[case::capture_before_cancel(
    "2026-01-15T12:00:00Z",
    Some("P20D"),
    Some("P40D"),
    "2026-02-04T12:00:00Z"
)]
#[case::capture_first_at_one_instant(
    "2026-01-15T12:00:00Z",
    Some("P7D"),
    Some("P1W"),
    "2026-01-22T12:00:00Z"
)]
#[case::at_once("2026-01-15T12:00:00Z", Some("PT0S"), None, "2026-01-15T12:00:00Z")]
fn a_delayed_capture_takes_the_whole_amount_when_it_is_due(
    #[case] at: &str,
    #[case] capture: Option<&str>,
    #[case] cancel: Option<&str>,
    #[case] due: &str,
) {
    let mut sandbox = Sandbox::new(at);
    let payment = sandbox.created(&delayed(capture, cancel));

    let happened = sandbox.advance("2027-01-01T00:00:00Z");

    assert_eq!(happened, [(due.to_owned(), "capture_due")]);
    let payment = sandbox.read(&payment);
    assert_eq!(state(&payment), "SUCCEEDED/CAPTURED");
    assert_eq!(payment["amount"]["captured"], json!(20000));
    assert_eq!(payment["transactions"][0]["type"], "AUTHORIZE");
    let transaction = &payment["transactions"][1];
    assert_eq!(transaction["type"], "CAPTURE");
    assert_eq!(transaction["amount"], json!(20000));
    assert_eq!(transaction["merchant_reference"], "000024");
    assert_eq!(transaction["reason"], json!(null));
    assert_eq!(transaction["created_at"], payment["updated_at"]);
    assert_eq!(payment["updated_at"], due.replace('Z', ".000000Z"));
    assert_eq!(sandbox.events(), ["payment.authorize", "payment.capture"]);
}

#[rstest]
#[case::cancel_after_30_days(None, "P30D", "2026-02-14T12:00:00Z")]
#[case::cancel_before_capture(Some("P40D"), "P20D", "2026-02-04T12:00:00Z")]
fn a_delayed_cancel_releases_the_authorization_when_it_is_due(
    #[case] capture: Option<&str>,
    #[case] cancel: &str,
    #[case] due: &str,
) {
    let mut sandbox = Sandbox::new("2026-01-15T12:00:00Z");
    let payment = sandbox.created(&delayed(capture, Some(cancel)));

    let happened = sandbox.advance("2027-01-01T00:00:00Z");

    assert_eq!(happened, [(due.to_owned(), "cancel_due")]);
    let payment = sandbox.read(&payment);
    assert_eq!(state(&payment), "CANCELED/CANCELED");
    assert_eq!(payment["amount"]["captured"], json!(0));
    assert_eq!(payment["transactions"][1]["type"], "CANCEL");
    assert_eq!(sandbox.events(), ["payment.authorize", "payment.cancel"]);
}

#[test]
fn nothing_happens_before_its_time() {
    let mut sandbox = Sandbox::new("2026-01-15T12:00:00Z");
    let payment = sandbox.created(&delayed(Some("P7D"), None));

    let happened = sandbox.advance("2026-01-22T11:59:59Z");

    assert_eq!(happened, []);
    assert_eq!(state(&sandbox.read(&payment)), "PENDING/AUTHORIZED");
}

#[test]
fn nothing_is_scheduled_for_an_authorization_that_failed() {
    let mut sandbox = Sandbox::new("2026-01-15T12:00:00Z");
    let mut body = delayed(Some("P7D"), Some("P8D"));
    body["description"] = json!("INSUFFICIENT_FUNDS");

    let payment = sandbox.created(&body);

    assert_eq!(state(&payment), "DECLINED/DECLINED");
    assert!(sandbox.machine.next_due().is_none());
}

#[test]
fn null_in_place_of_a_delayed_object_is_fine_with_either_capture() {
    for name in ["real-time", "manual"] {
        let mut sandbox = Sandbox::new("2026-01-15T12:00:00Z");
        let mut body = guide(name);
        body["payment_method"]["detail"]["card"]["delayed_capture_settings"] = json!(null);
        body["payment_method"]["detail"]["card"]["delayed_cancel_settings"] = json!(null);

        sandbox.created(&body);

        assert!(sandbox.machine.next_due().is_none());
    }
}

#[rstest]
#[case::declined("DO_NOT_HONOR", "DECLINED", "DECLINED/DECLINED")]
#[case::expired("EXPIRED_BY_PROVIDER", "DECLINED", "DECLINED/DECLINED")]
#[case::rejected("INTERNAL_ERROR", "ERROR", "REJECTED/REJECTED")]
#[case::error("PROVIDER_TIMEOUT", "ERROR", "ERROR/ERROR")]
#[case::unconfirmed("PENDING_PROVIDER_CONFIRMATION", "PENDING", "PENDING/AUTHORIZED")]
fn a_forced_failure_of_a_delayed_capture_ends_the_payment(
    #[case] forced: &'static str,
    #[case] transaction: &str,
    #[case] expected: &str,
) {
    let mut sandbox = Sandbox::new("2026-01-15T12:00:00Z");
    let payment = sandbox.created(&delayed(Some("P7D"), None));
    sandbox.forced = Some(forced);

    sandbox.advance("2027-01-01T00:00:00Z");

    let payment = sandbox.read(&payment);
    assert_eq!(state(&payment), expected);
    assert_eq!(payment["amount"]["captured"], json!(0));
    assert_eq!(payment["transactions"][1]["status"], transaction);
    assert_eq!(payment["transactions"][1]["response_code"], forced);
    assert_eq!(sandbox.events(), ["payment.authorize", "payment.capture"]);
}

#[rstest]
#[case("DO_NOT_HONOR")]
#[case("PROVIDER_TIMEOUT")]
#[case("INTERNAL_ERROR")]
fn a_failed_capture_leaves_a_payment_to_the_cancel_that_is_still_to_come(
    #[case] forced: &'static str,
) {
    let mut sandbox = Sandbox::new("2026-01-15T12:00:00Z");
    let payment = sandbox.created(&delayed(Some("P20D"), Some("P40D")));
    sandbox.forced = Some(forced);
    sandbox.advance("2026-02-10T00:00:00Z");
    assert_eq!(state(&sandbox.read(&payment)), "PENDING/AUTHORIZED");
    sandbox.forced = None;

    let happened = sandbox.advance("2027-01-01T00:00:00Z");

    assert_eq!(happened, [("2026-02-24T12:00:00Z".to_owned(), "cancel_due")]);
    assert_eq!(state(&sandbox.read(&payment)), "CANCELED/CANCELED");
    assert_eq!(sandbox.events(), ["payment.authorize", "payment.capture", "payment.cancel"]);
}

#[test]
fn a_failed_cancel_leaves_the_payment_authorized_and_the_capture_to_come() {
    let mut sandbox = Sandbox::new("2026-01-15T12:00:00Z");
    let payment = sandbox.created(&delayed(Some("P40D"), Some("P20D")));
    sandbox.forced = Some("DO_NOT_HONOR");
    sandbox.advance("2026-02-10T00:00:00Z");
    assert_eq!(state(&sandbox.read(&payment)), "PENDING/AUTHORIZED");
    sandbox.forced = None;

    sandbox.advance("2027-01-01T00:00:00Z");

    assert_eq!(state(&sandbox.read(&payment)), "SUCCEEDED/CAPTURED");
}

#[test]
fn a_cancel_that_is_not_confirmed_removes_the_capture() {
    let mut sandbox = Sandbox::new("2026-01-15T12:00:00Z");
    let payment = sandbox.created(&delayed(Some("P40D"), Some("P20D")));
    sandbox.forced = Some("PENDING_PROVIDER_CONFIRMATION");

    let happened = sandbox.advance("2027-01-01T00:00:00Z");

    assert_eq!(happened.len(), 1);
    assert_eq!(state(&sandbox.read(&payment)), "CANCELED/PENDING_PROVIDER_CONFIRMATION");
}

#[test]
fn every_outcome_can_be_forced_on_every_operation() {
    let profile = Kind::<Yuno>::new().profile();
    for forced in profile.outcomes {
        let mut sandbox = Sandbox::new("2026-01-15T12:00:00Z");
        let payments = [(Some("P1D"), None), (None, Some("P1D")), (Some("P1D"), Some("P2D"))]
            .map(|(capture, cancel)| sandbox.created(&delayed(capture, cancel)));
        sandbox.forced = Some(forced);

        let created = [guide("real-time"), guide("manual")].map(|body| sandbox.created(&body));
        sandbox.advance("2027-01-01T00:00:00Z");

        for payment in payments.iter().chain(&created) {
            let read = sandbox.read(payment);
            assert!(profile.statuses.contains(&state(&read).as_str()), "{forced}: {read}");
        }
        for event in sandbox.events() {
            assert!(profile.events.contains(&event.as_str()), "{event}");
        }
        assert!(sandbox.machine.next_due().is_none());
    }
}

proptest! {
    #[test]
    fn of_two_delayed_operations_the_earlier_one_happens_and_no_other(
        capture in 0_u32..5000,
        cancel in 0_u32..5000,
    ) {
        let mut sandbox = Sandbox::new("2026-01-15T12:00:00Z");
        let delays = (format!("PT{capture}M"), format!("PT{cancel}M"));
        let payment = sandbox.created(&delayed(Some(&delays.0), Some(&delays.1)));

        let happened = sandbox.advance("2027-01-01T00:00:00Z");

        let expected = if capture <= cancel { "SUCCEEDED/CAPTURED" } else { "CANCELED/CANCELED" };
        prop_assert_eq!(happened.len(), 1);
        prop_assert_eq!(state(&sandbox.read(&payment)), expected);
    }
}
