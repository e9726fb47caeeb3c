//! The documented Alipay payments, made by the client, and their answers; refusals in both possible forms.

use insta::assert_json_snapshot;
use rstest::rstest;
use sandpay_contracts::CallError;
use sandpay_contracts::Reply;
use sandpay_contracts::wooshpay::Alipay;
use sandpay_contracts::wooshpay::CreateConfirmedIntent;
use sandpay_contracts::wooshpay::ErrorType;
use sandpay_contracts::wooshpay::Money;
use sandpay_contracts::wooshpay::OsType;
use sandpay_contracts::wooshpay::PaymentIntent;
use sandpay_contracts::wooshpay::Refusal;
use sandpay_contracts::wooshpay::Status;
use sandpay_contracts::wooshpay::TerminalType;
use sandpay_contracts::wooshpay::responses::NextActionType;
use sandpay_fixtures::Substitutions;
use sandpay_fixtures::fixture;
use serde_json::Value;
use serde_json::json;

use super::client;
use crate::server::Server;
use crate::server::assert_lossless;
use crate::server::assert_same;
use crate::server::body;
use crate::server::header;

/// `printf sk_test_sandpay: | base64`
const BASIC: &str = "Basic c2tfdGVzdF9zYW5kcGF5Og==";

fn documented(terminal_type: TerminalType) -> CreateConfirmedIntent {
    let sum = Money { minor: 20, currency: "CNY".into() };
    let alipay = Alipay {
        terminal_type,
        os_type: Some(OsType::Ios),
        client_ip: Some("192.168.0.1".to_owned()),
    };
    CreateConfirmedIntent::new(sum, alipay, "https://wooshpay.com")
}

async fn create(server: &Server) -> Result<Reply<PaymentIntent>, CallError<Refusal>> {
    client(server).create_payment_intent(&documented(TerminalType::Web)).await
}

#[tokio::test]
async fn a_payment_names_the_merchants_order_when_it_is_told() {
    let server = Server::documented(fixture("wooshpay/create-payment-intent/alipay-web")).await;
    let mut intent = documented(TerminalType::Web);
    intent.merchant_order_id = Some("order-1".to_owned());
    intent.description = Some("Tea".to_owned());
    intent.metadata = [("shelf".to_owned(), "7".to_owned())].into();

    client(&server).create_payment_intent(&intent).await.unwrap();

    let sent: Value = serde_json::from_str(body(&server.request().await)).unwrap();
    let named = json!([sent["merchant_order_id"], sent["description"], sent["metadata"]]);
    assert_eq!(named, json!(["order-1", "Tea", {"shelf": "7"}]));
}

#[rstest]
#[case::web("wooshpay/create-payment-intent/alipay-web", TerminalType::Web)]
#[case::app("wooshpay/create-payment-intent/alipay-app", TerminalType::App)]
#[tokio::test]
async fn the_exchange_is_the_documented_one(#[case] name: &str, #[case] terminal: TerminalType) {
    let fixture = fixture(name);
    let server = Server::documented(fixture).await;

    let reply = client(&server).create_payment_intent(&documented(terminal)).await.unwrap();

    let request = server.request().await;
    assert_same(&fixture.request_with(&Substitutions::new()).unwrap(), body(&request));
    assert_eq!(request.method.as_str(), "POST");
    assert_eq!(request.url.path(), "/v1/payment_intents");
    assert_eq!(header(&request, "authorization"), BASIC);
    assert_eq!(header(&request, "content-type"), "application/json");
    assert_eq!(header(&request, "accept"), "application/json");
    assert_lossless(fixture.response_text(), &reply.value);
    assert_eq!(Some(reply.received.body.bytes()), fixture.response);
    let sent: Value = request.body_json().unwrap();
    let name = name.rsplit('/').next().unwrap();
    assert_json_snapshot!(name, json!({ "request": "POST /v1/payment_intents", "body": sent }));
}

