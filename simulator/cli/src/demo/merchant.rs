//! The shop that a story is about: its credentials, what it signs, and how it checks who calls it.
//!
//! It knows the providers as any shop does, through the reference clients' signatures; never through the
//! simulator's.

use std::collections::BTreeMap;
use std::time::SystemTime;

use sandpay::Endpoint;
use sandpay::Sandbox;
use sandpay_contracts::Secret;
use sandpay_contracts::wooshpay;
use sandpay_contracts::yabandpay;
use sandpay_contracts::yuno;
use sandpay_core::kernel::mac;
use serde_json::Value;

use crate::demo::receiver::Received;
use crate::demo::receiver::Receiver;
use crate::failure::Failure;

/// What the shop agreed on with Yuno.
const HMAC_CLIENT_SECRET: &str = "secret-of-the-demo-shop";
/// What stands for a credential.
const YOURS: &str = "‹yours›";
/// The published test card of Yuno's guide.
const CARD: &str = "4111111111111111";

/// Whose documents a story follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Provider {
    Yuno,
    YabandPay,
    WooshPay,
}

impl Provider {
    /// In the usual order.
    pub(crate) const ALL: [Self; 3] = [Self::Yuno, Self::YabandPay, Self::WooshPay];

    /// As it writes itself.
    pub(crate) const fn title(self) -> &'static str {
        match self {
            Self::Yuno => "Yuno",
            Self::YabandPay => "YabandPay",
            Self::WooshPay => "WooshPay",
        }
    }

    /// As paths have it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Yuno => "yuno",
            Self::YabandPay => "yabandpay",
            Self::WooshPay => "wooshpay",
        }
    }
}

/// Something that stands in requests under a name, since it differs from run to run or is not for show.
#[derive(Clone, Debug)]
struct Word {
    /// As `<account_id>`.
    name: &'static str,
    sent: String,
    shown: String,
}

/// A header field of a request: its name, what is sent, what is shown.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) sent: String,
    pub(crate) shown: String,
}

/// A shop with one provider.
#[derive(Debug)]
pub(crate) struct Merchant {
    provider: Provider,
    /// What it proves itself with: a pair for Yuno, one key for the others.
    credentials: Vec<String>,
    /// What webhooks are signed with.
    webhook_secret: String,
    words: Vec<Word>,
    receiver: Receiver,
}

impl Merchant {
    /// Opens a shop in a sandbox, and tells the provider where its webhooks go.
    pub(crate) fn open(provider: Provider, sandbox: &Sandbox) -> Result<Self, Failure> {
        let receiver = Receiver::start()
            .map_err(|error| Failure::internal(format!("the shop cannot listen: {error}")))?;
        let credential = |name: &str| -> Result<String, Failure> {
            let known = sandbox.credential(provider.name(), name).map(str::to_owned);
            known.ok_or_else(|| Failure::internal(format!("the sandbox has no {name}")))
        };
        let (credentials, webhook_secret) = match provider {
            Provider::Yuno => {
                let keys = [credential("public_api_key")?, credential("private_secret_key")?];
                (keys.to_vec(), registered(provider, sandbox, &receiver)?)
            }
            Provider::WooshPay => {
                (vec![credential("secret_key")?], registered(provider, sandbox, &receiver)?)
            }
            Provider::YabandPay => {
                let key = credential("secret_key")?;
                (vec![key.clone()], key)
            }
        };
        let mut shop = Self { provider, credentials, webhook_secret, words: Vec::new(), receiver };
        match provider {
            Provider::Yuno => {
                shop.say("<account_id>", credential("account_id")?);
                shop.learn("<card_number>", CARD.to_owned(), "411111******1111".to_owned());
                shop.learn("<security_code>", "123".to_owned(), "***".to_owned());
            }
            Provider::YabandPay => {
                let now = sandbox.clock().now().as_second().to_string();
                shop.say("<user>", credential("user")?);
                shop.say("<now>", now);
                shop.say("<notify_url>", shop.hook());
            }
            Provider::WooshPay => {}
        }
        Ok(shop)
    }

    pub(crate) const fn provider(&self) -> Provider {
        self.provider
    }

    /// Where it takes webhooks.
    pub(crate) fn hook(&self) -> String {
        hook(self.provider, &self.receiver)
    }

    /// Remembers what a name in requests stands for.
    pub(crate) fn say(&mut self, name: &'static str, text: String) {
        self.learn(name, text.clone(), text);
    }

    /// Remembers what a name in requests stands for, and what is shown for it.
    pub(crate) fn learn(&mut self, name: &'static str, sent: String, shown: String) {
        self.words.push(Word { name, sent, shown });
    }

