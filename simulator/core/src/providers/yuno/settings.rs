//! The switches: where Yuno's documents disagree with each other, or leave to a provider what happens.

use std::borrow::Cow;

use jiff::SignedDuration;
use jiff::Timestamp;
use serde::Deserialize;
use serde::Deserializer;
use serde::Serialize;
use serde::Serializer;
use serde::de::Error as _;

use super::lifecycle::Verification;
use super::plan::Delay;
use crate::kernel::settings::Setting;

/// Yuno's switches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// How long an authorization can be captured.
    pub authorization_hold: AuthorizationHold,
    /// What the waits between the tries of an operation with `simplified_mode` are counted from.
    pub operation_retry_basis: RetryBasis,
    /// How a payment that is read by its id is wrapped.
    pub payment_read_shape: ReadShape,
    /// What becomes of a charge whose reason is not that of the first use of its vaulted token.
    pub stored_reason_change: ReasonChange,
    /// What the waits between deliveries are counted from.
    pub webhook_retry_basis: RetryBasis,
    /// How a successful card verification is spelled.
    pub verified_status: Verification,
}

/// How long an authorization can be captured: the word `none`, or an ISO 8601 duration above zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AuthorizationHold(Option<Delay>);

/// An authorization that nothing ends.
const NO_HOLD: &str = "none";

impl AuthorizationHold {
    /// When an authorization made at `at` ends; `None` when nothing ends it, or nothing within the
    /// calendar.
    #[must_use]
    pub fn ends(self, at: Timestamp) -> Option<Timestamp> {
        self.0.and_then(|delay| delay.after(at).ok())
    }
}

impl Serialize for AuthorizationHold {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Some(delay) => delay.serialize(to),
            None => to.serialize_str(NO_HOLD),
        }
    }
}

impl<'de> Deserialize<'de> for AuthorizationHold {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(from)?;
        if text == NO_HOLD {
            return Ok(Self(None));
        }
        let delay = Delay::read(&text).map_err(D::Error::custom)?;
        if delay.is_zero() {
            return Err(D::Error::custom("an authorization that ends at once"));
        }
        Ok(Self(Some(delay)))
    }
}

/// How a payment that is read by its id is wrapped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReadShape {
    /// The payment itself.
    #[default]
    Bare,
    /// `{"payment": …}`.
    Wrapped,
}

/// What becomes of a charge whose reason is not that of the first use of its vaulted token.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReasonChange {
    /// It is charged all the same, with advice.
    #[default]
    Accept,
    /// The provider behind Yuno declines it.
    Decline,
}

/// What the waits between the tries of an operation, or of a delivery, are counted from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RetryBasis {
    /// From the previous try.
    #[default]
    Previous,
    /// From the first try.
    First,
}

/// The switches, described.
pub(super) const DESCRIBED: &[Setting] = &[
    Setting {
        name: "authorization_hold",
        values: "\"none\" or an ISO 8601 duration above zero, such as \"P7D\"",
        changes: "how long after its authorization a payment can be captured; then it ends as \
                  EXPIRED/EXPIRED, and what is scheduled for later is not done",
        source: "https://docs.y.uno/docs/payment-features/Cancel-and-capture-flow: the limit is the \
                 payment provider's. Undocumented: that there is none unless one is set",
    },
    Setting {
        name: "operation_retry_basis",
        values: "\"previous\" or \"first\"",
        changes: "whether the documented waits between the tries of a capture, cancel or refund with \
                  simplified_mode count from the previous try or from the first",
        source: "https://docs.y.uno/docs/payment-features/transaction-retries: its text (previous) \
                 against the heading of its table (first)",
    },
    Setting {
        name: "payment_read_shape",
        values: "\"bare\" or \"wrapped\"",
        changes: "whether GET /v1/payments/{payment_id} answers the payment itself or {\"payment\": …}",
        source: "https://docs.y.uno/reference/payments/retrieve-payment-by-id-v2 (wrapped) against \
                 https://docs.y.uno/reference/payments/retrieve-payment-by-id (bare)",
    },
    Setting {
        name: "stored_reason_change",
        values: "\"accept\" or \"decline\"",
        changes: "whether a charge whose stored_credentials.reason is not that of the first use of its \
                  vaulted token is declined with INVALID_PARAMETERS, as some payment providers do",
        source: "https://docs.y.uno/docs/payment-features/stored-credentials: providers that require one \
                 reason throughout. Undocumented: what the test gateway does",
    },
    Setting {
        name: "verified_status",
        values: "\"succeeded\" or \"verified\"",
        changes: "whether a card verification that goes through ends as SUCCEEDED/VERIFIED or as \
                  VERIFIED/VERIFIED",
        source: "https://docs.y.uno/docs/security-and-compliance/card-verification, example (SUCCEEDED), \
                 against https://docs.y.uno/reference/payments/status-and-response-codes/payment \
                 (VERIFIED)",
    },
    Setting {
        name: "webhook_retry_basis",
        values: "\"previous\" or \"first\"",
        changes: "whether the documented waits between deliveries count from the previous delivery or \
                  from the first",
        source: "https://docs.y.uno/docs/webhooks, table of retries (first), against \
                 https://docs.y.uno/docs/payment-features/transaction-retries (previous)",
    },
];

