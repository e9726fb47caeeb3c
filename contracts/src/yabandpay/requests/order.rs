//! What is done with an order later: query, capture, cancel, refund
//! (<https://docs.yabandpay.com/api/en/payments/others/query.html>,
//! <https://docs.yabandpay.com/api/cn/payments/cards/capture.html>,
//! <https://docs.yabandpay.com/api/en/payments/others/cancel.html>,
//! <https://docs.yabandpay.com/api/en/payments/refund/refund.html>).
//!
//! An order is named by YabandPay's own id; no page finds one by the merchant's.

use super::Amount;
use super::Call;
use super::Members;
use super::RequestId;
use crate::Currency;
use crate::yabandpay::RefundId;
use crate::yabandpay::TradeId;

/// Takes the money of an authorisation: once, within 30 days, at most what is held.
#[derive(Clone, Debug)]
pub struct Capture {
    /// The order that holds the money.
    pub trade_id: TradeId,
    /// How much, as `24.99`.
    pub amount: Amount,
    /// The order's currency.
    pub currency: Currency,
    /// A description.
    pub description: String,
    /// Where notifications go.
    pub notify_url: String,
    /// The unique name of this request.
    pub request_id: RequestId,
}

/// Gives money back: within a year, in fewer than 30 parts.
#[derive(Clone, Debug)]
pub struct CreateRefund {
    /// The order that took the money.
    pub trade_id: TradeId,
    /// The merchant's own id of the refund.
    pub m_refund_id: Option<String>,
    /// How much, as `24.99`.
    pub refund_amount: Amount,
    /// The order's currency.
    pub refund_currency: Currency,
    /// Why.
    pub refund_description: String,
    /// Where notifications go.
    pub notify_url: Option<String>,
}

/// Reads an order.
pub(in crate::yabandpay) struct QueryOrder<'a>(pub(in crate::yabandpay) &'a TradeId);

/// Voids an order as a whole.
pub(in crate::yabandpay) struct CancelPayment<'a>(pub(in crate::yabandpay) &'a TradeId);

/// Reads a refund.
pub(in crate::yabandpay) struct QueryRefundOrder<'a>(pub(in crate::yabandpay) &'a RefundId);

impl Call for Capture {
    const METHOD: &'static str = "v3.Capture";

    fn members(&self) -> Members<'_> {
        Members::default()
            .text("trade_id", self.trade_id.as_str())
            .text("amount", self.amount.as_str())
            .text("currency", self.currency.as_str())
            .text("description", &self.description)
            .text("notify_url", &self.notify_url)
            .text("request_id", self.request_id.as_str())
    }
}

impl Call for CreateRefund {
    const METHOD: &'static str = "v3.CreateRefund";

    fn members(&self) -> Members<'_> {
        Members::default()
            .text("trade_id", self.trade_id.as_str())
            .text_if_said("m_refund_id", self.m_refund_id.as_deref())
            .text("refund_amount", self.refund_amount.as_str())
            .text("refund_currency", self.refund_currency.as_str())
            .text("refund_description", &self.refund_description)
            .text_if_said("notify_url", self.notify_url.as_deref())
    }
}

impl Call for QueryOrder<'_> {
    const METHOD: &'static str = "v3.QueryOrder";

    fn members(&self) -> Members<'_> {
        Members::default().text("trade_id", self.0.as_str())
    }
}

impl Call for CancelPayment<'_> {
    const METHOD: &'static str = "v3.CancelPayment";

    fn members(&self) -> Members<'_> {
        Members::default().text("trade_id", self.0.as_str())
    }
}

impl Call for QueryRefundOrder<'_> {
    const METHOD: &'static str = "v3.QueryRefundOrder";

    fn members(&self) -> Members<'_> {
        Members::default().text("refund_id", self.0.as_str())
    }
}
