//! Who calls: the users of a sandbox, the envelope that names one, and the proof by signature.
//!
//! Source: <https://docs.yabandpay.com/api/en/sign.html>. There are no headers: `user` and `sign` stand in
//! the body, which is read as JSON whatever the content type says, since the official library sends
//! JSON under PHP's default form header.

use std::borrow::Cow;

use jiff::SignedDuration;
use jiff::Timestamp;
use serde::Deserialize;

use super::body::Member;
use super::body::Members;
use super::body::Unreadable;
use super::body::Value;
use super::body::WithInner;
use super::errors::Error;
use super::plain;
use super::signature;
use crate::kernel::access::Caller;
use crate::kernel::access::Credential;
use crate::kernel::access::Identity;
use crate::kernel::access::Keyring;
use crate::kernel::access::Verdict;
use crate::kernel::mac;

/// The user of sandbox `default`.
pub const USER: &str = "016683";
/// The user of sandbox `default` for whom the token feature is not enabled.
pub const USER_WITHOUT_TOKENS: &str = "016684";
/// The key with which both users of sandbox `default` sign.
pub const SECRET_KEY: &str = "sandpay_yabandpay_secret";

/// The members of every request; what a method takes stands in the last.
pub(super) const ENVELOPE: [&str; 5] = ["user", "sign", "method", "time", DATA];
/// The member with what a method takes.
const DATA: &str = "data";

/// The credential names.
const NAMES: [&str; 3] = ["user", "secret_key", "user_without_tokens"];

/// The credentials of a sandbox. Both users sign with the same key, as the users of one merchant do.
pub(super) fn credentials(sandbox: &Identity<'_>) -> Vec<Credential> {
    let values = if sandbox.is_default() {
        [USER, SECRET_KEY, USER_WITHOUT_TOKENS].map(str::to_owned)
    } else {
        [
            format!("{USER}-{}", sandbox.id),
            secret_key(sandbox),
            format!("{USER_WITHOUT_TOKENS}-{}", sandbox.id),
        ]
    };
    NAMES
        .into_iter()
        .zip(values)
        .map(|(name, value)| Credential { name, value, selects: name != "secret_key" })
        .collect()
}

/// The key with which a sandbox's requests and notifications are signed.
pub(super) fn secret_key(sandbox: &Identity<'_>) -> String {
    if sandbox.is_default() {
        return SECRET_KEY.to_owned();
    }
    let seed = sandbox.seed.derive(sandbox.id).derive("yabandpay");
    let drawn: [u8; 16] = seed.bytes("secret_key", 0);
    format!("{SECRET_KEY}_{}_{}", sandbox.id, mac::hex(&drawn))
}

/// Whether a user is the one without the token feature, in any sandbox.
pub(super) fn is_without_tokens(user: &str) -> bool {
    user.strip_prefix(USER_WITHOUT_TOKENS)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

/// What every request has in common.
#[derive(Debug)]
pub(super) struct Envelope<'a> {
    user: Cow<'a, str>,
    sign: Cow<'a, str>,
    pub(super) method: Cow<'a, str>,
    time: Value<'a>,
    /// `time` in Unix seconds.
    pub(super) sent_at: i64,
    pub(super) data: Members<'a>,
}

impl<'a> Envelope<'a> {
    /// Reads a request's body.
    ///
    /// Source: <https://docs.yabandpay.com/api/cn/payments/cards/token.html>, request parameters.
    /// Undocumented: what is no JSON is `-1000`; JSON of another form, with a name twice, or without
    /// one of the members is `-3001`. A member of `data` that is named like one of the envelope counts
    /// as a name twice, because the signature flattens both into one list. Members of the envelope that
    /// no document knows are ignored, and are not signed.
    pub(super) fn read(body: &'a [u8]) -> Result<Self, Error> {
        Self::of(Members::read_with(body, DATA).map_err(refusal)?)
    }

