//! The ledger as it is shown.

use jiff::Timestamp;
use sandpay_core::engine::ledger;
use sandpay_core::engine::ledger::Balances;
use sandpay_core::kernel::ledger::Account;
use sandpay_core::kernel::ledger::Movement;
use serde::Serialize;

use crate::server::sandbox::Sandbox;

/// Every movement of money in a sandbox, and what it adds up to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Ledger {
    /// Every movement, oldest first.
    pub entries: Vec<LedgerEntry>,
    /// By account and currency, after all entries. Those of a currency add up to nothing.
    pub balances: Vec<Balance>,
}

/// A movement of money: its postings add up to nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct LedgerEntry {
    /// The virtual instant.
    pub at: Timestamp,
    /// The provider.
    pub provider: &'static str,
    /// The payment: the provider's own id.
    pub subject: String,
    /// The provider's id of the transaction that moved it.
    pub transaction: String,
    /// What it was: `captured`.
    pub what: &'static str,
    /// The currency's three-letter code.
    pub currency: &'static str,
    /// Out of one account, into another.
    pub postings: [Posting; 2],
}

/// What an entry does to one account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Posting {
    /// The account.
    pub account: Account,
    /// In major units, as short as can be: `-200`, `0.5`.
    pub amount: String,
}

/// What an account holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Balance {
    /// The account.
    pub account: Account,
    /// The currency's three-letter code.
    pub currency: &'static str,
    /// In major units, as short as can be. What shoppers have spent is negative.
    pub amount: String,
}

/// The ledger of a sandbox, of one provider when that is named.
pub(crate) fn ledger(sandbox: &Sandbox, provider: Option<&str>) -> Ledger {
    let mut entries = sandbox.read(sandpay_core::engine::Engine::ledger);
    entries.retain(|entry| provider.is_none_or(|name| entry.provider == name));
    let balance = |(account, currency, amount)| Balance { account, currency, amount };
    Ledger {
        balances: Balances::of(&entries).iter().map(balance).collect(),
        entries: entries.iter().map(shown).collect(),
    }
}

fn shown(ledger::Entry { provider, movement }: &ledger::Entry) -> LedgerEntry {
    let Movement { at, subject, transaction, what, amount, from, to } = movement;
    let outgoing = amount.with_minor(-amount.minor);
    LedgerEntry {
        at: *at,
        provider,
        subject: subject.to_string(),
        transaction: transaction.clone(),
        what,
        currency: amount.currency.code(),
        postings: [(from, outgoing), (to, *amount)]
            .map(|(account, amount)| Posting { account: *account, amount: amount.shortest() }),
    }
}
