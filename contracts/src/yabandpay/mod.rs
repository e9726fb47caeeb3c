//! YabandPay: card payments on the hosted page and with a stored token, orders, refunds, and notifications.
//!
//! | field term | YabandPay's word |
//! | --- | --- |
//! | purchase | sale, `operation` 11 with a token |
//! | authorization | authorisation, `operation` 12 with a token |
//! | capture, void | `v3.Capture`, `v3.CancelPayment` |
//! | hosted page | `Cards HPP Token`, the `url` of its answer |
//! | vaulted token | `payment_token_object` |
//! | webhook | notification to the `notify_url` of each request |
//! | idempotency key | `request_id`, which must be unique |
//!
//! Documents: <https://docs.yabandpay.com/api/cn/payments/cards/token.html>. Every call is `POST /Payments`, told apart
//! by `method`; amounts are decimal texts; the answer's status is in its body, the HTTP status says nothing.

pub mod client;
pub mod errors;
pub mod requests;
pub mod responses;
pub mod signature;
pub mod webhooks;

pub use client::Client;
pub use client::Credentials;
pub use errors::Refusal;
pub use errors::ReturnCode;
pub use requests::Amount;
pub use requests::Capture;
pub use requests::CreateRefund;
pub use requests::Exemption;
pub use requests::FormType;
pub use requests::HostedOperation;
pub use requests::HostedPayment;
pub use requests::Operation;
pub use requests::OrderNumber;
pub use requests::RequestId;
pub use requests::ThreeDs;
pub use requests::Timeout;
pub use requests::TokenPayment;
pub use responses::HostedCreated;
pub use responses::Order;
pub use responses::RefundFound;
pub use responses::RefundState;
pub use responses::State;
pub use responses::TokenPaid;
pub use webhooks::ACKNOWLEDGEMENT;
pub use webhooks::Kind;
pub use webhooks::Notification;
pub use webhooks::Reading;
pub use webhooks::Verifier;
pub use webhooks::WebhookError;

ids! {
    /// A cashier account, six digits.
    UserId
    /// YabandPay's own id of an order.
    TradeId
    /// YabandPay's own id of a refund.
    RefundId
}
