//! The inputs of an epoch in order, and how they are written as lines.
//!
//! A log begins with a [`Head`]; each further line is a [`Record`]. Every line ends with a checksum of
//! its own text, so that a torn last line is noticed and cut off.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Deserialize;
use serde::Serialize;
use serde::de::DeserializeOwned;
use thiserror::Error;

use crate::engine::clock::Mode;
use crate::engine::input::Record;
use crate::kernel::ids::Seed;
use crate::kernel::mac;
use crate::kernel::provider::World;

/// The format of logs that this version writes. Readers accept every older one.
pub const FORMAT: u32 = 1;

/// What must be known to run a log again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Head {
    /// Version of the simulator that wrote it.
    pub sandpay: String,
    /// Format of the lines.
    pub format: u32,
    /// Edition of each provider's behaviour.
    pub editions: BTreeMap<String, String>,
    /// Base of every URL that is given to callers.
    pub origin: String,
    /// What identifiers derive from.
    pub seed: Seed,
    /// The number by which people named the seed, when they did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed_number: Option<u64>,
    /// Settings that differ from the defaults, by provider.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub settings: BTreeMap<String, serde_json::Map<String, serde_json::Value>>,
    /// The sandbox.
    pub sandbox: String,
    /// The name that people gave it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// How often the sandbox was reset before.
    pub epoch: u64,
    /// The virtual instant at which the epoch begins.
    pub start: Timestamp,
    /// Whether virtual time flows at first.
    pub clock: Mode,
    /// What the sandbox held at first.
    pub world: World,
}

/// Why a line cannot be used.
#[derive(Debug, Error)]
pub enum LineError {
    /// The checksum is missing or does not fit the text.
    #[error("the line is torn or was changed: its checksum does not fit")]
    Torn,
    /// The text is whole and still not understood.
    #[error("the line is not understood: {0}")]
    Form(#[from] serde_json::Error),
    /// Written by a newer version.
    #[error("the log has format {0}; this version reads up to {FORMAT}")]
    Format(u32),
}

const MARK: &str = ",\"sum\":\"";

/// The line of a value, with its checksum and without a line break.
///
/// # Panics
///
/// When the value is not written as a JSON object, which heads and records are.
#[must_use]
pub fn line(value: &impl Serialize) -> String {
    let mut text = serde_json::to_string(value).expect("log lines are plain data");
    assert_eq!(text.pop(), Some('}'), "log lines are objects");
    let sum = checksum(&text);
    text.push_str(MARK);
    text.push_str(&sum);
    text.push_str("\"}");
    text
}

/// Reads a line that [`line()`] wrote.
///
/// # Errors
///
/// [`LineError`] when it is torn, changed, or of another form.
pub fn read<T: DeserializeOwned>(line: &str) -> Result<T, LineError> {
    let body = line.trim_end().strip_suffix("\"}").ok_or(LineError::Torn)?;
    let (text, sum) = body.rsplit_once(MARK).ok_or(LineError::Torn)?;
    if checksum(text) != sum {
        return Err(LineError::Torn);
    }
    Ok(serde_json::from_str(&format!("{text}}}"))?)
}

/// Reads the head of a log.
///
/// # Errors
///
/// [`LineError`] as for any line, and when the format is newer than [`FORMAT`].
pub fn read_head(line: &str) -> Result<Head, LineError> {
    let head: Head = read(line)?;
    if head.format > FORMAT { Err(LineError::Format(head.format)) } else { Ok(head) }
}

fn checksum(text: &str) -> String {
    mac::hex(&mac::digest(&[text.as_bytes()])[..4])
}

/// The records of an epoch, in memory or on their way to a file.
#[derive(Debug)]
pub struct Log {
    records: Vec<Record>,
    bytes: usize,
    keep: Keep,
    complete: bool,
}

/// Where records go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// They stay in memory up to so many bytes; past them the log is given up.
    InMemory(usize),
    /// They are handed over by [`Log::drain`].
    HandedOver,
}

impl Default for Keep {
    fn default() -> Self {
        Self::InMemory(64 << 20)
    }
}

impl Log {
    pub(crate) const fn new(keep: Keep) -> Self {
        Self { records: Vec::new(), bytes: 0, keep, complete: true }
    }

    pub(crate) fn append(&mut self, record: Record, weight: usize) {
        if !self.complete {
            return;
        }
        self.bytes += weight;
        match self.keep {
            Keep::InMemory(most) if self.bytes > most => {
                self.complete = false;
                self.records = Vec::new();
            }
            Keep::InMemory(_) | Keep::HandedOver => self.records.push(record),
        }
    }

    /// Whether the log still goes back to the start of its epoch.
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        self.complete
    }

    /// The records in memory.
    #[must_use]
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// Hands the records over that have not been handed over yet.
    pub fn drain(&mut self) -> Vec<Record> {
        self.bytes = 0;
        std::mem::take(&mut self.records)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Sample {
        text: String,
    }

    #[test]
    fn a_line_reads_back() {
        let sample = Sample { text: format!("a \"quoted\"{MARK}x\"}}") };

        assert_eq!(read::<Sample>(&line(&sample)).unwrap(), sample);
    }

    #[test]
    fn a_torn_or_changed_line_is_noticed() {
        let whole = line(&Sample { text: "hello".into() });

        for end in 0..whole.len() {
            assert!(
                matches!(read::<Sample>(&whole[..end]), Err(LineError::Torn)),
                "{}",
                &whole[..end]
            );
        }
        assert!(matches!(read::<Sample>(&whole.replace("hello", "hullo")), Err(LineError::Torn)));
    }
}
