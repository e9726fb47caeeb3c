//! What the documents' examples have in common, and how a case sends one.

use insta::assert_json_snapshot;
use insta::dynamic_redaction;
use insta::internals::Content;
use sandpay_contracts::yuno::AdditionalData;
use sandpay_contracts::yuno::Amount;
use sandpay_contracts::yuno::AmountValue;
use sandpay_contracts::yuno::Capture;
use sandpay_contracts::yuno::CardData;
use sandpay_contracts::yuno::CardDetails;
use sandpay_contracts::yuno::CardNumber;
use sandpay_contracts::yuno::CreatePayment;
use sandpay_contracts::yuno::CustomerPayer;
use sandpay_contracts::yuno::IdempotencyKey;
use sandpay_contracts::yuno::Method;
use sandpay_contracts::yuno::SecurityCode;
use sandpay_contracts::yuno::requests::Document;
use sandpay_contracts::yuno::requests::Item;
use sandpay_contracts::yuno::requests::Metadata;
use sandpay_contracts::yuno::requests::Order;
use sandpay_contracts::yuno::requests::Phone;
use sandpay_fixtures::Substitutions;
use sandpay_fixtures::fixture;
use serde_json::Value;
use serde_json::json;
use wiremock::Request;

use super::PRIVATE_KEY;
use super::client;
use crate::server::Server;
use crate::server::assert_same;
use crate::server::body;
use crate::server::header;

pub(super) const ACCOUNT: &str = "11111111-1111-4111-8111-111111111111";
pub(super) const CUSTOMER: &str = "967ecd18-d898-4b88-9400-dd5b01b18edc";
pub(super) const UUID: &str = "0b914bf9-0e86-4713-a908-0ec01d60c486";
pub(super) const TOKEN: &str = "eb8caa17-6407-457b-960e-125d8d7a90c1";
pub(super) const SESSION: &str = "2f1d6a0e-5b1c-4a53-9f6d-6f0a4b8f2c11";
pub(super) const KEY: &str = "5d3a2c1b-9c1e-4b7a-8f7d-2f0c9d9c7a10";

pub(super) fn substitutions() -> Substitutions {
    Substitutions::new()
        .account(ACCOUNT)
        .customer(CUSTOMER)
        .uuid(UUID)
        .filling("<vaulted_token>", TOKEN)
        .filling("<your_vaulted_token>", TOKEN)
        .filling("<Your account_id>", ACCOUNT)
        .filling("<checkout_session>", SESSION)
        .filling("<your_enrolled_token>", TOKEN)
        .filling("{{customer_id}}", CUSTOMER)
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
        additional_data: None,
        method: CardDetails::new(card(28, 11, "123"), capture).into(),
        callback_url: None,
        split_marketplace: Vec::new(),
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

/// The card of a payment by card.
pub(super) fn card_of(payment: &mut CreatePayment) -> &mut CardDetails {
    let Method::Card(card) = &mut payment.method else { panic!("no card") };
    card
}

/// The order of one skirt that many examples print.
pub(super) fn skirt(unit_amount: &str) -> AdditionalData {
    let item = Item {
        brand: Some("XYZ".to_owned()),
        sku_code: Some("8765432109".to_owned()),
        manufacture_part_number: Some("XYZ123456".to_owned()),
        ..item("123AD", "Skirt", unit_amount, "Clothes")
    };
    let (shipping, fee) = (Some(0.into()), Some(0.into()));
    let order =
        Order { shipping_amount: shipping, fee_amount: fee, tip_amount: None, items: vec![item] };
    AdditionalData { order: Some(order), ..AdditionalData::default() }
}

/// The order of the example that was tried in Yuno's sandbox.
pub(super) fn product() -> AdditionalData {
    let items = vec![item("prod-001", "Product Name", "100.0", "electronics")];
    let order = Order { items, ..Order::default() };
    AdditionalData { order: Some(order), ..AdditionalData::default() }
}

fn item(id: &str, name: &str, unit_amount: &str, category: &str) -> Item {
    Item {
        id: id.to_owned(),
        name: name.to_owned(),
        quantity: 1,
        unit_amount: unit_amount.parse().unwrap(),
        category: category.to_owned(),
        brand: None,
        sku_code: None,
        manufacture_part_number: None,
        image_url: None,
    }
}

pub(super) fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

pub(super) fn document(document_type: &str, document_number: &str) -> Option<Document> {
    let (document_type, document_number) = (document_type.to_owned(), document_number.to_owned());
    Some(Document { document_type, document_number })
}

pub(super) fn phone(number: &str) -> Option<Phone> {
    Some(Phone { number: number.to_owned(), country_code: "1".to_owned() })
}

pub(super) fn pair(key: &str, value: &str) -> Metadata {
    Metadata { key: key.to_owned(), value: value.to_owned() }
}

pub(super) async fn send(payment: &CreatePayment) -> Request {
    let server = Server::documented(fixture("yuno/create-payment/card-with-authorization")).await;
    let key = IdempotencyKey::new(KEY).unwrap();
    client(server.transport()).create_payment(&key, payment).await.unwrap();
    server.request().await
}

/// Sends a payment, whose request has to be that of an example with such values.
pub(super) async fn is_documented(name: &str, payment: &CreatePayment, values: &Substitutions) {
    let documented = fixture(name).request_with(values).unwrap();

    let request = send(payment).await;

    assert_same(&documented, body(&request));
    review(name.rsplit('/').next().unwrap(), &request);
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
