//! YabandPay's notifications: who sent them, and what they say
//! (<https://docs.yabandpay.com/api/en/payments/others/notify.html>, <https://docs.yabandpay.com/api/en/sign.html>).
//!
//! The signature covers the members of `data`, not the bytes of the body, and no time: nothing here can tell a replay.
//! Receivers answer [`ACKNOWLEDGEMENT`] and expect every notification more than once. Only JSON bodies are read; older
//! clients also knew form-encoded ones.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::RefundId;
use super::TradeId;
use super::responses::State;
use super::signature;
use crate::open::Open;
use crate::secret::RawJson;
use crate::secret::Secret;

/// The body that tells YabandPay that a notification was taken in.
///
/// Undocumented: the visible pages name no literal; the provider's own library and plugins answer this one.
pub const ACKNOWLEDGEMENT: &str = "ok";

/// Checks that a notification comes from YabandPay.
#[derive(Clone, Debug)]
pub struct Verifier {
    secret_key: Secret,
}

/// Which reading of the signing rule a signature fits. Pages and clients disagree on members without a value.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Reading {
    /// Every member was signed, those without a value too; also when there were none of them.
    AllMembers,
    /// Members without a value were left out.
    WithoutEmpty,
}

/// Why a notification is not to be believed.
#[derive(Debug, thiserror::Error)]
pub enum WebhookError {
    /// The body is no JSON object with an object `data`.
    #[error("not a notification")]
    Unreadable(#[from] serde_json::Error),
    /// The body has no signature.
    #[error("no member sign")]
    MissingSign,
    /// The signature fits neither reading of the rule.
    #[error("the signature does not fit the data")]
    Mismatch,
}

/// A notification before its data are read.
#[derive(Deserialize)]
struct Signed {
    sign: Option<String>,
    data: RawJson,
}

impl Verifier {
    /// Checks by the secret key that also signs requests.
    #[must_use]
    pub fn new(secret_key: Secret) -> Self {
        Self { secret_key }
    }

    /// Checks the sender of a body, and tells which reading of the rule its signature fits.
    ///
    /// # Errors
    ///
    /// [`WebhookError`].
    pub fn verify(&self, body: &[u8]) -> Result<Reading, WebhookError> {
        self.signed(body).map(|(_, reading)| reading)
    }

    /// Checks the sender and reads the notification.
    ///
    /// # Errors
    ///
    /// [`WebhookError`].
    pub fn notification(&self, body: &[u8]) -> Result<Notification, WebhookError> {
        let (data, _) = self.signed(body)?;
        Ok(data.decode()?)
    }

    fn signed(&self, body: &[u8]) -> Result<(RawJson, Reading), WebhookError> {
        let Signed { sign, data } = serde_json::from_slice(body)?;
        let sign = sign.ok_or(WebhookError::MissingSign)?;
        let mut members = members(&data)?;
        if signature::verify(&self.secret_key, &signature::canonical(&members), &sign) {
            return Ok((data, Reading::AllMembers));
        }
        members.retain(|_, value| !value.is_empty());
        if signature::verify(&self.secret_key, &signature::canonical(&members), &sign) {
            return Ok((data, Reading::WithoutEmpty));
        }
        Err(WebhookError::Mismatch)
    }
}

/// The members of `data`, each as the text that is signed.
///
/// Undocumented: the members of a nested `3ds` count as if they stood beside it, as one client has it. One level
/// deep only: a body is taken apart before anybody knows who sent it.
fn members(data: &RawJson) -> Result<BTreeMap<String, String>, serde_json::Error> {
    let mut found = BTreeMap::new();
    for (name, value) in data.decode::<BTreeMap<String, RawJson>>()? {
        if name == "3ds" && value.text().starts_with('{') {
            for (name, value) in value.decode::<BTreeMap<String, RawJson>>()? {
                found.insert(name, signed_text(&value)?);
            }
        } else {
            found.insert(name, signed_text(&value)?);
        }
    }
    Ok(found)
}

/// Undocumented: what is not text. Numbers count by their digits as sent; null and false as nothing and true as `1`, as
/// in the provider's own library; nested values by their JSON text.
fn signed_text(value: &RawJson) -> Result<String, serde_json::Error> {
    Ok(match value.text() {
        "null" | "false" => String::new(),
        "true" => "1".to_owned(),
        text if text.starts_with('"') => value.decode()?,
        text => text.to_owned(),
    })
}

answer! {
    /// The data of a notification about a payment or a refund.
    Notification
    required {
        /// What it is about.
        r#type: Open<Kind>,
    }
    optional {
        /// The cashier account, or an e-mail address.
        user: String,
        /// The merchant's order.
        order_id: String,
        /// YabandPay's id of the order.
        trade_id: TradeId,
        /// The wallet's or bank's id.
        transaction_id: String,
        /// The acquirer's reference.
        acquirer_id: String,
        /// YabandPay's id of the transaction.
        yb_transaction_id: String,
        /// The order as the wallet knows it.
        out_trade_no: String,
        /// The amount with two decimals.
        amount: crate::DecimalText,
        /// The tip within the amount.
        tip_amount: crate::DecimalText,
        /// The currency.
        currency: crate::Currency,
        /// What the merchant receives.
        settlement_amount: crate::DecimalText,
        /// The currency the merchant receives.
        settlement_currency: crate::Currency,
        /// From the payment to the settlement currency.
        exchange_rate: String,
        /// The amount in yuan.
        amount_cny: String,
        /// The rate of the settlement.
        settlement_rate: String,
        /// As sent.
        description: String,
        /// Unix seconds, as text.
        #[serde(rename = "createDate")]
        created: String,
        /// Unix seconds, as text.
        paid_time: String,
        /// Where the payment stands.
        state: Open<State>,
        /// As sent.
        demo: String,
        /// `online` or `offline`.
        pay_method: String,
        /// The channel.
        sub_pay_method: String,
        /// The token of a card whose payer agreed to store it.
        payment_token_object: Secret,
        /// YabandPay's id of the refund. Undocumented, as the other members about refunds: named as in the refund query.
        refund_id: RefundId,
        /// The merchant's id of the refund.
        m_refund_id: String,
        /// How much was given back.
        refund_amount: crate::DecimalText,
        /// The currency of that.
        refund_currency: crate::Currency,
        /// Why it was given back.
        refund_description: String,
        /// Unix seconds, as text.
        refund_time: String,
        /// How 3-D Secure ended, a letter.
        #[serde(rename = "3ds_status")]
        three_ds_status: String,
        /// The id of the authentication.
        #[serde(rename = "3ds_trxid")]
        three_ds_transaction: String,
        /// The version of 3-D Secure.
        #[serde(rename = "3ds_version")]
        three_ds_version: String,
    }
}

words! {
    /// What a notification is about.
    Kind {
        Payment = "payment",
        Refund = "refund",
    }
}
