//! Every story runs to its end, in lines and on the page.

use std::io::BufRead;
use std::io::BufReader;
use std::io::Write;
use std::net::TcpStream;

use rstest::rstest;

use super::*;
use crate::client::Ask;
use crate::client::Server;
use crate::demo::scene::Audience;
use crate::demo::scene::Scene;
use crate::demo::scene::Shopper;

/// Lines that nobody waits for, and whether every webhook was to be believed.
#[derive(Default)]
struct Lines {
    text: String,
    webhooks: usize,
    doubts: Vec<String>,
}

impl Audience for Lines {
    fn begins(&mut self, story: &Story, number: usize) -> Result<(), Failure> {
        self.text.push_str(&terminal::beginning(story, number));
        Ok(())
    }

    fn sees(&mut self, scene: &Scene, number: usize) -> Result<(), Failure> {
        self.text.push_str(&terminal::in_words(scene, number));
        if let Scene::Webhook(webhook) = scene {
            self.webhooks += 1;
            self.doubts.extend(webhook.signature.as_ref().err().cloned());
        }
        Ok(())
    }

    fn waits(&mut self) -> Result<Shopper, Failure> {
        Ok(Shopper::Absent)
    }
}

/// Addresses with their ports, which differ from run to run, under names.
fn named(text: &str, simulator: &Simulator) -> String {
    let text = text.replace(simulator.url(), "sandpay:");
    let mut parts = text.split("http://127.0.0.1:");
    let mut named = parts.next().unwrap().to_owned();
    for part in parts {
        let port = part.bytes().take_while(u8::is_ascii_digit).count();
        assert!(part[..port].parse::<u16>().is_ok(), "{part}");
        named.push_str("shop:");
        named.push_str(&part[port..]);
    }
    named
}

/// What nobody is to see: keys, the card, its code.
#[track_caller]
fn assert_discreet(text: &str) {
    let secrets =
        ["4111111111111111", "\"123\"", "sk_test", "whsec", "secret-of-the", "pi_0_secret"];
    let keys = ["sandbox_sandpay", "sandpay_yabandpay", "_secret_"];
    for secret in secrets.into_iter().chain(keys) {
        assert!(!text.contains(secret), "{secret} stands in {text}");
    }
}

#[rstest]
#[case("buy-now", 1)]
#[case("authorize-then-capture", 2)]
#[case("delayed-capture", 2)]
#[case("delayed-cancel", 2)]
#[case("stored-card", 1)]
#[case("card-token", 2)]
#[case("alipay-qr", 3)]
#[case("refund", 3)]
fn a_story_runs_to_its_end_and_every_webhook_is_signed(
    #[case] name: &str,
    #[case] webhooks: usize,
) {
    let simulator = started(false).unwrap();
    let mut lines = Lines::default();

    story(name).unwrap().tell(&simulator, &mut lines).unwrap();

    assert_eq!((lines.webhooks, lines.doubts), (webhooks, Vec::new()));
    assert_discreet(&lines.text);
    insta::assert_snapshot!(name.replace('-', "_"), named(&lines.text, &simulator));
}

#[test]
fn each_story_is_listed_once_and_found_by_its_name() {
    let list = listed();

    for (position, one) in stories::ALL.iter().enumerate() {
        assert_eq!((one.number(), story(one.name).unwrap().title), (position + 1, one.title));
        assert_eq!(list.matches(&format!("{} ", one.name)).count(), 1, "{list}");
    }
    let near = story("delayed-captur").unwrap_err();
    assert_eq!((near.code, near.hint.as_deref()), (2, Some("did you mean `delayed-capture`?")));
}

