//! Checkout sessions, from the call to their end.

use jiff::SignedDuration;
use rstest::rstest;
use serde_json::Value;
use serde_json::json;

use super::Bench;
use super::Reply;
use super::kinds;
use super::request;
use crate::kernel::page::Page;
use crate::kernel::page::PageState;
use http::Method;

const SESSIONS: &str = "/v1/checkout/sessions";

/// The example of the documents, <https://wooshpay.com/docs/alipay>.
fn documented() -> (&'static str, String) {
    let fixture = sandpay_fixtures::fixture("wooshpay/create-checkout-session/alipay");
    let one_line = fixture.response_text().lines().map(str::trim_start).collect::<String>();
    (std::str::from_utf8(fixture.request.unwrap()).unwrap(), one_line.replace("\": ", "\":"))
}

fn create(bench: &mut Bench, body: &str) -> Reply {
    bench.send(request(Method::POST, SESSIONS, body))
}

fn retrieve(bench: &mut Bench, id: &str) -> Reply {
    bench.send(request(Method::GET, &format!("{SESSIONS}/{id}"), ""))
}

fn expire(bench: &mut Bench, id: &str) -> Reply {
    bench.send(request(Method::POST, &format!("{SESSIONS}/{id}/expire"), ""))
}

/// The documented request with a member changed; `null` takes it away.
fn with(pointer: &str, value: Value) -> String {
    let mut body: Value = serde_json::from_str(documented().0).unwrap();
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    body.pointer_mut(parent).unwrap()[name] = value;
    body.to_string()
}

/// A session made from the documented request, its intent, and its page.
fn opened(bench: &mut Bench) -> (String, String, Page) {
    let session = create(bench, documented().0).json();
    let text = |name: &str| session[name].as_str().unwrap().to_owned();
    let page = page_at(bench, &text("url"));
    (text("id"), text("payment_intent"), page)
}

fn page_at(bench: &Bench, url: &str) -> Page {
    let id = url.strip_prefix("http://127.0.0.1:7250/pay/").unwrap();
    bench.machine.page(id.split('?').next().unwrap()).unwrap()
}

/// Where the values of two bodies differ; panics when their members or the order of these do.
fn differing(ours: &str, documented: &str) -> Vec<String> {
    assert_eq!(names(ours), names(documented));
    let (ours, documented): (Value, Value) =
        (serde_json::from_str(ours).unwrap(), serde_json::from_str(documented).unwrap());
    let mut found = Vec::new();
    differ("", (&ours, &documented), &mut found);
    found
}

/// Every name of a member, in the order in which they stand.
fn names(text: &str) -> Vec<&str> {
    let quoted = text.match_indices("\":").map(|(end, _)| &text[..end]);
    quoted.map(|before| before.rsplit('"').next().unwrap()).collect()
}

fn differ(at: &str, (ours, documented): (&Value, &Value), found: &mut Vec<String>) {
    match (ours, documented) {
        (Value::Object(left), Value::Object(right)) => {
            for name in left.keys().chain(right.keys().filter(|name| !left.contains_key(*name))) {
                differ(&format!("{at}/{name}"), (&ours[name], &documented[name]), found);
            }
        }
        (Value::Array(left), Value::Array(right)) if left.len() == right.len() => {
            for (index, pair) in left.iter().zip(right).enumerate() {
                differ(&format!("{at}/{index}"), pair, found);
            }
        }
        _ if ours == documented => {}
        _ => found.push(at.to_owned()),
    }
}

#[test]
fn the_documented_request_is_answered_as_documented() {
    let mut bench = Bench::new();
    bench.at = "2023-06-08T09:08:46.587Z".parse().unwrap();
    let (body, answer) = documented();

    let reply = create(&mut bench, body);

    let mut differing = differing(&reply.text, &answer);
    differing.sort_unstable();
    assert_eq!(
        differing,
        [
            "/client_secret",
            "/id",
            "/line_items/data/0/id",
            "/line_items/data/0/price/id",
            "/line_items/data/0/price/livemode",
            "/line_items/data/0/price/product/id",
            "/line_items/data/0/price/product/livemode",
            "/livemode",
            "/payment_intent",
            "/url",
        ]
    );
    // Even the times are those of the document, `expires_at` alone with its milliseconds.
    assert_eq!(reply.status, 200);
    assert_eq!(reply.kinds(), ["payment_intent.created"]);
}

