//! Warnings of the documents: what breaks each rule, and what does not.

use rstest::rstest;

use super::*;
use crate::kernel::tx::NoteKind;

const START: &str = "2026-01-15T12:00:00Z";

/// Every warning so far: its rule, and what was seen.
fn raised(sandbox: &Sandbox) -> Vec<(&'static str, String)> {
    let notes = sandbox.steps.iter().flat_map(|step| &step.notes);
    let advice = notes.filter_map(|note| match note.kind {
        NoteKind::Advice(rule) => Some((rule.code, note.what.to_string())),
        NoteKind::Changed | NoteKind::ProviderCall => None,
    });
    advice.collect()
}

pub(super) fn codes(sandbox: &Sandbox) -> Vec<&'static str> {
    raised(sandbox).into_iter().map(|(code, _)| code).collect()
}

fn ordered(body: &mut Value, order: &str) {
    body["merchant_order_id"] = json!(order);
}

#[test]
fn every_rule_has_a_code_a_sentence_and_a_page() {
    let rules = Sandbox::new(START).machine.profile().advice;

    for rule in rules {
        assert!(
            rule.code
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || b"_0123456789".contains(&byte))
        );
        assert!(rule.says.ends_with('.') && rule.source.starts_with("https://docs.y.uno/"));
    }
    assert_eq!(rules.len(), 16);
}

#[rstest]
#[case::account("/account_id", "<account_id>", "INVALID_ACCOUNT_ID")]
#[case::account_in_braces("/account_id", "{{account-code}}", "INVALID_ACCOUNT_ID")]
#[case::customer("/customer_payer/id", "<customer_id>", "CUSTOMER_NOT_FOUND")]
#[case::token("/payment_method/vaulted_token", "<vaulted_token>", "PAYMENT_METHOD_NOT_FOUND")]
#[case::reference("/merchant_reference", "reference-{{$randomUUID}}", "INVALID_PARAMETERS")]
fn a_placeholder_that_was_left_is_refused_and_told(
    #[case] at: &str,
    #[case] sent: &str,
    #[case] code: &str,
) {
    let mut sandbox = Sandbox::new(START);
    let mut body = stored_credentials::charge(stored_credentials::TOKEN, json!({}));
    *body.pointer_mut(at).unwrap() = json!(sent);

    let refused = value(&sandbox.create(&body));

    assert_eq!(refused["code"], code, "{refused}");
    let path = at[1..].replace('/', ".");
    let name = sent.trim_start_matches("reference-");
    let seen = format!("`{path}` holds {name}");
    assert_eq!(raised(&sandbox), [("placeholder_left", seen)]);
}

#[test]
fn a_text_with_brackets_of_its_own_is_let_pass() {
    let mut sandbox = Sandbox::new(START);
    let mut body = guide("real-time");
    body["description"] = json!("2 < 3 > 1, {{ and }}");

    sandbox.created(&body);

    assert!(codes(&sandbox).is_empty());
}

#[rstest]
#[case::both(Some("P20D"), Some("P40D"), &["both_delays"])]
#[case::capture(Some("P20D"), None, &[])]
#[case::cancel(None, Some("P40D"), &[])]
fn both_delays_at_once_are_advised_against(
    #[case] capture: Option<&str>,
    #[case] cancel: Option<&str>,
    #[case] expected: &[&str],
) {
    let mut sandbox = Sandbox::new(START);

    sandbox.created(&delayed(capture, cancel));

    assert_eq!(codes(&sandbox), expected);
}

#[rstest]
#[case::capture_later(Some("P8D"), None, &["delay_beyond_hold"])]
#[case::cancel_later(None, Some("P8D"), &["delay_beyond_hold"])]
#[case::at_the_end(Some("P7D"), None, &[])]
#[case::earlier(None, Some("PT3H"), &[])]
fn a_delay_that_is_longer_than_the_hold_is_advised_against(
    #[case] capture: Option<&str>,
    #[case] cancel: Option<&str>,
    #[case] expected: &[&str],
) {
    let mut sandbox = Sandbox::new(START);
    sandbox.created(&delayed(capture, cancel));
    assert_eq!(codes(&sandbox), Vec::<&str>::new());
    sandbox.set("authorization_hold", "P7D");

    sandbox.created(&delayed(capture, cancel));

    assert_eq!(codes(&sandbox), expected);
}

#[test]
fn an_authorization_that_nothing_ends_stands_open() {
    let mut sandbox = Sandbox::new(START);
    let left = sandbox.created(&guide("manual"));
    sandbox.created(&guide("real-time"));
    sandbox.created(&delayed(Some("P7D"), None));
    let cancelled = sandbox.created(&guide("manual"));
    sandbox.act(&cancelled, "cancel").unwrap();
    sandbox.advance("2026-01-16T12:00:00Z");

    let open = sandbox.machine.open_ends(sandbox.at);

    assert_eq!(open.len(), 1);
    assert_eq!(open[0].subject.to_string(), left["id"].as_str().unwrap());
    assert_eq!(open[0].rule.code, "authorization_left_open");
    assert_eq!(open[0].since, START.parse().unwrap());
    sandbox.act(&left, "capture").unwrap();
    assert_eq!(sandbox.machine.open_ends(sandbox.at), []);
}

#[test]
fn an_authorization_whose_delayed_cancel_failed_stands_open_again() {
    let mut sandbox = Sandbox::new(START);
    sandbox.created(&delayed(None, Some("P1D")));
    assert_eq!(sandbox.machine.open_ends(sandbox.at), []);
    sandbox.forced = Some("DO_NOT_HONOR");

    sandbox.advance("2026-01-20T12:00:00Z");

    let open = sandbox.machine.open_ends(sandbox.at);
    assert_eq!(open[0].since, "2026-01-16T12:00:00Z".parse().unwrap());
}

