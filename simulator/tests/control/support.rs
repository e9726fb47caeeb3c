//! A simulator and a client of its control plane that can send anything; a receiver of webhooks.

use std::io::Read;
use std::io::Write;
use std::net::TcpListener;
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::Mutex;
use std::thread;

use sandpay::Simulator;
use serde_json::Value;
use serde_json::json;

/// An answer, read whole.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) text: String,
}

impl Answer {
    /// A header field.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (known, value) = line.split_once(": ")?;
            known.eq_ignore_ascii_case(name).then_some(value)
        })
    }

    /// The body as JSON, after checking the status.
    #[track_caller]
    pub(crate) fn json(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text);
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    /// Status, code and hint of an error object, after checking that it is whole.
    #[track_caller]
    pub(crate) fn error(&self) -> (u16, String, String) {
        let error: Value = serde_json::from_str(&self.text).unwrap();
        let text = |name: &str| error["error"][name].as_str().unwrap().to_owned();
        assert!(!text("message").is_empty());
        (self.status, text("code"), text("hint"))
    }
}

/// A simulator, and a client of its control plane.
pub(crate) struct World {
    pub(crate) simulator: Simulator,
}

impl World {
    pub(crate) fn new() -> Self {
        Self { simulator: Simulator::start() }
    }

    pub(crate) fn host(&self) -> &str {
        self.simulator.url().trim_start_matches("http://")
    }

    /// Sends any request.
    pub(crate) fn send(
        &self,
        line: &str,
        headers: &[(&str, &str)],
        body: impl AsRef<[u8]>,
    ) -> Answer {
        let mut head = format!("{line} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n", self.host());
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        let body = body.as_ref();
        head.push_str(&format!("content-length: {}\r\n\r\n", body.len()));
        let mut stream = TcpStream::connect(self.host()).unwrap();
        stream.write_all(head.as_bytes()).unwrap();
        // The answer to a body that is refused may come before all of it was sent.
        drop(stream.write_all(body));
        let mut answer = Vec::new();
        drop(stream.read_to_end(&mut answer));
        read(&String::from_utf8(answer).unwrap())
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.send(&format!("GET {path}"), &[], "")
    }

    pub(crate) fn delete(&self, path: &str) -> Answer {
        self.send(&format!("DELETE {path}"), &[], "")
    }

    /// Sends JSON: `POST /_sim/faults`.
    #[expect(clippy::needless_pass_by_value, reason = "calls read better with json!(…)")]
    pub(crate) fn json(&self, line: &str, body: Value) -> Answer {
        self.send(line, &[("content-type", "application/json")], body.to_string())
    }

    /// A call without a body.
    pub(crate) fn post(&self, path: &str) -> Answer {
        self.send(&format!("POST {path}"), &[], "")
    }

    /// A WooshPay intent that waits on its page; what was answered.
    pub(crate) fn intent(&self, return_url: Option<&str>) -> Intent {
        let mut body = json!({
            "amount": 20,
            "currency": "CNY",
            "confirm": true,
            "payment_method_options": {"alipay": {"client_ip": "192.168.0.1", "terminal_type": "WEB", "os_type": "IOS"}},
            "payment_method_data": {"type": "alipay"},
            "payment_method_types": ["alipay"],
            "description": HOSTILE,
        });
        if let Some(url) = return_url {
            body["return_url"] = url.into();
        }
        // `sk_test_sandpay:` in Base64.
        let headers = [
            ("authorization", "Basic c2tfdGVzdF9zYW5kcGF5Og=="),
            ("content-type", "application/json"),
        ];
        let answer =
            self.send("POST /wooshpay/v1/payment_intents", &headers, body.to_string()).json(200);
        let page = answer["next_action"]["alipay_handle_redirect"]["url"].as_str().unwrap();
        Intent {
            id: answer["id"].as_str().unwrap().to_owned(),
            page: page.rsplit('/').next().unwrap().to_owned(),
            url: page.to_owned(),
        }
    }
}

/// What a merchant might send to be shown.
pub(crate) const HOSTILE: &str = "\"><script>x</script>";

/// An intent that waits on its page.
pub(crate) struct Intent {
    pub(crate) id: String,
    pub(crate) page: String,
    pub(crate) url: String,
}

fn read(answer: &str) -> Answer {
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Answer { status, head: head.to_owned(), text: body.to_owned() }
}

/// A merchant's server: answers 200 and remembers bodies.
pub(crate) struct Receiver {
    pub(crate) url: String,
    received: Arc<Mutex<Vec<String>>>,
}

impl Receiver {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let received = Arc::new(Mutex::new(Vec::new()));
        let remembered = Arc::clone(&received);
        thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let body = request_body(&mut stream);
                remembered.lock().unwrap().push(body);
                let answer = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok";
                drop(stream.write_all(answer.as_bytes()));
            }
        });
        Self { url, received }
    }

    pub(crate) fn received(&self) -> Vec<String> {
        self.received.lock().unwrap().clone()
    }
}

fn request_body(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        let read = stream.read(&mut chunk).unwrap_or_default();
        bytes.extend_from_slice(&chunk[..read]);
        let text = String::from_utf8_lossy(&bytes);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(':')?;
                name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok())?
            });
            if read == 0 || body.len() >= length.unwrap_or(0) {
                return body.to_owned();
            }
        } else if read == 0 {
            return String::new();
        }
    }
}
