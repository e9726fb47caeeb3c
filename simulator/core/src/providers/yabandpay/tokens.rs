//! Stored cards: which exist, and what becomes of a payment with each.
//!
//! Tokens are reusable, and a payer makes one by agreeing on a hosted page
//! (<https://docs.yabandpay.com/api/cn/payments/cards/token.html>). Undocumented: the documents tell
//! neither how a token expires or is revoked nor to whom it belongs. Here it belongs to the merchant, so
//! to every user of a sandbox; it never expires by itself, and revoking it is offered as an action. The
//! first token of the documented world is the documents' own, the others are ours: 32 letters like it.

use serde::Deserialize;
use serde::Serialize;

use super::Yabandpay;
use super::state::CardToken;
use super::state::Token;
use super::state::Version;
use super::store::Store;
use crate::kernel::mac;
use crate::kernel::provider::Action;
use crate::kernel::provider::Actor;
use crate::kernel::provider::Subject;
use crate::kernel::provider::World;
use crate::kernel::tx::Tx;

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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// The issuer approves payments.
    Approving,
    /// The issuer declines payments.
    Declining,
    /// The payer or the merchant took it back: no payment is tried.
    Revoked,
    /// The card is too old: no payment is tried.
    Expired,
}

impl Standing {
    /// The word for people.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Approving => "approving",
            Self::Declining => "declining",
            Self::Revoked => "revoked",
            Self::Expired => "expired",
        }
    }

    const fn is_usable(self) -> bool {
        match self {
            Self::Approving | Self::Declining => true,
            Self::Revoked | Self::Expired => false,
        }
    }
}

/// What can be done to a stored card: its name, by whom, and what it is good for then.
const ACTIONS: [(&str, Actor, Standing); 3] = [
    ("decline", Actor::Provider, Standing::Declining),
    ("revoke", Actor::Shopper, Standing::Revoked),
    ("expire", Actor::Time, Standing::Expired),
];

/// What a token is good for; `None` when it was never given out.
pub(super) fn standing(store: &Store, world: World, text: &str) -> Option<Standing> {
    if let Some(token) = store.token(text) {
        return Some(token.standing);
    }
    match (world, text) {
        (World::Documented, DOCUMENTED_TOKEN) => Some(Standing::Approving),
        (World::Documented, DECLINING_TOKEN) => Some(Standing::Declining),
        (World::Documented, REVOKED_TOKEN) => Some(Standing::Revoked),
        (World::Documented, EXPIRED_TOKEN) => Some(Standing::Expired),
        (World::Documented | World::Empty, _) => None,
    }
}

/// A stored card: one that a payer made, or one of the documented world.
pub(super) fn find(store: &Store, world: World, text: &str) -> Option<Token> {
    let standing = standing(store, world, text)?;
    let made_by = store.token(text).and_then(|token| token.made_by);
    Some(Token { text: text.into(), made_by, standing })
}

/// What can happen to a stored card now.
pub(super) fn next(token: &Token) -> Vec<Action> {
    let possible = |(_, _, standing): &(&str, Actor, Standing)| {
        token.standing.is_usable() && *standing != token.standing
    };
    let action = |(name, by, standing): (_, _, Standing)| Action {
        name,
        by,
        leads_to: standing.name(),
        at: None,
    };
    ACTIONS.into_iter().filter(possible).map(action).collect()
}

/// What a stored card is good for after one of the actions of [`next`].
pub(super) fn after(token: &Token, action: &str) -> Option<Standing> {
    let is_offered = next(token).into_iter().any(|offered| offered.name == action);
    let known = ACTIONS.into_iter().find(|(name, ..)| *name == action)?;
    is_offered.then_some(known.2)
}

/// Takes a version of a stored card in.
pub(super) fn put(token: Token, tx: &mut Tx<'_, Yabandpay>) {
    let (subject, state) = (Subject::from(&token.text), token.standing.name());
    tx.put(Version::Token(token.into()), subject, state);
}

/// A new token.
///
/// Undocumented: its form; 32 letters of either case like the one in the example.
pub(super) fn drawn(tx: &mut Tx<'_, Yabandpay>) -> CardToken {
    const LETTERS: &[u8; 52] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let drawn: [u8; 32] =
        mac::from_hex(&tx.hex("token", 64)).expect("64 hexadecimal digits are 32 bytes");
    let letters = drawn.map(|byte| char::from(LETTERS[usize::from(byte) % LETTERS.len()]));
    letters.into_iter().collect::<String>().as_str().into()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(DOCUMENTED_TOKEN, Some(Standing::Approving))]
    #[case(DECLINING_TOKEN, Some(Standing::Declining))]
    #[case(REVOKED_TOKEN, Some(Standing::Revoked))]
    #[case(EXPIRED_TOKEN, Some(Standing::Expired))]
    #[case("vnxarabcsedfsslpfzxavcsdfasdefdd", None)]
    fn a_published_token_has_its_standing_and_the_form_of_the_documented_one(
        #[case] token: &str,
        #[case] expected: Option<Standing>,
    ) {
        let found = |world| find(&Store::default(), world, token).map(|token| token.standing);

        assert_eq!(found(World::Documented), expected);
        assert_eq!(found(World::Empty), None);
        assert!(token.len() == 32 && token.bytes().all(|byte| byte.is_ascii_alphabetic()));
    }

    #[rstest]
    #[case(Standing::Approving, &["decline", "revoke", "expire"])]
    #[case(Standing::Declining, &["revoke", "expire"])]
    #[case(Standing::Revoked, &[])]
    #[case(Standing::Expired, &[])]
    fn what_can_no_longer_be_used_stays_so(#[case] standing: Standing, #[case] actions: &[&str]) {
        let token = Token { text: "x".into(), made_by: None, standing };
        let names: Vec<_> = next(&token).into_iter().map(|action| action.name).collect();

        assert_eq!(names, actions);
    }
}
