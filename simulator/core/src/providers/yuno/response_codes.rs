//! The response codes of transactions, as data: name, group, text and ISO 8583 code.
//!
//! Source: <https://docs.y.uno/reference/payments/status-and-response-codes/transaction>, "Transaction
//! codes". Chargebacks have codes of their own, which are not here: no card transaction of these
//! operations can end with one.

use serde::Deserialize;
use serde::Serialize;

use super::lifecycle::Hold;

/// The response code of a transaction: a line of the documented list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "&'static str", try_from = "String")]
pub struct ResponseCode(u8);

/// The documented group that a response code stands in: it decides the statuses.
///
/// A few codes stand in two groups (`EXPIRED`, `INVALID_PARAMETERS`, `MISSING_PARAMETERS`,
/// `COUNTRY_NOT_SUPPORTED`, `CURRENCY_NOT_ALLOWED`). Undocumented: which one is meant; taken as declines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// It went through.
    Succeeded,
    /// Somebody else has to act first. The group `PENDING` names the sub-status; the group `CREATED`
    /// stands behind `PENDING`/`IN_PROCESS` in the table of payment statuses.
    Waiting(Hold),
    /// Refused by the bank or the provider.
    Declined,
    /// Refused by Yuno.
    Rejected,
    /// Something broke.
    Failed,
    /// Time ran out.
    Expired,
}

/// One line of the list.
#[derive(Clone, Copy, Debug)]
struct Row {
    name: &'static str,
    group: Group,
    message: &'static str,
    iso8583: Option<&'static str>,
}

const fn row(
    name: &'static str,
    group: Group,
    message: &'static str,
    iso8583: Option<&'static str>,
) -> Row {
    Row { name, group, message, iso8583 }
}

