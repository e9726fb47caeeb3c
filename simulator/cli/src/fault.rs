//! `sandpay fault`: what goes wrong on purpose in a running simulator.

use clap::Args;
use clap::Subcommand;
use serde_json::Value;

use crate::client::encoded;
use crate::failure::Failure;
use crate::output;
use crate::output::aligned;
use crate::remote::Remote;
use crate::remote::cell;
use crate::remote::list;

/// Make things go wrong on purpose
#[derive(Debug, Args)]
#[command(
    disable_help_subcommand = true,
    after_help = r#"Examples:
  sandpay fault add '{"on":{"provider":"yuno","operation":"create_payment"},"do":{"after_commit":"disconnect"}}'
  sandpay fault add '{"on":{"provider":"yuno"},"do":{"before_commit":{"status":503}},"times":3}'
  sandpay fault clear"#
)]
pub(crate) struct Fault {
    #[command(subcommand)]
    command: FaultCommand,
    #[command(flatten)]
    remote: Remote,
}

#[derive(Debug, Subcommand)]
enum FaultCommand {
    /// Arm a fault
    Add {
        /// {"on": {"provider", "operation", …}, "do": {…}, "times": 1}
        #[arg(value_name = "JSON")]
        fault: String,
    },
    /// Show armed faults
    List,
    /// Disarm one fault
    Remove {
        /// The id that `list` shows
        id: String,
    },
    /// Disarm all faults
    Clear,
}

impl Fault {
    pub(crate) fn run(self) -> Result<(), Failure> {
        let Self { command, remote } = self;
        match command {
            FaultCommand::Add { fault } => {
                let fault: Value = serde_json::from_str(&fault).map_err(|error| {
                    Failure::usage(format!("the fault is no JSON: {error}"))
                        .with_hint("`sandpay fault --help` shows some that are")
                })?;
                let answer = remote.send(("POST", "/_sim/faults"), Some(&fault))?;
                remote.show(&answer, |armed| format!("fault {} is armed", cell(&armed["id"])))
            }
            FaultCommand::List => remote.show(&remote.get("/_sim/faults")?, in_words),
            FaultCommand::Remove { id } => {
                let path = format!("/_sim/faults/{}", encoded(&id));
                let answer = remote.send(("DELETE", &path), None)?;
                let id = output::plain(&id);
                remote.show(&answer, |_| format!("fault {id} is disarmed"))
            }
            FaultCommand::Clear => {
                let answer = remote.send(("DELETE", "/_sim/faults"), None)?;
                remote.show(&answer, |_| "no fault is armed any more".to_owned())
            }
        }
    }
}

fn in_words(answer: &Value) -> String {
    let faults = list(answer, "faults");
    if faults.is_empty() {
        return "no fault is armed".to_owned();
    }
    let heading = ["ID", "STRUCK", "TIMES", "ON", "DO"].map(str::to_owned).to_vec();
    let row = |fault: &Value| {
        ["id", "struck", "times", "on", "do"].map(|name| cell(&fault[name])).to_vec()
    };
    aligned(&std::iter::once(heading).chain(faults.iter().map(row)).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_armed_fault_is_a_row() {
        let answer = json!([{"id": 1, "on": {"provider": "yuno"}, "do": {"error": "X"},
            "times": "always", "seen": 2, "struck": 2}]);

        assert_eq!(
            in_words(&answer),
            "ID  STRUCK  TIMES   ON                   DO\n\
             1   2       always  {\"provider\":\"yuno\"}  {\"error\":\"X\"}\n"
        );
        assert_eq!(in_words(&json!([])), "no fault is armed");
    }
}
