//! Advice: what the documents warn of and no status code shows.

use axum::Json;
use axum::extract::RawQuery;
use sandpay_core::engine::Engine;
use serde::Serialize;

use crate::control::extract::Answered;
use crate::control::extract::Chosen;
use crate::control::parameters::Parameters;
use crate::views;

const PARAMETERS: &[&str] = &["provider", "code"];

#[derive(Serialize)]
pub(crate) struct Listed {
    advice: Vec<views::Advice>,
    /// How many older pieces had to make room.
    evicted: u64,
}

/// `GET /_sim/advice`
pub(crate) async fn list(Chosen(sandbox): Chosen, RawQuery(query): RawQuery) -> Answered<Listed> {
    let parameters = Parameters::only(query.as_deref(), PARAMETERS)?;
    let profiles = sandbox.shared.catalogue.iter().map(|provider| provider.profile());
    let names: Vec<_> = profiles.clone().map(|profile| profile.name).collect();
    let provider = parameters.word("provider", &names)?;
    let is_asked = |name: &str| provider.as_deref().is_none_or(|provider| provider == name);
    let rules = profiles.filter(|profile| is_asked(profile.name)).flat_map(|one| one.advice);
    let codes: Vec<_> = rules.map(|rule| rule.code).collect();
    let code = parameters.word("code", &codes)?;
    let mut advice = views::advice(&sandbox);
    advice.retain(|one| {
        is_asked(one.provider) && code.as_deref().is_none_or(|code| code == one.rule.code)
    });
    Ok(Json(Listed { advice, evicted: sandbox.read(Engine::advice_evicted) }))
}
