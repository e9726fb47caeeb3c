//! The hosted page of an intent, in place of Alipay's own: a view model, drawn by the server.
//!
//! The documents show a desktop page behind `next_action` (<https://wooshpay.com/docs/alipay>, `WEB`).
//! Undocumented: how long it works (the setting `redirect_lifetime`) and what is added to the return
//! URL (the setting `return_parameters`). Both are fixed when the intent is made.

use crate::kernel::page::Page;
use crate::kernel::page::PageAction;
use crate::kernel::page::PageState;
use crate::kernel::tx::Tx;
use crate::providers::wooshpay::WooshPay;
use crate::providers::wooshpay::ids::IntentId;
use crate::providers::wooshpay::lifecycle::Status;
use crate::providers::wooshpay::payment_intents;
use crate::providers::wooshpay::settings::ReturnParameters;
use crate::providers::wooshpay::state::Intent;
use crate::providers::wooshpay::state::PageId;
use crate::providers::wooshpay::state::Redirect;
use crate::providers::wooshpay::state::Timer;
use crate::providers::wooshpay::triggers::Trigger;

/// Opens the page of an intent, which ends by itself.
pub(crate) fn open(intent: IntentId, tx: &mut Tx<'_, WooshPay>) -> Redirect {
    let settings = tx.settings();
    let page = tx.page_id();
    let expires_at = settings.redirect_lifetime.after(tx.at());
    Redirect {
        url: format!("{}/pay/{page}", tx.origin()),
        page: PageId(page),
        form: settings.next_action_type,
        return_parameters: settings.return_parameters,
        expires_at,
        timer: tx.schedule(expires_at, Timer::RedirectExpires(intent)),
    }
}

/// What the page of an intent shows; an intent that was decided at once has none.
pub(crate) fn page(intent: &Intent) -> Option<Page> {
    let redirect = intent.redirect.as_ref()?;
    let open = intent.status == Status::RequiresAction;
    let actions =
        Trigger::ALL.map(|trigger| PageAction { name: trigger.name(), label: trigger.label() });
    Some(Page {
        id: redirect.page.0.clone(),
        provider: "WooshPay",
        title: "Pay with Alipay".to_owned(),
        subject: intent.id.to_string(),
        state: if open { PageState::Open } else { PageState::Done },
        rows: rows(intent),
        fields: Vec::new(),
        actions: if open { actions.into() } else { Vec::new() },
        expires_at: open.then_some(redirect.expires_at),
        return_url: back(intent, redirect),
    })
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
            ("payment_intent_client_secret", &payment_intents::client_secret(intent)),
            ("redirect_status", redirect_status(intent.status)),
        ])),
    }
}

/// Undocumented: `pending` for a payer who left without deciding.
const fn redirect_status(status: Status) -> &'static str {
    match status {
        Status::Succeeded => "succeeded",
        Status::RequiresPaymentMethod => "failed",
        Status::RequiresAction => "pending",
    }
}
