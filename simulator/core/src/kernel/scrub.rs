//! Takes out of a request what nobody downstream may ever see: authentication, card numbers, card codes.
//!
//! It works on the text, not on parsed JSON, so that malformed JSON stays malformed and every byte that
//! is not secret stays as it was. A card number that is none of the provider's published test numbers
//! becomes a stand-in of the same first six, last four, length and Luhn validity; the digits of a card
//! code become zeros (a JSON number keeps a leading 1); the values of authentication members become empty.

use std::borrow::Cow;
use std::ops::Range;

use bytes::Bytes;
use http::HeaderMap;
use http::HeaderValue;
use serde_json::Map;
use serde_json::Value;

use crate::kernel::message::Request;

/// What is secret in a provider's requests.
#[derive(Clone, Copy, Debug)]
pub struct ScrubRules {
    /// Header fields that authenticate.
    pub headers: &'static [&'static str],
    /// Members of the body that authenticate.
    pub authentication: &'static [&'static str],
    /// Members that hold a card number, whatever it looks like.
    pub card_numbers: &'static [&'static str],
    /// Members that hold a card code (CVV).
    pub card_codes: &'static [&'static str],
    /// Members that hold ids, times or amounts and are never taken for a card number.
    pub plain: &'static [&'static str],
    /// The provider's published test card numbers.
    pub test_cards: &'static [&'static str],
}

/// Header fields that authenticate whatever the provider.
const ALWAYS_SECRET: [&str; 3] = ["authorization", "proxy-authorization", "cookie"];

/// How deep JSON inside of a JSON string is followed.
const NESTING: u8 = 3;

/// The request without its secrets.
#[must_use]
pub fn scrubbed(mut request: Request, rules: &ScrubRules) -> Request {
    for name in rules.headers.iter().chain(&ALWAYS_SECRET) {
        request.headers.remove(*name);
    }
    scrub_headers(&mut request.headers, rules);
    if let Cow::Owned(path) = free_text(&request.path, rules) {
        request.path = path;
    }
    if let Cow::Owned(query) = free_text(&request.query, rules) {
        request.query = query;
    }
    if let Some(body) = Scan::new(&request.body, rules, NESTING).rewritten() {
        request.body = Bytes::from(body);
    }
    request
}

/// An object of JSON without its secrets.
#[must_use]
pub fn scrubbed_members(members: Map<String, Value>, rules: &ScrubRules) -> Map<String, Value> {
    let text = Value::Object(members).to_string();
    let rewritten = Scan::new(text.as_bytes(), rules, NESTING).rewritten();
    let scrubbed = rewritten.as_deref().unwrap_or(text.as_bytes());
    serde_json::from_slice(scrubbed).expect("scrubbing keeps JSON well formed")
}

/// A text without card numbers.
#[must_use]
pub fn scrubbed_text(text: String, rules: &ScrubRules) -> String {
    match free_text(&text, rules) {
        Cow::Owned(scrubbed) => scrubbed,
        Cow::Borrowed(_) => text,
    }
}

fn scrub_headers(headers: &mut HeaderMap, rules: &ScrubRules) {
    for value in headers.values_mut() {
        let Ok(text) = value.to_str() else { continue };
        if let Cow::Owned(text) = free_text(text, rules) {
            *value = HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static("[scrubbed]"));
        }
    }
}

/// A text in which card numbers are replaced wherever they stand.
fn free_text<'a>(text: &'a str, rules: &ScrubRules) -> Cow<'a, str> {
    let mut result: Cow<'a, str> = Cow::Borrowed(text);
    for run in digit_runs(text.as_bytes()) {
        let digits = &text[run.clone()];
        if is_card(digits) && !rules.test_cards.contains(&digits) {
            result.to_mut().replace_range(run, &stand_in(digits, rules.test_cards));
        }
    }
    result
}

