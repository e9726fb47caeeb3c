//! A simulator that runs elsewhere, as the commands that talk to it see it: JSON in, JSON out, refusals
//! as [`Failure`]s.

use std::env;
use std::time::Duration;

use clap::Args;
use serde_json::Value;

use crate::client::Answer;
use crate::client::Ask;
use crate::client::Server;
use crate::failure::Failure;
use crate::output;
use crate::serve::options::DEFAULT_PORT;

/// Turning the clock may take the server a minute; everything else is quick.
const PATIENCE: Duration = Duration::from_secs(90);

/// Which simulator, and which sandbox of it.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Which simulator")]
pub(crate) struct Remote {
    /// Where it runs [default: this machine, port `SANDPAY_PORT`, `PORT` or 7250]
    #[arg(long, value_name = "URL", env = "SANDPAY_URL", hide_env_values = true, global = true)]
    url: Option<String>,
    /// Which of its sandboxes [default: default]
    #[arg(long, value_name = "ID", env = "SANDPAY_SANDBOX", hide_env_values = true, global = true)]
    sandbox: Option<String>,
    /// Print the answer as JSON
    #[arg(long, global = true)]
    pub(crate) json: bool,
}

impl Remote {
    /// Where the simulator is.
    pub(crate) fn url(&self) -> String {
        let given = self.url.clone().filter(|url| !url.is_empty());
        given.unwrap_or_else(on_this_machine)
    }

    /// Reads something.
    pub(crate) fn get(&self, path: &str) -> Result<Value, Failure> {
        json(&self.bytes(("GET", path), None)?)
    }

    /// Has something done.
    pub(crate) fn send(&self, call: (&str, &str), body: Option<&Value>) -> Result<Value, Failure> {
        let body = body.map(Value::to_string);
        let answer = self.bytes(call, body.as_deref().map(str::as_bytes))?;
        if answer.is_empty() { Ok(Value::Null) } else { json(&answer) }
    }

    /// The bytes of a successful answer to a method and a path.
    pub(crate) fn bytes(
        &self,
        call: (&str, &str),
        body: Option<&[u8]>,
    ) -> Result<Vec<u8>, Failure> {
        let answer = self.exchange(call, body, PATIENCE)?;
        if (200..300).contains(&answer.status) { Ok(answer.body) } else { Err(refusal(&answer)) }
    }

    /// One exchange, whatever the answer's status.
    pub(crate) fn exchange(
        &self,
        (method, path): (&str, &str),
        body: Option<&[u8]>,
        patience: Duration,
    ) -> Result<Answer, Failure> {
        let url = self.url();
        let server = Server::parse(&url).map_err(|why| {
            Failure::usage(format!("`{url}` is no URL of a simulator: {why}"))
                .with_hint("--url http://127.0.0.1:7250, say")
        })?;
        let mut headers = Vec::new();
        if let Some(sandbox) = self.sandbox.as_deref().filter(|id| !id.is_empty()) {
            if !sandbox.bytes().all(|byte| byte.is_ascii_graphic()) {
                return Err(Failure::usage(format!("{sandbox:?} is no id of a sandbox"))
                    .with_hint("`sandpay sandbox list` shows them"));
            }
            headers.push(("sandpay-sandbox", sandbox));
        }
        let ask = Ask { method, path, headers: &headers, body, patience };
        server.send(&ask).map_err(|error| {
            Failure::unreachable(format!("no simulator answers at {url}: {error}"))
                .with_hint("start one with `sandpay`, or name another with --url or SANDPAY_URL")
        })
    }

    /// Prints an answer: as it is with `--json`, else in words.
    pub(crate) fn show(
        &self,
        answer: &Value,
        words: impl FnOnce(&Value) -> String,
    ) -> Result<(), Failure> {
        match (self.json, answer) {
            (false, _) => output::print(&words(answer)),
            // Some calls are answered without a body.
            (true, Value::Null) => Ok(()),
            (true, _) => output::print(&answer.to_string()),
        }
    }
}

/// Where the simulator is that runs on this machine.
pub(crate) fn on_this_machine() -> String {
    let port = ["SANDPAY_PORT", "PORT"]
        .into_iter()
        .find_map(|name| env::var(name).ok()?.parse::<u16>().ok().filter(|port| *port != 0));
    format!("http://127.0.0.1:{}", port.unwrap_or(DEFAULT_PORT))
}

fn json(bytes: &[u8]) -> Result<Value, Failure> {
    serde_json::from_slice(bytes).map_err(|error| {
        Failure::internal(format!("the answer is no JSON: {error}"))
            .with_hint("is the server a sandpay of this version?")
    })
}

/// A refusal in the server's own words.
fn refusal(answer: &Answer) -> Failure {
    let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let error = &body["error"];
    let text = |name: &str| error[name].as_str().filter(|text| !text.is_empty());
    match (text("message"), text("hint")) {
        (Some(message), None) => Failure::refused(output::plain(message)),
        (Some(message), Some(hint)) => {
            Failure::refused(output::plain(message)).with_hint(output::plain(hint))
        }
        (None, _) => {
            Failure::refused(format!("the server answered {} and no reason", answer.status))
                .with_hint("is it a sandpay of this version?")
        }
    }
}

/// A member as a cell of a table: texts as they are, other values as JSON, nothing for none.
pub(crate) fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => output::plain(text),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    }
}

/// An instant with no more than its milliseconds, as far as people read.
pub(crate) fn instant(value: &Value) -> String {
    let text = cell(value);
    match text.split_once('.') {
        Some((seconds, fraction)) if fraction.len() > 4 && fraction.is_ascii() => {
            format!("{seconds}.{}Z", &fraction[..3])
        }
        Some(_) | None => text,
    }
}

/// The elements of a list, whether it comes bare or as a member of an object.
pub(crate) fn list<'v>(value: &'v Value, member: &str) -> &'v [Value] {
    let inner = value.get(member).unwrap_or(value);
    inner.as_array().map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_refusal_keeps_the_words_of_the_server() {
        let body = json!({"error": {"code": "x", "message": "not so", "hint": "but so"}});
        let answer = Answer { status: 409, body: body.to_string().into_bytes() };

        let failure = refusal(&answer);

        assert_eq!(failure, Failure::refused("not so").with_hint("but so"));
    }

    #[test]
    fn an_answer_without_words_is_a_refusal_too() {
        let failure = refusal(&Answer { status: 404, body: b"<html>".to_vec() });

        assert_eq!(failure.message.unwrap(), "the server answered 404 and no reason");
    }

    #[test]
    fn instants_are_cut_to_milliseconds() {
        assert_eq!(instant(&json!("2026-01-01T00:00:00.123456Z")), "2026-01-01T00:00:00.123Z");
        assert_eq!(instant(&json!("2026-01-01T00:00:00.5Z")), "2026-01-01T00:00:00.5Z");
        assert_eq!(instant(&json!("2026-01-01T00:00:00Z")), "2026-01-01T00:00:00Z");
    }
}
