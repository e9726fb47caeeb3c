//! Takes out of a request what nobody downstream may ever see: authentication, card numbers, card codes.
//!
//! Every byte that is not secret stays as it was; how that is done in a body is the business of
//! `scan.rs`. A card number that is none of the provider's published test numbers
//! becomes a stand-in of the same first six, last four, length and Luhn validity; the digits of a card
//! code become zeros (a JSON number keeps a leading 1); the values of authentication members become empty.

use std::borrow::Cow;

use bytes::Bytes;
use http::HeaderMap;
use http::HeaderName;
use http::HeaderValue;
use http::Method;
use serde_json::Map;
use serde_json::Value;

use crate::kernel::cards::digit_runs;
use crate::kernel::cards::free_text;
use crate::kernel::cards::is_card_code;
use crate::kernel::cards::is_credential;
use crate::kernel::cards::zeroed;
use crate::kernel::message::Request;
use crate::kernel::scan::Scan;

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

/// What was taken out of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Touched {
    /// Nothing.
    Nothing,
    /// Nothing but texts of members that authenticate, at the top of the body.
    Proof,
    /// Something else as well.
    More,
}

/// Header fields that authenticate whatever the provider.
const ALWAYS_SECRET: [&str; 3] = ["authorization", "proxy-authorization", "cookie"];

/// The request without its secrets, and which its body had.
#[must_use]
pub fn scrubbed(mut request: Request, rules: &ScrubRules) -> (Request, Touched) {
    for name in rules.headers {
        request.headers.remove(*name);
    }
    scrub_headers(&mut request.headers, rules);
    if let Cow::Owned(_) = free_text(request.method.as_str(), rules) {
        request.method = Method::from_bytes(b"SCRUBBED").expect("letters are a method");
    }
    if let Cow::Owned(path) = free_text(&request.path, rules) {
        request.path = path;
    }
    request.query = scrubbed_query(&request.query, rules);
    let (body, touched) = Scan::new(&request.body, rules).rewritten();
    if let Some(body) = body {
        request.body = Bytes::from(body);
    }
    (request, touched)
}

/// A query without the values of secret parameters, and without card numbers. A parameter that goes by the
/// name of a plain member stays as it is, as that member does: else nobody would find what they have named.
fn scrubbed_query(query: &str, rules: &ScrubRules) -> String {
    if query.is_empty() {
        return String::new();
    }
    let pair = |pair: &str| match pair.split_once('=') {
        Some((name, _)) if is_credential(name) => format!("{name}="),
        Some((name, value)) if is_card_code(name) => format!("{name}={}", zeroed(value)),
        Some((name, _)) if rules.plain.contains(&name) => pair.to_owned(),
        Some(_) | None => free_text(pair, rules).into_owned(),
    };
    query.split('&').map(pair).collect::<Vec<_>>().join("&")
}

