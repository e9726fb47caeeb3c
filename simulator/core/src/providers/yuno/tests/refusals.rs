//! What is refused, how it is said, and that nothing has happened then.

use http::HeaderMap;
use http::Method;
use proptest::prelude::*;
use rstest::rstest;
use serde_json::json;

use super::*;

const NOON: &str = "2026-01-15T12:00:00Z";

/// Changes members of a request by their JSON pointers; a parent that is missing is made.
fn with(changes: &[(&str, Value)]) -> String {
    let mut body = guide("manual");
    for (pointer, value) in changes {
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        body.pointer_mut(parent).unwrap()[name] = value.clone();
    }
    body.to_string()
}

/// Sends a body, which is refused with 400 and changes nothing. Answers code and messages.
fn refused(body: &str) -> (String, Vec<String>) {
    let mut sandbox = Sandbox::new(NOON);
    sandbox.created(&guide("both"));
    let before = sandbox.machine.snapshot();

    let response = sandbox.send(create("fresh", body));

    assert_eq!(response.status, StatusCode::BAD_REQUEST, "{}", text(&response));
    assert_eq!(sandbox.machine.snapshot(), before);
    let answer = value(&response);
    assert_eq!(answer.as_object().unwrap().len(), 2);
    let accepted = sandbox.send(create("fresh", &guide("manual").to_string()));
    assert_eq!(accepted.status, StatusCode::CREATED, "the key was not taken");
    (
        serde_json::from_value(answer["code"].clone()).unwrap(),
        serde_json::from_value(answer["messages"].clone()).unwrap(),
    )
}

#[rstest]
#[case::empty("")]
#[case::cut("{\"country\":")]
#[case::list("[]")]
#[case::text("\"payment\"")]
#[case::comment("{/**/}")]
#[case::duplicate(&guide("manual").to_string().replacen('{', "{\"country\":\"US\",", 1))]
#[case::duplicate_inside(
    &guide("manual").to_string().replace("\"currency\":", "\"value\":1,\"currency\":")
)]
#[case::deep(&with(&[]).replacen('{', &format!("{{\"x\":{}{},", "[".repeat(10_000), "]".repeat(10_000)), 1))]
#[case::huge_number(&with(&[]).replace("\"20000\"", "1e400"))]
fn what_is_no_sound_object_is_an_invalid_request(#[case] body: &str) {
    assert_eq!(refused(body), ("INVALID_REQUEST".into(), vec!["Invalid request".into()]));
}

#[test]
fn a_body_that_is_no_text_is_an_invalid_request() {
    let mut sandbox = Sandbox::new(NOON);
    let mut request = create("one", "");
    request.body = Bytes::from_static(b"{\"country\":\"\xff\"}");

    let response = sandbox.send(request);

    assert_eq!(value(&response)["code"], "INVALID_REQUEST");
}

#[test]
fn everything_that_is_missing_is_named() {
    let body =
        json!({"workflow": "DIRECT", "payment_method": {"type": "CARD", "detail": {"card": {}}}});

    let (code, messages) = refused(&body.to_string());

    assert_eq!(code, "INVALID_PARAMETERS");
    assert_eq!(
        messages,
        [
            "The field 'account_id' is required.",
            "The field 'amount' is required.",
            "The field 'payment_method.detail.card.card_data' is required.",
            "The field 'merchant_order_id' is required.",
            "The field 'description' is required.",
            "The field 'country' is required.",
        ]
    );
}

const CARD: &str = "/payment_method/detail/card";

