//! `v3.CreateCardPayments`: what a request asks for, with a stored token or on a hosted page.
//!
//! Sources: <https://docs.yabandpay.com/api/cn/payments/cards/token.html> and
//! <https://docs.yabandpay.com/api/cn/payments/cards/hpp.html>, request parameters. Undocumented: the order
//! of the checks, and the parameters of `Cards HPP Token`, whose page cannot be read; they are those of
//! `Cards HPP` with the operations of the token pages, as in the token page's own signature example.

use std::sync::Arc;

use super::auth;
use super::body::Members;
use super::body::Value;
use super::errors::Error;
use super::fields;
use super::lifecycle::Operation;
use super::state::Channel;
use super::state::Minutes;
use super::state::OrderId;
use super::state::RequestId;
use crate::kernel::money::Money;

/// The value of `pay_method`.
pub(super) const PAY_METHOD: &str = "online";

/// A charge of a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardPayment {
    pub(super) operation: Operation,
    pub(super) order_id: OrderId,
    pub(super) amount: Money,
    pub(super) description: Arc<str>,
    pub(super) demo: Option<Arc<str>>,
    pub(super) notify_url: Arc<str>,
    pub(super) timeout: Minutes,
    pub(super) request_id: RequestId,
    pub(super) card: Card,
}

/// Where the card comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Card {
    /// It is stored.
    Stored(Arc<str>),
    /// The payer gives it on a page.
    OnPage(Page),
}

/// What a request says about its page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Page {
    /// Whether the payer is asked to have the card stored.
    pub(super) asks_for_consent: bool,
    pub(super) redirect_url: Option<Arc<str>>,
    pub(super) cancel_url: Option<Arc<str>>,
}

impl Channel {
    const ALL: [Self; 3] = [Self::Token, Self::Hosted, Self::HostedToken];

    /// The value of `sub_pay_method`.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Token => "Token",
            Self::Hosted => "Cards HPP",
            Self::HostedToken => "Cards HPP Token",
        }
    }

    /// The operation that a value of `operation` stands for.
    fn operation(self, text: &str) -> Option<Operation> {
        match (self, text) {
            (Self::HostedToken, "10") => Some(Operation::Storage),
            (Self::Token | Self::HostedToken, "11") | (Self::Hosted, "1") => Some(Operation::Sale),
            (Self::Token | Self::HostedToken, "12") | (Self::Hosted, "2") => {
                Some(Operation::Authorization)
            }
            (Self::Token | Self::Hosted | Self::HostedToken, _) => None,
        }
    }
}

impl CardPayment {
    /// What `data` asks for, when `user` may ask for it.
    pub(super) fn read(user: &str, data: &Members<'_>) -> Result<Self, Error> {
        let channel = permitted_channel(user, data)?;
        fields::text(data, "pay_method")?;
        let channel = channel.ok_or(Error::MissingField)?;
        let operation = fields::text(data, "operation")?;
        Ok(Self {
            operation: channel.operation(operation).ok_or(Error::NotPermitted)?,
            card: card(channel, data)?,
            timeout: timeout(channel, data)?,
            order_id: fields::scalar(data, "order_id")?.into(),
            amount: fields::money(data, "amount", "currency")?,
            description: fields::text(data, "description")?.into(),
            demo: fields::own_text(data, "demo")?.map(Into::into),
            notify_url: fields::address(data, "notify_url")?,
            request_id: fields::text(data, "request_id")?.into(),
        })
    }

    /// How the card is reached.
    pub(super) const fn channel(&self) -> Channel {
        match &self.card {
            Card::Stored(_) => Channel::Token,
            Card::OnPage(Page { asks_for_consent: true, .. }) => Channel::HostedToken,
            Card::OnPage(Page { asks_for_consent: false, .. }) => Channel::Hosted,
        }
    }
}

