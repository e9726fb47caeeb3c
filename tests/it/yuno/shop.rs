//! A merchant of Yuno: its client, its payments, what it was told, and requests that no client would send.

use std::cell::Cell;

use sandpay::Simulator;
use sandpay_contracts::yuno::Amount;
use sandpay_contracts::yuno::AmountValue;
use sandpay_contracts::yuno::CancelOrRefund;
use sandpay_contracts::yuno::CancelPayment;
use sandpay_contracts::yuno::CancelReason;
use sandpay_contracts::yuno::Capture;
use sandpay_contracts::yuno::CapturePayment;
use sandpay_contracts::yuno::CaptureReason;
use sandpay_contracts::yuno::Client;
use sandpay_contracts::yuno::Event;
use sandpay_contracts::yuno::IdempotencyKey;
use sandpay_contracts::yuno::Operation;
use sandpay_contracts::yuno::Payment;
use sandpay_contracts::yuno::PaymentId;
use sandpay_contracts::yuno::RefundPayment;
use sandpay_contracts::yuno::RefundReason;
use sandpay_contracts::yuno::Target;
use sandpay_contracts::yuno::TransactionType;
use sandpay_contracts::yuno::Verifier;
use serde_json::Value;
use serde_json::json;

use crate::support::World;
use crate::support::http;
use crate::support::http::Answer;
use crate::support::world;

/// What the merchant has set for its endpoint.
pub(crate) const SECRETS: [(&str, &str); 3] = [
    ("api_key", "a-key-of-the-merchant"),
    ("secret", "a-second-key-of-the-merchant"),
    ("hmac_client_secret", "a-secret-of-the-merchant"),
];

/// The order of every payment.
pub(crate) const ORDER: &str = "000025";

/// A merchant, and the world around it.
pub(crate) struct Shop {
    pub(crate) world: World,
    pub(crate) client: Client,
    keys: Cell<u32>,
}

/// Opening, and paying 20000 USD each time.
impl Shop {
    /// A merchant that is told of everything.
    pub(crate) async fn open() -> Self {
        Self::of(Simulator::start()).await
    }

    pub(crate) async fn of(simulator: Simulator) -> Self {
        let world = World::of(simulator);
        world.register("yuno", "/hook", &SECRETS).await;
        let client = world.yuno();
        Self { world, client, keys: Cell::new(0) }
    }

    /// A key that no call has had.
    pub(crate) fn key(&self) -> IdempotencyKey {
        self.keys.set(self.keys.get() + 1);
        self.world.key(&format!("key-{}", self.keys.get()))
    }

    /// Lets the webhooks of a call arrive before the next call is made.
    pub(crate) async fn settle(&self) {
        self.world.sandbox.settle().await.unwrap();
    }

    /// Creates a payment.
    pub(crate) async fn paid(&self, capture: Capture) -> Payment {
        let payment = world::payment(&self.world, capture);
        let created = self.client.create_payment(&self.key(), &payment).await.unwrap().value;
        self.settle().await;
        created
    }

    /// An authorization, to be captured or cancelled by hand.
    pub(crate) async fn authorized(&self) -> Target {
        self.paid(Capture::MANUAL).await.target(TransactionType::Authorize).unwrap()
    }

    /// A purchase.
    pub(crate) async fn purchased(&self) -> Target {
        self.paid(Capture::Immediate).await.target(TransactionType::Purchase).unwrap()
    }
}

/// Operations on a payment.
impl Shop {
    /// Captures so many USD, or all there is.
    pub(crate) async fn capture(&self, of: &Target, value: Option<&str>) -> Operation {
        let made = self.client.capture(&self.key(), of, &capture_of(value)).await.unwrap().value;
        self.settle().await;
        made
    }

    pub(crate) async fn cancel(&self, authorization: &Target) -> Operation {
        let made = self.client.cancel(&self.key(), authorization, &cancel()).await.unwrap().value;
        self.settle().await;
        made
    }

    /// Refunds so many USD, or all there is.
    pub(crate) async fn refund(&self, of: &Target, value: Option<&str>) -> Payment {
        let made = self.client.refund(&self.key(), of, &refund_of(value)).await.unwrap().value;
        self.settle().await;
        made
    }

    /// Reads a payment.
    pub(crate) async fn read(&self, id: &PaymentId) -> Payment {
        self.client.payment(id).await.unwrap().value
    }
}

