//! The body of a direct Alipay payment (<https://wooshpay.com/docs/alipay>, direct API).
//!
//! One call creates and confirms. Required members are required fields; `client_ip` and `os_type` may be left out, since
//! other samples of the same object do so.

use serde::Serialize;
use serde::Serializer;

use crate::Currency;

/// A sum of money in the currency's smallest unit: `(20, CNY)` is 0.20 yuan.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Money {
    /// How many of the smallest unit.
    pub minor: i64,
    /// The currency, upper case.
    pub currency: Currency,
}

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

/// The payment as it travels.
#[derive(Serialize)]
struct IntentBody<'a> {
    amount: i64,
    currency: &'a Currency,
    confirm: bool,
    payment_method_options: OptionsBody<'a>,
    payment_method_data: DataBody,
    payment_method_types: [&'static str; 1],
    return_url: &'a str,
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

impl Serialize for CreateAlipayIntent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        IntentBody {
            amount: self.amount.minor,
            currency: &self.amount.currency,
            confirm: true,
            payment_method_options: OptionsBody {
                alipay: AlipayBody {
                    client_ip: self.client_ip.as_deref(),
                    terminal_type: self.terminal_type,
                    os_type: self.os_type,
                },
            },
            payment_method_data: DataBody { r#type: "alipay" },
            payment_method_types: ["alipay"],
            return_url: &self.return_url,
        }
        .serialize(serializer)
    }
}
