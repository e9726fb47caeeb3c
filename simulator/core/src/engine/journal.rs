//! What happened, for people: a bounded list of entries. The complete record is the log.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::sync::Arc;

use jiff::Timestamp;
use serde::Serialize;

use crate::kernel::advice::AdviceRule;
use crate::kernel::kept::Kept;
use crate::kernel::message::Response;
use crate::kernel::provider::Subject;
use crate::kernel::rendering::Rendering;

/// Entries that a journal keeps at most.
pub const MOST_ENTRIES: usize = 10_000;
/// Bytes of requests and responses that a journal keeps at most.
pub const MOST_BYTES: usize = 64 << 20;

/// What sort of thing happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A provider was called.
    Request,
    /// A timer fired.
    Timer,
    /// An entity has a new state.
    Changed,
    /// A provider called the one behind it.
    ProviderCall,
    /// Merchants are told of something.
    Event,
    /// One try of a webhook delivery.
    Delivery,
    /// The simulator was told to do something.
    Command,
    /// A warning that the documents give and no status code shows.
    Advice,
    /// A fault struck.
    Fault,
    /// The simulator itself failed; nothing happened.
    Panic,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 10] = [
        Self::Request,
        Self::Timer,
        Self::Changed,
        Self::ProviderCall,
        Self::Event,
        Self::Delivery,
        Self::Command,
        Self::Advice,
        Self::Fault,
        Self::Panic,
    ];

    /// The word for it, as entries show it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Timer => "timer",
            Self::Changed => "changed",
            Self::ProviderCall => "provider_call",
            Self::Event => "event",
            Self::Delivery => "delivery",
            Self::Command => "command",
            Self::Advice => "advice",
            Self::Fault => "fault",
            Self::Panic => "panic",
        }
    }
}

/// One thing that happened.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Position in the epoch, from 1.
    pub number: u64,
    /// The virtual instant.
    pub at: Timestamp,
    /// What sort of thing.
    pub kind: Kind,
    /// The provider concerned.
    pub provider: Option<&'static str>,
    /// The operation, for requests.
    pub operation: Option<&'static str>,
    /// What it is about.
    pub subject: Option<Subject>,
    /// The rule that was broken, for advice.
    pub rule: Option<&'static AdviceRule>,
    /// In words; for advice, what was seen.
    pub what: Cow<'static, str>,
    /// The request and the answer, without secrets.
    pub exchange: Option<Box<Exchange>>,
    /// Bytes that it counts for: its texts, and the answer as if it were kept as bytes.
    weight: usize,
}

/// A request and its answer.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// Without its secrets.
    pub request: Arc<Kept>,
    /// As it left, or would have left but for a fault.
    pub answer: Answer,
}

/// An answer as the journal keeps it.
#[derive(Clone, Debug)]
pub enum Answer {
    /// Its bytes: a refusal.
    Written(Response),
    /// What it shows, which costs far less than its bytes.
    Rendered(Arc<dyn Rendering>),
}

impl Answer {
    /// The bytes.
    #[must_use]
    pub fn response(&self) -> Response {
        match self {
            Self::Written(response) => response.clone(),
            Self::Rendered(rendering) => rendering.response(),
        }
    }
}

impl Entry {
    pub(crate) fn new(at: Timestamp, kind: Kind, what: Cow<'static, str>) -> Self {
        Self {
            number: 0,
            at,
            kind,
            provider: None,
            operation: None,
            subject: None,
            rule: None,
            weight: what.len(),
            what,
            exchange: None,
        }
    }

    /// Adds a request and its answer, whose body has so many bytes.
    pub(crate) fn with_exchange(self, exchange: Exchange, body: usize) -> Self {
        let weight = self.weight + exchange.request.weight() + body;
        Self { exchange: Some(Box::new(exchange)), weight, ..self }
    }
}

/// The journal of one epoch.
#[derive(Debug, Default)]
pub struct Journal {
    entries: VecDeque<Entry>,
    bytes: usize,
    written: u64,
}

