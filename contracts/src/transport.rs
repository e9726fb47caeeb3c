//! One HTTP exchange with a provider: a base URL, a time limit, headers, a body, and what came back.
//!
//! It follows no redirects, since no documented call answers with one; it takes no proxy from the environment, since a
//! contract run must reach the server it names; and it sends twice only what its caller called repeatable, when asked to,
//! after an answer was lost. It knows no provider.

use std::error::Error;
use std::fmt;
use std::num::NonZeroU8;
use std::time::Duration;

use reqwest::Client;
use reqwest::Method;
use reqwest::Request;
use reqwest::Url;
use reqwest::header::ACCEPT;
use reqwest::header::CONTENT_TYPE;
use reqwest::header::HeaderMap;
use reqwest::header::HeaderValue;
use reqwest::redirect::Policy;

/// The time given to a whole exchange: a little more than the 60 s that Yuno, the only provider to name a limit, gives
/// itself (<https://docs.y.uno/reference/getting-started/api-environments>).
pub const TIME_LIMIT: Duration = Duration::from_secs(65);
/// Bytes that are read of an answer; no documented one comes near. What is cut off there is read as what it is: no JSON.
pub const LONGEST: usize = 4 << 20;
const CONNECT_LIMIT: Duration = Duration::from_secs(10);
const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// The way to one provider: its base URL and a pool of connections.
#[derive(Clone, Debug)]
pub struct Transport {
    http: Client,
    base: Url,
    attempts: NonZeroU8,
}

/// Why a transport cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// The base URL is none.
    #[error("{url:?} is not a URL")]
    NotUrl {
        /// The text that was given.
        url: String,
        /// Where it fails.
        #[source]
        reason: Box<dyn Error + Send + Sync>,
    },
    /// The base URL is not of the scheme `http` or `https`.
    #[error("{0} is not an http or https URL")]
    NotHttp(Url),
    /// The base URL holds a user name or a password, which would be sent nowhere, and shown wherever the URL is.
    #[error("a base URL holds no user name and no password: keys are given to the client")]
    HoldsCredentials,
    /// The HTTP client could not be built.
    #[error("no HTTP client")]
    NoClient(#[source] reqwest::Error),
}

/// Why no complete answer came.
#[derive(Debug, thiserror::Error)]
pub enum TransportError {
    /// No connection was made, so nothing was sent.
    #[error("no connection")]
    NotConnected(#[source] reqwest::Error),
    /// The time limit passed; the request may have been served.
    #[error("no answer in time")]
    TimedOut(#[source] reqwest::Error),
    /// The exchange broke off; the request may have been served.
    #[error("the exchange broke off")]
    BrokenOff(#[source] reqwest::Error),
}

/// A request as a provider's client hands it over.
pub(crate) struct Outgoing<'a> {
    pub(crate) method: Method,
    /// The segments of the path below the base URL; each is percent-encoded.
    pub(crate) path: &'a [&'a str],
    /// The pairs of the query; each text is percent-encoded.
    pub(crate) query: &'a [(&'a str, &'a str)],
    pub(crate) headers: HeaderMap,
    pub(crate) body: Option<String>,
    /// Whether the same bytes may be sent again after a lost answer.
    pub(crate) repeatable: bool,
}

/// A decoded answer and what it was decoded from.
#[derive(Clone, Debug)]
pub struct Reply<T> {
    /// The answer.
    pub value: T,
    /// The HTTP answer as it came.
    pub received: Received,
}

/// An HTTP answer.
#[derive(Clone, Debug)]
pub struct Received {
    /// The HTTP status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Body,
}

/// The bytes of an answer; `Debug` shows their number only, as some hold client secrets.
#[derive(Clone, Eq, PartialEq)]
pub struct Body(Vec<u8>);

impl Body {
    /// The bytes as received.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// The bytes as text, with what is not UTF-8 replaced.
    #[must_use]
    pub fn text(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(&self.0)
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Body({} bytes)", self.0.len())
    }
}

impl Transport {
    /// A way to the provider at this base URL, within [`TIME_LIMIT`].
    ///
    /// The documented paths are appended to the base URL's own path: below `http://127.0.0.1:7250/yuno` a payment is
    /// created at `/yuno/v1/payments`.
    ///
    /// # Errors
    ///
    /// When the text is no HTTP URL, or TLS cannot be set up.
    pub fn new(base_url: &str) -> Result<Self, SetupError> {
        Self::with_time_limit(base_url, TIME_LIMIT)
    }

