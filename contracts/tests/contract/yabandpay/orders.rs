//! Hosted payments, and what is done with an order later: documented requests made by the client, documented answers read.

use insta::assert_json_snapshot;
use insta::dynamic_redaction;
use rstest::rstest;
use sandpay_contracts::CallError;
use sandpay_contracts::Reply;
use sandpay_contracts::yabandpay::Capture;
use sandpay_contracts::yabandpay::Client;
use sandpay_contracts::yabandpay::CreateRefund;
use sandpay_contracts::yabandpay::Credentials;
use sandpay_contracts::yabandpay::Exemption;
use sandpay_contracts::yabandpay::FormType;
use sandpay_contracts::yabandpay::HostedOperation;
use sandpay_contracts::yabandpay::HostedPayment;
use sandpay_contracts::yabandpay::OrderNumber;
use sandpay_contracts::yabandpay::Refusal;
use sandpay_contracts::yabandpay::RequestId;
use sandpay_contracts::yabandpay::ReturnCode;
use sandpay_contracts::yabandpay::ThreeDs;
use sandpay_contracts::yabandpay::Timeout;
use sandpay_fixtures::Substitutions;
use sandpay_fixtures::fixture;
use serde_json::Value;
use serde_json::json;

use super::SECRET_KEY;
use crate::server::Server;
use crate::server::assert_lossless;
use crate::server::assert_same;
use crate::server::body;

const TIME: i64 = 1_725_875_543;

fn client(server: &Server) -> Client {
    let credentials = Credentials { user: "016683".into(), secret_key: SECRET_KEY.into() };
    Client::new(server.transport(), credentials)
}

