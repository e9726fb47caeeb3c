//! A request as log and journal keep it: one piece of memory instead of some twenty.
//!
//! Not for reading requests: what is to be looked at is unpacked. A header map has room to spare, and
//! values that arrived in one buffer keep all of it; thousands of such requests would be most of what a
//! sandbox occupies, and of what a call costs.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::HeaderMap;
use http::HeaderName;
use http::HeaderValue;
use http::Method;
use serde::Deserialize;
use serde::Deserializer;
use serde::Serialize;
use serde::Serializer;

use crate::kernel::message::Request;

/// A request in one piece. Written as the request itself is.
#[derive(Clone, PartialEq)]
pub struct Kept {
    method: Method,
    has_origin: bool,
    /// Where path, query, origin and header fields end; the body is the rest.
    ends: [u32; 4],
    text: Box<[u8]>,
}

impl Kept {
    /// Packs a request.
    ///
    /// # Panics
    ///
    /// When it has 4 GiB or more, which the limits on heads and bodies exclude.
    #[must_use]
    pub fn of(request: &Request) -> Self {
        let Request { method, path, query, headers, body, origin } = request;
        let origin_text = origin.as_deref().unwrap_or_default();
        let fields: usize =
            headers.iter().map(|(name, value)| 8 + name.as_str().len() + value.len()).sum();
        let length = path.len() + query.len() + origin_text.len() + fields + body.len();
        let mut text = Vec::with_capacity(length);
        let mut ends = [0; 4];
        for (end, part) in ends.iter_mut().zip([path, query, origin_text]) {
            text.extend_from_slice(part.as_bytes());
            *end = mark(text.len());
        }
        for (name, value) in headers {
            let (name, value) = (name.as_str().as_bytes(), value.as_bytes());
            text.extend_from_slice(&mark(name.len()).to_be_bytes());
            text.extend_from_slice(&mark(value.len()).to_be_bytes());
            text.extend_from_slice(name);
            text.extend_from_slice(value);
        }
        ends[3] = mark(text.len());
        text.extend_from_slice(body);
        let (method, text) = (method.clone(), text.into_boxed_slice());
        Self { method, has_origin: origin.is_some(), ends, text }
    }

    /// The request.
    #[must_use]
    pub fn unpacked(&self) -> Request {
        let [path, query, origin, fields] = self.ends.map(|end| end as usize);
        let text = |part: &[u8]| String::from_utf8_lossy(part).into_owned();
        let mut headers = HeaderMap::new();
        let mut rest = &self.text[origin..fields];
        while let Some((name, value, after)) = field(rest) {
            headers.append(name, value);
            rest = after;
        }
        Request {
            method: self.method.clone(),
            path: text(&self.text[..path]),
            query: text(&self.text[path..query]),
            headers,
            body: Bytes::copy_from_slice(self.body()),
            origin: self.has_origin.then(|| Arc::from(text(&self.text[query..origin]))),
        }
    }

    /// Its HTTP method.
    #[must_use]
    pub const fn method(&self) -> &Method {
        &self.method
    }

    /// Its path.
    #[must_use]
    pub fn path(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.text[..self.ends[0] as usize])
    }

    /// Its body.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.text[self.ends[3] as usize..]
    }

    /// The bytes that it occupies, roughly.
    #[must_use]
    pub const fn weight(&self) -> usize {
        self.text.len()
    }
}

/// The first of some packed header fields, and what follows it.
fn field(packed: &[u8]) -> Option<(HeaderName, HeaderValue, &[u8])> {
    let (name_length, rest) = packed.split_first_chunk()?;
    let (value_length, rest) = rest.split_first_chunk()?;
    let (name, rest) = rest.split_at(u32::from_be_bytes(*name_length) as usize);
    let (value, rest) = rest.split_at(u32::from_be_bytes(*value_length) as usize);
    let name = HeaderName::from_bytes(name).expect("it was a name when it was packed");
    let value = HeaderValue::from_bytes(value).expect("it was a value when it was packed");
    Some((name, value, rest))
}

fn mark(length: usize) -> u32 {
    u32::try_from(length).expect("heads and bodies are limited to far less than 4 GiB")
}

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.unpacked().fmt(f)
    }
}

impl Serialize for Kept {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.unpacked().serialize(to)
    }
}

impl<'de> Deserialize<'de> for Kept {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Request::deserialize(from).map(|request| Self::of(&request))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_request_comes_out_as_it_was_packed(
            method in "[A-Z]{1,8}",
            parts in (".{0,20}", ".{0,20}", prop::option::of(".{0,20}")),
            fields in prop::collection::vec(("[a-z-]{1,9}", "[ -~]{0,20}"), 0..8),
            body: Vec<u8>,
        ) {
            let (path, query, origin) = parts;
            let mut headers = HeaderMap::new();
            for (name, value) in &fields {
                let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
                headers.append(name, HeaderValue::from_str(value).unwrap());
            }
            let method = Method::from_bytes(method.as_bytes()).unwrap();
            let origin = origin.map(Arc::from);
            let request = Request { method, path, query, headers, body: body.into(), origin };

            let kept = Kept::of(&request);

            prop_assert_eq!(kept.unpacked(), request.clone());
            let written = serde_json::to_string(&kept).unwrap();
            prop_assert_eq!(&written, &serde_json::to_string(&request).unwrap());
            prop_assert_eq!(serde_json::from_str::<Kept>(&written).unwrap(), kept);
        }
    }
}
