//! Cards that are stored, and cards that are only verified, in requests of the client.

use rstest::rstest;
use sandpay_contracts::yuno::AmountValue;
use sandpay_contracts::yuno::Capture;
use sandpay_contracts::yuno::CardSource;
use sandpay_contracts::yuno::CardToVerify;
use sandpay_contracts::yuno::CreatePayment;
use sandpay_contracts::yuno::CustomerPayer;
use sandpay_contracts::yuno::IdempotencyKey;
use sandpay_contracts::yuno::Payment;
use sandpay_contracts::yuno::StoredCredentials;
use sandpay_contracts::yuno::StoredReason;
use sandpay_contracts::yuno::SubStatus;
use sandpay_contracts::yuno::TransactionType;
use sandpay_contracts::yuno::Usage;
use sandpay_contracts::yuno::VaultedToken;
use sandpay_contracts::yuno::VerifyCard;
use sandpay_fixtures::Substitutions;
use sandpay_fixtures::fixture;
use serde_json::Value;
use serde_json::json;
use wiremock::Request;

use super::client;
use super::examples::CUSTOMER;
use super::examples::KEY;
use super::examples::TOKEN;
use super::examples::UUID;
use super::examples::card;
use super::examples::card_of;
use super::examples::guide;
use super::examples::is_documented;
use super::examples::review;
use super::examples::send;
use super::examples::substitutions;
use crate::server::Server;
use crate::server::assert_lossless;
use crate::server::assert_same;
use crate::server::body;
use crate::server::header;

/// The charge of a stored card that two reference pages print.
fn stored(order: &str, reference: &str, payer: CustomerPayer) -> CreatePayment {
    let mut payment = guide("Card payment with vaulted token", order, Capture::Unsaid);
    payment.amount.value = AmountValue::Number(5000.into());
    payment.merchant_reference = Some(reference.to_owned());
    payment.customer_payer = Some(CustomerPayer { id: Some(CUSTOMER.into()), ..payer });
    card_of(&mut payment).source = VaultedToken::from(TOKEN).into();
    payment
}

/// The payer of the reference pages.
fn payer(merchant_customer_id: &str, name: (&str, &str), email: &str) -> CustomerPayer {
    CustomerPayer {
        merchant_customer_id: Some(merchant_customer_id.to_owned()),
        first_name: Some(name.0.to_owned()),
        last_name: Some(name.1.to_owned()),
        email: Some(email.to_owned()),
        ..CustomerPayer::default()
    }
}

fn stored_on_the_newer_page() -> CreatePayment {
    let payer = payer("1234567", ("JOHN", "DOE"), "john.doe@example.com");
    let mut payment = stored("0000022", "reference-0001", payer);
    payment.amount.value = AmountValue::Number("125.0".parse().unwrap());
    payment
}

fn vaulting() -> CreatePayment {
    let payer = payer("1690161049", ("John", "Doe"), "johndoe@example.com");
    let mut payment = stored("0000023", "reference-001", payer);
    "Card payment with vault on success".clone_into(&mut payment.description);
    card_of(&mut payment).source =
        CardSource::Typed { card: card(26, 10, "456"), vault_on_success: Some(true) };
    payment
}

/// The later charge of a stored card that the guide of stored credentials prints.
fn card_on_file() -> CreatePayment {
    let mut payment = stored("0000023", &format!("reference-{UUID}"), CustomerPayer::default());
    "Test".clone_into(&mut payment.description);
    "DE".clone_into(&mut payment.country);
    payment.amount.currency = "EUR".into();
    card_of(&mut payment).stored_credentials = Some(card_on_file_used());
    payment
}

fn card_on_file_used() -> StoredCredentials {
    StoredCredentials {
        reason: Some(StoredReason::CardOnFile),
        usage: Some(Usage::Used),
        network_transaction_id: Some("583103536844189".to_owned()),
        subscription_agreement_id: None,
    }
}

#[rstest]
#[case::card_with_vault_on_success("yuno/create-payment/card-with-vault-on-success", vaulting())]
#[case::card_with_vaulted_token(
    "yuno/create-payment/card-with-vaulted-token",
    stored("0000023", "reference-001", payer("1690161049", ("John", "Doe"), "johndoe@example.com"))
)]
#[case::cards_with_vaulted_token(
    "yuno/create-payment/cards-with-vaulted-token",
    stored_on_the_newer_page()
)]
#[case::stored_credentials(
    "yuno/create-payment/stored-credentials-card-on-file-used",
    card_on_file()
)]
#[tokio::test]
async fn the_request_is_the_documented_one(#[case] name: &str, #[case] payment: CreatePayment) {
    is_documented(name, &payment, &substitutions()).await;
}

