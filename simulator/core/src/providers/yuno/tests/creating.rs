//! Creating and reading payments that go through, and doing it twice.

use http::Method;
use rstest::rstest;
use serde_json::json;

use super::*;

const NOON: &str = "2026-01-15T12:00:00Z";
/// Luhn-valid, of a known brand, and nobody's published test number.
const UNPUBLISHED: &str = concat!("45391488", "03436467");

#[rstest]
#[case("real-time", "SUCCEEDED/APPROVED", "PURCHASE", "payment.purchase")]
#[case("manual", "PENDING/AUTHORIZED", "AUTHORIZE", "payment.authorize")]
#[case("delayed capture", "PENDING/AUTHORIZED", "AUTHORIZE", "payment.authorize")]
#[case("delayed cancel", "PENDING/AUTHORIZED", "AUTHORIZE", "payment.authorize")]
#[case("both", "PENDING/AUTHORIZED", "AUTHORIZE", "payment.authorize")]
fn every_request_of_the_guide_answers_as_it_says(
    #[case] name: &str,
    #[case] expected: &str,
    #[case] operation: &str,
    #[case] event: &str,
) {
    let mut sandbox = Sandbox::new(NOON);

    let payment = sandbox.created(&guide(name));

    assert_eq!(state(&payment), expected);
    assert_eq!(payment["amount"]["value"], json!(20000));
    assert_eq!(payment["amount"]["captured"], json!(0));
    assert_eq!(payment["transactions"]["type"], operation);
    assert_eq!(payment["transactions"]["status"], "SUCCEEDED");
    assert_eq!(payment["transactions"]["response_code"], "SUCCEEDED");
    assert_eq!(payment["transactions"]["merchant_reference"], payment["merchant_order_id"]);
    assert_eq!(payment["created_at"], "2026-01-15T12:00:00.000000Z");
    assert_eq!(payment["account_id"], ACCOUNT);
    assert_eq!(payment["customer_payer"]["id"], CUSTOMER);
    assert_eq!(payment["customer_payer"]["document"]["document_number"], "1010268952");
    assert_eq!(sandbox.events(), [event]);
}

#[test]
fn a_card_shows_its_ends_and_lengths_and_nothing_else() {
    let mut sandbox = Sandbox::new(NOON);

    let payment = sandbox.created(&guide("real-time"));

    let card = &payment["payment_method"]["payment_method_detail"]["card"];
    let data = &card["card_data"];
    assert_eq!((&data["iin"], &data["lfd"]), (&json!("41111111"), &json!("1111")));
    assert_eq!((&data["number_length"], &data["security_code_length"]), (&json!(16), &json!(3)));
    assert_eq!((&data["brand"], &data["expiration_year"]), (&json!("VISA"), &json!(28)));
    assert_eq!(card["authorization_code"].as_str().unwrap().len(), 6);
    assert_eq!(card, &payment["transactions"]["payment_method"]["detail"]["card"]);
}

#[test]
fn no_card_number_or_code_is_anywhere_in_the_state() {
    let mut sandbox = Sandbox::new(NOON);
    let mut body = guide("delayed capture");
    let card = &mut body["payment_method"]["detail"]["card"]["card_data"];
    card["number"] = json!(UNPUBLISHED);
    card["security_code"] = json!("987");
    for body in [&guide("real-time"), &body] {
        sandbox.created(body);
    }

    let snapshot = sandbox.machine.snapshot().to_string();

    for secret in ["4111111111111111", UNPUBLISHED, "488034", "987", "security_code\""] {
        assert!(!snapshot.contains(secret), "{secret} in {snapshot}");
    }
}

#[test]
fn a_payment_reads_as_it_was_created_with_its_transactions_as_a_list() {
    let mut sandbox = Sandbox::new(NOON);
    let mut created = sandbox.created(&guide("manual"));

    let read = sandbox.read(&created);

    created["transactions"] = json!([created["transactions"]]);
    created.as_object_mut().unwrap().remove("transactions_history");
    created["idempotency_key"] = json!("key-1");
    created["account_code"] = created["account_id"].clone();
    created["payment_link_code"] = json!("");
    created["split_marketplace"] = json!([]);
    assert_eq!(read, created);
}

#[test]
fn a_read_payment_is_wrapped_when_the_setting_says_so() {
    let mut sandbox = Sandbox::new(NOON);
    let created = sandbox.created(&guide("manual"));
    let changes = json!({"payment_read_shape": "wrapped"});
    sandbox.machine.change_settings(changes.as_object().unwrap()).unwrap();

    let read = sandbox.read(&created);

    assert_eq!(read["payment"]["id"], created["id"]);
    assert_eq!(read.as_object().unwrap().len(), 1);
}

#[test]
fn the_history_is_read_when_it_is_asked_for() {
    let mut sandbox = Sandbox::new(NOON);
    let created = sandbox.created(&guide("manual"));
    let mut request = request(Method::GET, &path(&created));
    request.query = "raw_response=true&transactions_history=true".into();

    let read = value(&sandbox.send(request));

    assert_eq!(read["transactions_history"], read["transactions"]);
}

#[test]
fn a_key_answers_the_same_bytes_whatever_the_body_says_now() {
    let mut sandbox = Sandbox::new(NOON);
    let first = sandbox.send(create("one", &guide("delayed capture").to_string()));
    sandbox.advance("2026-01-22T12:00:00Z");
    sandbox.at = "2026-01-15T13:00:00Z".parse().unwrap();
    let before = sandbox.machine.snapshot();

    for body in [guide("real-time").to_string(), "{".to_owned(), String::new()] {
        assert_eq!(sandbox.send(create("one", &body)), first);
    }

    assert_eq!(sandbox.machine.snapshot(), before);
}

