//! `sandpay clock`: shows and turns the virtual clock of a running simulator.

use clap::Args;
use clap::Subcommand;
use serde_json::Value;
use serde_json::json;

use crate::failure::Failure;
use crate::output::aligned;
use crate::remote::Remote;
use crate::remote::cell;
use crate::remote::instant;
use crate::remote::list;

/// Show or turn the virtual clock
#[derive(Debug, Args)]
#[command(
    disable_help_subcommand = true,
    after_help = "Examples:
  sandpay clock
  sandpay clock advance P7D
  sandpay clock advance --to next
  sandpay clock freeze --at 2026-12-01T00:00:00Z"
)]
pub(crate) struct Clock {
    #[command(subcommand)]
    command: Option<ClockCommand>,
    #[command(flatten)]
    remote: Remote,
}

#[derive(Debug, Subcommand)]
enum ClockCommand {
    /// Let time pass; return when all that fell due has happened and every webhook was tried
    Advance(Advance),
    /// Stop the clock
    Freeze {
        /// At this instant, which has not passed
        #[arg(long, value_name = "INSTANT")]
        at: Option<String>,
    },
    /// Let the clock flow as real time does
    Flow,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct Advance {
    /// An ISO 8601 duration: P7D, PT3H, P1M
    #[arg(value_name = "DURATION")]
    by: Option<String>,
    /// An instant, or `next` for whatever is due next
    #[arg(long, value_name = "INSTANT|next")]
    to: Option<String>,
}

impl Clock {
    pub(crate) fn run(self) -> Result<(), Failure> {
        let Self { command, remote } = self;
        let send = |what: &str, body: &Value| {
            remote.send(("POST", &format!("/_sim/clock/{what}")), Some(body))
        };
        match command {
            None => remote.show(&remote.get("/_sim/clock")?, in_words),
            Some(ClockCommand::Advance(Advance { by, to })) => {
                let body = by.map_or_else(|| json!({ "to": to }), |by| json!({ "by": by }));
                remote.show(&send("advance", &body)?, advanced)
            }
            Some(ClockCommand::Freeze { at }) => {
                let body = at.map_or_else(|| json!({}), |at| json!({ "at": at }));
                remote.show(&send("freeze", &body)?, in_words)
            }
            Some(ClockCommand::Flow) => remote.show(&send("flow", &json!({}))?, in_words),
        }
    }
}

fn in_words(clock: &Value) -> String {
    format!("{} {}", instant(&clock["now"]), cell(&clock["mode"]))
}

/// What turning the clock did: a row for everything that happened, then where it stands.
pub(crate) fn advanced(advanced: &Value) -> String {
    let happened = list(advanced, "happened");
    let row = |row: &Value| {
        let [kind, provider, subject, what] =
            ["kind", "provider", "subject", "what"].map(|name| cell(&row[name]));
        vec![instant(&row["at"]), kind, provider, subject, what]
    };
    let mut text = aligned(&happened.iter().map(row).collect::<Vec<_>>());
    if advanced["truncated"] == true {
        text.push_str("… and more: `sandpay logs` has all of it\n");
    }
    text.push_str(&format!("now {}", instant(&advanced["now"])));
    if happened.is_empty() {
        text.push_str(", nothing was due");
    }
    if advanced["quiet"] == false {
        text.push_str("\nnot quiet yet: it took too long to wait for everything; `sandpay settle` waits again");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_happened_is_told_row_by_row() {
        let answer = json!({
            "from": "2026-01-01T00:00:00Z",
            "now": "2026-01-08T00:00:00Z",
            "quiet": true,
            "truncated": false,
            "happened": [
                {"at": "2026-01-02T00:00:00Z", "kind": "timer", "provider": "yuno", "subject": "p1", "what": "capture_due"},
                {"at": "2026-01-02T00:00:00Z", "kind": "delivery", "provider": "yuno", "subject": "p1", "what": "200"},
            ],
        });

        assert_eq!(
            advanced(&answer),
            "2026-01-02T00:00:00Z  timer     yuno  p1  capture_due\n\
             2026-01-02T00:00:00Z  delivery  yuno  p1  200\n\
             now 2026-01-08T00:00:00Z"
        );
    }

    #[test]
    fn a_world_that_is_not_quiet_is_said_to_be() {
        let answer = json!({"now": "2026-01-08T00:00:00Z", "quiet": false, "happened": []});

        assert!(advanced(&answer).contains("not quiet yet"));
    }
}
