//! Webhook endpoints through WooshPay's own API.

use http::Method;
use rstest::rstest;
use serde_json::Value;
use serde_json::json;

use super::Bench;
use super::Reply;
use super::kinds;
use super::request;
use super::with_header;
use crate::kernel::endpoints::EndpointEntry;
use crate::kernel::tx::NoteKind;

const ENDPOINTS: &str = "/v1/webhook_endpoints";

fn create(bench: &mut Bench, body: &Value) -> Reply {
    bench.send(request(Method::POST, ENDPOINTS, &body.to_string()))
}

fn on(bench: &mut Bench, method: Method, id: &str, body: &str) -> Reply {
    bench.send(request(method, &format!("{ENDPOINTS}/{id}"), body))
}

fn list(bench: &mut Bench, query: &str) -> Reply {
    let mut raw = request(Method::GET, ENDPOINTS, "");
    raw.query = query.to_owned();
    bench.send(raw)
}

fn plain(url: &str) -> Value {
    json!({"url": url, "enabled_events": ["payment_intent.succeeded"]})
}

/// The urls and kinds in the book, as deliveries are made from it.
fn book(bench: &Bench) -> Vec<(String, Option<usize>, bool)> {
    let entries = bench.machine.endpoints().iter();
    let row = |entry: &std::sync::Arc<EndpointEntry>| {
        (entry.url.to_string(), entry.events.as_ref().map(Vec::len), entry.disabled)
    };
    entries.map(row).collect()
}

#[test]
fn the_documented_request_is_answered_as_documented() {
    let mut bench = Bench::new();
    bench.at = "2022-12-08T06:54:59.469Z".parse().unwrap();
    let guide = sandpay_fixtures::fixture("wooshpay/create-webhook-endpoint/guide");
    let body = std::str::from_utf8(guide.request.unwrap()).unwrap();

    let reply = bench.send(request(Method::POST, ENDPOINTS, body));

    let secret = reply.json()["secret"].as_str().unwrap().to_owned();
    let documented: String = guide.response_text().lines().map(str::trim_start).collect();
    let expected = documented
        .replace("\": ", "\":")
        .replace("we_1600745739909070848", &reply.id())
        .replace("c2tfdGVzdF9kR1Z6ZERwMFpYTjBNVEl6TkRVMjo=", &secret);
    assert_eq!((reply.status, reply.text.as_str()), (200, expected.as_str()));
    assert_eq!(reply.id()[..13], "we_1600745739909070848"[..13]);
    assert_eq!(secret.strip_prefix("whsec_").map(str::len), Some(32));
}

