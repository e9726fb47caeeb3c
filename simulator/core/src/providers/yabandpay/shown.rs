//! Orders and refunds as the answers show them.
//!
//! Undocumented: everything about clearing. Here money is cleared in its own currency, at a rate of 1, at
//! no cost; the yuan's own amounts are the only ones known in yuan. The names of merchant, store and cashier are
//! ours.

use super::card_payments::PAY_METHOD;
use super::state::Order;
use super::state::Refund;
use super::webhooks;
use super::wire;
use crate::kernel::money::Money;

const NO_COST: &str = "0.00";

/// An order as the card methods answer it, with the address of its page where it was just opened.
pub(super) fn order<'a>(order: &'a Order, url: Option<&'a str>) -> wire::OrderData<'a> {
    let amount = order.shown_amount();
    wire::OrderData {
        order_id: order.order_id.as_str(),
        trade_id: order.trade_id.to_string(),
        amount: amount.fixed(),
        currency: amount.currency.code(),
        state: order.status.name(),
        url,
    }
}

/// An order as the order query shows it.
pub(super) fn query(order: &Order) -> wire::QueryData<'_> {
    let amount = order.shown_amount();
    let transaction = order.transaction_id.as_ref().map_or("", |id| id.as_str());
    let redirect = order.hosted.as_ref().and_then(|hosted| hosted.redirect_url.as_deref());
    wire::QueryData {
        transaction_info: wire::TransactionInfo {
            trade_id: order.trade_id.to_string(),
            merchant_name: "sandpay",
            store_name: "sandpay store",
            cashier_name: "sandpay cashier",
            pay_method: PAY_METHOD,
            sub_pay_method: order.channel.name(),
            order_id: order.order_id.as_str(),
            amount: amount.fixed(),
            tip_amount: NO_COST,
            currency: amount.currency.code(),
            settlement_amount: amount.fixed(),
            settlement_currency: amount.currency.code(),
            exchange_rate: "1",
            description: &order.description,
            redirect_url: redirect.unwrap_or_default(),
            notify_url: &order.notify_url,
            state: order.status.name(),
            time_out: order.timeout.to_string(),
            amount_cny: yuan(&amount),
            merchant_cost: NO_COST,
            transaction_id: transaction,
            acquirer_id: transaction,
            user: order.user.as_str(),
            created_at: order.created_at.as_second().to_string(),
            demo: order.demo.as_deref().unwrap_or_default(),
        },
    }
}

fn yuan(amount: &Money) -> String {
    if amount.currency.code() == "CNY" { amount.fixed() } else { String::new() }
}

/// An order as cancelling it is answered.
pub(super) fn cancelled(order: &Order) -> wire::CancelData<'_> {
    let amount = order.shown_amount();
    wire::CancelData {
        kind: webhooks::PAYMENT,
        user: order.user.as_str(),
        amount: amount.fixed(),
        currency: amount.currency.code(),
        trade_id: order.trade_id.to_string(),
        description: &order.description,
        order_id: order.order_id.as_str(),
        created: order.created_at.as_second().to_string(),
        demo: order.demo.as_deref().unwrap_or_default(),
        transaction_id: order.transaction_id.as_ref().map_or("", |id| id.as_str()),
        state: order.status.name(),
    }
}

/// A refund as the refund query shows it, and making one is answered.
///
/// Undocumented: the answer of making one, of which `refund_id` alone is known; and what
/// `yb_transaction_id` is, which looks like the id of an order.
pub(super) fn refund<'a>(refund: &'a Refund, order: &'a Order) -> wire::RefundData<'a> {
    let (amount, currency) = (refund.amount.fixed(), refund.amount.currency.code());
    wire::RefundData {
        transaction_id: order.transaction_id.as_ref().map_or("", |id| id.as_str()),
        refund_id: refund.refund_id.as_str(),
        m_refund_id: refund.m_refund_id.as_ref().map(|id| id.as_str()),
        refund_time: refund.created_at.as_second().to_string(),
        state: refund.status.name(),
        refund_amount: amount.clone(),
        refund_currency: currency,
        refund_description: &refund.description,
        // A text, and not the absence of one: so the example has it.
        notify_url: refund.notify_url.as_deref().unwrap_or("null"),
        demo: order.demo.as_deref().unwrap_or_default(),
        settlement_refund_amount: amount,
        settlement_refund_currency: currency,
        merchant_cost: NO_COST,
        yb_transaction_id: order.trade_id.to_string(),
    }
}
