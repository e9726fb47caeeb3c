//! One HTTP request and one HTTP answer as plain values, and how they are written into a log.
//!
//! Not an HTTP implementation: the shell reads and writes the wire.

use std::borrow::Cow;
use std::sync::Arc;

use bytes::Bytes;
use http::HeaderMap;
use http::Method;
use http::StatusCode;
use http::header::AsHeaderName;
use serde::Deserialize;
use serde::Serialize;

/// A request as a provider sees it, relative to the provider's base URL.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Request {
    /// HTTP method.
    #[serde(with = "written::method")]
    pub method: Method,
    /// Path below the provider's base URL; begins with `/`.
    pub path: String,
    /// Query string without the question mark; empty when there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub query: String,
    /// Header fields. Authentication fields are gone once a request has been scrubbed.
    #[serde(default, with = "written::headers", skip_serializing_if = "HeaderMap::is_empty")]
    pub headers: HeaderMap,
    /// Body, byte for byte as received (card data aside, once scrubbed).
    #[serde(default, with = "written::body", skip_serializing_if = "Bytes::is_empty")]
    pub body: Bytes,
    /// Where this caller reaches us (`http://127.0.0.1:7250`), when its `Host` was ours; URLs that are
    /// given back to it begin with this. `None` means the sandbox's configured origin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Arc<str>>,
}

impl Request {
    /// The value of a header field, when it is there once and is text.
    #[must_use]
    pub fn header(&self, name: impl AsHeaderName) -> Option<&str> {
        let mut values = self.headers.get_all(name).iter();
        let value = values.next()?.to_str().ok()?;
        values.next().is_none().then_some(value)
    }
}

/// An answer that a provider gives.
#[derive(Clone, Debug, PartialEq)]
pub struct Response {
    /// HTTP status.
    pub status: StatusCode,
    /// Header fields beside those that the HTTP server adds itself.
    pub headers: Vec<(&'static str, Cow<'static, str>)>,
    /// Body bytes.
    pub body: Bytes,
}

impl Response {
    /// An answer without a body.
    #[must_use]
    pub const fn empty(status: StatusCode) -> Self {
        Self { status, headers: Vec::new(), body: Bytes::new() }
    }

    /// An answer whose body is the JSON text of `value`.
    ///
    /// # Panics
    ///
    /// When `value` cannot be written as JSON, which a wire type never causes.
    #[must_use]
    pub fn json(status: StatusCode, value: &impl Serialize) -> Self {
        let mut body = Vec::with_capacity(1024);
        serde_json::to_writer(&mut body, value)
            .expect("wire types have string keys and no failing serializer");
        let headers = vec![("content-type", "application/json".into())];
        Self { status, headers, body: body.into() }
    }

    /// The same answer with one more header field.
    #[must_use]
    pub fn with_header(mut self, name: &'static str, value: impl Into<Cow<'static, str>>) -> Self {
        self.headers.retain(|(known, _)| *known != name);
        self.headers.push((name, value.into()));
        self
    }
}

/// How the parts of a message are written in a log: as text where they are text.
mod written {
    pub(super) mod method {
        use http::Method;
        use serde::Deserialize;
        use serde::Deserializer;
        use serde::Serializer;
        use serde::de::Error;

        pub(crate) fn serialize<S: Serializer>(method: &Method, to: S) -> Result<S::Ok, S::Error> {
            to.serialize_str(method.as_str())
        }

        pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Method, D::Error> {
            let text = String::deserialize(from)?;
            Method::from_bytes(text.as_bytes()).map_err(D::Error::custom)
        }
    }

    pub(super) mod headers {
        use http::HeaderMap;
        use http::HeaderName;
        use http::HeaderValue;
        use serde::Deserialize;
        use serde::Deserializer;
        use serde::Serializer;
        use serde::de::Error;
        use serde::ser::SerializeSeq;

        pub(crate) fn serialize<S: Serializer>(map: &HeaderMap, to: S) -> Result<S::Ok, S::Error> {
            let mut list = to.serialize_seq(Some(map.len()))?;
            for (name, value) in map {
                list.serialize_element(&(name.as_str(), super::text(value.as_bytes())))?;
            }
            list.end()
        }

        pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
            from: D,
        ) -> Result<HeaderMap, D::Error> {
            let mut map = HeaderMap::new();
            for (name, value) in Vec::<(String, String)>::deserialize(from)? {
                let name = HeaderName::from_bytes(name.as_bytes()).map_err(D::Error::custom)?;
                let value =
                    HeaderValue::from_bytes(&super::bytes(&value)).map_err(D::Error::custom)?;
                map.append(name, value);
            }
            Ok(map)
        }
    }

    pub(super) mod body {
        use bytes::Bytes;
        use serde::Deserialize;
        use serde::Deserializer;
        use serde::Serializer;

        pub(crate) fn serialize<S: Serializer>(body: &Bytes, to: S) -> Result<S::Ok, S::Error> {
            to.serialize_str(&super::text(body))
        }

        pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Bytes, D::Error> {
            Ok(super::bytes(&String::deserialize(from)?).into())
        }
    }

    /// Marks bytes that are no UTF-8 text; what follows is Base64.
    const BINARY: &str = "\u{0}base64:";

    fn text(raw: &[u8]) -> std::borrow::Cow<'_, str> {
        match std::str::from_utf8(raw) {
            Ok(text) if !text.starts_with(BINARY) => text.into(),
            Ok(_) | Err(_) => format!("{BINARY}{}", crate::kernel::mac::base64(raw)).into(),
        }
    }

    fn bytes(text: &str) -> Vec<u8> {
        text.strip_prefix(BINARY)
            .and_then(crate::kernel::mac::from_base64)
            .unwrap_or_else(|| text.as_bytes().to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_field_that_is_sent_twice_has_no_value() {
        let mut request = Request { path: "/".into(), ..Request::default() };
        request.headers.append("x-key", http::HeaderValue::from_static("right"));
        assert_eq!(request.header("x-key"), Some("right"));

        request.headers.append("x-key", http::HeaderValue::from_static("wrong"));

        assert_eq!(request.header("x-key"), None);
    }

    #[test]
    fn a_body_that_is_no_text_survives_the_log() {
        let request = Request {
            path: "/".into(),
            body: Bytes::from_static(&[0xff, 0, 1]),
            ..Request::default()
        };

        let line = serde_json::to_string(&request).unwrap();
        let read: Request = serde_json::from_str(&line).unwrap();

        assert_eq!(read, request);
    }

    #[test]
    fn a_body_that_looks_like_the_mark_of_binary_survives_the_log() {
        let body = Bytes::from_static(b"\0base64:AAAA");
        let request = Request { path: "/".into(), body, ..Request::default() };

        let line = serde_json::to_string(&request).unwrap();
        let read: Request = serde_json::from_str(&line).unwrap();

        assert_eq!(read, request);
    }
}
