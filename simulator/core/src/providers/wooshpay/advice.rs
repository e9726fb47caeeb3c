//! What WooshPay's documents warn of and no status code shows.

use crate::kernel::advice::AdviceRule;

/// An endpoint wants a kind of event that is not documented.
pub(crate) static UNKNOWN_EVENT: AdviceRule = AdviceRule {
    code: "unknown_event",
    says: "An endpoint is told of the kinds of events in its list, so a mistyped one is never told.",
    source: "https://docs.wooshpay.com/project-1296482/doc-2517709",
};

/// Every rule, for the profile.
pub(crate) const RULES: &[&AdviceRule] = &[&UNKNOWN_EVENT];
