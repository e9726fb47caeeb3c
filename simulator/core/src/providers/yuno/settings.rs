//! The switches: where Yuno's documents disagree with each other.

use jiff::SignedDuration;
use serde::Deserialize;
use serde::Serialize;

use super::lifecycle::Verification;
use crate::kernel::settings::Setting;

/// Yuno's switches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// How a payment that is read by its id is wrapped.
    pub payment_read_shape: ReadShape,
    /// How a successful card verification is spelled.
    pub verified_status: Verification,
    /// What the waits between deliveries are counted from.
    pub webhook_retry_basis: RetryBasis,
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

/// What the waits between deliveries are counted from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RetryBasis {
    /// From the previous delivery.
    #[default]
    Previous,
    /// From the first delivery.
    First,
}

/// The switches, described.
pub(super) const DESCRIBED: &[Setting] = &[
    Setting {
        name: "payment_read_shape",
        values: "\"bare\" or \"wrapped\"",
        changes: "whether GET /v1/payments/{payment_id} answers the payment itself or {\"payment\": …}",
        source: "https://docs.y.uno/reference/payments/retrieve-payment-by-id-v2 (wrapped) against \
                 https://docs.y.uno/reference/payments/retrieve-payment-by-id (bare)",
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

/// The documented waits, in minutes: 5 and 50 minutes, 6, 24, 48 and 96 hours
/// (<https://docs.y.uno/docs/webhooks>). With the first delivery that makes seven.
const WAITS: [i64; 6] = [5, 50, 6 * 60, 24 * 60, 48 * 60, 96 * 60];

impl RetryBasis {
    /// The waits between deliveries, each from the previous one.
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

    #[test]
    fn the_described_switches_are_those_of_the_struct() {
        let object = serde_json::to_value(Settings::default()).unwrap();
        let names: Vec<&String> = object.as_object().unwrap().keys().collect();

        assert_eq!(names, DESCRIBED.iter().map(|setting| setting.name).collect::<Vec<_>>());
    }
}
