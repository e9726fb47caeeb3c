//! The journal of a sandbox as a story that a person can review.

use sandpay::Sandbox;
use sandpay::views::JournalEntry;

/// One line an entry: the virtual instant, what sort of thing, whose, and what happened.
pub(crate) fn story(sandbox: &Sandbox) -> String {
    let names = Names::of(&sandbox.journal());
    sandbox.journal().iter().map(|entry| names.line(entry) + "\n").collect()
}

/// Subjects by the order in which they appear: a story reads better without their ids.
struct Names(Vec<String>);

impl Names {
    fn of(entries: &[JournalEntry]) -> Self {
        let mut names: Vec<String> = Vec::new();
        for subject in entries.iter().filter_map(|entry| entry.subject.clone()) {
            if !names.contains(&subject) {
                names.push(subject);
            }
        }
        Self(names)
    }

    fn line(&self, entry: &JournalEntry) -> String {
        let what = self.0.iter().enumerate().fold(entry.what.clone(), |text, (position, id)| {
            text.replace(id, &format!("#{}", position + 1))
        });
        let subject =
            entry.subject.as_ref().and_then(|id| self.0.iter().position(|known| known == id));
        let subject = subject.map(|position| format!(" #{}", position + 1)).unwrap_or_default();
        let provider = entry.provider.unwrap_or("sandpay");
        format!("{} {:8} {provider}{subject}: {what}", entry.at, entry.kind)
    }
}
