//! Checkout sessions: how one comes to be, what its payer does on its page, how it ends, and how it is
//! shown.
//!
//! Sources: the Alipay guide <https://wooshpay.com/docs/alipay>, "Hosted checkout", and the checkout guide
//! <https://docs.wooshpay.com/doc-1722914>: a session ends after 24 hours; its result is that of the
//! session together with its intent.
//! Undocumented: that an intent is paid on the page without `payment_intent.requires_action`; that a
//! refused payment leaves the session open; that a session which ends takes its intent with it; the two
//! events of a session, which only receivers' public code names.

use std::sync::Arc;

use jiff::SignedDuration;
use jiff::Timestamp;

use crate::kernel::provider::Subject;
use crate::kernel::tx::Tx;
use crate::providers::wooshpay::WooshPay;
use crate::providers::wooshpay::errors::Error;
use crate::providers::wooshpay::ids::LineId;
use crate::providers::wooshpay::ids::PriceId;
use crate::providers::wooshpay::ids::ProductId;
use crate::providers::wooshpay::ids::SessionId;
use crate::providers::wooshpay::lifecycle::Transition;
use crate::providers::wooshpay::lifecycle::session;
use crate::providers::wooshpay::payment_intents;
use crate::providers::wooshpay::shown;
use crate::providers::wooshpay::shown::whole_second;
use crate::providers::wooshpay::state::ApiRequest;
use crate::providers::wooshpay::state::Cart;
use crate::providers::wooshpay::state::Checkout;
use crate::providers::wooshpay::state::Intent;
use crate::providers::wooshpay::state::Line;
use crate::providers::wooshpay::state::Order;
use crate::providers::wooshpay::state::PageId;
use crate::providers::wooshpay::state::Session;
use crate::providers::wooshpay::state::Timer;
use crate::providers::wooshpay::state::Version;
use crate::providers::wooshpay::webhooks;
use crate::providers::wooshpay::wire::StringMap;
use crate::providers::wooshpay::wire::session as wire;

/// "24 hours" (<https://docs.wooshpay.com/doc-1722914>).
const LIFETIME: SignedDuration = SignedDuration::from_hours(24);

