//! What is done with a payment later: every documented capture, cancel and refund, made by the client, and its answer.

use insta::assert_json_snapshot;
use rstest::rstest;
use sandpay_contracts::CallError;
use sandpay_contracts::Reply;
use sandpay_contracts::yuno::Amount;
use sandpay_contracts::yuno::AmountValue;
use sandpay_contracts::yuno::CancelOrRefund;
use sandpay_contracts::yuno::CancelPayment;
use sandpay_contracts::yuno::CancelReason;
use sandpay_contracts::yuno::CapturePayment;
use sandpay_contracts::yuno::CaptureReason;
use sandpay_contracts::yuno::ErrorCode;
use sandpay_contracts::yuno::IdempotencyKey;
use sandpay_contracts::yuno::Operation;
use sandpay_contracts::yuno::Payment;
use sandpay_contracts::yuno::RefundPayment;
use sandpay_contracts::yuno::RefundReason;
use sandpay_contracts::yuno::Refusal;
use sandpay_contracts::yuno::Status;
use sandpay_contracts::yuno::SubStatus;
use sandpay_contracts::yuno::Target;
use sandpay_contracts::yuno::TransactionStatus;
use sandpay_contracts::yuno::TransactionType;
use sandpay_contracts::yuno::responses::TransactionAmount;
use sandpay_fixtures::Fixture;
use sandpay_fixtures::Substitutions;
use sandpay_fixtures::fixture;
use serde::Serialize;
use serde_json::Value;
use serde_json::json;

use super::client;
use super::examples::KEY;
use crate::server::Server;
use crate::server::assert_lossless;
use crate::server::assert_same;
use crate::server::body;
use crate::server::header;

/// Any of the five calls.
enum Call {
    Capture(CapturePayment),
    Cancel(CancelPayment),
    Refund(RefundPayment),
    CancelOrRefund(CancelOrRefund),
    CancelOrRefundTransaction(CancelOrRefund),
}

/// Either of the two shapes that the calls answer.
#[derive(Serialize)]
#[serde(untagged)]
enum Answered {
    Operation(Box<Operation>),
    Payment(Box<Payment>),
}

fn target() -> Target {
    Target { payment: "a-payment".into(), transaction: "a-transaction".into() }
}

impl Call {
    async fn send(&self, server: &Server) -> Result<Reply<Answered>, CallError<Refusal>> {
        let client = client(server.transport());
        let (key, target) = (IdempotencyKey::new(KEY).unwrap(), target());
        let operation = match self {
            Self::Capture(body) => client.capture(&key, &target, body).await?,
            Self::Cancel(body) => client.cancel(&key, &target, body).await?,
            Self::CancelOrRefund(body) => {
                client.cancel_or_refund(&key, &target.payment, body).await?
            }
            Self::CancelOrRefundTransaction(body) => {
                client.cancel_or_refund_transaction(&key, &target, body).await?
            }
            Self::Refund(body) => {
                let Reply { value, received } = client.refund(&key, &target, body).await?;
                return Ok(Reply { value: Answered::Payment(Box::new(value)), received });
            }
        };
        let Reply { value, received } = operation;
        Ok(Reply { value: Answered::Operation(Box::new(value)), received })
    }

    fn path(&self) -> &'static str {
        match self {
            Self::Capture(_) => "/v1/payments/a-payment/transactions/a-transaction/capture",
            Self::Cancel(_) => "/v1/payments/a-payment/transactions/a-transaction/cancel",
            Self::Refund(_) => "/v1/payments/a-payment/transactions/a-transaction/refund",
            Self::CancelOrRefund(_) => "/v1/payments/a-payment/cancel-or-refund",
            Self::CancelOrRefundTransaction(_) => {
                "/v1/payments/a-payment/transactions/a-transaction/cancel-or-refund"
            }
        }
    }
}

fn usd(value: u32) -> Option<Amount> {
    Some(Amount { currency: "USD".into(), value: AmountValue::Number(value.into()) })
}

fn capture(amount: Option<Amount>, description: Option<&str>, reference: &str) -> CapturePayment {
    CapturePayment {
        amount,
        description: description.map(str::to_owned),
        reason: CaptureReason::ProductConfirmed,
        merchant_reference: reference.to_owned(),
        simplified_mode: None,
    }
}

fn cancel(description: &str, reference: &str) -> CancelPayment {
    CancelPayment {
        description: Some(description.to_owned()),
        reason: Some(CancelReason::RequestedByCustomer),
        merchant_reference: reference.to_owned(),
    }
}

fn refund(description: &str, reference: &str) -> RefundPayment {
    RefundPayment {
        amount: None,
        description: Some(description.to_owned()),
        reason: Some(RefundReason::RequestedByCustomer),
        merchant_reference: reference.to_owned(),
        simplified_mode: None,
    }
}

