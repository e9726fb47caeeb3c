//! WooshPay's objects as their documents print them: members in that order, and no behaviour.
//!
//! Sources: the Alipay guide <https://wooshpay.com/docs/alipay> (request, answer), the reference of
//! the create call <https://docs.wooshpay.com/api-42631218>, of events
//! <https://docs.wooshpay.com/api-49996644>, and the card guide of 2022
//! <https://docs.wooshpay.com/doc-1722924> for where members stand that the Alipay guide does not print.
//! Members that are not set are left out, as in that guide's answers.

pub(crate) mod endpoint;
pub(crate) mod members;
pub(crate) mod refund;
pub(crate) mod session;

use serde::Deserialize;
use serde::Serialize;
use serde::Serializer;
use serde_json::value::RawValue;

use crate::providers::wooshpay::lifecycle::Status;
use crate::providers::wooshpay::state::MethodKind;

/// A member of a request as it was sent, or nothing when it was absent or `null`. It is read by its
/// type later, so that a refusal can name it.
pub(crate) type Sent = Option<Box<RawValue>>;

/// The body of `POST /v1/payment_intents`; what it names beside these members is ignored.
#[derive(Debug, Deserialize)]
pub(crate) struct CreatePaymentIntent {
    /// Integer, required.
    pub(crate) amount: Sent,
    /// String, required.
    pub(crate) currency: Sent,
    /// Boolean.
    pub(crate) confirm: Sent,
    /// [`SentMethodOptions`].
    pub(crate) payment_method_options: Sent,
    /// [`SentMethodData`].
    pub(crate) payment_method_data: Sent,
    /// Array of strings.
    pub(crate) payment_method_types: Sent,
    /// String.
    pub(crate) return_url: Sent,
    /// String.
    pub(crate) description: Sent,
    /// Object of strings.
    pub(crate) metadata: Sent,
    /// String.
    pub(crate) merchant_order_id: Sent,
    /// String.
    pub(crate) capture_method: Sent,
    /// String.
    pub(crate) confirmation_method: Sent,
    /// String.
    pub(crate) customer: Sent,
    /// String.
    pub(crate) payment_method: Sent,
    /// String.
    pub(crate) setup_future_usage: Sent,
    /// Boolean; printed with a hyphen.
    #[serde(rename = "off-session")]
    pub(crate) off_session: Sent,
    /// Object.
    pub(crate) shipping: Sent,
}

/// The body of `POST /v1/payment_intents/{id}/confirm`; may be left out, as may each member.
#[derive(Debug, Deserialize)]
pub(crate) struct ConfirmPaymentIntent {
    /// [`SentMethodOptions`].
    pub(crate) payment_method_options: Sent,
    /// [`SentMethodData`].
    pub(crate) payment_method_data: Sent,
    /// Array of strings.
    pub(crate) payment_method_types: Sent,
    /// String.
    pub(crate) return_url: Sent,
    /// String.
    pub(crate) payment_method: Sent,
    /// String.
    pub(crate) setup_future_usage: Sent,
    /// Boolean; printed with a hyphen.
    #[serde(rename = "off-session")]
    pub(crate) off_session: Sent,
    /// Object.
    pub(crate) shipping: Sent,
}

/// The body of `POST /v1/payment_intents/{id}/cancel`; may be left out.
#[derive(Debug, Deserialize)]
pub(crate) struct CancelPaymentIntent {
    /// String.
    pub(crate) cancellation_reason: Sent,
}

/// `payment_method_data` of a request.
#[derive(Debug, Deserialize)]
pub(crate) struct SentMethodData {
    /// String, required.
    #[serde(rename = "type")]
    pub(crate) kind: Sent,
}

/// `payment_method_options` of a request.
#[derive(Debug, Deserialize)]
pub(crate) struct SentMethodOptions {
    /// [`SentAlipayOptions`].
    pub(crate) alipay: Sent,
}

