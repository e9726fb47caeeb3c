//! Transfers from an account at a bank that the merchant names
//! (<https://docs.y.uno/reference/payments/create-payment>, `payment_method.detail.bank_transfer`).
//!
//! The reference requires nothing of it; which scheme needs what stays Yuno's to judge.

use serde::Serialize;

use crate::Secret;

/// A transfer from an account that the merchant names.
#[derive(Clone, Debug, Serialize)]
pub struct BankTransfer {
    /// By which scheme.
    #[serde(skip)]
    pub scheme: BankScheme,
    /// The institution's code, 8 characters at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The institution's branch, 8 characters at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
    /// The branch's check digit, 2 characters at most in the reference, 4 in the example.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub branch_digit: Option<String>,
    /// The account's country; the example has a currency here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// The account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<BankAccount>,
    /// The account's number with all but its end masked, as `****6789`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bank_account_mask_number: Option<String>,
    /// The payer's permission to take the money.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mandate: Option<Mandate>,
}

impl BankTransfer {
    /// A transfer of which nothing but the scheme is said.
    #[must_use]
    pub fn by(scheme: BankScheme) -> Self {
        Self {
            scheme,
            code: None,
            branch: None,
            branch_digit: None,
            country: None,
            account: None,
            bank_account_mask_number: None,
            mandate: None,
        }
    }
}

/// A scheme of bank transfers whose account a merchant may name. Others go by [`super::Redirect`].
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum BankScheme {
    /// Pix.
    Pix,
}

/// An account at a bank; `Debug` does not show its number.
#[derive(Clone, Debug, Serialize)]
pub struct BankAccount {
    /// The number.
    pub number: Secret,
    /// The number's check digit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub digit: Option<String>,
    /// What kind of account it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub r#type: Option<AccountType>,
}

/// What kind of account it is.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AccountType {
    /// For payments.
    Checkings,
    /// For savings.
    Savings,
}

/// A payer's permission to take money from an account; its statuses are the provider's own words.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize)]
pub struct Mandate {
    /// The provider's id of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Anything about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub info: Option<String>,
    /// Whether it was received.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub received_status: Option<String>,
    /// Whether it holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub existing_status: Option<String>,
    /// When it was made, ISO 8601.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<String>,
    /// When it was last changed, ISO 8601.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<String>,
}
