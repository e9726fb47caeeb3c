//! Stories with Yuno: cards, captured now, later, or not at all, charged again, and given back.
//!
//! Requests are those of Yuno's guides, with the account, customer and card of the simulated world.

use serde_json::Value;

use crate::demo::merchant::Provider;
use crate::demo::stage::Question;
use crate::demo::stage::Stage;
use crate::demo::stories::Story;
use crate::failure::Failure;

const CAPTURE_GUIDE: &str = "https://docs.y.uno/docs/payment-features/Cancel-and-capture-flow";

/// What matters in a payment that was just made.
const CREATED: &[&str] = &[
    "/id",
    "/status",
    "/sub_status",
    "/amount/value",
    "/amount/currency",
    "/transactions/type",
    "/transactions/status",
    "/transactions/response_code",
];
/// What matters in a payment that money was held for. (A purchase is documented with 0 captured.)
const HELD: &[&str] =
    &["/id", "/status", "/sub_status", "/amount/value", "/amount/currency", "/amount/captured"];
/// What matters in a payment that is given back.
const REFUNDED: &[&str] =
    &["/id", "/status", "/sub_status", "/amount/value", "/amount/currency", "/amount/refunded"];
/// What matters in a webhook.
const EVENT: &[&str] = &[
    "/type_event",
    "/data/payment/id",
    "/data/payment/status",
    "/data/payment/sub_status",
    "/data/payment/amount/value",
];
/// What matters in the answer to a capture.
const CAPTURED: &[&str] = &[
    "/id",
    "/type",
    "/status",
    "/payment/status",
    "/payment/sub_status",
    "/payment/amount/captured",
];

pub(super) const BUY_NOW: Story = Story {
    name: "buy-now",
    title: "Buy now",
    provider: Provider::Yuno,
    about: "One call authorizes and captures: when it is answered, the money is on its way to the shop.",
    when: "The goods leave at once, as downloads, tickets and top-ups do, so that nothing can come between \
           the order and the delivery.",
    source: CAPTURE_GUIDE,
    tell: |stage| {
        let says = "The shop charges the card; \"capture\": true makes it a purchase";
        create(stage, says, "Real-time capture payment", "\"capture\": true").map(drop)
    },
};

pub(super) const AUTHORIZE_THEN_CAPTURE: Story = Story {
    name: "authorize-then-capture",
    title: "Authorize, then capture",
    provider: Provider::Yuno,
    about: "The first call only holds the money on the card. The shop takes it with a second call, once it \
            knows how much is due.",
    when: "The final sum or the delivery is certain only later: goods that are packed first, a hotel's \
           extras, a tank that is filled. Less than what is held may be taken.",
    source: CAPTURE_GUIDE,
    tell: |stage| {
        let says = "The shop asks for an authorization: \"capture\": false";
        let created =
            create(stage, says, "Authorization only - manual capture", "\"capture\": false")?;
        let body = r#"{
  "amount": {"currency": "USD", "value": 20000},
  "reason": "PRODUCT_CONFIRMED",
  "description": "Confirmed",
  "merchant_reference": "AAB01-432245"
}"#;
        stage.call(&Question {
            says: "The parcel is packed: the shop captures what it holds",
            method: "POST",
            path: &format!("{}/capture", transaction(&created)),
            key: Some("demo-capture"),
            body: Some(body),
            shows: CAPTURED,
            told: EVENT,
        })?;
        read(stage, &created, "The payment is succeeded, and captured in full", HELD)
    },
};

pub(super) const DELAYED_CAPTURE: Story = Story {
    name: "delayed-capture",
    title: "Delayed capture",
    provider: Provider::Yuno,
    about: "The shop says beforehand when the money is to be taken. Yuno captures by itself at that instant; \
            nobody has to remember it.",
    when: "There is a known time in which an order can still be cancelled for free: seven days to withdraw, \
           check-in on Friday. It saves the shop a scheduler of its own.",
    source: CAPTURE_GUIDE,
    tell: |stage| {
        let card = "\"capture\": false,
      \"delayed_capture_settings\": {\"delay\": \"P7D\", \"simplified_mode\": false}";
        let says = "An authorization that Yuno is to capture after seven days";
        let created = create(stage, says, "Authorization with delayed capture", card)?;
        stage.turn("Six days and 23 hours pass: nothing happens", "P6DT23H", EVENT)?;
        stage.turn("The last hour passes: Yuno captures", "PT1H", EVENT)?;
        read(stage, &created, "The shop did nothing, and has its money", HELD)
    },
};

pub(super) const DELAYED_CANCEL: Story = Story {
    name: "delayed-cancel",
    title: "Delayed cancel",
    provider: Provider::Yuno,
    about: "The money is held, and Yuno lets it go by itself unless the shop captures before.",
    when: "A deposit or a reservation, where no money is due if all goes well: rented bicycles, tables, cars. \
           The shopper gets the money back on time even if the shop forgets.",
    source: CAPTURE_GUIDE,
    tell: |stage| {
        let card = "\"capture\": false,
      \"delayed_cancel_settings\": {\"delay\": \"P7D\", \"simplified_mode\": false}";
        let says = "An authorization that Yuno is to cancel after seven days";
        let created = create(stage, says, "Authorization with delayed cancel", card)?;
        stage.turn("Seven days pass, and nobody has captured: Yuno cancels", "P7D", EVENT)?;
        read(
            stage,
            &created,
            "The payment is cancelled; the shopper can spend the money again",
            HELD,
        )
    },
};

