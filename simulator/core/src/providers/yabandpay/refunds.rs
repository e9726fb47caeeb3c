//! `v3.CreateRefund` and `v3.QueryRefundOrder`: money of a paid order goes back, in one piece or several.
//!
//! Sources: <https://docs.yabandpay.com/api/en/payments/refund/refund.html> and, for states and the form of
//! ids, <https://docs.yabandpay.com/api/en/payments/refund/queryrefund.html>.

use std::sync::Arc;

use jiff::Span;
use jiff::Timestamp;

use super::Yabandpay;
use super::advice;
use super::body::Members;
use super::body::Value;
use super::errors::Error;
use super::fields;
use super::lifecycle::Operation;
use super::lifecycle::Status;
use super::orders;
use super::refund_lifecycle::IllegalRefund;
use super::refund_lifecycle::RefundStatus;
use super::refund_lifecycle::RefundTransition;
use super::state::MerchantRefundId;
use super::state::Order;
use super::state::Refund;
use super::state::RefundId;
use super::state::Timer;
use super::state::TradeId;
use super::webhooks;
use crate::kernel::duration;
use crate::kernel::money::Money;
use crate::kernel::tx::Tx;

/// "Fewer than thirty" refunds an order.
const MOST: usize = 29;

/// A request to refund.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefundRequest {
    /// `None` for what is no id of an order.
    trade_id: Option<TradeId>,
    pub(super) wanted: Wanted,
}

/// What is to be refunded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) m_refund_id: Option<MerchantRefundId>,
    pub(super) amount: Money,
    pub(super) description: Arc<str>,
    pub(super) notify_url: Option<Arc<str>>,
}

impl RefundRequest {
    pub(super) fn read(data: &Members<'_>) -> Result<Self, Error> {
        Ok(Self {
            trade_id: TradeId::parse(fields::text(data, "trade_id")?),
            wanted: Wanted {
                m_refund_id: fields::own_text(data, "m_refund_id")?
                    .filter(|text| !text.is_empty())
                    .map(Into::into),
                amount: fields::money(data, "refund_amount", "refund_currency")?,
                description: fields::text(data, "refund_description")?.into(),
                notify_url: notify_url(data)?,
            },
        })
    }
}

/// Undocumented: the text `null`, which the refund query shows for no address, is no address here either.
fn notify_url(data: &Members<'_>) -> Result<Option<Arc<str>>, Error> {
    match data.find("notify_url").and_then(Value::text) {
        Some("null") => Ok(None),
        Some(_) | None => fields::own_address(data, "notify_url"),
    }
}

impl Yabandpay {
    /// Begins a refund.
    ///
    /// Undocumented: the codes. An order that nobody knows, that is not paid, that was paid more than a
    /// year ago, another currency, too high an amount and too many refunds are `-4120`.
    pub(super) fn create_refund(
        &self,
        asked: &RefundRequest,
        tx: &mut Tx<'_, Self>,
    ) -> Result<(Arc<Refund>, Arc<Order>), Error> {
        let order = asked.trade_id.and_then(|id| self.store.order(id));
        let order = order.ok_or(Error::NotPermitted)?;
        let wanted = &asked.wanted;
        if wanted.amount.currency != order.amount.currency
            || wanted.amount.minor > self.refundable(order, tx.at())
        {
            return Err(Error::NotPermitted);
        }
        let mut earlier = self.store.refunds_of(order.trade_id);
        let is_repeated = wanted.m_refund_id.is_some()
            && earlier.any(|one| one.status.counts() && one.m_refund_id == wanted.m_refund_id);
        let made = refund(order.trade_id, wanted, tx);
        if is_repeated {
            advice::of_repeated_refund(&made, tx);
        }
        Ok((made, Arc::clone(order)))
    }

