//! Yuno's refusals: an HTTP error with a stable code and messages for people
//! (<https://docs.y.uno/reference/getting-started/response-codes>).
//!
//! The same code comes with different HTTP statuses, so the code is what to go by. Declines are not here.

use std::fmt;

use crate::error::Unreadable;
use crate::open::Open;
use crate::transport::Received;

/// A call that Yuno refused.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// What Yuno said.
    pub error: ErrorBody,
    /// The HTTP answer as it came.
    pub received: Box<Received>,
}

answer! {
    /// The body of a refusal.
    ErrorBody
    required {
        /// The code.
        code: Open<ErrorCode>,
    }
    optional {
        /// For people; several when several members are wrong.
        messages: Vec<String>,
        /// For people, in the form of <https://docs.y.uno/openapi.json>, which no example shows.
        message: String,
        /// The HTTP status again; in answers of the 3-D Secure setup.
        #[serde(rename = "httpCode")]
        http_code: u16,
    }
}

impl Refusal {
    pub(crate) fn read(received: Received) -> Result<Self, Unreadable> {
        match serde_json::from_slice(received.body.bytes()) {
            Ok(error) => Ok(Self { error, received: Box::new(received) }),
            Err(reason) => Err(Unreadable::new(received, reason)),
        }
    }

    /// The code, if it is a documented one.
    #[must_use]
    pub fn code(&self) -> Option<ErrorCode> {
        self.error.code.known()
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (HTTP {})", self.error.code, self.received.status)?;
        let several = self.error.messages.value().into_iter().flatten();
        for message in several.chain(self.error.message.value()) {
            write!(f, ": {message}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Refusal {}

words! {
    /// The documented codes of refusals.
    ErrorCode {
        InvalidCredentials = "INVALID_CREDENTIALS",
        NotAuthenticated = "NOT_AUTHENTICATED",
        ExpiredCredentials = "EXPIRED_CREDENTIALS",
        UnknownIpAddress = "UNKNOWN_IP_ADDRESS",
        InvalidToken = "INVALID_TOKEN",
        TokenInUse = "TOKEN_IN_USE",
        AuthorizationRequired = "AUTHORIZATION_REQUIRED",
        AccessDenied = "ACCESS_DENIED",
        InvalidAccountId = "INVALID_ACCOUNT_ID",
        InvalidRequest = "INVALID_REQUEST",
        InvalidParameters = "INVALID_PARAMETERS",
        MissingParameters = "MISSING_PARAMETERS",
        ValidationError = "VALIDATION_ERROR",
        IllegalArgument = "ILLEGAL_ARGUMENT",
        BadRequest = "BAD_REQUEST",
        MissingHeader = "MISSING_HEADER",
        NullHeader = "NULL_HEADER",
        InvalidApiVersion = "INVALID_API_VERSION",
        InvalidDateFormat = "INVALID_DATE_FORMAT",
        NotFound = "NOT_FOUND",
        UnsupportedMethod = "UNSUPPORTED_METHOD",
        CountryNotSupported = "COUNTRY_NOT_SUPPORTED",
        CurrencyNotAllowed = "CURRENCY_NOT_ALLOWED",
        PaymentNotFound = "PAYMENT_NOT_FOUND",
        TransactionNotFound = "TRANSACTION_NOT_FOUND",
        InvalidTransaction = "INVALID_TRANSACTION",
        InvalidTransactionType = "INVALID_TRANSACTION_TYPE",
        InvalidStatus = "INVALID_STATUS",
        InvalidStatusWithFormat = "INVALID_STATUS_WITH_FORMAT",
        InvalidAmount = "INVALID_AMOUNT",
        /// The first request with this key failed; the key is spent.
        IdempotencyDuplicated = "IDEMPOTENCY_DUPLICATED",
        /// The same, so spelt by the vault.
        IdempotencyDuplicate = "IDEMPOTENCY_DUPLICATE",
        /// The first request with this key still runs.
        RequestInProcess = "REQUEST_IN_PROCESS",
        /// Another operation on this payment still runs.
        OperationInProcess = "OPERATION_IN_PROCESS",
        PendingRefundExists = "PENDING_REFUND_EXISTS",
        ChargebackInProcess = "CHARGEBACK_IN_PROCESS",
        RequestsLimitReached = "REQUESTS_LIMIT_REACHED",
        UnavailablePaymentMethod = "UNAVAILABLE_PAYMENT_METHOD",
        PaymentMethodNotAvailable = "PAYMENT_METHOD_NOT_AVAILABLE",
        NoInstallmentPlanAvailable = "NO_INSTALLMENT_PLAN_AVAILABLE",
        NoRoutingProvidersAvailable = "NO_ROUTING_PROVIDERS_AVAILABLE",
        SecurityCodeRequired = "SECURITY_CODE_REQUIRED",
        CheckoutSessionNotFound = "CHECKOUT_SESSION_NOT_FOUND",
        InvalidCheckoutSession = "INVALID_CHECKOUT_SESSION",
        CheckoutSessionExists = "CHECKOUT_SESSION_EXISTS",
        ExpiredTimeCheckoutSession = "EXPIRED_TIME_CHECKOUT_SESSION",
        InvalidAccountCode = "INVALID_ACCOUNT_CODE",
        SetupThreeDSecureFailed = "SETUP_THREE_D_SECURE_FAILED",
        CustomerNotFound = "CUSTOMER_NOT_FOUND",
        CustomerIdDuplicated = "CUSTOMER_ID_DUPLICATED",
        CustomerSessionNotFound = "CUSTOMER_SESSION_NOT_FOUND",
        InvalidCustomerForToken = "INVALID_CUSTOMER_FOR_TOKEN",
        InvalidCustomerForTheVaultedToken = "INVALID_CUSTOMER_FOR_THE_VAULTED_TOKEN",
        PaymentMethodNotFound = "PAYMENT_METHOD_NOT_FOUND",
        PaymentMethodIsMissingInfo = "PAYMENT_METHOD_IS_MISSING_INFO",
        PaymentMethodNotReassignable = "PAYMENT_METHOD_NOT_REASSIGNABLE",
        PaymentMethodStatusInvalid = "PAYMENT_METHOD_STATUS_INVALID",
        Conflict = "CONFLICT",
        IncorrectPaymentMethodType = "INCORRECT_PAYMENT_METHOD_TYPE",
        InternalError = "INTERNAL_ERROR",
        InternalServerError = "INTERNAL_SERVER_ERROR",
        ServiceUnavailable = "SERVICE_UNAVAILABLE",
        RequestTimeout = "REQUEST_TIMEOUT",
        GatewayTimeout = "GATEWAY_TIMEOUT",
        UnexpectedResponse = "UNEXPECTED_RESPONSE",
    }
}
