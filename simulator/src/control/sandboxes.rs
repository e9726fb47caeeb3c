//! Sandboxes: listed, made, emptied, deleted.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use serde::Serialize;

use crate::control::extract::Answered;
use crate::control::extract::Chosen;
use crate::control::extract::Nothing;
use crate::control::extract::Perhaps;
use crate::control::extract::Refusal;
use crate::control::extract::Segments;
use crate::error::ControlError;
use crate::server::front::Server;
use crate::server::sandbox::Sandbox;
use crate::simulator::NewSandbox;
use crate::views;

#[derive(Serialize)]
pub(crate) struct Listed {
    sandboxes: Vec<views::SandboxSummary>,
}

/// `GET /_sim/sandboxes`
pub(crate) async fn list(State(server): State<Arc<Server>>) -> Json<Listed> {
    let all = server.directory.all();
    Json(Listed { sandboxes: all.iter().map(|sandbox| views::summary(sandbox)).collect() })
}

/// What whoever made a sandbox must know to use it.
#[derive(Serialize)]
pub(crate) struct Made {
    id: String,
    credentials: views::Credentials,
}

impl Made {
    pub(crate) fn of(sandbox: &Sandbox) -> Self {
        Self { id: sandbox.id.as_ref().to_owned(), credentials: views::credentials(sandbox) }
    }
}

/// `POST /_sim/sandboxes`
pub(crate) async fn create(
    State(server): State<Arc<Server>>,
    Perhaps(new): Perhaps<NewSandbox>,
) -> Result<(StatusCode, Json<Made>), Refusal> {
    let sandbox = server.make_sandbox(new)?;
    flushed(&sandbox).await?;
    Ok((StatusCode::CREATED, Json(Made::of(&sandbox))))
}

/// `DELETE /_sim/sandboxes/{id}`
pub(crate) async fn remove(
    State(server): State<Arc<Server>>,
    Segments(id): Segments<String>,
) -> Result<StatusCode, Refusal> {
    server.delete_sandbox(&id)?;
    flushed(&server.directory.default()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /_sim/reset`
pub(crate) async fn reset(
    Chosen(sandbox): Chosen,
    Perhaps(Nothing {}): Perhaps<Nothing>,
) -> Answered<views::SandboxSummary> {
    sandbox.reset().map_err(|error| {
        ControlError::bad("bad_setting", error.to_string(), "PATCH /_sim/settings changes them")
    })?;
    flushed(&sandbox).await?;
    Ok(Json(views::summary(&sandbox)))
}

/// Waits until everything that is queued for the log file has been written, for calls that queue lines
/// without a record of their own. Sandboxes share the file, so any of them will do.
pub(crate) async fn flushed(sandbox: &Sandbox) -> Result<(), ControlError> {
    let ((), ticket) = sandbox.change(|_, _| ());
    sandbox.durable(ticket).await.map_err(|_| ControlError::not_durable())
}
