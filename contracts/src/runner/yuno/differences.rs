//! Where Yuno's documents contradict each other, so that a printed answer is not to be taken by its word.
//!
//! Each entry says which document is followed instead, or why none can be.

use super::super::compare::Difference;

/// Every contradiction.
pub(in super::super) static DIFFERENCES: &[Difference] = &[];
