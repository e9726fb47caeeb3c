//! Documented payments by other methods than Alipay, made by the client, and their answers.

use insta::assert_json_snapshot;
use rstest::rstest;
use sandpay_contracts::wooshpay::BillingAddress;
use sandpay_contracts::wooshpay::BillingDetails;
use sandpay_contracts::wooshpay::CaptureMethod;
use sandpay_contracts::wooshpay::Card;
use sandpay_contracts::wooshpay::CardNumber;
use sandpay_contracts::wooshpay::CreateConfirmedIntent;
use sandpay_contracts::wooshpay::Expiry;
use sandpay_contracts::wooshpay::FutureUsage;
use sandpay_contracts::wooshpay::Method;
use sandpay_contracts::wooshpay::Money;
use sandpay_contracts::wooshpay::OfCustomer;
use sandpay_contracts::wooshpay::PaymentIntent;
use sandpay_contracts::wooshpay::RequestThreeDSecure;
use sandpay_contracts::wooshpay::SecurityCode;
use sandpay_contracts::wooshpay::Status;
use sandpay_contracts::wooshpay::TerminalType;
use sandpay_contracts::wooshpay::Upi;
use sandpay_contracts::wooshpay::UpiApp;
use sandpay_contracts::wooshpay::responses::NextActionType;
use sandpay_fixtures::Fixture;
use sandpay_fixtures::Substitutions;
use sandpay_fixtures::fixture;
use serde_json::Value;
use wiremock::Request;

use super::client;
use crate::server::Server;
use crate::server::assert_lossless;
use crate::server::assert_same;
use crate::server::body;

const PAY_AND_SAVE: &str = "wooshpay/create-payment-intent/card-pay-and-save";

fn paid_by(
    method: impl Into<Method>,
    (minor, currency): (u64, &str),
    return_url: &str,
) -> CreateConfirmedIntent {
    let sum = Money { minor, currency: currency.into() };
    CreateConfirmedIntent::new(sum, method, return_url)
}

fn of_order(order: &str, intent: CreateConfirmedIntent) -> CreateConfirmedIntent {
    CreateConfirmedIntent { merchant_order_id: Some(order.to_owned()), ..intent }
}

fn card(number: &str, (month, year): (u8, u16), cvc: &str) -> Card {
    let (number, cvc) = (CardNumber::new(number).unwrap(), SecurityCode::new(cvc).unwrap());
    Card::new(number, Expiry { month, year }, cvc)
}

fn unchallenged() -> CreateConfirmedIntent {
    let card = Card {
        request_three_d_secure: Some(RequestThreeDSecure::Auto),
        ..card("4111111111111111", (3, 2027), "123")
    };
    of_order("id1111", paid_by(card, (1, "USD"), "https://wooshpay.com"))
}

fn saving() -> CreateConfirmedIntent {
    let card =
        Card { name: Some("XX XXX".to_owned()), ..card("4111111111111111", (1, 2027), "022") };
    let customer = OfCustomer {
        id: "cus_1760950869144109056".into(),
        setup_future_usage: Some(FutureUsage::OnSession),
    };
    let intent = paid_by(card, (100, "USD"), "https://yourwebsite.com");
    CreateConfirmedIntent { customer: Some(customer), ..intent }
}

fn gcash() -> CreateConfirmedIntent {
    let method = Method::Gcash { terminal_type: TerminalType::Web };
    of_order("商户订单号", paid_by(method, (30_000, "PHP"), "https://wooshpay.com"))
}

fn pix() -> CreateConfirmedIntent {
    let address = BillingAddress { country: Some("BR".to_owned()), ..BillingAddress::default() };
    let billing_details = BillingDetails {
        address: Some(address),
        name: Some("Tom Elis".to_owned()),
        email: Some("1231536GF41@Gmail.com".to_owned()),
        phone: None,
    };
    let method = Method::Pix { billing_details };
    let intent = of_order("Order112344343", paid_by(method, (1000, "BRL"), "https://your.website"));
    CreateConfirmedIntent { description: Some("product description".to_owned()), ..intent }
}

fn promptpay() -> CreateConfirmedIntent {
    paid_by(Method::Promptpay, (1000, "THB"), "https://your.website")
}

fn upi() -> CreateConfirmedIntent {
    let upi = Upi { app_type: UpiApp::Phonepe, email: "kutum@gmail.com".to_owned() };
    paid_by(upi, (10_000, "INR"), "https://yourwebsite.com")
}

