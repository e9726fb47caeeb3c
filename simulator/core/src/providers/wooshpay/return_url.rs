//! Where the payer's browser goes back to: the text as it was sent, and the address that is opened.
//!
//! Nothing but `http` and `https` may ever be opened, whatever a merchant's form let through.
//! Not a URL parser: it judges what comes before the first `/`, `?` or `#` and leaves the rest alone.

use http::Uri;
use serde::Deserialize;
use serde::Serialize;

/// A return URL that is safe to open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub(crate) struct ReturnUrl(String);

impl ReturnUrl {
    /// Takes a URL as a merchant sends it. One without a scheme is welcome: documented samples have
    /// `www.baidu.com` (<https://docs.wooshpay.com/doc-1722914>).
    ///
    /// Undocumented: that other schemes, blanks, control characters and backslashes are refused.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let hostile = |char: char| char.is_control() || char.is_whitespace() || char == '\\';
        if text.contains(hostile) {
            return None;
        }
        let (authority, with_scheme) = match without_scheme(text) {
            Some(rest) => (authority(rest), true),
            None => (authority(text), false),
        };
        let fits =
            if with_scheme { host_of(authority).is_some() } else { is_plain_host(authority) };
        let url = Self(text.to_owned());
        (fits && is_address(&url.opened())).then_some(url)
    }

    /// As it was sent.
    pub(crate) fn as_sent(&self) -> &str {
        &self.0
    }

    /// As a browser is sent there: with a scheme, and in ASCII, since it stands in a header field.
    ///
    /// Undocumented: which scheme a URL without one gets.
    pub(crate) fn opened(&self) -> String {
        let scheme = if without_scheme(&self.0).is_some() { "" } else { "https://" };
        let mut url = String::from(scheme);
        for byte in self.0.bytes() {
            if byte.is_ascii() {
                url.push(char::from(byte));
            } else {
                url.push_str(&format!("%{byte:02X}"));
            }
        }
        url
    }

    /// [`opened`](Self::opened), with parameters added to the query that is there already.
    pub(crate) fn opened_with(&self, parameters: &[(&str, &str)]) -> String {
        let url = self.opened();
        let (address, fragment) = match url.split_once('#') {
            Some((address, fragment)) => (address, Some(fragment)),
            None => (url.as_str(), None),
        };
        let mut result = address.to_owned();
        for (name, value) in parameters {
            match (result.contains('?'), result.ends_with(['?', '&'])) {
                (false, _) => result.push('?'),
                (true, false) => result.push('&'),
                (true, true) => {}
            }
            result.push_str(&format!("{name}={value}"));
        }
        if let Some(fragment) = fragment {
            result.push('#');
            result.push_str(fragment);
        }
        result
    }
}

impl From<ReturnUrl> for String {
    fn from(url: ReturnUrl) -> Self {
        url.0
    }
}

impl TryFrom<String> for ReturnUrl {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("not a return URL")
    }
}

/// What follows `http://` or `https://`.
fn without_scheme(text: &str) -> Option<&str> {
    ["https://", "http://"].into_iter().find_map(|scheme| {
        let (start, rest) = text.split_at_checked(scheme.len())?;
        start.eq_ignore_ascii_case(scheme).then_some(rest)
    })
}

/// Whether a browser could be sent there in a header field: else the payer would be left on the page.
fn is_address(opened: &str) -> bool {
    let without_fragment = opened.split('#').next().unwrap_or_default();
    without_fragment.parse::<Uri>().is_ok_and(|uri| uri.authority().is_some())
}

fn authority(text: &str) -> &str {
    text.split(['/', '?', '#']).next().unwrap_or_default()
}

/// The host of an authority, which may have credentials before it and a port after it.
fn host_of(authority: &str) -> Option<&str> {
    let place = authority.rsplit('@').next().unwrap_or_default();
    let end = match place.rfind(']') {
        Some(bracket) => bracket + 1,
        None => place.find(':').unwrap_or(place.len()),
    };
    let (host, port) = place.split_at(end);
    let port = port.strip_prefix(':').unwrap_or(port);
    let digits = port.bytes().all(|byte| byte.is_ascii_digit());
    let fits = port.is_empty() || digits && port.parse::<u16>().is_ok();
    (fits && !host.is_empty()).then_some(host)
}

