//! One request as a case hands it over: sent as bytes, and told as a curl command that shows no secret.

use reqwest::Method;
use reqwest::header::CONTENT_TYPE;
use reqwest::header::HeaderMap;
use reqwest::header::HeaderName;
use reqwest::header::HeaderValue;

use super::mask::Mask;
use crate::transport::Outgoing;
use crate::transport::Transport;
use crate::transport::TransportError;

/// A request.
#[derive(Debug)]
pub(super) struct Ask {
    pub(super) step: String,
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) query: Vec<(&'static str, String)>,
    pub(super) headers: Vec<Header>,
    pub(super) body: Option<String>,
}

/// A header field, and the option by which curl sends it without showing a secret.
#[derive(Clone, Debug)]
pub(super) struct Header {
    pub(super) name: &'static str,
    pub(super) value: String,
    pub(super) curl: String,
}

impl Header {
    /// A field that may be seen.
    pub(super) fn plain(name: &'static str, value: &str) -> Self {
        Self { name, value: value.to_owned(), curl: format!("-H '{name}: {value}'") }
    }
}

impl Ask {
    /// The address, below a base URL.
    pub(super) fn address(&self, base_url: &str) -> String {
        let query: Vec<_> =
            self.query.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mark = if query.is_empty() { "" } else { "?" };
        format!("{}{}{mark}{}", base_url.trim_end_matches('/'), self.path, query.join("&"))
    }

    /// A command that sends it, with variables where credentials stand.
    pub(super) fn curl(&self, base_url: &str, mask: &Mask) -> String {
        let mut words = vec!["curl".to_owned(), "-sS".to_owned()];
        if self.method != Method::GET {
            words.push(format!("-X {}", self.method));
        }
        words.push(quoted(&mask.text(&self.address(base_url))));
        words.extend(self.headers.iter().map(|header| mask.text(&header.curl)));
        if let Some(body) = &self.body {
            words.push("-H 'content-type: application/json'".to_owned());
            words.push(format!("--data-raw {}", quoted(&mask.text(body))));
        }
        words.join(" ")
    }
}

/// A text that a shell takes as it is.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// What came back.
#[derive(Debug)]
pub(super) struct Came {
    pub(super) status: u16,
    /// What the body is said to be.
    pub(super) kind: String,
    pub(super) text: String,
}

/// One exchange.
pub(super) async fn exchange(transport: &Transport, ask: &Ask) -> Result<Came, TransportError> {
    let path: Vec<&str> = ask.path.split('/').skip(1).collect();
    let query: Vec<_> = ask.query.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let mut headers = HeaderMap::new();
    for header in &ask.headers {
        // A credential that no header can carry is left out, which the server then says.
        if let Ok(value) = HeaderValue::from_str(&header.value) {
            headers.insert(HeaderName::from_static(header.name), value);
        }
    }
    let outgoing = Outgoing {
        method: ask.method.clone(),
        path: &path,
        query: &query,
        headers,
        body: ask.body.clone(),
        repeatable: false,
    };
    let received = transport.send(outgoing).await?;
    let kind = received.headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default();
    let kind = String::from_utf8_lossy(kind).into_owned();
    Ok(Came { status: received.status, kind, text: received.body.text().into_owned() })
}

/// Why no answer came, in a few words.
pub(super) fn in_words(error: &TransportError) -> String {
    match error {
        TransportError::NotConnected(reason) => format!("no connection ({})", innermost(reason)),
        TransportError::TimedOut(_) => "no answer within the time limit".to_owned(),
        TransportError::BrokenOff(reason) => {
            format!("an exchange that broke off ({})", innermost(reason))
        }
    }
}

fn innermost(error: &dyn std::error::Error) -> String {
    match error.source() {
        Some(source) => innermost(source),
        None => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_shows_variables_and_no_secret_and_survives_quotes() {
        let mut mask = Mask::default();
        mask.hide("sandbox_secret");
        let secret = Header {
            name: "private-secret-key",
            value: "sandbox_secret".to_owned(),
            curl: "-H \"private-secret-key: $KEY\"".to_owned(),
        };
        let ask = Ask {
            step: "create payment".to_owned(),
            method: Method::POST,
            path: "/v1/payments".to_owned(),
            query: vec![("a", "b".to_owned())],
            headers: vec![secret, Header::plain("x-idempotency-key", "k")],
            body: Some("{\"name\":\"O'Neill sandbox_secret\"}".to_owned()),
        };

        assert_eq!(
            ask.curl("http://127.0.0.1:1/yuno/", &mask),
            "curl -sS -X POST 'http://127.0.0.1:1/yuno/v1/payments?a=b' \
             -H \"private-secret-key: $KEY\" -H 'x-idempotency-key: k' \
             -H 'content-type: application/json' \
             --data-raw '{\"name\":\"O'\\''Neill [hidden]\"}'"
        );
    }
}
