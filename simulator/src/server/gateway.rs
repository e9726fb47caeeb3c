//! A request to a provider, from the wire to its sandbox and back.

use std::borrow::Cow;
use std::future::Future as _;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use bytes::Bytes;
use http::HeaderName;
use http::HeaderValue;
use http::header;
use http_body_util::BodyExt;
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
use crate::server::pieces;

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
    /// Where the caller reaches us: what its `Host` says when that is ours, else the server's own base.
    pub(crate) origin: Arc<str>,
}

/// Serves a request to a provider.
pub(crate) async fn serve(
    server: &Server,
    to: Addressed,
    request: http::Request<Incoming>,
) -> Result<Answer, Closed> {
    let (parts, body) = request.into_parts();
    let compressed = parts.headers.contains_key(header::CONTENT_ENCODING);
    let Some(body) = (if compressed { None } else { read_body(body).await }) else {
        // Undocumented: what the providers answer to a body that is compressed, beyond 1 MB, slower than
        // ten seconds or broken off. They refuse it as one that cannot be understood.
        return Ok(answer(server.shared.catalogue[to.provider].unreadable()));
    };
    let raw = Request {
        method: parts.method,
        path: to.path,
        query: parts.uri.query().unwrap_or_default().to_owned(),
        headers: parts.headers,
        body,
        origin: Some(to.origin),
    };
    let (sandbox, admitted) = server.directory.admit(to.provider, raw);
    let Ok((reply, held)) = sandbox.request(to.provider, admitted).await else {
        return Ok(own_error(&ControlError::not_durable()));
    };
    match reply.fate {
        Fate::Answered => Ok(answer(reply.response)),
        Fate::Disconnected => Err(Closed),
        Fate::Truncated => Ok(pieces::truncated(answer(reply.response)).await),
        Fate::Dribbled => Ok(pieces::dribbled(answer(reply.response)).await),
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

/// A body up to the limit that arrives within the time.
async fn read_body(body: Incoming) -> Option<Bytes> {
    let mut collected = pin!(Limited::new(body, MOST_BODY).collect());
    // Most bodies arrive together with their heads, and need no timer.
    let body = match poll_fn(|context| Poll::Ready(collected.as_mut().poll(context))).await {
        Poll::Ready(body) => body,
        Poll::Pending => tokio::time::timeout(BODY_TIME, collected).await.ok()?,
    };
    Some(body.ok()?.to_bytes())
}

/// A provider's answer on the wire.
fn answer(response: Response) -> Answer {
    let mut answer = Answer::new(response.body.into());
    *answer.status_mut() = response.status;
    for (name, value) in response.headers {
        // Providers write plain text into their few header fields; what could not be sent is left out.
        let value = match value {
            Cow::Borrowed(text) => {
                HeaderValue::from_maybe_shared(Bytes::from_static(text.as_bytes()))
            }
            Cow::Owned(text) => HeaderValue::try_from(text),
        };
        if let Ok(value) = value {
            answer.headers_mut().insert(HeaderName::from_static(name), value);
        }
    }
    answer
}