/// The list. Where a code has several ISO 8583 codes, the first is taken. Undocumented: the texts of
/// `FRAUD_VERIFICATION_DECLINED`, of the group `REJECTED` and of `EXPIRED_BY_PROVIDER` (a dash in the
/// document); modelled on the "Transaction declined" of the example with a merchant advice code.
#[rustfmt::skip] // a line a code, as in the document
const ROWS: [Row; 83] = [
    row("SUCCEEDED", Group::Succeeded, "Transaction successful", None),
    row("FRAUD_VERIFIED", Group::Succeeded, "Transaction verified by fraud provider", None),
    row("SUCCEEDED_THREE_D_SECURE", Group::Succeeded, "3DS validation successful", None),
    row("ACTION_REQUIRED", Group::Waiting(Hold::InProcess), "Payment created but requires additional user action.", None),
    row("RECEIVED", Group::Waiting(Hold::InProcess), "Transaction received", None),
    row("CHALLENGE_REQUIRED", Group::Waiting(Hold::WaitingAdditionalStep), "Transaction waiting for the challenge completion", None),
    row("IN_REVIEW", Group::Waiting(Hold::InReview), "Chargeback documentation was sent to the provider and is being analyzed", None),
    row("PENDING_FRAUD_REVIEW", Group::Waiting(Hold::PendingFraudReview), "Transaction is being analyzed by fraud provider", None),
    row("PENDING_PROVIDER_CONFIRMATION", Group::Waiting(Hold::PendingProviderConfirmation), "Transaction waiting confirmation", None),
    row("PENDING_REVIEW", Group::Waiting(Hold::PendingReview), "Transaction waiting fraud review confirmation", None),
    row("ACCOUNT_STATUS", Group::Declined, "Contact your fraud provider to verify your account status.", None),
    row("ACQUIRE_CONTINGENCY", Group::Declined, "Acquire service unavailable", Some("22")),
    row("AUTHENTICATION_ATTEMPT", Group::Declined, "Authentication attempt without completion", None),
    row("AUTHENTICATION_FAILED_THREE_D_SECURE", Group::Declined, "3D validation failed", None),
    row("BAD_FILLED_INFO", Group::Declined, "Card does not match the parameters from the issuer", Some("30")),
    row("BANK_NOT_SUPPORTED", Group::Declined, "Bank not supported by switch", Some("31")),
    row("CALL_FOR_AUTHORIZE", Group::Declined, "Card acceptor call acquirer's security department", Some("66")),
    row("CANCELLED_BY_USER", Group::Declined, "Cancelled by user", Some("17")),
    row("COUNTRY_NOT_SUPPORTED", Group::Declined, "This transaction cannot be processed due to an unsupported country", None),
    row("CURRENCY_NOT_ALLOWED", Group::Declined, "Currency not allowed", None),
    row("DECLINED_BY_BANK", Group::Declined, "Rejected by the bank. Refer to card issuer", None),
    row("DECLINED_BY_PROVIDER", Group::Declined, "Rejected by the provider. Refer to the provider_data", None),
    row("DISABLED", Group::Declined, "Restricted card", None),
    row("DO_NOT_HONOR", Group::Declined, "Do not honor", Some("5")),
    row("DUPLICATED_TRANSACTION", Group::Declined, "Duplicate transmission of the transaction", Some("26")),
    row("EXPIRED", Group::Declined, "Expired alternative payment method", None),
    row("EXPIRED_CARD", Group::Declined, "Expired card", Some("33")),
    row("FIRST_USE", Group::Declined, "Blocked first use", Some("78")),
    row("FRAUD_VALIDATION", Group::Declined, "Security violation", Some("34")),
    row("FRAUD_VERIFICATION_DECLINED", Group::Declined, "Transaction declined", None),
    row("INSUFFICIENT_FUNDS", Group::Declined, "Not sufficient funds", Some("51")),
    row("INVALID_AMOUNT", Group::Declined, "Invalid amount", Some("13")),
    row("INVALID_API", Group::Declined, "Trying to verify the payment with an unauthorized IP address", None),
    row("INVALID_API_VERSION", Group::Declined, "Invalid API version", None),
    row("INVALID_CARD_DATA", Group::Declined, "Card does not match the parameters from the issuer.", Some("56")),
    row("INVALID_CARD_NUMBER", Group::Declined, "Card does not match the parameters from the issuer.", Some("14")),
    row("INVALID_CREDENTIALS", Group::Declined, "Fraud provider invalid credentials set in Yuno.", None),
    row("INVALID_ISSUER", Group::Declined, "Invalid issuer", Some("15")),
    row("INVALID_MERCHANT", Group::Declined, "Invalid merchant or service provider", Some("3")),
    row("INVALID_PARAMETERS", Group::Declined, "Invalid parameters", None),
    row("INVALID_RESPONSE_FORMAT", Group::Declined, "The response body returned by the provider has an invalid format", None),
    row("INVALID_SECURITY_CODE", Group::Declined, "Invalid card's security code", Some("56")),
    row("INVALID_STATUS", Group::Declined, "Invalid status", None),
    row("INVALID_TRANSACTION", Group::Declined, "The transaction being attempted is invalid", Some("12")),
    row("ISSUER_VIOLATION", Group::Declined, "The issuing bank rejected the transaction due to some violation related to the account.", Some("93")),
    row("MISSING_PARAMETERS", Group::Declined, "Missing parameters", None),
    row("NO_RETRY_LIFE_CYCLE", Group::Declined, "No retry life cycle", Some("79")),
    row("NO_RETRY_POLICY", Group::Declined, "No retry policy", Some("82")),
    row("NO_RETRY_SECURITY", Group::Declined, "No retry security", Some("83")),
    row("REFER_TO_CARD_ISSUER", Group::Declined, "Rejected by the bank. Refer to card issuer", Some("01")),
    row("REJECTED_THREE_D_SECURE_REQUIRED", Group::Declined, "3DS validation rejection", None),
    row("REPORTED_LOST", Group::Declined, "Lost card", Some("41")),
    row("REPORTED_STOLEN", Group::Declined, "Stolen card, pick-up", Some("43")),
    row("REQUESTS_EXCEEDED", Group::Declined, "Requests limit for the provider account reached.", None),
    row("RESTRICTED_BY_BANK", Group::Declined, "Rejected by the bank. Refer to card issuer's special conditions", Some("62")),
    row("RETRY_AFTER_1_H", Group::Declined, "Retry after 1 hours", None),
    row("RETRY_AFTER_24_H", Group::Declined, "Retry after 24 hours", None),
    row("RETRY_AFTER_2_D", Group::Declined, "Retry after 2 days", None),
    row("RETRY_AFTER_4_D", Group::Declined, "Retry after 4 days", None),
    row("RETRY_AFTER_6_D", Group::Declined, "Retry after 6 days", None),
    row("RETRY_AFTER_8_D", Group::Declined, "Retry after 8 days", None),
    row("RETRY_AFTER_10_D", Group::Declined, "Retry after 10 days", None),
    row("TERMINAL_ERROR", Group::Declined, "Your merchant account is not properly configured for the transaction", Some("58")),
    row("THREE_D_SECURE_REQUIRED", Group::Declined, "Antifraud provider requires a 3DS challenge for further validation.", None),
    row("TRANSACTION_NOT_FOUND", Group::Declined, "Transaction not found", Some("25")),
    row("UNAVAILABLE_PAYMENT_METHOD", Group::Declined, "Requested function not supported", None),
    row("UNKNOWN_ERROR", Group::Declined, "Unknown error", None),
    row("UNSUPPORTED_OPERATION", Group::Declined, "Requested function not supported", Some("40")),
    row("USER_RESTRICTION", Group::Declined, "Transaction not permitted for cardholder", Some("57")),
    row("INTERNAL_ERROR", Group::Rejected, "Transaction rejected", None),
    row("INVALID_REQUEST", Group::Rejected, "Transaction rejected", None),
    row("ERROR", Group::Failed, "Unknown internal error", None),
    row("OPERATION_NOT_SUPPORTED", Group::Failed, "Provider does not support this operation", None),
    row("PROVIDER_ERROR", Group::Failed, "Error. An unknown error occurred during the authorization", Some("6")),
    row("PROVIDER_INTERNAL_ERROR", Group::Failed, "Internal error", Some("98")),
    row("PROVIDER_INVALID_API_VERSION", Group::Failed, "Invalid API version", None),
    row("PROVIDER_INVALID_CREDENTIALS", Group::Failed, "Invalid credentials", None),
    row("PROVIDER_INVALID_REQUEST", Group::Failed, "Invalid request", None),
    row("PROVIDER_INVALID_RESPONSE", Group::Failed, "Invalid response", Some("20")),
    row("PROVIDER_TIMEOUT", Group::Failed, "Response received too late", Some("68")),
    row("PROVIDER_UNKNOWN_ERROR", Group::Failed, "Unknown error", None),
    row("TO_REVERSE", Group::Failed, "The transaction will be reversed", None),
    row("EXPIRED_BY_PROVIDER", Group::Expired, "Transaction expired", None),
];