/// Sends a payment to a server that answers one of Alipay, and gives back what was sent.
async fn send(intent: &CreateConfirmedIntent) -> Request {
    let server = Server::documented(fixture("wooshpay/create-payment-intent/alipay-web")).await;
    client(&server).create_payment_intent(intent).await.unwrap();
    server.request().await
}

#[rstest]
#[case::card("wooshpay/create-payment-intent/card-non3ds", unchallenged())]
#[case::card_that_is_saved(PAY_AND_SAVE, saving())]
#[case::gcash("wooshpay/create-payment-intent/gcash", gcash())]
#[case::pix("wooshpay/create-payment-intent/pix", pix())]
#[case::promptpay("wooshpay/create-payment-intent/promptpay", promptpay())]
#[case::upi("wooshpay/create-payment-intent/upi", upi())]
#[tokio::test]
async fn the_request_is_the_documented_one(
    #[case] name: &str,
    #[case] intent: CreateConfirmedIntent,
) {
    let request = send(&intent).await;

    let documented = fixture(name).request_with(&Substitutions::new()).unwrap();
    assert_same(&documented, body(&request));
    let sent: Value = request.body_json().unwrap();
    assert_json_snapshot!(name.rsplit('/').next().unwrap(), sent);
}

/// The page masks its card, so what is sent is masked in the same way before the two are compared.
#[tokio::test]
async fn an_authorization_is_the_documented_one_but_for_the_mask() {
    let number = concat!("52040000", "00001011");
    let card = Card {
        name: Some("John Wick".to_owned()),
        capture_method: Some(CaptureMethod::Manual),
        ..card(number, (12, 2030), "123")
    };
    let intent = paid_by(card, (100_000, "USD"), "https://wooshpay.com");

    let request = send(&of_order("Order112344343", intent)).await;

    let mut sent: Value = request.body_json().unwrap();
    let card = &mut sent["payment_method_data"]["card"];
    assert_eq!(card["number"], number);
    card["number"] = number.replacen(&number[4..11], "*******", 1).into();
    for name in ["exp_month", "exp_year", "cvc"] {
        let hidden = card[name].as_str().unwrap().bytes().map(|byte| {
            assert!(byte.is_ascii_digit());
            '*'
        });
        card[name] = hidden.collect::<String>().into();
    }
    let fixture = fixture("wooshpay/create-payment-intent/card-manual-capture");
    assert_same(&fixture.request_with(&Substitutions::new()).unwrap(), &sent.to_string());
    assert_json_snapshot!("card-manual-capture", sent);
}

async fn read(text: &str) -> PaymentIntent {
    let server = Server::answering(200, text).await;
    let intent = client(&server).payment_intent(&"pi_1".into()).await.unwrap().value;
    assert!(!format!("{intent:?}").contains("_secret_"), "a secret shows");
    assert_lossless(text, &intent);
    intent
}

#[rstest]
#[case::card("wooshpay/create-payment-intent/card-non3ds")]
#[case::gcash("wooshpay/create-payment-intent/gcash")]
#[case::pix("wooshpay/create-payment-intent/pix")]
#[case::promptpay("wooshpay/create-payment-intent/promptpay")]
#[tokio::test]
async fn the_answer_is_read_without_loss(#[case] name: &str) {
    let intent = read(fixture(name).response_text()).await;

    assert!(intent.status.known().is_some());
    assert_eq!(intent.redirect_url().is_some(), intent.status == Status::RequiresAction);
}

/// The page prints dots in the place of the members that every answer has; those of another card payment stand in.
fn completed(partial: &Fixture) -> String {
    let whole = fixture("wooshpay/create-payment-intent/card-non3ds").response_text();
    let mut whole: Value = serde_json::from_str(whole).unwrap();
    let printed: Value = serde_json::from_str(partial.response_text()).unwrap();
    whole.as_object_mut().unwrap().extend(printed.as_object().unwrap().clone());
    whole.to_string()
}

#[tokio::test]
async fn an_answer_that_asks_for_a_challenge_is_read_without_loss() {
    let fixture = fixture(PAY_AND_SAVE);

    let intent = read(&completed(fixture)).await;

    assert_eq!(intent.status, Status::RequiresAction);
    assert_eq!(intent.next_action().unwrap().r#type, NextActionType::ChallengeRedirect);
    assert!(intent.redirect_url().unwrap().starts_with("https://jstest.wooshpay.com/v1/3ds/"));
    assert_eq!(intent.customer.value().unwrap(), "cus_1760950869144109056");
    assert_eq!(intent.payment_method.value().unwrap().as_str(), "pm_XXXX");
}
