//! Documented answers to reading a payment. No request is printed that led to them, so a payment of the
//! same sort is made and read: the members and their order count, the values do not.

use http::Method;
use sandpay_core::kernel::message::Request;
use serde_json::Value;
use serde_json::json;

use crate::comparison::Deliberate;
use crate::comparison::form;
use crate::comparison::unexplained;
use crate::world::World;
use crate::world::credentialed;
use crate::world::text;

/// An answer, the request that makes such a payment, and the setting under which it is read.
pub(crate) const READ: &[(&str, &str, &str)] = &[
    ("yuno/get-payment/bare-card-with-authorization", "card-with-authorization", "bare"),
    ("yuno/get-payment/bare-card-with-card-details", "card-with-card-details", "bare"),
    ("yuno/get-payment/card-with-authorization", "card-with-authorization", "wrapped"),
    ("yuno/get-payment/card-with-card-details", "card-with-card-details", "wrapped"),
    (VAULTED, "stored-credentials-card-on-file-used", "wrapped"),
    (ORDER_ITEMS, "card-with-customer-billing-shipping-and-order-items", "wrapped"),
];

const VAULTED: &str = "yuno/get-payment/card-with-vaulted-token";
const ORDER_ITEMS: &str = "yuno/get-payment/card-with-customer-billing-shipping-and-order-items";

/// A payment is read with the members with which creating it is answered, as the examples of that
/// operation (2025) print them. Those of reading are of 2023 and of other providers.
const DELIBERATE: &[Deliberate] = &[
    Deliberate {
        fixtures: &["yuno/get-payment/", LISTS],
        at: &[
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
            "account_code",
            "split_marketplace",
            "parent_payment_method_type",
            "payment_link_id",
            "provider_data/response_code",
            "provider_data/sub_status",
            "provider_data/third_party_account_id",
            "routing_rules",
            "simplified_mode",
            "subscription_code",
            "transactions/0/connection_data",
        ],
        reason: "newer than the example: printed where a payment is created",
    },
    Deliberate {
        fixtures: &["yuno/get-payment/", LISTS],
        at: &["split", "taxes"],
        reason: "printed where a payment is read, but no longer listed by the page on the payment object",
    },
    Deliberate {
        fixtures: &["yuno/get-payment/card-with-"],
        at: &[
            "/payment/customer_payer/geolocation",
            "/payment/customer_payer/merchant_customer_validations",
        ],
        reason: "not printed where a payment is created, only where it is read, wrapped",
    },
    Deliberate {
        fixtures: &["yuno/get-payment/", LISTS],
        at: &["transactions/0/provider_data", "/payment/customer_payer"],
        reason: "another order than where a payment is created; the order of members means nothing",
    },
    Deliberate {
        fixtures: &[
            "yuno/get-payment/bare-card-with-card-details",
            "yuno/get-payment/card-with-card-details",
            "yuno/retrieve-payments-by-merchant-order-id/card-with-card-details",
        ],
        at: &[
            "card/stored_credentials",
            "card_data/three_d_secure",
            "provider_data/raw_response/amount",
            "provider_data/raw_response/merchantAccount",
            "provider_data/raw_response/reference",
            "provider_data/raw_response/status",
            "provider_data/raw_response/value",
            "three_d_secure/code",
            "three_d_secure/collect_url",
            "three_d_secure/developer_id",
            "three_d_secure/directory_server_transaction_id",
            "three_d_secure/ds_id",
            "three_d_secure/setup_reference_id",
            "three_d_secure/solution_id",
            "three_d_secure/token",
            "transactions/0/three_d_secure_action_required",
            "/amount",
            "/payment/amount",
            "/0/amount",
        ],
        reason: "the example went through another provider than the test gateway",
    },
    Deliberate {
        fixtures: &[
            "yuno/get-payment/bare-card-with-card-details",
            "yuno/get-payment/card-with-card-details",
            "yuno/retrieve-payments-by-merchant-order-id/card-with-card-details",
        ],
        at: &[
            "billing_address/neighborhood",
            "billing_address/state",
            "billing_address/zip_code",
            "shipping_address/neighborhood",
            "shipping_address/state",
            "shipping_address/zip_code",
        ],
        reason: "the addresses of the documented world tell more, as where a payment is created",
    },
    Deliberate {
        fixtures: &[VAULTED],
        at: &["card/card_data"],
        reason: "another order than where a payment is created; the order of members means nothing",
    },
    Deliberate {
        fixtures: &[ORDER_ITEMS, VAULTED],
        at: &["billing_address/neighborhood", "shipping_address/neighborhood"],
        reason: "printed as null where a payment is created, not where it is read",
    },
    Deliberate {
        fixtures: &[ORDER_ITEMS],
        at: &[
            "order/account_funding",
            "order/discounts",
            "order/fulfillment",
            "order/sales_channel",
            "order/tickets",
            "order/tip_amount",
        ],
        reason: "newer than the example: printed where a payment is created",
    },
    Deliberate {
        fixtures: &[ORDER_ITEMS],
        at: &["order/items/0", "order/items/0/image_url"],
        reason: "an item comes back as it was sent: its members, in that order",
    },
];

