//! Movements of money between the three places where a payment's money can be.
//!
//! A provider derives its movements from the transactions that it keeps, never from its counters of what
//! was captured or refunded: the ledger is there to check those. No balances here: whoever reads the
//! movements adds them up.

use jiff::Timestamp;
use serde::Serialize;

use crate::kernel::money::Money;
use crate::kernel::provider::Subject;

/// Money that went from one place to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Movement {
    /// The virtual instant.
    pub at: Timestamp,
    /// The payment.
    pub subject: Subject,
    /// The provider's id of the transaction that moved it.
    pub transaction: String,
    /// What it was, a past participle: `captured`.
    pub what: &'static str,
    /// How much; above zero.
    pub amount: Money,
    /// Where it was.
    pub from: Account,
    /// Where it is now.
    pub to: Account,
}

/// Where a payment's money can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Account {
    /// At the shopper's disposal.
    Available,
    /// Held by the shopper's bank for an authorization.
    Held,
    /// The merchant's.
    Merchant,
}

impl Account {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Available, Self::Held, Self::Merchant];
}
