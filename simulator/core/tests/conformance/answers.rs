//! Documented requests, sent as they are printed: every one of a served operation is answered as
//! documented, or refused as [`REFUSED`] says.

use sandpay_fixtures::Fixture;
use sandpay_fixtures::Kind;
use sandpay_fixtures::ResponseNotes;
use sandpay_fixtures::Shows;
use serde_json::Value;

use crate::changes;
use crate::comparison::Deliberate;
use crate::comparison::beyond_generated;
use crate::comparison::form;
use crate::comparison::unexplained;
use crate::followups;
use crate::missing;
use crate::world::World;
use crate::world::served;
use crate::world::text;

/// Requests of served operations that name what a sandbox does not hold, and the refusal that they get.
pub(crate) const REFUSED: &[(&str, u16, &str)] = &[(
    // It refunds an intent of the document's own account.
    "wooshpay/create-refund/full",
    404,
    r#"{"error":{"type":"invalid_request_error","code":"resource_missing""#,
)];

/// What differs from the documented answer on purpose.
const DELIBERATE: &[Deliberate] = &[
    Deliberate {
        fixtures: &["yuno/create-payment/"],
        at: &["/account_id", "/customer_payer/id"],
        reason: "the document shows the value behind its placeholder; ours is that of the request, \
                 as the second test asserts",
    },
    Deliberate {
        fixtures: &["wooshpay/create-checkout-session/basic-gbp"],
        at: &[
            "/client_reference_id",
            "/customer_email",
            "/line_items/data/0/price/product/images",
            "/line_items/has_more",
            "/line_items/url",
            "/shipping",
        ],
        reason: "the sample of 2022 prints null for what is not there; the guide leaves it out",
    },
    Deliberate {
        fixtures: &[ORDER_ITEMS],
        at: &["/customer_payer/merchant_customer_id"],
        reason: "the document shows the value behind the placeholder of the customer's id here",
    },
    Deliberate {
        fixtures: &[VAULT_ON_SUCCESS],
        at: &["/customer_payer/merchant_customer_id"],
        reason: "the request repeats the merchant's id of the document's own customer; the stored one counts",
    },
    Deliberate {
        fixtures: &[ORDER_ITEMS],
        at: &["/description"],
        reason: "the printed answer words it otherwise than the printed request",
    },
    Deliberate {
        fixtures: &[ORDER_ITEMS],
        at: &["/additional_data/order/items/0"],
        reason: "the members come back as they were sent; their order means nothing",
    },
    Deliberate {
        fixtures: &[AUTHORIZE],
        at: &[
            "card_data/iin",
            "card_data/lfd",
            "card_data/issuer_name",
            "card_data/category",
            "card_data/type",
            "/customer_payer/date_of_birth",
            "/customer_payer/gender",
            "/customer_payer/nationality",
        ],
        reason: "the printed answer is not that of the printed request: another card, a payer who \
                 tells more",
    },
    Deliberate {
        fixtures: &[AUTHORIZE],
        at: &[
            "/amount/currency_conversion",
            "/customer_payer/browser_info/platform",
            "/customer_payer/device_fingerprints",
            "/customer_payer/merchant_customer_created_at",
            "/payment_link_code",
            "/payment_link_id",
            "/routing_rules",
            "/simplified_mode",
            "/split",
            "/subscription_code",
            "/taxes",
            "/transactions/connection_data",
            "/transactions/provider_data",
            "/transactions_history",
            "card/installments_plan_id",
            "card/stored_credentials",
            "card/verify",
            "card_data/country_code",
            "card_data/expiration_month",
            "card_data/expiration_year",
            "card_data/fingerprint",
            "payment_method/parent_payment_method_type",
            "provider_data/iso8583_response_code",
            "provider_data/iso8583_response_message",
            "provider_data/raw_response/amount/currency",
            "provider_data/raw_response/amount/value",
            "provider_data/response_code",
            "provider_data/response_message",
            "provider_data/sub_status",
            "provider_data/third_party_account_id",
        ],
        reason: "the example is of 2023; the two of the operation's own page are of 2025, have other \
                 members, and are followed to the letter",
    },
    Deliberate {
        fixtures: &[SESSION_OF_2022],
        at: &[
            "/shipping",
            "/client_reference_id",
            "/customer_email",
            "/line_items/url",
            "/line_items/has_more",
            "/line_items/data/0/price/product/images",
        ],
        reason: "a sample of 2022 prints `null` where nothing is set; the guide to Alipay leaves it out",
    },
];

const ORDER_ITEMS: &str = "yuno/create-payment/card-with-customer-billing-shipping-and-order-items";
const VAULT_ON_SUCCESS: &str = "yuno/create-payment/card-with-vault-on-success";
const SESSION_OF_2022: &str = "wooshpay/create-checkout-session/basic-gbp";
const AUTHORIZE: &str = "yuno/create-payment/authorize-card-with-authorization";

/// Whole requests of served operations that ask for what is served and need nothing made before.
pub(crate) fn sent() -> impl Iterator<Item = &'static Fixture> {
    sandpay_fixtures::all().filter(|fixture| {
        let whole = matches!(fixture.example.kind, Kind::Complete | Kind::Derived);
        let serves = served(fixture).is_some() && missing::groups_of(fixture) == 0;
        let followed = followups::FOLLOWED.iter().any(|(name, _)| *name == fixture.name);
        let alone = !followed && !changes::is_sent(fixture);
        whole && fixture.request.is_some() && serves && alone
    })
}

