//! What is done with a payment later, refunds, and webhook endpoints: documented requests made by the client, documented
//! answers read.

use insta::assert_json_snapshot;
use sandpay_contracts::wooshpay::Alipay;
use sandpay_contracts::wooshpay::ConfirmIntent;
use sandpay_contracts::wooshpay::CreateIntent;
use sandpay_contracts::wooshpay::CreateRefund;
use sandpay_contracts::wooshpay::CreateWebhookEndpoint;
use sandpay_contracts::wooshpay::EventType;
use sandpay_contracts::wooshpay::IdempotencyKey;
use sandpay_contracts::wooshpay::Money;
use sandpay_contracts::wooshpay::OsType;
use sandpay_contracts::wooshpay::RefundReason;
use sandpay_contracts::wooshpay::RefundStatus;
use sandpay_contracts::wooshpay::Retry;
use sandpay_contracts::wooshpay::Status;
use sandpay_contracts::wooshpay::TerminalType;
use sandpay_contracts::wooshpay::UpdateWebhookEndpoint;
use sandpay_fixtures::Substitutions;
use sandpay_fixtures::fixture;
use sandpay_fixtures::json;
use serde_json::Value;
use serde_json::json;

use super::client;
use crate::server::Server;
use crate::server::assert_lossless;
use crate::server::assert_same;
use crate::server::body;
use crate::server::header;

const WEB: &str = "wooshpay/create-payment-intent/alipay-web";

fn documented_alipay() -> Alipay {
    Alipay {
        terminal_type: TerminalType::Web,
        os_type: Some(OsType::Ios),
        client_ip: Some("192.168.0.1".to_owned()),
    }
}

fn cents() -> Money {
    Money { minor: 20, currency: "CNY".into() }
}

/// The two calls together say what the guide says in one.
#[tokio::test]
async fn a_payment_created_and_then_confirmed_says_what_the_guide_says_at_once() {
    let (created, confirmed) =
        (Server::documented(fixture(WEB)).await, Server::documented(fixture(WEB)).await);
    let confirm = ConfirmIntent {
        method: Some(documented_alipay().into()),
        return_url: Some("https://wooshpay.com".to_owned()),
    };

    let intent =
        client(&created).create_unconfirmed_intent(&CreateIntent::new(cents())).await.unwrap();
    let id = intent.value.id;
    let intent = client(&confirmed).confirm_payment_intent(&id, &confirm).await.unwrap().value;

    assert_eq!(intent.status, Status::RequiresAction);
    let (first, second) = (created.request().await, confirmed.request().await);
    assert_eq!(first.url.path(), "/v1/payment_intents");
    assert_eq!(second.url.path(), format!("/v1/payment_intents/{id}/confirm"));
    let mut said: Value = first.body_json().unwrap();
    let later: Value = second.body_json().unwrap();
    said.as_object_mut().unwrap().extend(later.as_object().unwrap().clone());
    said["confirm"] = true.into();
    let documented = fixture(WEB).request_with(&Substitutions::new()).unwrap();
    assert_same(&documented, &said.to_string());
}

