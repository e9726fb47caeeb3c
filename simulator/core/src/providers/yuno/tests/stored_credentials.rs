//! Stored cards and what goes to the card network with a charge of one.

use rstest::rstest;
use serde_json::json;

use super::provider_calls::state_of;
use super::provider_calls::told;
use super::*;

const NOON: &str = "2026-01-15T12:00:00Z";
pub(super) const TOKEN: &str = "eb8caa17-6407-457b-960e-125d8d7a90c1";
const REMEMBERED: &str = "583103536844189";

/// The guide's charge of a stored card, with other stored credentials.
pub(super) fn charge(token: &str, credentials: Value) -> Value {
    let mut body = documented_charge();
    body["payment_method"]["vaulted_token"] = json!(token);
    body["payment_method"]["detail"]["card"]["stored_credentials"] = credentials;
    body
}

fn documented_charge() -> Value {
    let values = Substitutions::new().account(ACCOUNT).uuid("0b914bf9-0e86-4713-a908-0ec01d60c486");
    let name = "yuno/create-payment/stored-credentials-card-on-file-used";
    let body = sandpay_fixtures::fixture(name).request_with(&values).unwrap();
    serde_json::from_str(&body).unwrap()
}

/// A payment that stores its card when it succeeds.
pub(super) fn storing(customer: Option<&str>, credentials: Value) -> Value {
    let mut body = guide("real-time");
    body["payment_method"]["vault_on_success"] = json!(true);
    body["payment_method"]["detail"]["card"]["stored_credentials"] = credentials;
    body["customer_payer"] = customer.map_or(Value::Null, |id| json!({ "id": id }));
    body
}

fn credentials(payment: &Value) -> &Value {
    let shown = &payment["payment_method"]["payment_method_detail"]["card"]["stored_credentials"];
    let transaction = &payment["transactions"];
    let transaction = if transaction.is_array() { &transaction[0] } else { transaction };
    let in_transaction = &transaction["payment_method"]["detail"]["card"]["stored_credentials"];
    assert_eq!(shown, in_transaction);
    shown
}

fn network(payment: &Value) -> Option<&str> {
    credentials(payment)["network_transaction_id"].as_str()
}

fn token(payment: &Value) -> &str {
    let shown = &payment["payment_method"]["vaulted_token"];
    assert_eq!(shown, &payment["transactions"]["payment_method"]["vaulted_token"]);
    shown.as_str().unwrap()
}

#[test]
fn the_guides_charge_works_with_the_substitutions_of_the_documented_world() {
    let mut sandbox = Sandbox::new(NOON);

    let payment = sandbox.created(&documented_charge());

    assert_eq!(state(&payment), "SUCCEEDED/APPROVED");
    assert_eq!(token(&payment), TOKEN);
    assert_eq!(payment["payment_method"]["vault_on_success"], json!(false));
    let card = &payment["payment_method"]["payment_method_detail"]["card"]["card_data"];
    assert_eq!((&card["iin"], &card["lfd"]), (&json!("40518856"), &json!("6623")));
    assert_eq!(card["security_code_length"], json!(0));
    let expected = json!({
        "reason": "CARD_ON_FILE", "usage": "USED", "subscription_agreement_id": null,
        "network_transaction_id": REMEMBERED
    });
    assert_eq!(credentials(&payment), &expected);
    assert_eq!(
        told(&sandbox, &payment),
        [
            "PURCHASE SUCCEEDED: CIT CARD_ON_FILE USED, network transaction 583103536844189 (request)"
        ]
    );
    assert_eq!(
        state_of(&sandbox, &payment),
        [json!({
            "transaction": payment["transactions"]["id"], "type": "PURCHASE", "amount": "5000 EUR",
            "at": NOON, "status": "SUCCEEDED", "response_code": "SUCCEEDED", "initiator": "CIT",
            "reason": "CARD_ON_FILE", "usage": "USED", "subscription_agreement_id": null,
            "network_transaction_id": REMEMBERED, "origin": "request"
        })]
    );
    assert_eq!(sandbox.read(&payment)["payment_method"], payment["payment_method"]);
}

#[rstest]
#[case::remembered(json!({"reason": "SUBSCRIPTION", "usage": "USED"}),
    Some(REMEMBERED), "MIT SUBSCRIPTION USED, network transaction 583103536844189 (remembered)")]
