//! A record of what a server answered: the file, and what stands in it.
//!
//! JSON lines: a head, then a line for every member of every judged answer, with its JSON type and its value, or the name
//! of its form where every run has another value. It compares nothing.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::Serialize;

use crate::runner::Kind;
use crate::runner::Member;
use crate::runner::Outcome;
use crate::runner::Report;
use crate::runner::Told;

/// The number of the file's form. A file of another number is refused.
const FORM: u32 = 1;

/// The shapes of the answers of one run.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Shapes {
    pub(super) target: String,
    pub(super) cases: BTreeMap<String, Members>,
}

/// The members of a case's answers by exchange and path.
pub(super) type Members = BTreeMap<(String, String), Shape>;

/// What a member is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Shape {
    pub(super) kind: Kind,
    pub(super) told: Told,
}

/// The first line of a file.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Head {
    #[serde(rename = "sandpay-shapes")]
    form: u32,
    target: String,
}

/// Every other line.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Line {
    case: String,
    step: String,
    path: String,
    #[serde(rename = "type")]
    kind: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    form: Option<String>,
}

/// Why a file is no record.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum NotRecord {
    /// It does not begin with a record's head.
    #[error("it does not begin as a record of shapes does")]
    NoHead,
    /// Another version wrote it.
    #[error("it is a record of form {0}, and this version reads form {FORM}")]
    OtherForm(u32),
    /// A line is none of a record.
    #[error("line {number}: {reason}")]
    BadLine {
        /// The number of the line; the head's is 1.
        number: usize,
        /// What is wrong with it.
        reason: String,
    },
}

impl Shapes {
    /// The shapes of what a run judged.
    #[must_use]
    pub fn of(report: &Report) -> Self {
        let judged = report.cases.iter().filter(|one| match &one.outcome {
            Outcome::Held | Outcome::Broken(_) => !one.members.is_empty(),
            Outcome::Skipped(_) | Outcome::Unreachable(_) => false,
        });
        let cases = judged.map(|one| {
            (one.case.name.to_owned(), one.members.iter().map(keyed).collect::<Members>())
        });
        Self { target: report.target.clone(), cases: cases.collect() }
    }

    /// The number of cases.
    #[must_use]
    pub fn cases(&self) -> usize {
        self.cases.len()
    }

    /// The file.
    #[must_use]
    pub fn to_lines(&self) -> String {
        let mut text = line(&Head { form: FORM, target: self.target.clone() });
        for (case, members) in &self.cases {
            for ((step, path), Shape { kind, told }) in members {
                let (value, form) = match told {
                    Told::Fixed(value) => (Some(value.clone()), None),
                    Told::Form(form) => (None, Some(form.clone())),
                    Told::Nothing => (None, None),
                };
                let [case, step, path] = [case, step, path].map(Clone::clone);
                text +=
                    &line(&Line { case, step, path, kind: kind.name().to_owned(), value, form });
            }
        }
        text
    }

    /// Reads a file.
    ///
    /// # Errors
    ///
    /// [`NotRecord`] says what it is that cannot be read; no line is passed over.
    pub fn from_lines(text: &str) -> Result<Self, NotRecord> {
        let mut lines = text.lines().enumerate();
        let (_, head) = lines.next().ok_or(NotRecord::NoHead)?;
        // The number first: a later form may have other members.
        let any: serde_json::Value = serde_json::from_str(head).map_err(|_| NotRecord::NoHead)?;
        let form = any["sandpay-shapes"].as_u64().ok_or(NotRecord::NoHead)?;
        let form = u32::try_from(form).unwrap_or(u32::MAX);
        if form != FORM {
            return Err(NotRecord::OtherForm(form));
        }
        let head: Head = serde_json::from_value(any).map_err(|_| NotRecord::NoHead)?;
        let mut cases: BTreeMap<String, Members> = BTreeMap::new();
        for (index, text) in lines {
            let bad = |reason: String| NotRecord::BadLine { number: index + 1, reason };
            let line: Line = serde_json::from_str(text).map_err(|error| bad(error.to_string()))?;
            let (case, key, shape) = line.parts().map_err(bad)?;
            if cases.entry(case).or_default().insert(key, shape).is_some() {
                return Err(bad("this member stands on an earlier line already".to_owned()));
            }
        }
        Ok(Self { target: head.target, cases })
    }
}

impl Line {
    fn parts(self) -> Result<(String, (String, String), Shape), String> {
        let kind = Kind::ALL.into_iter().find(|kind| kind.name() == self.kind);
        let kind = kind.ok_or_else(|| format!("there is no JSON type {:?}", self.kind))?;
        let told = match (self.value, self.form) {
            (Some(value), None) => Told::Fixed(value),
            (None, Some(form)) => Told::Form(form),
            (None, None) => Told::Nothing,
            (Some(_), Some(_)) => return Err("a member has a value or a form, not both".to_owned()),
        };
        Ok((self.case, (self.step, self.path), Shape { kind, told }))
    }
}

fn keyed(member: &Member) -> ((String, String), Shape) {
    let Member { step, path, kind, told } = member;
    ((step.clone(), path.clone()), Shape { kind: *kind, told: told.clone() })
}

fn line(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("texts and numbers encode") + "\n"
}
