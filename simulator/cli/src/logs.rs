//! `sandpay logs`: the journal of a running simulator, a line an entry.

use std::thread;
use std::time::Duration;

use clap::Args;
use serde_json::Value;

use crate::client::encoded;
use crate::failure::Failure;
use crate::output;
use crate::remote::Remote;
use crate::remote::cell;
use crate::remote::instant;
use crate::remote::list;

/// How often the journal is asked for more.
const POLL: Duration = Duration::from_millis(200);

/// Show what happened, oldest first
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sandpay logs --follow
  sandpay logs --provider yuno --kind delivery
  sandpay logs --json | jq 'select(.kind == \"request\") | .response.body'")]
pub(crate) struct Logs {
    /// Go on as more happens
    #[arg(short, long)]
    follow: bool,
    /// Only this provider: yuno, yabandpay, wooshpay
    #[arg(long)]
    provider: Option<String>,
    /// Only this operation: `create_payment`, …
    #[arg(long)]
    operation: Option<String>,
    /// Only this kind: request, timer, changed, event, delivery, command, advice, fault, panic
    #[arg(long)]
    kind: Option<String>,
    #[command(flatten)]
    remote: Remote,
}

impl Logs {
    pub(crate) fn run(self) -> Result<(), Failure> {
        let mut after = None;
        loop {
            let answer = self.remote.get(&self.path(after.as_deref()))?;
            let entries = list(&answer, "entries");
            output::print(&self.lines(entries))?;
            if let Some(next) = answer["next"].as_str() {
                after = Some(next.to_owned());
            }
            if entries.is_empty() {
                if !self.follow {
                    return Ok(());
                }
                wait();
            }
        }
    }

    fn path(&self, after: Option<&str>) -> String {
        let wanted = [
            ("after", after),
            ("provider", self.provider.as_deref()),
            ("operation", self.operation.as_deref()),
            ("kind", self.kind.as_deref()),
        ];
        let query: Vec<_> = wanted
            .into_iter()
            .filter_map(|(name, value)| Some(format!("{name}={}", encoded(value?))))
            .collect();
        if query.is_empty() {
            "/_sim/journal".to_owned()
        } else {
            format!("/_sim/journal?{}", query.join("&"))
        }
    }

    fn lines(&self, entries: &[Value]) -> String {
        let line = |entry: &Value| {
            if self.remote.json { format!("{entry}\n") } else { line(entry) }
        };
        entries.iter().map(line).collect()
    }
}

#[expect(clippy::disallowed_methods, reason = "a client without a runtime waits on its thread")]
fn wait() {
    thread::sleep(POLL);
}

/// Columns of fixed width, so that entries of one poll stand below those of the last.
fn line(entry: &Value) -> String {
    let [kind, provider, subject, what] =
        ["kind", "provider", "subject", "what"].map(|name| cell(&entry[name]));
    let line = format!("{:<24}  {kind:<8}  {provider:<9}  ", instant(&entry["at"]));
    let subject = if subject.is_empty() { subject } else { format!("{subject}  ") };
    format!("{line}{subject}{what}\n")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_entry_is_a_line() {
        let entry = json!({
            "cursor": "0-1", "at": "2026-01-01T00:00:00.123456Z", "kind": "request",
            "provider": "yuno", "operation": "create_payment", "what": "POST /v1/payments -> 201",
            "request": {"line": "POST /v1/payments", "headers": [], "body": "{}"},
        });

        assert_eq!(
            line(&entry),
            "2026-01-01T00:00:00.123Z  request   yuno       POST /v1/payments -> 201\n"
        );
    }
}
