//! Documented refusals: each is provoked, or asked for with a fault, and equals the document.

use http::Method;
use sandpay_core::engine::input::Reply;
use sandpay_core::kernel::message::Request;
use sandpay_fixtures::Fixture;
use sandpay_fixtures::fixture;
use serde_json::json;

use crate::comparison::differences;
use crate::world::ACCOUNT;
use crate::world::CUSTOMER;
use crate::world::World;
use crate::world::YABANDPAY_SECRET;
use crate::world::credentialed;
use crate::world::signature;
use crate::world::text;
use crate::world::with_header;

/// What provokes a refusal.
type Provocation = fn(&mut World) -> Reply;

/// Every documented refusal that a served operation can raise, and what provokes it.
pub(crate) const PROVOKED: &[(&str, Provocation)] = &[
    ("yuno/create-payment/error-not-authenticated", |world| {
        let mut request = world.request(yuno(), &world.body(yuno()));
        request.headers.remove("private-secret-key");
        world.send("yuno", request)
    }),
    ("yuno/create-payment/error-invalid-credentials", |world| {
        let request = world.request(yuno(), &world.body(yuno()));
        world.send("yuno", with_header(request, "private-secret-key", "sandbox_somebody_else"))
    }),
    ("yuno/create-payment/error-authorization-required", |world| {
        // Nothing that a caller does leads to it: which merchants may use an API is not simulated.
        world.arm(json!({"on": {"provider": "yuno", "operation": "create_payment"},
                         "do": {"error": "AUTHORIZATION_REQUIRED"}}));
        world.call(yuno()).1
    }),
    ("yuno/create-payment/error-invalid-account-id", |world| {
        create(world, &[(ACCOUNT, "22222222-2222-4222-8222-222222222222")])
    }),
    ("yuno/create-payment/error-customer-not-found", |world| {
        create(world, &[(CUSTOMER, "22222222-2222-4222-8222-222222222222")])
    }),
    ("yuno/retrieve-customer-by-external-id/error-not-found", |world| {
        // The catalogue of codes gives 400 `CUSTOMER_NOT_FOUND` first, which an unknown customer gets.
        world.arm(json!({"on": {"provider": "yuno"}, "do": {"error": "NOT_FOUND"}}));
        let read = credentialed("yuno", Method::GET, "/v1/customers");
        world.send("yuno", Request { query: "merchant_customer_id=4321".into(), ..read })
    }),
    ("yuno/create-payment/error-invalid-request", |world| {
        let request = world.request(yuno(), "{\"country\":");
        world.send("yuno", request)
    }),
    ("yuno/create-payment/error-request-in-process", |world| {
        let request = world.request(yuno(), &world.body(yuno()));
        world.send("yuno", with_header(request.clone(), "sandpay-fault", "latency=PT2S"));
        world.send("yuno", request)
    }),
    ("yabandpay/create-card-payments/return-code-internal-error", |world| {
        world.arm(json!({"on": {"provider": "yabandpay"}, "do": {"error": "-1000"}}));
        world.call(yabandpay()).1
    }),
    ("yabandpay/create-card-payments/return-code-signature-error", |world| {
        let body = world.body(yabandpay()).replace(r#""amount": "1""#, r#""amount": "2""#);
        post(world, &body)
    }),
    ("yabandpay/create-card-payments/return-code-unknown-user", |world| {
        signed(world, "016683", "016999")
    }),
    ("yabandpay/create-card-payments/return-code-missing-field", |world| {
        signed(world, r#""currency": "EUR","#, "")
    }),
    ("yabandpay/create-card-payments/return-code-incorrect-request-id", |world| {
        world.call(yabandpay());
        world.call(yabandpay()).1
    }),
    ("yabandpay/create-card-payments/return-code-invalid-token", |world| {
        signed(world, "VnXaRabcsedfsSlPFZXavcsdfasdEFDd", "VnXaRabcsedfsSlPFZXavcsdfasdEFDe")
    }),
    ("yabandpay/create-card-payments/return-code-no-permission", |world| {
        signed(world, "016683", "016684")
    }),
];

/// The row of YabandPay's table of return codes that is no refusal.
pub(crate) const SUCCESS: &str = "yabandpay/create-card-payments/return-code-success";

/// Documented with the name of a member that the served operations do not have.
pub(crate) const OTHER_MEMBER: &str = "yuno/create-payment/error-invalid-parameters";

fn yuno() -> &'static Fixture {
    fixture("yuno/create-payment/delayed-capture")
}

fn yabandpay() -> &'static Fixture {
    fixture("yabandpay/create-card-payments/token-sale")
}

/// Creates a payment from the documented request with other words in it.
fn create(world: &mut World, changes: &[(&str, &str)]) -> Reply {
    let body = world.body(yuno());
    let body = changes.iter().fold(body, |body, (from, to)| {
        assert!(body.contains(from), "{from}");
        body.replace(from, to)
    });
    let request = world.request(yuno(), &body);
    world.send("yuno", request)
}

/// Sells with the documented request with other words in it, signed again.
fn signed(world: &mut World, from: &str, to: &str) -> Reply {
    let body = world.body(yabandpay());
    assert!(body.contains(from), "{from}");
    let (signed_before, body) = (signature(&body, YABANDPAY_SECRET), body.replace(from, to));
    let sign = signature(&body, YABANDPAY_SECRET);
    post(world, &body.replace(&signed_before, &sign))
}

fn post(world: &mut World, body: &str) -> Reply {
    let request = world.request(yabandpay(), body);
    world.send("yabandpay", request)
}

#[test]
fn every_refusal_equals_its_document() {
    for (name, provoke) in PROVOKED {
        let reply = provoke(&mut World::new());

        let documented = fixture(name);
        let notes = documented.example.response.as_ref().unwrap();
        assert_eq!(reply.response.status, notes.status, "{name}");
        assert_eq!(differences(documented.response_text(), text(&reply)), [""; 0], "{name}");
    }
}

#[test]
fn a_success_carries_the_documented_return_code() {
    let (_, reply) = World::new().call(yabandpay());

    let documented = fixture(SUCCESS);
    assert_eq!(reply.response.status, documented.example.response.as_ref().unwrap().status);
    assert_eq!(sandpay_fixtures::json::missing(documented.response_text(), text(&reply)), [""; 0]);
}

#[test]
fn a_missing_member_is_named_in_the_documented_words() {
    let reply = create(&mut World::new(), &[(r#""country": "US","#, "")]);

    let documented = fixture(OTHER_MEMBER);
    let expected = documented.response_text().replace("customer_id", "country");
    assert_eq!(reply.response.status, documented.example.response.as_ref().unwrap().status);
    assert_eq!(differences(&expected, text(&reply)), [""; 0]);
}
