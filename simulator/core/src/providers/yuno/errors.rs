//! The documented refusals that these operations can raise, or that a fault can ask for.
//!
//! A declined payment is none of them: it is an answer with 2xx. The body is `{code, messages}`
//! (<https://docs.y.uno/reference/getting-started/response-codes>); only `code` is stable.

use http::StatusCode;
use serde::Serialize;

use crate::kernel::message::Response;

/// A documented error code. The table below holds its spelling, status, text and source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is its documented code and text, in the table")]
pub enum Code {
    NotAuthenticated,
    InvalidCredentials,
    ExpiredCredentials,
    UnknownIpAddress,
    InvalidToken,
    TokenInUse,
    AuthorizationRequired,
    AccessDenied,
    InvalidAccountId,
    InvalidRequest,
    InvalidParameters,
    MissingParameters,
    ValidationError,
    IllegalArgument,
    BadRequest,
    MissingHeader,
    NullHeader,
    NotFound,
    UnsupportedMethod,
    CountryNotSupported,
    CurrencyNotAllowed,
    PaymentNotFound,
    TransactionNotFound,
    InvalidTransaction,
    InvalidTransactionType,
    InvalidStatus,
    InvalidAmount,
    IdempotencyDuplicated,
    RequestInProcess,
    OperationInProcess,
    PendingRefundExists,
    ChargebackInProcess,
    RequestsLimitReached,
    UnavailablePaymentMethod,
    PaymentMethodNotAvailable,
    NoInstallmentPlan,
    NoRoutingProviders,
    SecurityCodeRequired,
    CheckoutSessionNotFound,
    InvalidCheckoutSession,
    CheckoutSessionExists,
    ExpiredCheckoutSession,
    InvalidAccountCode,
    ThreeDSecureSetupFailed,
    CustomerNotFound,
    CustomerIdDuplicated,
    InvalidCustomerForToken,
    InvalidCustomerForVaultedToken,
    PaymentMethodNotFound,
    PaymentMethodIncomplete,
    PaymentMethodStatusInvalid,
    IncorrectPaymentMethodType,
    InternalError,
    InternalServerError,
    ServiceUnavailable,
    RequestTimeout,
    GatewayTimeout,
    UnexpectedResponse,
}

/// A refusal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// A path that no document knows: "plain 404" without a Yuno body
    /// (<https://docs.y.uno/docs/quickstart>: the empty answer of a base URL without `/v1`).
    UnknownPath,
    /// A documented error with its documented text.
    Refused(Code),
    /// A documented error whose texts tell more.
    Explained(Code, Vec<String>),
}

impl Error {
    /// `INVALID_PARAMETERS` with what is wrong, a text a field.
    #[must_use]
    pub const fn invalid(messages: Vec<String>) -> Self {
        Self::Explained(Code::InvalidParameters, messages)
    }

    /// The refusal of what Yuno does and the simulator does not do yet: never silence.
    ///
    /// Undocumented: the second text is the simulator's own.
    #[must_use]
    pub fn not_served(what: &str) -> Self {
        let code = Code::UnavailablePaymentMethod;
        let explained = format!("sandpay does not serve {what} yet.");
        Self::Explained(code, vec![code.documented().message.to_owned(), explained])
    }
}

impl From<Code> for Error {
    fn from(code: Code) -> Self {
        Self::Refused(code)
    }
}

#[derive(Serialize)]
struct Body<'a> {
    code: &'a str,
    messages: &'a [&'a str],
}

impl From<Error> for Response {
    fn from(error: Error) -> Self {
        match error {
            Error::UnknownPath => Self::empty(StatusCode::NOT_FOUND),
            Error::Refused(code) => body(code, &[code.documented().message]),
            Error::Explained(code, messages) => {
                let messages: Vec<&str> = messages.iter().map(String::as_str).collect();
                body(code, &messages)
            }
        }
    }
}

fn body(code: Code, messages: &[&str]) -> Response {
    let documented = code.documented();
    Response::json(documented.status, &Body { code: documented.code, messages })
}

/// What the documents say of an error code.
#[derive(Clone, Copy, Debug)]
pub struct Documented {
    /// The member `code`.
    pub code: &'static str,
    /// The HTTP status.
    pub status: StatusCode,
    /// The text in `messages`, literally; the placeholders that a few texts have are filled in.
    pub message: &'static str,
    /// The page.
    pub source: &'static str,
}

/// Status and text of most: the catalogue. It gives several codes two statuses; the first one counts.
const CODES: &str = "https://docs.y.uno/reference/getting-started/response-codes";
/// Texts of the examples of this operation.
const CREATE: &str = "https://docs.y.uno/reference/payments/create-payment";
/// Texts of the shared examples of the webhook API.
const WEBHOOKS: &str = "https://docs.y.uno/reference/webhooks/manage-webhooks";
/// The text of a missing customer, without a final dot.
const SESSIONS: &str =
    "https://docs.y.uno/reference/customer-sessions-enrollment/create-customer-session";