    /// As [`Transport::new`], with another limit for a whole exchange.
    ///
    /// # Errors
    ///
    /// As [`Transport::new`].
    pub fn with_time_limit(base_url: &str, limit: Duration) -> Result<Self, SetupError> {
        let base = Url::parse(base_url).map_err(|reason| SetupError::NotUrl {
            url: base_url.to_owned(),
            reason: Box::new(reason),
        })?;
        if !base.username().is_empty() || base.password().is_some() {
            return Err(SetupError::HoldsCredentials);
        }
        if !matches!(base.scheme(), "http" | "https") {
            return Err(SetupError::NotHttp(base));
        }
        let builder = Client::builder()
            .redirect(Policy::none())
            .no_proxy()
            .connect_timeout(CONNECT_LIMIT)
            .timeout(limit);
        // Reading the machine's certificates takes longer than many an exchange, and nothing needs them here.
        let plain = base.scheme() == "http";
        let builder = if plain { builder.tls_certs_only([]) } else { builder };
        let http = builder.build().map_err(SetupError::NoClient)?;
        Ok(Self { http, base, attempts: NonZeroU8::MIN })
    }

    /// Sends what is idempotent up to this many times, until an answer comes; by default once.
    ///
    /// The exchanges follow each other at once, with the same bytes and the same key. The time limit is of each.
    #[must_use]
    pub fn with_attempts(mut self, attempts: NonZeroU8) -> Self {
        self.attempts = attempts;
        self
    }

    /// Sends one request and waits for the whole answer, whatever its status.
    pub(crate) async fn send(&self, outgoing: Outgoing<'_>) -> Result<Received, TransportError> {
        let attempts = if outgoing.repeatable { self.attempts } else { NonZeroU8::MIN };
        let request = self.request(outgoing);
        let again = || request.try_clone().expect("a body of text can be sent again");
        for _ in 1..attempts.get() {
            let answer = self.exchange(again()).await;
            if answer.is_ok() {
                return answer;
            }
        }
        self.exchange(request).await
    }

    fn request(&self, outgoing: Outgoing<'_>) -> Request {
        let mut url = self.base.clone();
        url.path_segments_mut()
            .expect("an http URL has a path")
            .pop_if_empty()
            .extend(outgoing.path);
        if !outgoing.query.is_empty() {
            url.query_pairs_mut().extend_pairs(outgoing.query);
        }
        let mut request = Request::new(outgoing.method, url);
        *request.headers_mut() = outgoing.headers;
        request.headers_mut().insert(ACCEPT, JSON);
        if let Some(body) = outgoing.body {
            request.headers_mut().insert(CONTENT_TYPE, JSON);
            *request.body_mut() = Some(body.into());
        }
        request
    }

    async fn exchange(&self, request: Request) -> Result<Received, TransportError> {
        let mut response = self.http.execute(request).await.map_err(TransportError::from)?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(TransportError::from)? {
            body.extend_from_slice(&chunk);
            if body.len() >= LONGEST {
                body.truncate(LONGEST);
                break;
            }
        }
        Ok(Received { status, headers, body: Body(body) })
    }
}

/// Leaves the URL out: some paths hold a stored card's token.
impl From<reqwest::Error> for TransportError {
    fn from(error: reqwest::Error) -> Self {
        let error = error.without_url();
        if error.is_connect() {
            Self::NotConnected(error)
        } else if error.is_timeout() {
            Self::TimedOut(error)
        } else {
            Self::BrokenOff(error)
        }
    }
}

impl Received {
    /// Whether the status is one of the 2xx.
    #[must_use]
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_http_urls_are_bases() {
        assert!(matches!(Transport::new("not a url"), Err(SetupError::NotUrl { .. })));
        assert!(matches!(Transport::new("ftp://127.0.0.1"), Err(SetupError::NotHttp(_))));
        assert!(Transport::new("http://127.0.0.1:1/yuno/").is_ok());
    }

    #[test]
    fn a_base_url_holds_no_credentials_and_the_refusal_shows_none() {
        for url in ["http://hidden@127.0.0.1", "http://:hidden@127.0.0.1", "ftp://a:hidden@b"] {
            let refused = Transport::new(url).unwrap_err();

            assert!(matches!(refused, SetupError::HoldsCredentials), "{url}");
            assert!(!format!("{refused} {refused:?}").contains("hidden"), "{url}");
        }
    }

    #[test]
    fn a_body_shows_its_length_only() {
        assert_eq!(format!("{:?}", Body(b"client_secret".to_vec())), "Body(13 bytes)");
    }
}
