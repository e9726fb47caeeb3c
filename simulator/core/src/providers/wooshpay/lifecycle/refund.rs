//! What a refund can go through: total functions, without JSON, time or ids.
//!
//! | a refund that | what happens | becomes |
//! | --- | --- | --- |
//! | is pending | the money arrives | succeeded |
//! | is pending | it cannot be paid out | failed |
//!
//! Source: <https://docs.wooshpay.com/api-52306151>, which prints `succeeded` alone. Undocumented: the
//! other two words.

use serde::Deserialize;
use serde::Serialize;

/// The status of a refund.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Status {
    /// The money is on its way.
    Pending,
    /// The payer has the money.
    Succeeded,
    /// The payer does not get the money; the merchant keeps it.
    Failed,
}

/// What happens to a refund.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Transition {
    /// The money arrived.
    Settled,
    /// It could not be paid out.
    Failed,
}

impl Status {
    /// The documented text.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
        }
    }

    /// Whether its money is gone from what can still be refunded.
    pub(crate) const fn counts(self) -> bool {
        match self {
            Self::Pending | Self::Succeeded => true,
            Self::Failed => false,
        }
    }

    /// Where a transition leads; nothing happens to a refund that has ended.
    pub(crate) const fn after(self, transition: Transition) -> Option<Self> {
        match (self, transition) {
            (Self::Pending, Transition::Settled) => Some(Self::Succeeded),
            (Self::Pending, Transition::Failed) => Some(Self::Failed),
            (Self::Succeeded | Self::Failed, _) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_a_refund_is_the_one_at_the_top() {
        use Status::Failed;
        use Status::Pending;
        use Status::Succeeded;

        let table = [Pending, Succeeded, Failed]
            .map(|status| [Transition::Settled, Transition::Failed].map(|one| status.after(one)));

        assert_eq!(table, [[Some(Succeeded), Some(Failed)], [None; 2], [None; 2]]);
    }

    #[test]
    fn the_name_of_a_status_is_the_one_that_is_written() {
        for status in [Status::Pending, Status::Succeeded, Status::Failed] {
            let written = serde_json::to_string(&status).unwrap();
            assert_eq!(written, format!("\"{}\"", status.name()));
        }
    }
}