/// Which entries are wanted.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only entries after this number.
    pub after: u64,
    /// Only this provider.
    pub provider: Option<String>,
    /// Only this operation.
    pub operation: Option<String>,
    /// Only this kind, by its word.
    pub kind: Option<String>,
    /// At most so many.
    pub limit: usize,
}

impl Journal {
    pub(crate) fn write(&mut self, entry: Entry) {
        self.written += 1;
        self.bytes += entry.weight;
        while self.entries.len() >= MOST_ENTRIES || self.bytes > MOST_BYTES {
            let Some(evicted) = self.entries.pop_front() else {
                // It is heavier than all that may be kept.
                self.bytes = 0;
                return;
            };
            self.bytes -= evicted.weight;
        }
        if self.entries.len() == self.entries.capacity() {
            // Grown to the limit exactly, a full journal takes a new entry in where the oldest was.
            let size = (2 * self.entries.len()).clamp(16, MOST_ENTRIES);
            self.entries.reserve_exact(size - self.entries.len());
        }
        self.entries.push_back(Entry { number: self.written, ..entry });
    }

    /// How many entries were ever written.
    #[must_use]
    pub const fn written(&self) -> u64 {
        self.written
    }

    /// How many entries had to make room.
    #[must_use]
    pub fn evicted(&self) -> u64 {
        self.written - self.entries.len() as u64
    }

    /// Entries that pass a filter, oldest first.
    pub fn entries<'a>(&'a self, filter: &'a Filter) -> impl Iterator<Item = &'a Entry> {
        let wanted = |want: &Option<String>, have: Option<&str>| {
            want.as_deref().is_none_or(|want| have == Some(want))
        };
        // Entries are numbered without gaps, so the ones before `after` need not be looked at.
        let skipped =
            usize::try_from(filter.after.saturating_sub(self.evicted())).unwrap_or(usize::MAX);
        self.entries
            .iter()
            .skip(skipped)
            .filter(move |entry| {
                wanted(&filter.provider, entry.provider)
                    && wanted(&filter.operation, entry.operation)
                    && wanted(&filter.kind, Some(entry.kind.word()))
            })
            .take(filter.limit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::message::Request;

    fn entry(what: &'static str) -> Entry {
        Entry::new(Timestamp::UNIX_EPOCH, Kind::Timer, what.into())
    }

    #[test]
    fn a_full_journal_drops_its_oldest_entries_and_counts_them() {
        let mut journal = Journal::default();
        (0..MOST_ENTRIES + 3).for_each(|_| journal.write(entry("x")));
        let filter = Filter { limit: usize::MAX, ..Filter::default() };

        assert_eq!(journal.evicted(), 3);
        assert_eq!(journal.entries(&filter).next().unwrap().number, 4);
        assert_eq!(journal.entries(&filter).count(), MOST_ENTRIES);
    }

    #[test]
    fn a_journal_is_bounded_in_bytes_as_well() {
        let mut journal = Journal::default();
        let request = Request { body: vec![0; MOST_BYTES / 2 - 1].into(), ..Request::default() };
        let request = Arc::new(Kept::of(&request));
        for _ in 0..3 {
            let answer = Answer::Written(Response::empty(http::StatusCode::OK));
            let exchange = Exchange { request: Arc::clone(&request), answer };
            journal.write(entry("x").with_exchange(exchange, 0));
        }

        assert_eq!(journal.evicted(), 1);
    }

    #[test]
    fn entries_after_a_number_are_found_whether_or_not_it_was_evicted() {
        let mut journal = Journal::default();
        (0..MOST_ENTRIES + 3).for_each(|_| journal.write(entry("x")));
        let first = |after| {
            let filter = Filter { after, limit: 1, ..Filter::default() };
            journal.entries(&filter).next().map(|entry| entry.number)
        };

        assert_eq!([first(0), first(4), first(10_003)], [Some(4), Some(5), None]);
    }
}
