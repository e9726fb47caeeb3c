//! The JSON of payment intents: which member stands where.
//!
//! It only arranges; what may be said is decided by the types it borrows from.

use std::collections::BTreeMap;

use serde::Serialize;
use serde::Serializer;

use super::Alipay;
use super::BillingDetails;
use super::CaptureMethod;
use super::Card;
use super::ConfirmIntent;
use super::CreateConfirmedIntent;
use super::CreateIntent;
use super::Expiry;
use super::Method;
use super::OfCustomer;
use super::OsType;
use super::RequestThreeDSecure;
use super::TerminalType;
use super::Upi;
use super::UpiApp;
use crate::CardNumber;
use crate::Currency;
use crate::SecurityCode;

/// A new payment as it travels.
#[derive(Serialize)]
struct CreateBody<'a> {
    amount: u64,
    currency: &'a Currency,
    #[serde(skip_serializing_if = "Option::is_none")]
    confirm: Option<bool>,
    #[serde(flatten)]
    customer: Option<&'a OfCustomer>,
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

/// The members that tell how it is paid.
#[derive(Serialize)]
struct MethodBody<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    payment_method_options: Option<OptionsBody<'a>>,
    payment_method_data: DataBody<'a>,
    /// The samples of Alipay alone name the method here as well.
    #[serde(skip_serializing_if = "Option::is_none")]
    payment_method_types: Option<[&'static str; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    capture_method: Option<CaptureMethod>,
}

#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum OptionsBody<'a> {
    Alipay {
        #[serde(skip_serializing_if = "Option::is_none")]
        client_ip: Option<&'a str>,
        terminal_type: TerminalType,
        #[serde(skip_serializing_if = "Option::is_none")]
        os_type: Option<OsType>,
    },
    Card {
        request_three_d_secure: RequestThreeDSecure,
    },
    Gcash {
        terminal_type: TerminalType,
    },
    Upi {
        app_type: UpiApp,
    },
}

#[derive(Serialize)]
struct DataBody<'a> {
    r#type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    billing_details: Option<BillingBody<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    card: Option<CardBody<'a>>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum BillingBody<'a> {
    All(&'a BillingDetails),
    Email { email: &'a str },
}

#[derive(Serialize)]
struct CardBody<'a> {
    #[serde(flatten)]
    expiry: Expiry,
    number: &'a CardNumber,
    cvc: &'a SecurityCode,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
}

impl DataBody<'_> {
    fn of(r#type: &'static str) -> Self {
        Self { r#type, billing_details: None, card: None }
    }
}

impl<'a> MethodBody<'a> {
    fn new(data: DataBody<'a>, options: Option<OptionsBody<'a>>) -> Self {
        Self {
            payment_method_options: options,
            payment_method_data: data,
            payment_method_types: None,
            capture_method: None,
        }
    }
}

impl<'a> From<&'a Method> for MethodBody<'a> {
    fn from(method: &'a Method) -> Self {
        match method {
            Method::Alipay(alipay) => alipay.into(),
            Method::Card(card) => card.into(),
            Method::Gcash { terminal_type } => {
                let options = OptionsBody::Gcash { terminal_type: *terminal_type };
                Self::new(DataBody::of("gcash"), Some(options))
            }
            Method::Pix { billing_details } => {
                let billing_details = Some(BillingBody::All(billing_details));
                Self::new(DataBody { billing_details, ..DataBody::of("pix") }, None)
            }
            Method::Promptpay => Self::new(DataBody::of("promptpay"), None),
            Method::Upi(Upi { app_type, email }) => {
                let billing_details = Some(BillingBody::Email { email });
                let options = OptionsBody::Upi { app_type: *app_type };
                Self::new(DataBody { billing_details, ..DataBody::of("upi") }, Some(options))
            }
        }
    }
}

impl<'a> From<&'a Alipay> for MethodBody<'a> {
    fn from(alipay: &'a Alipay) -> Self {
        let Alipay { terminal_type, os_type, client_ip } = alipay;
        let options = OptionsBody::Alipay {
            client_ip: client_ip.as_deref(),
            terminal_type: *terminal_type,
            os_type: *os_type,
        };
        Self {
            payment_method_types: Some(["alipay"]),
            ..Self::new(DataBody::of("alipay"), Some(options))
        }
    }
}

impl<'a> From<&'a Card> for MethodBody<'a> {
    fn from(card: &'a Card) -> Self {
        let Card { number, expiry, cvc, name, request_three_d_secure, capture_method } = card;
        let options = request_three_d_secure
            .map(|request_three_d_secure| OptionsBody::Card { request_three_d_secure });
        let card = CardBody { expiry: *expiry, number, cvc, name: name.as_deref() };
        Self {
            capture_method: *capture_method,
            ..Self::new(DataBody { card: Some(card), ..DataBody::of("card") }, options)
        }
    }
}

impl Serialize for CreateConfirmedIntent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        CreateBody {
            amount: self.amount.minor,
            currency: &self.amount.currency,
            confirm: Some(true),
            customer: self.customer.as_ref(),
            method: Some((&self.method).into()),
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
            customer: None,
            method: self.method.as_ref().map(MethodBody::from),
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
            method: self.method.as_ref().map(MethodBody::from),
            return_url: self.return_url.as_deref(),
        }
        .serialize(serializer)
    }
}
