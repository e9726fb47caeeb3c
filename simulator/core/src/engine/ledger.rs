//! The ledger of a sandbox: every movement of every provider in order, as balanced entries.

use std::collections::BTreeMap;

use crate::engine::Engine;
use crate::kernel::ledger::Account;
use crate::kernel::ledger::Movement;
use crate::kernel::money::Money;

/// A movement of a provider's money.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The provider.
    pub provider: &'static str,
    /// What moved.
    pub movement: Movement,
}

/// Sums by account and currency. What comes into one account goes out of another, so that the balances of
/// a currency add up to nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Balances(BTreeMap<(Account, &'static str), Sum>);

/// An exact sum of money: `minor` units of which one has `digits` decimal digits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Sum {
    minor: i128,
    digits: u8,
}

impl Balances {
    /// The balances after all of `entries`.
    pub fn of<'e>(entries: impl IntoIterator<Item = &'e Entry>) -> Self {
        let mut balances = Self::default();
        for Entry { movement, .. } in entries {
            balances.add(movement.from, movement.amount, -1);
            balances.add(movement.to, movement.amount, 1);
        }
        balances
    }

    fn add(&mut self, account: Account, amount: Money, sign: i128) {
        let sum = self.0.entry((account, amount.currency.code())).or_default();
        // Providers count in units of different fineness; the finer one is exact for both.
        let digits = sum.digits.max(amount.digits);
        let scaled = |minor: i128, from: u8| minor * 10_i128.pow(u32::from(digits - from));
        let minor =
            scaled(sum.minor, sum.digits) + sign * scaled(amount.minor.into(), amount.digits);
        *sum = Sum { minor, digits };
    }

    /// Account, currency, and the balance in major units as short as can be.
    pub fn iter(&self) -> impl Iterator<Item = (Account, &'static str, String)> {
        self.0.iter().map(|((account, currency), sum)| (*account, *currency, sum.shortest()))
    }
}

impl Sum {
    fn shortest(self) -> String {
        let sign = if self.minor < 0 { "-" } else { "" };
        let width = usize::from(self.digits);
        let text = format!("{:0>1$}", self.minor.unsigned_abs(), width + 1);
        let (whole, part) = text.split_at(text.len() - width);
        let part = part.trim_end_matches('0');
        if part.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") }
    }
}

impl Engine {
    /// Every movement of money so far, oldest first; of one instant, in the order of providers.
    #[must_use]
    pub fn ledger(&self) -> Vec<Entry> {
        let mut entries: Vec<Entry> = Vec::new();
        for machine in &self.machines {
            let provider = machine.profile().name;
            let moved = machine.movements().into_iter();
            entries.extend(moved.map(|movement| Entry { provider, movement }));
        }
        entries.sort_by_key(|entry| entry.movement.at);
        entries
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use proptest::prelude::*;

    use super::*;
    use crate::kernel::money::Currency;

    fn entry((minor, digits): (i64, u8), from: Account, to: Account) -> Entry {
        let currency = Currency::from_code("EUR").unwrap();
        let movement = Movement {
            at: Timestamp::UNIX_EPOCH,
            subject: "p".into(),
            transaction: "t".into(),
            what: "moved",
            amount: Money { minor, digits, currency },
            from,
            to,
        };
        Entry { provider: "toy", movement }
    }

    #[test]
    fn amounts_of_different_fineness_add_up_exactly() {
        let entries = [
            entry((12_345, 4), Account::Available, Account::Held),
            entry((10, 2), Account::Available, Account::Held),
            entry((1, 0), Account::Held, Account::Merchant),
        ];

        let balances: Vec<_> = Balances::of(&entries).iter().map(|(_, _, sum)| sum).collect();

        assert_eq!(balances, ["-1.3345", "0.3345", "1"]);
    }

    proptest! {
        #[test]
        fn the_balances_of_a_currency_add_up_to_nothing(
            moves in prop::collection::vec((1..i64::MAX, 0..5_u8, 0..3_usize, 0..3_usize), 0..20),
        ) {
            let entries: Vec<_> = moves
                .into_iter()
                .map(|(minor, digits, from, to)| {
                    entry((minor, digits), Account::ALL[from], Account::ALL[to])
                })
                .collect();

            let balances = Balances::of(&entries);

            let fine = |sum: &Sum| sum.minor * 10_i128.pow(u32::from(5 - sum.digits));
            prop_assert_eq!(balances.0.values().map(fine).sum::<i128>(), 0);
        }
    }
}