/// Every response code that a card transaction can end with.
pub(super) const NAMES: [&str; ROWS.len()] = {
    let mut names = [""; ROWS.len()];
    let mut at = 0;
    while at < ROWS.len() {
        names[at] = ROWS[at].name;
        at += 1;
    }
    names
};

impl ResponseCode {
    /// Plain success.
    pub const SUCCEEDED: Self = Self(0);
    /// What was sent does not fit together.
    pub const INVALID_PARAMETERS: Self = Self(39);
    /// The provider refused, and says no more.
    pub const DECLINED_BY_PROVIDER: Self = Self(21);
    /// The provider's time for it is over.
    pub const EXPIRED_BY_PROVIDER: Self = Self(82);

    /// The code of a name; the case counts.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let position = ROWS.iter().position(|row| row.name == name)?;
        u8::try_from(position).ok().map(Self)
    }

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.row().name
    }

    /// Its group.
    #[must_use]
    pub const fn group(self) -> Group {
        self.row().group
    }

    /// Its description, which stands in `response_message`.
    #[must_use]
    pub const fn message(self) -> &'static str {
        self.row().message
    }

    /// The ISO 8583 code that it comes from, if it has one.
    #[must_use]
    pub const fn iso8583(self) -> Option<&'static str> {
        self.row().iso8583
    }

    /// The advice whether to try again, where the code itself is one: normalized name and text, then the
    /// provider's own, from the section "Merchant Advice Codes (MAC)" of the page.
    ///
    /// Undocumented: which advice the test gateway gives with other declines; none.
    #[must_use]
    pub fn merchant_advice(self) -> Option<&'static Advice> {
        ADVICE.iter().find(|advice| advice.code == self.name())
    }

    const fn row(self) -> &'static Row {
        &ROWS[self.0 as usize]
    }
}