/// Runs of 12 to 19 digits that touch neither a letter nor `_`.
fn digit_runs(text: &[u8]) -> Vec<Range<usize>> {
    let mut runs = Vec::new();
    let mut at = 0;
    while at < text.len() {
        if !text[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let start = at;
        at += text[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let touches = |byte: Option<&u8>| {
            byte.is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'_' || *byte >= 0x80)
        };
        let before = start.checked_sub(1).and_then(|before| text.get(before));
        if (12..=19).contains(&(at - start)) && !touches(before) && !touches(text.get(at)) {
            runs.push(start..at);
        }
    }
    runs
}

fn is_card(digits: &str) -> bool {
    luhn::valid(digits) && is_known_brand(digits)
}

/// Whether a number begins and measures like one of a known card brand.
fn is_known_brand(digits: &str) -> bool {
    let prefix = |length: usize| {
        digits.get(..length).and_then(|text| text.parse::<u32>().ok()).unwrap_or_default()
    };
    let length = digits.len();
    let (two, three, four) = (prefix(2), prefix(3), prefix(4));
    let visa = prefix(1) == 4 && matches!(length, 13 | 16 | 19);
    let mastercard = ((51..=55).contains(&two) || (2221..=2720).contains(&four)) && length == 16;
    let amex = matches!(two, 34 | 37) && length == 15;
    let diners = (matches!(two, 36 | 38 | 39) || (300..=305).contains(&three) || four == 3095)
        && length >= 14;
    let jcb = (3528..=3589).contains(&four) && length >= 16;
    let discover_unionpay_maestro = matches!(two, 50 | 56..=58 | 60 | 62..=69 | 81) && length >= 16;
    let uatp = prefix(1) == 1 && length == 15;
    visa || mastercard || amex || diners || jcb || discover_unionpay_maestro || uatp
}

/// Another number of the same first six, last four, length and Luhn validity; never a test number.
fn stand_in(digits: &str, test_cards: &[&str]) -> String {
    let valid = luhn::valid(digits);
    let middle = digits.len() - 10;
    let candidates =
        (b'0'..=b'9').flat_map(|filler| (b'0'..=b'9').map(move |check| (filler, check)));
    candidates
        .map(|(filler, check)| {
            let mut text = digits.as_bytes().to_vec();
            text[6..6 + middle].fill(filler);
            text[6] = check;
            String::from_utf8_lossy(&text).into_owned()
        })
        .find(|text| {
            luhn::valid(text) == valid && text != digits && !test_cards.contains(&text.as_str())
        })
        .unwrap_or_else(|| "0".repeat(digits.len()))
}

/// The value of a member that holds a card number: digits, perhaps with spaces or dashes between.
fn card_number<'a>(text: &'a str, rules: &ScrubRules) -> Cow<'a, str> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if digits.len() < 12 || rules.test_cards.contains(&digits.as_str()) {
        return Cow::Borrowed(text);
    }
    let replaced = stand_in(&digits, rules.test_cards);
    let mut replaced = replaced.chars();
    text.chars()
        .map(|char| if char.is_ascii_digit() { replaced.next().unwrap_or('0') } else { char })
        .collect()
}

fn zeroed(text: &str) -> Cow<'_, str> {
    text.chars().map(|char| if char.is_ascii_digit() { '0' } else { char }).collect()
}

/// One pass over a text that is JSON, or meant to be.
struct Scan<'a> {
    text: &'a [u8],
    rules: &'a ScrubRules,
    nesting: u8,
    edits: Vec<(Range<usize>, String)>,
    /// The member whose value comes next.
    member: Option<Cow<'a, str>>,
}

impl<'a> Scan<'a> {
    const fn new(text: &'a [u8], rules: &'a ScrubRules, nesting: u8) -> Self {
        Self { text, rules, nesting, edits: Vec::new(), member: None }
    }

    /// The text without its secrets; `None` when there were none.
    fn rewritten(mut self) -> Option<Vec<u8>> {
        let mut at = 0;
        while at < self.text.len() {
            at = match self.text[at] {
                b'"' => self.string(at),
                b'0'..=b'9' => self.number(at),
                b'{' | b'}' | b']' | b',' => {
                    self.member = None;
                    at + 1
                }
                _ => at + 1,
            };
        }
        if self.edits.is_empty() {
            return None;
        }
        let mut result = Vec::with_capacity(self.text.len());
        let mut copied = 0;
        for (range, replacement) in self.edits {
            result.extend_from_slice(&self.text[copied..range.start]);
            result.extend_from_slice(replacement.as_bytes());
            copied = range.end;
        }
        result.extend_from_slice(&self.text[copied..]);
        Some(result)
    }

