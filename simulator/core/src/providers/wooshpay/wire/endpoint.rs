//! Webhook endpoints as the documents print them: <https://docs.wooshpay.com/doc-2517709> (request and
//! answer, with `null` where nothing is set) and the calls <https://docs.wooshpay.com/42648310e0>.

use serde::Deserialize;
use serde::Serialize;

use crate::providers::wooshpay::wire::Sent;
use crate::providers::wooshpay::wire::StringMap;

/// The body of `POST /v1/webhook_endpoints` and of the call that changes one; what it names beside these
/// members is ignored.
#[derive(Debug, Deserialize)]
pub(crate) struct SentEndpoint {
    /// String; required to create.
    pub(crate) url: Sent,
    /// String.
    pub(crate) description: Sent,
    /// Array of strings; required to create.
    pub(crate) enabled_events: Sent,
    /// String.
    pub(crate) api_version: Sent,
    /// Object of strings.
    pub(crate) metadata: Sent,
    /// String; of a change.
    pub(crate) status: Sent,
    /// Boolean: what another API has for `status`.
    pub(crate) disabled: Sent,
}

/// A webhook endpoint.
#[derive(Debug, Serialize)]
pub(crate) struct Endpoint<'a> {
    pub(crate) id: String,
    pub(crate) object: &'static str,
    /// Milliseconds, a whole second.
    pub(crate) created: i64,
    pub(crate) description: Option<&'a str>,
    pub(crate) metadata: Option<StringMap<'a>>,
    /// Where the endpoint is created, and nowhere else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) secret: Option<&'a str>,
    pub(crate) status: &'static str,
    pub(crate) url: &'a str,
    pub(crate) livemode: bool,
    pub(crate) api_version: &'a str,
    pub(crate) enabled_events: Vec<&'a str>,
}

/// Some of the endpoints.
#[derive(Debug, Serialize)]
pub(crate) struct Page<'a> {
    pub(crate) object: &'static str,
    pub(crate) url: &'static str,
    pub(crate) has_more: bool,
    pub(crate) data: Vec<Endpoint<'a>>,
}

/// What is left of an endpoint.
#[derive(Debug, Serialize)]
pub(crate) struct Deleted {
    pub(crate) id: String,
    pub(crate) object: &'static str,
    pub(crate) deleted: bool,
}