#[rstest]
#[case::account_type("/account_id", json!(7), "account_id")]
#[case::order_short("/merchant_order_id", json!("ab"), "merchant_order_id")]
#[case::order_long("/merchant_order_id", json!("x".repeat(256)), "merchant_order_id")]
#[case::description_short("/description", json!("ab"), "description")]
#[case::country_lower("/country", json!("us"), "country")]
#[case::country_three("/country", json!("USA"), "country")]
#[case::workflow_unknown("/workflow", json!("DIREKT"), "workflow")]
#[case::workflow_type("/workflow", json!(1), "workflow")]
#[case::amount_text("/amount", json!("20000"), "amount")]
#[case::amount_list("/amount", json!(["USD", 1]), "amount")]
#[case::currency_unknown("/amount/currency", json!("XXY"), "amount.currency")]
#[case::currency_lower("/amount/currency", json!("usd"), "amount.currency")]
#[case::value_negative("/amount/value", json!(-1), "amount.value")]
#[case::value_fine("/amount/value", json!("0.00001"), "amount.value")]
#[case::value_large("/amount/value", json!(10_000_000_000_u64), "amount.value")]
#[case::value_beyond("/amount/value", json!("1e400"), "amount.value")]
#[case::value_words("/amount/value", json!("ten"), "amount.value")]
#[case::value_spaces("/amount/value", json!(" 1"), "amount.value")]
#[case::value_true("/amount/value", json!(true), "amount.value")]
#[case::value_null("/amount/value", json!(null), "amount.value")]
#[case::method_type("/payment_method", json!([]), "payment_method")]
#[case::no_type("/payment_method/type", json!(null), "payment_method.type")]
#[case::reference("/merchant_reference", json!("ab"), "merchant_reference")]
#[case::callback("/callback_url", json!("x".repeat(527)), "callback_url")]
#[case::payer("/customer_payer", json!("John"), "customer_payer")]
#[case::payer_phone("/customer_payer/phone", json!("123"), "customer_payer.phone")]
#[case::payer_email("/customer_payer/email", json!(1), "customer_payer.email")]
#[case::additional("/additional_data", json!([]), "additional_data")]
#[case::order("/additional_data", json!({"order": 1}), "additional_data.order")]
#[case::metadata("/metadata", json!({}), "metadata")]
#[case::metadata_many("/metadata", json!(vec![json!({"key": "k", "value": "v"}); 121]), "metadata")]
#[case::metadata_key("/metadata", json!([{"value": "v"}]), "metadata.key")]
#[case::metadata_long("/metadata", json!([{"key": "k", "value": "x".repeat(513)}]), "metadata.value")]
#[case::history(
    "/response_additional_data",
    json!({"transactions_history": "yes"}),
    "response_additional_data.transactions_history"
)]
fn a_wrong_member_is_named(#[case] pointer: &str, #[case] value: Value, #[case] path: &str) {
    let (code, messages) = refused(&with(&[(pointer, value)]));

    assert_eq!(code, "INVALID_PARAMETERS");
    assert_eq!(messages.len(), 1, "{messages:?}");
    assert!(messages[0].starts_with(&format!("The field '{path}' ")), "{messages:?}");
}

#[rstest]
#[case::capture("/capture", json!("yes"), "capture")]
#[case::installments("/installments", json!(51), "installments")]
#[case::deferral("/first_installment_deferral", json!(-1), "first_installment_deferral")]
#[case::descriptor("/soft_descriptor", json!("x".repeat(256)), "soft_descriptor")]
#[case::number_short("/card_data/number", json!("4111111"), "card_data.number")]
#[case::number_long("/card_data/number", json!("1".repeat(20)), "card_data.number")]
#[case::number_spaced("/card_data/number", json!("4111 1111 1111 1111"), "card_data.number")]
#[case::number_type("/card_data/number", json!(4_111_111_111_111_111_u64), "card_data.number")]
#[case::holder("/card_data/holder_name", json!("JD"), "card_data.holder_name")]
#[case::month("/card_data/expiration_month", json!(13), "card_data.expiration_month")]
#[case::year("/card_data/expiration_year", json!(1999), "card_data.expiration_year")]
#[case::code_short("/card_data/security_code", json!("12"), "card_data.security_code")]
#[case::code_letters("/card_data/security_code", json!("abc"), "card_data.security_code")]
#[case::funding("/card_data/type", json!("PREPAID"), "card_data.type")]
fn a_wrong_member_of_the_card_is_named(
    #[case] pointer: &str,
    #[case] value: Value,
    #[case] path: &str,
) {
    let (code, messages) = refused(&with(&[(&format!("{CARD}{pointer}"), value)]));

    assert_eq!(code, "INVALID_PARAMETERS");
    assert_eq!(messages.len(), 1, "{messages:?}");
    let begins = format!("The field 'payment_method.detail.card.{path}' ");
    assert!(messages[0].starts_with(&begins), "{messages:?}");
}