    /// A string that begins at `start`; answers where it ends.
    fn string(&mut self, start: usize) -> usize {
        let content = start + 1..string_end(self.text, start + 1);
        let after = (content.end + 1).min(self.text.len());
        let text: &'a [u8] = self.text;
        let raw = &text[content.clone()];
        let plain = String::from_utf8_lossy(raw);
        let decoded =
            if raw.contains(&b'\\') { unescaped(&plain).map(Cow::Owned) } else { Some(plain) };
        let Some(decoded) = decoded else { return after };
        let next = self.text[after..].iter().find(|byte| !byte.is_ascii_whitespace());
        if next == Some(&b':') {
            self.member = Some(decoded);
            return after;
        }
        if let Some(replacement) = self.replacement(&decoded) {
            let quoted = Value::from(replacement).to_string();
            self.edits.push((content, quoted[1..quoted.len() - 1].to_owned()));
        }
        after
    }

    /// A run of digits outside of any string; answers where it ends.
    fn number(&mut self, start: usize) -> usize {
        let length = self.text[start..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let range = start..start + length;
        let touches = start.checked_sub(1).is_some_and(|before| {
            let byte = self.text[before];
            byte.is_ascii_alphabetic() || byte == b'_' || byte == b'.'
        });
        let digits = String::from_utf8_lossy(&self.text[range.clone()]).into_owned();
        if !touches && let Some(mut replacement) = self.replacement(&digits) {
            // It has to stay a number of JSON: not empty, and no zero in front of further digits.
            if replacement.is_empty() {
                replacement.push('0');
            } else if replacement.len() > 1 && replacement.starts_with('0') {
                replacement.replace_range(..1, "1");
            }
            if replacement != digits {
                self.edits.push((range.clone(), replacement));
            }
        }
        range.end
    }

    /// What stands in the place of a value; `None` when it may stay.
    fn replacement(&self, value: &str) -> Option<String> {
        let member = self.member.as_deref().unwrap_or_default();
        let is = |names: &[&str]| names.contains(&member);
        let replaced = if is(self.rules.authentication) {
            Cow::Borrowed("")
        } else if is(self.rules.card_codes) {
            zeroed(value)
        } else if is(self.rules.card_numbers) {
            card_number(value, self.rules)
        } else if is(self.rules.plain) {
            Cow::Borrowed(value)
        } else if self.nesting > 0 && value.trim_start().starts_with(['{', '[']) {
            let inner = Scan::new(value.as_bytes(), self.rules, self.nesting - 1).rewritten()?;
            Cow::Owned(String::from_utf8_lossy(&inner).into_owned())
        } else {
            free_text(value, self.rules)
        };
        (replaced != value).then(|| replaced.into_owned())
    }
}

/// Where the string whose content begins at `start` is closed, or the end of an unclosed one.
fn string_end(text: &[u8], start: usize) -> usize {
    let mut at = start;
    while at < text.len() && text[at] != b'"' {
        at += if text[at] == b'\\' { 2 } else { 1 };
    }
    at.min(text.len())
}

fn unescaped(content: &str) -> Option<String> {
    serde_json::from_str(&format!("\"{content}\"")).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    /// Luhn-valid, of a known brand, published by no provider as a test number of these rules.
    const CARD: &str = concat!("45391488", "03436467");
    const RULES: ScrubRules = ScrubRules {
        headers: &["private-secret-key"],
        authentication: &["sign"],
        card_numbers: &["number"],
        card_codes: &["security_code"],
        plain: &["order_id"],
        test_cards: &["4111111111111111"],
    };

    fn body(text: &str) -> String {
        let request = Request {
            path: "/".into(),
            body: Bytes::copy_from_slice(text.as_bytes()),
            ..Request::default()
        };
        String::from_utf8(scrubbed(request, &RULES).body.to_vec()).unwrap()
    }

    #[test]
    fn a_published_test_number_stays() {
        let text = r#"{"number":"4111111111111111","other":4111111111111111}"#;

        assert_eq!(body(text), text);
    }

    #[rstest]
    #[case::member(concat!(r#"{"number":"45391488"#, r#"03436467"}"#))]
    #[case::spaced(r#"{"number":"4539 1488 0343 6467"}"#)]
    #[case::another_member(concat!(r#"{"description":"pay with 45391488"#, r#"03436467 please"}"#))]
    #[case::json_number(concat!(r#"{"x":45391488"#, r#"03436467}"#))]
    #[case::escaped(concat!(r#"{"x":"\u00345391488"#, r#"03436467"}"#))]
    #[case::escaped_key(concat!(r#"{"num\u0062er":"45391488"#, r#"03436467"}"#))]
    #[case::json_in_a_string(concat!(r#"{"cardinfo":"{\"number\":\"45391488"#, r#"03436467\"}"}"#))]
    #[case::malformed(concat!(r#"{"x":"45391488"#, r#"03436467"#))]
    #[case::form(concat!("number=45391488", "03436467&x=1"))]
    fn an_unpublished_number_is_replaced_wherever_it_stands(#[case] text: &str) {
        let scrubbed = body(text);

        assert!(!scrubbed.replace(' ', "").contains("488034"), "{scrubbed}");
        assert!(scrubbed.contains("6467"), "{scrubbed}");
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(text).is_ok(),
            serde_json::from_str::<serde_json::Value>(&scrubbed).is_ok()
        );
    }

