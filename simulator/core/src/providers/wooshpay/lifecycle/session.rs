//! What a checkout session can go through: total functions, without JSON, time or ids.
//!
//! | a checkout session that | what happens | becomes |
//! | --- | --- | --- |
//! | is open | the payer pays | complete |
//! | is open | a day passes, or the merchant expires it | expired |
//!
//! Source: <https://docs.wooshpay.com/doc-1722914>. Undocumented: the words for the end states.

use serde::Deserialize;
use serde::Serialize;

/// The status of a checkout session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Status {
    /// The payer can pay on its page.
    Open,
    /// Paid.
    Complete,
    /// Nobody paid in time.
    Expired,
}

/// What happens to a checkout session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Transition {
    /// The payer paid.
    Paid,
    /// Its time was over, or the merchant ended it.
    Expired,
}

impl Status {
    /// The text.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Complete => "complete",
            Self::Expired => "expired",
        }
    }

    /// `payment_status` of a session in this state. Undocumented: `paid`.
    pub(crate) const fn payment_status(self) -> &'static str {
        match self {
            Self::Complete => "paid",
            Self::Open | Self::Expired => "unpaid",
        }
    }

    /// Where a transition leads; nothing happens to a session that has ended.
    pub(crate) const fn after(self, transition: Transition) -> Option<Self> {
        match (self, transition) {
            (Self::Open, Transition::Paid) => Some(Self::Complete),
            (Self::Open, Transition::Expired) => Some(Self::Expired),
            (Self::Complete | Self::Expired, _) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_a_session_is_the_one_at_the_top() {
        use Status::Complete;
        use Status::Expired;
        use Status::Open;

        let table = [Open, Complete, Expired]
            .map(|status| [Transition::Paid, Transition::Expired].map(|one| status.after(one)));

        assert_eq!(table, [[Some(Complete), Some(Expired)], [None; 2], [None; 2]]);
    }

    #[test]
    fn the_name_of_a_status_is_the_one_that_is_written() {
        for status in [Status::Open, Status::Complete, Status::Expired] {
            let written = serde_json::to_string(&status).unwrap();
            assert_eq!(written, format!("\"{}\"", status.name()));
        }
    }
}
