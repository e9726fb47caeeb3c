//! What every connection talks to: providers go to the gateway, what is ours to the router.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use axum::Router;
use http::StatusCode;
use http::Uri;
use http::header;
use hyper::body::Incoming;
use tower::ServiceExt;

use crate::error::ControlError;
use crate::server::directory::Directory;
use crate::server::gateway;
use crate::server::gateway::Addressed;
use crate::server::shared::Shared;

/// Everything that a connection needs.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) directory: Directory,
    pub(crate) shared: Arc<Shared>,
    /// Base of every URL that is given out, when no caller says otherwise.
    pub(crate) origin: Arc<str>,
    /// Whether `origin` was set by the user and wins over what callers say.
    pub(crate) public: bool,
    /// Whether the server is on its way out.
    pub(crate) draining: AtomicBool,
}

/// An answer on the wire.
pub(crate) type Answer = http::Response<Body>;

/// The body of an answer: bytes of a provider, or whatever the router gives.
pub(crate) type Body = axum::body::Body;

/// The connection is closed without an answer.
#[derive(Debug, thiserror::Error)]
#[error("closed on purpose")]
pub(crate) struct Closed;

/// Serves one request.
pub(crate) async fn serve(
    server: Arc<Server>,
    router: Router,
    request: http::Request<Incoming>,
) -> Result<Answer, Closed> {
    let Some(host) = host_of(&request) else {
        let hint = "send one Host header field";
        return Ok(own_error(&ControlError::bad(
            "no_host",
            "the request names no host, or several",
            hint,
        )));
    };
    let ours = server.is_ours(&host);
    match server.address(&host, request.uri(), ours) {
        Some(to) => gateway::serve(&server, to, request).await,
        None if ours => {
            let answer: Result<Answer, Infallible> = router.oneshot(request.map(Body::new)).await;
            Ok(answer.unwrap_or_else(|never| match never {}))
        }
        None => Ok(misdirected(&host)),
    }
}

impl Server {
    /// Whether a host is this machine, as the user addresses us.
    pub(crate) fn is_ours(&self, host: &str) -> bool {
        let name = without_port(host);
        let loopback = name
            .trim_matches(['[', ']'])
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback());
        loopback
            || name == "localhost"
            || name.ends_with(".localhost")
            || self.origin_host() == host
    }

    fn origin_host(&self) -> &str {
        self.origin
            .split_once("://")
            .map_or("", |(_, rest)| rest.split('/').next().unwrap_or_default())
    }

    /// The provider that a request is for: by its real host, or by the first segment of the path.
    fn address(&self, host: &str, uri: &Uri, ours: bool) -> Option<Addressed> {
        let name = without_port(host);
        let path = uri.path();
        let mut profiles =
            self.shared.catalogue.iter().map(|provider| provider.profile()).enumerate();
        if let Some((provider, _)) =
            profiles.clone().find(|(_, profile)| profile.hosts.contains(&name))
        {
            return Some(Addressed {
                provider,
                path: path.to_owned(),
                origin: Arc::clone(&self.origin),
            });
        }
        let below = path.strip_prefix('/').unwrap_or(path);
        let (segment, rest) = below.find('/').map_or((below, "/"), |cut| below.split_at(cut));
        let (provider, _) = profiles.find(|(_, profile)| profile.name == segment)?;
        let said = (ours && !self.public).then(|| ["http://", host].concat().into());
        let origin = said.unwrap_or_else(|| Arc::clone(&self.origin));
        Some(Addressed { provider, path: rest.to_owned(), origin })
    }
}

/// The one host that a request names, in lower case.
fn host_of(request: &http::Request<Incoming>) -> Option<String> {
    if let Some(authority) = request.uri().authority() {
        return Some(authority.as_str().to_ascii_lowercase());
    }
    let mut hosts = request.headers().get_all(header::HOST).iter();
    let host = hosts.next()?.to_str().ok()?;
    let valid = !host.is_empty()
        && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_:[]".contains(&byte));
    (valid && hosts.next().is_none()).then(|| host.to_ascii_lowercase())
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port))
            if !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()) =>
        {
            name
        }
        Some(_) | None => host,
    }
}

/// An error of our own interfaces on the wire.
pub(crate) fn own_error(error: &ControlError) -> Answer {
    let body = serde_json::json!({ "error": error });
    let mut answer = Answer::new(Body::from(body.to_string()));
    *answer.status_mut() = error.status;
    answer
        .headers_mut()
        .insert(header::CONTENT_TYPE, http::HeaderValue::from_static("application/json"));
    answer
}

/// A web page elsewhere must not reach us through a name that it made point here.
fn misdirected(host: &str) -> Answer {
    let message = format!("`{host}` is not a name of this simulator");
    let hint =
        format!("use http://127.0.0.1 with the port, or start with --public-url http://{host}");
    let status = StatusCode::MISDIRECTED_REQUEST;
    own_error(&ControlError { status, ..ControlError::bad("unknown_host", message, hint) })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("127.0.0.1:7250", "127.0.0.1")]
    #[case("[::1]:7250", "[::1]")]
    #[case("[::1]", "[::1]")]
    #[case("localhost", "localhost")]
    fn a_port_is_cut_off_and_nothing_else(#[case] host: &str, #[case] name: &str) {
        assert_eq!(without_port(host), name);
    }
}