#[test]
fn a_member_that_no_document_knows_is_named_whether_the_call_is_refused_or_not() {
    let mut sandbox = Sandbox::new(START);
    let mut body = guide("delayed capture");
    body["metadat"] = json!([]);
    sandbox.created(&body);
    let settings = &mut body["payment_method"]["detail"]["card"]["delayed_capture_settings"];
    *settings = json!({"delays": "P7D"});

    let refused = sandbox.create(&body);

    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    let metadata = ("unknown_member", "`metadat`; probably meant is `metadata`".to_owned());
    let path = "payment_method.detail.card.delayed_capture_settings.delay";
    let delay = ("unknown_member", format!("`{path}s`; probably meant is `{path}`"));
    assert_eq!(raised(&sandbox), [metadata.clone(), metadata, delay]);
}

#[rstest]
#[case("capture", json!({"ammount": amount(100)}), "`ammount`; probably meant is `amount`")]
#[case("cancel", json!({"amount": amount(100)}), "`amount`")]
#[case("refund", json!({"metadata": []}), "`metadata`")]
fn later_calls_are_looked_through_too(
    #[case] verb: &str,
    #[case] body: Value,
    #[case] expected: &str,
) {
    let mut sandbox = Sandbox::new(START);
    let first = if verb == "refund" { "real-time" } else { "manual" };
    let payment = sandbox.created(&guide(first));

    sandbox.changed(&payment, (0, verb), &wish(body));

    assert_eq!(raised(&sandbox), [("unknown_member", expected.to_owned())]);
}

#[test]
fn a_refund_by_the_authorization_is_told_which_transaction_it_is_of() {
    let mut sandbox = Sandbox::new(START);
    let payment = sandbox.created(&guide("manual"));
    sandbox.changed(&payment, (0, "capture"), &wish(json!({})));
    let capture = sandbox.transaction(&payment, 1);

    sandbox.refused(&payment, (0, "refund"), &wish(json!({})));

    let advice = raised(&sandbox);
    assert_eq!(advice[0].0, "refund_of_authorization");
    assert!(advice[0].1.ends_with(&format!("the capture is {capture}")), "{}", advice[0].1);
    sandbox.changed(&payment, (1, "refund"), &wish(json!({})));
    assert_eq!(raised(&sandbox).len(), 1);
}

#[rstest]
#[case::hundredfold(20000, 2_000_000, &["amount_times_100"])]
#[case::same(20000, 20000, &[])]
#[case::hundredth(20000, 200, &[])]
#[case::nearly(20000, 2_000_001, &[])]
fn a_payment_a_hundred_times_an_earlier_one_of_its_order_is_doubted(
    #[case] first: i64,
    #[case] second: i64,
    #[case] expected: &[&str],
) {
    let mut sandbox = Sandbox::new(START);
    let mut body = guide("real-time");
    body["amount"]["value"] = json!(first);
    sandbox.created(&body);
    body["amount"]["value"] = json!(second);

    sandbox.created(&body);

    assert_eq!(codes(&sandbox), expected);
    ordered(&mut body, "another order");
    body["amount"]["value"] = json!(second * 100);
    sandbox.created(&body);
    assert_eq!(codes(&sandbox), expected);
}

#[rstest]
#[case::cents(json!(5050), &["amount_times_100"])]
#[case::major_units(json!(50.5), &[])]
#[case::more_than_the_items(json!(5060), &[])]
fn a_payment_a_hundred_times_its_own_items_is_doubted(
    #[case] value: Value,
    #[case] expected: &[&str],
) {
    let mut sandbox = Sandbox::new(START);
    let mut body = guide("real-time");
    body["amount"]["value"] = value;
    body["additional_data"] = json!({"order": {"items": [
        {"id": "1", "name": "Shirt", "quantity": 2, "unit_amount": 20.25, "category": "fashion"},
        {"id": "2", "name": "Socks", "quantity": 1, "unit_amount": "10", "category": "fashion"},
    ]}});

    sandbox.created(&body);

    assert_eq!(codes(&sandbox), expected);
}

#[rstest]
#[case::hundredfold(2_000_000, &["amount_times_100"])]
#[case::too_much(30_000, &[])]
fn a_capture_of_a_hundred_times_the_authorized_amount_is_doubted(
    #[case] value: i64,
    #[case] expected: &[&str],
) {
    let mut sandbox = Sandbox::new(START);
    let payment = sandbox.created(&guide("manual"));

    sandbox.refused(&payment, (0, "capture"), &wish(json!({"amount": amount(value)})));

    assert_eq!(codes(&sandbox), expected);
}

#[rstest]
#[case::new_key("key 2", 20000, false, &["retry_with_new_key"])]
#[case::same_key("key 1", 20000, false, &[])]
#[case::other_amount("key 2", 100, false, &[])]
#[case::answer_heard("key 2", 20000, true, &[])]
fn a_retry_under_a_new_key_after_a_lost_answer_is_advised_against(
    #[case] key: &str,
    #[case] value: i64,
    #[case] heard: bool,
    #[case] expected: &[&str],
) {
    let mut sandbox = Sandbox::new(START);
    let mut body = guide("real-time");
    let first = create("key 1", &body.to_string());
    if heard {
        sandbox.send(first);
    } else {
        sandbox.send_unheard(first);
    }
    body["amount"]["value"] = json!(value);

    sandbox.send(create(key, &body.to_string()));

    assert_eq!(codes(&sandbox), expected);
}
