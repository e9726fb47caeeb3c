//! Payment intents by Alipay (<https://wooshpay.com/docs/alipay>, direct API;
//! <https://docs.guanglian.co/44100767e0.md> for confirming, <https://docs.wooshpay.com/api-42631218> for creating).
//!
//! The guide creates and confirms in one call; the reference knows the two apart. `client_ip` and `os_type` may be left out,
//! since other samples of the same object do so.

use std::collections::BTreeMap;

use serde::Serialize;
use serde::Serializer;

use super::Money;
use crate::Currency;

/// An Alipay payment, created and confirmed in one call.
#[derive(Clone, Debug)]
pub struct CreateAlipayIntent {
    /// What is charged.
    pub amount: Money,
    /// Where the payer pays.
    pub terminal_type: TerminalType,
    /// The payer's operating system.
    pub os_type: Option<OsType>,
    /// The payer's address.
    pub client_ip: Option<String>,
    /// Where the payer comes back to.
    pub return_url: String,
    /// The merchant's order: what leads from an event back to it.
    pub merchant_order_id: Option<String>,
    /// A description.
    pub description: Option<String>,
    /// The merchant's own pairs.
    pub metadata: BTreeMap<String, String>,
}

impl CreateAlipayIntent {
    /// A payment with nothing else said.
    #[must_use]
    pub fn new(amount: Money, terminal_type: TerminalType, return_url: impl Into<String>) -> Self {
        Self {
            amount,
            terminal_type,
            os_type: None,
            client_ip: None,
            return_url: return_url.into(),
            merchant_order_id: None,
            description: None,
            metadata: BTreeMap::new(),
        }
    }
}

/// A payment that is created now and confirmed later; only the amount is required.
#[derive(Clone, Debug)]
pub struct CreateIntent {
    /// What is charged.
    pub amount: Money,
    /// How it will be paid, if that is known by now.
    pub alipay: Option<Alipay>,
    /// Where the payer comes back to.
    pub return_url: Option<String>,
    /// The merchant's order.
    pub merchant_order_id: Option<String>,
    /// A description.
    pub description: Option<String>,
    /// The merchant's own pairs.
    pub metadata: BTreeMap<String, String>,
}

impl CreateIntent {
    /// A payment of which nothing but the amount is said.
    #[must_use]
    pub fn new(amount: Money) -> Self {
        Self {
            amount,
            alipay: None,
            return_url: None,
            merchant_order_id: None,
            description: None,
            metadata: BTreeMap::new(),
        }
    }
}

/// The confirmation of a payment that was created before.
#[derive(Clone, Debug, Default)]
pub struct ConfirmIntent {
    /// How it is paid; nothing if that was said when it was created.
    pub alipay: Option<Alipay>,
    /// Where the payer comes back to; nothing if that was said when it was created.
    pub return_url: Option<String>,
}

/// How an Alipay payment is made.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Alipay {
    /// Where the payer pays.
    pub terminal_type: TerminalType,
    /// The payer's operating system.
    pub os_type: Option<OsType>,
    /// The payer's address.
    pub client_ip: Option<String>,
}

/// Where the payer pays.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum TerminalType {
    /// A page on a desktop, with a QR code.
    Web,
    /// The Alipay app on the payer's telephone.
    App,
}

/// The payer's operating system.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum OsType {
    /// The only value that samples show.
    Ios,
    /// Undocumented: assumed beside the other.
    Android,
}

/// A new payment as it travels.
#[derive(Serialize)]
struct CreateBody<'a> {
    amount: u64,
    currency: &'a Currency,
    #[serde(skip_serializing_if = "Option::is_none")]
    confirm: Option<bool>,
    #[serde(flatten)]
    method: Option<MethodBody<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    return_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    merchant_order_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    metadata: Option<&'a BTreeMap<String, String>>,
}

/// A confirmation as it travels.
#[derive(Serialize)]
struct ConfirmBody<'a> {
    #[serde(flatten)]
    method: Option<MethodBody<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    return_url: Option<&'a str>,
}

#[derive(Serialize)]
struct MethodBody<'a> {
    payment_method_options: OptionsBody<'a>,
    payment_method_data: DataBody,
    payment_method_types: [&'static str; 1],
}

#[derive(Serialize)]
struct OptionsBody<'a> {
    alipay: AlipayBody<'a>,
}

#[derive(Serialize)]
struct AlipayBody<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    client_ip: Option<&'a str>,
    terminal_type: TerminalType,
    #[serde(skip_serializing_if = "Option::is_none")]
    os_type: Option<OsType>,
}

#[derive(Serialize)]
struct DataBody {
    r#type: &'static str,
}

impl<'a> From<AlipayBody<'a>> for MethodBody<'a> {
    fn from(alipay: AlipayBody<'a>) -> Self {
        Self {
            payment_method_options: OptionsBody { alipay },
            payment_method_data: DataBody { r#type: "alipay" },
            payment_method_types: ["alipay"],
        }
    }
}

impl<'a> From<&'a Alipay> for MethodBody<'a> {
    fn from(alipay: &'a Alipay) -> Self {
        let Alipay { terminal_type, os_type, client_ip } = alipay;
        AlipayBody {
            client_ip: client_ip.as_deref(),
            terminal_type: *terminal_type,
            os_type: *os_type,
        }
        .into()
    }
}

impl Serialize for CreateAlipayIntent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let alipay = AlipayBody {
            client_ip: self.client_ip.as_deref(),
            terminal_type: self.terminal_type,
            os_type: self.os_type,
        };
        CreateBody {
            amount: self.amount.minor,
            currency: &self.amount.currency,
            confirm: Some(true),
            method: Some(alipay.into()),
            return_url: Some(&self.return_url),
            merchant_order_id: self.merchant_order_id.as_deref(),
            description: self.description.as_deref(),
            metadata: (!self.metadata.is_empty()).then_some(&self.metadata),
        }
        .serialize(serializer)
    }
}

impl Serialize for CreateIntent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        CreateBody {
            amount: self.amount.minor,
            currency: &self.amount.currency,
            confirm: None,
            method: self.alipay.as_ref().map(MethodBody::from),
            return_url: self.return_url.as_deref(),
            merchant_order_id: self.merchant_order_id.as_deref(),
            description: self.description.as_deref(),
            metadata: (!self.metadata.is_empty()).then_some(&self.metadata),
        }
        .serialize(serializer)
    }
}

impl Serialize for ConfirmIntent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        ConfirmBody {
            method: self.alipay.as_ref().map(MethodBody::from),
            return_url: self.return_url.as_deref(),
        }
        .serialize(serializer)
    }
}
