//! The story with WooshPay: Alipay by a code that the shopper scans.

use crate::demo::merchant::Provider;
use crate::demo::page;
use crate::demo::stage::Question;
use crate::demo::stage::Stage;
use crate::demo::stories::Story;
use crate::failure::Failure;

/// What matters in an intent.
const INTENT: &[&str] = &[
    "/id",
    "/status",
    "/amount",
    "/currency",
    "/next_action/type",
    "/next_action/alipay_handle_redirect/url",
];
/// What matters in an event.
const EVENT: &[&str] = &["/id", "/type", "/data/object/id", "/data/object/status"];

/// The documents' request for Alipay on the web.
const CREATE: &str = r#"{
  "amount": 20,
  "currency": "CNY",
  "confirm": true,
  "payment_method_types": ["alipay"],
  "payment_method_data": {"type": "alipay"},
  "payment_method_options": {"alipay": {
    "client_ip": "192.168.0.1",
    "terminal_type": "WEB",
    "os_type": "IOS"
  }},
  "return_url": "<return_url>"
}"#;

pub(super) const ALIPAY_QR: Story = Story {
    name: "alipay-qr",
    title: "Alipay QR",
    provider: Provider::WooshPay,
    about: "The shop asks for 0.20 CNY by Alipay and leads the shopper to a page with a code. The shopper \
            scans it with a telephone and agrees there; the shop hears of it by webhook.",
    when: "Shoppers from China, who have a wallet rather than a card. Mind the order: the browser may come \
           back before the webhook, or never, so ship on the webhook alone.",
    source: "https://wooshpay.com/docs/alipay",
    tell,
};

fn tell(stage: &mut Stage<'_>) -> Result<(), Failure> {
    let back = format!("{}{}", stage.origin(), page::BACK);
    stage.learn("<return_url>", &back, &back);
    let created = stage.call(&Question {
        says: "The shop creates a payment intent and confirms it at once",
        method: "POST",
        path: "/v1/payment_intents",
        key: None,
        body: Some(CREATE),
        shows: INTENT,
        told: EVENT,
    })?;
    let url = &created["next_action"]["alipay_handle_redirect"]["url"];
    let url = url.as_str().unwrap_or_default().to_owned();
    let says = "The shopper scans the code and agrees";
    stage.visit(says, &url, EVENT)?;
    let path = format!("/v1/payment_intents/{}", created["id"].as_str().unwrap_or_default());
    stage.call(&Question {
        says: "The shop looks how the intent stands",
        method: "GET",
        path: &path,
        key: None,
        body: None,
        shows: INTENT,
        told: EVENT,
    })?;
    Ok(())
}
