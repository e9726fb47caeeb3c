//! The card tokens of the documented world: which exist, and what becomes of a payment with each.
//!
//! Tokens are reusable. Undocumented: the documents tell neither how a token expires or is revoked nor
//! to whom it belongs; here it belongs to the merchant, so to every user of a sandbox. The first token
//! is the documents' own, the others are ours: 32 letters like it.

use crate::kernel::provider::World;

/// The token of the documents' example; every payment with it succeeds.
///
/// Source: <https://docs.yabandpay.com/api/cn/payments/cards/token.html>, request example.
pub const DOCUMENTED_TOKEN: &str = "VnXaRabcsedfsSlPFZXavcsdfasdEFDd";
/// A token with which every payment is declined by the issuer.
pub const DECLINING_TOKEN: &str = "SandpayTokenDeclinesEveryPayment";
/// A token that was revoked: `-4119`.
pub const REVOKED_TOKEN: &str = "SandpayTokenRevokedByTheMerchant";
/// A token that has expired: `-4119`.
pub const EXPIRED_TOKEN: &str = "SandpayTokenHasExpiredBeforeUsed";

/// What a token is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// The issuer approves payments.
    Approves,
    /// The issuer declines payments.
    Declines,
    /// Revoked, expired, or never given out: no payment is tried.
    Unusable,
}

/// What a token is good for in a world.
pub(super) fn standing(world: World, token: &str) -> Standing {
    match (world, token) {
        (World::Documented, DOCUMENTED_TOKEN) => Standing::Approves,
        (World::Documented, DECLINING_TOKEN) => Standing::Declines,
        // The revoked and the expired one are known and not usable; the answer is the same.
        (World::Documented | World::Empty, _) => Standing::Unusable,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(DOCUMENTED_TOKEN, Standing::Approves)]
    #[case(DECLINING_TOKEN, Standing::Declines)]
    #[case(REVOKED_TOKEN, Standing::Unusable)]
    #[case(EXPIRED_TOKEN, Standing::Unusable)]
    #[case("vnxarabcsedfsslpfzxavcsdfasdefdd", Standing::Unusable)]
    fn a_published_token_has_its_standing_and_the_form_of_the_documented_one(
        #[case] token: &str,
        #[case] expected: Standing,
    ) {
        assert_eq!(standing(World::Documented, token), expected);
        assert_eq!(standing(World::Empty, token), Standing::Unusable);
        assert!(token.len() == 32 && token.bytes().all(|byte| byte.is_ascii_alphabetic()));
    }
}
