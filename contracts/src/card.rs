//! What is printed on a card, for every provider to whom one is sent: its number and its security code.
//!
//! Texts are checked for their shape only: whether such a card exists is the provider's to say. `Debug` gives neither away.

use std::fmt;

use serde::Serialize;

use crate::Secret;

/// A card number; `Debug` shows its last four digits.
#[derive(Clone, Serialize)]
#[serde(transparent)]
pub struct CardNumber(Secret);

/// A text that is no card number.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("a card number has 8 to 19 digits")]
pub struct NotCardNumber;

impl CardNumber {
    /// Takes 8 to 19 digits, as Yuno's reference has them; the check digit stays the provider's to judge
    /// (<https://docs.y.uno/reference/payments/create-payment>). WooshPay's documents tell no length.
    ///
    /// # Errors
    ///
    /// When the text is anything else.
    pub fn new(digits: &str) -> Result<Self, NotCardNumber> {
        let valid = (8..=19).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        valid.then(|| Self(digits.into())).ok_or(NotCardNumber)
    }
}

impl fmt::Debug for CardNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.0.expose();
        write!(f, "CardNumber(…{})", &digits[digits.len() - 4..])
    }
}

/// A security code of three or four digits; `Debug` shows none of them.
#[derive(Clone, Debug, Serialize)]
#[serde(transparent)]
pub struct SecurityCode(Secret);

/// A text that is no security code.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("a security code has 3 or 4 digits")]
pub struct NotSecurityCode;

impl SecurityCode {
    /// Takes three or four digits.
    ///
    /// # Errors
    ///
    /// When the text is anything else.
    pub fn new(digits: &str) -> Result<Self, NotSecurityCode> {
        let valid = (3..=4).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        valid.then(|| Self(digits.into())).ok_or(NotSecurityCode)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn card_numbers_and_security_codes_are_digits() {
        assert!(CardNumber::new("4111 1111 1111 1111").is_err());
        assert!(CardNumber::new("4111111").is_err());
        assert!(SecurityCode::new("12").is_err());
        assert!(SecurityCode::new("12a").is_err());
    }
}
