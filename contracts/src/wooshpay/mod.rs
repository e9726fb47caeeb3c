//! WooshPay: payments by intent and by checkout session, refunds, webhook endpoints, and signed events.
//!
//! | field term | WooshPay's word |
//! | --- | --- |
//! | payment | payment intent, `pi_…` |
//! | challenge, redirect | `next_action` |
//! | return URL | `return_url` |
//! | authorization | `requires_capture` |
//! | void | cancel, `canceled` |
//! | decline | falls back to `requires_payment_method` |
//!
//! Documents: <https://wooshpay.com/docs/alipay>. Amounts are whole numbers of the smallest unit, times are milliseconds.

pub mod client;
pub mod embedded;
pub mod errors;
pub mod requests;
pub mod responses;
pub mod webhooks;

pub use crate::card::CardNumber;
pub use crate::card::SecurityCode;
pub use crate::retry::IdempotencyKey;
pub use crate::retry::Retry;
pub use client::Client;
pub use client::NotKey;
pub use embedded::Embedded;
pub use errors::ErrorType;
pub use errors::Refusal;
pub use requests::Alipay;
pub use requests::BillingAddress;
pub use requests::BillingDetails;
pub use requests::CaptureMethod;
pub use requests::Card;
pub use requests::ConfirmIntent;
pub use requests::CreateCheckoutSession;
pub use requests::CreateConfirmedIntent;
pub use requests::CreateIntent;
pub use requests::CreateRefund;
pub use requests::CreateSetupSession;
pub use requests::CreateSubscriptionSession;
pub use requests::CreateWebhookEndpoint;
pub use requests::Expiry;
pub use requests::FutureUsage;
pub use requests::LineItem;
pub use requests::LineItems;
pub use requests::Method;
pub use requests::MethodType;
pub use requests::Money;
pub use requests::OfCustomer;
pub use requests::OsType;
pub use requests::RecurringItem;
pub use requests::RefundReason;
pub use requests::RequestThreeDSecure;
pub use requests::TerminalType;
pub use requests::UpdateWebhookEndpoint;
pub use requests::Upi;
pub use requests::UpiApp;
pub use responses::CheckoutSession;
pub use responses::NextAction;
pub use responses::PaymentIntent;
pub use responses::PaymentStatus;
pub use responses::Refund;
pub use responses::RefundStatus;
pub use responses::SessionStatus;
pub use responses::Status;
pub use responses::WebhookEndpoint;
pub use webhooks::Event;
pub use webhooks::EventType;
pub use webhooks::Verifier;
pub use webhooks::WebhookError;

ids! {
    /// A payment intent, `pi_` and 19 digits.
    PaymentIntentId
    /// A payment method, `pm_` and 19 digits.
    PaymentMethodId
    /// A customer, `cus_` and 19 digits.
    CustomerId
    /// A price, `price_` and 19 digits.
    PriceId
    /// A checkout session, `cs_` and 19 digits.
    CheckoutSessionId
    /// A refund, `re_` and its number.
    RefundId
    /// A webhook endpoint, `we_` and 19 digits.
    WebhookEndpointId
    /// An event, `evt_` and its number.
    EventId
}
