//! The documented example, member by member and in order.

use super::Bench;
use super::altered;
use super::web;
use super::web_request;
use crate::providers::wooshpay::ids::IntentId;
use crate::providers::wooshpay::ids::MethodId;
use crate::providers::wooshpay::profile::OPERATIONS;
use crate::providers::wooshpay::profile::Operation;

/// The documents' page, laid out in one line; no text in it holds a blank.
fn documented() -> String {
    web().response_text().split_whitespace().collect()
}

#[test]
fn every_operation_stands_at_its_place_in_the_profile() {
    let names = Operation::ALL.map(|operation| operation.info().name);

    assert_eq!(names, OPERATIONS.each_ref().map(|info| info.name));
}

fn string_after<'a>(text: &'a str, start: &str) -> &'a str {
    let rest = text.split_once(start).unwrap().1;
    rest.split_once('"').unwrap().0
}

#[test]
fn the_documented_request_is_answered_as_documented() {
    let mut bench = Bench::new();
    bench.at = "2023-06-08T08:52:22.060Z".parse().unwrap();

    let reply = bench.create(web_request());

    // What is generated, and the mode of a test key, take the place of the document's values.
    let answer = reply.json();
    let text = |pointer: &str| answer.pointer(pointer).unwrap().as_str().unwrap();
    let documented = documented();
    let secret = string_after(&documented, r#""client_secret":""#);
    let url = string_after(&documented, r#""url":""#);
    let expected = documented
        .replace(secret, text("/client_secret"))
        .replace("pi_1666729870215872512", text("/id"))
        .replace("pm_1666729870102626304", text("/payment_method"))
        .replace(url, text("/next_action/alipay_handle_redirect/url"))
        .replace(r#""livemode":true"#, r#""livemode":false"#);
    assert_eq!(reply.status, 200);
    assert_eq!(reply.text, expected);
}

#[test]
fn what_is_generated_has_the_documented_form() {
    let mut bench = Bench::new();
    bench.at = "2023-06-08T08:52:22.060Z".parse().unwrap();

    let answer = bench.create(web_request()).json();

    let text = |pointer: &str| answer.pointer(pointer).unwrap().as_str().unwrap();
    let id = text("/id");
    let secret = text("/client_secret").strip_prefix(&format!("{id}_secret_"));
    let (intent, method) = (
        IntentId::parse(id).unwrap().to_string(),
        MethodId::parse(text("/payment_method")).unwrap().to_string(),
    );
    assert!(method["pm_".len()..] < intent["pi_".len()..]);
    assert_eq!(intent[..14], "pi_1666729870215872512"[..14]);
    assert_eq!(answer["created"], 1_686_214_342_000_i64);
    assert_eq!(secret.map(str::len), Some(24));
    assert!(secret.unwrap().bytes().all(|byte| byte.is_ascii_alphanumeric()));
    assert!(
        text("/next_action/alipay_handle_redirect/url")
            .starts_with("http://127.0.0.1:7250/pay/default-")
    );
}

#[test]
fn members_that_the_example_does_not_set_stand_where_other_examples_print_them() {
    let body = altered(&serde_json::json!({
        "description": "two cups",
        "metadata": {},
        "merchant_order_id": "order-7",
    }))
    .replace(r#""metadata":{}"#, r#""metadata":{"z":"1","a":"2"}"#);

    let text = Bench::new().create(&body).text;

    let printed = r#""status":"requires_action","description":"two cups","metadata":{"z":"1","a":"2"},"livemode":false,"merchant_order_id":"order-7","client_secret":"#;
    assert!(text.contains(printed), "{text}");
}
