//! `sandpay webhooks`: what a running simulator sent or would have sent, and sending it once more.

use clap::Args;
use clap::Subcommand;
use serde_json::Value;

use crate::client::encoded;
use crate::failure::Failure;
use crate::output;
use crate::output::aligned;
use crate::remote::Remote;
use crate::remote::cell;
use crate::remote::instant;
use crate::remote::list;

/// Show webhook deliveries, or send one once more
#[derive(Debug, Args)]
#[command(disable_help_subcommand = true)]
pub(crate) struct Webhooks {
    #[command(subcommand)]
    command: WebhooksCommand,
    #[command(flatten)]
    remote: Remote,
}

#[derive(Debug, Subcommand)]
enum WebhooksCommand {
    /// Show every delivery: id, event, outcome, tries, and where it goes
    List,
    /// Send a delivery once more
    Redeliver {
        /// The id that `list` shows
        id: String,
    },
}

impl Webhooks {
    pub(crate) fn run(self) -> Result<(), Failure> {
        let Self { command, remote } = self;
        match command {
            WebhooksCommand::List => {
                remote.show(&remote.get("/_sim/webhooks/deliveries")?, in_words)
            }
            WebhooksCommand::Redeliver { id } => {
                let path = format!("/_sim/webhooks/deliveries/{}/redeliver", encoded(&id));
                let answer = remote.send(("POST", &path), None)?;
                let id = output::plain(&id);
                remote.show(&answer, |_| format!("delivery {id} goes out once more"))
            }
        }
    }
}

fn in_words(answer: &Value) -> String {
    let deliveries = list(answer, "deliveries");
    if deliveries.is_empty() {
        return "no event has happened yet".to_owned();
    }
    let heading = ["ID", "AT", "PROVIDER", "EVENT", "SUBJECT", "OUTCOME", "TRIES", "URL"];
    let mut rows = vec![heading.map(str::to_owned).to_vec()];
    rows.extend(deliveries.iter().map(row));
    let table = aligned(&rows);
    let mut lines = table.lines();
    let mut text = format!("{}\n", lines.next().unwrap_or_default());
    for (line, delivery) in lines.zip(deliveries) {
        text.push_str(&format!("{line}\n"));
        let hint = cell(&delivery["hint"]);
        if !hint.is_empty() {
            text.push_str(&format!("    {hint}\n"));
        }
    }
    text
}

fn row(delivery: &Value) -> Vec<String> {
    let made = |attempt: &&Value| !attempt["outcome"].is_null();
    let tries = delivery["attempts"].as_array().map_or(0, |all| all.iter().filter(made).count());
    let [id, provider, event, subject, outcome, url] =
        ["id", "provider", "event", "subject", "outcome", "url"].map(|name| cell(&delivery[name]));
    vec![id, instant(&delivery["at"]), provider, event, subject, outcome, tries.to_string(), url]
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_delivery_is_a_row_and_its_hint_stands_below() {
        let answer = json!([{
            "id": "3-0", "provider": "yuno", "event": "payment.purchase", "subject": "p1",
            "at": "2026-01-01T00:00:00Z", "outcome": "no_endpoint", "url": "",
            "hint": "PUT /_sim/webhooks/endpoints/yuno sets where events go",
            "attempts": [{"number": 0, "headers": [], "body": "{}"}],
        }]);

        let text = in_words(&answer);

        assert!(text.contains("3-0  2026-01-01T00:00:00Z  yuno"), "{text}");
        assert!(text.contains("no_endpoint  0\n    PUT /_sim"), "{text}");
    }
}
