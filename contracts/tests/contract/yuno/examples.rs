//! What the documents' examples have in common, and how a case sends one.

use insta::assert_json_snapshot;
use insta::dynamic_redaction;
use insta::internals::Content;
use sandpay_contracts::yuno::Amount;
use sandpay_contracts::yuno::AmountValue;
use sandpay_contracts::yuno::Capture;
use sandpay_contracts::yuno::CardData;
use sandpay_contracts::yuno::CardDetails;
use sandpay_contracts::yuno::CardNumber;
use sandpay_contracts::yuno::CreatePayment;
use sandpay_contracts::yuno::CustomerPayer;
use sandpay_contracts::yuno::IdempotencyKey;
use sandpay_contracts::yuno::SecurityCode;
use sandpay_fixtures::Substitutions;
use sandpay_fixtures::fixture;
use serde_json::Value;
use serde_json::json;
use wiremock::Request;

use super::PRIVATE_KEY;
use super::client;
use crate::server::Server;
use crate::server::header;

pub(super) const ACCOUNT: &str = "11111111-1111-4111-8111-111111111111";
pub(super) const CUSTOMER: &str = "967ecd18-d898-4b88-9400-dd5b01b18edc";
pub(super) const UUID: &str = "0b914bf9-0e86-4713-a908-0ec01d60c486";
pub(super) const TOKEN: &str = "eb8caa17-6407-457b-960e-125d8d7a90c1";
pub(super) const KEY: &str = "5d3a2c1b-9c1e-4b7a-8f7d-2f0c9d9c7a10";

pub(super) fn substitutions() -> Substitutions {
    Substitutions::new()
        .account(ACCOUNT)
        .customer(CUSTOMER)
        .uuid(UUID)
        .filling("<vaulted_token>", TOKEN)
        .filling("<your_vaulted_token>", TOKEN)
        .filling("<Your account_id>", ACCOUNT)
}

/// The payment that the capture guide varies.
pub(super) fn guide(description: &str, order: &str, capture: Capture) -> CreatePayment {
    CreatePayment {
        account_id: ACCOUNT.into(),
        merchant_order_id: order.to_owned(),
        description: description.to_owned(),
        country: "US".to_owned(),
        amount: Amount {
            currency: "USD".into(),
            value: AmountValue::Text("20000".parse().unwrap()),
        },
        merchant_reference: None,
        customer_payer: Some(CustomerPayer {
            id: Some(CUSTOMER.into()),
            first_name: Some("John".to_owned()),
            last_name: Some("Doe".to_owned()),
            email: Some("johndoe@example.com".to_owned()),
            ..CustomerPayer::default()
        }),
        card: CardDetails::new(card(28, 11, "123"), capture),
        callback_url: None,
        metadata: Vec::new(),
    }
}

/// The card of the documents' examples, which vary what is printed on it.
pub(super) fn card(year: u16, month: u8, security_code: &str) -> CardData {
    CardData {
        number: CardNumber::new("4111111111111111").unwrap(),
        holder_name: "John Doe".to_owned(),
        expiration_month: month,
        expiration_year: year,
        security_code: Some(SecurityCode::new(security_code).unwrap()),
    }
}

pub(super) async fn send(payment: &CreatePayment) -> Request {
    let server = Server::documented(fixture("yuno/create-payment/card-with-authorization")).await;
    let key = IdempotencyKey::new(KEY).unwrap();
    client(server.transport()).create_payment(&key, payment).await.unwrap();
    server.request().await
}

/// Shows a reviewer what went out. Equality with the document is asserted elsewhere.
pub(super) fn review(name: &str, request: &Request) {
    let sent: Value = request.body_json().unwrap();
    let shown = json!({
        "request": format!("{} {}", request.method, request.url.path()),
        "public-api-key": header(request, "public-api-key"),
        "private-secret-key": header(request, "private-secret-key"),
        "x-idempotency-key": header(request, "x-idempotency-key"),
        "body": sent,
    });
    assert_json_snapshot!(name, shown, {
        r#"["private-secret-key"]"# => dynamic_redaction(|value, _| {
            assert_eq!(value.as_str(), Some(PRIVATE_KEY));
            "[the private secret key]"
        }),
        r#"["x-idempotency-key"]"# => dynamic_redaction(|value: Content, _| {
            assert_uuid(value.as_str().unwrap());
            "[a UUID]"
        }),
    });
}

fn assert_uuid(text: &str) {
    let lengths: Vec<_> = text.split('-').map(str::len).collect();
    assert_eq!(lengths, [8, 4, 4, 4, 12], "{text}");
    assert!(text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit()), "{text}");
}
