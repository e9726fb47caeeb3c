//! Hosted pages: the browser's way and its headless twin.

use rstest::rstest;
use serde_json::Value;
use serde_json::json;

use crate::support::Answer;
use crate::support::Receiver;
use crate::support::World;

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
const BACK: &str = "http://127.0.0.1:9/back?order=7";

fn press(world: &World, page: &str, action: &str) -> Answer {
    let headers = [FORM, ("origin", world.simulator.url()), ("sec-fetch-site", "same-origin")];
    world.send(&format!("POST /pay/{page}/{action}"), &headers, "")
}

/// The journal but for the instants at which nothing differs anyway.
fn journal(world: &World) -> Value {
    world.get("/_sim/journal").json(200)["entries"].clone()
}

#[test]
fn a_shopper_pays_on_the_page_and_returns_to_the_merchant() {
    let world = World::new();
    let receiver = Receiver::start();
    world.json("PUT /_sim/webhooks/endpoints/wooshpay", json!([{"url": receiver.url}])).json(200);
    let intent = world.intent(Some(BACK));
    assert_eq!(intent.url, format!("{}/pay/{}", world.simulator.url(), intent.page));
    let shown = world.get(&format!("/pay/{}", intent.page));
    assert_eq!(shown.status, 200);
    assert!(shown.text.contains(&intent.id));

    let pressed = press(&world, &intent.page, "approve");

    assert_eq!((pressed.status, pressed.header("location")), (303, Some(BACK)));
    let subject = world.get(&format!("/_sim/subjects/{}", intent.id)).json(200);
    assert_eq!(subject["state"], "succeeded");
    world.post("/_sim/settle").json(200);
    let deliveries = world.get("/_sim/webhooks/deliveries").json(200);
    let events: Vec<_> = deliveries["deliveries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|delivery| {
            (delivery["event"].as_str().unwrap(), delivery["outcome"].as_str().unwrap())
        })
        .collect();
    assert_eq!(
        events,
        [
            ("payment_intent.created", "delivered"),
            ("payment_intent.requires_action", "delivered"),
            ("payment_intent.succeeded", "delivered"),
        ]
    );
}

#[rstest]
fn the_headless_twin_leaves_the_same_traces(
    #[values("approve", "decline", "abandon", "expire")] action: &str,
) {
    let (clicked, called) = (World::new(), World::new());
    let page = clicked.intent(Some(BACK)).page;
    assert_eq!(called.intent(Some(BACK)).page, page);

    press(&clicked, &page, action);
    let answer = called.post(&format!("/_sim/pages/{page}/{action}")).json(200);

    let unaddressed = |world: &World| journal(world).to_string().replace(world.host(), "sandpay:");
    assert_eq!(unaddressed(&clicked), unaddressed(&called));
    let inputs = |world: &World| -> Vec<Value> {
        let lines = world.get("/_sim/export").text;
        let record = |line: &str| serde_json::from_str::<Value>(line).unwrap()["input"].take();
        lines.lines().map(record).filter(|input| input.get("command").is_some()).collect()
    };
    assert_eq!(inputs(&clicked), inputs(&called));
    assert_eq!(answer["kind"], "payment_intent");
}

#[test]
fn leaving_goes_back_to_the_merchant_and_the_page_stays_open() {
    let world = World::new();
    let intent = world.intent(Some(BACK));

    let left = press(&world, &intent.page, "abandon");

    assert_eq!((left.status, left.header("location")), (303, Some(BACK)));
    let page = world.get(&format!("/_sim/pages/{}", intent.page)).json(200);
    assert_eq!(page["state"], "open");
}

#[test]
fn a_button_that_an_open_page_does_not_have_is_refused_on_both_ways() {
    let world = World::new();
    let intent = world.intent(Some(BACK));

    let pressed = press(&world, &intent.page, "pay");
    let called = world.post(&format!("/_sim/pages/{}/pay", intent.page));

    assert_eq!((pressed.status, called.error().1.as_str()), (409, "not_now"));
    assert!(pressed.text.contains("knows no `pay`"), "{}", pressed.text);
    let page = world.get(&format!("/_sim/pages/{}", intent.page)).json(200);
    assert_eq!(page["state"], "open");
}

#[test]
fn without_a_return_url_the_page_itself_tells_how_it_ended() {
    let world = World::new();
    let intent = world.intent(None);
    let page = format!("/pay/{}", intent.page);

    let pressed = press(&world, &intent.page, "decline");
    let pressed_again = press(&world, &intent.page, "approve");

    assert_eq!((pressed.status, pressed.header("location")), (303, Some(page.as_str())));
    assert_eq!(pressed_again.header("location"), Some(page.as_str()));
    assert_eq!(
        world.get(&format!("/_sim/subjects/{}", intent.id)).json(200)["state"],
        "requires_payment_method"
    );
}

