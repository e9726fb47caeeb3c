//! The token payment: a stored card is charged without its payer, and the answer tells the state.
//!
//! Source of everything here unless marked: <https://docs.yabandpay.com/api/cn/payments/cards/token.html>.

use std::sync::Arc;

use super::Yabandpay;
use super::advice;
use super::card_payments::CardPayment;
use super::errors::Error;
use super::lifecycle::Outcome;
use super::lifecycle::Status;
use super::orders;
use super::state::Order;
use super::state::User;
use super::tokens;
use super::tokens::Standing;
use super::webhooks;
use crate::kernel::tx::Tx;

impl Yabandpay {
    /// Charges a token: the state is decided at once, and notified as well.
    pub(super) fn pay_by_token(
        &self,
        user: &User,
        (asked, token): (&CardPayment, &str),
        tx: &mut Tx<'_, Self>,
    ) -> Result<Arc<Order>, Error> {
        let standing = tokens::standing(&self.store, self.world, token);
        let outcome = match standing {
            None | Some(Standing::Revoked | Standing::Expired) => {
                advice::of_invalid_token(user, standing, tx);
                return Err(Error::InvalidToken);
            }
            Some(Standing::Approving) => Outcome::Approved,
            Some(Standing::Declining) => Outcome::Declined,
        };
        let outcome = orders::forced(asked.operation, tx).unwrap_or(outcome);
        let status = Status::opened(asked.operation, outcome);
        let order = orders::ordered(user, asked, status, tx);
        let order = if status.is_successful() { orders::granted(order, tx) } else { order };
        let order = Arc::new(order);
        webhooks::announce(&order, tx);
        Ok(order)
    }
}
