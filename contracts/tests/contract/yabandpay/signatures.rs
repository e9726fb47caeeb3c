//! YabandPay's signature: constructed vectors, notifications, and laws over generated members.

use std::collections::BTreeMap;

use fake::Fake;
use fake::faker::lorem::en::Sentence;
use fake::faker::lorem::en::Word;
use fake::rand::RngExt;
use fake::rand::SeedableRng;
use fake::rand::rngs::StdRng;
use fake::rand::seq::SliceRandom;
use rstest::rstest;
use sandpay_contracts::yabandpay::Kind;
use sandpay_contracts::yabandpay::Reading;
use sandpay_contracts::yabandpay::State;
use sandpay_contracts::yabandpay::Verifier;
use sandpay_contracts::yabandpay::WebhookError;
use sandpay_contracts::yabandpay::signature::canonical;
use sandpay_contracts::yabandpay::signature::sign;
use sandpay_contracts::yabandpay::signature::verify;
use sandpay_fixtures::fixture;
use serde_json::Value;
use serde_json::json;

use super::SECRET_KEY;
use crate::server::assert_lossless;

/// Computed outside this crate over the members of the partial notification: `printf %s … | openssl dgst -sha256 -hmac KEY`.
const PARTIAL: &str = "24d37f55a9af227e6422a46970f0fd09cd30622e107660db20e99439dca20543";
/// The same with `demo=` among them.
const PARTIAL_WITH_DEMO: &str = "12d1ed5923cac4a024390a6ddba7091695e534d3d501b02fd410e877b9354726";
/// Over `3ds_status=A&3ds_version=2.2.0&paid=1&tip=0.50&type=payment&void=`.
const MIXED: &str = "29cc005a2cd55d498d41e30e269eb9b9a1d6046afa2671105efc9ca651c2607e";

fn verifier() -> Verifier {
    Verifier::new(SECRET_KEY.into())
}

/// The partial notification, its signature replaced and perhaps an empty `demo` added.
fn partial(sign: &str, with_demo: bool) -> String {
    let fixture = fixture("yabandpay/webhooks/payment/partial");
    let mut body: Value = serde_json::from_str(fixture.event_text()).unwrap();
    body["sign"] = sign.into();
    if with_demo {
        body["data"]["demo"] = "".into();
    }
    body.to_string()
}

#[rstest]
#[case::sale("yabandpay/signature/sale")]
#[case::authorisation("yabandpay/signature/authorisation")]
#[case::empty_value_kept("yabandpay/signature/empty-value-kept")]
#[case::digit_key_sorts_first("yabandpay/signature/digit-key-sorts-first")]
#[case::utf8_no_url_encoding("yabandpay/signature/utf8-no-url-encoding")]
#[case::time_timeout_tip("yabandpay/signature/time-timeout-tip")]
#[case::notification("yabandpay/signature/notification")]
fn a_constructed_vector_signs_and_verifies(#[case] name: &str) {
    let vector: Value = serde_json::from_slice(fixture(name).vector.unwrap()).unwrap();
    let text = |name: &str| vector[name].as_str().unwrap();
    let members: BTreeMap<String, String> = [&vector["envelope_fields"], &vector["data"]]
        .into_iter()
        .flat_map(|object| object.as_object().unwrap())
        .map(|(name, value)| {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            (name.clone(), text)
        })
        .collect();
    let key = text("secret_key").into();

    assert_eq!(canonical(&members), text("canonical_string"));
    assert_eq!(sign(&key, text("canonical_string")), text("signature"));
    assert!(verify(&key, text("canonical_string"), text("signature")));
}

#[test]
fn a_notification_signed_over_its_data_alone_verifies() {
    let vector = fixture("yabandpay/signature/notification").vector.unwrap();
    let vector: Value = serde_json::from_slice(vector).unwrap();
    let body = json!({ "data": vector["data"], "sign": vector["signature"] }).to_string();

    let reading = verifier().verify(body.as_bytes());

    assert_eq!(reading.unwrap(), Reading::AllMembers);
}

