//! What every client owes its caller when an exchange goes wrong, whatever the provider.

use std::net::TcpListener;
use std::time::Duration;

use sandpay_contracts::CallError;
use sandpay_contracts::Transport;
use sandpay_contracts::transport::TransportError;
use sandpay_contracts::wooshpay::Client;
use sandpay_contracts::wooshpay::Refusal;
use wiremock::ResponseTemplate;

use crate::server::Server;

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