#[case::of_the_request(
    json!({"reason": "UNSCHEDULED_CARD_ON_FILE", "usage": "USED", "network_transaction_id": "MCC123"}),
    Some("MCC123"), "MIT UNSCHEDULED_CARD_ON_FILE USED, network transaction MCC123 (request)")]
#[case::without_usage(json!({"reason": "SUBSCRIPTION"}), None, "MIT SUBSCRIPTION, no network transaction")]
#[case::agreement_alone(
    json!({"reason": "SUBSCRIPTION", "usage": "USED", "subscription_agreement_id": "AA0001"}),
    Some(REMEMBERED),
    "MIT SUBSCRIPTION USED, agreement AA0001, network transaction 583103536844189 (remembered)")]
#[case::without_reason(json!({"usage": "USED"}),
    Some(REMEMBERED), "USED, network transaction 583103536844189 (remembered)")]
#[case::empty(json!({}), None, "stored credentials, no network transaction")]
fn the_id_that_is_sent_or_remembered_goes_to_the_provider(
    #[case] sent: Value,
    #[case] expected: Option<&str>,
    #[case] call: &str,
) {
    let mut sandbox = Sandbox::new(NOON);

    let payment = sandbox.created(&charge(TOKEN, sent));

    assert_eq!(network(&payment), expected);
    assert_eq!(told(&sandbox, &payment), [format!("PURCHASE SUCCEEDED: {call}")]);
}

#[test]
fn nothing_is_filled_in_or_told_where_nothing_is_said() {
    let mut sandbox = Sandbox::new(NOON);

    let payment = sandbox.created(&charge(TOKEN, Value::Null));

    assert_eq!(network(&payment), None);
    assert_eq!(told(&sandbox, &payment), ["PURCHASE SUCCEEDED"]);
}

#[rstest]
#[case::visa("4507990000000002", "")]
#[case::mastercard("5252440000000002", "MCC")]
fn a_first_use_is_remembered_for_the_token_that_it_stores(
    #[case] number: &str,
    #[case] prefix: &str,
) {
    let mut sandbox = Sandbox::new(NOON);
    let mut body = storing(Some(CUSTOMER), json!({"reason": "SUBSCRIPTION", "usage": "FIRST"}));
    body["payment_method"]["detail"]["card"]["card_data"]["number"] = json!(number);

    let first = sandbox.created(&body);
    let used = json!({"reason": "SUBSCRIPTION", "usage": "USED"});
    let later = sandbox.created(&charge(token(&first), used));

    assert_eq!(first["payment_method"]["vault_on_success"], json!(true));
    let id = network(&first).unwrap();
    if prefix.is_empty() {
        assert!(id.len() == 15 && id.bytes().all(|byte| byte.is_ascii_digit()), "{id}");
    } else {
        assert!(id.len() == 13 && id.starts_with(prefix) && id.ends_with("0115"), "{id}");
    }
    assert_eq!(network(&later), Some(id));
    assert_eq!(token(&later), token(&first));
    assert!(told(&sandbox, &first)[0].ends_with("(new)"));
    assert!(told(&sandbox, &later)[0].ends_with("(remembered)"));
    let subject = sandbox.machine.subject(token(&first)).unwrap();
    assert_eq!(subject.kind, "payment_method");
    assert_eq!(subject.state, format!("ENROLLED, first SUBSCRIPTION as {id}"));
    assert_eq!(subject.object["vaulted_token"], token(&first));
    assert!(later["subscription_code"].is_null(), "no subscription comes of it");
    assert!(sandbox.events().iter().all(|event| event.starts_with("payment.")));
}

#[test]
fn a_first_use_of_a_token_is_remembered_instead_of_the_one_before() {
    let mut sandbox = Sandbox::new(NOON);

    let first = charge(TOKEN, json!({"reason": "SUBSCRIPTION", "usage": "FIRST"}));
    let first = sandbox.created(&first);
    let later = sandbox.created(&charge(TOKEN, json!({"reason": "SUBSCRIPTION", "usage": "USED"})));

    assert_ne!(network(&first), Some(REMEMBERED));
    assert_eq!(network(&later), network(&first));
}

