//! Cards that are looked at without a charge.

use rstest::rstest;
use serde_json::json;

use super::*;

const CARD: &str = "/payment_method/detail/card";

fn verification(value: Value) -> Value {
    let mut body = guide("real-time");
    body["amount"]["value"] = value;
    body.pointer_mut(CARD).unwrap()["verify"] = json!(true);
    body
}

#[rstest]
#[case::default(None, "SUCCEEDED/VERIFIED")]
#[case::as_in_the_example(Some("succeeded"), "SUCCEEDED/VERIFIED")]
#[case::as_in_the_table(Some("verified"), "VERIFIED/VERIFIED")]
fn a_good_card_is_verified_as_the_setting_spells_it(
    #[case] setting: Option<&str>,
    #[case] expected: &str,
) {
    let mut sandbox = Sandbox::new("2026-01-15T12:00:00Z");
    if let Some(setting) = setting {
        let changes = json!({"verified_status": setting});
        sandbox.machine.change_settings(changes.as_object().unwrap()).unwrap();
    }

    let payment = sandbox.created(&verification(json!(0)));

    assert_eq!(state(&payment), expected);
    assert_eq!(payment["transactions"]["type"], "VERIFY");
    assert_eq!(payment["transactions"]["status"], "SUCCEEDED");
    assert_eq!(payment["transactions"]["amount"], json!(0));
    assert_eq!(payment["payment_method"]["payment_method_detail"]["card"]["verify"], json!(true));
    assert_eq!(sandbox.events(), ["payment.verify"]);
}

#[rstest]
#[case("DO_NOT_HONOR", "DECLINED", "DECLINED/DECLINED")]
#[case("INTERNAL_ERROR", "REJECTED", "REJECTED/REJECTED")]
#[case("PROVIDER_TIMEOUT", "ERROR", "ERROR/ERROR")]
#[case("CHALLENGE_REQUIRED", "PENDING", "PENDING/WAITING_ADDITIONAL_STEP")]
fn a_bad_card_ends_as_a_purchase_with_it_would(
    #[case] description: &str,
    #[case] transaction: &str,
    #[case] expected: &str,
) {
    let mut sandbox = Sandbox::new("2026-01-15T12:00:00Z");
    let mut body = verification(json!("0.00"));
    body["description"] = json!(description);

    let payment = sandbox.created(&body);

    assert_eq!(state(&payment), expected);
    assert_eq!(payment["transactions"]["status"], transaction);
    assert_eq!(sandbox.events(), ["payment.verify"]);
}

#[test]
fn a_verification_is_for_nothing() {
    let mut sandbox = Sandbox::new("2026-01-15T12:00:00Z");

    let refused = value(&sandbox.create(&verification(json!(12.5))));

    let text = "Invalid amount for verify payment. [12.5]";
    assert_eq!(refused, json!({"code": "INVALID_AMOUNT", "messages": [text]}));
}

#[rstest]
#[case(false)]
#[case(true)]
fn nothing_is_to_be_done_later_about_a_verification(#[case] capture: bool) {
    for name in ["delayed_capture_settings", "delayed_cancel_settings"] {
        let mut sandbox = Sandbox::new("2026-01-15T12:00:00Z");
        let mut body = verification(json!(0));
        let card = body.pointer_mut(CARD).unwrap();
        card["capture"] = json!(capture);
        card[name] = json!({"delay": "P7D"});

        let refused = value(&sandbox.create(&body));

        assert_eq!(refused["code"], "INVALID_PARAMETERS");
        assert_eq!(refused["messages"].as_array().unwrap().len(), 1, "{refused}");
        assert!(refused["messages"][0].as_str().unwrap().contains(name), "{refused}");
    }
}