/// An answer to reading the payments of an order, and the request that makes such a payment.
pub(crate) const LISTED: &[(&str, &str)] = &[
    (
        "yuno/retrieve-payments-by-merchant-order-id/card-with-authorization",
        "card-with-authorization",
    ),
    (
        "yuno/retrieve-payments-by-merchant-order-id/card-with-card-details",
        "card-with-card-details",
    ),
];

const LISTS: &str = "yuno/retrieve-payments-by-merchant-order-id/";

#[test]
fn a_payment_is_read_in_the_documented_form() {
    let mut found = Vec::new();
    for (name, request, shape) in READ {
        let mut world = World::new();
        world.set("yuno", "payment_read_shape", json!(shape));
        let created = created(&mut world, request);
        let path = format!("/v1/payments/{}", created["id"].as_str().unwrap());

        let read = credentialed("yuno", Method::GET, &path);

        found.extend(differences(&mut world, name, read));
    }
    for (name, request) in LISTED {
        let mut world = World::new();
        let created = created(&mut world, request);
        let order = created["merchant_order_id"].as_str().unwrap();

        let query = format!("merchant_order_id={order}");
        let list = Request { query, ..credentialed("yuno", Method::GET, "/v1/payments") };

        found.extend(differences(&mut world, name, list));
    }

    assert_eq!(unexplained(&found, DELIBERATE), [""; 0]);
}

fn created(world: &mut World, request: &str) -> Value {
    let create = sandpay_fixtures::fixture(&format!("yuno/create-payment/{request}"));
    let (_, created) = world.call(create);
    serde_json::from_str(text(&created)).unwrap()
}

/// How an answer differs from the printed one in its form.
fn differences(
    world: &mut World,
    name: &'static str,
    read: Request,
) -> impl Iterator<Item = (&'static str, String)> + use<> {
    let reply = world.send("yuno", read);
    let fixture = sandpay_fixtures::fixture(name);
    let documented = fixture.example.response.as_ref().unwrap().status;
    assert_eq!(reply.response.status, documented, "{name}");
    form(fixture.response_text(), text(&reply)).into_iter().map(move |line| (name, line))
}

/// A customer, read.
pub(crate) const CUSTOMER: &str = "yuno/retrieve-customer/basic";

#[test]
fn a_customer_is_read_in_the_documented_form_by_either_id() {
    let mut world = World::new();
    let create = sandpay_fixtures::fixture("yuno/create-customer/full-data");
    let (_, stored) = world.call(create);
    let stored: Value = serde_json::from_str(text(&stored)).unwrap();
    let by_id = format!("/v1/customers/{}", stored["id"].as_str().unwrap());
    let by_id = credentialed("yuno", Method::GET, &by_id);
    let query = "merchant_customer_id=4321".to_owned();
    let by_merchant = Request { query, ..credentialed("yuno", Method::GET, "/v1/customers") };

    for read in [by_id, by_merchant] {
        let found: Vec<_> = differences(&mut world, CUSTOMER, read).collect();

        assert_eq!(unexplained(&found, &[]), [""; 0]);
    }
}