/// Creates a session and the intent that is paid on its page.
pub(crate) fn create(
    cart: &Cart,
    publishable_key: &str,
    (caused_by, tx): (ApiRequest, &mut Tx<'_, WooshPay>),
) -> Arc<Session> {
    let id = SessionId::next(tx);
    let lines = cart
        .items
        .iter()
        .map(|_| Line {
            id: LineId::next(tx),
            price: PriceId::next(tx),
            product: ProductId::next(tx),
        })
        .collect();
    let blank = payment_intents::blank(order(cart), caused_by.clone(), tx);
    let intent = payment_intents::opened(Intent { session: Some(id), ..blank }, tx);
    let expires_at = tx.at().saturating_add(LIFETIME).unwrap_or(Timestamp::MAX);
    let session = Session {
        id,
        created: tx.at(),
        status: session::Status::Open,
        cart: cart.clone(),
        lines,
        intent: intent.id,
        client_secret: shown::client_secret(&intent),
        checkout: Checkout {
            origin: tx.origin().to_owned(),
            key: publishable_key.to_owned(),
            entry: PageId(tx.page_id()),
            scanned: PageId(tx.page_id()),
            opened: PageId(tx.page_id()),
        },
        expires_at,
        timer: tx.schedule(expires_at, Timer::SessionExpires(id)),
        caused_by: Some(caused_by),
    };
    put(session, tx)
}

/// What the intent of a session asks for.
///
/// Undocumented: that metadata and the merchant's reference reach the intent, whose event tells of the
/// payment; and that the intent has no return URL of its own.
fn order(cart: &Cart) -> Order {
    Order {
        amount: cart.total,
        description: None,
        metadata: cart.metadata.clone(),
        merchant_order_id: cart.client_reference_id.clone(),
        method_types: cart.method_types.clone(),
        alipay_options: None,
        return_url: None,
    }
}

/// The payer pays, or tries to: a payment ends the session, a failure leaves it open.
pub(crate) fn tried(
    session: &Session,
    intent: &Intent,
    (transition, tx): (Transition, &mut Tx<'_, WooshPay>),
) -> Result<(), Error> {
    let paid = after(session, session::Transition::Paid)?;
    payment_intents::tried_at_checkout(intent, transition, tx)?;
    if transition == Transition::Approved {
        tx.cancel(session.timer);
        let session = put(Session { caused_by: None, ..paid }, tx);
        webhooks::announce_session("checkout.session.completed", &session, tx);
    }
    Ok(())
}

/// Ends a session that was not paid, and its intent.
pub(crate) fn expire(
    session: &Session,
    intent: &Intent,
    (caused_by, tx): (Option<ApiRequest>, &mut Tx<'_, WooshPay>),
) -> Result<Arc<Session>, Error> {
    let expired = after(session, session::Transition::Expired)?;
    tx.cancel(session.timer);
    payment_intents::cancel(intent, None, (caused_by.clone(), tx))?;
    let session = put(Session { caused_by, ..expired }, tx);
    webhooks::announce_session("checkout.session.expired", &session, tx);
    Ok(session)
}

fn after(session: &Session, transition: session::Transition) -> Result<Session, Error> {
    let status = session.status.after(transition).ok_or_else(|| ended(session))?;
    Ok(Session { status, ..session.clone() })
}

/// Why nothing can happen to a session any more.
fn ended(session: &Session) -> Error {
    Error::SessionEnded(format!("{} is `{}`", session.id, session.status.name()))
}

fn put(session: Session, tx: &mut Tx<'_, WooshPay>) -> Arc<Session> {
    let session = Arc::new(session);
    let version = Version::Session(Arc::clone(&session));
    tx.put(version, subject(session.id), session.status.name());
    session
}

/// The session as the journal names it.
pub(crate) fn subject(id: SessionId) -> Subject {
    Subject::from(id.to_string().as_str())
}

/// A session as every call and every event shows it.
///
/// In a sample of 2022 the id reads `cs_test_…` in the address; here the last segment names the page.
pub(crate) fn shown(session: &Session) -> wire::Session<'_> {
    let cart = &session.cart;
    wire::Session {
        id: session.id.to_string(),
        object: "checkout.session",
        created: whole_second(session.created),
        currency: cart.total.currency.code(),
        customer: "",
        metadata: cart.metadata.as_deref().map(StringMap),
        mode: "payment",
        livemode: false,
        status: session.status,
        url: format!(
            "{}?key={}",
            session.checkout.address(&session.checkout.entry),
            session.checkout.key
        ),
        cancel_url: cart.cancel_url.as_ref().map(|url| url.as_sent()),
        client_reference_id: cart.client_reference_id.as_deref(),
        customer_email: cart.customer_email.as_deref(),
        line_items: wire::List { object: "list", data: lines(session) },
        payment_intent: session.intent.to_string(),
        payment_method_types: &cart.method_types,
        payment_status: session.status.payment_status(),
        success_url: cart.success_url.as_sent(),
        amount_subtotal: cart.total.minor,
        amount_total: cart.total.minor,
        billing_address_collection: cart.address_collection.name(),
        expires_at: session.expires_at.as_millisecond(),
        payment_link: "",
        client_secret: &session.client_secret,
    }
}

fn lines(session: &Session) -> Vec<wire::Line<'_>> {
    let created = whole_second(session.created);
    let pairs = session.lines.iter().zip(&session.cart.items);
    pairs
        .map(|(line, item)| wire::Line {
            id: line.id.to_string(),
            object: "item",
            currency: item.unit.currency.code(),
            description: &item.name,
            price: wire::Price {
                id: line.price.to_string(),
                object: "price",
                created,
                active: item.active,
                currency: item.unit.currency.code(),
                product: wire::Product {
                    id: line.product.to_string(),
                    object: "product",
                    created,
                    active: item.product_active,
                    description: item.description.as_deref(),
                    name: &item.name,
                    livemode: false,
                    updated: created,
                },
                kind: "one_time",
                livemode: false,
                unit_amount: item.unit.minor,
                // Whatever was sent: the guide's `testscheme` comes back as this.
                billing_scheme: "per_unit",
                lookup_key: item.lookup_key.as_deref(),
            },
            quantity: item.quantity,
            amount_subtotal: item.amount,
            amount_total: item.amount,
        })
        .collect()
}
