//! The switches of WooshPay: where its documents disagree with each other, or are silent.

use jiff::SignedDuration;
use jiff::Timestamp;
use serde::Deserialize;
use serde::Serialize;

use crate::kernel::duration;
use crate::kernel::settings::Setting;

/// Described one by one in [`DESCRIBED`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Settings {
    pub(crate) redirect_lifetime: Lifetime,
    pub(crate) next_action_type: NextActionType,
    pub(crate) return_parameters: ReturnParameters,
    pub(crate) alipay_refunds: AlipayRefunds,
    pub(crate) signature_time: SignatureTime,
    pub(crate) signature_time_unit: TimeUnit,
    pub(crate) signature_of_retries: RetrySignature,
    pub(crate) retry_waits: RetryWaits,
}

pub(crate) const DESCRIBED: &[Setting] = &[
    Setting {
        name: "redirect_lifetime",
        values: "an ISO 8601 duration such as PT1H",
        changes: "how long the link of an intent made from now on can be used; then the intent \
                  falls to requires_payment_method",
        source: "Undocumented: no lifetime is printed",
    },
    Setting {
        name: "next_action_type",
        values: "redirect_to_url or alipay_handle_redirect",
        changes: "`next_action.type` of intents made from now on; the member below it is \
                  alipay_handle_redirect in both forms",
        source: "https://wooshpay.com/docs/alipay prints the first (2023), \
                 https://docs.wooshpay.com/project-1296482/doc-1722924 the second (2024)",
    },
    Setting {
        name: "return_parameters",
        values: "none or stripe",
        changes: "what is added to the return_url of intents made from now on: nothing, or \
                  payment_intent, payment_intent_client_secret and redirect_status",
        source: "Undocumented: no page says that anything is added",
    },
    Setting {
        name: "alipay_refunds",
        values: "one or several",
        changes: "how many refunds, full or partial, an Alipay payment takes",
        source: "https://wooshpay.com/docs/alipay: multiple partial refunds are crossed out; a \
                 translated copy lists them without the cross",
    },
    Setting {
        name: "signature_time",
        values: "automatic or virtual",
        changes: "the `t` of signatures: the real instant where the clock flows, or always the \
                  simulator's",
        source: "Undocumented: receivers compare `t` with their own clock",
    },
    Setting {
        name: "signature_time_unit",
        values: "seconds or milliseconds",
        changes: "the unit of the `t` of signatures",
        source: "https://docs.wooshpay.com/doc-2653815 prints seconds; the live service was seen \
                 to send milliseconds",
    },
    Setting {
        name: "signature_of_retries",
        values: "first or own",
        changes: "whether a retry carries the signature of the first try, or one with its own `t`",
        source: "Undocumented: late deliveries were seen with a `t` close to the event's `created`",
    },
    Setting {
        name: "retry_waits",
        values: "at most 17 ISO 8601 durations of hours, minutes and seconds, each up to PT72H",
        changes: "the waits between deliveries, each from the previous try",
        source: "https://docs.wooshpay.com/doc-2517709: 18 deliveries within 72 hours; \
                 Undocumented: how they are spread",
    },
];

/// How long a link can be used. Undocumented: one hour unless it is set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub(crate) struct Lifetime(String);

impl Lifetime {
    /// The instant at which a link made at `at` ends; the end of the calendar when it lies beyond.
    pub(crate) fn after(&self, at: Timestamp) -> Timestamp {
        duration::parse(&self.0)
            .and_then(|span| duration::after(at, &span))
            .unwrap_or(Timestamp::MAX)
    }
}

impl Default for Lifetime {
    fn default() -> Self {
        Self("PT1H".to_owned())
    }
}

impl From<Lifetime> for String {
    fn from(lifetime: Lifetime) -> Self {
        lifetime.0
    }
}

impl TryFrom<String> for Lifetime {
    type Error = duration::DurationError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        duration::parse(&text).map(|_| Self(text))
    }
}

/// Which of two documented texts `next_action.type` is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum NextActionType {
    #[default]
    RedirectToUrl,
    AlipayHandleRedirect,
}

impl NextActionType {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::RedirectToUrl => "redirect_to_url",
            Self::AlipayHandleRedirect => "alipay_handle_redirect",
        }
    }
}

/// What is added to a return URL.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ReturnParameters {
    /// A secret must not get into a URL on a guess.
    #[default]
    None,
    Stripe,
}

/// How many refunds an Alipay payment takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AlipayRefunds {
    #[default]
    One,
    Several,
}

/// Whose clock signatures tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SignatureTime {
    /// The real one where it is known, else the simulator's.
    #[default]
    Automatic,
    Virtual,
}

/// The unit of the time in a signature.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TimeUnit {
    #[default]
    Seconds,
    Milliseconds,
}

/// Which signature a retry carries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RetrySignature {
    #[default]
    First,
    Own,
}