/// Any call of this file. What it answers is encoded again, so that one case serves all.
#[derive(Clone)]
enum Call {
    Hosted(Box<HostedPayment>),
    Query(&'static str),
    Capture(Capture),
    Cancel(&'static str),
    Refund(CreateRefund),
    QueryRefund(&'static str),
}

impl Call {
    async fn send(&self, server: &Server) -> Result<Value, CallError<Refusal>> {
        fn value<T: serde::Serialize>(reply: Reply<T>) -> Value {
            serde_json::to_value(reply.value).unwrap()
        }
        let client = client(server);
        Ok(match self {
            Self::Hosted(call) => value(client.create_hosted_payment(call, TIME).await?),
            Self::Query(id) => value(client.query_order(&(*id).into(), TIME).await?),
            Self::Capture(call) => value(client.capture(call, TIME).await?),
            Self::Cancel(id) => value(client.cancel_payment(&(*id).into(), TIME).await?),
            Self::Refund(call) => value(client.create_refund(call, TIME).await?),
            Self::QueryRefund(id) => value(client.query_refund(&(*id).into(), TIME).await?),
        })
    }
}

/// The payment whose signed text the token page prints.
fn storing() -> HostedPayment {
    HostedPayment {
        operation: HostedOperation::Sale,
        order_id: OrderNumber::Text("1725875388".to_owned()),
        amount: "1".parse().unwrap(),
        currency: "EUR".into(),
        three_ds: ThreeDs::On,
        form_type: None,
        description: "test".to_owned(),
        demo: None,
        timeout: Timeout::minutes(0).unwrap(),
        redirect_url: None,
        notify_url: "https://www.yabandpay.com/notify".to_owned(),
        request_id: RequestId::new("dxktqiedfpkswnripi631ppg6fl2uoym").unwrap(),
    }
}

/// The payment whose signed text the page of hosted cards prints.
fn plain() -> HostedPayment {
    HostedPayment {
        operation: HostedOperation::SaleWithoutToken,
        order_id: OrderNumber::Text("203040950640690239603690".to_owned()),
        form_type: Some(FormType::Page),
        redirect_url: Some("https://www.yabandpay.com/redirect_url".to_owned()),
        request_id: RequestId::new("x7f6dketj52aq5809w5t0rjhp56vmwnz").unwrap(),
        ..storing()
    }
}

fn capture() -> Capture {
    Capture {
        trade_id: "160899f3-f6d9-a8d8-ab5b-82eacdab9c5b".into(),
        amount: "1".parse().unwrap(),
        currency: "EUR".into(),
        description: "test".to_owned(),
        notify_url: "https://www.yabandpay.com/notify".to_owned(),
        request_id: RequestId::new("ca51f2fas3i0f8uiw7efj6oe4i2w1ghj").unwrap(),
    }
}

fn refund(notify_url: &str) -> CreateRefund {
    CreateRefund {
        trade_id: "5feb401d-d9a4-776f-211f-882b60f14d9d".into(),
        m_refund_id: Some("20240304094405131317".to_owned()),
        refund_amount: "0.1".parse().unwrap(),
        refund_currency: "EUR".into(),
        refund_description: "test".to_owned(),
        notify_url: Some(notify_url.to_owned()),
    }
}

/// The signatures are of the documented members at [`TIME`], computed outside this crate:
/// `printf %s SORTED_MEMBERS | openssl dgst -sha256 -hmac KEY`.
#[rstest]
#[case::hosted_page_that_stores(
    "yabandpay/create-card-payments/hosted-page-token",
    Call::Hosted(Box::new(storing())),
    "6f6ee86d7bfa9ceba9174a6f78ae0777a1c792f51074abd3c842b768ca421011"
)]
#[case::hosted_page(
    "yabandpay/create-card-payments/hosted-page-sale",
    Call::Hosted(Box::new(plain())),
    "bcc316b18f8b1c7c843579933be77146b2ce0a0dbd0574a6ac50b67ed715e89e"
)]
#[case::query(
    "yabandpay/query-order/wechat-paid",
    Call::Query("2eb629a8-96ad-d495-38f2-41f5bebf31cd"),
    "5f84133606da46c4b61e1fedff47e81fa3a58c49d1bca6e927a0cd9a55a35174"
)]
#[case::capture(
    "yabandpay/capture/authorized-order",
    Call::Capture(capture()),
    "eb1d8575f4152367eea62c871bf9440afae9757da7252a884aa97de7b748129b"
)]
#[case::cancel(
    "yabandpay/cancel-payment/order",
    Call::Cancel("4a49ffb3-a30f-ba92-9422-1969afb6f121"),
    "66961d73d43a2cef1936d4f903c7fde57a381643c41d99efe9791e170e8f67fb"
)]
#[case::refund(
    "yabandpay/create-refund/partial-amount",
    Call::Refund(refund("https://www.yabandpay.com")),
    "4d3b90a2878f074679301f208b0e4b29a348b3fe2f3e3fe704b0b5b5da324a59"
)]
#[case::refund_of_an_older_page(
    "yabandpay/create-refund/partial-amount-older-page",
    Call::Refund(refund("https://www.yabandmedia.com/pay/redirectpage.php")),
    "e685932a9e67d0c959167f20f4313215a2a3f044615a8fc1c7dd89fcc7414803"
)]
#[case::refund_query(
    "yabandpay/query-refund-order/refunded",
    Call::QueryRefund("3841510a-4d18-4a61-808d-431a45006de2"),
    "2ab024b5b7ef0a01470d525d816d814cf242473d52b27abb61651e09712cbc8d"
)]
#[tokio::test]
async fn the_exchange_is_the_documented_one_signed_anew(
    #[case] name: &str,
    #[case] call: Call,
    #[case] sign: &str,
) {
    let fixture = fixture(name);
    let server = match fixture.response {
        Some(_) => Server::documented(fixture).await,
        None => Server::answering(200, r#"{"status":true,"code":"200"}"#).await,
    };

    let answer = call.send(&server).await;

    let request = server.request().await;
    let documented = fixture.request_with(&Substitutions::new().time(TIME).sign(sign)).unwrap();
    assert_same(&documented, body(&request));
    assert_eq!((request.method.as_str(), request.url.path()), ("POST", "/Payments"));
    if fixture.response.is_some() {
        let documented: Value = serde_json::from_str(fixture.response_text()).unwrap();
        assert_same(&documented["data"].to_string(), &answer.unwrap().to_string());
    }
    let sent: Value = request.body_json().unwrap();
    assert_json_snapshot!(name.trim_start_matches("yabandpay/").replace('/', "-"), sent, {
        ".sign" => dynamic_redaction(|value, _| {
            let sign = value.as_str().unwrap();
            assert!(sign.len() == 64 && sign.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')));
            "[64 digits of lower-case hex]"
        }),
    });
}

async fn sent(call: Call) -> Value {
    let server = Server::answering(200, r#"{"status":true,"code":"200"}"#).await;
    let _ = call.send(&server).await;
    server.request().await.body_json().unwrap()
}

#[rstest]
#[case(HostedOperation::SaleWithoutToken, "1", "Cards HPP")]
#[case(HostedOperation::AuthorizationWithoutToken, "2", "Cards HPP")]
#[case(HostedOperation::TokenOnly, "10", "Cards HPP Token")]
#[case(HostedOperation::Sale, "11", "Cards HPP Token")]
#[case(HostedOperation::Authorization, "12", "Cards HPP Token")]
#[tokio::test]
async fn the_operation_decides_the_channel(
    #[case] operation: HostedOperation,
    #[case] number: &str,
    #[case] channel: &str,
) {
    let sent = sent(Call::Hosted(Box::new(HostedPayment { operation, ..storing() }))).await;

    assert_eq!(sent["data"]["operation"], number);
    assert_eq!(sent["data"]["sub_pay_method"], channel);
}

#[rstest]
#[case(ThreeDs::On, "01", Value::Null)]
#[case(ThreeDs::Off, "02", Value::Null)]
#[case(ThreeDs::Exempt(Exemption::LowValue), "03", "LowValue".into())]
#[tokio::test]
async fn an_exemption_goes_with_its_reason_and_with_nothing_else(
    #[case] three_ds: ThreeDs,
    #[case] initiate: &str,
    #[case] exemption: Value,
) {
    let sent = sent(Call::Hosted(Box::new(HostedPayment { three_ds, ..storing() }))).await;

    assert_eq!(sent["data"]["3ds_initiate"], initiate);
    assert_eq!(sent["data"]["sca_exemption"], exemption);
}

#[tokio::test]
async fn what_is_not_said_of_a_refund_is_not_sent() {
    let refund = CreateRefund { m_refund_id: None, notify_url: None, ..refund("") };

    let sent = sent(Call::Refund(refund)).await;

    let names: Vec<_> = sent["data"].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(names, ["refund_amount", "refund_currency", "refund_description", "trade_id"]);
}

/// No page prints the answer to a hosted payment whole.
#[tokio::test]
async fn a_hosted_payment_tells_where_the_payer_goes_on() {
    let answer = json!({
        "status": true,
        "code": "200",
        "data": {
            "order_id": "1725875388",
            "trade_id": "8a8aa7c7-66d7-e2cc-e2a6-fff7c77aaefd",
            "amount": "1.00",
            "currency": "EUR",
            "url": "https://pay.example/8a8aa7c7",
        },
        "message": "",
    });
    let server = Server::answering(200, answer.to_string()).await;

    let created = client(&server).create_hosted_payment(&storing(), TIME).await.unwrap().value;

    assert_eq!(created.url, "https://pay.example/8a8aa7c7");
    assert_lossless(&answer["data"].to_string(), &created);
}

#[rstest]
#[case("-1000", ReturnCode::InternalError)]
#[case("-403", ReturnCode::SignatureError)]
#[case("-2001", ReturnCode::UnknownUser)]
#[case("-3001", ReturnCode::MissingField)]
#[case("-4118", ReturnCode::IncorrectRequestId)]
#[case("-4119", ReturnCode::InvalidToken)]
#[case("-4120", ReturnCode::NoPermission)]
#[tokio::test]
async fn every_call_is_refused_by_the_same_codes(#[case] text: &str, #[case] code: ReturnCode) {
    let body = json!({ "status": false, "code": text, "message": "No" }).to_string();
    for call in [
        Call::Hosted(Box::new(storing())),
        Call::Query("an-order"),
        Call::Capture(capture()),
        Call::Cancel("an-order"),
        Call::Refund(refund("")),
        Call::QueryRefund("a-refund"),
    ] {
        let error = call.send(&Server::answering(200, body.as_str()).await).await.unwrap_err();

        assert_eq!(error.refusal().unwrap().code(), Some(code));
        assert_eq!(error.refusal().unwrap().received.body.text(), body);
    }
}

#[tokio::test]
async fn a_state_nobody_documented_does_not_spoil_an_answer() {
    let documented = fixture("yabandpay/query-order/wechat-paid").response_text();
    let newer = documented.replace("\"paid\"", "\"pondering\"");

    let found = client(&Server::answering(200, newer).await)
        .query_order(&"an-order".into(), TIME)
        .await
        .unwrap()
        .value;

    assert_eq!(found.transaction_info.state.text(), "pondering");
    assert_eq!(found.transaction_info.state.known(), None);
}
