//! What `POST /v1/payment_intents` takes: an order to be paid with Alipay, created and confirmed in one
//! call. It only reads; what comes of it is in [`payment_intents`](super::payment_intents).
//!
//! Sources: the Alipay guide <https://wooshpay.com/docs/alipay>, the reference
//! <https://docs.wooshpay.com/api-42631218>.

use crate::kernel::money::AmountError;
use crate::kernel::money::Currency;
use crate::kernel::money::Money;
use crate::kernel::money::Notation;
use crate::providers::wooshpay::errors::Error;
use crate::providers::wooshpay::json;
use crate::providers::wooshpay::return_url::ReturnUrl;
use crate::providers::wooshpay::state::AlipayOptions;
use crate::providers::wooshpay::state::MethodKind;
use crate::providers::wooshpay::state::Order;
use crate::providers::wooshpay::state::TerminalType;
use crate::providers::wooshpay::wire::CreatePaymentIntent;
use crate::providers::wooshpay::wire::Sent;
use crate::providers::wooshpay::wire::SentAlipayOptions;
use crate::providers::wooshpay::wire::SentMethodData;
use crate::providers::wooshpay::wire::SentMethodOptions;

/// "Processing currencies" of <https://wooshpay.com/docs/alipay>.
const CURRENCIES: [&str; 5] = ["CNY", "GBP", "USD", "EUR", "HKD"];

/// Reads the body of a create call.
pub(crate) fn order(body: &[u8]) -> Result<Order, Error> {
    let sent: CreatePaymentIntent = json::document(body)?;
    let literal = sent.amount.as_ref().ok_or(Error::Missing("amount"))?.get();
    let amount = amount(literal, currency(&sent.currency)?)?;
    refuse_unserved(&sent)?;
    let method_types = method_types(&sent)?;
    let order = Order {
        amount,
        description: json::text(&sent.description, "description")?,
        metadata: json::pairs(&sent.metadata, "metadata")?,
        merchant_order_id: json::text(&sent.merchant_order_id, "merchant_order_id")?,
        method_types,
        alipay_options: alipay_options(&sent.payment_method_options)?,
        return_url: return_url(&sent.return_url)?,
    };
    // Last, so that a refusal names the member where one can be named.
    json::checked(body)?;
    Ok(order)
}

/// Undocumented: letter case; it is accepted in lower case as well, and answered in capitals.
fn currency(sent: &Sent) -> Result<Currency, Error> {
    let code = json::text(sent, "currency")?.ok_or(Error::Missing("currency"))?;
    let code = code.to_ascii_uppercase();
    CURRENCIES
        .contains(&code.as_str())
        .then(|| Currency::from_code(&code))
        .flatten()
        .ok_or_else(|| one_of("currency", &CURRENCIES))
}

/// An integer of minor units, at least 1 (<https://wooshpay.com/docs/alipay>: minimum 0.01 CNY).
///
/// Undocumented: what an integer looks like. The value decides and not the spelling, as in JSON
/// Schema: `2686.0` and `1e3` are taken, `20.5` and texts are not.
fn amount(literal: &str, currency: Currency) -> Result<Money, Error> {
    let units = Notation { digits: 0, exponent: true };
    let whole = Money::from_major(literal, currency, units).map_err(|error| {
        Error::AmountInvalid(match error {
            AmountError::Form | AmountError::Currency => "it is no JSON number",
            AmountError::Precision => "it has a fraction",
            AmountError::Range => "it is out of range",
        })
    })?;
    if whole.minor < 1 {
        return Err(Error::AmountTooSmall);
    }
    Ok(Money { digits: currency.digits(), ..whole })
}

/// Refuses what would be answered wrongly if it were ignored.
fn refuse_unserved(sent: &CreatePaymentIntent) -> Result<(), Error> {
    if json::boolean(&sent.confirm, "confirm")? != Some(true) {
        let why = "only intents that are confirmed by the same call are served; send true";
        return Err(Error::Unserved("confirm", why));
    }
    let automatic = [
        (&sent.capture_method, "capture_method"),
        (&sent.confirmation_method, "confirmation_method"),
    ];
    for (member, param) in automatic {
        if json::text(member, param)?.is_some_and(|value| value != "automatic") {
            return Err(Error::Unserved(param, "only `automatic` is served"));
        }
    }
    let unserved = [
        (&sent.customer, "customer"),
        (&sent.payment_method, "payment_method"),
        (&sent.setup_future_usage, "setup_future_usage"),
        (&sent.off_session, "off-session"),
        (&sent.shipping, "shipping"),
    ];
    unserved
        .into_iter()
        .find(|(member, _)| member.is_some())
        .map_or(Ok(()), |(_, param)| Err(Error::Unserved(param, "this member is not served yet")))
}

