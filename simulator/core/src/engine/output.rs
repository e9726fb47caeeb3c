//! What comes out of an input, gathered for the log's digest.
//!
//! The digest tells runs apart; it protects nothing. Hence a fast hash with a published, stable
//! algorithm (XXH3) rather than a cryptographic one.

use std::fmt;
use std::num::ParseIntError;

use serde::Deserialize;
use serde::Serialize;
use twox_hash::XxHash3_64;

use crate::kernel::message::Response;

/// A digest in the making: what it is taken of. Many small pieces are gathered faster than they are hashed, and the
/// next input's go where the last one's were.
#[derive(Default)]
pub(crate) struct Digest(Vec<u8>);

/// Bytes that are kept for the next input at most.
const MOST_KEPT: usize = 64 << 10;

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", XxHash3_64::oneshot(&self.0))
    }
}

impl Digest {
    pub(crate) fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        self.number(bytes.len() as u64);
        self.0.extend_from_slice(bytes);
    }

    pub(crate) fn number(&mut self, number: u64) {
        self.0.extend_from_slice(&number.to_be_bytes());
    }

    pub(crate) fn response(&mut self, response: &Response) {
        self.number(u64::from(response.status.as_u16()));
        for (name, value) in &response.headers {
            self.text(name);
            self.text(value);
        }
        self.bytes(&response.body);
    }

    /// What came out so far; the next input begins afresh.
    pub(crate) fn take(&mut self) -> CameOut {
        let digest = XxHash3_64::oneshot(&self.0);
        self.0.clear();
        self.0.shrink_to(MOST_KEPT);
        CameOut(digest)
    }
}

/// The digest of what came out of one input, written as sixteen hexadecimal digits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct CameOut(u64);

impl fmt::Display for CameOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl From<CameOut> for String {
    fn from(digest: CameOut) -> Self {
        digest.to_string()
    }
}

impl TryFrom<String> for CameOut {
    type Error = ParseIntError;

    fn try_from(text: String) -> Result<Self, ParseIntError> {
        u64::from_str_radix(&text, 16).map(Self)
    }
}
