//! The checkout session as WooshPay answers it (<https://wooshpay.com/docs/alipay>, hosted Checkout;
//! <https://docs.wooshpay.com/api-42654190>).
//!
//! Whether the payer has paid is told by the session's status together with that of its payment intent.

use std::collections::BTreeMap;

use crate::Currency;
use crate::Open;
use crate::RawJson;
use crate::Secret;
use crate::wooshpay::CheckoutSessionId;
use crate::wooshpay::PaymentIntentId;

answer! {
    /// A checkout session.
    CheckoutSession
    required {
        /// Its id.
        id: CheckoutSessionId,
        /// `checkout.session`.
        object: String,
        /// Milliseconds since 1970, of whole seconds.
        created: i64,
        /// `payment`, `setup` or `subscription`.
        mode: String,
        /// Whether a live key made it.
        livemode: bool,
        /// Where it stands.
        status: Open<SessionStatus>,
        /// Where the payer pays.
        url: String,
    }
    optional {
        /// The currency of every line.
        currency: Currency,
        /// The customer; empty without one.
        customer: String,
        /// What is known of the customer, in setup mode.
        customer_details: RawJson,
        /// The saving of a payment method, in setup mode.
        setup_intent: String,
        /// Beside `livemode` and unlike it in the sample of setup mode; says nothing.
        live_mode: bool,
        /// Where goods go.
        shipping: RawJson,
        /// Where the payer comes to when leaving the page.
        cancel_url: String,
        /// The merchant's reference.
        client_reference_id: String,
        /// The payer's e-mail address.
        customer_email: String,
        /// What is paid for.
        line_items: LineItemList,
        /// The merchant's own pairs.
        metadata: BTreeMap<String, String>,
        /// The payment, which is made with the session.
        payment_intent: PaymentIntentId,
        /// How it may be paid; null when nothing was said.
        payment_method_types: Vec<String>,
        /// What was said about the payment method.
        payment_method_options: RawJson,
        /// Whether it is paid.
        payment_status: Open<PaymentStatus>,
        /// Where the payer comes to after paying.
        success_url: String,
        /// The sum of the lines, in the currency's smallest unit.
        amount_subtotal: i64,
        /// What is charged, in the currency's smallest unit.
        amount_total: i64,
        /// `auto` or `required`.
        billing_address_collection: String,
        /// Milliseconds since 1970; 24 hours after `created`.
        expires_at: i64,
        /// The payment link it came from; empty without one.
        payment_link: String,
        /// What a page needs to go on: that of the payment intent.
        client_secret: Secret,
    }
}

answer! {
    /// The lines of a session.
    LineItemList
    required {
        /// `list`.
        object: String,
        /// The lines.
        data: Vec<Line>,
    }
    optional {
        /// Where more of them are.
        url: String,
        /// Whether there are more.
        has_more: bool,
    }
}

answer! {
    /// So many of one product.
    Line
    required {
        /// Its id, `li_` and 19 digits.
        id: String,
        /// `item`.
        object: String,
        /// The currency.
        currency: Currency,
        /// The price of one.
        price: Price,
        /// How many.
        quantity: i64,
        /// In the currency's smallest unit.
        amount_subtotal: i64,
        /// In the currency's smallest unit.
        amount_total: i64,
    }
    optional {
        /// The product's name.
        description: String,
    }
}

answer! {
    /// The price of one of a product.
    Price
    required {
        /// Its id, `price_` and 19 digits.
        id: String,
        /// `price`.
        object: String,
        /// Milliseconds since 1970, of whole seconds.
        created: i64,
        /// Whether it may be used again.
        active: bool,
        /// The currency.
        currency: Currency,
        /// What is sold.
        product: Product,
        /// `one_time` or `recurring`.
        r#type: String,
        /// In the currency's smallest unit.
        unit_amount: i64,
    }
    optional {
        /// Whether a live key made it.
        livemode: bool,
        /// `per_unit`.
        billing_scheme: String,
        /// The merchant's name for it.
        lookup_key: String,
    }
}

answer! {
    /// What is sold.
    Product
    required {
        /// Its id, `prod_` and 19 digits.
        id: String,
        /// `product`.
        object: String,
        /// Milliseconds since 1970, of whole seconds.
        created: i64,
        /// Whether it may be used again.
        active: bool,
        /// Its name.
        name: String,
    }
    optional {
        /// Its description.
        description: String,
        /// Whether a live key made it.
        livemode: bool,
        /// Milliseconds since 1970, of whole seconds.
        updated: i64,
        /// Pictures; null in the sample.
        images: RawJson,
    }
}

words! {
    /// Where a session stands. Only `open` is in a sample.
    SessionStatus {
        Open = "open",
        /// Undocumented.
        Complete = "complete",
        /// Undocumented.
        Expired = "expired",
    }
}

words! {
    /// Whether a session is paid. Only `unpaid` is in a sample.
    PaymentStatus {
        Unpaid = "unpaid",
        /// Undocumented.
        Paid = "paid",
        /// Undocumented.
        NoPaymentRequired = "no_payment_required",
    }
}
