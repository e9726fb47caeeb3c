//! `v3.CancelPayment`: calls an order off, whether it was paid or not.
//!
//! Source of everything here unless marked: <https://docs.yabandpay.com/api/en/payments/others/cancel.html>.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Time;
use jiff::tz::TimeZone;

use super::Yabandpay;
use super::errors::Error;
use super::lifecycle::Transition;
use super::orders;
use super::state::Order;
use super::state::TradeId;
use super::webhooks;
use crate::kernel::tx::Tx;

impl Yabandpay {
    /// Cancels an order, always in full.
    ///
    /// Undocumented: the codes. An order that nobody knows, one whose state does not allow it, one whose
    /// time for that is over, and one with a refund (of any state) are `-4120`.
    pub(super) fn cancel(
        &self,
        trade_id: Option<TradeId>,
        tx: &mut Tx<'_, Self>,
    ) -> Result<Arc<Order>, Error> {
        let order = trade_id.and_then(|id| self.store.order(id)).ok_or(Error::NotPermitted)?;
        if !self.is_cancellable(order, tx.at()) {
            return Err(Error::NotPermitted);
        }
        let cancelled = orders::moved(order, Transition::Cancelled, tx);
        let cancelled = cancelled.map_err(|_| Error::NotPermitted)?;
        let cancelled = Arc::new(orders::given_back(cancelled, tx));
        webhooks::announce(&cancelled, tx);
        Ok(cancelled)
    }

    /// Whether an order can be cancelled at an instant.
    pub(super) fn is_cancellable(&self, order: &Order, at: Timestamp) -> bool {
        order.status.after(Transition::Cancelled).is_ok()
            && at < end_of_cancelling(order.created_at)
            && self.store.refunds_of(order.trade_id).next().is_none()
    }
}

/// Until when an order can be cancelled: half past midnight of the day after it was made.
///
/// Undocumented: the page says Central European Time; the hour of the Netherlands is meant here, summer
/// time included, in which the provider's clearing runs.
fn end_of_cancelling(created_at: Timestamp) -> Timestamp {
    let zone = TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").expect("the rule is well formed");
    let half_past = Time::constant(0, 30, 0, 0);
    created_at
        .to_zoned(zone.clone())
        .date()
        .tomorrow()
        .and_then(|day| day.to_datetime(half_past).to_zoned(zone))
        .map_or(Timestamp::MAX, |end| end.timestamp())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::winter("2026-01-01T00:00:00Z", "2026-01-01T23:30:00Z")]
    #[case::just_before_midnight("2026-01-01T22:59:59Z", "2026-01-01T23:30:00Z")]
    #[case::just_after_midnight("2026-01-01T23:00:00Z", "2026-01-02T23:30:00Z")]
    #[case::summer("2026-07-01T12:00:00Z", "2026-07-01T22:30:00Z")]
    #[case::into_summer("2026-03-28T12:00:00Z", "2026-03-28T23:30:00Z")]
    #[case::day_of_the_change("2026-03-29T12:00:00Z", "2026-03-29T22:30:00Z")]
    #[case::end_of_the_calendar("9999-12-30T22:00:00Z", "9999-12-30T22:00:00.999999999Z")]
    fn an_order_can_be_cancelled_until_half_past_midnight_of_the_next_day(
        #[case] made: &str,
        #[case] end: &str,
    ) {
        assert_eq!(end_of_cancelling(made.parse().unwrap()), end.parse().unwrap());
    }
}
