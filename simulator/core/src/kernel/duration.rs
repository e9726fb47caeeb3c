//! ISO 8601 durations as the providers' documents use them, and calendar arithmetic in UTC.
//!
//! Not the parser itself: that is `jiff`. This is the gate in front of it, since the documents allow
//! neither signs, nor lower case, nor the empty durations `P` and `PT`.

use jiff::Span;
use jiff::Timestamp;
use jiff::fmt::temporal::SpanParser;
use jiff::tz::TimeZone;
use thiserror::Error;

/// Why a text is no usable duration.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum DurationError {
    /// Not of the form `PnYnMnWnDTnHnMnS`, or without a single number in it.
    #[error("not an ISO 8601 duration such as P7D or PT3H")]
    Form,
    /// The instant that it leads to lies beyond the year 9999.
    #[error("the duration leads beyond the end of the calendar")]
    Range,
}

/// Reads a duration such as `P7D`, `PT3H` or `P1M`; never negative.
///
/// # Errors
///
/// [`DurationError::Form`] when the text is not of the ISO form with capital letters and no sign.
pub fn parse(text: &str) -> Result<Span, DurationError> {
    static PARSER: SpanParser = SpanParser::new();
    let gate = |byte: u8| byte.is_ascii_digit() || b"PYMWDTHS.".contains(&byte);
    if text.len() > 64 || !text.starts_with('P') || !text.bytes().all(gate) {
        return Err(DurationError::Form);
    }
    PARSER.parse_span(text).map_err(|_| DurationError::Form)
}

/// The instant that lies `span` after `at`, counted on the calendar in UTC: 31 January and `P1M` give
/// the last day of February.
///
/// # Errors
///
/// [`DurationError::Range`] when that instant cannot be represented.
pub fn after(at: Timestamp, span: &Span) -> Result<Timestamp, DurationError> {
    let zoned = at.to_zoned(TimeZone::UTC).checked_add(*span).map_err(|_| DurationError::Range)?;
    Ok(zoned.timestamp())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::weeks("P2W", "2026-01-15T00:00:00Z")]
    #[case::days("P7D", "2026-01-08T00:00:00Z")]
    #[case::hours("PT3H", "2026-01-01T03:00:00Z")]
    #[case::all("P1Y2M3DT4H5M6S", "2027-03-04T04:05:06Z")]
    #[case::zero("PT0S", "2026-01-01T00:00:00Z")]
    fn documented_forms_are_read(#[case] text: &str, #[case] due: &str) {
        let at: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();

        assert_eq!(after(at, &parse(text).unwrap()).unwrap(), due.parse().unwrap());
    }

    #[rstest]
    #[case("")]
    #[case("P")]
    #[case("PT")]
    #[case("P-1D")]
    #[case("-P1D")]
    #[case("+P1D")]
    #[case("p1d")]
    #[case("1 month")]
    #[case("P1")]
    #[case("7D")]
    #[case("P1D ")]
    #[case("PT1e4S")]
    #[case("P999999999Y")]
    fn other_forms_are_refused(#[case] text: &str) {
        assert_eq!(parse(text).err(), Some(DurationError::Form));
    }

    #[test]
    fn a_month_after_the_end_of_january_is_the_end_of_february() {
        let at: Timestamp = "2026-01-31T10:00:00Z".parse().unwrap();

        assert_eq!(
            after(at, &parse("P1M").unwrap()).unwrap(),
            "2026-02-28T10:00:00Z".parse().unwrap()
        );
    }

    #[test]
    fn an_instant_beyond_the_calendar_is_refused() {
        let at: Timestamp = "2026-01-31T10:00:00Z".parse().unwrap();

        assert_eq!(after(at, &parse("P19000Y").unwrap()), Err(DurationError::Range));
    }
}
