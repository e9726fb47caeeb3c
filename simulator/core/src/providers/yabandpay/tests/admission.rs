//! What is understood of a raw request: every body has its answer, and no secret gets past.

use std::sync::Arc;

use proptest::prelude::*;
use rstest::rstest;

use super::*;
use crate::kernel::access::Caller;
use crate::kernel::access::Verdict;
use crate::kernel::catalogue::Admitted;
use crate::kernel::provider::Provider;
use crate::providers::yabandpay::Call;
use crate::providers::yabandpay::auth::Reading;

/// A card number that nobody has published.
const CARD: &str = concat!("45391488", "03436467");

fn deep(open: &str, close: &str) -> String {
    format!("{}{}", open.repeat(10_000), close.repeat(10_000))
}

/// The body of the documented sale, with one of its parts replaced.
fn altered(part: &str, by: &str) -> String {
    let body = sale().body();
    assert!(body.contains(part), "{body}");
    body.replace(part, by)
}

#[rstest]
#[case::nothing("".into(), "-1000")]
#[case::no_json("user=016683&sign=ab".into(), "-1000")]
#[case::cut_off(r#"{"user":"016683""#.into(), "-1000")]
#[case::byte_order_mark(format!("\u{feff}{}", sale().body()), "-1000")]
#[case::two_bodies(sale().body().repeat(2), "-1000")]
#[case::half_a_character(altered(r#""test""#, r#""\ud800""#), "-1000")]
#[case::null("null".into(), "-3001")]
#[case::list("[]".into(), "-3001")]
#[case::deep_list(deep("[", "]"), "-3001")]
#[case::deep_object(deep(r#"{"data":"#, "}").replace(":}", ":1}"), "-3001")]
#[case::empty_object("{}".into(), "-3001")]
#[case::everything_null(
    r#"{"user":null,"sign":null,"method":null,"time":null,"data":null}"#.into(), "-3001"
)]
#[case::user_is_a_number(altered(r#""016683""#, "16683"), "-3001")]
#[case::unknown_user(altered("016683", "016685"), "-2001")]
#[case::empty_user(altered("016683", ""), "-2001")]
#[case::method_is_null(altered(r#""v3.CreateCardPayments""#, "null"), "-3001")]
#[case::method_changed(altered("v3.CreateCardPayments", "v3.QueryOrder"), "-403")]
#[case::time_is_missing(altered(r#""time""#, r#""tine""#), "-3001")]
#[case::time_is_a_word(altered(r#""time":1725875543"#, r#""time":"now""#), "-3001")]
#[case::time_is_beyond_any_float(altered(r#""time":1725875543"#, r#""time":1e400"#), "-3001")]
#[case::data_is_a_string(altered(r#""data":{"#, r#""data":"","x":{"#), "-3001")]
#[case::data_is_a_deep_list(altered(r#""data":{"#, &format!(r#""data":{},"x":{{"#, deep("[", "]"))), "-3001")]
#[case::user_twice(altered(r#""method""#, r#""user":"016683","method""#), "-3001")]
#[case::sign_twice(altered(r#""method""#, r#""sign":"","method""#), "-3001")]
#[case::amount_twice(altered(r#""amount":"1""#, r#""amount":"1","amount":"1""#), "-3001")]
#[case::user_in_data_too(altered(r#""amount""#, r#""user":"016683","amount""#), "-3001")]
#[case::sign_in_data(altered(r#""amount""#, r#""sign":"","amount""#), "-3001")]
#[case::one_space_more(altered(r#""test""#, r#""test ""#), "-403")]
#[case::one_member_more(altered(r#""amount""#, r#""x":"y","amount""#), "-403")]
fn a_body_has_its_documented_refusal(#[case] body: String, #[case] expected: &str) {
    assert_eq!(code(&Sandbox::new().post(body)), expected);
}

