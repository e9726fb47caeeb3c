//! Card numbers and card codes in texts: finding them, and what stands in their place. And the names under
//! which they and credentials are sent.
//!
//! Where in a request to look is the business of [`scrub`](crate::kernel::scrub).

use std::borrow::Cow;
use std::ops::Range;

use crate::kernel::scrub::ScrubRules;

/// Digits of a card number at least.
pub(super) const SHORTEST: usize = 12;

/// A text in which card numbers are replaced wherever they stand.
pub(super) fn free_text<'a>(text: &'a str, rules: &ScrubRules) -> Cow<'a, str> {
    let mut result: Cow<'a, str> = Cow::Borrowed(text);
    for run in digit_runs(text.as_bytes()) {
        let digits: String = text[run.clone()].chars().filter(char::is_ascii_digit).collect();
        if is_card(&digits) && !rules.test_cards.contains(&digits.as_str()) {
            result.to_mut().replace_range(
                run.clone(),
                &grouped(&text[run], &stand_in(&digits, rules.test_cards)),
            );
        }
    }
    result
}

/// A text without its card numbers; `None` when it has none.
pub(super) fn replaced_in(text: &str, rules: &ScrubRules) -> Option<String> {
    match may_hold_run(text.as_bytes()).then(|| free_text(text, rules)) {
        Some(Cow::Owned(replaced)) => Some(replaced),
        Some(Cow::Borrowed(_)) | None => None,
    }
}

/// `digits` in the grouping of `like`.
fn grouped(like: &str, digits: &str) -> String {
    let mut digits = digits.chars();
    like.chars()
        .map(|char| if char.is_ascii_digit() { digits.next().unwrap_or('0') } else { char })
        .collect()
}

/// Runs of 12 to 19 digits, perhaps with single spaces or dashes between, that touch neither an ASCII
/// letter nor `_`. The two digits of a percent escape are none of them.
pub(super) fn digit_runs(text: &[u8]) -> Vec<Range<usize>> {
    let mut runs = Vec::new();
    let mut at = if may_hold_run(text) { 0 } else { text.len() };
    while at < text.len() {
        if !text[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let escaped = at.checked_sub(1).is_some_and(|before| text[before] == b'%');
        let start = if escaped { (at + 2).min(text.len()) } else { at };
        let (end, digits) = run_from(text, start);
        at = end.max(at + 1);
        let touches = |byte: Option<&u8>| {
            byte.is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'_')
        };
        let before =
            if escaped { None } else { start.checked_sub(1).and_then(|before| text.get(before)) };
        if (SHORTEST..=19).contains(&digits) && !touches(before) && !touches(text.get(end)) {
            runs.push(start..end);
        }
    }
    runs
}

/// Whether it is worth looking for runs. Of two bytes of a run that stand side by side, one is a digit at
/// least, and a run is so long that it covers the first two of some eight.
pub(super) fn may_hold_run(text: &[u8]) -> bool {
    text.len() >= SHORTEST
        && text.chunks(8).any(|eight| eight.iter().take(2).any(u8::is_ascii_digit))
}

/// Where a run of digits ends that begins at `start`, and how many digits it has.
pub(super) fn run_from(text: &[u8], start: usize) -> (usize, usize) {
    let digit = |at: usize| text.get(at).is_some_and(u8::is_ascii_digit);
    let (mut at, mut digits) = (start, 0);
    loop {
        if digit(at) {
            digits += 1;
            at += 1;
        } else if digits > 0
            && text.get(at).is_some_and(|byte| b" -".contains(byte))
            && digit(at + 1)
        {
            at += 1;
        } else {
            return (at, digits);
        }
    }
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
pub(super) fn card_number<'a>(text: &'a str, rules: &ScrubRules) -> Cow<'a, str> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if digits.len() < SHORTEST || rules.test_cards.contains(&digits.as_str()) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(grouped(text, &stand_in(&digits, rules.test_cards)))
}

pub(super) fn zeroed(text: &str) -> Cow<'_, str> {
    text.chars().map(|char| if char.is_numeric() { '0' } else { char }).collect()
}

/// Letters and digits of the longest name that is looked at.
const LONGEST_NAME: usize = 24;

/// A name without the marks by which spellings differ: `Security-Code` and `securityCode` are one. It is
/// written into `room`, since every member of every request is looked at; what has none there is cut off.
fn plain_name<'a>(name: &str, room: &'a mut [u8; LONGEST_NAME]) -> &'a [u8] {
    let mut length = 0;
    let letters = name.bytes().filter(u8::is_ascii_alphanumeric);
    for (place, letter) in room.iter_mut().zip(letters) {
        *place = letter.to_ascii_lowercase();
        length += 1;
    }
    &room[..length]
}

/// What a name may be by one of its letters: the name of a credential.
const CREDENTIAL: u8 = 1;
/// The name of a card code.
const CODE: u8 = 2;

/// What names may be by their first letter; those that begin with a mark may be anything.
static FIRST: [u8; 256] = kinds(b"apsx", b"csv", CREDENTIAL | CODE);
/// What names may be by their last letter.
static LAST: [u8; 256] = kinds(b"yd", b"vcne2", 0);

