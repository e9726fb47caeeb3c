//! Everything that YabandPay remembers, and by what it is found.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::state::CardToken;
use super::state::Order;
use super::state::OrderId;
use super::state::PageId;
use super::state::Refund;
use super::state::RefundId;
use super::state::RequestId;
use super::state::Token;
use super::state::TradeId;
use super::state::User;
use super::state::Version;
use crate::kernel::by_text::ByText;

/// Orders, refunds and tokens. What is used up follows from them.
#[derive(Debug, Default)]
pub(super) struct Store {
    orders: BTreeMap<TradeId, Arc<Order>>,
    used: BTreeMap<User, Used>,
    pages: BTreeMap<PageId, TradeId>,
    refunds: BTreeMap<RefundId, Arc<Refund>>,
    /// The refunds of an order, in the order in which they were asked for.
    refunded: BTreeMap<TradeId, Vec<RefundId>>,
    tokens: BTreeMap<CardToken, Arc<Token>>,
}

/// What a user has used up.
#[derive(Debug, Default)]
struct Used {
    requests: ByText<RequestId, TradeId>,
    /// How many orders of an id have taken or may take money.
    live: ByText<OrderId, u32>,
}

impl Store {
    /// The newest version of an order.
    pub(super) fn order(&self, id: TradeId) -> Option<&Arc<Order>> {
        self.orders.get(&id)
    }

    /// The newest version of the order that is called so.
    pub(super) fn order_called(&self, id: &str) -> Option<&Arc<Order>> {
        self.order(TradeId::parse(id)?)
    }

    /// The newest version of every order.
    pub(super) fn orders(&self) -> impl Iterator<Item = &Arc<Order>> {
        self.orders.values()
    }

    /// The order that a page is about.
    pub(super) fn order_of_page(&self, page: &str) -> Option<&Arc<Order>> {
        self.order(*self.pages.get(page)?)
    }

    /// The order that a user's request id made or captured.
    pub(super) fn made_by(&self, user: &User, request: &RequestId) -> Option<TradeId> {
        self.used.get(user)?.requests.find(request.as_str()).copied()
    }

    /// Whether a user has another order of this id that has taken or may take money.
    pub(super) fn has_live(&self, user: &User, order: &OrderId) -> bool {
        self.used.get(user).is_some_and(|used| used.live.find(order.as_str()).is_some())
    }

    /// The newest version of the refund that is called so.
    pub(super) fn refund(&self, id: &str) -> Option<&Arc<Refund>> {
        self.refunds.get(id)
    }

    /// The newest version of every refund.
    pub(super) fn refunds(&self) -> impl Iterator<Item = &Arc<Refund>> {
        self.refunds.values()
    }

    /// The refunds of an order, failed ones included.
    pub(super) fn refunds_of(&self, id: TradeId) -> impl Iterator<Item = &Arc<Refund>> {
        let ids = self.refunded.get(&id).map_or(&[][..], Vec::as_slice);
        ids.iter().filter_map(|id| self.refunds.get(id))
    }

    /// The newest version of a stored card.
    pub(super) fn token(&self, text: &str) -> Option<&Arc<Token>> {
        self.tokens.get(text)
    }

    /// The newest version of everything.
    pub(super) fn versions(&self) -> Vec<Version> {
        let orders = self.orders.values().cloned().map(Version::Order);
        let refunds = self.refunds.values().cloned().map(Version::Refund);
        let tokens = self.tokens.values().cloned().map(Version::Token);
        orders.chain(refunds).chain(tokens).collect()
    }

    /// Takes a version in.
    pub(super) fn put(&mut self, version: Version) {
        match version {
            Version::Order(order) => self.put_order(&order),
            Version::Refund(refund) => self.put_refund(refund),
            Version::Token(token) => drop(self.tokens.insert(token.text.clone(), token)),
        }
    }

    fn put_order(&mut self, order: &Arc<Order>) {
        let before = self.orders.insert(order.trade_id, Arc::clone(order));
        let used = match self.used.get_mut(&order.user) {
            Some(used) => used,
            None => self.used.entry(order.user.clone()).or_default(),
        };
        let was_live = before.as_ref().is_some_and(|order| order.status.is_live());
        match (was_live, order.status.is_live()) {
            (false, true) => used.began(&order.order_id),
            (true, false) => used.ended(&order.order_id),
            (true, true) | (false, false) => {}
        }
        if before.is_none() {
            used.requests.put(order.request_id.clone(), order.trade_id);
            if let Some(hosted) = &order.hosted {
                self.pages.insert(hosted.page.clone(), order.trade_id);
            }
        }
        if let Some(request) = order.capture().and_then(|capture| capture.request_id.as_ref()) {
            used.requests.put(request.clone(), order.trade_id);
        }
    }

    fn put_refund(&mut self, refund: Arc<Refund>) {
        let id = refund.refund_id.clone();
        let trade = refund.trade_id;
        if self.refunds.insert(id.clone(), refund).is_none() {
            self.refunded.entry(trade).or_default().push(id);
        }
    }
}

impl Used {
    fn began(&mut self, order: &OrderId) {
        match self.live.find_mut(order.as_str()) {
            Some(count) => *count += 1,
            None => self.live.put(order.clone(), 1),
        }
    }

    fn ended(&mut self, order: &OrderId) {
        match self.live.find_mut(order.as_str()) {
            Some(count) if *count > 1 => *count -= 1,
            Some(_) | None => self.live.remove(order.as_str()),
        }
    }
}
