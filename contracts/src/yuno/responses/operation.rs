//! What capture, cancel and the calls that decide between cancel and refund answer: the transaction they made, with the
//! payment inside it (<https://docs.y.uno/reference/payments/capture-authorization>, `…/cancel-payment`,
//! `…/cancel-or-refund-a-payment`). A refund answers the payment instead.

use super::Amount;
use super::ProviderData;
use super::Status;
use super::SubStatus;
use super::TransactionAmount;
use super::TransactionStatus;
use super::TransactionType;
use crate::Open;
use crate::RawJson;
use crate::yuno::AccountId;
use crate::yuno::PaymentId;
use crate::yuno::TransactionId;

answer! {
    /// The transaction that an operation made.
    Operation
    required {
        /// Its id.
        id: TransactionId,
        /// What was done: `CAPTURE`, `CANCEL` or `REFUND`.
        r#type: Open<TransactionType>,
        /// How it ended.
        status: Open<TransactionStatus>,
        /// What it was about. An object in every documented answer, a number in every other transaction.
        amount: TransactionAmount,
        /// The payment, as it stands after it.
        payment: OperationPayment,
    }
    optional {
        /// The kind of payment method, as `CARD`.
        category: String,
        /// As sent; empty in the documented cancels.
        merchant_reference: String,
        /// ISO 8601 in UTC with microseconds.
        created_at: String,
        /// ISO 8601 in UTC with microseconds.
        updated_at: String,
        /// What the provider said.
        provider_data: ProviderData,
        /// The outcome, as `SUCCEEDED`.
        response_code: String,
        /// The outcome in words.
        response_message: String,
        /// Who pays; null in the documented cancel.
        customer_payer: RawJson,
        /// Whether failed operations are retried.
        simplified_mode: bool,
        /// Whether there is a receipt.
        receipt: RawJson,
        /// Where it is.
        receipt_url: String,
        /// `ES`, `EN` or `PT`.
        receipt_language: String,
    }
}

answer! {
    /// The payment inside an operation's answer: fewer members than the payment itself.
    OperationPayment
    required {
        /// Its id.
        id: PaymentId,
        /// Empty in every documented answer.
        account_id: AccountId,
        /// As sent when it was created.
        description: String,
        /// As sent when it was created.
        country: String,
        /// Where it stands.
        status: Open<Status>,
        /// Where it stands, in more detail.
        sub_status: Open<SubStatus>,
        /// As sent when it was created.
        merchant_order_id: String,
        /// ISO 8601 in UTC with microseconds.
        created_at: String,
        /// ISO 8601 in UTC with microseconds.
        updated_at: String,
        /// What is charged, and what has become of it.
        amount: Amount,
    }
    optional {
        /// What the merchant added, echoed.
        additional_data: RawJson,
        /// Splits.
        split_marketplace: RawJson,
    }
}
