//! Answers of YabandPay: an envelope with a return code, and the data of a payment.
//!
//! Answers are not signed.

use serde::Deserializer;
use serde::de;

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
