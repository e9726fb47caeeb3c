//! `sandpay sandbox`: worlds of their own in a running simulator.

use clap::Args;
use clap::Subcommand;
use serde_json::Map;
use serde_json::Value;
use serde_json::json;

use crate::client::encoded;
use crate::failure::Failure;
use crate::output;
use crate::output::aligned;
use crate::remote::Remote;
use crate::remote::cell;
use crate::remote::instant;
use crate::remote::list;
use crate::serve::options::ClockStart;

/// Make, show and delete sandboxes: worlds with credentials of their own
#[derive(Debug, Args)]
#[command(
    disable_help_subcommand = true,
    after_help = "Examples:
  sandpay sandbox create --name checkout-tests --clock frozen
  sandpay sandbox list
  sandpay sandbox delete ID"
)]
pub(crate) struct Sandbox {
    #[command(subcommand)]
    command: SandboxCommand,
    #[command(flatten)]
    remote: Remote,
}

#[derive(Debug, Subcommand)]
enum SandboxCommand {
    /// Make a sandbox and print its credentials
    Create(Create),
    /// Show all sandboxes
    List,
    /// Delete a sandbox
    Delete {
        /// The id that `list` shows
        id: String,
    },
}

#[derive(Debug, Args)]
struct Create {
    /// A name for people
    #[arg(long)]
    name: Option<String>,
    /// Number that identifiers derive from [default: derived from the server's]
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,
    /// `flowing` or `frozen`, either with `@INSTANT` [default: as the sandbox `default`]
    #[arg(long, value_name = "CLOCK")]
    clock: Option<ClockStart>,
    /// Start without the customers and tokens of the documents' examples
    #[arg(long)]
    empty: bool,
}

impl Sandbox {
    pub(crate) fn run(self) -> Result<(), Failure> {
        let Self { command, remote } = self;
        match command {
            SandboxCommand::Create(create) => {
                let answer = remote.send(("POST", "/_sim/sandboxes"), Some(&create.body()))?;
                remote.show(&answer, created)
            }
            SandboxCommand::List => remote.show(&remote.get("/_sim/sandboxes")?, in_words),
            SandboxCommand::Delete { id } => {
                let path = format!("/_sim/sandboxes/{}", encoded(&id));
                let answer = remote.send(("DELETE", &path), None)?;
                let id = output::plain(&id);
                remote.show(&answer, |_| format!("the sandbox {id} is no more"))
            }
        }
    }
}

impl Create {
    fn body(&self) -> Value {
        let mut body = Map::new();
        let mut say = |name: &str, value: Option<Value>| {
            if let Some(value) = value {
                body.insert(name.to_owned(), value);
            }
        };
        say("name", self.name.clone().map(Value::from));
        say("seed", self.seed.map(Value::from));
        say(
            "clock",
            self.clock.map(|clock| match clock.at {
                Some(at) => json!({ "mode": clock.mode, "at": at }),
                None => json!({ "mode": clock.mode }),
            }),
        );
        say("world", self.empty.then(|| "empty".into()));
        Value::Object(body)
    }
}

fn created(sandbox: &Value) -> String {
    let mut rows = Vec::new();
    let members = |value: &Value| value.as_object().cloned().unwrap_or_default();
    for (provider, credentials) in members(&sandbox["credentials"]) {
        let mut title = output::plain(&provider);
        for (name, value) in members(&credentials) {
            rows.push(vec![std::mem::take(&mut title), output::plain(&name), cell(&value)]);
        }
    }
    format!("sandbox {}\n{}", cell(&sandbox["id"]), aligned(&rows))
}

fn in_words(answer: &Value) -> String {
    let mut rows = vec![["ID", "NAME", "CLOCK", "NOW"].map(str::to_owned).to_vec()];
    for sandbox in list(answer, "sandboxes") {
        let clock = &sandbox["clock"];
        rows.push(vec![
            cell(&sandbox["id"]),
            cell(&sandbox["name"]),
            cell(&clock["mode"]),
            instant(&clock["now"]),
        ]);
    }
    aligned(&rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_asked_for_is_sent() {
        let clock = Some("frozen@2026-12-01T00:00:00Z".parse().unwrap());
        let create = Create { name: Some("x".into()), seed: Some(7), clock, empty: true };

        assert_eq!(
            create.body(),
            json!({
                "name": "x", "seed": 7, "world": "empty",
                "clock": {"mode": "frozen", "at": "2026-12-01T00:00:00Z"},
            })
        );
        let nothing = Create { name: None, seed: None, clock: None, empty: false };
        assert_eq!(nothing.body(), json!({}));
    }

    #[test]
    fn a_new_sandbox_is_shown_with_its_credentials() {
        let answer = json!({"id": "s1", "credentials": {"yuno": {"account_id": "a", "public_api_key": "p"}}});

        assert_eq!(
            created(&answer),
            "sandbox s1\nyuno  account_id      a\n      public_api_key  p\n"
        );
    }
}
