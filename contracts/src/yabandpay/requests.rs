//! The body of a token payment (<https://docs.yabandpay.com/api/cn/payments/cards/token.html>).
//!
//! Body and signature are made from one list of members, so that they cannot differ. What the page's table requires is a
//! field; `redirect_url` and `3ds_initiate` are not in that table and cannot be sent.

use std::collections::BTreeMap;

use serde::Serialize;
use serde::Serializer;
use serde::ser::SerializeMap;

use super::UserId;
use super::signature;
use crate::Currency;
use crate::DecimalText;
use crate::Secret;

/// A payment with a stored card token, without the payer.
#[derive(Clone, Debug)]
pub struct TokenPayment {
    /// Whether it takes the money or holds it.
    pub operation: Operation,
    /// The merchant's order.
    pub order_id: OrderNumber,
    /// The amount, as `24.99`.
    pub amount: DecimalText,
    /// The currency.
    pub currency: Currency,
    /// The token, from the notification of a hosted payment that the payer agreed to store.
    pub payment_token_object: Secret,
    /// A description.
    pub description: String,
    /// The merchant's own text, echoed.
    pub demo: Option<String>,
    /// How long the order may stay open.
    pub timeout: Timeout,
    /// Where notifications go.
    pub notify_url: String,
    /// The unique name of this request.
    pub request_id: RequestId,
}

/// What a token payment does.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Operation {
    /// `11`: takes the money.
    Sale,
    /// `12`: holds it, to be captured within 30 days.
    Authorization,
}

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
}

/// The value of a member, in its JSON type.
#[derive(Clone, Copy, Debug)]
enum Scalar<'a> {
    Text(&'a str),
    Number(u64),
}

/// The members of `data`, in the order of the page.
struct Members<'a>(Vec<(&'static str, Scalar<'a>)>);

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
    /// The envelope of a token payment, signed for this user at this instant (Unix seconds).
    pub(super) fn new(
        (user, secret_key): (&'a UserId, &Secret),
        payment: &'a TokenPayment,
        time: i64,
    ) -> Self {
        let method = "v3.CreateCardPayments";
        let data = payment.members();
        let mut signed: BTreeMap<String, String> = data
            .0
            .iter()
            .map(|(name, value)| {
                let text = match value {
                    Scalar::Text(text) => (*text).to_owned(),
                    Scalar::Number(number) => number.to_string(),
                };
                ((*name).to_owned(), text)
            })
            .collect();
        signed.insert("user".to_owned(), user.to_string());
        signed.insert("method".to_owned(), method.to_owned());
        signed.insert("time".to_owned(), time.to_string());
        let sign = signature::sign(secret_key, &signature::canonical(&signed));
        Self { user, sign, method, time, data }
    }
}

impl TokenPayment {
    fn members(&self) -> Members<'_> {
        let mut members = vec![
            ("description", Scalar::Text(&self.description)),
            ("timeout", Scalar::Text(&self.timeout.0)),
            ("pay_method", Scalar::Text("online")),
            ("sub_pay_method", Scalar::Text("Token")),
            ("operation", Scalar::Text(self.operation.text())),
            ("order_id", self.order_id.scalar()),
            ("amount", Scalar::Text(self.amount.as_str())),
            ("currency", Scalar::Text(self.currency.as_str())),
            ("payment_token_object", Scalar::Text(self.payment_token_object.expose())),
            ("notify_url", Scalar::Text(&self.notify_url)),
            ("request_id", Scalar::Text(&self.request_id.0)),
        ];
        members.extend(self.demo.as_deref().map(|demo| ("demo", Scalar::Text(demo))));
        Members(members)
    }
}

impl Operation {
    fn text(self) -> &'static str {
        match self {
            Self::Sale => "11",
            Self::Authorization => "12",
        }
    }
}

impl OrderNumber {
    fn scalar(&self) -> Scalar<'_> {
        match self {
            Self::Text(text) => Scalar::Text(text),
            Self::Number(number) => Scalar::Number(*number),
        }
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
