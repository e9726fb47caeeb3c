//! What Yuno does later by itself, as data: scheduled operations and tries to come.
//!
//! When they happen and what they do is `schedule`.

use std::sync::Arc;

use jiff::Span;
use jiff::SpanFieldwise;
use jiff::Timestamp;
use serde::Deserialize;
use serde::Serialize;

use super::gateway::Operation;
use super::state::Later;
use crate::kernel::duration;
use crate::kernel::duration::DurationError;
use crate::kernel::tx::TimerId;

/// A duration on the calendar, as the documents write it: `P7D`, `PT3H`, `P1M`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Delay(SpanFieldwise);

impl Delay {
    /// Reads an ISO 8601 duration, never negative.
    ///
    /// # Errors
    ///
    /// [`DurationError::Form`] for everything else.
    pub fn read(text: &str) -> Result<Self, DurationError> {
        duration::parse(text).map(|span: Span| Self(span.fieldwise()))
    }

    /// The instant that lies so much after `at`, on the calendar in UTC.
    ///
    /// # Errors
    ///
    /// [`DurationError::Range`] when that lies beyond the calendar.
    pub fn after(self, at: Timestamp) -> Result<Timestamp, DurationError> {
        duration::after(at, &self.0.0)
    }

    /// Whether it is no time at all.
    #[must_use]
    pub fn is_zero(self) -> bool {
        self.0.0.is_zero()
    }
}

impl From<Delay> for String {
    fn from(delay: Delay) -> Self {
        delay.0.0.to_string()
    }
}

impl TryFrom<String> for Delay {
    type Error = DurationError;

    fn try_from(text: String) -> Result<Self, DurationError> {
        Self::read(&text)
    }
}

/// What a merchant asks Yuno to do later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delays {
    /// `delayed_capture_settings`.
    pub capture: Option<Delayed>,
    /// `delayed_cancel_settings`.
    pub cancel: Option<Delayed>,
}

/// An operation that Yuno is to do later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delayed {
    /// How much later than the authorization.
    pub delay: Delay,
    /// Whether it is tried again when it fails.
    pub simplified_mode: bool,
}

/// A scheduled operation that is still to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scheduled {
    /// Its timer, which holds the instant.
    pub timer: TimerId,
    /// Whether Yuno tries again when the operation fails.
    pub simplified_mode: bool,
    /// How many tries have failed.
    pub failed: u8,
}

/// A capture or a refund that failed and will be tried again. A cancel stays [`Scheduled`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Retry {
    /// Its timer, which holds the instant.
    pub timer: TimerId,
    /// What is tried.
    pub operation: Operation,
    /// How much, in the minor units of the payment's amount.
    pub amount: i64,
    /// How many tries have failed.
    pub failed: u8,
    /// What the merchant said of it; nothing when it was scheduled.
    pub request: Option<Arc<Later>>,
}
