//! The journal as it grows: server-sent events, one an entry.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::body::Body;
use axum::extract::RawQuery;
use axum::extract::State;
use axum::response::Response;
use bytes::Bytes;
use http::HeaderMap;
use http::HeaderValue;
use http::header;
use http_body_util::channel::Channel;
use http_body_util::channel::Sender;
use sandpay_core::engine::journal::Filter;

use crate::control::extract::Chosen;
use crate::control::extract::Refusal;
use crate::control::journal;
use crate::control::journal::Seen;
use crate::control::parameters::Parameters;
use crate::error::ControlError;
use crate::server::front::Server;
use crate::server::sandbox::Sandbox;

const PARAMETERS: &[&str] = &["after", "provider", "operation", "kind"];
/// How often the journal is looked at: the engine knows no listeners.
const POLL: Duration = Duration::from_millis(50);
/// After so many looks at which nothing was new, a comment keeps the connection alive.
const QUIET_POLLS: u32 = 300;
/// Entries that are read at once: with bodies of a megabyte, a slow reader keeps no more than these waiting.
const MOST_AT_ONCE: usize = 32;
/// Such readings that wait for a slow reader.
const BUFFERED: usize = 1;

/// `GET /_sim/events`: what happens from now on, or from the entry on that `Last-Event-ID` or `after` names.
pub(crate) async fn stream(
    State(server): State<Arc<Server>>,
    Chosen(sandbox): Chosen,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let parameters = Parameters::only(query.as_deref(), PARAMETERS)?;
    let filter = Filter { limit: MOST_AT_ONCE, ..journal::filter(&sandbox, &parameters)? };
    let seen = match last_event(&headers)?.or(parameters.text("after")) {
        Some(text) => sandbox.read(|engine| journal::known(engine, journal::cursor(text)?))?,
        None => sandbox.read(journal::newest),
    };
    let (sender, body) = Channel::new(BUFFERED);
    tokio::spawn(tell(server, sandbox, sender, (filter, seen)));
    let mut response = Response::new(Body::new(body));
    let kind = HeaderValue::from_static("text/event-stream");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    Ok(response)
}

/// What a browser that connects again has seen last.
fn last_event(headers: &HeaderMap) -> Result<Option<&str>, ControlError> {
    let Some(value) = headers.get("last-event-id") else { return Ok(None) };
    let text = value.to_str().map_err(|_| {
        let hint = "send the id of an event, as 0-12";
        ControlError::bad("bad_cursor", "the header Last-Event-ID is no text", hint)
    })?;
    Ok(Some(text).filter(|text| !text.is_empty()))
}

/// Sends what is new until the reader goes away, the sandbox is deleted or the server stops.
async fn tell(
    server: Arc<Server>,
    sandbox: Arc<Sandbox>,
    mut sender: Sender<Bytes>,
    (mut filter, mut seen): (Filter, Seen),
) {
    let mut quiet = 0;
    // The first bytes tell the reader that it is connected.
    let mut text = ": connected\n\n".to_owned();
    while !server.draining.load(Ordering::Acquire) && !sandbox.is_gone() {
        let page = sandbox.read(|engine| journal::since(engine, seen, &mut filter));
        let whole = page.entries.len() < filter.limit;
        seen = page.seen;
        for entry in &page.entries {
            let data = serde_json::to_string(entry).expect("an entry is plain data");
            text.push_str(&format!(
                "id: {}\nevent: {}\ndata: {data}\n\n",
                entry.cursor, entry.kind
            ));
        }
        quiet = if text.is_empty() { quiet + 1 } else { 0 };
        if quiet == QUIET_POLLS {
            text.push_str(": nothing new\n\n");
            quiet = 0;
        }
        if !text.is_empty() && sender.send_data(std::mem::take(&mut text).into()).await.is_err() {
            return;
        }
        if whole {
            tokio::time::sleep(POLL).await;
        }
    }
}
