//! Yuno's direct card payment: authorized at once, captured by itself after seven days.

use super::Caller;
use super::Case;
use super::Order;
use crate::client::Answer;

pub(super) const DELAYED_CAPTURE: Case = Case {
    name: "Yuno delayed capture",
    provider: "yuno",
    catalogue: sandpay_core::providers::all,
    credentials: &["public_api_key", "private_secret_key", "account_id"],
    order,
    due_after: "P7D",
    has_endpoints: true,
    created,
};

fn order(caller: &Caller, number: u64) -> Order {
    let [public, private, account] = [0, 1, 2].map(|one| caller.credentials[one].clone());
    let key = format!("00000000-0000-4000-8000-{number:012x}");
    let body = format!(
        r#"{{"country":"US","amount":{{"currency":"USD","value":"20000"}},"customer_payer":{{"id":"967ecd18-d898-4b88-9400-dd5b01b18edc","first_name":"John","last_name":"Doe","email":"johndoe@example.com"}},"workflow":"DIRECT","payment_method":{{"detail":{{"card":{{"capture":false,"delayed_capture_settings":{{"delay":"P7D","simplified_mode":false}},"card_data":{{"number":"4111111111111111","expiration_month":11,"expiration_year":28,"security_code":"123","holder_name":"John Doe"}}}}}},"type":"CARD"}},"account_id":"{account}","description":"Authorization with delayed capture","merchant_order_id":"order-{number}"}}"#
    );
    let headers = vec![
        ("public-api-key", public),
        ("private-secret-key", private),
        ("x-idempotency-key", key),
    ];
    Order { path: "/yuno/v1/payments".into(), headers, body }
}

fn created(answer: &Answer<'_>) -> bool {
    answer.contains(br#""status":"PENDING""#) || answer.contains(br#""AUTHORIZED""#)
}
