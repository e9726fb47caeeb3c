//! Servers that remember what they were asked: one gives every request the same answer, one loses answers.

use std::io::Read as _;
use std::io::Write as _;
use std::net::SocketAddr;
use std::net::TcpListener;
use std::net::TcpStream;
use std::thread::JoinHandle;

use sandpay_contracts::Transport;
use sandpay_fixtures::Fixture;
use sandpay_fixtures::json;
use serde::Serialize;
use wiremock::Mock;
use wiremock::MockServer;
use wiremock::Request;
use wiremock::ResponseTemplate;
use wiremock::matchers::any;

/// A provider that knows one answer.
pub(crate) struct Server(MockServer);

impl Server {
    /// Answers with these bytes, as JSON.
    pub(crate) async fn answering(status: u16, body: impl Into<Vec<u8>>) -> Self {
        let answer = ResponseTemplate::new(status).set_body_raw(body, "application/json");
        Self::with(answer).await
    }

    /// Answers with a documented response.
    pub(crate) async fn documented(fixture: &Fixture) -> Self {
        let notes = fixture.example.response.as_ref().expect("the fixture has a response");
        Self::answering(notes.status, fixture.response_text()).await
    }

    /// Answers with whatever was made.
    pub(crate) async fn with(answer: ResponseTemplate) -> Self {
        let server = MockServer::start().await;
        Mock::given(any()).respond_with(answer).mount(&server).await;
        Self(server)
    }

    /// Answers with all it was sent, as a text within this JSON in the place of `ALL`.
    pub(crate) async fn echoing(status: u16, json: &'static str) -> Self {
        let server = MockServer::start().await;
        let echo = move |request: &Request| {
            let all = format!("{} {:?} {}", request.url, request.headers, body(request));
            let all = serde_json::to_string(&all).expect("a text");
            ResponseTemplate::new(status).set_body_string(json.replace("ALL", &all))
        };
        Mock::given(any()).respond_with(echo).mount(&server).await;
        Self(server)
    }

    /// The way to this server.
    pub(crate) fn transport(&self) -> Transport {
        Transport::new(&self.0.uri()).expect("a local URL")
    }

    pub(crate) fn url(&self) -> String {
        self.0.uri()
    }

    /// The only request there was.
    pub(crate) async fn request(&self) -> Request {
        let mut requests = self.requests().await;
        assert_eq!(requests.len(), 1, "one exchange, one request");
        requests.remove(0)
    }

    pub(crate) async fn requests(&self) -> Vec<Request> {
        self.0.received_requests().await.expect("requests are recorded")
    }
}

/// A provider that reads requests whole and hangs up on all but the last of them.
pub(crate) struct Forgetful {
    address: SocketAddr,
    requests: JoinHandle<Vec<String>>,
}

impl Forgetful {
    /// Loses so many answers, then gives one.
    pub(crate) fn losing(answers: usize, then: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("a bound listener");
        let requests = std::thread::spawn(move || {
            let mut requests = Vec::new();
            for lost in 0..=answers {
                let (mut stream, _) = listener.accept().expect("a connection");
                requests.push(whole_request(&mut stream));
                if lost == answers {
                    let length = then.len();
                    write!(
                        stream,
                        "HTTP/1.1 201 Created\r\ncontent-length: {length}\r\n\r\n{then}"
                    )
                    .expect("the client listens");
                }
            }
            requests
        });
        Self { address, requests }
    }

    /// The way to this server.
    pub(crate) fn transport(&self) -> Transport {
        Transport::new(&format!("http://{}", self.address)).expect("a local URL")
    }

    /// Every request, byte for byte, once the answer was given.
    pub(crate) fn requests(self) -> Vec<String> {
        self.requests.join().expect("the server ran to its end")
    }
}

/// Reads a request up to the end that its `content-length` tells.
fn whole_request(stream: &mut TcpStream) -> String {
    let (mut text, mut buffer) = (String::new(), [0; 4096]);
    loop {
        let read = stream.read(&mut buffer).expect("a request");
        text.push_str(std::str::from_utf8(&buffer[..read]).expect("requests are text"));
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
        if read == 0 || body.len() >= length.map_or(0, |length| length.parse().expect("a number")) {
            return text;
        }
    }
}

/// The body of a request as text.
pub(crate) fn body(request: &Request) -> &str {
    std::str::from_utf8(&request.body).expect("bodies are UTF-8")
}

/// The value of a header.
#[track_caller]
pub(crate) fn header<'a>(request: &'a Request, name: &str) -> &'a str {
    let value = request.headers.get(name).unwrap_or_else(|| panic!("no header {name}"));
    value.to_str().expect("headers are text")
}

/// Asserts that two JSON texts mean the same, every number exactly.
#[track_caller]
pub(crate) fn assert_same(documented: &str, actual: &str) {
    let differences = json::differences(documented, actual);
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// Asserts that a value encodes to what it was decoded from.
#[track_caller]
pub(crate) fn assert_lossless(documented: &str, value: &impl Serialize) {
    assert_same(documented, &serde_json::to_string(value).expect("answers encode"));
}
