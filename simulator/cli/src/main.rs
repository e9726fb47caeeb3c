//! The command line of sandpay: serves the simulator, and talks to one that runs.
//!
//! A file a subcommand. What they share: [`remote`] for the ones that talk to a simulator, [`output`] for
//! what is written, [`failure`] for exit codes.

mod check;
mod client;
mod clock;
mod demo;
mod environment;
mod export;
mod failure;
mod fault;
mod fidelity;
mod healthcheck;
mod logs;
mod next;
mod output;
mod remote;
mod replay;
mod reset;
mod sandbox;
mod serve;
mod settings;
mod settle;
mod webhooks;

use std::env;
use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;
use clap::Subcommand;

use crate::failure::Failure;

/// Stands in for payment providers on your own machine: `sandpay` alone serves
#[derive(Debug, Parser)]
#[command(
    name = "sandpay",
    version,
    disable_help_subcommand = true,
    after_help = "Examples:
  sandpay                          serve on http://127.0.0.1:7250
  sandpay --port 0                 the same as `sandpay serve --port 0`
  sandpay serve --help             all options of the server
  sandpay clock advance P7D        let seven days pass
  sandpay logs --follow            watch what happens
  sandpay check                    hold it, or a real sandbox, against the documents

Exit codes: 0 done, 1 refused or different, 2 usage or configuration, 3 unreachable, 4 internal."
)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Serve(Box<serve::Serve>),
    Check(Box<check::Check>),
    Clock(clock::Clock),
    Settle(settle::Settle),
    Reset(reset::Reset),
    Logs(logs::Logs),
    Next(next::Next),
    Webhooks(webhooks::Webhooks),
    Fault(fault::Fault),
    Settings(settings::Settings),
    Sandbox(sandbox::Sandbox),
    Export(export::Export),
    Replay(replay::Replay),
    Healthcheck(healthcheck::Healthcheck),
    Fidelity(fidelity::Fidelity),
    Demo(demo::Demo),
}

impl Command {
    fn run(self) -> Result<(), Failure> {
        match self {
            Self::Serve(serve) => serve.run(),
            Self::Check(check) => check.run(),
            Self::Clock(clock) => clock.run(),
            Self::Settle(settle) => settle.run(),
            Self::Reset(reset) => reset.run(),
            Self::Logs(logs) => logs.run(),
            Self::Next(next) => next.run(),
            Self::Webhooks(webhooks) => webhooks.run(),
            Self::Fault(fault) => fault.run(),
            Self::Settings(settings) => settings.run(),
            Self::Sandbox(sandbox) => sandbox.run(),
            Self::Export(export) => export.run(),
            Self::Replay(replay) => replay.run(),
            Self::Healthcheck(healthcheck) => healthcheck.run(),
            Self::Fidelity(fidelity) => fidelity.run(),
            Self::Demo(demo) => demo.run(),
        }
    }
}

fn main() -> ExitCode {
    match environment::parse(&arguments(env::args_os())).run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure { code, message, hint }) => {
            if let Some(message) = message {
                output::note(&format!("error: {message}"));
            }
            if let Some(hint) = hint {
                output::note(&format!("hint: {hint}"));
            }
            ExitCode::from(code)
        }
    }
}

/// The command line with `serve` put in where no command is given.
fn arguments(given: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let mut arguments: Vec<_> = given.collect();
    let first = arguments.get(1).map(|first| first.to_string_lossy().into_owned());
    let about_itself = ["-h", "--help", "-V", "--version"];
    let serves =
        first.is_none_or(|first| first.starts_with('-') && !about_itself.contains(&first.as_str()));
    if serves {
        arguments.insert(arguments.len().min(1), "serve".into());
    }
    arguments
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;
    use rstest::rstest;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        CommandLine::command().debug_assert();
    }

    #[rstest]
    #[case(&["sandpay"], &["sandpay", "serve"])]
    #[case(&["sandpay", "--port", "0"], &["sandpay", "serve", "--port", "0"])]
    #[case(&["sandpay", "clock"], &["sandpay", "clock"])]
    #[case(&["sandpay", "--help"], &["sandpay", "--help"])]
    #[case(&["sandpay", "-V"], &["sandpay", "-V"])]
    fn serving_is_what_happens_without_a_command(#[case] given: &[&str], #[case] meant: &[&str]) {
        assert_eq!(arguments(given.iter().map(OsString::from)), meant);
    }
}
