//! WooshPay's signed events, believed and refused.

use std::time::Duration;
use std::time::SystemTime;

use reqwest::header::HeaderMap;
use rstest::rstest;
use sandpay_contracts::wooshpay::Event;
use sandpay_contracts::wooshpay::EventType;
use sandpay_contracts::wooshpay::PaymentIntent;
use sandpay_contracts::wooshpay::Refund;
use sandpay_contracts::wooshpay::Verifier;
use sandpay_contracts::wooshpay::WebhookError;
use sandpay_contracts::wooshpay::webhooks::SIGNATURE;
use sandpay_contracts::wooshpay::webhooks::TOLERANCE;
use sandpay_fixtures::fixture;

use crate::server::assert_lossless;

const SECRET: &str = "whsec_sandpay_contract_tests_0123456";
const EVENT: &str = "wooshpay/webhooks/product.created/signature-guide";
/// Computed outside this crate: `(printf 1687845303.; cat event.json) | openssl dgst -sha256 -hmac SECRET`.
const SECONDS: &str =
    "t=1687845303,v1=9cec84cf748a24cb8ece194f99b6ed4c77344b97789f15df451f0e39f4ede4b2";
/// The same with `1687845303000`.
const MILLISECONDS: &str =
    "t=1687845303000,v1=43ee98a4a8b2c27148d73bb93577c1efc01b71bcbe6da87974a0bfe5747cf800";

fn headers(signed: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(SIGNATURE, signed.parse().unwrap());
    headers
}

fn body() -> &'static [u8] {
    fixture("wooshpay/webhooks/product.created/signature-guide").event.unwrap()
}

fn signed_at() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_687_845_303)
}

fn verifier() -> Verifier {
    Verifier::new(SECRET.into()).with_tolerance(TOLERANCE)
}

#[rstest]
#[case::in_seconds(SECONDS)]
#[case::in_milliseconds(MILLISECONDS)]
fn a_literal_signature_verifies(#[case] signed: &str) {
    let verdict = verifier().verify(&headers(signed), body(), signed_at());

    assert_eq!(verdict.unwrap(), signed_at());
}

