//! Documented requests for a direct card payment, made by the client.

use fake::Fake;
use fake::faker::name::en::Name;
use fake::rand::SeedableRng;
use fake::rand::rngs::StdRng;
use rstest::rstest;
use sandpay_contracts::yuno::AmountValue;
use sandpay_contracts::yuno::Capture;
use sandpay_contracts::yuno::CardData;
use sandpay_contracts::yuno::CreatePayment;
use sandpay_contracts::yuno::CustomerPayer;
use sandpay_contracts::yuno::Delay;
use sandpay_contracts::yuno::Delayed;
use sandpay_contracts::yuno::Validations;
use sandpay_contracts::yuno::requests::Document;
use sandpay_contracts::yuno::requests::Gender;
use sandpay_fixtures::fixture;
use sandpay_fixtures::json;
use serde_json::Value;

use super::PRIVATE_KEY;
use super::examples::KEY;
use super::examples::UUID;
use super::examples::card;
use super::examples::card_of;
use super::examples::guide;
use super::examples::is_documented;
use super::examples::send;
use super::examples::substitutions;
use crate::server::body;
use crate::server::header;

fn delayed(delay: &str, simplified_mode: bool) -> Option<Delayed> {
    Some(Delayed { delay: Delay::new(delay).unwrap(), simplified_mode: Some(simplified_mode) })
}

fn later(delayed_capture: Option<Delayed>, delayed_cancel: Option<Delayed>) -> Capture {
    Capture::Later { delayed_capture, delayed_cancel }
}

/// The fifth example of the guide, which says more about the customer and the card.
fn guide_with_validations() -> CreatePayment {
    let capture = later(delayed("P20D", true), delayed("P40D", true));
    let mut payment = guide("Payment with card details", "000023", capture);
    let verified =
        Validations { account_is_verified: true, email_is_verified: true, phone_is_verified: true };
    payment.customer_payer =
        payment.customer_payer.map(|payer| CustomerPayer { validations: Some(verified), ..payer });
    card_of(&mut payment).denies_verify = true;
    payment
}

/// The authorization that two reference pages print.
fn authorization(description: &str, reference: &str, email: &str) -> CreatePayment {
    let mut payment = guide(description, "0000023", Capture::MANUAL);
    payment.amount.value = AmountValue::Number(5000.into());
    payment.merchant_reference = Some(reference.to_owned());
    payment.customer_payer = Some(CustomerPayer {
        merchant_customer_id: Some("1690161049".to_owned()),
        first_name: Some("John".to_owned()),
        last_name: Some("Doe".to_owned()),
        email: Some(email.to_owned()),
        ..CustomerPayer::default()
    });
    card_of(&mut payment).source = card(26, 10, "456").into();
    payment
}

/// A newer page's authorization, which says more about the payer.
fn authorization_of_a_known_payer() -> CreatePayment {
    let mut payment = guide("Card payment for authorization", "000022", Capture::MANUAL);
    payment.amount.value = AmountValue::Text(200.into());
    payment.merchant_reference = Some("reference-0001".to_owned());
    payment.customer_payer = Some(CustomerPayer {
        first_name: Some("JOHN".to_owned()),
        last_name: Some("DOE".to_owned()),
        email: Some("john.doe@example.com".to_owned()),
        country: Some("US".to_owned()),
        gender: Some(Gender::M),
        date_of_birth: Some("1998-07-20".to_owned()),
        nationality: Some("US".to_owned()),
        document: Some(Document {
            document_type: "PASSPORT".to_owned(),
            document_number: "123456789".to_owned(),
        }),
        ..CustomerPayer::default()
    });
    card_of(&mut payment).source =
        CardData { holder_name: "JOHN DOE".to_owned(), ..card(28, 11, "123") }.into();
    payment
}

fn without_the_capture_mode() -> CreatePayment {
    let mut payment = guide("SUCCESSFUL", "Order_id", Capture::Unsaid);
    payment.customer_payer = payment.customer_payer.map(|payer| CustomerPayer {
        id: Some("customer-123".into()),
        email: Some("masked.person@example.com".to_owned()),
        ..payer
    });
    payment
}

