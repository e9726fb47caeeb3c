//! What YabandPay sends, laid out as in its documents: members in documented order, no behaviour.
//!
//! Sources: <https://docs.yabandpay.com/api/cn/payments/cards/token.html>,
//! <https://docs.yabandpay.com/api/en/payments/others/query.html>,
//! <https://docs.yabandpay.com/api/cn/payments/others/cancel.html> and
//! <https://docs.yabandpay.com/api/en/payments/refund/queryrefund.html>, response examples, and
//! <https://docs.yabandpay.com/api/en/payments/others/notify.html>, parameters of the notification.

use std::borrow::Cow;

use serde::Serialize;
use serde::Serializer;

/// The answer of a call that was carried out.
#[derive(Debug, Serialize)]
pub(super) struct Success<'a, D> {
    pub(super) status: bool,
    pub(super) code: &'static str,
    pub(super) data: D,
    pub(super) message: &'static str,
    /// Of the card methods alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) response_id: Option<&'a str>,
}

/// `data` of a card method's answer: strings throughout, also for what was sent as a number.
///
/// Undocumented: where the address of a hosted page stands. All known clients read `data.url`.
#[derive(Debug, Serialize)]
pub(super) struct OrderData<'a> {
    pub(super) order_id: &'a str,
    pub(super) trade_id: String,
    pub(super) amount: String,
    pub(super) currency: &'static str,
    pub(super) state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) url: Option<&'a str>,
}

/// `data` of the order query's answer.
#[derive(Debug, Serialize)]
pub(super) struct QueryData<'a> {
    pub(super) transaction_info: TransactionInfo<'a>,
}

/// What the order query tells: strings throughout.
///
/// The copies of the page end after `transaction_id`; the members after it are those of its older copies
/// and of its table. Undocumented: their order.
#[derive(Debug, Serialize)]
pub(super) struct TransactionInfo<'a> {
    pub(super) trade_id: String,
    pub(super) merchant_name: &'static str,
    pub(super) store_name: &'static str,
    pub(super) cashier_name: &'static str,
    pub(super) pay_method: &'static str,
    pub(super) sub_pay_method: &'static str,
    pub(super) order_id: &'a str,
    pub(super) amount: String,
    pub(super) tip_amount: &'static str,
    pub(super) currency: &'static str,
    pub(super) settlement_amount: String,
    pub(super) settlement_currency: &'static str,
    pub(super) exchange_rate: &'static str,
    pub(super) description: &'a str,
    pub(super) redirect_url: &'a str,
    pub(super) notify_url: &'a str,
    pub(super) state: &'static str,
    pub(super) time_out: String,
    pub(super) amount_cny: String,
    pub(super) merchant_cost: &'static str,
    pub(super) transaction_id: &'a str,
    pub(super) acquirer_id: &'a str,
    pub(super) user: &'a str,
    pub(super) created_at: String,
    pub(super) demo: &'a str,
}

/// `data` of a cancellation's answer.
#[derive(Debug, Serialize)]
pub(super) struct CancelData<'a> {
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    pub(super) user: &'a str,
    pub(super) amount: String,
    pub(super) currency: &'static str,
    pub(super) trade_id: String,
    pub(super) description: &'a str,
    pub(super) order_id: &'a str,
    #[serde(rename = "createDate")]
    pub(super) created: String,
    pub(super) demo: &'a str,
    pub(super) transaction_id: &'a str,
    pub(super) state: &'static str,
}

/// `data` of the refund query's answer.
#[derive(Debug, Serialize)]
pub(super) struct RefundData<'a> {
    pub(super) transaction_id: &'a str,
    pub(super) refund_id: &'a str,
    pub(super) m_refund_id: Option<&'a str>,
    pub(super) refund_time: String,
    pub(super) state: &'static str,
    pub(super) refund_amount: String,
    pub(super) refund_currency: &'static str,
    pub(super) refund_description: &'a str,
    pub(super) notify_url: &'a str,
    pub(super) demo: &'a str,
    pub(super) settlement_refund_amount: String,
    pub(super) settlement_refund_currency: &'static str,
    pub(super) merchant_cost: &'static str,
    pub(super) yb_transaction_id: String,
}

/// The answer of a refused call.
///
/// Undocumented: no refusal is printed in full. `response_id` stands only in examples of success, so it
/// is left out, and whether `data` is there is a setting.
#[derive(Debug, Serialize)]
pub(super) struct Failure {
    pub(super) status: bool,
    pub(super) code: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) data: Option<NoData>,
    pub(super) message: &'static str,
}

/// The ways in which a refusal can say that it has no data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoData {
    Null,
    List,
    Object,
}

impl Serialize for NoData {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => to.serialize_unit(),
            Self::List => to.collect_seq([""; 0]),
            Self::Object => to.collect_map([("", ""); 0]),
        }
    }
}

/// A notification's body.
#[derive(Debug, Serialize)]
pub(super) struct Notification<'a> {
    pub(super) sign: String,
    pub(super) data: NotificationData<'a>,
}

/// `data` of a notification: names and values, strings throughout.
#[derive(Debug)]
pub(super) struct NotificationData<'a>(pub(super) Vec<(&'static str, Cow<'a, str>)>);

impl Serialize for NotificationData<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}
