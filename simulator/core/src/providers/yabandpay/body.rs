//! A JSON object as it was sent: every member with its literal text, since signatures are taken over it.
//!
//! Knows no member by name; what the members mean is decided in `auth.rs` and `token_payment.rs`.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::Deserializer;
use serde::de::MapAccess;
use serde::de::Visitor;
use serde_json::value::RawValue;

use super::plain;

/// The value of one member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value<'a> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, as the decimal text that was sent.
    Number(&'a str),
    /// A string, decoded.
    Text(Cow<'a, str>),
    /// An object or an array, as the text that was sent.
    Nested(&'a str),
}

impl Value<'_> {
    /// The text that a signature is taken over.
    ///
    /// A number counts as its decimal text and a nested value as one string
    /// (<https://docs.yabandpay.com/api/en/sign.html>, signing steps, and
    /// <https://docs.yabandpay.com/api/en/payments/cards/card.html>, `cardinfo`).
    /// Undocumented: null and false count as empty, true as `1`. The provider's own library is written
    /// in PHP, which turns them into text so.
    pub(super) fn signed(&self) -> &str {
        match self {
            Self::Null | Self::Bool(false) => "",
            Self::Bool(true) => "1",
            Self::Text(text) => text,
            Self::Number(text) | Self::Nested(text) => text,
        }
    }

    /// The string that it is.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::Nested(_) => None,
        }
    }

    /// The string that it is, or the literal text of the number that it is.
    pub(super) fn scalar(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Number(text) => Some(text),
            Self::Null | Self::Bool(_) | Self::Nested(_) => None,
        }
    }
}

/// The members of an object, in the order in which they were sent; no name twice.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Members<'a>(Vec<Member<'a>>);

/// An object, and one in it when there is such an object or list.
pub(super) type WithInner<'a> = (Members<'a>, Option<Result<Members<'a>, Unreadable>>);

/// A member's name and value.
pub(super) type Member<'a> = (Cow<'a, str>, Value<'a>);

/// Why a text is no object whose members can be told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unreadable {
    /// Not JSON at all.
    NotJson,
    /// JSON of another kind.
    NotAnObject,
    /// A name stands twice. Undocumented: most readers keep the last value, some the first, so a
    /// signature would not say which one was meant. We refuse rather than choose.
    NamedTwice,
}

impl<'a> Members<'a> {
    /// Reads an object. Its depth is no matter: what is nested stays text.
    pub(super) fn read(body: &'a [u8]) -> Result<Self, Unreadable> {
        match plain::members(body) {
            Some(members) => Self::differing(members),
            None => unusual(body).map(Self),
        }
    }

    /// Reads an object, and the one under a name in it; `None` in its place when there is no such member, or
    /// when it is neither an object nor a list.
    pub(super) fn read_with(body: &'a [u8], inside: &str) -> Result<WithInner<'a>, Unreadable> {
        if let Some((outer, inner)) = plain::with_inner(body, inside) {
            return Self::with_inner(outer, inner);
        }
        let outer = Self::read(body)?;
        let inner = match outer.find(inside) {
            Some(Value::Nested(text)) => Some(Self::read(text.as_bytes())),
            Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::Text(_)) | None => None,
        };
        Ok((outer, inner))
    }

    /// The members of an object and of one in it, both read already.
    pub(super) fn with_inner(
        outer: Vec<Member<'a>>,
        inner: Vec<Member<'a>>,
    ) -> Result<WithInner<'a>, Unreadable> {
        Ok((Self::differing(outer)?, Some(Self::differing(inner))))
    }

    fn differing(members: Vec<Member<'a>>) -> Result<Self, Unreadable> {
        let differ = differ(members.iter().map(|(name, _)| &**name));
        if differ { Ok(Self(members)) } else { Err(Unreadable::NamedTwice) }
    }

    /// The value of a member.
    pub(super) fn find(&self, name: &str) -> Option<&Value<'a>> {
        self.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// Every member, in the order sent.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &Value<'a>)> {
        self.0.iter().map(|(name, value)| (&**name, value))
    }
}