#[test]
fn the_partial_notification_is_read_without_loss() {
    let notification = verifier().notification(partial(PARTIAL, false).as_bytes()).unwrap();

    assert_eq!(notification.r#type, Kind::Payment);
    let documented: Value =
        serde_json::from_str(fixture("yabandpay/webhooks/payment/partial").event_text()).unwrap();
    assert_lossless(&documented["data"].to_string(), &notification);
}

#[test]
fn the_printed_signature_of_the_partial_notification_does_not_fit() {
    let fixture = fixture("yabandpay/webhooks/payment/partial");

    let refused = verifier().verify(fixture.event.unwrap());

    assert!(matches!(refused, Err(WebhookError::Mismatch)));
}

#[rstest]
#[case::nothing_is_empty(PARTIAL, false, Reading::AllMembers)]
#[case::the_empty_member_was_signed(PARTIAL_WITH_DEMO, true, Reading::AllMembers)]
#[case::the_empty_member_was_left_out(PARTIAL, true, Reading::WithoutEmpty)]
fn both_readings_of_empty_members_verify(
    #[case] sign: &str,
    #[case] with_demo: bool,
    #[case] expected: Reading,
) {
    let reading = verifier().verify(partial(sign, with_demo).as_bytes());

    assert_eq!(reading.unwrap(), expected);
}

#[test]
fn an_empty_member_that_was_signed_cannot_be_dropped() {
    let refused = verifier().verify(partial(PARTIAL_WITH_DEMO, false).as_bytes());

    assert!(matches!(refused, Err(WebhookError::Mismatch)));
}

#[test]
fn what_is_not_text_is_signed_as_the_providers_library_would() {
    let data = r#"{"tip":0.50,"paid":true,"void":null,"type":"payment","3ds":{"3ds_version":"2.2.0","3ds_status":"A"}}"#;
    let body = format!(r#"{{"data":{data},"sign":"{MIXED}"}}"#);

    let reading = verifier().verify(body.as_bytes());

    assert_eq!(reading.unwrap(), Reading::AllMembers);
}

#[test]
fn a_changed_member_is_refused() {
    let body = partial(PARTIAL, false);
    for (from, to) in [("1.00", "1.01"), ("\"amount\"", "\"Amount\""), ("016683", "016684")] {
        let changed = body.replacen(from, to, 1);
        assert_ne!(changed, body);

        let refused = verifier().verify(changed.as_bytes());

        assert!(matches!(refused, Err(WebhookError::Mismatch)), "{to}");
    }
}

#[test]
fn another_key_and_an_upper_case_signature_are_refused() {
    let other = Verifier::new("another".into()).verify(partial(PARTIAL, false).as_bytes());
    let upper = verifier().verify(partial(&PARTIAL.to_uppercase(), false).as_bytes());

    assert!(matches!(other, Err(WebhookError::Mismatch)));
    assert!(matches!(upper, Err(WebhookError::Mismatch)));
}

#[test]
fn a_body_without_signature_or_data_is_named() {
    let unsigned = verifier().verify(br#"{"data":{"type":"payment"}}"#);
    let empty = verifier().verify(br#"{"sign":"00"}"#);
    let no_object = verifier().verify(br#"{"sign":"00","data":[1]}"#);
    let no_json = verifier().verify(b"sign=00");

    assert!(matches!(unsigned, Err(WebhookError::MissingSign)));
    for refused in [empty, no_object, no_json] {
        assert!(matches!(refused, Err(WebhookError::Unreadable(_))));
    }
}

/// Members with names and texts of a fixed seed, in no order.
fn generated(rng: &mut StdRng) -> Vec<(String, String)> {
    let mut members = BTreeMap::new();
    for index in 0..rng.random_range(1..20) {
        let name = format!("{}_{index}", Word().fake_with_rng::<String, _>(rng));
        let value = match index % 4 {
            0 => String::new(),
            1 => format!("{}&=% é订", Word().fake_with_rng::<String, _>(rng)),
            _ => Sentence(1..6).fake_with_rng(rng),
        };
        members.insert(name, value);
    }
    let mut members: Vec<_> = members.into_iter().collect();
    members.shuffle(rng);
    members
}

fn body(members: &[(String, String)], sign: &str) -> Vec<u8> {
    let members: Vec<_> =
        members.iter().map(|(name, value)| format!("{}:{}", json!(name), json!(value))).collect();
    format!(r#"{{"sign":"{sign}","data":{{{}}}}}"#, members.join(",")).into_bytes()
}

#[test]
fn any_members_verify_in_any_order_and_no_changed_value_does() {
    let mut rng = StdRng::seed_from_u64(20_240_909);
    for _ in 0..200 {
        let mut members = generated(&mut rng);
        let signed = sign(&SECRET_KEY.into(), &canonical(&members.iter().cloned().collect()));
        members.shuffle(&mut rng);
        assert_eq!(verifier().verify(&body(&members, &signed)).unwrap(), Reading::AllMembers);

        let position = rng.random_range(0..members.len());
        members[position].1.push('x');
        let refused = verifier().verify(&body(&members, &signed));
        assert!(matches!(refused, Err(WebhookError::Mismatch)));
    }
}

#[test]
fn names_are_sorted_by_their_bytes() {
    let names = ["b", "a_b", "ab", "a", "Z", "3ds", "é", "a1", "time", "timeout", "tip_amount"];
    let members = names.iter().map(|name| ((*name).to_owned(), "1".to_owned())).collect();

    let text = canonical(&members);

    let sorted: Vec<_> = text.split("=1").map(|part| part.trim_start_matches('&')).collect();
    let expected =
        ["3ds", "Z", "a", "a1", "a_b", "ab", "b", "time", "timeout", "tip_amount", "é", ""];
    assert_eq!(sorted, expected);
}

/// Constructed: no page prints a whole notification. Its signature was computed outside this crate.
#[test]
fn a_token_comes_with_the_notification_of_a_hosted_payment_and_does_not_show() {
    let data = r#"{"type":"payment","user":"016683","order_id":"1725875388","trade_id":"8a8aa7c7-66d7-e2cc-e2a6-fff7c77aaefd","amount":"1.00","currency":"EUR","state":"paid","pay_method":"online","sub_pay_method":"Cards HPP Token","payment_token_object":"VnXaRabcsedfsSlPFZXavcsdfasdEFDd","3ds_status":"A"}"#;
    let sign = "77f93eeaca9c2499a1154027ab4e6a92cb4dd8a69b372462e100815f13f70a8c";
    let body = format!(r#"{{"sign":"{sign}","data":{data}}}"#);

    let told = verifier().notification(body.as_bytes()).unwrap();

    let token = told.payment_token_object.value().unwrap();
    assert_eq!(token.expose(), "VnXaRabcsedfsSlPFZXavcsdfasdEFDd");
    assert!(!format!("{told:?}").contains("VnXaR"));
    assert_eq!(told.state.value().unwrap(), &State::Paid);
    assert_lossless(data, &told);
}

/// Constructed, as above.
#[test]
fn a_refund_is_told_by_both_of_its_ids() {
    let data = r#"{"type":"refund","state":"refunded","trade_id":"5feb401d-d9a4-776f-211f-882b60f14d9d","refund_id":"20240903154342497308","m_refund_id":"20240304094405131317","refund_amount":"0.10","refund_currency":"EUR"}"#;
    let sign = "0da4bc2e2990c7a12bed275f881ff014989c7b4043e901f3800c221cfda74dff";
    let body = format!(r#"{{"data":{data},"sign":"{sign}"}}"#);

    let told = verifier().notification(body.as_bytes()).unwrap();

    assert_eq!(told.r#type, Kind::Refund);
    assert_eq!(told.refund_id.value().unwrap().as_str(), "20240903154342497308");
    assert_lossless(data, &told);
}

#[test]
fn a_flipped_byte_of_a_notification_is_never_believed() {
    let body = partial(PARTIAL, false).into_bytes();
    for position in 0..body.len() {
        let mut body = body.clone();
        body[position] ^= 1;

        let verdict = verifier().verify(&body);

        assert!(verdict.is_err(), "byte {position}: {verdict:?}");
    }
}

/// Nobody has vouched for a body that is being verified.
#[test]
fn members_within_members_without_end_are_no_burden() {
    let (depth, sign) = (100_000, "0".repeat(64));
    let nested = format!("{}{{}}{}", "{\"3ds\":".repeat(depth), "}".repeat(depth));
    let body = format!("{{\"sign\":\"{sign}\",\"data\":{nested}}}");

    let refused = verifier().verify(body.as_bytes());

    assert!(matches!(refused, Err(WebhookError::Mismatch)), "{refused:?}");
}
