//! Faults: armed, looked at, disarmed.

use axum::Json;
use http::StatusCode;
use sandpay_core::engine::faults::Armed;
use sandpay_core::engine::faults::Fault;
use sandpay_core::engine::input::Command;
use sandpay_core::engine::input::Done;
use serde::Serialize;

use crate::control::extract::Answered;
use crate::control::extract::Chosen;
use crate::control::extract::Object;
use crate::control::extract::Refusal;
use crate::control::extract::Segments;
use crate::error::ControlError;

#[derive(Serialize)]
pub(crate) struct Listed {
    faults: Vec<Armed>,
}

/// `GET /_sim/faults`
pub(crate) async fn list(Chosen(sandbox): Chosen) -> Json<Listed> {
    Json(Listed { faults: sandbox.read(|engine| engine.faults().armed().to_vec()) })
}

/// `POST /_sim/faults`
pub(crate) async fn arm(
    Chosen(sandbox): Chosen,
    Object(fault): Object<Fault>,
) -> Result<(StatusCode, Json<Armed>), Refusal> {
    let id = match sandbox.command(Command::AddFault(fault.clone())).await? {
        Done::Armed(id) => id,
        Done::Applied | Done::Acted(_) => unreachable!("arming a fault answers its number"),
    };
    // It may have struck already, and be gone: what is answered is what was armed.
    Ok((StatusCode::CREATED, Json(Armed { id, fault, seen: 0, struck: 0 })))
}

/// `DELETE /_sim/faults`
pub(crate) async fn clear(Chosen(sandbox): Chosen) -> Result<StatusCode, Refusal> {
    sandbox.command(Command::ClearFaults).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /_sim/faults/{id}`
pub(crate) async fn one(
    Chosen(sandbox): Chosen,
    Segments(id): Segments<String>,
) -> Answered<Armed> {
    let id = number(&id)?;
    let find = |armed: &[Armed]| armed.iter().find(|armed| armed.id == id).cloned();
    let armed = sandbox.read(|engine| find(engine.faults().armed())).ok_or_else(|| {
        let hint = "GET /_sim/faults lists them; one that is spent is gone";
        ControlError::unknown("unknown_fault", format!("there is no fault {id}"), hint)
    })?;
    Ok(Json(armed))
}

/// `DELETE /_sim/faults/{id}`
pub(crate) async fn remove(
    Chosen(sandbox): Chosen,
    Segments(id): Segments<String>,
) -> Result<StatusCode, Refusal> {
    sandbox.command(Command::RemoveFault(number(&id)?)).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn number(id: &str) -> Result<u64, ControlError> {
    id.parse().map_err(|_| {
        let hint = "GET /_sim/faults lists them";
        ControlError::bad("bad_id", format!("`{id}` is not the number of a fault"), hint)
    })
}
