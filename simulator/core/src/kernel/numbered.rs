//! Things under rising numbers, of which mostly the oldest are forgotten first: a queue in which each can
//! be found. Not a map: numbers only rise.

use std::cmp::Ordering;
use std::collections::VecDeque;

use serde::Deserialize;
use serde::Deserializer;
use serde::Serialize;
use serde::Serializer;

/// Gaps that are put up with before they are closed.
const FEW: usize = 64;

/// Things by their numbers.
#[derive(Clone, Debug)]
pub(crate) struct Numbered<T> {
    /// In the order of their numbers. What was taken out of the middle leaves a gap: closing each at once
    /// would move thousands of others.
    places: VecDeque<(u64, Option<T>)>,
    gaps: usize,
}

impl<T> Default for Numbered<T> {
    fn default() -> Self {
        Self { places: VecDeque::new(), gaps: 0 }
    }
}

impl<T> Numbered<T> {
    /// Takes a thing in. Its number is above all that are known.
    pub(crate) fn push(&mut self, number: u64, thing: T) {
        self.places.push_back((number, Some(thing)));
    }

    fn place(&self, number: u64) -> Option<usize> {
        let ((first, _), (last, _)) = (self.places.front()?, self.places.back()?);
        if !(*first..=*last).contains(&number) {
            return None;
        }
        // Mostly they rise evenly.
        let steps = self.places.len() - 1;
        let even = (number - first).saturating_mul(steps as u64) / (last - first).max(1);
        let even = usize::try_from(even).map_or(steps, |even| even.min(steps));
        if self.places[even].0 == number {
            return Some(even);
        }
        // The newest are looked for most: so first among the last, then among twice as many.
        let length = self.places.len();
        let (mut end, mut start) = (length, length.saturating_sub(1));
        while start > 0 && self.places[start].0 > number {
            end = start;
            start = length.saturating_sub(2 * (length - start));
        }
        while start < end {
            let middle = start.midpoint(end);
            match self.places[middle].0.cmp(&number) {
                Ordering::Less => start = middle + 1,
                Ordering::Equal => return Some(middle),
                Ordering::Greater => end = middle,
            }
        }
        None
    }

    /// The thing with a number.
    pub(crate) fn find(&self, number: u64) -> Option<&T> {
        self.places[self.place(number)?].1.as_ref()
    }

    /// The thing with a number, to be changed.
    pub(crate) fn find_mut(&mut self, number: u64) -> Option<&mut T> {
        let place = self.place(number)?;
        self.places[place].1.as_mut()
    }

    /// Forgets the thing with a number.
    pub(crate) fn remove(&mut self, number: u64) -> Option<T> {
        let place = self.place(number)?;
        let removed = self.places[place].1.take()?;
        self.gaps += 1;
        while let Some((_, None)) = self.places.front() {
            self.places.pop_front();
            self.gaps -= 1;
        }
        if self.gaps > FEW && self.gaps > self.places.len() / 2 {
            self.places.retain(|(_, thing)| thing.is_some());
            self.gaps = 0;
        }
        Some(removed)
    }

    /// Everything, oldest first.
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = (u64, &T)> {
        self.places.iter().filter_map(|(number, thing)| Some((*number, thing.as_ref()?)))
    }

    /// Everything, oldest first, to be changed.
    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = (u64, &mut T)> {
        self.places.iter_mut().filter_map(|(number, thing)| Some((*number, thing.as_mut()?)))
    }
}

impl<T: PartialEq> PartialEq for Numbered<T> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

/// As a list of pairs.
impl<T: Serialize> Serialize for Numbered<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.iter())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Numbered<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let mut all = Self::default();
        for (number, thing) in Vec::deserialize(from)? {
            all.push(number, thing);
        }
        Ok(all)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Whatever the order in which things are forgotten.
        #[test]
        fn it_holds_what_a_tree_holds(
            steps in prop::collection::vec((any::<bool>(), 0_u64..400), 0..600),
        ) {
            let (mut numbered, mut tree, mut next) = (Numbered::default(), BTreeMap::new(), 0);
            for (comes, number) in steps {
                if comes {
                    next += 1 + number % 3;
                    numbered.push(next, number);
                    tree.insert(next, number);
                } else {
                    prop_assert_eq!(numbered.remove(number), tree.remove(&number));
                }
                prop_assert!(numbered.gaps <= FEW.max(numbered.places.len() / 2));
            }

            prop_assert!(numbered.iter().eq(tree.iter().map(|(number, thing)| (*number, thing))));
            prop_assert!((0..400).all(|number| numbered.find(number) == tree.get(&number)));
            let written = serde_json::to_string(&numbered).unwrap();
            prop_assert_eq!(serde_json::from_str::<Numbered<u64>>(&written).unwrap(), numbered);
        }
    }
}