    /// A body as it is sent and as it is shown.
    pub(crate) fn written(&self, template: &str) -> Result<(String, String), Failure> {
        let write = |of: fn(&Word) -> &str| {
            self.words
                .iter()
                .fold(template.to_owned(), |text, word| text.replace(word.name, of(word)))
        };
        let (sent, shown) = (write(|word| &word.sent), write(|word| &word.shown));
        match self.provider {
            Provider::Yuno | Provider::WooshPay => Ok((sent, shown)),
            Provider::YabandPay => {
                let sign = self.signature(&sent)?;
                let cover = "‹HMAC-SHA256 of the sorted members›";
                Ok((sent.replace("<sign>", &sign), shown.replace("<sign>", cover)))
            }
        }
    }

    /// The signature of a request of YabandPay: over the members of `data` and of the envelope.
    pub(crate) fn signature(&self, body: &str) -> Result<String, Failure> {
        let body: Value = serde_json::from_str(body)
            .map_err(|error| Failure::internal(format!("a story's request is no JSON: {error}")))?;
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let envelope = ["user", "method", "time"].map(|name| (name.to_owned(), text(&body[name])));
        let data = body["data"].as_object().into_iter().flatten();
        let mut members: BTreeMap<_, _> =
            data.map(|(name, value)| (name.clone(), text(value))).collect();
        members.extend(envelope);
        let canonical = yabandpay::signature::canonical(&members);
        let key = Secret::from(self.credentials[0].as_str());
        Ok(yabandpay::signature::sign(&key, &canonical))
    }

    /// The header fields by which the shop proves itself.
    pub(crate) fn fields(&self) -> Vec<Field> {
        let yours = |name, sent: &str| Field { name, sent: sent.into(), shown: YOURS.into() };
        match self.provider {
            Provider::Yuno => vec![
                yours("public-api-key", &self.credentials[0]),
                yours("private-secret-key", &self.credentials[1]),
            ],
            Provider::YabandPay => Vec::new(),
            Provider::WooshPay => {
                let basic = mac::base64(format!("{}:", self.credentials[0]).as_bytes());
                vec![Field {
                    name: "authorization",
                    sent: format!("Basic {basic}"),
                    shown: format!("Basic {YOURS}"),
                }]
            }
        }
    }

    /// What came since the last call.
    pub(crate) fn received(&self) -> Vec<Received> {
        self.receiver.take()
    }

    /// Checks who sent a webhook: how it was checked, or why it is not to be believed.
    pub(crate) fn check(&self, webhook: &Received, now: SystemTime) -> Result<String, String> {
        let secret = Secret::from(self.webhook_secret.as_str());
        let Received { headers, body, .. } = webhook;
        match self.provider {
            Provider::Yuno => {
                let checked = yuno::Verifier::by_signature(secret).verify(headers, body);
                checked.map_err(|error| error.to_string())?;
                Ok("x-hmac-signature is the HMAC-SHA256 of the body, in base64".to_owned())
            }
            Provider::YabandPay => {
                let checked = yabandpay::Verifier::new(secret).verify(body);
                checked.map_err(|error| error.to_string())?;
                Ok("sign is the HMAC-SHA256 of the sorted members of data".to_owned())
            }
            Provider::WooshPay => {
                let tolerance = wooshpay::webhooks::TOLERANCE;
                let verifier = wooshpay::Verifier::new(secret).with_tolerance(tolerance);
                let checked = verifier.verify(headers, body, now);
                checked.map_err(|error| error.to_string())?;
                Ok("wooshpay-signature is the HMAC-SHA256 of time and body, and is fresh"
                    .to_owned())
            }
        }
    }
}

fn hook(provider: Provider, receiver: &Receiver) -> String {
    format!("{}/hooks/{}", receiver.url(), provider.name())
}

/// Tells a provider where webhooks go; answers what they will be signed with.
fn registered(
    provider: Provider,
    sandbox: &Sandbox,
    receiver: &Receiver,
) -> Result<String, Failure> {
    let (name, secrets) = match provider {
        Provider::Yuno => {
            let name = "hmac_client_secret".to_owned();
            ("hmac_client_secret", vec![(name, sandpay::Secret::new(HMAC_CLIENT_SECRET))])
        }
        Provider::YabandPay | Provider::WooshPay => ("secret", Vec::new()),
    };
    let secrets = secrets.into_iter().collect();
    let endpoint = Endpoint { url: hook(provider, receiver), events: None, secrets };
    let webhooks = sandbox.webhooks();
    webhooks
        .set_endpoints(provider.name(), vec![endpoint])
        .wait()
        .map_err(|error| Failure::internal(format!("no webhook endpoint: {}", error.message)))?;
    let endpoints = webhooks.endpoints(provider.name());
    let secret = endpoints.first().and_then(|endpoint| endpoint.secret(name));
    secret.map(str::to_owned).ok_or_else(|| Failure::internal("the endpoint has no secret"))
}
