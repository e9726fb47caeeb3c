//! One event on its way to one endpoint: where it stands and every try of it. In which order deliveries
//! leave is the [outbox](super::outbox)'s business.

use crate::engine::faults::Mishap;
use crate::kernel::endpoints::EndpointEntry;
use crate::kernel::provider::Subject;
use crate::kernel::webhook::Attempt;
use crate::kernel::webhook::DeliveryAnswer;
use jiff::Timestamp;
use serde::Deserialize;
use serde::Serialize;
use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::LazyLock;

/// Names a delivery: the event, and which of its endpoints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct DeliveryId {
    /// The event's number in the sandbox.
    pub event: u64,
    /// The delivery's position among those of the event.
    pub index: u32,
}

impl fmt::Display for DeliveryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.event, self.index)
    }
}

impl FromStr for DeliveryId {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (event, index) = text.split_once('.').ok_or("a delivery's id looks like 12.0")?;
        let number = |_| "a delivery's id looks like 12.0";
        Ok(Self { event: event.parse().map_err(number)?, index: index.parse().map_err(number)? })
    }
}

impl From<DeliveryId> for String {
    fn from(id: DeliveryId) -> Self {
        id.to_string()
    }
}

impl TryFrom<String> for DeliveryId {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

/// Webhooks for one origin go to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rewrite {
    /// The origin as the merchant registered it: `https://shop.example`.
    pub from: String,
    /// Where its webhooks go instead: `http://localhost:3000`.
    pub to: String,
}

impl Rewrite {
    /// The URL at the other origin; path and query stay.
    #[must_use]
    pub fn applied(&self, url: &str) -> Option<String> {
        let rest = url.strip_prefix(&self.from)?;
        let same_origin = rest.is_empty() || rest.starts_with(['/', '?']);
        same_origin.then(|| format!("{}{rest}", self.to))
    }
}

/// What became of one try.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The receiver answered.
    Answered(DeliveryAnswer),
    /// No answer: no connection, or not in time.
    Failed(Cow<'static, str>),
    /// Never sent: the address is not allowed. Not tried again.
    Refused(Cow<'static, str>),
}

/// What became of one try of a delivery.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Which delivery.
    pub delivery: DeliveryId,
    /// Which try.
    pub attempt: Attempt,
    /// The result.
    pub outcome: Outcome,
    /// Whether the real instant was more than five minutes from the virtual one by then.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub far: bool,
}

/// Where a delivery stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// A try is due at some instant, or under way.
    Pending,
    /// Acknowledged.
    Delivered,
    /// Every try failed.
    Exhausted,
    /// Nobody wanted it.
    NoEndpoint,
    /// The address is not allowed.
    Refused,
    /// A fault dropped it.
    Dropped,
}

/// One try, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tried {
    /// Which, and when.
    pub attempt: Attempt,
    /// What became of it; `None` while it is under way.
    pub outcome: Option<Outcome>,
}

/// One event on its way to one endpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// Where it goes, as it was when the event happened.
    pub endpoint: Arc<EndpointEntry>,
    /// Where it stands.
    pub status: Status,
    /// Every try so far.
    pub tried: Vec<Tried>,
    /// When the next try is due.
    pub next: Option<Timestamp>,
    /// What a fault does to every try.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mishap: Option<Mishap>,
}

/// An event and its deliveries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Announcement {
    /// The provider, by its position in the sandbox.
    pub provider: usize,
    /// The event's documented name.
    pub kind: Cow<'static, str>,
    /// What it is about.
    pub subject: Subject,
    /// When it happened.
    pub at: Timestamp,
    /// One for each endpoint that wanted it; none when nobody did.
    pub deliveries: Vec<Delivery>,
}

/// What stands in the place of a delivery that nobody wanted: most events of most runs, so it is made once.
static UNWANTED: LazyLock<[Delivery; 1]> = LazyLock::new(|| {
    let endpoint = Arc::default();
    [Delivery { status: Status::NoEndpoint, ..Delivery::to(endpoint) }]
});

impl Announcement {
    /// Its deliveries; one that nobody wanted when there are none.
    #[must_use]
    pub fn shown(&self) -> &[Delivery] {
        if self.deliveries.is_empty() { &*UNWANTED } else { &self.deliveries }
    }
}

impl Delivery {
    /// A delivery to an endpoint whose first try is ready.
    #[must_use]
    pub const fn to(endpoint: Arc<EndpointEntry>) -> Self {
        Self { endpoint, status: Status::Pending, tried: Vec::new(), next: None, mishap: None }
    }

    /// The next try, if it were made now.
    #[must_use]
    pub fn upcoming(&self, now: Timestamp, wall: Option<Timestamp>) -> Attempt {
        let number = u32::try_from(self.tried.len()).unwrap_or(u32::MAX);
        let (first, first_wall) = self
            .tried
            .first()
            .map_or((now, wall), |tried| (tried.attempt.first, tried.attempt.first_wall));
        Attempt { number, at: now, first, wall, first_wall }
    }

    pub(super) fn begin(&mut self, now: Timestamp, wall: Option<Timestamp>) -> Attempt {
        let attempt = self.upcoming(now, wall);
        // One try is what most deliveries need.
        self.tried.reserve_exact(usize::from(self.tried.is_empty()));
        self.tried.push(Tried { attempt, outcome: None });
        self.next = None;
        attempt
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rewrite_changes_the_origin_alone() {
        let rewrite =
            Rewrite { from: "https://shop.example".into(), to: "http://localhost:3000".into() };

        assert_eq!(
            rewrite.applied("https://shop.example/hook?x=1").unwrap(),
            "http://localhost:3000/hook?x=1"
        );
        assert_eq!(rewrite.applied("https://shop.example.org/hook"), None);
    }
}