#[test]
fn the_documented_event_is_read_without_loss() {
    let event = verifier().event(&headers(SECONDS), body(), signed_at()).unwrap();

    assert_eq!(event.r#type, EventType::ProductCreated);
    assert_lossless(fixture(EVENT).event_text(), &event);
    assert!(event.data.object.decode::<PaymentIntent>().is_err());
}

#[test]
fn a_flipped_byte_anywhere_is_refused() {
    for position in 0..body().len() {
        let mut body = body().to_vec();
        body[position] ^= 1;

        let refused = verifier().verify(&headers(SECONDS), &body, signed_at());

        assert!(matches!(refused, Err(WebhookError::Mismatch)), "byte {position}");
    }
}

#[test]
fn a_changed_time_is_refused_as_a_mismatch() {
    let later = SECONDS.replacen("1687845303", "1687845304", 1);

    let refused = verifier().verify(&headers(&later), body(), signed_at());

    assert!(matches!(refused, Err(WebhookError::Mismatch)));
}

#[rstest]
#[case::on_the_minute(300, 0)]
#[case::in_the_future(0, 300)]
fn a_signature_within_the_tolerance_is_fresh(#[case] old: u64, #[case] ahead: u64) {
    let now = signed_at() + Duration::from_secs(old) - Duration::from_secs(ahead);

    assert!(verifier().verify(&headers(SECONDS), body(), now).is_ok());
}

#[test]
fn a_stale_signature_is_refused_with_its_age() {
    let now = signed_at() + Duration::from_secs(301);

    let refused = verifier().verify(&headers(SECONDS), body(), now);

    let age = Duration::from_secs(301);
    assert!(matches!(refused, Err(WebhookError::TimestampTooOld(found)) if found == age));
}

#[test]
fn a_signature_from_the_future_is_refused_with_its_lead() {
    let now = signed_at() - Duration::from_secs(301);

    let refused = verifier().verify(&headers(SECONDS), body(), now);

    let lead = Duration::from_secs(301);
    assert!(matches!(refused, Err(WebhookError::TimestampTooNew(found)) if found == lead));
}

#[test]
fn without_a_tolerance_age_does_not_matter() {
    let verifier = Verifier::new(SECRET.into());
    let years = Duration::from_secs(10 * 365 * 86_400);

    for now in [signed_at() - years, signed_at() + years] {
        assert!(verifier.verify(&headers(SECONDS), body(), now).is_ok());
    }
}

#[test]
fn another_secret_is_refused() {
    let refused =
        Verifier::new("whsec_other".into()).verify(&headers(SECONDS), body(), signed_at());

    assert!(matches!(refused, Err(WebhookError::Mismatch)));
}

#[test]
fn a_missing_header_is_named() {
    let refused = verifier().verify(&HeaderMap::new(), body(), signed_at());

    assert!(matches!(refused, Err(WebhookError::MissingHeader("wooshpay-signature"))));
}

#[rstest]
#[case::no_time("v1=9cec84cf748a24cb8ece194f99b6ed4c77344b97789f15df451f0e39f4ede4b2", "t")]
#[case::no_signature("t=1687845303,v0=9cec", "v1")]
#[case::neither("nonsense", "t")]
fn a_missing_element_is_named(#[case] signed: &str, #[case] name: &str) {
    let refused = verifier().verify(&headers(signed), body(), signed_at());

    assert!(matches!(refused, Err(WebhookError::MissingElement(found)) if found == name));
}

#[rstest]
#[case::empty("t=1687845303,v1=")]
#[case::short("t=1687845303,v1=9cec84")]
#[case::not_hex("t=1687845303,v1=zzec84cf748a24cb8ece194f99b6ed4c77344b97789f15df451f0e39f4ede4b2")]
fn a_signature_that_is_not_hex_of_32_bytes_is_malformed(#[case] signed: &str) {
    let refused = verifier().verify(&headers(signed), body(), signed_at());

    assert!(matches!(refused, Err(WebhookError::MalformedSignature)));
}

#[test]
fn other_elements_are_ignored() {
    let more = format!("v0=00, {SECONDS},v2=11");

    assert!(verifier().verify(&headers(&more), body(), signed_at()).is_ok());
}

/// Constructed: no page prints one of these events whole. Each wraps a documented object.
#[rstest]
#[case::created("payment_intent.created", EventType::PaymentIntentCreated)]
#[case::requires_action("payment_intent.requires_action", EventType::PaymentIntentRequiresAction)]
#[case::succeeded("payment_intent.succeeded", EventType::PaymentIntentSucceeded)]
#[case::failed("payment_intent.payment_failed", EventType::PaymentIntentPaymentFailed)]
#[case::canceled("payment_intent.canceled", EventType::PaymentIntentCanceled)]
fn an_event_of_a_payment_has_the_payment_whole(#[case] text: &str, #[case] kind: EventType) {
    let intent = fixture("wooshpay/create-payment-intent/alipay-web").response_text();
    let body = event(text, intent);

    let told: Event = serde_json::from_str(&body).unwrap();

    assert_eq!(told.r#type, kind);
    assert_lossless(intent, &told.data.object.decode::<PaymentIntent>().unwrap());
    assert!(!format!("{told:?}").contains("_secret_"), "a secret shows");
    assert_lossless(&body, &told);
}

#[test]
fn an_event_of_a_refund_has_the_refund_whole() {
    let refund = fixture("wooshpay/retrieve-refund/reference").response_text();
    let body = event("charge.refund.updated", refund);

    let told: Event = serde_json::from_str(&body).unwrap();

    assert_eq!(told.r#type, EventType::ChargeRefundUpdated);
    assert_lossless(refund, &told.data.object.decode::<Refund>().unwrap());
}

fn event(kind: &str, object: &str) -> String {
    format!(
        r#"{{"id":"evt_1","object":"event","created":1686214980000,"data":{{"object":{object}}},"livemode":false,"type":"{kind}"}}"#
    )
}