/// The channel that a request names; `None` when it names none.
///
/// Undocumented: which causes `-4120` has. Here: a user without the token feature, and values that name
/// a service which is not offered. The values of `pay_method` and `sub_pay_method` are compared without
/// regard to case, since the pages spell them differently.
fn permitted_channel(user: &str, data: &Members<'_>) -> Result<Option<Channel>, Error> {
    let named = |name| data.find(name).and_then(Value::text).unwrap_or_default();
    let (pay_method, sub_pay_method) = (named("pay_method"), named("sub_pay_method"));
    if !pay_method.is_empty() && !pay_method.eq_ignore_ascii_case(PAY_METHOD) {
        return Err(Error::NotPermitted);
    }
    if sub_pay_method.is_empty() {
        return Ok(None);
    }
    let mut channels = Channel::ALL.into_iter();
    let channel = channels
        .find(|channel| channel.name().eq_ignore_ascii_case(sub_pay_method))
        .ok_or(Error::NotPermitted)?;
    let needs_tokens = match channel {
        Channel::Token | Channel::HostedToken => true,
        Channel::Hosted => false,
    };
    let operation = named("operation");
    let is_unknown = !operation.is_empty() && channel.operation(operation).is_none();
    if is_unknown || (needs_tokens && auth::is_without_tokens(user)) {
        return Err(Error::NotPermitted);
    }
    Ok(Some(channel))
}

/// Undocumented: whether the hosted pages need a `redirect_url`. The pages of other cards require it, the
/// token page's own signature example of `Cards HPP Token` has none; without one the payer stays on our
/// page. `cancel_url` is known from the official library alone. A token that is sent along with
/// `Cards HPP Token` is ignored: the example has an empty one.
fn card(channel: Channel, data: &Members<'_>) -> Result<Card, Error> {
    let asks_for_consent = match channel {
        Channel::Token => {
            return Ok(Card::Stored(fields::text(data, "payment_token_object")?.into()));
        }
        Channel::Hosted => false,
        Channel::HostedToken => true,
    };
    check_authentication(data)?;
    fields::check_word(data, "form_type", &["01", "02"])?;
    Ok(Card::OnPage(Page {
        asks_for_consent,
        redirect_url: fields::own_address(data, "redirect_url")?,
        cancel_url: fields::own_address(data, "cancel_url")?,
    }))
}

/// Source: <https://docs.yabandpay.com/api/cn/payments/cards/card.html>, `3ds_initiate` and
/// `sca_exemption`, which the value 03 requires. Undocumented: without the member it is as with 01.
fn check_authentication(data: &Members<'_>) -> Result<(), Error> {
    fields::check_word(data, "3ds_initiate", &["01", "02", "03"])?;
    if fields::own_text(data, "3ds_initiate")? == Some("03") {
        fields::text(data, "sca_exemption")?;
    }
    fields::check_word(data, "sca_exemption", &["LowValue"])
}

/// Undocumented: the token page's table requires the member and gives a default for it. There it must be
/// there, and may be empty; the hosted pages may leave it out.
fn timeout(channel: Channel, data: &Members<'_>) -> Result<Minutes, Error> {
    match (channel, data.find("timeout").map(Value::text)) {
        (_, Some(Some(text))) => fields::minutes(text),
        (Channel::Hosted | Channel::HostedToken, None) => Ok(Minutes::DAY),
        (Channel::Hosted | Channel::HostedToken, Some(None))
        | (Channel::Token, Some(None) | None) => Err(Error::MissingField),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(Channel::Token, "11", Some(Operation::Sale))]
    #[case(Channel::Token, "12", Some(Operation::Authorization))]
    #[case(Channel::Token, "10", None)]
    #[case(Channel::Token, "1", None)]
    #[case(Channel::Hosted, "1", Some(Operation::Sale))]
    #[case(Channel::Hosted, "2", Some(Operation::Authorization))]
    #[case(Channel::Hosted, "11", None)]
    #[case(Channel::HostedToken, "10", Some(Operation::Storage))]
    #[case(Channel::HostedToken, "11", Some(Operation::Sale))]
    #[case(Channel::HostedToken, "12", Some(Operation::Authorization))]
    #[case(Channel::HostedToken, "13", None)]
    #[case(Channel::HostedToken, "", None)]
    fn a_channel_has_its_own_operations(
        #[case] channel: Channel,
        #[case] text: &str,
        #[case] expected: Option<Operation>,
    ) {
        assert_eq!(channel.operation(text), expected);
    }
}
