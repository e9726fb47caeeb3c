//! `simplified_mode`: when Yuno tries again, what is shown in between, and what comes of it.

use rstest::rstest;
use serde_json::json;

use super::*;

const START: &str = "2026-01-15T12:00:00Z";
/// A capture after a day, tried again when it fails.
const DUE: &str = "2026-01-16T12:00:00Z";
/// Minutes after the first try, each wait counted from the previous try: 5 and 50 minutes, 6, 24, 48 and
/// 96 hours.
const FROM_PREVIOUS: [i64; 7] = [0, 5, 55, 6 * 60 + 55, 30 * 60 + 55, 78 * 60 + 55, 174 * 60 + 55];

fn persistent(capture: Option<&str>, cancel: Option<&str>) -> Value {
    let mut body = delayed(capture, cancel);
    let card = &mut body["payment_method"]["detail"]["card"];
    for name in ["delayed_capture_settings", "delayed_cancel_settings"] {
        if card[name].is_object() {
            card[name]["simplified_mode"] = json!(true);
        }
    }
    body
}

/// Minutes after the first try at which the timers of a name fell due.
fn minutes(happened: &[(String, &'static str)], name: &str) -> Vec<i64> {
    let first: Timestamp = DUE.parse().unwrap();
    let all = happened.iter().filter(|(_, timer)| *timer == name);
    all.map(|(at, _)| at.parse::<Timestamp>().unwrap().duration_since(first).as_mins()).collect()
}

#[rstest]
#[case::previous("previous", FROM_PREVIOUS)]
#[case::first("first", [0, 5, 50, 6 * 60, 24 * 60, 48 * 60, 96 * 60])]
fn a_capture_is_tried_seven_times_and_then_given_up(
    #[case] basis: &str,
    #[case] instants: [i64; 7],
) {
    let mut sandbox = Sandbox::new(START);
    sandbox.set("operation_retry_basis", basis);
    let payment = sandbox.created(&persistent(Some("P1D"), None));
    sandbox.forced = Some("PROVIDER_TIMEOUT");

    let happened = sandbox.advance("2027-01-01T00:00:00Z");

    assert_eq!(minutes(&happened, "capture_due"), instants);
    let payment = sandbox.read(&payment);
    assert_eq!(state(&payment), "SUCCEEDED/CAPTURE_RETRY_PROCESS_FAILED");
    assert_eq!(payment["amount"]["captured"], json!(0));
    let tries = &payment["transactions"].as_array().unwrap()[1..];
    assert_eq!(tries.len(), 7);
    for made in tries {
        assert_eq!(made["type"], "CAPTURE");
        assert_eq!(made["status"], "DECLINED");
        assert_eq!(made["response_code"], "PROVIDER_TIMEOUT");
        assert_eq!(made["amount"], json!(20000));
    }
    let events = sandbox.events();
    assert_eq!(events[0], "payment.authorize");
    assert_eq!(events[1..], vec!["payment.capture"; 7]);
    assert!(sandbox.machine.next_due().is_none());
}

#[rstest]
#[case::by_hand(None, "CANCELED/CANCELED")]
#[case::whichever_it_is(Some("cancel-or-refund"), "CANCELED/CANCELED")]
#[case::what_is_pending(Some("cancel"), "SUCCEEDED/CAPTURE_RETRY_PROCESS_FAILED")]
#[case::a_capture(Some("capture"), "SUCCEEDED/CAPTURE_RETRY_PROCESS_FAILED")]
fn money_of_a_capture_that_was_given_up_can_be_released(
    #[case] verb: Option<&str>,
    #[case] expected: &str,
) {
    let mut sandbox = Sandbox::new(START);
    let payment = sandbox.created(&persistent(Some("P1D"), None));
    sandbox.forced = Some("PROVIDER_TIMEOUT");
    sandbox.advance("2027-01-01T00:00:00Z");
    sandbox.forced = None;
    assert_eq!(sandbox.machine.open_ends(sandbox.at).len(), 1);

    match verb {
        Some(verb) => {
            let to = format!("transactions/{}/{verb}", sandbox.transaction(&payment, 0));
            sandbox.change(&payment, &to, &wish(json!({})));
        }
        None => sandbox.act(&payment, "cancel").unwrap(),
    }

    assert_eq!(state(&sandbox.read(&payment)), expected);
    let is_released = expected.starts_with("CANCELED");
    assert_eq!(sandbox.machine.open_ends(sandbox.at).is_empty(), is_released);
}

#[test]
fn a_capture_that_succeeds_at_the_fourth_try_is_a_capture() {
    let mut sandbox = Sandbox::new(START);
    let payment = sandbox.created(&persistent(Some("P1D"), None));
    sandbox.forced = Some("DECLINED_BY_BANK");
    sandbox.advance("2026-01-16T18:54:59Z");
    assert_eq!(state(&sandbox.read(&payment)), "SUCCEEDED/CAPTURE_RETRY_IN_PROCESS");
    sandbox.forced = None;

    let happened = sandbox.advance("2027-01-01T00:00:00Z");

    assert_eq!(happened, [("2026-01-16T18:55:00Z".to_owned(), "capture_due")]);
    let payment = sandbox.read(&payment);
    assert_eq!(state(&payment), "SUCCEEDED/CAPTURED");
    assert_eq!(payment["amount"]["captured"], json!(20000));
    assert_eq!(payment["transactions"].as_array().unwrap().len(), 5);
}

#[test]
fn a_cancel_is_tried_seven_times_and_the_payment_stays_authorized() {
    let mut sandbox = Sandbox::new(START);
    let payment = sandbox.created(&persistent(None, Some("P1D")));
    sandbox.forced = Some("DECLINED_BY_PROVIDER");

    let happened = sandbox.advance("2027-01-01T00:00:00Z");

    assert_eq!(minutes(&happened, "cancel_due"), FROM_PREVIOUS);
    let payment = sandbox.read(&payment);
    assert_eq!(state(&payment), "PENDING/AUTHORIZED");
    assert_eq!(payment["transactions"].as_array().unwrap().len(), 8);
    assert_eq!(sandbox.events()[1..], vec!["payment.cancel"; 7]);
}

#[test]
fn a_cancel_that_succeeds_at_the_third_try_is_a_cancel() {
    let mut sandbox = Sandbox::new(START);
    let payment = sandbox.created(&persistent(None, Some("P1D")));
    sandbox.forced = Some("DECLINED_BY_PROVIDER");
    sandbox.advance("2026-01-16T12:54:59Z");
    assert_eq!(state(&sandbox.read(&payment)), "PENDING/AUTHORIZED");
    sandbox.forced = None;

    let happened = sandbox.advance("2027-01-01T00:00:00Z");

    assert_eq!(minutes(&happened, "cancel_due"), [55]);
    assert_eq!(state(&sandbox.read(&payment)), "CANCELED/CANCELED");
}

/// The capture of the first day is tried until 174 h 55 min later, within its eighth day.
#[rstest]
#[case::due_meanwhile("P2D", "2026-01-23T18:55:00Z")]
#[case::due_with_the_capture("P1D", "2026-01-23T18:55:00Z")]
#[case::due_with_the_last_try("P8DT6H55M", "2026-01-23T18:55:00Z")]
#[case::due_later("P40D", "2026-02-24T12:00:00Z")]
fn a_cancel_waits_until_the_capture_is_given_up_and_still_releases_the_hold(
    #[case] cancel: &str,
    #[case] released: &str,
) {
    let mut sandbox = Sandbox::new(START);
    let payment = sandbox.created(&persistent(Some("P1D"), Some(cancel)));
    sandbox.forced = Some("DECLINED_BY_BANK");
    let mut happened = sandbox.advance("2026-01-23T18:54:59Z");
    assert!(minutes(&happened, "cancel_due").is_empty());
    // The last try fails as the others did; the cancel after it goes through.
    let last = sandbox.fire();
    sandbox.forced = None;
    assert_eq!(state(&sandbox.read(&payment)), "SUCCEEDED/CAPTURE_RETRY_PROCESS_FAILED");

    happened.push(last);
    let after = sandbox.advance("2027-01-01T00:00:00Z");

    assert_eq!(minutes(&happened, "capture_due"), FROM_PREVIOUS);
    assert_eq!(after, [(released.to_owned(), "cancel_due")]);
    assert_eq!(state(&sandbox.read(&payment)), "CANCELED/CANCELED");
}

#[test]
fn a_capture_that_succeeds_meanwhile_removes_the_cancel_that_waits() {
    let mut sandbox = Sandbox::new(START);
    let payment = sandbox.created(&persistent(Some("P1D"), Some("P2D")));
    sandbox.forced = Some("DECLINED_BY_BANK");
    sandbox.advance("2026-01-17T12:00:00Z");
    sandbox.forced = None;

    sandbox.advance("2027-01-01T00:00:00Z");

    assert_eq!(state(&sandbox.read(&payment)), "SUCCEEDED/CAPTURED");
    assert!(!sandbox.events().contains(&"payment.cancel".to_owned()));
}

#[test]
fn a_cancel_that_is_tried_again_lets_the_capture_come_first_at_one_instant() {
    let mut sandbox = Sandbox::new(START);
    // The third try of the cancel is due with the capture.
    let payment = sandbox.created(&persistent(Some("P1DT55M"), Some("P1D")));
    sandbox.forced = Some("DECLINED_BY_PROVIDER");
    sandbox.advance("2026-01-16T12:54:59Z");
    sandbox.forced = None;

    let happened = sandbox.advance("2027-01-01T00:00:00Z");

    assert_eq!(happened, [("2026-01-16T12:55:00Z".to_owned(), "capture_due")]);
    assert_eq!(state(&sandbox.read(&payment)), "SUCCEEDED/CAPTURED");
}

#[test]
fn what_is_still_open_is_not_tried_again() {
    let mut sandbox = Sandbox::new(START);
    let payment = sandbox.created(&persistent(Some("P1D"), Some("P2D")));
    sandbox.forced = Some("PENDING_PROVIDER_CONFIRMATION");

    let happened = sandbox.advance("2027-01-01T00:00:00Z");

    assert_eq!(happened, [(DUE.to_owned(), "capture_due")]);
    assert_eq!(state(&sandbox.read(&payment)), "PENDING/AUTHORIZED");
}

/// A capture or a refund that the merchant asks for, and that fails so far.
fn asked_for(verb: &str, more: &Value) -> (Sandbox, Value) {
    let mut sandbox = Sandbox::new(DUE);
    let first = if verb == "refund" { "real-time" } else { "both" };
    let payment = sandbox.created(&guide(first));
    sandbox.forced = Some("PROVIDER_TIMEOUT");
    let mut body = wish(json!({"simplified_mode": true}));
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    sandbox.changed(&payment, (0, verb), &body);
    (sandbox, payment)
}

#[rstest]
#[case::capture("capture", "SUCCEEDED/CAPTURE_RETRY_IN_PROCESS", "capture_due")]
#[case::refund("refund", "SUCCEEDED/REFUND_RETRY_IN_PROCESS", "refund_due")]
fn what_the_merchant_asks_for_is_tried_again_as_well(
    #[case] verb: &str,
    #[case] meanwhile: &str,
    #[case] timer: &str,
) {
    let (mut sandbox, payment) = asked_for(verb, &json!({}));
    assert_eq!(state(&sandbox.read(&payment)), meanwhile);

    let happened = sandbox.advance("2027-01-01T00:00:00Z");

    // The call itself was the first try; what was scheduled is gone with it.
    assert_eq!(minutes(&happened, timer), FROM_PREVIOUS[1..]);
    assert_eq!(happened.len(), 6);
    let payment = sandbox.read(&payment);
    let ended = if verb == "refund" { "APPROVED" } else { "CAPTURE_RETRY_PROCESS_FAILED" };
    assert_eq!(state(&payment), format!("SUCCEEDED/{ended}"));
    for made in &payment["transactions"].as_array().unwrap()[1..] {
        assert_eq!(made["merchant_reference"], "AAB01-432245");
    }
}

#[rstest]
#[case::capture("capture", json!({}), "SUCCEEDED/CAPTURED")]
#[case::partial_capture("capture", json!({"amount": amount(5000)}), "SUCCEEDED/PARTIALLY_CAPTURED")]
#[case::refund("refund", json!({}), "REFUNDED/REFUNDED")]
#[case::partial_refund("refund", json!({"amount": amount(5000)}), "SUCCEEDED/PARTIALLY_REFUNDED")]
fn a_later_try_of_what_the_merchant_asked_for_does_what_was_asked(
    #[case] verb: &str,
    #[case] more: Value,
    #[case] expected: &str,
) {
    let (mut sandbox, payment) = asked_for(verb, &more);
    sandbox.forced = None;

    let happened = sandbox.advance("2027-01-01T00:00:00Z");

    assert_eq!(happened.len(), 1);
    let read = sandbox.read(&payment);
    assert_eq!(state(&read), expected);
    let moved = if verb == "refund" { "refunded" } else { "captured" };
    let asked = more["amount"]["value"].as_i64().unwrap_or(20000);
    assert_eq!(read["amount"][moved], json!(asked));
}

/// Minutes before the calendar ends, at which no instant of the first wait is left.
const LAST_MINUTES: &str = "9999-12-30T21:58:00Z";

#[rstest]
#[case::capture("capture", "DECLINED/DECLINED")]
#[case::refund("refund", "SUCCEEDED/APPROVED")]
fn a_call_whose_next_try_lies_beyond_the_calendar_is_tried_once(
    #[case] verb: &str,
    #[case] expected: &str,
) {
    let mut sandbox = Sandbox::new(LAST_MINUTES);
    let first = if verb == "refund" { "real-time" } else { "manual" };
    let payment = sandbox.created(&guide(first));
    sandbox.forced = Some("DECLINED_BY_BANK");

    sandbox.changed(&payment, (0, verb), &wish(json!({"simplified_mode": true})));

    assert_eq!(state(&sandbox.read(&payment)), expected);
    assert!(sandbox.machine.next_due().is_none());
}

#[rstest]
#[case::capture(Some("PT1M"), None, "DECLINED/DECLINED")]
#[case::cancel(None, Some("PT1M"), "PENDING/AUTHORIZED")]
fn a_scheduled_operation_whose_next_try_lies_beyond_the_calendar_is_tried_once(
    #[case] capture: Option<&str>,
    #[case] cancel: Option<&str>,
    #[case] expected: &str,
) {
    let mut sandbox = Sandbox::new(LAST_MINUTES);
    let payment = sandbox.created(&persistent(capture, cancel));
    sandbox.forced = Some("DECLINED_BY_BANK");

    let happened = sandbox.advance("9999-12-30T21:59:30Z");

    assert_eq!(happened.len(), 1);
    assert_eq!(state(&sandbox.read(&payment)), expected);
    assert!(sandbox.machine.next_due().is_none());
}

/// The page on retries knows captures and refunds, the guide scheduled cancels.
#[test]
fn a_cancel_that_the_merchant_asks_for_is_never_tried_again() {
    let mut sandbox = Sandbox::new(START);
    let payment = sandbox.created(&guide("manual"));
    sandbox.forced = Some("DECLINED_BY_BANK");

    let response = sandbox.change(&payment, "cancel-or-refund", &json!({"simplified_mode": true}));

    assert_eq!(value(&response)["status"], "DECLINED");
    assert_eq!(state(&sandbox.read(&payment)), "PENDING/AUTHORIZED");
    assert!(sandbox.machine.next_due().is_none());
}
