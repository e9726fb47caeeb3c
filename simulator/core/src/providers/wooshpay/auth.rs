//! Whose call it is: HTTP Basic with a key as user name and an empty password.
//!
//! Source: the introduction, <https://docs.wooshpay.com/project-1296482/doc-1763752>,
//! "Authentication". No other scheme is documented, so `Bearer` proves nothing here.

use http::header::AUTHORIZATION;

use crate::kernel::access::Caller;
use crate::kernel::access::Credential;
use crate::kernel::access::Identity;
use crate::kernel::access::Keyring;
use crate::kernel::access::Verdict;
use crate::kernel::ids::Seed;
use crate::kernel::mac;
use crate::kernel::message::Request;
use crate::providers::wooshpay::errors::Error;

/// The name of the key for calls from a server; also of the credential that verdicts tell.
pub(crate) const SECRET_KEY: &str = "secret_key";
/// The name of the key for browsers.
pub(crate) const PUBLISHABLE_KEY: &str = "publishable_key";

/// The keys of a sandbox. Both name it, so that each is refused by the sandbox that it belongs to.
pub(crate) fn credentials(sandbox: &Identity<'_>) -> Vec<Credential> {
    let credential = |name, value| Credential { name, value, selects: true };
    vec![
        credential(SECRET_KEY, key(sandbox, SECRET_KEY, "sk_test_")),
        credential(PUBLISHABLE_KEY, publishable_key(sandbox)),
    ]
}

/// The sandbox's key for browsers.
pub(crate) fn publishable_key(sandbox: &Identity<'_>) -> String {
    key(sandbox, PUBLISHABLE_KEY, "pk_test_")
}

fn key(sandbox: &Identity<'_>, name: &str, prefix: &str) -> String {
    if sandbox.is_default() {
        return format!("{prefix}sandpay");
    }
    format!("{prefix}{}_{}", sandbox.id, drawn(sandbox.seed, sandbox.id, name))
}

fn drawn(seed: &Seed, sandbox: &str, name: &str) -> String {
    mac::hex(&seed.derive(sandbox).derive("wooshpay").bytes::<12>(name, 0))
}

/// Who says to be calling.
pub(crate) fn identify(raw: &Request) -> Caller<'_> {
    basic(raw).map_or(Caller::Nobody, |(key, _)| Caller::Key(key.into()))
}

/// Whether the key is one of this sandbox's.
pub(crate) fn verify(raw: &Request, keys: &Keyring) -> Verdict {
    let Some((key, password)) = basic(raw) else {
        return Verdict::Missing;
    };
    let known = [SECRET_KEY, PUBLISHABLE_KEY]
        .into_iter()
        .find(|name| mac::same(key.as_bytes(), keys.reveal(name).as_bytes()));
    match known {
        None => Verdict::Unknown,
        // Undocumented: a password beside a good key. The documents say that it is empty.
        Some(_) if !password.is_empty() => Verdict::Mismatch,
        Some(name) => Verdict::Accepted { credential: name.to_owned(), lenient: false },
    }
}

/// The name of the key that was proved; only the secret one may call.
pub(crate) fn authorized(verdict: &Verdict) -> Result<&str, Error> {
    match verdict {
        Verdict::Accepted { credential, .. } if credential == SECRET_KEY => Ok(credential),
        Verdict::Accepted { .. } => Err(Error::SecretKeyRequired),
        Verdict::Missing => Err(Error::KeyMissing),
        Verdict::Unknown | Verdict::Mismatch => Err(Error::KeyUnknown),
    }
}

/// User name and password; nothing when there is no key to speak of.
fn basic(raw: &Request) -> Option<(String, String)> {
    let (scheme, encoded) = raw.header(AUTHORIZATION.as_str())?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(mac::from_base64(encoded.trim())?).ok()?;
    let (key, password) = text.split_once(':')?;
    (!key.is_empty()).then(|| (key.to_owned(), password.to_owned()))
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use rstest::rstest;

    use super::*;

    fn request(authorization: &str) -> Request {
        let mut request = Request::default();
        let value = HeaderValue::from_str(authorization).unwrap();
        request.headers.insert(AUTHORIZATION, value);
        request
    }

    fn of(sandbox: &str) -> Vec<Credential> {
        credentials(&Identity { id: sandbox, seed: &Seed::new(0) })
    }

    fn accepted(credential: &str) -> Verdict {
        Verdict::Accepted { credential: credential.into(), lenient: false }
    }

    #[rstest]
    #[case::secret("sk_test_sandpay:", accepted(SECRET_KEY))]
    #[case::publishable("pk_test_sandpay:", accepted(PUBLISHABLE_KEY))]
    #[case::another("sk_test_other:", Verdict::Unknown)]
    #[case::live("sk_live_sandpay:", Verdict::Unknown)]
    #[case::password("sk_test_sandpay:secret", Verdict::Mismatch)]
    #[case::no_colon("sk_test_sandpay", Verdict::Missing)]
    #[case::no_key(":", Verdict::Missing)]
    #[case::key_as_password(":sk_test_sandpay", Verdict::Missing)]
    fn the_key_is_the_user_name(#[case] pair: &str, #[case] verdict: Verdict) {
        let raw = request(&format!("Basic {}", mac::base64(pair.as_bytes())));

        assert_eq!(verify(&raw, &Keyring::new(&of("default"))), verdict);
    }

    #[rstest]
    #[case("")]
    #[case("Basic")]
    #[case("Basic !!!")]
    #[case("Basic //79")]
    #[case("Bearer sk_test_sandpay")]
    #[case("sk_test_sandpay")]
    fn other_schemes_and_broken_texts_are_no_credentials(#[case] authorization: &str) {
        let raw = request(authorization);

        assert_eq!(identify(&raw), Caller::Nobody);
        assert_eq!(verify(&raw, &Keyring::new(&of("default"))), Verdict::Missing);
    }

    #[test]
    fn the_scheme_may_be_written_in_any_case() {
        let raw = request(&format!("bAsIc {}", mac::base64(b"sk_test_sandpay:")));

        assert_eq!(identify(&raw), Caller::Key("sk_test_sandpay".into()));
    }

    #[test]
    fn an_empty_keyring_knows_nobody() {
        let raw = request(&format!("Basic {}", mac::base64(b":")));

        assert_eq!(verify(&raw, &Keyring::default()), Verdict::Missing);
    }

    #[test]
    fn keys_of_another_sandbox_name_it_and_differ() {
        let values: Vec<_> = of("s7").into_iter().map(|one| one.value).collect();

        assert!(values[0].starts_with("sk_test_s7_"), "{values:?}");
        assert!(values[1].starts_with("pk_test_s7_"), "{values:?}");
        assert_ne!(values[0][11..], values[1][11..]);
        assert_eq!(of("s7"), of("s7"));
    }
}
