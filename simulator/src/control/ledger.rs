//! The ledger: every movement of money, and what it adds up to.

use axum::Json;
use axum::extract::RawQuery;

use crate::control::extract::Answered;
use crate::control::extract::Chosen;
use crate::control::parameters::Parameters;
use crate::views;

/// `GET /_sim/ledger`
pub(crate) async fn read(
    Chosen(sandbox): Chosen,
    RawQuery(query): RawQuery,
) -> Answered<views::Ledger> {
    let parameters = Parameters::only(query.as_deref(), &["provider"])?;
    let profiles = sandbox.shared.catalogue.iter().map(|provider| provider.profile());
    let names: Vec<_> = profiles.map(|profile| profile.name).collect();
    let provider = parameters.word("provider", &names)?;
    Ok(Json(views::ledger(&sandbox, provider.as_deref())))
}