#[rstest]
#[case::negative(json!({"delay": "P-1D"}))]
#[case::beyond_the_grammar(json!({"delay": "P999999999Y"}))]
#[case::beyond_the_calendar(json!({"delay": "P19000Y"}))]
#[case::empty_time(json!({"delay": "PT"}))]
#[case::words(json!({"delay": "1 month"}))]
#[case::null(json!({"delay": null}))]
#[case::empty_text(json!({"delay": ""}))]
#[case::number(json!({"delay": 7}))]
#[case::empty_object(json!({}))]
#[case::no_object(json!("P7D"))]
#[case::list(json!(["P7D"]))]
#[case::old_flag_type(json!({"delay": "P7D", "simplified_mode": "yes"}))]
fn a_delay_that_is_none_is_refused(
    #[case] settings: Value,
    #[values("delayed_capture_settings", "delayed_cancel_settings")] name: &str,
) {
    let (code, messages) = refused(&with(&[(&format!("{CARD}/{name}"), settings)]));

    assert_eq!(code, "INVALID_PARAMETERS");
    assert_eq!(messages.len(), 1, "{messages:?}");
    assert!(messages[0].contains(name), "{messages:?}");
}

#[rstest]
#[case(json!(true))]
#[case(json!(null))]
fn a_delayed_object_needs_capture_false(#[case] capture: Value) {
    let capture_pointer = format!("{CARD}/capture");
    for name in ["delayed_capture_settings", "delayed_cancel_settings"] {
        let settings = (&*format!("{CARD}/{name}"), json!({"delay": "P7D"}));

        let (code, messages) = refused(&with(&[(&capture_pointer, capture.clone()), settings]));

        assert_eq!((code.as_str(), messages.len()), ("INVALID_PARAMETERS", 1));
    }
}

#[rstest]
#[case(json!(0))]
#[case(json!("0.0000"))]
fn an_amount_of_zero_is_an_error_of_its_own(#[case] value: Value) {
    let (code, messages) = refused(&with(&[("/amount/value", value)]));

    assert_eq!(code, "INVALID_AMOUNT");
    assert_eq!(messages, ["Invalid amount for the payment method."]);
}

#[rstest]
#[case::default("/workflow", json!(null), "workflow SDK_CHECKOUT")]
#[case::redirect("/workflow", json!("REDIRECT"), "workflow REDIRECT")]
#[case::method("/payment_method/type", json!("PIX"), "payment method PIX")]
#[case::token("/payment_method/token", json!("t"), "one-time tokens")]
#[case::otp("/payment_method/otp", json!({"is_required": true}), "one-time passwords")]
#[case::fraud("/fraud_screening", json!({"stand_alone": true}), "stand-alone fraud screening")]
#[case::subscription("/subscription", json!({}), "subscriptions")]
#[case::split("/split_marketplace", json!([{}]), "split payments")]
#[case::conversion("/amount/currency_conversion", json!({}), "currency conversion")]
#[case::three_ds("/payment_method/detail/card/three_d_secure", json!({}), "3DS")]
#[case::network("/payment_method/detail/card/network_token", json!({}), "network tokens")]
fn what_is_not_served_is_said_to_be(
    #[case] pointer: &str,
    #[case] value: Value,
    #[case] what: &str,
) {
    let (code, messages) = refused(&with(&[(pointer, value)]));

    assert_eq!(code, "UNAVAILABLE_PAYMENT_METHOD");
    assert_eq!(messages[0], "Unavailable payment method.");
    assert!(messages[1].starts_with(&format!("sandpay does not serve {what}")), "{messages:?}");
}

