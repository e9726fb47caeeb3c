//! Whether an operation may be sent more than once, said as a value instead of by a loop around the call.
//!
//! A caller whose answer was lost cannot know whether the money moved. Sending the *same* operation under the *same* key
//! finds out; sending it under a new key moves the money again. So what may be repeated is what has a key, and the key
//! goes with it from the first exchange to the last. How often is the transport's to say
//! ([`crate::Transport::with_attempts`]); nothing here waits between two exchanges, and an answer, however unwelcome, is
//! never asked for again.

use reqwest::header::HeaderMap;
use reqwest::header::HeaderName;
use reqwest::header::HeaderValue;

/// Whether one operation may be sent again when its answer is lost.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub enum Retry {
    /// One exchange, under no key.
    #[default]
    Once,
    /// As many exchanges as the transport allows, each under this key.
    Idempotent(IdempotencyKey),
}

impl Retry {
    /// Puts the key, if there is one, into the headers under the provider's name for it. Tells whether the exchange may
    /// be repeated.
    pub(crate) fn sign(&self, name: HeaderName, headers: &mut HeaderMap) -> bool {
        match self {
            Self::Once => false,
            Self::Idempotent(IdempotencyKey(key)) => {
                headers.insert(name, key.clone());
                true
            }
        }
    }
}

/// The name of one operation: sent again under the same key, it is not carried out again for 24 hours
/// (<https://docs.y.uno/reference/getting-started/authentication>; WooshPay names no time).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct IdempotencyKey(HeaderValue);

/// Why a text is no idempotency key.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum IdempotencyKeyError {
    /// It is empty.
    #[error("an idempotency key is not empty")]
    Empty,
    /// It is longer than 255 characters.
    #[error("an idempotency key has at most 255 characters")]
    TooLong,
    /// It has characters other than visible ASCII.
    #[error("an idempotency key is visible ASCII")]
    NotVisible,
}

impl IdempotencyKey {
    /// Takes a key. A UUID is recommended, not required.
    ///
    /// Undocumented: the length and the characters. The limit of 255 visible ASCII characters admits every key that Yuno's
    /// own software sends.
    ///
    /// # Errors
    ///
    /// When the text is empty, too long, or not visible ASCII.
    pub fn new(text: &str) -> Result<Self, IdempotencyKeyError> {
        if text.is_empty() {
            return Err(IdempotencyKeyError::Empty);
        }
        if text.len() > 255 {
            return Err(IdempotencyKeyError::TooLong);
        }
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(IdempotencyKeyError::NotVisible);
        }
        HeaderValue::from_str(text).map(Self).map_err(|_| IdempotencyKeyError::NotVisible)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_idempotency_key_is_short_visible_text() {
        assert!(IdempotencyKey::new("wc-17-a9f3").is_ok());
        assert!(IdempotencyKey::new(&"k".repeat(255)).is_ok());
        assert_eq!(IdempotencyKey::new(""), Err(IdempotencyKeyError::Empty));
        assert_eq!(IdempotencyKey::new(&"k".repeat(256)), Err(IdempotencyKeyError::TooLong));
        for text in ["a b", "a\n", "ключ"] {
            assert_eq!(IdempotencyKey::new(text), Err(IdempotencyKeyError::NotVisible));
        }
    }

    #[test]
    fn only_what_has_a_key_may_be_repeated() {
        let name = HeaderName::from_static("idempotency-key");
        let (mut once, mut repeated) = (HeaderMap::new(), HeaderMap::new());
        let key = IdempotencyKey::new("a-key").unwrap();

        assert!(!Retry::Once.sign(name.clone(), &mut once));
        assert!(Retry::Idempotent(key).sign(name.clone(), &mut repeated));

        assert!(once.is_empty());
        assert_eq!(repeated[name], "a-key");
    }
}
