//! The refund as WooshPay answers it (<https://docs.wooshpay.com/api-52306151>).
//!
//! That page's sample is in another provider's notation (seconds, a lower-case currency); genuine answers have milliseconds
//! and upper case. Both are read as they come.

use std::collections::BTreeMap;

use crate::Currency;
use crate::Open;
use crate::wooshpay::PaymentIntentId;
use crate::wooshpay::RefundId;

answer! {
    /// A refund.
    Refund
    required {
        /// Its id.
        id: RefundId,
        /// `refund`.
        object: String,
        /// In the currency's smallest unit.
        amount: i64,
        /// Milliseconds since 1970; seconds in the reference's sample.
        created: i64,
        /// The currency.
        currency: Currency,
        /// The payment.
        payment_intent: PaymentIntentId,
        /// Where it stands.
        status: Open<RefundStatus>,
    }
    optional {
        /// The merchant's own pairs.
        metadata: BTreeMap<String, String>,
        /// Why; null when nothing was said.
        reason: String,
        /// The number of the receipt.
        receipt_number: String,
        /// A description.
        description: String,
        /// Why it failed.
        failure_reason: String,
    }
}

words! {
    /// Where a refund stands. Only `succeeded` is in a sample.
    RefundStatus {
        Succeeded = "succeeded",
        /// Undocumented.
        Pending = "pending",
        /// Undocumented.
        Failed = "failed",
        /// Undocumented.
        Canceled = "canceled",
    }
}
