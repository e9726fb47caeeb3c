//! The wallet on a telephone: reached by a code from a desktop, or handed over to from the same telephone.

use serde_json::Value;

use super::calls::DESKTOP;
use super::calls::TELEPHONE;
use super::calls::intent;
use super::calls::page;
use super::calls::press;
use crate::support::World;
use crate::support::qr;
use crate::support::story::story;

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn redirect(intent: &Value) -> &str {
    text(&intent["next_action"]["alipay_handle_redirect"]["url"])
}

#[tokio::test]
async fn a_code_on_the_desktop_leads_to_a_wallet_that_pays_and_the_desktop_goes_back() {
    let world = World::new();
    let intent = intent(&world, "WEB").await;
    let desktop = redirect(&intent);

    let shown = page(desktop, DESKTOP).await.text;
    let wallet = qr::text_of(&shown);
    let opened = page(&wallet, TELEPHONE).await;
    let after_paying = press(&wallet, "approve").await;

    let model = world.simulator.sandbox();
    assert_eq!(model.subject(text(&intent["id"])).unwrap().view.state, "succeeded");
    assert_eq!((opened.status, opened.text.contains("Alipay wallet")), (200, true));
    assert!(wallet.starts_with(world.simulator.url()) && wallet != desktop, "{wallet}");
    // The telephone has no page of the merchant to go back to; the desktop looks again by itself.
    assert!(wallet.ends_with(&after_paying), "{after_paying}");
    let again = format!("/pay/{}?seen=open", desktop.rsplit('/').next().unwrap());
    assert!(shown.contains(&format!("url={again}\"")), "{shown}");
    let back = page(&format!("{}{again}", world.simulator.url()), DESKTOP).await;
    assert_eq!(
        (back.status, &back.headers["location"]),
        (303, &"https://shop.example/back".parse().unwrap())
    );
    insta::assert_snapshot!("scanned", story(&world.sandbox));
}

#[tokio::test]
async fn a_desktop_page_that_looks_again_too_early_stays() {
    let world = World::new();
    let intent = intent(&world, "WEB").await;

    let again = page(&format!("{}?seen=open", redirect(&intent)), DESKTOP).await;

    assert_eq!(again.status, 200);
}

#[tokio::test]
async fn a_telephone_is_handed_over_to_the_wallet_and_comes_back() {
    let world = World::new();
    let intent = intent(&world, "APP").await;

    let shown = page(redirect(&intent), TELEPHONE).await.text;
    let (_, link) = shown.split_once("<a class=\"first\" href=\"").unwrap();
    let wallet = link.split('"').next().unwrap();
    let back = press(wallet, "decline").await;

    assert!(!shown.contains("<svg") && !shown.contains("http-equiv"), "{shown}");
    assert_eq!(back, "https://shop.example/back");
    let state = world.sandbox.subject(text(&intent["id"])).unwrap().view.state;
    assert_eq!(state, "requires_payment_method");
    insta::assert_snapshot!("handed_over", story(&world.sandbox));
}
