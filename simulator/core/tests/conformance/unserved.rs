//! Documented requests that no other part of this suite sends: those that ask for what is not served, and those that leave
//! values to their sender. Each is sent as it is printed, is refused as stated here, and changes nothing; those that leave
//! values are sent once more with the values of the documented world.
//!
//! Undocumented: all of these refusals, since the real providers serve the methods. Yuno's is its documented refusal of a
//! payment method that an account cannot use, with a sentence of ours beside it.

use std::collections::BTreeSet;

use sandpay_core::engine::journal::Filter;
use sandpay_fixtures::Fixture;
use sandpay_fixtures::Slot;
use sandpay_fixtures::Spot;
use sandpay_fixtures::all;
use sandpay_fixtures::fixture;
use sandpay_fixtures::placeholders;
use serde_json::Value;
use serde_json::json;

use crate::missing;
use crate::world::ACCOUNT;
use crate::world::CUSTOMER;
use crate::world::World;
use crate::world::served;
use crate::world::text;

/// How a request is refused.
#[derive(Clone, Copy)]
enum Refusal {
    /// Yuno: a payment method, workflow or part of a payment that is not served.
    NotServed(&'static str),
    /// Yuno: the account is not the caller's; a placeholder is none.
    Account,
    /// Yuno: nobody has stored such a card; a placeholder is none.
    Token,
    /// Yuno: a member holds a placeholder.
    Placeholder(&'static str, &'static str),
    /// WooshPay: a member, and what is served of it.
    Unserved(&'static str, &'static str),
}

const SDK_CHECKOUT: &str = "workflow SDK_CHECKOUT, which is meant when 'workflow' is absent,";

/// Every such request as it is printed, by how it is refused.
const REFUSED: &[(Refusal, &[&str])] = &[
    (
        Refusal::NotServed("workflow REDIRECT"),
        &[
            "yuno/create-payment/alternative-payment-method",
            "yuno/create-payment/bank-transfer-bancolombia-button",
            "yuno/create-payment/bank-transfer-codi",
            "yuno/create-payment/bank-transfer-daviplata",
            "yuno/create-payment/bank-transfer-nupay",
            "yuno/create-payment/bank-transfer-pix",
            "yuno/create-payment/bank-transfer-safetypay",
            "yuno/create-payment/bnpl-acuotaz",
            "yuno/create-payment/bnpl-addi",
            "yuno/create-payment/bnpl-wibond",
            "yuno/create-payment/ticket-arcus",
            "yuno/create-payment/ticket-efecty",
            "yuno/create-payment/wallet-astropay",
        ],
    ),
    (
        Refusal::NotServed(SDK_CHECKOUT),
        &[
            "yuno/create-payment/authorize-sdk-checkout-required-fields",
            "yuno/create-payment/card-verification",
            "yuno/create-payment/placeholders",
            "yuno/create-payment/sandbox-tested",
            "yuno/create-payment/wallet-apple-pay",
            "yuno/create-payment/wallet-dolarapp",
        ],
    ),
    (
        Refusal::NotServed("payment method PIX"),
        &["yuno/create-payment/bank-transfer-with-additional-fields"],
    ),
    (
        Refusal::NotServed("payment method NU_PAY_ENROLLMENT"),
        &["yuno/create-payment/wallet-nupay-enrollment"],
    ),
    (Refusal::NotServed("payment method APPLE_PAY"), &["yuno/create-payment/wallet-direct"]),
    (
        Refusal::NotServed("3DS"),
        &[
            "yuno/create-payment/card-with-3ds-direct",
            "yuno/create-payment/cards-with-3ds",
            "yuno/create-payment/standalone-3ds",
        ],
    ),
    (
        Refusal::NotServed("subscriptions within a payment"),
        &["yuno/create-payment/card-create-payment-with-subscription"],
    ),
    (Refusal::NotServed("split payments"), &["yuno/create-payment/with-split"]),
    (
        Refusal::Account,
        &[
            "yuno/create-payment/authorize-card-with-card-details",
            "yuno/create-payment/cards-for-authorization-with-airline-data",
        ],
    ),
    (
        Refusal::Token,
        &[
            "yuno/create-payment/card-with-vaulted-token",
            "yuno/create-payment/cards-with-vaulted-token",
        ],
    ),
    (
        Refusal::Placeholder("customer_payer.merchant_customer_id", "{{$timestamp}}"),
        &["yuno/create-payment/cards-with-customer-billing-shipping-and-order-items"],
    ),
    (
        Refusal::Placeholder("checkout.session", "{{checkout_session}}"),
        &["yuno/create-payment/card-with-shipping-fee-and-tip-amount"],
    ),
    (
        Refusal::Unserved("mode", "only `payment` is served, with `line_items`."),
        &[
            "wooshpay/create-checkout-session/setup-save-card",
            "wooshpay/create-checkout-session/subscription",
        ],
    ),
    (
        Refusal::Unserved("payment_method_data.type", "only `alipay` is served."),
        &[
            "wooshpay/create-payment-intent/card-manual-capture",
            "wooshpay/create-payment-intent/card-non3ds",
            "wooshpay/create-payment-intent/card-pay-and-save",
            "wooshpay/create-payment-intent/gcash",
            "wooshpay/create-payment-intent/pix",
            "wooshpay/create-payment-intent/promptpay",
            "wooshpay/create-payment-intent/upi",
        ],
    ),
];

impl Refusal {
    fn status(self) -> u16 {
        match self {
            Self::Token => 404,
            Self::NotServed(_) | Self::Account | Self::Placeholder(..) | Self::Unserved(..) => 400,
        }
    }

