//! The switches where YabandPay's documents contradict each other or are silent.

use jiff::SignedDuration;
use jiff::SpanRelativeTo;
use serde::Deserialize;
use serde::Serialize;

use super::wire::NoData;
use crate::kernel::duration;
use crate::kernel::duration::DurationError;
use crate::kernel::settings::Setting;

/// The switches of a sandbox.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Whether a signature that leaves out members without a value is refused.
    pub strict_signature: bool,
    /// How far a request's `time` may lie from the simulated clock; `None` means any distance.
    pub time_window: Option<Period>,
    /// What stands in `data` beside a refusal.
    pub failure_data: FailureData,
    /// The waits before a notification is sent again.
    pub notification_retries: Retries,
    /// What becomes of a notification's members without a value.
    pub notification_empty_members: EmptyMembers,
    /// How long a payment on a hosted page is reviewed; `None` means not at all.
    pub risk_review: Option<Period>,
    /// How long a refund is under way.
    pub refund_settles_after: Period,
}

/// The switches, described.
pub(super) const DESCRIBED: &[Setting] = &[
    Setting {
        name: "strict_signature",
        values: "true or false",
        changes: "refuses with -403 what is signed without its empty members, which is accepted with \
                  advice otherwise",
        source: "Undocumented: examples contradict each other \
                 (https://docs.yabandpay.com/api/cn/payments/cards/token.html, \
                 https://docs.yabandpay.com/api/en/payments/alipayplus/app.html)",
    },
    Setting {
        name: "time_window",
        values: "null or an ISO 8601 duration such as PT5M, at most P366D",
        changes: "refuses with -403 a request whose `time` lies further from the simulated clock",
        source: "Undocumented",
    },
    Setting {
        name: "failure_data",
        values: "\"absent\", \"null\", \"list\" or \"object\"",
        changes: "what `data` is beside a refusal: left out, null, [] or {}",
        source: "Undocumented",
    },
    Setting {
        name: "notification_retries",
        values: "a list of at most 50 ISO 8601 durations such as PT1M, each at most P366D",
        changes: "the waits before a notification without acknowledgement is sent again, each from \
                  the previous try; the first try is made at once",
        source: "Undocumented: a certain strategy \
                 (https://docs.yabandpay.com/api/en/payments/others/notify.html)",
    },
    Setting {
        name: "notification_empty_members",
        values: "\"left_out\", \"signed\" or \"unsigned\"",
        changes: "whether members of a notification without a value are left out, or sent empty and \
                  signed, or sent empty and not signed",
        source: "Undocumented: examples contradict each other \
                 (https://docs.yabandpay.com/api/en/payments/others/notify.html)",
    },
    Setting {
        name: "risk_review",
        values: "null or an ISO 8601 duration such as PT5M, at most P366D",
        changes: "whether a payment on a hosted page is under review (state verify) for so long before \
                  it is paid or authorized",
        source: "Undocumented: the state is documented, its length is not \
                 (https://docs.yabandpay.com/api/en/payments/others/notify.html)",
    },
    Setting {
        name: "refund_settles_after",
        values: "an ISO 8601 duration such as PT1H, at most P366D",
        changes: "how long a refund stays in `refund processing` before it is `refunded`",
        source: "Undocumented: the states are documented, their length is not \
                 (https://docs.yabandpay.com/api/en/payments/refund/queryrefund.html)",
    },
];

/// What stands in `data` beside a refusal.
///
/// Undocumented: no refusal is printed in full. It is left out by default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureData {
    /// No such member.
    #[default]
    Absent,
    /// `null`.
    Null,
    /// `[]`, as PHP writes an empty array.
    List,
    /// `{}`.
    Object,
}

impl FailureData {
    /// The member's value; `None` when there is no such member.
    pub(super) const fn member(self) -> Option<NoData> {
        match self {
            Self::Absent => None,
            Self::Null => Some(NoData::Null),
            Self::List => Some(NoData::List),
            Self::Object => Some(NoData::Object),
        }
    }
}

/// What becomes of a notification's members without a value.
///
/// Undocumented: they are left out by default, so that both readings of a signature agree.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EmptyMembers {
    /// They are not sent.
    #[default]
    LeftOut,
    /// They are sent empty, and signed.
    Signed,
    /// They are sent empty, and left out of the signed text.
    Unsigned,
}

