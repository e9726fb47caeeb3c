//! Orders, refunds and tokens as the control plane sees them: what they are, what can be done to them, and
//! what they do by themselves.

use super::Yabandpay;
use super::hosted_payment;
use super::lifecycle::Outcome;
use super::lifecycle::Transition;
use super::orders;
use super::refunds;
use super::shown;
use super::state::Timer;
use super::state::TradeId;
use super::tokens;
use super::triggers;
use super::webhooks;
use crate::kernel::provider::Act;
use crate::kernel::provider::Refused;
use crate::kernel::provider::SubjectView;
use crate::kernel::tx::Tx;

const WRITTEN: &str = "strings are written as JSON";

impl Yabandpay {
    /// An order, a refund or a token, by its own id.
    pub(super) fn viewed(&self, id: &str) -> Option<SubjectView> {
        self.viewed_order(id).or_else(|| self.viewed_refund(id)).or_else(|| self.viewed_token(id))
    }

    fn viewed_order(&self, id: &str) -> Option<SubjectView> {
        let order = self.store.order_called(id)?;
        Some(SubjectView {
            id: order.trade_id.to_string(),
            kind: webhooks::PAYMENT,
            state: order.status.name().to_owned(),
            object: serde_json::to_value(shown::query(order).transaction_info).expect(WRITTEN),
            next: self.next_of_order(order),
            provider_calls: Vec::new(),
        })
    }

    fn viewed_refund(&self, id: &str) -> Option<SubjectView> {
        let refund = self.store.refund(id)?;
        let order = self.store.order(refund.trade_id)?;
        Some(SubjectView {
            id: refund.refund_id.to_string(),
            kind: webhooks::REFUND,
            state: refund.status.name().to_owned(),
            object: serde_json::to_value(shown::refund(refund, order)).expect(WRITTEN),
            next: triggers::next_of_refund(refund),
            provider_calls: Vec::new(),
        })
    }

    fn viewed_token(&self, id: &str) -> Option<SubjectView> {
        let token = tokens::find(&self.store, self.world, id)?;
        Some(SubjectView {
            id: token.text.to_string(),
            kind: "token",
            state: token.standing.name().to_owned(),
            object: serde_json::json!({"payment_token_object": token.text}),
            next: tokens::next(&token),
            provider_calls: Vec::new(),
        })
    }

    /// Does one of the actions that [`viewed`](Self::viewed) offers.
    pub(super) fn act_on(&self, act: &Act<'_>, tx: &mut Tx<'_, Self>) -> Result<(), Refused> {
        if let Some(order) = self.store.order_called(act.subject) {
            return self.act_on_order(order, act, tx);
        }
        if let Some(refund) = self.store.refund(act.subject) {
            return triggers::act_on_refund(refund, act.action, tx);
        }
        match tokens::find(&self.store, self.world, act.subject) {
            Some(token) => triggers::act_on_token(&token, act.action, tx),
            None => Err(Refused {
                message: format!("there is no order, refund or token {}", act.subject),
            }),
        }
    }

    /// Does what has fallen due. Whatever happens earlier takes its timer back, so each of these can.
    pub(super) fn fall_due(&self, timer: &Timer, tx: &mut Tx<'_, Self>) {
        match timer {
            Timer::OrderExpires(id) => self.end_page(*id, tx),
            Timer::ReviewEnds(id) => self.end_review(*id, tx),
            Timer::AuthorizationExpires(id) => {
                if let Some(order) = self.store.order(*id) {
                    let _ended = orders::expire_authorization(order, tx);
                }
            }
            Timer::RefundSettles(id) => {
                if let Some(refund) = self.store.refund(id.as_str()) {
                    let _settled = refunds::moved(refund, refunds::ending(tx), tx);
                }
            }
        }
    }

    /// The review ends well, unless a fault asks for a refusal.
    fn end_review(&self, id: TradeId, tx: &mut Tx<'_, Self>) {
        let Some(order) = self.store.order(id) else {
            return;
        };
        let _ended = match orders::forced(order.operation, tx) {
            None | Some(Outcome::Approved) => hosted_payment::grant(order, tx),
            Some(Outcome::Declined | Outcome::Failed) => {
                hosted_payment::conclude(order, Transition::Failed, tx)
            }
        };
    }

    /// The time for paying is over, unless a fault lets the payer decide in the last moment.
    fn end_page(&self, id: TradeId, tx: &mut Tx<'_, Self>) {
        let Some(order) = self.store.order(id) else {
            return;
        };
        let _ended = match orders::forced(order.operation, tx) {
            Some(outcome) => hosted_payment::decide(order, outcome, tx),
            None => hosted_payment::conclude(order, Transition::Expired, tx),
        };
    }
}
