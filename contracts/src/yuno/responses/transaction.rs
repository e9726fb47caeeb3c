//! The transactions of a payment: what was tried at a provider, and how it ended.

use serde::Deserialize;
use serde::Deserializer;
use serde::Serialize;
use serde::de;

use super::Amount;
use super::PaymentMethod;
use crate::Decimal;
use crate::Open;
use crate::RawJson;
use crate::yuno::TransactionId;

/// The transactions of a payment, in whichever of the two documented forms they came.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum Transactions {
    /// One object: the latest transaction, or the one a webhook tells of. Two examples have a history of this form.
    One(Box<Transaction>),
    /// An array, when a payment is read.
    Many(Vec<Transaction>),
}

impl Transactions {
    /// The transactions there are.
    #[must_use]
    pub fn as_slice(&self) -> &[Transaction] {
        match self {
            Self::One(transaction) => std::slice::from_ref(transaction),
            Self::Many(transactions) => transactions,
        }
    }
}

impl<'de> Deserialize<'de> for Transactions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = RawJson::deserialize(deserializer)?;
        if raw.text().starts_with('[') {
            raw.decode().map(Self::Many)
        } else {
            raw.decode().map(Self::One)
        }
        .map_err(de::Error::custom)
    }
}

/// The amount of a transaction, in whichever of the two documented forms it came.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum TransactionAmount {
    /// A number of the payment's currency, in major units: in payments and webhooks.
    Number(Decimal),
    /// An object: in the answers of capture, cancel and cancel-or-refund.
    Object(Amount),
}

impl TransactionAmount {
    /// The number, in major units.
    #[must_use]
    pub fn value(&self) -> Decimal {
        match self {
            Self::Number(value) => *value,
            Self::Object(amount) => amount.value,
        }
    }
}

impl<'de> Deserialize<'de> for TransactionAmount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = RawJson::deserialize(deserializer)?;
        if raw.text().starts_with('{') {
            raw.decode().map(Self::Object)
        } else {
            raw.decode().map(Self::Number)
        }
        .map_err(de::Error::custom)
    }
}

answer! {
    /// One attempt at a provider.
    Transaction
    required {
        /// Its id.
        id: TransactionId,
        /// What was tried.
        r#type: Open<TransactionType>,
        /// How it stands.
        status: Open<TransactionStatus>,
        /// In major units; a number of the payment's currency in every documented payment.
        amount: TransactionAmount,
    }
    optional {
        /// The kind of payment method, as `CARD`.
        category: String,
        /// The provider, as `YUNO_TEST_PAYMENT_GW`.
        provider_id: String,
        /// How it was paid.
        payment_method: PaymentMethod,
        /// The outcome, as `SUCCEEDED` or `INSUFFICIENT_FUNDS`.
        response_code: String,
        /// The outcome in words.
        response_message: String,
        /// Why a secondary transaction was made.
        reason: String,
        /// The payment's description.
        description: String,
        /// The merchant's reference, or the order.
        merchant_reference: String,
        /// What to do after a decline.
        merchant_advice_code: String,
        /// The same in words.
        merchant_advice_code_message: String,
        /// What the provider said.
        provider_data: ProviderData,
        /// The provider's id of it; in webhooks.
        provider: ProviderReference,
        /// Which connection was used.
        connection_data: Connection,
        /// Whether a challenge waits.
        three_d_secure_action_required: bool,
        /// Whether failed operations are retried; in webhooks.
        simplified_mode: bool,
        /// Splits.
        split_marketplace: RawJson,
        /// A receipt; in webhooks.
        receipt: RawJson,
        /// Where the receipt is; in webhooks.
        receipt_url: String,
        /// `ES`, `EN` or `PT`; in webhooks.
        receipt_language: String,
        /// The device; in webhooks.
        device_fingerprint: String,
        /// The session at a third party; in webhooks.
        third_party_session_id: String,
        /// ISO 8601 in UTC with microseconds.
        created_at: String,
        /// ISO 8601 in UTC with microseconds.
        updated_at: String,
    }
}

answer! {
    /// What the provider said.
    ProviderData
    optional {
        /// The provider.
        id: String,
        /// Its id of the transaction.
        transaction_id: String,
        /// Its id of the merchant.
        account_id: String,
        /// Its status.
        status: String,
        /// Its status in more detail.
        sub_status: String,
        /// Its status in yet more detail.
        status_detail: String,
        /// Its message.
        response_message: String,
        /// Its code.
        response_code: String,
        /// What it was sent.
        raw_request: RawJson,
        /// Its answer as it came.
        raw_response: RawJson,
        /// The id at a third party.
        third_party_transaction_id: String,
        /// The account at a third party.
        third_party_account_id: String,
        /// The ISO 8583 code, in the older form.
        iso8583_code: String,
        /// The meaning of that code, in the older form.
        iso8583_message: String,
        /// A reason's code.
        reason_code: String,
        /// That reason in words.
        reason_description: String,
        /// The ISO 8583 code, as `00`.
        iso8583_response_code: String,
        /// The meaning of that code.
        iso8583_response_message: String,
        /// The network's advice.
        merchant_advice_code: String,
        /// The network's advice in words.
        merchant_advice_code_message: String,
    }
}

answer! {
    /// The provider's id of a transaction.
    ProviderReference
    optional {
        /// The id.
        provider_transaction_id: String,
    }
}

answer! {
    /// A connection to a provider.
    Connection
    optional {
        /// Its id.
        id: String,
        /// Its name.
        name: String,
    }
}

words! {
    /// What was tried (<https://docs.y.uno/reference/payments/status-and-response-codes/transaction>).
    TransactionType {
        Purchase = "PURCHASE",
        Authorize = "AUTHORIZE",
        Verify = "VERIFY",
        Capture = "CAPTURE",
        Refund = "REFUND",
        Cancel = "CANCEL",
        Chargeback = "CHARGEBACK",
        ThreeDSecure = "THREE_D_SECURE",
        FraudScreening = "FRAUD_SCREENING",
        SplitTransfer = "SPLIT_TRANSFER",
        SplitTransferReverse = "SPLIT_TRANSFER_REVERSE",
        SplitTransferReversal = "SPLIT_TRANSFER_REVERSAL",
    }
}

words! {
    /// How a transaction stands (same page as [`TransactionType`]).
    TransactionStatus {
        Created = "CREATED",
        Succeeded = "SUCCEEDED",
        Pending = "PENDING",
        /// So spelt for purchases.
        Cancelled = "CANCELLED",
        /// So spelt for fraud screening.
        Canceled = "CANCELED",
        Expired = "EXPIRED",
        Declined = "DECLINED",
        Rejected = "REJECTED",
        Error = "ERROR",
        Won = "WON",
        Lost = "LOST",
        Prevented = "PREVENTED",
        /// Of a full refund, in one example; the others have `SUCCEEDED`.
        Refunded = "REFUNDED",
    }
}
