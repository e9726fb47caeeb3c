//! Stored credentials: who starts a charge of a stored card, and which id of the card network goes with it.
//! No JSON, no state.
//!
//! Source: <https://docs.y.uno/docs/payment-features/stored-credentials>. This is not Yuno's product for
//! subscriptions: here the merchant sends each charge, and no reason creates a subscription.

use serde::Deserialize;
use serde::Serialize;

/// Why a card is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Reason {
    /// The customer pays with one click.
    CardOnFile,
    /// The merchant charges on a schedule.
    Subscription,
    /// The merchant charges without one.
    UnscheduledCardOnFile,
}

/// Which use of the stored card a charge is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Usage {
    /// The first.
    First,
    /// A later one.
    Used,
}

/// Who starts a charge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Initiator {
    /// The customer, who is there.
    #[serde(rename = "CIT")]
    Customer,
    /// The merchant alone.
    #[serde(rename = "MIT")]
    Merchant,
}

/// Where the network's id that goes with a charge comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// The merchant sent it.
    Request,
    /// Yuno remembered it: for the vaulted token, or since the payment's first call.
    Remembered,
    /// The network made it for this charge.
    New,
    /// There is none.
    None,
}

impl Reason {
    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::CardOnFile => "CARD_ON_FILE",
            Self::Subscription => "SUBSCRIPTION",
            Self::UnscheduledCardOnFile => "UNSCHEDULED_CARD_ON_FILE",
        }
    }

    /// The reason of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let all = [Self::CardOnFile, Self::Subscription, Self::UnscheduledCardOnFile];
        all.into_iter().find(|reason| reason.name() == name)
    }

    /// Who starts a charge for this reason.
    #[must_use]
    pub const fn initiator(self) -> Initiator {
        match self {
            Self::CardOnFile => Initiator::Customer,
            Self::Subscription | Self::UnscheduledCardOnFile => Initiator::Merchant,
        }
    }
}

impl Usage {
    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::First => "FIRST",
            Self::Used => "USED",
        }
    }

    /// The usage of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::First, Self::Used].into_iter().find(|usage| usage.name() == name)
    }
}

impl Initiator {
    /// Its usual abbreviation.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Customer => "CIT",
            Self::Merchant => "MIT",
        }
    }
}

impl Origin {
    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Remembered => "remembered",
            Self::New => "new",
            Self::None => "none",
        }
    }

    /// Where the same id comes from in a later call for the same payment.
    ///
    /// Undocumented: an id that was new then is remembered.
    #[must_use]
    pub(super) const fn afterwards(self) -> Self {
        match self {
            Self::New | Self::Remembered => Self::Remembered,
            Self::Request => Self::Request,
            Self::None => Self::None,
        }
    }
}

/// Where the network's id of a charge comes from. `sent` and `remembered` say whether the request has one,
/// and whether Yuno remembers one for the vaulted token.
///
/// A later use takes what the merchant sent, else what is remembered. Without `usage` nothing is filled in.
///
/// Undocumented: that a first use has an id of its own whatever was sent, and that so has a charge by the
/// customer for which there is none.
#[must_use]
pub(super) const fn origin(
    usage: Option<Usage>,
    initiator: Option<Initiator>,
    (sent, remembered): (bool, bool),
) -> Origin {
    match (usage, sent, remembered, initiator) {
        (Some(Usage::First), ..) => Origin::New,
        (Some(Usage::Used) | None, true, ..) => Origin::Request,
        (Some(Usage::Used), false, true, _) => Origin::Remembered,
        (Some(Usage::Used) | None, false, _, Some(Initiator::Customer)) => Origin::New,
        (Some(Usage::Used) | None, false, _, Some(Initiator::Merchant) | None) => Origin::None,
    }
}

/// Whether a charge breaks off a series: providers "require the same reason throughout". A first use
/// begins a series of its own.
#[must_use]
pub(super) fn differs(first: Option<Reason>, now: Option<Reason>, usage: Option<Usage>) -> bool {
    let differing = first.zip(now).is_some_and(|(first, now)| first != now);
    differing && usage != Some(Usage::First)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const ALL: [Reason; 3] =
        [Reason::CardOnFile, Reason::Subscription, Reason::UnscheduledCardOnFile];

    #[test]
    fn names_are_read_as_they_are_written() {
        for reason in ALL {
            assert_eq!(Reason::from_name(reason.name()), Some(reason));
            assert_eq!(serde_json::to_value(reason).unwrap(), reason.name());
        }
        for usage in [Usage::First, Usage::Used] {
            assert_eq!(Usage::from_name(usage.name()), Some(usage));
            assert_eq!(serde_json::to_value(usage).unwrap(), usage.name());
        }
        for one in [Initiator::Customer, Initiator::Merchant] {
            assert_eq!(serde_json::to_value(one).unwrap(), one.name());
        }
        for origin in [Origin::Request, Origin::Remembered, Origin::New, Origin::None] {
            assert_eq!(serde_json::to_value(origin).unwrap(), origin.name());
        }
        assert_eq!((Reason::from_name("RECURRING"), Usage::from_name("first")), (None, None));
    }

    #[rstest]
    #[case(Reason::CardOnFile, Initiator::Customer)]
    #[case(Reason::Subscription, Initiator::Merchant)]
    #[case(Reason::UnscheduledCardOnFile, Initiator::Merchant)]
    fn the_reason_says_who_starts_a_charge(#[case] reason: Reason, #[case] by: Initiator) {
        assert_eq!(reason.initiator(), by);
    }

    /// Rows: usage; columns: by the customer, by the merchant, by nobody knows whom. In each: nothing known,
    /// remembered, sent, both.
    #[rstest]
    #[case(Some(Usage::First), ["new new new new", "new new new new", "new new new new"])]
    #[case(Some(Usage::Used), [
        "new remembered request request",
        "none remembered request request",
        "none remembered request request",
    ])]
    #[case(None, [
        "new new request request", "none none request request", "none none request request",
    ])]
    fn the_id_comes_from_where_the_documents_say(
        #[case] usage: Option<Usage>,
        #[case] expected: [&str; 3],
    ) {
        let initiators = [Some(Initiator::Customer), Some(Initiator::Merchant), None];
        for (initiator, expected) in initiators.into_iter().zip(expected) {
            let known = [(false, false), (false, true), (true, false), (true, true)];
            let found = known.map(|known| origin(usage, initiator, known).name());

            assert_eq!(found.join(" "), expected, "{initiator:?}");
        }
    }

    #[test]
    fn a_series_is_broken_by_another_reason_unless_a_new_one_begins() {
        for first in ALL {
            for now in ALL {
                for usage in [Some(Usage::Used), None] {
                    assert_eq!(differs(Some(first), Some(now), usage), first != now);
                }
                assert!(!differs(Some(first), Some(now), Some(Usage::First)));
            }
            assert!(!differs(Some(first), None, Some(Usage::Used)));
            assert!(!differs(None, Some(first), Some(Usage::Used)));
        }
    }
}
