//! What was seen of a provider while it was walked through: states, events, and which documented requests are
//! answered with which members.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use sandpay_core::kernel::provider::Profile;

/// What came of a documented request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Sent {
    /// It was carried out.
    Accepted,
    /// It was refused with this code wherever it was tried.
    Refused(String),
    /// It leaves values to its sender.
    Unsent(String),
}

/// Everything that was seen.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen {
    /// States of payments, in answers of the provider's own API.
    pub(crate) statuses: BTreeSet<String>,
    /// Events, in webhooks with a sound signature, and the places of their members.
    pub(crate) events: BTreeMap<String, BTreeSet<String>>,
    /// Codes of refusals.
    pub(crate) errors: BTreeSet<String>,
    /// Documented requests of served operations, by the name of the fixture.
    pub(crate) requests: BTreeMap<&'static str, Sent>,
    /// The places of all members of the answers of an operation that were no refusal.
    pub(crate) answers: BTreeMap<String, BTreeSet<String>>,
}

/// What is to be seen of a provider.
#[derive(Clone, Debug)]
pub(crate) struct Goals {
    pub(crate) errors: Vec<String>,
    pub(crate) statuses: Vec<String>,
    pub(crate) events: Vec<String>,
}

impl Goals {
    /// Everything that a profile names.
    pub(crate) fn of(profile: &Profile) -> Self {
        let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
        Self {
            errors: owned(profile.errors),
            statuses: owned(profile.statuses),
            events: owned(profile.events),
        }
    }

    /// The states that were not seen.
    pub(crate) fn missed_statuses(&self, seen: &Seen) -> Vec<String> {
        self.statuses.iter().filter(|one| !seen.statuses.contains(*one)).cloned().collect()
    }

    /// The events that were not seen.
    pub(crate) fn missed_events(&self, seen: &Seen) -> Vec<String> {
        self.events.iter().filter(|one| !seen.events.contains_key(*one)).cloned().collect()
    }

    /// The refusals that were not seen.
    pub(crate) fn missed_errors(&self, seen: &Seen) -> Vec<String> {
        self.errors.iter().filter(|one| !seen.errors.contains(*one)).cloned().collect()
    }
}
