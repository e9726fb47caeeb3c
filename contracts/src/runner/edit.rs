//! Changes one member of a JSON text and leaves every other byte as it is documented.
//!
//! It parses as far as it must to find the member, and it understands nothing of what it finds.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

/// The text with another JSON literal at a pointer; none when nothing is there.
pub(super) fn set(text: &str, pointer: &str, literal: &str) -> Option<String> {
    let old = find(text, pointer)?;
    let start = old.as_ptr() as usize - text.as_ptr() as usize;
    let (before, after) = (&text[..start], &text[start + old.len()..]);
    Some(format!("{before}{literal}{after}"))
}

/// The text with a member put before all others of its outermost object.
pub(super) fn put(text: &str, name: &str, literal: &str) -> String {
    match set(text, &format!("/{name}"), literal) {
        Some(changed) => changed,
        None => text.replacen('{', &format!("{{\"{name}\":{literal},"), 1),
    }
}

/// The literal at a pointer.
pub(super) fn find<'a>(text: &'a str, pointer: &str) -> Option<&'a str> {
    let mut at: &str = text;
    for step in pointer.split('/').skip(1) {
        let members = serde_json::from_str::<BTreeMap<String, &RawValue>>(at);
        at = match members {
            Ok(members) => members.get(step)?.get(),
            Err(_) => {
                let items: Vec<&RawValue> = serde_json::from_str(at).ok()?;
                items.get(step.parse::<usize>().ok()?)?.get()
            }
        };
    }
    Some(at.trim())
}

/// A text as a JSON literal.
pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A text as it stands within the quotation marks of a JSON literal, spelled so that nothing in it is a placeholder.
pub(super) fn escaped(text: &str) -> String {
    let literal = quoted(text);
    literal[1..literal.len() - 1].replace('<', "\\u003c").replace('{', "\\u007b")
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = r#"{ "a": {"b": [1.0, {"c":  "x"}]}, "d":null }"#;

    #[test]
    fn one_member_changes_and_no_other_byte() {
        assert_eq!(
            set(BODY, "/a/b/1/c", "\"y\"").unwrap(),
            r#"{ "a": {"b": [1.0, {"c":  "y"}]}, "d":null }"#
        );
        assert_eq!(set(BODY, "/d", "7").unwrap(), r#"{ "a": {"b": [1.0, {"c":  "x"}]}, "d":7 }"#);
    }

    #[test]
    fn what_is_not_there_is_not_changed() {
        for pointer in ["/e", "/a/c", "/a/b/2", "/a/b/x", "/d/e"] {
            assert_eq!(set(BODY, pointer, "0"), None, "{pointer}");
        }
    }

    #[test]
    fn a_text_stays_within_its_quotation_marks() {
        let text = "a\"\\b\n<c>{{d}}";

        let literal = format!("\"{}\"", escaped(text));

        assert_eq!(serde_json::from_str::<String>(&literal).unwrap(), text);
        assert!(sandpay_fixtures::placeholders(&literal).is_empty(), "{literal}");
    }

    #[test]
    fn a_member_is_replaced_or_put_first() {
        assert_eq!(put(r#"{"a":1}"#, "a", "2"), r#"{"a":2}"#);
        assert_eq!(put(r#"{"a":1}"#, "b", "2"), r#"{"b":2,"a":1}"#);
    }
}