    fn of((members, data): WithInner<'a>) -> Result<Self, Error> {
        let text = |name: &str| match members.find(name) {
            Some(Value::Text(text)) => Ok(text.clone()),
            Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::Nested(_)) | None => {
                Err(Error::MissingField)
            }
        };
        let (user, sign, method) = (text("user")?, text("sign")?, text("method")?);
        let time = members.find("time").ok_or(Error::MissingField)?.clone();
        let sent_at = seconds(&time).ok_or(Error::MissingField)?;
        let data = data.ok_or(Error::MissingField)?.map_err(refusal)?;
        if ENVELOPE.iter().any(|name| data.find(name).is_some()) {
            return Err(Error::MissingField);
        }
        Ok(Self { user, sign, method, time, sent_at, data })
    }

    /// What its signature is taken over.
    fn members(&self) -> Vec<(&str, &str)> {
        let envelope =
            [("user", &*self.user), ("method", &*self.method), ("time", self.time.signed())];
        let data = self.data.iter().map(|(name, value)| (name, value.signed()));
        envelope.into_iter().chain(data).collect()
    }

    /// Which reading of its signature fits.
    fn reading(&self, secret: &str) -> Option<signature::Reading> {
        signature::reading(secret, &self.members(), &self.sign)
    }
}

const fn refusal(why: Unreadable) -> Error {
    match why {
        Unreadable::NotJson => Error::Internal,
        Unreadable::NotAnObject | Unreadable::NamedTwice => Error::MissingField,
    }
}

/// `time` in Unix seconds: a whole number, or a string of digits as the iDEAL pages print it.
///
/// Undocumented: milliseconds, which some clients send, are told from seconds by their size.
fn seconds(time: &Value<'_>) -> Option<i64> {
    /// The year 5138 in seconds, the year 1973 in milliseconds.
    const MILLISECONDS_FROM: i64 = 100_000_000_000;
    let text = time.scalar()?;
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: i64 = text.parse().ok()?;
    Some(if number < MILLISECONDS_FROM { number } else { number / 1000 })
}

/// Whether a request was signed further from the present than a setting allows.
pub(super) fn is_stale(sent_at: i64, at: Timestamp, window: SignedDuration) -> bool {
    let distance = i128::from(at.as_second()) - i128::from(sent_at);
    distance.unsigned_abs() > u128::from(window.unsigned_abs().as_secs())
}

/// A body, read once for all that look at it.
#[derive(Debug)]
pub struct Reading<'a> {
    user: Option<Cow<'a, str>>,
    /// What it holds, or why that is refused.
    pub(super) envelope: Result<Envelope<'a>, Error>,
}

impl<'a> Reading<'a> {
    /// Reads a body. One that is written as usual is passed once, for the name and for all the rest.
    pub(super) fn of(body: &'a [u8]) -> Self {
        let usual = plain::with_inner(body, DATA);
        match usual.and_then(|both| Some((sole_text("user", &both.0)?, both))) {
            Some((user, (members, data))) => {
                let read = Members::with_inner(members, data).map_err(refusal);
                Self { user: Some(Cow::Borrowed(user)), envelope: read.and_then(Envelope::of) }
            }
            None => Self { user: named(body), envelope: Envelope::read(body) },
        }
    }

    /// Who calls, as far as the body can be read at all: whoever it names, whatever else is wrong with it.
    pub(super) fn caller(&self) -> Caller<'_> {
        self.user.as_deref().map_or(Caller::Nobody, |user| Caller::Key(user.into()))
    }

    /// Whether the caller proved to be who it says.
    pub(super) fn verify(&self, keys: &Keyring) -> Verdict {
        let Ok(envelope) = &self.envelope else {
            return Verdict::Missing;
        };
        let known = ["user", "user_without_tokens"].map(|name| keys.reveal(name));
        if envelope.user.is_empty() || !known.contains(&&*envelope.user) {
            return Verdict::Unknown;
        }
        match envelope.reading(keys.reveal("secret_key")) {
            None => Verdict::Mismatch,
            Some(reading) => Verdict::Accepted {
                lenient: reading == signature::Reading::WithoutEmpty,
                credential: (*envelope.user).to_owned(),
            },
        }
    }
}

/// The user that a body names.
fn named(body: &[u8]) -> Option<Cow<'_, str>> {
    #[derive(Deserialize)]
    struct Named<'a> {
        #[serde(borrow)]
        user: Cow<'a, str>,
    }
    serde_json::from_slice::<Named<'_>>(body).ok().map(|named| named.user)
}