#[rstest]
#[case::no_usage(json!({"reason": "SUBSCRIPTION"}))]
#[case::used(json!({"reason": "SUBSCRIPTION", "usage": "USED", "network_transaction_id": "MCC123"}))]
fn only_a_first_use_is_remembered(#[case] sent: Value) {
    let mut sandbox = Sandbox::new(NOON);

    let stored = sandbox.created(&storing(Some(CUSTOMER), sent));
    let later = json!({"reason": "SUBSCRIPTION", "usage": "USED"});
    let later = sandbox.created(&charge(token(&stored), later));

    assert_eq!(network(&later), None);
    let call = "PURCHASE SUCCEEDED: MIT SUBSCRIPTION USED, no network transaction";
    assert_eq!(told(&sandbox, &later), [call]);
}

/// "If the transaction is customer-initiated, the network transaction reference will be available."
#[rstest]
#[case::first("CARD_ON_FILE", Some("FIRST"), true)]
#[case::later("CARD_ON_FILE", Some("USED"), true)]
#[case::without_usage("CARD_ON_FILE", None, true)]
#[case::by_the_merchant("SUBSCRIPTION", Some("USED"), false)]
#[case::unscheduled("UNSCHEDULED_CARD_ON_FILE", Some("USED"), false)]
fn a_charge_by_the_customer_is_answered_with_an_id_of_the_network_even_if_none_is_known(
    #[case] reason: &str,
    #[case] usage: Option<&str>,
    #[case] has_one: bool,
) {
    let mut sandbox = Sandbox::new(NOON);
    let stored = sandbox.created(&storing(Some(CUSTOMER), Value::Null));
    let sent = json!({"reason": reason, "usage": usage});

    let payment = sandbox.created(&charge(token(&stored), sent));

    let id = network(&payment).map(str::len);
    assert_eq!(id, has_one.then_some(15));
    assert_eq!(told(&sandbox, &payment)[0].ends_with("(new)"), has_one);
}

#[test]
fn a_declined_first_use_is_not_remembered() {
    let mut sandbox = Sandbox::new(NOON);
    let mut body = charge(TOKEN, json!({"reason": "SUBSCRIPTION", "usage": "FIRST"}));
    body["description"] = json!("DO_NOT_HONOR");

    let declined = sandbox.created(&body);
    let later = sandbox.created(&charge(TOKEN, json!({"reason": "CARD_ON_FILE", "usage": "USED"})));

    assert_eq!((state(&declined).as_str(), network(&declined)), ("DECLINED/DECLINED", None));
    assert_eq!(network(&later), Some(REMEMBERED));
}

#[rstest]
#[case::nobody(None)]
#[case::inline(Some(json!({"first_name": "Ada", "email": "ada@example.com"})))]
fn a_card_is_stored_for_a_stored_customer_only(#[case] payer: Option<Value>) {
    let mut sandbox = Sandbox::new(NOON);
    let mut body = storing(None, json!({"reason": "CARD_ON_FILE", "usage": "FIRST"}));
    body["customer_payer"] = json!(payer);

    let payment = sandbox.created(&body);

    assert_eq!((state(&payment).as_str(), token(&payment)), ("SUCCEEDED/APPROVED", ""));
    assert_eq!(payment["payment_method"]["vault_on_success"], json!(true));
    assert!(network(&payment).is_some());
}

#[test]
fn an_authorization_stores_its_card_when_it_is_captured() {
    let mut sandbox = Sandbox::new(NOON);
    let mut body = storing(Some(CUSTOMER), json!({"reason": "SUBSCRIPTION", "usage": "FIRST"}));
    body["payment_method"]["detail"]["card"]["capture"] = json!(false);

    let payment = sandbox.created(&body);
    let part = wish(json!({"amount": amount(1)}));
    sandbox.changed(&payment, (0, "capture"), &part);
    let captured = sandbox.read(&payment);
    sandbox.changed(&payment, (0, "capture"), &part);

    assert_eq!(token(&payment), "");
    let token = captured["payment_method"]["vaulted_token"].as_str().unwrap();
    assert_eq!(captured["transactions"][1]["payment_method"]["vaulted_token"], token);
    let used = json!({"reason": "SUBSCRIPTION", "usage": "USED"});
    let later = sandbox.created(&charge(token, used));
    assert_eq!(network(&later), network(&payment));
    let notes = sandbox.steps.iter().flat_map(|step| &step.notes);
    let stored = notes.filter(|note| note.subject.to_string() == token).count();
    assert_eq!(stored, 1, "it is stored once");
}

