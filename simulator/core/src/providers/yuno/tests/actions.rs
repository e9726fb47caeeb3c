//! What somebody can do to a payment outside of the API, and what comes of it.

use rstest::rstest;

use super::*;

const START: &str = "2026-01-15T12:00:00Z";

#[test]
fn an_authorized_payment_can_be_captured_and_cancelled_by_hand_and_by_the_clock() {
    let mut sandbox = Sandbox::new(START);
    sandbox.set("authorization_hold", "P30D");
    let payment = sandbox.created(&delayed(Some("P7D"), Some("P6D")));

    assert_eq!(
        sandbox.next(&payment),
        [
            "capture by merchant -> SUCCEEDED/CAPTURED",
            "cancel by merchant -> CANCELED/CANCELED",
            "cancel_due by time -> CANCELED/CANCELED at 2026-01-21T12:00:00Z",
            "capture_due by time -> SUCCEEDED/CAPTURED at 2026-01-22T12:00:00Z",
            "hold_ends by time -> EXPIRED/EXPIRED at 2026-02-14T12:00:00Z",
        ]
    );
}

#[rstest]
#[case("capture", "SUCCEEDED/CAPTURED", "CAPTURE", "payment.capture")]
#[case("cancel", "CANCELED/CANCELED", "CANCEL", "payment.cancel")]
fn the_dashboard_takes_or_releases_everything_and_removes_what_is_scheduled(
    #[case] action: &str,
    #[case] expected: &str,
    #[case] operation: &str,
    #[case] event: &str,
) {
    let mut sandbox = Sandbox::new(START);
    sandbox.set("authorization_hold", "P30D");
    let payment = sandbox.created(&guide("both"));

    sandbox.act(&payment, action).unwrap();

    let read = sandbox.read(&payment);
    assert_eq!(state(&read), expected);
    let made = &read["transactions"][1];
    assert_eq!((&made["type"], &made["amount"]), (&json!(operation), &read["amount"]["value"]));
    assert_eq!(made["reason"], json!(null));
    assert_eq!(sandbox.events(), ["payment.authorize", event]);
    assert!(sandbox.machine.next_due().is_none());
    let next: &[&str] =
        if action == "capture" { &["refund by merchant -> REFUNDED/REFUNDED"] } else { &[] };
    assert_eq!(sandbox.next(&payment), next);
}

#[rstest]
#[case::of_a_purchase("real-time", &[], 20000)]
#[case::of_a_capture("manual", &[("capture", 20000)], 20000)]
#[case::of_two_captures("manual", &[("capture", 1), ("capture", 19999)], 20000)]
#[case::of_the_rest("real-time", &[("refund", 5000)], 15000)]
fn the_dashboard_gives_back_everything_that_is_left(
    #[case] body: &str,
    #[case] before: &[(&str, i64)],
    #[case] given_back: i64,
) {
    let mut sandbox = Sandbox::new(START);
    let payment = sandbox.created(&guide(body));
    for (verb, part) in before {
        sandbox.changed(&payment, (0, verb), &wish(json!({"amount": amount(*part)})));
    }

    let offered = sandbox.next(&payment);
    sandbox.act(&payment, "refund").unwrap();

    assert_eq!(offered, ["refund by merchant -> REFUNDED/REFUNDED"]);
    let read = sandbox.read(&payment);
    assert_eq!(state(&read), "REFUNDED/REFUNDED");
    let made = read["transactions"].as_array().unwrap().last().unwrap();
    assert_eq!((&made["type"], &made["amount"]), (&json!("REFUND"), &json!(given_back)));
    assert_eq!(sandbox.events().last().unwrap(), "payment.refund");
    assert_eq!(sandbox.next(&payment), Vec::<String>::new());
}

#[rstest]
#[case("capture", "DECLINED/DECLINED")]
#[case("cancel", "PENDING/AUTHORIZED")]
fn a_failure_by_hand_removes_what_is_scheduled_too(#[case] action: &str, #[case] expected: &str) {
    let mut sandbox = Sandbox::new(START);
    let payment = sandbox.created(&guide("both"));
    sandbox.forced = Some("DO_NOT_HONOR");

    sandbox.act(&payment, action).unwrap();

    assert_eq!(state(&sandbox.read(&payment)), expected);
    assert!(sandbox.machine.next_due().is_none());
}

