//! Medians and spreads of whole numbers, and how they are printed. No floating point: everything is
//! counted in nanoseconds, bytes or thousandths.

use std::fmt;
use std::time::Duration;

/// What a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    /// Time.
    Nanoseconds,
    /// Thousandths of another number.
    Thousandths,
    /// Memory.
    Bytes,
    /// How often in a second.
    PerSecond,
    /// Plain.
    Count,
}

/// A number with its unit, printed for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Figure(pub(crate) u64, pub(crate) Unit);

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(number, unit) = *self;
        match unit {
            Unit::Nanoseconds => match number {
                0..1_000_000 => write!(f, "{} µs", Decimal(number, 1_000)),
                1_000_000..1_000_000_000 => write!(f, "{} ms", Decimal(number, 1_000_000)),
                1_000_000_000.. => write!(f, "{} s", Decimal(number, 1_000_000_000)),
            },
            Unit::Thousandths => write!(f, "{} x", Decimal(number, 1_000)),
            Unit::Bytes => match number {
                0..1_000_000 => write!(f, "{} KB", Decimal(number, 1_000)),
                1_000_000.. => write!(f, "{} MB", Decimal(number, 1_000_000)),
            },
            Unit::PerSecond => write!(f, "{number}/s"),
            Unit::Count => write!(f, "{number}"),
        }
    }
}

/// A number of parts, printed in wholes with two digits after the point.
struct Decimal(u64, u64);

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(parts, whole) = *self;
        let hundredths = (u128::from(parts) * 100 + u128::from(whole) / 2) / u128::from(whole);
        write!(f, "{}.{:02}", hundredths / 100, hundredths % 100)
    }
}

/// Several measurements of one thing.
#[derive(Clone, Debug)]
pub(crate) struct Samples(Vec<u64>);

impl FromIterator<u64> for Samples {
    fn from_iter<I: IntoIterator<Item = u64>>(numbers: I) -> Self {
        let mut numbers: Vec<_> = numbers.into_iter().collect();
        numbers.sort_unstable();
        Self(numbers)
    }
}

impl Samples {
    /// The number below which so many thousandths of all lie; 0 without any.
    pub(crate) fn below(&self, thousandths: usize) -> u64 {
        let last = self.0.len().saturating_sub(1);
        self.0.get((last * thousandths + 500) / 1_000).copied().unwrap_or_default()
    }

    /// The one in the middle.
    pub(crate) fn median(&self) -> u64 {
        self.below(500)
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Median, and the least and the greatest in brackets.
    pub(crate) fn shown(&self, unit: Unit) -> String {
        let [median, least, greatest] =
            [500, 0, 1_000].map(|thousandths| Figure(self.below(thousandths), unit));
        format!("{median} ({least} to {greatest})")
    }
}

/// Whole nanoseconds.
pub(crate) fn nanoseconds(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

/// How often a second something happens that happens `count` times in `time`.
pub(crate) fn per_second(count: usize, time: Duration) -> u64 {
    let count = u128::try_from(count).unwrap_or_default();
    u64::try_from(count * 1_000_000_000 / time.as_nanos().max(1)).unwrap_or(u64::MAX)
}

/// Thousandths that `part` is of `whole`.
pub(crate) fn thousandths(part: u64, whole: u64) -> u64 {
    part.saturating_mul(1_000) / whole.max(1)
}
