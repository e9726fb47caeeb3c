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

/// The last entry that somebody has seen: epoch and number.
pub(crate) type Seen = (u64, u64);

/// What has come since an entry.
pub(crate) struct Since {
    pub(crate) entries: Vec<views::JournalEntry>,
    /// The last entry that was looked at, whether or not it passed the filter.
    pub(crate) seen: Seen,
}

/// The newest entry.
pub(crate) fn newest(engine: &Engine) -> Seen {
    (engine.setup().epoch, engine.journal().written())
}

/// What has come since an entry, as far as the filter's limit goes.
pub(crate) fn since(engine: &Engine, seen: Seen, filter: &mut Filter) -> Since {
    let (epoch, written) = newest(engine);
    // Whatever was seen of an earlier epoch, all of this one is new.
    filter.after = if seen.0 == epoch { seen.1 } else { 0 };
    let numbers = engine.journal().entries(filter).map(|entry| entry.number);
    let numbers: Vec<u64> = numbers.collect();
    let last = match numbers.last() {
        Some(last) if numbers.len() == filter.limit => *last,
        Some(_) | None => written,
    };
    Since { entries: views::journal(engine, filter), seen: (epoch, last) }
}

pub(crate) fn filter(sandbox: &Sandbox, parameters: &Parameters) -> Result<Filter, ControlError> {
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
pub(crate) fn cursor(text: &str) -> Result<Seen, ControlError> {
    let parts = text.split_once('-');
    let numbers =
        parts.and_then(|(epoch, number)| Some((epoch.parse().ok()?, number.parse().ok()?)));
    numbers.ok_or_else(|| bad_cursor(text))
}

/// A cursor, when this sandbox can have given it.
pub(crate) fn known(engine: &Engine, (epoch, number): Seen) -> Result<Seen, ControlError> {
    let (now, written) = newest(engine);
    if epoch < now || (epoch == now && number <= written) {
        return Ok((epoch, number));
    }
    Err(bad_cursor(&format!("{epoch}-{number}")))
}

fn bad_cursor(text: &str) -> ControlError {
    let hint = "take it from an entry, or from `next`: 0-12 is the twelfth of the first epoch";
    ControlError::bad("bad_cursor", format!("`{text}` is not a cursor of this sandbox"), hint)
}

fn page(engine: &Engine, after: Option<Seen>, mut filter: Filter) -> Result<Page, ControlError> {
    let seen = known(engine, after.unwrap_or_default())?;
    let Since { entries, seen: (epoch, number) } = since(engine, seen, &mut filter);
    let next = format!("{epoch}-{number}");
    Ok(Page {
        entries,
        evicted: engine.journal().evicted(),
        replayable: engine.log().is_complete(),
        next,
    })
}
