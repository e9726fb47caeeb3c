//! Finds what ends a run of plain bytes in a string of JSON, eight bytes at a time: requests and answers
//! are mostly such strings. Not a reader of JSON.

/// A one in each byte.
const ONES: u64 = u64::from_ne_bytes([0x01; 8]);
/// The highest bit of each byte.
const HIGHS: u64 = u64::from_ne_bytes([0x80; 8]);

/// The first quote or backslash at `from` or after it; the end of the text when there is none.
#[inline]
fn quote_or_escape(text: &[u8], from: usize) -> usize {
    let marks = |word| equal(word, b'"') | equal(word, b'\\');
    first(text, from, marks, |byte| matches!(byte, b'"' | b'\\'))
}

/// Where the string whose content begins at `start` is closed, or the end of an unclosed one; and whether
/// there are escapes in it.
pub(crate) fn string_end(text: &[u8], start: usize) -> (usize, bool) {
    let (mut at, mut escaped) = (quote_or_escape(text, start), false);
    while text.get(at) == Some(&b'\\') {
        escaped = true;
        at = quote_or_escape(text, at + 2);
    }
    (at.min(text.len()), escaped)
}

/// The first byte at `from` or after it that no string of JSON holds as it is: a quote, a backslash or a
/// control character; the end of the text when there is none.
#[inline]
pub(crate) fn not_plain(text: &[u8], from: usize) -> usize {
    let marks = |word| equal(word, b'"') | equal(word, b'\\') | below(word, b' ');
    first(text, from, marks, |byte| matches!(byte, b'"' | b'\\' | 0..b' '))
}

/// Whether a string of JSON holds a text as it is.
#[inline]
pub(crate) fn is_plain(text: &[u8]) -> bool {
    let odd = |word| (equal(word, b'"') | equal(word, b'\\') | below(word, b' ')) != 0;
    if let Some((last, (words, _))) = text.last_chunk::<8>().map(|last| (last, text.as_chunks())) {
        // The last word may overlap the one before it.
        let word = |bytes: &[u8; 8]| odd(u64::from_le_bytes(*bytes));
        return !words.iter().any(word) && !word(last);
    }
    if let (Some(first), Some(last)) = (text.first_chunk::<4>(), text.last_chunk::<4>()) {
        let word = |bytes| u64::from(u32::from_le_bytes(bytes));
        return !odd(word(*first) | word(*last) << 32);
    }
    !text.iter().any(|byte| matches!(byte, b'"' | b'\\' | 0..b' '))
}

/// `marks` sets the highest bit of the first byte that is looked for, and none before it.
#[inline]
fn first(text: &[u8], from: usize, marks: impl Fn(u64) -> u64, is: impl Fn(u8) -> bool) -> usize {
    let mut rest = text.get(from..).unwrap_or_default();
    while let Some((word, after)) = rest.split_first_chunk() {
        let found = marks(u64::from_le_bytes(*word));
        if found != 0 {
            return text.len() - rest.len() + found.trailing_zeros() as usize / 8;
        }
        rest = after;
    }
    text.len() - rest.len() + rest.iter().position(|byte| is(*byte)).unwrap_or(rest.len())
}

/// Marks the bytes that are `byte`: the first exactly, those after it perhaps too many.
#[inline]
const fn equal(word: u64, byte: u8) -> u64 {
    below(word ^ ONES.wrapping_mul(byte as u64), 1)
}

/// Marks the bytes that are less than `byte`, which is 128 at most: the first exactly, those after it
/// perhaps too many.
#[inline]
const fn below(word: u64, byte: u8) -> u64 {
    word.wrapping_sub(ONES.wrapping_mul(byte as u64)) & !word & HIGHS
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_found_is_what_a_look_at_every_byte_finds(
            text in prop::collection::vec(prop_oneof![
                4 => any::<u8>(),
                1 => prop::sample::select(b"\"\\\x00\x1f !#[]\x7f\x80\xff".to_vec()),
            ], 0..40),
            from in 0_usize..42,
        ) {
            let slow = |is: fn(&u8) -> bool| {
                let rest = text.iter().skip(from).position(is);
                rest.map_or(text.len().max(from), |place| from + place)
            };

            let quoted = slow(|byte| matches!(byte, b'"' | b'\\'));
            prop_assert_eq!(quote_or_escape(&text, from).max(from), quoted);
            let odd = slow(|byte| matches!(byte, b'"' | b'\\' | 0..b' '));
            prop_assert_eq!(not_plain(&text, from).max(from), odd);
            let rest = text.get(from..).unwrap_or_default();
            prop_assert_eq!(is_plain(rest), odd >= text.len());
        }
    }
}