#[test]
fn a_declined_payment_takes_its_key_too() {
    let mut sandbox = Sandbox::new(NOON);
    let mut body = guide("real-time");
    body["description"] = json!("DO_NOT_HONOR");
    let declined = sandbox.send(create("one", &body.to_string()));

    let again = sandbox.send(create("one", &guide("real-time").to_string()));

    assert_eq!(state(&value(&again)), "DECLINED/DECLINED");
    assert_eq!(again, declined);
}

#[test]
fn a_key_is_new_again_after_24_hours() {
    let mut sandbox = Sandbox::new(NOON);
    let first = value(&sandbox.send(create("one", &guide("manual").to_string())));
    sandbox.advance("2026-01-16T12:00:00Z");

    let second = value(&sandbox.send(create("one", &guide("manual").to_string())));

    assert_ne!(first["id"], second["id"]);
}

#[test]
fn what_is_echoed_keeps_its_digits_and_its_order() {
    let mut sandbox = Sandbox::new(NOON);
    let body = guide("manual").to_string();
    let body = body.replacen(
        '{',
        r#"{ "metadata": [ {"value" : "b", "key":"a"} ], "callback_url": "https://shop.example/back",
            "additional_data": {"seller_details": {"z": 1.50, "a": "x y"}, "order": {"tip_amount": 0.10}}, "#,
        1,
    );

    let answer = text(&sandbox.send(create("one", &body)));

    for part in [
        r#""metadata":[{"value":"b","key":"a"}]"#,
        r#""callback_url":"https://shop.example/back","workflow":"DIRECT""#,
        r#""seller_details":{"z":1.50,"a":"x y"}"#,
        r#""shipping_amount":null,"tip_amount":0.10,"items":null"#,
    ] {
        assert!(answer.contains(part), "{part} in {answer}");
    }
}

#[rstest]
#[case(r#""20000""#, "20000")]
#[case("20000.0", "20000")]
#[case("55.75", "55.75")]
#[case("\"0.0001\"", "0.0001")]
#[case("1e3", "1000")]
#[case("9999999999", "9999999999")]
fn an_amount_is_a_number_in_its_shortest_form(#[case] sent: &str, #[case] shown: &str) {
    let mut sandbox = Sandbox::new(NOON);
    let body = guide("manual").to_string().replace(r#""20000""#, sent);

    let answer = text(&sandbox.send(create("one", &body)));

    assert!(answer.contains(&format!(r#""refunded":0,"value":{shown}}}"#)), "{answer}");
    assert!(answer.contains(&format!(r#""category":"CARD","amount":{shown},"#)), "{answer}");
}

#[test]
fn a_snapshot_taken_in_elsewhere_answers_the_same() {
    let mut sandbox = Sandbox::new(NOON);
    let mut body = guide("both");
    body["additional_data"] = json!({"order": {"tip_amount": 1}});
    let created = sandbox.created(&body);
    let mut other = Sandbox::new(NOON);

    other.machine.restore(sandbox.machine.snapshot()).unwrap();

    assert_eq!(other.machine.snapshot(), sandbox.machine.snapshot());
    assert_eq!(other.read(&created), sandbox.read(&created));
    let (own, others) =
        (sandbox.advance("2026-03-01T00:00:00Z"), other.advance("2026-03-01T00:00:00Z"));
    assert_eq!(own, others);
    assert_eq!(other.read(&created), sandbox.read(&created));
}

#[test]
fn a_sandbox_knows_its_own_account_and_customers_only() {
    let seed = Seed::new(7);
    let identity = Identity { id: "sb-1", seed: &seed };
    let credentials = Kind::<Yuno>::new().credentials(&identity);
    let mut sandbox = Sandbox::new(NOON);
    sandbox.machine = Kind::<Yuno>::new().open(&identity, World::Empty);
    let mut body = guide("manual");
    assert_eq!(value(&sandbox.create(&body))["code"], "INVALID_ACCOUNT_ID");

    body["account_id"] = json!(credentials[2].value);
    assert_eq!(value(&sandbox.create(&body))["code"], "CUSTOMER_NOT_FOUND");

    body["customer_payer"]["id"] = json!(null);
    let payment = sandbox.created(&body);
    assert_eq!(payment["account_id"], credentials[2].value.as_str());
    assert_eq!(payment["customer_payer"]["first_name"], "John");
    body["customer_payer"] = json!(null);
    assert_eq!(sandbox.created(&body)["customer_payer"], json!(null));
}

#[test]
fn a_subject_shows_what_reading_answers_and_what_can_happen_to_it() {
    let mut sandbox = Sandbox::new(NOON);
    let created = sandbox.created(&delayed(Some("P40D"), Some("P20D")));
    let id = created["id"].as_str().unwrap();

    let view = sandbox.machine.subject(id).unwrap();

    assert_eq!((view.kind, view.state.as_str()), ("payment", "PENDING/AUTHORIZED"));
    assert_eq!(view.object, sandbox.read(&created));
    assert_eq!(
        serde_json::to_value(&view.next).unwrap(),
        json!([
            {"name": "capture", "by": "merchant", "leads_to": "SUCCEEDED/CAPTURED"},
            {"name": "cancel", "by": "merchant", "leads_to": "CANCELED/CANCELED"},
            {"name": "cancel_due", "by": "time", "leads_to": "CANCELED/CANCELED",
             "at": "2026-02-04T12:00:00Z"},
            {"name": "capture_due", "by": "time", "leads_to": "SUCCEEDED/CAPTURED",
             "at": "2026-02-24T12:00:00Z"},
        ])
    );
    assert!(sandbox.machine.subject("no-payment").is_none());
}
