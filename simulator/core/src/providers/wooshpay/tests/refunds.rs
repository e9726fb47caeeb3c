//! Refunds: Alipay's rule, and what they tell.

use http::Method;
use rstest::rstest;
use serde_json::Value;
use serde_json::json;

use super::Bench;
use super::Reply;
use super::kinds;
use super::request;

const REFUNDS: &str = "/v1/refunds";

/// A bench with an intent of 20 that was paid.
fn paid() -> (Bench, String) {
    let mut bench = Bench::new();
    let id = bench.created();
    bench.act(&id, "approve").unwrap();
    (bench, id)
}

fn refund(bench: &mut Bench, body: &Value) -> Reply {
    bench.send(request(Method::POST, REFUNDS, &body.to_string()))
}

fn retrieve(bench: &mut Bench, id: &str) -> Reply {
    bench.send(request(Method::GET, &format!("{REFUNDS}/{id}"), ""))
}

#[test]
fn a_refund_without_an_amount_is_a_full_one_in_the_documented_form() {
    let (mut bench, intent) = paid();
    let body = json!({"reason": "requested_by_customer", "payment_intent": intent});

    let reply = refund(&mut bench, &body);

    assert_eq!(reply.status, 200);
    let (id, rest) = reply.text.split_once(r#"","object""#).unwrap();
    assert!(id.starts_with(r#"{"id":"re_"#) && id.len() == r#"{"id":"re_"#.len() + 19, "{id}");
    assert_eq!(
        rest,
        format!(
            r#":"refund","amount":20,"created":1767225600000,"currency":"CNY","metadata":{{}},"payment_intent":"{intent}","reason":"requested_by_customer","receipt_number":null,"status":"succeeded"}}"#
        )
    );
    assert_eq!(retrieve(&mut bench, &reply.id()).text, reply.text);
    assert_eq!(bench.retrieve(&intent).json()["status"], "succeeded");
}

#[test]
fn a_refund_is_told_of() {
    let (mut bench, intent) = paid();

    let reply =
        refund(&mut bench, &json!({"payment_intent": intent, "metadata": {"b": "1", "a": "2"}}));

    assert_eq!(reply.kinds(), ["charge.refund.updated"]);
    let event = bench.body(&reply.step.events[0]);
    assert_eq!(event["data"]["object"], reply.json());
    assert_eq!(event["type"], "charge.refund.updated");
    assert_eq!(reply.step.events[0].subject.to_string(), reply.id());
    assert!(reply.text.contains(r#""metadata":{"a":"2","b":"1"}"#), "{}", reply.text);
}

#[rstest]
#[case::integer(json!(5), 5)]
#[case::text(json!("5"), 5)]
#[case::all(json!(20), 20)]
#[case::whole(json!("20.0"), 20)]
fn an_amount_may_be_an_integer_or_a_text(#[case] amount: Value, #[case] refunded: i64) {
    let (mut bench, intent) = paid();

    let reply = refund(&mut bench, &json!({"payment_intent": intent, "amount": amount}));

    assert_eq!(reply.json()["amount"], refunded);
}

#[rstest]
#[case::one_by_default("one", Some("charge_already_refunded"))]
#[case::several_by_a_setting("several", None)]
fn a_second_partial_refund_follows_the_rule(#[case] rule: &str, #[case] code: Option<&str>) {
    let (mut bench, intent) = paid();
    bench.change(&json!({"alipay_refunds": rule}));
    refund(&mut bench, &json!({"payment_intent": intent, "amount": 5}));
    let before = bench.machine.snapshot();

    let second = refund(&mut bench, &json!({"payment_intent": intent, "amount": 5}));

    match code {
        None => assert_eq!(second.json()["amount"], 5),
        Some(code) => {
            assert_eq!((second.status, second.refusal().1.as_str()), (400, code));
            assert_eq!(bench.machine.snapshot(), before);
        }
    }
}

#[test]
fn several_refunds_never_exceed_what_was_paid() {
    let (mut bench, intent) = paid();
    bench.change(&json!({"alipay_refunds": "several"}));
    let some = |amount: i64| json!({"payment_intent": intent, "amount": amount});
    refund(&mut bench, &some(15));

    let beyond = refund(&mut bench, &some(6));
    let rest = refund(&mut bench, &json!({"payment_intent": intent}));
    let none_left = refund(&mut bench, &some(1));

    assert_eq!((beyond.status, beyond.refusal().1.as_str()), (400, "amount_too_large"));
    assert_eq!(rest.json()["amount"], 5);
    assert_eq!(
        (none_left.status, none_left.refusal().1.as_str()),
        (400, "charge_already_refunded")
    );
}

#[rstest]
#[case(json!({}), "parameter_missing", Some("payment_intent"))]
#[case(json!({"payment_intent": 1}), "parameter_invalid", Some("payment_intent"))]
#[case(json!({"payment_intent": "PAID", "amount": 0}), "amount_too_small", Some("amount"))]
#[case(json!({"payment_intent": "PAID", "amount": 21}), "amount_too_large", Some("amount"))]
#[case(json!({"payment_intent": "PAID", "amount": "21"}), "amount_too_large", Some("amount"))]
#[case(json!({"payment_intent": "PAID", "amount": 0.5}), "parameter_invalid_integer", Some("amount"))]
#[case(json!({"payment_intent": "PAID", "amount": "five"}), "parameter_invalid_integer", Some("amount"))]
#[case(json!({"payment_intent": "PAID", "amount": ""}), "parameter_invalid_integer", Some("amount"))]
#[case(json!({"payment_intent": "PAID", "amount": []}), "parameter_invalid_integer", Some("amount"))]
#[case(json!({"payment_intent": "PAID", "reason": "bored"}), "parameter_invalid", Some("reason"))]
#[case(json!({"payment_intent": "PAID", "metadata": []}), "parameter_invalid", Some("metadata"))]
#[case(json!({"payment_intent": "OPEN"}), "payment_intent_unexpected_state", None)]
#[case([1].into(), "body_invalid", None)]
fn bad_input_is_refused_and_changes_nothing(
    #[case] body: Value,
    #[case] code: &str,
    #[case] param: Option<&str>,
) {
    let (mut bench, intent) = paid();
    let open = bench.created();
    let body = body.to_string().replace("PAID", &intent).replace("OPEN", &open);
    let before = bench.machine.snapshot();

    let reply = bench.send(request(Method::POST, REFUNDS, &body));

    let refusal = reply.refusal();
    assert_eq!((reply.status, refusal.1.as_str(), refusal.2.as_deref()), (400, code, param));
    assert_eq!(bench.machine.snapshot(), before);
}

#[test]
fn an_unknown_intent_or_refund_is_a_missing_resource() {
    let mut bench = Bench::new();

    let unpaid = refund(&mut bench, &json!({"payment_intent": "pi_1666729870215872512"}));
    let unknown = retrieve(&mut bench, "re_1666729870215872512");

    assert_eq!((unpaid.status, unpaid.refusal().2.as_deref()), (404, Some("payment_intent")));
    assert_eq!((unknown.status, unknown.refusal().2.as_deref()), (404, Some("id")));
}

#[rstest]
#[case("settle", "succeeded", 2)]
#[case("fail", "failed", 1)]
fn a_fault_leaves_a_refund_pending_until_the_provider_decides(
    #[case] action: &str,
    #[case] status: &str,
    #[case] movements: usize,
) {
    let (mut bench, intent) = paid();
    bench.outcome = Some("pending");
    let id = refund(&mut bench, &json!({"payment_intent": intent})).id();
    assert_eq!(retrieve(&mut bench, &id).json()["status"], "pending");
    assert_eq!((bench.next(&id), bench.machine.movements().len()), (vec!["settle", "fail"], 1));

    let step = bench.act(&id, action).unwrap();

    let refund = retrieve(&mut bench, &id).json();
    assert_eq!(refund["status"], status);
    assert_eq!(refund["failure_reason"].as_str(), (status == "failed").then_some("unknown"));
    assert_eq!(kinds(&step.events), ["charge.refund.updated"]);
    assert_eq!(bench.machine.movements().len(), movements);
    assert!(bench.act(&id, "settle").is_err());
    assert!(bench.act(&id, "approve").is_err());
}

#[test]
fn a_failed_refund_can_be_made_again() {
    let (mut bench, intent) = paid();
    bench.outcome = Some("failed");
    let failed = refund(&mut bench, &json!({"payment_intent": intent}));
    bench.outcome = None;

    let again = refund(&mut bench, &json!({"payment_intent": intent}));

    assert_eq!(failed.json()["status"], "failed");
    assert_eq!(again.json()["status"], "succeeded");
}

#[test]
fn money_goes_back_where_it_came_from() {
    let (mut bench, intent) = paid();

    let id = refund(&mut bench, &json!({"payment_intent": intent, "amount": 5})).id();

    let movements = bench.machine.movements();
    let back = movements.last().unwrap();
    assert_eq!(
        (movements.len(), back.what, back.transaction.as_str()),
        (2, "refunded", id.as_str())
    );
    assert_eq!((back.from, back.to), (movements[0].to, movements[0].from));
    assert_eq!((back.subject.to_string(), back.amount.minor), (intent, 5));
}

#[test]
fn a_key_makes_one_refund() {
    let (mut bench, intent) = paid();
    let body = json!({"payment_intent": intent}).to_string();
    let call = || super::with_header(request(Method::POST, REFUNDS, &body), "idempotency-key", "k");

    let first = bench.send(call());
    let second = bench.send(call());

    assert!(second.replayed);
    assert_eq!(second.text, first.text);
}
