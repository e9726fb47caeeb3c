//! The least that a server of create calls does, on the same HTTP code: it verifies an HMAC over the
//! body, parses it, remembers it, and gives an answer that was made beforehand.

use std::collections::BTreeMap;
use std::io;
use std::io::Write;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::routing::post;
use bytes::Bytes;
use http::HeaderMap;
use http::Response;
use http::StatusCode;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use hyper_util::rt::TokioTimer;
use serde_json::Value;
use tokio::net::TcpListener;
use tower::ServiceExt;

use crate::case::from_hex;
use crate::case::is_signature;
use crate::client::broken;

/// The header field with the signature of the body, as hexadecimal text.
pub(crate) const SIGNATURE: &str = "x-signature";
/// The key of that signature.
pub(crate) const KEY: &[u8] = b"sandpay_yardstick_secret";

#[derive(Debug)]
struct Shop {
    answer: Recorded,
    orders: Mutex<BTreeMap<u64, Value>>,
    count: AtomicU64,
}

/// An answer that a real server gave: status, type, body.
#[derive(Debug)]
pub(crate) struct Recorded {
    pub(crate) status: StatusCode,
    pub(crate) content_type: String,
    pub(crate) body: Bytes,
}

impl Recorded {
    /// As a line for the child process.
    pub(crate) fn line(&self) -> String {
        let Self { status, content_type, body } = self;
        [status.as_str(), content_type, &crate::case::hex(body)].join("\t")
    }

    fn read(line: &str) -> Option<Self> {
        let mut parts = line.split('\t');
        let status = parts.next()?.parse().ok()?;
        let content_type = parts.next()?.to_owned();
        Some(Self { status, content_type, body: from_hex(parts.next()?)?.into() })
    }
}

/// Serves until stdin ends. Its first line is the answer to give.
pub(super) fn serve() -> io::Result<()> {
    let mut lines = io::stdin().lines();
    let answer = lines.next().transpose()?.and_then(|line| Recorded::read(line.trim_end()));
    let answer = answer.ok_or_else(|| broken("no answer to give"))?;
    let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    // One thread that serves, as the simulator has.
    thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(accept(listener, answer))
    });
    writeln!(io::stdout(), "{address}")?;
    lines.for_each(drop);
    Ok(())
}

async fn accept(listener: std::net::TcpListener, answer: Recorded) -> io::Result<()> {
    let listener = TcpListener::from_std(listener)?;
    let shop = Shop { answer, orders: Mutex::default(), count: AtomicU64::new(0) };
    let router = Router::new().route("/{*path}", post(create)).with_state(Arc::new(shop));
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let router = router.clone();
        let service = service_fn(move |request| router.clone().oneshot(request));
        tokio::spawn(
            http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(Duration::from_secs(5))
                .serve_connection(TokioIo::new(stream), service),
        );
    }
}

async fn create(
    State(shop): State<Arc<Shop>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response<Body>, StatusCode> {
    let sent = headers.get(SIGNATURE).and_then(|value| from_hex(value.to_str().ok()?));
    let sent = sent.ok_or(StatusCode::UNAUTHORIZED)?;
    if !is_signature(&sent, KEY, &body) {
        return Err(StatusCode::UNAUTHORIZED);
    }
    let order: Value = serde_json::from_slice(&body).map_err(|_| StatusCode::BAD_REQUEST)?;
    let number = shop.count.fetch_add(1, Ordering::Relaxed);
    shop.orders.lock().unwrap_or_else(PoisonError::into_inner).insert(number, order);
    Response::builder()
        .status(shop.answer.status)
        .header("content-type", &shop.answer.content_type)
        .body(shop.answer.body.clone().into())
        .map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)
}
