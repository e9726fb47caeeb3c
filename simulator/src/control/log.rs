//! The log of a sandbox, taken out and brought in as lines.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::Request;
use axum::extract::State;
use axum::response::IntoResponse;
use http::StatusCode;
use http::header;

use crate::control::extract::Body;
use crate::control::extract::Chosen;
use crate::control::extract::Refusal;
use crate::control::sandboxes::Made;
use crate::control::sandboxes::flushed;
use crate::error::ControlError;
use crate::import;
use crate::server::front::Server;
use crate::views;

const LINES: &str = "application/x-ndjson";
/// A log of 64 MB, as it is kept in memory, with room for how its lines are written.
const BODY: Body =
    Body { kinds: &[LINES, "application/json"], most: 256 << 20, time: Duration::from_secs(60) };

/// `GET /_sim/export`
pub(crate) async fn export(Chosen(sandbox): Chosen) -> Result<impl IntoResponse, Refusal> {
    flushed(&sandbox).await?;
    // A log file may be long, and reading it blocks.
    let lines = tokio::task::spawn_blocking(move || views::export(&sandbox)).await;
    let lines = lines.map_err(|_| stopping())??;
    Ok(([(header::CONTENT_TYPE, LINES)], lines))
}

/// `POST /_sim/import`
pub(crate) async fn import(
    State(server): State<Arc<Server>>,
    request: Request,
) -> Result<(StatusCode, Json<Made>), Refusal> {
    let body = BODY.read(request).await?.unwrap_or_default();
    let lines = String::from_utf8(body.into()).map_err(|_| {
        ControlError::bad("bad_log", "the log is not UTF-8", "send what GET /_sim/export answered")
    })?;
    let shared = Arc::clone(&server.shared);
    let engine = tokio::task::spawn_blocking(move || import::run(&lines, &shared)).await;
    let sandbox = import::adopt(&server, engine.map_err(|_| stopping())??)?;
    flushed(&sandbox).await?;
    Ok((StatusCode::CREATED, Json(Made::of(&sandbox))))
}

/// Blocking tasks end early only together with the server, or when they panic.
fn stopping() -> ControlError {
    let message = "the log could not be worked through";
    ControlError {
        status: StatusCode::INTERNAL_SERVER_ERROR,
        ..ControlError::bad("log_not_worked_through", message, "what went wrong is on stderr")
    }
}
