//! Whatever is sent to any method gets the envelope, and what is refused changes nothing.

use proptest::prelude::*;

use super::admission::any_json;
use super::*;
use crate::kernel::provider::Provider;

/// A world with an order to act on, and a valid request to each method.
fn requests(sandbox: &mut Sandbox) -> Vec<Sale> {
    let held = trade_id(&sandbox.post(sale().with("operation", r#""12""#).body()));
    let paid = sale().with("request_id", r#""a second request id, longer""#);
    let paid = trade_id(&sandbox.post(paid.body()));
    let refund = [
        ("refund_amount", "0.1"),
        ("refund_currency", "EUR"),
        ("refund_description", "test"),
        ("trade_id", paid.as_str()),
        ("m_refund_id", "1"),
        ("notify_url", "https://www.yabandpay.com/notify"),
    ];
    let made = sandbox.post(to("v3.CreateRefund", &refund).body());
    let capture = [
        ("amount", "1"),
        ("currency", "EUR"),
        ("description", "test"),
        ("notify_url", "https://www.yabandpay.com/notify"),
        ("request_id", "ca51f2fas3i0f8uiw7efj6oe4i2w1ghj"),
        ("trade_id", held.as_str()),
    ];
    let refund_id = data(&made)["refund_id"].as_str().unwrap().to_owned();
    vec![
        hosted(),
        to("v3.Capture", &capture),
        to("v3.CancelPayment", &[("trade_id", &held)]),
        to("v3.QueryOrder", &[("trade_id", &held)]),
        to("v3.CreateRefund", &refund),
        to("v3.QueryRefundOrder", &[("refund_id", &refund_id)]),
    ]
}

#[test]
fn every_method_answers_when_nothing_is_wrong() {
    for which in 0..6 {
        let mut sandbox = Sandbox::new();
        let request = requests(&mut sandbox).swap_remove(which);

        assert_eq!(code(&sandbox.post(request.body())), "200", "{}", request.method);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_value_of_any_member_of_any_method_gets_the_envelope(
        which in 0_usize..6,
        member: prop::sample::Index,
        text in any_json(),
    ) {
        let mut sandbox = Sandbox::new();
        let mut request = requests(&mut sandbox).swap_remove(which);
        let member = member.index(request.data.len());
        request.data[member].1 = text;
        let before = sandbox.machine.snapshot();

        let answered = sandbox.post(request.body());

        let answer = json(&answered);
        let code = answer["code"].as_str().unwrap();
        prop_assert!(answer["message"].is_string() && answer["status"].is_boolean());
        prop_assert!(code == "200" || Yabandpay::PROFILE.errors.contains(&code));
        prop_assert!(code == "200" || sandbox.machine.snapshot() == before);
    }
}