/// The waits between deliveries, each from the previous try.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "Vec<String>", try_from = "Vec<String>")]
pub(crate) struct RetryWaits(Vec<SignedDuration>);

impl RetryWaits {
    /// "18 deliveries" <https://docs.wooshpay.com/doc-2517709>, the first included.
    const MOST: usize = 17;
    const LONGEST: SignedDuration = SignedDuration::from_hours(72);

    pub(crate) fn as_slice(&self) -> &[SignedDuration] {
        &self.0
    }
}

impl Default for RetryWaits {
    /// Undocumented: "exponential back-off" that fits into the documented 72 hours: 1, 2, 4, …, 256
    /// minutes, then eight times 7 hours.
    fn default() -> Self {
        let minutes = (0..9).map(|power| SignedDuration::from_mins(1 << power));
        let hours = [SignedDuration::from_hours(7); 8];
        Self(minutes.chain(hours).collect())
    }
}

impl From<RetryWaits> for Vec<String> {
    fn from(waits: RetryWaits) -> Self {
        waits.0.iter().map(ToString::to_string).collect()
    }
}

impl TryFrom<Vec<String>> for RetryWaits {
    type Error = duration::DurationError;

    fn try_from(texts: Vec<String>) -> Result<Self, Self::Error> {
        if texts.len() > Self::MOST {
            return Err(duration::DurationError::Range);
        }
        let wait = |text: &String| {
            let wait = SignedDuration::try_from(duration::parse(text)?)
                .map_err(|_| duration::DurationError::Form)?;
            Some(wait).filter(|wait| *wait <= Self::LONGEST).ok_or(duration::DurationError::Range)
        };
        texts.iter().map(wait).collect::<Result<_, _>>().map(Self)
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::Value;
    use serde_json::json;

    use super::*;
    use crate::kernel::settings::SettingError;
    use crate::kernel::settings::patched;

    fn patch(changes: &Value) -> Result<Settings, SettingError> {
        patched(&Settings::default(), changes.as_object().unwrap(), DESCRIBED)
    }

    #[test]
    fn every_setting_is_described_and_every_description_is_a_setting() {
        let settings = serde_json::to_value(Settings::default()).unwrap();
        let mut described: Vec<_> = DESCRIBED.iter().map(|setting| setting.name).collect();
        described.sort_unstable();

        assert_eq!(settings.as_object().unwrap().keys().collect::<Vec<_>>(), described);
    }

    #[rstest]
    #[case(json!({"redirect_lifetime": "PT5M"}))]
    #[case(json!({"redirect_lifetime": "P9999Y"}))]
    #[case(json!({"next_action_type": "alipay_handle_redirect"}))]
    #[case(json!({"return_parameters": "stripe"}))]
    #[case(json!({"alipay_refunds": "several"}))]
    #[case(json!({"signature_time": "virtual", "signature_time_unit": "milliseconds"}))]
    #[case(json!({"signature_of_retries": "own"}))]
    #[case(json!({"retry_waits": ["PT1S", "PT72H"]}))]
    #[case(json!({"retry_waits": []}))]
    fn what_a_description_names_is_taken_and_survives_a_round_trip(#[case] changes: Value) {
        let settings = patch(&changes).unwrap();
        let text = serde_json::to_string(&settings).unwrap();

        assert_ne!(settings, Settings::default());
        assert_eq!(serde_json::from_str::<Settings>(&text).unwrap(), settings);
    }

    #[rstest]
    #[case(json!({"redirect_lifetime": "1 hour"}))]
    #[case(json!({"redirect_lifetime": "-PT1H"}))]
    #[case(json!({"redirect_lifetime": 3600}))]
    #[case(json!({"return_parameters": "all"}))]
    #[case(json!({"signature_time_unit": "minutes"}))]
    #[case(json!({"retry_waits": ["P1M"]}))]
    #[case(json!({"retry_waits": ["PT73H"]}))]
    #[case(json!({"retry_waits": vec!["PT1M"; 18]}))]
    fn other_values_are_refused(#[case] changes: Value) {
        assert!(matches!(patch(&changes), Err(SettingError::Value { .. })));
    }

    #[test]
    fn the_last_of_eighteen_deliveries_comes_64_hours_and_31_minutes_after_the_first() {
        let waits = RetryWaits::default();
        let total = waits.as_slice().iter().fold(SignedDuration::ZERO, |sum, wait| sum + *wait);

        assert_eq!(waits.as_slice().len() + 1, 18);
        assert_eq!(total, SignedDuration::from_mins(64 * 60 + 31));
    }

    #[test]
    fn a_lifetime_beyond_the_calendar_ends_with_it() {
        let lifetime = Lifetime::try_from("P9999Y".to_owned()).unwrap();

        assert_eq!(lifetime.after(Timestamp::UNIX_EPOCH), Timestamp::MAX);
    }
}
