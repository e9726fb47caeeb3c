//! Who is calling: the two key headers, and the keys of a sandbox.
//!
//! Source: <https://docs.y.uno/reference/getting-started/authentication>. The page that wants an
//! `account-code` header on every call is contradicted by all others; it is not looked at.

use std::borrow::Cow;

use http::HeaderName;
use uuid::Builder;
use uuid::Uuid;

use crate::kernel::access::Caller;
use crate::kernel::access::Credential;
use crate::kernel::access::Identity;
use crate::kernel::access::Keyring;
use crate::kernel::access::Verdict;
use crate::kernel::ids::Seed;
use crate::kernel::mac;
use crate::kernel::message::Request;

/// The header field with the public key.
static PUBLIC: HeaderName = HeaderName::from_static("public-api-key");
/// The header field with the secret key.
static PRIVATE: HeaderName = HeaderName::from_static("private-secret-key");

const PUBLIC_NAME: &str = "public_api_key";
const PRIVATE_NAME: &str = "private_secret_key";
const ACCOUNT_NAME: &str = "account_id";

/// The account of the sandbox `default`.
const DEFAULT_ACCOUNT: Uuid = Uuid::from_u128(0x1111_1111_1111_4111_8111_1111_1111_1111);

/// The credentials of a sandbox. Keys of the real sandbox begin with `sandbox_` too; ours contain the
/// sandbox's id, so that its owner can be found without a table.
#[must_use]
pub(super) fn credentials(sandbox: &Identity<'_>) -> Vec<Credential> {
    let credential = |name, value, selects| Credential { name, value, selects };
    let (public, private) = if sandbox.is_default() {
        ("sandbox_sandpay_public".to_owned(), "sandbox_sandpay_secret".to_owned())
    } else {
        let seed = own_seed(sandbox);
        let key =
            |shape| format!("sandbox_{}_{}", sandbox.id, mac::hex(&seed.bytes::<16>(shape, 0)));
        (key(PUBLIC_NAME), key(PRIVATE_NAME))
    };
    vec![
        credential(PUBLIC_NAME, public, true),
        credential(PRIVATE_NAME, private, false),
        credential(ACCOUNT_NAME, account(sandbox).to_string(), false),
    ]
}

/// The account that a sandbox's requests name.
#[must_use]
pub(super) fn account(sandbox: &Identity<'_>) -> Uuid {
    if sandbox.is_default() {
        return DEFAULT_ACCOUNT;
    }
    Builder::from_random_bytes(own_seed(sandbox).bytes(ACCOUNT_NAME, 0)).into_uuid()
}

fn own_seed(sandbox: &Identity<'_>) -> Seed {
    sandbox.seed.derive("yuno credentials").derive(sandbox.id)
}

/// Who is calling, as the public key says.
#[must_use]
pub(super) fn identify(raw: &Request) -> Caller<'_> {
    raw.header(&PUBLIC).map_or(Caller::Nobody, |key| Caller::Key(Cow::Borrowed(key)))
}

