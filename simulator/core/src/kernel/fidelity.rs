//! What of a provider is emulated, and on what grounds: the words in which profiles say so.
//!
//! Here it is only said. What documents have beyond that is found by comparing them, elsewhere.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::kernel::catalogue::Catalogued;
use crate::kernel::provider::OperationInfo;
#[cfg(doc)]
use crate::kernel::provider::Profile;
use crate::kernel::settings::Setting;
use crate::kernel::specimen;
use crate::kernel::specimen::Specimens;

/// On what grounds something is as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// A public document of the provider says so.
    Documented,
    /// No document says so: it was decided, and the code says why where it is marked `Undocumented:`.
    Inferred,
}

/// On what grounds something is as it is, and where to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Origin {
    /// On what grounds.
    pub basis: Basis,
    /// The page that says so, or what it was inferred from.
    pub source: &'static str,
}

impl Origin {
    /// A page says so.
    #[must_use]
    pub const fn documented(page: &'static str) -> Self {
        Self { basis: Basis::Documented, source: page }
    }

    /// No page says so; this is what it was inferred from.
    #[must_use]
    pub const fn inferred(from: &'static str) -> Self {
        Self { basis: Basis::Inferred, source: from }
    }
}

impl Setting {
    /// What gives reason for the switch: documents that disagree, or the lack of one, be it for a part.
    #[must_use]
    pub fn origin(&self) -> Origin {
        if self.source.contains("Undocumented") {
            Origin::inferred(self.source)
        } else {
            Origin::documented(self.source)
        }
    }
}

/// Something with a name: an error's code, an event, a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Stated {
    /// Its name, as in the profile.
    pub name: &'static str,
    /// On what grounds.
    #[serde(flatten)]
    pub origin: Origin,
}

/// What is known of an operation beside its address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Offered {
    /// Its name, as in the profile.
    pub name: &'static str,
    /// What a request says to mean it, where several operations share one address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call: Option<&'static str>,
    /// Every member that its request body may have, by its place: `amount.value`. What stands at a place
    /// below which nothing is listed may be anything. Empty where there is no body.
    pub request: Vec<String>,
    /// Those of its members that no page has.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub inferred: Vec<String>,
    /// On what grounds its address is what it is.
    #[serde(flatten)]
    pub origin: Origin,
}

/// On what grounds a provider is emulated: each list in the order of the profile's own, made from what the
/// provider itself goes by.
#[derive(Clone, Copy, Debug)]
pub struct Grounds {
    /// Of [`Profile::operations`].
    pub operations: fn() -> Vec<Offered>,
    /// Of [`Profile::errors`].
    pub errors: fn() -> Vec<Stated>,
    /// Of [`Profile::events`].
    pub events: fn() -> Vec<Stated>,
    /// Of [`Profile::statuses`].
    pub statuses: fn() -> Vec<Stated>,
    /// Calls that show what the operations answer.
    pub specimens: Specimens,
}

impl Grounds {
    /// Those of a provider that stands for nobody.
    pub const NONE: Self = Self {
        operations: Vec::new,
        errors: Vec::new,
        events: Vec::new,
        statuses: Vec::new,
        specimens: Specimens::NONE,
    };
}

/// What is emulated of one provider, and on what grounds.
#[derive(Clone, Debug, Serialize)]
pub struct Emulated {
    /// Lower-case name.
    pub name: &'static str,
    /// The name as people write it.
    pub title: &'static str,
    /// Date of the documents and number of the behaviour.
    pub edition: &'static str,
    /// Every operation.
    pub operations: Vec<EmulatedOperation>,
    /// Every refusal.
    pub errors: Vec<Stated>,
    /// Every event.
    pub events: Vec<Stated>,
    /// Every state of the main entity.
    pub statuses: Vec<Stated>,
    /// Every switch.
    pub settings: Vec<Stated>,
}

/// An operation with its address and its answers.
#[derive(Clone, Debug, Serialize)]
pub struct EmulatedOperation {
    /// HTTP method.
    pub method: &'static str,
    /// Path template below the base URL.
    pub path: &'static str,
    /// What is known beside that.
    #[serde(flatten)]
    pub offered: Offered,
    /// Every member that the answers to its [specimens](crate::kernel::specimen) have, by its place. An
    /// answer may have others, that repeat what the request says.
    pub response: BTreeSet<String>,
}

/// What is emulated of a provider.
#[must_use]
pub fn emulated(provider: &dyn Catalogued) -> Emulated {
    let profile = provider.profile();
    let (grounds, mut answers) = (&profile.grounds, specimen::answers(provider));
    let operations = profile.operations.iter().zip((grounds.operations)());
    let addressed = |(info, offered): (&'static OperationInfo, Offered)| EmulatedOperation {
        method: info.method.as_str(),
        path: info.path,
        offered,
        response: answers.remove(info.name).unwrap_or_default(),
    };
    let switch = |setting: &Setting| Stated { name: setting.name, origin: setting.origin() };
    Emulated {
        name: profile.name,
        title: profile.title,
        edition: profile.edition,
        operations: operations.map(addressed).collect(),
        errors: (grounds.errors)(),
        events: (grounds.events)(),
        statuses: (grounds.statuses)(),
        settings: profile.settings.iter().map(switch).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_switch_is_inferred_when_no_document_gives_reason_for_it() {
        let with = |source| Setting { name: "one", values: "", changes: "", source }.origin().basis;

        assert_eq!(with("Undocumented: nobody says"), Basis::Inferred);
        let half = "https://docs.example.com: there are retries. Undocumented: how many";
        assert_eq!(with(half), Basis::Inferred);
        assert_eq!(with("https://docs.example.com, one page against another"), Basis::Documented);
    }
}
