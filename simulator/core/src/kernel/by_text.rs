//! Things under texts, of which there may be millions: ids that merchants choose. Found by a number made of
//! the text, so that a search compares numbers that lie side by side, and not texts all over the memory.
//!
//! Not a map to go through: what lies beside what says nothing.

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use twox_hash::XxHash3_64;

/// What is made of a text: its last eight bytes, so that ids that count up lie together, and a hash of the whole,
/// so that others do not clash.
type Number = (u64, u64);

/// Things under texts.
#[derive(Debug)]
pub(crate) struct ByText<K, T> {
    number: fn(&str) -> Number,
    things: BTreeMap<Number, (K, T)>,
    /// Those whose number was taken by another text: by accident never any, on purpose perhaps.
    clashing: BTreeMap<K, T>,
}

impl<K, T> Default for ByText<K, T> {
    fn default() -> Self {
        Self::numbered(|text| {
            let end = text.as_bytes().last_chunk().copied().unwrap_or_default();
            (u64::from_be_bytes(end), XxHash3_64::oneshot(text.as_bytes()))
        })
    }
}

impl<K, T> ByText<K, T> {
    const fn numbered(number: fn(&str) -> Number) -> Self {
        Self { number, things: BTreeMap::new(), clashing: BTreeMap::new() }
    }
}

impl<K: Borrow<str> + Ord, T> ByText<K, T> {
    /// The thing under a text.
    pub(crate) fn find(&self, text: &str) -> Option<&T> {
        match self.things.get(&(self.number)(text)) {
            Some((known, thing)) if known.borrow() == text => Some(thing),
            Some(_) | None => self.clashing.get(text),
        }
    }

    /// The thing under a text, to be changed.
    pub(crate) fn find_mut(&mut self, text: &str) -> Option<&mut T> {
        match self.things.get_mut(&(self.number)(text)) {
            Some((known, thing)) if (*known).borrow() == text => Some(thing),
            Some(_) | None => self.clashing.get_mut(text),
        }
    }

    /// Puts a thing under a text, in the place of the one that was there.
    pub(crate) fn put(&mut self, text: K, thing: T) {
        if let Some(known) = self.clashing.get_mut(text.borrow()) {
            *known = thing;
            return;
        }
        match self.things.entry((self.number)(text.borrow())) {
            Entry::Vacant(place) => drop(place.insert((text, thing))),
            Entry::Occupied(mut place) if place.get().0 == text => place.get_mut().1 = thing,
            Entry::Occupied(_) => drop(self.clashing.insert(text, thing)),
        }
    }

    /// Takes out what is under a text.
    pub(crate) fn remove(&mut self, text: &str) {
        match self.things.entry((self.number)(text)) {
            Entry::Occupied(place) if place.get().0.borrow() == text => drop(place.remove()),
            Entry::Occupied(_) | Entry::Vacant(_) => drop(self.clashing.remove(text)),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[derive(Clone, Copy, Debug)]
    enum Change {
        Put(u8),
        Remove,
        Double,
    }

    fn changes() -> impl Strategy<Value = Vec<(String, Change)>> {
        let change = prop_oneof![
            3 => any::<u8>().prop_map(Change::Put),
            1 => Just(Change::Remove),
            1 => Just(Change::Double),
        ];
        prop::collection::vec(("[ab]{0,3}", change), 0..60)
    }

    proptest! {
        #[test]
        fn a_thing_is_found_under_its_text_however_many_texts_make_its_number(
            changes in changes(),
            which in 0_usize..3,
        ) {
            let numbers: [fn(&str) -> Number; 3] =
                [|_| (7, 7), |text| (text.len() as u64, 0), ByText::<String, u8>::default().number];
            let (mut things, mut model) = (ByText::numbered(numbers[which]), BTreeMap::new());

            for (text, change) in changes {
                match change {
                    Change::Put(thing) => {
                        things.put(text.clone(), thing);
                        model.insert(text, thing);
                    }
                    Change::Remove => {
                        things.remove(&text);
                        model.remove(&text);
                    }
                    Change::Double => {
                        let double = |thing: &mut u8| *thing = thing.wrapping_mul(2);
                        things.find_mut(&text).map(double);
                        model.get_mut(&text).map(double);
                    }
                }
                for length in 0..4 {
                    for text in ["a", "b", "ab"].map(|part| part.repeat(length)) {
                        prop_assert_eq!(things.find(&text), model.get(&text));
                    }
                }
            }
        }
    }

    #[test]
    fn texts_make_numbers_of_their_own_by_default() {
        let mut things = ByText::default();
        (0..10_000_u32).for_each(|number| things.put(number.to_string(), number));

        assert!(things.clashing.is_empty());
        assert_eq!(things.find("9999"), Some(&9_999));
    }
}
