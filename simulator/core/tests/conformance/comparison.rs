//! Differences between a documented body and ours: members, their order, their values.

use std::fmt;
use std::mem::discriminant;

use sandpay_fixtures::json;
use serde::Deserialize;
use serde::Deserializer;
use serde::de::MapAccess;
use serde::de::Visitor;
use serde_json::Value;
use serde_json::value::RawValue;

/// Every difference, a line each: a JSON pointer, a colon, and what was expected there. Members that both
/// have must stand in one order.
pub(crate) fn differences(documented: &str, ours: &str) -> Vec<String> {
    let mut found = json::differences(documented, ours);
    compare_order("", documented, ours, &mut found);
    found
}

/// As [`differences`], without the values of the generated members, as long as they are of one kind.
pub(crate) fn beyond_generated(documented: &str, ours: &str, generated: &[String]) -> Vec<String> {
    let (left, right): (Value, Value) =
        (serde_json::from_str(documented).unwrap(), serde_json::from_str(ours).unwrap());
    let forgiven = |line: &String| {
        let pointer = pointer(line);
        generated.iter().any(|pattern| covers(pattern, pointer))
            && matches!(
                (left.pointer(pointer), right.pointer(pointer)),
                (Some(left), Some(right)) if discriminant(left) == discriminant(right)
            )
    };
    differences(documented, ours).into_iter().filter(|line| !forgiven(line)).collect()
}

/// As [`differences`], without the values: which members there are, and in which order.
pub(crate) fn form(documented: &str, ours: &str) -> Vec<String> {
    let of_form = |line: &String| {
        let words = [": expected nothing, ", ", found nothing", ": expected the order "];
        words.iter().any(|words| line.contains(words))
    };
    differences(documented, ours).into_iter().filter(of_form).collect()
}

/// Differences that are meant to be.
pub(crate) struct Deliberate {
    /// In which fixtures: how their names begin.
    pub(crate) fixtures: &'static [&'static str],
    /// At which pointers. One that does not begin with `/` stands for every pointer that ends so.
    pub(crate) at: &'static [&'static str],
    /// Why.
    pub(crate) reason: &'static str,
}

/// What no entry explains of differences in fixtures, and the entries that explain nothing.
pub(crate) fn unexplained(found: &[(&str, String)], deliberate: &[Deliberate]) -> Vec<String> {
    let explains = |entry: &Deliberate, at: &str, (name, line): &(&str, String)| {
        entry.fixtures.iter().any(|fixture| name.starts_with(fixture)) && covers(at, pointer(line))
    };
    let explained = |difference: &&(&str, String)| {
        deliberate.iter().any(|entry| entry.at.iter().any(|at| explains(entry, at, difference)))
    };
    let left = found.iter().filter(|difference| !explained(difference));
    let mut lines: Vec<_> = left.map(|(name, line)| format!("{name} {line}")).collect();
    for entry in deliberate {
        assert!(!entry.reason.is_empty());
        let useless = |at: &&&str| !found.iter().any(|difference| explains(entry, at, difference));
        lines.extend(entry.at.iter().filter(useless).map(|at| format!("no difference at {at}")));
    }
    lines
}

/// Where a difference is.
fn pointer(line: &str) -> &str {
    line.split_once(": ").unwrap().0
}

/// Whether a pointer is of a pattern, in which `*` stands for any item. A pattern that does not begin
/// with `/` covers what ends so.
fn covers(pattern: &str, pointer: &str) -> bool {
    if !pattern.starts_with('/') {
        return pointer.ends_with(&format!("/{pattern}"));
    }
    let (mut steps, mut found) = (pattern.split('/'), pointer.split('/'));
    loop {
        match (steps.next(), found.next()) {
            (None, None) => return true,
            (Some(step), Some(found)) if step == "*" || step == found => {}
            (None | Some(_), None | Some(_)) => return false,
        }
    }
}

/// The members of an object in their order.
struct Members(Vec<(String, Box<RawValue>)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Reading;

        impl<'de> Visitor<'de> for Reading {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = from.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }

        from.deserialize_map(Reading)
    }
}

fn compare_order(at: &str, documented: &str, ours: &str, found: &mut Vec<String>) {
    let objects = (serde_json::from_str(documented), serde_json::from_str(ours));
    if let (Ok(Members(documented)), Ok(Members(ours))) = objects {
        let common = |of: &[(String, _)], other: &[(String, Box<RawValue>)]| -> Vec<String> {
            let in_other = |name: &String| other.iter().any(|(known, _)| known == name);
            of.iter().map(|(name, _)| name.clone()).filter(in_other).collect()
        };
        let (left, right) = (common(&documented, &ours), common(&ours, &documented));
        if left != right {
            found.push(format!("{at}: expected the order {left:?}, found {right:?}"));
        }
        for (name, value) in &documented {
            if let Some((_, other)) = ours.iter().find(|(known, _)| known == name) {
                compare_order(&format!("{at}/{name}"), value.get(), other.get(), found);
            }
        }
        return;
    }
    let items = |text| serde_json::from_str::<Vec<Box<RawValue>>>(text);
    if let (Ok(documented), Ok(ours)) = (items(documented), items(ours)) {
        for (index, (value, other)) in documented.iter().zip(&ours).enumerate() {
            compare_order(&format!("{at}/{index}"), value.get(), other.get(), found);
        }
    }
}

#[test]
fn the_order_of_members_is_compared_at_every_level() {
    let found = differences(r#"{"a":[{"b":1,"c":2}]}"#, r#"{"a":[{"c":2,"x":0,"b":1}]}"#);

    assert_eq!(
        found,
        [
            "/a/0/x: expected nothing, found 0",
            r#"/a/0: expected the order ["b", "c"], found ["c", "b"]"#,
        ]
    );
}

#[test]
fn a_generated_member_must_be_there_and_of_the_documented_kind() {
    let generated = ["/a".to_owned()];

    assert!(beyond_generated(r#"{"a":1}"#, r#"{"a":2}"#, &generated).is_empty());
    assert_eq!(beyond_generated(r#"{"a":1}"#, r#"{"a":"2"}"#, &generated).len(), 1);
    assert_eq!(beyond_generated(r#"{"a":1}"#, "{}", &generated).len(), 1);
}

#[test]
fn a_difference_needs_a_reason_and_a_reason_needs_a_difference() {
    let found = [("yuno/a", "/x/0/y: expected 1, found 2".to_owned())];
    let entry = |at| [Deliberate { fixtures: &["yuno/"], at, reason: "decided" }];

    assert_eq!(unexplained(&found, &entry(&["/x/*/y", "0/y"])), [""; 0]);
    assert_eq!(
        unexplained(&found, &entry(&["/x/*"])),
        ["yuno/a /x/0/y: expected 1, found 2", "no difference at /x/*"]
    );
}
