//! A request to a provider, from the wire to its sandbox and back.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::HeaderName;
use http::HeaderValue;
use http::StatusCode;
use http::header;
use http_body_util::BodyExt;
use http_body_util::LengthLimitError;
use http_body_util::Limited;
use hyper::body::Incoming;
use sandpay_core::engine::LONGEST_HANG;
use sandpay_core::engine::input::Fate;
use sandpay_core::kernel::message::Request;
use sandpay_core::kernel::message::Response;

use crate::error::ControlError;
use crate::server::front::Answer;
use crate::server::front::Closed;
use crate::server::front::Server;
use crate::server::front::own_error;

/// Bytes of a body at most.
pub(crate) const MOST_BODY: usize = 1 << 20;
/// How long a body may take to arrive.
const BODY_TIME: Duration = Duration::from_secs(10);

/// Where a request goes.
#[derive(Debug)]
pub(crate) struct Addressed {
    /// The provider, by its position in the catalogue.
    pub(crate) provider: usize,
    /// Path below the provider's base URL.
    pub(crate) path: String,
    /// Where the caller reaches us, when its `Host` is ours.
    pub(crate) origin: Option<Arc<str>>,
}

/// Serves a request to a provider.
pub(crate) async fn serve(
    server: &Server,
    to: Addressed,
    request: http::Request<Incoming>,
) -> Result<Answer, Closed> {
    let (parts, body) = request.into_parts();
    if parts.headers.contains_key(header::CONTENT_ENCODING) {
        let message = "compressed bodies are not read";
        return Ok(refused(StatusCode::UNSUPPORTED_MEDIA_TYPE, "content_encoding", message));
    }
    let body = match read_body(body).await {
        Ok(body) => body,
        Err(answer) => return Ok(answer),
    };
    let raw = Request {
        method: parts.method,
        path: to.path,
        query: parts.uri.query().unwrap_or_default().to_owned(),
        headers: parts.headers,
        body,
        origin: to.origin,
    };
    let sandbox = server.directory.by_caller(to.provider, &raw);
    let Ok((reply, held)) = sandbox.request(to.provider, raw).await else {
        return Ok(own_error(&ControlError::not_durable()));
    };
    match reply.fate {
        Fate::Answered => Ok(answer(reply.response)),
        Fate::Disconnected => Err(Closed),
        Fate::Delayed(wait, _) => {
            tokio::time::sleep(Duration::try_from(wait).unwrap_or_default()).await;
            drop(held);
            Ok(answer(reply.response))
        }
        Fate::Hanging(_) => {
            tokio::time::sleep(Duration::try_from(LONGEST_HANG).unwrap_or_default()).await;
            drop(held);
            Err(Closed)
        }
    }
}

/// Reads a body up to the limit, within the time.
pub(crate) async fn read_body(body: Incoming) -> Result<Bytes, Answer> {
    match tokio::time::timeout(BODY_TIME, Limited::new(body, MOST_BODY).collect()).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => {
            let message = "the body is larger than 1 MB";
            Err(refused(StatusCode::PAYLOAD_TOO_LARGE, "body_too_large", message))
        }
        Ok(Err(_)) => Err(refused(StatusCode::BAD_REQUEST, "body_broken", "the body broke off")),
        Err(_) => Err(refused(
            StatusCode::REQUEST_TIMEOUT,
            "body_too_slow",
            "the body took longer than 10 s",
        )),
    }
}

fn refused(status: StatusCode, code: &'static str, message: &str) -> Answer {
    own_error(&ControlError {
        status,
        ..ControlError::bad(code, message, "no provider was asked; nothing has happened")
    })
}

/// A provider's answer on the wire.
fn answer(response: Response) -> Answer {
    let mut answer = Answer::new(response.body.into());
    *answer.status_mut() = response.status;
    for (name, value) in response.headers {
        // Providers write plain text into their few header fields; what could not be sent is left out.
        if let Ok(value) = HeaderValue::try_from(value) {
            answer.headers_mut().insert(HeaderName::from_static(name), value);
        }
    }
    answer
}
