//! What comes out of an input, gathered for the log's digest.

use sha2::Digest as _;
use sha2::Sha256;

use crate::kernel::mac;
use crate::kernel::message::Response;

/// A digest in the making.
#[derive(Debug, Default)]
pub(crate) struct Digest(Sha256);

impl Digest {
    pub(crate) fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        self.number(bytes.len() as u64);
        self.0.update(bytes);
    }

    pub(crate) fn number(&mut self, number: u64) {
        self.0.update(number.to_be_bytes());
    }

    pub(crate) fn response(&mut self, response: &Response) {
        self.number(u64::from(response.status.as_u16()));
        for (name, value) in &response.headers {
            self.text(name);
            self.text(value);
        }
        self.bytes(&response.body);
    }

    /// Sixteen hexadecimal digits: enough to tell runs apart, short enough to read.
    pub(crate) fn finish(self) -> String {
        mac::hex(&self.0.finalize()[..8])
    }
}
