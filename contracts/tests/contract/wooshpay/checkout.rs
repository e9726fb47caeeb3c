//! Checkout sessions: documented requests made by the client, documented answers read.

use insta::assert_json_snapshot;
use rstest::rstest;
use sandpay_contracts::wooshpay::CreateCheckoutSession;
use sandpay_contracts::wooshpay::CreateSetupSession;
use sandpay_contracts::wooshpay::CreateSubscriptionSession;
use sandpay_contracts::wooshpay::LineItem;
use sandpay_contracts::wooshpay::LineItems;
use sandpay_contracts::wooshpay::MethodType;
use sandpay_contracts::wooshpay::PaymentStatus;
use sandpay_contracts::wooshpay::RecurringItem;
use sandpay_contracts::wooshpay::SessionStatus;
use sandpay_fixtures::Substitutions;
use sandpay_fixtures::fixture;
use sandpay_fixtures::json;
use serde_json::Value;

use super::client;
use crate::server::Server;
use crate::server::assert_lossless;
use crate::server::assert_same;
use crate::server::body;

const ALIPAY: &str = "wooshpay/create-checkout-session/alipay";

/// The session that the Alipay guide prints.
fn alipay() -> CreateCheckoutSession {
    let item = LineItem {
        active: Some(true),
        billing_scheme: Some("testscheme".to_owned()),
        lookup_key: Some("test_lookup_key".to_owned()),
        ..LineItem::new("taiwan fengli", 100_000, 1)
    };
    CreateCheckoutSession {
        success_url: "https://wooshpay.com/".to_owned(),
        cancel_url: Some("www.baidu.com".to_owned()),
        payment_method_types: vec![MethodType::Alipay],
        currency: "CNY".into(),
        line_items: LineItems::of(item),
        client_reference_id: None,
        metadata: [].into(),
    }
}

/// The session that the Checkout guide prints.
fn whatever_the_account_offers() -> CreateCheckoutSession {
    let item = LineItem {
        description: Some("very delicious".to_owned()),
        ..LineItem::new("example product", 5, 1)
    };
    CreateCheckoutSession {
        success_url: "www.wooshpay.com".to_owned(),
        cancel_url: Some("www.example.com".to_owned()),
        payment_method_types: Vec::new(),
        currency: "GBP".into(),
        line_items: LineItems::of(item),
        ..alipay()
    }
}

#[rstest]
#[case::alipay(ALIPAY, alipay())]
#[case::basic("wooshpay/create-checkout-session/basic-gbp", whatever_the_account_offers())]
#[tokio::test]
async fn the_exchange_is_the_documented_one(
    #[case] name: &str,
    #[case] session: CreateCheckoutSession,
) {
    let fixture = fixture(name);
    let server = Server::documented(fixture).await;

    let reply = client(&server).create_checkout_session(&session).await.unwrap();

    let request = server.request().await;
    assert_same(&fixture.request_with(&Substitutions::new()).unwrap(), body(&request));
    assert_eq!((request.method.as_str(), request.url.path()), ("POST", "/v1/checkout/sessions"));
    assert_lossless(fixture.response_text(), &reply.value);
    let sent: Value = request.body_json().unwrap();
    assert_json_snapshot!(name.trim_start_matches("wooshpay/").replace('/', "-"), sent);
}

#[tokio::test]
async fn a_session_has_its_payment_and_the_secret_of_it() {
    let server = Server::documented(fixture(ALIPAY)).await;

    let session = client(&server).create_checkout_session(&alipay()).await.unwrap().value;

    assert_eq!(session.status, SessionStatus::Open);
    assert_eq!(session.payment_status.value().unwrap(), &PaymentStatus::Unpaid);
    assert_eq!(session.amount_total.value(), Some(&100_000));
    let (secret, intent) = (&session.client_secret, session.payment_intent.value().unwrap());
    assert!(secret.value().unwrap().expose().starts_with(intent.as_str()));
    assert!(!format!("{session:?}").contains(secret.value().unwrap().expose()));
}

