//! The bodies that are sent to WooshPay: payment intents, checkout sessions, refunds, webhook endpoints.
//!
//! Required members are required fields; what other samples of the same object leave out may be left out. Limits of a
//! payment method stay WooshPay's to judge.

mod body;
mod checkout;
mod endpoint;
mod intent;
mod method;
mod refund;

use crate::Currency;

pub use checkout::CreateCheckoutSession;
pub use checkout::CreateSetupSession;
pub use checkout::CreateSubscriptionSession;
pub use checkout::LineItem;
pub use checkout::LineItems;
pub use checkout::MethodType;
pub use checkout::RecurringItem;
pub use endpoint::CreateWebhookEndpoint;
pub use endpoint::UpdateWebhookEndpoint;
pub use intent::ConfirmIntent;
pub use intent::CreateConfirmedIntent;
pub use intent::CreateIntent;
pub use intent::FutureUsage;
pub use intent::OfCustomer;
pub use method::Alipay;
pub use method::BillingAddress;
pub use method::BillingDetails;
pub use method::CaptureMethod;
pub use method::Card;
pub use method::Expiry;
pub use method::Method;
pub use method::OsType;
pub use method::RequestThreeDSecure;
pub use method::TerminalType;
pub use method::Upi;
pub use method::UpiApp;
pub use refund::CreateRefund;
pub use refund::RefundReason;

/// A sum of money in the currency's smallest unit: `(20, CNY)` is 0.20 yuan.
///
/// ```
/// # use sandpay_contracts::wooshpay::Money;
/// let sum = Money { minor: 20, currency: "CNY".into() };
/// ```
///
/// None is below nothing (E0600):
///
/// ```compile_fail,E0600
/// # use sandpay_contracts::wooshpay::Money;
/// let sum = Money { minor: -20, currency: "CNY".into() };
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Money {
    /// How many of the smallest unit.
    pub minor: u64,
    /// The currency, upper case.
    pub currency: Currency,
}
