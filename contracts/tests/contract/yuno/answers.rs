//! Every documented answer and refusal of Yuno, read by the client.

use rstest::rstest;
use sandpay_contracts::CallError;
use sandpay_contracts::Decimal;
use sandpay_contracts::Open;
use sandpay_contracts::Reply;
use sandpay_contracts::yuno::Capture;
use sandpay_contracts::yuno::ErrorCode;
use sandpay_contracts::yuno::IdempotencyKey;
use sandpay_contracts::yuno::Payment;
use sandpay_contracts::yuno::Refusal;
use sandpay_contracts::yuno::Status;
use sandpay_contracts::yuno::SubStatus;
use sandpay_contracts::yuno::Transactions;
use sandpay_contracts::yuno::responses::TransactionType;
use sandpay_fixtures::Fixture;
use sandpay_fixtures::fixture;

use super::client;
use super::examples::guide;
use crate::server::Server;
use crate::server::assert_lossless;

async fn create(server: &Server) -> Result<Reply<Payment>, CallError<Refusal>> {
    let key = IdempotencyKey::new("a-key").unwrap();
    client(server.transport())
        .create_payment(&key, &guide("A payment", "000023", Capture::MANUAL))
        .await
}

async fn read(fixture: &Fixture) -> Reply<Payment> {
    let server = Server::documented(fixture).await;
    let id = "c0409fc0-87d5-453f-bf91-8f0af2f09347".into();
    let reply = client(server.transport()).payment(&id).await.unwrap();
    let request = server.request().await;
    assert_eq!(request.method.as_str(), "GET");
    assert_eq!(request.url.path(), format!("/v1/payments/{id}"));
    assert!(request.headers.get("x-idempotency-key").is_none());
    reply
}

#[rstest]
#[case::card_with_card_details(
    "yuno/create-payment/card-with-card-details",
    (Status::Succeeded, SubStatus::Approved, TransactionType::Purchase, 20000)
)]
#[case::card_with_authorization(
    "yuno/create-payment/card-with-authorization",
    (Status::Pending, SubStatus::Authorized, TransactionType::Authorize, 5000)
)]
#[case::authorize_card_with_authorization(
    "yuno/create-payment/authorize-card-with-authorization",
    (Status::Pending, SubStatus::Authorized, TransactionType::Authorize, 5000)
)]
#[tokio::test]
async fn a_created_payment_is_read_without_loss(
    #[case] name: &str,
    #[case] expected: (Status, SubStatus, TransactionType, i64),
) {
    let fixture = fixture(name);
    let (status, sub_status, kind, value) = expected;

    let Reply { value: payment, received } =
        create(&Server::documented(fixture).await).await.unwrap();

    assert_lossless(fixture.response_text(), &payment);
    assert_eq!(received.status, 201);
    assert_eq!(Some(received.body.bytes()), fixture.response);
    assert_eq!(payment.status, status);
    assert_eq!(payment.sub_status, sub_status);
    assert_eq!(payment.amount.value, Decimal::from(value));
    let Transactions::One(transaction) = &payment.transactions else { panic!("one transaction") };
    assert_eq!(transaction.r#type, kind);
    assert!(transaction.payment_method.value().unwrap().card().is_some());
}

/// Answers to requests that the client makes only in part, or not at all: it reads them all the same.
#[rstest]
#[case::alternative_payment_method("yuno/create-payment/alternative-payment-method")]
#[case::authorize_card_with_card_details("yuno/create-payment/authorize-card-with-card-details")]
#[case::authorize_sdk_checkout_required_fields(
    "yuno/create-payment/authorize-sdk-checkout-required-fields"
)]
#[case::bank_transfer_bancolombia_button("yuno/create-payment/bank-transfer-bancolombia-button")]
#[case::bank_transfer_codi("yuno/create-payment/bank-transfer-codi")]
#[case::bank_transfer_daviplata("yuno/create-payment/bank-transfer-daviplata")]
#[case::bank_transfer_nupay("yuno/create-payment/bank-transfer-nupay")]
#[case::bank_transfer_pix("yuno/create-payment/bank-transfer-pix")]
#[case::bank_transfer_safetypay("yuno/create-payment/bank-transfer-safetypay")]
#[case::bnpl_addi("yuno/create-payment/bnpl-addi")]
#[case::bnpl_wibond("yuno/create-payment/bnpl-wibond")]
#[case::card_create_payment_with_subscription(
    "yuno/create-payment/card-create-payment-with-subscription"
)]
#[case::card_verification("yuno/create-payment/card-verification")]
#[case::card_with_3ds_direct("yuno/create-payment/card-with-3ds-direct")]
#[case::card_with_airline_data("yuno/create-payment/card-with-airline-data")]
#[case::card_with_customer_billing_shipping_and_order_items(
    "yuno/create-payment/card-with-customer-billing-shipping-and-order-items"
)]
#[case::card_with_merchant_advice_code("yuno/create-payment/card-with-merchant-advice-code")]
#[case::card_with_shipping_fee_and_tip_amount(
    "yuno/create-payment/card-with-shipping-fee-and-tip-amount"
)]
#[case::card_with_vault_on_success("yuno/create-payment/card-with-vault-on-success")]
#[case::card_with_vaulted_token("yuno/create-payment/card-with-vaulted-token")]
#[case::cards_for_authorization_with_airline_data(
    "yuno/create-payment/cards-for-authorization-with-airline-data"
)]
#[case::cards_for_authorization("yuno/create-payment/cards-for-authorization")]
#[case::cards_with_3ds("yuno/create-payment/cards-with-3ds")]
#[case::cards_with_customer_billing_shipping_and_order_items(
    "yuno/create-payment/cards-with-customer-billing-shipping-and-order-items"
)]
#[case::cards_with_vaulted_token("yuno/create-payment/cards-with-vaulted-token")]
#[case::payment("yuno/create-payment/payment")]
#[case::standalone_3ds_challenge("yuno/create-payment/standalone-3ds-challenge")]
#[case::standalone_3ds_frictionless("yuno/create-payment/standalone-3ds-frictionless")]
#[case::ticket_arcus("yuno/create-payment/ticket-arcus")]
#[case::ticket_efecty("yuno/create-payment/ticket-efecty")]
#[case::wallet_direct("yuno/create-payment/wallet-direct")]
#[case::wallet_dolarapp("yuno/create-payment/wallet-dolarapp")]
#[case::wallet_nupay_enrollment("yuno/create-payment/wallet-nupay-enrollment")]
#[case::with_split("yuno/create-payment/with-split")]
#[tokio::test]
async fn an_answer_to_whatever_payment_is_read_without_loss(#[case] name: &str) {
    let fixture = fixture(name);

    let payment = create(&Server::documented(fixture).await).await.unwrap().value;

    assert_lossless(fixture.response_text(), &payment);
}

