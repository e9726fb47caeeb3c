//! A log file and what it holds: reading it, running it again, and writing one sandbox's part of it.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use jiff::Timestamp;
use sandpay_core::engine::CameOut;
use sandpay_core::engine::Catalogue;
use sandpay_core::engine::Engine;
use sandpay_core::engine::ReplayError;
use sandpay_core::engine::Setup;
use sandpay_core::engine::input::Input;
use sandpay_core::engine::input::Record;
use sandpay_core::engine::log;
use sandpay_core::engine::log::Keep;
use sandpay_core::engine::log::LineError;
use serde::Deserialize;
use serde::Serialize;

use crate::error::LogLineError;
use crate::error::StartError;
use crate::server::log_file::read_keys;

/// A record and the sandbox that it belongs to: one file serves all sandboxes.
#[derive(Debug, Serialize)]
pub(crate) struct Tagged<'a> {
    pub(crate) sandbox: &'a str,
    #[serde(flatten)]
    pub(crate) record: &'a Record,
}

/// A sandbox was deleted.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Deleted {
    pub(crate) sandbox: String,
    pub(crate) deleted: bool,
}

#[derive(Deserialize)]
struct TaggedOwned {
    sandbox: String,
    seq: u64,
    at: Timestamp,
    input: Input,
    out: CameOut,
}

/// What a log file holds.
#[derive(Debug, Default)]
pub(crate) struct Recovered {
    /// The sandboxes as they were after the last whole line.
    pub(crate) engines: BTreeMap<String, Engine>,
    /// Bytes up to the end of the last whole line.
    pub(crate) whole: u64,
    /// The line numbers of heads from editions of other behaviour.
    pub(crate) other_editions: Vec<String>,
}

/// Runs a log file again; an empty one holds nothing.
pub(crate) fn recover(path: &Path, catalogue: Catalogue) -> Result<Recovered, StartError> {
    let file = |source| StartError::LogFile { path: path.to_owned(), source };
    let bytes = fs::read(path).map_err(file)?;
    let mut recovered = Recovered::default();
    let mut lines = bytes.split_inclusive(|byte| *byte == b'\n').enumerate().peekable();
    while let Some((number, line)) = lines.next() {
        let last = lines.peek().is_none();
        let text = String::from_utf8_lossy(line);
        match recovered.take(&text, catalogue) {
            Ok(()) if line.ends_with(b"\n") => recovered.whole += line.len() as u64,
            // A torn last line was never acknowledged.
            Ok(()) | Err(LogLineError::Line(LineError::Torn)) if last => break,
            Ok(()) => {}
            Err(source) => {
                return Err(StartError::LogLine {
                    path: path.to_owned(),
                    line: number + 1,
                    source,
                });
            }
        }
    }
    let mut keys = read_keys(path).map_err(file)?;
    for engine in recovered.engines.values_mut() {
        let whose = ((*engine.setup().sandbox).to_owned(), engine.setup().epoch);
        engine.adopt_secrets(keys.remove(&whose).unwrap_or_default());
        drop(engine.drain_log());
        // Whoever waited for a held answer has gone with the process that held it.
        for held in engine.held() {
            engine.released(engine.now(), held);
        }
    }
    Ok(recovered)
}

impl Recovered {
    fn take(&mut self, line: &str, catalogue: Catalogue) -> Result<(), LogLineError> {
        if line.starts_with("{\"sandpay\":") {
            let head = log::read_head(line)?;
            let engine = Engine::new(Setup::from_head(&head, Keep::HandedOver), catalogue)
                .map_err(ReplayError::from)?;
            if engine.head().editions != head.editions {
                self.other_editions.push(head.sandbox.clone());
            }
            self.engines.insert(head.sandbox, engine);
            return Ok(());
        }
        if let Ok(Deleted { sandbox, deleted: true }) = log::read::<Deleted>(line) {
            self.engines.remove(&sandbox);
            return Ok(());
        }
        let TaggedOwned { sandbox, seq, at, input, out } = log::read(line)?;
        let engine = self.engines.get_mut(&sandbox).ok_or(LogLineError::NoHead(sandbox))?;
        Ok(engine.repeat(Record { seq, at, input, out })?)
    }
}

/// The lines of one sandbox's present epoch in a log file, its head first, without the names of others.
pub(crate) fn lines_of(path: &Path, sandbox: &str) -> io::Result<Vec<String>> {
    let text = fs::read_to_string(path)?;
    let mut lines = Vec::new();
    for line in text.lines() {
        if line.starts_with("{\"sandpay\":") {
            if log::read_head(line).is_ok_and(|head| head.sandbox == sandbox) {
                lines = vec![line.to_owned()];
            }
        } else if let Ok(tagged) = log::read::<TaggedOwned>(line)
            && tagged.sandbox == sandbox
        {
            let TaggedOwned { seq, at, input, out, .. } = tagged;
            lines.push(log::line(&Record { seq, at, input, out }));
        }
    }
    Ok(lines)
}