/// Whether both keys are this sandbox's. Both are compared in any case, each in constant time.
///
/// Undocumented: a key that is sent twice counts as missing.
#[must_use]
pub(super) fn verify(raw: &Request, keys: &Keyring) -> Verdict {
    let once = |name: &HeaderName| {
        let mut values = raw.headers.get_all(name).iter();
        let value = values.next()?;
        values.next().is_none().then_some(value)
    };
    let (Some(public), Some(private)) = (once(&PUBLIC), once(&PRIVATE)) else {
        return Verdict::Missing;
    };
    let same = |sent: &[u8], name| {
        let own = keys.reveal(name);
        !own.is_empty() && mac::same(sent, own.as_bytes())
    };
    let known = same(public.as_bytes(), PUBLIC_NAME);
    let proved = same(private.as_bytes(), PRIVATE_NAME);
    match (known, proved) {
        (true, true) => {
            Verdict::Accepted { credential: keys.reveal(PUBLIC_NAME).to_owned(), lenient: false }
        }
        (true, false) => Verdict::Mismatch,
        (false, _) => Verdict::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use rstest::rstest;

    use super::*;
    use crate::kernel::access::DEFAULT_SANDBOX;

    fn verdict(public: Option<&'static [u8]>, private: Option<&'static [u8]>) -> Verdict {
        let seed = Seed::new(0);
        let keyring = Keyring::new(&credentials(&Identity { id: DEFAULT_SANDBOX, seed: &seed }));
        let mut request = Request::default();
        for (name, value) in [(&PUBLIC, public), (&PRIVATE, private)] {
            if let Some(value) = value {
                request.headers.insert(name, HeaderValue::from_bytes(value).unwrap());
            }
        }
        verify(&request, &keyring)
    }

    #[test]
    fn the_pair_of_the_sandbox_is_accepted_under_its_public_key() {
        assert_eq!(
            verdict(Some(b"sandbox_sandpay_public"), Some(b"sandbox_sandpay_secret")),
            Verdict::Accepted { credential: "sandbox_sandpay_public".into(), lenient: false }
        );
    }

    #[rstest]
    #[case::nothing(None, None, Verdict::Missing)]
    #[case::no_secret(Some(&b"sandbox_sandpay_public"[..]), None, Verdict::Missing)]
    #[case::no_public(None, Some(&b"sandbox_sandpay_secret"[..]), Verdict::Missing)]
    #[case::other_secret(Some(&b"sandbox_sandpay_public"[..]), Some(&b"x"[..]), Verdict::Mismatch)]
    #[case::empty_secret(Some(&b"sandbox_sandpay_public"[..]), Some(&b""[..]), Verdict::Mismatch)]
    #[case::other_public(Some(&b"prod_x"[..]), Some(&b"sandbox_sandpay_secret"[..]), Verdict::Unknown)]
    #[case::no_text(Some(&b"\xff"[..]), Some(&b"\xff"[..]), Verdict::Unknown)]
    fn every_other_pair_is_refused(
        #[case] public: Option<&'static [u8]>,
        #[case] private: Option<&'static [u8]>,
        #[case] expected: Verdict,
    ) {
        assert_eq!(verdict(public, private), expected);
    }

    #[test]
    fn a_key_that_is_sent_twice_proves_nothing() {
        let seed = Seed::new(0);
        let keyring = Keyring::new(&credentials(&Identity { id: DEFAULT_SANDBOX, seed: &seed }));
        let mut request = Request::default();
        request.headers.insert(&PUBLIC, HeaderValue::from_static("sandbox_sandpay_public"));
        request.headers.append(&PRIVATE, HeaderValue::from_static("sandbox_sandpay_secret"));
        request.headers.append(&PRIVATE, HeaderValue::from_static("x"));

        assert_eq!(verify(&request, &keyring), Verdict::Missing);
    }

    #[test]
    fn a_keyring_without_keys_accepts_nobody() {
        let mut request = Request::default();
        request.headers.insert(&PUBLIC, HeaderValue::from_static(""));
        request.headers.insert(&PRIVATE, HeaderValue::from_static(""));

        assert_eq!(verify(&request, &Keyring::default()), Verdict::Unknown);
    }

    #[test]
    fn credentials_of_another_sandbox_name_it_and_depend_on_the_seed() {
        let (one, two) = (Seed::new(1), Seed::new(2));
        let own = credentials(&Identity { id: "sb-7", seed: &one });

        assert!(own[0].value.starts_with("sandbox_sb-7_") && own[0].selects);
        assert!(own[1].value.starts_with("sandbox_sb-7_") && !own[1].selects);
        assert_eq!(Uuid::try_parse(&own[2].value).unwrap().get_version_num(), 4);
        assert_eq!(own, credentials(&Identity { id: "sb-7", seed: &one }));
        for other in [Identity { id: "sb-7", seed: &two }, Identity { id: "sb-8", seed: &one }] {
            assert!(own.iter().zip(credentials(&other)).all(|(own, other)| *own != other));
        }
    }
}