#[test]
fn a_card_that_is_looked_at_is_stored_when_it_is_good() {
    let mut sandbox = Sandbox::new(NOON);
    let mut body = storing(Some(CUSTOMER), json!({"reason": "SUBSCRIPTION", "usage": "FIRST"}));
    body["amount"]["value"] = json!(0);
    body["payment_method"]["detail"]["card"]["verify"] = json!(true);

    let verified = sandbox.created(&body);
    let used = json!({"reason": "SUBSCRIPTION", "usage": "USED"});
    let later = sandbox.created(&charge(token(&verified), used));

    assert_eq!(state(&verified), "SUCCEEDED/VERIFIED");
    assert_eq!(network(&later), network(&verified));
}

#[rstest]
#[case("PENDING_REVIEW", "confirm", true)]
#[case("PENDING_REVIEW", "refuse", false)]
#[case("DO_NOT_HONOR", "", false)]
fn a_card_is_stored_when_its_payment_succeeds_and_not_before(
    #[case] description: &str,
    #[case] then: &str,
    #[case] stored: bool,
) {
    let mut sandbox = Sandbox::new(NOON);
    let mut body = storing(Some(CUSTOMER), json!({"reason": "SUBSCRIPTION", "usage": "FIRST"}));
    body["description"] = json!(description);

    let payment = sandbox.created(&body);
    if !then.is_empty() {
        sandbox.act(&payment, then).unwrap();
    }

    assert_eq!(token(&payment), "");
    let read = sandbox.read(&payment);
    assert_eq!(read["payment_method"]["vaulted_token"] != "", stored, "{read}");
}

#[test]
fn a_stored_card_decides_as_its_number_does() {
    let mut sandbox = Sandbox::new(NOON);
    let mut body = storing(Some(CUSTOMER), Value::Null);
    body["payment_method"]["detail"]["card"]["card_data"]["number"] = json!("4507990000000002");
    let stored = sandbox.created(&body);
    let mut later = charge(token(&stored), Value::Null);
    later["description"] = json!("DO_NOT_HONOR");

    let later = sandbox.created(&later);

    assert_eq!(state(&later), "SUCCEEDED/APPROVED", "the card wins");
}

