//! The names of the members that are documented for requests, level by level. Only names: what a member
//! may hold is decided where it is read.
//!
//! Not looked into: what belongs to the merchant (values of `metadata`), and the objects of methods and
//! products that are not served, which are refused where they are sent.

/// The members of an object, or of each object in a list.
pub(crate) type Members = &'static [Known];

/// A member and what may be inside of it.
#[derive(Debug)]
pub(crate) struct Known {
    pub(crate) name: &'static str,
    /// Empty when the member is not looked into.
    pub(crate) inside: Members,
}

/// Names, each with a colon and what is inside of it where that is looked into.
macro_rules! members {
    ($($name:literal $(: $inside:expr)?),* $(,)?) => {
        &[$(Known { name: $name, inside: members!(@ $($inside)?) }),*]
    };
    (@) => { &[] };
    (@ $inside:expr) => { $inside };
}

const MONEY: Members = members!["currency", "value"];
const DOCUMENT: Members = members!["document_number", "document_type"];
const PHONE: Members = members!["country_code", "number"];
const ADDRESS: Members = members![
    "address_line_1",
    "address_line_2",
    "building_number_1",
    "building_number_2",
    "city",
    "country",
    "state",
    "zip_code",
    "neighborhood",
];
const METADATA: Members = members!["key", "value"];
const RESPONSE: Members =
    members!["transactions_history", "raw_response", "receipt", "receipt_language"];
const DELAYED: Members = members!["delay", "simplified_mode"];
const STORED_CREDENTIALS: Members =
    members!["reason", "usage", "subscription_agreement_id", "network_transaction_id"];

const PAYER: Members = members![
    "id",
    "merchant_customer_id",
    "merchant_customer_created_at",
    "merchant_customer_validations":
        members!["account_is_verified", "email_is_verified", "phone_is_verified"],
    "first_name",
    "last_name",
    "gender",
    "date_of_birth",
    "email",
    "nationality",
    "country",
    "ip_address",
    "device_fingerprint",
    "device_fingerprints": members!["provider_id", "id"],
    "browser_info": members![
        "user_agent",
        "accept_header",
        "platform",
        "color_depth",
        "screen_height",
        "screen_width",
        "javascript_enabled",
        "language",
        "accept_browser",
        "accept_content",
        "java_enabled",
        "browser_time_difference",
    ],
    "document": DOCUMENT,
    "billing_address": ADDRESS,
    "shipping_address": ADDRESS,
    "phone": PHONE,
    "geolocation": members!["latitude", "longitude"],
];

const CARD: Members = members![
    "capture",
    "delayed_capture_settings": DELAYED,
    "delayed_cancel_settings": DELAYED,
    "installments",
    "first_installment_deferral",
    "soft_descriptor",
    "card_data": members![
        "number",
        "expiration_month",
        "expiration_year",
        "security_code",
        "holder_name",
        "type",
    ],
    "network_token": members!["token_data": members![
        "number",
        "holder_name",
        "expiration_month",
        "expiration_year",
        "cryptogram",
        "electronic_commerce_indicator",
        "token_requestor_id",
    ]],
    "three_d_secure": members![
        "three_d_secure_setup_id",
        "version",
        "electronic_commerce_indicator",
        "cryptogram",
        "transaction_id",
        "directory_server_transaction_id",
    ],
    "verify",
    "acquirer_reference_number",
    "stored_credentials": STORED_CREDENTIALS,
    "external_providers_data": members!["connection_id", "provider_id", "provider_token"],
];

const METHOD: Members = members![
    "token",
    "vaulted_token",
    "type",
    "vault_on_success",
    "account_updater",
    "otp": members!["is_required"],
    "detail": members![
        "card": CARD,
        "ticket",
        "wallet",
        "bank_transfer",
        "strong_customer_authentication_exemptions",
    ],
];

const ITEM: Members = members![
    "id",
    "name",
    "quantity",
    "unit_amount",
    "category",
    "brand",
    "sku_code",
    "manufacture_part_number",
    "url",
    "image_url",
];

const PARTY: Members = members![
    "first_name",
    "last_name",
    "national_entity",
    "legal_name",
    "email",
    "country",
    "date_of_birth",
    "document": DOCUMENT,
    "phone": PHONE,
    "address": ADDRESS,
];

const ORDER: Members = members![
    "shipping_amount",
    "fee_amount",
    "tip_amount",
    "taxes": members!["type", "tax_base", "value", "percentage"],
    "items": ITEM,
    "shipping": members!["type", "description", "carrier", "deliver_at"],
    "tickets": members![
        "id",
        "name",
        "description",
        "type",
        "amount": MONEY,
        "event": members!["id", "name", "description", "type", "date", "address": ADDRESS],
    ],
    "account_funding": members!["sender": PARTY, "beneficiary": PARTY],
    "discounts": members!["id", "name", "unit_amount"],
    "sales_channel",
];

