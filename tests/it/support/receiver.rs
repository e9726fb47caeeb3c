//! A merchant's server: takes webhooks, remembers them, and answers as it is told.
//!
//! It runs on threads of its own over blocking sockets, so that it answers whatever the test does.

use std::collections::VecDeque;
use std::io::BufRead;
use std::io::BufReader;
use std::io::Write;
use std::net::TcpListener;
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::Mutex;
use std::thread;

use http::HeaderMap;
use http::HeaderName;
use http::HeaderValue;

/// One webhook as it arrived.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

type Handler = Box<dyn Fn(&Received) -> (u16, String) + Send + Sync>;

#[derive(Default)]
struct Shared {
    received: Mutex<Vec<Received>>,
    /// Statuses of the next answers; afterwards every answer is 200.
    statuses: Mutex<VecDeque<u16>>,
    handler: Mutex<Option<Arc<Handler>>>,
}

/// A merchant's server.
#[derive(Clone)]
pub(crate) struct Receiver {
    url: String,
    shared: Arc<Shared>,
}

impl Receiver {
    /// Starts on a free port; answers 200 with the body `ok`.
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let shared = Arc::new(Shared::default());
        let serving = Arc::clone(&shared);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&serving);
                thread::spawn(move || while exchange(&stream, &shared).is_some() {});
            }
        });
        Self { url, shared }
    }

    /// Where it is reached.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }

    /// Lets the next answers have these statuses.
    pub(crate) fn answer_next(&self, statuses: impl IntoIterator<Item = u16>) {
        self.shared.statuses.lock().unwrap().extend(statuses);
    }

    /// Lets a function answer, on a thread of its own.
    pub(crate) fn answer_with(
        &self,
        handler: impl Fn(&Received) -> (u16, String) + Send + Sync + 'static,
    ) {
        *self.shared.handler.lock().unwrap() = Some(Arc::new(Box::new(handler)));
    }

    /// Everything received so far.
    pub(crate) fn received(&self) -> Vec<Received> {
        self.shared.received.lock().unwrap().clone()
    }

    /// The one webhook received.
    #[track_caller]
    pub(crate) fn only(&self) -> Received {
        let received = self.received();
        assert_eq!(received.len(), 1, "{received:#?}");
        received.into_iter().next().unwrap()
    }
}

fn exchange(stream: &TcpStream, shared: &Shared) -> Option<()> {
    let received = read(&mut BufReader::new(stream))?;
    shared.received.lock().unwrap().push(received.clone());
    let handler = shared.handler.lock().unwrap().clone();
    let scripted = shared.statuses.lock().unwrap().pop_front();
    let (status, body) = match (scripted, handler) {
        (Some(status), _) => (status, "no".to_owned()),
        (None, Some(handler)) => handler(&received),
        (None, None) => (200, "ok".to_owned()),
    };
    // A 204 has no body: what is sent all the same would stand before the next answer.
    let body = if status == 204 { String::new() } else { body };
    let head = format!("HTTP/1.1 {status} X\r\ncontent-length: {}\r\n\r\n", body.len());
    // In one piece: the second of two would wait until the first is acknowledged, which takes 40 ms.
    let mut out = stream;
    out.write_all((head + &body).as_bytes()).ok()
}

fn read(input: &mut impl BufRead) -> Option<Received> {
    let mut line = String::new();
    input.read_line(&mut line).ok().filter(|length| *length > 0)?;
    let path = line.split(' ').nth(1)?.to_owned();
    let mut headers = HeaderMap::new();
    loop {
        let mut line = String::new();
        input.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(": ") else { break };
        headers.append(
            HeaderName::from_bytes(name.as_bytes()).ok()?,
            HeaderValue::from_str(value).ok()?,
        );
    }
    let length = headers
        .get("content-length")
        .and_then(|length| length.to_str().ok()?.parse().ok())
        .unwrap_or_default();
    let mut body = vec![0; length];
    input.read_exact(&mut body).ok()?;
    Some(Received { path, headers, body })
}