#[rstest]
#[case::card_with_3ds_direct("yuno/get-payment/card-with-3ds-direct")]
#[case::card_with_airline_data("yuno/get-payment/card-with-airline-data")]
#[case::card_with_authorization("yuno/get-payment/card-with-authorization")]
#[case::card_with_card_details("yuno/get-payment/card-with-card-details")]
#[case::card_with_customer("yuno/get-payment/card-with-customer-billing-shipping-and-order-items")]
#[case::card_with_vaulted_token("yuno/get-payment/card-with-vaulted-token")]
#[case::buy_now_pay_later("yuno/get-payment/buy-now-pay-later")]
#[case::sdk_checkout("yuno/get-payment/sdk-checkout-required-fields")]
#[case::ticket("yuno/get-payment/ticket")]
#[case::wallet("yuno/get-payment/wallet")]
#[tokio::test]
async fn a_wrapped_payment_is_read_without_loss(#[case] name: &str) {
    #[derive(serde::Serialize)]
    struct Wrapped {
        payment: Payment,
    }
    let fixture = fixture(name);

    let payment = read(fixture).await.value;

    assert!(matches!(payment.transactions, Transactions::Many(_)));
    assert!(payment.transactions.as_slice().iter().all(|one| one.r#type.known().is_some()));
    assert_lossless(fixture.response_text(), &Wrapped { payment });
}

#[rstest]
#[case::card_with_authorization("yuno/get-payment/bare-card-with-authorization")]
#[case::card_with_card_details("yuno/get-payment/bare-card-with-card-details")]
#[case::wallet("yuno/get-payment/bare-wallet")]
#[tokio::test]
async fn a_bare_payment_is_read_without_loss(#[case] name: &str) {
    let fixture = fixture(name);

    let payment = read(fixture).await.value;

    assert_lossless(fixture.response_text(), &payment);
}

#[rstest]
#[case::card_with_3ds_direct("yuno/retrieve-payments-by-merchant-order-id/card-with-3ds-direct")]
#[case::card_with_authorization(
    "yuno/retrieve-payments-by-merchant-order-id/card-with-authorization"
)]
#[case::card_with_card_details(
    "yuno/retrieve-payments-by-merchant-order-id/card-with-card-details"
)]
#[case::ticket("yuno/retrieve-payments-by-merchant-order-id/ticket")]
#[tokio::test]
async fn the_payments_of_an_order_are_read_without_loss(#[case] name: &str) {
    let fixture = fixture(name);
    let server = Server::documented(fixture).await;

    let payments = client(server.transport()).payments_of_order("0000 & 1").await.unwrap().value;

    assert!(!payments.is_empty());
    assert_lossless(fixture.response_text(), &payments);
    let url = server.request().await.url;
    assert_eq!(url.path(), "/v1/payments");
    let query: Vec<_> = url.query_pairs().into_owned().collect();
    assert_eq!(query, [("merchant_order_id".to_owned(), "0000 & 1".to_owned())]);
}

