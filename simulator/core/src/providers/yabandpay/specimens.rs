//! A call of each method, to show what it answers; see [`specimen`](crate::kernel::specimen).

use super::auth;
use crate::kernel::specimen::Specimen;
use crate::kernel::specimen::Specimens;

pub(super) const SPECIMENS: Specimens = Specimens {
    credential: auth::USER,
    all: &[
        call(
            "create_card_payments",
            r#"{"user": "016683", "sign": "", "method": "v3.CreateCardPayments", "time": 0, "data": {
                "pay_method": "online", "sub_pay_method": "Token", "operation": "12",
                "order_id": "specimen-1", "request_id": "specimen-of-an-authorization", "amount": "1",
                "currency": "EUR", "payment_token_object": "VnXaRabcsedfsSlPFZXavcsdfasdEFDd",
                "description": "specimen", "timeout": "0", "notify_url": "https://shop.example"}}"#,
            &[("trade_id", "/data/trade_id")],
        ),
        call(
            "capture",
            r#"{"user": "016683", "sign": "", "method": "v3.Capture", "time": 0, "data": {
                "trade_id": "{trade_id}", "amount": "1", "currency": "EUR", "description": "specimen",
                "request_id": "specimen-of-a-later-capture", "notify_url": "https://shop.example"}}"#,
            &[],
        ),
        call(
            "query_order",
            r#"{"user": "016683", "sign": "", "method": "v3.QueryOrder", "time": 0,
                "data": {"trade_id": "{trade_id}"}}"#,
            &[],
        ),
        call(
            "create_refund",
            r#"{"user": "016683", "sign": "", "method": "v3.CreateRefund", "time": 0, "data": {
                "trade_id": "{trade_id}", "m_refund_id": "specimen", "refund_amount": "1",
                "refund_currency": "EUR", "refund_description": "specimen",
                "notify_url": "https://shop.example"}}"#,
            &[("refund_id", "/data/refund_id")],
        ),
        call(
            "query_refund_order",
            r#"{"user": "016683", "sign": "", "method": "v3.QueryRefundOrder", "time": 0,
                "data": {"refund_id": "{refund_id}"}}"#,
            &[],
        ),
        call(
            "create_card_payments",
            r#"{"user": "016683", "sign": "", "method": "v3.CreateCardPayments", "time": 0, "data": {
                "pay_method": "online", "sub_pay_method": "Cards HPP", "operation": "1",
                "order_id": "specimen-2", "request_id": "specimen-of-a-hosted-payment", "amount": "1",
                "currency": "EUR", "description": "specimen", "timeout": "0",
                "notify_url": "https://shop.example", "redirect_url": "https://shop.example"}}"#,
            &[("trade_id", "/data/trade_id")],
        ),
        call(
            "cancel_payment",
            r#"{"user": "016683", "sign": "", "method": "v3.CancelPayment", "time": 0,
                "data": {"trade_id": "{trade_id}"}}"#,
            &[],
        ),
    ],
};

const fn call(
    operation: &'static str,
    body: &'static str,
    keeps: &'static [(&'static str, &'static str)],
) -> Specimen {
    Specimen::Call { operation, query: "", body, keeps }
}
