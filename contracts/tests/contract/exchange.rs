//! What every client owes its caller when an exchange goes wrong, whatever the provider.

use std::net::TcpListener;
use std::num::NonZeroU8;
use std::time::Duration;

use sandpay_contracts::CallError;
use sandpay_contracts::Transport;
use sandpay_contracts::transport::LONGEST;
use sandpay_contracts::transport::TransportError;
use sandpay_contracts::wooshpay::Client;
use sandpay_contracts::wooshpay::Refusal;
use sandpay_contracts::yuno::CancelOrRefund;
use sandpay_contracts::yuno::CreateCustomer;
use sandpay_contracts::yuno::ErrorCode;
use sandpay_contracts::yuno::IdempotencyKey;
use wiremock::ResponseTemplate;

use crate::server::Forgetful;
use crate::server::Server;
use crate::yuno;

async fn call(transport: Transport) -> CallError<Refusal> {
    let client = Client::new(transport, &"sk_test_sandpay".into()).unwrap();
    client.payment_intent(&"pi_1".into()).await.expect_err("no answer to read")
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = Server::answering(200, "{}").await;
    let moved = ResponseTemplate::new(302).insert_header("location", elsewhere.url());
    let server = Server::with(moved).await;

    let error = call(server.transport()).await;

    assert!(
        matches!(error, CallError::Unreadable(unreadable) if unreadable.received.status == 302)
    );
    assert!(elsewhere.requests().await.is_empty());
}

#[tokio::test]
async fn a_server_that_is_not_there_was_sent_nothing() {
    let gone = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();

    let error = call(Transport::new(&format!("http://{gone}")).unwrap()).await;

    assert!(matches!(error, CallError::Transport(TransportError::NotConnected(_))), "{error:?}");
}

#[tokio::test]
async fn of_an_endless_answer_the_beginning_is_read() {
    let blanks = " ".repeat(2 * LONGEST);
    let server = Server::answering(200, format!("{{{blanks}}}")).await;

    let error = call(server.transport()).await;

    let CallError::Unreadable(unreadable) = error else { panic!("{error:?}") };
    assert_eq!(unreadable.received.body.bytes().len(), LONGEST);
}

#[tokio::test]
async fn an_answer_after_the_limit_is_too_late() {
    let late = ResponseTemplate::new(200).set_delay(Duration::from_secs(30));
    let server = Server::with(late).await;
    let limit = Duration::from_millis(50);

    let error = call(Transport::with_time_limit(&server.url(), limit).unwrap()).await;

    assert!(matches!(error, CallError::Transport(TransportError::TimedOut(_))), "{error:?}");
}

#[tokio::test]
async fn a_body_that_is_not_json_is_kept_and_named_unreadable() {
    for status in [200, 404, 503] {
        let server = Server::answering(status, "<html>").await;

        let error = call(server.transport()).await;

        let CallError::Unreadable(unreadable) = error else { panic!("{error:?}") };
        assert_eq!(unreadable.received.status, status);
        assert_eq!(unreadable.received.body.bytes(), b"<html>");
    }
}

#[tokio::test]
async fn the_base_url_keeps_its_path_and_ids_are_encoded() {
    let server = Server::answering(404, "").await;
    let transport = Transport::new(&format!("{}/wooshpay/", server.url())).unwrap();
    let client = Client::new(transport, &"sk_test_sandpay".into()).unwrap();

    let _ = client.payment_intent(&"../pi 1?x".into()).await;

    assert_eq!(server.request().await.url.path(), "/wooshpay/v1/payment_intents/..%2Fpi%201%3Fx");
}

fn three() -> NonZeroU8 {
    NonZeroU8::new(3).unwrap()
}

#[tokio::test]
async fn a_repeated_operation_is_the_same_to_the_byte_and_has_the_same_key() {
    let server = Forgetful::losing(2, r#"{"code":"TEAPOT"}"#);
    let client = yuno::client(server.transport().with_attempts(three()));
    let key = IdempotencyKey::new("one-operation").unwrap();

    let _ = client.cancel_or_refund(&key, &"p".into(), &CancelOrRefund::default()).await;

    let requests = server.requests();
    assert_eq!(requests.len(), 3);
    assert!(requests[0].contains("x-idempotency-key: one-operation\r\n"), "{}", requests[0]);
    assert!(requests.iter().all(|request| *request == requests[0]));
}

#[tokio::test]
async fn a_lost_answer_is_not_asked_for_again_unless_the_transport_may() {
    let server = Forgetful::losing(1, "{}");
    let client = yuno::client(server.transport());
    let key = IdempotencyKey::new("one-operation").unwrap();

    let error =
        client.cancel_or_refund(&key, &"p".into(), &CancelOrRefund::default()).await.unwrap_err();

    assert!(matches!(error, CallError::Transport(TransportError::BrokenOff(_))), "{error:?}");
}

#[tokio::test]
async fn what_has_no_key_is_sent_once_however_often_the_transport_may() {
    let server = Forgetful::losing(1, "{}");
    let client = yuno::client(server.transport().with_attempts(three()));

    let error = client.create_customer(&CreateCustomer::new("a-customer")).await.unwrap_err();

    assert!(matches!(error, CallError::Transport(TransportError::BrokenOff(_))), "{error:?}");
}

#[tokio::test]
async fn a_refusal_is_an_answer_and_not_asked_for_again() {
    let server = Server::answering(400, r#"{"code":"REQUEST_IN_PROCESS"}"#).await;
    let client = yuno::client(server.transport().with_attempts(three()));
    let key = IdempotencyKey::new("one-operation").unwrap();

    let error =
        client.cancel_or_refund(&key, &"p".into(), &CancelOrRefund::default()).await.unwrap_err();

    assert_eq!(error.refusal().unwrap().code(), Some(ErrorCode::RequestInProcess));
    server.request().await;
}
