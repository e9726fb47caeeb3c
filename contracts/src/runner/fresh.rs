//! Names that no other run, and no other case of this run, has sent: references, keys and request ids.
//!
//! They follow from the run and the case alone, so that a run can be repeated against a new server.

use std::fmt::Write as _;

use sha2::Digest as _;
use sha2::Sha256;

use super::target::Run;

/// The names of one case.
#[derive(Debug)]
pub(super) struct Fresh {
    seed: String,
    drawn: u32,
}

impl Fresh {
    pub(super) fn new(run: &Run, case: &str) -> Self {
        Self { seed: format!("{run} {case}"), drawn: 0 }
    }

    /// 32 letters and digits.
    pub(super) fn token(&mut self) -> String {
        self.drawn += 1;
        let digest = Sha256::digest(format!("{} {}", self.seed, self.drawn));
        digest.iter().take(16).fold(String::new(), |mut text, byte| {
            write!(text, "{byte:02x}").expect("a String takes every text");
            text
        })
    }

    /// A UUID of version 4.
    pub(super) fn uuid(&mut self) -> String {
        let hex = self.token();
        format!("{}-{}-4{}-8{}-{}", &hex[..8], &hex[8..12], &hex[13..16], &hex[17..20], &hex[20..])
    }

    /// 15 digits that begin with 2, as no card number of that length does: who hides card numbers leaves them alone.
    pub(super) fn digits(&mut self) -> String {
        let token = self.token();
        let digit = |byte: u8| char::from(b'0' + byte % 10);
        format!("2{}", token.bytes().take(14).map(digit).collect::<String>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_differ_within_a_case_between_cases_and_between_runs() {
        let drawn = |run: u64, case: &str| {
            let mut fresh = Fresh::new(&Run::new(run), case);
            [fresh.token(), fresh.token()]
        };

        let all = [drawn(1, "a"), drawn(1, "b"), drawn(2, "a")].concat();

        let mut once = all.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), all.len());
        assert_eq!(drawn(1, "a"), drawn(1, "a"));
    }

    #[test]
    fn names_have_their_forms() {
        let mut fresh = Fresh::new(&Run::new(1), "a");

        let uuid = fresh.uuid();

        assert_eq!(uuid.split('-').map(str::len).collect::<Vec<_>>(), [8, 4, 4, 4, 12]);
        assert_eq!(fresh.token().len(), 32);
        let digits = fresh.digits();
        assert!(digits.len() == 15 && digits.bytes().all(|byte| byte.is_ascii_digit()), "{digits}");
    }
}
