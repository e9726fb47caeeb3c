//! Texts and payloads that must not appear in logs: keys, tokens, client secrets, raw provider data.
//!
//! It keeps them out of `Debug`; it does not wipe memory.

use std::fmt;

use serde::Deserialize;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use subtle::ConstantTimeEq;

/// A text whose `Debug` shows nothing of it, and whose comparison takes the same time for every other text of its length.
#[derive(Clone, Deserialize, Serialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// Keeps the text.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself, for whoever has to send it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_bytes().ct_eq(other.0.as_bytes()).into()
    }
}

impl Eq for Secret {}

/// A part of an answer whose shape the documents leave to others, kept as it was sent; `Debug` shows its length.
#[derive(Clone, Deserialize, Serialize)]
#[serde(transparent)]
pub struct RawJson(Box<RawValue>);

impl RawJson {
    /// The JSON text as sent.
    #[must_use]
    pub fn text(&self) -> &str {
        self.0.get()
    }

    /// Reads the text as a known type.
    ///
    /// # Errors
    ///
    /// When the text has another shape.
    pub fn decode<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_str(self.text())
    }
}

impl fmt::Debug for RawJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RawJson({} bytes)", self.text().len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_not_in_its_debug_output() {
        let secret = Secret::new("whsec_1234");

        assert_eq!(
            format!("{secret:?} {:#?}", Some(&secret)),
            "Secret(…) Some(\n    Secret(…),\n)"
        );
    }

    #[test]
    fn secrets_compare_by_their_text() {
        assert_eq!(Secret::from("a"), Secret::from("a"));
        assert_ne!(Secret::from("a"), Secret::from("b"));
        assert_ne!(Secret::from("a"), Secret::from("ab"));
    }

    #[test]
    fn raw_json_keeps_every_byte_and_shows_none() {
        let raw: RawJson = serde_json::from_str("{\"b\": 5.0, \"a\":null}").unwrap();

        assert_eq!(serde_json::to_string(&raw).unwrap(), "{\"b\": 5.0, \"a\":null}");
        assert_eq!(format!("{raw:?}"), "RawJson(20 bytes)");
    }
}
