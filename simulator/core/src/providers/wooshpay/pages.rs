//! The hosted pages of intents and checkout sessions, in place of Alipay's and WooshPay's own: view models,
//! drawn by the server.
//!
//! `next_action` leads to the first page: on a desktop (`WEB`) it shows a code that the wallet on a
//! telephone scans, on a telephone (`APP`) it hands over to the wallet there; the payer can also decide
//! on it. The second page is the wallet (<https://wooshpay.com/docs/alipay>, the two scenarios).
//! Undocumented: how long they work (the setting `redirect_lifetime`) and what is added to the return
//! URL (the setting `return_parameters`). Both are fixed when the intent is confirmed.

use crate::kernel::money::Money;
use crate::kernel::page::Page;
use crate::kernel::page::PageAction;
use crate::kernel::page::PageState;
use crate::kernel::page::Wallet;
use crate::kernel::tx::Tx;
use crate::providers::wooshpay::WooshPay;
use crate::providers::wooshpay::lifecycle::Status;
use crate::providers::wooshpay::lifecycle::session;
use crate::providers::wooshpay::return_url::ReturnUrl;
use crate::providers::wooshpay::settings::ReturnParameters;
use crate::providers::wooshpay::shown;
use crate::providers::wooshpay::state::Checkout;
use crate::providers::wooshpay::state::Intent;
use crate::providers::wooshpay::state::Item;
use crate::providers::wooshpay::state::PageId;
use crate::providers::wooshpay::state::Redirect;
use crate::providers::wooshpay::state::Session;
use crate::providers::wooshpay::state::TerminalType;
use crate::providers::wooshpay::state::Timer;
use crate::providers::wooshpay::triggers::Trigger;

/// Opens the pages of an attempt to pay an intent, which end by themselves.
///
/// Undocumented: that an intent without a terminal type is paid on a desktop.
pub(crate) fn open(intent: &Intent, tx: &mut Tx<'_, WooshPay>) -> Redirect {
    let settings = tx.settings();
    let expires_at = settings.redirect_lifetime.after(tx.at());
    let options = intent.order.alipay_options.as_ref();
    Redirect {
        origin: tx.origin().to_owned(),
        entry: PageId(tx.page_id()),
        wallet: PageId(tx.page_id()),
        terminal: options.and_then(|alipay| alipay.terminal_type).unwrap_or(TerminalType::Web),
        form: settings.next_action_type,
        return_parameters: settings.return_parameters,
        expires_at,
        timer: tx.schedule(expires_at, Timer::RedirectExpires(intent.id)),
    }
}

/// What one of the pages of an intent shows; an intent that was decided at once has none. A page of an
/// earlier attempt is over.
pub(crate) fn page(intent: &Intent, id: &str) -> Option<Page> {
    let redirect = intent.redirect.as_ref()?;
    let is_wallet = redirect.wallet.0 == id;
    let is_newest = is_wallet || redirect.entry.0 == id;
    let open = intent.status == Status::RequiresAction && is_newest;
    Some(Page {
        id: id.to_owned(),
        provider: "WooshPay",
        title: if is_wallet { "Alipay wallet" } else { "Pay with Alipay" }.to_owned(),
        subject: intent.id.to_string(),
        state: if open { PageState::Open } else { PageState::Done },
        rows: rows(intent),
        fields: Vec::new(),
        actions: if open { actions() } else { Vec::new() },
        expires_at: open.then_some(redirect.expires_at),
        return_url: if is_wallet {
            back_from_wallet(intent, redirect)
        } else {
            back(intent, redirect)
        },
        wallet: (open && !is_wallet).then(|| wallet(redirect)),
    })
}