#[rstest]
#[case::network_transaction_id("yuno/create-payment/fragment-network-transaction-id", None)]
#[case::subscription_agreement(
    "yuno/create-payment/fragment-subscription-agreement",
    Some("AA0001")
)]
#[tokio::test]
async fn a_charge_of_a_stored_card_says_exactly_the_documented_payment_method(
    #[case] name: &str,
    #[case] agreement: Option<&str>,
) {
    let mut payment = card_on_file();
    card_of(&mut payment).stored_credentials = Some(StoredCredentials {
        subscription_agreement_id: agreement.map(str::to_owned),
        ..card_on_file_used()
    });

    let sent: Value = send(&payment).await.body_json().unwrap();

    let method = json!({ "payment_method": sent["payment_method"] });
    assert_same(std::str::from_utf8(fixture(name).request.unwrap()).unwrap(), &method.to_string());
}

#[tokio::test]
async fn a_one_time_token_stands_in_for_the_card() {
    let mut payment = guide("A payment", "000028", Capture::Immediate);
    card_of(&mut payment).source =
        CardSource::OneTime { token: "one-time".into(), vault_on_success: Some(true) };

    let sent: Value = send(&payment).await.body_json().unwrap();

    let expected = json!({
        "type": "CARD",
        "token": "one-time",
        "vault_on_success": true,
        "detail": { "card": { "capture": true } },
    });
    assert_same(&expected.to_string(), &sent["payment_method"].to_string());
}

/// The guide's question, of a card that the payer has typed in the checkout.
fn question() -> VerifyCard {
    VerifyCard {
        account_id: "493e9374-510a-4201-9e09-de669d75f256".into(),
        merchant_order_id: "0000022".to_owned(),
        description: "Test Cards".to_owned(),
        country: "DE".to_owned(),
        currency: "EUR".into(),
        merchant_reference: Some("Test Payment".to_owned()),
        customer_payer: Some(CustomerPayer {
            id: Some("9d58f32a-1ec9-4092-94b2-6725363ab447".into()),
            ..CustomerPayer::default()
        }),
        card: CardToVerify::AtCheckout {
            session: "5752d02a-64d2-4953-b8f7-defff1e1b7e6".into(),
            token: "2c37e3b7-8b06-4e8b-a212-334d7c77e349".into(),
        },
        stored_credentials: None,
    }
}

async fn verify(question: &VerifyCard) -> (Request, Payment) {
    let server = Server::documented(fixture("yuno/create-payment/card-verification")).await;
    let key = IdempotencyKey::new(KEY).unwrap();
    let verified = client(server.transport()).verify_card(&key, question).await.unwrap().value;
    (server.request().await, verified)
}

#[tokio::test]
async fn a_verification_charges_nothing_and_says_so() {
    let fixture = fixture("yuno/create-payment/card-verification");

    let (request, verified) = verify(&question()).await;

    assert_same(&fixture.request_with(&Substitutions::new()).unwrap(), body(&request));
    assert_lossless(fixture.response_text(), &verified);
    review("card-verification", &request);
    assert_eq!(header(&request, "x-idempotency-key"), KEY);
    assert_eq!(verified.sub_status, SubStatus::Verified);
    assert!(verified.target(TransactionType::Verify).is_some());
}

/// The same question server to server has the workflow and the kind that such payments have.
#[tokio::test]
async fn a_stored_card_is_verified_without_a_checkout() {
    let stored = VerifyCard { card: VaultedToken::from(TOKEN).into(), ..question() };

    let (request, _) = verify(&stored).await;

    let sent: Value = request.body_json().unwrap();
    let expected = json!({
        "type": "CARD",
        "vaulted_token": TOKEN,
        "detail": { "card": { "verify": true } },
    });
    assert_same(&expected.to_string(), &sent["payment_method"].to_string());
    assert_eq!((&sent["workflow"], sent.get("checkout")), (&json!("DIRECT"), None));
    assert_eq!(sent["amount"], json!({ "currency": "EUR", "value": 0 }));
}