/// A length of time, as it was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Period {
    text: String,
    length: SignedDuration,
}

impl Period {
    /// Its length.
    #[must_use]
    pub const fn length(&self) -> SignedDuration {
        self.length
    }
}

impl Default for Period {
    /// No time at all: what waits for it happens at the same instant, afterwards.
    fn default() -> Self {
        Self { text: "PT0S".to_owned(), length: SignedDuration::ZERO }
    }
}

impl TryFrom<String> for Period {
    type Error = DurationError;

    fn try_from(text: String) -> Result<Self, DurationError> {
        let length = duration::parse(&text)?
            .to_duration(SpanRelativeTo::days_are_24_hours())
            .map_err(|_| DurationError::Form)?;
        if length > SignedDuration::from_hours(366 * 24) {
            return Err(DurationError::Range);
        }
        Ok(Self { text, length })
    }
}

impl From<Period> for String {
    fn from(period: Period) -> Self {
        period.text
    }
}

/// The waits before a notification is sent again, each from the previous try.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Period>")]
pub struct Retries(Vec<Period>);

impl Retries {
    /// The waits, in order.
    pub(super) fn lengths(&self) -> Vec<SignedDuration> {
        self.0.iter().map(Period::length).collect()
    }
}

impl TryFrom<Vec<Period>> for Retries {
    type Error = &'static str;

    fn try_from(waits: Vec<Period>) -> Result<Self, Self::Error> {
        if waits.len() > 50 {
            return Err("more than 50 waits");
        }
        Ok(Self(waits))
    }
}

impl Default for Retries {
    /// Undocumented: "a certain strategy". Eight tries within two days, growing apart.
    fn default() -> Self {
        let waits = ["PT1M", "PT5M", "PT30M", "PT2H", "PT6H", "PT12H", "PT24H"];
        let period =
            |text: &str| Period::try_from(text.to_owned()).expect("the text is a duration");
        Self(waits.map(period).into())
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::Value;
    use serde_json::json;

    use super::*;
    use crate::kernel::settings::patched;

    fn patch(name: &str, value: Value) -> Option<Settings> {
        let changes = [(name.to_owned(), value)].into_iter().collect();
        patched(&Settings::default(), &changes, DESCRIBED).ok()
    }

    #[test]
    fn every_member_is_described_and_nothing_else() {
        let settings = serde_json::to_value(Settings::default()).unwrap();
        let mut described: Vec<_> = DESCRIBED.iter().map(|setting| setting.name).collect();
        described.sort_unstable();

        assert_eq!(settings.as_object().unwrap().keys().collect::<Vec<_>>(), described);
    }

    #[test]
    fn the_waits_by_default_are_the_decided_ones() {
        let minutes = |length: SignedDuration| length.as_secs() / 60;

        assert_eq!(
            Retries::default().lengths().into_iter().map(minutes).collect::<Vec<_>>(),
            [1, 5, 30, 120, 360, 720, 1440]
        );
    }

    #[rstest]
    #[case("strict_signature", json!(true))]
    #[case("time_window", json!("PT5M"))]
    #[case("time_window", json!(null))]
    #[case("failure_data", json!("list"))]
    #[case("notification_retries", json!(["PT0S", "P1D", "P1W"]))]
    #[case("notification_retries", json!([]))]
    #[case("notification_empty_members", json!("unsigned"))]
    fn a_value_that_fits_is_taken_and_printed_as_it_was(#[case] name: &str, #[case] value: Value) {
        let settings = patch(name, value.clone()).unwrap();

        assert_eq!(serde_json::to_value(settings).unwrap()[name], value);
    }

    #[rstest]
    #[case("strict_signature", json!("yes"))]
    #[case("time_window", json!(300))]
    #[case("time_window", json!("P1M"))]
    #[case("time_window", json!("P367D"))]
    #[case("failure_data", json!("[]"))]
    #[case("notification_retries", json!("PT1M"))]
    #[case("notification_retries", json!(["-PT1M"]))]
    #[case("notification_retries", json!(vec!["PT1M"; 51]))]
    #[case("notification_empty_members", json!(true))]
    fn a_value_that_does_not_fit_is_refused(#[case] name: &str, #[case] value: Value) {
        assert_eq!(patch(name, value), None);
    }
}
