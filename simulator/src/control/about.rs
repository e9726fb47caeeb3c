//! What this simulator is, where its providers are, and whether it serves.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::Json;
use axum::extract::State;
use http::HeaderMap;
use http::StatusCode;
use http::Uri;
use http::header;
use sandpay_core::kernel::provider::Profile;
use serde::Serialize;
use serde_json::Value;
use serde_json::json;

use crate::control::extract::Chosen;
use crate::server::front::Server;
use crate::views;

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// `GET /_sim/health`
pub(crate) async fn health(State(server): State<Arc<Server>>) -> (StatusCode, Json<Value>) {
    let (status, word) = if server.draining.load(Ordering::Acquire) {
        (StatusCode::SERVICE_UNAVAILABLE, "draining")
    } else {
        (StatusCode::OK, "ok")
    };
    (status, Json(json!({ "status": word, "version": VERSION })))
}

/// `GET /`
pub(crate) async fn pointer() -> Json<Value> {
    Json(json!({ "sandpay": VERSION, "control": "/_sim" }))
}

#[derive(Serialize)]
pub(crate) struct About {
    version: &'static str,
    /// The server's seed, as people name it.
    seed: u64,
    sandbox: String,
    clock: views::Clock,
    providers: BTreeMap<&'static str, Provider>,
    credentials: views::Credentials,
}

#[derive(Serialize)]
struct Provider {
    title: &'static str,
    base_url: String,
    /// The hosts that it stands for.
    hosts: &'static [&'static str],
    edition: &'static str,
    operations: Vec<Operation>,
}

#[derive(Serialize)]
struct Operation {
    name: &'static str,
    method: &'static str,
    path: &'static str,
    source: &'static str,
}

/// `GET /_sim`
pub(crate) async fn about(
    State(server): State<Arc<Server>>,
    Chosen(sandbox): Chosen,
    uri: Uri,
    headers: HeaderMap,
) -> Json<About> {
    let origin = origin(&server, &uri, &headers);
    let profiles = server.shared.catalogue.iter().map(|provider| provider.profile());
    let providers = profiles.map(|profile| (profile.name, provider(profile, &origin))).collect();
    Json(About {
        version: VERSION,
        seed: server.shared.seed_number,
        sandbox: sandbox.id.as_ref().to_owned(),
        clock: views::clock(sandbox.clock()),
        providers,
        credentials: views::credentials(&sandbox),
    })
}

fn provider(profile: &'static Profile, origin: &str) -> Provider {
    let operation = |one: &'static sandpay_core::kernel::provider::OperationInfo| Operation {
        name: one.name,
        method: one.method.as_str(),
        path: one.path,
        source: one.source,
    };
    Provider {
        title: profile.title,
        base_url: format!("{origin}/{}", profile.name),
        hosts: profile.hosts,
        edition: profile.edition,
        operations: profile.operations.iter().map(operation).collect(),
    }
}

/// Where the caller reaches us: as it does now, unless a public address is configured.
fn origin(server: &Server, uri: &Uri, headers: &HeaderMap) -> String {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    match uri.authority().map(http::uri::Authority::as_str).or(host) {
        Some(host) if !server.public => format!("http://{host}"),
        Some(_) | None => server.origin.as_ref().to_owned(),
    }
}
