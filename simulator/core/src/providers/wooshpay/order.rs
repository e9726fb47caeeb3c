//! What is read of the calls that make, confirm and cancel payment intents. What comes of them is in
//! [`payment_intents`](super::payment_intents).
//!
//! Sources: the Alipay guide <https://wooshpay.com/docs/alipay>, the reference of the create call
//! <https://docs.wooshpay.com/api-42631218> and of the confirm call
//! <https://docs.guanglian.co/44100767e0.md>.

use crate::kernel::money::Currency;
use crate::providers::wooshpay::errors::Error;
use crate::providers::wooshpay::json;
use crate::providers::wooshpay::return_url::ReturnUrl;
use crate::providers::wooshpay::state::AlipayOptions;
use crate::providers::wooshpay::state::CancellationReason;
use crate::providers::wooshpay::state::MethodKind;
use crate::providers::wooshpay::state::Order;
use crate::providers::wooshpay::state::TerminalType;
use crate::providers::wooshpay::wire::CancelPaymentIntent;
use crate::providers::wooshpay::wire::ConfirmPaymentIntent;
use crate::providers::wooshpay::wire::CreatePaymentIntent;
use crate::providers::wooshpay::wire::Sent;
use crate::providers::wooshpay::wire::SentAlipayOptions;
use crate::providers::wooshpay::wire::SentMethodData;
use crate::providers::wooshpay::wire::SentMethodOptions;

/// "Processing currencies" of <https://wooshpay.com/docs/alipay>.
const CURRENCIES: [&str; 5] = ["CNY", "GBP", "USD", "EUR", "HKD"];
/// The names of the members that both calls read.
const METHOD_DATA: &str = "payment_method_data";
const METHOD_TYPES: &str = "payment_method_types";
const RETURN_URL: &str = "return_url";

/// A create call, read.
#[derive(Clone, Debug)]
pub(crate) struct NewIntent {
    pub(crate) order: Order,
    /// Whether the call says what to pay with.
    pub(crate) has_method: bool,
    /// Whether the payer is to pay at once.
    pub(crate) confirms: bool,
}

/// A confirm call, read: what it changes.
#[derive(Clone, Debug)]
pub(crate) struct Confirmation {
    /// Whether the call says what to pay with.
    pub(crate) has_method: bool,
    pub(crate) method_types: Option<Vec<MethodKind>>,
    pub(crate) alipay_options: Option<AlipayOptions>,
    pub(crate) return_url: Option<ReturnUrl>,
}

/// Reads the body of a create call.
///
/// Undocumented: that a call which confirms must say what to pay with.
pub(crate) fn new_intent(body: &[u8]) -> Result<NewIntent, Error> {
    let sent: CreatePaymentIntent = json::document(body)?;
    sent.amount.as_ref().ok_or(Error::Missing("amount"))?;
    // First, so that what is not served is not refused for a currency that Alipay does not take.
    let has_method = method_data(&sent.payment_method_data)?;
    let amount = json::amount(&sent.amount, currency(&sent.currency, "currency")?, "amount")?;
    let confirms = json::boolean(&sent.confirm, "confirm")?.unwrap_or(false);
    refuse_unserved(&sent)?;
    if confirms && !has_method {
        return Err(Error::Missing(METHOD_DATA));
    }
    let method_types = method_types(&sent.payment_method_types)?;
    let order = Order {
        amount,
        description: json::text(&sent.description, "description")?,
        metadata: json::pairs(&sent.metadata, "metadata")?,
        merchant_order_id: json::text(&sent.merchant_order_id, "merchant_order_id")?,
        method_types: method_types.unwrap_or_else(|| vec![MethodKind::Alipay]),
        alipay_options: alipay_options(&sent.payment_method_options)?,
        return_url: url(&sent.return_url, RETURN_URL)?,
    };
    // Last, so that a refusal names the member where one can be named.
    json::checked(body)?;
    Ok(NewIntent { order, has_method, confirms })
}

/// Reads the body of a confirm call; it may be left out.
///
/// The reference lets every writable member be sent. Undocumented: which of them change an intent that
/// is confirmed later; those that say how it is paid do, the others are ignored.
pub(crate) fn confirmation(body: &[u8]) -> Result<Confirmation, Error> {
    let sent: ConfirmPaymentIntent = json::optional_document(body)?;
    refuse_sent(&[
        (&sent.payment_method, "payment_method"),
        (&sent.setup_future_usage, "setup_future_usage"),
        (&sent.off_session, "off-session"),
        (&sent.shipping, "shipping"),
    ])?;
    let confirmation = Confirmation {
        has_method: method_data(&sent.payment_method_data)?,
        method_types: method_types(&sent.payment_method_types)?,
        alipay_options: alipay_options(&sent.payment_method_options)?,
        return_url: url(&sent.return_url, RETURN_URL)?,
    };
    json::checked(body)?;
    Ok(confirmation)
}

