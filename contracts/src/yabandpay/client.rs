//! The calls to YabandPay: the signed envelope, and how its answer is read.
//!
//! The instant of a request is handed in: its signature covers it, and nothing here reads a clock.

use reqwest::Method;
use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;

use super::RefundId;
use super::TradeId;
use super::UserId;
use super::errors::Refusal;
use super::requests::Call;
use super::requests::CancelPayment;
use super::requests::Capture;
use super::requests::CreateRefund;
use super::requests::Envelope;
use super::requests::HostedPayment;
use super::requests::QueryOrder;
use super::requests::QueryRefundOrder;
use super::requests::TokenPayment;
use super::responses;
use super::responses::Cancelled;
use super::responses::Captured;
use super::responses::HostedCreated;
use super::responses::OrderFound;
use super::responses::RefundCreated;
use super::responses::RefundFound;
use super::responses::TokenPaid;
use crate::error::CallError;
use crate::error::Unreadable;
use crate::member::Member;
use crate::secret::Secret;
use crate::transport::Outgoing;
use crate::transport::Received;
use crate::transport::Reply;
use crate::transport::Transport;

/// What a call gives: a decoded answer, or why there is none.
pub type Answer<T> = Result<Reply<T>, CallError<Refusal>>;

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
/// Every call takes the instant at which it is made, in Unix seconds: the signature covers it.
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
    /// The state comes with the answer; the page asks to wait for the notification all the same. After
    /// [`CallError::Transport`] the money may have moved, and that notification is the only way to find out: the same
    /// request is refused, and the query needs an id that only the answer had.
    ///
    /// # Errors
    ///
    /// [`CallError`]; `Refused` holds YabandPay's return code.
    pub async fn create_card_payment(&self, payment: &TokenPayment, at: i64) -> Answer<TokenPaid> {
        self.call(payment, at).await
    }

    /// Starts a payment on the hosted page: `v3.CreateCardPayments` with `sub_pay_method` `Cards HPP Token` or `Cards HPP`
    /// (<https://docs.yabandpay.com/api/en/payments/cards/hpptoken.html>, `…/hpp.html`).
    ///
    /// The payer goes on at [`HostedCreated::url`]; the token comes with the notification, if the payer agrees to store the
    /// card.
    ///
    /// # Errors
    ///
    /// As [`Client::create_card_payment`].
    pub async fn create_hosted_payment(
        &self,
        payment: &HostedPayment,
        at: i64,
    ) -> Answer<HostedCreated> {
        self.call(payment, at).await
    }

    /// Reads an order (<https://docs.yabandpay.com/api/en/payments/others/query.html>).
    ///
    /// # Errors
    ///
    /// As [`Client::create_card_payment`].
    pub async fn query_order(&self, order: &TradeId, at: i64) -> Answer<OrderFound> {
        self.call(&QueryOrder(order), at).await
    }

    /// Takes the money of an authorisation (<https://docs.yabandpay.com/api/cn/payments/cards/capture.html>).
    ///
    /// # Errors
    ///
    /// As [`Client::create_card_payment`].
    pub async fn capture(&self, capture: &Capture, at: i64) -> Answer<Captured> {
        self.call(capture, at).await
    }

    /// Voids an order as a whole (<https://docs.yabandpay.com/api/en/payments/others/cancel.html>).
    ///
    /// # Errors
    ///
    /// As [`Client::create_card_payment`].
    pub async fn cancel_payment(&self, order: &TradeId, at: i64) -> Answer<Cancelled> {
        self.call(&CancelPayment(order), at).await
    }

    /// Gives money back; how it ends comes by notification
    /// (<https://docs.yabandpay.com/api/en/payments/refund/refund.html>).
    ///
    /// # Errors
    ///
    /// As [`Client::create_card_payment`].
    pub async fn create_refund(&self, refund: &CreateRefund, at: i64) -> Answer<RefundCreated> {
        self.call(refund, at).await
    }

    /// Reads a refund (<https://docs.yabandpay.com/api/en/payments/refund/queryrefund.html>).
    ///
    /// # Errors
    ///
    /// As [`Client::create_card_payment`].
    pub async fn query_refund(&self, refund: &RefundId, at: i64) -> Answer<RefundFound> {
        self.call(&QueryRefundOrder(refund), at).await
    }

    /// Sends a call once: YabandPay knows no key under which it might be sent again.
    async fn call<C: Call, T: DeserializeOwned>(&self, call: &C, at: i64) -> Answer<T> {
        let Credentials { user, secret_key } = &self.credentials;
        let envelope = Envelope::new((user, secret_key), call, at);
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
fn read<T: DeserializeOwned>(received: Received) -> Answer<T> {
    let envelope: responses::Answer = match serde_json::from_slice(received.body.bytes()) {
        Ok(envelope) => envelope,
        Err(reason) => return Err(Unreadable::new(received, reason).into()),
    };
    if !envelope.status {
        let refusal = Refusal { answer: envelope, received: Box::new(received) };
        return Err(CallError::Refused(refusal));
    }
    let decoded = match &envelope.data {
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