/// An object of JSON without its secrets.
#[must_use]
pub fn scrubbed_members(members: Map<String, Value>, rules: &ScrubRules) -> Map<String, Value> {
    let text = Value::Object(members).to_string();
    let (rewritten, _) = Scan::new(text.as_bytes(), rules).rewritten();
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
    let secret = |name: &&HeaderName| {
        let name = name.as_str();
        ALWAYS_SECRET.contains(&name)
            || is_credential(name)
            || !digit_runs(name.as_bytes()).is_empty()
    };
    let names: Vec<HeaderName> = headers.keys().filter(secret).cloned().collect();
    for name in names {
        headers.remove(name);
    }
    for value in headers.values_mut() {
        let text = String::from_utf8_lossy(value.as_bytes());
        if let Cow::Owned(text) = free_text(&text, rules) {
            *value = HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static("[scrubbed]"));
        }
    }
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
        String::from_utf8(scrubbed(request, &RULES).0.body.to_vec()).unwrap()
    }

    #[rstest]
    #[case::no_secret(r#"{"x":"ab","sign":""}"#, Touched::Nothing)]
    #[case::proof(r#"{"sign":"ab","x":"y"}"#, Touched::Proof)]
    #[case::proof_in_disguise(r#"{"s\u0069gn":"\u0061b"}"#, Touched::Proof)]
    #[case::two_proofs(r#"{"password":"x","sign":"ab"}"#, Touched::Proof)]
    #[case::deeper(r#"{"data":{"sign":"ab"}}"#, Touched::More)]
    #[case::deeper_beside_it(r#"{"sign":"ab","data":{"password":"x"}}"#, Touched::More)]
    #[case::in_a_list(r#"{"sign":["ab"]}"#, Touched::More)]
    #[case::in_an_object(r#"{"sign":{"x":"ab"}}"#, Touched::More)]
    #[case::a_number(r#"{"sign":12}"#, Touched::More)]
    #[case::in_a_text(r#"{"data":"{\"sign\":\"ab\"}"}"#, Touched::More)]
    #[case::card_code_before(r#"{"cvc":"123","sign":"ab"}"#, Touched::More)]
    #[case::card_behind(concat!(r#"{"sign":"ab","x":"45391488"#, r#"03436467"}"#), Touched::More)]
    #[case::card_as_a_name(concat!(r#"{"sign":"ab","45391488"#, r#"03436467":1}"#), Touched::More)]
    fn whether_a_body_lost_its_proof_alone_is_told(#[case] text: &str, #[case] expected: Touched) {
        let body = Bytes::copy_from_slice(text.as_bytes());
        let request = Request { path: "/".into(), body, ..Request::default() };

        assert_eq!(scrubbed(request, &RULES).1, expected);
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

    /// The unpublished number, in four groups.
    const GROUPED: &str = concat!("4539 1488 ", "0343 6467");

    #[rstest]
    #[case::after_other_letters(r#"{"x":"卡号CARD"}"#)]
    #[case::after_a_wide_colon(r#"{"x":"card：CARD"}"#)]
    #[case::grouped_in_a_text(r#"{"x":"pay GROUPED now"}"#)]
    #[case::bad_escape(r#"{"number":"\qCARD"}"#)]
    #[case::lone_surrogate(r#"{"number":"\ud800CARD"}"#)]
    #[case::as_a_name(r#"{"CARD":1}"#)]
    #[case::two_colons(r#"{"number":"CARD":"x"}"#)]
    #[case::after_an_escape_of_a_form("x=%20CARD")]
    #[case::in_a_nested_value(r#"{"number":{"v":["CARD"]}}"#)]
    fn an_unpublished_number_is_found_in_odd_places_too(#[case] text: &str) {
        let scrubbed = body(&text.replace("CARD", CARD).replace("GROUPED", GROUPED));

        assert!(!scrubbed.replace([' ', '-'], "").contains("914880343"), "{scrubbed}");
    }

    #[rstest]
    #[case::in_an_object(r#"{"security_code":{"v":"98643"}}"#)]
    #[case::in_a_list(r#"{"security_code":[1,98643]}"#)]
    #[case::bad_escape(r#"{"security_code":"\q98643"}"#)]
    #[case::a_fraction(r#"{"security_code":0.98643}"#)]
    #[case::another_name(r#"{"cvv":"98643","card_CVC":98643,"securityCode":"98643"}"#)]
    fn card_codes_are_found_in_odd_places_too(#[case] text: &str) {
        assert!(!body(text).contains("9864"), "{}", body(text));
    }

    #[test]
    fn queries_lose_the_values_of_secret_parameters() {
        let query = "private-secret-key=abc&cvv=123&x=1".to_owned();
        let request = Request { path: "/".into(), query, ..Request::default() };

        assert_eq!(scrubbed(request, &RULES).0.query, "private-secret-key=&cvv=000&x=1");
    }

    #[test]
    fn a_parameter_is_left_alone_where_the_member_of_its_name_is() {
        let query = format!("order_id={CARD}&note={CARD}");
        let request = Request { path: "/".into(), query, ..Request::default() };

        let scrubbed = scrubbed(request, &RULES).0.query;

        let (order, note) = scrubbed.split_once('&').unwrap();
        assert_eq!(order, format!("order_id={CARD}"));
        assert!(!note.contains(CARD), "{note}");
    }

    #[rstest]
    #[case(r#"{"sign":123,"x":1}"#, r#"{"sign":0,"x":1}"#)]
    #[case(r#"{"sign":-5}"#, r#"{"sign":-0}"#)]
    #[case(r#"{"sign":12.5}"#, r#"{"sign":0.0}"#)]
    #[case(r#"{"sign":7e3}"#, r#"{"sign":0e0}"#)]
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

        let scrubbed = format!("{:?}", scrubbed(request, &RULES).0);

        assert!(
            !scrubbed.contains(CARD) && !scrubbed.contains("secret") && !scrubbed.contains("Basic"),
            "{scrubbed}"
        );
    }

    proptest! {
        #[test]
        fn any_bytes_pass_without_a_panic(bytes: Vec<u8>) {
            let request = Request { path: "/".into(), body: bytes.into(), ..Request::default() };
            drop(scrubbed(request, &RULES));
        }
    }
}
