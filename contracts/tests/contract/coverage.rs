//! Every example of what the clients offer and read has a case; calls and events that they do not offer or read are listed
//! here. Whatever gets a case leaves the lists, so that they only shrink.

use sandpay_fixtures::all;
use sandpay_fixtures::find;
use sandpay_fixtures::under;

/// The sources of every case, by provider. A case names its fixture as a whole string.
const CASES: [(&str, &str); 19] = [
    ("yuno", include_str!("yuno/requests.rs")),
    ("yuno", include_str!("yuno/stored.rs")),
    ("yuno", include_str!("yuno/methods.rs")),
    ("yuno", include_str!("yuno/three_d_secure.rs")),
    ("yuno", include_str!("yuno/additional.rs")),
    ("yuno", include_str!("yuno/flights.rs")),
    ("yuno", include_str!("yuno/unexplained.rs")),
    ("yuno", ANSWERS),
    ("yuno", include_str!("yuno/operations.rs")),
    ("yuno", include_str!("yuno/customers.rs")),
    ("yuno", include_str!("yuno/webhooks.rs")),
    ("yabandpay", include_str!("yabandpay/calls.rs")),
    ("yabandpay", include_str!("yabandpay/orders.rs")),
    ("yabandpay", include_str!("yabandpay/signatures.rs")),
    ("wooshpay", include_str!("wooshpay/calls.rs")),
    ("wooshpay", include_str!("wooshpay/checkout.rs")),
    ("wooshpay", include_str!("wooshpay/methods.rs")),
    ("wooshpay", include_str!("wooshpay/operations.rs")),
    ("wooshpay", include_str!("wooshpay/webhooks.rs")),
];

/// The cases that only read: none of them makes the request of its fixture.
const ANSWERS: &str = include_str!("yuno/answers.rs");

/// Requests of calls that the clients offer, which they cannot make, and why none should. Those of which a member or two is
/// unexplained are made but for these, in `yuno/unexplained.rs`.
const NOT_MADE: [(&str, &str); 2] = [
    (
        "yuno/create-payment/card-create-payment-with-subscription",
        "an answer, printed as a request",
    ),
    ("yuno/create-payment/wallet-direct", "a wallet without what it told, and no account"),
];

/// Documented calls that the clients do not offer.
const NOT_OFFERED: &[&str] = &[
    "wooshpay/capture-payment-intent",
    "wooshpay/create-customer",
    "wooshpay/create-price",
    "wooshpay/list-disputes",
    "wooshpay/list-payment-methods",
    "yabandpay/barcode-payment",
    "yabandpay/batch-query",
    "yabandpay/create-payments",
    "yabandpay/create-payments-alipay-app-pay",
    "yabandpay/create-payments-alipay-wap",
    "yabandpay/create-payments-alipay-web",
    "yabandpay/create-payments-ideal-qrcode",
    "yabandpay/create-payments-wechat-app-pay",
    "yabandpay/create-payments-wechat-h5-pay",
    "yabandpay/create-payments-wechat-mini-pay",
    "yabandpay/create-wechat-native-pay",
    "yabandpay/execute-fx-order",
    "yabandpay/get-fx-quote",
    "yabandpay/get-sub-pay",
    "yabandpay/get-tradebill",
    "yabandpay/merchant-balance",
    "yabandpay/pos",
    "yabandpay/pos-cancel",
    "yabandpay/pos-reversal",
    "yabandpay/qrcode-payment",
    "yabandpay/query-exchange-rate",
    "yabandpay/query-fx-order",
    "yuno/cancel-payment-link",
    "yuno/cancel-subscription",
    "yuno/change-subscription-plan",
    "yuno/create-checkout-session",
    "yuno/create-customer-session",
    "yuno/create-payment-link",
    "yuno/create-payout",
    "yuno/create-subscription",
    "yuno/create-three-d-secure-setup",
    "yuno/create-token",
    "yuno/create-webhook",
    "yuno/delete-webhook",
    "yuno/enroll-payment-method",
    "yuno/enroll-payment-method-checkout",
    "yuno/generate-network-token-cryptogram",
    "yuno/list-checkout-payment-methods",
    "yuno/list-payment-methods-to-enroll",
    "yuno/list-subscriptions",
    "yuno/list-webhooks",
    "yuno/notify-fulfillment",
    "yuno/pause-subscription",
    "yuno/reassign-payment-method",
    "yuno/resume-subscription",
    "yuno/retrieve-checkout-session",
    "yuno/retrieve-payment-method-checkout",
    "yuno/retrieve-payout",
    "yuno/retrieve-plan",
    "yuno/retrieve-subscription",
    "yuno/retrieve-webhook",
    "yuno/retry-subscription",
    "yuno/submit-dispute",
    "yuno/unenroll-payment-method-checkout",
    "yuno/update-subscription",
    "yuno/update-webhook",
];

