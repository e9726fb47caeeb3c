//! `sandpay replay`: runs a log again, offline, and compares what comes out of every record.
//!
//! Takes the export of one sandbox as well as a file of `serve --log`, which holds several.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use clap::Args;
use jiff::Timestamp;
use sandpay_core::engine::CameOut;
use sandpay_core::engine::Engine;
use sandpay_core::engine::ReplayError;
use sandpay_core::engine::Setup;
use sandpay_core::engine::SetupError;
use sandpay_core::engine::input::Input;
use sandpay_core::engine::input::Record;
use sandpay_core::engine::log;
use sandpay_core::engine::log::Keep;
use sandpay_core::engine::log::LineError;
use sandpay_core::providers;
use serde::Deserialize;

use crate::failure::Failure;
use crate::output;

/// Run an exported log again; exit with 0 when every byte comes out the same
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sandpay export --output run.jsonl && sandpay replay run.jsonl
  sandpay replay run.log           a file of `sandpay serve --log run.log`")]
pub(crate) struct Replay {
    /// An export, or a file of `serve --log`
    file: PathBuf,
}

impl Replay {
    pub(crate) fn run(self) -> Result<(), Failure> {
        let path = self.file.display();
        let bytes = fs::read(&self.file)
            .map_err(|error| Failure::usage(format!("cannot read {path}: {error}")))?;
        let mut rerun = Rerun::default();
        let result = rerun.lines(&bytes);
        for edition in &rerun.other_editions {
            output::note(&format!("note: {edition}"));
        }
        result.map_err(|failure| match rerun.other_editions.is_empty() {
            true => failure,
            false => failure.with_hint("other editions may well behave differently"),
        })?;
        output::print(&rerun.in_words())
    }
}

/// A line that is no head.
#[derive(Deserialize)]
struct Line {
    /// Whose it is; exports of one sandbox do not say.
    sandbox: Option<String>,
    seq: u64,
    at: Timestamp,
    input: Input,
    out: CameOut,
}

/// A sandbox was deleted.
#[derive(Deserialize)]
struct Deleted {
    sandbox: String,
    deleted: bool,
}

/// What was run again so far.
#[derive(Debug, Default)]
struct Rerun {
    engines: BTreeMap<String, Engine>,
    /// The sandbox whose head came last: the one that records without a name belong to.
    present: String,
    /// Whether records name their sandbox, as in files of `serve --log`.
    named: bool,
    records: u64,
    heads: u64,
    other_editions: BTreeSet<String>,
}

impl Rerun {
    fn lines(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        let mut lines = bytes.split_inclusive(|byte| *byte == b'\n').enumerate();
        let head = lines.next().map(|(_, line)| String::from_utf8_lossy(line));
        self.begin(head.as_deref().unwrap_or_default()).map_err(|error| {
            Failure::usage(format!("line 1 is no head of a log: {error}"))
                .with_hint("`sandpay export` and `sandpay serve --log` write logs")
        })?;
        for (number, line) in lines {
            let number = number + 1;
            match self.take(&String::from_utf8_lossy(line)) {
                Ok(()) => {}
                // A process that is killed may leave half a line, which nobody was answered for.
                Err(Odd::Line(LineError::Torn)) if self.named && !line.ends_with(b"\n") => {
                    output::note(&format!(
                        "note: line {number} was cut off while written; left out"
                    ));
                }
                Err(odd) => return Err(odd.at(number)),
            }
        }
        Ok(())
    }

    fn take(&mut self, text: &str) -> Result<(), Odd> {
        if text.starts_with("{\"sandpay\":") {
            return self.begin(text);
        }
        let line = match log::read::<Line>(text) {
            Ok(line) => line,
            Err(error) => return self.delete(text).ok_or(Odd::Line(error)),
        };
        let Line { sandbox, seq, at, input, out } = line;
        self.named |= sandbox.is_some();
        let sandbox = sandbox.unwrap_or_else(|| self.present.clone());
        let what = described(&input);
        let Some(engine) = self.engines.get_mut(&sandbox) else {
            return Err(Odd::NoHead { seq, sandbox });
        };
        engine.repeat(Record { seq, at, input, out }).map_err(|error| Odd::Record {
            sandbox,
            error: error.into(),
            what,
            at,
        })?;
        // What was compared need not be kept.
        drop(engine.drain_log());
        self.records += 1;
        Ok(())
    }

    fn begin(&mut self, text: &str) -> Result<(), Odd> {
        let head = log::read_head(text)?;
        let setup = Setup::from_head(&head, Keep::HandedOver);
        let engine = Engine::new(setup, providers::all()).map_err(Odd::Setup)?;
        let here = engine.head().editions;
        for (provider, edition) in &head.editions {
            let now = here.get(provider).map_or("none", String::as_str);
            if now != edition {
                self.other_editions.insert(output::plain(&format!(
                    "{provider}: the log has the edition {edition}, this version {now}"
                )));
            }
        }
        self.heads += 1;
        self.present.clone_from(&head.sandbox);
        self.engines.insert(head.sandbox, engine);
        Ok(())
    }

    /// Lets go of a sandbox when the line says that it was deleted.
    fn delete(&mut self, text: &str) -> Option<()> {
        let Deleted { sandbox, deleted } = log::read(text).ok()?;
        deleted.then(|| drop(self.engines.remove(&sandbox)))
    }

    fn in_words(&self) -> String {
        let Self { records, heads, .. } = self;
        let records = match records {
            1 => "1 record".to_owned(),
            _ => format!("{records} records"),
        };
        let epochs = if *heads == 1 { String::new() } else { format!(" in {heads} epochs") };
        format!("{records}{epochs} came out the same")
    }
}

/// Why a line did not come out the same.
#[derive(Debug, thiserror::Error)]
enum Odd {
    #[error(transparent)]
    Line(#[from] LineError),
    #[error(transparent)]
    Setup(SetupError),
    #[error("record {seq} belongs to the sandbox `{sandbox}`, which no earlier line opens")]
    NoHead { seq: u64, sandbox: String },
    #[error("{error} (sandbox `{sandbox}`, at {at}: {what})")]
    Record { sandbox: String, error: Box<ReplayError>, what: String, at: Timestamp },
}

impl Odd {
    fn at(self, line: usize) -> Failure {
        Failure::refused(output::plain(&format!("line {line}: {self}")))
    }
}

/// An input in a few words.
fn described(input: &Input) -> String {
    match input {
        Input::Request { provider, request, .. } => {
            format!("{} {} to {provider}", request.method(), request.path())
        }
        Input::Released { .. } => "the end of a held answer".to_owned(),
        Input::Delivered(report) => format!("the outcome of delivery {}", report.delivery),
        Input::Command(_) => "a command".to_owned(),
        Input::Tick { fired } => format!("time passes, {fired} due"),
    }
}
