//! The journal, read from a cursor on.

use axum::Json;
use axum::extract::RawQuery;
use sandpay_core::engine::Engine;
use sandpay_core::engine::journal::Filter;
use sandpay_core::engine::journal::Kind;
use sandpay_core::engine::journal::MOST_ENTRIES;
use serde::Serialize;

use crate::control::extract::Answered;
use crate::control::extract::Chosen;
use crate::control::parameters::Parameters;
use crate::error::ControlError;
use crate::server::sandbox::Sandbox;
use crate::views;

const PARAMETERS: &[&str] = &["after", "provider", "operation", "kind", "limit"];
/// Entries that are answered when nobody says how many.
const USUAL_ENTRIES: usize = 1_000;

#[derive(Serialize)]
pub(crate) struct Page {
    entries: Vec<views::JournalEntry>,
    /// How many entries of this epoch had to make room.
    evicted: u64,
    /// Whether the log behind the journal still goes back to the start of the epoch.
    replayable: bool,
    /// The cursor to go on from.
    next: String,
}

/// `GET /_sim/journal`
pub(crate) async fn read(Chosen(sandbox): Chosen, RawQuery(query): RawQuery) -> Answered<Page> {
    let parameters = Parameters::only(query.as_deref(), PARAMETERS)?;
    let filter = filter(&sandbox, &parameters)?;
    let after = parameters.text("after").map(cursor).transpose()?;
    Ok(Json(sandbox.read(|engine| page(engine, after, filter))?))
}

fn filter(sandbox: &Sandbox, parameters: &Parameters) -> Result<Filter, ControlError> {
    let catalogue = sandbox.shared.catalogue.iter().map(|provider| provider.profile());
    let names: Vec<_> = catalogue.clone().map(|profile| profile.name).collect();
    let provider = parameters.word("provider", &names)?;
    let of_provider = provider.clone();
    let asked = catalogue
        .filter(|profile| of_provider.as_deref().is_none_or(|name| name == profile.name))
        .flat_map(|profile| profile.operations);
    let operations: Vec<_> = asked.map(|operation| operation.name).collect();
    Ok(Filter {
        after: 0,
        operation: parameters.word("operation", &operations)?,
        kind: parameters.word("kind", &Kind::ALL.map(Kind::word))?,
        limit: parameters.number("limit", 1..=MOST_ENTRIES)?.unwrap_or(USUAL_ENTRIES),
        provider,
    })
}

/// Epoch and number of the last entry that was seen.
fn cursor(text: &str) -> Result<(u64, u64), ControlError> {
    let parts = text.split_once('-');
    let numbers =
        parts.and_then(|(epoch, number)| Some((epoch.parse().ok()?, number.parse().ok()?)));
    numbers.ok_or_else(|| bad_cursor(text))
}

fn bad_cursor(text: &str) -> ControlError {
    let hint = "take it from an entry, or from `next`: 0-12 is the twelfth of the first epoch";
    ControlError::bad("bad_cursor", format!("`{text}` is not a cursor of this sandbox"), hint)
}

fn page(engine: &Engine, after: Option<(u64, u64)>, filter: Filter) -> Result<Page, ControlError> {
    let (epoch, written) = (engine.setup().epoch, engine.journal().written());
    let after = match after {
        // Whatever was seen of an earlier epoch, all of this one is new.
        None => 0,
        Some((seen, _)) if seen < epoch => 0,
        Some((seen, number)) if seen == epoch && number <= written => number,
        Some((seen, number)) => return Err(bad_cursor(&format!("{seen}-{number}"))),
    };
    let filter = Filter { after, ..filter };
    let entries = views::journal(engine, &filter);
    let next = match entries.last() {
        Some(last) if entries.len() == filter.limit => last.cursor.clone(),
        Some(_) | None => format!("{epoch}-{written}"),
    };
    Ok(Page {
        entries,
        evicted: engine.journal().evicted(),
        replayable: engine.log().is_complete(),
        next,
    })
}
