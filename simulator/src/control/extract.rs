//! What handlers are given: the chosen sandbox, path segments, JSON bodies; and how a refusal leaves.
//!
//! Every mistake becomes an error object of ours, never the text of a library.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::FromRequest;
use axum::extract::FromRequestParts;
use axum::extract::Path;
use axum::extract::Request;
use axum::response::IntoResponse;
use axum::response::Response;
use bytes::Bytes;
use http::HeaderMap;
use http::StatusCode;
use http::header;
use http::request::Parts;
use http_body_util::BodyExt;
use http_body_util::LengthLimitError;
use http_body_util::Limited;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;

use crate::control::misfit;
use crate::control::parameters;
use crate::control::parameters::Parameters;
use crate::error::ControlError;
use crate::server::front::Server;
use crate::server::gateway::MOST_BODY;
use crate::server::sandbox::Sandbox;

/// The header field that chooses a sandbox; the parameter of the same purpose is `sandbox`.
const SANDBOX: &str = "sandpay-sandbox";
/// How long a body may take to arrive.
const BODY_TIME: Duration = Duration::from_secs(10);

/// A refusal on its way out.
#[derive(Debug)]
pub(crate) struct Refusal(ControlError);

/// What most handlers answer.
pub(crate) type Answered<T> = Result<Json<T>, Refusal>;

#[cfg(feature = "ui")]
impl Refusal {
    /// What went wrong.
    pub(crate) fn into_error(self) -> ControlError {
        self.0
    }
}

impl From<ControlError> for Refusal {
    fn from(error: ControlError) -> Self {
        Self(error)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.0.status, Json(json!({ "error": self.0 }))).into_response()
    }
}

/// The sandbox that a call is about.
#[derive(Debug)]
pub(crate) struct Chosen(pub(crate) Arc<Sandbox>);

impl FromRequestParts<Arc<Server>> for Chosen {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, server: &Arc<Server>) -> Result<Self, Refusal> {
        let query = Parameters::of(parts.uri.query())?;
        let directory = &server.directory;
        Ok(match chosen(&parts.headers, &query)? {
            Some(id) => Self(directory.by_id(&id)?),
            None => Self(directory.default()),
        })
    }
}

/// The sandbox of a hosted page: the one that is chosen, or else the one that the page's id names.
#[derive(Debug)]
pub(crate) struct OfPage(pub(crate) Arc<Sandbox>, pub(crate) String);

impl OfPage {
    pub(crate) async fn choose(
        parts: &mut Parts,
        server: &Arc<Server>,
        page: String,
    ) -> Result<Self, Refusal> {
        let query = Parameters::of(parts.uri.query())?;
        if chosen(&parts.headers, &query)?.is_some() {
            let Chosen(sandbox) = Chosen::from_request_parts(parts, server).await?;
            return Ok(Self(sandbox, page));
        }
        let sandbox = server.directory.by_page(&page).map_err(|_| unknown_page(&page))?;
        Ok(Self(sandbox, page))
    }
}

impl FromRequestParts<Arc<Server>> for OfPage {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, server: &Arc<Server>) -> Result<Self, Refusal> {
        let Segments(page) = Segments::<String>::from_request_parts(parts, server).await?;
        Self::choose(parts, server, page).await
    }
}

/// The sandbox of a hosted page, and an action on it.
#[derive(Debug)]
pub(crate) struct OnPage(pub(crate) OfPage, pub(crate) String);

impl FromRequestParts<Arc<Server>> for OnPage {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, server: &Arc<Server>) -> Result<Self, Refusal> {
        let Segments((page, action)) =
            Segments::<(String, String)>::from_request_parts(parts, server).await?;
        Ok(Self(OfPage::choose(parts, server, page).await?, action))
    }
}

/// The refusal of a page that does not exist.
pub(crate) fn unknown_page(page: &str) -> ControlError {
    ControlError::unknown(
        "unknown_page",
        format!("there is no page `{page}`"),
        "the id is the last segment of its address",
    )
}

/// The id of the sandbox that a call names, if it names one.
fn chosen(headers: &HeaderMap, query: &Parameters) -> Result<Option<String>, ControlError> {
    let mut named = headers.get_all(SANDBOX).iter();
    let by_header = match (named.next(), named.next()) {
        (None, _) => None,
        (Some(id), None) => Some(id.to_str().map_err(|_| {
            let hint = "GET /_sim/sandboxes lists them";
            ControlError::unknown("unknown_sandbox", "no sandbox has such an id", hint)
        })?),
        (Some(_), Some(_)) => return Err(two_sandboxes()),
    };
    match (by_header, query.text(parameters::SANDBOX)) {
        (Some(header), Some(query)) if header != query => Err(two_sandboxes()),
        (Some(id), _) | (None, Some(id)) => Ok(Some(id.to_owned())),
        (None, None) => Ok(None),
    }
}

