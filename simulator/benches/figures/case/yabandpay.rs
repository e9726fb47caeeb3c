//! YabandPay's token payment: signed over its sorted members, notified to an address in the call.

use super::Caller;
use super::Case;
use super::Order;
use super::signature;
use crate::client::Answer;

pub(super) const SALE: Case = Case {
    name: "YabandPay token sale",
    order: |caller, number| order(caller, number, "11"),
    ..AUTHORIZATION
};

pub(super) const AUTHORIZATION: Case = Case {
    name: "YabandPay token authorization",
    provider: "yabandpay",
    catalogue: sandpay_core::providers::all,
    credentials: &["user", "secret_key"],
    order: |caller, number| order(caller, number, "12"),
    due_after: "P30D",
    has_endpoints: false,
    created,
};

fn order(caller: &Caller, number: u64, operation: &str) -> Order {
    let (user, secret) = (&caller.credentials[0], &caller.credentials[1]);
    let data = [
        ("description", "a cup of coffee".to_owned()),
        ("timeout", "0".to_owned()),
        ("pay_method", "online".to_owned()),
        ("sub_pay_method", "Token".to_owned()),
        ("operation", operation.to_owned()),
        ("order_id", format!("order-{number}")),
        ("amount", "12.50".to_owned()),
        ("currency", "EUR".to_owned()),
        ("payment_token_object", "VnXaRabcsedfsSlPFZXavcsdfasdEFDd".to_owned()),
        ("notify_url", caller.notify_url.clone()),
        ("request_id", format!("request-{number:024}")),
    ];
    let envelope = [("user", user.as_str()), ("method", METHOD), ("time", TIME)];
    let members = data.iter().map(|(name, value)| (*name, value.as_str()));
    let mut members: Vec<_> = envelope.into_iter().chain(members).collect();
    members.sort_unstable();
    let signed: Vec<_> = members.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let sign = signature(secret.as_bytes(), signed.join("&").as_bytes());
    let data: Vec<_> = data.iter().map(|(name, value)| format!(r#""{name}":"{value}""#)).collect();
    let body = format!(
        r#"{{"user":"{user}","sign":"{sign}","method":"{METHOD}","time":{TIME},"data":{{{}}}}}"#,
        data.join(",")
    );
    Order { path: "/yabandpay/Payments".into(), headers: Vec::new(), body }
}

const METHOD: &str = "v3.CreateCardPayments";
const TIME: &str = "1767225600";

/// Every answer has 200, refusals too.
fn created(answer: &Answer<'_>) -> bool {
    answer.contains(br#""status":true"#)
}
