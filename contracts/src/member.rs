//! Members of an answer that documents print in three states: absent, null, or with a value.
//!
//! Documents mix absent and null freely and the difference has no meaning for a payment, but a client that compares
//! answers with documents must not lose it. Requests use `Option`, and leave out what is `None`.

use serde::Deserialize;
use serde::Deserializer;
use serde::Serialize;
use serde::Serializer;

/// A member of a JSON object that need not be there.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub enum Member<T> {
    /// The object has no such member.
    #[default]
    Absent,
    /// The member is there and is `null`.
    Null,
    /// The member is there with a value.
    Value(T),
}

impl<T> Member<T> {
    /// The value, if there is one.
    #[must_use]
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// Whether the object has no such member; `null` is one.
    #[must_use]
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }
}

impl<T: Serialize> Serialize for Member<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value().serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Member<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::deserialize(deserializer)?.map_or(Self::Null, Self::Value))
    }
}

#[cfg(test)]
mod tests {
    use crate::yuno::responses::Phone;

    #[test]
    fn absent_null_and_a_value_stay_apart() {
        for text in ["{}", r#"{"number":null}"#, r#"{"number":"1"}"#] {
            let phone: Phone = serde_json::from_str(text).unwrap();

            assert_eq!(serde_json::to_string(&phone).unwrap(), text);
        }
    }

    #[test]
    fn an_unknown_member_is_ignored() {
        let phone: Phone = serde_json::from_str(r#"{"line":[{}],"number":"2"}"#).unwrap();

        assert_eq!(phone.number.value().map(String::as_str), Some("2"));
    }
}
