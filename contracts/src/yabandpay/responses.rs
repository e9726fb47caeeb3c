//! Answers of YabandPay: an envelope with a return code, and the data of a payment, an order or a refund.
//!
//! Answers are not signed.

use serde::Deserializer;
use serde::de;

use super::RefundId;
use super::TradeId;
use super::errors::ReturnCode;
use crate::Currency;
use crate::DecimalText;
use crate::Open;
use crate::RawJson;
use crate::decimal::number_or_text;

answer! {
    /// The envelope of every answer.
    Answer
    required {
        /// Whether the call succeeded.
        status: bool,
        /// The return code; a JSON string, of which one page shows a number too.
        #[serde(deserialize_with = "code")]
        code: Open<ReturnCode>,
    }
    optional {
        /// What the call answers. Undocumented: what stands here when it fails.
        data: RawJson,
        /// Why it failed; empty when it did not.
        message: String,
        /// 24 digits, on card calls: date and time, then a number.
        response_id: String,
    }
}

answer! {
    /// A payment with a token.
    TokenPaid
    required {
        /// The merchant's order, as text whatever was sent.
        #[serde(deserialize_with = "number_or_text")]
        order_id: String,
        /// YabandPay's id of the order.
        trade_id: TradeId,
        /// The amount with two decimals.
        amount: DecimalText,
        /// The currency.
        currency: Currency,
        /// `paid` after a sale, `authorized` after an authorisation.
        state: Open<State>,
    }
}

answer! {
    /// A payment that waits for the payer.
    HostedCreated
    required {
        /// The merchant's order, as text whatever was sent.
        #[serde(deserialize_with = "number_or_text")]
        order_id: String,
        /// YabandPay's id of the order.
        trade_id: TradeId,
        /// Where the payer goes on. Undocumented: its name, which every known client reads.
        url: String,
    }
    optional {
        /// The amount with two decimals.
        amount: DecimalText,
        /// The currency.
        currency: Currency,
        /// Where the payment stands.
        state: Open<State>,
    }
}

answer! {
    /// What a query answers.
    OrderFound
    required {
        /// The order.
        transaction_info: Order,
    }
}

answer! {
    /// An order, as the query tells it. All values are texts.
    Order
    required {
        /// YabandPay's id of the order.
        trade_id: TradeId,
        /// The merchant's order.
        #[serde(deserialize_with = "number_or_text")]
        order_id: String,
        /// The amount with two decimals.
        amount: DecimalText,
        /// The currency.
        currency: Currency,
        /// Where the payment stands.
        state: Open<State>,
    }
    optional {
        /// The cashier account.
        user: String,
        /// The merchant.
        merchant_name: String,
        /// The store.
        store_name: String,
        /// The cashier.
        cashier_name: String,
        /// The cashier account, in older answers.
        cashier_email: String,
        /// `online` or `offline`.
        pay_method: String,
        /// The channel.
        sub_pay_method: String,
        /// The tip within the amount.
        tip_amount: DecimalText,
        /// What the merchant receives.
        settlement_amount: DecimalText,
        /// The currency the merchant receives.
        settlement_currency: Currency,
        /// From the payment to the settlement currency.
        exchange_rate: String,
        /// As sent.
        description: String,
        /// As sent.
        demo: String,
        /// As sent.
        redirect_url: String,
        /// As sent.
        notify_url: String,
        /// Minutes; `1440` if 0 or nothing was sent.
        time_out: String,
        /// The amount in yuan.
        amount_cny: String,
        /// What it costs the merchant.
        merchant_cost: String,
        /// The wallet's or bank's id.
        transaction_id: String,
        /// YabandPay's id of the transaction.
        yb_transaction_id: String,
        /// The acquirer's reference.
        acquirer_id: String,
        /// Unix seconds.
        created_at: String,
    }
}

answer! {
    /// An order whose money was taken. Undocumented: its members beyond the ids.
    Captured
    required {
        /// The merchant's order.
        #[serde(deserialize_with = "number_or_text")]
        order_id: String,
        /// YabandPay's id of the order.
        trade_id: TradeId,
    }
    optional {
        /// What was taken.
        amount: DecimalText,
        /// The currency.
        currency: Currency,
        /// Where the payment stands.
        state: Open<State>,
    }
}

