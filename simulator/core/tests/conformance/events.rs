//! Documented webhooks against what is sent after a documented request.

use sandpay_fixtures::fixture;
use sandpay_fixtures::json::missing;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::comparison::Deliberate;
use crate::comparison::differences;
use crate::comparison::form;
use crate::comparison::unexplained;
use crate::world::World;
use crate::world::YABANDPAY_SECRET;
use crate::world::signature;

pub(crate) const PURCHASE: &str = "yuno/webhooks/payment.purchase/card";
pub(crate) const MINIMAL: &str = "yuno/webhooks/payment.purchase/minimal";
pub(crate) const NOTIFICATION: &str = "yabandpay/webhooks/payment/partial";
pub(crate) const ENVELOPE: &str = "wooshpay/webhooks/product.created/signature-guide";

const DELIBERATE: &[Deliberate] = &[
    Deliberate {
        fixtures: &[PURCHASE],
        at: &["/data/idempotency_key"],
        reason: "the overview of webhooks says that this key identifies the event; no example has it",
    },
    Deliberate {
        fixtures: &[PURCHASE],
        at: &[
            "provider_data/raw_response/value",
            "provider_data/raw_response/amount",
            "provider_data/raw_response/merchantAccount",
            "provider_data/raw_response/reference",
            "provider_data/raw_response/status",
        ],
        reason: "what another provider than the test gateway said, in its own words",
    },
    Deliberate {
        fixtures: &[ENVELOPE],
        at: &["/pending_webhooks"],
        reason: "printed in the signature guide only; the reference of the event leaves it out",
    },
    Deliberate {
        fixtures: &[ENVELOPE],
        at: &["/request"],
        reason: "the reference of the event has it; the signature guide leaves it out",
    },
];

/// The webhooks of one kind after a documented request, with some members put before its own.
fn sent(request: &str, more: &str, kind: &str) -> String {
    let mut world = World::new();
    let request = fixture(request);
    let body = world.body(request).replacen('{', &format!("{{{more}"), 1);
    let raw = world.request(request, &body);
    let reply = world.send(request.provider, raw);
    assert!(reply.response.status.is_success());
    let mut webhooks = world.webhooks().into_iter();
    webhooks.find_map(|(sent, body)| (sent == kind).then_some(body)).unwrap()
}

#[test]
fn events_have_the_documented_members_in_the_documented_order() {
    let mut found = Vec::new();
    let documented = fixture(PURCHASE).event_text();
    // The order that the documented payment was made with; the history is shown to who asks for it.
    let order = raw(documented, &["data", "payment", "additional_data", "order"]);
    let more = format!(
        r#""additional_data":{{"order":{order}}},
           "response_additional_data":{{"transactions_history":true}},"#
    );
    let event = sent("yuno/create-payment/real-time-capture", &more, "payment.purchase");
    found.extend(form(documented, &event).into_iter().map(|line| (PURCHASE, line)));

    let request = "wooshpay/create-payment-intent/alipay-web";
    let event = sent(request, "", "payment_intent.created");
    // The documented event is of another object, so only what is around it is compared.
    let around = |line: &String| !line.starts_with("/data/object");
    let lines = form(fixture(ENVELOPE).event_text(), &event).into_iter().filter(around);
    found.extend(lines.map(|line| (ENVELOPE, line)));

    assert_eq!(unexplained(&found, DELIBERATE), [""; 0]);
}

/// The text of a member, as it is printed.
fn raw(text: &str, path: &[&str]) -> String {
    let Some((name, rest)) = path.split_first() else { return text.to_owned() };
    let members: std::collections::BTreeMap<String, Box<RawValue>> =
        serde_json::from_str(text).unwrap();
    raw(members[*name].get(), rest)
}

#[test]
fn a_purchase_event_holds_what_the_signature_guide_shows_of_it() {
    let event = sent("yuno/create-payment/real-time-capture", "", "payment.purchase");

    let different = missing(fixture(MINIMAL).event_text(), &event);

    let ids = |line: &&String| line.starts_with("/account_id: ") || line.contains("/id: ");
    assert_eq!(different.iter().filter(ids).count(), 2, "the ids of another merchant");
    assert_eq!(different.len(), 2, "{different:?}");
}

#[test]
fn a_notification_begins_as_documented_and_is_signed_by_the_documented_rule() {
    let event = sent("yabandpay/create-card-payments/token-sale", "", "payment");

    let documented = fixture(NOTIFICATION);
    let generated = &documented.example.event.as_ref().unwrap().generated;
    let of_its_own = |line: &String| {
        // The copy is cut short, and tells of another order.
        let (at, what) = line.split_once(": ").unwrap();
        let more = what.starts_with("expected nothing");
        more || at == "/data/order_id" || generated.iter().any(|pointer| pointer == at)
    };
    let lines = differences(documented.event_text(), &event);
    let left: Vec<_> = lines.into_iter().filter(|line| !of_its_own(line)).collect();
    assert_eq!(left, [""; 0]);
    assert!(missing(documented.event_text(), &event).iter().all(|line| !line.ends_with("nothing")));
    let event_value: Value = serde_json::from_str(&event).unwrap();
    assert_eq!(event_value["sign"], signature(&event, YABANDPAY_SECRET));
}