const PASSENGER: Members = members![
    "id",
    "first_name",
    "last_name",
    "middle_name",
    "email",
    "type",
    "date_of_birth",
    "nationality",
    "country",
    "document": members!["document_number", "document_type", "country"],
    "loyalty_number",
    "loyalty_tier",
    "phone": PHONE,
];

const AIRLINE: Members = members![
    "pnr",
    "type",
    "legs": members![
        "passenger_id",
        "departure_airport",
        "departure_datetime",
        "departure_airport_country",
        "departure_airport_city",
        "departure_airport_timezone",
        "arrival_airport",
        "arrival_airport_country",
        "arrival_airport_city",
        "arrival_airport_timezone",
        "arrival_datetime",
        "carrier_code",
        "flight_number",
        "fare_basis_code",
        "fare_class_code",
        "base_fare",
        "base_fare_currency",
        "stopover_code",
        "order",
        "route_order",
    ],
    "passengers": PASSENGER,
    "tickets": members![
        "passenger_id",
        "ticket_number",
        "e_ticket",
        "restricted",
        "total_fare_amount",
        "total_tax_amount",
        "total_fee_amount",
        "issue": members![
            "carrier_prefix_code",
            "travel_agent_code",
            "travel_agent_name",
            "booking_system_code",
            "booking_system_name",
            "date",
            "address",
            "city",
            "country",
            "zip_code",
        ],
    ],
];

const TRANSPORTATION: Members = members![
    "id",
    "description",
    "type",
    "legs": members![
        "passenger_id",
        "order",
        "route_order",
        "departure_country",
        "departure_city",
        "departure_timezone",
        "departure_datetime",
        "departure_reference",
        "arrival_country",
        "arrival_city",
        "arrival_timezone",
        "arrival_datetime",
        "arrival_reference",
        "transport": members!["id"],
    ],
    "transport": members!["id", "type", "description"],
    "passengers": PASSENGER,
    "tickets": members![
        "passenger_id",
        "ticket_number",
        "e_ticket",
        "restricted",
        "total_fare_amount",
        "total_tax_amount",
        "total_fee_amount",
    ],
];

const ADDITIONAL_DATA: Members = members![
    "order": ORDER,
    "airline": AIRLINE,
    "transportations": TRANSPORTATION,
    "seller_details": members![
        "name",
        "email",
        "reference",
        "website",
        "industry",
        "merchant_category_code",
        "country",
        "document": DOCUMENT,
        "phone": PHONE,
        "address": ADDRESS,
    ],
];

/// <https://docs.y.uno/reference/payments/create-payment>, its examples included.
pub(crate) const CREATE_PAYMENT: Members = members![
    "account_id",
    "merchant_order_id",
    "description",
    "country",
    "amount": members!["currency", "value", "currency_conversion"],
    "payment_method": METHOD,
    "workflow",
    "checkout": members!["session"],
    "merchant_reference",
    "customer_payer": PAYER,
    "callback_url",
    "additional_data": ADDITIONAL_DATA,
    "metadata": METADATA,
    "fraud_screening": members!["stand_alone"],
    "subscription",
    "split_marketplace",
    "response_additional_data": RESPONSE,
];

/// <https://docs.y.uno/reference/customers/create-customer>.
pub(crate) const CREATE_CUSTOMER: Members = members![
    "merchant_customer_id",
    "merchant_customer_created_at",
    "first_name",
    "last_name",
    "gender",
    "date_of_birth",
    "email",
    "nationality",
    "country",
    "document": DOCUMENT,
    "phone": PHONE,
    "billing_address": ADDRESS,
    "shipping_address": ADDRESS,
    "metadata": METADATA,
];

/// <https://docs.y.uno/reference/payments/capture-authorization>.
pub(crate) const CAPTURE: Members = members![
    "merchant_reference",
    "amount": MONEY,
    "reason",
    "description",
    "simplified_mode",
    "additional_data": ADDITIONAL_DATA,
];

/// <https://docs.y.uno/reference/payments/cancel-payment>.
pub(crate) const CANCEL: Members =
    members!["merchant_reference", "description", "reason", "response_additional_data": RESPONSE];

/// <https://docs.y.uno/reference/payments/refund-payment>, and
/// <https://docs.y.uno/reference/payments/cancel-or-refund-a-payment>, whose body is the same.
pub(crate) const REFUND: Members = members![
    "merchant_reference",
    "description",
    "reason",
    "amount": MONEY,
    "simplified_mode",
    "split_marketplace",
    "response_additional_data": RESPONSE,
    "customer_payer": PAYER,
    "payment_method": members!["detail": members!["bank_transfer"]],
];
