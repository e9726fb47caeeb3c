//! Card payments: by a stored token, without the payer, and by the hosted page that can store one
//! (<https://docs.yabandpay.com/api/cn/payments/cards/token.html>,
//! <https://docs.yabandpay.com/api/en/payments/cards/hpptoken.html>).
//!
//! Both are `v3.CreateCardPayments`, told apart by `sub_pay_method`. What the token page's table does not have
//! (`redirect_url`, `3ds_initiate`) a token payment cannot send.

use super::Amount;
use super::Call;
use super::Members;
use super::OrderNumber;
use super::RequestId;
use super::Timeout;
use crate::Currency;
use crate::Secret;

/// A payment with a stored card token, without the payer.
///
/// ```
/// # use sandpay_contracts::yabandpay::{Operation, RequestId, Timeout, TokenPayment};
/// let payment = TokenPayment {
///     operation: Operation::Sale,
///     order_id: sandpay_contracts::yabandpay::OrderNumber::Number(1_725_875_543),
///     amount: "24.99".parse()?,
///     currency: "EUR".into(),
///     payment_token_object: "the-token".into(),
///     description: "Shoes".into(),
///     demo: None,
///     timeout: Timeout::minutes(0)?,
///     notify_url: "https://shop.example/notify".into(),
///     request_id: RequestId::new("hjf5lv32i40lh7oh86j6az98")?,
/// };
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// No payer is there who could come back to the shop, or be asked by 3-D Secure: neither can be said (E0560).
///
/// ```compile_fail,E0560
/// # use sandpay_contracts::yabandpay::TokenPayment;
/// # fn with_a_payer(payment: TokenPayment) -> TokenPayment {
/// TokenPayment { redirect_url: "https://shop.example/back".into(), ..payment }
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct TokenPayment {
    /// Whether it takes the money or holds it.
    pub operation: Operation,
    /// The merchant's order.
    pub order_id: OrderNumber,
    /// The amount, as `24.99`.
    pub amount: Amount,
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

/// A payment on the hosted page: `Cards HPP Token`, which stores the card if the payer agrees, or `Cards HPP`, which does
/// not.
#[derive(Clone, Debug)]
pub struct HostedPayment {
    /// Whether it takes the money or holds it, and whether the card is stored.
    pub operation: HostedOperation,
    /// The merchant's order.
    pub order_id: OrderNumber,
    /// The amount, as `24.99`.
    pub amount: Amount,
    /// The currency.
    pub currency: Currency,
    /// What is asked of 3-D Secure.
    pub three_ds: ThreeDs,
    /// How much of a page the hosted page is.
    pub form_type: Option<FormType>,
    /// A description.
    pub description: String,
    /// The merchant's own text, echoed.
    pub demo: Option<String>,
    /// How long the order may stay open.
    pub timeout: Timeout,
    /// Where the payer comes back to. The English pages of hosted cards require it; the signed text of the payment that
    /// stores a card has none.
    pub redirect_url: Option<String>,
    /// Where notifications go.
    pub notify_url: String,
    /// The unique name of this request.
    pub request_id: RequestId,
}

/// What a payment on the hosted page does (<https://docs.yabandpay.com/api/cn/payments/cards/hpp.html> for the first two).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum HostedOperation {
    /// `1`: takes the money and stores nothing.
    SaleWithoutToken,
    /// `2`: holds it, to be captured within 30 days, and stores nothing.
    AuthorizationWithoutToken,
    /// `10`: stores the card only. Undocumented for this page: taken from that of merchants with cards of their own
    /// (<https://docs.yabandpay.com/api/cn/payments/cards/gettoken.html>).
    TokenOnly,
    /// `11`: takes the money and stores the card.
    Sale,
    /// `12`: holds the money, to be captured within 30 days, and stores the card.
    Authorization,
}

/// What is asked of 3-D Secure (<https://docs.yabandpay.com/api/en/payments/cards/card.html>).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ThreeDs {
    /// `01`: the payer is asked.
    On,
    /// `02`: nobody is; needs YabandPay's consent.
    Off,
    /// `03`: nobody is, for this reason; needs YabandPay's consent.
    Exempt(Exemption),
}

/// Why a payment is exempt from strong authentication.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Exemption {
    /// `LowValue`, the only one the page names.
    LowValue,
}

/// How much of a page the hosted page is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum FormType {
    /// `01`: a whole page.
    Page,
    /// `02`: a frame within the merchant's page.
    Frame,
}

impl Call for TokenPayment {
    const METHOD: &'static str = "v3.CreateCardPayments";

    fn members(&self) -> Members<'_> {
        Members::default()
            .text("description", &self.description)
            .text("timeout", self.timeout.as_str())
            .text("pay_method", "online")
            .text("sub_pay_method", "Token")
            .text("operation", self.operation.text())
            .order(&self.order_id)
            .text("amount", self.amount.as_str())
            .text("currency", self.currency.as_str())
            .text("payment_token_object", self.payment_token_object.expose())
            .text("notify_url", &self.notify_url)
            .text("request_id", self.request_id.as_str())
            .text_if_said("demo", self.demo.as_deref())
    }
}

impl Call for HostedPayment {
    const METHOD: &'static str = "v3.CreateCardPayments";

    fn members(&self) -> Members<'_> {
        let (operation, channel, empty_token) = self.operation.texts();
        let (three_ds, exemption) = self.three_ds.texts();
        Members::default()
            .text("description", &self.description)
            .text("timeout", self.timeout.as_str())
            .text("pay_method", "online")
            .text("sub_pay_method", channel)
            .text("operation", operation)
            .order(&self.order_id)
            .text("amount", self.amount.as_str())
            .text("currency", self.currency.as_str())
            .text_if_said("payment_token_object", empty_token)
            .text("3ds_initiate", three_ds)
            .text_if_said("sca_exemption", exemption)
            .text_if_said("form_type", self.form_type.map(FormType::text))
            .text_if_said("redirect_url", self.redirect_url.as_deref())
            .text("notify_url", &self.notify_url)
            .text("request_id", self.request_id.as_str())
            .text_if_said("demo", self.demo.as_deref())
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

impl HostedOperation {
    /// The operation, the channel it belongs to, and the empty token that the signed text of a storing payment shows.
    fn texts(self) -> (&'static str, &'static str, Option<&'static str>) {
        let (plain, storing) = (("Cards HPP", None), ("Cards HPP Token", Some("")));
        let (operation, (channel, empty_token)) = match self {
            Self::SaleWithoutToken => ("1", plain),
            Self::AuthorizationWithoutToken => ("2", plain),
            Self::TokenOnly => ("10", storing),
            Self::Sale => ("11", storing),
            Self::Authorization => ("12", storing),
        };
        (operation, channel, empty_token)
    }
}

impl ThreeDs {
    fn texts(self) -> (&'static str, Option<&'static str>) {
        match self {
            Self::On => ("01", None),
            Self::Off => ("02", None),
            Self::Exempt(Exemption::LowValue) => ("03", Some("LowValue")),
        }
    }
}

impl FormType {
    fn text(self) -> &'static str {
        match self {
            Self::Page => "01",
            Self::Frame => "02",
        }
    }
}
