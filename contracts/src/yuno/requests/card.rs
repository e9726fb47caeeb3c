//! The card of a direct payment, and when its money is taken
//! (<https://docs.y.uno/docs/payment-features/Cancel-and-capture-flow>).
//!
//! Delays are checked for their shape only; whether one is sensible stays Yuno's to say.

use serde::Serialize;

use super::StoredCredentials;
use crate::CardNumber;
use crate::Secret;
use crate::SecurityCode;
use crate::yuno::ThreeDSecureSetupId;
use crate::yuno::VaultedToken;

/// A card and what happens with it.
#[derive(Clone, Debug)]
pub struct CardDetails {
    /// Which card.
    pub source: CardSource,
    /// When the money is taken.
    pub capture: Capture,
    /// Whether `verify: false` is said. A payment is no verification; [`super::VerifyCard`] is.
    pub denies_verify: bool,
    /// In how many instalments the money is taken, 1 to 50.
    pub installments: Option<u8>,
    /// The setup of 3-D Secure by which Yuno authenticates the payer.
    pub three_d_secure_setup: Option<ThreeDSecureSetupId>,
    /// What is agreed about storing the card.
    pub stored_credentials: Option<StoredCredentials>,
}

impl CardDetails {
    /// A card that is charged or held, with nothing else said.
    #[must_use]
    pub fn new(source: impl Into<CardSource>, capture: Capture) -> Self {
        Self {
            source: source.into(),
            capture,
            denies_verify: false,
            installments: None,
            three_d_secure_setup: None,
            stored_credentials: None,
        }
    }
}

/// Which card: the page lets a vaulted token win over all else, so a request names one of the three.
#[derive(Clone, Debug)]
pub enum CardSource {
    /// The card itself.
    Typed {
        /// What is printed on it.
        card: CardData,
        /// Whether Yuno stores it when the payment succeeds. It does so for a stored customer only.
        vault_on_success: Option<bool>,
    },
    /// A one-time token of a card.
    OneTime {
        /// The token.
        token: Secret,
        /// Whether Yuno stores the card when the payment succeeds. It does so for a stored customer only.
        vault_on_success: Option<bool>,
    },
    /// A stored card.
    Vaulted(VaultedToken),
}

impl From<CardData> for CardSource {
    fn from(card: CardData) -> Self {
        Self::Typed { card, vault_on_success: None }
    }
}

impl From<VaultedToken> for CardSource {
    fn from(token: VaultedToken) -> Self {
        Self::Vaulted(token)
    }
}

/// What is printed on a card; `Debug` shows neither its number nor its security code.
#[derive(Clone, Debug, Serialize)]
pub struct CardData {
    /// The number.
    pub number: CardNumber,
    /// The holder, 3 to 26 characters.
    pub holder_name: String,
    /// The month of expiry, 1 to 12.
    pub expiration_month: u8,
    /// The year of expiry, of two or four digits.
    pub expiration_year: u16,
    /// The security code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub security_code: Option<SecurityCode>,
}

/// When the money of a card payment is taken. What is taken at once has no delay, and cannot be given one (E0559).
///
/// ```
/// # use sandpay_contracts::yuno::{Capture, Delay, Delayed};
/// let delay = Delayed { delay: Delay::new("P7D")?, simplified_mode: None };
/// let later = Capture::Later { delayed_capture: Some(delay), delayed_cancel: None };
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// ```compile_fail,E0559
/// # use sandpay_contracts::yuno::{Capture, Delay, Delayed};
/// let delay = Delayed { delay: Delay::new("P7D")?, simplified_mode: None };
/// let at_once = Capture::Immediate { delayed_capture: Some(delay) };
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// (<https://docs.y.uno/docs/payment-features/Cancel-and-capture-flow>, "Capture modes" and "Cancel modes").
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Capture {
    /// Not said. Documented examples without the member come back as purchases.
    Unsaid,
    /// `capture: true`: at once, the whole amount.
    Immediate,
    /// `capture: false`: an authorization, which the merchant captures or cancels, or Yuno after a delay.
    ///
    /// Both delays at once are accepted, and advised against.
    Later {
        /// Yuno captures the whole amount after this delay.
        delayed_capture: Option<Delayed>,
        /// Yuno cancels what is not captured after this delay.
        delayed_cancel: Option<Delayed>,
    },
}

impl Capture {
    /// An authorization that only the merchant captures or cancels.
    pub const MANUAL: Self = Self::Later { delayed_capture: None, delayed_cancel: None };
}

/// A scheduled operation.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Delayed {
    /// How long Yuno waits.
    pub delay: Delay,
    /// Whether Yuno tries again when the operation fails; not said means not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub simplified_mode: Option<bool>,
}

/// An ISO 8601 duration, as `PT3H`, `P7D` or `P1M`.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Delay(String);

/// A text that is no ISO 8601 duration.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{0:?} is not an ISO 8601 duration such as P7D or PT3H")]
pub struct NotDelay(String);

impl Delay {
    /// Takes a duration of whole numbers: `P`, then years, months, weeks, days, and after a `T` hours, minutes, seconds.
    ///
    /// # Errors
    ///
    /// When the text is none, or names no unit.
    pub fn new(text: &str) -> Result<Self, NotDelay> {
        let valid = text.strip_prefix('P').is_some_and(|rest| {
            let (date, time) = rest.split_once('T').map_or((rest, None), |(d, t)| (d, Some(t)));
            let date_fits = in_order(date, "YMWD");
            match time {
                Some(time) => date_fits && !time.is_empty() && in_order(time, "HMS"),
                None => date_fits && !date.is_empty(),
            }
        });
        valid.then(|| Self(text.to_owned())).ok_or_else(|| NotDelay(text.to_owned()))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether a text is a row of numbers, each with a unit, and the units in this order.
fn in_order(text: &str, units: &str) -> bool {
    let (mut rest, mut units) = (text, units.chars());
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let Some(unit) = rest[digits..].chars().next() else {
            return false;
        };
        if digits == 0 || !units.any(|allowed| allowed == unit) {
            return false;
        }
        rest = &rest[digits + unit.len_utf8()..];
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_delays_are_durations() {
        for text in ["PT3H", "P7D", "P1M", "P20D", "P30D", "P40D", "P1Y2M3W4DT5H6M7S"] {
            assert_eq!(Delay::new(text).unwrap().as_str(), text);
        }
    }

    #[test]
    fn what_is_no_duration_is_refused() {
        for text in
            ["", "P", "PT", "7D", "P7", "PD", "P7DT", "P1D1M", "-P7D", "P7d", "P-7D", "PT3D", "P1é"]
        {
            assert_eq!(Delay::new(text), Err(NotDelay(text.to_owned())));
        }
    }

    #[test]
    fn card_data_does_not_show_in_debug_output() {
        let card = CardData {
            number: CardNumber::new("4111111111111111").unwrap(),
            holder_name: "John Doe".to_owned(),
            expiration_month: 11,
            expiration_year: 28,
            security_code: Some(SecurityCode::new("987").unwrap()),
        };

        let shown = format!("{card:?}");

        assert!(shown.contains("CardNumber(…1111)"));
        assert!(!shown.contains("41111") && !shown.contains("987"));
    }

    #[test]
    fn tokens_do_not_show_in_debug_output() {
        let one_time = CardSource::OneTime { token: "hidden-1".into(), vault_on_success: None };
        let vaulted = CardSource::from(VaultedToken::from("hidden-2"));

        assert!(!format!("{one_time:?} {vaulted:?}").contains("hidden"));
    }
}