#[test]
fn the_page_for_a_file_tells_every_story_and_needs_nothing_from_elsewhere() {
    let simulator = started(false).unwrap();

    let page = page::told(&simulator).unwrap();

    for story in &stories::ALL {
        assert!(page.contains(&format!("<a href=\"#{}\">", story.name)), "{}", story.name);
        assert!(page.contains(&format!("<section id=\"{}\"", story.name)), "{}", story.name);
    }
    let told: Vec<_> = page.split("<section ").skip(1).collect();
    assert!(told.iter().all(|section| section.contains("class=\"scene webhook\"")));
    assert!(told.iter().all(|section| section.contains("Signature holds")));
    for loads in ["<script", "<link", "<img", "<iframe", "src=", "url(", "@import", "<button"] {
        assert!(!page.contains(loads), "{loads} stands in the page");
    }
    assert!(!page.contains("does not hold"));
    assert_discreet(&page);
}

fn get<'a>(path: &'a str, headers: &'a [(&'a str, &'a str)]) -> Ask<'a> {
    Ask { method: "GET", path, headers, body: None, patience: std::time::Duration::from_secs(30) }
}

#[test]
fn the_served_page_runs_a_story_when_it_is_opened() {
    let simulator = started(false).unwrap();
    let server = Server::parse(simulator.url()).unwrap();
    let run = |name: &str| {
        let path = format!("/_sim/demo/stories/{name}");
        let answer = server.send(&Ask { method: "POST", ..get(&path, &[]) }).unwrap();
        (answer.status, String::from_utf8(answer.body).unwrap())
    };

    let page = server.send(&get(page::PAGE, &[])).unwrap();
    let (status, told) = run("delayed-capture");
    let (_, again) = run("delayed-capture");
    let (unknown, _) = run("delayed-captur");

    assert_eq!((page.status, status, unknown), (200, 200, 404));
    let kinds = ["call", "webhook", "turn", "turn", "webhook", "call"];
    let kinds = kinds.map(|kind| format!("class=\"scene {kind}\""));
    let fragments: Vec<_> = told.split_terminator("<!--scene-->").collect();
    assert_eq!(fragments.len(), kinds.len());
    assert!(fragments.iter().zip(&kinds).all(|(one, kind)| one.contains(kind)), "{told}");
    assert_eq!(again.matches("<!--scene-->").count(), kinds.len());
}

#[test]
fn pages_of_other_origins_neither_see_the_page_nor_run_a_story() {
    let simulator = started(false).unwrap();
    let server = Server::parse(simulator.url()).unwrap();
    let foreign = [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")];

    let seen = server.send(&get(page::PAGE, &foreign)).unwrap();
    let run = Ask { method: "POST", ..get("/_sim/demo/stories/buy-now", &foreign) };
    let run = server.send(&run).unwrap();

    assert_eq!((seen.status, run.status), (403, 403));
    assert_eq!(simulator.sandboxes().len(), 1);
}

#[test]
fn a_story_on_the_page_waits_for_whoever_has_scanned_the_code() {
    let simulator = started(false).unwrap();
    let server = Server::parse(simulator.url()).unwrap();
    let host = simulator.url().strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(host).unwrap();
    let request = format!(
        "POST /_sim/demo/stories/alipay-qr HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut lines = BufReader::new(stream).lines().map(Result::unwrap);

    let visit = lines.find(|line| line.contains("data-page=")).unwrap();
    let (_, page) = visit.split_once("data-page=\"").unwrap();
    let (page, _) = page.split_once('"').unwrap();
    let approve = format!("/_sim/pages/{page}/approve");
    let approved = server.send(&Ask { method: "POST", ..get(&approve, &[]) }).unwrap();
    let rest: Vec<_> = lines.collect();

    assert_eq!(approved.status, 200);
    assert!(rest.iter().any(|line| line.contains("payment_intent.succeeded")), "{rest:#?}");
}

#[test]
fn the_policy_of_the_page_admits_its_own_style_and_script_alone() {
    let simulator = started(false).unwrap();
    let host = simulator.url().strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(host).unwrap();
    let request =
        format!("GET {} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n", page::PAGE);
    stream.write_all(request.as_bytes()).unwrap();
    let answer: Vec<_> = BufReader::new(stream).lines().map(Result::unwrap).collect();

    let policy = answer.iter().find(|line| line.starts_with("content-security-policy:")).unwrap();

    assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    assert_eq!(policy.matches("'sha256-").count(), 2);
}