/// The guide's own request, with the customer and the vaulted token that it names.
const STORED_CARD_CHARGE: &str = r#"{
  "account_id": "<account_id>",
  "merchant_order_id": "0000023",
  "merchant_reference": "reference-1d0f3c8e-6a53-4c1e-9b7e-2f4a5d6c7b81",
  "description": "Test",
  "country": "DE",
  "amount": {"currency": "EUR", "value": 5000},
  "customer_payer": {"id": "967ecd18-d898-4b88-9400-dd5b01b18edc"},
  "workflow": "DIRECT",
  "payment_method": {
    "type": "CARD",
    "vaulted_token": "eb8caa17-6407-457b-960e-125d8d7a90c1",
    "detail": {"card": {"stored_credentials": {
      "reason": "CARD_ON_FILE",
      "usage": "USED",
      "network_transaction_id": "583103536844189"
    }}}
  }
}"#;

pub(super) const STORED_CARD: Story = Story {
    name: "stored-card",
    title: "Stored card",
    provider: Provider::Yuno,
    about: "The customer's card lies in Yuno's vault since an earlier purchase. The shop charges it by its \
            vaulted token and never sees the card; the network's transaction id ties the charge to the first.",
    when: "Customers come back: one-click checkout, subscriptions that the shop bills itself, top-ups. Say \
           in each request why the card is charged and whether it was before; banks look at both.",
    source: "https://docs.y.uno/docs/payment-features/stored-credentials",
    tell: |stage| {
        stage.call(&Question {
            says: "The shop charges the card that it has on file",
            method: "POST",
            path: "/v1/payments",
            key: Some("demo-stored-card"),
            body: Some(STORED_CARD_CHARGE),
            shows: &[
                "/id",
                "/status",
                "/sub_status",
                "/amount/value",
                "/amount/currency",
                "/payment_method/vaulted_token",
                "/payment_method/payment_method_detail/card/stored_credentials/reason",
                "/payment_method/payment_method_detail/card/stored_credentials/usage",
                "/payment_method/payment_method_detail/card/stored_credentials/network_transaction_id",
                "/transactions/response_code",
            ],
            told: EVENT,
        })?;
        Ok(())
    },
};

pub(super) const REFUND: Story = Story {
    name: "refund",
    title: "Refund",
    provider: Provider::Yuno,
    about: "A captured payment is given back: a part of it first, then the rest.",
    when: "Something comes back, arrives broken, or was charged twice. Before the capture, cancel instead: a \
           cancelled hold is gone at once, a refund takes days.",
    source: "https://docs.y.uno/reference/payments/refund-payment",
    tell: |stage| {
        let says = "First there is a purchase";
        let created = create(stage, says, "Real-time capture payment", "\"capture\": true")?;
        let path = format!("{}/refund", transaction(&created));
        let mut refund = |says, key, body| {
            let (shows, told) = (REFUNDED, EVENT);
            let key = Some(key);
            stage.call(&Question {
                says,
                method: "POST",
                path: &path,
                key,
                body: Some(body),
                shows,
                told,
            })
        };
        let part = r#"{
  "amount": {"currency": "USD", "value": 5000},
  "reason": "REQUESTED_BY_CUSTOMER",
  "description": "One of four came back",
  "merchant_reference": "AAB01-432245"
}"#;
        refund("One of four articles comes back: a quarter is refunded", "demo-refund-1", part)?;
        let rest = r#"{
  "amount": {"currency": "USD", "value": 15000},
  "reason": "REQUESTED_BY_CUSTOMER",
  "description": "The other three came back",
  "merchant_reference": "AAB01-432246"
}"#;
        refund("So do the other three: the rest is refunded", "demo-refund-2", rest)?;
        read(stage, &created, "The payment is refunded in full", REFUNDED)
    },
};

/// The guide's card payment; `card` says when the money is taken.
fn create(
    stage: &mut Stage<'_>,
    says: &'static str,
    description: &str,
    card: &str,
) -> Result<Value, Failure> {
    let body = format!(
        r#"{{
  "account_id": "<account_id>",
  "merchant_order_id": "000025",
  "description": "{description}",
  "country": "US",
  "amount": {{"currency": "USD", "value": "20000"}},
  "workflow": "DIRECT",
  "payment_method": {{
    "type": "CARD",
    "detail": {{"card": {{
      {card},
      "card_data": {{
        "number": "<card_number>",
        "expiration_month": 11,
        "expiration_year": 28,
        "security_code": "<security_code>",
        "holder_name": "John Doe"
      }}
    }}}}
  }}
}}"#
    );
    stage.call(&Question {
        says,
        method: "POST",
        path: "/v1/payments",
        key: Some("demo-create"),
        body: Some(&body),
        shows: CREATED,
        told: EVENT,
    })
}

/// The shop looks how a payment stands.
fn read(
    stage: &mut Stage<'_>,
    created: &Value,
    says: &'static str,
    shows: &'static [&'static str],
) -> Result<(), Failure> {
    let (path, told) = (payment(created), EVENT);
    stage.call(&Question {
        says,
        method: "GET",
        path: &path,
        key: None,
        body: None,
        shows,
        told,
    })?;
    Ok(())
}

fn payment(created: &Value) -> String {
    format!("/v1/payments/{}", created["id"].as_str().unwrap_or_default())
}

fn transaction(created: &Value) -> String {
    let id = created["transactions"]["id"].as_str().unwrap_or_default();
    format!("{}/transactions/{id}", payment(created))
}
