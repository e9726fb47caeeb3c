//! The ids that WooshPay gives out: a prefix and a snowflake number of 19 digits.
//!
//! In every genuine sample of the documents the number, shifted right by 22 bits, is the instant at
//! which the object was made, in milliseconds since 2010-11-04T01:42:54.657Z
//! (<https://wooshpay.com/docs/alipay>: `pi_1666729870215872512` and its `created`). Not a store:
//! what an id names is found in [`state`](super::state).

use std::fmt;

use jiff::Timestamp;
use serde::Deserialize;
use serde::Serialize;

use crate::kernel::tx::Tx;
use crate::providers::wooshpay::WooshPay;

/// The instant that a snowflake counts its milliseconds from.
const EPOCH_MS: i64 = 1_288_834_974_657;
/// The low bits hold a sequence, so that numbers of one millisecond differ.
const SEQUENCE_BITS: u32 = 22;
/// From here on only the sequence rises: clocks set beyond the year 2078 keep 19 digits.
const HIGHEST: u64 = 9_000_000_000_000_000_000;
const DIGITS: usize = 19;

/// A number that tells when it was made and never comes twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Snowflake(u64);

impl Snowflake {
    /// The next number: above all that were given out before, whatever they named.
    pub(crate) fn next(tx: &mut Tx<'_, WooshPay>) -> Self {
        let floor = floor(tx.at());
        Self(tx.rising("snowflake", floor))
    }

    /// When it was made, by the millisecond.
    fn made_at(self) -> Timestamp {
        let ms = i64::try_from(self.0 >> SEQUENCE_BITS).unwrap_or(i64::MAX);
        Timestamp::from_millisecond(ms.saturating_add(EPOCH_MS)).unwrap_or(Timestamp::MAX)
    }

    fn parse(digits: &str) -> Option<Self> {
        let plain = digits.len() == DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit());
        plain.then(|| digits.parse().ok().map(Self)).flatten()
    }
}

impl fmt::Display for Snowflake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:0DIGITS$}", self.0)
    }
}

/// The least number of an instant.
fn floor(at: Timestamp) -> u64 {
    u64::try_from(at.as_millisecond().saturating_sub(EPOCH_MS))
        .unwrap_or_default()
        .saturating_mul(1 << SEQUENCE_BITS)
        .min(HIGHEST)
}

/// An id of one kind of object; its text form is all that anybody sees.
macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(into = "String", try_from = "String")]
        pub(crate) struct $name(Snowflake);

        impl $name {
            /// A fresh one.
            pub(crate) fn next(tx: &mut Tx<'_, WooshPay>) -> Self {
                Self(Snowflake::next(tx))
            }

            /// Reads the text form; only the exact one is an id.
            pub(crate) fn parse(text: &str) -> Option<Self> {
                Snowflake::parse(text.strip_prefix($prefix)?).map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "{}"), self.0)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.to_string()
            }
        }

        impl TryFrom<String> for $name {
            type Error = &'static str;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                Self::parse(&text).ok_or(concat!("not an id of the form ", $prefix, "<19 digits>"))
            }
        }
    };
}

id! {
    /// A payment intent.
    IntentId, "pi_"
}
id! {
    /// A payment method.
    MethodId, "pm_"
}
id! {
    /// A checkout session.
    SessionId, "cs_"
}
id! {
    /// A line of a checkout session.
    LineId, "li_"
}
id! {
    /// The price of a line.
    PriceId, "price_"
}
id! {
    /// What a line sells.
    ProductId, "prod_"
}
id! {
    /// A refund. Undocumented: its digits; the only sample is in another notation.
    RefundId, "re_"
}
id! {
    /// A webhook endpoint.
    EndpointId, "we_"
}
id! {
    /// An event; stable over all tries of its deliveries.
    EventId, "evt_"
}
id! {
    /// A call of the API, as events name it. Undocumented: its form; that of all other ids is taken.
    RequestId, "req_"
}

impl EndpointId {
    /// When the endpoint was made, whoever made it.
    pub(crate) fn made_at(self) -> Timestamp {
        self.0.made_at()
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(1_686_214_342_060, 1_666_729_870_215_872_512)]
    #[case(1_686_214_342_033, 1_666_729_870_102_626_304)]
    fn a_documented_id_is_the_number_of_its_instant(#[case] ms: i64, #[case] number: u64) {
        assert_eq!(floor(Timestamp::from_millisecond(ms).unwrap()), number);
    }

    #[test]
    fn an_id_tells_when_it_was_made() {
        let documented = EndpointId::parse("we_1600745739909070848").unwrap();

        assert_eq!(documented.made_at().as_millisecond(), 1_670_482_499_469);
    }

    #[rstest]
    #[case::before_all_snowflakes(Timestamp::MIN)]
    #[case::at_the_epoch_of_computers(Timestamp::UNIX_EPOCH)]
    #[case::at_the_end_of_the_calendar(Timestamp::MAX)]
    fn every_instant_gives_nineteen_digits(#[case] at: Timestamp) {
        assert_eq!(Snowflake(floor(at)).to_string().len(), 19);
    }

    #[test]
    fn an_id_reads_back_from_its_text() {
        let text = "pi_1666729870215872512";

        assert_eq!(IntentId::parse(text).unwrap().to_string(), text);
    }

    #[rstest]
    #[case("")]
    #[case("pi_")]
    #[case("1666729870215872512")]
    #[case("pm_1666729870215872512")]
    #[case("pi_+666729870215872512")]
    #[case("pi_166672987021587251")]
    #[case("pi_16667298702158725120")]
    #[case("pi_99999999999999999999999")]
    fn other_texts_are_no_intent_ids(#[case] text: &str) {
        assert_eq!(IntentId::parse(text), None);
    }
}
