//! Warnings that the documents give and no status code shows: rules, and what breaks them.
//!
//! A provider lists its rules as constants in its `advice` module and in its profile. A handler raises one
//! with [`Tx::advise`](crate::kernel::tx::Tx::advise); what stands open, rather than happens, is told by
//! [`Provider::open_ends`](crate::kernel::provider::Provider::open_ends) whenever advice is read. Responses
//! stay as they are: advice is no refusal.

use std::borrow::Cow;

use jiff::Timestamp;
use serde::Serialize;

use crate::kernel::provider::Subject;

/// A warning that the documents give.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct AdviceRule {
    /// A stable name: `snake_case`.
    pub code: &'static str,
    /// What the documents say, in our words.
    pub says: &'static str,
    /// Where they say it.
    pub source: &'static str,
}

/// A rule that is broken as long as something is left as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenEnd {
    /// What it is about.
    pub subject: Subject,
    /// The rule; one of the profile's.
    pub rule: &'static AdviceRule,
    /// What is seen.
    pub seen: Cow<'static, str>,
    /// The virtual instant since which it has stood open.
    pub since: Timestamp,
}
