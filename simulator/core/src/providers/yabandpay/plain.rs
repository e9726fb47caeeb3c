//! Objects of JSON as nearly everybody writes them, read in one pass: strings without escapes, numbers
//! without exponents, few levels. It is there for speed alone.
//!
//! Not a reader of all JSON: whatever else a text holds, sound or not, is left to `serde_json`, and where
//! this one answers, both agree.

use std::borrow::Cow;

use super::body::Member;
use super::body::USUAL;
use super::body::Value;
use crate::kernel::strings::not_plain;

/// How many objects and lists may lie in one another.
const LEVELS: u8 = 8;

/// The members of an object, in the order in which they stand; `None` for every other text.
pub(super) fn members(body: &[u8]) -> Option<Vec<Member<'_>>> {
    let mut members = Vec::with_capacity(USUAL);
    read(body, |level, name, value| {
        if level == LEVELS {
            members.push((Cow::Borrowed(name), value));
        }
    })?;
    Some(members)
}

/// The members of an object, and those of the object under a name in it; `None` for every other text.
pub(super) fn with_inner<'a>(
    body: &'a [u8],
    inside: &str,
) -> Option<(Vec<Member<'a>>, Vec<Member<'a>>)> {
    let mut outer = Vec::with_capacity(8);
    let (mut inner, mut last) = (None, Vec::with_capacity(USUAL));
    read(body, |level, name, value| {
        if level == LEVELS - 1 {
            last.push((Cow::Borrowed(name), value));
        } else if level == LEVELS {
            if name == inside {
                inner = Some((value.clone(), std::mem::take(&mut last)));
            }
            last.clear();
            outer.push((Cow::Borrowed(name), value));
        }
    })?;
    match inner {
        Some((Value::Nested(text), inner)) if text.starts_with('{') => Some((outer, inner)),
        Some(_) | None => None,
    }
}

/// Tells the members of the object that a body is, and those of all objects in it before their own: how
/// many levels lie below each, its name and its value.
fn read<'a>(body: &'a [u8], tell: impl FnMut(u8, &'a str, Value<'a>)) -> Option<()> {
    let text = std::str::from_utf8(body).ok()?;
    let mut scan = Scan { text, at: 0, tell };
    scan.space();
    scan.object(LEVELS)?;
    scan.space();
    (scan.at == text.len()).then_some(())
}

/// The pass. Its methods answer `None` where the text is not as usual.
struct Scan<'a, T> {
    text: &'a str,
    at: usize,
    tell: T,
}

impl<'a, T: FnMut(u8, &'a str, Value<'a>)> Scan<'a, T> {
    #[inline]
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    #[inline]
    fn space(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    /// Passes a sign and the space behind it, when it stands next.
    #[inline]
    fn passes(&mut self, sign: u8) -> bool {
        let passes = self.peek() == Some(sign);
        if passes {
            self.at += 1;
            self.space();
        }
        passes
    }

    fn object(&mut self, levels: u8) -> Option<()> {
        self.passes(b'{').then_some(())?;
        if self.ends(b'}') {
            return Some(());
        }
        loop {
            let name = self.string()?;
            self.space();
            self.passes(b':').then_some(())?;
            let value = self.value(levels)?;
            (self.tell)(levels, name, value);
            self.space();
            if !self.passes(b',') {
                break;
            }
        }
        self.ends(b'}').then_some(())
    }

    fn list(&mut self, levels: u8) -> Option<()> {
        self.passes(b'[').then_some(())?;
        if self.ends(b']') {
            return Some(());
        }
        loop {
            self.value(levels)?;
            self.space();
            if !self.passes(b',') {
                break;
            }
        }
        self.ends(b']').then_some(())
    }

    /// Whether an object or a list ends here; what follows it is left alone.
    fn ends(&mut self, sign: u8) -> bool {
        let ends = self.peek() == Some(sign);
        self.at += usize::from(ends);
        ends
    }

    fn value(&mut self, levels: u8) -> Option<Value<'a>> {
        let start = self.at;
        Some(match self.peek()? {
            b'"' => Value::Text(Cow::Borrowed(self.string()?)),
            b'0'..=b'9' => Value::Number(self.number()?),
            b'{' => {
                self.object(levels.checked_sub(1)?)?;
                Value::Nested(&self.text[start..self.at])
            }
            b'[' => {
                self.list(levels.checked_sub(1)?)?;
                Value::Nested(&self.text[start..self.at])
            }
            b't' => self.literal("true", Value::Bool(true))?,
            b'f' => self.literal("false", Value::Bool(false))?,
            b'n' => self.literal("null", Value::Null)?,
            _ => return None,
        })
    }

