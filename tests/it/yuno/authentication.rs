//! Who may call: the pair of keys, and whose account it is
//! (<https://docs.y.uno/reference/getting-started/authentication>).

use rstest::rstest;
use sandpay::NewSandbox;
use serde_json::json;

use super::shop::ORDER;
use super::shop::Shop;
use crate::support::http;
use crate::support::http::Answer;
use crate::support::story::story;

const PUBLIC: &str = "public-api-key";
const PRIVATE: &str = "private-secret-key";

/// Every call of a payment's life: method, what follows `/v1/payments`, whether it has a body.
const CALLS: [(&str, &str, bool); 8] = [
    ("POST", "", true),
    ("GET", "?merchant_order_id=000025", false),
    ("GET", "/{payment}", false),
    ("POST", "/{payment}/transactions/{transaction}/capture", true),
    ("POST", "/{payment}/transactions/{transaction}/cancel", true),
    ("POST", "/{payment}/transactions/{transaction}/refund", true),
    ("POST", "/{payment}/transactions/{transaction}/cancel-or-refund", true),
    ("POST", "/{payment}/cancel-or-refund", true),
];

/// Makes every call on an authorization with these header fields.
async fn every_call(shop: &Shop, headers: &[(&str, &str)]) -> Vec<Answer> {
    let target = shop.authorized().await;
    let base = shop.world.simulator.base_url("yuno");
    let headers = [headers, &[("x-idempotency-key", "a-new-key")]].concat();
    let mut answers = Vec::new();
    for (method, path, with_body) in CALLS {
        let path = path
            .replace("{payment}", &target.payment.to_string())
            .replace("{transaction}", &target.transaction.to_string());
        let mut body = shop.create_body();
        body["merchant_reference"] = json!("AAB01-432245");
        body.as_object_mut().unwrap().remove("amount");
        let body = if with_body { body.to_string() } else { String::new() };
        let url = format!("{base}/v1/payments{path}");
        answers.push(http::send(method, &url, &headers, body).await.unwrap());
    }
    let payment = shop.read(&target.payment).await;
    assert_eq!(payment.transactions.as_slice().len(), 1, "nothing happened");
    answers
}

#[rstest]
#[case::no_keys(&[], "NOT_AUTHENTICATED", "Not authenticated")]
#[case::no_private_key(&[(PUBLIC, "sandbox_sandpay_public")], "NOT_AUTHENTICATED", "Not authenticated")]
#[case::no_public_key(&[(PRIVATE, "sandbox_sandpay_secret")], "NOT_AUTHENTICATED", "Not authenticated")]
#[case::public_key_twice(
    &[(PUBLIC, "sandbox_sandpay_public"), (PUBLIC, "sandbox_sandpay_public"), (PRIVATE, "sandbox_sandpay_secret")],
    "NOT_AUTHENTICATED",
    "Not authenticated"
)]
#[case::wrong_private_key(
    &[(PUBLIC, "sandbox_sandpay_public"), (PRIVATE, "sandbox_sandpay_secret2")],
    "INVALID_CREDENTIALS",
    "Invalid Credentials"
)]
#[case::unknown_public_key(
    &[(PUBLIC, "sandbox_of_nobody"), (PRIVATE, "sandbox_sandpay_secret")],
    "INVALID_CREDENTIALS",
    "Invalid Credentials"
)]
#[case::key_of_production(
    &[(PUBLIC, "prod_sandpay_public"), (PRIVATE, "prod_sandpay_secret")],
    "INVALID_CREDENTIALS",
    "Invalid Credentials"
)]
#[case::the_other_way_round(
    &[(PUBLIC, "sandbox_sandpay_secret"), (PRIVATE, "sandbox_sandpay_public")],
    "INVALID_CREDENTIALS",
    "Invalid Credentials"
)]
#[tokio::test]
async fn no_call_is_served_without_the_pair_of_keys(
    #[case] headers: &[(&str, &str)],
    #[case] code: &str,
    #[case] message: &str,
) {
    let shop = Shop::open().await;

    let answers = every_call(&shop, headers).await;

    for answer in answers {
        let expected = json!({"code": code, "messages": [message]});
        assert_eq!((answer.status, answer.json()), (401, expected));
    }
}

#[tokio::test]
async fn the_payments_of_another_account_do_not_exist() {
    let shop = Shop::open().await;
    let other = shop.world.simulator.new_sandbox(NewSandbox::default()).unwrap();
    let [public, private, account] = ["public_api_key", "private_secret_key", "account_id"]
        .map(|name| other.credential("yuno", name).unwrap());

    let answers = every_call(&shop, &[(PUBLIC, public), (PRIVATE, private)]).await;

    let codes: Vec<_> = answers
        .iter()
        .map(|answer| (answer.status, answer.json()["code"].as_str().unwrap_or("-").to_owned()))
        .collect();
    // The first of them lacks an amount; the second finds an order that has no payments.
    assert_eq!(codes[0], (400, "INVALID_PARAMETERS".to_owned()));
    assert_eq!((codes[1].0, answers[1].text.as_str()), (200, "[]"));
    assert!(codes[2..].iter().all(|code| *code == (400, "PAYMENT_NOT_FOUND".to_owned())));
    // To name an account that is not the caller's is no way in either.
    let mut body = shop.create_body();
    body["account_id"] = json!(account);
    let foreign = shop.post("/v1/payments", "a-new-key", body.to_string()).await;
    let expected = json!({"code": "INVALID_ACCOUNT_ID", "messages": ["Account id is invalid"]});
    assert_eq!((foreign.status, foreign.json()), (400, expected));
    assert_eq!(shop.client.payments_of_order(ORDER).await.unwrap().value.len(), 1);
    assert!(other.journal().iter().all(|entry| entry.kind != "changed"));
    insta::assert_snapshot!("another_account", story(&shop.world.sandbox));
}
