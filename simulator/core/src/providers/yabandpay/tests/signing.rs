//! Signatures against independent signers: one here, and Python's `hmac` in a process of its own.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::process::Command;
use std::process::Stdio;

use proptest::prelude::*;
use serde_json::value::RawValue;

use super::*;
use crate::kernel::access::Verdict;

/// Texts that match a pattern, which is read once: a plain pattern would be read again for every text.
fn matching(pattern: &str) -> impl Strategy<Value = String> + use<> {
    proptest::string::string_regex(pattern).unwrap()
}

/// A value, as the JSON text that is sent, and as the text that is signed.
type Sent = (String, String);

fn any_value() -> impl Strategy<Value = Sent> {
    let text = proptest::collection::vec(any::<char>(), 0..12).prop_map(|chars| {
        let text: String = chars.into_iter().collect();
        (serde_json::to_string(&text).unwrap(), text)
    });
    let number = "-?(0|[1-9][0-9]{0,18})(\\.[0-9]{1,6})?(e[0-9]{1,3})?";
    prop_oneof![
        6 => text,
        2 => matching(number).prop_map(|digits| (digits.clone(), digits)),
        1 => Just(("null".to_owned(), String::new())),
        1 => Just(("true".to_owned(), "1".to_owned())),
        1 => Just(("false".to_owned(), String::new())),
        1 => Just((r#"{"b": [1, 2]}"#.to_owned(), r#"{"b": [1, 2]}"#.to_owned())),
    ]
}

/// Members of `data`, none named like one of the envelope.
fn any_members() -> impl Strategy<Value = BTreeMap<String, Sent>> {
    let names = matching("[A-Za-z0-9_]{1,12}|[\\PC&&[^\"\\\\]]{1,6}");
    proptest::collection::btree_map(names, any_value(), 0..10).prop_map(|mut members| {
        for name in ["user", "sign", "method", "time", "data"] {
            members.remove(name);
        }
        members
    })
}

/// The text that is signed, by the documented steps and nothing of the code under test.
fn signed_text(members: &BTreeMap<String, Sent>) -> String {
    let mut all: BTreeMap<&[u8], &str> =
        members.iter().map(|(name, (_, text))| (name.as_bytes(), text.as_str())).collect();
    all.insert(b"user", auth::USER);
    all.insert(b"method", "v3.QueryOrder");
    all.insert(b"time", "1725875543");
    let pair = |(name, text): (&&[u8], &&str)| format!("{}={text}", String::from_utf8_lossy(name));
    all.iter().map(pair).collect::<Vec<_>>().join("&")
}

fn body(members: &BTreeMap<String, Sent>, sign: &str) -> String {
    let member = |(name, (sent, _)): (&String, &Sent)| {
        format!("{}:{sent}", serde_json::to_string(name).unwrap())
    };
    let data: Vec<_> = members.iter().map(member).collect();
    format!(
        r#"{{"user":"{}","sign":"{sign}","method":"v3.QueryOrder","time":1725875543,"data":{{{}}}}}"#,
        auth::USER,
        data.join(",")
    )
}

/// HMAC-SHA256 from its definition, over nothing but SHA-256.
fn hmac(key: &[u8], text: &[u8]) -> String {
    use sha2::Digest as _;
    let mut block = [0; 64];
    block[..key.len()].copy_from_slice(key);
    let hash = |pad: u8, rest: &[u8]| {
        let mut hash = sha2::Sha256::new();
        hash.update(block.map(|byte| byte ^ pad));
        hash.update(rest);
        hash.finalize()
    };
    hash(0x5c, &hash(0x36, text)).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn verdict(body: &[u8]) -> Verdict {
    let seed = Seed::new(0);
    let identity = Identity { id: "default", seed: &seed };
    let kind = Kind::<Yabandpay>::new();
    let keys = Keyring::new(&kind.credentials(&identity));
    auth::Reading::of(body).verify(&keys)
}

const ACCEPTED: fn() -> Verdict =
    || Verdict::Accepted { credential: auth::USER.to_owned(), lenient: false };

/// Whether a text is a JSON object with the same members, so that a change to it means nothing.
fn means_the_same(one: &[u8], other: &[u8]) -> bool {
    let read = |body: &[u8]| std::str::from_utf8(body).ok().and_then(meaning);
    read(one).is_some() && read(one) == read(other)
}

/// What a JSON text says: escapes are read, digits stay as they are written, however large the number.
#[derive(Debug, PartialEq)]
enum Meaning {
    Members(BTreeMap<String, Self>),
    Text(String),
    Written(String),
}

fn meaning(json: &str) -> Option<Meaning> {
    type Members<'a> = BTreeMap<String, &'a RawValue>;
    if let Ok(members) = serde_json::from_str::<Members<'_>>(json) {
        let inside = |(name, value): (String, &RawValue)| Some((name, meaning(value.get())?));
        return members.into_iter().map(inside).collect::<Option<_>>().map(Meaning::Members);
    }
    if let Ok(text) = serde_json::from_str::<String>(json) {
        return Some(Meaning::Text(text));
    }
    let written: &RawValue = serde_json::from_str(json).ok()?;
    Some(Meaning::Written(written.get().to_owned()))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn what_an_independent_signer_signs_is_accepted_and_no_bit_may_change(
        members in any_members(),
        chosen: prop::sample::Index,
    ) {
        let sign = hmac(auth::SECRET_KEY.as_bytes(), signed_text(&members).as_bytes());
        let body = body(&members, &sign).into_bytes();
        prop_assert_eq!(verdict(&body), ACCEPTED());

        // Every bit of the signature, and one bit of each byte of the rest.
        let start = body.windows(64).position(|part| part == sign.as_bytes()).unwrap();
        for at in 0..body.len() {
            let bits = if (start..start + 64).contains(&at) { 0..8 } else {
                let bit = (at + chosen.index(8)) % 8;
                bit..bit + 1
            };
            for bit in bits {
                let mut changed = body.clone();
                changed[at] ^= 1 << bit;
                let accepted = matches!(verdict(&changed), Verdict::Accepted { .. });
                // A space for a space, or an escape written otherwise, changes no member.
                prop_assert!(!accepted || means_the_same(&body, &changed), "bit {bit} of byte {at}");
            }
        }
    }
}

/// Five thousand lists of members, always the same ones.
fn five_thousand() -> Vec<BTreeMap<String, Sent>> {
    use proptest::strategy::ValueTree as _;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let members = any_members();
    let mut drawn = || members.new_tree(&mut runner).unwrap().current();
    (0..5000).map(|_| drawn()).collect()
}

/// Holds a body against admission, as it was signed and with single bits changed. Over all lists the
/// places fall everywhere.
fn accepted_only_unchanged(body: &[u8], count: usize) {
    assert_eq!(verdict(body), ACCEPTED(), "{}", String::from_utf8_lossy(body));
    for offset in [count, count * 7 + 3, count * 31 + 11] {
        let (at, bit) = (offset % body.len(), offset % 8);
        let mut changed = body.to_owned();
        changed[at] ^= 1 << bit;
        let accepted = matches!(verdict(&changed), Verdict::Accepted { .. });
        assert!(!accepted || means_the_same(body, &changed), "bit {bit} of byte {at}");
    }
}

#[test]
fn five_thousand_lists_of_an_independent_signer_are_accepted_and_changed_ones_are_not() {
    for (count, members) in five_thousand().iter().enumerate() {
        let sign = hmac(auth::SECRET_KEY.as_bytes(), signed_text(members).as_bytes());

        accepted_only_unchanged(body(members, &sign).as_bytes(), count);
    }
}

/// Signs in Python a line at a time: the members as JSON in, the signature out.
const PYTHON: &str = "
import hashlib, hmac, json, sys
for line in sys.stdin.buffer:
    key, members = json.loads(line)
    pairs = sorted((name.encode(), text.encode()) for name, text in members.items())
    text = b'&'.join(name + b'=' + value for name, value in pairs)
    print(hmac.new(key.encode(), text, hashlib.sha256).hexdigest())
";

/// Python's signatures of some lists of members; `None` when there is no Python.
fn signed_in_python(lists: &[BTreeMap<String, Sent>]) -> Option<Vec<String>> {
    let mut python = Command::new("python3")
        .args(["-c", PYTHON])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .ok()?;
    let mut input = python.stdin.take().unwrap();
    let mut lines = String::new();
    for members in lists {
        let mut texts: BTreeMap<&str, &str> =
            members.iter().map(|(name, (_, text))| (name.as_str(), text.as_str())).collect();
        texts.extend([("user", auth::USER), ("method", "v3.QueryOrder"), ("time", "1725875543")]);
        lines.push_str(&serde_json::to_string(&(auth::SECRET_KEY, texts)).unwrap());
        lines.push('\n');
    }
    let writer = std::thread::scope(|scope| {
        scope.spawn(move || input.write_all(lines.as_bytes()));
        python.wait_with_output()
    });
    let output = writer.unwrap();
    assert!(output.status.success());
    Some(String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect())
}

/// Run with `cargo test -p sandpay-core --lib -- --ignored python`. Without `python3` it says that it has
/// checked nothing.
#[test]
#[ignore = "needs python3, which a user need not have; `.ci/run` runs it"]
fn five_thousand_lists_signed_in_python_are_accepted_and_changed_ones_are_not() {
    let lists = five_thousand();
    let Some(signatures) = signed_in_python(&lists) else {
        writeln!(std::io::stderr(), "SKIPPED: there is no python3, nothing was checked").unwrap();
        return;
    };

    assert_eq!(signatures.len(), lists.len());
    for (count, (members, sign)) in lists.iter().zip(&signatures).enumerate() {
        accepted_only_unchanged(body(members, sign).as_bytes(), count);
    }
}