#[rustfmt::skip] // a line an error, as in the document
const TABLE: [(Code, &str, u16, &str, &str); 58] = [
    (Code::NotAuthenticated, "NOT_AUTHENTICATED", 401, "Not authenticated", WEBHOOKS),
    (Code::InvalidCredentials, "INVALID_CREDENTIALS", 401, "Invalid Credentials", CREATE),
    (Code::ExpiredCredentials, "EXPIRED_CREDENTIALS", 401, "Expired Credentials.", CODES),
    (Code::UnknownIpAddress, "UNKNOWN_IP_ADDRESS", 401, "Unregistered IP address.", CODES),
    (Code::InvalidToken, "INVALID_TOKEN", 401, "Invalid Token.", CODES),
    (Code::TokenInUse, "TOKEN_IN_USE", 401, "The token provided is currently being used in another request.", CODES),
    (Code::AuthorizationRequired, "AUTHORIZATION_REQUIRED", 403, "The merchant has no authorization to use this API", CREATE),
    (Code::AccessDenied, "ACCESS_DENIED", 403, "Access denied. Please contact the account's KAM.", CODES),
    (Code::InvalidAccountId, "INVALID_ACCOUNT_ID", 400, "Account id is invalid", WEBHOOKS),
    (Code::InvalidRequest, "INVALID_REQUEST", 400, "Invalid request", CREATE),
    (Code::InvalidParameters, "INVALID_PARAMETERS", 400, "Invalid parameters: list - [name].", CODES),
    (Code::MissingParameters, "MISSING_PARAMETERS", 400, "Missing parameters: list - [name].", CODES),
    (Code::ValidationError, "VALIDATION_ERROR", 400, "Validation error", CODES),
    (Code::IllegalArgument, "ILLEGAL_ARGUMENT", 400, "Illegal Argument", CODES),
    (Code::BadRequest, "BAD_REQUEST", 400, "Bad request", CODES),
    (Code::MissingHeader, "MISSING_HEADER", 400, "Required request header 'X-Idempotency-Key' is not present.", CODES),
    (Code::NullHeader, "NULL_HEADER", 400, "header is null", CODES),
    (Code::NotFound, "NOT_FOUND", 404, "Not Found", CODES),
    (Code::UnsupportedMethod, "UNSUPPORTED_METHOD", 405, "Method not supported.", CODES),
    (Code::CountryNotSupported, "COUNTRY_NOT_SUPPORTED", 400, "Country not supported.", CODES),
    (Code::CurrencyNotAllowed, "CURRENCY_NOT_ALLOWED", 400, "Currency is not allowed for this country.", CODES),
    (Code::PaymentNotFound, "PAYMENT_NOT_FOUND", 400, "Payment not found.", CODES),
    (Code::TransactionNotFound, "TRANSACTION_NOT_FOUND", 400, "Transaction of a payment not found.", CODES),
    (Code::InvalidTransaction, "INVALID_TRANSACTION", 400, "Invalid transaction id", CODES),
    (Code::InvalidTransactionType, "INVALID_TRANSACTION_TYPE", 400, "Invalid transaction type for the request.", CODES),
    (Code::InvalidStatus, "INVALID_STATUS", 400, "Invalid transaction status.", CODES),
    (Code::InvalidAmount, "INVALID_AMOUNT", 400, "Invalid amount for the payment method.", CODES),
    (Code::IdempotencyDuplicated, "IDEMPOTENCY_DUPLICATED", 400, "Idempotency is duplicated.", CODES),
    (Code::RequestInProcess, "REQUEST_IN_PROCESS", 400, "Request with the same idempotency is already in process. Try again in a few seconds.", CREATE),
    (Code::OperationInProcess, "OPERATION_IN_PROCESS", 400, "Operation over the same payment is already in process. Try again in a few seconds.", CODES),
    (Code::PendingRefundExists, "PENDING_REFUND_EXISTS", 400, "A refund is already in pending status for this transaction. Please wait until it reaches a final status before requesting a new refund.", CODES),
    (Code::ChargebackInProcess, "CHARGEBACK_IN_PROCESS", 400, "Chargeback in place for this transaction.", CODES),
    (Code::RequestsLimitReached, "REQUESTS_LIMIT_REACHED", 400, "Daily transaction request limit reached for the payment. Please try again tomorrow.", CODES),
    (Code::UnavailablePaymentMethod, "UNAVAILABLE_PAYMENT_METHOD", 400, "Unavailable payment method.", CODES),
    (Code::PaymentMethodNotAvailable, "PAYMENT_METHOD_NOT_AVAILABLE", 400, "Payment method is not available to effectuate payments.", CODES),
    (Code::NoInstallmentPlan, "NO_INSTALLMENT_PLAN_AVAILABLE", 400, "no installment plan available", CODES),
    (Code::NoRoutingProviders, "NO_ROUTING_PROVIDERS_AVAILABLE", 400, "no routing providers available", CODES),
    (Code::SecurityCodeRequired, "SECURITY_CODE_REQUIRED", 400, "The security code is required", CODES),
    (Code::CheckoutSessionNotFound, "CHECKOUT_SESSION_NOT_FOUND", 400, "Checkout session not found or inactive.", CODES),
    (Code::InvalidCheckoutSession, "INVALID_CHECKOUT_SESSION", 400, "The checkout_session has been already used. Please try again with a new one.", CODES),
    (Code::CheckoutSessionExists, "CHECKOUT_SESSION_EXISTS", 400, "There is a payment with that checkout session.", CODES),
    (Code::ExpiredCheckoutSession, "EXPIRED_TIME_CHECKOUT_SESSION", 400, "The checkout_session has expired. Please try again with a new one.", CODES),
    (Code::InvalidAccountCode, "INVALID_ACCOUNT_CODE", 400, "The account_code of the checkout_session does not match the account_code provided for the payment. Please verify that both values are the same.", CODES),
    (Code::ThreeDSecureSetupFailed, "SETUP_THREE_D_SECURE_FAILED", 400, "An error occurred while trying to configure 3ds: setup failed", CODES),
    (Code::CustomerNotFound, "CUSTOMER_NOT_FOUND", 400, "Customer not found", SESSIONS),
    (Code::CustomerIdDuplicated, "CUSTOMER_ID_DUPLICATED", 400, "The customer id for the merchant is duplicated.", CODES),
    (Code::InvalidCustomerForToken, "INVALID_CUSTOMER_FOR_TOKEN", 400, "Invalid customer for token.", CODES),
    (Code::InvalidCustomerForVaultedToken, "INVALID_CUSTOMER_FOR_THE_VAULTED_TOKEN", 400, "Invalid customer for the vaulted token.", CODES),
    (Code::PaymentMethodNotFound, "PAYMENT_METHOD_NOT_FOUND", 404, "Payment method not found.", CODES),
    (Code::PaymentMethodIncomplete, "PAYMENT_METHOD_IS_MISSING_INFO", 400, "Payment Method is missing info.", CODES),
    (Code::PaymentMethodStatusInvalid, "PAYMENT_METHOD_STATUS_INVALID", 400, "The payment method is a state that does not allow payments to be made.", CODES),
    (Code::IncorrectPaymentMethodType, "INCORRECT_PAYMENT_METHOD_TYPE", 400, "The type of payment method of the request does not correspond to the vaulted_token.", CODES),
    (Code::InternalError, "INTERNAL_ERROR", 500, "Internal error.", CODES),
    (Code::InternalServerError, "INTERNAL_SERVER_ERROR", 500, "Internal Server Error", CODES),
    (Code::ServiceUnavailable, "SERVICE_UNAVAILABLE", 503, "Service unavailable", CODES),
    (Code::RequestTimeout, "REQUEST_TIMEOUT", 504, "Request Timeout.", CODES),
    (Code::GatewayTimeout, "GATEWAY_TIMEOUT", 504, "Gateway Timeout", CODES),
    (Code::UnexpectedResponse, "UNEXPECTED_RESPONSE", 400, "Unexpected service response.", CODES),
];