    /// The content of a string.
    #[inline]
    fn string(&mut self) -> Option<&'a str> {
        (self.peek()? == b'"').then_some(())?;
        let start = self.at + 1;
        let end = not_plain(self.text.as_bytes(), start);
        (*self.text.as_bytes().get(end)? == b'"').then_some(())?;
        self.at = end + 1;
        Some(&self.text[start..end])
    }

    /// Digits, perhaps with a point and more of them.
    fn number(&mut self) -> Option<&'a str> {
        let start = self.at;
        let whole = self.digits();
        if whole.len() > 1 && whole.starts_with('0') {
            return None;
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            (!self.digits().is_empty()).then_some(())?;
        }
        Some(&self.text[start..self.at])
    }

    fn digits(&mut self) -> &'a str {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        &self.text[start..self.at]
    }

    fn literal(&mut self, literal: &str, value: Value<'a>) -> Option<Value<'a>> {
        self.text[self.at..].starts_with(literal).then_some(())?;
        self.at += literal.len();
        Some(value)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::body::unusual;
    use super::*;

    /// Texts that are JSON, nearly JSON, and everything that ends or begins a part of it.
    fn texts() -> impl Strategy<Value = String> {
        let part = prop_oneof![
            4 => "[{}\\[\\],:\" \t\n]",
            2 => Just("\"a\"".to_owned()),
            2 => Just("\"user\": ".to_owned()),
            2 => "-?[0-9]{1,3}(\\.[0-9]{0,2})?(e[0-9])?",
            1 => prop::sample::select(vec!["true", "false", "null", "nul", "\\u0061", "é", "\u{1}"])
                .prop_map(str::to_owned),
        ];
        prop::collection::vec(part, 0..12).prop_map(|parts| parts.concat())
    }

    fn values() -> impl Strategy<Value = serde_json::Value> {
        let leaf = prop_oneof![
            any::<Option<bool>>().prop_map(serde_json::Value::from),
            any::<i64>().prop_map(serde_json::Value::from),
            ".{0,12}".prop_map(serde_json::Value::from),
        ];
        leaf.prop_recursive(10, 40, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(serde_json::Value::from),
                prop::collection::btree_map(".{0,4}", inner, 0..4)
                    .prop_map(|members| serde_json::Value::Object(members.into_iter().collect())),
            ]
        })
    }

    #[test]
    fn members_of_an_inner_object_are_told_beside_those_around_it() {
        let data = r#"{"amount":12.50,"cardinfo":{"cvc":"000"},"list":[{"a":1}]}"#;
        let body = format!(r#"{{"before":{{"x":1}},"data":{data},"after":[{{"y":2}}]}}"#);

        let both = with_inner(body.as_bytes(), "data").unwrap();

        assert_eq!(both.0, members(body.as_bytes()).unwrap());
        assert_eq!(both.1, members(data.as_bytes()).unwrap());
        assert_eq!(with_inner(body.as_bytes(), "after"), None);
        assert_eq!(with_inner(body.as_bytes(), "none"), None);
    }

    #[test]
    fn a_usual_body_is_read_here() {
        let body =
            r#"{"user":"016683", "time" : 1725875543,"data":{"amount":12.50,"x":[true,{}]}}"#;

        let members = members(body.as_bytes()).unwrap();

        assert_eq!(Ok(members), unusual(body.as_bytes()));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(500))]

        #[test]
        fn what_is_read_of_nearly_json_is_what_serde_json_reads(inside in texts()) {
            for text in [format!("{{{inside}}}"), format!("{{\"a\":{inside}}}"), inside] {
                if let Some(members) = members(text.as_bytes()) {
                    prop_assert_eq!(Ok(members), unusual(text.as_bytes()), "{}", text);
                }
            }
        }

        #[test]
        fn what_is_read_of_json_is_what_serde_json_reads(
            value in values(),
            pretty: bool,
        ) {
            let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) };
            let text = text.unwrap();
            if let Some(members) = members(text.as_bytes()) {
                prop_assert_eq!(Ok(members), unusual(text.as_bytes()), "{}", text);
            }
        }
    }
}