#[test]
fn what_is_generated_has_the_documented_form_and_order() {
    let mut bench = Bench::new();

    let session = create(&mut bench, documented().0).json();

    let number = |pointer: &str, prefix: &str| {
        let text = session.pointer(pointer).unwrap().as_str().unwrap();
        text.strip_prefix(prefix).unwrap().parse::<u64>().unwrap()
    };
    let numbers = [
        number("/id", "cs_"),
        number("/line_items/data/0/id", "li_"),
        number("/line_items/data/0/price/id", "price_"),
        number("/line_items/data/0/price/product/id", "prod_"),
        number("/payment_intent", "pi_"),
    ];
    assert!(numbers.is_sorted_by(|before, after| before < after), "{numbers:?}");
    let intent = bench.retrieve(session["payment_intent"].as_str().unwrap()).json();
    assert_eq!(session["client_secret"], intent["client_secret"]);
    let url = session["url"].as_str().unwrap();
    assert!(url.starts_with("http://127.0.0.1:7250/pay/default-"), "{url}");
    assert!(url.ends_with("?key=pk_test_sandpay"), "{url}");
}

#[test]
fn the_intent_of_a_session_carries_what_the_merchant_finds_the_order_by() {
    let mut bench = Bench::new();
    let mut body: Value = serde_json::from_str(documented().0).unwrap();
    body["client_reference_id"] = "order-7".into();
    body["metadata"] = json!({"order_id": "7"});
    body["customer_email"] = "payer@shop.example".into();

    let reply = create(&mut bench, &body.to_string());

    let session = reply.json();
    let intent = bench.retrieve(session["payment_intent"].as_str().unwrap()).json();
    assert_eq!(intent["merchant_order_id"], "order-7");
    assert_eq!((&intent["metadata"], &intent["amount"]), (&session["metadata"], &json!(100_000)));
    assert_eq!(intent["status"], "requires_payment_method");
    assert_eq!(intent.get("payment_method"), None);
    let printed = r#""customer":"","metadata":{"order_id":"7"},"mode":"payment""#;
    assert!(reply.text.contains(printed), "{}", reply.text);
    let printed = r#""cancel_url":"www.baidu.com","client_reference_id":"order-7","customer_email":"payer@shop.example","line_items""#;
    assert!(reply.text.contains(printed), "{}", reply.text);
}

#[test]
fn totals_are_the_sums_of_the_lines() {
    let mut bench = Bench::new();
    let line = |unit: i64, quantity: i64| {
        let price = json!({"currency": "cny", "unit_amount": unit, "product_data": {"name": "x"}});
        json!({"price_data": price, "quantity": quantity})
    };
    let body = with("/line_items", json!([line(100, 3), line(7, 1)]));

    let session = create(&mut bench, &body).json();

    let lines = &session["line_items"]["data"];
    assert_eq!((&session["amount_total"], &session["amount_subtotal"]), (&json!(307), &json!(307)));
    assert_eq!((&lines[0]["amount_total"], &lines[1]["amount_total"]), (&json!(300), &json!(7)));
    // Neither was sent, so the newest sample is followed.
    assert_eq!(lines[0]["price"]["active"], false);
    assert_eq!(lines[0]["price"]["product"]["active"], false);
    assert_eq!(lines[0]["price"].get("lookup_key"), None);
}

#[test]
fn a_payer_pays_and_goes_to_the_success_url() {
    let mut bench = Bench::new();
    let (id, intent, page) = opened(&mut bench);
    assert_eq!(
        (page.state, page.return_url.as_deref()),
        (PageState::Open, Some("https://www.baidu.com"))
    );

    let step = bench.act(&id, "approve").unwrap();

    let session = retrieve(&mut bench, &id).json();
    assert_eq!(
        (&session["status"], &session["payment_status"]),
        (&json!("complete"), &json!("paid"))
    );
    assert_eq!(bench.retrieve(&intent).json()["status"], "succeeded");
    assert!(bench.retrieve(&intent).json()["payment_method"].is_string());
    assert_eq!(kinds(&step.events), ["payment_intent.succeeded", "checkout.session.completed"]);
    assert_eq!(bench.body(&step.events[1])["data"]["object"], session);
    assert_eq!(bench.machine.next_due(), None);
    let page = bench.machine.page(&page.id).unwrap();
    assert_eq!(
        (page.state, page.return_url.as_deref()),
        (PageState::Done, Some("https://wooshpay.com/"))
    );
}