#[rstest]
#[case::authorization("capture", false)]
#[case::purchase("cancel", true)]
#[case::of_the_clock("capture_due", false)]
#[case::unknown("explode", false)]
fn what_nobody_can_do_now_is_refused_and_changes_nothing(
    #[case] action: &str,
    #[case] purchase: bool,
) {
    let mut sandbox = Sandbox::new(START);
    let payment = sandbox.created(&guide(if purchase { "real-time" } else { "delayed capture" }));
    if action == "capture" {
        sandbox.act(&payment, "cancel").unwrap();
    }
    let before = sandbox.read(&payment);

    let refused = sandbox.act(&payment, action).unwrap_err();

    assert!(refused.starts_with(&format!("`{action}` cannot happen to ")), "{refused}");
    assert_eq!(sandbox.read(&payment), before);
}

#[test]
fn the_refusal_of_what_the_clock_does_says_when() {
    let mut sandbox = Sandbox::new(START);
    let payment = sandbox.created(&delayed(Some("P7D"), None));

    let refused = sandbox.act(&payment, "capture_due").unwrap_err();

    assert!(
        refused.ends_with("the clock does that at 2026-01-22T12:00:00Z: advance it."),
        "{refused}"
    );
}

#[rstest]
#[case::purchase("real-time", "confirm", "SUCCEEDED/APPROVED", ("SUCCEEDED", "payment.purchase"))]
#[case::refused("real-time", "refuse", "DECLINED/DECLINED", ("DECLINED", "payment.purchase"))]
#[case::authorization("manual", "confirm", "PENDING/AUTHORIZED", ("SUCCEEDED", "payment.authorize"))]
#[case::refused("manual", "refuse", "DECLINED/DECLINED", ("DECLINED", "payment.authorize"))]
fn a_payment_that_waits_for_the_provider_is_decided_by_it(
    #[case] body: &str,
    #[case] action: &str,
    #[case] expected: &str,
    #[case] (transaction, event): (&str, &str),
) {
    let mut sandbox = Sandbox::new(START);
    let mut body = guide(body);
    body["description"] = json!("PENDING_PROVIDER_CONFIRMATION");
    let payment = sandbox.created(&body);
    assert_eq!(state(&payment), "PENDING/PENDING_PROVIDER_CONFIRMATION");
    sandbox.advance("2026-01-16T12:00:00Z");

    sandbox.act(&payment, action).unwrap();

    let read = sandbox.read(&payment);
    assert_eq!(state(&read), expected);
    assert_eq!(read["transactions"].as_array().unwrap().len(), 1);
    assert_eq!(read["transactions"][0]["status"], transaction);
    assert_eq!(read["transactions"][0]["updated_at"], "2026-01-16T12:00:00.000000Z");
    assert_eq!(sandbox.events(), [event, event]);
}

#[test]
fn the_delays_count_from_the_authorization_that_comes_late() {
    let mut sandbox = Sandbox::new(START);
    let mut body = delayed(Some("P7D"), Some("P40D"));
    body["description"] = json!("CHALLENGE_REQUIRED");
    let payment = sandbox.created(&body);
    assert_eq!(
        sandbox.next(&payment),
        ["confirm by shopper -> PENDING/AUTHORIZED", "refuse by shopper -> DECLINED/DECLINED"]
    );
    sandbox.advance("2026-01-16T12:00:00Z");

    sandbox.act(&payment, "confirm").unwrap();

    let happened = sandbox.advance("2027-01-01T00:00:00Z");
    assert_eq!(happened, [("2026-01-23T12:00:00Z".to_owned(), "capture_due")]);
    assert_eq!(state(&sandbox.read(&payment)), "SUCCEEDED/CAPTURED");
}