#[test]
fn a_token_of_another_customer_is_refused_and_of_nobody_is_charged() {
    let mut sandbox = Sandbox::new(NOON);
    let other = request(Method::POST, "/v1/customers");
    let other = Request { body: r#"{"merchant_customer_id":"other"}"#.into(), ..other };
    let other = value(&sandbox.send(other))["id"].clone();
    let mut body = charge(TOKEN, Value::Null);
    body["customer_payer"]["id"] = other;

    let refused = sandbox.create(&body);
    body["customer_payer"] = Value::Null;
    let charged = sandbox.created(&body);

    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    assert_eq!(
        value(&refused),
        json!({"code": "INVALID_CUSTOMER_FOR_THE_VAULTED_TOKEN",
               "messages": ["Invalid customer for the vaulted token."]})
    );
    assert_eq!(state(&charged), "SUCCEEDED/APPROVED");
}

#[rstest]
#[case("<vaulted_token>")]
#[case("EB8CAA17-6407-457B-960E-125D8D7A90C1")]
#[case("{eb8caa17-6407-457b-960e-125d8d7a90c1}")]
#[case("eb8caa176407457b960e125d8d7a90c1")]
#[case("urn:uuid:eb8caa17-6407-457b-960e-125d8d7a90c1")]
#[case("583103536844189")]
fn a_token_that_nobody_knows_is_refused(#[case] token: &str) {
    let mut sandbox = Sandbox::new(NOON);

    let refused = sandbox.create(&charge(token, Value::Null));

    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    assert_eq!(value(&refused)["code"], "PAYMENT_METHOD_NOT_FOUND");
}

#[rstest]
#[case(json!(7), "must be a text")]
#[case(json!([]), "must be a text")]
#[case(json!("x".repeat(256)), "must have 0 to 255 characters")]
fn a_token_that_does_not_fit_is_refused_for_that_alone(#[case] token: Value, #[case] must: &str) {
    let mut sandbox = Sandbox::new(NOON);
    let mut body = charge(TOKEN, Value::Null);
    body["payment_method"]["vaulted_token"] = token;
    let mut bare = body.clone();
    bare["payment_method"].as_object_mut().unwrap().remove("detail");

    for body in [body, bare] {
        let refused = value(&sandbox.create(&body));

        let text = format!("The field 'payment_method.vaulted_token' {must}.");
        assert_eq!(refused["messages"], json!([text]));
    }
}

#[test]
fn the_vaulted_token_wins_over_a_one_time_token_and_over_a_card() {
    let mut sandbox = Sandbox::new(NOON);
    let mut body = charge(TOKEN, Value::Null);
    body["payment_method"]["token"] = json!("2c37e3b7-8b06-4e8b-a212-334d7c77e349");
    body["payment_method"]["detail"]["card"]["card_data"] =
        guide("manual")["payment_method"]["detail"]["card"]["card_data"].clone();

    let payment = sandbox.created(&body);

    assert_eq!(token(&payment), TOKEN);
    let card = &payment["payment_method"]["payment_method_detail"]["card"]["card_data"];
    assert_eq!(card["iin"], "40518856");
}

#[rstest]
#[case("accept", "SUBSCRIPTION", "USED", "SUCCEEDED/APPROVED")]
#[case("decline", "SUBSCRIPTION", "USED", "DECLINED/DECLINED")]
#[case("decline", "CARD_ON_FILE", "USED", "SUCCEEDED/APPROVED")]
#[case("decline", "SUBSCRIPTION", "FIRST", "SUCCEEDED/APPROVED")]
fn a_changed_reason_is_declined_where_the_setting_says_so(
    #[case] setting: &str,
    #[case] reason: &str,
    #[case] usage: &str,
    #[case] expected: &str,
) {
    let mut sandbox = Sandbox::new(NOON);
    sandbox.set("stored_reason_change", setting);

    let payment = sandbox.created(&charge(TOKEN, json!({"reason": reason, "usage": usage})));

    assert_eq!(state(&payment), expected);
    let code = &payment["transactions"]["response_code"];
    assert_eq!(code == "INVALID_PARAMETERS", expected.starts_with("DECLINED"), "{code}");
}

#[rstest]
#[case(json!({"reason": "RECURRING"}), "'payment_method.detail.card.stored_credentials.reason' must be one of")]
#[case(json!({"usage": "first"}), "'payment_method.detail.card.stored_credentials.usage' must be FIRST or USED")]
#[case(json!({"usage": 1}), "'payment_method.detail.card.stored_credentials.usage' must be")]
#[case(json!({"network_transaction_id": "ab"}), "network_transaction_id' must have 3 to 255")]
#[case(json!({"subscription_agreement_id": 7}), "subscription_agreement_id' must be a text")]
#[case(json!("FIRST"), "stored_credentials' must be an object")]
fn stored_credentials_that_do_not_fit_are_refused(#[case] sent: Value, #[case] text: &str) {
    let mut sandbox = Sandbox::new(NOON);

    let refused = value(&sandbox.create(&charge(TOKEN, sent)));

    assert_eq!(refused["code"], "INVALID_PARAMETERS");
    assert!(refused["messages"][0].as_str().unwrap().contains(text), "{refused}");
}

#[test]
fn what_is_remembered_survives_a_snapshot() {
    let mut sandbox = Sandbox::new(NOON);
    let first = storing(Some(CUSTOMER), json!({"reason": "SUBSCRIPTION", "usage": "FIRST"}));
    let first = sandbox.created(&first);

    let mut other = Sandbox::new(NOON);
    other.machine.restore(sandbox.machine.snapshot()).unwrap();

    let used = json!({"reason": "SUBSCRIPTION", "usage": "USED"});
    let mut later = charge(token(&first), used);
    later["merchant_order_id"] = json!("another");
    let later = value(&other.send(create("another key", &later.to_string())));
    assert_eq!(network(&later), network(&first));
}