/// The kinds of method that are answered; the one to pay with must be among them.
///
/// Undocumented: letter case, and that a list may be left out, in which case it is answered with the
/// method to pay with, as samples of other methods do.
fn method_types(sent: &CreatePaymentIntent) -> Result<Vec<MethodKind>, Error> {
    let data: SentMethodData = json::object(&sent.payment_method_data, "payment_method_data")?
        .ok_or(Error::Missing("payment_method_data"))?;
    let param = "payment_method_data.type";
    let kind = json::text(&data.kind, param)?.ok_or(Error::Missing(param))?;
    match method_kind(&kind) {
        Some(MethodKind::Alipay) => {}
        Some(MethodKind::Alipayplus) | None => {
            return Err(Error::Unserved(param, "only `alipay` is served"));
        }
    }
    let param = "payment_method_types";
    let Some(names) = json::texts(&sent.payment_method_types, param)? else {
        return Ok(vec![MethodKind::Alipay]);
    };
    let kinds: Vec<_> = names.iter().map_while(|name| method_kind(name)).collect();
    if kinds.len() < names.len() {
        let why = "may hold `alipay` and `alipayplus`".to_owned();
        return Err(Error::Invalid(param, why));
    }
    if !kinds.contains(&MethodKind::Alipay) {
        let why = "must hold `alipay`, the `payment_method_data.type`".to_owned();
        return Err(Error::Invalid(param, why));
    }
    Ok(kinds)
}

fn method_kind(name: &str) -> Option<MethodKind> {
    match name.to_ascii_lowercase().as_str() {
        "alipay" => Some(MethodKind::Alipay),
        "alipayplus" => Some(MethodKind::Alipayplus),
        _ => None,
    }
}

/// Undocumented: that the options, and each of them, may be left out; the payer then gets the page for
/// desktops. `os_type` and `client_ip` are answered as they were sent, whatever they say.
fn alipay_options(sent: &Sent) -> Result<Option<AlipayOptions>, Error> {
    let options: Option<SentMethodOptions> = json::object(sent, "payment_method_options")?;
    let param = "payment_method_options.alipay";
    let alipay: Option<SentAlipayOptions> = match options {
        Some(options) => json::object(&options.alipay, param)?,
        None => None,
    };
    alipay
        .map(|alipay| {
            Ok(AlipayOptions {
                terminal_type: terminal_type(&alipay.terminal_type)?,
                os_type: json::text(&alipay.os_type, "payment_method_options.alipay.os_type")?,
                client_ip: json::text(
                    &alipay.client_ip,
                    "payment_method_options.alipay.client_ip",
                )?,
            })
        })
        .transpose()
}

fn terminal_type(sent: &Sent) -> Result<Option<TerminalType>, Error> {
    let param = "payment_method_options.alipay.terminal_type";
    match json::text(sent, param)?.as_deref() {
        None => Ok(None),
        Some("WEB") => Ok(Some(TerminalType::Web)),
        Some("APP") => Err(Error::Unserved(
            param,
            "the hand-over to the Alipay app is not served yet; send `WEB`",
        )),
        Some(_) => Err(one_of(param, &["WEB", "APP"])),
    }
}

fn return_url(sent: &Sent) -> Result<Option<ReturnUrl>, Error> {
    let Some(text) = json::text(sent, "return_url")? else {
        return Ok(None);
    };
    let url = ReturnUrl::parse(&text).ok_or_else(|| {
        let why = "must be an http or https URL".to_owned();
        Error::Invalid("return_url", why)
    })?;
    Ok(Some(url))
}

fn one_of(param: &'static str, values: &[&str]) -> Error {
    Error::Invalid(param, format!("must be one of {}", values.join(", ")))
}