answer! {
    /// An order that was voided.
    Cancelled
    required {
        /// YabandPay's id of the order.
        trade_id: TradeId,
        /// The merchant's order.
        #[serde(deserialize_with = "number_or_text")]
        order_id: String,
        /// `cancelled`.
        state: Open<State>,
    }
    optional {
        /// `payment`.
        r#type: String,
        /// The cashier account.
        user: String,
        /// The amount with two decimals.
        amount: DecimalText,
        /// The currency.
        currency: Currency,
        /// What the merchant would have received.
        settlement_amount: DecimalText,
        /// The currency of that.
        settlement_currency: Currency,
        /// From the payment to the settlement currency.
        exchange_rate: String,
        /// As sent.
        description: String,
        /// When the order was made, Unix seconds.
        #[serde(rename = "createDate")]
        created: String,
        /// As sent.
        demo: String,
        /// The wallet's or bank's id; empty without one.
        transaction_id: String,
    }
}

answer! {
    /// A refund that was taken in. Undocumented: its members beyond the id.
    RefundCreated
    required {
        /// YabandPay's id of the refund.
        refund_id: RefundId,
    }
    optional {
        /// The merchant's id of the refund.
        m_refund_id: String,
        /// The order.
        trade_id: TradeId,
        /// Where the refund stands.
        state: Open<RefundState>,
        /// How much.
        refund_amount: DecimalText,
        /// The currency.
        refund_currency: Currency,
    }
}

answer! {
    /// A refund, as its query tells it. All values are texts.
    RefundFound
    required {
        /// YabandPay's id of the refund.
        refund_id: RefundId,
        /// Where the refund stands.
        state: Open<RefundState>,
        /// How much.
        refund_amount: DecimalText,
        /// The currency.
        refund_currency: Currency,
    }
    optional {
        /// The wallet's or bank's id.
        transaction_id: String,
        /// The merchant's id of the refund; null without one.
        m_refund_id: String,
        /// Unix seconds.
        refund_time: String,
        /// As sent.
        refund_description: String,
        /// As sent; the text `null` when nothing was.
        notify_url: String,
        /// The order's own text.
        demo: String,
        /// What the merchant pays.
        settlement_refund_amount: DecimalText,
        /// The currency of that.
        settlement_refund_currency: Currency,
        /// What it costs the merchant.
        merchant_cost: String,
        /// YabandPay's id of the transaction.
        yb_transaction_id: String,
    }
}

words! {
    /// Where a refund stands (<https://docs.yabandpay.com/api/en/payments/refund/queryrefund.html>). A seventh state is in
    /// that table; its name is not in any readable copy.
    RefundState {
        /// The merchant's administrator has to agree.
        ToBeApproved = "to-be-approval",
        /// The balance is too low; it goes on by itself.
        Pending = "refund pending",
        Processing = "refund processing",
        Refunded = "refunded",
        /// To be tried again.
        Failed = "refund failed",
        /// To be told to YabandPay.
        Error = "refund error",
    }
}

words! {
    /// Where a payment stands (<https://docs.yabandpay.com/api/en/payments/others/notify.html>).
    State {
        Paid = "paid",
        Authorized = "authorized",
        Pending = "pending",
        Processing = "processing",
        Verify = "verify",
        Declined = "declined",
        Failed = "failed",
        Expired = "expired",
        Cancelled = "cancelled",
        /// The spelling with one l, which the provider's own library expects.
        Canceled = "canceled",
        /// Of refunds.
        Refunded = "refunded",
    }
}

fn code<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Open<ReturnCode>, D::Error> {
    number_or_text(deserializer).map(|text| Open::new(&text)).map_err(de::Error::custom)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_return_code_may_be_a_number() {
        let answer: Answer = serde_json::from_str(r#"{"status":false,"code":-4119}"#).unwrap();

        assert_eq!(answer.code, ReturnCode::InvalidToken);
    }
}
