//! What a create call takes and refuses. A refusal changes nothing.

use http::Method;
use proptest::prelude::*;
use rstest::rstest;
use serde_json::Value;
use serde_json::json;

use super::Bench;
use super::altered;
use super::post;
use super::request;
use super::web_request;
use super::with_amount;
use super::with_header;
use crate::kernel::mac;
use crate::kernel::message::Request;

/// The code and the member of the refusal; nothing else may have happened.
fn refused(body: &str) -> (String, Option<String>) {
    let mut bench = Bench::new();
    let before = bench.machine.snapshot();

    let reply = bench.create(body);

    assert_eq!(reply.status, 400, "{}", reply.text);
    let (kind, code, param) = reply.refusal();
    assert_eq!(kind, "invalid_request_error");
    assert_eq!(bench.machine.snapshot(), before);
    (code, param)
}

fn accepted(body: &str) -> Value {
    let reply = Bench::new().create(body);
    assert_eq!(reply.status, 200, "{}", reply.text);
    reply.json()
}

#[rstest]
#[case("1", 1)]
#[case("20", 20)]
#[case("2686.0", 2686)]
#[case("1e3", 1000)]
#[case("1.5E1", 15)]
#[case("9223372036854775807", i64::MAX)]
#[case::looks_like_a_card(concat!("45391488", "03436467"), 45_391_488 * 100_000_000 + 3_436_467)]
fn a_number_with_a_whole_value_is_an_amount(#[case] literal: &str, #[case] amount: i64) {
    assert_eq!(accepted(&with_amount(literal))["amount"], amount);
}

#[rstest]
#[case("null", "parameter_missing")]
#[case("0", "amount_too_small")]
#[case("-0", "amount_too_small")]
#[case("-20", "amount_too_small")]
#[case("20.5", "parameter_invalid_integer")]
#[case("1e-3", "parameter_invalid_integer")]
#[case("1e400", "parameter_invalid_integer")]
#[case("1e99999999999999999999", "parameter_invalid_integer")]
#[case("9223372036854775808", "parameter_invalid_integer")]
#[case("1e19", "parameter_invalid_integer")]
#[case("\"20\"", "parameter_invalid_integer")]
#[case("\"\"", "parameter_invalid_integer")]
#[case("true", "parameter_invalid_integer")]
#[case("[20]", "parameter_invalid_integer")]
#[case("{}", "parameter_invalid_integer")]
fn other_amounts_are_refused(#[case] literal: &str, #[case] code: &str) {
    assert_eq!(refused(&with_amount(literal)), (code.to_owned(), Some("amount".to_owned())));
}

#[rstest]
#[case("CNY", "CNY")]
#[case("cny", "CNY")]
#[case("Gbp", "GBP")]
#[case("USD", "USD")]
#[case("EUR", "EUR")]
#[case("HKD", "HKD")]
fn a_processing_currency_is_answered_in_capitals(#[case] sent: &str, #[case] answered: &str) {
    let answer = accepted(&altered(&json!({"currency": sent})));

    assert_eq!(answer["currency"], answered);
}

