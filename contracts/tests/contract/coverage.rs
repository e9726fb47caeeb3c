//! No fixture without a case, or without a word here that it is missing: whoever adds a document has to say what the
//! client does with it. Whatever gets a case leaves the lists, so that they only shrink.

use sandpay_fixtures::all;
use sandpay_fixtures::under;

/// The sources of every case. A case names its fixture as a whole string.
const CASES: [&str; 7] = [
    include_str!("yuno/requests.rs"),
    include_str!("yuno/answers.rs"),
    include_str!("yuno/webhooks.rs"),
    include_str!("yabandpay/calls.rs"),
    include_str!("yabandpay/signatures.rs"),
    include_str!("wooshpay/calls.rs"),
    include_str!("wooshpay/webhooks.rs"),
];

/// Documented calls that the clients do not offer.
const NOT_OFFERED: &[&str] = &[
    "wooshpay/capture-payment-intent",
    "wooshpay/create-checkout-session",
    "wooshpay/create-customer",
    "wooshpay/create-price",
    "wooshpay/create-refund",
    "wooshpay/create-webhook-endpoint",
    "wooshpay/list-disputes",
    "wooshpay/list-payment-methods",
    "wooshpay/retrieve-event",
    "wooshpay/retrieve-refund",
    "yabandpay/barcode-payment",
    "yabandpay/batch-query",
    "yabandpay/cancel-payment",
    "yabandpay/capture",
    "yabandpay/create-payments",
    "yabandpay/create-payments-alipay-app-pay",
    "yabandpay/create-payments-alipay-wap",
    "yabandpay/create-payments-alipay-web",
    "yabandpay/create-payments-ideal-qrcode",
    "yabandpay/create-payments-wechat-app-pay",
    "yabandpay/create-payments-wechat-h5-pay",
    "yabandpay/create-payments-wechat-mini-pay",
    "yabandpay/create-refund",
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
    "yabandpay/query-order",
    "yabandpay/query-refund-order",
    "yuno/cancel-or-refund-payment",
    "yuno/cancel-or-refund-transaction",
    "yuno/cancel-payment",
    "yuno/cancel-payment-link",
    "yuno/cancel-subscription",
    "yuno/capture-payment",
    "yuno/change-subscription-plan",
    "yuno/create-checkout-session",
    "yuno/create-customer",
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
    "yuno/list-payment-methods",
    "yuno/list-payment-methods-to-enroll",
    "yuno/list-subscriptions",
    "yuno/list-webhooks",
    "yuno/notify-fulfillment",
    "yuno/pause-subscription",
    "yuno/reassign-payment-method",
    "yuno/refund-payment",
    "yuno/resume-subscription",
    "yuno/retrieve-checkout-session",
    "yuno/retrieve-customer",
    "yuno/retrieve-customer-by-external-id",
    "yuno/retrieve-payment-method",
    "yuno/retrieve-payment-method-checkout",
    "yuno/retrieve-payments-by-merchant-order-id",
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
    "yuno/webhooks/payment.chargeback",
    "yuno/webhooks/report.update",
    "yuno/webhooks/subscription.*",
];

/// Examples of what the clients do offer and read, in forms that they do not know.
const NOT_KNOWN: &[&str] = &[
    "wooshpay/create-payment-intent/card-manual-capture",
    "wooshpay/create-payment-intent/card-non3ds",
    "wooshpay/create-payment-intent/card-pay-and-save",
    "wooshpay/create-payment-intent/gcash",
    "wooshpay/create-payment-intent/pix",
    "wooshpay/create-payment-intent/promptpay",
    "wooshpay/create-payment-intent/upi",
    "yabandpay/create-card-payments/hosted-page-*",
    "yuno/create-payment/alternative-payment-method",
    "yuno/create-payment/authorize-card-with-card-details",
    "yuno/create-payment/authorize-sdk-checkout-required-fields",
    "yuno/create-payment/bank-transfer-*",
    "yuno/create-payment/bnpl-*",
    "yuno/create-payment/card-create-payment-with-subscription",
    "yuno/create-payment/card-verification",
    "yuno/create-payment/card-with-3ds-direct",
    "yuno/create-payment/card-with-airline-data",
    "yuno/create-payment/card-with-customer-billing-shipping-and-order-items",
    "yuno/create-payment/card-with-merchant-advice-code",
    "yuno/create-payment/card-with-shipping-fee-and-tip-amount",
    "yuno/create-payment/card-with-vault-on-success",
    "yuno/create-payment/card-with-vaulted-token",
    "yuno/create-payment/cards-for-authorization-with-airline-data",
    "yuno/create-payment/cards-for-authorization",
    "yuno/create-payment/cards-with-3ds",
    "yuno/create-payment/cards-with-customer-billing-shipping-and-order-items",
    "yuno/create-payment/cards-with-vaulted-token",
    "yuno/create-payment/fragment-network-transaction-id",
    "yuno/create-payment/fragment-standalone-3ds-*",
    "yuno/create-payment/fragment-subscription-agreement",
    "yuno/create-payment/payment",
    "yuno/create-payment/placeholders",
    "yuno/create-payment/sandbox-tested",
    "yuno/create-payment/standalone-3ds*",
    "yuno/create-payment/stored-credentials-card-on-file-used",
    "yuno/create-payment/ticket-*",
    "yuno/create-payment/wallet-*",
    "yuno/create-payment/with-split",
    "yuno/get-payment/bare-wallet",
    "yuno/get-payment/buy-now-pay-later",
    "yuno/get-payment/sdk-checkout-required-fields",
    "yuno/get-payment/ticket",
    "yuno/get-payment/wallet",
    "yuno/webhooks/payment.purchase/standalone-3ds*",
];

/// The groups without a case.
fn missing() -> impl Iterator<Item = &'static str> {
    [NOT_OFFERED, NOT_READ, NOT_KNOWN].into_iter().flatten().copied()
}

fn has_case(name: &str) -> bool {
    let quoted = format!("\"{name}\"");
    let code = CASES.iter().flat_map(|source| source.lines());
    code.filter(|line| !line.trim_start().starts_with("//")).any(|line| line.contains(&quoted))
}

#[test]
fn every_fixture_has_a_case_or_is_missing_for_one_reason() {
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

#[test]
fn every_group_that_is_missing_has_fixtures() {
    for group in missing() {
        assert!(under(group).next().is_some(), "{group}");
    }
}