/// The members of an object that may be written in an unusual way.
pub(super) fn unusual(body: &[u8]) -> Result<Vec<Member<'_>>, Unreadable> {
    let Pairs(pairs) = serde_json::from_slice(body).map_err(|_| why(body))?;
    if !differ(pairs.iter().map(|(name, _)| &**name)) {
        return Err(Unreadable::NamedTwice);
    }
    pairs.into_iter().map(|(name, raw)| Ok((name, value(raw)?))).collect()
}

/// Whether no name stands twice.
fn differ<'n>(mut names: impl ExactSizeIterator<Item = &'n str> + Clone) -> bool {
    // A few are compared pair by pair; more are sorted, or a large body would cost its square.
    if names.len() <= USUAL {
        while let Some(name) = names.next() {
            if names.clone().any(|other| other == name) {
                return false;
            }
        }
        return true;
    }
    let mut names: Vec<_> = names.collect();
    names.sort_unstable();
    names.windows(2).all(|pair| pair[0] != pair[1])
}

/// Why a text is not read as an object.
fn why(body: &[u8]) -> Unreadable {
    match serde_json::from_slice::<&RawValue>(body) {
        Ok(whole) if !whole.get().starts_with('{') => Unreadable::NotAnObject,
        // An escape in a name may still name half of a character, which no string can hold.
        Ok(_) | Err(_) => Unreadable::NotJson,
    }
}

/// The kind of a value that is known to be JSON.
fn value(raw: &RawValue) -> Result<Value<'_>, Unreadable> {
    let text = raw.get();
    Ok(match text.as_bytes().first() {
        Some(b'"') => Value::Text(string(text)?),
        Some(b'{' | b'[') => Value::Nested(text),
        Some(b'n') => Value::Null,
        Some(b't') => Value::Bool(true),
        Some(b'f') => Value::Bool(false),
        Some(_) | None => Value::Number(text),
    })
}

/// The content of a quoted text that is known to be JSON. Without an escape, it is what stands there.
fn string(quoted: &str) -> Result<Cow<'_, str>, Unreadable> {
    if !quoted.contains('\\') {
        return Ok(Cow::Borrowed(&quoted[1..quoted.len() - 1]));
    }
    // An escape may still name half of a character, which no string can hold.
    let Text(text) = serde_json::from_str(quoted).map_err(|_| Unreadable::NotJson)?;
    Ok(text)
}

/// Members that most objects have at most.
pub(super) const USUAL: usize = 16;

/// Name and raw text of every member, doubles included.
struct Pairs<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

