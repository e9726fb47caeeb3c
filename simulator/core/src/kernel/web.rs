//! Addresses of the web, as merchants write them into requests. Whether one may be called is not asked here:
//! the server judges what it resolves to.

use http::Uri;

/// Whether a text is an absolute `http` or `https` address with a host, a port that is one, and neither
/// user nor password: nothing here would send those, and every log would show them.
#[must_use]
pub fn is_address(text: &str) -> bool {
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
    use rstest::rstest;

    use super::*;

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
