//! Single values in the spelling of the documents: instants, amounts, numbers of fixed width.

use jiff::Timestamp;
use jiff::tz::Offset;
use serde::Serialize;
use serde::Serializer;
use uuid::Uuid;

use crate::kernel::money::Money;

/// An instant with microseconds: `2025-06-18T18:25:01.729174Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Instant(pub Timestamp);

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let at = Offset::UTC.to_datetime(self.0);
        let Ok(year @ 0..) = i32::from(at.year()).try_into() else {
            return to.collect_str(&self.0.strftime("%Y-%m-%dT%H:%M:%S%.6fZ"));
        };
        let mut text = *b"0000-00-00T00:00:00.000000Z";
        let two = |number: i8| u32::from(number.unsigned_abs());
        put(&mut text[..4], year);
        put(&mut text[5..7], two(at.month()));
        put(&mut text[8..10], two(at.day()));
        put(&mut text[11..13], two(at.hour()));
        put(&mut text[14..16], two(at.minute()));
        put(&mut text[17..19], two(at.second()));
        put(&mut text[20..26], at.subsec_nanosecond().unsigned_abs() / 1000);
        digits(&text, to)
    }
}

/// A number as a text of `N` digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Digits<const N: usize>(pub u32);

impl<const N: usize> Serialize for Digits<N> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut text = [b'0'; N];
        put(&mut text, self.0);
        digits(&text, to)
    }
}

/// A token, or an empty text where there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token(pub Option<Uuid>);

impl Serialize for Token {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Some(id) => id.serialize(to),
            None => to.serialize_str(""),
        }
    }
}

/// An amount as a JSON number, as short as can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Decimal(pub Money);

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let Money { minor, digits, .. } = self.0;
        match 10_i64.checked_pow(u32::from(digits)) {
            Some(unit) if minor % unit == 0 => to.serialize_i64(minor / unit),
            Some(_) | None => to.serialize_bytes(self.0.shortest().as_bytes()),
        }
    }
}

/// Fills `text` with the last decimal digits of a number.
fn put(text: &mut [u8], mut number: u32) {
    for digit in text.iter_mut().rev() {
        *digit = b'0' + (number % 10) as u8;
        number /= 10;
    }
}

fn digits<S: Serializer>(text: &[u8], to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(std::str::from_utf8(text).expect("digits and signs are ASCII"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;
    use crate::kernel::json_text;
    use crate::kernel::money::Currency;

    fn text(value: &impl Serialize) -> String {
        String::from_utf8(json_text::bytes(value)).unwrap()
    }

    #[rstest]
    #[case("2025-06-18T18:25:01.729174999Z", "\"2025-06-18T18:25:01.729174Z\"")]
    #[case("1969-12-31T23:59:59.000001Z", "\"1969-12-31T23:59:59.000001Z\"")]
    #[case("0001-02-03T04:05:06Z", "\"0001-02-03T04:05:06.000000Z\"")]
    fn an_instant_has_six_digits_of_a_second(#[case] at: Timestamp, #[case] expected: &str) {
        assert_eq!(text(&Instant(at)), expected);
    }

    #[test]
    fn a_number_of_fixed_width_has_leading_zeros() {
        assert_eq!(text(&Digits::<8>(411)), "\"00000411\"");
        assert_eq!(text(&Digits::<4>(9999)), "\"9999\"");
    }

    proptest! {
        #[test]
        fn an_instant_is_written_as_its_pattern_says(at in -377_705_023_201_i64..253_402_207_200) {
            let at = Timestamp::from_second(at).unwrap();
            let expected = at.strftime("%Y-%m-%dT%H:%M:%S%.6fZ").to_string();

            prop_assert_eq!(text(&Instant(at)), format!("\"{expected}\""));
        }

        #[test]
        fn an_amount_is_as_short_as_can_be(minor: i64, digits in 0_u8..20, whole: bool) {
            let currency = Currency::from_code("EUR").unwrap();
            let minor = if whole { minor / 10_000 * 10_000 } else { minor };
            let money = Money { minor, digits, currency };

            prop_assert_eq!(text(&Decimal(money)), money.shortest());
        }
    }
}
