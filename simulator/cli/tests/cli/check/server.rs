//! Servers that answer every request in one way, most of them badly.

use std::io::Read;
use std::io::Write;
use std::net::TcpListener;
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::Mutex;
use std::thread;

/// What a server does once it has read a request, whose text it is given.
pub(crate) type Behaviour = fn(&mut TcpStream, &str);

/// A server. Its threads end with the test's process.
pub(crate) struct Server {
    pub(crate) url: String,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    pub(crate) fn start(behaviour: Behaviour) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&requests);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let kept = Arc::clone(&kept);
                thread::spawn(move || {
                    let mut stream = stream.unwrap();
                    let request = read(&mut stream);
                    kept.lock().unwrap().push(request.clone());
                    behaviour(&mut stream, &request);
                });
            }
        });
        Self { url, requests }
    }

    /// The first lines of all requests there were.
    pub(crate) fn requests(&self) -> Vec<String> {
        let first = |text: &String| text.lines().next().unwrap_or_default().to_owned();
        self.requests.lock().unwrap().iter().map(first).collect()
    }
}

/// The first byte of a TLS handshake.
const HANDSHAKE: u8 = 22;

/// Reads a request to the end that its length tells, or as much of a handshake as comes at once.
fn read(stream: &mut TcpStream) -> String {
    let (mut bytes, mut buffer) = (Vec::new(), [0; 4096]);
    loop {
        let length = stream.read(&mut buffer).unwrap_or_default();
        bytes.extend_from_slice(&buffer[..length]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let whole = text.split_once("\r\n\r\n").is_some_and(|(head, body)| {
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            body.len() >= length.map_or(0, |length| length.parse().unwrap())
        });
        if whole || length == 0 || bytes.first() == Some(&HANDSHAKE) {
            return text;
        }
    }
}

/// Writes bytes. A client that has gone away got what it wanted.
pub(crate) fn write(stream: &mut TcpStream, bytes: &[u8]) {
    drop(stream.write_all(bytes));
}

/// Answers with a status line, a content type and a body of its length.
pub(crate) fn answer(stream: &mut TcpStream, (status, kind): (&str, &str), body: &[u8]) {
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
    );
    write(stream, &[head.as_bytes(), body].concat());
}

/// Refuses what no provider serves, so that only the documented calls meet the rest of a behaviour.
pub(crate) fn is_probe(stream: &mut TcpStream, request: &str) -> bool {
    let is_probe = request.starts_with("GET /_sim/");
    if is_probe {
        answer(stream, ("404 Not Found", "text/plain"), b"no");
    }
    is_probe
}

/// Waits until the client gives up.
pub(crate) fn hold(stream: &mut TcpStream) {
    drop(stream.read(&mut [0]));
}
