//! Webhooks as they arrive, judged by the reference clients: genuine ones are believed, others refused for the reason
//! that applies.

use std::time::SystemTime;

use rstest::rstest;
use sandpay::Fault;
use sandpay_contracts::wooshpay;
use sandpay_contracts::yabandpay;
use sandpay_contracts::yuno;
use serde_json::Value;
use serde_json::json;

use crate::support::World;
use crate::support::receiver::Received;
use crate::support::world::payment;
use crate::yabandpay::shop as yabandpay_shop;
use crate::yuno::shop as yuno_shop;

#[derive(Clone, Copy, Debug)]
enum Provider {
    Yuno,
    YabandPay,
    WooshPay,
}

/// A webhook, and the world that it is of.
struct Told {
    world: World,
    provider: Provider,
    message: Received,
}

impl Told {
    /// What is told of a payment, with what goes wrong on its way.
    async fn by(provider: Provider, mishap: Option<&str>) -> Self {
        let world = World::new();
        let (name, operation) = match provider {
            Provider::Yuno => ("yuno", "create_payment"),
            Provider::YabandPay => ("yabandpay", "create_card_payments"),
            Provider::WooshPay => ("wooshpay", "create_payment_intent"),
        };
        if let Some(mishap) = mishap {
            let on = json!({"provider": name, "operation": operation});
            let fault = json!({"on": on, "do": {"webhook": mishap}});
            let fault = serde_json::from_value::<Fault>(fault).unwrap();
            world.sandbox.faults().arm(fault).await.unwrap();
        }
        pay(&world, provider).await;
        world.sandbox.settle().await.unwrap();
        Self { message: world.receiver.only(), world, provider }
    }

    /// What the client says of a message: why it is not to be believed.
    fn verdict(&self, message: &Received) -> Result<(), String> {
        let Received { headers, body, .. } = message;
        let now = SystemTime::from(self.world.sandbox.clock().now());
        match self.provider {
            Provider::Yuno => {
                let [(_, key), (_, secret), (_, hmac)] = yuno_shop::SECRETS;
                let verifier = yuno::Verifier::by_signature(hmac.into());
                let verifier = verifier.and_keys(key.into(), secret.into());
                verifier.event(headers, body).map(drop).map_err(|error| error.to_string())
            }
            Provider::YabandPay => {
                let key = self.world.credential("yabandpay", "secret_key");
                let verifier = yabandpay::Verifier::new(key.as_str().into());
                verifier.notification(body).map(drop).map_err(|error| error.to_string())
            }
            Provider::WooshPay => {
                let endpoint = self.world.sandbox.webhooks().endpoints("wooshpay").remove(0);
                let verifier = wooshpay::Verifier::new(endpoint.secret("secret").unwrap().into());
                let verifier = verifier.with_tolerance(wooshpay::webhooks::TOLERANCE);
                verifier.event(headers, body, now).map(drop).map_err(|error| error.to_string())
            }
        }
    }
}

/// Makes a payment of which the receiver is told once.
async fn pay(world: &World, provider: Provider) {
    match provider {
        Provider::Yuno => {
            world.register("yuno", "/hook", &yuno_shop::SECRETS).await;
            let wanted = payment(world, yuno::Capture::Immediate);
            world.yuno().create_payment(&world.key("one"), &wanted).await.unwrap();
        }
        Provider::YabandPay => {
            let sale = yabandpay_shop::sale(world);
            world.yabandpay().create_card_payment(&sale, yabandpay_shop::AT).await.unwrap();
        }
        Provider::WooshPay => {
            world.register("wooshpay", "/hook", &[]).await;
            let sum = wooshpay::Money { minor: 2000, currency: "CNY".into() };
            let intent = wooshpay::CreateIntent::new(sum);
            world.wooshpay().create_unconfirmed_intent(&intent).await.unwrap();
        }
    }
}

#[rstest]
#[case::yuno(Provider::Yuno)]
#[case::yabandpay(Provider::YabandPay)]
#[case::wooshpay(Provider::WooshPay)]
#[tokio::test]
async fn a_genuine_webhook_is_believed_and_no_flipped_byte_of_it_is(#[case] provider: Provider) {
    let told = Told::by(provider, None).await;

    assert_eq!(told.verdict(&told.message), Ok(()));
    for position in 0..told.message.body.len() {
        let mut forged = told.message.clone();
        forged.body[position] ^= 1;

        assert!(told.verdict(&forged).is_err(), "byte {position}");
    }
}

#[rstest]
#[case::yuno(Provider::Yuno, "the signature does not fit the body")]
#[case::yabandpay(Provider::YabandPay, "the signature does not fit the data")]
#[case::wooshpay(Provider::WooshPay, "the signature does not fit the body")]
#[tokio::test]
async fn a_signature_of_somebody_else_is_refused(#[case] provider: Provider, #[case] why: &str) {
    let told = Told::by(provider, Some("bad_signature")).await;

    assert_eq!(told.verdict(&told.message), Err(why.to_owned()));
}

/// Only WooshPay signs the time.
#[rstest]
#[case::yuno(Provider::Yuno, Ok(()))]
#[case::yabandpay(Provider::YabandPay, Ok(()))]
#[case::wooshpay(Provider::WooshPay, Err("the signature is 3600s old".to_owned()))]
#[tokio::test]
async fn a_stale_webhook_is_refused_where_its_time_is_signed(
    #[case] provider: Provider,
    #[case] verdict: Result<(), String>,
) {
    let told = Told::by(provider, Some("stale")).await;

    assert_eq!(told.verdict(&told.message), verdict);
}

#[rstest]
#[case::yunos_signature(Provider::Yuno, "x-hmac-signature")]
#[case::yunos_key(Provider::Yuno, "x-api-key")]
#[case::yunos_secret(Provider::Yuno, "x-secret")]
#[case::wooshpays_signature(Provider::WooshPay, "wooshpay-signature")]
#[tokio::test]
async fn a_header_that_is_missing_is_named(#[case] provider: Provider, #[case] name: &str) {
    let told = Told::by(provider, None).await;
    let mut forged = told.message.clone();

    forged.headers.remove(name).unwrap();

    assert_eq!(told.verdict(&forged), Err(format!("no header {name}")));
}

#[tokio::test]
async fn a_notification_without_its_signature_is_refused() {
    let told = Told::by(Provider::YabandPay, None).await;
    let mut forged = told.message.clone();
    let mut body: Value = serde_json::from_slice(&forged.body).unwrap();

    body.as_object_mut().unwrap().remove("sign").unwrap();
    forged.body = body.to_string().into_bytes();

    assert_eq!(told.verdict(&forged), Err("no member sign".to_owned()));
}