/// A string; most have no escapes and stay where they are.
#[derive(Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'de> Deserialize<'de> for Pairs<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct InOrder;

        impl<'de> Visitor<'de> for InOrder {
            type Value = Pairs<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Pairs<'de>, M::Error> {
                let mut pairs = Vec::with_capacity(USUAL);
                while let Some((Text(name), raw)) = map.next_entry()? {
                    pairs.push((name, raw));
                }
                Ok(Pairs(pairs))
            }
        }

        from.deserialize_map(InOrder)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::integer("1725875543", "1725875543")]
    #[case::decimal("100.01", "100.01")]
    #[case::whole_decimal("1.0", "1.0")]
    #[case::beyond_any_float("1e400", "1e400")]
    #[case::beyond_any_integer("123456789012345678901234567890", "123456789012345678901234567890")]
    #[case::minus_zero("-0", "-0")]
    #[case::null("null", "")]
    #[case::no("false", "")]
    #[case::yes("true", "1")]
    #[case::empty(r#""""#, "")]
    #[case::escapes(r#""B\u00fccher \/ \"x\" \ud83d\ude00""#, "Bücher / \"x\" 😀")]
    #[case::object(r#"{ "b": 1, "a":"x" }"#, r#"{ "b": 1, "a":"x" }"#)]
    #[case::list("[1, 2]", "[1, 2]")]
    fn a_value_is_signed_as_its_own_text(#[case] sent: &str, #[case] signed: &str) {
        let body = format!(r#" {{ "x" : {sent} }} "#);
        let members = Members::read(body.as_bytes()).unwrap();

        assert_eq!(members.find("x").unwrap().signed(), signed);
    }

    #[rstest]
    #[case::empty("", Unreadable::NotJson)]
    #[case::cut_off(r#"{"a":1"#, Unreadable::NotJson)]
    #[case::trailing_comma(r#"{"a":1,}"#, Unreadable::NotJson)]
    #[case::two_texts("{}{}", Unreadable::NotJson)]
    #[case::half_a_character(r#"{"a":"\ud800"}"#, Unreadable::NotJson)]
    #[case::half_a_name(r#"{"\ud800":1}"#, Unreadable::NotJson)]
    #[case::no_number(r#"{"a":NaN}"#, Unreadable::NotJson)]
    #[case::form("user=016683", Unreadable::NotJson)]
    #[case::list("[]", Unreadable::NotAnObject)]
    #[case::string(r#""{}""#, Unreadable::NotAnObject)]
    #[case::null("null", Unreadable::NotAnObject)]
    #[case::twice(r#"{"a":1,"a":1}"#, Unreadable::NamedTwice)]
    #[case::twice_in_disguise(r#"{"a":1,"\u0061":2}"#, Unreadable::NamedTwice)]
    fn other_texts_are_told_apart(#[case] body: &str, #[case] why: Unreadable) {
        assert_eq!(Members::read(body.as_bytes()), Err(why));
    }

    #[test]
    fn depth_is_no_matter() {
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        let body = format!(r#"{{"a":{deep}}}"#);

        assert_eq!(Members::read(body.as_bytes()).unwrap().find("a"), Some(&Value::Nested(&deep)));
        assert_eq!(Members::read(deep.as_bytes()), Err(Unreadable::NotAnObject));
    }

    /// Objects, mostly as nearly everybody writes them, in which much goes by the name that is looked for.
    fn objects() -> impl Strategy<Value = String> {
        let select = prop::sample::select::<&str>;
        let leaf = prop_oneof![
            12 => select(vec!["1", "null", r#""x""#, "[{}]", "[]"]),
            1 => select(vec!["-1", r#""\u0061""#, "[", "2,"]),
        ];
        let object = move |value: BoxedStrategy<String>| {
            let name = prop_oneof![
                12 => select(vec!["data", "data", "a", "b", "c"]),
                1 => select(vec![r"dat\u0061"]),
            ];
            let member = (name, value).prop_map(|(name, value)| format!("\"{name}\":{value}"));
            prop::collection::vec(member, 0..4)
                .prop_map(|members| format!("{{ {} }}", members.join(",")))
        };
        let value = leaf.prop_map(str::to_owned).prop_recursive(3, 16, 4, move |inner| {
            let list = prop::collection::vec(inner.clone(), 0..3);
            prop_oneof![
                3 => object(inner.boxed()),
                1 => list.prop_map(|items| format!("[{}]", items.join(", "))),
            ]
        });
        object(value.boxed())
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes: Vec<u8>) {
            let _ = Members::read(&bytes);
        }

        #[test]
        fn an_object_within_is_read_as_it_is_read_alone(body in objects()) {
            let alone = unusual(body.as_bytes()).map(Members).map(|outer| {
                let inner = match outer.find("data") {
                    Some(Value::Nested(text)) => Some(unusual(text.as_bytes()).map(Members)),
                    Some(_) | None => None,
                };
                (outer, inner)
            });

            prop_assert_eq!(Members::read_with(body.as_bytes(), "data"), alone);
        }
    }
}
