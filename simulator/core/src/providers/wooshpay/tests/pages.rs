//! What a payer sees, and where the browser goes.

use rstest::rstest;
use serde_json::json;

use super::Bench;
use super::altered;
use super::web_request;
use crate::kernel::page::Page;
use crate::kernel::page::PageState;

#[test]
fn an_open_page_shows_the_order_and_offers_every_decision() {
    let mut bench = Bench::new();
    let body = altered(&json!({"merchant_order_id": "order-7", "description": "two cups"}));
    let id = bench.create(&body).id();

    let page = bench.page_of(&id);

    let actions: Vec<_> = page.actions.iter().map(|action| action.name).collect();
    assert_eq!((page.provider, page.title.as_str()), ("WooshPay", "Pay with Alipay"));
    assert_eq!((page.state, page.subject), (PageState::Open, id.clone()));
    assert_eq!(actions, ["approve", "decline", "abandon", "expire"]);
    assert_eq!(actions, bench.next(&id));
    assert!(page.fields.is_empty());
    assert_eq!(
        page.rows,
        [
            ("Amount", "0.20 CNY".to_owned()),
            ("Status", "requires_action".to_owned()),
            ("Payment intent", id),
            ("Order", "order-7".to_owned()),
            ("Description", "two cups".to_owned()),
        ]
    );
    assert_eq!(page.expires_at, Some("2026-01-01T01:00:00Z".parse().unwrap()));
    assert_eq!(page.return_url.as_deref(), Some("https://wooshpay.com"));
}

#[rstest]
#[case("approve")]
#[case("decline")]
#[case("expire")]
fn a_page_that_is_over_offers_nothing_but_the_way_back(#[case] action: &str) {
    let mut bench = Bench::new();
    let id = bench.created();
    let open = bench.page_of(&id);
    bench.act(&id, action).unwrap();

    let page = bench.machine.page(&open.id).unwrap();

    assert_eq!((page.state, page.expires_at), (PageState::Done, None));
    assert!(page.actions.is_empty());
    assert_eq!(page.return_url, open.return_url);
}

#[test]
fn an_unknown_page_is_no_page() {
    assert_eq!(Bench::new().machine.page("default-00000000000000000000"), None);
}

#[test]
fn a_url_without_a_scheme_is_echoed_as_sent_and_opened_with_one() {
    let mut bench = Bench::new();
    let reply = bench.create(&altered(&json!({"return_url": "www.baidu.com"})));

    let page = bench.page_of(&reply.id());

    assert_eq!(reply.json()["return_url"], "www.baidu.com");
    assert_eq!(page.return_url.as_deref(), Some("https://www.baidu.com"));
}

#[test]
fn the_page_keeps_the_address_at_which_the_intent_was_made() {
    let mut bench = Bench::new();
    bench.origin = "http://sim.local:7250";
    let created = bench.create(web_request());

    bench.origin = "http://127.0.0.1:7250";
    let read = bench.retrieve(&created.id());

    assert_eq!(read.text, created.text);
    assert!(read.text.contains("http://sim.local:7250/pay/"));
}

#[rstest]
#[case("abandon", "pending")]
#[case("approve", "succeeded")]
#[case("decline", "failed")]
#[case("expire", "failed")]
fn return_parameters_can_be_added_and_keep_the_query(#[case] action: &str, #[case] status: &str) {
    let mut bench = Bench::with(&json!({"return_parameters": "stripe"}));
    let body = altered(&json!({"return_url": "https://shop.example/back?order=7#top"}));
    let created = bench.create(&body).json();
    let id = created["id"].as_str().unwrap();
    let page = bench.page_of(id).id;

    bench.act(id, action).unwrap();

    assert_eq!(
        bench.machine.page(&page).unwrap().return_url,
        Some(format!(
            "https://shop.example/back?order=7&payment_intent={id}&payment_intent_client_secret={}&redirect_status={status}#top",
            created["client_secret"].as_str().unwrap()
        ))
    );
}

#[test]
fn the_type_of_the_next_action_has_a_second_documented_form() {
    let mut bench = Bench::with(&json!({"next_action_type": "alipay_handle_redirect"}));

    let action = bench.create(web_request()).json()["next_action"].clone();

    assert_eq!(action["type"], "alipay_handle_redirect");
    assert!(action["alipay_handle_redirect"]["url"].is_string());
}

/// An intent for a desktop or a telephone, and the page that it leads to.
fn opened(bench: &mut Bench, terminal: &str) -> (String, Page) {
    let options = json!({"alipay": {"terminal_type": terminal}});
    let id = bench.create(&altered(&json!({"payment_method_options": options}))).id();
    let page = bench.page_of(&id);
    (id, page)
}

fn linked(bench: &Bench, address: Option<String>) -> Page {
    let address = address.unwrap();
    let id = address.strip_prefix("http://127.0.0.1:7250/pay/").unwrap();
    bench.machine.page(id).unwrap()
}

#[test]
fn a_desktop_page_shows_a_code_for_a_wallet_that_does_not_go_back() {
    let mut bench = Bench::new();
    let (id, page) = opened(&mut bench, "WEB");

    let shown = page.wallet.unwrap();
    let wallet = linked(&bench, shown.scan);

    assert_eq!(shown.open, None);
    assert_ne!(wallet.id, page.id);
    assert_eq!((wallet.title.as_str(), wallet.subject), ("Alipay wallet", id));
    assert_eq!((wallet.actions, wallet.rows), (page.actions, page.rows));
    assert_eq!((wallet.return_url, wallet.wallet), (None, None));
}

#[test]
fn a_telephone_is_handed_over_to_a_wallet_that_goes_back() {
    let mut bench = Bench::new();
    let (_, page) = opened(&mut bench, "APP");

    let shown = page.wallet.unwrap();
    let wallet = linked(&bench, shown.open);

    assert_eq!(shown.scan, None);
    assert_eq!(wallet.return_url.as_deref(), Some("https://wooshpay.com"));
}

#[test]
fn the_pages_of_an_earlier_attempt_are_over_while_the_newest_is_open() {
    let mut bench = Bench::new();
    let (id, first) = opened(&mut bench, "WEB");
    let wallet = linked(&bench, first.wallet.unwrap().scan);
    bench.act(&id, "decline").unwrap();
    bench.on(&id, "confirm", r#"{"payment_method_data":{"type":"alipay"}}"#);

    let states = [first.id, wallet.id].map(|page| bench.machine.page(&page).unwrap().state);

    assert_eq!(states, [PageState::Done; 2]);
    assert_eq!(bench.page_of(&id).state, PageState::Open);
}
