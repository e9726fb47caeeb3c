//! YabandPay's printed answers about an order and a refund, value by value: each is made as the printed
//! answer has it, so that all of the answer must agree, but for what the provider makes up.

use sandpay_core::engine::input::Reply;
use sandpay_fixtures::fixture;
use serde_json::Value;

use crate::comparison::beyond_generated;
use crate::comparison::differences;
use crate::world::World;
use crate::world::YABANDPAY_SECRET;
use crate::world::signature;
use crate::world::text;

const SALE: &str = "yabandpay/create-card-payments/token-sale";
const PAGE: &str = "yabandpay/create-card-payments/hosted-page-sale";
const CANCEL: &str = "yabandpay/cancel-payment/order";
const REFUND: &str = "yabandpay/create-refund/partial-amount";
const QUERY_REFUND: &str = "yabandpay/query-refund-order/refunded";

/// Sends a documented request with other words in it, signed again; answers `data`, too.
fn send(world: &mut World, name: &str, changes: &[(&str, &str)]) -> (Reply, Value) {
    let request = fixture(name);
    let before = world.body(request);
    let body = changes.iter().fold(before.clone(), |body, (from, to)| {
        assert!(body.contains(from), "{name}: {from}");
        body.replace(from, to)
    });
    let signs = [&before, &body].map(|body| signature(body, YABANDPAY_SECRET));
    let request = world.request(request, &body.replace(&signs[0], &signs[1]));
    let reply = world.send("yabandpay", request);
    let mut answer: Value = serde_json::from_str(text(&reply)).unwrap();
    assert_eq!(answer["status"], true, "{name}: {answer}");
    (reply, answer["data"].take())
}

#[test]
fn cancelling_an_order_that_nobody_paid_is_answered_as_printed() {
    let mut world = World::new();
    let changes = [
        (r#""203040950640690239603690""#, r#""280244567856723026""#),
        (r#""amount": "1""#, r#""amount": "0.1""#),
        (r#""description": "test""#, r#""description": "YabandPay test", "demo": "test""#),
    ];
    let (_, made) = send(&mut world, PAGE, &changes);
    let (printed, ours) =
        ("4a49ffb3-a30f-ba92-9422-1969afb6f121", made["trade_id"].as_str().unwrap());

    let (reply, _) = send(&mut world, CANCEL, &[(printed, ours)]);

    let documented = fixture(CANCEL).response_text().replace(printed, ours);
    let second = format!(r#""{}""#, world.at().as_second());
    let documented = documented.replace(r#""1706771212""#, &second);
    assert_eq!(differences(&documented, text(&reply)), [""; 0]);
}

#[test]
fn looking_up_a_refund_is_answered_as_printed() {
    let mut world = World::new();
    let (_, sold) = send(&mut world, SALE, &[]);
    let changes = [
        ("5feb401d-d9a4-776f-211f-882b60f14d9d", sold["trade_id"].as_str().unwrap()),
        (r#""m_refund_id": "20240304094405131317","#, ""),
        (r#""notify_url": "https://www.yabandpay.com","#, ""),
        (r#""refund_amount": "0.1""#, r#""refund_amount": "0.01""#),
        (r#""refund_description": "test""#, r#""refund_description": "gary""#),
    ];
    let (_, refund) = send(&mut world, REFUND, &changes);
    assert_eq!(refund["state"], "refund processing");
    world.webhooks();
    assert_eq!(world.engine.run_until(world.at(), 1).fired, 1, "the refund settles");
    let (printed, ours) =
        ("3841510a-4d18-4a61-808d-431a45006de2", refund["refund_id"].as_str().unwrap());

    let (reply, _) = send(&mut world, QUERY_REFUND, &[(printed, ours)]);

    let documented = fixture(QUERY_REFUND);
    let generated = &documented.example.response.as_ref().unwrap().generated;
    assert_eq!(beyond_generated(documented.response_text(), text(&reply), generated), [""; 0]);
}