#[rstest]
#[case::real_time_capture(
    "yuno/create-payment/real-time-capture",
    guide("Real-time capture payment", "000023", Capture::Immediate)
)]
#[case::manual_capture(
    "yuno/create-payment/manual-capture",
    guide("Authorization only - manual capture", "000024", Capture::MANUAL)
)]
#[case::delayed_capture(
    "yuno/create-payment/delayed-capture",
    guide("Authorization with delayed capture", "000025", later(delayed("P7D", false), None))
)]
#[case::delayed_cancel(
    "yuno/create-payment/delayed-cancel",
    guide("Authorization with delayed cancel", "000026", later(None, delayed("P30D", false)))
)]
#[case::delayed_capture_and_cancel(
    "yuno/create-payment/delayed-capture-and-cancel",
    guide_with_validations()
)]
#[case::card_with_card_details(
    "yuno/create-payment/card-with-card-details",
    guide("Payment with card details", "000023", Capture::Unsaid)
)]
#[case::card_with_authorization(
    "yuno/create-payment/card-with-authorization",
    authorization("Card payment with authorization", "reference-001", "johndoe@example.com")
)]
#[case::authorize_card_with_authorization(
    "yuno/create-payment/authorize-card-with-authorization",
    authorization("Test", &format!("reference-{UUID}"), "john.doe@example.com")
)]
#[case::authorize_card_with_card_details(
    "yuno/create-payment/authorize-card-with-card-details",
    without_the_capture_mode()
)]
#[case::cards_for_authorization(
    "yuno/create-payment/cards-for-authorization",
    authorization_of_a_known_payer()
)]
#[tokio::test]
async fn the_request_is_the_documented_one(#[case] name: &str, #[case] payment: CreatePayment) {
    is_documented(name, &payment, &substitutions()).await;
}

#[rstest]
#[case::real_time_capture("yuno/create-payment/fragment-real-time-capture", Capture::Immediate)]
#[case::manual_capture("yuno/create-payment/fragment-manual-capture", Capture::MANUAL)]
#[case::delayed_capture(
    "yuno/create-payment/fragment-delayed-capture",
    later(delayed("P7D", false), None)
)]
#[case::delayed_cancel(
    "yuno/create-payment/fragment-delayed-cancel",
    later(None, delayed("P30D", false))
)]
#[tokio::test]
async fn a_request_holds_the_documented_members_and_no_other_of_the_capture(
    #[case] name: &str,
    #[case] capture: Capture,
) {
    let documented = fixture(name).request_with(&substitutions()).unwrap();

    let request = send(&guide("A fragment", "000027", capture)).await;

    let missing = json::missing(&documented, body(&request));
    assert!(missing.is_empty(), "{missing:#?}");
    let card = |text: &str| {
        let mut value: Value = serde_json::from_str(text).unwrap();
        value["payment_method"]["detail"]["card"].take().as_object().unwrap().clone()
    };
    let names = |text: &str| card(text).keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&documented), names(body(&request)));
}

#[tokio::test]
async fn keys_and_types_travel_in_headers() {
    let request = send(&guide("A payment", "000028", Capture::Immediate)).await;

    assert_eq!(request.method.as_str(), "POST");
    assert_eq!(request.url.path(), "/v1/payments");
    assert_eq!(header(&request, "public-api-key"), "sandbox_public");
    assert_eq!(header(&request, "private-secret-key"), PRIVATE_KEY);
    assert_eq!(header(&request, "x-idempotency-key"), KEY);
    assert_eq!(header(&request, "content-type"), "application/json");
    assert_eq!(header(&request, "accept"), "application/json");
}

#[tokio::test]
async fn amounts_keep_every_digit_in_both_json_types() {
    for (value, documented) in [
        (AmountValue::Number("0.1000".parse().unwrap()), "0.1"),
        (AmountValue::Number("90071992547409.9301".parse().unwrap()), "90071992547409.9301"),
        (AmountValue::Text("19.99".parse().unwrap()), "\"19.99\""),
    ] {
        let mut payment = guide("A payment", "000029", Capture::Immediate);
        payment.amount.value = value;

        let request = send(&payment).await;

        let amount = format!(r#"{{"amount":{{"currency":"USD","value":{documented}}}}}"#);
        let missing = json::missing(&amount, body(&request));
        assert!(missing.is_empty(), "{missing:#?}");
    }
}

/// Names of every script and length, from a fixed seed.
#[tokio::test]
async fn names_travel_as_they_are() {
    let mut rng = StdRng::seed_from_u64(7);
    for _ in 0..16 {
        let name = format!("{} \"é\\\u{1f600}", Name().fake_with_rng::<String, _>(&mut rng));
        let mut payment = guide("A payment", "000030", Capture::Immediate);
        let holder_name = name.clone();
        card_of(&mut payment).source = CardData { holder_name, ..card(28, 11, "123") }.into();

        let request = send(&payment).await;

        let sent: Value = request.body_json().unwrap();
        assert_eq!(sent["payment_method"]["detail"]["card"]["card_data"]["holder_name"], name);
    }
}