fn either(amount: Option<Amount>) -> CancelOrRefund {
    CancelOrRefund {
        amount,
        description: Some("Duplicate".to_owned()),
        reason: Some(RefundReason::RequestedByCustomer),
        merchant_reference: Some("AAB01-432245".to_owned()),
        simplified_mode: None,
    }
}

fn cop(value: u32) -> Option<Amount> {
    usd(value).map(|amount| Amount { currency: "COP".into(), ..amount })
}

/// The capture that the guide of retries prints.
fn retried_capture() -> CapturePayment {
    let amount = usd(300).map(|amount| Amount { currency: "JPY".into(), ..amount });
    CapturePayment {
        simplified_mode: Some(true),
        ..capture(amount, Some("Confirmed"), "AAB01-432245")
    }
}

fn retried_refund() -> RefundPayment {
    RefundPayment { simplified_mode: Some(true), ..refund("Refund", "AAB01-432245") }
}

#[rstest]
#[case::full_capture(
    "yuno/capture-payment/full-capture",
    Call::Capture(capture(usd(30_000), Some("Confirmed"), "AAB01-432245"))
)]
#[case::partial_capture(
    "yuno/capture-payment/partial-capture",
    Call::Capture(capture(usd(3_000), Some("Confirmed Partially"), "AAB01-432245"))
)]
#[case::capture_with_retries(
    "yuno/capture-payment/retry-in-simplified-mode",
    Call::Capture(retried_capture())
)]
#[case::tested_capture(
    "yuno/capture-payment/sandbox-tested",
    Call::Capture(capture(usd(10_000), None, "capture-001"))
)]
#[case::cancel("yuno/cancel-payment/basic", Call::Cancel(cancel("Duplicate", "AAB01-432245")))]
#[case::tested_cancel(
    "yuno/cancel-payment/sandbox-tested",
    Call::Cancel(cancel("Order cancelled by customer", "cancel-001"))
)]
#[case::full_refund(
    "yuno/refund-payment/full-refund",
    Call::Refund(refund("Duplicate", "AAB01-432245"))
)]
#[case::refund_with_retries(
    "yuno/refund-payment/retry-in-simplified-mode",
    Call::Refund(retried_refund())
)]
#[case::tested_refund(
    "yuno/refund-payment/sandbox-tested",
    Call::Refund(refund("Customer request", "refund-001"))
)]
#[case::either_in_full(
    "yuno/cancel-or-refund-payment/full-refund",
    Call::CancelOrRefund(either(None))
)]
#[case::either_in_part(
    "yuno/cancel-or-refund-payment/partial-refund",
    Call::CancelOrRefund(either(cop(500)))
)]
#[case::either_of_an_authorization(
    "yuno/cancel-or-refund-transaction/cancel",
    Call::CancelOrRefundTransaction(either(None))
)]
#[case::either_of_a_purchase(
    "yuno/cancel-or-refund-transaction/full-refund",
    Call::CancelOrRefundTransaction(either(None))
)]
#[tokio::test]
async fn the_exchange_is_the_documented_one(#[case] name: &str, #[case] call: Call) {
    let fixture = fixture(name);
    let server = answering(fixture).await;

    let answer = call.send(&server).await;

    let request = server.request().await;
    assert_same(&fixture.request_with(&Substitutions::new()).unwrap(), body(&request));
    assert_eq!((request.method.as_str(), request.url.path()), ("POST", call.path()));
    assert_eq!(header(&request, "x-idempotency-key"), KEY);
    if fixture.response.is_some() {
        let Reply { value, received } = answer.unwrap();
        assert_lossless(fixture.response_text(), &value);
        assert_eq!(Some(received.body.bytes()), fixture.response);
    }
    let sent: Value = request.body_json().unwrap();
    let shown = json!({ "request": format!("POST {}", call.path()), "body": sent });
    assert_json_snapshot!(name.trim_start_matches("yuno/").replace('/', "-"), shown);
}

/// Some examples have no answer; the request alone is compared then.
async fn answering(fixture: &Fixture) -> Server {
    match fixture.response {
        Some(_) => Server::documented(fixture).await,
        None => Server::answering(200, "{}").await,
    }
}

async fn operation(name: &str, call: Call) -> Box<Operation> {
    let answer = call.send(&Server::documented(fixture(name)).await).await.unwrap().value;
    let Answered::Operation(operation) = answer else { panic!("the answer is the payment") };
    operation
}