#[rstest]
#[case::missing(json!({"currency": null}), "parameter_missing", "currency")]
#[case::other(json!({"currency": "JPY"}), "parameter_invalid", "currency")]
#[case::unknown(json!({"currency": "XYZ"}), "parameter_invalid", "currency")]
#[case::empty(json!({"currency": ""}), "parameter_invalid", "currency")]
#[case::type_(json!({"currency": 156}), "parameter_invalid", "currency")]
#[case::text_confirm(json!({"confirm": "true"}), "parameter_invalid", "confirm")]
#[case::no_data(json!({"payment_method_data": null}), "parameter_missing", "payment_method_data")]
#[case::list_data(json!({"payment_method_data": ["alipay"]}), "parameter_invalid", "payment_method_data")]
#[case::no_kind(json!({"payment_method_data": {}}), "parameter_missing", "payment_method_data.type")]
#[case::card(json!({"payment_method_data": {"type": "card"}}), "parameter_not_served", "payment_method_data.type")]
#[case::alipayplus(json!({"payment_method_data": {"type": "alipayplus"}}), "parameter_not_served", "payment_method_data.type")]
#[case::kind_type(json!({"payment_method_data": {"type": 1}}), "parameter_invalid", "payment_method_data.type")]
#[case::other_types(json!({"payment_method_types": ["alipay", "card"]}), "parameter_invalid", "payment_method_types")]
#[case::not_among(json!({"payment_method_types": ["alipayplus"]}), "parameter_invalid", "payment_method_types")]
#[case::no_types(json!({"payment_method_types": []}), "parameter_invalid", "payment_method_types")]
#[case::text_types(json!({"payment_method_types": "alipay"}), "parameter_invalid", "payment_method_types")]
#[case::number_types(json!({"payment_method_types": [1]}), "parameter_invalid", "payment_method_types")]
#[case::options_type(json!({"payment_method_options": "WEB"}), "parameter_invalid", "payment_method_options")]
#[case::alipay_type(json!({"payment_method_options": {"alipay": []}}), "parameter_invalid", "payment_method_options.alipay")]
#[case::terminal(json!({"payment_method_options": {"alipay": {"terminal_type": "web"}}}), "parameter_invalid", "payment_method_options.alipay.terminal_type")]
#[case::os(json!({"payment_method_options": {"alipay": {"os_type": 1}}}), "parameter_invalid", "payment_method_options.alipay.os_type")]
#[case::ip(json!({"payment_method_options": {"alipay": {"client_ip": {}}}}), "parameter_invalid", "payment_method_options.alipay.client_ip")]
#[case::script(json!({"return_url": "javascript:alert(1)"}), "parameter_invalid", "return_url")]
#[case::no_url(json!({"return_url": ""}), "parameter_invalid", "return_url")]
#[case::url_type(json!({"return_url": ["https://wooshpay.com"]}), "parameter_invalid", "return_url")]
#[case::description(json!({"description": 1}), "parameter_invalid", "description")]
#[case::order(json!({"merchant_order_id": 7}), "parameter_invalid", "merchant_order_id")]
#[case::metadata(json!({"metadata": "a"}), "parameter_invalid", "metadata")]
#[case::metadata_value(json!({"metadata": {"a": 1}}), "parameter_invalid", "metadata")]
#[case::manual(json!({"capture_method": "manual"}), "parameter_not_served", "capture_method")]
#[case::confirmation(json!({"confirmation_method": "manual"}), "parameter_not_served", "confirmation_method")]
#[case::customer(json!({"customer": "cus_1"}), "parameter_not_served", "customer")]
#[case::saved(json!({"payment_method": "pm_1"}), "parameter_not_served", "payment_method")]
#[case::saving(json!({"setup_future_usage": "off_session"}), "parameter_not_served", "setup_future_usage")]
#[case::off_session(json!({"off-session": true}), "parameter_not_served", "off-session")]
#[case::shipping(json!({"shipping": {"name": "A"}}), "parameter_not_served", "shipping")]
fn what_cannot_be_served_is_refused_by_name(
    #[case] changes: Value,
    #[case] code: &str,
    #[case] param: &str,
) {
    assert_eq!(refused(&altered(&changes)), (code.to_owned(), Some(param.to_owned())));
}

#[rstest]
#[case::empty("")]
#[case::blank(" \n")]
#[case::cut("{\"amount\": 20")]
#[case::more("{} {}")]
#[case::comma("{\"amount\": 20,}")]
#[case::comment("{/* */}")]
#[case::byte_order_mark("\u{feff}{}")]
#[case::list("[20,\"CNY\",true]")]
#[case::text("\"amount\"")]
#[case::null("null")]
#[case::form("amount=20&currency=CNY&confirm=true")]
#[case::repeated("{\"amount\": 20, \"amount\": 30}")]
fn a_body_that_is_no_json_object_is_refused(#[case] body: &str) {
    assert_eq!(refused(body), ("body_invalid".to_owned(), None));
}

