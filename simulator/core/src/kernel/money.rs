//! Money as an integral number of minor units, read exactly from the literal text.
//!
//! Which texts are welcome is each provider's decision: [`Notation`] says it. No float is involved.

use std::fmt;

use serde::Deserialize;
use serde::Serialize;
use thiserror::Error;

/// A currency of ISO 4217.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Currency(iso_currency::Currency);

impl Currency {
    /// The currency of a three-letter code in capitals.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        iso_currency::Currency::from_code(code).map(Self)
    }

    /// Its three-letter code.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// How many decimal digits its minor unit has: 2 for EUR, 0 for JPY, 3 for KWD.
    #[must_use]
    pub fn digits(self) -> u8 {
        self.0.exponent().and_then(|digits| u8::try_from(digits).ok()).unwrap_or_default()
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.code().to_owned()
    }
}

impl TryFrom<String> for Currency {
    type Error = AmountError;

    fn try_from(code: String) -> Result<Self, AmountError> {
        Self::from_code(&code).ok_or(AmountError::Currency)
    }
}

/// Why a text is no usable amount.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum AmountError {
    /// Not a decimal number in the notation that this provider takes.
    #[error("not a decimal number")]
    Form,
    /// More decimal digits than the notation has.
    #[error("more decimal digits than the smallest unit has")]
    Precision,
    /// Beyond what can be counted.
    #[error("out of range")]
    Range,
    /// Not a code of ISO 4217.
    #[error("not a currency of ISO 4217")]
    Currency,
}

/// How a provider writes amounts.
#[derive(Clone, Copy, Debug)]
pub struct Notation {
    /// How many decimal digits a minor unit stands for.
    pub digits: u8,
    /// Whether an exponent (`1e3`) is taken.
    pub exponent: bool,
}

/// An amount of money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    /// The amount in minor units.
    pub minor: i64,
    /// How many decimal digits a minor unit stands for. Mostly the currency's own number; Yuno's
    /// documents count in steps of 0.0001 whatever the currency.
    pub digits: u8,
    /// The currency.
    pub currency: Currency,
}

impl Money {
    /// Reads an amount in major units, exactly.
    ///
    /// # Errors
    ///
    /// [`AmountError`] when the text is no number of this notation, is finer than a minor unit, or is
    /// beyond 64 bits.
    pub fn from_major(
        text: &str,
        currency: Currency,
        notation: Notation,
    ) -> Result<Self, AmountError> {
        let minor = minor_units(text, notation)?;
        Ok(Self { minor, digits: notation.digits, currency })
    }

    /// The same currency and precision, another amount.
    #[must_use]
    pub const fn with_minor(self, minor: i64) -> Self {
        Self { minor, ..self }
    }

    /// In major units with every decimal digit of the notation: `1.00`.
    #[must_use]
    pub fn fixed(&self) -> String {
        let (mut left, mut written) = (self.minor.unsigned_abs(), 0);
        // From the last digit to the first.
        let mut text = Vec::with_capacity(24);
        while left > 0 || written <= self.digits {
            if written == self.digits && written > 0 {
                text.push(b'.');
            }
            text.push(b'0' + (left % 10) as u8);
            left /= 10;
            written += 1;
        }
        if self.minor < 0 {
            text.push(b'-');
        }
        text.reverse();
        String::from_utf8(text).expect("digits, a point and a sign are text")
    }

    /// In major units as short as can be: `1`, `10.5`.
    #[must_use]
    pub fn shortest(&self) -> String {
        let text = self.fixed();
        if !text.contains('.') {
            return text;
        }
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.shortest(), self.currency.code())
    }
}

