//! `v3.Capture`: takes what an authorization holds, or less, once.
//!
//! Source of everything here unless marked: <https://docs.yabandpay.com/api/cn/payments/cards/capture.html>.

use std::sync::Arc;

use super::Yabandpay;
use super::body::Members;
use super::errors::Error;
use super::fields;
use super::lifecycle::Illegal;
use super::lifecycle::Transition;
use super::orders;
use super::state::Afterwards;
use super::state::Capture;
use super::state::Order;
use super::state::RequestId;
use super::state::TradeId;
use super::webhooks;
use crate::kernel::money::Money;
use crate::kernel::tx::Tx;

/// A request to capture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaptureRequest {
    /// `None` for what is no id of an order.
    trade_id: Option<TradeId>,
    amount: Money,
    notify_url: Arc<str>,
    pub(super) request_id: RequestId,
}

impl CaptureRequest {
    pub(super) fn read(data: &Members<'_>) -> Result<Self, Error> {
        // Required, and never shown again.
        fields::text(data, "description")?;
        Ok(Self {
            trade_id: TradeId::parse(fields::text(data, "trade_id")?),
            amount: fields::money(data, "amount", "currency")?,
            notify_url: fields::address(data, "notify_url")?,
            request_id: fields::text(data, "request_id")?.into(),
        })
    }
}

impl Yabandpay {
    /// Captures.
    ///
    /// Undocumented: the codes. An order that nobody knows, that is not authorized (any more), another
    /// currency and too high an amount are `-4120`. The notification of the capture, and those after it,
    /// go to the address of the capture, which is the last that the merchant gave.
    pub(super) fn capture(
        &self,
        asked: &CaptureRequest,
        tx: &mut Tx<'_, Self>,
    ) -> Result<Arc<Order>, Error> {
        let order = asked.trade_id.and_then(|id| self.store.order(id));
        let order = order.ok_or(Error::NotPermitted)?;
        if asked.amount.currency != order.amount.currency || asked.amount.minor > order.amount.minor
        {
            return Err(Error::NotPermitted);
        }
        let capture = Capture {
            amount: asked.amount,
            at: tx.at(),
            request_id: Some(asked.request_id.clone()),
        };
        let addressed = Order { notify_url: Arc::clone(&asked.notify_url), ..Order::clone(order) };
        captured(&addressed, capture, tx).map_err(|_| Error::NotPermitted)
    }
}

/// Takes an authorization; what is not taken is let go.
pub(super) fn captured(
    order: &Order,
    capture: Capture,
    tx: &mut Tx<'_, Yabandpay>,
) -> Result<Arc<Order>, Illegal> {
    let order = orders::moved(order, Transition::Captured, tx)?;
    let afterwards = Afterwards { capture: Some(capture), given_back: None };
    let order = Arc::new(Order { afterwards: Some(Arc::new(afterwards)), ..order });
    webhooks::announce(&order, tx);
    Ok(order)
}