fn two_sandboxes() -> ControlError {
    ControlError::bad(
        "two_sandboxes",
        "the request names two sandboxes",
        "send either the header Sandpay-Sandbox or ?sandbox=, or the same id in both",
    )
}

/// Segments of the path.
#[derive(Debug)]
pub(crate) struct Segments<T>(pub(crate) T);

impl<T: DeserializeOwned + Send> FromRequestParts<Arc<Server>> for Segments<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, server: &Arc<Server>) -> Result<Self, Refusal> {
        let Path(segments) = Path::from_request_parts(parts, server).await.map_err(|_| {
            let hint = "escaped segments are UTF-8";
            ControlError::bad("bad_path", "the path cannot be read", hint)
        })?;
        Ok(Self(segments))
    }
}

/// A JSON object as body.
#[derive(Debug)]
pub(crate) struct Object<T>(pub(crate) T);

/// A JSON object as body, or no body, which is the same as an object without members.
#[derive(Debug)]
pub(crate) struct Perhaps<T>(pub(crate) T);

/// A JSON array as body.
#[derive(Debug)]
pub(crate) struct List<T>(pub(crate) Vec<T>);

/// A body without content: absent, or an object without members.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Nothing {}

impl<T: DeserializeOwned, S: Sync> FromRequest<S> for Object<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, _: &S) -> Result<Self, Refusal> {
        let body = json_body(request).await?.ok_or_else(|| {
            let hint = "send a JSON object, with content-type: application/json";
            ControlError::bad("no_body", "the request has no body", hint)
        })?;
        Ok(Self(misfit::read(&body, '{')?))
    }
}

impl<T: DeserializeOwned + Default, S: Sync> FromRequest<S> for Perhaps<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, _: &S) -> Result<Self, Refusal> {
        match json_body(request).await? {
            Some(body) => Ok(Self(misfit::read(&body, '{')?)),
            None => Ok(Self(T::default())),
        }
    }
}

impl<T: DeserializeOwned, S: Sync> FromRequest<S> for List<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, _: &S) -> Result<Self, Refusal> {
        let body = json_body(request).await?.ok_or_else(|| {
            let hint =
                "send a JSON array, with content-type: application/json; [] empties the list";
            ControlError::bad("no_body", "the request has no body", hint)
        })?;
        Ok(Self(misfit::read(&body, '[')?))
    }
}

async fn json_body(request: Request) -> Result<Option<Bytes>, ControlError> {
    let body = Body { kinds: &["application/json"], most: MOST_BODY, time: BODY_TIME };
    body.read(request).await
}

/// What a body may be.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Body {
    /// Its content types.
    pub(crate) kinds: &'static [&'static str],
    /// Bytes at most.
    pub(crate) most: usize,
    /// How long it may take to arrive.
    pub(crate) time: Duration,
}

impl Body {
    /// What the form of a hosted page sends.
    pub(crate) const FORM: Self =
        Self { kinds: &["application/x-www-form-urlencoded"], most: MOST_BODY, time: BODY_TIME };

    /// Reads a body; `None` when it is empty. Its type matters only when there is one.
    pub(crate) async fn read(self, request: Request) -> Result<Option<Bytes>, ControlError> {
        let (parts, body) = request.into_parts();
        let collected = tokio::time::timeout(self.time, Limited::new(body, self.most).collect());
        let body = match collected.await {
            Ok(Ok(body)) => body.to_bytes(),
            Ok(Err(error)) if error.is::<LengthLimitError>() => return Err(self.too_large()),
            Ok(Err(_)) => {
                let hint = "send it whole";
                return Err(ControlError::bad("body_broken", "the body broke off", hint));
            }
            Err(_) => {
                let message = format!("the body took longer than {} s", self.time.as_secs());
                let slow = ControlError::bad("body_too_slow", message, "send it at once");
                return Err(ControlError { status: StatusCode::REQUEST_TIMEOUT, ..slow });
            }
        };
        if body.is_empty() {
            return Ok(None);
        }
        self.check_kind(&parts.headers)?;
        Ok(Some(body))
    }

    fn too_large(self) -> ControlError {
        let message = format!("the body is larger than {} MB", self.most >> 20);
        ControlError {
            status: StatusCode::PAYLOAD_TOO_LARGE,
            ..ControlError::bad("body_too_large", message, "nothing has happened")
        }
    }

    fn check_kind(self, headers: &HeaderMap) -> Result<(), ControlError> {
        let unsupported = |code, message| {
            let hint = format!("send content-type: {}, uncompressed", self.kinds.join(" or "));
            let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
            ControlError { status, ..ControlError::bad(code, message, hint) }
        };
        if headers.contains_key(header::CONTENT_ENCODING) {
            return Err(unsupported("content_encoding", "compressed bodies are not read"));
        }
        let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let kind = kind.and_then(|kind| kind.split(';').next()).unwrap_or_default().trim();
        if self.kinds.iter().any(|known| kind.eq_ignore_ascii_case(known)) {
            return Ok(());
        }
        Err(unsupported("content_type", "the body is not of the expected content type"))
    }
}
