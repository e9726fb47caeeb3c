//! The documented token payment, made by the client, and its documented answers.

use insta::assert_json_snapshot;
use insta::dynamic_redaction;
use rstest::rstest;
use sandpay_contracts::CallError;
use sandpay_contracts::Reply;
use sandpay_contracts::yabandpay::Client;
use sandpay_contracts::yabandpay::Credentials;
use sandpay_contracts::yabandpay::Operation;
use sandpay_contracts::yabandpay::OrderNumber;
use sandpay_contracts::yabandpay::Refusal;
use sandpay_contracts::yabandpay::RequestId;
use sandpay_contracts::yabandpay::ReturnCode;
use sandpay_contracts::yabandpay::State;
use sandpay_contracts::yabandpay::Timeout;
use sandpay_contracts::yabandpay::TokenPaid;
use sandpay_contracts::yabandpay::TokenPayment;
use sandpay_contracts::yabandpay::responses::Answer;
use sandpay_fixtures::Substitutions;
use sandpay_fixtures::fixture;
use serde_json::Value;
use serde_json::json;
use wiremock::Request;

use super::SECRET_KEY;
use crate::server::Server;
use crate::server::assert_lossless;
use crate::server::assert_same;
use crate::server::body;
use crate::server::header;

const TIME: i64 = 1_725_875_543;
const SALE: &str = "yabandpay/create-card-payments/token-sale";

/// The payment that the page prints.
fn documented_sale() -> TokenPayment {
    TokenPayment {
        operation: Operation::Sale,
        order_id: OrderNumber::Number(1_725_875_543),
        amount: "1".parse().unwrap(),
        currency: "EUR".into(),
        payment_token_object: "VnXaRabcsedfsSlPFZXavcsdfasdEFDd".into(),
        description: "test".to_owned(),
        demo: None,
        timeout: Timeout::minutes(0).unwrap(),
        notify_url: "https://www.yabandpay.com/notify".to_owned(),
        request_id: RequestId::new("hjf5lv32i40lh7oh86j6az98tnscwv37").unwrap(),
    }
}

async fn call(
    server: &Server,
    payment: &TokenPayment,
) -> Result<Reply<TokenPaid>, CallError<Refusal>> {
    let credentials = Credentials { user: "016683".into(), secret_key: SECRET_KEY.into() };
    Client::new(server.transport(), credentials).create_card_payment(payment, TIME).await
}

async fn send(payment: &TokenPayment) -> Request {
    let server = Server::documented(fixture(SALE)).await;
    call(&server, payment).await.unwrap();
    server.request().await
}

/// The literal signature of a constructed vector.
fn vector(name: &str) -> Value {
    serde_json::from_slice(fixture(name).vector.unwrap()).unwrap()
}

#[tokio::test]
async fn the_sale_is_the_documented_one_signed_anew() {
    let fixture = fixture("yabandpay/create-card-payments/token-sale");
    let signed = vector("yabandpay/signature/sale");
    let values = Substitutions::new().time(TIME).sign(signed["signature"].as_str().unwrap());

    let request = send(&documented_sale()).await;

    assert_same(&fixture.request_with(&values).unwrap(), body(&request));
    assert_eq!(request.method.as_str(), "POST");
    assert_eq!(request.url.path(), "/Payments");
    assert_eq!(header(&request, "content-type"), "application/json");
    review("token-sale", &request);
}

#[rstest]
#[case::authorization("yabandpay/signature/authorisation", |payment: &mut TokenPayment| {
    payment.operation = Operation::Authorization;
})]
#[case::empty_demo("yabandpay/signature/empty-value-kept", |payment: &mut TokenPayment| {
    payment.demo = Some(String::new());
})]
#[case::unescaped_text("yabandpay/signature/utf8-no-url-encoding", |payment: &mut TokenPayment| {
    payment.description = "Bücher & Café=1 订单".to_owned();
})]
#[tokio::test]
async fn a_varied_payment_is_sent_as_its_vector_says(
    #[case] name: &str,
    #[case] vary: fn(&mut TokenPayment),
) {
    let vector = vector(name);
    let mut payment = documented_sale();
    vary(&mut payment);

    let request = send(&payment).await;

    let mut expected = vector["envelope_fields"].clone();
    expected["data"] = vector["data"].clone();
    expected["sign"] = vector["signature"].clone();
    assert_same(&expected.to_string(), body(&request));
}