    #[rstest]
    #[case::member_named_as_id(concat!(r#"{"order_id":"45391488"#, r#"03436467"}"#))]
    #[case::inside_a_word(concat!(r#"{"x":"pi_45391488"#, r#"03436467"}"#))]
    #[case::luhn_invalid(r#"{"x":"4539148803436468"}"#)]
    #[case::milliseconds(r#"{"created":1686214342000}"#)]
    #[case::malformed("{\"number\":")]
    fn what_is_no_card_number_stays_byte_for_byte(#[case] text: &str) {
        assert_eq!(body(text), text);
    }

    #[test]
    fn card_codes_lose_their_digits_and_signatures_their_text() {
        assert_eq!(
            body(r#"{"security_code":"123","sign":"ab12","x":"123"}"#),
            r#"{"security_code":"000","sign":"","x":"123"}"#
        );
        assert_eq!(body(r#"{"security_code": 1234 }"#), r#"{"security_code": 1000 }"#);
    }

    #[rstest]
    #[case(r#"{"sign":123,"x":1}"#, r#"{"sign":0,"x":1}"#)]
    #[case(r#"{"sign":-5}"#, r#"{"sign":-0}"#)]
    #[case(r#"{"sign":12.5}"#, r#"{"sign":0.5}"#)]
    #[case(r#"{"sign":7e3}"#, r#"{"sign":0e3}"#)]
    fn a_number_in_the_place_of_a_signature_stays_a_number(
        #[case] text: &str,
        #[case] expected: &str,
    ) {
        assert_eq!(body(text), expected);
        assert_eq!(body(expected), expected);
    }

    #[test]
    fn headers_path_and_query_are_scrubbed_too() {
        let mut request = Request {
            path: format!("/x/{CARD}"),
            query: format!("n={CARD}"),
            ..Request::default()
        };
        request.headers.insert("private-secret-key", HeaderValue::from_static("secret"));
        request.headers.insert("authorization", HeaderValue::from_static("Basic abc"));
        request.headers.insert("x-note", HeaderValue::from_str(CARD).unwrap());

        let scrubbed = format!("{:?}", scrubbed(request, &RULES));

        assert!(
            !scrubbed.contains(CARD) && !scrubbed.contains("secret") && !scrubbed.contains("Basic"),
            "{scrubbed}"
        );
    }

    proptest! {
        #[test]
        fn a_stand_in_keeps_ends_length_and_validity_and_hides_the_rest(digits in "[1-9][0-9]{11,18}") {
            let other = stand_in(&digits, RULES.test_cards);

            prop_assert_eq!(other.len(), digits.len());
            prop_assert_eq!(&other[..6], &digits[..6]);
            prop_assert_eq!(&other[other.len() - 4..], &digits[digits.len() - 4..]);
            prop_assert_eq!(luhn::valid(&other), luhn::valid(&digits));
            prop_assert_ne!(other, digits);
        }

        #[test]
        fn any_bytes_pass_without_a_panic(bytes: Vec<u8>) {
            let request = Request { path: "/".into(), body: bytes.into(), ..Request::default() };
            drop(scrubbed(request, &RULES));
        }
    }
}
