//! Webhook endpoints as WooshPay answers them (<https://docs.wooshpay.com/42648310e0>, <https://docs.wooshpay.com/doc-2517709>).

use std::collections::BTreeMap;

use crate::Open;
use crate::Secret;
use crate::wooshpay::EventType;
use crate::wooshpay::WebhookEndpointId;

answer! {
    /// An address that is told of events.
    WebhookEndpoint
    required {
        /// Its id.
        id: WebhookEndpointId,
        /// `webhook_endpoint`.
        object: String,
        /// The address.
        url: String,
        /// Which events it is told of.
        enabled_events: Vec<Open<EventType>>,
        /// Whether it is told at all.
        status: Open<EndpointStatus>,
    }
    optional {
        /// Milliseconds since 1970, of whole seconds.
        created: i64,
        /// A description.
        description: String,
        /// The merchant's own pairs.
        metadata: BTreeMap<String, String>,
        /// What its events are signed with; said to be told only when it is made.
        secret: Secret,
        /// Whether a live key made it.
        livemode: bool,
        /// The version of the format.
        api_version: String,
    }
}

answer! {
    /// The endpoints there are, or a page of them.
    WebhookEndpointList
    required {
        /// `list`.
        object: String,
        /// The endpoints.
        data: Vec<WebhookEndpoint>,
    }
    optional {
        /// Where they are.
        url: String,
        /// Whether there are more.
        has_more: bool,
    }
}

answer! {
    /// What is left of a deleted endpoint. Undocumented: its members; taken from the likeness to other calls.
    Deleted
    required {
        /// Its id.
        id: WebhookEndpointId,
    }
    optional {
        /// `webhook_endpoint`.
        object: String,
        /// `true`.
        deleted: bool,
    }
}

words! {
    /// Whether an endpoint is told of events.
    EndpointStatus {
        Enabled = "enabled",
        Disabled = "disabled",
    }
}