#[rstest]
#[case("<account_id>")]
#[case("{{account-code}}")]
#[case("22222222-2222-4222-8222-222222222222")]
fn an_account_that_is_not_the_callers_is_refused(#[case] account: &str) {
    let (code, messages) = refused(&with(&[("/account_id", json!(account))]));

    assert_eq!(
        (code.as_str(), messages),
        ("INVALID_ACCOUNT_ID", vec!["Account id is invalid".into()])
    );
}

#[rstest]
#[case("<customer_id>")]
#[case("22222222-2222-4222-8222-222222222222")]
fn a_customer_that_nobody_stored_is_refused(#[case] customer: &str) {
    let (code, messages) = refused(&with(&[("/customer_payer/id", json!(customer))]));

    assert_eq!(
        (code.as_str(), messages),
        ("CUSTOMER_NOT_FOUND", vec!["Customer not found".into()])
    );
}

#[test]
fn unknown_members_are_ignored() {
    let mut sandbox = Sandbox::new(NOON);
    let mut body = guide("manual");
    body["favourite_colour"] = json!({"red": [1, 2, 3]});

    let payment = sandbox.created(&body);

    assert!(payment.get("favourite_colour").is_none());
}

#[test]
fn a_missing_key_is_refused_before_the_body_is_read() {
    let mut sandbox = Sandbox::new(NOON);
    let mut request = create("one", "{");
    request.headers.remove("x-idempotency-key");

    let response = sandbox.send(request);

    assert_eq!(response.status, StatusCode::BAD_REQUEST);
    assert_eq!(
        value(&response),
        json!({"code": "MISSING_HEADER",
               "messages": ["Required request header 'X-Idempotency-Key' is not present."]})
    );
}

#[rstest]
#[case("", "MISSING_HEADER")]
#[case(&"k".repeat(256), "INVALID_PARAMETERS")]
fn a_key_has_1_to_255_characters(#[case] key: &str, #[case] code: &str) {
    let mut sandbox = Sandbox::new(NOON);
    let body = guide("manual").to_string();

    assert_eq!(value(&sandbox.send(create(key, &body)))["code"], code);
    assert_eq!(sandbox.send(create(&"k".repeat(255), &body)).status, StatusCode::CREATED);
}

#[rstest]
#[case::nothing("/v1/payments", &[], ("NOT_AUTHENTICATED", "Not authenticated"))]
#[case::one_key(
    "/v1/nothing",
    &[("public-api-key", "sandbox_sandpay_public")],
    ("NOT_AUTHENTICATED", "Not authenticated")
)]
#[case::wrong_pair(
    "/v1/payments",
    &[("public-api-key", "sandbox_sandpay_public"), ("private-secret-key", "sandbox_sandpay_public")],
    ("INVALID_CREDENTIALS", "Invalid Credentials")
)]
fn a_caller_without_the_keys_is_refused_before_anything_else(
    #[case] path: &str,
    #[case] keys: &[(&'static str, &str)],
    #[case] (code, message): (&str, &str),
) {
    let mut sandbox = Sandbox::new(NOON);
    let mut request = request(Method::POST, path);
    request.headers = HeaderMap::new();
    for (name, value) in keys {
        header(&mut request, name, value);
    }

    let response = sandbox.send(request);

    assert_eq!(response.status, StatusCode::UNAUTHORIZED);
    assert_eq!(value(&response), json!({"code": code, "messages": [message]}));
}

#[rstest]
#[case("/payments")]
#[case("/v1")]
#[case("/v1/payments/x/y")]
#[case("/")]
fn an_unknown_path_is_404_without_a_body(#[case] path: &str) {
    let mut sandbox = Sandbox::new(NOON);

    let response = sandbox.send(request(Method::POST, path));

    assert_eq!((response.status, response.body.len()), (StatusCode::NOT_FOUND, 0));
}

