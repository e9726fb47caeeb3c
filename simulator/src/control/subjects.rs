//! Entities by the provider's own id: their state, what can happen to them now, and doing it.

use axum::Json;
use sandpay_core::engine::input::Command;
use sandpay_core::kernel::provider::Action;
use serde::Deserialize;
use serde::Serialize;
use serde_json::Map;

use crate::control::extract::Answered;
use crate::control::extract::Chosen;
use crate::control::extract::Object;
use crate::control::extract::Segments;
use crate::error::ControlError;
use crate::server::sandbox::Sandbox;
use crate::views;

/// `GET /_sim/subjects/{id}`
pub(crate) async fn read(
    Chosen(sandbox): Chosen,
    Segments(id): Segments<String>,
) -> Answered<views::Subject> {
    Ok(Json(known(&sandbox, &id)?))
}

#[derive(Serialize)]
pub(crate) struct Next {
    id: String,
    state: String,
    next: Vec<Action>,
}

/// `GET /_sim/subjects/{id}/next`
pub(crate) async fn next(
    Chosen(sandbox): Chosen,
    Segments(id): Segments<String>,
) -> Answered<Next> {
    let view = known(&sandbox, &id)?.view;
    Ok(Json(Next { id: view.id, state: view.state, next: view.next }))
}

/// What is to happen.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Act {
    action: String,
}

/// `POST /_sim/subjects/{id}/act`
pub(crate) async fn act(
    Chosen(sandbox): Chosen,
    Segments(subject): Segments<String>,
    Object(Act { action }): Object<Act>,
) -> Answered<views::Subject> {
    let fields = Map::new();
    sandbox.command(Command::Act { subject: subject.clone(), action, fields }).await?;
    Ok(Json(known(&sandbox, &subject)?))
}

/// An entity as it is now.
pub(crate) fn known(sandbox: &Sandbox, id: &str) -> Result<views::Subject, ControlError> {
    sandbox.read(|engine| views::subject(engine, id)).ok_or_else(|| {
        let message = format!("nothing has the id `{id}`");
        ControlError::unknown("unknown_subject", message, "use the provider's own id")
    })
}