#[tokio::test]
async fn an_intent_tells_where_the_payer_goes_on() {
    let server = Server::documented(fixture("wooshpay/create-payment-intent/alipay-web")).await;

    let intent = create(&server).await.unwrap().value;

    assert_eq!(intent.status, Status::RequiresAction);
    assert_eq!(intent.next_action().unwrap().r#type, NextActionType::RedirectToUrl);
    assert!(intent.redirect_url().unwrap().starts_with("https://open-sea.alipayplus.com/"));
    assert!(!format!("{intent:?}").contains(intent.client_secret.expose()));
}

#[tokio::test]
async fn an_intent_is_read_by_its_id() {
    let fixture = fixture("wooshpay/create-payment-intent/alipay-web");
    let server = Server::documented(fixture).await;
    let id = "pi_1666729870215872512".into();

    let reply = client(&server).payment_intent(&id).await.unwrap();

    let request = server.request().await;
    assert_eq!(request.method.as_str(), "GET");
    assert_eq!(request.url.path(), "/v1/payment_intents/pi_1666729870215872512");
    assert_eq!(header(&request, "authorization"), BASIC);
    assert!(request.body.is_empty());
    assert_eq!(reply.value.id, id);
    assert_lossless(fixture.response_text(), &reply.value);
}

#[tokio::test]
async fn the_newer_type_of_the_next_action_leads_to_the_same_address() {
    let documented = fixture("wooshpay/create-payment-intent/alipay-web").response_text();
    let newer = documented.replace("redirect_to_url", "alipay_handle_redirect");

    let intent = create(&Server::answering(200, newer).await).await.unwrap().value;

    assert_eq!(intent.next_action().unwrap().r#type, NextActionType::AlipayHandleRedirect);
    assert!(intent.redirect_url().is_some());
}

#[tokio::test]
async fn an_intent_in_the_oldest_form_has_nothing_left_to_do() {
    let mut oldest: Value =
        serde_json::from_str(fixture("wooshpay/create-payment-intent/alipay-web").response_text())
            .unwrap();
    oldest["next_action"] = "".into();
    oldest["payment_method_types"] = r#"["alipay"]"#.into();
    let oldest = oldest.to_string();

    let intent = create(&Server::answering(200, oldest.as_str()).await).await.unwrap().value;

    assert!(intent.next_action().is_none() && intent.redirect_url().is_none());
    assert_lossless(&oldest, &intent);
}

const ERROR: &str = r#"{"type":"invalid_request_error","code":"resource_missing","message":"No such intent","param":"id","doc_url":"x"}"#;

#[rstest]
#[case::wrapped(format!(r#"{{"error":{ERROR}}}"#))]
#[case::flat(ERROR.to_owned())]
#[tokio::test]
async fn an_error_is_read_wrapped_and_flat(#[case] body: String) {
    let error = create(&Server::answering(404, body.clone()).await).await.unwrap_err();

    let refusal = error.refusal().unwrap();
    assert_eq!(refusal.kind(), Some(ErrorType::InvalidRequest));
    assert_eq!(refusal.error.code.value().map(String::as_str), Some("resource_missing"));
    assert_eq!(refusal.error.param.value().map(String::as_str), Some("id"));
    assert_eq!(refusal.received.status, 404);
    assert_eq!(refusal.received.body.text(), body);
    assert_eq!(
        error.to_string(),
        "refused: invalid_request_error (HTTP 404): resource_missing: No such intent"
    );
}

#[rstest]
#[case("api_error", ErrorType::Api)]
#[case("card_error", ErrorType::Card)]
#[case("idempotency_error", ErrorType::Idempotency)]
#[case("invalid_request_error", ErrorType::InvalidRequest)]
#[tokio::test]
async fn every_documented_type_of_error_is_known(#[case] text: &str, #[case] kind: ErrorType) {
    let body = format!(r#"{{"error":{{"type":"{text}"}}}}"#);

    let error = create(&Server::answering(402, body).await).await.unwrap_err();

    assert_eq!(error.refusal().unwrap().kind(), Some(kind));
}
