//! Documented requests with members that no page explains. The client makes them but for those members, and the cases name
//! each of them: whatever else differs is a mistake.

use rstest::rstest;
use sandpay_contracts::Secret;
use sandpay_contracts::yuno::AdditionalData;
use sandpay_contracts::yuno::AmountValue;
use sandpay_contracts::yuno::Capture;
use sandpay_contracts::yuno::Checkout;
use sandpay_contracts::yuno::CreatePayment;
use sandpay_contracts::yuno::CustomerPayer;
use sandpay_contracts::yuno::Method;
use sandpay_contracts::yuno::Redirect;
use sandpay_contracts::yuno::RedirectMethod;
use sandpay_contracts::yuno::requests::Address;
use sandpay_contracts::yuno::requests::Gender;
use sandpay_contracts::yuno::requests::Order;
use sandpay_contracts::yuno::requests::Phone;
use sandpay_fixtures::fixture;
use sandpay_fixtures::json;

use super::examples::ACCOUNT;
use super::examples::CUSTOMER;
use super::examples::SESSION;
use super::examples::card;
use super::examples::card_of;
use super::examples::document;
use super::examples::guide;
use super::examples::phone;
use super::examples::review;
use super::examples::send;
use super::examples::skirt;
use super::examples::some;
use super::examples::substitutions;
use crate::server::body;

/// The checkout's payment by a stored customer, whom the example alone calls `customer_id` within `customer_payer`.
fn at_the_checkout() -> CreatePayment {
    let mut payment = guide("Test", "0000022", Capture::Unsaid);
    payment.amount.value = AmountValue::Number(52_000.into());
    payment.customer_payer = Some(CustomerPayer {
        id: Some("cfae0941-7234-427a-a739-ef4fce966c79".into()),
        ..CustomerPayer::default()
    });
    payment.method = Method::Checkout(Checkout {
        session: SESSION.into(),
        method: Secret::from("2cd31999-e44e-4de3-bbe4-179981ff4295").into(),
    });
    payment
}

/// The payer's nationality stands beside the payer as well.
fn daviplata() -> CreatePayment {
    let mut payment = guide("Payment with Daviplata", "000022", Capture::Unsaid);
    payment.country = "CO".to_owned();
    payment.amount.currency = "COP".into();
    payment.amount.value = AmountValue::Number(250.into());
    payment.customer_payer = Some(CustomerPayer {
        id: Some(CUSTOMER.into()),
        nationality: some("CO"),
        document: document("CC", "1134568019"),
        phone: Some(Phone { number: "3209454322".to_owned(), country_code: "57".to_owned() }),
        ..CustomerPayer::default()
    });
    payment.method =
        Method::Redirect(Redirect { method: RedirectMethod::Daviplata, session: None });
    payment.callback_url = some("https://www.y.uno");
    payment
}

/// The skirt with its picture.
fn pictured() -> AdditionalData {
    let mut data = skirt("5000");
    let items = data.order.iter_mut().flat_map(|order| &mut order.items);
    items.for_each(|item| item.image_url = some("https://cdn.example.com/img/skirt-01.jpg"));
    data
}

/// A payer told in full, but that the address of the device is `null`.
fn known_payer() -> CreatePayment {
    let description = "Card payment with customer, billing, shipping and order items";
    let address = Address {
        address_line_1: "123 Main St".to_owned(),
        address_line_2: some("Apt 502"),
        country: "US".to_owned(),
        state: some("CA"),
        city: "Los Angeles".to_owned(),
        zip_code: some("90001"),
        neighborhood: None,
    };
    let mut payment = guide(description, "0000023", Capture::Unsaid);
    payment.amount.value = AmountValue::Number(5000.into());
    payment.merchant_reference = some("reference-001");
    payment.additional_data = Some(pictured());
    payment.customer_payer = payment.customer_payer.map(|payer| CustomerPayer {
        id: None,
        merchant_customer_id: some(CUSTOMER),
        gender: Some(Gender::M),
        date_of_birth: some("1990-02-28"),
        nationality: some("US"),
        document: document("SSN", "123-45-6789"),
        phone: phone("1234567890"),
        billing_address: Some(address.clone()),
        shipping_address: Some(address),
        ..payer
    });
    card_of(&mut payment).source = card(26, 10, "456").into();
    payment
}

/// A card that the merchant knows, which needs no checkout, with the session of one; flights and seller are `null`.
fn with_a_tip() -> CreatePayment {
    let mut payment = guide("Test Cards", "0000022", Capture::Unsaid);
    payment.amount.value = AmountValue::Number(100.into());
    payment.merchant_reference = some("Payment Test 001");
    let mut data = pictured();
    data.order = data.order.map(|order| Order {
        shipping_amount: Some(100.into()),
        fee_amount: Some(500.into()),
        tip_amount: Some(AmountValue::Number(50.into())),
        ..order
    });
    payment.additional_data = Some(data);
    card_of(&mut payment).source = card(26, 10, "456").into();
    card_of(&mut payment).denies_verify = true;
    payment
}

#[rstest]
#[case::at_the_checkout(
    "yuno/create-payment/authorize-sdk-checkout-required-fields",
    at_the_checkout(),
    &[
        r#"/customer_payer/customer_id: expected "cfae0941-7234-427a-a739-ef4fce966c79", found nothing"#,
        r#"/customer_payer/id: expected nothing, found "cfae0941-7234-427a-a739-ef4fce966c79""#,
    ]
)]
#[case::daviplata(
    "yuno/create-payment/bank-transfer-daviplata",
    daviplata(),
    &[r#"/nationality: expected "CO", found nothing"#]
)]
#[case::known_payer(
    "yuno/create-payment/card-with-customer-billing-shipping-and-order-items",
    known_payer(),
    &["/customer_payer/ip_address: expected null, found nothing"]
)]
#[case::with_a_tip(
    "yuno/create-payment/card-with-shipping-fee-and-tip-amount",
    with_a_tip(),
    &[
        "/additional_data/airline: expected null, found nothing",
        "/additional_data/seller_details: expected null, found nothing",
        "/checkout: expected an object of 1, found nothing",
    ]
)]
#[tokio::test]
async fn the_request_is_the_documented_one_but_for_what_no_page_explains(
    #[case] name: &str,
    #[case] payment: CreatePayment,
    #[case] differing: &[&str],
) {
    let values = substitutions()
        .filling("<accound_id>", ACCOUNT)
        .filling("<checkout session>", SESSION)
        .filling("{{checkout_session}}", SESSION);
    let documented = fixture(name).request_with(&values).unwrap();

    let request = send(&payment).await;

    assert_eq!(json::differences(&documented, body(&request)), differing);
    review(name.rsplit('/').next().unwrap(), &request);
}