/// What each letter or digit leaves possible, and what all marks do.
const fn kinds(credential: &[u8], code: &[u8], marks: u8) -> [u8; 256] {
    let mut all = [marks; 256];
    let mut byte = 0;
    while byte < all.len() {
        let letter = (byte as u8).to_ascii_lowercase();
        if letter.is_ascii_alphanumeric() {
            all[byte] = if holds(credential, letter) { CREDENTIAL } else { 0 };
            all[byte] |= if holds(code, letter) { CODE } else { 0 };
        }
        byte += 1;
    }
    all
}

const fn holds(letters: &[u8], letter: u8) -> bool {
    let mut at = 0;
    while at < letters.len() && letters[at] != letter {
        at += 1;
    }
    at < letters.len()
}

/// Whether a name may be one of a kind: most are told apart by their first and last letter, without a copy.
fn may_be(name: &str, kind: u8) -> bool {
    let (first, last) = (name.as_bytes().first(), name.as_bytes().last());
    first.zip(last).is_some_and(|(first, last)| {
        FIRST[usize::from(*first)] & LAST[usize::from(*last)] & kind != 0
    })
}

/// Names under which people send card codes, whatever the provider calls them.
pub(super) fn is_card_code(name: &str) -> bool {
    if !may_be(name, CODE) || !(3..=LONGEST_NAME).contains(&name.len()) {
        return false;
    }
    let mut room = [0; LONGEST_NAME];
    let name = plain_name(name, &mut room);
    matches!(
        name.strip_prefix(b"card").unwrap_or(name),
        b"cvv"
            | b"cvv2"
            | b"cvc"
            | b"cvc2"
            | b"cvn"
            | b"csc"
            | b"securitycode"
            | b"verificationcode"
    )
}

/// Names under which people send credentials, whatever the provider calls them.
pub(super) fn is_credential(name: &str) -> bool {
    if !may_be(name, CREDENTIAL) || !(6..=LONGEST_NAME).contains(&name.len()) {
        return false;
    }
    let mut room = [0; LONGEST_NAME];
    matches!(
        plain_name(name, &mut room),
        b"password" | b"apikey" | b"xapikey" | b"secretkey" | b"privatesecretkey" | b"publicapikey"
    )
}

/// What a member's name says of its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Authentication,
    CardCode,
    CardNumber,
    /// Nothing: a card number may stand in it by mistake.
    Open,
}

impl Class {
    pub(super) fn of(name: &str, rules: &ScrubRules) -> Self {
        if rules.authentication.contains(&name) || is_credential(name) {
            Self::Authentication
        } else if rules.card_codes.contains(&name) || is_card_code(name) {
            Self::CardCode
        } else if rules.card_numbers.contains(&name) {
            Self::CardNumber
        } else {
            Self::Open
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A name as somebody spells it: marks between its letters, or before them, and letters of either case.
    fn spelt(name: &str, spelling: &[(bool, bool)]) -> String {
        let letters = name.chars().zip(spelling.iter().cycle());
        letters
            .flat_map(|(letter, (mark, large))| {
                let letter = if *large { letter.to_ascii_uppercase() } else { letter };
                mark.then_some('-').into_iter().chain([letter])
            })
            .collect()
    }

    proptest! {
        #[test]
        fn names_are_told_however_they_are_spelt(
            spelling in prop::collection::vec((prop::bool::weighted(0.2), any::<bool>()), 1..20),
            other in "[a-z0-9_-]{0,12}",
        ) {
            let names = ["password", "apikey", "xapikey", "secretkey", "privatesecretkey", "publicapikey"];
            for name in names.map(|name| spelt(name, &spelling)) {
                prop_assert_eq!(is_credential(&name), name.len() <= LONGEST_NAME, "{}", name);
                prop_assert!(!is_card_code(&name), "{}", name);
            }
            let codes = ["cvv", "cvc2", "csc", "cardcvn", "securitycode", "cardverificationcode"];
            for name in codes.map(|name| spelt(name, &spelling)) {
                prop_assert_eq!(is_card_code(&name), name.len() <= LONGEST_NAME, "{}", name);
                prop_assert!(!is_credential(&name), "{}", name);
            }
            let plain = other.replace(['_', '-'], "");
            prop_assert!(!is_credential(&other) || names.contains(&plain.as_str()), "{}", other);
        }

        #[test]
        fn a_run_is_found_wherever_it_stands(
            before in "[a-z]{0,9} ",
            run in "[0-9]([ -]?[0-9]){11,18}",
            after in " [a-z]{0,9}",
        ) {
            let text = format!("{before}{run}{after}");

            let expected = before.len()..before.len() + run.len();
            prop_assert_eq!(digit_runs(text.as_bytes()), [expected]);
        }

        #[test]
        fn a_stand_in_keeps_ends_length_and_validity_and_hides_the_rest(digits in "[1-9][0-9]{11,18}") {
            let other = stand_in(&digits, &["4111111111111111"]);

            prop_assert_eq!(other.len(), digits.len());
            prop_assert_eq!(&other[..6], &digits[..6]);
            prop_assert_eq!(&other[other.len() - 4..], &digits[digits.len() - 4..]);
            prop_assert_eq!(luhn::valid(&other), luhn::valid(&digits));
            prop_assert_ne!(other, digits);
        }
    }
}
