//! Holds an answer against a printed one: every printed member must be there, of its JSON type, with its value, or in
//! its form where the provider makes the value up.
//!
//! The order of members does not count. Members that no document prints are noted and break nothing. Pure: it knows no
//! provider, and where documents contradict each other it is told by [`Difference`]s.

use std::collections::BTreeMap;

use sandpay_fixtures::json::Json;
use serde_json::Value;

use super::form::Form;
use super::outcome::Kind;
use super::outcome::Told;

/// Where a printed answer is not to be taken by its word, since another document says otherwise.
#[derive(Debug)]
pub(super) struct Difference {
    /// In which cases: how their names begin.
    pub(super) cases: &'static [&'static str],
    /// At which pointers; `*` is any item, and one that does not begin with `/` stands for all that end so.
    pub(super) at: &'static [&'static str],
    /// What is right there all the same.
    pub(super) allows: Allows,
    /// Which document says otherwise, and what.
    pub(super) reason: &'static str,
}

/// What may differ.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Allows {
    /// A member that is not printed here.
    More,
    /// The printed member may be missing.
    Less,
    /// Another value of the same type, or null, or one where null is printed.
    Value,
    /// A made-up value of this form.
    Form(Form),
}

/// What is expected of an answer.
#[derive(Debug)]
pub(super) struct Expected<'a> {
    /// The answer as it is printed.
    pub(super) printed: &'a Value,
    /// Where the provider makes values up.
    pub(super) generated: &'a [String],
    /// Whether the print answers another request: its values count nowhere but in `known`.
    pub(super) of_another: bool,
    /// Whether the print is cut short: there may be more.
    pub(super) cut_short: bool,
    /// What must be there whatever is printed, by pointer.
    pub(super) known: &'a BTreeMap<String, Value>,
    /// Where other documents say otherwise.
    pub(super) differences: &'a [&'a Difference],
}

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// What is not as expected: where, what was expected, what was there.
    pub(super) breaches: Vec<(String, String, String)>,
    /// What nobody expected: where, and what it is.
    pub(super) notes: Vec<(String, String)>,
    /// What there is: where, its type, what is told of its value.
    pub(super) members: Vec<(String, Kind, Told)>,
}

/// Compares an answer.
pub(super) fn compare(expected: &Expected<'_>, answer: &Value) -> Found {
    let mut comparison = Comparison { expected, found: Found::default() };
    comparison.value("", expected.printed, answer);
    comparison.found
}

struct Comparison<'a> {
    expected: &'a Expected<'a>,
    found: Found,
}