#[test]
fn a_refused_payment_leaves_the_session_open_for_another_try() {
    let mut bench = Bench::new();
    let (id, intent, page) = opened(&mut bench);

    let step = bench.act(&id, "decline").unwrap();

    assert_eq!(kinds(&step.events), ["payment_intent.payment_failed"]);
    assert_eq!(retrieve(&mut bench, &id).json()["status"], "open");
    let failed = bench.retrieve(&intent).json();
    assert_eq!(failed["status"], "requires_payment_method");
    assert_eq!(failed["last_payment_error"]["code"], "payment_intent_payment_attempt_failed");
    let page = bench.machine.page(&page.id).unwrap();
    assert_eq!(page.state, PageState::Open);
    assert!(page.rows.iter().any(|(label, _)| *label == "Last try"));
    bench.act(&id, "approve").unwrap();
    assert_eq!(retrieve(&mut bench, &id).json()["status"], "complete");
    assert_eq!(bench.retrieve(&intent).json().get("last_payment_error"), None);
}

#[test]
fn a_session_that_nobody_pays_ends_after_a_day_and_takes_its_intent_with_it() {
    let mut bench = Bench::new();
    let (id, intent, page) = opened(&mut bench);
    let due = bench.machine.peek().unwrap();

    let step = bench.fire();

    assert_eq!((due.name, due.subject.to_string()), ("session_expires", id.clone()));
    assert_eq!(due.id.at, "2026-01-02T00:00:00Z".parse().unwrap());
    assert_eq!(kinds(&step.events), ["payment_intent.canceled", "checkout.session.expired"]);
    let session = retrieve(&mut bench, &id).json();
    assert_eq!(
        (&session["status"], &session["payment_status"]),
        (&json!("expired"), &json!("unpaid"))
    );
    assert_eq!(bench.retrieve(&intent).json()["status"], "canceled");
    assert_eq!(bench.machine.page(&page.id).unwrap().state, PageState::Done);
    assert!(bench.act(&id, "approve").is_err());
}

#[test]
fn a_fault_lets_the_payer_pay_at_the_last_moment() {
    let mut bench = Bench::new();
    let (id, ..) = opened(&mut bench);
    bench.outcome = Some("succeeded");

    let step = bench.fire();

    assert_eq!(kinds(&step.events), ["payment_intent.succeeded", "checkout.session.completed"]);
    assert_eq!(retrieve(&mut bench, &id).json()["status"], "complete");
}

#[test]
fn a_merchant_can_end_an_open_session_and_no_other() {
    let mut bench = Bench::new();
    let (id, ..) = opened(&mut bench);

    let first = expire(&mut bench, &id);
    let second = expire(&mut bench, &id);

    assert_eq!((first.status, &first.json()["status"]), (200, &json!("expired")));
    assert_eq!(first.kinds(), ["payment_intent.canceled", "checkout.session.expired"]);
    assert_eq!((second.status, second.refusal().1.as_str()), (400, "checkout_session_not_open"));
    assert_eq!(bench.machine.next_due(), None);
}

#[rstest]
#[case("confirm", r#"{"payment_method_data":{"type":"alipay"}}"#)]
#[case("cancel", "")]
fn the_intent_of_a_session_is_left_to_its_session(#[case] operation: &str, #[case] body: &str) {
    let mut bench = Bench::new();
    let (id, intent, _) = opened(&mut bench);

    let reply = bench.on(&intent, operation, body);

    assert_eq!(
        (reply.status, reply.refusal().1.as_str()),
        (400, "payment_intent_unexpected_state")
    );
    assert!(reply.text.contains(&id), "{}", reply.text);
}