    /// The whole body.
    fn body(self) -> Value {
        match self {
            Self::NotServed(what) => json!({
                "code": "UNAVAILABLE_PAYMENT_METHOD",
                "messages": [
                    "Unavailable payment method.",
                    format!("sandpay does not serve {what} yet."),
                ],
            }),
            Self::Account => {
                json!({ "code": "INVALID_ACCOUNT_ID", "messages": ["Account id is invalid"] })
            }
            Self::Token => json!({
                "code": "PAYMENT_METHOD_NOT_FOUND", "messages": ["Payment method not found."],
            }),
            Self::Placeholder(member, placeholder) => json!({
                "code": "INVALID_PARAMETERS",
                "messages": [format!(
                    "The field '{member}' must have a value in the place of {placeholder}."
                )],
            }),
            Self::Unserved(member, why) => {
                wooshpay("parameter_not_served", member, &format!("`{member}`: {why}"))
            }
        }
    }
}

fn wooshpay(code: &str, param: &str, message: &str) -> Value {
    let error = json!({
        "type": "invalid_request_error", "code": code, "message": message, "param": param,
    });
    json!({ "error": error })
}

/// The one request whose placeholder stands where any text may: it is answered as it is printed, and told of.
const TAKEN: &str = "yuno/create-payment/card-with-airline-data";

/// What becomes of requests whose values their sender has filled in: status and sub-status of the payment. The others
/// of them are refused as before, for they ask for what is not served.
const ANSWERED: &[(&str, &str)] = &[
    ("yuno/create-payment/card-with-airline-data", "SUCCEEDED/APPROVED"),
    ("yuno/create-payment/card-with-shipping-fee-and-tip-amount", "SUCCEEDED/APPROVED"),
    ("yuno/create-payment/card-with-vaulted-token", "SUCCEEDED/APPROVED"),
    ("yuno/create-payment/cards-for-authorization-with-airline-data", "PENDING/AUTHORIZED"),
    (
        "yuno/create-payment/cards-with-customer-billing-shipping-and-order-items",
        "SUCCEEDED/APPROVED",
    ),
    ("yuno/create-payment/cards-with-vaulted-token", "SUCCEEDED/APPROVED"),
];

/// Its customer is a word in the place of an id, without brackets.
const UNKNOWN_CUSTOMER: &str = "yuno/create-payment/authorize-card-with-card-details";

/// Requests of served operations that nobody else sends.
fn left() -> impl Iterator<Item = &'static Fixture> {
    all().filter(|fixture| {
        let whole = fixture.request.is_some() && served(fixture).is_some();
        whole && missing::groups_of(fixture) > 0
    })
}

/// A request as it is printed: with the substitutions that its example lists, and no other.
fn printed(fixture: &Fixture) -> String {
    let notes = fixture.example.request.as_ref().unwrap();
    let body = std::str::from_utf8(fixture.request.unwrap()).unwrap().to_owned();
    notes.substitutions.iter().fold(body, |body, substitution| {
        let Spot::Placeholder(placeholder) = &substitution.spot else { panic!("a member") };
        let value = match substitution.slot {
            Slot::Account => ACCOUNT,
            Slot::Customer => CUSTOMER,
            Slot::Uuid | Slot::Time | Slot::Sign => panic!("{}: {placeholder}", fixture.name),
        };
        body.replace(placeholder, value)
    })
}

#[test]
fn every_request_that_nobody_else_sends_has_its_refusal() {
    let stated: Vec<_> = REFUSED.iter().flat_map(|(_, names)| *names).collect();

    for fixture in left().filter(|fixture| fixture.name != TAKEN) {
        let times = stated.iter().filter(|name| **name == &fixture.name).count();
        assert_eq!(times, 1, "{}", fixture.name);
    }
    assert_eq!(stated.len(), left().count() - 1);
}

