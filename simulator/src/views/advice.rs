//! Advice as it is shown.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sandpay_core::engine::advice;
use sandpay_core::kernel::advice::AdviceRule;
use serde::Serialize;

use crate::server::sandbox::Sandbox;

/// A rule of the documents that was broken, or is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Advice {
    /// When it was broken; for what stands open, since when.
    pub at: Timestamp,
    /// The provider.
    pub provider: &'static str,
    /// What it is about: the provider's own id.
    pub subject: String,
    /// Whether it stands open, and is gone once that is mended.
    pub standing: bool,
    /// The rule, and what was seen.
    #[serde(flatten)]
    pub rule: Rule,
}

/// A rule of the documents, and what was seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Rule {
    /// Its stable code.
    pub code: &'static str,
    /// What was seen.
    pub seen: String,
    /// What the documents say.
    pub says: &'static str,
    /// Where they say it.
    pub source: &'static str,
}

impl Rule {
    pub(crate) fn new(rule: &AdviceRule, seen: &str) -> Self {
        let AdviceRule { code, says, source } = *rule;
        Self { code, seen: seen.to_owned(), says, source }
    }
}

/// All advice of a sandbox: what was raised, oldest first, then what stands open now.
pub(crate) fn advice(sandbox: &Sandbox) -> Vec<Advice> {
    let (_, now) = sandbox.clock();
    sandbox.read(|engine| engine.advice(now)).iter().map(shown).collect()
}

pub(super) fn shown(advice: &advice::Advice) -> Advice {
    Advice {
        at: advice.at,
        provider: advice.provider,
        subject: advice.subject.to_string(),
        standing: advice.standing,
        rule: Rule::new(advice.rule, &advice.seen),
    }
}

/// How often a rule was broken since the simulator was started, in all sandboxes together, those that were
/// emptied or deleted included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct AdviceTotal {
    /// The provider.
    pub provider: &'static str,
    /// The rule's stable code.
    pub code: &'static str,
    /// What the documents say.
    pub says: &'static str,
    /// Where they say it.
    pub source: &'static str,
    /// How often.
    pub times: u64,
}

/// [`AdviceTotal`]s in the making, by provider and code.
#[derive(Clone, Debug, Default)]
pub(crate) struct Totals(BTreeMap<(&'static str, &'static str), AdviceTotal>);

impl Totals {
    pub(crate) fn add(&mut self, all: &[advice::Advice]) {
        for advice in all {
            let AdviceRule { code, says, source } = *advice.rule;
            let provider = advice.provider;
            let none = AdviceTotal { provider, code, says, source, times: 0 };
            self.0.entry((provider, code)).or_insert(none).times += 1;
        }
    }

    pub(crate) fn into_list(self) -> Vec<AdviceTotal> {
        self.0.into_values().collect()
    }
}
