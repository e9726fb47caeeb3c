//! A proxy that breaks one thing: in the answers of a simulator on their way to the runner, or in its webhooks.
//!
//! What it breaks is a [`Mutant`]. It keeps what came before it was broken.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::Mutex;

use http::HeaderMap;
use http::Request;
use http::Response;
use http_body_util::BodyExt as _;
use http_body_util::Full;
use hyper::body::Bytes;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpListener;

use super::mutant::Change;
use super::mutant::Mutant;
use super::mutant::On;

/// Where webhooks go that are meant for the receiver.
const HOOK: &str = "/hook";

/// What passes by.
#[derive(Clone)]
pub(crate) struct Proxy {
    pub(crate) url: String,
    shared: Arc<Shared>,
}

struct Shared {
    simulator: String,
    receiver: String,
    http: reqwest::Client,
    /// Whether it hides that it is a sandpay.
    disguised: bool,
    passing: Mutex<Passing>,
}

/// What has passed by since [`Proxy::breaking`].
#[derive(Debug, Default)]
pub(crate) struct Passing {
    mutant: Option<Mutant>,
    /// Counts the calls of [`Proxy::breaking`]: what was asked before one is answered unbroken after it.
    turn: u64,
    /// The answers of the provider, as they were: status and body.
    pub(crate) answers: Vec<(u16, String)>,
    /// The bodies of its webhooks, as they were.
    pub(crate) webhooks: Vec<String>,
    /// Whether something was broken.
    pub(crate) broken: bool,
}

impl Proxy {
    /// A proxy before a simulator and a receiver.
    pub(crate) async fn start(simulator: &str, receiver: &str) -> Self {
        Self::before(simulator, receiver, false).await
    }

    /// A proxy before a simulator of which nobody may know that it is one: it has no control plane.
    pub(crate) async fn disguising(simulator: &str) -> Self {
        Self::before(simulator, "http://nowhere", true).await
    }

    async fn before(simulator: &str, receiver: &str, disguised: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let shared = Arc::new(Shared {
            simulator: simulator.to_owned(),
            receiver: receiver.to_owned(),
            http: reqwest::Client::builder().no_proxy().tls_certs_only([]).build().unwrap(),
            disguised,
            passing: Mutex::default(),
        });
        let serving = Arc::clone(&shared);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                stream.set_nodelay(true).unwrap();
                let shared = Arc::clone(&serving);
                tokio::spawn(async move {
                    let service = service_fn(|request| pass(request, &shared));
                    http1::Builder::new().serve_connection(TokioIo::new(stream), service).await
                });
            }
        });
        Self { url, shared }
    }

    /// Where webhooks reach the receiver through it.
    pub(crate) fn hook(&self) -> String {
        format!("{}{HOOK}", self.url)
    }

    /// Breaks this from now on; none: nothing.
    pub(crate) fn breaking(&self, mutant: Option<&Mutant>) {
        let mutant = mutant.cloned();
        let mut passing = self.shared.passing.lock().unwrap();
        *passing = Passing { mutant, turn: passing.turn + 1, ..Passing::default() };
    }

    /// What has passed by.
    pub(crate) fn passed(&self) -> Passing {
        let mut passing = self.shared.passing.lock().unwrap();
        let turn = passing.turn + 1;
        std::mem::replace(&mut passing, Passing { turn, ..Passing::default() })
    }
}

