//! Every return code of the documents' table over HTTP, with its literal message, and input that is none.

use rstest::rstest;
use serde_json::Value;
use serde_json::json;

use super::shop::Shop;
use super::shop::TOKEN;
use crate::support::http;
use crate::support::story::story;

const METHOD: &str = "v3.CreateCardPayments";

/// The `data` of a token sale.
fn sale(shop: &Shop) -> Value {
    json!({
        "description": "test",
        "timeout": "0",
        "pay_method": "online",
        "sub_pay_method": "Token",
        "operation": "11",
        "order_id": 1_725_875_543,
        "amount": "1",
        "currency": "EUR",
        "payment_token_object": TOKEN,
        "notify_url": shop.world.receiver.url("/notify"),
        "request_id": "hjf5lv32i40lh7oh86j6az98tnscwv37",
    })
}

fn with(mut data: Value, name: &str, value: &str) -> Value {
    data[name] = json!(value);
    data
}

/// `status`, `code` and `message` of an answer, which always has HTTP 200.
fn told(answer: &http::Answer) -> (bool, String, String) {
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.headers["content-type"], "application/json; charset=utf-8");
    let answer = answer.json();
    let text = |name: &str| answer[name].as_str().unwrap().to_owned();
    (answer["status"].as_bool().unwrap(), text("code"), text("message"))
}

#[tokio::test]
async fn each_of_the_eight_return_codes_is_answered_in_its_words() {
    let shop = Shop::open();
    let data = sale(&shop);
    let signed = |data: &Value| shop.signed("016683", METHOD, data);
    let good = signed(&data);
    let bodies = [
        (good.clone(), "200", ""),
        ("{".to_owned(), "-1000", "Internal error"),
        (good.replace(r#""amount":"1""#, r#""amount":"2""#), "-403", "The signature Error"),
        (shop.signed("016999", METHOD, &data), "-2001", "The user not exist"),
        (signed(&with(data.clone(), "description", "")), "-3001", "Required field is missing"),
        (good, "-4118", "Incorrect request ID"),
        (
            signed(&with(with(data.clone(), "request_id", "2"), "payment_token_object", "x")),
            "-4119",
            "Invalid Token",
        ),
        (shop.signed("016684", METHOD, &data), "-4120", "No operational permissions"),
    ];

    for (body, code, message) in bodies {
        let answer = told(&shop.post(body).await);
        assert_eq!(answer, (code == "200", code.to_owned(), message.to_owned()));
        shop.world.sandbox.settle().await.unwrap();
    }
    assert_eq!(shop.told_states(), ["paid"], "nothing but the sale happened");
    insta::assert_snapshot!("return_codes", story(&shop.world.sandbox));
}

#[rstest]
#[case::nothing("", "-1000")]
#[case::form("user=016683&sign=ab", "-1000")]
#[case::list("[]", "-3001")]
#[case::number("7", "-3001")]
#[case::empty("{}", "-3001")]
#[case::short_sign(r#"{"user":"016683","sign":"ab","method":"x","time":1,"data":{}}"#, "-403")]
#[case::sign_of_another_type(
    r#"{"user":"016683","sign":7,"method":"x","time":1,"data":{}}"#,
    "-3001"
)]
#[case::data_of_another_type(
    r#"{"user":"016683","sign":"ab","method":"x","time":1,"data":[]}"#,
    "-3001"
)]
#[case::deep("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "-1000")]
#[tokio::test]
async fn input_that_is_none_gets_the_envelope_and_changes_nothing(
    #[case] body: &str,
    #[case] code: &str,
) {
    let shop = Shop::open();

    let answer = told(&shop.post(body).await);

    assert_eq!((answer.0, answer.1.as_str()), (false, code));
    let changed = shop.world.sandbox.journal().iter().any(|entry| entry.kind == "changed");
    assert!(!changed);
}

#[tokio::test]
async fn an_unknown_method_is_not_permitted() {
    let shop = Shop::open();

    let answer = shop.post(shop.signed("016683", "v3.CreatePayments", &json!({}))).await;

    assert_eq!(told(&answer).1, "-4120");
}

#[tokio::test]
async fn after_a_lost_answer_the_notification_is_the_only_recovery() {
    let shop = Shop::open();
    let body = shop.signed("016683", METHOD, &sale(&shop));
    let url = format!("{}/Payments", shop.world.simulator.base_url("yabandpay"));

    let fault = [("sandpay-fault", "after_commit=disconnect")];
    let lost = http::send("POST", &url, &fault, body.clone()).await;
    shop.world.sandbox.settle().await.unwrap();
    let again = told(&shop.post(body).await);

    assert!(lost.is_err());
    assert_eq!(again.1, "-4118");
    assert_eq!(shop.told_states(), ["paid"]);
    insta::assert_snapshot!("lost_answer", story(&shop.world.sandbox));
}
