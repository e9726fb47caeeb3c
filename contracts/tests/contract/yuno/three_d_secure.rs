//! 3-D Secure in documented requests for a payment, and the part of an answer that tells of it.

use rstest::rstest;
use sandpay_contracts::yuno::AmountValue;
use sandpay_contracts::yuno::Capture;
use sandpay_contracts::yuno::CardData;
use sandpay_contracts::yuno::CardNumber;
use sandpay_contracts::yuno::CreatePayment;
use sandpay_contracts::yuno::CustomerPayer;
use sandpay_contracts::yuno::requests::Address;
use sandpay_contracts::yuno::responses;
use sandpay_fixtures::fixture;

use super::examples::ACCOUNT;
use super::examples::card;
use super::examples::card_of;
use super::examples::document;
use super::examples::guide;
use super::examples::is_documented;
use super::examples::pair;
use super::examples::some;
use super::examples::substitutions;
use crate::server::assert_lossless;

/// The authentication alone of a page that prints words in place of ids.
fn standalone() -> CreatePayment {
    let mut payment = guide("3DS", "order_id", Capture::Unsaid);
    payment.account_id = "account-code".into();
    payment.country = "CO".to_owned();
    payment.amount.currency = "COP".into();
    payment.amount.value = AmountValue::Text(27_500.into());
    payment.merchant_reference = some("merchant_reference");
    payment.customer_payer =
        Some(CustomerPayer { id: Some("customer_id".into()), ..CustomerPayer::default() });
    payment.callback_url = some("https://www.example.com");
    payment.metadata = vec![pair("3ds_connection", "standard")];
    card_of(&mut payment).three_d_secure_setup =
        Some("59192489-3713-4d1b-894b-ac15ac5b6f6f".into());
    card_of(&mut payment).source = CardData {
        number: CardNumber::new("4916994064252017").unwrap(),
        holder_name: "TEST CUSTOMER".to_owned(),
        ..card(26, 12, "123")
    }
    .into();
    payment
}

fn authenticated() -> CreatePayment {
    let mut payment = guide("Card payment with 3DS", "0000022", Capture::MANUAL);
    payment.amount.value = AmountValue::Number(100.into());
    payment.merchant_reference = some("29ZVMO");
    payment.customer_payer = Some(CustomerPayer {
        first_name: some("John"),
        last_name: some("Doe"),
        email: some("johndoe@example.com"),
        ip_address: some("192.168.1.1"),
        document: document("PAS", "123456789"),
        billing_address: Some(Address {
            address_line_1: "1295 Charleston Road".to_owned(),
            address_line_2: some(""),
            country: "US".to_owned(),
            state: some("CA"),
            city: "Mountain View".to_owned(),
            zip_code: some("94043"),
            neighborhood: None,
        }),
        ..CustomerPayer::default()
    });
    payment.callback_url = some("https://www.y.uno");
    card_of(&mut payment).three_d_secure_setup =
        Some("005219f5-babf-4598-bc52-5dd49c19ba7a".into());
    card_of(&mut payment).source =
        CardData { number: CardNumber::new("4000000000001026").unwrap(), ..card(26, 1, "123") }
            .into();
    payment
}

/// The newer page's example, in which the account stands in the place of the customer.
fn authenticated_on_the_newer_page() -> CreatePayment {
    let mut payment = guide("Card payment with 3DS", "000022", Capture::Unsaid);
    payment.amount.value = AmountValue::Number("75.5".parse().unwrap());
    payment.customer_payer = Some(CustomerPayer {
        id: Some(ACCOUNT.into()),
        first_name: some("JOHN"),
        last_name: some("DOE"),
        email: some("john.doe@example.com"),
        ..CustomerPayer::default()
    });
    payment.callback_url = some("www.google.com");
    card_of(&mut payment).three_d_secure_setup =
        Some("24127d61-b852-42fb-acd4-1ee661645376".into());
    card_of(&mut payment).source =
        CardData { holder_name: "JOHN DOE".to_owned(), ..card(28, 11, "123") }.into();
    payment
}

#[rstest]
#[case::standalone_3ds("yuno/create-payment/standalone-3ds", standalone())]
#[case::card_with_3ds_direct("yuno/create-payment/card-with-3ds-direct", authenticated())]
#[case::cards_with_3ds("yuno/create-payment/cards-with-3ds", authenticated_on_the_newer_page())]
#[tokio::test]
async fn the_request_is_the_documented_one(#[case] name: &str, #[case] payment: CreatePayment) {
    is_documented(name, &payment, &substitutions()).await;
}

/// A page prints what tells of an authentication without the card data around it.
#[rstest]
#[case::challenge("yuno/create-payment/fragment-standalone-3ds-challenge", ("C", ""))]
#[case::frictionless("yuno/create-payment/fragment-standalone-3ds-frictionless", ("Y", "05"))]
fn the_printed_part_of_an_answer_is_read_without_loss(
    #[case] name: &str,
    #[case] expected: (&str, &str),
) {
    let documented = fixture(name).response_text();

    let card: responses::CardData = serde_json::from_str(documented).unwrap();

    assert_lossless(documented, &card);
    let three_d_secure = card.three_d_secure.value().unwrap();
    let (outcome, indicator) = expected;
    assert_eq!(three_d_secure.pares_status.value().unwrap(), outcome);
    assert_eq!(three_d_secure.electronic_commerce_indicator.value().unwrap(), indicator);
    let proof = three_d_secure.cryptogram.value().unwrap().expose();
    assert!(!format!("{card:?}").contains(proof), "the proof shows");
}
