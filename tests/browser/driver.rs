//! A few commands of the `WebDriver` protocol over `chromedriver`: only what the tests need.

use std::io::BufRead;
use std::io::BufReader;
use std::process::Child;
use std::process::Command;
use std::process::Stdio;
use std::time::Duration;
use std::time::Instant;

use serde_json::Value;
use serde_json::json;

/// How long a browser may take to get anywhere.
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// Sends JSON and reads JSON.
pub(crate) fn exchange(
    method: &str,
    url: &str,
    header: Option<(&str, &str)>,
    body: &Value,
) -> Value {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let mut request =
            client.request(method.parse().unwrap(), url).header("content-type", "application/json");
        if let Some((name, value)) = header {
            request = request.header(name, value);
        }
        if method == "POST" {
            request = request.body(body.to_string());
        }
        let text = request.send().await.unwrap().text().await.unwrap();
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
    })
}

/// A browser without a window.
pub(crate) struct Browser {
    driver: Child,
    session: String,
}

impl Browser {
    pub(crate) fn start() -> Self {
        let mut driver =
            Command::new("chromedriver").arg("--port=0").stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(driver.stdout.take().unwrap()).lines();
        let port = lines.map_while(Result::ok).find_map(|line| {
            let (_, port) = line.split_once("started successfully on port ")?;
            Some(port.trim_end_matches('.').to_owned())
        });
        let base = format!("http://127.0.0.1:{}", port.unwrap());
        let arguments = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ];
        let wanted =
            json!({"capabilities": {"alwaysMatch": {"goog:chromeOptions": {"args": arguments}}}});
        let answer = exchange("POST", &format!("{base}/session"), None, &wanted);
        let id = answer["value"]["sessionId"].as_str().unwrap_or_else(|| panic!("{answer}"));
        Self { session: format!("{base}/session/{id}"), driver }
    }

    fn call(&self, method: &str, path: &str, body: &Value) -> Value {
        exchange(method, &format!("{}{path}", self.session), None, body)["value"].take()
    }

    pub(crate) fn open(&self, url: &str) {
        self.call("POST", "/url", &json!({ "url": url }));
    }

    pub(crate) fn url(&self) -> String {
        self.call("GET", "/url", &Value::Null).as_str().unwrap().to_owned()
    }

    /// Asserts that the browser comes to an address.
    #[track_caller]
    pub(crate) fn comes_to(&self, address: &str) {
        self.until(address, |browser| browser.url() == address);
    }

    /// Asserts that something holds before long: a click may be answered before the browser has left.
    #[track_caller]
    pub(crate) fn until(&self, what: &str, holds: impl Fn(&Self) -> bool) {
        let deadline = Instant::now() + LONGEST_WAIT;
        while !holds(self) {
            assert!(Instant::now() < deadline, "still at {}, no {what}", self.url());
        }
    }

    fn find(&self, selector: &str) -> Vec<String> {
        let found =
            self.call("POST", "/elements", &json!({"using": "css selector", "value": selector}));
        let element = |value: &Value| {
            value.as_object().unwrap().values().next().unwrap().as_str().unwrap().to_owned()
        };
        found.as_array().unwrap().iter().map(element).collect()
    }

    pub(crate) fn count(&self, selector: &str) -> usize {
        self.find(selector).len()
    }

    pub(crate) fn text(&self, selector: &str) -> String {
        let element = &self.find(selector)[0];
        self.call("GET", &format!("/element/{element}/text"), &Value::Null)
            .as_str()
            .unwrap()
            .to_owned()
    }

    /// Clicks, and waits until the page that it leads to has loaded, as the protocol says. An open page
    /// looks every two seconds whether it is over, and takes its elements with it: what matches then is
    /// clicked.
    #[track_caller]
    pub(crate) fn click(&self, selector: &str) {
        self.until(selector, |browser| {
            let elements = browser.find(selector);
            let Some(element) = elements.first() else { return false };
            let answer = browser.call("POST", &format!("/element/{element}/click"), &json!({}));
            let is_gone = answer["error"] == "stale element reference";
            assert!(answer.is_null() || is_gone, "{answer}");
            answer.is_null()
        });
    }

    pub(crate) fn has_dialog(&self) -> bool {
        self.call("GET", "/alert/text", &Value::Null).is_string()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        self.call("DELETE", "", &Value::Null);
        drop(self.driver.kill());
        drop(self.driver.wait());
    }
}
