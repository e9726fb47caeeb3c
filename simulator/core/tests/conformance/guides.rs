//! What the guides say of their examples: each is sent as it is printed, to the value, and then left to
//! time. How the answers of all other documents are compared is decided in `answers`.

use http::Method;
use jiff::Timestamp;
use rstest::rstest;
use sandpay_fixtures::fixture;
use serde_json::Value;

use crate::comparison::differences;
use crate::world::World;
use crate::world::credentialed;
use crate::world::text;

const IN_A_YEAR: &str = "2027-01-01T00:00:00Z";

/// Lets a year pass in which the merchant does nothing: which timers fell due, and when.
fn a_year(world: &mut World) -> Vec<(String, String)> {
    let to: Timestamp = IN_A_YEAR.parse().unwrap();
    let mut timers = Vec::new();
    loop {
        let ran = world.engine.run_until(to, 100);
        let fired = ran.happened.into_iter().filter(|one| one.kind == "timer");
        timers.extend(fired.map(|one| (one.at.to_string(), one.what)));
        if ran.caught_up {
            return timers;
        }
        world.webhooks();
    }
}

#[rstest]
#[case::real_time("real-time-capture", &[], "SUCCEEDED/APPROVED", &["PURCHASE"])]
#[case::manual("manual-capture", &[], "PENDING/AUTHORIZED", &["AUTHORIZE"])]
#[case::delayed_capture(
    "delayed-capture",
    &[("2026-01-08T00:00:00Z", "capture_due")],
    "SUCCEEDED/CAPTURED",
    &["AUTHORIZE", "CAPTURE"]
)]
#[case::delayed_cancel(
    "delayed-cancel",
    &[("2026-01-31T00:00:00Z", "cancel_due")],
    "CANCELED/CANCELED",
    &["AUTHORIZE", "CANCEL"]
)]
#[case::capture_before_cancel(
    "delayed-capture-and-cancel",
    &[("2026-01-21T00:00:00Z", "capture_due")],
    "SUCCEEDED/CAPTURED",
    &["AUTHORIZE", "CAPTURE"]
)]
fn an_example_of_the_capture_guide_that_is_left_to_time_ends_as_the_guide_says(
    #[case] name: &str,
    #[case] due: &[(&str, &str)],
    #[case] state: &str,
    #[case] operations: &[&str],
) {
    let mut world = World::new();
    let (_, reply) = world.call(fixture(&format!("yuno/create-payment/{name}")));
    let created: Value = serde_json::from_str(text(&reply)).unwrap();

    let timers = a_year(&mut world);

    let timers: Vec<_> = timers.iter().map(|(at, what)| (at.as_str(), what.as_str())).collect();
    assert_eq!(timers, due);
    let path = format!("/v1/payments/{}", created["id"].as_str().unwrap());
    let read = world.send("yuno", credentialed("yuno", Method::GET, &path));
    let payment: Value = serde_json::from_str(text(&read)).unwrap();
    let word = |name: &str| payment[name].as_str().unwrap().to_owned();
    assert_eq!(format!("{}/{}", word("status"), word("sub_status")), state);
    let made = payment["transactions"].as_array().unwrap();
    assert_eq!(made.iter().map(|one| &one["type"]).collect::<Vec<_>>(), operations);
    // Every operation is about the whole amount: only a capture by hand may take less.
    assert!(made.iter().all(|one| one["amount"] == payment["amount"]["value"]), "{payment}");
}

#[rstest]
#[case::network("fragment-network-transaction-id", None)]
#[case::agreement("fragment-subscription-agreement", Some("AA0001"))]
fn the_stored_credentials_that_the_guide_explains_are_answered_and_told_as_they_are_sent(
    #[case] name: &str,
    #[case] agreement: Option<&str>,
) {
    let mut world = World::new();
    let whole = fixture("yuno/create-payment/stored-credentials-card-on-file-used");
    let fragment = fixture(&format!("yuno/create-payment/{name}"));
    let fragment: Value = serde_json::from_slice(fragment.request.unwrap()).unwrap();
    let mut body: Value = serde_json::from_str(&world.body(whole)).unwrap();
    body["payment_method"] = fragment["payment_method"].clone();

    let request = world.request(whole, &body.to_string());
    let reply = world.send("yuno", request);

    let payment: Value = serde_json::from_str(text(&reply)).unwrap();
    let expected = serde_json::json!({
        "reason": "CARD_ON_FILE",
        "usage": "USED",
        "subscription_agreement_id": agreement,
        "network_transaction_id": "583103536844189",
    });
    let card = &payment["payment_method"]["payment_method_detail"]["card"];
    assert_eq!(card["stored_credentials"], expected);
    let (_, view) = world.engine.subject(payment["id"].as_str().unwrap()).unwrap();
    let told = view.provider_calls.first().unwrap();
    for (member, value) in expected.as_object().unwrap() {
        assert_eq!(&told[member], value, "{member}");
    }
    assert_eq!((view.provider_calls.len(), &told["origin"]), (1, &"request".into()));
}

