//! Amounts as decimals: exact, without floats, and convertible to whole minor units.
//!
//! It does no arithmetic and knows no currency: how many minor digits a currency has is the caller's to say.

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;
use serde::Deserializer;
use serde::Serialize;
use serde::Serializer;
use serde::de;
use serde::ser;
use serde_json::value::RawValue;

/// The most digits a decimal may have; every documented amount has fewer.
const MOST_DIGITS: usize = 30;

/// An exact decimal number: `units / 10^scale`, in its shortest form, so that `5000.0` equals `5000`.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Decimal {
    units: i128,
    scale: u32,
}

/// Why a text is not a decimal.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{0:?} is not a decimal number of at most 30 digits")]
pub struct NotDecimal(String);

impl Decimal {
    /// The amount of so many minor units of a currency with `digits` minor digits: `(1999, 2)` is 19.99.
    #[must_use]
    pub fn from_minor(minor: i64, digits: u8) -> Self {
        Self::shortest(minor.into(), digits.into())
    }

    /// The amount in whole minor units of a currency with `digits` minor digits; none if it has a finer part or is too
    /// large.
    #[must_use]
    pub fn minor_units(self, digits: u8) -> Option<i64> {
        let power = u32::from(digits).checked_sub(self.scale)?;
        let minor = self.units.checked_mul(10_i128.checked_pow(power)?)?;
        i64::try_from(minor).ok()
    }

    fn shortest(mut units: i128, mut scale: u32) -> Self {
        while scale > 0 && units % 10 == 0 {
            units /= 10;
            scale -= 1;
        }
        Self { units, scale }
    }

    fn parse(text: &str) -> Option<Self> {
        let (mantissa, power) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let (negative, mantissa) = match mantissa.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, mantissa),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
        let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !all_digits(whole) || !all_digits(fraction) || whole.len() + fraction.len() > MOST_DIGITS
        {
            return None;
        }
        let units: i128 = format!("{whole}{fraction}").parse().ok()?;
        let units = if negative { -units } else { units };
        let places = i64::try_from(fraction.len()).ok()?;
        let scale = places.checked_sub(i64::from(power.parse::<i32>().ok()?))?;
        match u32::try_from(scale) {
            Ok(scale) if scale as usize <= MOST_DIGITS => Some(Self::shortest(units, scale)),
            Ok(_) => None,
            Err(_) => {
                let power = u32::try_from(scale.unsigned_abs()).ok()?;
                Some(Self { units: units.checked_mul(10_i128.checked_pow(power)?)?, scale: 0 })
            }
        }
    }
}

impl From<i64> for Decimal {
    fn from(whole: i64) -> Self {
        Self { units: whole.into(), scale: 0 }
    }
}

impl FromStr for Decimal {
    type Err = NotDecimal;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text).ok_or_else(|| NotDecimal(text.to_owned()))
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scale = self.scale as usize;
        if scale == 0 {
            return write!(f, "{}", self.units);
        }
        let sign = if self.units < 0 { "-" } else { "" };
        let digits = format!("{:0>width$}", self.units.unsigned_abs(), width = scale + 1);
        let (whole, fraction) = digits.split_at(digits.len() - scale);
        write!(f, "{sign}{whole}.{fraction}")
    }
}

/// Travels as a JSON number.
impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        RawValue::from_string(self.to_string()).map_err(ser::Error::custom)?.serialize(serializer)
    }
}

/// Reads a JSON number, or a string with a number in it.
impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        number_or_text(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// A decimal that travels as a JSON string and keeps the way it was written: `"1"` and `"1.00"` differ as texts.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct DecimalText {
    text: String,
    value: Decimal,
}

impl DecimalText {
    /// The text as it travels.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The number.
    #[must_use]
    pub fn value(&self) -> Decimal {
        self.value
    }
}

impl FromStr for DecimalText {
    type Err = NotDecimal;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self { value: text.parse()?, text: text.to_owned() })
    }
}

impl Serialize for DecimalText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for DecimalText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        number_or_text(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// The text of a JSON string, or the digits of a JSON number exactly as sent.
///
/// # Errors
///
/// When the value is neither.
pub(crate) fn number_or_text<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<String, D::Error> {
    let raw = Box::<RawValue>::deserialize(deserializer)?;
    let text = raw.get();
    match text.as_bytes().first() {
        Some(b'"') => serde_json::from_str(text).map_err(de::Error::custom),
        Some(b'-' | b'0'..=b'9') => Ok(text.to_owned()),
        _ => Err(de::Error::custom("expected a number or a string")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn decimals_are_equal_by_value() {
        assert_eq!(decimal("5000.0"), decimal("5000"));
        assert_eq!(decimal("1e3"), decimal("1000"));
        assert_eq!(decimal("2.5E-1"), decimal("0.2500"));
        assert_eq!(decimal("-0.0"), decimal("0"));
        assert_ne!(decimal("0.1"), decimal("0.10000000000000001"));
    }

    #[test]
    fn a_decimal_prints_its_shortest_form() {
        for (text, printed) in
            [("20000.00", "20000"), ("-0.050", "-0.05"), ("1458", "1458"), ("0.1", "0.1")]
        {
            assert_eq!(decimal(text).to_string(), printed);
        }
    }

    #[test]
    fn what_is_no_decimal_is_refused() {
        for text in ["", "-", ".5", "5.", "1,5", "0x1", "1e", "NaN", "1e400", "1e-400", " 1", "+1"]
        {
            assert_eq!(text.parse::<Decimal>(), Err(NotDecimal(text.to_owned())));
        }
        assert!("1".repeat(31).parse::<Decimal>().is_err());
    }

    #[test]
    fn minor_units_are_whole_or_nothing() {
        assert_eq!(decimal("19.99").minor_units(2), Some(1999));
        assert_eq!(decimal("5000.0").minor_units(0), Some(5000));
        assert_eq!(decimal("0.001").minor_units(2), None);
        assert_eq!(decimal("99999999999999999999").minor_units(2), None);
        assert_eq!(Decimal::from_minor(1999, 2), decimal("19.99"));
        assert_eq!(Decimal::from_minor(500, 2).to_string(), "5");
    }

    #[test]
    fn a_decimal_travels_as_a_number_and_is_read_from_a_number_or_a_string() {
        let read: Vec<Decimal> = serde_json::from_str(r#"[5000.0, "20000", 0.1]"#).unwrap();

        assert_eq!(serde_json::to_string(&read).unwrap(), "[5000,20000,0.1]");
        assert!(serde_json::from_str::<Decimal>("null").is_err());
        assert!(serde_json::from_str::<Decimal>("[1]").is_err());
    }

    #[test]
    fn a_decimal_text_keeps_the_way_it_was_written() {
        let read: DecimalText = serde_json::from_str("\"1.00\"").unwrap();

        assert_eq!(read.value(), decimal("1"));
        assert_eq!(serde_json::to_string(&read).unwrap(), "\"1.00\"");
    }
}
