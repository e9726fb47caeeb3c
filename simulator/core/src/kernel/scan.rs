//! One pass over a text that is JSON, or meant to be: finds what is secret in it, and writes what stands in
//! its place.
//!
//! It works on the text, not on parsed JSON, so that malformed JSON stays malformed and every byte that
//! is not secret stays as it was. What is secret where is said by [`ScrubRules`]; what a card number looks
//! like, in [`cards`](super::cards).

use std::borrow::Cow;
use std::ops::Range;

use serde_json::Value;

use crate::kernel::cards::Class;
use crate::kernel::cards::card_number;
use crate::kernel::cards::may_hold_run;
use crate::kernel::cards::replaced_in;
use crate::kernel::cards::run_from;
use crate::kernel::cards::zeroed;
use crate::kernel::scrub::ScrubRules;
use crate::kernel::scrub::Touched;
use crate::kernel::strings::string_end;

/// How deep JSON inside of a JSON string is followed.
const NESTING: u8 = 3;

/// One pass over a text that is JSON, or meant to be.
pub(super) struct Scan<'a> {
    text: &'a [u8],
    /// The same, when it is text as a whole; its parts need no look at each byte then.
    whole: Option<&'a str>,
    rules: &'a ScrubRules,
    nesting: u8,
    edits: Vec<(Range<usize>, String)>,
    touched: Touched,
    /// The member whose value comes next.
    member: Option<Member>,
    /// How many objects and lists are open.
    depth: usize,
    /// A secret member whose value is an object or a list: all inside of it is secret, down to this depth.
    secret: Option<(usize, Class)>,
}

/// A member, and where its name stands.
#[derive(Clone, Copy)]
struct Member {
    name: (usize, usize),
    class: Class,
}

impl<'a> Scan<'a> {
    /// A text whose nested JSON is followed as well.
    pub(super) fn new(text: &'a [u8], rules: &'a ScrubRules) -> Self {
        Self::nested(text, rules, NESTING)
    }

    fn nested(text: &'a [u8], rules: &'a ScrubRules, nesting: u8) -> Self {
        let whole = std::str::from_utf8(text).ok();
        Self {
            text,
            whole,
            rules,
            nesting,
            edits: Vec::new(),
            touched: Touched::Nothing,
            member: None,
            depth: 0,
            secret: None,
        }
    }

    /// The text without its secrets; `None` when there were none. And which there were.
    pub(super) fn rewritten(mut self) -> (Option<Vec<u8>>, Touched) {
        let mut at = 0;
        while at < self.text.len() {
            at = match self.text[at] {
                b'"' => self.string(at),
                b'0'..=b'9' => self.number(at),
                sign => {
                    self.structure(sign);
                    at + 1
                }
            };
        }
        if self.edits.is_empty() {
            return (None, Touched::Nothing);
        }
        let mut result = Vec::with_capacity(self.text.len());
        let mut copied = 0;
        for (range, replacement) in self.edits {
            result.extend_from_slice(&self.text[copied..range.start]);
            result.extend_from_slice(replacement.as_bytes());
            copied = range.end;
        }
        result.extend_from_slice(&self.text[copied..]);
        (Some(result), self.touched)
    }

    /// Follows which member a value belongs to.
    fn structure(&mut self, sign: u8) {
        match sign {
            b'{' | b'[' => {
                self.depth += 1;
                let member = self.member.take();
                if self.secret.is_none()
                    && let Some(Member { class, .. }) = member
                    && class != Class::Open
                {
                    self.secret = Some((self.depth, class));
                }
            }
            b'}' | b']' => {
                if self.secret.as_ref().is_some_and(|(depth, _)| *depth >= self.depth) {
                    self.secret = None;
                }
                self.depth = self.depth.saturating_sub(1);
                self.member = None;
            }
            b',' => self.member = None,
            _ => {}
        }
    }

    /// A string that begins at `start`; answers where it ends.
    fn string(&mut self, start: usize) -> usize {
        let (end, escaped) = string_end(self.text, start + 1);
        let content = start + 1..end;
        let after = (end + 1).min(self.text.len());
        match self.whole.and_then(|whole| whole.get(content.clone())) {
            Some(plain) if !escaped => self.judge(plain, (content, after), true),
            Some(_) | None => {
                let (decoded, sound) = self.decoded(content.clone());
                self.judge(&decoded, (content, after), sound);
            }
        }
        after
    }