#[test]
fn the_session_and_its_intent_offer_what_the_page_offers() {
    let mut bench = Bench::new();
    let (id, intent, page) = opened(&mut bench);

    let actions: Vec<_> = page.actions.iter().map(|action| action.name).collect();

    assert_eq!(actions, ["approve", "decline", "abandon", "expire"]);
    assert_eq!((bench.next(&id), bench.next(&intent)), (actions.clone(), actions));
    let leads_to = |id: &str| -> Vec<_> {
        bench.machine.subject(id).unwrap().next.iter().map(|action| action.leads_to).collect()
    };
    assert_eq!(leads_to(&intent), ["complete", "open", "open", "expired"]);
    bench.act(&intent, "approve").unwrap();
    assert_eq!(retrieve(&mut bench, &id).json()["status"], "complete");
}

#[test]
fn the_page_leads_to_a_wallet_elsewhere_and_to_one_here() {
    let mut bench = Bench::new();
    let (id, _, page) = opened(&mut bench);
    let wallet = page.wallet.unwrap();
    let scanned = page_at(&bench, &wallet.scan.unwrap());
    let here = page_at(&bench, &wallet.open.unwrap());

    bench.act(&scanned.subject, "approve").unwrap();

    assert_eq!((scanned.title.as_str(), scanned.subject.as_str()), ("Alipay wallet", id.as_str()));
    assert_eq!((scanned.return_url, scanned.wallet), (None, None));
    let here = bench.machine.page(&here.id).unwrap();
    assert_eq!(here.return_url.as_deref(), Some("https://wooshpay.com/"));
    assert_eq!(
        page.rows[..2],
        [
            ("Item", "1 × taiwan fengli, 1000.00 CNY".to_owned()),
            ("Total", "1000.00 CNY".to_owned())
        ]
    );
}

#[rstest]
#[case("/success_url", json!(null), "parameter_missing", "success_url")]
#[case("/success_url", json!("javascript:alert(1)"), "parameter_invalid", "success_url")]
#[case("/cancel_url", json!("ftp://shop.example"), "parameter_invalid", "cancel_url")]
#[case("/mode", json!("setup"), "parameter_not_served", "mode")]
#[case("/mode", json!("subscription"), "parameter_not_served", "mode")]
#[case("/mode", json!("pay"), "parameter_invalid", "mode")]
#[case("/payment_method_types", json!(["card"]), "parameter_invalid", "payment_method_types")]
#[case("/payment_method_types", json!(["alipayplus"]), "parameter_invalid", "payment_method_types")]
#[case("/line_items", json!(null), "parameter_missing", "line_items")]
#[case("/line_items", json!([]), "parameter_invalid", "line_items")]
#[case("/line_items", json!([1]), "parameter_invalid", "line_items")]
#[case("/line_items/0/quantity", json!(null), "parameter_missing", "line_items[].quantity")]
#[case("/line_items/0/quantity", json!(0), "amount_too_small", "line_items[].quantity")]
#[case("/line_items/0/quantity", json!(1.5), "parameter_invalid_integer", "line_items[].quantity")]
#[case("/line_items/0/quantity", json!(i64::MAX), "parameter_invalid_integer", "line_items")]
#[case("/line_items/0/price", json!("price_1"), "parameter_not_served", "line_items[].price")]
#[case("/line_items/0/price_data", json!(null), "parameter_missing", "line_items[].price_data")]
#[case("/line_items/0/price_data/currency", json!("JPY"), "parameter_invalid", "line_items[].price_data.currency")]
#[case("/line_items/0/price_data/unit_amount", json!(null), "parameter_missing", "line_items[].price_data.unit_amount")]
#[case("/line_items/0/price_data/unit_amount", json!(-1), "amount_too_small", "line_items[].price_data.unit_amount")]
#[case("/line_items/0/price_data/active", json!("yes"), "parameter_invalid", "line_items[].price_data.active")]
#[case("/line_items/0/price_data/billing_scheme", json!(1), "parameter_invalid", "line_items[].price_data.billing_scheme")]
#[case("/line_items/0/price_data/recurring", json!({"interval": "month"}), "parameter_invalid", "line_items[].price_data.recurring")]
#[case("/line_items/0/price_data/product", json!("prod_1"), "parameter_not_served", "line_items[].price_data.product")]
#[case("/line_items/0/price_data/product_data", json!(null), "parameter_missing", "line_items[].price_data.product_data")]
#[case("/line_items/0/price_data/product_data/name", json!(null), "parameter_missing", "line_items[].price_data.product_data.name")]
#[case("/customer", json!("cus_1"), "parameter_not_served", "customer")]
#[case("/expires_at", json!(1), "parameter_not_served", "expires_at")]
#[case("/metadata", json!({"a": 1}), "parameter_invalid", "metadata")]
#[case("/billing_address_collection", json!("never"), "parameter_invalid", "billing_address_collection")]
fn what_cannot_be_served_is_refused_by_name(
    #[case] pointer: &str,
    #[case] value: Value,
    #[case] code: &str,
    #[case] param: &str,
) {
    let mut bench = Bench::new();
    let before = bench.machine.snapshot();

    let reply = create(&mut bench, &with(pointer, value));

    let refusal = reply.refusal();
    assert_eq!((reply.status, refusal.1.as_str(), refusal.2.as_deref()), (400, code, Some(param)));
    assert_eq!(bench.machine.snapshot(), before);
}

