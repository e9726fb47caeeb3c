//! What is emulated, and on what grounds: from the providers' profiles alone, whatever a
//! sandbox holds.

use std::sync::Arc;

use axum::Json;
use axum::extract::RawQuery;
use axum::extract::State;
use sandpay_core::kernel::fidelity::Emulated;
use sandpay_core::kernel::fidelity::emulated;
use serde::Serialize;

use crate::control::extract::Answered;
use crate::control::parameters::Parameters;
use crate::server::front::Server;

/// Every provider, in the usual order.
#[derive(Serialize)]
pub(crate) struct Fidelity {
    providers: Vec<Emulated>,
}

/// `GET /_sim/fidelity`
pub(crate) async fn read(
    State(server): State<Arc<Server>>,
    RawQuery(query): RawQuery,
) -> Answered<Fidelity> {
    let parameters = Parameters::only(query.as_deref(), &["provider"])?;
    let providers = || server.shared.catalogue.iter().copied();
    let names: Vec<_> = providers().map(|one| one.profile().name).collect();
    let asked = parameters.word("provider", &names)?;
    let is_asked = |name| asked.as_deref().is_none_or(|asked| asked == name);
    let chosen = providers().filter(|one| is_asked(one.profile().name));
    Ok(Json(Fidelity { providers: chosen.map(emulated).collect() }))
}