/// Every code, for the profile.
pub(super) const NAMES: [&str; TABLE.len()] = {
    let mut names = [""; TABLE.len()];
    let mut at = 0;
    while at < TABLE.len() {
        names[at] = TABLE[at].1;
        at += 1;
    }
    names
};

impl Code {
    /// Every code, in the order of the table.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.iter().map(|row| row.0)
    }

    /// The code of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        TABLE.iter().find(|row| row.1 == name).map(|row| row.0)
    }

    /// What the documents say of it.
    #[must_use]
    pub fn documented(self) -> Documented {
        let (_, code, status, message, source) = TABLE[self as usize];
        let status = StatusCode::from_u16(status).expect("the table holds statuses of HTTP");
        Documented { code, status, message, source }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_stands_in_the_order_of_the_codes() {
        for (position, row) in TABLE.iter().enumerate() {
            assert_eq!(row.0 as usize, position, "{}", row.1);
            assert_eq!(Code::from_name(row.1), Some(row.0));
            assert!(row.0.documented().source.starts_with("https://docs.y.uno/"));
        }
    }

    #[test]
    fn a_refusal_is_code_and_messages() {
        let response = Response::from(Error::from(Code::InvalidCredentials));

        assert_eq!(response.status, StatusCode::UNAUTHORIZED);
        assert_eq!(
            response.body.as_ref(),
            br#"{"code":"INVALID_CREDENTIALS","messages":["Invalid Credentials"]}"#
        );
    }

    #[test]
    fn an_unknown_path_has_no_body() {
        assert_eq!(Response::from(Error::UnknownPath), Response::empty(StatusCode::NOT_FOUND));
    }
}