/// `payment_method_options.alipay` of a request; every member a string.
#[derive(Debug, Deserialize)]
pub(crate) struct SentAlipayOptions {
    pub(crate) client_ip: Sent,
    pub(crate) terminal_type: Sent,
    pub(crate) os_type: Sent,
}

/// A payment intent.
#[derive(Debug, Serialize)]
pub(crate) struct PaymentIntent<'a> {
    pub(crate) id: String,
    pub(crate) object: &'static str,
    /// Milliseconds, a whole second.
    pub(crate) created: i64,
    pub(crate) currency: &'static str,
    /// Minor units.
    pub(crate) amount: i64,
    pub(crate) status: Status,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) metadata: Option<StringMap<'a>>,
    pub(crate) livemode: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) merchant_order_id: Option<&'a str>,
    pub(crate) client_secret: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) last_payment_error: Option<LastPaymentError>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next_action: Option<NextAction>,
    pub(crate) payment_method_types: &'a [MethodKind],
    pub(crate) confirmation_method: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) payment_method_options: Option<MethodOptions<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) return_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) payment_method: Option<String>,
    pub(crate) capture_method: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cancellation_reason: Option<&'static str>,
    /// Minor units.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) amount_received: Option<i64>,
}

/// An object of strings, in the order in which it was sent.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StringMap<'a>(pub(crate) &'a [(String, String)]);

impl Serialize for StringMap<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

/// `last_payment_error`: named in the documents, its members are not.
#[derive(Debug, Serialize)]
pub(crate) struct LastPaymentError {
    #[serde(rename = "type")]
    pub(crate) kind: &'static str,
    pub(crate) code: &'static str,
    pub(crate) message: &'static str,
}

/// `next_action`.
#[derive(Debug, Serialize)]
pub(crate) struct NextAction {
    #[serde(rename = "type")]
    pub(crate) kind: &'static str,
    pub(crate) alipay_handle_redirect: HandleRedirect,
}

/// Where the payer is sent.
#[derive(Debug, Serialize)]
pub(crate) struct HandleRedirect {
    pub(crate) url: String,
}

/// `payment_method_options`.
#[derive(Debug, Serialize)]
pub(crate) struct MethodOptions<'a> {
    pub(crate) alipay: AlipayOptions<'a>,
}

/// `payment_method_options.alipay`; not in the order of the request.
#[derive(Debug, Serialize)]
pub(crate) struct AlipayOptions<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) terminal_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) os_type: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) client_ip: Option<&'a str>,
}

/// The body of a webhook.
#[derive(Debug, Serialize)]
pub(crate) struct Event<'a> {
    pub(crate) id: &'a str,
    pub(crate) object: &'static str,
    pub(crate) api_version: &'static str,
    /// Milliseconds, a whole second.
    pub(crate) created: i64,
    pub(crate) data: EventData<'a>,
    pub(crate) livemode: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) request: Option<EventRequest<'a>>,
    #[serde(rename = "type")]
    pub(crate) kind: &'a str,
}

/// `data` of an event.
#[derive(Debug, Serialize)]
pub(crate) struct EventData<'a> {
    pub(crate) object: Object<'a>,
}

/// What an event tells of.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(crate) enum Object<'a> {
    Intent(Box<PaymentIntent<'a>>),
    Session(Box<session::Session<'a>>),
    Refund(Box<refund::Refund<'a>>),
}

/// `request` of an event: the call that caused it.
#[derive(Debug, Serialize)]
pub(crate) struct EventRequest<'a> {
    pub(crate) id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) idempotency_key: Option<&'a str>,
}

/// A refusal.
#[derive(Debug, Serialize)]
pub(crate) struct ErrorEnvelope<'a> {
    pub(crate) error: ErrorObject<'a>,
}

/// `error` of a refusal.
#[derive(Debug, Serialize)]
pub(crate) struct ErrorObject<'a> {
    #[serde(rename = "type")]
    pub(crate) kind: &'static str,
    pub(crate) code: &'static str,
    pub(crate) message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) param: Option<&'static str>,
}
