//! Advice that was raised, kept for as long as the epoch lasts, and what stands open now.
//!
//! Unlike the journal, this is part of a snapshot: whoever denies advice at the end must not miss any.

use std::borrow::Cow;
use std::collections::VecDeque;

use jiff::Timestamp;
use serde::Deserialize;
use serde::Serialize;

use crate::engine::Catalogue;
use crate::engine::Engine;
use crate::kernel::advice::AdviceRule;
use crate::kernel::advice::OpenEnd;
use crate::kernel::provider::Subject;

/// Pieces of advice that are kept at most; the oldest make room.
pub const MOST_KEPT: usize = 10_000;

/// A rule of the documents that was broken, or is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    /// When it was broken; for what stands open, since when.
    pub at: Timestamp,
    /// The provider.
    pub provider: &'static str,
    /// What it is about.
    pub subject: Subject,
    /// The rule.
    pub rule: &'static AdviceRule,
    /// What was seen.
    pub seen: Cow<'static, str>,
    /// Whether it stands open, and is gone once that is mended; else it was raised by something that
    /// happened.
    pub standing: bool,
}

/// Advice as it was raised, oldest first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Raised {
    kept: VecDeque<Advice>,
    count: u64,
}

impl Raised {
    pub(crate) fn raise(&mut self, advice: Advice) {
        self.count += 1;
        self.kept.push_back(advice);
        if self.kept.len() > MOST_KEPT {
            self.kept.pop_front();
        }
    }

    /// What a snapshot keeps: rules by their codes.
    pub(crate) fn written(&self) -> Written {
        let row = |advice: &Advice| Row {
            at: advice.at,
            provider: advice.provider.to_owned(),
            subject: advice.subject.clone(),
            code: advice.rule.code.to_owned(),
            seen: advice.seen.clone().into_owned(),
        };
        Written { kept: self.kept.iter().map(row).collect(), count: self.count }
    }

    /// Takes back what a snapshot of the same editions keeps.
    pub(crate) fn read(written: Written, catalogue: Catalogue) -> Self {
        let advice = |row: Row| {
            let mut profiles = catalogue.iter().map(|provider| provider.profile());
            let profile = profiles.find(|profile| profile.name == row.provider)?;
            let rule = profile.advice.iter().find(|rule| rule.code == row.code)?;
            let Row { at, subject, seen, .. } = row;
            let seen = seen.into();
            Some(Advice { at, provider: profile.name, subject, rule, seen, standing: false })
        };
        Self { kept: written.kept.into_iter().filter_map(advice).collect(), count: written.count }
    }
}

/// [`Raised`] as plain data.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Written {
    kept: Vec<Row>,
    count: u64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Row {
    at: Timestamp,
    provider: String,
    subject: Subject,
    code: String,
    seen: String,
}

impl Engine {
    /// What the documents warn of: what was raised, oldest first, then what stands open at `at`.
    #[must_use]
    pub fn advice(&self, at: Timestamp) -> Vec<Advice> {
        let mut all: Vec<Advice> = self.raised.kept.iter().cloned().collect();
        for machine in &self.machines {
            let provider = machine.profile().name;
            let standing = |open: OpenEnd| {
                let OpenEnd { subject, rule, seen, since } = open;
                Advice { at: since, provider, subject, rule, seen, standing: true }
            };
            all.extend(machine.open_ends(at).into_iter().map(standing));
        }
        all
    }

    /// How many pieces of raised advice had to make room.
    #[must_use]
    pub fn advice_evicted(&self) -> u64 {
        self.raised.count - self.raised.kept.len() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static RULE: AdviceRule = AdviceRule { code: "rule", says: "", source: "" };

    #[test]
    fn the_oldest_advice_makes_room_and_is_counted() {
        let mut raised = Raised::default();
        for number in 0..MOST_KEPT as i64 + 2 {
            raised.raise(Advice {
                at: Timestamp::from_second(number).unwrap(),
                provider: "toy",
                subject: "s".into(),
                rule: &RULE,
                seen: "".into(),
                standing: false,
            });
        }

        assert_eq!(raised.count - raised.kept.len() as u64, 2);
        assert_eq!(raised.kept[0].at.as_second(), 2);
    }
}