/// The text under a name that stands once.
fn sole_text<'a>(wanted: &str, members: &[Member<'a>]) -> Option<&'a str> {
    let mut found = members.iter().filter(|(name, _)| name == wanted);
    match (found.next(), found.next()) {
        (Some((_, Value::Text(Cow::Borrowed(text)))), None) => Some(text),
        (Some(_) | None, _) => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;
    use crate::kernel::ids::Seed;

    fn identity<'a>(id: &'a str, seed: &'a Seed) -> Identity<'a> {
        Identity { id, seed }
    }

    #[test]
    fn the_default_sandbox_has_the_published_credentials() {
        let credentials = credentials(&identity("default", &Seed::new(1)));
        let listed: Vec<_> =
            credentials.iter().map(|one| (one.name, one.value.as_str(), one.selects)).collect();

        assert_eq!(
            listed,
            [
                ("user", "016683", true),
                ("secret_key", "sandpay_yabandpay_secret", false),
                ("user_without_tokens", "016684", true),
            ]
        );
    }

    #[test]
    fn another_sandbox_has_its_own_credentials_which_name_it() {
        let (one, two) = (Seed::new(1), Seed::new(2));
        let first = credentials(&identity("sb-7", &one));
        let other_seed = credentials(&identity("sb-7", &two));
        let other_id = credentials(&identity("sb-8", &one));

        assert!(first.iter().all(|one| one.value.contains("sb-7")));
        assert!(first.iter().zip(&other_id).all(|(a, b)| a.value != b.value));
        assert_ne!(first[1].value, other_seed[1].value);
        assert!(is_without_tokens(&first[2].value) && !is_without_tokens(&first[0].value));
        assert!(!is_without_tokens("0166840"));
    }

    /// Bodies that are an envelope, or nearly one.
    fn bodies() -> impl Strategy<Value = String> {
        let user = prop::sample::select(vec![
            r#""user":"016683""#,
            r#""user" : "016684" "#,
            r#""user":"nobody""#,
        ]);
        let rest = vec![
            r#""sign":"""#,
            r#""method":"v3.QueryOrder""#,
            r#""time":1725875543"#,
            r#""data":{"trade_id":"x"}"#,
        ];
        let rest = prop_oneof![4 => Just(rest.clone()), 1 => prop::sample::subsequence(rest, 0..4)];
        let odd = prop::sample::select(vec![
            r#""user":"016683""#,
            r#""\u0075ser":"016683""#,
            r#""user":16683"#,
            r#""time":1e3"#,
            r#""data":{"user":"x"}"#,
            r#""data":{"a":1,"a":2}"#,
            r#""data":[]"#,
            r#""data":"x""#,
            r#""other":{"user":"x"}"#,
            "{",
        ]);
        let odd = prop_oneof![3 => Just(Vec::new()), 1 => prop::collection::vec(odd, 1..3)];
        let members = (prop::option::weighted(0.9, user), rest, odd);
        let members = members.prop_map(|(user, rest, odd)| [user.into_iter().collect(), rest, odd]);
        let end = prop_oneof![8 => Just("}".to_owned()), 1 => "}?[ x]?"];
        (members.prop_map(|parts| parts.concat()).prop_shuffle(), end)
            .prop_map(|(members, end)| format!("{{{}{end}", members.join(",")))
    }

    proptest! {
        #[test]
        fn what_is_read_at_once_is_what_is_read_apart(body in bodies()) {
            let read = Reading::of(body.as_bytes());

            prop_assert_eq!(&read.user, &named(body.as_bytes()));
            let apart = Envelope::read(body.as_bytes());
            prop_assert_eq!(format!("{:?}", read.envelope), format!("{apart:?}"));
        }
    }

    #[rstest]
    #[case("1725875543", Some(1_725_875_543))]
    #[case(r#""1725875543""#, Some(1_725_875_543))]
    #[case("1725875543123", Some(1_725_875_543))]
    #[case("0", Some(0))]
    #[case("-1", None)]
    #[case("1.0", None)]
    #[case("1e9", None)]
    #[case("1e400", None)]
    #[case("99999999999999999999", None)]
    #[case(r#""""#, None)]
    #[case(r#""now""#, None)]
    #[case("null", None)]
    #[case("true", None)]
    #[case("[1]", None)]
    fn time_is_whole_seconds_or_milliseconds(#[case] sent: &str, #[case] read: Option<i64>) {
        let body = format!(r#"{{"time":{sent}}}"#);
        let members = Members::read(body.as_bytes()).unwrap();

        assert_eq!(seconds(members.find("time").unwrap()), read);
    }
}
