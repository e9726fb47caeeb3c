//! The runner's own webhook server: takes what comes, answers as every provider wants it, and lets a case wait for its
//! event.
//!
//! It judges nothing.

use std::convert::Infallible;
use std::io;
use std::net::IpAddr;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::Duration;

use http_body_util::BodyExt as _;
use http_body_util::Full;
use http_body_util::Limited;
use hyper::body::Bytes;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use reqwest::header::HeaderMap;
use tokio::net::TcpListener;
use tokio::net::UdpSocket;
use tokio::net::lookup_host;
use tokio::sync::Notify;
use tokio::task::AbortHandle;
use tokio::time::timeout;

/// No documented webhook comes near this.
const LONGEST: usize = 1 << 20;

/// A webhook server on this machine. It stops when the last copy is dropped.
#[derive(Clone, Debug)]
pub struct Receiver {
    url: String,
    address: SocketAddr,
    shared: Arc<Shared>,
    _running: Arc<Running>,
}

#[derive(Debug, Default)]
struct Shared {
    received: Mutex<Vec<Webhook>>,
    arrived: Notify,
}

#[derive(Debug)]
struct Running(AbortHandle);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// One webhook as it arrived.
#[derive(Clone, Debug)]
pub(crate) struct Webhook {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Receiver {
    /// A server on a free port of the loopback interface.
    ///
    /// # Errors
    ///
    /// When no port can be had.
    pub async fn start() -> io::Result<Self> {
        Self::start_at(IpAddr::from([127, 0, 0, 1])).await
    }

    /// A server on a free port of one of this machine's addresses.
    pub(super) async fn start_at(ip: IpAddr) -> io::Result<Self> {
        let listener = TcpListener::bind((ip, 0)).await?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared::default());
        let running = tokio::spawn(accept(listener, Arc::clone(&shared))).abort_handle();
        let url = format!("http://{address}");
        Ok(Self { url, address, shared, _running: Arc::new(Running(running)) })
    }

    /// A server that the one at an address can reach: on this machine, or in a private net.
    pub(super) async fn reached_from(url: &str) -> Result<Self, String> {
        let far = || "the server cannot reach this machine with a webhook".to_owned();
        let url = reqwest::Url::parse(url).map_err(|_| far())?;
        let port = url.port_or_known_default().unwrap_or(80);
        let host = url.host_str().map(|host| host.trim_matches(['[', ']'])).ok_or_else(far)?;
        let mut addresses = lookup_host((host, port)).await.map_err(|_| far())?;
        let address = addresses.next().ok_or_else(far)?;
        let ours = match address.ip() {
            ip if ip.is_loopback() => IpAddr::from([127, 0, 0, 1]),
            IpAddr::V4(ip) if ip.is_private() => {
                // Nothing is sent: connecting a datagram socket tells from which address it would be.
                let socket = UdpSocket::bind(("0.0.0.0", 0)).await.map_err(|_| far())?;
                socket.connect(address).await.map_err(|_| far())?;
                socket.local_addr().map_err(|_| far())?.ip()
            }
            IpAddr::V4(_) | IpAddr::V6(_) => return Err(far()),
        };
        Self::start_at(ours).await.map_err(|error| format!("no port for webhooks: {error}"))
    }

    /// The same server, told to others under another address: that of a tunnel or a relay, which leads here.
    #[must_use]
    pub fn known_as(&self, url: &str) -> Self {
        Self { url: url.trim_end_matches('/').to_owned(), ..self.clone() }
    }

    /// Where it really listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where servers are told to send webhooks to.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Waits for the first webhook that fits, at most so long.
    pub(crate) async fn wait_for(
        &self,
        limit: Duration,
        fits: impl Fn(&Webhook) -> bool,
    ) -> Option<Webhook> {
        let wait = async {
            loop {
                let arrived = self.shared.arrived.notified();
                tokio::pin!(arrived);
                // Registered before looking, so that nothing that comes in between is missed.
                arrived.as_mut().enable();
                let found = self.shared.lock().iter().find(|webhook| fits(webhook)).cloned();
                if let Some(found) = found {
                    return found;
                }
                arrived.await;
            }
        };
        timeout(limit, wait).await.ok()
    }
}

impl Shared {
    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Webhook>> {
        self.received.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    loop {
        // A connection that cannot be accepted is the sender's to try again.
        let Ok((stream, _)) = listener.accept().await else { continue };
        let shared = Arc::clone(&shared);
        tokio::spawn(async move {
            let service = service_fn(|request| take(request, &shared));
            // A sender that goes away in the middle of it has sent no webhook.
            drop(http1::Builder::new().serve_connection(TokioIo::new(stream), service).await);
        });
    }
}

/// Keeps a webhook and acknowledges it: status 200 and the body `ok` satisfy every provider's rule.
async fn take(
    request: hyper::Request<Incoming>,
    shared: &Shared,
) -> Result<hyper::Response<Full<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    if let Ok(body) = Limited::new(body, LONGEST).collect().await {
        let webhook = Webhook {
            method: head.method.to_string(),
            path: head.uri.path().to_owned(),
            headers: head.headers,
            body: body.to_bytes().to_vec(),
        };
        shared.lock().push(webhook);
        shared.arrived.notify_waiters();
    }
    Ok(hyper::Response::new(Full::from("ok")))
}