/// What one of the pages of a checkout session shows: a code for a desktop and a hand-over for a telephone,
/// whichever shows it. Paid, the browser goes to `success_url`; leaving the page leads to `cancel_url`
/// (<https://docs.wooshpay.com/doc-1722914>). Undocumented: that a session which expired leads to
/// `cancel_url` as well, and that placeholders in an address stay as they are.
pub(crate) fn checkout(session: &Session, intent: &Intent, id: &str) -> Page {
    let Checkout { entry, scanned, opened, .. } = &session.checkout;
    let is_entry = entry.0 == id;
    let open = session.status == session::Status::Open;
    let back = match session.status {
        session::Status::Complete => Some(&session.cart.success_url),
        session::Status::Open | session::Status::Expired => session.cart.cancel_url.as_ref(),
    };
    Page {
        id: id.to_owned(),
        provider: "WooshPay",
        title: if is_entry { "Checkout" } else { "Alipay wallet" }.to_owned(),
        subject: session.id.to_string(),
        state: if open { PageState::Open } else { PageState::Done },
        rows: checkout_rows(session, intent),
        fields: Vec::new(),
        actions: if open { actions() } else { Vec::new() },
        expires_at: open.then_some(session.expires_at),
        return_url: back.filter(|_| scanned.0 != id).map(ReturnUrl::opened),
        wallet: (open && is_entry).then(|| Wallet {
            scan: Some(session.checkout.address(scanned)),
            open: Some(session.checkout.address(opened)),
        }),
    }
}

fn checkout_rows(session: &Session, intent: &Intent) -> Vec<(&'static str, String)> {
    let printed = |money: Money| format!("{} {}", money.fixed(), money.currency.code());
    let item = |item: &Item| {
        let amount = printed(Money { minor: item.amount, ..item.unit });
        ("Item", format!("{} × {}, {amount}", item.quantity, item.name))
    };
    let mut rows: Vec<_> = session.cart.items.iter().map(item).collect();
    rows.push(("Total", printed(session.cart.total)));
    rows.push(("Status", session.status.name().to_owned()));
    rows.push(("Checkout session", session.id.to_string()));
    rows.extend(session.cart.client_reference_id.clone().map(|order| ("Order", order)));
    // A refused payment leaves the page open.
    rows.extend(intent.failure.map(|failure| ("Last try", failure.message().to_owned())));
    rows
}

/// What every page of a payment offers.
fn actions() -> Vec<PageAction> {
    Trigger::ALL.map(|trigger| PageAction { name: trigger.name(), label: trigger.label() }).into()
}

fn wallet(redirect: &Redirect) -> Wallet {
    let address = redirect.address(&redirect.wallet);
    match redirect.terminal {
        TerminalType::Web => Wallet { scan: Some(address), open: None },
        TerminalType::App => Wallet { scan: None, open: Some(address) },
    }
}

fn rows(intent: &Intent) -> Vec<(&'static str, String)> {
    let amount = &intent.order.amount;
    let always = [
        ("Amount", format!("{} {}", amount.fixed(), amount.currency.code())),
        ("Status", intent.status.name().to_owned()),
        ("Payment intent", intent.id.to_string()),
    ];
    let order = &intent.order;
    let perhaps =
        [("Order", order.merchant_order_id.clone()), ("Description", order.description.clone())];
    let given = perhaps.into_iter().filter_map(|(label, value)| Some((label, value?)));
    always.into_iter().chain(given).collect()
}

/// Where the browser goes back to.
fn back(intent: &Intent, redirect: &Redirect) -> Option<String> {
    let url = intent.order.return_url.as_ref()?;
    match redirect.return_parameters {
        ReturnParameters::None => Some(url.opened()),
        ReturnParameters::Stripe => Some(url.opened_with(&[
            ("payment_intent", &intent.id.to_string()),
            ("payment_intent_client_secret", &shown::client_secret(intent)),
            ("redirect_status", redirect_status(intent.status)),
        ])),
    }
}

/// The wallet goes back to the merchant where the merchant's page is on the same telephone; a telephone
/// that scanned a code has nothing to go back to, and the desktop page goes back by itself.
fn back_from_wallet(intent: &Intent, redirect: &Redirect) -> Option<String> {
    match redirect.terminal {
        TerminalType::Web => None,
        TerminalType::App => back(intent, redirect),
    }
}

/// Undocumented: `pending` for a payer who left without deciding.
const fn redirect_status(status: Status) -> &'static str {
    match status {
        Status::Succeeded => "succeeded",
        Status::RequiresPaymentMethod | Status::Canceled => "failed",
        Status::RequiresAction | Status::RequiresConfirmation => "pending",
    }
}
