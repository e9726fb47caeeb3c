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
use hyper::body::Body;
use hyper::body::Incoming;
use sandpay_core::engine::LONGEST_HANG;
use sandpay_core::engine::input::Fate;
use sandpay_core::kernel::message::Request;
use sandpay_core::kernel::message::Response;
use tower::BoxError;

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
async fn read_body<E: Into<BoxError>>(body: impl Body<Data = Bytes, Error = E>) -> Option<Bytes> {
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

#[cfg(test)]
mod tests {
    use std::io;

    use http_body_util::Channel;
    use http_body_util::channel::Sender;
    use tokio::time::Instant;
    use tokio::time::sleep;

    use super::*;

    /// Sends a body piece by piece, each a second after the one before; its end comes when it is dropped.
    async fn send(mut to: Sender<Bytes, io::Error>, pieces: &[&'static [u8]]) {
        for piece in pieces {
            sleep(Duration::from_secs(1)).await;
            // Whoever reads may have had enough.
            drop(to.send_data(Bytes::from_static(piece)).await);
        }
    }

    /// What is read of a body, and how many seconds that took.
    async fn read(pieces: &[&'static [u8]]) -> (Option<Bytes>, u64) {
        let (to, body) = Channel::new(1);
        let begun = Instant::now();
        let ((), read) = tokio::join!(send(to, pieces), async {
            let read = read_body(body).await;
            (read, begun.elapsed().as_secs())
        });
        read
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_may_arrive_in_pieces() {
        assert_eq!(read(&[]).await, (Some(Bytes::new()), 0));
        assert_eq!(read(&[b"{\"a\":", b"1}"]).await, (Some(Bytes::from_static(b"{\"a\":1}")), 2));
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_takes_more_than_ten_seconds_is_given_up() {
        assert_eq!(read(&[b".".as_slice(); 9]).await, (Some(Bytes::from_static(&[b'.'; 9])), 9));
        assert_eq!(read(&[b".".as_slice(); 11]).await, (None, 10));
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_of_more_than_a_megabyte_is_given_up_at_once() {
        static PIECE: [u8; 600_000] = [b'.'; 600_000];

        assert_eq!(read(&[&PIECE, &PIECE, &PIECE]).await, (None, 2));
        assert_eq!(read_body(http_body_util::Full::from(PIECE.repeat(2))).await, None);
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_breaks_off_is_given_up() {
        let (mut to, body) = Channel::new(1);
        to.send_data(Bytes::from_static(b"{")).await.unwrap();
        to.abort(io::Error::other("gone"));

        assert_eq!(read_body(body).await, None);
    }
}
