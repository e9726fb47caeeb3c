//! The members of every request body, by their places: what an object may hold whose own members stand
//! here as well; anything else may hold what it likes.
//!
//! Sources: the references of the create call <https://docs.wooshpay.com/api-42631218>, of the confirm call
//! <https://docs.guanglian.co/44100767e0.md>, of refunds <https://docs.wooshpay.com/api-51369554> and of
//! webhook endpoints <https://docs.wooshpay.com/42648310e0>; the guides to Alipay
//! <https://wooshpay.com/docs/alipay>, checkout <https://docs.wooshpay.com/doc-1722914>, cards
//! <https://docs.wooshpay.com/project-1296482/doc-3858959>, saved cards
//! <https://docs.wooshpay.com/7227990m0> and authorizations
//! <https://docs.wooshpay.com/apidoc/project-1296482/doc-2895670>.

/// Of `POST /v1/payment_intents`.
pub(crate) const CREATE_INTENT: &[&str] = &[
    "amount",
    "currency",
    "confirm",
    "payment_method_options",
    "payment_method_options.alipay",
    "payment_method_options.alipay.client_ip",
    "payment_method_options.alipay.terminal_type",
    "payment_method_options.alipay.os_type",
    "payment_method_options.alipayplus",
    "payment_method_options.card",
    "payment_method_options.gcash",
    "payment_method_options.upi",
    "payment_method_options.wechat_pay",
    "payment_method_data",
    "payment_method_data.type",
    "payment_method_data.billing_details",
    "payment_method_data.card",
    "payment_method_data.sepa_debit",
    "payment_method_data.wechat_pay",
    "payment_method_data.alipayplus",
    "payment_method_types",
    "return_url",
    "payment_method",
    "description",
    "quantity",
    "metadata",
    "merchant_user_id",
    "merchant_order_id",
    "shipping",
    "off-session",
    "customer",
    "setup_future_usage",
    "capture_method",
    "confirmation_method",
];

/// Of `POST /v1/payment_intents/{id}/confirm`: what can be written of an intent, save what it is for.
pub(crate) const CONFIRM_INTENT: &[&str] = &[
    "payment_method_options",
    "payment_method_options.alipay",
    "payment_method_options.alipay.client_ip",
    "payment_method_options.alipay.terminal_type",
    "payment_method_options.alipay.os_type",
    "payment_method_options.alipayplus",
    "payment_method_options.card",
    "payment_method_options.gcash",
    "payment_method_options.upi",
    "payment_method_options.wechat_pay",
    "payment_method_data",
    "payment_method_data.type",
    "payment_method_data.billing_details",
    "payment_method_data.card",
    "payment_method_data.sepa_debit",
    "payment_method_data.wechat_pay",
    "payment_method_data.alipayplus",
    "payment_method_types",
    "return_url",
    "payment_method",
    "quantity",
    "metadata",
    "merchant_user_id",
    "merchant_order_id",
    "shipping",
    "off-session",
    "setup_future_usage",
    "capture_method",
    "confirmation_method",
];

/// Of `POST /v1/payment_intents/{id}/cancel`.
pub(crate) const CANCEL_INTENT: &[&str] = &["cancellation_reason"];

/// Of `POST /v1/checkout/sessions`.
pub(crate) const CREATE_SESSION: &[&str] = &[
    "cancel_url",
    "mode",
    "success_url",
    "payment_method_types",
    "line_items",
    "line_items.price",
    "line_items.price_data",
    "line_items.price_data.currency",
    "line_items.price_data.unit_amount",
    "line_items.price_data.active",
    "line_items.price_data.product",
    "line_items.price_data.product_data",
    "line_items.price_data.product_data.id",
    "line_items.price_data.product_data.name",
    "line_items.price_data.product_data.description",
    "line_items.price_data.product_data.active",
    "line_items.price_data.product_data.metadata",
    "line_items.price_data.product_data.url",
    "line_items.price_data.metadata",
    "line_items.price_data.nickname",
    "line_items.price_data.billing_scheme",
    "line_items.price_data.lookup_key",
    "line_items.price_data.recurring",
    "line_items.quantity",
    "customer",
    "metadata",
    "client_reference_id",
    "customer_email",
    "billing_address_collection",
    "payment_method_options",
    "expires_at",
    "payment_intent_data",
    "shipping_address_collection",
];

/// Of `POST /v1/refunds`.
pub(crate) const CREATE_REFUND: &[&str] = &["payment_intent", "amount", "reason", "metadata"];

/// Of the calls that make and change a webhook endpoint.
pub(crate) const ENDPOINT: &[&str] =
    &["url", "description", "enabled_events", "api_version", "metadata", "status"];