/// Reads the body of a cancel call; it may be left out.
///
/// Undocumented: whether `cancellation_reason`, a member of the object, may be sent, and which values it
/// takes; those of the API that WooshPay's is modelled on are taken.
pub(crate) fn cancellation(body: &[u8]) -> Result<Option<CancellationReason>, Error> {
    const PARAM: &str = "cancellation_reason";
    let sent: CancelPaymentIntent = json::optional_document(body)?;
    let reason = json::text(&sent.cancellation_reason, PARAM)?
        .map(|text| {
            CancellationReason::from_name(&text).ok_or_else(|| {
                one_of(PARAM, &CancellationReason::ALL.map(CancellationReason::name))
            })
        })
        .transpose()?;
    json::checked(body)?;
    Ok(reason)
}

/// Undocumented: letter case; it is accepted in lower case as well, and answered in capitals.
pub(crate) fn currency(sent: &Sent, param: &'static str) -> Result<Currency, Error> {
    let code = json::text(sent, param)?.ok_or(Error::Missing(param))?;
    let code = code.to_ascii_uppercase();
    CURRENCIES
        .contains(&code.as_str())
        .then(|| Currency::from_code(&code))
        .flatten()
        .ok_or_else(|| one_of(param, &CURRENCIES))
}

/// Refuses what would be answered wrongly if it were ignored.
fn refuse_unserved(sent: &CreatePaymentIntent) -> Result<(), Error> {
    let automatic = [
        (&sent.capture_method, "capture_method"),
        (&sent.confirmation_method, "confirmation_method"),
    ];
    for (member, param) in automatic {
        if json::text(member, param)?.is_some_and(|value| value != "automatic") {
            return Err(Error::Unserved(param, "only `automatic` is served"));
        }
    }
    refuse_sent(&[
        (&sent.customer, "customer"),
        (&sent.payment_method, "payment_method"),
        (&sent.setup_future_usage, "setup_future_usage"),
        (&sent.off_session, "off-session"),
        (&sent.shipping, "shipping"),
    ])
}

/// Refuses members that are not served, by name.
pub(crate) fn refuse_sent(members: &[(&Sent, &'static str)]) -> Result<(), Error> {
    members
        .iter()
        .find(|(member, _)| member.is_some())
        .map_or(Ok(()), |(_, param)| Err(Error::Unserved(param, "this member is not served yet")))
}

/// Whether there is something to pay with; it must be Alipay.
fn method_data(sent: &Sent) -> Result<bool, Error> {
    let Some(data) = json::object::<SentMethodData>(sent, METHOD_DATA)? else {
        return Ok(false);
    };
    let param = "payment_method_data.type";
    let kind = json::text(&data.kind, param)?.ok_or(Error::Missing(param))?;
    match method_kind(&kind) {
        Some(MethodKind::Alipay) => Ok(true),
        Some(MethodKind::Alipayplus) | None => {
            Err(Error::Unserved(param, "only `alipay` is served"))
        }
    }
}

/// The kinds of method that are answered; Alipay must be among them, since nothing else can be paid with.
///
/// Undocumented: letter case, and that a list may be left out, in which case it is answered with Alipay,
/// as samples of other methods do with theirs.
pub(crate) fn method_types(sent: &Sent) -> Result<Option<Vec<MethodKind>>, Error> {
    let Some(names) = json::texts(sent, METHOD_TYPES)? else {
        return Ok(None);
    };
    let kinds: Vec<_> = names.iter().map_while(|name| method_kind(name)).collect();
    if kinds.len() < names.len() {
        let why = "may hold `alipay` and `alipayplus`".to_owned();
        return Err(Error::Invalid(METHOD_TYPES, why));
    }
    if !kinds.contains(&MethodKind::Alipay) {
        return Err(Error::Invalid(METHOD_TYPES, "must hold `alipay`".to_owned()));
    }
    Ok(Some(kinds))
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
    json::text(sent, param)?
        .map(|text| {
            TerminalType::from_name(&text)
                .ok_or_else(|| one_of(param, &TerminalType::ALL.map(TerminalType::name)))
        })
        .transpose()
}

/// A member that is a web address.
pub(crate) fn url(sent: &Sent, param: &'static str) -> Result<Option<ReturnUrl>, Error> {
    let Some(text) = json::text(sent, param)? else {
        return Ok(None);
    };
    let url = ReturnUrl::parse(&text)
        .ok_or_else(|| Error::Invalid(param, "must be an http or https URL".to_owned()))?;
    Ok(Some(url))
}

/// The refusal of a value that is none of a list.
pub(crate) fn one_of(param: &'static str, values: &[&str]) -> Error {
    Error::Invalid(param, format!("must be one of {}", values.join(", ")))
}
