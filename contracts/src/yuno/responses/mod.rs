//! The payment object as Yuno answers it (<https://docs.y.uno/reference/payments/the-payment-object>).
//!
//! One type serves creation, reading and webhooks, although each prints it a little differently; the differences are
//! noted at the members. It reads; it does not judge whether a status may follow another.

mod card;
mod customer;
mod operation;
mod stored;
mod transaction;

use super::AccountId;
use super::PaymentId;
use crate::Currency;
use crate::Decimal;
use crate::Open;
use crate::RawJson;

pub use card::Card;
pub use card::CardData;
pub use card::MethodDetail;
pub use card::PaymentMethod;
pub use card::StoredCredentials;
pub use card::ThreeDSecure;
pub use customer::Address;
pub use customer::BrowserInfo;
pub use customer::Customer;
pub use customer::CustomerValidations;
pub use customer::Document;
pub use customer::Phone;
pub use operation::Operation;
pub use operation::OperationPayment;
pub use stored::EnrolledCard;
pub use stored::EnrolledMethod;
pub use stored::EnrolledStatus;
pub use stored::StoredCustomer;
pub use transaction::Connection;
pub use transaction::ProviderData;
pub use transaction::ProviderReference;
pub use transaction::Transaction;
pub use transaction::TransactionAmount;
pub use transaction::TransactionStatus;
pub use transaction::TransactionType;
pub use transaction::Transactions;

answer! {
    /// A payment.
    Payment
    required {
        /// Its id.
        id: PaymentId,
        /// The account that is paid.
        account_id: AccountId,
        /// As sent.
        description: String,
        /// As sent.
        country: String,
        /// Where it stands.
        status: Open<Status>,
        /// Where it stands, in more detail.
        sub_status: Open<SubStatus>,
        /// As sent.
        merchant_order_id: String,
        /// ISO 8601 in UTC with microseconds.
        created_at: String,
        /// ISO 8601 in UTC with microseconds.
        updated_at: String,
        /// What is charged, and what has become of it.
        amount: Amount,
        /// The checkout session; empty for direct payments.
        checkout: Checkout,
        /// What was done. One object when created and in webhooks, an array when read.
        transactions: Transactions,
    }
    optional {
        /// As sent: `DIRECT` for direct payments. The documented answer to a refund has none.
        workflow: String,
        /// The same as `merchant_order_id`; in webhooks.
        order_id: String,
        /// The key sent when the payment was created.
        idempotency_key: String,
        /// The older name of `account_id`.
        account_code: String,
        /// How it is paid. Some answers have it in the transaction only.
        payment_method: PaymentMethod,
        /// Who pays.
        customer_payer: Customer,
        /// What the merchant added, echoed.
        additional_data: RawJson,
        /// Taxes; null in every documented answer.
        taxes: RawJson,
        /// Every transaction so far.
        transactions_history: Transactions,
        /// Where the shopper returns to.
        callback_url: String,
        /// The merchant's own pairs.
        metadata: Vec<Metadata>,
        /// The fraud screening; null in every documented answer.
        fraud_screening: RawJson,
        /// The payment link it came from; empty without one.
        payment_link_id: String,
        /// The older name of `payment_link_id`.
        payment_link_code: String,
        /// The subscription it belongs to.
        subscription_code: String,
        /// The subscription it belongs to; in webhooks.
        subscription_id: String,
        /// The subscription that was made with it.
        subscription: RawJson,
        /// How it was routed.
        routing_rules: RoutingRules,
        /// Whether failed operations are retried.
        simplified_mode: bool,
        /// Splits, in the older form.
        split: RawJson,
        /// Splits.
        split_marketplace: RawJson,
    }
}

answer! {
    /// What is charged, in major units, and what has become of it.
    Amount
    required {
        /// The currency.
        currency: Currency,
        /// What was asked for.
        value: Decimal,
    }
    optional {
        /// What the capture operation has taken; 0 after a plain purchase, which captures without it. The answer for
        /// Acuotaz, of 2022, has neither this nor the next.
        captured: Decimal,
        /// What has been refunded.
        refunded: Decimal,
        /// A conversion; null in every documented answer.
        currency_conversion: RawJson,
    }
}

answer! {
    /// The checkout session of a payment.
    Checkout
    required {
        /// Its id; empty for direct payments.
        session: String,
        /// Whether the shopper has to act in Yuno's SDK.
        sdk_action_required: bool,
    }
}

answer! {
    /// A pair of the merchant's own.
    Metadata
    required {
        /// Up to 48 characters.
        key: String,
        /// Up to 512 characters.
        value: String,
    }
}

answer! {
    /// How a payment was routed.
    RoutingRules
    optional {
        /// Whether smart routing chose.
        smart_routing: bool,
        /// Whether monitors had a say.
        monitors: bool,
        /// The condition that held.
        condition: RoutingCondition,
    }
}

answer! {
    /// The condition of a route.
    RoutingCondition
    required {
        /// Its id.
        id: i64,
    }
    optional {
        /// Its name.
        name: String,
        /// Its description.
        description: String,
    }
}

words! {
    /// Where a payment stands (<https://docs.y.uno/reference/payments/status-and-response-codes/payment>).
    Status {
        Created = "CREATED",
        ReadyToPay = "READY_TO_PAY",
        Pending = "PENDING",
        Verified = "VERIFIED",
        Expired = "EXPIRED",
        Rejected = "REJECTED",
        Declined = "DECLINED",
        Succeeded = "SUCCEEDED",
        Refunded = "REFUNDED",
        Canceled = "CANCELED",
        InDispute = "IN_DISPUTE",
        Chargeback = "CHARGEBACK",
        Error = "ERROR",
        Fraud = "FRAUD",
    }
}

words! {
    /// Where a payment stands in more detail (same page as [`Status`]).
    SubStatus {
        Created = "CREATED",
        Authorized = "AUTHORIZED",
        InProcess = "IN_PROCESS",
        WaitingAdditionalStep = "WAITING_ADDITIONAL_STEP",
        PendingProviderConfirmation = "PENDING_PROVIDER_CONFIRMATION",
        PendingFraudReview = "PENDING_FRAUD_REVIEW",
        PendingOtpCompletion = "PENDING_OTP_COMPLETION",
        Verified = "VERIFIED",
        Expired = "EXPIRED",
        Rejected = "REJECTED",
        Declined = "DECLINED",
        FraudDeclined = "FRAUD_DECLINED",
        Approved = "APPROVED",
        PartiallyApproved = "PARTIALLY_APPROVED",
        Captured = "CAPTURED",
        PartiallyCaptured = "PARTIALLY_CAPTURED",
        PartiallyRefunded = "PARTIALLY_REFUNDED",
        PartiallyChargebacked = "PARTIALLY_CHARGEBACKED",
        RefundRetryInProcess = "REFUND_RETRY_IN_PROCESS",
        CaptureRetryInProcess = "CAPTURE_RETRY_IN_PROCESS",
        CaptureRetryProcessFailed = "CAPTURE_RETRY_PROCESS_FAILED",
        ThreeDSecureVerified = "THREE_D_SECURE_VERIFIED",
        Refunded = "REFUNDED",
        Canceled = "CANCELED",
        Received = "RECEIVED",
        PendingReview = "PENDING_REVIEW",
        Lost = "LOST",
        Error = "ERROR",
        Timeout = "TIMEOUT",
        PendingReverse = "PENDING_REVERSE",
        ReversedByTimeout = "REVERSED_BY_TIMEOUT",
        FraudVerified = "FRAUD_VERIFIED",
    }
}
