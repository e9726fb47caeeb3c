//! JSON texts: refusing ambiguous ones, and reading objects without giving up their order and digits.
//!
//! Not a parser; `serde_json` is. This is what a `Value` would lose or let pass: duplicate members, the
//! order of members, the digits of numbers.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;

use serde::de::Deserialize;
use serde::de::DeserializeSeed;
use serde::de::Deserializer;
use serde::de::Error;
use serde::de::MapAccess;
use serde::de::SeqAccess;
use serde::de::Visitor;
use serde_json::value::RawValue;

/// How deep a body may be nested. Undocumented; the documented bodies have nine levels at most.
const DEPTH: u8 = 64;

/// Whether a body is one JSON text without duplicate members, too deep nesting or numbers that no
/// reader can hold.
#[must_use]
pub(super) fn is_sound(text: &str) -> bool {
    let mut from = serde_json::Deserializer::from_str(text);
    Sound { depth: DEPTH }.deserialize(&mut from).is_ok() && from.end().is_ok()
}

#[derive(Clone, Copy)]
struct Sound {
    /// How many levels may still follow.
    depth: u8,
}

impl Sound {
    fn deeper<E: Error>(self) -> Result<Self, E> {
        let depth = self.depth.checked_sub(1).ok_or_else(|| E::custom("nested too deeply"))?;
        Ok(Self { depth })
    }
}

impl<'de> DeserializeSeed<'de> for Sound {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Sound {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let inner = self.deeper()?;
        while items.next_element_seed(inner)?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let inner = self.deeper()?;
        let mut names = BTreeSet::new();
        while let Some(name) = members.next_key::<String>()? {
            if !names.insert(name) {
                return Err(A::Error::custom("duplicate member"));
            }
            members.next_value_seed(inner)?;
        }
        Ok(())
    }
}

/// The members of an object, in the order in which they stand. `null` counts as absent.
#[derive(Debug, Default)]
pub(super) struct Members<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'a> Members<'a> {
    /// The members of a text that is an object.
    #[must_use]
    pub(super) fn of(text: &'a str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    /// The value of a member.
    #[must_use]
    pub(super) fn value(&self, name: &str) -> Option<&'a RawValue> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| *value)
    }

    /// All of them.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &'a RawValue)> {
        self.0.iter().map(|(name, value)| (name.as_ref(), *value))
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(Reading).map(Members)
    }
}

struct Reading;

impl<'de> Visitor<'de> for Reading {
    type Value = Vec<(Cow<'de, str>, &'de RawValue)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some(name) = from.next_key::<Name<'de>>()? {
            let value: &'de RawValue = from.next_value()?;
            if value.get() != "null" {
                members.push((name.0, value));
            }
        }
        Ok(members)
    }
}

/// A name that is borrowed where it has no escapes.
#[derive(serde::Deserialize)]
#[serde(transparent)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

/// A JSON text without the white space between its parts.
#[must_use]
pub(super) fn compact(text: &str) -> Box<str> {
    let mut result = String::with_capacity(text.len());
    let (mut inside, mut escaped) = (false, false);
    for char in text.chars() {
        if !inside && matches!(char, ' ' | '\t' | '\n' | '\r') {
            continue;
        }
        if char == '"' && !escaped {
            inside = !inside;
        }
        escaped = inside && char == '\\' && !escaped;
        result.push(char);
    }
    result.into_boxed_str()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(r#"{"a":[1,2.5,-3e2,true,null,"x"],"b":{}}"#)]
    #[case("7")]
    fn a_plain_text_is_sound(#[case] text: &str) {
        assert!(is_sound(text));
    }

    #[rstest]
    #[case::empty("")]
    #[case::open("{")]
    #[case::two("{} {}")]
    #[case::duplicate(r#"{"a":1,"a":2}"#)]
    #[case::duplicate_by_escape(r#"{"a":1,"\u0061":2}"#)]
    #[case::deep_duplicate(r#"[{"x":{"a":1,"a":1}}]"#)]
    #[case::out_of_range(r#"{"a":1e400}"#)]
    #[case::half_a_character(r#"{"a":"\ud800"}"#)]
    #[case::comment("{/**/}")]
    fn another_text_is_not(#[case] text: &str) {
        assert!(!is_sound(text));
    }

    #[test]
    fn nesting_is_followed_to_its_limit_and_never_beyond() {
        let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));

        assert!(is_sound(&nested(64)));
        assert!(!is_sound(&nested(65)));
        assert!(!is_sound(&nested(10_000)));
        assert!(!is_sound(&"{\"a\":".repeat(10_000)));
    }

    #[test]
    fn members_keep_their_order_and_digits_and_forget_nulls() {
        let members = Members::of(r#"{"z":1.50,"\u0061":"x","n":null}"#).unwrap();

        let seen: Vec<_> = members.iter().map(|(name, value)| (name, value.get())).collect();

        assert_eq!(seen, [("z", "1.50"), ("a", "\"x\"")]);
        assert!(Members::of("[1]").is_none());
    }

    proptest! {
        #[test]
        fn compacting_changes_no_value(name in ".*", value in ".*", number: i32) {
            let value = serde_json::json!({ name: [value, number] });
            let pretty = serde_json::to_string_pretty(&value).unwrap();

            prop_assert_eq!(compact(&pretty).into_string(), value.to_string());
        }
    }
}