/// What may differ from an answer that a guide prints, and how.
#[derive(Clone, Copy, Debug)]
enum Varies {
    /// A prefix and 19 digits; the prefix stays.
    Id,
    /// The id of the payment intent, `_secret_`, and 24 letters or digits.
    Secret,
    /// Milliseconds since 1970, a whole second.
    Time,
    /// Milliseconds since 1970, to the millisecond.
    Instant,
    /// Printed with a live key, answered to a test key.
    Mode,
    /// The page of the wallet, which stands here.
    Page,
    /// The page of the checkout, which stands here and is called by the key in the same place.
    Checkout,
}

const INTENT: &[(&str, Varies)] = &[
    ("/client_secret", Varies::Secret),
    ("/created", Varies::Time),
    ("/id", Varies::Id),
    ("/livemode", Varies::Mode),
    ("/next_action/alipay_handle_redirect/url", Varies::Page),
    ("/payment_method", Varies::Id),
];

const SESSION: &[(&str, Varies)] = &[
    ("/client_secret", Varies::Secret),
    ("/created", Varies::Time),
    ("/expires_at", Varies::Instant),
    ("/id", Varies::Id),
    ("/line_items/data/0/id", Varies::Id),
    ("/line_items/data/0/price/created", Varies::Time),
    ("/line_items/data/0/price/id", Varies::Id),
    ("/line_items/data/0/price/livemode", Varies::Mode),
    ("/line_items/data/0/price/product/created", Varies::Time),
    ("/line_items/data/0/price/product/id", Varies::Id),
    ("/line_items/data/0/price/product/livemode", Varies::Mode),
    ("/line_items/data/0/price/product/updated", Varies::Time),
    ("/livemode", Varies::Mode),
    ("/payment_intent", Varies::Id),
    ("/url", Varies::Checkout),
];

#[rstest]
#[case::web("create-payment-intent/alipay-web", INTENT)]
#[case::app("create-payment-intent/alipay-app", INTENT)]
#[case::checkout("create-checkout-session/alipay", SESSION)]
fn an_answer_of_the_alipay_guide_differs_in_ids_secret_times_mode_and_pages_alone(
    #[case] name: &str,
    #[case] varying: &[(&str, Varies)],
) {
    let mut world = World::new();
    let documented = fixture(&format!("wooshpay/{name}"));

    let (sent, reply) = world.call(documented);

    assert_eq!(sent.as_bytes(), documented.request.unwrap(), "it is sent as it is printed");
    let ours = text(&reply);
    let mut differing: Vec<_> = differences(documented.response_text(), ours)
        .into_iter()
        .map(|line| line.split_once(": ").unwrap().0.to_owned())
        .collect();
    differing.sort_unstable();
    assert_eq!(differing, varying.iter().map(|(at, _)| *at).collect::<Vec<_>>());
    let printed: Value = serde_json::from_str(documented.response_text()).unwrap();
    let ours: Value = serde_json::from_str(ours).unwrap();
    for (at, how) in varying {
        let pair = [&printed, &ours].map(|answer| answer.pointer(at).unwrap());
        let both_have_it = pair.iter().all(|value| has_the_form(*how, value));
        assert!(both_have_it && stays(*how, pair), "{at} {how:?}: {pair:?}");
    }
    let page = varying.iter().find(|(_, how)| matches!(how, Varies::Page | Varies::Checkout));
    let url = ours.pointer(page.unwrap().0).unwrap().as_str().unwrap();
    let page = url.strip_prefix("http://127.0.0.1:7250/pay/").unwrap().split('?').next().unwrap();
    assert!(world.engine.page(page).is_some(), "{page}");
}

/// Whether a value has the form that is documented for what varies so.
fn has_the_form(how: Varies, value: &Value) -> bool {
    let digits = |text: &str| text.len() == 19 && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_id = |text: &str| text.split_once('_').is_some_and(|(_, number)| digits(number));
    match how {
        Varies::Id => is_id(value.as_str().unwrap()),
        Varies::Secret => {
            let (intent, secret) = value.as_str().unwrap().split_once("_secret_").unwrap();
            let plain = secret.bytes().all(|byte| byte.is_ascii_alphanumeric());
            is_id(intent) && secret.len() == 24 && plain
        }
        Varies::Time => value.as_i64().is_some_and(|at| at > 1_000_000_000_000 && at % 1000 == 0),
        Varies::Instant => value.as_i64().is_some_and(|at| at > 1_000_000_000_000),
        Varies::Mode => value.is_boolean(),
        Varies::Page => value.as_str().is_some_and(|url| url.starts_with("http")),
        Varies::Checkout => value.as_str().is_some_and(|url| {
            url.starts_with("http") && url.contains("/pay/") && url.contains("?key=pk_")
        }),
    }
}

/// What is the same in the printed value and in ours all the same.
fn stays(how: Varies, [printed, ours]: [&Value; 2]) -> bool {
    match how {
        Varies::Id | Varies::Secret => {
            let prefix =
                |value: &Value| value.as_str().unwrap().split('_').next().map(str::to_owned);
            prefix(printed) == prefix(ours)
        }
        Varies::Mode => printed == true && ours == false,
        Varies::Time | Varies::Instant | Varies::Page | Varies::Checkout => true,
    }
}
