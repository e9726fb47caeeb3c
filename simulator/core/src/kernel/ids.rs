//! Identifiers from a seed: a function of the seed, the shape, and how many of that shape came before.
//!
//! No randomness of the operating system is involved, so the same run gives the same identifiers.

use std::collections::BTreeMap;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::Rng;
use rand_chacha::rand_core::SeedableRng;
use serde::Deserialize;
use serde::Serialize;
use uuid::Builder;
use uuid::Uuid;

use crate::kernel::mac;

/// What all identifiers and drawn numbers of a sandbox derive from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Seed([u8; 32]);

impl From<Seed> for String {
    fn from(seed: Seed) -> Self {
        mac::hex(&seed.0)
    }
}

impl TryFrom<String> for Seed {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        mac::from_hex(&text).map(Self).ok_or("a seed is 64 hexadecimal digits")
    }
}

impl Seed {
    /// The seed that a person names by a number.
    #[must_use]
    pub fn new(number: u64) -> Self {
        Self(mac::digest(&[b"sandpay", &number.to_be_bytes()]))
    }

    /// A seed of its own for one part of the whole; the same name gives the same seed.
    #[must_use]
    pub fn derive(&self, name: &str) -> Self {
        Self(mac::digest(&[&self.0, name.as_bytes()]))
    }

    /// The bytes that belong to the `count`-th thing of a shape.
    #[must_use]
    pub fn bytes<const N: usize>(&self, shape: &str, count: u64) -> [u8; N] {
        let mut rng = ChaCha8Rng::from_seed(self.0);
        rng.set_stream(fnv(shape.as_bytes()));
        rng.set_word_pos(u128::from(count) << 32);
        let mut bytes = [0; N];
        rng.fill_bytes(&mut bytes);
        bytes
    }
}

/// A 64-bit name for a shape. Collisions are harmless but for equal counts, and shapes are few.
fn fnv(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// How many identifiers of each shape a provider has given out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Counts(BTreeMap<String, u64>);

impl Counts {
    /// How many of a shape there are.
    #[must_use]
    pub fn of(&self, shape: &str) -> u64 {
        self.0.get(shape).copied().unwrap_or_default()
    }

    pub(crate) fn set(&mut self, shape: &str, count: u64) {
        match self.0.get_mut(shape) {
            Some(known) => *known = count,
            None => drop(self.0.insert(shape.to_owned(), count)),
        }
    }
}

/// The characters that a text is drawn from, repeated: what each byte stands for.
#[derive(Debug)]
pub(crate) struct Alphabet([u8; 256]);

impl Alphabet {
    /// The alphabet of at most 256 characters, which are ASCII.
    pub(crate) const fn of(characters: &[u8]) -> Self {
        let mut repeated = [0; 256];
        let mut at = 0;
        while at < repeated.len() {
            repeated[at] = characters[at % characters.len()];
            at += 1;
        }
        Self(repeated)
    }
}

/// A source of identifiers within one step; what it gave out counts only once the step is committed.
#[derive(Debug)]
pub(crate) struct Ids<'a> {
    seed: &'a Seed,
    base: &'a Counts,
    drawn: Vec<(&'static str, u64)>,
}

impl<'a> Ids<'a> {
    /// `drawn` is an empty list.
    pub(crate) const fn new(
        seed: &'a Seed,
        base: &'a Counts,
        drawn: Vec<(&'static str, u64)>,
    ) -> Self {
        Self { seed, base, drawn }
    }

    fn slot(&mut self, shape: &'static str) -> &mut u64 {
        let position =
            self.drawn.iter().position(|(known, _)| *known == shape).unwrap_or_else(|| {
                self.drawn.push((shape, self.base.of(shape)));
                self.drawn.len() - 1
            });
        &mut self.drawn[position].1
    }

    pub(crate) fn bytes<const N: usize>(&mut self, shape: &'static str) -> [u8; N] {
        let slot = self.slot(shape);
        let count = *slot;
        *slot += 1;
        self.seed.bytes(shape, count)
    }

    pub(crate) fn uuid(&mut self, shape: &'static str) -> Uuid {
        Builder::from_random_bytes(self.bytes(shape)).into_uuid()
    }

    /// `length` characters (at most 64) out of an alphabet.
    pub(crate) fn text(
        &mut self,
        shape: &'static str,
        Alphabet(characters): &Alphabet,
        length: usize,
    ) -> String {
        let bytes: [u8; 64] = self.bytes(shape);
        let drawn = bytes[..length].iter().map(|byte| characters[usize::from(*byte)]);
        String::from_utf8(drawn.collect()).expect("every alphabet is one of ASCII characters")
    }

    /// The least number that is at least `floor` and above all that this shape gave before.
    pub(crate) fn rising(&mut self, shape: &'static str, floor: u64) -> u64 {
        let slot = self.slot(shape);
        *slot = floor.max(*slot + 1);
        *slot
    }

    pub(crate) fn drawn(self) -> Vec<(&'static str, u64)> {
        self.drawn
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_depends_on_seed_shape_and_count_alone() {
        let seed = Seed::new(7);
        let counts = Counts::default();
        let mut ids = Ids::new(&seed, &counts, Vec::new());
        let first = ids.uuid("payment");
        ids.uuid("transaction");
        let second = ids.uuid("payment");

        let mut again = Counts::default();
        again.set("payment", 1);

        assert_eq!(Ids::new(&seed, &counts, Vec::new()).uuid("payment"), first);
        assert_eq!(Ids::new(&seed, &again, Vec::new()).uuid("payment"), second);
        assert_ne!(Ids::new(&Seed::new(8), &counts, Vec::new()).uuid("payment"), first);
        assert_ne!(first, second);
    }

    #[test]
    fn an_identifier_is_a_version_4_uuid() {
        let (seed, counts) = (Seed::new(0), Counts::default());

        let id = Ids::new(&seed, &counts, Vec::new()).uuid("payment");

        assert_eq!((id.get_version_num(), id.get_variant()), (4, uuid::Variant::RFC4122));
    }

    #[test]
    fn rising_numbers_never_repeat_even_when_the_floor_stands_still() {
        let (seed, counts) = (Seed::new(0), Counts::default());
        let mut ids = Ids::new(&seed, &counts, Vec::new());

        assert_eq!([ids.rising("n", 5), ids.rising("n", 5), ids.rising("n", 9)], [5, 6, 9]);
    }
}