async fn pass(
    request: Request<Incoming>,
    shared: &Shared,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    let mut body = body.collect().await.unwrap().to_bytes();
    let mut headers = head.headers;
    for name in ["host", "content-length", "connection"] {
        headers.remove(name);
    }
    let path = head.uri.path_and_query().unwrap().as_str();
    if shared.disguised && path.contains("/_sim") {
        let mut response = Response::new(Full::from("<html>nothing here</html>"));
        *response.status_mut() = http::StatusCode::NOT_FOUND;
        return Ok(response);
    }
    let turn = shared.passing.lock().unwrap().turn;
    let url = match path.strip_prefix(HOOK) {
        Some(path) => {
            let mut passing = shared.passing.lock().unwrap();
            passing.webhooks.push(String::from_utf8(body.to_vec()).unwrap());
            body = passing.webhook(&mut headers, body);
            format!("{}{path}", shared.receiver)
        }
        None => {
            body = shared.passing.lock().unwrap().control(path, body);
            format!("{}{path}", shared.simulator)
        }
    };
    let request = shared.http.request(head.method, &url).headers(headers).body(body);
    let answer = request.send().await.unwrap();
    let (mut status, mut headers) = (answer.status(), answer.headers().clone());
    headers.remove("content-length");
    let mut body = answer.bytes().await.unwrap();
    if !path.starts_with("/_sim") && !path.starts_with(HOOK) {
        let mut passing = shared.passing.lock().unwrap();
        if passing.turn == turn {
            (status, body) = passing.answer(path, status, body);
        }
    }
    let mut response = Response::new(Full::from(body));
    (*response.status_mut(), *response.headers_mut()) = (status, headers);
    Ok(response)
}

impl Passing {
    /// A webhook, broken if it is its turn.
    fn webhook(&mut self, headers: &mut HeaderMap, body: Bytes) -> Bytes {
        let Some(Mutant { on: On::Webhook, change, .. }) = self.mutant.clone() else {
            return body;
        };
        match change {
            Change::Drop(name) => self.broken |= headers.remove(name).is_some(),
            Change::Flip(name) => {
                let text = headers[name].to_str().unwrap();
                // The last but two: of base64 and hex alike it is a digit that counts.
                let (before, after) = text.split_at(text.len() - 3);
                let other = if after.starts_with('0') { '1' } else { '0' };
                let flipped = format!("{before}{other}{}", &after[1..]);
                headers.insert(name, flipped.parse().unwrap());
                self.broken = true;
            }
            Change::Status(_) | Change::OtherKey => {}
            Change::Remove(_) | Change::Rename(_) | Change::Set(..) => {
                return self.changed(&change, body);
            }
        }
        body
    }

    /// What the runner asks of the control plane: the endpoint gets another key, if it is to.
    fn control(&mut self, path: &str, body: Bytes) -> Bytes {
        let other = matches!(&self.mutant, Some(Mutant { change: Change::OtherKey, .. }));
        if !other || !path.starts_with("/_sim/webhooks/endpoints/") || body.is_empty() {
            return body;
        }
        let mut list: Value = serde_json::from_slice(&body).unwrap();
        for endpoint in list.as_array_mut().unwrap() {
            self.broken = true;
            endpoint["hmac_client_secret"] = "somebody-elses".into();
        }
        list.to_string().into()
    }

    /// An answer, broken if it is its turn.
    fn answer(
        &mut self,
        path: &str,
        status: http::StatusCode,
        body: Bytes,
    ) -> (http::StatusCode, Bytes) {
        let at = self.answers.len();
        self.answers.push((status.as_u16(), String::from_utf8(body.to_vec()).unwrap()));
        let Some(mutant) = self.mutant.clone() else { return (status, body) };
        match (mutant.on, mutant.change) {
            (On::Webhook, Change::OtherKey) if path.ends_with("/webhook_endpoints") => {
                let secret = Change::Set("/secret".to_owned(), "somebody-elses".into());
                (status, self.changed(&secret, body))
            }
            (On::Answer { at: judged, status: of }, change)
                if judged.is_none_or(|judged| judged == at) && of == status.as_u16() =>
            {
                if let Change::Status(status) = change {
                    self.broken = true;
                    return (http::StatusCode::from_u16(status).unwrap(), body);
                }
                (status, self.changed(&change, body))
            }
            (On::Webhook | On::Answer { .. }, _) => (status, body),
        }
    }

    fn changed(&mut self, change: &Change, body: Bytes) -> Bytes {
        let mut value: Value = serde_json::from_slice(&body).unwrap();
        if change.apply(&mut value).is_none() {
            return body;
        }
        self.broken = true;
        value.to_string().into()
    }
}
