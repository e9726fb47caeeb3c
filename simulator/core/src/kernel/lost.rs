//! Which entities were made by a call whose answer a fault has lost: their makers cannot know of them.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::Serialize;

use crate::kernel::idempotency::KeyId;
use crate::kernel::provider::Subject;

/// Entities whose makers got no answer, each with the idempotency key of the call, when it had one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(into = "Vec<(Subject, Option<KeyId>)>", from = "Vec<(Subject, Option<KeyId>)>")]
pub(crate) struct LostAnswers(BTreeMap<Subject, Option<KeyId>>);

impl LostAnswers {
    /// The answer of the call that made a subject was lost.
    pub(crate) fn note(&mut self, subject: Subject, key: Option<KeyId>) {
        self.0.insert(subject, key);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A caller got the answer after all, by sending its key again.
    pub(crate) fn answered(&mut self, key: KeyId) {
        self.0.retain(|_, known| *known != Some(key));
    }

    pub(crate) fn contains(&self, subject: &Subject) -> bool {
        self.0.contains_key(subject)
    }
}

impl From<LostAnswers> for Vec<(Subject, Option<KeyId>)> {
    fn from(lost: LostAnswers) -> Self {
        lost.0.into_iter().collect()
    }
}

impl From<Vec<(Subject, Option<KeyId>)>> for LostAnswers {
    fn from(lost: Vec<(Subject, Option<KeyId>)>) -> Self {
        Self(lost.into_iter().collect())
    }
}
