//! Addresses that a browser or a webhook may be sent to: `http` and `https`, nothing else.

use http::Uri;

/// An address as it may stand in a header field or behind a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct WebAddress {
    /// The whole of it, in ASCII.
    pub(crate) text: String,
    /// Its host and port, for people: where one really goes, whatever stands before an `@`.
    pub(crate) place: String,
    /// Whether it is no more than scheme, host and port.
    pub(crate) is_origin: bool,
}

impl WebAddress {
    /// Reads an address; `None` when it is not on the web, or not an address.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut ascii = String::with_capacity(text.len());
        for byte in text.bytes() {
            match byte {
                b'\\' | 0..=b' ' | 0x7f => return None,
                _ if byte.is_ascii() => ascii.push(char::from(byte)),
                _ => ascii.push_str(&format!("%{byte:02X}")),
            }
        }
        let uri: Uri = ascii.split('#').next()?.parse().ok()?;
        let authority = uri.authority()?;
        if !matches!(uri.scheme_str(), Some("http" | "https")) || authority.host().is_empty() {
            return None;
        }
        let place = authority.as_str().rsplit('@').next()?.to_owned();
        let is_origin = uri.path_and_query().is_none_or(|rest| rest.as_str() == "/")
            && !ascii.ends_with(['/', '#'])
            && !authority.as_str().contains('@');
        Some(Self { text: ascii, place, is_origin })
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("https://shop.example/back?x=1#top", "shop.example", false)]
    #[case("HTTP://localhost:3000", "localhost:3000", true)]
    #[case("https://shop.example@evil.example/", "evil.example", false)]
    #[case("http://[::1]:3000/x", "[::1]:3000", false)]
    fn a_web_address_tells_where_it_leads(
        #[case] text: &str,
        #[case] place: &str,
        #[case] is_origin: bool,
    ) {
        let address = WebAddress::parse(text).unwrap();

        assert_eq!(address, WebAddress { text: text.into(), place: place.into(), is_origin });
    }

    #[test]
    fn letters_beyond_ascii_are_escaped() {
        let address = WebAddress::parse("https://shop.example/返").unwrap();

        assert_eq!(address.text, "https://shop.example/%E8%BF%94");
    }

    #[rstest]
    #[case("javascript:alert(1)")]
    #[case("java\tscript:alert(1)")]
    #[case("data:text/html,x")]
    #[case("//evil.example")]
    #[case("/back")]
    #[case("https:\\\\evil.example")]
    #[case("https://")]
    #[case("https:evil.example")]
    #[case("https://shop.example/\r\nset-cookie: x")]
    #[case(" https://shop.example")]
    #[case("myapp://back")]
    #[case("")]
    fn nothing_else_is_an_address(#[case] text: &str) {
        assert_eq!(WebAddress::parse(text), None);
    }
}
