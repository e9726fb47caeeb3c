//! The bodies that are sent to YabandPay: an envelope, and the members of its `data`
//! (<https://docs.yabandpay.com/api/en/sign.html>).
//!
//! Body and signature are made from one list of members, so that they cannot differ. What a page's table requires is a
//! field. Whether a request makes sense stays YabandPay's to judge.

mod amount;
mod card;
mod order;

use std::collections::BTreeMap;

use serde::Serialize;
use serde::Serializer;
use serde::ser::SerializeMap;

use super::UserId;
use super::signature;
use crate::Secret;

pub use amount::Amount;
pub use amount::NotAmount;
pub use card::Exemption;
pub use card::FormType;
pub use card::HostedOperation;
pub use card::HostedPayment;
pub use card::Operation;
pub use card::ThreeDs;
pub use card::TokenPayment;
pub(super) use order::CancelPayment;
pub use order::Capture;
pub use order::CreateRefund;
pub(super) use order::QueryOrder;
pub(super) use order::QueryRefundOrder;

/// A merchant's order, in either of the two JSON types that the page shows: the table says string, the example sends a
/// number. Both are signed by the same digits.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum OrderNumber {
    /// A JSON string.
    Text(String),
    /// A JSON number.
    Number(u64),
}

/// How long an order may stay open: 0 to 1440 minutes, of which 0 means 1440.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Timeout(String);

/// A number of minutes above 1440.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{0} minutes are more than a day")]
pub struct TooLong(u16);

impl Timeout {
    /// So many minutes.
    ///
    /// # Errors
    ///
    /// When there are more than 1440.
    pub fn minutes(minutes: u16) -> Result<Self, TooLong> {
        if minutes > 1440 { Err(TooLong(minutes)) } else { Ok(Self(minutes.to_string())) }
    }

    fn as_str(&self) -> &str {
        &self.0
    }
}

/// The unique name of a request; 24 or more letters and digits are advised.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RequestId(String);

/// A request id without a character in it.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("a request id is not empty")]
pub struct EmptyRequestId;

impl RequestId {
    /// Takes a name. Undocumented: which names are refused; only the empty one is refused here.
    ///
    /// # Errors
    ///
    /// When the text is empty.
    pub fn new(text: &str) -> Result<Self, EmptyRequestId> {
        if text.is_empty() { Err(EmptyRequestId) } else { Ok(Self(text.to_owned())) }
    }

    fn as_str(&self) -> &str {
        &self.0
    }
}

/// A call: its `method` and the members of its `data`.
pub(super) trait Call {
    /// The `method`.
    const METHOD: &'static str;

    /// The members, in the order of the page.
    fn members(&self) -> Members<'_>;
}

/// The value of a member, in its JSON type.
#[derive(Clone, Copy, Debug)]
pub(super) enum Scalar<'a> {
    Text(&'a str),
    Number(u64),
}

impl Scalar<'_> {
    /// The text that is signed.
    fn signed(self) -> String {
        match self {
            Self::Text(text) => text.to_owned(),
            Self::Number(number) => number.to_string(),
        }
    }
}

/// The members of `data`.
#[derive(Default)]
pub(super) struct Members<'a>(Vec<(&'static str, Scalar<'a>)>);

impl<'a> Members<'a> {
    fn text(mut self, name: &'static str, text: &'a str) -> Self {
        self.0.push((name, Scalar::Text(text)));
        self
    }

    fn text_if_said(self, name: &'static str, text: Option<&'a str>) -> Self {
        match text {
            Some(text) => self.text(name, text),
            None => self,
        }
    }

    fn order(mut self, order: &'a OrderNumber) -> Self {
        let value = match order {
            OrderNumber::Text(text) => Scalar::Text(text),
            OrderNumber::Number(number) => Scalar::Number(*number),
        };
        self.0.push(("order_id", value));
        self
    }
}

impl Serialize for Members<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            match value {
                Scalar::Text(text) => map.serialize_entry(name, text)?,
                Scalar::Number(number) => map.serialize_entry(name, number)?,
            }
        }
        map.end()
    }
}

/// A request as it travels.
#[derive(Serialize)]
pub(super) struct Envelope<'a> {
    user: &'a UserId,
    sign: String,
    method: &'static str,
    time: i64,
    data: Members<'a>,
}

impl<'a> Envelope<'a> {
    /// The envelope of a call, signed for this user at this instant (Unix seconds).
    pub(super) fn new<C: Call>(
        (user, secret_key): (&'a UserId, &Secret),
        call: &'a C,
        time: i64,
    ) -> Self {
        let data = call.members();
        let mut signed: BTreeMap<String, String> =
            data.0.iter().map(|(name, value)| ((*name).to_owned(), value.signed())).collect();
        signed.insert("user".to_owned(), user.to_string());
        signed.insert("method".to_owned(), C::METHOD.to_owned());
        signed.insert("time".to_owned(), time.to_string());
        let sign = signature::sign(secret_key, &signature::canonical(&signed));
        Self { user, sign, method: C::METHOD, time, data }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timeout_is_at_most_a_day() {
        assert!(Timeout::minutes(1440).is_ok());
        assert_eq!(Timeout::minutes(1441), Err(TooLong(1441)));
    }

    #[test]
    fn a_request_id_is_not_empty() {
        assert_eq!(RequestId::new(""), Err(EmptyRequestId));
    }
}
