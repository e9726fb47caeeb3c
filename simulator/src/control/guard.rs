//! Keeps web pages elsewhere out: what a browser says of where a request comes from, judged.
//!
//! Not about hosts that only pretend to be ours: the front has turned those away already.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::IntoResponse;
use axum::response::Response;
use http::HeaderMap;
use http::HeaderValue;
use http::Method;
use http::StatusCode;
use http::header;
use http::request::Parts;

use crate::control::extract::Refusal;
use crate::error::ControlError;

/// Says where a request comes from; only browsers send it, and pages cannot change it.
const SITE: &str = "sec-fetch-site";

/// Lets a request pass that no foreign page has caused, and keeps answers out of caches.
pub(crate) async fn guard(request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let mut answer = if is_welcome(&parts) {
        next.run(Request::from_parts(parts, body)).await
    } else {
        Refusal::from(foreign()).into_response()
    };
    let headers = answer.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    answer
}

/// Merchants' pages lead to hosted pages, so those may be looked at from anywhere. Their buttons, and
/// everything else of ours, may not be pressed from elsewhere.
fn is_welcome(parts: &Parts) -> bool {
    let looks = parts.method == Method::GET || parts.method == Method::HEAD;
    if looks && parts.uri.path().starts_with("/pay/") {
        return true;
    }
    is_own(&parts.headers, parts.uri.authority().map(http::uri::Authority::as_str))
}

fn is_own(headers: &HeaderMap, authority: Option<&str>) -> bool {
    let sites = headers.get_all(SITE);
    let same_origin = sites.iter().any(|site| site == "same-origin");
    let origins = headers.get_all(header::ORIGIN);
    sites.iter().all(|site| site == "same-origin" || site == "none")
        && origins.iter().all(|origin| {
            // A browser hides the origin where a page forbids referrers; then the site must tell.
            (origin == "null" && same_origin) || is_ours(origin, headers, authority)
        })
}

fn is_ours(origin: &HeaderValue, headers: &HeaderMap, authority: Option<&str>) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let place = origin.to_str().ok().and_then(|origin| origin.split_once("://"));
    match (place, authority.or(host)) {
        (Some((_, place)), Some(host)) => place.eq_ignore_ascii_case(host),
        (None, _) | (_, None) => false,
    }
}

fn foreign() -> ControlError {
    let message = "a page of another origin may not call the simulator";
    let hint = "call it from a test, a command line, or a page of its own";
    ControlError {
        status: StatusCode::FORBIDDEN,
        ..ControlError::bad("foreign_origin", message, hint)
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderName;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::no_browser(&[], true)]
    #[case::typed_address(&[("sec-fetch-site", "none")], true)]
    #[case::own_page(&[("origin", "http://127.0.0.1:7250"), ("sec-fetch-site", "same-origin")], true)]
    #[case::own_page_of_an_old_browser(&[("origin", "http://127.0.0.1:7250")], true)]
    #[case::own_page_without_referrer(&[("origin", "null"), ("sec-fetch-site", "same-origin")], true)]
    #[case::opaque(&[("origin", "null")], false)]
    #[case::opaque_elsewhere(&[("origin", "null"), ("sec-fetch-site", "cross-site")], false)]
    #[case::other_port(&[("origin", "http://127.0.0.1:3000"), ("sec-fetch-site", "same-site")], false)]
    #[case::other_name(&[("origin", "http://localhost:7250")], false)]
    #[case::elsewhere(&[("origin", "https://evil.example")], false)]
    #[case::image_elsewhere(&[("sec-fetch-site", "cross-site")], false)]
    #[case::two_origins(&[("origin", "http://127.0.0.1:7250"), ("origin", "https://evil.example")], false)]
    #[case::nonsense(&[("origin", "127.0.0.1:7250")], false)]
    fn only_our_own_pages_and_callers_without_a_page_pass(
        #[case] fields: &[(&'static str, &'static str)],
        #[case] passes: bool,
    ) {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, HeaderValue::from_static("127.0.0.1:7250"));
        for (name, value) in fields {
            headers.append(HeaderName::from_static(name), HeaderValue::from_static(value));
        }

        assert_eq!(is_own(&headers, None), passes);
    }
}
