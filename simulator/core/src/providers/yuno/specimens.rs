//! A call of each operation, to show what it answers; see [`specimen`](crate::kernel::specimen).

use super::call;
use crate::kernel::specimen::Specimen;
use crate::kernel::specimen::Specimens;

pub(super) const SPECIMENS: Specimens = Specimens {
    credential: "sandbox_sandpay_public",
    all: &[
        call(
            call::CREATE_CUSTOMER,
            r#"{"merchant_customer_id": "specimen", "first_name": "John", "last_name": "Doe",
                "email": "john.doe@example.com", "country": "US"}"#,
            &[("customer_id", "/id")],
        ),
        call(call::RETRIEVE_CUSTOMER, "", &[]),
        asked(call::RETRIEVE_CUSTOMER_BY_EXTERNAL_ID, "merchant_customer_id=specimen"),
        AUTHORIZATION,
        call(call::RETRIEVE_PAYMENT, "", &[]),
        asked(call::LIST_PAYMENTS, "merchant_order_id=specimen"),
        call(call::CAPTURE_PAYMENT, CHANGE, &[("transaction_id", "/id")]),
        call(call::REFUND_PAYMENT, CHANGE, &[]),
        AUTHORIZATION,
        call(call::CANCEL_PAYMENT, CHANGE, &[]),
        AUTHORIZATION,
        call(call::CANCEL_OR_REFUND_PAYMENT, CHANGE, &[]),
        AUTHORIZATION,
        call(call::CANCEL_OR_REFUND_TRANSACTION, CHANGE, &[]),
    ],
};

/// An authorization of the sandbox `default`, on its customer.
const AUTHORIZATION: Specimen = call(
    call::CREATE_PAYMENT,
    r#"{"account_id": "11111111-1111-4111-8111-111111111111", "merchant_order_id": "specimen",
        "description": "specimen", "country": "US", "amount": {"currency": "USD", "value": 100},
        "workflow": "DIRECT", "customer_payer": {"id": "{customer_id}"},
        "payment_method": {"type": "CARD", "detail": {"card": {"capture": false, "card_data": {
            "number": "4111111111111111", "expiration_month": 11, "expiration_year": 30,
            "security_code": "123", "holder_name": "John Doe"}}}}}"#,
    &[("payment_id", "/id"), ("transaction_id", "/transactions/id")],
);

const CHANGE: &str = r#"{"merchant_reference": "specimen"}"#;

const fn call(
    operation: &'static str,
    body: &'static str,
    keeps: &'static [(&'static str, &'static str)],
) -> Specimen {
    Specimen::Call { operation, query: "", body, keeps }
}

const fn asked(operation: &'static str, query: &'static str) -> Specimen {
    Specimen::Call { operation, query, body: "", keeps: &[] }
}
