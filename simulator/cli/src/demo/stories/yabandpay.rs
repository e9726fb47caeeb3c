//! The story with YabandPay: a card becomes a token on a hosted page, and the token is charged.

use crate::demo::merchant::Provider;
use crate::demo::shown::COVER;
use crate::demo::stage::Question;
use crate::demo::stage::Stage;
use crate::demo::stories::Story;
use crate::failure::Failure;

/// What matters in an answer.
const ORDER: &[&str] = &[
    "/status",
    "/code",
    "/data/trade_id",
    "/data/order_id",
    "/data/amount",
    "/data/currency",
    "/data/state",
    "/data/url",
];
/// What matters in a notification.
const NOTIFICATION: &[&str] = &[
    "/data/type",
    "/data/trade_id",
    "/data/order_id",
    "/data/state",
    "/data/payment_token_object",
];

/// A payment on a hosted page that stores the card.
const HOSTED: &str = r#"{
  "user": "<user>",
  "sign": "<sign>",
  "method": "v3.CreateCardPayments",
  "time": <now>,
  "data": {
    "pay_method": "online",
    "sub_pay_method": "Cards HPP Token",
    "operation": "11",
    "order_id": "<now>",
    "amount": "1",
    "currency": "EUR",
    "description": "test",
    "timeout": "0",
    "3ds_initiate": "01",
    "payment_token_object": "",
    "notify_url": "<notify_url>",
    "request_id": "dxktqiedfpkswnripi631ppg6fl2uoym"
  }
}"#;

/// A charge of the token that came of it.
const CHARGE: &str = r#"{
  "user": "<user>",
  "sign": "<sign>",
  "method": "v3.CreateCardPayments",
  "time": <now>,
  "data": {
    "pay_method": "online",
    "sub_pay_method": "Token",
    "operation": "11",
    "order_id": "<later>",
    "amount": "1",
    "currency": "EUR",
    "description": "test",
    "timeout": "0",
    "payment_token_object": "<token>",
    "notify_url": "<notify_url>",
    "request_id": "hjf5lv32i40lh7oh86j6az98tnscwv37"
  }
}"#;

pub(super) const CARD_TOKEN: Story = Story {
    name: "card-token",
    title: "Card token",
    provider: Provider::YabandPay,
    about: "The payer enters the card on YabandPay's page and agrees to its being stored. The notification \
            brings a token, and the token is charged without the payer.",
    when: "The shop wants to charge again without touching cards: no card number passes through it, not even \
           the first time. What is charged later takes one signed call.",
    source: "https://docs.yabandpay.com/api/cn/payments/cards/token.html",
    tell,
};

fn tell(stage: &mut Stage<'_>) -> Result<(), Failure> {
    let question = |says, body| Question {
        says,
        method: "POST",
        path: "/Payments",
        key: None,
        body: Some(body),
        shows: ORDER,
        told: NOTIFICATION,
    };
    let opened =
        stage.call(&question("The shop opens a hosted page that also stores the card", HOSTED))?;
    let url = opened["data"]["url"].as_str().unwrap_or_default().to_owned();
    let says = "The payer enters a card there, agrees to its being stored, and pays";
    let told = stage.visit(says, &url, NOTIFICATION)?;
    let token = told.iter().find_map(|body| body["data"]["payment_token_object"].as_str());
    let token = token.ok_or_else(|| {
        Failure::refused("no token came: the payer did not pay, or did not agree to the storing")
    })?;
    stage.learn("<token>", token, COVER);
    let order = opened["data"]["order_id"].as_str().unwrap_or_default();
    stage.learn("<later>", &format!("{order}-2"), &format!("{order}-2"));
    stage.call(&question("Next month the shop charges the token; no payer is there", CHARGE))?;
    Ok(())
}
