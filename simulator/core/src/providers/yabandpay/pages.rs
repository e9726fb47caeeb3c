//! The hosted card page: a view model, drawn by the server.
//!
//! Sources: <https://docs.yabandpay.com/api/cn/payments/cards/hpp.html>, and for the consent
//! <https://docs.yabandpay.com/api/cn/payments/cards/token.html>. Undocumented: what the browser brings
//! back; nothing is added to `redirect_url`, and merchants ask the order query. The page asks for no card
//! number: no test card is published, and nobody should type a real one.

use super::state::Channel;
use super::state::Hosted;
use super::state::Order;
use super::triggers::CONSENT;
use super::triggers::Trigger;
use crate::kernel::page::Field;
use crate::kernel::page::Page;
use crate::kernel::page::PageAction;
use crate::kernel::page::PageState;

/// The address of a page.
pub(super) fn address(origin: &str, hosted: &Hosted) -> String {
    format!("{origin}/pay/{}", hosted.page)
}

/// What the page of an order shows; an order without a page has none.
pub(super) fn page(order: &Order) -> Option<Page> {
    let hosted = order.hosted.as_ref()?;
    let open = order.status.is_open();
    let deadline = order.deadline.as_ref().filter(|_| open);
    Some(Page {
        id: hosted.page.to_string(),
        provider: "YabandPay",
        title: "Pay by card".to_owned(),
        subject: order.trade_id.to_string(),
        state: if open { PageState::Open } else { PageState::Done },
        rows: rows(order),
        fields: if open { fields(order.channel) } else { Vec::new() },
        actions: if open { Trigger::OF_PAGE.map(button).into() } else { Vec::new() },
        expires_at: deadline.map(|timer| timer.at),
        return_url: back(order, hosted).map(str::to_owned),
        wallet: None,
    })
}

const fn button(trigger: Trigger) -> PageAction {
    PageAction { name: trigger.name(), label: trigger.label() }
}

fn fields(channel: Channel) -> Vec<Field> {
    let consent =
        Field { name: CONSENT, label: "Store this card for later payments", default: "true" };
    match channel {
        Channel::HostedToken => vec![consent],
        Channel::Hosted | Channel::Token => Vec::new(),
    }
}

fn rows(order: &Order) -> Vec<(&'static str, String)> {
    let amount = order.shown_amount();
    vec![
        ("Amount", format!("{} {}", amount.fixed(), amount.currency.code())),
        ("Card", "a test card, Visa or Mastercard".to_owned()),
        ("Description", order.description.to_string()),
        ("Order", order.order_id.to_string()),
        ("State", order.status.name().to_owned()),
        ("Trade", order.trade_id.to_string()),
    ]
}

/// Where the browser goes: back from where it came once all is decided, and elsewhere, if the merchant
/// wants it so, when the payer only leaves.
fn back<'a>(order: &Order, hosted: &'a Hosted) -> Option<&'a str> {
    let left = if order.status.is_open() { hosted.cancel_url.as_deref() } else { None };
    left.or(hosted.redirect_url.as_deref())
}
