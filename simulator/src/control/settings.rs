//! The switches of each provider: described, and changed by name.

use std::collections::BTreeMap;

use axum::Json;
use sandpay_core::engine::input::Command;
use serde_json::Map;
use serde_json::Value;

use crate::control::extract::Answered;
use crate::control::extract::Chosen;
use crate::control::extract::Object;
use crate::control::extract::Segments;
use crate::views;

/// `GET /_sim/settings`
pub(crate) async fn all(
    Chosen(sandbox): Chosen,
) -> Json<BTreeMap<&'static str, Vec<views::Setting>>> {
    let positions = 0..sandbox.shared.catalogue.len();
    let name = |position: usize| sandbox.shared.catalogue[position].profile().name;
    Json(positions.map(|one| (name(one), views::settings(&sandbox, one))).collect())
}

/// `GET /_sim/settings/{provider}`
pub(crate) async fn of_provider(
    Chosen(sandbox): Chosen,
    Segments(provider): Segments<String>,
) -> Answered<Vec<views::Setting>> {
    let position = views::position(&sandbox, &provider)?;
    Ok(Json(views::settings(&sandbox, position)))
}

/// `PATCH /_sim/settings/{provider}`
pub(crate) async fn change(
    Chosen(sandbox): Chosen,
    Segments(provider): Segments<String>,
    Object(changes): Object<Map<String, Value>>,
) -> Answered<Vec<views::Setting>> {
    let position = views::position(&sandbox, &provider)?;
    sandbox.command(Command::Settings { provider, changes }).await?;
    Ok(Json(views::settings(&sandbox, position)))
}