#[test]
fn a_secret_is_told_where_the_endpoint_is_made_and_nowhere_else() {
    let mut bench = Bench::new();
    let created = create(&mut bench, &plain("http://localhost:3000/hook"));
    let secret = created.json()["secret"].as_str().unwrap().to_owned();
    let id = created.id();

    let others = [
        on(&mut bench, Method::GET, &id, ""),
        on(&mut bench, Method::POST, &id, r#"{"description":"x"}"#),
        list(&mut bench, ""),
    ];

    assert_eq!(created.step.secrets.len(), 1);
    assert_eq!(created.step.secrets[0].1.reveal(), secret);
    for reply in others {
        assert!(reply.status == 200 && !reply.text.contains("secret"), "{}", reply.text);
        assert!(reply.step.secrets.is_empty());
    }
    let entry = &bench.machine.endpoints()[0];
    assert_eq!(entry.secrets["secret"], format!("wooshpay.{id}.secret"));
    assert_ne!(create(&mut bench, &plain("http://localhost/b")).json()["secret"], secret);
}

#[test]
fn an_endpoint_is_changed_member_by_member() {
    let mut bench = Bench::new();
    let id = create(&mut bench, &plain("http://localhost:3000/hook")).id();

    let body = json!({"url": "http://localhost/other", "enabled_events": ["*"], "status": "disabled", "metadata": {"a": "1"}});
    let changed = on(&mut bench, Method::POST, &id, &body.to_string()).json();
    let described = on(&mut bench, Method::POST, &id, r#"{"description":"mine"}"#).json();

    assert_eq!(
        (&changed["status"], &changed["enabled_events"]),
        (&json!("disabled"), &json!(["*"]))
    );
    assert_eq!(
        (&described["description"], &described["metadata"]),
        (&json!("mine"), &json!({"a": "1"}))
    );
    assert_eq!(described["url"], "http://localhost/other");
    assert_eq!(on(&mut bench, Method::GET, &id, "").json(), described);
    assert_eq!(book(&bench), [("http://localhost/other".to_owned(), None, true)]);
}

#[test]
fn a_deleted_endpoint_is_gone() {
    let mut bench = Bench::new();
    let id = create(&mut bench, &plain("http://localhost:3000/hook")).id();

    let deleted = on(&mut bench, Method::DELETE, &id, "");

    let expected = format!(r#"{{"id":"{id}","object":"webhook_endpoint","deleted":true}}"#);
    assert_eq!(deleted.text, expected);
    assert!(book(&bench).is_empty());
    for method in [Method::GET, Method::POST, Method::DELETE] {
        let reply = on(&mut bench, method, &id, "");
        assert_eq!((reply.status, reply.refusal().1.as_str()), (404, "resource_missing"));
    }
}

#[test]
fn endpoints_that_were_set_elsewhere_are_in_the_same_list() {
    let mut bench = Bench::new();
    let elsewhere = EndpointEntry { url: "http://localhost/a".into(), ..EndpointEntry::default() };
    let around = crate::kernel::machine::Around {
        at: bench.at,
        origin: bench.origin,
        counter: &mut bench.counter,
        outcome: None,
    };
    bench.machine.set_endpoints(vec![elsewhere], around);
    create(&mut bench, &plain("http://localhost/b"));

    let page = list(&mut bench, "").json();

    assert_eq!(
        (&page["object"], &page["url"], &page["has_more"]),
        (&json!("list"), &json!(ENDPOINTS), &json!(false))
    );
    let urls: Vec<_> = page["data"].as_array().unwrap().iter().map(|one| &one["url"]).collect();
    assert_eq!(urls, ["http://localhost/b", "http://localhost/a"]);
    let set = &page["data"][1];
    assert_eq!(
        (&set["enabled_events"], &set["created"]),
        (&json!(["*"]), &json!(1_767_225_600_000_i64))
    );
    let id = set["id"].as_str().unwrap();
    assert_eq!(
        on(&mut bench, Method::POST, id, r#"{"description":"d"}"#).json()["description"],
        "d"
    );
    let first = list(&mut bench, "limit=1").json();
    assert_eq!(
        (&first["data"][0]["url"], &first["has_more"]),
        (&json!("http://localhost/b"), &json!(true))
    );
}

#[rstest]
#[case(json!({}), "parameter_missing", "url")]
#[case(json!({"url": "http://localhost"}), "parameter_missing", "enabled_events")]
#[case(json!({"url": 1, "enabled_events": ["*"]}), "parameter_invalid", "url")]
#[case(json!({"url": "localhost:3000", "enabled_events": ["*"]}), "parameter_invalid", "url")]
#[case(json!({"url": "ftp://a.example", "enabled_events": ["*"]}), "parameter_invalid", "url")]
#[case(json!({"url": "http://u:p@a.example", "enabled_events": ["*"]}), "parameter_invalid", "url")]
#[case(json!({"url": "http://a.example:99999", "enabled_events": ["*"]}), "parameter_invalid", "url")]
#[case(json!({"url": "http://a.example", "enabled_events": []}), "parameter_invalid", "enabled_events")]
#[case(json!({"url": "http://a.example", "enabled_events": "*"}), "parameter_invalid", "enabled_events")]
#[case(json!({"url": "http://a.example", "enabled_events": ["*"], "status": "off"}), "parameter_invalid", "status")]
#[case(json!({"url": "http://a.example", "enabled_events": ["*"], "disabled": true}), "parameter_not_served", "disabled")]
#[case(json!({"url": "http://a.example", "enabled_events": ["*"], "api_version": 1}), "parameter_invalid", "api_version")]
fn bad_input_is_refused_and_changes_nothing(
    #[case] body: Value,
    #[case] code: &str,
    #[case] param: &str,
) {
    let mut bench = Bench::new();
    let before = bench.machine.snapshot();

    let reply = create(&mut bench, &body);

    let refusal = reply.refusal();
    assert_eq!((reply.status, refusal.1.as_str(), refusal.2.as_deref()), (400, code, Some(param)));
    assert_eq!(bench.machine.snapshot(), before);
}

#[rstest]
#[case("charge.dispute.updated", false)]
#[case("payment_intent.suceeded", true)]
fn a_kind_that_no_document_knows_is_warned_of(#[case] kind: &str, #[case] warned: bool) {
    let mut bench = Bench::new();

    let reply = create(&mut bench, &json!({"url": "http://a.example", "enabled_events": [kind]}));

    let codes = reply.step.notes.iter().filter_map(|note| match note.kind {
        NoteKind::Advice(rule) => Some(rule.code),
        NoteKind::Changed | NoteKind::ProviderCall => None,
    });
    assert_eq!((reply.status, codes.collect::<Vec<_>>().contains(&"unknown_event")), (200, warned));
}

#[test]
fn a_key_makes_one_endpoint_and_tells_its_secret_again() {
    let mut bench = Bench::new();
    let body = plain("http://localhost:3000/hook").to_string();
    let call = || with_header(request(Method::POST, ENDPOINTS, &body), "idempotency-key", "k");

    let first = bench.send(call());
    let second = bench.send(call());

    assert!(second.replayed);
    assert_eq!((second.text, book(&bench).len()), (first.text, 1));
}

#[test]
fn a_restored_snapshot_still_knows_its_endpoints() {
    let mut bench = Bench::new();
    let id = create(&mut bench, &plain("http://localhost:3000/hook")).id();
    let mut other = Bench::new();

    other.machine.restore(bench.machine.snapshot()).unwrap();

    let read = |bench: &mut Bench| on(bench, Method::GET, &id, "").text;
    assert_eq!((book(&other), read(&mut other)), (book(&bench), read(&mut bench)));
    assert!(kinds(&create(&mut other, &plain("http://b.example")).step.events).is_empty());
}