/// Whether a text without a scheme begins with a host rather than with a scheme of another kind:
/// `javascript:1` must not pass for a host with a port.
fn is_plain_host(authority: &str) -> bool {
    let familiar = |host: &str| host == "localhost" || host.contains('.') || host.starts_with('[');
    !authority.contains('@') && host_of(authority).is_some_and(familiar)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("https://wooshpay.com", "https://wooshpay.com")]
    #[case("http://localhost:3000/back?x=1#top", "http://localhost:3000/back?x=1#top")]
    #[case("HTTPS://shop.example", "HTTPS://shop.example")]
    #[case("www.baidu.com", "https://www.baidu.com")]
    #[case("localhost:3000/back", "https://localhost:3000/back")]
    #[case("shop.example:8443", "https://shop.example:8443")]
    #[case("http://[::1]:3000/", "http://[::1]:3000/")]
    #[case("https://shop.example/返回", "https://shop.example/%E8%BF%94%E5%9B%9E")]
    #[case("https://shop.example/?next=javascript:1", "https://shop.example/?next=javascript:1")]
    fn a_web_address_is_opened_with_a_scheme(#[case] sent: &str, #[case] opened: &str) {
        let url = ReturnUrl::parse(sent).unwrap();

        assert_eq!((url.as_sent(), url.opened().as_str()), (sent, opened));
    }

    #[rstest]
    #[case("")]
    #[case("javascript:alert(1)")]
    #[case("JavaScript:alert(1)")]
    #[case("javascript:1")]
    #[case("javascript://shop.example/%0aalert(1)")]
    #[case("java\tscript:alert(1)")]
    #[case(" javascript:alert(1)")]
    #[case("\u{1}javascript:alert(1)")]
    #[case("data:text/html,x")]
    #[case("data:text/html;base64,eC54")]
    #[case("vbscript:x.y")]
    #[case("ftp://shop.example")]
    #[case("myapp://back")]
    #[case("mailto:a@shop.example")]
    #[case("user@shop.example")]
    #[case("//shop.example")]
    #[case("/back")]
    #[case("?back")]
    #[case("http:shop.example")]
    #[case("https://")]
    #[case("https:///back")]
    #[case("https://:80")]
    #[case("https://shop.example:port")]
    #[case("https://shop.example:99999/")]
    #[case("https://münchen.example/back")]
    #[case("https://shop.example/`x")]
    #[case("https:\\\\shop.example")]
    #[case("https://shop.example/\r\nset-cookie: a=b")]
    #[case("shop")]
    fn what_is_no_web_address_is_refused(#[case] sent: &str) {
        assert_eq!(ReturnUrl::parse(sent), None);
    }

    #[rstest]
    #[case("shop.example", "https://shop.example?a=1&b=2")]
    #[case("https://shop.example/x?y=z", "https://shop.example/x?y=z&a=1&b=2")]
    #[case("https://shop.example/x?", "https://shop.example/x?a=1&b=2")]
    #[case("https://shop.example/x?y&#top", "https://shop.example/x?y&a=1&b=2#top")]
    #[case("https://shop.example/#a?b", "https://shop.example/?a=1&b=2#a?b")]
    fn parameters_join_the_query_before_the_fragment(#[case] sent: &str, #[case] opened: &str) {
        let url = ReturnUrl::parse(sent).unwrap();

        assert_eq!(url.opened_with(&[("a", "1"), ("b", "2")]), opened);
    }

    proptest! {
        #[test]
        fn whatever_is_opened_is_a_web_address_in_printable_ascii(text in "(javascript|data|https?|[a-z]{0,4})?:?(//)?\\PC{0,20}") {
            if let Some(url) = ReturnUrl::parse(&text) {
                let opened = url.opened().to_ascii_lowercase();
                prop_assert!(opened.starts_with("http://") || opened.starts_with("https://"));
                prop_assert!(opened.bytes().all(|byte| byte.is_ascii_graphic()));
            }
        }
    }
}
