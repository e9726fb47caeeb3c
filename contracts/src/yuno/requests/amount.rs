//! Money in requests: exact decimals of major units (<https://docs.y.uno/reference/payments/create-payment>).
//!
//! What Yuno can never take, a negative number or a part finer than 0.0001, cannot be said. Whether an amount is allowed
//! stays Yuno's to judge.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;
use serde::Serializer;

use crate::Currency;
use crate::Decimal;
use crate::decimal::NotDecimal;

/// A sum of money in major units: 25 is 25.00 USD.
#[derive(Clone, Debug, Serialize)]
pub struct Amount {
    /// The currency.
    pub currency: Currency,
    /// The number.
    pub value: AmountValue,
}

/// The two ways in which documents write an amount in a request; they mean the same.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum AmountValue {
    /// A JSON number, as the reference types it.
    Number(MajorUnits),
    /// A JSON string, as the capture guide prints it.
    Text(MajorUnits),
}

impl Serialize for AmountValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Number(value) => value.serialize(serializer),
            Self::Text(value) => serializer.collect_str(value),
        }
    }
}

/// A number of major units: not negative, a multiple of 0.0001.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(transparent)]
pub struct MajorUnits(Decimal);

/// Why a number is no amount.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum NotMajorUnits {
    /// The text is no number.
    #[error(transparent)]
    NotDecimal(#[from] NotDecimal),
    /// It is below zero.
    #[error("{0} is below zero")]
    Negative(Decimal),
    /// It is no multiple of 0.0001, or has more digits than any amount.
    #[error("{0} is not a multiple of 0.0001 below 922 trillion")]
    NotMultiple(Decimal),
}

impl MajorUnits {
    /// Takes a number.
    ///
    /// # Errors
    ///
    /// When it is negative, or finer than 0.0001.
    pub fn new(number: Decimal) -> Result<Self, NotMajorUnits> {
        match number.minor_units(4) {
            Some(ten_thousandths) if ten_thousandths >= 0 => Ok(Self(number)),
            Some(_) => Err(NotMajorUnits::Negative(number)),
            None => Err(NotMajorUnits::NotMultiple(number)),
        }
    }
}

impl From<u32> for MajorUnits {
    fn from(whole: u32) -> Self {
        Self(i64::from(whole).into())
    }
}

impl FromStr for MajorUnits {
    type Err = NotMajorUnits;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::new(text.parse()?)
    }
}

impl fmt::Display for MajorUnits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_not_negative_and_no_finer_than_a_ten_thousandth() {
        for text in ["0", "25", "19.99", "0.0001", "10000.0000", "922337203685477.5807"] {
            assert!(text.parse::<MajorUnits>().is_ok(), "{text}");
        }
        let refused = |text: &str| text.parse::<MajorUnits>().unwrap_err();
        assert!(matches!(refused("-0.01"), NotMajorUnits::Negative(_)));
        assert!(matches!(refused("0.00001"), NotMajorUnits::NotMultiple(_)));
        assert!(matches!(refused("922337203685477.5808"), NotMajorUnits::NotMultiple(_)));
        assert!(matches!(refused("1,5"), NotMajorUnits::NotDecimal(_)));
    }
}
