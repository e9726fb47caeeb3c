//! The hosted card page: how it is opened, what a payer can do there, and what the merchant learns.

use rstest::rstest;
use serde_json::json;

use super::super::tokens;
use super::*;
use crate::kernel::page::Page;
use crate::kernel::page::PageState;

/// A sandbox with an open page: the order's id, and the page's.
fn opened(request: &Sale) -> (Sandbox, String, String) {
    let mut sandbox = Sandbox::new();
    let answered = sandbox.post(request.body());
    let url = data(&answered)["url"].as_str().unwrap().to_owned();
    (sandbox, trade_id(&answered), url.rsplit('/').next().unwrap().to_owned())
}

fn page(sandbox: &Sandbox, id: &str) -> Page {
    sandbox.machine.page(id).unwrap()
}

/// `data` of the only notification of a step.
fn told(sandbox: &Sandbox, step: &Step) -> Value {
    assert_eq!(step.events.len(), 1);
    let body = sandbox.notification(step.events[0].number);
    serde_json::from_str::<Value>(&body).unwrap()["data"].clone()
}

#[test]
fn a_page_is_opened_and_waits() {
    let mut sandbox = Sandbox::new();

    let answered = sandbox.post(hosted().body());

    let answer = data(&answered);
    let names: Vec<_> = answer.as_object().unwrap().keys().cloned().collect();
    assert_eq!(names, ["amount", "currency", "order_id", "state", "trade_id", "url"]);
    assert_eq!((&answer["state"], &answer["amount"]), (&json!("pending"), &json!("1.00")));
    let url = answer["url"].as_str().unwrap();
    let id = url.strip_prefix("http://127.0.0.1:7250/pay/").unwrap();
    let page = page(&sandbox, id);
    assert_eq!(page.state, PageState::Open);
    assert_eq!(page.expires_at, Some("2024-09-10T09:52:24Z".parse().unwrap()));
    assert_eq!(page.subject, answer["trade_id"].as_str().unwrap());
    assert_eq!(page.fields.iter().map(|field| field.name).collect::<Vec<_>>(), ["consent"]);
    assert!(answered.step.events.is_empty(), "nothing has changed yet");
    assert_eq!(json(&answered)["response_id"].as_str().unwrap().len(), 24);
}

