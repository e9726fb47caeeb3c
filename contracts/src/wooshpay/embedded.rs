//! Members that the oldest samples print as JSON inside a string (<https://docs.wooshpay.com/doc-1722924>), an empty string
//! where there is nothing.
//!
//! Later samples print the value itself. Both are read, and each is written as it came.

use serde::Deserialize;
use serde::Deserializer;
use serde::Serialize;
use serde::Serializer;
use serde::de;
use serde::de::DeserializeOwned;

use crate::secret::RawJson;

/// A value, or a string with the JSON of that value in it.
#[derive(Clone, Debug)]
pub enum Embedded<T> {
    /// The value itself.
    Plain(T),
    /// A string with the value in it.
    Quoted {
        /// The string as sent.
        text: String,
        /// What is in it; nothing if it is empty.
        value: Option<T>,
    },
}

impl<T> Embedded<T> {
    /// The value, however it came.
    #[must_use]
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Plain(value) => Some(value),
            Self::Quoted { value, .. } => value.as_ref(),
        }
    }
}

impl<T: Serialize> Serialize for Embedded<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Plain(value) => value.serialize(serializer),
            Self::Quoted { text, .. } => text.serialize(serializer),
        }
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Embedded<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = RawJson::deserialize(deserializer)?;
        if !raw.text().starts_with('"') {
            return raw.decode().map(Self::Plain).map_err(de::Error::custom);
        }
        let text: String = raw.decode().map_err(de::Error::custom)?;
        let value = match text.as_str() {
            "" => None,
            json => Some(serde_json::from_str(json).map_err(de::Error::custom)?),
        };
        Ok(Self::Quoted { text, value })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_plain_quoted_and_empty_and_written_as_it_came() {
        for (text, expected) in [
            (r#"["card"]"#, Some(vec!["card".to_owned()])),
            (r#""[\"card\"]""#, Some(vec!["card".to_owned()])),
            (r#""""#, None),
        ] {
            let read: Embedded<Vec<String>> = serde_json::from_str(text).unwrap();

            assert_eq!(read.value(), expected.as_ref());
            assert_eq!(serde_json::to_string(&read).unwrap(), text);
        }
    }

    #[test]
    fn a_string_without_json_in_it_is_refused() {
        assert!(serde_json::from_str::<Embedded<Vec<String>>>("\"card\"").is_err());
    }
}
