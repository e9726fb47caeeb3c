//! Which transaction of which payment an operation is about.
//!
//! It builds the path and finds the ids in an answer; whether the operation is allowed is Yuno's to say.

use super::PaymentId;
use super::TransactionId;
use super::responses::Operation;
use super::responses::Payment;
use super::responses::TransactionType;
use super::responses::Transactions;

/// A transaction of a payment: the authorization that is captured or cancelled, the purchase or capture that is refunded.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Target {
    /// The payment.
    pub payment: PaymentId,
    /// Its transaction.
    pub transaction: TransactionId,
}

impl Target {
    /// The path of an operation on this transaction.
    pub(super) fn path<'a>(&'a self, operation: &'a str) -> [&'a str; 6] {
        let Self { payment, transaction } = self;
        ["v1", "payments", payment.as_str(), "transactions", transaction.as_str(), operation]
    }
}

impl Payment {
    /// The latest transaction of this type, among those that the answer shows.
    #[must_use]
    pub fn target(&self, r#type: TransactionType) -> Option<Target> {
        let history =
            self.transactions_history.value().into_iter().flat_map(Transactions::as_slice);
        let transaction = history
            .chain(self.transactions.as_slice())
            .filter(|transaction| transaction.r#type == r#type)
            .max_by_key(|transaction| transaction.created_at.value())?;
        Some(Target { payment: self.id.clone(), transaction: transaction.id.clone() })
    }
}

impl Operation {
    /// The transaction that this operation made: a capture, say, to be refunded.
    #[must_use]
    pub fn target(&self) -> Target {
        Target { payment: self.payment.id.clone(), transaction: self.id.clone() }
    }
}