#[tokio::test]
async fn an_order_without_payments_has_none() {
    let server = Server::answering(200, "[]").await;

    let payments = client(server.transport()).payments_of_order("0000023").await.unwrap().value;

    assert!(payments.is_empty());
}

#[rstest]
#[case::request_in_process(
    "yuno/create-payment/error-request-in-process",
    ErrorCode::RequestInProcess
)]
#[case::invalid_request("yuno/create-payment/error-invalid-request", ErrorCode::InvalidRequest)]
#[case::invalid_credentials(
    "yuno/create-payment/error-invalid-credentials",
    ErrorCode::InvalidCredentials
)]
#[case::authorization_required(
    "yuno/create-payment/error-authorization-required",
    ErrorCode::AuthorizationRequired
)]
#[case::not_authenticated(
    "yuno/create-payment/error-not-authenticated",
    ErrorCode::NotAuthenticated
)]
#[case::missing_credentials(
    "yuno/create-payment/error-missing-credentials",
    ErrorCode::NotAuthenticated
)]
#[case::invalid_parameters(
    "yuno/create-payment/error-invalid-parameters",
    ErrorCode::InvalidParameters
)]
#[case::invalid_parameters_with_status(
    "yuno/create-payment/error-invalid-parameters-with-status",
    ErrorCode::InvalidParameters
)]
#[case::missing_parameters(
    "yuno/create-payment/error-missing-parameters",
    ErrorCode::MissingParameters
)]
#[case::invalid_account_id(
    "yuno/create-payment/error-invalid-account-id",
    ErrorCode::InvalidAccountId
)]
#[case::customer_not_found(
    "yuno/create-payment/error-customer-not-found",
    ErrorCode::CustomerNotFound
)]
#[tokio::test]
async fn a_refusal_is_typed_and_keeps_its_body(#[case] name: &str, #[case] code: ErrorCode) {
    let fixture = fixture(name);

    let error = create(&Server::documented(fixture).await).await.unwrap_err();

    let refusal = error.refusal().unwrap();
    assert_eq!(refusal.code(), Some(code));
    assert_eq!(refusal.received.status, fixture.example.response.as_ref().unwrap().status);
    assert_eq!(Some(refusal.received.body.bytes()), fixture.response);
    assert_lossless(fixture.response_text(), &refusal.error);
    assert!(error.to_string().contains(&code.to_string()), "{error}");
}

#[tokio::test]
async fn a_code_nobody_documented_is_kept() {
    let server =
        Server::answering(418, r#"{"code":"TEAPOT","message":"short","details":{}}"#).await;

    let error = create(&server).await.unwrap_err();

    assert_eq!(error.refusal().unwrap().error.code, Open::Other("TEAPOT".to_owned()));
    assert_eq!(error.to_string(), "refused: TEAPOT (HTTP 418): short");
}

#[tokio::test]
async fn an_unknown_status_and_unknown_members_do_not_spoil_an_answer() {
    let documented = fixture("yuno/create-payment/card-with-authorization").response_text();
    let newer = documented.replacen("\"PENDING\"", "\"PONDERING\"", 1).replacen(
        "\"country\"",
        "\"planet\": [{\"name\": \"Earth\"}], \"country\"",
        1,
    );

    let payment = create(&Server::answering(201, newer).await).await.unwrap().value;

    assert_eq!(payment.status, Open::Other("PONDERING".to_owned()));
}

#[tokio::test]
async fn any_2xx_is_a_success() {
    let documented = fixture("yuno/get-payment/bare-card-with-authorization").response_text();
    let server = Server::answering(201, documented).await;

    let reply = client(server.transport()).payment(&"p".into()).await.unwrap();

    assert_eq!(reply.received.status, 201);
}

#[tokio::test]
async fn a_not_found_without_a_body_is_unreadable_and_no_refusal() {
    let error = create(&Server::answering(404, "").await).await.unwrap_err();

    assert!(matches!(error, CallError::Unreadable(_)));
}
