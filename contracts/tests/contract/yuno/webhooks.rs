//! Yuno's webhooks, believed and refused.

use reqwest::header::HeaderMap;
use rstest::rstest;
use sandpay_contracts::yuno::Event;
use sandpay_contracts::yuno::EventType;
use sandpay_contracts::yuno::Status;
use sandpay_contracts::yuno::TransactionType;
use sandpay_contracts::yuno::Verifier;
use sandpay_contracts::yuno::WebhookError;
use sandpay_contracts::yuno::webhooks::API_KEY;
use sandpay_contracts::yuno::webhooks::SECRET;
use sandpay_contracts::yuno::webhooks::SIGNATURE;
use sandpay_fixtures::fixture;
use serde_json::Value;

use crate::server::assert_lossless;

const KEY: &str = "sandpay-hmac-client-secret";
/// Computed outside this crate, of the fixture's bytes: `openssl dgst -sha256 -hmac KEY -binary | base64`.
const CARD: &str = "Hxslnw1SZAzpLP6tGurIJQc4s8N/zzOOeIXHXuTx/jw=";
const THREE_DS: &str = "/oVvj/S5p+h7GPCe2S5RdCBEPTLtbyCRotCi3Gcy+ng=";
const CHARGEBACK: &str = "fw8JYqwgxJ0MpG/8RpwK6A40h/2stkdBth/XuVr/sxo=";
const MINIMAL: &str = "AVnTPcfQ24lLG3X8OjPuR+btQs1k1a3w4hGJMIdO0Oc=";

fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
    pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
}

fn verifier() -> Verifier {
    Verifier::by_signature(KEY.into())
}

#[rstest]
#[case::card("yuno/webhooks/payment.purchase/card", CARD)]
#[case::minimal("yuno/webhooks/payment.purchase/minimal", MINIMAL)]
#[case::three_ds("yuno/webhooks/payment.purchase/standalone-3ds", THREE_DS)]
#[case::chargeback("yuno/webhooks/payment.chargeback/guide", CHARGEBACK)]
fn a_documented_event_verifies_by_its_literal_signature(#[case] name: &str, #[case] signed: &str) {
    let verdict = verifier().verify(&headers(&[(SIGNATURE, signed)]), fixture(name).event.unwrap());

    assert!(verdict.is_ok(), "{verdict:?}");
}

#[rstest]
#[case::card(
    "yuno/webhooks/payment.purchase/card",
    (CARD, EventType::Purchase, Status::Succeeded)
)]
#[case::three_ds(
    "yuno/webhooks/payment.purchase/standalone-3ds",
    (THREE_DS, EventType::Purchase, Status::Succeeded)
)]
#[case::chargeback(
    "yuno/webhooks/payment.chargeback/guide",
    (CHARGEBACK, EventType::Chargeback, Status::InDispute)
)]
fn a_documented_event_is_read_without_loss(
    #[case] name: &str,
    #[case] expected: (&str, EventType, Status),
) {
    let fixture = fixture(name);
    let (signed, event_type, status) = expected;

    let event = verifier().event(&headers(&[(SIGNATURE, signed)]), fixture.event.unwrap()).unwrap();

    assert_eq!(event.type_event, event_type);
    assert_eq!(event.data.payment.status, status);
    assert_lossless(fixture.event_text(), &event);
}

/// No document prints these events whole; they differ from the printed one in two words.
#[rstest]
#[case::authorize(
    "payment.authorize",
    "AUTHORIZE",
    EventType::Authorize,
    TransactionType::Authorize
)]
#[case::capture("payment.capture", "CAPTURE", EventType::Capture, TransactionType::Capture)]
#[case::cancel("payment.cancel", "CANCEL", EventType::Cancel, TransactionType::Cancel)]
#[case::refund("payment.refund", "REFUND", EventType::Refund, TransactionType::Refund)]
#[case::verify("payment.verify", "VERIFY", EventType::Verify, TransactionType::Verify)]
fn the_event_of_an_operation_names_it_and_its_transaction(
    #[case] event: &str,
    #[case] transaction: &str,
    #[case] event_type: EventType,
    #[case] transaction_type: TransactionType,
) {
    let documented = fixture("yuno/webhooks/payment.purchase/card").event_text();
    let mut told: Value = serde_json::from_str(documented).unwrap();
    told["type_event"] = event.into();
    told["data"]["payment"]["transactions"]["type"] = transaction.into();
    told["data"]["idempotency_key"] = "of-the-event".into();

    let read: Event = serde_json::from_value(told.clone()).unwrap();

    assert_eq!(read.type_event, event_type);
    assert!(read.data.payment.target(transaction_type).is_some());
    assert_lossless(&told.to_string(), &read);
}

