//! Objects that are echoed: which members they show, in which order, and what stands for an absent one.
//!
//! Source: the examples of <https://docs.y.uno/reference/payments/create-payment> and of
//! <https://docs.y.uno/docs/webhooks/object-and-examples>.

/// The documented form of an echoed object.
#[derive(Debug)]
pub(crate) struct Shape {
    /// Its members, in order.
    pub(crate) members: &'static [(&'static str, Slot)],
    /// Whether members that are not among them are shown too, after the others.
    pub(crate) rest: bool,
}

/// What a member of an echoed object shows.
#[derive(Debug)]
pub(crate) enum Slot {
    /// The value as it was sent, or this text.
    Value(&'static str),
    /// An object of a documented form, or null.
    Object(&'static Shape),
    /// An object of a documented form, shown even when it was not sent.
    Always(&'static Shape),
    /// The value as it was sent, and no member without one.
    Sent,
}

const NULL: Slot = Slot::Value("null");
const EMPTY: Slot = Slot::Value("\"\"");
const LIST: Slot = Slot::Value("[]");

/// `customer_payer` of an answer.
pub(crate) static PAYER: Shape = Shape { members: &payer(Slot::Always(&BROWSER)), rest: false };

/// `customer_payer` of an answer to a refund.
pub(crate) static PAYER_IN_REFUND: Shape =
    Shape { members: &payer(Slot::Object(&BROWSER)), rest: false };

const fn payer(browser_info: Slot) -> [(&'static str, Slot); 17] {
    [
        ("id", NULL),
        ("merchant_customer_id", NULL),
        ("first_name", NULL),
        ("last_name", NULL),
        ("gender", NULL),
        ("date_of_birth", NULL),
        ("email", NULL),
        ("nationality", NULL),
        ("ip_address", NULL),
        ("device_fingerprint", NULL),
        ("device_fingerprints", LIST),
        ("browser_info", browser_info),
        ("document", Slot::Object(&DOCUMENT)),
        ("phone", Slot::Object(&PHONE)),
        ("billing_address", Slot::Object(&ADDRESS)),
        ("shipping_address", Slot::Object(&ADDRESS)),
        ("merchant_customer_created_at", NULL),
    ]
}

/// A customer, as <https://docs.y.uno/reference/customers/create-customer> answers it.
pub(crate) static CUSTOMER: Shape = Shape {
    members: &[
        ("id", NULL),
        ("merchant_customer_id", NULL),
        ("first_name", NULL),
        ("last_name", NULL),
        ("gender", NULL),
        ("date_of_birth", NULL),
        ("email", NULL),
        ("nationality", NULL),
        ("country", NULL),
        ("document", Slot::Object(&DOCUMENT)),
        ("phone", Slot::Object(&PHONE)),
        ("billing_address", Slot::Object(&ADDRESS)),
        ("shipping_address", Slot::Object(&ADDRESS)),
        ("metadata", Slot::Sent),
        ("created_at", NULL),
        ("updated_at", NULL),
        ("merchant_customer_created_at", NULL),
    ],
    rest: false,
};

static BROWSER: Shape = Shape {
    members: &[
        ("user_agent", EMPTY),
        ("accept_header", EMPTY),
        ("accept_content", NULL),
        ("accept_browser", NULL),
        ("color_depth", EMPTY),
        ("screen_height", EMPTY),
        ("screen_width", EMPTY),
        ("javascript_enabled", NULL),
        ("java_enabled", NULL),
        ("browser_time_difference", NULL),
        ("language", EMPTY),
        ("platform", NULL),
    ],
    rest: false,
};

static DOCUMENT: Shape =
    Shape { members: &[("document_type", NULL), ("document_number", NULL)], rest: false };

static PHONE: Shape = Shape { members: &[("number", NULL), ("country_code", NULL)], rest: false };

static ADDRESS: Shape = Shape {
    members: &[
        ("address_line_1", NULL),
        ("address_line_2", NULL),
        ("country", NULL),
        ("state", NULL),
        ("city", NULL),
        ("zip_code", NULL),
        ("neighborhood", NULL),
    ],
    rest: false,
};

/// `additional_data` of an answer.
pub(crate) static ADDITIONAL_DATA: Shape = Shape {
    members: &[("airline", NULL), ("order", Slot::Object(&ORDER)), ("seller_details", NULL)],
    rest: true,
};

/// `additional_data` of an answer to a capture, a cancel or a refund of a transaction, which has these
/// members even when nothing was sent.
pub(crate) static ADDITIONAL_DATA_OF_TRANSACTION: Shape = Shape {
    members: &[
        ("airline", NULL),
        ("order", Slot::Object(&ORDER_OF_TRANSACTION)),
        ("seller_details", NULL),
    ],
    rest: true,
};

static ORDER_OF_TRANSACTION: Shape = Shape {
    members: &[
        ("fee_amount", NULL),
        ("shipping_amount", NULL),
        ("tip_amount", NULL),
        ("items", NULL),
    ],
    rest: true,
};

static ORDER: Shape = Shape {
    members: &[
        ("fee_amount", NULL),
        ("shipping_amount", NULL),
        ("tip_amount", NULL),
        ("items", NULL),
        ("account_funding", NULL),
        ("tickets", NULL),
        ("fulfillment", NULL),
        ("discounts", NULL),
        ("sales_channel", NULL),
    ],
    rest: true,
};

/// `customer_payer` of a webhook.
pub(crate) static PAYER_IN_WEBHOOK: Shape = Shape {
    members: &[
        ("id", NULL),
        ("merchant_customer_id", NULL),
        ("first_name", NULL),
        ("last_name", NULL),
        ("gender", NULL),
        ("date_of_birth", NULL),
        ("email", NULL),
        ("nationality", NULL),
        ("ip_address", NULL),
        ("device_fingerprint", NULL),
        ("third_party_session_id", NULL),
        ("merchant_customer_created_at", NULL),
        ("browser_info", Slot::Always(&BROWSER_IN_WEBHOOK)),
        ("document", Slot::Object(&DOCUMENT_IN_WEBHOOK)),
        ("billing_address", Slot::Object(&ADDRESS_IN_WEBHOOK)),
        ("shipping_address", Slot::Object(&ADDRESS_IN_WEBHOOK)),
        ("phone", Slot::Object(&PHONE_IN_WEBHOOK)),
    ],
    rest: false,
};

static BROWSER_IN_WEBHOOK: Shape = Shape {
    members: &[
        ("user_agent", EMPTY),
        ("accept_header", EMPTY),
        ("color_depth", NULL),
        ("screen_height", EMPTY),
        ("screen_width", EMPTY),
        ("javascript_enabled", NULL),
        ("language", EMPTY),
        ("accept_content", NULL),
        ("accept_browser", NULL),
        ("java_enabled", NULL),
        ("browser_time_difference", NULL),
    ],
    rest: false,
};

static DOCUMENT_IN_WEBHOOK: Shape =
    Shape { members: &[("document_number", NULL), ("document_type", NULL)], rest: false };

static PHONE_IN_WEBHOOK: Shape =
    Shape { members: &[("country_code", NULL), ("number", NULL)], rest: false };

static ADDRESS_IN_WEBHOOK: Shape = Shape {
    members: &[
        ("address_line_1", NULL),
        ("address_line_2", NULL),
        ("city", NULL),
        ("country", NULL),
        ("state", NULL),
        ("zip_code", NULL),
        ("neighborhood", NULL),
    ],
    rest: false,
};

/// `additional_data` of a webhook.
pub(crate) static ADDITIONAL_DATA_IN_WEBHOOK: Shape = Shape {
    members: &[
        ("order", Slot::Object(&ORDER_IN_WEBHOOK)),
        ("airline", NULL),
        ("seller_details", NULL),
    ],
    rest: true,
};

static ORDER_IN_WEBHOOK: Shape = Shape {
    members: &[
        ("shipping_amount", NULL),
        ("fee_amount", NULL),
        ("tip_amount", NULL),
        ("items", LIST),
        ("taxes", LIST),
    ],
    rest: true,
};
