//! The control plane: what a person or a test asks of the simulator itself, over HTTP.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::Json;
use axum::Router;
use axum::extract::State;
use axum::routing::get;
use http::StatusCode;
use serde_json::Value;
use serde_json::json;

use crate::server::front::Server;

/// Everything below `/_sim` and `/pay`.
pub(crate) fn router(server: Arc<Server>) -> Router {
    Router::new().route("/_sim/health", get(health)).with_state(server)
}

async fn health(State(server): State<Arc<Server>>) -> (StatusCode, Json<Value>) {
    let draining = server.draining.load(Ordering::Acquire);
    let (status, word) = if draining {
        (StatusCode::SERVICE_UNAVAILABLE, "draining")
    } else {
        (StatusCode::OK, "ok")
    };
    (status, Json(json!({ "status": word, "version": env!("CARGO_PKG_VERSION") })))
}
