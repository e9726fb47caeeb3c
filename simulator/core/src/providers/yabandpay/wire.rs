//! What YabandPay sends, laid out as in its documents: members in documented order, no behaviour.
//!
//! Sources: <https://docs.yabandpay.com/api/cn/payments/cards/token.html>, response example, and
//! <https://docs.yabandpay.com/api/en/payments/others/notify.html>, parameters of the notification.

use serde::Serialize;
use serde::Serializer;

/// The answer of a call that was carried out, of the card methods.
#[derive(Debug, Serialize)]
pub(super) struct Success<'a> {
    pub(super) status: bool,
    pub(super) code: &'static str,
    pub(super) data: OrderData,
    pub(super) message: &'static str,
    pub(super) response_id: &'a str,
}

/// `data` of a token payment's answer: strings throughout, also for what was sent as a number.
#[derive(Debug, Serialize)]
pub(super) struct OrderData {
    pub(super) order_id: String,
    pub(super) trade_id: String,
    pub(super) amount: String,
    pub(super) currency: &'static str,
    pub(super) state: &'static str,
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
pub(super) struct Notification {
    pub(super) sign: String,
    pub(super) data: PaymentData,
}

/// `data` of a payment's notification: names and values, strings throughout.
#[derive(Debug)]
pub(super) struct PaymentData(pub(super) Vec<(&'static str, String)>);

impl Serialize for PaymentData {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}