    /// A string without its escapes, and whether it can be decoded. What cannot be is judged as it stands, and
    /// stays as malformed as it was.
    fn decoded(&self, content: Range<usize>) -> (Cow<'a, str>, bool) {
        let plain = String::from_utf8_lossy(&self.text[content]);
        if !plain.contains('\\') {
            return (plain, true);
        }
        match unescaped(&plain) {
            Some(decoded) => (Cow::Owned(decoded), true),
            None => (plain, false),
        }
    }

    /// Takes a string for a name when a colon follows, else for a value, and puts what may stand there in its
    /// place.
    fn judge(&mut self, decoded: &str, (content, after): (Range<usize>, usize), sound: bool) {
        let (replacement, touched) = if self.is_name(after) {
            let class = Class::of(decoded, self.rules);
            self.member = Some(Member { name: (content.start, content.end), class });
            (replaced_in(decoded, self.rules), Touched::More)
        } else {
            let proof = self.depth == 1 && self.class() == Class::Authentication;
            (self.replacement(decoded), if proof { Touched::Proof } else { Touched::More })
        };
        if let Some(replacement) = replacement {
            let written = if sound { quoted(replacement) } else { replacement };
            self.edit(content, written, touched);
        }
    }

    /// Whether a colon follows.
    fn is_name(&self, after: usize) -> bool {
        let mut rest = self.text[after..].iter();
        rest.find(|byte| !byte.is_ascii_whitespace()) == Some(&b':')
    }

    /// Digits outside of any string; answers where they end.
    fn number(&mut self, start: usize) -> usize {
        let before = start.checked_sub(1).map(|before| self.text[before]);
        let start = if before == Some(b'%') { (start + 2).min(self.text.len()) } else { start };
        let (end, _) = run_from(self.text, start);
        let touches = before.is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_');
        let part = before == Some(b'.');
        let secret = self.class() != Class::Open;
        let text: &'a [u8] = self.text;
        let digits = String::from_utf8_lossy(&text[start..end]);
        if (secret || !touches && !part)
            && let Some(mut replacement) = self.replacement(&digits)
        {
            // It has to stay a number of JSON: not empty, and no zero in front of further digits.
            if replacement.is_empty() {
                replacement.push('0');
            } else if replacement.len() > 1 && replacement.starts_with('0') && !part {
                replacement.replace_range(..1, "1");
            }
            if replacement != digits {
                self.edit(start..end, replacement, Touched::More);
            }
        }
        end.max(start)
    }

    fn edit(&mut self, what: Range<usize>, replacement: String, touched: Touched) {
        self.edits.push((what, replacement));
        self.touched = self.touched.max(touched);
    }

    /// What the member says that a value belongs to: the secret one around it, when there is one.
    fn class(&self) -> Class {
        let inner = self.member.as_ref().map(|member| member.class);
        self.secret.map(|(_, class)| class).or(inner).unwrap_or(Class::Open)
    }

    /// What stands in the place of a value; `None` when it may stay.
    fn replacement(&self, value: &str) -> Option<String> {
        let replaced = match self.class() {
            Class::Authentication => Cow::Borrowed(""),
            Class::CardCode => zeroed(value),
            Class::CardNumber => card_number(value, self.rules),
            Class::Open => return self.replacement_of_open(value),
        };
        (replaced != value).then(|| replaced.into_owned())
    }

    /// Whether the member is never taken for a card number.
    fn is_plain(&self) -> bool {
        self.member.is_some_and(|Member { name: (start, end), .. }| {
            let (name, _) = self.decoded(start..end);
            self.rules.plain.contains(&&*name)
        })
    }

    fn replacement_of_open(&self, value: &str) -> Option<String> {
        let word = value.as_bytes().first().is_some_and(u8::is_ascii_alphanumeric);
        let nested = !word && matches!(value.trim_start().as_bytes().first(), Some(b'{' | b'['));
        // Most values have hardly any digits, so names are rarely looked up.
        if !nested && !may_hold_run(value.as_bytes()) || self.is_plain() {
            return None;
        }
        if self.nesting > 0 && nested {
            let (inner, _) =
                Scan::nested(value.as_bytes(), self.rules, self.nesting - 1).rewritten();
            let inner = inner?;
            let inner = String::from_utf8_lossy(&inner);
            return (inner != value).then(|| inner.into_owned());
        }
        replaced_in(value, self.rules)
    }
}

/// A text as a string of JSON holds it.
fn quoted(text: String) -> String {
    let quoted = Value::from(text).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

fn unescaped(content: &str) -> Option<String> {
    serde_json::from_str(&format!("\"{content}\"")).ok()
}
