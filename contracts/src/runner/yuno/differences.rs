//! Where Yuno's documents contradict each other, so that a printed answer is not to be taken by its word.
//!
//! Each entry says which document is followed instead, or why none can be.

use super::super::compare::Allows;
use super::super::compare::Difference;

const READ: &[&str] = &["yuno/get-payment/", "yuno/retrieve-payments-by-merchant-order-id/"];
const READ_CARD_DETAILS: &[&str] = &[
    "yuno/get-payment/bare-card-with-card-details",
    "yuno/get-payment/card-with-card-details",
    "yuno/retrieve-payments-by-merchant-order-id/card-with-card-details",
];
const READ_ORDER_ITEMS: &[&str] =
    &["yuno/get-payment/card-with-customer-billing-shipping-and-order-items"];
const READ_VAULTED: &[&str] = &["yuno/get-payment/card-with-vaulted-token"];
const OF_2023: &[&str] = &["yuno/create-payment/authorize-card-with-authorization"];
const PURCHASE: &[&str] = &["yuno/webhooks/payment.purchase/card"];
const FULL_REFUND: &[&str] = &["yuno/refund-payment/full-refund"];

/// Every contradiction.
pub(in super::super) static DIFFERENCES: &[Difference] = &[
    Difference {
        cases: &[
            "yuno/cancel-or-refund-payment/full-refund",
            "yuno/cancel-or-refund-transaction/full-refund",
        ],
        at: &["/status"],
        allows: Allows::Value,
        reason: "a full refund is printed with the status of its payment; the table of transaction \
                 statuses knows no such status",
    },
    Difference {
        cases: &[
            "yuno/cancel-or-refund-payment/full-refund",
            "yuno/cancel-or-refund-transaction/full-refund",
        ],
        at: &["/merchant_reference"],
        allows: Allows::Value,
        reason: "the order is printed although the request has a reference; the page says that the \
                 order stands for a reference that is absent",
    },
    Difference {
        cases: FULL_REFUND,
        at: &[
            "/amount/captured",
            "card/installments_type",
            "card_data/expiration_month",
            "card_data/country_code",
            "card_data/issuer_name",
        ],
        allows: Allows::Value,
        reason: "the printed answer is not that of the printed request, and tells of another card",
    },
    Difference {
        cases: &["yuno/create-payment/card-with-vault-on-success"],
        at: &["/customer_payer/merchant_customer_id"],
        allows: Allows::Value,
        reason: "the request repeats the merchant's id of another customer; the stored one counts",
    },
    Difference {
        cases: OF_2023,
        at: &[
            "card_data/iin",
            "card_data/lfd",
            "card_data/issuer_name",
            "card_data/category",
            "card_data/type",
            "/customer_payer/date_of_birth",
            "/customer_payer/gender",
            "/customer_payer/nationality",
        ],
        allows: Allows::Value,
        reason: "the printed answer is not that of the printed request: another card, a payer who \
                 tells more",
    },
    Difference {
        cases: OF_2023,
        at: &[
            "card/verify",
            "provider_data/iso8583_response_code",
            "provider_data/iso8583_response_message",
            "provider_data/raw_response/amount/currency",
            "provider_data/raw_response/amount/value",
            "provider_data/response_message",
        ],
        allows: Allows::Value,
        reason: "the examples of 2025 print other values of the test gateway",
    },
    Difference {
        cases: OF_2023,
        at: &["/payment_link_code", "/split", "/taxes"],
        allows: Allows::Less,
        reason: "the examples of 2025 have no such member",
    },
    Difference {
        cases: OF_2023,
        at: &[
            "/amount/currency_conversion",
            "/customer_payer/browser_info/platform",
            "/customer_payer/device_fingerprints",
            "/customer_payer/merchant_customer_created_at",
            "/payment_link_id",
            "/routing_rules",
            "/simplified_mode",
            "/subscription_code",
            "/transactions/connection_data",
            "/transactions_history",
            "card/installments_plan_id",
            "card/stored_credentials",
            "card_data/country_code",
            "card_data/expiration_month",
            "card_data/expiration_year",
            "card_data/fingerprint",
            "payment_method/parent_payment_method_type",
            "provider_data/response_code",
            "provider_data/sub_status",
            "provider_data/third_party_account_id",
        ],
        allows: Allows::More,
        reason: "newer than the example of 2023: printed in those of 2025",
    },
    Difference {
        cases: READ,
        at: &[
            "account_code",
            "amount/currency_conversion",
            "browser_info/platform",
            "card/installments_plan_id",
            "card_data/country_code",
            "card_data/expiration_month",
            "card_data/expiration_year",
            "card_data/fingerprint",
            "customer_payer/device_fingerprints",
            "customer_payer/merchant_customer_created_at",
            "idempotency_key",
            "parent_payment_method_type",
            "payment_link_id",
            "provider_data/response_code",
            "provider_data/sub_status",
            "provider_data/third_party_account_id",
            "routing_rules",
            "simplified_mode",
            "split_marketplace",
            "subscription_code",
            "transactions/0/connection_data",
        ],
        allows: Allows::More,
        reason: "newer than the example: printed where a payment is created",
    },
    Difference {
        cases: READ,
        at: &["split", "taxes"],
        allows: Allows::Less,
        reason: "printed where a payment is read, but no longer listed by the page on the payment",
    },
    Difference {
        cases: &["yuno/get-payment/card-with-"],
        at: &[
            "/payment/customer_payer/geolocation",
            "/payment/customer_payer/merchant_customer_validations",
        ],
        allows: Allows::Less,
        reason: "not printed where a payment is created, only where it is read, wrapped",
    },
    Difference {
        cases: READ_CARD_DETAILS,
        at: &[
            "provider_data/raw_response/value",
            "three_d_secure/code",
            "three_d_secure/collect_url",
            "three_d_secure/developer_id",
            "three_d_secure/ds_id",
            "three_d_secure/setup_reference_id",
            "three_d_secure/solution_id",
            "three_d_secure/token",
            "transactions/0/three_d_secure_action_required",
        ],
        allows: Allows::Less,
        reason: "the example went through another provider than the test gateway",
    },
    Difference {
        cases: READ_CARD_DETAILS,
        at: &[
            "card/stored_credentials",
            "billing_address/neighborhood",
            "billing_address/state",
            "billing_address/zip_code",
            "shipping_address/neighborhood",
            "shipping_address/state",
            "shipping_address/zip_code",
            "provider_data/raw_response/amount",
            "provider_data/raw_response/merchantAccount",
            "provider_data/raw_response/reference",
            "provider_data/raw_response/status",
            "three_d_secure/directory_server_transaction_id",
        ],
        allows: Allows::More,
        reason: "the test gateway, and the customer's addresses, tell more than this example, as where \
                 a payment is created",
    },
    Difference {
        cases: READ_ORDER_ITEMS,
        at: &["order/items/0/image_url"],
        allows: Allows::More,
        reason: "an item comes back as it was sent",
    },
    Difference {
        cases: READ_ORDER_ITEMS,
        at: &[
            "order/account_funding",
            "order/discounts",
            "order/fulfillment",
            "order/sales_channel",
            "order/tickets",
            "order/tip_amount",
            "billing_address/neighborhood",
            "shipping_address/neighborhood",
        ],
        allows: Allows::More,
        reason: "newer than the example: printed where a payment is created",
    },
    Difference {
        cases: READ_VAULTED,
        at: &["billing_address/neighborhood", "shipping_address/neighborhood"],
        allows: Allows::More,
        reason: "printed as null where a payment is created, not where it is read",
    },
    Difference {
        cases: PURCHASE,
        at: &["/data/idempotency_key"],
        allows: Allows::More,
        reason: "the overview of webhooks says that this key identifies the event; no example has it",
    },
    Difference {
        cases: PURCHASE,
        at: &["provider_data/raw_response/value"],
        allows: Allows::Less,
        reason: "what another provider than the test gateway said, in its own words",
    },
    Difference {
        cases: PURCHASE,
        at: &[
            "provider_data/raw_response/amount",
            "provider_data/raw_response/merchantAccount",
            "provider_data/raw_response/reference",
            "provider_data/raw_response/status",
        ],
        allows: Allows::More,
        reason: "what the test gateway says, in its own words",
    },
];

/// What differs where the documented customer is not there, and one of our own pays.
pub(in super::super) static OTHER_CUSTOMER: Difference = Difference {
    cases: &["yuno/create-payment/", "yuno/get-payment/"],
    at: &["/customer_payer/*", "/customer_payer/*/*"],
    allows: Allows::Value,
    reason: "another customer than the documented one",
};