#[test]
fn lines_of_different_currencies_need_a_session_each() {
    let mut body: Value = serde_json::from_str(documented().0).unwrap();
    let mut other = body["line_items"][0].clone();
    other["price_data"]["currency"] = "GBP".into();
    body["line_items"].as_array_mut().unwrap().push(other);

    let reply = create(&mut Bench::new(), &body.to_string());

    assert_eq!(reply.status, 400);
    assert_eq!(reply.refusal().2.as_deref(), Some("line_items[].price_data.currency"));
}

#[rstest]
#[case::no_types("/payment_method_types", json!(null))]
#[case::no_cancel_url("/cancel_url", json!(null))]
#[case::no_mode("/mode", json!(null))]
#[case::collected("/billing_address_collection", json!("required"))]
#[case::unknown("/x", json!([1, {"y": null}]))]
fn what_may_be_left_out_or_is_unknown_is_accepted(#[case] pointer: &str, #[case] value: Value) {
    let reply = create(&mut Bench::new(), &with(pointer, value));

    assert_eq!(reply.status, 200, "{}", reply.text);
    assert_eq!(reply.json()["payment_method_types"], json!(["alipay"]));
    assert_eq!(reply.json()["mode"], "payment");
}

#[test]
fn a_key_makes_one_session() {
    let mut bench = Bench::new();
    let call = || {
        let raw = request(Method::POST, SESSIONS, documented().0);
        super::with_header(raw, "idempotency-key", "k")
    };

    let first = bench.send(call());
    bench.act(&first.id(), "approve").unwrap();
    let second = bench.send(call());

    assert!(second.replayed);
    assert_eq!(second.text, first.text);
}

#[test]
fn a_restored_snapshot_goes_on_as_if_nothing_had_been() {
    let mut bench = Bench::new();
    let (id, intent, page) = opened(&mut bench);
    let mut other = Bench::new();

    other.machine.restore(bench.machine.snapshot()).unwrap();
    (other.counter, other.at) = (bench.counter, bench.at);
    other.pass(SignedDuration::from_mins(1));
    bench.pass(SignedDuration::from_mins(1));

    assert_eq!(other.machine.page(&page.id), bench.machine.page(&page.id));
    assert_eq!(retrieve(&mut other, &id).text, retrieve(&mut bench, &id).text);
    other.act(&id, "approve").unwrap();
    bench.act(&id, "approve").unwrap();
    assert_eq!(other.retrieve(&intent).text, bench.retrieve(&intent).text);
    assert_eq!(other.machine.snapshot(), bench.machine.snapshot());
}

#[test]
fn an_unknown_session_is_a_missing_resource() {
    let mut bench = Bench::new();
    let id = "cs_1666733999608823808";

    for reply in [retrieve(&mut bench, id), expire(&mut bench, id)] {
        assert_eq!((reply.status, reply.refusal().1.as_str()), (404, "resource_missing"));
    }
}
