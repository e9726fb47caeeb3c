//! Webhook endpoints (<https://docs.wooshpay.com/doc-2517709>, <https://docs.wooshpay.com/42648310e0>).

use std::collections::BTreeMap;

use serde::Serialize;
use serde::Serializer;

use crate::open::Word as _;
use crate::wooshpay::EventType;

/// An address that is told of events from now on.
#[derive(Clone, Debug, Serialize)]
pub struct CreateWebhookEndpoint {
    /// The address.
    pub url: String,
    /// A description.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Which events it is told of.
    #[serde(serialize_with = "texts")]
    pub enabled_events: Vec<EventType>,
    /// The version of the format, as `1.0.1`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api_version: Option<String>,
    /// The merchant's own pairs.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub metadata: BTreeMap<String, String>,
}

/// What changes at an endpoint; what is not said stays.
#[derive(Clone, Debug, Default, Serialize)]
pub struct UpdateWebhookEndpoint {
    /// The address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// A description.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Which events it is told of.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "texts_if_said")]
    pub enabled_events: Option<Vec<EventType>>,
}

fn texts<S: Serializer>(events: &[EventType], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(events.iter().map(|event| event.text()))
}

fn texts_if_said<S: Serializer>(
    events: &Option<Vec<EventType>>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    texts(events.as_deref().unwrap_or_default(), serializer)
}