#[rstest]
#[case::repeated_unknown(r#"{"x":1,"x":2,"#)]
#[case::repeated_deep_down(r#"{"x":[{"y":1,"y":2}],"#)]
#[case::out_of_range(r#"{"x":1e400,"#)]
#[case::half_a_character(r#"{"x":"\ud800","#)]
fn an_unknown_member_must_be_sound_json_all_the_same(#[case] start: &str) {
    let body = altered(&json!({})).replacen('{', start, 1);

    assert_eq!(refused(&body), ("body_invalid".to_owned(), None));
}

#[rstest]
#[case::unknown("x")]
#[case::known("description")]
#[case::object("payment_method_options")]
#[case::amount("amount")]
fn ten_thousand_levels_are_refused(#[case] member: &str) {
    let deep = "[".repeat(10_000) + &"]".repeat(10_000);
    let body = altered(&json!({member: "DEEP"})).replace("\"DEEP\"", &deep);

    refused(&body);
}

#[rstest]
#[case("{}", "amount")]
#[case(r#"{"amount":20}"#, "currency")]
#[case(r#"{"amount":20,"currency":"CNY","confirm":true}"#, "payment_method_data")]
fn the_first_missing_member_is_named(#[case] body: &str, #[case] param: &str) {
    assert_eq!(refused(body), ("parameter_missing".to_owned(), Some(param.to_owned())));
}

#[test]
fn every_value_in_every_place_gets_a_planned_answer() {
    let values = ["null", "true", "0", "-1", "1.5", "1e400", "\"\"", "\"x\"", "[]", "[1]", "{}"];
    let places = [
        "/amount",
        "/currency",
        "/confirm",
        "/payment_method_options",
        "/payment_method_options/alipay",
        "/payment_method_options/alipay/client_ip",
        "/payment_method_options/alipay/terminal_type",
        "/payment_method_options/alipay/os_type",
        "/payment_method_data",
        "/payment_method_data/type",
        "/payment_method_types",
        "/payment_method_types/0",
        "/return_url",
    ];
    for place in places {
        for value in values {
            let mut body: Value = serde_json::from_str(web_request()).unwrap();
            *body.pointer_mut(place).unwrap() = "PLACE".into();
            let body = body.to_string().replace("\"PLACE\"", value);

            let reply = Bench::new().create(&body);

            assert!([200, 400].contains(&reply.status), "{place} {value}");
            assert_eq!(reply.status == 200, !reply.step.events.is_empty());
        }
    }
}

#[test]
fn bytes_that_are_no_text_are_refused() {
    let mut raw = post("");
    raw.body = vec![b'{', b'"', 0xff, b'"', b'}'].into();

    assert_eq!(Bench::new().send(raw).status, 400);
}

#[rstest]
#[case::unknown(json!({"payemen_method_options": {"alipay": {}}, "x": [null, {"y": 1.5}]}))]
#[case::automatic(json!({"capture_method": "automatic", "confirmation_method": "automatic"}))]
#[case::options_of_others(json!({"payment_method_options": {"card": {}}}))]
#[case::not_shown(json!({"merchant_user_id": "u1", "quantity": 2}))]
#[case::no_options(json!({"payment_method_options": null}))]
#[case::no_types(json!({"payment_method_types": null}))]
#[case::no_return_url(json!({"return_url": null}))]
fn what_changes_nothing_is_accepted(#[case] changes: Value) {
    let answer = accepted(&altered(&changes));

    assert_eq!(answer["status"], "requires_action");
    assert_eq!(answer["payment_method_types"], json!(["alipay"]));
}

#[test]
fn what_was_not_sent_is_not_answered() {
    let changes = json!({"payment_method_options": null, "return_url": null});
    let answer = accepted(&altered(&changes));

    let absent = ["payment_method_options", "return_url", "customer", "metadata", "charges"];
    for member in absent {
        assert_eq!(answer.get(member), None);
    }
}

