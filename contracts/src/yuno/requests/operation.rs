//! The bodies of capture, cancel, refund and of the call that decides between the two
//! (<https://docs.y.uno/reference/payments/capture-authorization>, `…/cancel-payment`, `…/refund-payment`,
//! `…/cancel-or-refund-a-payment`).
//!
//! Amounts that are not said mean all there is. Whether an operation is allowed stays Yuno's to judge.

use serde::Serialize;

use super::Amount;

/// Takes the money of an authorization.
#[derive(Clone, Debug, Serialize)]
pub struct CapturePayment {
    /// How much; nothing said means the whole authorization. The reference requires it, the guide leaves it out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<Amount>,
    /// A description.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Why; the reference requires it.
    pub reason: CaptureReason,
    /// The merchant's name for the capture, 3 to 255 characters.
    pub merchant_reference: String,
    /// Whether Yuno tries again when the provider declines or fails; not said means not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub simplified_mode: Option<bool>,
}

/// Gives up an authorization, always as a whole.
#[derive(Clone, Debug, Serialize)]
pub struct CancelPayment {
    /// A description, 3 to 255 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<CancelReason>,
    /// The merchant's name for the cancel, 3 to 255 characters.
    pub merchant_reference: String,
}

/// Gives money back.
#[derive(Clone, Debug, Serialize)]
pub struct RefundPayment {
    /// How much; nothing said means all that was taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<Amount>,
    /// A description.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<RefundReason>,
    /// The merchant's name for the refund, 3 to 255 characters.
    pub merchant_reference: String,
    /// Whether Yuno tries again when the provider declines or fails; not said means not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub simplified_mode: Option<bool>,
}

/// Undoes a payment, in whichever way its state allows.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CancelOrRefund {
    /// How much to refund; nothing said means all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<Amount>,
    /// A description.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<RefundReason>,
    /// The merchant's name for it; Yuno takes the payment's order when there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub merchant_reference: Option<String>,
    /// Whether Yuno tries again when the provider declines or fails; not said means not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub simplified_mode: Option<bool>,
}

/// Why an authorization is captured: the values that the page shows.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CaptureReason {
    /// The goods are there.
    ProductConfirmed,
    /// The customer asked for it.
    RequestedByCustomer,
}

/// Why an authorization is cancelled.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CancelReason {
    /// It was made twice.
    Duplicate,
    /// It was made by a fraudster.
    Fraudulent,
    /// The customer asked for it.
    RequestedByCustomer,
}

/// Why money is given back.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RefundReason {
    /// It was taken twice.
    Duplicate,
    /// It was taken from a victim of fraud.
    Fraudulent,
    /// The customer asked for it.
    RequestedByCustomer,
    /// The payment is reversed.
    Reverse,
}
