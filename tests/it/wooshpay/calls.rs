//! Raw calls, for what the flows send beside the reference client.

use serde_json::Value;
use serde_json::json;

use crate::support::World;
use crate::support::http;
use crate::support::http::Answer;

/// Calls WooshPay with the sandbox's secret key.
pub(crate) async fn call(world: &World, method: &str, path: &str, body: &Value) -> Answer {
    let url = format!("{}{path}", world.simulator.base_url("wooshpay"));
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let key = [("authorization", "Basic c2tfdGVzdF9zYW5kcGF5Og==")];
    http::send(method, &url, &key, body).await.unwrap()
}

/// An intent of 20 fen that was created and confirmed.
pub(crate) async fn intent(world: &World, terminal: &str) -> Value {
    let body = json!({
        "amount": 20, "currency": "CNY", "confirm": true,
        "payment_method_options": {"alipay": {"terminal_type": terminal}},
        "payment_method_data": {"type": "alipay"}, "return_url": "https://shop.example/back",
    });
    let answer = call(world, "POST", "/v1/payment_intents", &body).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

/// A hosted page as a browser of this name gets it.
pub(crate) async fn page(url: &str, user_agent: &str) -> Answer {
    http::send("GET", url, &[("user-agent", user_agent)], "").await.unwrap()
}

/// Presses a button of a hosted page; answers where the browser goes.
pub(crate) async fn press(url: &str, action: &str) -> String {
    let url = url.split('?').next().unwrap();
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let answer = http::send("POST", &format!("{url}/{action}"), &form, "").await.unwrap();
    assert_eq!(answer.status, 303, "{}", answer.text);
    answer.headers["location"].to_str().unwrap().to_owned()
}

/// What browsers call themselves.
pub(crate) const DESKTOP: &str = "Mozilla/5.0 (X11; Linux x86_64)";
pub(crate) const TELEPHONE: &str = "Mozilla/5.0 (iPhone) Mobile";
