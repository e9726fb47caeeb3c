//! JSON texts: refusing ambiguous ones, and reading the others without giving up order and digits.
//!
//! One pass over a text finds every value in it; escapes and unusual numbers are left to `serde_json`.
//! This is what its `Value` would lose or let pass: duplicate members, the order of members, the digits
//! of numbers.

use std::borrow::Cow;

use serde::Deserialize;
use serde::Deserializer;
use serde::Serialize;
use serde::Serializer;
use serde::de::Error as _;

use crate::kernel::strings::not_plain;
use crate::kernel::strings::string_end;

/// How deep a body may be nested. Undocumented; the documented bodies have nine levels at most.
pub(super) const DEPTH: u8 = 64;

/// A text that is one JSON value, without duplicate members, too deep nesting or numbers that no reader
/// can hold.
#[derive(Clone, Debug)]
pub struct Document<'a> {
    text: Cow<'a, str>,
    /// Every value in the order in which they begin; the first is the whole.
    entries: Vec<Entry>,
}

impl<'a> Document<'a> {
    /// Reads a text; `None` when it is not such a text.
    #[must_use]
    pub(super) fn read(text: &'a str) -> Option<Self> {
        u32::try_from(text.len()).ok()?;
        let mut scan = Scan { text, at: 0, entries: Vec::with_capacity(text.len() / 20 + 1) };
        scan.space();
        scan.value(Name::default(), DEPTH)?;
        scan.space();
        let entries = scan.entries;
        (scan.at == text.len()).then_some(Self { text: Cow::Borrowed(text), entries })
    }

    /// The whole.
    #[must_use]
    pub(super) fn root(&self) -> Value<'_> {
        Value { text: &self.text, entries: &self.entries }
    }

    /// The same, with a text of its own.
    #[must_use]
    pub(super) fn into_owned(self) -> Document<'static> {
        Document { text: Cow::Owned(self.text.into_owned()), entries: self.entries }
    }
}

impl PartialEq for Document<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

/// As its text.
impl Serialize for Document<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.text.serialize(to)
    }
}

impl<'de> Deserialize<'de> for Document<'static> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let read = Document::read(&text).map(Document::into_owned);
        read.ok_or_else(|| D::Error::custom("not a sound JSON text"))
    }
}

/// A value within a document. Small, since a body has many.
#[derive(Clone, Copy, Debug)]
struct Entry {
    name: Name,
    start: u32,
    end: u32,
    /// How many of the entries that follow lie inside of it.
    inner: u32,
    /// Marks of the names of its members: most names that are asked for have none there.
    marks: u64,
}

/// One of 64 tags, by which most names can be told apart at once.
#[inline]
fn tag(name: &[u8]) -> u8 {
    let ends = name.first().zip(name.last());
    let (first, last) =
        ends.map_or((0, 0), |(first, last)| (usize::from(*first), usize::from(*last)));
    ((name.len() * 5 + first * 3 + last) % 64) as u8
}

/// The tag as the mark that an object has for it.
#[inline]
fn mark(name: &[u8]) -> u64 {
    1 << tag(name)
}

/// Where the name of a member stands, without its quotes; nowhere for all other values.
#[derive(Clone, Copy, Debug, Default)]
struct Name {
    start: u32,
    end: u32,
    /// Of a name without escapes.
    tag: u8,
    escaped: bool,
}

impl Name {
    fn raw(self, text: &str) -> &[u8] {
        &text.as_bytes()[self.start as usize..self.end as usize]
    }

    fn read(self, text: &str) -> Cow<'_, str> {
        let content = &text[self.start as usize..self.end as usize];
        if !self.escaped {
            return Cow::Borrowed(content);
        }
        let quoted = &text[self.start as usize - 1..=self.end as usize];
        unescaped(quoted).unwrap_or(Cow::Borrowed(content))
    }

    /// Whether it is a name, which has a tag.
    #[inline]
    fn is(self, (name, tag): (&str, u8), text: &str) -> bool {
        if self.escaped {
            return self.read(text) == name;
        }
        self.tag == tag && self.raw(text) == name.as_bytes()
    }
}

/// A value: its own entry, and those of the values inside of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Value<'a> {
    text: &'a str,
    entries: &'a [Entry],
}

