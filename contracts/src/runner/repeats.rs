//! Finds a member that an object has twice, which JSON readers settle each in their own way: some take the first, some
//! the last, some refuse.
//!
//! It reads a text again that is JSON already, and keeps nothing of it but names.

use std::collections::BTreeSet;
use std::fmt;

use serde::Deserialize;
use serde::Deserializer;
use serde::de::MapAccess;
use serde::de::SeqAccess;
use serde::de::Visitor;

/// The pointers of members that are there more than once.
pub(super) fn repeats(text: &str) -> Vec<String> {
    serde_json::from_str(text).map(|Repeats(found)| found).unwrap_or_default()
}

/// The repeated members of a value.
struct Repeats(Vec<String>);

impl<'de> Deserialize<'de> for Repeats {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Names).map(Self)
    }
}

struct Names;

fn below(step: &str, Repeats(found): Repeats) -> impl Iterator<Item = String> {
    found.into_iter().map(move |pointer| format!("/{step}{pointer}"))
}

impl<'de> Visitor<'de> for Names {
    type Value = Vec<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let (mut names, mut found) = (BTreeSet::new(), Vec::new());
        while let Some((name, value)) = members.next_entry::<String, Repeats>()? {
            found.extend(below(&name, value));
            if names.contains(&name) {
                found.push(format!("/{name}"));
            }
            names.insert(name);
        }
        Ok(found)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let (mut at, mut found) = (0_usize, Vec::new());
        while let Some(item) = items.next_element::<Repeats>()? {
            found.extend(below(&at.to_string(), item));
            at += 1;
        }
        Ok(found)
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Vec::new())
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(Vec::new())
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
        Ok(Vec::new())
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(Vec::new())
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(Vec::new())
    }

    fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
        Ok(Vec::new())
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(r#"{"a": 1, "b": [{"a": 1}, {"a": null}], "c": {"a": true, "x": -1.5, "y": -2}}"#, &[])]
    #[case(r#"{"a": 1, "a": 1}"#, &["/a"])]
    #[case(r#"{"a": 1, "\u0061": 2, "a": "3"}"#, &["/a", "/a"])]
    #[case(r#"{"b": [{}, {"c": {"a": 1, "a": [2]}}]}"#, &["/b/1/c/a"])]
    #[case(r#""a""#, &[])]
    #[case("no JSON", &[])]
    fn a_member_that_is_there_twice_is_found(#[case] text: &str, #[case] expected: &[&str]) {
        assert_eq!(repeats(text), expected);
    }
}