#[rstest]
#[case::full_capture(
    "yuno/capture-payment/full-capture",
    (TransactionType::Capture, TransactionStatus::Succeeded, Status::Succeeded, SubStatus::Captured, 30_000)
)]
#[case::partial_capture(
    "yuno/capture-payment/partial-capture",
    (TransactionType::Capture, TransactionStatus::Succeeded, Status::Succeeded, SubStatus::PartiallyCaptured, 3_000)
)]
#[case::cancel(
    "yuno/cancel-payment/basic",
    (TransactionType::Cancel, TransactionStatus::Succeeded, Status::Canceled, SubStatus::Canceled, 30_000)
)]
#[case::either_in_full(
    "yuno/cancel-or-refund-payment/full-refund",
    (TransactionType::Refund, TransactionStatus::Refunded, Status::Refunded, SubStatus::Refunded, 30_000)
)]
#[case::either_in_part(
    "yuno/cancel-or-refund-payment/partial-refund",
    (TransactionType::Refund, TransactionStatus::Succeeded, Status::Succeeded, SubStatus::PartiallyRefunded, 30_000)
)]
#[case::either_of_an_authorization(
    "yuno/cancel-or-refund-transaction/cancel",
    (TransactionType::Cancel, TransactionStatus::Succeeded, Status::Canceled, SubStatus::Canceled, 30_000)
)]
#[tokio::test]
async fn an_operation_answers_its_transaction_with_the_payment_inside(
    #[case] name: &str,
    #[case] expected: (TransactionType, TransactionStatus, Status, SubStatus, i64),
) {
    let (kind, outcome, status, sub_status, value) = expected;

    let operation = operation(name, Call::Cancel(cancel("Duplicate", "AAB01-432245"))).await;

    assert_eq!(operation.r#type, kind);
    assert_eq!(operation.status, outcome);
    assert_eq!(operation.payment.status, status);
    assert_eq!(operation.payment.sub_status, sub_status);
    assert_eq!(operation.amount.value(), value.into());
    assert!(matches!(operation.amount, TransactionAmount::Object(_)));
}

#[tokio::test]
async fn the_capture_is_what_a_refund_is_about() {
    let name = "yuno/capture-payment/full-capture";

    let captured = operation(name, Call::Capture(capture(None, None, "AAB01-432245"))).await;

    let expected = Target {
        payment: "af170f9d-e8c1-47e4-a988-25535e0f88a1".into(),
        transaction: "89fd7fd0-951d-4335-ad1b-ef899a79630d".into(),
    };
    assert_eq!(captured.target(), expected);
}

#[tokio::test]
async fn a_refund_answers_the_payment_whose_transaction_it_is() {
    let server = Server::documented(fixture("yuno/refund-payment/full-refund")).await;

    let answer = Call::Refund(refund("Duplicate", "AAB01-432245")).send(&server).await;

    let Answered::Payment(payment) = answer.unwrap().value else { panic!("no payment") };
    assert_eq!(payment.sub_status, SubStatus::Refunded);
    assert_eq!(payment.amount.refunded.value(), Some(&30_000.into()));
    let refunded = payment.target(TransactionType::Refund).unwrap();
    assert_eq!(refunded.transaction.as_str(), "5414f862-51e6-433f-a54c-b46b176e87a0");
    assert!(payment.target(TransactionType::Capture).is_none());
}

#[tokio::test]
async fn an_operation_whose_amount_is_a_number_is_read_too() {
    let documented = fixture("yuno/cancel-payment/basic").response_text();
    let mut answer: Value = serde_json::from_str(documented).unwrap();
    answer["amount"] = 30_000.into();
    let server = Server::answering(200, answer.to_string()).await;

    let cancelled = Call::Cancel(cancel("Duplicate", "AAB01-432245")).send(&server).await;

    let Answered::Operation(cancelled) = cancelled.unwrap().value else { panic!("no operation") };
    assert!(matches!(cancelled.amount, TransactionAmount::Number(_)));
    assert_lossless(&answer.to_string(), &cancelled);
}

#[rstest]
#[case("PAYMENT_NOT_FOUND", ErrorCode::PaymentNotFound)]
#[case("TRANSACTION_NOT_FOUND", ErrorCode::TransactionNotFound)]
#[case("INVALID_TRANSACTION_TYPE", ErrorCode::InvalidTransactionType)]
#[case("INVALID_STATUS", ErrorCode::InvalidStatus)]
#[case("INVALID_AMOUNT", ErrorCode::InvalidAmount)]
#[case("OPERATION_IN_PROCESS", ErrorCode::OperationInProcess)]
#[case("PENDING_REFUND_EXISTS", ErrorCode::PendingRefundExists)]
#[case("CHARGEBACK_IN_PROCESS", ErrorCode::ChargebackInProcess)]
#[tokio::test]
async fn a_refused_operation_is_typed(#[case] text: &str, #[case] code: ErrorCode) {
    let body = json!({ "code": text, "messages": ["Why not."] }).to_string();
    for call in [
        Call::Capture(capture(None, None, "AAB01-432245")),
        Call::Refund(refund("Duplicate", "AAB01-432245")),
        Call::CancelOrRefund(CancelOrRefund::default()),
    ] {
        let Err(error) = call.send(&Server::answering(400, body.as_str()).await).await else {
            panic!("{text} is no answer")
        };

        assert_eq!(error.refusal().unwrap().code(), Some(code));
        assert_eq!(error.refusal().unwrap().received.body.text(), body);
    }
}
