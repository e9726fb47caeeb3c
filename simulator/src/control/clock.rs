//! The clock: read, frozen, set flowing, advanced; and settling what is due.

use axum::Json;
use jiff::Timestamp;
use serde::Deserialize;

use crate::control::extract::Answered;
use crate::control::extract::Chosen;
use crate::control::extract::Nothing;
use crate::control::extract::Object;
use crate::control::extract::Perhaps;
use crate::error::ControlError;
use crate::server::driver::Advanced;
use crate::server::turn;
use crate::server::turn::Target;
use crate::views;

/// `GET /_sim/clock`
pub(crate) async fn read(Chosen(sandbox): Chosen) -> Json<views::Clock> {
    Json(views::clock(sandbox.clock()))
}

/// From when on time is to stand.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Freeze {
    at: Option<String>,
}

/// `POST /_sim/clock/freeze`
pub(crate) async fn freeze(
    Chosen(sandbox): Chosen,
    Perhaps(Freeze { at }): Perhaps<Freeze>,
) -> Answered<views::Clock> {
    let at = at.as_deref().map(instant).transpose()?;
    Ok(Json(views::clock(turn::freeze(sandbox, at).await?)))
}

/// `POST /_sim/clock/flow`
pub(crate) async fn flow(
    Chosen(sandbox): Chosen,
    Perhaps(Nothing {}): Perhaps<Nothing>,
) -> Answered<views::Clock> {
    Ok(Json(views::clock(turn::flow(sandbox).await?)))
}

/// How far the clock is to be turned: exactly one of the two.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Advance {
    by: Option<String>,
    to: Option<String>,
}

impl Advance {
    fn target(self) -> Result<Target, ControlError> {
        match (self.by, self.to) {
            (Some(by), None) => Ok(Target::By(by)),
            (None, Some(to)) if to == "next" => Ok(Target::Next),
            (None, Some(to)) => Ok(Target::To(instant(&to)?)),
            (Some(_), Some(_)) | (None, None) => {
                let message = "the clock is turned either `by` a duration or `to` an instant";
                let hint =
                    "{\"by\":\"P7D\"}, {\"to\":\"2026-12-01T00:00:00Z\"} or {\"to\":\"next\"}";
                Err(ControlError::bad("by_or_to", message, hint))
            }
        }
    }
}

/// `POST /_sim/clock/advance`
pub(crate) async fn advance(
    Chosen(sandbox): Chosen,
    Object(advance): Object<Advance>,
) -> Answered<Advanced> {
    Ok(Json(turn::turn(sandbox, advance.target()?).await?))
}

/// `POST /_sim/settle`
pub(crate) async fn settle(
    Chosen(sandbox): Chosen,
    Perhaps(Nothing {}): Perhaps<Nothing>,
) -> Answered<Advanced> {
    Ok(Json(turn::turn(sandbox, Target::Here).await?))
}

fn instant(text: &str) -> Result<Timestamp, ControlError> {
    text.parse().map_err(|_| {
        let message = format!("`{text}` is not an instant");
        ControlError::bad("bad_instant", message, "2026-12-01T00:00:00Z is one")
    })
}
