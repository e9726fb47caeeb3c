//! The calls to YabandPay: the signed envelope, and how its answer is read.
//!
//! The instant of a request is handed in: its signature covers it, and nothing here reads a clock.

use reqwest::Method;
use reqwest::header::HeaderMap;

use super::UserId;
use super::errors::Refusal;
use super::requests::Envelope;
use super::requests::TokenPayment;
use super::responses::Answer;
use super::responses::TokenPaid;
use crate::error::CallError;
use crate::error::Unreadable;
use crate::member::Member;
use crate::secret::Secret;
use crate::transport::Outgoing;
use crate::transport::Received;
use crate::transport::Reply;
use crate::transport::Transport;

/// A cashier account and the secret key of its store; the key is not shown by `Debug`.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// The account.
    pub user: UserId,
    /// The key that signs.
    pub secret_key: Secret,
}

/// A client of one cashier account.
///
/// ```
/// use sandpay_contracts::{Transport, yabandpay::{Client, Credentials}};
///
/// let transport = Transport::new("http://127.0.0.1:7250/yabandpay")?;
/// let client = Client::new(transport, Credentials { user: "016683".into(), secret_key: "secret".into() });
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Client {
    transport: Transport,
    credentials: Credentials,
}

impl Client {
    /// A client that speaks for this account.
    #[must_use]
    pub fn new(transport: Transport, credentials: Credentials) -> Self {
        Self { transport, credentials }
    }

    /// Pays with a stored token: `v3.CreateCardPayments` with `sub_pay_method` `Token`
    /// (<https://docs.yabandpay.com/api/cn/payments/cards/token.html>).
    ///
    /// `at` is the instant of the request in Unix seconds. The state comes with the answer; the page asks to wait for the
    /// notification all the same.
    ///
    /// # Errors
    ///
    /// [`CallError`]; `Refused` holds YabandPay's return code.
    pub async fn create_card_payment(
        &self,
        payment: &TokenPayment,
        at: i64,
    ) -> Result<Reply<TokenPaid>, CallError<Refusal>> {
        let Credentials { user, secret_key } = &self.credentials;
        let envelope = Envelope::new((user, secret_key), payment, at);
        let body = serde_json::to_string(&envelope).expect("a request has text keys only");
        let received = self
            .transport
            .send(Outgoing {
                method: Method::POST,
                path: &["Payments"],
                query: &[],
                headers: HeaderMap::new(),
                body: Some(body),
                repeatable: false,
            })
            .await?;
        read(received)
    }
}

/// Reads an answer by its `status` member alone, as every known client does: the HTTP status is not documented.
fn read(received: Received) -> Result<Reply<TokenPaid>, CallError<Refusal>> {
    let answer: Answer = match serde_json::from_slice(received.body.bytes()) {
        Ok(answer) => answer,
        Err(reason) => return Err(Unreadable::new(received, reason).into()),
    };
    if !answer.status {
        return Err(CallError::Refused(Refusal { answer, received: Box::new(received) }));
    }
    let decoded = match &answer.data {
        Member::Value(data) => data.decode(),
        Member::Absent | Member::Null => {
            Err(serde::de::Error::custom("a success without the member data"))
        }
    };
    match decoded {
        Ok(value) => Ok(Reply { value, received }),
        Err(reason) => Err(Unreadable::new(received, reason).into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_secret_key_is_not_in_debug_output() {
        let credentials = Credentials { user: "016683".into(), secret_key: "very-private".into() };
        let transport = Transport::new("http://127.0.0.1:1").unwrap();

        let shown = format!("{:?}", Client::new(transport, credentials));

        assert!(shown.contains("016683"));
        assert!(!shown.contains("very-private"));
    }
}
