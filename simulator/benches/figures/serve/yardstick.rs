//! The least that a server of create calls does, on the same HTTP code: it verifies an HMAC over the
//! body, parses it, remembers it, and gives an answer that was made beforehand. If it is told to, it then
//! signs a notification that was made beforehand, sends it over a connection that is kept open, and reads
//! the answer: what any server does that notifies, without events, retries or a record of them.

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
use http::Uri;
use http_body_util::BodyExt;
use http_body_util::Full;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use hyper_util::rt::TokioIo;
use hyper_util::rt::TokioTimer;
use serde_json::Value;
use tokio::net::TcpListener;
use tower::ServiceExt;

use crate::case::from_hex;
use crate::case::is_signature;
use crate::case::signature;
use crate::client::broken;

/// The header field with the signature of the body, as hexadecimal text.
pub(crate) const SIGNATURE: &str = "x-signature";
/// The key of that signature.
pub(crate) const KEY: &[u8] = b"sandpay_yardstick_secret";

#[derive(Debug)]
struct Shop {
    answer: Recorded,
    notification: Option<Notification>,
    orders: Mutex<BTreeMap<u64, Value>>,
    count: AtomicU64,
}

/// What is told to whom, and the way there.
#[derive(Debug)]
struct Notification {
    to: Uri,
    body: Bytes,
    client: Client<HttpConnector, Full<Bytes>>,
}

impl Notification {
    /// As a line for the child process.
    fn read(line: &str) -> Option<Self> {
        let (to, body) = line.split_once('\t')?;
        let client = Client::builder(TokioExecutor::new()).build_http();
        Some(Self { to: to.parse().ok()?, body: from_hex(body)?.into(), client })
    }

    async fn send(&self) -> Option<Bytes> {
        let request = http::Request::post(&self.to)
            .header("content-type", "application/json")
            .header(SIGNATURE, signature(KEY, &self.body))
            .body(Full::new(self.body.clone()));
        let answer = self.client.request(request.ok()?).await.ok()?;
        Some(answer.into_body().collect().await.ok()?.to_bytes())
    }
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

/// Serves until stdin ends. Its first line is the answer to give, its second who is told what, if anybody.
pub(super) fn serve() -> io::Result<()> {
    let mut lines = io::stdin().lines();
    let answer = lines.next().transpose()?.and_then(|line| Recorded::read(line.trim_end()));
    let answer = answer.ok_or_else(|| broken("no answer to give"))?;
    let told = lines.next().transpose()?.unwrap_or_default();
    let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    // One thread that serves, as the simulator has.
    thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(accept(listener, answer, Notification::read(&told)))
    });
    writeln!(io::stdout(), "{address}")?;
    lines.for_each(drop);
    Ok(())
}

async fn accept(
    listener: std::net::TcpListener,
    answer: Recorded,
    notification: Option<Notification>,
) -> io::Result<()> {
    let listener = TcpListener::from_std(listener)?;
    let (orders, count) = (Mutex::default(), AtomicU64::new(0));
    let shop = Shop { answer, notification, orders, count };
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
    if shop.notification.is_some() {
        let shop = Arc::clone(&shop);
        tokio::spawn(async move {
            if let Some(notification) = &shop.notification {
                notification.send().await;
            }
        });
    }
    Response::builder()
        .status(shop.answer.status)
        .header("content-type", &shop.answer.content_type)
        .body(shop.answer.body.clone().into())
        .map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)
}