#[test]
fn method_types_are_answered_in_lower_case() {
    let changes = json!({"payment_method_types": ["AlipayPlus", "ALIPAY"]});

    assert_eq!(
        accepted(&altered(&changes))["payment_method_types"],
        json!(["alipayplus", "alipay"])
    );
}

#[test]
fn the_content_type_does_not_decide_how_a_body_is_read() {
    let raw = with_header(post(web_request()), "content-type", "application/x-www-form-urlencoded");

    assert_eq!(Bench::new().send(raw).status, 200);
}

fn authorized_by(pair: &str) -> Request {
    let value = format!("Basic {}", mac::base64(pair.as_bytes()));
    with_header(post(web_request()), "authorization", &value)
}

#[rstest]
#[case::unknown("sk_test_other:", 401, "api_key_invalid")]
#[case::live("sk_live_sandpay:", 401, "api_key_invalid")]
#[case::password("sk_test_sandpay:x", 401, "api_key_invalid")]
#[case::missing(":", 401, "api_key_missing")]
#[case::publishable("pk_test_sandpay:", 403, "secret_key_required")]
fn a_call_without_the_secret_key_is_refused(
    #[case] pair: &str,
    #[case] status: u16,
    #[case] code: &str,
) {
    let reply = Bench::new().send(authorized_by(pair));

    assert_eq!((reply.status, reply.refusal().1.as_str()), (status, code));
}

#[test]
fn a_call_without_any_key_is_refused_whatever_it_asks_for() {
    let mut bare = request(Method::GET, "/v1/nothing", "");
    bare.headers.clear();

    let reply = Bench::new().send(bare);

    assert_eq!((reply.status, reply.refusal().1.as_str()), (401, "api_key_missing"));
}

#[rstest]
#[case(Method::GET, "/v1/nothing")]
#[case(Method::GET, "/")]
#[case(Method::GET, "/v1/payment_intents")]
#[case(Method::DELETE, "/v1/payment_intents")]
#[case(Method::POST, "/v1/payment_intents/")]
#[case(Method::POST, "/v1/payment_intents/pi_1666729870215872512")]
#[case(Method::POST, "/v1/payment_intents/pi_1666729870215872512/capture")]
#[case(Method::GET, "/v1/payment_intents/pi_1666729870215872512/confirm")]
#[case(Method::GET, "/v1/checkout/sessions")]
#[case(Method::GET, "/v1/refunds")]
fn calls_that_are_not_served_are_unknown(#[case] method: Method, #[case] path: &str) {
    let reply = Bench::new().send(request(method, path, web_request()));

    assert_eq!((reply.status, reply.refusal().1.as_str()), (404, "url_unknown"));
}

#[rstest]
#[case("pi_1666729870215872512")]
#[case("pi_")]
#[case("cs_1666729870215872512")]
#[case("%00")]
fn an_unknown_intent_is_a_missing_resource(#[case] id: &str) {
    let reply = Bench::new().retrieve(id);

    assert_eq!(reply.status, 404);
    assert_eq!(
        reply.refusal(),
        ("invalid_request_error".to_owned(), "resource_missing".to_owned(), Some("id".to_owned()))
    );
}

proptest! {
    #[test]
    fn any_bytes_get_a_planned_answer(body: Vec<u8>, path in "/(v1/payment_intents(/\\PC{0,8})?)?") {
        let mut bench = Bench::new();
        for method in [Method::POST, Method::GET] {
            let mut raw = request(method, &path, "");
            raw.body = body.clone().into();
            let reply = bench.send(raw);

            prop_assert!([400, 404].contains(&reply.status), "{}", reply.status);
            reply.refusal();
        }
    }

    #[test]
    fn any_literal_as_an_amount_gets_a_planned_answer(literal in "-?[0-9]{1,25}(\\.[0-9]{0,3})?([eE][+-]?[0-9]{1,4})?") {
        let reply = Bench::new().create(&with_amount(&literal));

        prop_assert!([200, 400].contains(&reply.status), "{}", reply.status);
    }
}