#[tokio::test]
async fn an_order_as_text_is_signed_like_the_number() {
    let mut payment = documented_sale();
    payment.order_id = OrderNumber::Text("1725875543".to_owned());

    let sent: Value = send(&payment).await.body_json().unwrap();

    assert_eq!(sent["data"]["order_id"], "1725875543");
    assert_eq!(sent["sign"], vector("yabandpay/signature/sale")["signature"]);
}

#[tokio::test]
async fn the_documented_answer_is_read_without_loss() {
    let fixture = fixture(SALE);

    let Reply { value, received } =
        call(&Server::documented(fixture).await, &documented_sale()).await.unwrap();

    assert_eq!(value.state, State::Paid);
    assert_eq!(value.amount.as_str(), "1.00");
    assert_eq!(value.amount.value(), 1.into());
    assert_eq!(Some(received.body.bytes()), fixture.response);
    let answer: Answer = serde_json::from_slice(received.body.bytes()).unwrap();
    let documented: Value = serde_json::from_str(fixture.response_text()).unwrap();
    assert_lossless(fixture.response_text(), &answer);
    assert_lossless(&documented["data"].to_string(), &value);
}

#[rstest]
#[case::internal_error(
    "yabandpay/create-card-payments/return-code-internal-error",
    ReturnCode::InternalError
)]
#[case::signature_error(
    "yabandpay/create-card-payments/return-code-signature-error",
    ReturnCode::SignatureError
)]
#[case::unknown_user(
    "yabandpay/create-card-payments/return-code-unknown-user",
    ReturnCode::UnknownUser
)]
#[case::missing_field(
    "yabandpay/create-card-payments/return-code-missing-field",
    ReturnCode::MissingField
)]
#[case::incorrect_request_id(
    "yabandpay/create-card-payments/return-code-incorrect-request-id",
    ReturnCode::IncorrectRequestId
)]
#[case::invalid_token(
    "yabandpay/create-card-payments/return-code-invalid-token",
    ReturnCode::InvalidToken
)]
#[case::no_permission(
    "yabandpay/create-card-payments/return-code-no-permission",
    ReturnCode::NoPermission
)]
#[tokio::test]
async fn a_return_code_is_typed_and_keeps_its_body(#[case] name: &str, #[case] code: ReturnCode) {
    let fixture = fixture(name);

    let error = call(&Server::documented(fixture).await, &documented_sale()).await.unwrap_err();

    let refusal = error.refusal().unwrap();
    assert_eq!(refusal.code(), Some(code));
    assert_eq!(Some(refusal.received.body.bytes()), fixture.response);
    assert_lossless(fixture.response_text(), &refusal.answer);
    assert!(error.to_string().contains(&code.to_string()), "{error}");
}

#[tokio::test]
async fn a_success_without_data_is_unreadable() {
    let fixture = fixture("yabandpay/create-card-payments/return-code-success");
    let answer: Answer = serde_json::from_str(fixture.response_text()).unwrap();

    let error = call(&Server::documented(fixture).await, &documented_sale()).await.unwrap_err();

    assert_eq!(answer.code, ReturnCode::Success);
    assert_lossless(fixture.response_text(), &answer);
    assert!(matches!(error, CallError::Unreadable(_)));
}

#[rstest]
#[case::nothing(r#"{"status":false,"code":"-4119","message":"Invalid Token"}"#)]
#[case::null(r#"{"status":false,"code":-4119,"message":"Invalid Token","data":null}"#)]
#[case::a_list(r#"{"status":false,"code":"-4119","message":"Invalid Token","data":[]}"#)]
#[case::an_object(r#"{"status":false,"code":"-4119","message":"Invalid Token","data":{}}"#)]
#[tokio::test]
async fn a_refusal_may_have_anything_for_data(#[case] body: &str, #[values(200, 400)] status: u16) {
    let error = call(&Server::answering(status, body).await, &documented_sale()).await.unwrap_err();

    assert_eq!(error.refusal().unwrap().code(), Some(ReturnCode::InvalidToken));
}

#[test]
fn the_token_does_not_show_in_debug_output() {
    assert!(!format!("{:?}", documented_sale()).contains("VnXaRabc"));
}

/// Shows a reviewer what went out. Equality with the document is asserted elsewhere.
fn review(name: &str, request: &Request) {
    let sent: Value = request.body_json().unwrap();
    let shown = json!({
        "request": format!("{} {}", request.method, request.url.path()),
        "body": sent,
    });
    assert_json_snapshot!(name, shown, {
        ".body.sign" => dynamic_redaction(|value, _| {
            let sign = value.as_str().unwrap();
            assert!(sign.len() == 64 && sign.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')));
            "[64 digits of lower-case hex]"
        }),
    });
}