impl Comparison<'_> {
    fn value(&mut self, at: &str, printed: &Value, answer: &Value) {
        if let Some(known) = self.expected.known.get(at) {
            if !same(known, answer) {
                self.breach(at, &shown(known), &shown(answer));
            }
            return self.member(at, answer, Told::Form("as sent or answered before".to_owned()));
        }
        if self.expected.generated.iter().any(|pattern| covers(pattern, at)) {
            return self.generated(at, printed, answer);
        }
        match (printed, answer) {
            (Value::Object(printed), Value::Object(answer)) => {
                self.member(at, &Value::Object(serde_json::Map::new()), Told::Nothing);
                self.object(at, printed, answer);
            }
            (Value::Array(printed), Value::Array(items)) => {
                self.member(at, answer, Told::Nothing);
                self.array(at, printed, items);
            }
            (printed, answer) => self.plain(at, printed, answer),
        }
    }

    fn object(
        &mut self,
        at: &str,
        printed: &serde_json::Map<String, Value>,
        answer: &serde_json::Map<String, Value>,
    ) {
        for (name, value) in printed {
            let at = format!("{at}/{name}");
            match answer.get(name) {
                Some(answer) => self.value(&at, value, answer),
                None if self.allowed(&at, &Allows::Less) => {}
                None => self.breach(&at, &article(kind(value)), "nothing"),
            }
        }
        for (name, value) in answer.iter().filter(|(name, _)| !printed.contains_key(*name)) {
            let at = format!("{at}/{name}");
            if let Some(known) = self.expected.known.get(&at) {
                if !same(known, value) {
                    self.breach(&at, &shown(known), &shown(value));
                }
            } else if !self.expected.cut_short && !self.allowed(&at, &Allows::More) {
                let text = format!("{} that no document shows here", article(kind(value)));
                self.found.notes.push((words(&at), text));
            }
            self.member(&at, value, Told::Nothing);
        }
    }

    fn array(&mut self, at: &str, printed: &[Value], items: &[Value]) {
        let loose = self.expected.of_another || self.allowed(at, &Allows::Value);
        if items.is_empty() && loose && self.holds_what_must_be(at, printed.first()) {
            return self.breach(at, "an array that is not empty", "an array of 0");
        }
        if printed.len() != items.len() && !loose {
            let many = |items: &[Value]| format!("an array of {}", items.len());
            return self.breach(at, &many(printed), &many(items));
        }
        for (index, item) in items.iter().enumerate() {
            if let Some(printed) = printed.get(index).or(printed.first()) {
                self.value(&format!("{at}/{index}"), printed, item);
            }
        }
    }

    fn plain(&mut self, at: &str, printed: &Value, answer: &Value) {
        if let Some(form) = self.form(at) {
            return self.formed(at, &form, answer);
        }
        let free = self.expected.of_another || self.allowed(at, &Allows::Value);
        let must = answer.is_null() && self.must_be(at, printed);
        let null = (printed.is_null() || answer.is_null()) && !must && !at.is_empty();
        if kind(printed) != kind(answer) && !(free && null) {
            self.breach(at, kind(printed).name(), kind(answer).name());
        } else if !free && !same(printed, answer) {
            self.breach(at, &shown(printed), &shown(answer));
        }
        let told = if free { Told::Nothing } else { Told::Fixed(answer.to_string()) };
        self.member(at, answer, told);
    }

    /// Whether a member is one that every answer must have, or holds one: what is known, and what a provider makes up.
    ///
    /// An answer to another request may leave much of its print empty, but not an id with all that is around it.
    fn must_be(&self, at: &str, printed: &Value) -> bool {
        let known = self.expected.known.get(at).is_some_and(|known| !known.is_null());
        let made_up = || self.expected.generated.iter().any(|pattern| covers(pattern, at));
        match printed {
            _ if self.allowed(at, &Allows::Less) || self.allowed(at, &Allows::Value) => false,
            Value::Null => known,
            Value::Object(members) => {
                known
                    || members
                        .iter()
                        .any(|(name, value)| self.must_be(&format!("{at}/{name}"), value))
            }
            Value::Array(items) => known || self.holds_what_must_be(at, items.first()),
            Value::Bool(_) | Value::Number(_) | Value::String(_) => {
                known || made_up() && Form::of(printed) != Form::Anything
            }
        }
    }

    fn holds_what_must_be(&self, at: &str, first: Option<&Value>) -> bool {
        first.is_some_and(|first| self.must_be(&format!("{at}/0"), first))
    }

    /// A made-up value: of the printed form, or of the one that another document gives it.
    fn generated(&mut self, at: &str, printed: &Value, answer: &Value) {
        let form = self.form(at).unwrap_or_else(|| Form::of(printed));
        let null = answer.is_null() && self.allowed(at, &Allows::Value);
        if null || form == Form::Anything {
            return self.member(at, answer, Told::Form(form.name()));
        }
        if self.expected.of_another && answer.is_null() != printed.is_null() {
            return self.breach(at, &form.to_string(), &shown(answer));
        }
        self.formed(at, &form, answer);
    }

    fn formed(&mut self, at: &str, form: &Form, answer: &Value) {
        if !form.fits(answer) {
            self.breach(at, &form.to_string(), &shown(answer));
        }
        self.member(at, answer, Told::Form(form.name()));
    }

    fn form(&self, at: &str) -> Option<Form> {
        self.expected.differences.iter().find_map(|one| match &one.allows {
            Allows::Form(form) if one.at.iter().any(|pattern| covers(pattern, at)) => {
                Some(form.clone())
            }
            Allows::Form(_) | Allows::More | Allows::Less | Allows::Value => None,
        })
    }

    fn allowed(&self, at: &str, what: &Allows) -> bool {
        self.expected
            .differences
            .iter()
            .any(|one| one.allows == *what && one.at.iter().any(|pattern| covers(pattern, at)))
    }

    fn breach(&mut self, at: &str, expected: &str, got: &str) {
        self.found.breaches.push((words(at), expected.to_owned(), got.to_owned()));
    }

    fn member(&mut self, at: &str, value: &Value, told: Told) {
        self.found.members.push((words(at), kind(value), told));
    }
}

/// Whether a pointer is of a pattern.
pub(super) fn covers(pattern: &str, pointer: &str) -> bool {
    if !pattern.starts_with('/') {
        let ends = pointer.strip_suffix(pattern);
        return ends.is_some_and(|before| before.ends_with('/'));
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

/// A pointer in words: `/data/items/0/id` is `data.items[0].id`, and the whole is `body`.
pub(super) fn words(pointer: &str) -> String {
    let mut words = String::new();
    for step in pointer.split('/').skip(1) {
        if !step.is_empty() && step.bytes().all(|byte| byte.is_ascii_digit()) {
            words.push('[');
            words.push_str(step);
            words.push(']');
        } else {
            words.push_str(if words.is_empty() { "" } else { "." });
            words.push_str(step);
        }
    }
    if words.is_empty() { "body".to_owned() } else { words }
}

/// The JSON type of a value.
pub(super) fn kind(value: &Value) -> Kind {
    match value {
        Value::Null => Kind::Null,
        Value::Bool(_) => Kind::Boolean,
        Value::Number(_) => Kind::Number,
        Value::String(_) => Kind::String,
        Value::Array(_) => Kind::Array,
        Value::Object(_) => Kind::Object,
    }
}

/// Whether two values mean the same: `5000` and `5000.0` do.
fn same(one: &Value, other: &Value) -> bool {
    let exact = |value: &Value| Json::parse(&value.to_string()).ok();
    one == other || exact(one) == exact(other)
}

/// A value in words: short ones as they are.
pub(super) fn shown(value: &Value) -> String {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            let text = value.to_string();
            match text.char_indices().nth(LONGEST) {
                Some((end, _)) => format!("{}…", &text[..end]),
                None => text,
            }
        }
        Value::Array(items) => format!("an array of {}", items.len()),
        Value::Object(members) => format!("an object of {}", members.len()),
    }
}

const LONGEST: usize = 120;

/// A type, as something that should be there.
fn article(kind: Kind) -> String {
    match kind {
        Kind::Null => "null".to_owned(),
        Kind::Array | Kind::Object => format!("an {kind}"),
        Kind::Boolean | Kind::Number | Kind::String => format!("a {kind}"),
    }
}

#[cfg(test)]
mod tests;
