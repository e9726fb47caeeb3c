//! Which idempotency keys are taken, and by what. What a taken key means is each provider's decision.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::HashMap;
use std::collections::VecDeque;
use std::hash::BuildHasherDefault;
use std::hash::Hash;
use std::hash::Hasher;

use jiff::SignedDuration;
use jiff::Timestamp;
use serde::Deserialize;
use serde::Serialize;
use serde::Serializer;
use serde::ser::SerializeStruct;

use crate::kernel::mac;
use crate::kernel::own_bits::OwnBits;
use crate::kernel::provider::Conflict;
use crate::kernel::provider::IdempotencyKey;

/// A key within its scope, as 16 bytes: a million keys are kept without their texts.
pub(crate) type KeyId = [u8; 16];

/// A key by its id, which is made once a call.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Named {
    pub(crate) id: KeyId,
    body: Option<KeyId>,
    window: SignedDuration,
}

impl Named {
    pub(crate) fn of(key: &IdempotencyKey<'_>) -> Self {
        Self { id: id_of(key), body: key.body, window: key.window }
    }
}

/// The keys of one provider in one sandbox.
#[derive(Debug, Deserialize)]
pub(crate) struct Keys<A> {
    /// Found by their own bits: they are digests. Each is in `expiring` as well.
    taken: HashMap<KeyIdText, Taken<A>, BuildHasherDefault<OwnBits>>,
    /// Keys in the order in which they are forgotten; windows of one provider are equally long.
    expiring: VecDeque<(Timestamp, KeyIdText)>,
    /// Those whose answer is held back now. Not part of a snapshot, which holds no answers back.
    #[serde(skip)]
    held: BTreeSet<KeyIdText>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Taken<A> {
    until: Timestamp,
    body: Option<KeyIdText>,
    state: State<A>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
enum State<A> {
    /// Decided, and the answer still held back by a fault.
    Held(A),
    Answered(A),
    Burnt,
}

/// Sixteen bytes that are written as hexadecimal text where a map key must be text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
struct KeyIdText(KeyId);

impl Hash for KeyIdText {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        let (bits, _) = self.0.split_first_chunk().expect("an id has sixteen bytes");
        hasher.write_u64(u64::from_be_bytes(*bits));
    }
}

impl From<KeyIdText> for String {
    fn from(id: KeyIdText) -> Self {
        mac::hex(&id.0)
    }
}

impl TryFrom<String> for KeyIdText {
    type Error = std::num::ParseIntError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        u128::from_str_radix(&text, 16).map(|number| Self(number.to_be_bytes()))
    }
}

impl<A> Default for Keys<A> {
    fn default() -> Self {
        Self { taken: HashMap::default(), expiring: VecDeque::new(), held: BTreeSet::new() }
    }
}

/// The keys in the order of their ids.
impl<A: Serialize> Serialize for Keys<A> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let taken = |(_, id): &(Timestamp, KeyIdText)| Some((*id, self.taken.get(id)?));
        let taken: BTreeMap<_, _> = self.expiring.iter().filter_map(taken).collect();
        let mut to = to.serialize_struct("Keys", 2)?;
        to.serialize_field("taken", &taken)?;
        to.serialize_field("expiring", &self.expiring)?;
        to.end()
    }
}

fn id_of(key: &IdempotencyKey<'_>) -> KeyId {
    let digest = mac::digest(&[key.scope.as_bytes(), key.key.as_bytes()]);
    std::array::from_fn(|position| digest[position])
}

impl<A: Clone> Keys<A> {
    /// What the key was used for, if it was and is remembered at `at`.
    pub(crate) fn find(&mut self, key: &Named, at: Timestamp) -> Option<Result<A, Conflict>> {
        self.forget(at);
        let taken = self.taken.get(&KeyIdText(key.id))?;
        if taken.body != key.body.map(KeyIdText) {
            return Some(Err(Conflict::OtherBody));
        }
        Some(match &taken.state {
            State::Held(_) => Err(Conflict::InProcess),
            State::Burnt => Err(Conflict::Burnt),
            State::Answered(answer) => Ok(answer.clone()),
        })
    }

    pub(crate) fn answered(&mut self, key: &Named, at: Timestamp, answer: A) {
        self.take(key, at, State::Answered(answer));
    }

    pub(crate) fn burn(&mut self, key: &Named, at: Timestamp) {
        self.take(key, at, State::Burnt);
    }

