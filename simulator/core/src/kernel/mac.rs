//! Message authentication codes, their text forms and constant-time comparison.
//!
//! Only the primitives: what is signed and how the result is printed is each provider's `signature.rs`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::Hmac;
use hmac::KeyInit;
use hmac::Mac;
use sha2::Digest;
use sha2::Sha256;
use subtle::ConstantTimeEq;

/// HMAC with SHA-256 over several pieces, as if they were one message.
#[must_use]
pub fn hmac_sha256(key: &[u8], pieces: &[&[u8]]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of every length");
    for piece in pieces {
        mac.update(piece);
    }
    mac.finalize().into_bytes().into()
}

/// SHA-256 over several pieces, each preceded by its length, so that no two lists collide.
#[must_use]
pub fn digest(pieces: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for piece in pieces {
        hash.update((piece.len() as u64).to_be_bytes());
        hash.update(piece);
    }
    hash.finalize().into()
}

/// Lower-case hexadecimal text.
#[must_use]
pub fn hex(raw: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = vec![0; 2 * raw.len()];
    for (pair, byte) in text.as_chunks_mut().0.iter_mut().zip(raw) {
        *pair = [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]];
    }
    String::from_utf8(text).expect("digits are text")
}

/// What each byte is worth as a hexadecimal digit; more than 15 when it is none.
const NIBBLES: [u8; 256] = {
    let mut nibbles = [u8::MAX; 256];
    let mut digit = 0;
    while digit < 16 {
        nibbles[b"0123456789abcdef"[digit] as usize] = digit as u8;
        nibbles[b"0123456789ABCDEF"[digit] as usize] = digit as u8;
        digit += 1;
    }
    nibbles
};

/// Reads hexadecimal text of exactly `N` bytes.
#[must_use]
pub fn from_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let (pairs, rest) = text.as_bytes().as_chunks();
    let mut raw = [0; N];
    if pairs.len() != N || !rest.is_empty() {
        return None;
    }
    let mut strange = 0;
    for (byte, [high, low]) in raw.iter_mut().zip(pairs) {
        let (high, low) = (NIBBLES[usize::from(*high)], NIBBLES[usize::from(*low)]);
        strange |= high | low;
        *byte = high << 4 | low & 0xf;
    }
    (strange < 16).then_some(raw)
}

/// Reads lower-case hexadecimal text of exactly `N` bytes.
#[must_use]
pub fn from_small_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) { None } else { from_hex(text) }
}

/// Standard Base64 with padding.
#[must_use]
pub fn base64(raw: &[u8]) -> String {
    STANDARD.encode(raw)
}

/// Reads standard Base64 with padding.
#[must_use]
pub fn from_base64(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

/// Whether two secrets are equal; the time taken tells only their lengths.
#[must_use]
pub fn same(left: &[u8], right: &[u8]) -> bool {
    left.ct_eq(right).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hmac_agrees_with_the_second_case_of_rfc_4231() {
        let mac = hmac_sha256(b"Jefe", &[b"what do ya want ", b"for nothing?"]);

        assert_eq!(hex(&mac), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }

    #[test]
    fn hexadecimal_text_reads_back() {
        assert_eq!(from_hex::<3>(&hex(&[0, 0xab, 0xff])), Some([0, 0xab, 0xff]));
        assert_eq!(from_hex::<2>("00zz"), None);
        assert_eq!(from_hex::<2>("000"), None);
        assert_eq!(from_hex::<1>("aF"), Some([0xaf]));
        assert_eq!((from_small_hex::<1>("aF"), from_small_hex::<1>("af")), (None, Some([0xaf])));
    }

    #[test]
    fn a_digest_of_pieces_depends_on_where_they_are_cut() {
        assert_ne!(digest(&[b"ab", b"c"]), digest(&[b"a", b"bc"]));
    }
}
