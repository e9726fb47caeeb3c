//! Whole bodies, byte for byte: however they are rendered, they stay as they are.

use super::*;
use crate::kernel::mac;
use crate::kernel::webhook::Attempt;
use crate::kernel::webhook::Endpoint;

const NOON: &str = "2026-01-15T12:00:00.000007Z";

/// Everything that is echoed, with escapes, white space, unknown members and unusual digits.
const BODY: &str = r#" {"account_id":"11111111-1111-4111-8111-111111111111", "workflow":"DIRECT",
  "merchant_order_id":"0000\u003225","merchant_reference":"r \"q\" \\ / \u00e9\ud83d\ude00\u0007",
  "description":"Tab\tand é","country":"CO","callback_url":"https://merchant.example/back?a=1&b=2",
  "amount":{"currency":"COP","value":"12.50e1"},"unknown":{"a":[1,{"b":null}]},
  "customer_payer":{"id":"967ecd18-d898-4b88-9400-dd5b01b18edc","first_name" : "No\u0022body",
    "ip_address":"::1","browser_info":{"user_agent":"Agent \"7\"","color_depth": 24,"x":1},
    "\u0064evice_fingerprint":"d","device_fingerprints":[ {"id" : "e"} ]},
  "additional_data":{"seller_details":{"n\u0061me":"s"},"a \"quoted\" name":[ 1.50, -3E2 ],
    "order":{"tip_amount":0.10,"taxes":[],"more":"x","items":[{"z":1,"a":2}]},"nothing":null},
  "metadata":[ {"key":"k","value":"v"} ],
  "response_additional_data":{"transactions_history":true},
  "payment_method":{"type":"CARD","detail":{"card":{"capture":false,"installments":3,
    "soft_descriptor":"Shop é","delayed_capture_settings":{"delay":"P7D","simplified_mode":true},
    "card_data":{"number":"4507990000000002","expiration_month":1,"expiration_year":2031,
      "security_code":"0123","holder_name":"Ana \"A\" Ñandú","type":"CREDIT"}}}}} "#;

fn digest(body: &[u8]) -> String {
    format!("{} {}", body.len(), &mac::hex(&mac::digest(&[body]))[..32])
}

fn sealed(sandbox: &Sandbox, event: usize) -> Vec<u8> {
    let events: Vec<_> = sandbox.steps.iter().flat_map(|step| &step.events).collect();
    let attempt =
        Attempt { number: 2, at: sandbox.at, first: sandbox.at, wall: None, first_wall: None };
    sandbox.machine.seal(events[event].number, &Endpoint::default(), &attempt).unwrap().body
}

/// The texts of the answer to creating and of the webhook that tells of the capture, in full.
#[test]
fn an_answer_and_an_event_are_these_texts() {
    let mut sandbox = Sandbox::new(NOON);

    let created = sandbox.send(create("key \"1\"", BODY));
    sandbox.advance("2026-02-01T00:00:00Z");

    let pinned = include_str!("pinned.created.json");
    assert_eq!(text(&created), pinned.trim_end());
    let pinned = include_str!("pinned.captured.event.json");
    assert_eq!(String::from_utf8(sealed(&sandbox, 1)).unwrap(), pinned.trim_end());
}

/// Every other way to show a payment, as lengths and digests.
#[test]
fn every_other_body_keeps_its_digest() {
    let mut sandbox = Sandbox::new(NOON);
    let mut bare = guide("both");
    bare.as_object_mut().unwrap().remove("customer_payer");
    let created = sandbox.send(create("key \"1\"", BODY));
    let payment = value(&created);
    let bodies = [
        created.body,
        sandbox.create(&guide("real-time")).body,
        sandbox.create(&bare).body,
        {
            sandbox.forced = Some("RETRY_AFTER_24_H");
            sandbox.create(&bare).body
        },
        {
            sandbox.forced = Some("INSUFFICIENT_FUNDS");
            sandbox.create(&bare).body
        },
        {
            sandbox.forced = None;
            sandbox.advance("2026-02-01T00:00:00Z");
            sandbox.send(request(Method::GET, &path(&payment))).body
        },
        {
            let mut history = request(Method::GET, &path(&payment));
            history.query = "transactions_history=true".into();
            sandbox.send(history).body
        },
        {
            let changes = json!({"payment_read_shape": "wrapped"});
            sandbox.machine.change_settings(changes.as_object().unwrap()).unwrap();
            sandbox.send(request(Method::GET, &path(&payment))).body
        },
        sealed(&sandbox, 0).into(),
        sealed(&sandbox, 1).into(),
        sealed(&sandbox, 3).into(),
        sealed(&sandbox, 4).into(),
        sandbox.machine.snapshot().to_string().into(),
    ];

    let digests: Vec<String> = bodies.iter().map(|body| digest(body)).collect();

    assert_eq!(digests, PINNED);
}

const PINNED: [&str; 13] = [
    "7328 51273f36a1ee2cfb19047fdc572cc9c6",
    "6965 ab620de05fcb24a7831ca4c14d6e56bc",
    "5890 06393ee105dc28ce7c8c55221ad0ea85",
    "6293 cfb3a690beaeec98c4b5a9754f3edb98",
    "5935 bfa2dce158972e91ce5636130e9dca83",
    "7435 2233f06caf967a9258fdea5eedf5f585",
    "11478 afa73448e3becca5339da873c5c60a6f",
    "7447 14d1a3454ada35bcf3c0c63268661b00",
    "6348 3078e5a8b0e15e4b5acc3acf88d7cafd",
    "4074 d563e666038db6d588883a52f6f82f90",
    "3008 2b5a76b2785830526b8308405227c6e4",
    "3028 386e688aaa3625660e03b258ec7b8ed9",
    "37335 750bc6ac3410cdf4f9c0c8d49c5c501d",
];
