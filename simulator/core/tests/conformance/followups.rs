//! Documented requests about a payment that must have been made before: the one that they name is replaced
//! by one made for it. Answers tell of that payment, so their members and their order count, not the values.

use http::Method;
use sandpay_core::engine::input::Reply;
use sandpay_fixtures::Fixture;
use sandpay_fixtures::ResponseNotes;
use sandpay_fixtures::fixture;
use serde_json::Value;

use crate::comparison::form;
use crate::world::World;
use crate::world::YABANDPAY_SECRET;
use crate::world::credentialed;
use crate::world::signature;
use crate::world::text;

/// Makes what a request is about, and sends that request about it.
type Follow = fn(&mut World, &Fixture) -> Reply;

/// Every documented request of a served operation that follows another one.
pub(crate) const FOLLOWED: &[(&str, Follow)] = &[
    ("yabandpay/capture/authorized-order", |world, fixture| {
        let trade = sold(world, "12");
        about(world, fixture, ("trade_id", &trade))
    }),
    ("yabandpay/cancel-payment/order", |world, fixture| {
        let trade = sold(world, "12");
        about(world, fixture, ("trade_id", &trade))
    }),
    ("yabandpay/query-order/wechat-paid", |world, fixture| {
        let trade = sold(world, "11");
        about(world, fixture, ("trade_id", &trade))
    }),
    ("yabandpay/create-refund/partial-amount", refund),
    ("yabandpay/create-refund/partial-amount-older-page", refund),
    ("yabandpay/query-refund-order/refunded", |world, fixture| {
        let refunded = refund(world, sandpay_fixtures::fixture(PARTIAL));
        about(world, fixture, ("refund_id", &member(&refunded, "/data/refund_id")))
    }),
    ("wooshpay/create-refund/full", give_back),
    ("wooshpay/retrieve-refund/reference", |world, _| {
        let refunded = give_back(world, fixture("wooshpay/create-refund/full"));
        let path = format!("/v1/refunds/{}", member(&refunded, "/id"));
        world.send("wooshpay", credentialed("wooshpay", Method::GET, &path))
    }),
];

const PARTIAL: &str = "yabandpay/create-refund/partial-amount";

/// A sale (`11`) or an authorization (`12`) with a stored token: its id.
fn sold(world: &mut World, operation: &str) -> String {
    let sale = fixture("yabandpay/create-card-payments/token-sale");
    member(&about(world, sale, ("operation", operation)), "/data/trade_id")
}

fn refund(world: &mut World, fixture: &Fixture) -> Reply {
    let trade = sold(world, "11");
    about(world, fixture, ("trade_id", &trade))
}

/// Gives back a payment that the shopper approved.
fn give_back(world: &mut World, fixture: &Fixture) -> Reply {
    let (_, paid) =
        world.call(sandpay_fixtures::fixture("wooshpay/create-payment-intent/alipay-web"));
    let intent = member(&paid, "/id");
    world.act(&intent, "approve");
    about(world, fixture, ("payment_intent", &intent))
}

/// Sends a documented request with another value of one of its members, and signed again where it is signed.
fn about(world: &mut World, fixture: &Fixture, (name, value): (&str, &str)) -> Reply {
    let documented: Value = serde_json::from_slice(fixture.request.unwrap()).unwrap();
    let members = if fixture.provider == "yabandpay" { &documented["data"] } else { &documented };
    let old = format!(r#""{name}": "{}""#, members[name].as_str().unwrap());
    let unchanged = world.body(fixture);
    assert!(unchanged.contains(&old), "{unchanged}");
    let mut body = unchanged.replacen(&old, &format!(r#""{name}": "{value}""#), 1);
    if fixture.provider == "yabandpay" {
        let sign = signature(&body, YABANDPAY_SECRET);
        body = body.replace(&signature(&unchanged, YABANDPAY_SECRET), &sign);
    }
    let request = world.request(fixture, &body);
    world.send(fixture.provider, request)
}

fn member(reply: &Reply, at: &str) -> String {
    let answer: Value = serde_json::from_str(text(reply)).unwrap();
    answer.pointer(at).and_then(Value::as_str).unwrap_or_else(|| panic!("{answer}")).to_owned()
}

/// What the printed answer has and ours has not, and, unless it is cut short, the other way round.
fn differences_of(documented: &str, ours: &str, notes: &ResponseNotes) -> Vec<String> {
    let mut found = form(documented, ours);
    found.retain(|line| !(notes.partial && line.contains(": expected nothing, ")));
    found
}

#[test]
fn what_follows_a_payment_is_answered_in_the_documented_form() {
    let mut found = Vec::new();
    for (name, follow) in FOLLOWED {
        let documented = fixture(name);
        let reply = follow(&mut World::new(), documented);

        assert_eq!(reply.response.status, 200, "{name}: {}", text(&reply));
        assert!(!text(&reply).starts_with(r#"{"status":false"#), "{name}: {}", text(&reply));
        if let Some(notes) = &documented.example.response {
            let lines = differences_of(documented.response_text(), text(&reply), notes);
            found.extend(lines.into_iter().map(|line| format!("{name} {line}")));
        }
    }

    assert_eq!(found, [""; 0]);
}
