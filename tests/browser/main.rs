//! Hosted pages in a real browser, driven over the `WebDriver` protocol: every button is clicked.
//!
//! Needs `chromium` and `chromedriver`; hence behind the feature `browser`, and not part of `cargo test`.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod driver;

use std::io::BufRead;
use std::io::BufReader;
use std::io::Write;
use std::net::TcpListener;
use std::thread;

use driver::Browser;
use rstest::rstest;
use sandpay::Simulator;
use serde_json::Value;
use serde_json::json;

/// The merchant's own page, where the shopper comes back.
fn shop() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/back", listener.local_addr().unwrap());
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut line = String::new();
            BufReader::new(&stream).read_line(&mut line).unwrap();
            let body = "<!doctype html><title>shop</title><h1>Welcome back</h1>";
            drop(write!(
                stream,
                "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
                body.len()
            ));
        }
    });
    url
}

/// Calls WooshPay.
fn post(simulator: &Simulator, path: &str, body: &Value) -> Value {
    let url = format!("{}{path}", simulator.base_url("wooshpay"));
    let key = ("authorization", "Basic c2tfdGVzdF9zYW5kcGF5Og==");
    driver::exchange("POST", &url, Some(key), body)
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// Creates an Alipay intent; answers its id and the address of its page.
fn intent(simulator: &Simulator, return_url: &str, description: &str) -> (String, String) {
    intent_on(simulator, "WEB", (return_url, description))
}

fn intent_on(
    simulator: &Simulator,
    terminal: &str,
    (return_url, description): (&str, &str),
) -> (String, String) {
    let body = json!({
        "amount": 20, "currency": "CNY", "confirm": true,
        "payment_method_options": {"alipay": {"terminal_type": terminal}},
        "payment_method_data": {"type": "alipay"}, "return_url": return_url, "description": description,
    });
    let answer = post(simulator, "/v1/payment_intents", &body);
    (text(&answer["id"]), text(&answer["next_action"]["alipay_handle_redirect"]["url"]))
}

/// Creates a checkout session; answers its id and the address of its page.
fn session(simulator: &Simulator, success_url: &str, cancel_url: &str) -> (String, String) {
    let price = json!({"currency": "CNY", "unit_amount": 1000, "product_data": {"name": "A hat"}});
    let body = json!({
        "mode": "payment", "success_url": success_url, "cancel_url": cancel_url,
        "payment_method_types": ["alipay"],
        "line_items": [{"price_data": price, "quantity": 2}],
    });
    let answer = post(simulator, "/v1/checkout/sessions", &body);
    (text(&answer["id"]), text(&answer["url"]))
}

#[rstest]
#[case::approve("approve", "succeeded")]
#[case::decline("decline", "requires_payment_method")]
#[case::expire("expire", "requires_payment_method")]
#[case::abandon("abandon", "requires_action")]
fn every_button_does_what_it_says_and_the_shopper_comes_back(
    #[case] action: &str,
    #[case] state: &str,
) {
    let (simulator, shop) = (Simulator::start(), shop());
    let (id, page) = intent(&simulator, &shop, "A hat");
    let browser = Browser::start();

    browser.open(&page);
    assert!(browser.text("h1").contains("Alipay"), "{}", browser.text("h1"));
    browser.click(&format!("form[action$='/{action}'] button"));

    browser.comes_to(&shop);
    assert_eq!(simulator.sandbox().subject(&id).unwrap().view.state, state);
}

#[test]
fn a_page_that_is_over_says_how_it_ended_and_leads_back() {
    let (simulator, shop) = (Simulator::start(), shop());
    let (_, page) = intent(&simulator, &shop, "A hat");
    let browser = Browser::start();
    browser.open(&page);
    browser.click("form[action$='/approve'] button");
    browser.comes_to(&shop);

    browser.open(&page);

    assert_eq!(browser.count("form"), 0);
    browser.click("main a");
    browser.comes_to(&shop);
}

#[test]
fn hostile_text_is_shown_and_never_run() {
    let (simulator, shop) = (Simulator::start(), shop());
    let hostile = "<img src=x onerror=alert(1)><script>alert(2)</script>";
    let (_, page) = intent(&simulator, &shop, hostile);
    let browser = Browser::start();

    browser.open(&page);

    assert!(browser.text("body").contains(hostile), "{}", browser.text("body"));
    assert_eq!((browser.count("script"), browser.count("img")), (0, 0));
    assert!(!browser.has_dialog());
}

#[test]
fn a_desktop_page_shows_a_code_and_goes_back_by_itself_once_the_wallet_has_paid() {
    let (simulator, shop) = (Simulator::start(), shop());
    let (id, page) = intent(&simulator, &shop, "A hat");
    let (desktop, telephone) = (Browser::start(), Browser::start());
    desktop.open(&page);
    assert_eq!(desktop.count("svg.code"), 1);

    telephone.open(&desktop.text("figcaption a"));
    assert!(telephone.text("h1").contains("wallet"), "{}", telephone.text("h1"));
    telephone.click("form[action$='/approve'] button");
    telephone.until("page without a form", |page| page.count("form") == 0);

    assert_eq!(simulator.sandbox().subject(&id).unwrap().view.state, "succeeded");
    // What the page does by itself after two seconds.
    desktop.open(&format!("{page}?seen=open"));
    desktop.comes_to(&shop);
}

#[test]
fn a_telephone_is_handed_over_to_the_wallet_and_comes_back() {
    let (simulator, shop) = (Simulator::start(), shop());
    let (id, page) = intent_on(&simulator, "APP", (&shop, "A hat"));
    let browser = Browser::start();
    browser.open(&page);
    assert_eq!(browser.count("svg.code"), 0);

    browser.click("a.first");
    browser.until("wallet", |page| page.text("h1").contains("wallet"));
    browser.click("form[action$='/decline'] button");

    browser.comes_to(&shop);
    let state = simulator.sandbox().subject(&id).unwrap().view.state;
    assert_eq!(state, "requires_payment_method");
}

#[rstest]
#[case::approve("approve", "complete", "success")]
#[case::abandon("abandon", "open", "cancel")]
#[case::expire("expire", "expired", "cancel")]
fn a_checkout_page_leads_where_the_merchant_said(
    #[case] action: &str,
    #[case] state: &str,
    #[case] end: &str,
) {
    let (simulator, shop) = (Simulator::start(), shop());
    let urls = ["success", "cancel"].map(|end| format!("{shop}?{end}"));
    let (id, page) = session(&simulator, &urls[0], &urls[1]);
    let browser = Browser::start();
    browser.open(&page);
    assert!(browser.text("dl").contains("2 × A hat"), "{}", browser.text("dl"));

    browser.click(&format!("form[action$='/{action}'] button"));

    browser.comes_to(&format!("{shop}?{end}"));
    assert_eq!(simulator.sandbox().subject(&id).unwrap().view.state, state);
}