impl<'a> Value<'a> {
    /// The text as it was sent.
    #[must_use]
    pub(super) fn raw(self) -> &'a str {
        let own = self.entries[0];
        &self.text[own.start as usize..own.end as usize]
    }

    /// Whether it is an object.
    #[must_use]
    pub(super) fn is_object(self) -> bool {
        self.raw().starts_with('{')
    }

    /// The content of a text.
    #[must_use]
    pub(super) fn string(self) -> Option<Cow<'a, str>> {
        let raw = self.raw();
        let content = raw.starts_with('"').then(|| &raw[1..raw.len() - 1])?;
        if content.contains('\\') { unescaped(raw) } else { Some(Cow::Borrowed(content)) }
    }

    /// A member of an object. `null` counts as absent.
    #[must_use]
    #[inline]
    pub(super) fn member(self, name: &str) -> Option<Self> {
        // Inlined up to here: the mark of a name that is written in the code is known beforehand.
        if self.entries[0].marks & mark(name.as_bytes()) == 0 { None } else { self.find(name) }
    }

    fn find(self, name: &str) -> Option<Self> {
        let tag = tag(name.as_bytes());
        let mut at = 1;
        loop {
            let entry = self.entries.get(at)?;
            let after = at + entry.inner as usize + 1;
            if entry.name.is((name, tag), self.text) {
                let named = Self { text: self.text, entries: &self.entries[at..after] };
                return (!named.is_null()).then_some(named);
            }
            at = after;
        }
    }

    /// The members of an object, in the order in which they stand. `null` counts as absent.
    pub(super) fn members(self) -> impl Iterator<Item = (Cow<'a, str>, Self)> {
        let all = self.children().filter(move |child| self.is_object() && !child.is_null());
        all.map(|child| (child.entries[0].name.read(child.text), child))
    }

    /// The items of a list.
    pub(super) fn items(self) -> Option<impl Iterator<Item = Self>> {
        self.raw().starts_with('[').then(|| self.children())
    }

    fn is_null(self) -> bool {
        // Nothing else in a sound text begins so.
        self.text.as_bytes()[self.entries[0].start as usize] == b'n'
    }

    fn children(self) -> Children<'a> {
        Children { text: self.text, entries: &self.entries[1..] }
    }
}

/// Values that stand side by side.
#[derive(Clone, Copy)]
struct Children<'a> {
    text: &'a str,
    entries: &'a [Entry],
}

impl<'a> Iterator for Children<'a> {
    type Item = Value<'a>;

    fn next(&mut self) -> Option<Value<'a>> {
        let (child, rest) = self.entries.split_at(self.entries.first()?.inner as usize + 1);
        self.entries = rest;
        Some(Value { text: self.text, entries: child })
    }
}

/// The pass over a text. Its methods answer `None` where the text is not sound.
struct Scan<'a> {
    text: &'a str,
    at: usize,
    entries: Vec<Entry>,
}

impl Scan<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    /// Whether a sign stands next; it is passed then, and the space around it.
    fn passes(&mut self, sign: u8) -> bool {
        self.space();
        let passes = self.peek() == Some(sign);
        if passes {
            self.at += 1;
            self.space();
        }
        passes
    }

    /// A value that may have so many levels.
    fn value(&mut self, name: Name, levels: u8) -> Option<()> {
        let (start, position) = (place(self.at), self.entries.len());
        self.entries.push(Entry { name, start, end: start, inner: 0, marks: 0 });
        let mut marks = 0;
        match self.peek()? {
            b'{' => marks = self.object(levels.checked_sub(1)?)?,
            b'[' => self.list(levels.checked_sub(1)?)?,
            b'"' => drop(self.string()?),
            b't' => self.literal("true")?,
            b'f' => self.literal("false")?,
            b'n' => self.literal("null")?,
            _ => self.number()?,
        }
        let inner = place(self.entries.len() - position - 1);
        let entry = &mut self.entries[position];
        entry.end = place(self.at);
        entry.inner = inner;
        entry.marks = marks;
        Some(())
    }

    /// An object; answers the marks of its members.
    fn object(&mut self, levels: u8) -> Option<u64> {
        let first = self.entries.len();
        self.at += 1;
        if self.passes_end(b'}') {
            return Some(0);
        }
        let (mut count, mut marks, mut alike) = (0, 0, false);
        loop {
            let name = self.string()?;
            let own = if name.escaped { u64::MAX } else { 1 << name.tag };
            alike |= marks & own != 0;
            marks |= own;
            self.passes(b':').then_some(())?;
            self.value(name, levels)?;
            count += 1;
            if !self.passes(b',') {
                break;
            }
        }
        // Names without a mark in common differ.
        let members = Children { text: self.text, entries: &self.entries[first..] };
        ((!alike || all_differ(members, count)) && self.passes_end(b'}')).then_some(marks)
    }

    fn list(&mut self, levels: u8) -> Option<()> {
        self.at += 1;
        if self.passes_end(b']') {
            return Some(());
        }
        loop {
            self.value(Name::default(), levels)?;
            if !self.passes(b',') {
                break;
            }
        }
        self.passes_end(b']').then_some(())
    }

    /// Whether an object or a list ends here; what follows it is left alone.
    fn passes_end(&mut self, sign: u8) -> bool {
        self.space();
        let passes = self.peek() == Some(sign);
        self.at += usize::from(passes);
        passes
    }

    fn string(&mut self) -> Option<Name> {
        let start = self.at;
        let bytes = self.text.as_bytes();
        (self.peek()? == b'"').then_some(())?;
        let (mut at, mut escaped) = (not_plain(bytes, start + 1), false);
        while bytes.get(at) == Some(&b'\\') {
            escaped = true;
            at = not_plain(bytes, at + 2);
        }
        (*bytes.get(at)? == b'"').then_some(())?;
        self.at = at + 1;
        if escaped {
            unescaped(&self.text[start..self.at])?;
        }
        let tag = tag(&bytes[start + 1..at]);
        Some(Name { start: place(start + 1), end: place(at), tag, escaped })
    }

    fn literal(&mut self, literal: &str) -> Option<()> {
        self.text[self.at..].starts_with(literal).then_some(())?;
        self.at += literal.len();
        Some(())
    }

    fn number(&mut self) -> Option<()> {
        let part = |byte: &u8| byte.is_ascii_digit() || b"+-.eE".contains(byte);
        let rest = &self.text[self.at..];
        let number = &rest[..rest.bytes().take_while(part).count()];
        self.at += number.len();
        // Everything but a short whole number is for a reader that knows what it can hold.
        let short = number.len() <= 18 && number.bytes().all(|byte| byte.is_ascii_digit());
        let plain = short && (number == "0" || !number.starts_with('0')) && !number.is_empty();
        (plain || serde_json::from_str::<serde_json::Number>(number).is_ok()).then_some(())
    }
}