/// Sends a body that is refused, and asserts that nothing but the journal knows of it.
fn refused(fixture: &Fixture, body: &str) -> (u16, Value) {
    let mut world = World::new();
    let before = state(&world);
    let request = world.request(fixture, body);

    let reply = world.send(fixture.provider, request);

    assert_eq!(state(&world), before, "{}", fixture.name);
    assert_eq!(world.webhooks(), [], "{}", fixture.name);
    let (journal, all) = (world.engine.journal(), Filter::default());
    let told: BTreeSet<_> = journal.entries(&all).map(|entry| entry.kind.word()).collect();
    assert!(told.is_subset(&["request", "advice"].into()), "{}: {told:?}", fixture.name);
    (reply.response.status.as_u16(), serde_json::from_str(text(&reply)).unwrap())
}

/// All that a sandbox knows of payments, ids, keys and deliveries.
fn state(world: &World) -> [Value; 2] {
    let snapshot = serde_json::to_value(world.engine.snapshot()).unwrap();
    ["machines", "outbox"].map(|part| snapshot[part].clone())
}

#[test]
fn what_is_not_served_is_refused_as_stated_and_changes_nothing() {
    for (refusal, names) in REFUSED {
        for fixture in names.iter().map(|name| fixture(name)) {
            let answer = refused(fixture, &printed(fixture));

            assert_eq!(answer, (refusal.status(), refusal.body()), "{}", fixture.name);
        }
    }
}

/// A request with values of the documented world, or any, in the place of all its placeholders.
fn filled(fixture: &Fixture) -> String {
    let values = [
        (ACCOUNT, &["<Your account_id>", "<accound_id>", "<account_code>"][..]),
        (CUSTOMER, &["{{customer_id}}"]),
        (STORED_CARD, &["<vaulted_token>", "<your_vaulted_token>"]),
        (ANYTHING, &["<checkout_session>", "<checkout session>", "{{checkout_session}}"]),
        (ANYTHING, &["{{onetime_token}}", "<your_enrolled_token>"]),
        (ANYTHING, &["<merchant_order_id>", "{{$timestamp}}"]),
    ];
    let values =
        values.iter().flat_map(|(value, names)| names.iter().map(move |name| (name, value)));
    let body = values.fold(printed(fixture), |body, (name, value)| body.replace(name, value));
    assert_eq!(placeholders(&body), [""; 0], "{}", fixture.name);
    body
}

const STORED_CARD: &str = "eb8caa17-6407-457b-960e-125d8d7a90c1";
const ANYTHING: &str = "3d6794b3-dff2-40a3-8e53-981e69f35191";

#[test]
fn a_request_with_its_values_filled_in_is_answered_unless_it_asks_for_what_is_not_served() {
    let unfilled = left().filter(|fixture| {
        let notes = fixture.example.request.as_ref().unwrap();
        !notes.unfilled.is_empty()
    });
    for fixture in unfilled {
        let body = filled(fixture);
        match ANSWERED.iter().find(|(name, _)| *name == fixture.name) {
            Some((_, expected)) => {
                let mut world = World::new();
                let request = world.request(fixture, &body);
                let reply = world.send(fixture.provider, request);
                let payment: Value = serde_json::from_str(text(&reply)).unwrap();
                assert_eq!(reply.response.status, 201, "{}: {payment}", fixture.name);
                let (status, sub_status) = (&payment["status"], &payment["sub_status"]);
                let became = [status, sub_status].map(|word| word.as_str().unwrap()).join("/");
                assert_eq!(became, *expected, "{}", fixture.name);
            }
            None => {
                let (status, answer) = refused(fixture, &body);
                let unknown = fixture.name == UNKNOWN_CUSTOMER;
                let code =
                    if unknown { "CUSTOMER_NOT_FOUND" } else { "UNAVAILABLE_PAYMENT_METHOD" };
                assert_eq!(
                    (status, answer["code"].as_str()),
                    (400, Some(code)),
                    "{}",
                    fixture.name
                );
            }
        }
    }
}

/// Every placeholder that reaches Yuno is told to people.
#[test]
fn a_placeholder_that_was_left_is_told_by_its_name() {
    let mut looked = 0;
    for fixture in left().filter(|fixture| fixture.provider == "yuno") {
        let mut world = World::new();
        let body = printed(fixture);
        let request = world.request(fixture, &body);

        let reply = world.send("yuno", request);

        assert_eq!(reply.response.status.is_success(), fixture.name == TAKEN, "{}", fixture.name);
        let advice = world.engine.advice(world.at());
        let mut told = advice.iter().filter(|one| one.rule.code == "placeholder_left");
        let left: BTreeSet<_> = placeholders(&body).into_iter().collect();
        let unfilled = &fixture.example.request.as_ref().unwrap().unfilled;
        assert_eq!(left, unfilled.iter().map(String::as_str).collect(), "{}", fixture.name);
        for placeholder in left {
            let seen = told.any(|one| one.seen.ends_with(placeholder));
            assert!(seen, "{}: {placeholder}: {advice:?}", fixture.name);
            looked += 1;
        }
    }
    assert!(looked >= 19, "{looked}");
}
