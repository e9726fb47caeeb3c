//! `sandpay export`: the log of a sandbox, for a bug report and for `sandpay replay`.

use std::fs;
use std::path::PathBuf;

use clap::Args;

use crate::failure::Failure;
use crate::output;
use crate::remote::Remote;

/// Write the log of the sandbox: everything that happened to it, without secrets
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sandpay export --output run.jsonl && sandpay replay run.jsonl")]
pub(crate) struct Export {
    /// Write to this file [default: stdout]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    remote: Remote,
}

impl Export {
    pub(crate) fn run(self) -> Result<(), Failure> {
        let log = self.remote.bytes(("GET", "/_sim/export"), None)?;
        let Some(path) = self.output else { return output::print_bytes(&log) };
        fs::write(&path, log).map_err(|error| {
            Failure::usage(format!("cannot write {}: {error}", path.display()))
                .with_hint("--output takes a file in a folder that exists")
        })
    }
}
