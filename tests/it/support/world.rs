//! A simulator, a merchant's server, and the reference clients pointed at it.

use sandpay::Endpoint;
use sandpay::Sandbox;
use sandpay::Secret;
use sandpay::Simulator;
use sandpay_contracts::Transport;
use sandpay_contracts::wooshpay;
use sandpay_contracts::yabandpay;
use sandpay_contracts::yuno;

use crate::support::Receiver;

/// A simulator, a merchant's server, and the reference clients pointed at it.
pub(crate) struct World {
    pub(crate) simulator: Simulator,
    pub(crate) sandbox: Sandbox,
    pub(crate) receiver: Receiver,
}

impl World {
    pub(crate) fn new() -> Self {
        Self::of(Simulator::start())
    }

    pub(crate) fn of(simulator: Simulator) -> Self {
        let sandbox = simulator.sandbox();
        Self { simulator, sandbox, receiver: Receiver::start() }
    }

    /// A credential of the sandbox.
    #[track_caller]
    pub(crate) fn credential(&self, provider: &str, name: &str) -> String {
        self.sandbox.credential(provider, name).unwrap().to_owned()
    }

    /// Registers the receiver with a provider, under these secrets.
    pub(crate) async fn register(&self, provider: &str, path: &str, secrets: &[(&str, &str)]) {
        let secrets =
            secrets.iter().map(|(name, text)| ((*name).to_owned(), Secret::new(*text))).collect();
        let endpoint = Endpoint { url: self.receiver.url(path), events: None, secrets };
        self.sandbox.webhooks().set_endpoints(provider, vec![endpoint]).await.unwrap();
    }

    pub(crate) fn yabandpay(&self) -> yabandpay::Client {
        let credentials = yabandpay::Credentials {
            user: self.credential("yabandpay", "user").as_str().into(),
            secret_key: self.credential("yabandpay", "secret_key").as_str().into(),
        };
        yabandpay::Client::new(
            Transport::new(&self.simulator.base_url("yabandpay")).unwrap(),
            credentials,
        )
    }

    pub(crate) fn wooshpay(&self) -> wooshpay::Client {
        let key = self.credential("wooshpay", "secret_key").as_str().into();
        wooshpay::Client::new(Transport::new(&self.simulator.base_url("wooshpay")).unwrap(), &key)
            .unwrap()
    }

    pub(crate) fn yuno(&self) -> yuno::Client {
        let secret = self.credential("yuno", "private_secret_key").as_str().into();
        let credentials =
            yuno::Credentials::new(&self.credential("yuno", "public_api_key"), &secret).unwrap();
        yuno::Client::new(Transport::new(&self.simulator.base_url("yuno")).unwrap(), credentials)
    }

    /// An idempotency key.
    pub(crate) fn key(&self, name: &str) -> yuno::IdempotencyKey {
        yuno::IdempotencyKey::new(name).unwrap()
    }
}

/// A direct card payment with the card of the guide.
pub(crate) fn payment(world: &World, capture: yuno::Capture) -> yuno::CreatePayment {
    yuno::CreatePayment {
        account_id: world.credential("yuno", "account_id").as_str().into(),
        merchant_order_id: "000025".into(),
        description: "Payment".into(),
        country: "US".into(),
        amount: yuno::Amount {
            currency: "USD".into(),
            value: yuno::AmountValue::Text("20000".parse().unwrap()),
        },
        merchant_reference: None,
        customer_payer: None,
        additional_data: None,
        method: yuno::CardDetails::new(documented_card(), capture).into(),
        callback_url: None,
        split_marketplace: Vec::new(),
        metadata: Vec::new(),
    }
}

/// The card of the guide.
pub(crate) fn documented_card() -> yuno::CardData {
    yuno::CardData {
        number: yuno::CardNumber::new("4111111111111111").unwrap(),
        holder_name: "John Doe".into(),
        expiration_month: 11,
        expiration_year: 28,
        security_code: Some(yuno::SecurityCode::new("123").unwrap()),
    }
}
