//! A call of each operation, to show what it answers; see [`specimen`](crate::kernel::specimen).

use crate::kernel::specimen::Specimen;
use crate::kernel::specimen::Specimens;
use crate::providers::wooshpay::auth;
use crate::providers::wooshpay::profile::Operation;

pub(crate) const SPECIMENS: Specimens = Specimens {
    credential: auth::SECRET_KEY,
    all: &[
        call(
            Operation::CreatePaymentIntent,
            r#"{"amount": 20, "currency": "CNY", "confirm": true,
                "payment_method_options": {"alipay": {"client_ip": "127.0.0.1", "terminal_type": "WEB"}},
                "payment_method_data": {"type": "alipay"}, "payment_method_types": ["alipay"],
                "return_url": "https://shop.example"}"#,
            &[("id", "/id")],
        ),
        call(Operation::RetrievePaymentIntent, "", &[]),
        Specimen::Act { subject: "{id}", action: "approve" },
        call(Operation::CreateRefund, r#"{"payment_intent": "{id}"}"#, &[("refund_id", "/id")]),
        call(Operation::RetrieveRefund, "", &[]),
        call(
            Operation::CreatePaymentIntent,
            r#"{"amount": 20, "currency": "CNY", "payment_method_types": ["alipay"]}"#,
            &[("id", "/id")],
        ),
        call(
            Operation::ConfirmPaymentIntent,
            r#"{"payment_method_options": {"alipay": {"client_ip": "127.0.0.1", "terminal_type": "WEB"}},
                "payment_method_data": {"type": "alipay"}, "return_url": "https://shop.example"}"#,
            &[],
        ),
        call(Operation::CancelPaymentIntent, "{}", &[]),
        call(
            Operation::CreateCheckoutSession,
            r#"{"cancel_url": "https://shop.example", "mode": "payment",
                "success_url": "https://shop.example", "payment_method_types": ["alipay"],
                "line_items": [{"price_data": {"currency": "CNY", "unit_amount": 20,
                    "product_data": {"name": "specimen"}}, "quantity": 1}]}"#,
            &[("id", "/id")],
        ),
        call(Operation::RetrieveCheckoutSession, "", &[]),
        call(Operation::ExpireCheckoutSession, "{}", &[]),
        call(
            Operation::CreateWebhookEndpoint,
            r#"{"url": "https://shop.example", "enabled_events": ["payment_intent.succeeded"]}"#,
            &[("id", "/id")],
        ),
        call(Operation::ListWebhookEndpoints, "", &[]),
        call(Operation::RetrieveWebhookEndpoint, "", &[]),
        call(Operation::UpdateWebhookEndpoint, r#"{"description": "specimen"}"#, &[]),
        call(Operation::DeleteWebhookEndpoint, "", &[]),
    ],
};

const fn call(
    operation: Operation,
    body: &'static str,
    keeps: &'static [(&'static str, &'static str)],
) -> Specimen {
    Specimen::Call { operation: operation.info().name, query: "", body, keeps }
}
