//! Refunds as the documents print them: <https://docs.wooshpay.com/api-51369554> (request) and
//! <https://docs.wooshpay.com/api-52306151> (answer, with `null` where nothing is set).

use serde::Deserialize;
use serde::Serialize;

use crate::providers::wooshpay::lifecycle::refund::Status;
use crate::providers::wooshpay::wire::Sent;
use crate::providers::wooshpay::wire::StringMap;

/// The body of `POST /v1/refunds`; what it names beside these members is ignored.
#[derive(Debug, Deserialize)]
pub(crate) struct CreateRefund {
    /// String, required.
    pub(crate) payment_intent: Sent,
    /// Integer, or its digits as a string.
    pub(crate) amount: Sent,
    /// String.
    pub(crate) reason: Sent,
    /// Object of strings.
    pub(crate) metadata: Sent,
}

/// A refund.
#[derive(Debug, Serialize)]
pub(crate) struct Refund<'a> {
    pub(crate) id: String,
    pub(crate) object: &'static str,
    /// Minor units.
    pub(crate) amount: i64,
    /// Milliseconds, a whole second.
    pub(crate) created: i64,
    pub(crate) currency: &'static str,
    pub(crate) metadata: StringMap<'a>,
    pub(crate) payment_intent: String,
    pub(crate) reason: Option<&'static str>,
    pub(crate) receipt_number: Option<&'static str>,
    pub(crate) status: Status,
    /// Of a failed refund alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) failure_reason: Option<&'static str>,
}