/// The number of minor units that a decimal text in major units stands for, exactly.
fn minor_units(text: &str, notation: Notation) -> Result<i64, AmountError> {
    let (negative, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (mantissa, exponent) = split_exponent(text, notation.exponent)?;
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let padded = whole.len() > 1 && whole.starts_with('0');
    if whole.is_empty() || padded || !digits(whole) || !digits(part) || mantissa.ends_with('.') {
        return Err(AmountError::Form);
    }
    let part = part.trim_end_matches('0');
    let mut minor: i64 = 0;
    for byte in whole.bytes().chain(part.bytes()) {
        minor = minor
            .checked_mul(10)
            .and_then(|sum| sum.checked_add(i64::from(byte - b'0')))
            .ok_or(AmountError::Range)?;
    }
    if minor == 0 {
        return Ok(0);
    }
    let shift = i64::from(notation.digits) + exponent
        - i64::try_from(part.len()).map_err(|_| AmountError::Range)?;
    let minor = shifted(minor, shift)?;
    Ok(if negative { -minor } else { minor })
}

fn split_exponent(text: &str, allowed: bool) -> Result<(&str, i64), AmountError> {
    let Some((mantissa, exponent)) = text.split_once(['e', 'E']) else {
        return Ok((text, 0));
    };
    let exponent = exponent.strip_prefix('+').unwrap_or(exponent);
    let number = exponent.strip_prefix('-').unwrap_or(exponent);
    if !allowed || number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(AmountError::Form);
    }
    exponent.parse().map(|exponent| (mantissa, exponent)).map_err(|_| AmountError::Range)
}

fn shifted(minor: i64, shift: i64) -> Result<i64, AmountError> {
    let power = |shift: i64| u32::try_from(shift).ok().and_then(|shift| 10_i64.checked_pow(shift));
    if shift >= 0 {
        return power(shift).and_then(|power| minor.checked_mul(power)).ok_or(AmountError::Range);
    }
    let divisor = shift.checked_neg().and_then(power).ok_or(AmountError::Precision)?;
    if minor % divisor == 0 { Ok(minor / divisor) } else { Err(AmountError::Precision) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    const CENTS: Notation = Notation { digits: 2, exponent: true };

    #[rstest]
    #[case("0", 0)]
    #[case("20000", 2_000_000)]
    #[case("2686.0", 268_600)]
    #[case("0.1", 10)]
    #[case("-1.25", -125)]
    #[case("1e3", 100_000)]
    #[case("125e-2", 125)]
    #[case("0e999999999999", 0)]
    #[case("92233720368547758.07", i64::MAX)]
    fn exact_amounts_are_read(#[case] text: &str, #[case] minor: i64) {
        assert_eq!(minor_units(text, CENTS), Ok(minor));
    }

    #[rstest]
    #[case("", AmountError::Form)]
    #[case("-", AmountError::Form)]
    #[case("+1", AmountError::Form)]
    #[case("1.", AmountError::Form)]
    #[case(".5", AmountError::Form)]
    #[case("01", AmountError::Form)]
    #[case("1_000", AmountError::Form)]
    #[case("1,5", AmountError::Form)]
    #[case("0x10", AmountError::Form)]
    #[case("NaN", AmountError::Form)]
    #[case("\u{0661}", AmountError::Form)]
    #[case("1e", AmountError::Form)]
    #[case("1e--2", AmountError::Form)]
    #[case("0.001", AmountError::Precision)]
    #[case("1e-99999999999999999999", AmountError::Range)]
    #[case("1e400", AmountError::Range)]
    #[case("92233720368547758.08", AmountError::Range)]
    fn other_texts_are_refused(#[case] text: &str, #[case] error: AmountError) {
        assert_eq!(minor_units(text, CENTS), Err(error));
    }

    #[test]
    fn an_exponent_is_refused_where_the_notation_has_none() {
        assert_eq!(
            minor_units("1e3", Notation { digits: 2, exponent: false }),
            Err(AmountError::Form)
        );
    }

    proptest! {
        #[test]
        fn what_is_printed_reads_back_as_the_same_amount(minor: i64, digits in 0_u8..6) {
            let currency = Currency::from_code("EUR").unwrap();
            let money = Money { minor, digits, currency };
            let notation = Notation { digits, exponent: false };
            prop_assume!(minor != i64::MIN);

            prop_assert_eq!(Money::from_major(&money.fixed(), currency, notation), Ok(money));
            prop_assert_eq!(Money::from_major(&money.shortest(), currency, notation), Ok(money));
        }
    }
}
