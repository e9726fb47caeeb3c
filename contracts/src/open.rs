//! Words that a provider may add to at any time: a documented one, or the string that was sent.
//!
//! Used in answers only. Requests name their words by plain enums, so that they cannot send one nobody documented.

use std::fmt;

use serde::Deserialize;
use serde::Deserializer;
use serde::Serialize;
use serde::Serializer;

/// A closed list of documented words.
pub trait Word: Copy + Eq + fmt::Debug + 'static {
    /// Every documented word.
    const ALL: &'static [Self];

    /// The word as it travels.
    fn text(self) -> &'static str;
}

/// A documented word, or the string that came in its place.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub enum Open<T> {
    /// One of the documented words.
    Known(T),
    /// A word that the documents do not list.
    Other(String),
}

impl<T: Word> Open<T> {
    /// Reads a word; never fails.
    #[must_use]
    pub fn new(text: &str) -> Self {
        match T::ALL.iter().find(|word| word.text() == text) {
            Some(word) => Self::Known(*word),
            None => Self::Other(text.to_owned()),
        }
    }

    /// The documented word, if it is one.
    #[must_use]
    pub fn known(&self) -> Option<T> {
        match self {
            Self::Known(word) => Some(*word),
            Self::Other(_) => None,
        }
    }

    /// The word as it travels.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Self::Known(word) => word.text(),
            Self::Other(text) => text,
        }
    }
}

impl<T: Word> PartialEq<T> for Open<T> {
    fn eq(&self, word: &T) -> bool {
        self.known() == Some(*word)
    }
}

impl<T: Word> fmt::Display for Open<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

impl<T: Word> Serialize for Open<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.text())
    }
}

impl<'de, T: Word> Deserialize<'de> for Open<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self::new(&text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yuno::Status;

    #[test]
    fn a_documented_word_is_known() {
        let word: Open<Status> = serde_json::from_str("\"PENDING\"").unwrap();

        assert_eq!(word, Status::Pending);
        assert_eq!(serde_json::to_string(&word).unwrap(), "\"PENDING\"");
    }

    #[test]
    fn a_word_nobody_documented_is_kept_as_it_came() {
        let word: Open<Status> = serde_json::from_str("\"pending\"").unwrap();

        assert_eq!(word, Open::Other("pending".to_owned()));
        assert_eq!(word.known(), None);
        assert_eq!(serde_json::to_string(&word).unwrap(), "\"pending\"");
    }
}