#[test]
fn a_payer_who_agrees_leaves_a_token_that_pays_again() {
    let (mut sandbox, trade, id) = opened(&hosted());

    let step = sandbox.act(&trade, "approve", &json!({})).unwrap();

    let told = told(&sandbox, &step);
    let token = told["payment_token_object"].as_str().unwrap();
    assert!(token.len() == 32 && token.bytes().all(|byte| byte.is_ascii_alphabetic()), "{token}");
    assert_eq!(
        (&told["state"], &told["sub_pay_method"]),
        (&json!("paid"), &json!("Cards HPP Token"))
    );
    assert_eq!(page(&sandbox, &id).state, PageState::Done);
    assert_eq!(sandbox.machine.next_due(), None, "the page's time is taken back");
    let again = sale().with("payment_token_object", &format!("\"{token}\""));
    assert_eq!(state(&sandbox.post(again.body())), "paid");
    let third = again.with("request_id", r#""another request id of length""#);
    assert_eq!(state(&sandbox.post(third.body())), "paid");
}

#[rstest]
#[case::sale("11", "paid", None)]
#[case::authorization("12", "authorized", Some("2024-10-09T09:52:24Z"))]
#[case::storage("10", "paid", None)]
fn a_page_ends_as_its_operation_says(
    #[case] operation: &str,
    #[case] expected: &str,
    #[case] due: Option<&str>,
) {
    let request = hosted().with("operation", &format!("\"{operation}\""));
    let (mut sandbox, trade, _) = opened(&request);

    let step = sandbox.act(&trade, "approve", &json!({"consent": true})).unwrap();

    assert_eq!(sandbox.state(&trade), expected);
    assert!(told(&sandbox, &step)["payment_token_object"].is_string());
    assert_eq!(sandbox.machine.next_due().map(|due| due.at.to_string()).as_deref(), due);
}

#[rstest]
#[case::sale("11", "paid")]
#[case::storage("10", "declined")]
fn without_consent_there_is_no_token(#[case] operation: &str, #[case] expected: &str) {
    let request = hosted().with("operation", &format!("\"{operation}\""));
    let (mut sandbox, trade, _) = opened(&request);

    let step = sandbox.act(&trade, "approve", &json!({"consent": false})).unwrap();

    let told = told(&sandbox, &step);
    assert_eq!(told["state"], expected);
    assert_eq!(told.get("payment_token_object"), None);
}

#[rstest]
#[case(json!("yes"))]
#[case(json!(null))]
#[case(json!(1))]
fn consent_is_a_truth_value(#[case] consent: Value) {
    let (mut sandbox, trade, _) = opened(&hosted());

    let refused = sandbox.act(&trade, "approve", &json!({"consent": consent})).unwrap_err();

    assert_eq!(refused, "`consent` is either true or false");
    assert_eq!(sandbox.state(&trade), "pending");
}

#[rstest]
#[case("decline", "declined")]
#[case("expire", "expired")]
#[case("cancel", "cancelled")]
fn a_page_that_ends_without_a_yes_has_neither_bank_id_nor_token(
    #[case] action: &str,
    #[case] expected: &str,
) {
    let (mut sandbox, trade, id) = opened(&hosted());

    let step = sandbox.act(&trade, action, &json!({})).unwrap();

    let told = told(&sandbox, &step);
    assert_eq!(told["state"], expected);
    for name in ["payment_token_object", "transaction_id", "paid_time"] {
        assert_eq!(told.get(name), None, "{told}");
    }
    let page = page(&sandbox, &id);
    assert_eq!((page.state, page.actions.len(), page.expires_at), (PageState::Done, 0, None));
    assert_eq!(sandbox.machine.next_due(), None);
    let late = sandbox.act(&trade, "approve", &json!({})).unwrap_err();
    assert_eq!(late, format!("`approve` cannot happen to an order that is {expected}"));
}

#[test]
fn a_payer_who_leaves_can_come_back() {
    let (mut sandbox, trade, id) = opened(&hosted());

    let left = sandbox.act(&trade, "abandon", &json!({})).unwrap();
    let again = sandbox.act(&trade, "abandon", &json!({})).unwrap();

    assert_eq!(told(&sandbox, &left)["state"], "processing");
    assert!(again.events.is_empty());
    assert_eq!(page(&sandbox, &id).state, PageState::Open);
    assert!(sandbox.machine.next_due().is_some());
    sandbox.act(&trade, "approve", &json!({})).unwrap();
    assert_eq!(sandbox.state(&trade), "paid");
}

#[rstest]
#[case::absent(None, 1440)]
#[case::zero(Some(r#""0""#), 1440)]
#[case::empty(Some(r#""""#), 1440)]
#[case::minutes(Some(r#""15""#), 15)]
fn a_page_that_nobody_uses_expires(#[case] timeout: Option<&str>, #[case] minutes: i64) {
    let request = hosted().without("timeout");
    let request = timeout.iter().fold(request, |request, text| request.with("timeout", text));
    let (mut sandbox, trade, _) = opened(&request);
    let made = sandbox.at;
    assert_eq!(sandbox.machine.peek().unwrap().name, "order_expires");

    let step = sandbox.fire();

    assert_eq!(
        (sandbox.at - made).total(jiff::Unit::Minute).unwrap().to_string(),
        minutes.to_string()
    );
    assert_eq!(told(&sandbox, &step)["state"], "expired");
    assert_eq!(sandbox.state(&trade), "expired");
}

#[rstest]
#[case::neither(None, None, None, None)]
#[case::only_return(Some("https://shop.example/back?x=1"), None, Some("back"), Some("back"))]
#[case::both(
    Some("https://shop.example/back"),
    Some("https://shop.example/cart"),
    Some("cart"),
    Some("back")
)]
#[case::empty(Some(""), Some(""), None, None)]
fn the_browser_goes_where_the_merchant_said(
    #[case] redirect: Option<&str>,
    #[case] cancel: Option<&str>,
    #[case] left: Option<&str>,
    #[case] done: Option<&str>,
) {
    let quoted = |url: &str| format!("\"{url}\"");
    let request = redirect.iter().fold(hosted(), |one, url| one.with("redirect_url", &quoted(url)));
    let request = cancel.iter().fold(request, |one, url| one.with("cancel_url", &quoted(url)));
    let (mut sandbox, trade, id) = opened(&request);
    let goes = |sandbox: &Sandbox, expected: Option<&str>| {
        let url = page(sandbox, &id).return_url;
        assert_eq!(url.is_some(), expected.is_some(), "{url:?}");
        assert!(expected.is_none_or(|part| url.unwrap().contains(part)));
    };

    sandbox.act(&trade, "abandon", &json!({})).unwrap();
    goes(&sandbox, left);
    sandbox.act(&trade, "approve", &json!({})).unwrap();
    goes(&sandbox, done);
}

