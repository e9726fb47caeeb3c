//! Virtual time, given how much real time has passed. Reads no clock itself.

use std::time::Duration;

use jiff::SignedDuration;
use jiff::Timestamp;
use serde::Deserialize;
use serde::Serialize;

/// Whether virtual time moves by itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Only by being advanced.
    #[default]
    Frozen,
    /// As real time does.
    Flowing,
}

/// A virtual clock.
///
/// Every method takes the real time elapsed since some fixed moment, on a clock that never goes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    mode: Mode,
    /// The virtual instant at `since`.
    at: Timestamp,
    since: Duration,
}

impl Clock {
    /// A clock that stands at `at`, or flows from there.
    #[must_use]
    pub const fn new(mode: Mode, at: Timestamp, elapsed: Duration) -> Self {
        Self { mode, at, since: elapsed }
    }

    /// Whether it flows.
    #[must_use]
    pub const fn mode(&self) -> Mode {
        self.mode
    }

    /// The virtual instant, in whole microseconds.
    #[must_use]
    pub fn now(&self, elapsed: Duration) -> Timestamp {
        match self.mode {
            Mode::Frozen => self.at,
            Mode::Flowing => {
                let passed = SignedDuration::try_from(elapsed.saturating_sub(self.since))
                    .unwrap_or(SignedDuration::MAX);
                let now = self.at.saturating_add(passed).unwrap_or(Timestamp::MAX);
                Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now)
            }
        }
    }

    /// Stops the clock where it stands.
    pub fn freeze(&mut self, elapsed: Duration) {
        *self = Self::new(Mode::Frozen, self.now(elapsed), elapsed);
    }

    /// Lets the clock flow from where it stands.
    pub fn flow(&mut self, elapsed: Duration) {
        *self = Self::new(Mode::Flowing, self.now(elapsed), elapsed);
    }

    /// Puts the clock at a later instant; an earlier one changes nothing.
    pub fn set(&mut self, at: Timestamp, elapsed: Duration) {
        *self = Self::new(self.mode, at.max(self.now(elapsed)), elapsed);
    }

    /// How much real time passes until virtual time reaches `at`; `None` when it never does by itself.
    #[must_use]
    pub fn wait(&self, at: Timestamp, elapsed: Duration) -> Option<Duration> {
        match self.mode {
            Mode::Frozen => None,
            Mode::Flowing => {
                Some(Duration::try_from(at.duration_since(self.now(elapsed))).unwrap_or_default())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    #[test]
    fn a_frozen_clock_stands_and_a_flowing_one_keeps_pace() {
        let frozen = Clock::new(Mode::Frozen, at(100), seconds(5));
        let flowing = Clock::new(Mode::Flowing, at(100), seconds(5));

        assert_eq!(frozen.now(seconds(9)), at(100));
        assert_eq!(flowing.now(seconds(9)), at(104));
    }

    #[test]
    fn freezing_and_flowing_lose_no_time() {
        let mut clock = Clock::new(Mode::Flowing, at(100), seconds(0));
        clock.freeze(seconds(10));
        assert_eq!(clock.now(seconds(50)), at(110));

        clock.flow(seconds(50));

        assert_eq!(clock.now(seconds(53)), at(113));
    }

    #[test]
    fn the_clock_is_never_put_back() {
        let mut clock = Clock::new(Mode::Frozen, at(100), seconds(0));
        clock.set(at(90), seconds(0));
        assert_eq!(clock.now(seconds(0)), at(100));

        clock.set(at(200), seconds(0));

        assert_eq!(clock.now(seconds(0)), at(200));
    }

    #[test]
    fn waiting_makes_sense_only_while_time_flows() {
        assert_eq!(Clock::new(Mode::Frozen, at(100), seconds(0)).wait(at(160), seconds(0)), None);
        assert_eq!(
            Clock::new(Mode::Flowing, at(100), seconds(0)).wait(at(160), seconds(20)),
            Some(seconds(40))
        );
        assert_eq!(
            Clock::new(Mode::Flowing, at(100), seconds(0)).wait(at(90), seconds(20)),
            Some(seconds(0))
        );
    }
}