impl From<ResponseCode> for &'static str {
    fn from(code: ResponseCode) -> Self {
        code.name()
    }
}

impl TryFrom<String> for ResponseCode {
    type Error = &'static str;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        Self::from_name(&name).ok_or("not a documented response code")
    }
}

/// A merchant advice code.
#[derive(Clone, Copy, Debug)]
pub struct Advice {
    /// Yuno's name for it.
    pub code: &'static str,
    /// Yuno's text.
    pub message: &'static str,
    /// The provider's code.
    pub provider_code: &'static str,
    /// The provider's text.
    pub provider_message: &'static str,
}

const fn advice(
    code: &'static str,
    message: &'static str,
    provider_code: &'static str,
    provider_message: &'static str,
) -> Advice {
    Advice { code, message, provider_code, provider_message }
}

#[rustfmt::skip] // a line a code, as in the document
const ADVICE: [Advice; 10] = [
    advice("NO_RETRY_LIFE_CYCLE", "No retry life cycle", "21", "Recurring plan cancelled"),
    advice("RETRY_AFTER_1_H", "Retry after 1 hour", "24", "Retry after 1 hour (insufficient funds)"),
    advice("RETRY_AFTER_24_H", "Retry after 24 hours", "25", "Retry after 24 hours (insufficient funds)"),
    advice("RETRY_AFTER_2_D", "Retry after 2 days", "26", "Retry after 2 days (insufficient funds)"),
    advice("RETRY_AFTER_4_D", "Retry after 4 days", "27", "Retry after 4 days (insufficient funds)"),
    advice("RETRY_AFTER_6_D", "Retry after 6 days", "28", "Retry after 6 days (insufficient funds)"),
    advice("RETRY_AFTER_8_D", "Retry after 8 days", "29", "Retry after 8 days (insufficient funds)"),
    advice("RETRY_AFTER_10_D", "Retry after 10 days", "30", "Retry after 10 days (insufficient funds)"),
    advice("NO_RETRY_POLICY", "No retry policy", "40", "Non-rechargeable prepaid card"),
    advice("NO_RETRY_SECURITY", "No retry security", "42", "Sanction score exceeded"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_found_by_its_name_and_only_by_that() {
        for name in NAMES {
            let code = ResponseCode::from_name(name).unwrap();
            assert_eq!(code.name(), name);
            assert_eq!(
                serde_json::from_value::<ResponseCode>(serde_json::json!(code)).unwrap(),
                code
            );
        }
        assert_eq!(ResponseCode::from_name("succeeded"), None);
        assert_eq!(ResponseCode::SUCCEEDED.name(), "SUCCEEDED");
        assert_eq!(ResponseCode::INVALID_PARAMETERS.name(), "INVALID_PARAMETERS");
        assert_eq!(ResponseCode::DECLINED_BY_PROVIDER.name(), "DECLINED_BY_PROVIDER");
        assert_eq!(ResponseCode::EXPIRED_BY_PROVIDER.name(), "EXPIRED_BY_PROVIDER");
    }

    #[test]
    fn a_code_of_two_groups_is_a_decline() {
        for name in ["EXPIRED", "INVALID_PARAMETERS", "COUNTRY_NOT_SUPPORTED"] {
            assert_eq!(ResponseCode::from_name(name).unwrap().group(), Group::Declined);
        }
    }
}