    /// How much of an order can be refunded at an instant, in its minor units.
    pub(super) fn refundable(&self, order: &Order, at: Timestamp) -> i64 {
        let (Status::Paid, Some(paid_at)) = (order.status, order.paid_at()) else {
            return 0;
        };
        let is_late = duration::after(paid_at, &Span::new().years(1)).is_ok_and(|end| at > end);
        if order.operation == Operation::Storage
            || is_late
            || self.store.refunds_of(order.trade_id).count() >= MOST
        {
            return 0;
        }
        let refunds = self.store.refunds_of(order.trade_id);
        let spent: i64 =
            refunds.filter(|refund| refund.status.counts()).map(|refund| refund.amount.minor).sum();
        order.shown_amount().minor - spent
    }

    /// A refund and its order.
    pub(super) fn query_refund(&self, id: &str) -> Result<(Arc<Refund>, Arc<Order>), Error> {
        let refund = self.store.refund(id).ok_or(Error::NotPermitted)?;
        let order = self.store.order(refund.trade_id).ok_or(Error::NotPermitted)?;
        Ok((Arc::clone(refund), Arc::clone(order)))
    }
}

/// Makes a refund, which goes on by itself.
///
/// Undocumented: in which state it is answered. It is under way, unless a fault asks for another state;
/// only changes after that are notified.
pub(super) fn refund(order: TradeId, wanted: &Wanted, tx: &mut Tx<'_, Yabandpay>) -> Arc<Refund> {
    let made = Refund {
        refund_id: refund_id(tx),
        trade_id: order,
        m_refund_id: wanted.m_refund_id.clone(),
        amount: wanted.amount,
        description: Arc::clone(&wanted.description),
        notify_url: wanted.notify_url.clone(),
        status: RefundStatus::Processing,
        created_at: tx.at(),
        settled_at: None,
        deadline: None,
    };
    let made = entered(made, forced(tx).unwrap_or(RefundStatus::Processing), tx);
    webhooks::put_refund(&made, tx);
    made
}

/// The state that a fault asks for.
fn forced(tx: &Tx<'_, Yabandpay>) -> Option<RefundStatus> {
    let asked = tx.forced_outcome()?;
    RefundStatus::ALL.into_iter().find(|status| status.name() == asked)
}

/// How a refund ends whose time has come: well, unless a fault asks for another end.
pub(super) fn ending(tx: &Tx<'_, Yabandpay>) -> RefundTransition {
    let asked = forced(tx);
    let leads_there = |transition: &RefundTransition| {
        asked.is_some() && RefundStatus::Processing.after(*transition).ok() == asked
    };
    RefundTransition::ALL.into_iter().find(leads_there).unwrap_or(RefundTransition::Settled)
}

/// Lets something happen to a refund, and tells the merchant.
pub(super) fn moved(
    refund: &Refund,
    transition: RefundTransition,
    tx: &mut Tx<'_, Yabandpay>,
) -> Result<(), IllegalRefund> {
    let status = refund.status.after(transition)?;
    if let Some(deadline) = refund.deadline {
        tx.cancel(deadline);
    }
    let refund = entered(refund.clone(), status, tx);
    webhooks::put_refund(&refund, tx);
    webhooks::announce_refund(&refund, tx);
    Ok(())
}

/// The refund as it enters a state: one that is under way settles by itself.
///
/// Undocumented: how long that takes; it is a setting.
fn entered(refund: Refund, status: RefundStatus, tx: &mut Tx<'_, Yabandpay>) -> Arc<Refund> {
    let lasts = tx.settings().refund_settles_after.length();
    let deadline = (status == RefundStatus::Processing).then(|| {
        let timer = Timer::RefundSettles(refund.refund_id.clone());
        orders::scheduled(lasts, timer, tx)
    });
    let settled_at = (status == RefundStatus::Refunded).then(|| tx.at());
    Arc::new(Refund { status, deadline, settled_at, ..refund })
}

/// Date and time in UTC+8, then six digits, as in the answer of the refund query, whose `refund_time` is
/// that very instant.
fn refund_id(tx: &mut Tx<'_, Yabandpay>) -> RefundId {
    let digits = tx.digits("refund", 6);
    format!("{}{digits}", orders::written_at(tx.at())).as_str().into()
}
