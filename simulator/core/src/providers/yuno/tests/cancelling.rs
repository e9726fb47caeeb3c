//! Cancels by the merchant.

use rstest::rstest;
use serde_json::json;

use super::*;

const NOON: &str = "2026-01-15T12:00:00Z";

#[test]
fn a_cancel_releases_all_that_was_authorized() {
    let mut sandbox = Sandbox::new(NOON);
    let payment = sandbox.created(&guide("manual"));
    // An amount is no member of a cancel, and ignored like any other unknown one.
    let body = wish(json!({"reason": "DUPLICATE", "amount": amount(1)}));

    let cancel = sandbox.changed(&payment, (0, "cancel"), &body);

    assert_eq!((&cancel["type"], &cancel["status"]), (&json!("CANCEL"), &json!("SUCCEEDED")));
    assert_eq!(cancel["amount"]["value"], json!(20000));
    assert_eq!(cancel["merchant_reference"], "");
    assert_eq!(state(&cancel["payment"]), "CANCELED/CANCELED");
    let read = sandbox.read(&payment);
    assert_eq!(state(&read), "CANCELED/CANCELED");
    assert_eq!(read["amount"]["captured"], json!(0));
    assert_eq!(read["transactions"][1]["reason"], "DUPLICATE");
    assert_eq!(read["transactions"][1]["merchant_reference"], "AAB01-432245");
    assert_eq!(sandbox.events(), ["payment.authorize", "payment.cancel"]);
}

#[rstest]
#[case::done("SUCCEEDED", "CANCELED/CANCELED")]
#[case::refused_by_the_bank("DO_NOT_HONOR", "PENDING/AUTHORIZED")]
#[case::unconfirmed("PENDING_REVIEW", "CANCELED/PENDING_PROVIDER_CONFIRMATION")]
fn a_cancel_that_is_accepted_removes_what_was_scheduled(
    #[case] description: &str,
    #[case] expected: &str,
) {
    let mut sandbox = Sandbox::new(NOON);
    let payment = sandbox.created(&guide("both"));

    let body = wish(json!({"description": description}));
    let cancel = sandbox.changed(&payment, (0, "cancel"), &body);

    assert_eq!(cancel["response_code"], description);
    assert_eq!(sandbox.advance("2027-01-01T00:00:00Z"), []);
    assert_eq!(state(&sandbox.read(&payment)), expected);
}

#[test]
fn a_cancel_that_is_refused_leaves_what_was_scheduled() {
    let mut sandbox = Sandbox::new(NOON);
    let payment = sandbox.created(&guide("delayed cancel"));

    let refused = sandbox.refused(&payment, (0, "cancel"), &json!({}));

    assert_eq!(refused, "INVALID_PARAMETERS");
    assert_eq!(sandbox.advance("2027-01-01T00:00:00Z").len(), 1);
    assert_eq!(state(&sandbox.read(&payment)), "CANCELED/CANCELED");
}