#[test]
fn a_genuine_body_that_is_no_whole_payment_event_is_unreadable() {
    let body = fixture("yuno/webhooks/payment.purchase/minimal").event.unwrap();

    let refused = verifier().event(&headers(&[(SIGNATURE, MINIMAL)]), body);

    assert!(matches!(refused, Err(WebhookError::Unreadable(_))));
}

#[test]
fn a_flipped_byte_anywhere_is_refused() {
    let body = fixture("yuno/webhooks/payment.purchase/minimal").event.unwrap();
    for position in 0..body.len() {
        let mut body = body.to_vec();
        body[position] ^= 1;

        let refused = verifier().verify(&headers(&[(SIGNATURE, MINIMAL)]), &body);

        assert!(matches!(refused, Err(WebhookError::Mismatch)), "byte {position}");
    }
}

#[rstest]
#[case::of_another_body(CARD)]
#[case::of_nothing("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
fn another_signature_is_refused(#[case] signed: &str) {
    let body = fixture("yuno/webhooks/payment.purchase/minimal").event.unwrap();

    let refused = verifier().verify(&headers(&[(SIGNATURE, signed)]), body);

    assert!(matches!(refused, Err(WebhookError::Mismatch)));
}

#[rstest]
#[case::empty("")]
#[case::hex("0159d33dc7d0db894b1b75fc3a33ee47e6ed42cd64d5adf0e211893087 4ed0e7")]
#[case::short("AVnTPcfQ")]
#[case::no_padding("AVnTPcfQ24lLG3X8OjPuR+btQs1k1a3w4hGJMIdO0Oc")]
fn a_signature_that_is_not_base64_of_32_bytes_is_malformed(#[case] signed: &str) {
    let refused = verifier().verify(&headers(&[(SIGNATURE, signed)]), b"{}");

    assert!(matches!(refused, Err(WebhookError::MalformedSignature)));
}

#[test]
fn a_missing_signature_is_named() {
    let refused = verifier().verify(&HeaderMap::new(), b"{}");

    assert!(matches!(refused, Err(WebhookError::MissingHeader("x-hmac-signature"))));
}

#[test]
fn another_secret_is_refused() {
    let body = fixture("yuno/webhooks/payment.purchase/card").event.unwrap();

    let refused =
        Verifier::by_signature("another".into()).verify(&headers(&[(SIGNATURE, CARD)]), body);

    assert!(matches!(refused, Err(WebhookError::Mismatch)));
}

#[test]
fn configured_keys_must_both_be_there_and_right() {
    let verifier = Verifier::by_keys("key".into(), "secret".into());
    let verify = |pairs: &[(&'static str, &str)]| verifier.verify(&headers(pairs), b"{}");

    assert!(verify(&[(API_KEY, "key"), (SECRET, "secret")]).is_ok());
    assert!(matches!(verify(&[(SECRET, "secret")]), Err(WebhookError::MissingHeader(API_KEY))));
    assert!(matches!(verify(&[(API_KEY, "key")]), Err(WebhookError::MissingHeader(SECRET))));
    let wrong = verify(&[(API_KEY, "kez"), (SECRET, "secret")]);
    assert!(matches!(wrong, Err(WebhookError::WrongKey(API_KEY))));
    let wrong = verify(&[(API_KEY, "key"), (SECRET, "")]);
    assert!(matches!(wrong, Err(WebhookError::WrongKey(SECRET))));
}

#[test]
fn a_signature_does_not_stand_in_for_configured_keys() {
    let body = fixture("yuno/webhooks/payment.purchase/card").event.unwrap();
    let both = verifier().and_keys("key".into(), "secret".into());

    let refused = both.verify(&headers(&[(SIGNATURE, CARD)]), body);

    assert!(matches!(refused, Err(WebhookError::MissingHeader(API_KEY))));
}