#[rstest]
#[case("1", "paid")]
#[case("2", "authorized")]
fn a_page_without_tokens_asks_for_no_consent(#[case] operation: &str, #[case] expected: &str) {
    let request = hosted()
        .signed_by(auth::USER_WITHOUT_TOKENS)
        .with("sub_pay_method", r#""Cards HPP""#)
        .with("operation", &format!("\"{operation}\""));
    let (mut sandbox, trade, id) = opened(&request);

    assert!(page(&sandbox, &id).fields.is_empty());
    let step = sandbox.act(&trade, "approve", &json!({})).unwrap();

    assert_eq!(told(&sandbox, &step)["state"], expected);
    assert_eq!(told(&sandbox, &step).get("payment_token_object"), None);
}

#[rstest]
#[case("3ds_initiate", r#""04""#, "-3001")]
#[case("3ds_initiate", r#""03""#, "-3001")]
#[case("3ds_initiate", "[]", "-3001")]
#[case("sca_exemption", r#""HighValue""#, "-3001")]
#[case("form_type", r#""03""#, "-3001")]
#[case("redirect_url", r#""javascript:alert(1)""#, "-3001")]
#[case("redirect_url", "7", "-3001")]
#[case("cancel_url", r#""/cart""#, "-3001")]
#[case("timeout", r#""1441""#, "-3001")]
#[case("timeout", "15", "-3001")]
#[case("operation", r#""1""#, "-4120")]
#[case("3ds_initiate", r#""02""#, "200")]
#[case("form_type", r#""02""#, "200")]
#[case("redirect_url", "null", "200")]
#[case("sub_pay_method", r#""cards hpp token""#, "200")]
fn a_member_of_a_page_is_checked(
    #[case] name: &'static str,
    #[case] text: &str,
    #[case] expected: &str,
) {
    assert_eq!(code(&Sandbox::new().post(hosted().with(name, text).body())), expected);
}

#[test]
fn a_user_without_the_token_feature_opens_no_page_that_stores() {
    let request = hosted().signed_by(auth::USER_WITHOUT_TOKENS);

    assert_eq!(code(&Sandbox::new().post(request.body())), "-4120");
}

#[test]
fn a_review_stands_before_the_end_when_a_setting_says_so() {
    let mut sandbox = Sandbox::new();
    sandbox.set("risk_review", json!("PT2H"));
    let (first, second) =
        (hosted(), hosted().with("request_id", r#""second request, long enough""#));
    let [first, second] = [first, second].map(|one| trade_id(&sandbox.post(one.body())));

    let held = sandbox.act(&first, "approve", &json!({})).unwrap();
    sandbox.act(&second, "approve", &json!({})).unwrap();
    sandbox.act(&second, "reject", &json!({})).unwrap();

    assert_eq!(told(&sandbox, &held)["state"], "verify");
    assert_eq!(told(&sandbox, &held).get("payment_token_object"), None);
    assert_eq!(sandbox.state(&second), "failed");
    let next = sandbox.machine.subject(&first).unwrap().next;
    let names: Vec<_> = next.iter().map(|action| (action.name, action.at.is_some())).collect();
    assert_eq!(names, [("clear", true), ("reject", false)]);
    assert_eq!(sandbox.machine.peek().unwrap().name, "review_ends");
    let ended = sandbox.fire();
    assert_eq!(sandbox.at, "2024-09-09T11:52:24Z".parse().unwrap());
    assert_eq!(told(&sandbox, &ended)["state"], "paid");
    assert_eq!(told(&sandbox, &ended)["paid_time"], "1725882744");
    assert!(told(&sandbox, &ended)["payment_token_object"].is_string());
    assert_eq!(sandbox.machine.next_due(), None);
}

#[rstest]
#[case(Some("paid"), "paid")]
#[case(Some("declined"), "declined")]
#[case(Some("failed"), "failed")]
#[case(Some("authorized"), "pending")]
#[case(None, "pending")]
fn a_fault_decides_a_page_as_it_is_opened(
    #[case] outcome: Option<&'static str>,
    #[case] expected: &str,
) {
    let mut sandbox = Sandbox::new();
    sandbox.outcome = outcome;

    let answered = sandbox.post(hosted().body());

    assert_eq!(state(&answered), expected);
    assert_eq!(sandbox.machine.next_due().is_some(), expected == "pending");
    assert_eq!(answered.step.events.len(), usize::from(expected != "pending"));
}

#[rstest]
#[case(Some("paid"), "paid")]
#[case(Some("declined"), "declined")]
#[case(None, "expired")]
fn a_fault_decides_a_page_in_the_last_moment(
    #[case] outcome: Option<&'static str>,
    #[case] expected: &str,
) {
    let (mut sandbox, trade, _) = opened(&hosted());
    sandbox.outcome = outcome;

    sandbox.fire();

    assert_eq!(sandbox.state(&trade), expected);
}

#[rstest]
#[case("decline", "declining", "200")]
#[case("revoke", "revoked", "-4119")]
#[case("expire", "expired", "-4119")]
fn a_token_can_go_bad(#[case] action: &str, #[case] standing: &str, #[case] expected: &str) {
    let mut sandbox = Sandbox::new();
    assert_eq!(sandbox.state(tokens::DOCUMENTED_TOKEN), "approving");

    sandbox.act(tokens::DOCUMENTED_TOKEN, action, &json!({})).unwrap();

    assert_eq!(sandbox.state(tokens::DOCUMENTED_TOKEN), standing);
    let answered = sandbox.post(sale().body());
    assert_eq!(code(&answered), expected);
    assert!(expected != "200" || state(&answered) == "declined");
    let refused = sandbox.act(tokens::DOCUMENTED_TOKEN, action, &json!({})).unwrap_err();
    assert_eq!(refused, format!("`{action}` cannot happen to a token that is {standing}"));
}

#[test]
fn a_token_belongs_to_its_sandbox() {
    let (mut sandbox, trade, _) = opened(&hosted());
    let step = sandbox.act(&trade, "approve", &json!({})).unwrap();
    let token = told(&sandbox, &step)["payment_token_object"].to_string();

    let elsewhere = Sandbox::new().post(sale().with("payment_token_object", &token).body());

    assert_eq!(code(&elsewhere), "-4119");
}
