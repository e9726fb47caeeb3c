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

/// Creates an Alipay intent; answers its id and the address of its page.
fn intent(simulator: &Simulator, return_url: &str, description: &str) -> (String, String) {
    let body = json!({
        "amount": 20, "currency": "CNY", "confirm": true,
        "payment_method_options": {"alipay": {"terminal_type": "WEB"}},
        "payment_method_data": {"type": "alipay"}, "return_url": return_url, "description": description,
    });
    let url = format!("{}/v1/payment_intents", simulator.base_url("wooshpay"));
    let answer = driver::exchange(
        "POST",
        &url,
        Some(("authorization", "Basic c2tfdGVzdF9zYW5kcGF5Og==")),
        &body,
    );
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    (text(&answer["id"]), text(&answer["next_action"]["alipay_handle_redirect"]["url"]))
}

#[rstest]
#[case::approve("approve", "succeeded", true)]
#[case::decline("decline", "requires_payment_method", true)]
#[case::expire("expire", "requires_payment_method", true)]
#[case::abandon("abandon", "requires_action", true)]
fn every_button_does_what_it_says_and_the_shopper_comes_back(
    #[case] action: &str,
    #[case] state: &str,
    #[case] back: bool,
) {
    let (simulator, shop) = (Simulator::start(), shop());
    let (id, page) = intent(&simulator, &shop, "A hat");
    let browser = Browser::start();

    browser.open(&page);
    assert!(browser.text("h1").contains("Alipay"), "{}", browser.text("h1"));
    browser.click(&format!("form[action$='/{action}'] button"));

    assert_eq!(browser.url() == shop, back, "{}", browser.url());
    assert_eq!(simulator.sandbox().subject(&id).unwrap().view.state, state);
}

#[test]
fn a_page_that_is_over_says_how_it_ended_and_leads_back() {
    let (simulator, shop) = (Simulator::start(), shop());
    let (_, page) = intent(&simulator, &shop, "A hat");
    let browser = Browser::start();
    browser.open(&page);
    browser.click("form[action$='/approve'] button");

    browser.open(&page);

    assert_eq!(browser.count("form"), 0);
    browser.click("main a");
    assert_eq!(browser.url(), shop);
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
