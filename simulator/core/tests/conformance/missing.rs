//! What documents print and nothing is held against yet: by groups of names, each with its reason and with
//! what must hold for it. A group that can be checked now fails, so that this list only shrinks.

use sandpay_core::engine::input::Reply;
use sandpay_fixtures::Fixture;
use sandpay_fixtures::fixture;
use sandpay_fixtures::under;
use serde_json::json;

use crate::world::World;
use crate::world::provider;
use crate::world::served;
use crate::world::text;

/// Examples that are missing for one reason.
struct Missing {
    why: &'static str,
    /// What must hold for each of them, or it can be checked.
    holds: fn(&Fixture) -> bool,
    /// How their names begin.
    groups: &'static [&'static str],
}

/// One list for all providers: an entry is removed as soon as it can be.
const MISSING: &[Missing] = &[
    Missing {
        why: "the operation is not served",
        holds: |fixture| fixture.example.call.is_some() && served(fixture).is_none(),
        groups: &[
            "wooshpay/capture-payment-intent",
            "wooshpay/create-customer",
            "wooshpay/create-price",
            "wooshpay/list-disputes",
            "wooshpay/list-payment-methods",
            "wooshpay/retrieve-event",
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
            "yuno/list-payment-methods",
            "yuno/list-payment-methods-to-enroll",
            "yuno/list-subscriptions",
            "yuno/list-webhooks",
            "yuno/notify-fulfillment",
            "yuno/pause-subscription",
            "yuno/reassign-payment-method",
            "yuno/resume-subscription",
            "yuno/retrieve-checkout-session",
            "yuno/retrieve-payment-method",
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
        ],
    },
    Missing {
        why: "the event is not sent",
        holds: |fixture| {
            let events = provider(fixture.provider).profile().events;
            let kind = fixture.operation.strip_prefix("webhooks/");
            kind.is_some_and(|kind| !events.contains(&kind))
        },
        groups: &[
            "yabandpay/webhooks/payout",
            "yuno/webhooks/enrollment.enroll",
            "yuno/webhooks/foreign",
            "yuno/webhooks/payment",
            "yuno/webhooks/payment.chargeback",
            "yuno/webhooks/report.update",
            "yuno/webhooks/subscription.*",
        ],
    },
    Missing {
        why: "the request leaves values to its sender for which no substitution is listed",
        holds: is_unfilled,
        groups: &[
            "yuno/create-payment/authorize-card-with-card-details",
            "yuno/create-payment/authorize-sdk-checkout-required-fields",
            "yuno/create-payment/bank-transfer-daviplata",
            "yuno/create-payment/bank-transfer-with-additional-fields",
            "yuno/create-payment/card-with-airline-data",
            "yuno/create-payment/card-with-shipping-fee-and-tip-amount",
            "yuno/create-payment/card-with-vaulted-token",
            "yuno/create-payment/cards-for-authorization-with-airline-data",
            "yuno/create-payment/cards-with-customer-billing-shipping-and-order-items",
            "yuno/create-payment/cards-with-vaulted-token",
            "yuno/create-payment/placeholders",
            "yuno/create-payment/wallet-astropay",
            "yuno/create-payment/wallet-dolarapp",
            "yuno/create-payment/wallet-nupay-enrollment",
        ],
    },
    Missing {
        why: "the request asks for what is not served",
        holds: is_refused,
        groups: &[
            "wooshpay/create-checkout-session/setup-save-card",
            "wooshpay/create-checkout-session/subscription",
            "wooshpay/create-payment-intent/card-*",
            "wooshpay/create-payment-intent/gcash",
            "wooshpay/create-payment-intent/pix",
            "wooshpay/create-payment-intent/promptpay",
            "wooshpay/create-payment-intent/upi",
            "yuno/create-payment/alternative-payment-method",
            "yuno/create-payment/bank-transfer-bancolombia-button",
            "yuno/create-payment/bank-transfer-codi",
            "yuno/create-payment/bank-transfer-nupay",
            "yuno/create-payment/bank-transfer-pix",
            "yuno/create-payment/bank-transfer-safetypay",
            "yuno/create-payment/bnpl-*",
            "yuno/create-payment/card-create-payment-with-subscription",
            "yuno/create-payment/card-verification",
            "yuno/create-payment/card-with-3ds-direct",
            "yuno/create-payment/cards-with-3ds",
            "yuno/create-payment/sandbox-tested",
            "yuno/create-payment/standalone-3ds",
            "yuno/create-payment/ticket-*",
            "yuno/create-payment/wallet-apple-pay",
            "yuno/create-payment/wallet-direct",
            "yuno/create-payment/with-split",
        ],
    },
    Missing {
        why: "no payment gets to 3-D Secure, which is not served",
        holds: |_| is_refused(fixture("yuno/create-payment/card-with-3ds-direct")),
        groups: &[
            "yuno/create-payment/fragment-standalone-3ds-*",
            "yuno/create-payment/standalone-3ds-*",
            "yuno/get-payment/card-with-3ds-direct",
            "yuno/retrieve-payments-by-merchant-order-id/card-with-3ds-direct",
            "yuno/webhooks/payment.purchase/standalone-3ds",
        ],
    },
    Missing {
        why: "no payment is made with a wallet, which is not served",
        holds: |_| is_refused(fixture("yuno/create-payment/wallet-direct")),
        groups: &["yuno/get-payment/bare-wallet", "yuno/get-payment/wallet"],
    },
    Missing {
        why: "no payment is paid later, which is not served",
        holds: |_| is_refused(fixture("yuno/create-payment/bnpl-addi")),
        groups: &["yuno/get-payment/buy-now-pay-later"],
    },
    Missing {
        why: "no payment is made in cash, which is not served",
        holds: |_| is_refused(fixture("yuno/create-payment/ticket-arcus")),
        groups: &["yuno/get-payment/ticket", "yuno/retrieve-payments-by-merchant-order-id/ticket"],
    },
    Missing {
        why: "no payment is made through the checkout, which is not served",
        holds: |_| is_refused(fixture("yuno/create-payment/sandbox-tested")),
        groups: &["yuno/create-payment/payment", "yuno/get-payment/sdk-checkout-required-fields"],
    },
    Missing {
        why: "the request that makes such a payment leaves values to its sender",
        holds: |_| is_unfilled(fixture("yuno/create-payment/card-with-airline-data")),
        groups: &["yuno/get-payment/card-with-airline-data"],
    },
    Missing {
        why: "a declined payment comes without the advice of its issuer",
        holds: |_| {
            let mut world = World::new();
            world.arm(json!({"on": {"provider": "yuno", "operation": "create_payment"},
                             "do": {"outcome": "DECLINED_BY_BANK"}}));
            let (_, declined) = world.call(fixture("yuno/create-payment/card-with-authorization"));
            !text(&declined).contains(r#""merchant_advice_code":""#)
        },
        groups: &["yuno/create-payment/card-with-merchant-advice-code"],
    },
    Missing {
        why: "`httpCode` is printed for 3-D Secure setups only, which are not served",
        holds: |_| served(fixture("yuno/create-three-d-secure-setup/error-forbidden")).is_none(),
        groups: &[
            "yuno/create-payment/error-invalid-parameters-with-status",
            "yuno/create-payment/error-missing-credentials",
            "yuno/create-payment/error-missing-parameters",
        ],
    },
];

fn is_unfilled(fixture: &Fixture) -> bool {
    fixture.example.request.as_ref().is_some_and(|notes| !notes.unfilled.is_empty())
}

/// Whether a documented request is refused.
fn is_refused(fixture: &Fixture) -> bool {
    if fixture.request.is_none() || is_unfilled(fixture) {
        return false;
    }
    let (_, reply) = World::new().call(fixture);
    reply.response.status.is_client_error() || says_no(&reply)
}

/// Whether a refusal has the status of success, as all of YabandPay's have.
fn says_no(reply: &Reply) -> bool {
    text(reply).starts_with(r#"{"status":false"#)
}

/// How many groups an example is in.
pub(crate) fn groups_of(fixture: &Fixture) -> usize {
    MISSING.iter().flat_map(|one| one.groups).filter(|group| fixture.is_in(group)).count()
}

#[test]
fn what_is_missing_cannot_be_checked_yet() {
    let mut checkable = Vec::new();
    for Missing { why, holds, groups } in MISSING {
        for group in *groups {
            let mut inside = under(group).peekable();
            assert!(inside.peek().is_some(), "{group}: there is no such example");
            let now = inside.filter(|fixture| !holds(fixture));
            checkable.extend(now.map(|fixture| format!("{}: no longer so: {why}", fixture.name)));
        }
    }

    assert_eq!(checkable, [""; 0]);
}
