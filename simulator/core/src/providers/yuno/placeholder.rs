//! Names that the documents' examples have in the place of a merchant's own values, and that were left in a
//! request: `<account_id>`, `{{account-code}}`, `reference-{{$randomUUID}}`.
//!
//! Undocumented: what becomes of them. Where an id is asked for, they are ids that nobody knows, and refused
//! as such; in double braces they are what a tool for requests should have filled in, and refused wherever
//! they stand. Other texts in angle brackets are let pass, since a text may have them.

use super::json::Document;
use super::json::Value;

/// A name that was left in the place of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Placeholder {
    /// Where it stands: `customer_payer.id`.
    pub(super) path: String,
    /// The name, with its brackets or braces.
    pub(super) name: String,
}

/// Members in which such a name is an id that nobody knows.
const IDS: [&str; 3] = ["account_id", "customer_payer.id", "payment_method.vaulted_token"];

/// More than these are not worth reading.
const MOST: usize = 10;
/// No example has a longer name.
const LONGEST: usize = 48;

impl Placeholder {
    /// Whether nothing else refuses it.
    pub(super) fn is_unfilled(&self) -> bool {
        self.name.starts_with("{{") && !IDS.contains(&self.path.as_str())
    }
}

/// The names that were left in a body, in the order in which they stand, [`MOST`] at most.
#[must_use]
pub(super) fn left(body: &Document<'_>) -> Vec<Placeholder> {
    let mut found = Vec::new();
    let text = body.root().raw();
    if text.contains('<') || text.contains("{{") {
        look(body.root(), "", &mut found);
        found.truncate(MOST);
    }
    found
}

fn look(value: Value<'_>, path: &str, found: &mut Vec<Placeholder>) {
    let below = |name: &str| if path.is_empty() { name.into() } else { format!("{path}.{name}") };
    for (position, item) in value.items().into_iter().flatten().enumerate() {
        look(item, &below(&position.to_string()), found);
    }
    for (name, member) in value.members() {
        look(member, &below(&name), found);
    }
    let text = value.string().unwrap_or_default();
    if let Some(name) = named(&text) {
        found.push(Placeholder { path: path.to_owned(), name: name.to_owned() });
    }
}

/// The name in a text: the whole of it in angle brackets, or a part in double braces.
fn named(text: &str) -> Option<&str> {
    let in_brackets = text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>'));
    if in_brackets.is_some_and(|name| is_name(&name.replace(' ', "_"))) {
        return Some(text);
    }
    let start = text.find("{{")?;
    let end = start + text[start..].find("}}")?;
    is_name(&text[start + 2..end]).then_some(&text[start..end + 2])
}

fn is_name(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"_-$".contains(&byte);
    (1..=LONGEST).contains(&text.len()) && text.bytes().all(fits)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("<account_id>", Some("<account_id>"))]
    #[case("<Your account_id>", Some("<Your account_id>"))]
    #[case("{{account-code}}", Some("{{account-code}}"))]
    #[case("reference-{{$randomUUID}}", Some("{{$randomUUID}}"))]
    #[case("a <b>", None)]
    #[case("<>", None)]
    #[case("<a@b.example>", None)]
    #[case("{{}}", None)]
    #[case("}}{{", None)]
    #[case("{{a}", None)]
    #[case("{{é}}", None)]
    #[case("{{ a }}", None)]
    fn a_name_in_the_place_of_a_value_is_found(#[case] text: &str, #[case] name: Option<&str>) {
        assert_eq!(named(text), name);
    }

    #[test]
    fn the_place_of_each_name_is_told() {
        let text = r#"{"a":"<x>","b":[{"c":"{{y}}"}],"d":"z"}"#;

        let found = left(&Document::read(text).unwrap());

        let found: Vec<_> = found.iter().map(|one| (&*one.path, &*one.name)).collect();
        assert_eq!(found, [("a", "<x>"), ("b.0.c", "{{y}}")]);
    }
}
