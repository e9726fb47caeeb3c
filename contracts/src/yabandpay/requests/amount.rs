//! Money in requests: a decimal text of major units, as `24.99`
//! (<https://docs.yabandpay.com/api/cn/payments/cards/token.html>).
//!
//! What can be no sum of money cannot be said. The least amount of a channel, and what a currency allows, stay YabandPay's
//! to judge.

use std::str::FromStr;

/// A sum of money in major units, spelt as it will be signed: `1` and `1.00` are the same money, and other texts.
///
/// ```
/// use sandpay_contracts::yabandpay::Amount;
///
/// assert!("24.99".parse::<Amount>().is_ok());
/// assert!("-1".parse::<Amount>().is_err());
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Amount(String);

/// A text that is no sum of money.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{0:?} is not an amount such as 24.99: digits, and at most two after a dot")]
pub struct NotAmount(String);

impl Amount {
    /// The text as it travels.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Amount {
    type Err = NotAmount;

    /// Takes digits, and at most two after a dot.
    ///
    /// Undocumented: more than two. Every amount of an answer has two.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
        let fits = |digits: &str, most: usize| {
            (1..=most).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
        };
        let valid = fits(whole, MOST_DIGITS) && fits(fraction, 2);
        valid.then(|| Self(text.to_owned())).ok_or_else(|| NotAmount(text.to_owned()))
    }
}

/// The most digits before the dot: as many as fit into an integer of minor units, whatever they are.
const MOST_DIGITS: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_keeps_the_way_it_was_written() {
        for text in ["0", "1", "1.0", "1.00", "24.99", "1000000"] {
            assert_eq!(text.parse::<Amount>().unwrap().as_str(), text);
        }
    }

    #[test]
    fn what_is_no_money_is_refused() {
        for text in
            ["", ".", "1.", ".5", "-1", "+1", "1,5", "1e3", "1.234", " 1", "12345678901234567"]
        {
            assert_eq!(text.parse::<Amount>(), Err(NotAmount(text.to_owned())));
        }
    }
}
