//! What of a payload people see: the members that matter, the rest laid out, secrets never.

use std::fmt;

use serde::Deserialize;
use serde::Deserializer;
use serde::de::MapAccess;
use serde::de::Visitor;
use serde_json::Value;
use serde_json::value::RawValue;

/// Members whose values are secrets, or stand for a card.
const HIDDEN: [&str; 4] = ["client_secret", "payment_token_object", "sign", "token"];
/// What stands for a hidden value.
pub(crate) const COVER: &str = "‹hidden›";

/// How many names of a member's place are shown in full.
const DEEP: usize = 4;

/// A member of a payload that matters to the story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fact {
    /// Where it stands, as `amount.value`; of what lies deep, the last two names.
    pub(crate) name: String,
    pub(crate) value: String,
}

/// The members at these JSON pointers, in this order; what is absent or null is left out.
pub(crate) fn facts(payload: &Value, pointers: &[&str]) -> Vec<Fact> {
    let fact = |pointer: &&str| {
        let value = payload.pointer(pointer).filter(|value| !value.is_null())?;
        let names: Vec<&str> = pointer.trim_start_matches('/').split('/').collect();
        let is_hidden = names.last().is_some_and(|name| HIDDEN.contains(name));
        let name = match names.as_slice() {
            [.., outer, inner] if names.len() > DEEP => format!("…{outer}.{inner}"),
            all => all.join("."),
        };
        let value = match value {
            Value::String(_) if is_hidden => COVER.to_owned(),
            Value::String(text) => text.clone(),
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::Array(_)
            | Value::Object(_) => value.to_string(),
        };
        Some(Fact { name, value })
    };
    pointers.iter().filter_map(fact).collect()
}

/// A JSON text, one member a line in the order in which they came, without those that hold nothing and
/// with covers over secrets. Another text comes out as it is.
pub(crate) fn laid_out(json: &str) -> String {
    match serde_json::from_str::<&RawValue>(json) {
        Ok(value) => lay_out(value, 0),
        Err(_) => json.to_owned(),
    }
}

fn lay_out(value: &RawValue, depth: usize) -> String {
    let text = value.get();
    if let Ok(Members(members)) = serde_json::from_str::<Members<'_>>(text) {
        let member = |(name, value): &(String, &RawValue)| {
            let is_hidden = HIDDEN.contains(&name.as_str()) && value.get().starts_with('"');
            let shown = if is_hidden { format!("\"{COVER}\"") } else { lay_out(value, depth + 1) };
            format!("{}: {shown}", Value::from(name.as_str()))
        };
        let full = members.iter().filter(|(_, value)| !is_empty(value.get()));
        return enclosed(['{', '}'], &full.map(member).collect::<Vec<_>>(), depth);
    }
    if let Ok(items) = serde_json::from_str::<Vec<&RawValue>>(text) {
        return enclosed(
            ['[', ']'],
            &items.iter().map(|item| lay_out(item, depth + 1)).collect::<Vec<_>>(),
            depth,
        );
    }
    text.to_owned()
}

/// Whether a value says nothing: providers send many members only to say that they have them.
fn is_empty(value: &str) -> bool {
    match serde_json::from_str(value) {
        Ok(value) => says_nothing(&value),
        Err(_) => false,
    }
}

fn says_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.values().all(says_nothing),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

fn enclosed([open, close]: [char; 2], parts: &[String], depth: usize) -> String {
    if parts.is_empty() {
        return format!("{open}{close}");
    }
    let (inner, outer) = ("  ".repeat(depth + 1), "  ".repeat(depth));
    let separator = format!(",\n{inner}");
    format!("{open}\n{inner}{}\n{outer}{close}", parts.join(&separator))
}

/// The members of an object in the order in which they came.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Vec<(String, &'de RawValue)>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(members)
            }
        }
        deserializer.deserialize_map(InOrder).map(Members)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn members_keep_their_order_and_lose_what_says_nothing() {
        let text =
            r#"{"b": 1.50, "a": {"z": null, "y": [{}, "x"]}, "e": {"f": [], "g": ""}, "t": true}"#;

        assert_eq!(
            laid_out(text),
            "{\n  \"b\": 1.50,\n  \"a\": {\n    \"y\": [\n      {},\n      \"x\"\n    ]\n  },\n  \"t\": true\n}"
        );
        assert_eq!(laid_out("no JSON"), "no JSON");
    }

    #[test]
    fn secrets_are_covered_wherever_they_stand() {
        let payload = json!({"a": {"client_secret": "pi_1_secret_2"}, "token": "t", "sign": "s"});

        let facts = facts(&payload, &["/a/client_secret", "/b", "/token"]);

        assert_eq!(facts.iter().map(|fact| fact.value.as_str()).collect::<Vec<_>>(), [COVER; 2]);
        assert_eq!(laid_out(&payload.to_string()).matches(COVER).count(), 3);
        assert_eq!(facts[0].name, "a.client_secret");
    }

    #[test]
    fn what_lies_deep_goes_by_its_last_names() {
        let payload = json!({"a": {"b": {"c": {"d": 1, "e": {"f": 2}}}}});

        let names = facts(&payload, &["/a/b/c/d", "/a/b/c/e/f"]).into_iter().map(|fact| fact.name);

        assert_eq!(names.collect::<Vec<_>>(), ["a.b.c.d", "…e.f"]);
    }
}