#[rstest]
#[case::missing(r#""x":"""#, "-3001")]
#[case::null(r#""sign":null"#, "-3001")]
#[case::number(r#""sign":12.5"#, "-3001")]
#[case::negative(r#""sign":-7"#, "-3001")]
#[case::truth(r#""sign":true"#, "-3001")]
#[case::list(r#""sign":["ab"]"#, "-3001")]
#[case::empty(r#""sign":"""#, "-403")]
#[case::short(r#""sign":"ab""#, "-403")]
#[case::not_ascii(r#""sign":"ß""#, "-403")]
#[case::half_a_character(r#""sign":"\ud800""#, "-1000")]
fn a_signature_of_another_kind_is_refused(#[case] member: &str, #[case] expected: &str) {
    let body = sale().body();
    let own = format!(r#""sign":"{}""#, sale().sign(true));

    assert_eq!(code(&Sandbox::new().post(body.replace(&own, member))), expected);
}

#[test]
fn a_signature_in_capitals_or_too_long_is_refused() {
    let mut sandbox = Sandbox::new();
    let sign = sale().sign(true);

    assert_eq!(code(&sandbox.post(sale().body_with(&sign.to_uppercase()))), "-403");
    assert_eq!(code(&sandbox.post(sale().body_with(&format!("{sign}0")))), "-403");
    assert_eq!(code(&sandbox.post(sale().body_with(&sign[..63]))), "-403");
}

#[test]
fn bytes_that_are_no_text_are_no_json_wherever_they_stand() {
    let mut sandbox = Sandbox::new();
    let sign = sale().sign(true);
    for place in [sign.as_str(), "test", "016683"] {
        let body = sale().body().replace(place, "\u{1}").into_bytes();
        let body: Vec<u8> =
            body.into_iter().map(|byte| if byte == 1 { 0xff } else { byte }).collect();

        assert_eq!(code(&sandbox.post(body)), "-1000", "{place}");
    }
}

#[rstest]
#[case::whole_decimal(
    &[("amount", "1.0")],
    "2f444f2f0a089e4a4ac05c8a0dad34182c48c367c29819824260d24491752028"
)]
#[case::every_other_kind(
    &[
        ("a_null", "null"),
        ("b_false", "false"),
        ("c_true", "true"),
        ("d_nested", r#"{ "z": 1, "a":[true] }"#),
        ("e_big", "1e400"),
    ],
    "fc83b7a1e8289268d4b50e19380344e442980d4a32ae3f6e4a4581c9b20f3c20"
)]
fn a_value_is_signed_as_it_was_sent(
    #[case] members: &[(&'static str, &str)],
    // Computed apart from this code.
    #[case] sign: &str,
) {
    let sale = members.iter().fold(sale(), |sale, (name, text)| sale.with(name, text));

    assert_eq!(state(&Sandbox::new().post(sale.body_with(sign))), "paid");
}

#[test]
fn a_deep_value_is_signed_as_its_text_and_otherwise_ignored() {
    let body = sale().with("cardinfo", &deep("[", "]")).body();

    assert_eq!(state(&Sandbox::new().post(body)), "paid");
}

#[test]
fn the_content_type_and_the_query_are_no_matter() {
    let mut request = raw(sale().body());
    request.headers.insert(
        "content-type",
        http::HeaderValue::from_static("application/x-www-form-urlencoded"),
    );
    request.query = "x=1".into();

    assert_eq!(state(&Sandbox::new().send(request)), "paid");
}

#[rstest]
#[case(Method::GET, "/Payments", 405)]
#[case(Method::PUT, "/Payments", 405)]
#[case(Method::POST, "/Payments/", 404)]
#[case(Method::POST, "/payments", 404)]
#[case(Method::POST, "/", 404)]
#[case(Method::GET, "/Refunds", 404)]
fn another_path_or_method_is_plainly_refused(
    #[case] method: Method,
    #[case] path: &str,
    #[case] status: u16,
) {
    let request = Request { method, path: path.into(), ..raw(sale().body()) };

    assert_eq!(Sandbox::new().send(request).response.status, status);
}

