//! Sends webhooks over real HTTP. One connector resolves, judges the address and connects, so that no
//! name can change its address in between. No redirects, no proxy from the environment, no TLS.

use std::borrow::Cow;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::OnceLock;
use std::task::Context;
use std::task::Poll;
use std::time::Duration;

use bytes::Bytes;
use http::HeaderValue;
use http::Request;
use http::Uri;
use http::header;
use http_body_util::BodyExt;
use http_body_util::Full;
use http_body_util::Limited;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use hyper_util::rt::TokioIo;
use hyper_util::rt::TokioTimer;
use sandpay_core::engine::Outgoing;
use sandpay_core::engine::delivery::Outcome;
use sandpay_core::kernel::web;
use sandpay_core::kernel::webhook::DeliveryAnswer;
use tokio::net::TcpStream;
use tower::Service;

use crate::server::policy::Forbidden;
use crate::server::policy::Policy;

/// How long a receiver has to answer. Undocumented: no provider states its limit; ten seconds are what
/// a careful receiver stays under.
pub(crate) const ANSWER_TIME: Duration = Duration::from_secs(10);
/// Bytes of an answer that are read at most.
const MOST_ANSWER: usize = 64 << 10;
/// Characters of an answer that are kept.
const KEPT_ANSWER: usize = 1024;

/// The HTTP request of one try.
pub(crate) type Post = Request<Full<Bytes>>;

/// Sends webhooks.
#[derive(Debug)]
pub(crate) struct Sender {
    policy: Arc<Policy>,
    /// Built on first use: many simulators of a test suite never send anything.
    client: OnceLock<Client<Connector, Full<Bytes>>>,
}

impl Sender {
    pub(crate) fn new(policy: Policy) -> Self {
        Self { policy: Arc::new(policy), client: OnceLock::new() }
    }

    fn client(&self) -> &Client<Connector, Full<Bytes>> {
        self.client.get_or_init(|| {
            Client::builder(TokioExecutor::new())
                .pool_timer(TokioTimer::new())
                .pool_idle_timeout(Duration::from_secs(15))
                .build(Connector { policy: Arc::clone(&self.policy) })
        })
    }

    /// Makes one try and says what became of it.
    pub(crate) async fn send(&self, post: Box<Post>) -> Outcome {
        match tokio::time::timeout(ANSWER_TIME, self.exchange(post)).await {
            Ok(outcome) => outcome,
            Err(_) => {
                Outcome::Failed(format!("no answer within {} s", ANSWER_TIME.as_secs()).into())
            }
        }
    }

    async fn exchange(&self, post: Box<Post>) -> Outcome {
        let response = match self.client().request(*post).await {
            Ok(response) => response,
            Err(error) => return failure(&error),
        };
        let status = response.status().as_u16();
        match Limited::new(response.into_body(), MOST_ANSWER).collect().await {
            Ok(body) => {
                let text =
                    String::from_utf8_lossy(&body.to_bytes()).chars().take(KEPT_ANSWER).collect();
                Outcome::Answered(DeliveryAnswer { status, body: text })
            }
            Err(error) => Outcome::Failed(format!("the answer broke off: {error}").into()),
        }
    }
}

/// Why nothing is ever sent to an address, as far as its text says.
pub(crate) fn unsendable(address: &str) -> Option<Cow<'static, str>> {
    // Most addresses are told apart without a copy.
    if !wants_tls(address) && web::is_address(address) {
        return None;
    }
    sendable(address).err().map(Cow::Borrowed)
}

fn wants_tls(address: &str) -> bool {
    const SCHEME: &str = "https://";
    address.get(..SCHEME.len()).is_some_and(|scheme| scheme.eq_ignore_ascii_case(SCHEME))
}

fn sendable(address: &str) -> Result<Uri, &'static str> {
    if wants_tls(address) {
        return Err("webhooks are sent without TLS; send them to a local receiver with --deliver");
    }
    let uri: Uri = address.parse().map_err(|_| "not a URL")?;
    if uri.scheme_str() != Some("http") {
        return Err("not an http URL");
    }
    let place = uri.authority().map_or("", |authority| authority.as_str());
    if place.is_empty() || place.contains('@') {
        return Err("a URL with a user name in it is not used");
    }
    if place.len() > uri.host().map_or(0, str::len) && uri.port_u16().is_none() {
        return Err("the port of the URL is none");
    }
    Ok(uri)
}