/// A scheduled capture or cancel that waits for the provider.
fn waiting(capture: Option<&str>, cancel: Option<&str>) -> (Sandbox, Value) {
    let mut sandbox = Sandbox::new(START);
    sandbox.set("authorization_hold", "P3D");
    let payment = sandbox.created(&delayed(capture, cancel));
    sandbox.forced = Some("PENDING_PROVIDER_CONFIRMATION");
    sandbox.advance("2026-01-20T12:00:00Z");
    sandbox.forced = None;
    (sandbox, payment)
}

#[rstest]
#[case::capture(Some("P1D"), None, "SUCCEEDED/CAPTURED", 20000)]
#[case::capture_before_cancel(Some("P1D"), Some("P2D"), "SUCCEEDED/CAPTURED", 20000)]
#[case::cancel(None, Some("P1D"), "CANCELED/CANCELED", 0)]
#[case::cancel_before_capture(Some("P2D"), Some("P1D"), "CANCELED/CANCELED", 0)]
fn an_operation_that_the_provider_confirms_ends_as_any_other(
    #[case] capture: Option<&str>,
    #[case] cancel: Option<&str>,
    #[case] expected: &str,
    #[case] captured: i64,
) {
    let (mut sandbox, payment) = waiting(capture, cancel);
    assert_eq!(sandbox.read(&payment)["transactions"][1]["status"], "PENDING");

    sandbox.act(&payment, "confirm").unwrap();

    let read = sandbox.read(&payment);
    assert_eq!(state(&read), expected);
    assert_eq!(read["amount"]["captured"], json!(captured));
    assert_eq!(read["transactions"][1]["status"], "SUCCEEDED");
    assert!(sandbox.machine.next_due().is_none());
}

#[rstest]
#[case::capture(Some("P1D"), None, "DECLINED/DECLINED", &[])]
#[case::capture_before_cancel(Some("P1D"), Some("P2D"), "PENDING/AUTHORIZED", &["cancel_due"])]
#[case::cancel(None, Some("P1D"), "PENDING/AUTHORIZED", &["hold_ends"])]
fn after_a_refusal_that_comes_late_follows_what_waited(
    #[case] capture: Option<&str>,
    #[case] cancel: Option<&str>,
    #[case] expected: &str,
    #[case] follows: &[&str],
) {
    let (mut sandbox, payment) = waiting(capture, cancel);

    sandbox.act(&payment, "refuse").unwrap();

    let read = sandbox.read(&payment);
    assert_eq!(state(&read), expected);
    assert_eq!(read["transactions"][1]["response_code"], "DECLINED_BY_PROVIDER");
    let happened = sandbox.advance("2026-01-20T12:00:00Z");
    assert_eq!(happened.iter().map(|(_, name)| *name).collect::<Vec<_>>(), follows);
}

/// States in which something can happen, reached in different ways.
#[rstest]
#[case::authorized(None, "2026-01-15T12:00:00Z")]
#[case::retried(Some("DO_NOT_HONOR"), "2026-01-17T12:00:00Z")]
#[case::given_up(Some("DO_NOT_HONOR"), "2026-01-26T12:00:00Z")]
#[case::open(Some("PENDING_PROVIDER_CONFIRMATION"), "2026-01-17T12:00:00Z")]
fn everything_that_is_offered_is_an_edge_of_the_diagram(
    #[case] forced: Option<&'static str>,
    #[case] at: &str,
) {
    let mut sandbox = Sandbox::new(START);
    sandbox.set("authorization_hold", "P60D");
    let mut body = delayed(Some("P1D"), Some("P40D"));
    body["payment_method"]["detail"]["card"]["delayed_capture_settings"]["simplified_mode"] =
        json!(true);
    let payment = sandbox.created(&body);
    sandbox.forced = forced;
    sandbox.advance(at);

    let view = sandbox.machine.subject(payment["id"].as_str().unwrap()).unwrap();

    let edges = (sandbox.machine.profile().transitions)();
    assert!(!view.next.is_empty());
    for action in &view.next {
        let known = edges.iter().any(|edge| edge.from == view.state && edge.to == action.leads_to);
        assert!(known || action.name == "refuse", "{action:?} in {}", view.state);
    }
}
