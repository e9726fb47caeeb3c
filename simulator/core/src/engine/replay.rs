//! Running a log again, and taking a sandbox apart into plain data and back.

use std::sync::Arc;

use jiff::Timestamp;
use serde::Deserialize;
use serde::Serialize;
use serde_json::Value;
use thiserror::Error;

use crate::engine::CameOut;
use crate::engine::Catalogue;
use crate::engine::Engine;
use crate::engine::Setup;
use crate::engine::SetupError;
use crate::engine::advice::Raised;
use crate::engine::advice::Written;
use crate::engine::clock::Mode;
use crate::engine::delivery::Rewrite;
use crate::engine::faults::Faults;
use crate::engine::input::Input;
use crate::engine::input::Record;
use crate::engine::log::Head;
use crate::engine::log::Keep;
use crate::engine::outbox::Outbox;

/// A log that was run again.
#[derive(Debug)]
pub struct Replayed {
    /// The sandbox as it is after the last record.
    pub engine: Engine,
    /// Providers whose behaviour has another edition than the log's.
    pub other_editions: Vec<String>,
}

/// Why a log cannot be run again.
#[derive(Debug, Error)]
pub enum ReplayError {
    /// The head does not fit this version.
    #[error(transparent)]
    Setup(#[from] SetupError),
    /// A record names a provider that does not exist here.
    #[error("record {seq} is for the provider `{provider}`, which does not exist here")]
    UnknownProvider {
        /// The record.
        seq: u64,
        /// The name in it.
        provider: String,
    },
    /// Records are missing or out of order.
    #[error("record {expected} is missing: the next one is {found}")]
    Gap {
        /// The number that should come.
        expected: u64,
        /// The number that came.
        found: u64,
    },
    /// Something else came out than when the log was written.
    #[error("record {seq} came out differently: {expected} was logged, {found} came out")]
    Differs {
        /// The first record that differs.
        seq: u64,
        /// The digest in the log.
        expected: CameOut,
        /// The digest now.
        found: CameOut,
    },
}

impl Setup {
    /// The setup that a log's head describes.
    #[must_use]
    pub fn from_head(head: &Head, keep: Keep) -> Self {
        Self {
            sandbox: head.sandbox.as_str().into(),
            name: head.name.clone(),
            seed: head.seed,
            seed_number: head.seed_number,
            origin: head.origin.as_str().into(),
            start: head.start,
            clock: head.clock,
            world: head.world,
            settings: head.settings.clone(),
            epoch: head.epoch,
            keep,
        }
    }
}

impl Engine {
    /// Runs a log again and compares what comes out of every record.
    ///
    /// # Errors
    ///
    /// [`ReplayError`], with the first record that does not fit.
    pub fn replay(
        head: &Head,
        records: impl IntoIterator<Item = Record>,
        catalogue: Catalogue,
    ) -> Result<Replayed, ReplayError> {
        let mut engine = Self::new(Setup::from_head(head, Keep::default()), catalogue)?;
        let here = engine.head().editions;
        let other =
            head.editions.iter().filter(|(name, edition)| here.get(*name) != Some(*edition));
        let other_editions = other.map(|(name, _)| name.clone()).collect();
        for record in records {
            engine.repeat(record)?;
        }
        Ok(Replayed { engine, other_editions })
    }

    /// Repeats one record and compares what comes out.
    ///
    /// # Errors
    ///
    /// [`ReplayError`] when it is not the next record, or something else comes out.
    pub fn repeat(&mut self, record: Record) -> Result<(), ReplayError> {
        let Record { seq, at, input, out } = record;
        if seq != self.sequence + 1 {
            return Err(ReplayError::Gap { expected: self.sequence + 1, found: seq });
        }
        self.repeat_input(seq, at, input)?;
        if self.sequence != seq || self.last_out != out {
            return Err(ReplayError::Differs { seq, expected: out, found: self.last_out });
        }
        Ok(())
    }

    fn repeat_input(&mut self, seq: u64, at: Timestamp, input: Input) -> Result<(), ReplayError> {
        match input {
            Input::Request { provider, verdict, request } => {
                let position = self.provider(&provider).ok_or_else(|| {
                    ReplayError::UnknownProvider { seq, provider: provider.into() }
                })?;
                let request = Arc::new(request.unpacked());
                let admitted = self.catalogue[position].readmit(request, verdict);
                drop(self.request(at, position, admitted));
            }
            Input::Released { held } => self.released(at, held),
            Input::Delivered(report) => drop(self.delivered(at, report)),
            Input::Command(command) => drop(self.command(at, command)),
            Input::Tick { fired } => self.repeat_tick(at, fired),
        }
        Ok(())
    }
}

/// Everything that a sandbox knows, but for its journal, its log, and the secrets of merchants.
#[derive(Debug, Serialize, Deserialize)]
pub struct Snapshot {
    now: Timestamp,
    counter: u64,
    sequence: u64,
    clock: Mode,
    machines: Vec<Value>,
    rewrites: Vec<Rewrite>,
    outbox: Outbox,
    faults: Faults,
    #[serde(default)]
    raised: Written,
}

impl Engine {
    /// Takes the sandbox apart into plain data. Answers that are held back are not part of it.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        let outbox = serde_json::to_value(&self.outbox).and_then(serde_json::from_value);
        Snapshot {
            now: self.now,
            counter: self.counter,
            sequence: self.sequence,
            clock: self.setup.clock,
            machines: self.machines.iter().map(|machine| machine.snapshot()).collect(),
            rewrites: self.rewrites.clone(),
            outbox: outbox.expect("an outbox is plain data"),
            faults: self.faults.clone(),
            raised: self.raised.written(),
        }
    }

    /// Puts a sandbox together from a snapshot of the same editions.
    ///
    /// # Errors
    ///
    /// When a provider does not understand its part.
    pub fn restore(&mut self, snapshot: Snapshot) -> Result<(), serde_json::Error> {
        for (machine, part) in self.machines.iter_mut().zip(snapshot.machines) {
            machine.restore(part)?;
        }
        self.now = snapshot.now;
        self.counter = snapshot.counter;
        self.sequence = snapshot.sequence;
        self.setup.clock = snapshot.clock;
        self.rewrites = snapshot.rewrites;
        self.outbox = snapshot.outbox;
        self.outbox.resume();
        self.faults = snapshot.faults;
        self.sent.clear();
        self.raised = Raised::read(snapshot.raised, self.catalogue);
        Ok(())
    }
}