#[tokio::test]
async fn only_the_amount_of_a_payment_is_required() {
    let server = Server::documented(fixture(WEB)).await;

    client(&server).create_unconfirmed_intent(&CreateIntent::new(cents())).await.unwrap();

    assert_same(r#"{"amount": 20, "currency": "CNY"}"#, body(&server.request().await));
}

#[tokio::test]
async fn the_merchants_own_words_travel_with_a_payment() {
    let server = Server::documented(fixture(WEB)).await;
    let intent = CreateIntent {
        merchant_order_id: Some("order-17".to_owned()),
        description: Some("tea".to_owned()),
        metadata: [("shop".to_owned(), "3".to_owned())].into(),
        ..CreateIntent::new(cents())
    };

    client(&server).create_unconfirmed_intent(&intent).await.unwrap();

    let said =
        r#"{"merchant_order_id": "order-17", "description": "tea", "metadata": {"shop": "3"}}"#;
    let missing = json::missing(said, body(&server.request().await));
    assert!(missing.is_empty(), "{missing:#?}");
}

#[tokio::test]
async fn a_payment_is_given_up_by_its_id() {
    let server = Server::documented(fixture(WEB)).await;

    client(&server).cancel_payment_intent(&"pi_1".into()).await.unwrap();

    let request = server.request().await;
    assert_eq!(
        (request.method.as_str(), request.url.path()),
        ("POST", "/v1/payment_intents/pi_1/cancel")
    );
    assert_eq!(body(&request), "{}");
}

#[tokio::test]
async fn the_refund_is_sent_as_documented() {
    let fixture_of_request = fixture("wooshpay/create-refund/full");
    let answer = fixture("wooshpay/retrieve-refund/reference");
    let server = Server::documented(answer).await;
    let refund = CreateRefund {
        reason: Some(RefundReason::RequestedByCustomer),
        ..CreateRefund::full("pi_1787730829493927936".into())
    };

    let refunded = client(&server).create_refund(&refund).await.unwrap().value;

    let request = server.request().await;
    let documented = fixture_of_request.request_with(&Substitutions::new()).unwrap();
    assert_same(&documented, body(&request));
    assert_eq!((request.method.as_str(), request.url.path()), ("POST", "/v1/refunds"));
    assert!(request.headers.get("idempotency-key").is_none());
    assert_eq!(refunded.status, RefundStatus::Succeeded);
    let sent: Value = request.body_json().unwrap();
    assert_json_snapshot!("create-refund-full", sent);
}

/// The reference types the amount of a refund a string, and prints a number in its answer.
#[tokio::test]
async fn a_part_of_the_money_travels_as_text() {
    let server = Server::documented(fixture("wooshpay/retrieve-refund/reference")).await;
    let refund = CreateRefund { amount: Some(7), ..CreateRefund::full("pi_1".into()) };

    client(&server).create_refund(&refund).await.unwrap();

    assert_same(r#"{"amount": "7", "payment_intent": "pi_1"}"#, body(&server.request().await));
}

#[tokio::test]
async fn a_refund_is_read_without_loss() {
    let fixture = fixture("wooshpay/retrieve-refund/reference");
    let server = Server::documented(fixture).await;

    let refund = client(&server).refund(&"re_1".into()).await.unwrap().value;

    assert_eq!(refund.amount, 100);
    assert_lossless(fixture.response_text(), &refund);
    let request = server.request().await;
    assert_eq!((request.method.as_str(), request.url.path()), ("GET", "/v1/refunds/re_1"));
}

#[tokio::test]
async fn an_operation_has_a_key_when_its_caller_gives_one() {
    let server = Server::documented(fixture("wooshpay/retrieve-refund/reference")).await;
    let key = IdempotencyKey::new("refund-of-order-17").unwrap();
    let client = client(&server).with(Retry::Idempotent(key));

    client.create_refund(&CreateRefund::full("pi_1".into())).await.unwrap();

    assert_eq!(header(&server.request().await, "idempotency-key"), "refund-of-order-17");
}

fn guide_endpoint() -> CreateWebhookEndpoint {
    CreateWebhookEndpoint {
        url: "https://apitest.wooshpay.com/v1/receives".to_owned(),
        description: Some("I am description".to_owned()),
        enabled_events: vec![
            EventType::PaymentIntentCreated,
            EventType::PaymentIntentPaymentFailed,
            EventType::PaymentIntentRequiresAction,
            EventType::PaymentIntentSucceeded,
            EventType::PaymentIntentCanceled,
            EventType::ChargeRefundUpdated,
        ],
        api_version: Some("1.0.1".to_owned()),
        metadata: [].into(),
    }
}

#[tokio::test]
async fn an_endpoint_is_made_as_documented_and_its_secret_does_not_show() {
    let fixture = fixture("wooshpay/create-webhook-endpoint/guide");
    let server = Server::documented(fixture).await;

    let made = client(&server).create_webhook_endpoint(&guide_endpoint()).await.unwrap().value;

    let request = server.request().await;
    assert_same(&fixture.request_with(&Substitutions::new()).unwrap(), body(&request));
    assert_eq!((request.method.as_str(), request.url.path()), ("POST", "/v1/webhook_endpoints"));
    assert_lossless(fixture.response_text(), &made);
    let secret = made.secret.value().unwrap().expose();
    assert!(!secret.is_empty() && !format!("{made:?}").contains(secret));
    let sent: Value = request.body_json().unwrap();
    assert_json_snapshot!("create-webhook-endpoint-guide", sent);
}

#[tokio::test]
async fn an_endpoint_is_read_changed_and_taken_away_by_its_id() {
    let documented = fixture("wooshpay/create-webhook-endpoint/guide");
    let id = "we_1600745739909070848".into();
    let (read, changed) =
        (Server::documented(documented).await, Server::documented(documented).await);
    let gone = Server::answering(200, r#"{"id":"we_1600745739909070848","deleted":true}"#).await;
    let update = UpdateWebhookEndpoint {
        enabled_events: Some(vec![EventType::ChargeDisputeUpdated]),
        ..UpdateWebhookEndpoint::default()
    };

    client(&read).webhook_endpoint(&id).await.unwrap();
    client(&changed).update_webhook_endpoint(&id, &update).await.unwrap();
    let deleted = client(&gone).delete_webhook_endpoint(&id).await.unwrap().value;

    assert_eq!((deleted.id, deleted.deleted.value()), (id, Some(&true)));
    for (server, method) in [(&read, "GET"), (&changed, "POST"), (&gone, "DELETE")] {
        let request = server.request().await;
        let path = "/v1/webhook_endpoints/we_1600745739909070848";
        assert_eq!((request.method.as_str(), request.url.path()), (method, path));
    }
    assert_same(
        r#"{"enabled_events": ["charge.dispute.updated"]}"#,
        body(&changed.request().await),
    );
}

#[tokio::test]
async fn the_endpoints_are_a_list() {
    let one: Value =
        serde_json::from_str(fixture("wooshpay/create-webhook-endpoint/guide").response_text())
            .unwrap();
    let list = json!({ "object": "list", "url": "/v1/webhook_endpoints", "has_more": false, "data": [one] });
    let server = Server::answering(200, list.to_string()).await;

    let endpoints = client(&server).webhook_endpoints().await.unwrap().value;

    assert_lossless(&list.to_string(), &endpoints);
}

/// The guide's signed body serves as the answer, since the printed one has no type.
#[tokio::test]
async fn an_event_is_read_by_its_id() {
    let told = fixture("wooshpay/webhooks/product.created/signature-guide").event_text();
    let server = Server::answering(200, told).await;

    let event = client(&server).event(&"evt_1".into()).await.unwrap().value;

    assert_lossless(told, &event);
    let request = server.request().await;
    assert_eq!((request.method.as_str(), request.url.path()), ("GET", "/v1/events/evt_1"));
}

/// The only printed event that is answered rather than told; its copy ends before the type.
#[tokio::test]
async fn an_event_without_a_type_is_unreadable() {
    let server = Server::documented(fixture("wooshpay/retrieve-event/dispute-lost")).await;

    assert!(client(&server).event(&"evt_1".into()).await.is_err());
}
