//! The hash of ids that are as good as drawn at random: some of their own bits. Tables of them are found
//! without a walk through a tree.
//!
//! Not for texts that callers choose: anybody could make them collide. Nothing may depend on the order of
//! such a table: it is never iterated.

use std::hash::Hasher;

/// Takes eight bytes of an id for its hash.
#[derive(Debug, Default)]
pub(crate) struct OwnBits(u64);

impl Hasher for OwnBits {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, bits: u64) {
        // The table works with the lowest and the highest bits. The highest two of a version 4 UUID's
        // second half are fixed, so they go to the middle.
        self.0 = bits.rotate_left(32);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