/// Those that are not refused.
fn answered() -> impl Iterator<Item = &'static Fixture> {
    sent().filter(|fixture| REFUSED.iter().all(|(name, ..)| *name != fixture.name))
}

/// Where no answer is printed, the other examples of the operation tell the status.
fn usual_status(fixture: &Fixture) -> u16 {
    let mut others = sandpay_fixtures::under(fixture.provider)
        .filter(|other| other.operation == fixture.operation && other.shows() == Shows::Exchange);
    others.find_map(|other| Some(other.example.response.as_ref()?.status)).unwrap()
}

/// How an answer differs from the printed one: where that answers another request, in its form only; where
/// it is cut short, in what it has.
fn differences_of(documented: &str, ours: &str, notes: &ResponseNotes) -> Vec<String> {
    let mut found = if notes.of_another {
        form(documented, ours)
    } else {
        beyond_generated(documented, ours, &notes.generated)
    };
    found.retain(|line| !(notes.partial && line.contains(": expected nothing, ")));
    found
}

#[test]
fn documented_requests_are_answered_as_documented() {
    let mut found = Vec::new();
    for fixture in answered() {
        let (_, reply) = World::new().call(fixture);

        let notes = fixture.example.response.as_ref();
        let status = notes.map_or_else(|| usual_status(fixture), |notes| notes.status);
        assert_eq!(reply.response.status, status, "{}: {}", fixture.name, text(&reply));
        assert!(
            !text(&reply).starts_with(r#"{"status":false"#),
            "{}: {}",
            fixture.name,
            text(&reply)
        );
        if let Some(notes) = notes {
            let lines = differences_of(fixture.response_text(), text(&reply), notes);
            found.extend(lines.into_iter().map(|line| (fixture.name, line)));
        }
    }

    assert_eq!(unexplained(&found, DELIBERATE), [""; 0]);
}

#[test]
fn an_answer_repeats_what_its_request_says() {
    for fixture in answered().filter(|fixture| fixture.provider == "yuno") {
        let (sent, reply) = World::new().call(fixture);

        let (mut sent, answer): (Value, Value) =
            (serde_json::from_str(&sent).unwrap(), serde_json::from_str(text(&reply)).unwrap());
        if fixture.name == VAULT_ON_SUCCESS {
            sent["customer_payer"]["merchant_customer_id"].take();
        }
        let mut repeated = 0;
        compare_echo("", (&sent, &answer), &mut repeated);
        assert!(repeated >= 13, "{}: {repeated}", fixture.name);
    }
}

/// Holds every text, number and truth value of a request against the same member of the answer, where
/// it has one; `detail` is `payment_method_detail` there. A number may be sent as text.
fn compare_echo(at: &str, (sent, answer): (&Value, &Value), repeated: &mut usize) {
    if sent.is_null() {
        return;
    }
    if let Some(members) = sent.as_object() {
        for (name, value) in members {
            let shown = answer.get(name).or_else(|| answer.get(format!("payment_method_{name}")));
            if let Some(shown) = shown {
                compare_echo(&format!("{at}/{name}"), (value, shown), repeated);
            }
        }
        return;
    }
    let plain = |value: &Value| value.to_string().trim_matches('"').to_owned();
    assert_eq!(plain(sent), plain(answer), "{at}");
    *repeated += 1;
}

#[test]
fn a_request_for_what_is_not_there_is_refused_as_listed() {
    for (name, status, begins) in REFUSED {
        let (_, reply) = World::new().call(sandpay_fixtures::fixture(name));

        assert_eq!(reply.response.status, *status, "{name}");
        assert!(text(&reply).starts_with(begins), "{name}: {}", text(&reply));
    }
}

/// A few members of a request, printed to explain them: they fit into a complete request of the same
/// page, which then does what the page says.
pub(crate) const FRAGMENTS: &[(&str, &str, &str)] = &[
    ("fragment-real-time-capture", "SUCCEEDED/APPROVED", ""),
    ("fragment-manual-capture", "PENDING/AUTHORIZED", ""),
    ("fragment-delayed-capture", "PENDING/AUTHORIZED", "capture_due"),
    ("fragment-delayed-cancel", "PENDING/AUTHORIZED", "cancel_due"),
    ("fragment-network-transaction-id", "PENDING/AUTHORIZED", ""),
    ("fragment-subscription-agreement", "PENDING/AUTHORIZED", ""),
];

#[test]
fn documented_fragments_do_what_their_page_says() {
    for (name, state, next) in FRAGMENTS {
        let mut world = World::new();
        let whole = sandpay_fixtures::fixture("yuno/create-payment/manual-capture");
        let fragment = sandpay_fixtures::fixture(&format!("yuno/create-payment/{name}"));
        let mut body: Value = serde_json::from_str(&world.body(whole)).unwrap();
        merge(&mut body, &serde_json::from_slice(fragment.request.unwrap()).unwrap());

        let request = world.request(whole, &body.to_string());
        let reply = world.send("yuno", request);

        let payment: Value = serde_json::from_str(text(&reply)).unwrap();
        let (_, view) = world.engine.subject(payment["id"].as_str().unwrap()).unwrap();
        let by_clock = view.next.iter().filter(|action| action.at.is_some());
        let due: Vec<_> = by_clock.map(|action| action.name).collect();
        assert_eq!((view.state.as_str(), due.concat().as_str()), (*state, *next), "{name}");
    }
}

fn merge(into: &mut Value, from: &Value) {
    match from {
        Value::Object(members) => {
            for (name, value) in members {
                merge(&mut into[name], value);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            *into = from.clone();
        }
    }
}