/// Documented events that the clients do not read.
const NOT_READ: &[&str] = &[
    "yabandpay/webhooks/payout",
    "yuno/webhooks/enrollment.enroll",
    "yuno/webhooks/foreign",
    "yuno/webhooks/payment",
    "yuno/webhooks/report.update",
    "yuno/webhooks/subscription.*",
];

/// The groups without a case.
fn missing() -> impl Iterator<Item = &'static str> {
    [NOT_OFFERED, NOT_READ].into_iter().flatten().copied()
}

fn has_case(name: &str) -> bool {
    let quoted = format!("\"{name}\"");
    CASES.iter().any(|(_, source)| has_code(source, &quoted))
}

/// Whether a text stands in a source outside of comments.
fn has_code(source: &str, text: &str) -> bool {
    let mut code = source.lines().filter(|line| !line.trim_start().starts_with("//"));
    code.any(|line| line.contains(text))
}

#[test]
fn every_fixture_has_a_case_or_its_call_or_event_is_not_known() {
    for fixture in all() {
        let groups: Vec<_> = missing().filter(|group| fixture.is_in(group)).collect();
        match (has_case(fixture.name), groups.as_slice()) {
            (true, []) | (false, [_]) => {}
            (true, groups) => panic!("{} has a case: out of {groups:?}", fixture.name),
            (false, []) => panic!("{} has no case", fixture.name),
            (false, groups) => panic!("{} is in {groups:?}", fixture.name),
        }
    }
}

/// A case that does not only read is taken to make the request of its fixture.
#[test]
fn every_request_of_a_call_that_is_offered_is_made_or_there_is_a_reason() {
    let offered = all().filter(|fixture| missing().all(|group| !fixture.is_in(group)));
    for fixture in offered.filter(|fixture| fixture.request.is_some()) {
        let quoted = format!("\"{}\"", fixture.name);
        let mut makers = CASES.iter().filter(|(_, source)| *source != ANSWERS);
        let made = makers.any(|(_, source)| has_code(source, &quoted));
        let excuse = NOT_MADE.iter().find(|(name, _)| *name == fixture.name);
        assert_eq!(made, excuse.is_none(), "{}: {excuse:?}", fixture.name);
    }
    assert!(NOT_MADE.iter().all(|(name, _)| find(name).is_some()));
}

/// An operation that is offered cannot hide an example here.
#[test]
fn whatever_is_missing_is_a_whole_call_or_event_with_fixtures() {
    for group in missing() {
        let parts: Vec<_> = group.split('/').collect();
        assert!(
            matches!(*parts, [_, call] if call != "webhooks")
                || matches!(*parts, [_, "webhooks", _]),
            "{group}"
        );
        assert!(under(group).next().is_some(), "{group}");
    }
}

/// The sources of the clients.
const CLIENTS: [(&str, &str); 3] = [
    ("yuno", include_str!("../../src/yuno/client.rs")),
    ("yabandpay", include_str!("../../src/yabandpay/client.rs")),
    ("wooshpay", include_str!("../../src/wooshpay/client.rs")),
];

#[test]
fn every_call_of_a_client_has_a_case() {
    let mut missing = Vec::new();
    for (provider, client) in CLIENTS {
        let calls = client.split("pub async fn ").skip(1);
        for name in calls.map(|rest| rest.split(['(', '<']).next().unwrap()) {
            let call = format!(".{name}(");
            let mut cases = CASES.iter().filter(|(of, _)| *of == provider);
            if !cases.any(|(_, source)| has_code(source, &call)) {
                missing.push(format!("{provider}{call}"));
            }
        }
    }

    assert_eq!(missing, Vec::<String>::new());
}
