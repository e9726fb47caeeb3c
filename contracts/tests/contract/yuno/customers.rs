//! Customers and what they have stored, as documented.

use insta::assert_json_snapshot;
use rstest::rstest;
use sandpay_contracts::yuno::CreateCustomer;
use sandpay_contracts::yuno::ErrorCode;
use sandpay_contracts::yuno::requests::Address;
use sandpay_contracts::yuno::requests::Document;
use sandpay_contracts::yuno::requests::Gender;
use sandpay_contracts::yuno::requests::Metadata;
use sandpay_contracts::yuno::requests::Phone;
use sandpay_contracts::yuno::responses::EnrolledMethod;
use sandpay_contracts::yuno::responses::EnrolledStatus;
use sandpay_fixtures::Substitutions;
use sandpay_fixtures::fixture;
use serde::Serialize;
use serde_json::Value;

use super::client;
use crate::server::Server;
use crate::server::assert_lossless;
use crate::server::assert_same;
use crate::server::body;

fn text(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn john(merchant_customer_id: &str, email: &str, born: &str) -> CreateCustomer {
    CreateCustomer {
        first_name: text("John"),
        last_name: text("Doe"),
        email: text(email),
        gender: Some(Gender::M),
        date_of_birth: text(born),
        nationality: text("US"),
        country: text("US"),
        ..CreateCustomer::new(merchant_customer_id)
    }
}

fn document(document_type: &str, document_number: &str) -> Option<Document> {
    let (document_type, document_number) = (document_type.to_owned(), document_number.to_owned());
    Some(Document { document_type, document_number })
}

fn phone(country_code: &str, number: &str) -> Option<Phone> {
    Some(Phone { number: number.to_owned(), country_code: country_code.to_owned() })
}

fn new_york(more: Option<(&str, &str)>) -> Address {
    Address {
        address_line_1: "123 Main St".to_owned(),
        address_line_2: more.map(|(line, _)| line.to_owned()),
        country: "US".to_owned(),
        state: text("NY"),
        city: "New York".to_owned(),
        zip_code: text("10001"),
        neighborhood: more.map(|(_, part)| part.to_owned()),
    }
}

fn pair(key: &str, value: &str) -> Vec<Metadata> {
    vec![Metadata { key: key.to_owned(), value: value.to_owned() }]
}

fn full() -> CreateCustomer {
    CreateCustomer {
        merchant_customer_created_at: text("2022-05-09T20:46:54.786342Z"),
        document: document("SSN", "123-45-6789"),
        phone: phone("1", "5551234567"),
        billing_address: Some(new_york(Some(("Apt 4B", "Manhattan")))),
        shipping_address: Some(new_york(Some(("Apt 4B", "Manhattan")))),
        metadata: pair("ID", "123456"),
        ..john("4321", "john.doe@email.com", "1990-02-28")
    }
}

fn tested() -> CreateCustomer {
    CreateCustomer {
        document: document("DNI", "123456789"),
        phone: phone("+1", "5550000001"),
        billing_address: Some(new_york(None)),
        metadata: pair("source", "web"),
        ..john("customer-001", "john.doe@example.com", "1990-01-15")
    }
}

#[rstest]
#[case::full_data("yuno/create-customer/full-data", full())]
#[case::sandbox_tested("yuno/create-customer/sandbox-tested", tested())]
#[tokio::test]
async fn the_customer_is_sent_as_documented(#[case] name: &str, #[case] customer: CreateCustomer) {
    let server = Server::documented(fixture("yuno/create-customer/full-data")).await;

    let created = client(server.transport()).create_customer(&customer).await.unwrap();

    let request = server.request().await;
    let documented = fixture(name).request_with(&Substitutions::new()).unwrap();
    assert_same(&documented, body(&request));
    assert_eq!((request.method.as_str(), request.url.path()), ("POST", "/v1/customers"));
    assert!(request.headers.get("x-idempotency-key").is_none());
    assert_lossless(fixture("yuno/create-customer/full-data").response_text(), &created.value);
    let sent: Value = request.body_json().unwrap();
    assert_json_snapshot!(name.trim_start_matches("yuno/").replace('/', "-"), sent);
}

#[tokio::test]
async fn a_customer_of_whom_nothing_is_told_has_one_member() {
    let customer = serde_json::to_string(&CreateCustomer::new("a-customer")).unwrap();

    assert_eq!(customer, r#"{"merchant_customer_id":"a-customer"}"#);
}

#[tokio::test]
async fn a_customer_is_read_by_either_id() {
    let fixture = fixture("yuno/retrieve-customer/basic");
    let (by_id, by_merchant) =
        (Server::documented(fixture).await, Server::documented(fixture).await);

    let one = client(by_id.transport()).customer(&"a-customer".into()).await.unwrap().value;
    let same = client(by_merchant.transport()).customer_of_merchant("17 & 4").await.unwrap().value;

    assert_lossless(fixture.response_text(), &one);
    assert_eq!(one.id, same.id);
    assert_eq!(by_id.request().await.url.path(), "/v1/customers/a-customer");
    let url = by_merchant.request().await.url;
    assert_eq!(url.path(), "/v1/customers");
    let query: Vec<_> = url.query_pairs().into_owned().collect();
    assert_eq!(query, [("merchant_customer_id".to_owned(), "17 & 4".to_owned())]);
}

#[tokio::test]
async fn a_customer_nobody_stored_is_refused() {
    let server =
        Server::documented(fixture("yuno/retrieve-customer-by-external-id/error-not-found")).await;

    let error = client(server.transport()).customer_of_merchant("nobody").await.unwrap_err();

    assert_eq!(error.refusal().unwrap().code(), Some(ErrorCode::NotFound));
    assert_eq!(error.refusal().unwrap().received.status, 404);
}

#[tokio::test]
async fn the_stored_methods_of_a_customer_are_read_without_loss() {
    #[derive(Serialize)]
    struct List {
        payment_methods: Vec<EnrolledMethod>,
    }
    let fixture = fixture("yuno/list-payment-methods/basic");
    let server = Server::documented(fixture).await;

    let payment_methods =
        client(server.transport()).enrolled_methods(&"a-customer".into()).await.unwrap().value;

    let tokens: Vec<_> = payment_methods.iter().map(|one| one.vaulted_token.expose()).collect();
    let documented =
        ["46adcbc0-aa26-4867-a4e7-28a5ad9100ae", "7ced7717-f860-4705-a376-58a714953de9"];
    assert_eq!(tokens, documented);
    assert!(!format!("{payment_methods:?}").contains("46adcbc0"), "a token shows");
    assert_lossless(fixture.response_text(), &List { payment_methods });
    assert_eq!(server.request().await.url.path(), "/v1/customers/a-customer/payment-methods");
}

#[tokio::test]
async fn a_stored_method_is_read_by_its_token() {
    let fixture = fixture("yuno/retrieve-payment-method/basic");
    let server = Server::documented(fixture).await;

    let method = client(server.transport())
        .enrolled_method(&"a-customer".into(), &"a-token".into())
        .await
        .unwrap()
        .value;

    assert_eq!(method.status, EnrolledStatus::Enrolled);
    assert_lossless(fixture.response_text(), &method);
    let path = "/v1/customers/a-customer/payment-methods/a-token";
    assert_eq!(server.request().await.url.path(), path);
}

#[tokio::test]
async fn a_method_nobody_stored_is_refused() {
    let server = Server::documented(fixture("yuno/retrieve-payment-method/error-not-found")).await;

    let error = client(server.transport())
        .enrolled_method(&"a-customer".into(), &"nothing".into())
        .await
        .unwrap_err();

    assert_eq!(error.refusal().unwrap().code(), Some(ErrorCode::PaymentMethodNotFound));
}