/// The documented waits, in minutes: 5 and 50 minutes, 6, 24, 48 and 96 hours, for deliveries
/// (<https://docs.y.uno/docs/webhooks>) as for operations
/// (<https://docs.y.uno/docs/payment-features/transaction-retries>). With the first try that makes seven.
const WAITS: [i64; 6] = [5, 50, 6 * 60, 24 * 60, 48 * 60, 96 * 60];

impl RetryBasis {
    /// The waits between tries, each from the previous one.
    #[must_use]
    pub fn waits(self) -> Vec<SignedDuration> {
        let mut before = 0;
        WAITS
            .into_iter()
            .map(|minutes| match self {
                Self::Previous => minutes,
                Self::First => minutes - std::mem::replace(&mut before, minutes),
            })
            .map(SignedDuration::from_mins)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(RetryBasis::Previous, [5, 55, 415, 1855, 4735, 10495])]
    #[case(RetryBasis::First, [5, 50, 360, 1440, 2880, 5760])]
    fn the_waits_add_up_to_the_documented_instants(
        #[case] basis: RetryBasis,
        #[case] minutes: [i64; 6],
    ) {
        let mut sum = SignedDuration::ZERO;
        let instants: Vec<i64> = basis
            .waits()
            .into_iter()
            .map(|wait| {
                sum += wait;
                sum.as_mins()
            })
            .collect();

        assert_eq!(instants, minutes);
    }

    #[rstest]
    #[case::none("none", None)]
    #[case::a_week("P7D", Some("2026-02-07T10:00:00Z"))]
    #[case::a_month("P1M", Some("2026-02-28T10:00:00Z"))]
    #[case::beyond_the_calendar("P9000Y", None)]
    fn an_authorization_ends_when_its_hold_is_over(#[case] hold: &str, #[case] ends: Option<&str>) {
        let read: AuthorizationHold = serde_json::from_value(hold.into()).unwrap();

        assert_eq!(
            read.ends("2026-01-31T10:00:00Z".parse().unwrap()),
            ends.map(|at| at.parse().unwrap())
        );
        assert_eq!(serde_json::to_value(read).unwrap(), hold);
    }

    #[rstest]
    #[case("PT0S")]
    #[case("P")]
    #[case("seven days")]
    #[case("-P1D")]
    #[case("")]
    fn a_hold_that_is_no_duration_above_zero_is_refused(#[case] hold: &str) {
        assert!(serde_json::from_value::<AuthorizationHold>(hold.into()).is_err());
    }

    #[test]
    fn an_authorization_has_no_end_unless_one_is_set() {
        let settings = Settings::default();

        assert_eq!(settings.authorization_hold.ends(Timestamp::UNIX_EPOCH), None);
        assert_eq!(settings.operation_retry_basis, RetryBasis::Previous);
    }

    #[test]
    fn the_described_switches_are_those_of_the_struct() {
        let object = serde_json::to_value(Settings::default()).unwrap();
        let names: Vec<&String> = object.as_object().unwrap().keys().collect();

        assert_eq!(names, DESCRIBED.iter().map(|setting| setting.name).collect::<Vec<_>>());
    }
}