/// What the merchant's server got.
impl Shop {
    /// Every webhook so far: each from Yuno by signature and by both keys, and readable.
    pub(crate) fn events(&self) -> Vec<Event> {
        let verifier = verifier();
        let received = self.world.receiver.received();
        received.iter().map(|one| verifier.event(&one.headers, &one.body).unwrap()).collect()
    }

    /// Every webhook so far: what happened, and where the payment stood.
    pub(crate) fn told(&self) -> Vec<String> {
        let line = |event: &Event| format!("{} {}", event.type_event, state(&event.data.payment));
        self.events().iter().map(line).collect()
    }
}

/// Requests as they are written by hand.
impl Shop {
    /// Sends a request with the keys of the account, and with more header fields.
    pub(crate) async fn send(
        &self,
        (method, path): (&str, &str),
        more: &[(&str, &str)],
        body: impl Into<Vec<u8>>,
    ) -> Answer {
        let [public, private] = ["public_api_key", "private_secret_key"]
            .map(|name| self.world.credential("yuno", name));
        let mut headers = vec![
            ("public-api-key", public.as_str()),
            ("private-secret-key", private.as_str()),
            ("content-type", "application/json"),
        ];
        headers.extend(more);
        let url = format!("{}{path}", self.world.simulator.base_url("yuno"));
        http::send(method, &url, &headers, body).await.unwrap()
    }

    /// Posts a body under a key.
    pub(crate) async fn post(&self, path: &str, key: &str, body: impl Into<Vec<u8>>) -> Answer {
        self.send(("POST", path), &[("x-idempotency-key", key)], body).await
    }

    /// The bytes of a payment as it is read.
    pub(crate) async fn bytes(&self, payment: &PaymentId) -> String {
        self.send(("GET", &format!("/v1/payments/{payment}")), &[], "").await.text
    }

    /// A request to create a payment, as JSON: an authorization with the card of the guide.
    pub(crate) fn create_body(&self) -> Value {
        json!({
            "account_id": self.world.credential("yuno", "account_id"),
            "merchant_order_id": ORDER,
            "description": "Payment",
            "country": "US",
            "amount": {"currency": "USD", "value": "20000"},
            "workflow": "DIRECT",
            "payment_method": {"type": "CARD", "detail": {"card": {
                "capture": false,
                "card_data": {
                    "number": "4111111111111111", "holder_name": "John Doe",
                    "expiration_month": 11, "expiration_year": 28, "security_code": "123",
                },
            }}},
        })
    }
}

/// Checks a webhook by everything that was set for the endpoint.
pub(crate) fn verifier() -> Verifier {
    let [(_, api_key), (_, secret), (_, hmac)] = SECRETS;
    Verifier::by_signature(hmac.into()).and_keys(api_key.into(), secret.into())
}

/// So many USD.
pub(crate) fn usd(value: &str) -> Amount {
    Amount { currency: "USD".into(), value: AmountValue::Number(value.parse().unwrap()) }
}

pub(crate) fn capture_of(value: Option<&str>) -> CapturePayment {
    CapturePayment {
        amount: value.map(usd),
        description: None,
        reason: CaptureReason::ProductConfirmed,
        merchant_reference: "capture-1".into(),
        simplified_mode: None,
    }
}

pub(crate) fn cancel() -> CancelPayment {
    let (description, reason) = (None, Some(CancelReason::RequestedByCustomer));
    CancelPayment { description, reason, merchant_reference: "cancel-1".into() }
}

pub(crate) fn refund_of(value: Option<&str>) -> RefundPayment {
    RefundPayment {
        amount: value.map(usd),
        description: None,
        reason: Some(RefundReason::RequestedByCustomer),
        merchant_reference: "refund-1".into(),
        simplified_mode: None,
    }
}

/// To cancel or to refund so many USD, or all there is.
pub(crate) fn reversal_of(value: Option<&str>) -> CancelOrRefund {
    CancelOrRefund { amount: value.map(usd), ..CancelOrRefund::default() }
}

/// Status and sub-status.
pub(crate) fn state(payment: &Payment) -> String {
    format!("{}/{}", payment.status, payment.sub_status)
}

/// What was captured and what was refunded, in USD.
pub(crate) fn money(payment: &Payment) -> [String; 2] {
    [&payment.amount.captured, &payment.amount.refunded].map(|sum| sum.value().unwrap().to_string())
}

/// The transactions of a payment that was read: type, status, amount in USD.
pub(crate) fn transactions(payment: &Payment) -> Vec<String> {
    let all = payment.transactions.as_slice().iter();
    all.map(|one| format!("{} {} {}", one.r#type, one.status, one.amount.value())).collect()
}
