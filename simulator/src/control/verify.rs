//! Whether what happened is what was expected.

use axum::Json;
use axum::response::IntoResponse;
use axum::response::Response;
use sandpay_core::engine::verify::Verification;
use serde_json::json;

use crate::control::extract::Chosen;
use crate::control::extract::Object;
use crate::views;

/// `POST /_sim/verify`
pub(crate) async fn verify(
    Chosen(sandbox): Chosen,
    Object(asked): Object<Verification>,
) -> Response {
    match views::verify(&sandbox, asked) {
        Ok(()) => Json(json!({"verified": true})).into_response(),
        Err(unverified) => (unverified.error.status, Json(unverified)).into_response(),
    }
}
