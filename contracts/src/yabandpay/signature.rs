//! The signature of requests and notifications (<https://docs.yabandpay.com/api/en/sign.html>).
//!
//! All members are sorted by the bytes of their names, joined as `name=value` with `&`, values as they are, and
//! authenticated with HMAC-SHA256 under the account's secret key; the outcome is lower-case hex. The functions are pure:
//! which members take part is decided by their callers.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use hmac::Hmac;
use hmac::KeyInit as _;
use hmac::Mac as _;
use sha2::Sha256;

use crate::secret::Secret;

/// The text that is authenticated: sorted, joined, nothing escaped.
#[must_use]
pub fn canonical(members: &BTreeMap<String, String>) -> String {
    let mut text = String::new();
    for (name, value) in members {
        let separator = if text.is_empty() { "" } else { "&" };
        write!(text, "{separator}{name}={value}").expect("a String takes every text");
    }
    text
}

/// The signature of a text, in lower-case hex.
#[must_use]
pub fn sign(secret_key: &Secret, text: &str) -> String {
    let mut hex = String::with_capacity(64);
    for byte in mac(secret_key, text).finalize().into_bytes() {
        write!(hex, "{byte:02x}").expect("a String takes every text");
    }
    hex
}

/// Whether a signature is of this text; compared in constant time. Only lower-case hex counts.
#[must_use]
pub fn verify(secret_key: &Secret, text: &str, signature: &str) -> bool {
    unhex(signature).is_some_and(|bytes| mac(secret_key, text).verify_slice(&bytes).is_ok())
}

fn mac(secret_key: &Secret, text: &str) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret_key.expose().as_bytes())
        .expect("an HMAC key may have any length");
    mac.update(text.as_bytes());
    mac
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    pairs.iter().map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Computed outside this crate: `printf %s TEXT | openssl dgst -sha256 -hmac KEY`.
    const TEXT: &str =
        "3ds_initiate=01&amount=1&currency=EUR&time=1725875543&timeout=0&user=016683";
    const SIGNED: &str = "0bc33fa05cb3ac4aec6a8cc0b3eadaa6be691219360403f5f9c9f0fcf4b20a5b";

    #[test]
    fn a_literal_vector_signs_and_verifies() {
        let members = [
            "user=016683",
            "timeout=0",
            "time=1725875543",
            "amount=1",
            "3ds_initiate=01",
            "currency=EUR",
        ];
        let members = members.iter().filter_map(|pair| pair.split_once('='));
        let members = members.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();

        assert_eq!(canonical(&members), TEXT);
        assert_eq!(sign(&"sandpay-test-key".into(), TEXT), SIGNED);
        assert!(verify(&"sandpay-test-key".into(), TEXT, SIGNED));
    }

    #[test]
    fn another_text_key_or_spelling_does_not_verify() {
        let key = Secret::from("sandpay-test-key");

        assert!(!verify(&key, "amount=2", SIGNED));
        assert!(!verify(&"other".into(), TEXT, SIGNED));
        assert!(!verify(&key, TEXT, &SIGNED.to_uppercase()));
        assert!(!verify(&key, TEXT, &SIGNED[1..]));
        assert!(!verify(&key, TEXT, ""));
        assert!(!verify(&key, TEXT, "zz"));
    }
}