#[test]
fn the_caller_is_named_as_far_as_the_body_can_be_read() {
    let named = Reading::of(br#"{"user":"016683"}"#);

    assert_eq!(named.caller(), Caller::Key("016683".into()));
    for body in ["", "[]", "{}", r#"{"user":16683}"#, r#"{"user":"a","user":"b"}"#] {
        assert_eq!(Reading::of(body.as_bytes()).caller(), Caller::Nobody, "{body}");
    }
}

#[test]
fn after_admission_the_signature_is_gone_and_the_verdict_stands_for_it() {
    let sandbox = Sandbox::new();
    let kind = Kind::<Yabandpay>::new();
    let sale = sale()
        .with("cardinfo", concat!(r#"{"card_number":"45391488"#, r#"03436467","cvc":"123"}"#));

    let admitted = kind.admit(raw(sale.body()), &sandbox.keys);

    let logged = String::from_utf8(admitted.request.body.to_vec()).unwrap();
    assert!(logged.contains(r#""sign":"""#) && !logged.contains(&sale.sign(true)));
    assert!(!logged.contains(concat!("45391488", "03436467")) && logged.contains(r#""cvc":"000""#));
    assert_eq!(admitted.verdict, Verdict::Accepted { credential: "016683".into(), lenient: false });
    assert_eq!(admitted.operation, Some("create_card_payments"));
    assert!(kind.readmit(admitted.request, admitted.verdict).call.is_ok());
}

/// Any JSON text, numbers beyond a float and doubled names included.
pub(super) fn any_json() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        Just("true".to_owned()),
        Just("1e400".to_owned()),
        "-?[1-9][0-9]{0,20}(\\.[0-9]{1,4})?",
        "[ -!#-\\[\\]-~é]{0,20}".prop_map(|text| format!("\"{text}\"")),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        let member = ("[a-c]", inner.clone()).prop_map(|(name, text)| format!("\"{name}\":{text}"));
        prop_oneof![
            proptest::collection::vec(inner, 0..4).prop_map(|all| format!("[{}]", all.join(","))),
            proptest::collection::vec(member, 0..4)
                .prop_map(|all| format!("{{{}}}", all.join(","))),
        ]
    })
}

proptest! {
    #[test]
    fn any_value_of_any_member_gets_a_documented_answer(which in 0_usize..11, text in any_json()) {
        let mut sale = sale();
        sale.data[which].1 = text;
        let before = Sandbox::new().machine.snapshot();
        let mut sandbox = Sandbox::new();

        let answered = sandbox.post(sale.body());

        let code = code(&answered);
        prop_assert!(code == "200" || Yabandpay::PROFILE.errors.contains(&code.as_str()));
        prop_assert_eq!(sandbox.machine.snapshot() == before, code != "200");
    }

    /// What is in a call may be read before its secrets are taken out; a replay reads it after.
    #[test]
    fn what_is_admitted_is_what_a_replay_admits(
        which in 0_usize..11,
        value in prop_oneof![
            2 => any_json(),
            1 => Just(format!(r#"{{"number":"{CARD}","cvc":"123"}}"#)),
            1 => Just(format!(r#""{CARD}""#)),
            1 => Just(r#"{"password":"x"}"#.to_owned()),
        ],
        beside in prop::sample::select(vec!["", r#""password":"x","#, r#""note":"y","#, r#""cvc":"1","#]),
        spoilt in prop::option::weighted(0.2, any::<prop::sample::Index>()),
    ) {
        let mut sale = sale();
        sale.data[which].1 = value;
        let mut body = sale.body().replacen('{', &format!("{{{beside}"), 1).into_bytes();
        if let Some(at) = spoilt {
            let at = at.index(body.len());
            body[at] ^= 1;
        }
        let kind = Kind::<Yabandpay>::new();

        let live = kind.admit(raw(body), &Sandbox::new().keys);
        let replayed = kind.readmit(Arc::clone(&live.request), live.verdict.clone());

        let shown = |admitted: &Admitted| match &admitted.call {
            Ok(call) => format!("{:?}", call.downcast_ref::<Call>().unwrap()),
            Err(refusal) => format!("{refusal:?}"),
        };
        prop_assert_eq!(shown(&live), shown(&replayed));
    }

    #[test]
    fn any_bytes_get_a_documented_answer(body: Vec<u8>) {
        let code = code(&Sandbox::new().post(body));

        prop_assert!(code == "-1000" || code == "-3001");
    }
}
