//! A merchant of YabandPay: its client, its orders, and requests that no client would send.

use std::collections::BTreeMap;

use sandpay_contracts::Secret;
use sandpay_contracts::yabandpay::Client;
use sandpay_contracts::yabandpay::HostedOperation;
use sandpay_contracts::yabandpay::HostedPayment;
use sandpay_contracts::yabandpay::Notification;
use sandpay_contracts::yabandpay::Operation;
use sandpay_contracts::yabandpay::OrderNumber;
use sandpay_contracts::yabandpay::RequestId;
use sandpay_contracts::yabandpay::ThreeDs;
use sandpay_contracts::yabandpay::Timeout;
use sandpay_contracts::yabandpay::TokenPayment;
use sandpay_contracts::yabandpay::Verifier;
use sandpay_contracts::yabandpay::signature;
use serde_json::Value;
use serde_json::json;

use crate::support::World;
use crate::support::http;
use crate::support::http::Answer;

/// The instant of every request, in Unix seconds.
pub(crate) const AT: i64 = 1_725_875_543;
/// The token of the documents' example.
pub(crate) const TOKEN: &str = "VnXaRabcsedfsSlPFZXavcsdfasdEFDd";

/// A merchant, and the world around it.
pub(crate) struct Shop {
    pub(crate) world: World,
    pub(crate) client: Client,
}

impl Shop {
    pub(crate) fn open() -> Self {
        let world = World::new();
        let client = world.yabandpay();
        Self { world, client }
    }

    fn secret_key(&self) -> Secret {
        self.world.credential("yabandpay", "secret_key").as_str().into()
    }

    /// A payment on a page; each under another number.
    pub(crate) fn hosted(&self, number: u64, operation: HostedOperation) -> HostedPayment {
        HostedPayment {
            operation,
            order_id: OrderNumber::Number(number),
            amount: "1".parse().unwrap(),
            currency: "EUR".into(),
            three_ds: ThreeDs::On,
            form_type: None,
            description: "test".into(),
            demo: None,
            timeout: Timeout::minutes(0).unwrap(),
            redirect_url: Some("https://shop.example/back?order=1".into()),
            notify_url: self.world.receiver.url("/notify"),
            request_id: request_id(number),
        }
    }

    /// A payment with a stored token; each under another number.
    pub(crate) fn by_token(&self, number: u64, token: &str, operation: Operation) -> TokenPayment {
        TokenPayment {
            operation,
            order_id: OrderNumber::Number(number),
            payment_token_object: token.into(),
            request_id: request_id(number),
            ..sale(&self.world)
        }
    }

    /// Everything that the shop was told so far, each notification verified.
    pub(crate) fn told(&self) -> Vec<Notification> {
        let verifier = Verifier::new(self.secret_key());
        let received = self.world.receiver.received();
        received.iter().map(|one| verifier.notification(&one.body).unwrap()).collect()
    }

    /// Where the order of each notification stood, in order.
    pub(crate) fn told_states(&self) -> Vec<String> {
        let state = |told: &Notification| told.state.value().unwrap().to_string();
        self.told().iter().map(state).collect()
    }

    /// Posts a body as it is.
    pub(crate) async fn post(&self, body: impl Into<Vec<u8>>) -> Answer {
        let url = format!("{}/Payments", self.world.simulator.base_url("yabandpay"));
        let form = [("content-type", "application/x-www-form-urlencoded")];
        http::send("POST", &url, &form, body).await.unwrap()
    }

    /// A signed body of some members, whatever they are.
    pub(crate) fn signed(&self, user: &str, method: &str, data: &Value) -> String {
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let mut members: BTreeMap<String, String> = data
            .as_object()
            .unwrap()
            .iter()
            .map(|(name, value)| (name.clone(), text(value)))
            .collect();
        let envelope = [("user", user), ("method", method), ("time", &AT.to_string())];
        members.extend(envelope.map(|(name, value)| (name.to_owned(), value.to_owned())));
        let sign = signature::sign(&self.secret_key(), &signature::canonical(&members));
        json!({"user": user, "sign": sign, "method": method, "time": AT, "data": data}).to_string()
    }
}

/// A sale of 1.00 EUR with the documents' token.
pub(crate) fn sale(world: &World) -> TokenPayment {
    TokenPayment {
        operation: Operation::Sale,
        order_id: OrderNumber::Number(1),
        amount: "1".parse().unwrap(),
        currency: "EUR".into(),
        payment_token_object: TOKEN.into(),
        description: "test".into(),
        demo: None,
        timeout: Timeout::minutes(0).unwrap(),
        notify_url: world.receiver.url("/notify"),
        request_id: request_id(1),
    }
}

/// A request id of the advised length.
pub(crate) fn request_id(number: u64) -> RequestId {
    RequestId::new(&format!("request{number:025}")).unwrap()
}
