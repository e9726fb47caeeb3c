//! Answers that a fault sends in pieces: half of one, or one in crumbs.

use std::time::Duration;

use bytes::Bytes;
use http::HeaderValue;
use http::header;
use http_body_util::BodyExt;
use http_body_util::channel::Channel;
use http_body_util::channel::Sender;

use crate::server::front::Answer;
use crate::server::front::Body;
use crate::server::front::Closed;

/// Pieces of an answer that dribbles.
const PIECES: usize = 20;
/// The wait between them, and from half of an answer to its end, in real time.
const WAIT: Duration = Duration::from_millis(50);

/// Half of an answer; then the connection is closed, though more was announced.
pub(crate) async fn truncated(answer: Answer) -> Answer {
    let (answer, body, mut sender) = opened(answer).await;
    tokio::spawn(async move {
        let half = body.slice(..body.len() / 2);
        if half.is_empty() || sender.send_data(half).await.is_ok() {
            // A body that fails at once takes what was not written yet with it.
            tokio::time::sleep(WAIT).await;
            sender.abort(Closed);
        }
    });
    answer
}

/// An answer in small pieces, with a wait before each.
pub(crate) async fn dribbled(answer: Answer) -> Answer {
    let (answer, mut body, mut sender) = opened(answer).await;
    tokio::spawn(async move {
        let size = body.len().div_ceil(PIECES).max(1);
        while !body.is_empty() {
            tokio::time::sleep(WAIT).await;
            let piece = body.split_to(size.min(body.len()));
            if sender.send_data(piece).await.is_err() {
                return;
            }
        }
    });
    answer
}

/// An answer whose body is yet to be sent, though its length is announced.
async fn opened(answer: Answer) -> (Answer, Bytes, Sender<Bytes, Closed>) {
    let (mut parts, body) = answer.into_parts();
    // Providers' answers are bytes in memory, which cannot fail.
    let body = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
    parts.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(body.len()));
    let (sender, channel) = Channel::new(1);
    (Answer::from_parts(parts, Body::new(channel)), body, sender)
}