#[tokio::test]
async fn every_line_has_the_currency_of_the_session() {
    let items = LineItems::of(LineItem::new("tea", 100, 2)).and(LineItem::new("cake", 250, 1));
    let server = Server::documented(fixture(ALIPAY)).await;
    let session = CreateCheckoutSession { line_items: items, ..alipay() };

    client(&server).create_checkout_session(&session).await.unwrap();

    let lines = r#"{"line_items": [
        {"quantity": 2, "price_data": {"currency": "CNY", "unit_amount": 100, "product_data": {"name": "tea"}}},
        {"quantity": 1, "price_data": {"currency": "CNY", "unit_amount": 250, "product_data": {"name": "cake"}}}
    ]}"#;
    let missing = json::missing(lines, body(&server.request().await));
    assert!(missing.is_empty(), "{missing:#?}");
}

#[tokio::test]
async fn a_session_is_read_and_ended_by_its_id() {
    let (read, ended) =
        (Server::documented(fixture(ALIPAY)).await, Server::documented(fixture(ALIPAY)).await);
    let id = "cs_1666733999608823808".into();

    let session = client(&read).checkout_session(&id).await.unwrap().value;
    client(&ended).expire_checkout_session(&id).await.unwrap();

    assert_lossless(fixture(ALIPAY).response_text(), &session);
    let request = read.request().await;
    let path = "/v1/checkout/sessions/cs_1666733999608823808";
    assert_eq!((request.method.as_str(), request.url.path()), ("GET", path));
    let request = ended.request().await;
    let path = "/v1/checkout/sessions/cs_1666733999608823808/expire";
    assert_eq!((request.method.as_str(), request.url.path()), ("POST", path));
}

/// No answer is printed; that of a session in payment mode stands in.
#[tokio::test]
async fn a_session_that_begins_a_subscription_goes_by_a_price_made_before() {
    let fixture = fixture("wooshpay/create-checkout-session/subscription");
    let server = Server::documented(self::fixture(ALIPAY)).await;
    let item = RecurringItem { price: "price_1795818288165421056".into(), quantity: 1 };
    let session = CreateSubscriptionSession {
        success_url: "https://yourwebsite.com".to_owned(),
        cancel_url: None,
        line_items: LineItems::of(item),
        metadata: [].into(),
    };

    client(&server).create_subscription_session(&session).await.unwrap();

    let request = server.request().await;
    assert_same(&fixture.request_with(&Substitutions::new()).unwrap(), body(&request));
    assert_eq!((request.method.as_str(), request.url.path()), ("POST", "/v1/checkout/sessions"));
    let sent: Value = request.body_json().unwrap();
    assert_json_snapshot!("create-checkout-session-subscription", sent);
}

#[tokio::test]
async fn a_session_that_saves_a_card_has_no_payment() {
    let fixture = fixture("wooshpay/create-checkout-session/setup-save-card");
    let server = Server::documented(fixture).await;
    let pairs = [("order_id", "order123"), ("merchant_user_id", "123")];
    let wanted = CreateSetupSession {
        success_url: "https://example.com/billing/success".to_owned(),
        cancel_url: "https://example.com/billing/cancel".to_owned(),
        customer: Some("cus_1953770230215868416".into()),
        metadata: pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
    };

    let session = client(&server).create_setup_session(&wanted).await.unwrap().value;

    let request = server.request().await;
    assert_same(&fixture.request_with(&Substitutions::new()).unwrap(), body(&request));
    assert_eq!((request.method.as_str(), request.url.path()), ("POST", "/v1/checkout/sessions"));
    let sent: Value = request.body_json().unwrap();
    assert_json_snapshot!("create-checkout-session-setup-save-card", sent);
    assert_eq!(session.mode, "setup");
    assert!(session.payment_intent.is_absent() && session.payment_status.is_absent());
    assert_lossless(fixture.response_text(), &session);
}