#[rstest]
#[case(Method::PUT, "/v1/payments")]
#[case(Method::DELETE, "/v1/payments/11111111-1111-4111-8111-111111111111")]
fn another_method_is_405(#[case] method: Method, #[case] path: &str) {
    let mut sandbox = Sandbox::new(NOON);

    let response = sandbox.send(request(method, path));

    assert_eq!(response.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(
        value(&response),
        json!({"code": "UNSUPPORTED_METHOD", "messages": ["Method not supported."]})
    );
}

#[rstest]
#[case("22222222-2222-4222-8222-222222222222")]
#[case("x")]
fn an_unknown_payment_is_400(#[case] id: &str) {
    let mut sandbox = Sandbox::new(NOON);

    let response = sandbox.send(request(Method::GET, &format!("/v1/payments/{id}")));

    assert_eq!(response.status, StatusCode::BAD_REQUEST);
    assert_eq!(
        value(&response),
        json!({"code": "PAYMENT_NOT_FOUND", "messages": ["Payment not found."]})
    );
}

#[test]
fn a_key_is_burnt_by_a_failure_of_the_server() {
    let mut sandbox = Sandbox::new(NOON);
    let admitted =
        Kind::<Yuno>::new().admit(create("one", &guide("manual").to_string()), &sandbox.keyring);
    let call = admitted.call.unwrap();

    let forced = sandbox.machine.refuse(call.as_ref(), "SERVICE_UNAVAILABLE", sandbox.at).unwrap();

    assert_eq!(forced.status, StatusCode::SERVICE_UNAVAILABLE);
    let again = sandbox.send(create("one", &guide("manual").to_string()));
    assert_eq!(
        value(&again),
        json!({"code": "IDEMPOTENCY_DUPLICATED", "messages": ["Idempotency is duplicated."]})
    );
}

#[test]
fn a_key_is_in_process_while_its_answer_is_held() {
    let mut sandbox = Sandbox::new(NOON);
    let body = guide("manual").to_string();
    let admitted = Kind::<Yuno>::new().admit(create("one", &body), &sandbox.keyring);
    let call = admitted.call.unwrap();
    let around =
        Around { at: sandbox.at, origin: "", counter: &mut sandbox.counter, outcome: None };
    let first = sandbox.machine.call(call.as_ref(), around);
    sandbox.machine.hold(first.key.unwrap());

    let meanwhile = sandbox.send(create("one", &body));
    sandbox.machine.release(first.key.unwrap());
    let afterwards = sandbox.send(create("one", &body));

    assert_eq!(meanwhile.status, StatusCode::BAD_REQUEST);
    assert_eq!(value(&meanwhile)["code"], "REQUEST_IN_PROCESS");
    assert_eq!(afterwards, first.response);
}

#[test]
fn every_error_of_the_profile_can_be_forced_and_is_code_and_messages() {
    for name in super::super::errors::NAMES {
        let response: Response =
            super::super::Code::from_name(name).map(super::super::Error::from).unwrap().into();

        assert_eq!(value(&response)["code"], name);
        assert!(!response.status.is_success());
    }
}

proptest! {
    #[test]
    fn no_body_makes_it_stumble(pointer in 0_usize..14, value in ".{0,20}", number: i64) {
        let pointers = [
            "/account_id", "/amount", "/amount/value", "/amount/currency", "/country",
            "/payment_method", "/payment_method/type", "/payment_method/detail",
            "/payment_method/detail/card", "/payment_method/detail/card/card_data",
            "/payment_method/detail/card/card_data/number", "/customer_payer", "/metadata",
            "/payment_method/detail/card/delayed_capture_settings",
        ];
        for value in [json!(value), json!(number), json!([value]), json!({"delay": value})] {
            let mut sandbox = Sandbox::new(NOON);
            let response = sandbox.send(create("one", &with(&[(pointers[pointer], value)])));
            prop_assert!(response.status == StatusCode::CREATED || response.status == StatusCode::BAD_REQUEST);
        }
    }

    #[test]
    fn no_bytes_make_it_stumble(bytes: Vec<u8>) {
        let mut request = create("one", "");
        request.body = bytes.into();
        prop_assert_eq!(Sandbox::new(NOON).send(request).status, StatusCode::BAD_REQUEST);
    }
}
