//! The newest version of every payment, found by its id without a walk through a tree, or by its order.
//!
//! Nothing depends on the order of the hash map: it is never iterated, and its hasher has no seed.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::hint::black_box;
use std::num::NonZeroU32;
use std::sync::Arc;

use twox_hash::XxHash3_64;

use super::state::Payment;
use super::state::PaymentId;
use crate::kernel::own_bits::OwnBits;

/// Payments by their ids.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    /// In the order in which they came in.
    newest: Vec<Arc<Payment>>,
    /// Where each stands.
    places: HashMap<PaymentId, usize, BuildHasherDefault<OwnBits>>,
    /// Where the last one of an order stands, by a digest of the order.
    orders: HashMap<u64, Place, BuildHasherDefault<OwnBits>>,
    /// Where the one before it with the same digest stands, for each in `newest`.
    before: Vec<Option<Place>>,
}

/// A place in a list, counted from one: so that "none" needs no room of its own.
type Place = NonZeroU32;

impl Ledger {
    /// A payment by its id.
    #[must_use]
    pub(super) fn get(&self, id: PaymentId) -> Option<&Arc<Payment>> {
        self.places.get(&id).map(|place| &self.newest[*place])
    }

    /// Reads payments that are wanted soon, and parts of them, each sort at once, so that the ways to
    /// memory overlap.
    pub(super) fn look_ahead(&self, ids: impl Iterator<Item = PaymentId>) {
        let payments: Vec<_> = ids.filter_map(|id| self.get(id)).collect();
        for payment in &payments {
            black_box((payment.id, payment.captured, payment.updated_at, payment.capture));
        }
        for payment in payments {
            black_box(payment.transactions.first().map(|first| (first.id, first.created_at)));
            black_box(Arc::strong_count(&payment.terms));
        }
    }

    /// Takes a version in; it takes the place of the one before.
    pub(super) fn put(&mut self, payment: Arc<Payment>) {
        match self.places.get(&payment.id) {
            Some(place) => self.newest[*place] = payment,
            None => {
                self.places.insert(payment.id, self.newest.len());
                let place = u32::try_from(self.newest.len() + 1).ok().and_then(Place::new);
                let place = place.expect("a sandbox holds fewer than four billion payments");
                self.before.push(self.orders.insert(digest(order(&payment)), place));
                self.newest.push(payment);
            }
        }
    }

    /// The payments of an order, the oldest first.
    #[must_use]
    pub(super) fn of_order(&self, merchant_order_id: &str) -> Vec<Arc<Payment>> {
        let mut found: Vec<_> = self.latest_of_order(merchant_order_id).cloned().collect();
        found.reverse();
        found
    }

    /// The payments of an order, the newest first.
    pub(super) fn latest_of_order(
        &self,
        merchant_order_id: &str,
    ) -> impl Iterator<Item = &Arc<Payment>> {
        let last = self.orders.get(&digest(merchant_order_id)).copied();
        let index = |place: Place| place.get() as usize - 1;
        let places = std::iter::successors(last, move |place| self.before[index(*place)]);
        let all = places.map(move |place| &self.newest[index(place)]);
        all.filter(move |payment| order(payment) == merchant_order_id)
    }

    /// All of them, in the order in which they came in: taken in again in this order, they are the same
    /// ledger.
    #[must_use]
    pub(super) fn in_order(&self) -> &[Arc<Payment>] {
        &self.newest
    }

    /// All of them, in the order of their ids.
    #[must_use]
    pub(super) fn newest(&self) -> Vec<Arc<Payment>> {
        let mut all = self.newest.clone();
        all.sort_unstable_by_key(|payment| payment.id);
        all
    }
}

fn order(payment: &Payment) -> &str {
    &payment.terms.asked.order.merchant_order_id
}

/// Eight bytes that tell most orders apart; the others are told apart by their texts.
fn digest(merchant_order_id: &str) -> u64 {
    XxHash3_64::oneshot(merchant_order_id.as_bytes())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use jiff::Timestamp;
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::providers::yuno::create;
    use crate::providers::yuno::create::Means;
    use crate::providers::yuno::json::Document;
    use crate::providers::yuno::lifecycle::Status;
    use crate::providers::yuno::state::Asked;
    use crate::providers::yuno::state::Terms;
    use crate::providers::yuno::tests::guide;

    fn asked() -> Arc<Asked> {
        let body = guide("manual").to_string();
        match create::read(&Document::read(&body).unwrap(), &[], "key").unwrap().means {
            Means::Card { asked, .. } => asked,
            Means::Stored { .. } => panic!("the request names its card"),
        }
    }

    fn terms() -> Arc<Terms> {
        Arc::new(Terms {
            account_id: Uuid::nil(),
            created_at: Timestamp::UNIX_EPOCH,
            authorization_code: 0,
            customer: None,
            stored: None,
            asked: asked(),
        })
    }

    fn version(id: PaymentId, captured: i64, terms: &Arc<Terms>) -> Arc<Payment> {
        Arc::new(Payment {
            id,
            terms: Arc::clone(terms),
            status: Status::Authorized,
            captured,
            refunded: 0,
            updated_at: Timestamp::UNIX_EPOCH,
            transactions: [].into(),
            about: 0,
            capture: None,
            cancel: None,
            retry: None,
            hold: None,
        })
    }

    proptest! {
        /// Whatever the ids, those included that differ only in the half that is not hashed.
        #[test]
        fn the_last_version_of_every_id_is_found(
            ids in prop::collection::vec((0_u64..3, 0_u64..3), 0..20),
        ) {
            let terms = terms();
            let (mut ledger, mut tree) = (Ledger::default(), BTreeMap::new());
            for (number, (high, low)) in (0..).zip(ids) {
                let version = version(PaymentId(Uuid::from_u64_pair(high, low)), number, &terms);
                ledger.put(Arc::clone(&version));
                tree.insert(version.id, version);
            }

            prop_assert!(tree.iter().all(|(id, version)| ledger.get(*id) == Some(version)));
            prop_assert_eq!(ledger.newest(), tree.into_values().collect::<Vec<_>>());
            prop_assert_eq!(ledger.get(PaymentId(Uuid::from_u64_pair(7, 7))), None);
        }
    }
}
