//! Addresses of the web, as merchants write them into requests. Whether one may be called is not asked here:
//! the server judges what it resolves to.

use std::borrow::Cow;

use http::Uri;

/// Whether a text is an absolute `http` or `https` address with a host, a port that is one, and neither
/// user nor password: nothing here would send those, and every log would show them.
#[must_use]
pub fn is_address(text: &str) -> bool {
    usual(text).is_some() || is_sound(text)
}

/// The host of an `http` address, as it is written; `None` for every other text.
#[must_use]
pub fn plain_host(text: &str) -> Option<Cow<'_, str>> {
    if let Some((tls, host)) = usual(text) {
        return (!tls).then_some(Cow::Borrowed(host));
    }
    let uri: Uri = text.parse().ok()?;
    let plain = uri.scheme_str() == Some("http");
    plain.then(|| uri.host().map(str::to_owned))?.map(Cow::Owned)
}

/// Bytes of an address as people write them; none of these is too long for [`Uri`].
const USUAL: usize = 2_000;

/// Whether an address wants TLS, and its host, if it is written as nearly everybody writes one, told without a
/// copy: small letters, digits and the marks between them.
fn usual(text: &str) -> Option<(bool, &str)> {
    let rest = text.strip_prefix("http")?;
    let (tls, rest) = rest.strip_prefix('s').map_or((false, rest), |rest| (true, rest));
    let rest = rest.strip_prefix("://")?;
    let (place, path) = rest.find('/').map_or((rest, ""), |cut| rest.split_at(cut));
    let (host, port) = place.split_once(':').unwrap_or((place, "80"));
    let plain =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-.".contains(&byte);
    let is = text.len() <= USUAL
        && host.bytes().next().is_some_and(|first| first.is_ascii_alphanumeric())
        && host.bytes().all(plain)
        && port.bytes().all(|byte| byte.is_ascii_digit())
        && port.parse::<u16>().is_ok()
        && path
            .bytes()
            .all(|byte| plain(byte) || byte.is_ascii_uppercase() || b"/_".contains(&byte));
    is.then_some((tls, host))
}

fn is_sound(text: &str) -> bool {
    let Ok(uri) = text.parse::<Uri>() else { return false };
    let Some(authority) = uri.authority() else { return false };
    let place = authority.as_str();
    let port = place.rsplit_once(authority.host()).map_or("", |(_, port)| port);
    matches!(uri.scheme_str(), Some("http" | "https"))
        && !authority.host().is_empty()
        && !place.contains('@')
        && (port.is_empty() || authority.port_u16().is_some())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    proptest! {
        #[test]
        fn what_is_told_at_a_glance_is_what_a_closer_look_tells(
            scheme in "https?|ftp|HTTP",
            mark in prop_oneof![4 => Just("://"), 1 => Just(":/")],
            host in "[a-z0-9.:@\\[-]{0,9}",
            port in prop::option::of("[0-9a]{0,6}"),
            path in "(/[a-zA-Z0-9_./?# %-]{0,9})?",
        ) {
            let port = port.map_or_else(String::new, |port| format!(":{port}"));
            let text = [&scheme, mark, &host, &port, &path].concat();

            if let Some((tls, host)) = usual(&text) {
                prop_assert!(is_sound(&text), "{}", text);
                let uri: Uri = text.parse().unwrap();
                prop_assert_eq!((uri.scheme_str(), uri.host()), (Some(if tls { "https" } else { "http" }), Some(host)));
            }
        }
    }

    #[rstest]
    #[case::usual(USUAL, true)]
    #[case::long(USUAL + 1, true)]
    #[case::beyond_what_can_be_called(70_000, false)]
    fn an_address_is_one_as_long_as_it_can_be_called(#[case] length: usize, #[case] is: bool) {
        let place = "http://127.0.0.1:3000/";
        let text = [place, &"a".repeat(length - place.len())].concat();

        assert_eq!((is_address(&text), is_sound(&text)), (is, is));
    }

    #[rstest]
    #[case("https://shop.example/hook?a=b", true)]
    #[case("http://[::1]:3000", true)]
    #[case("HTTP://127.0.0.1:80/", true)]
    #[case("/hook", false)]
    #[case("shop.example", false)]
    #[case("ftp://shop.example/", false)]
    #[case("https://", false)]
    #[case("http://:80/", false)]
    #[case("https://shop.example:99999/", false)]
    #[case("https://shop@shop.example/", false)]
    #[case("https://shop:secret@shop.example/", false)]
    #[case("https://shop.example/a b", false)]
    fn an_address_of_the_web_is_told_from_other_texts(#[case] text: &str, #[case] is: bool) {
        assert_eq!(is_address(text), is);
    }
}