    fn take(&mut self, key: &Named, at: Timestamp, state: State<A>) {
        let id = KeyIdText(key.id);
        let until = at.saturating_add(key.window).unwrap_or(Timestamp::MAX);
        self.taken.insert(id, Taken { until, body: key.body.map(KeyIdText), state });
        self.expiring.push_back((until, id));
    }

    /// Holds the answer back: until [`release`](Self::release), the key is in process.
    pub(crate) fn hold(&mut self, id: KeyId) {
        self.held.insert(KeyIdText(id));
        self.change(id, |state| {
            if let State::Answered(answer) = state { State::Held(answer) } else { state }
        });
    }

    pub(crate) fn release(&mut self, id: KeyId) {
        self.held.remove(&KeyIdText(id));
        self.change(id, |state| {
            if let State::Held(answer) = state { State::Answered(answer) } else { state }
        });
    }

    /// The answers that are held back now.
    pub(crate) fn held(&self) -> impl Iterator<Item = &A> {
        let states = self.held.iter().filter_map(|id| Some(&self.taken.get(id)?.state));
        states.filter_map(|state| match state {
            State::Held(answer) => Some(answer),
            State::Answered(_) | State::Burnt => None,
        })
    }

    /// Ends all holding back: whoever waited has gone.
    pub(crate) fn release_all(&mut self) {
        self.held.clear();
        for (_, id) in &self.expiring {
            if let Some(taken) = self.taken.get_mut(id)
                && let State::Held(answer) = &taken.state
            {
                taken.state = State::Answered(answer.clone());
            }
        }
    }

    fn change(&mut self, id: KeyId, change: impl FnOnce(State<A>) -> State<A>) {
        if let Some(taken) = self.taken.get_mut(&KeyIdText(id)) {
            taken.state = change(taken.state.clone());
        }
    }

    fn forget(&mut self, at: Timestamp) {
        while let Some((until, id)) = self.expiring.front().copied()
            && until <= at
        {
            self.expiring.pop_front();
            if self.taken.get(&id).is_some_and(|taken| taken.until <= at) {
                self.taken.remove(&id);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(key: &str) -> Named {
        Named::of(&IdempotencyKey {
            key,
            scope: "POST /v1/payments",
            body: None,
            window: SignedDuration::from_hours(24),
        })
    }

    fn at(hours: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH.checked_add(SignedDuration::from_hours(hours)).unwrap()
    }

    #[test]
    fn a_key_answers_the_same_for_its_window_and_is_new_afterwards() {
        let mut keys = Keys::default();
        keys.answered(&key("a"), at(0), 7);

        assert_eq!(keys.find(&key("a"), at(23)), Some(Ok(7)));
        assert_eq!(keys.find(&key("b"), at(23)), None);
        assert_eq!(keys.find(&key("a"), at(24)), None);
    }

    #[test]
    fn a_key_taken_again_after_its_window_lives_a_whole_window() {
        let mut keys = Keys::default();
        keys.answered(&key("a"), at(0), 7);
        assert_eq!(keys.find(&key("a"), at(24)), None);
        keys.answered(&key("a"), at(24), 8);

        assert_eq!(keys.find(&key("a"), at(47)), Some(Ok(8)));
    }

    #[test]
    fn a_key_is_in_process_while_its_answer_is_held() {
        let mut keys = Keys::default();
        keys.answered(&key("a"), at(0), 7);
        keys.hold(key("a").id);
        assert_eq!(keys.find(&key("a"), at(1)), Some(Err(Conflict::InProcess)));
        assert_eq!(keys.held().collect::<Vec<_>>(), [&7]);

        keys.release(key("a").id);

        assert_eq!(keys.held().count(), 0);
        assert_eq!(keys.find(&key("a"), at(1)), Some(Ok(7)));
    }

    #[test]
    fn a_burnt_key_and_a_key_with_another_body_are_conflicts() {
        let mut keys = Keys::default();
        keys.burn(&key("a"), at(0));
        keys.answered(&Named { body: Some([1; 16]), ..key("b") }, at(0), 7);

        assert_eq!(keys.find(&key("a"), at(1)), Some(Err(Conflict::Burnt)));
        assert_eq!(
            keys.find(&Named { body: Some([2; 16]), ..key("b") }, at(1)),
            Some(Err(Conflict::OtherBody))
        );
    }
}
