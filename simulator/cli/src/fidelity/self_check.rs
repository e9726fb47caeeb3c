//! `--self-check`: whether everything that the profiles name was really seen, over HTTP.

use serde::Serialize;

use crate::failure::Failure;
use crate::fidelity::seen::Goals;
use crate::fidelity::seen::Seen;

/// Of one kind of thing: how many were reached, and which were not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Reached {
    pub(crate) reached: usize,
    pub(crate) of: usize,
    pub(crate) missed: Vec<String>,
}

impl Reached {
    fn new(all: &[String], missed: Vec<String>) -> Self {
        Self { reached: all.len() - missed.len(), of: all.len(), missed }
    }
}

/// What was reached of one provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Checked {
    pub(crate) name: &'static str,
    pub(crate) errors: Reached,
    pub(crate) statuses: Reached,
    pub(crate) events: Reached,
}

impl Checked {
    /// What of the goals was seen.
    pub(crate) fn new(name: &'static str, goals: &Goals, seen: &Seen) -> Self {
        Self {
            name,
            errors: Reached::new(&goals.errors, goals.missed_errors(seen)),
            statuses: Reached::new(&goals.statuses, goals.missed_statuses(seen)),
            events: Reached::new(&goals.events, goals.missed_events(seen)),
        }
    }

    fn each(&self) -> [(&'static str, &Reached); 3] {
        [("errors", &self.errors), ("statuses", &self.statuses), ("events", &self.events)]
    }

    /// In one line.
    pub(crate) fn line(&self) -> String {
        let parts = self
            .each()
            .map(|(what, Reached { reached, of, .. })| format!("{what} {reached} of {of}"));
        format!("{}: {}", self.name, parts.join(", "))
    }
}

/// Fails when anything was not reached, and names it.
pub(crate) fn judge(checked: &[Checked]) -> Result<(), Failure> {
    let mut missed = Vec::new();
    for one in checked {
        for (what, reached) in one.each() {
            missed.extend(reached.missed.iter().map(|name| format!("{} {what} {name}", one.name)));
        }
    }
    if missed.is_empty() {
        return Ok(());
    }
    Err(Failure::refused(format!("not reached: {}", missed.join("; ")))
        .with_hint("what a profile names must happen: make it happen, or do not name it"))
}