/// The HTTP request of a try; or why it is never sent. A box, since it is handed on from step to step.
pub(crate) fn post(outgoing: Outgoing) -> Result<Box<Post>, Cow<'static, str>> {
    let Outgoing { url, headers, body, .. } = outgoing;
    let mut request = Request::post(sendable(&url)?);
    for (name, value) in headers {
        request = request.header(name, value);
    }
    let agent = HeaderValue::from_static(concat!("sandpay/", env!("CARGO_PKG_VERSION")));
    let request = request.header(header::USER_AGENT, agent).body(Full::from(body));
    request.map(Box::new).map_err(|error| format!("a header field cannot be sent: {error}").into())
}

/// An address that is not allowed ends a delivery; a connection that fails is tried again.
fn failure(error: &hyper_util::client::legacy::Error) -> Outcome {
    let mut source: Option<&(dyn std::error::Error + 'static)> = Some(error);
    let mut last = String::new();
    while let Some(cause) = source {
        if let Some(refused) = cause.downcast_ref::<ConnectError>()
            && let ConnectError::Forbidden(why) = refused
        {
            return Outcome::Refused(why.clone().into());
        }
        last = cause.to_string();
        source = cause.source();
    }
    Outcome::Failed(last.into())
}

/// Why no connection was made.
#[derive(Debug, thiserror::Error)]
enum ConnectError {
    #[error("{0}")]
    Forbidden(String),
    #[error("the host name was not found: {0}")]
    Resolve(std::io::Error),
    #[error("no connection: {0}")]
    Connect(std::io::Error),
}

#[derive(Clone, Debug)]
struct Connector {
    policy: Arc<Policy>,
}

impl Service<Uri> for Connector {
    type Response = TokioIo<TcpStream>;
    type Error = ConnectError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, ConnectError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), ConnectError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let policy = Arc::clone(&self.policy);
        Box::pin(async move { connect(&policy, &uri).await.map(TokioIo::new) })
    }
}

async fn connect(policy: &Policy, uri: &Uri) -> Result<TcpStream, ConnectError> {
    let host = uri
        .host()
        .unwrap_or_default()
        .trim_matches(['[', ']'])
        .trim_end_matches('.')
        .to_ascii_lowercase();
    let port = uri.port_u16().unwrap_or(80);
    let addresses =
        tokio::net::lookup_host((host.as_str(), port)).await.map_err(ConnectError::Resolve)?;
    let mut error = ConnectError::Forbidden(format!("`{host}` has no address"));
    for address in addresses {
        if let Err(forbidden) = policy.judge(&host, address.ip()) {
            error = ConnectError::Forbidden(explained(forbidden, &host));
            continue;
        }
        match TcpStream::connect(address).await {
            Ok(stream) => {
                stream.set_nodelay(true).map_err(ConnectError::Connect)?;
                return Ok(stream);
            }
            Err(failed) => error = ConnectError::Connect(failed),
        }
    }
    Err(error)
}

fn explained(forbidden: Forbidden, host: &str) -> String {
    match forbidden {
        Forbidden::Never => format!("`{host}` is an address that webhooks never go to"),
        Forbidden::Public => {
            format!(
                "`{host}` is public: allow it with --allow-egress {host}, or send its webhooks elsewhere with --deliver"
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const TLS: &str = "webhooks are sent without TLS; send them to a local receiver with --deliver";

    #[rstest]
    #[case::usual("http://127.0.0.1:3000/hook", None)]
    #[case::unusual("HTTP://[::1]:3000/?a=b", None)]
    #[case::named("http://shop.example", None)]
    #[case::tls("https://shop.example/hook", Some(TLS))]
    #[case::tls_in_capitals("HTTPS://shop.example/hook", Some(TLS))]
    #[case::other_scheme("ftp://shop.example/", Some("not an http URL"))]
    #[case::no_scheme("/hook", Some("not an http URL"))]
    #[case::half_a_scheme("http", Some("not an http URL"))]
    #[case::space("http://shop example/", Some("not a URL"))]
    #[case::user("http://shop@127.0.0.1/", Some("a URL with a user name in it is not used"))]
    #[case::port("http://127.0.0.1:70000/", Some("the port of the URL is none"))]
    #[case::empty_port("http://127.0.0.1:/", Some("the port of the URL is none"))]
    fn an_address_to_which_nothing_is_sent_has_its_reason(
        #[case] address: &str,
        #[case] expected: Option<&str>,
    ) {
        assert_eq!(unsendable(address).as_deref(), expected);
        assert_eq!(sendable(address).err(), expected);
    }
}