#[test]
fn a_page_is_data_as_well() {
    let world = World::new();
    let intent = world.intent(Some(BACK));

    let page = world.get(&format!("/_sim/pages/{}", intent.page)).json(200);

    assert_eq!((&page["state"], &page["subject"]), (&json!("open"), &json!(intent.id)));
    assert_eq!(page["return_url"], BACK);
    assert_eq!(page["actions"][0], json!({"name": "approve", "label": "Pay"}));
}

#[rstest]
#[case("GET /_sim/pages/default-x", "", 404, "unknown_page")]
#[case("GET /_sim/pages/nobody-x", "", 404, "unknown_page")]
#[case("POST /_sim/pages/default-x/approve", "", 404, "unknown_page")]
#[case("POST /_sim/pages/PAGE/aprove", "", 409, "not_now")]
#[case("POST /_sim/pages/PAGE/approve", "{\"consent\":false}", 400, "unknown_member")]
#[case("POST /_sim/pages/PAGE/approve", "[]", 400, "bad_body")]
fn a_twin_that_cannot_act_says_why(
    #[case] line: &str,
    #[case] body: &str,
    #[case] status: u16,
    #[case] code: &str,
) {
    let world = World::new();
    let line = line.replace("PAGE", &world.intent(None).page);

    let error = world.send(&line, &[("content-type", "application/json")], body).error();

    assert_eq!((error.0, error.1.as_str()), (status, code));
}

#[test]
fn acting_twice_is_a_clash() {
    let world = World::new();
    let act = format!("/_sim/pages/{}/approve", world.intent(None).page);

    assert_eq!(world.post(&act).json(200)["state"], "succeeded");
    assert_eq!(world.post(&act).error().0, 409);
}

#[test]
fn a_page_belongs_to_its_own_sandbox_alone() {
    let world = World::new();
    let page = world.intent(None).page;
    let other = world.post("/_sim/sandboxes").json(201)["id"].as_str().unwrap().to_owned();

    let answer = world.get(&format!("/_sim/pages/{page}?sandbox={other}"));

    assert_eq!(answer.error().1, "unknown_page");
}

#[test]
fn a_button_is_pressed_by_a_form_and_by_nothing_else() {
    let world = World::new();
    let intent = world.intent(None);

    let json = world.json(&format!("POST /pay/{}/approve", intent.page), json!({}));

    assert_eq!(json.status, 415);
    assert_eq!(
        world.get(&format!("/_sim/subjects/{}", intent.id)).json(200)["state"],
        "requires_action"
    );
}

#[cfg(feature = "ui")]
mod html {
    use super::*;

    #[test]
    fn a_page_has_one_button_an_action_and_no_way_to_run_a_script() {
        let world = World::new();
        let intent = world.intent(Some(BACK));

        let shown = world.get(&format!("/pay/{}", intent.page));

        assert_eq!(shown.header("content-type"), Some("text/html; charset=utf-8"));
        for action in ["approve", "decline", "abandon", "expire"] {
            let form = format!("<form method=\"post\" action=\"/pay/{}/{action}\">", intent.page);
            assert_eq!(shown.text.matches(&form).count(), 1, "{action}");
        }
        assert!(shown.text.contains("Pay with Alipay"));
        assert!(shown.text.contains("0.20 CNY"));
        assert!(!shown.text.contains("<script"));
        let policy = shown.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
        assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
        assert_eq!(shown.header("cache-control"), Some("no-store"));
        assert_eq!(shown.header("x-content-type-options"), Some("nosniff"));
    }

    #[test]
    fn a_page_that_is_over_links_back_to_the_merchant() {
        let world = World::new();
        let intent = world.intent(Some(BACK));
        press(&world, &intent.page, "approve");

        let shown = world.get(&format!("/pay/{}", intent.page));

        assert!(shown.text.contains("It ended as <strong>succeeded</strong>"), "{}", shown.text);
        assert!(shown.text.contains(&format!("<a href=\"{BACK}\">Back to 127.0.0.1:9</a>")));
        assert!(!shown.text.contains("<form"));
    }

    #[test]
    fn what_a_merchant_sends_is_shown_and_not_obeyed() {
        let world = World::new();
        let intent = world.intent(None);

        let shown = world.get(&format!("/pay/{}", intent.page));

        assert!(shown.text.contains("script&#62;x") && !shown.text.contains("<script>x"));
    }

    #[test]
    fn an_unknown_page_is_explained_to_a_person() {
        let world = World::new();

        let shown = world.get("/pay/default-0000");
        let pressed = press(&world, "nobody-0000", "approve");

        for answer in [shown, pressed] {
            assert_eq!(answer.status, 404);
            assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"));
            assert!(answer.text.contains("<h1>No such page</h1>"));
        }
    }
}

#[cfg(not(feature = "ui"))]
#[test]
fn without_the_feature_a_page_is_its_view_model() {
    let world = World::new();
    let intent = world.intent(None);

    assert_eq!(world.get(&format!("/pay/{}", intent.page)).json(200)["subject"], intent.id);
}