fn unescaped(quoted: &str) -> Option<Cow<'_, str>> {
    serde_json::from_str::<String>(quoted).ok().map(Cow::Owned)
}

/// A place in a text whose length was looked at before.
fn place(at: usize) -> u32 {
    u32::try_from(at).expect("a document is shorter than 4 GiB")
}

/// Whether no two of `count` members have the same name.
fn all_differ(mut members: Children<'_>, count: usize) -> bool {
    // A few are compared pair by pair; more are sorted, or a large body would cost its square.
    if count <= 16 {
        while let Some(value) = members.next() {
            let name = value.entries[0].name.read(value.text);
            let (mut others, tag) = (members, tag(name.as_bytes()));
            if others.any(|other| other.entries[0].name.is((&name, tag), other.text)) {
                return false;
            }
        }
        return true;
    }
    let mut names: Vec<_> = members.map(|value| value.entries[0].name.read(value.text)).collect();
    names.sort_unstable();
    names.windows(2).all(|pair| pair[0] != pair[1])
}

/// A JSON text without the white space between its parts.
#[must_use]
pub(super) fn compact(text: &str) -> Box<str> {
    let mut result = String::with_capacity(text.len());
    let (mut at, mut copied) = (0, 0);
    while let Some(byte) = text.as_bytes().get(at) {
        match byte {
            b' ' | b'\t' | b'\n' | b'\r' => {
                result.push_str(&text[copied..at]);
                copied = at + 1;
            }
            b'"' => (at, _) = string_end(text.as_bytes(), at + 1),
            _ => {}
        }
        at += 1;
    }
    result.push_str(&text[copied..]);
    result.into_boxed_str()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn members_keep_their_order_and_digits_and_forget_nulls() {
        let text = r#" { "z" : 1.50 , "\u0061" : {"x":[7, null]} , "n" : null } "#;
        let document = Document::read(text).unwrap();

        let seen: Vec<_> =
            document.root().members().map(|(name, value)| (name, value.raw())).collect();

        assert_eq!(seen, [("z".into(), "1.50"), ("a".into(), r#"{"x":[7, null]}"#)]);
        let list = document.root().member("a").and_then(|inner| inner.member("x")).unwrap();
        let items: Vec<_> = list.items().unwrap().map(Value::raw).collect();
        assert_eq!(items, ["7", "null"]);
        assert_eq!(list.members().count(), 0);
        assert!(document.root().items().is_none() && document.root().member("n").is_none());
    }

    #[test]
    fn a_text_is_read_without_its_escapes() {
        let document = Document::read(r#"["\ud83d\ude00\n", "é\\", 7]"#).unwrap();

        let texts: Vec<_> = document.root().items().unwrap().map(Value::string).collect();

        assert_eq!(texts, [Some("\u{1f600}\n".into()), Some("é\\".into()), None]);
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
